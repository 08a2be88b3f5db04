//! `sipas staff`: accounts of staff.

use std::io::Read as _;

use anyhow::{Context as _, bail};
use clap::Subcommand;

use super::open;
use crate::config::Settings;
use crate::house::{COMMAND_LINE, House};
use crate::staff::{Jurisdiction, Mandate, Role};
use crate::store::Account;
use crate::web::staff::passwords;

/// Accounts of staff: who may do what, and where.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open an account with a role and a place
    ///
    /// Prints a generated password once. With --password-stdin the password is read from standard input instead. The first
    /// account is an administrator of the nation; that one opens the others in the browser.
    Add {
        /// User name
        #[arg(value_name = "NAME")]
        username: String,
        /// viewer, analyst, publisher, administrator or inspector
        #[arg(long, default_value = "administrator")]
        role: Role,
        /// Place with everything below it (vn, 33, 00004), or office:CODE
        #[arg(long, value_name = "PLACE", default_value = "vn")]
        place: String,
        /// Read the password (12 characters or more) from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the accounts with their roles and places
    List,
    /// Give an account another role or place; every session of it ends
    Change {
        /// User name
        #[arg(value_name = "NAME")]
        username: String,
        /// viewer, analyst, publisher, administrator or inspector [default: as it is]
        #[arg(long)]
        role: Option<Role>,
        /// Place with everything below it (vn, 33, 00004), or office:CODE [default: as it is]
        #[arg(long, value_name = "PLACE")]
        place: Option<String>,
    },
    /// Give an account a new password; every session of it ends
    ///
    /// Prints a generated password once. With --password-stdin the password is read from standard input instead.
    Password {
        /// User name
        #[arg(value_name = "NAME")]
        username: String,
        /// Read the password (12 characters or more) from standard input
        #[arg(long)]
        password_stdin: bool,
        /// Take the one-time passwords and recovery codes away too, for somebody who lost the phone
        #[arg(long)]
        without_second_factor: bool,
    },
    /// Link an account to a person of the single sign-on ([oidc] in the settings); every session of it ends
    ///
    /// The page that refuses somebody unknown shows the mark to write here.
    Link {
        /// User name
        #[arg(value_name = "NAME")]
        username: String,
        /// What the provider calls the person (the claim “sub”)
        #[arg(
            value_name = "MARK",
            required_unless_present = "remove",
            conflicts_with = "remove"
        )]
        subject: Option<String>,
        /// Cut the link
        #[arg(long)]
        remove: bool,
    },
    /// Close an account: nobody signs in with it any more, what it did stays in the log
    Close {
        /// User name
        #[arg(value_name = "NAME")]
        username: String,
    },
    /// Open a closed account again
    Reopen {
        /// User name
        #[arg(value_name = "NAME")]
        username: String,
    },
}

/// Runs the command.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    let house = open(settings)?;
    match command {
        Command::Add {
            username,
            role,
            place,
            password_stdin,
        } => {
            let password = new_password(&username, password_stdin)?;
            let account = Account {
                username,
                mandate: Mandate {
                    role,
                    jurisdiction: Jurisdiction::find(house.atlas, &place)?,
                },
                disabled: false,
                second_factor: false,
                subject: String::new(),
            };
            house.open_account(COMMAND_LINE, &account, &passwords::hash(&password)?)?;
            say(&account.username, &password, password_stdin);
        }
        Command::List => {
            for account in house.store.accounts()? {
                println!("{}", line(&account));
            }
        }
        Command::Change {
            username,
            role,
            place,
        } => {
            let mut account = house.account(&username)?;
            account.mandate.role = role.unwrap_or(account.mandate.role);
            if let Some(place) = place {
                account.mandate.jurisdiction = Jurisdiction::find(house.atlas, &place)?;
            }
            house.change_account(COMMAND_LINE, &account)?;
            println!("{}", line(&account));
        }
        Command::Password {
            username,
            password_stdin,
            without_second_factor,
        } => {
            let password = new_password(&username, password_stdin)?;
            house.change_password(COMMAND_LINE, &username, &passwords::hash(&password)?)?;
            if without_second_factor {
                house.remove_second_factor(COMMAND_LINE, &username)?;
            }
            say(&username, &password, password_stdin);
        }
        Command::Link {
            username, subject, ..
        } => {
            house.link_account(COMMAND_LINE, &username, subject.as_deref())?;
            println!("{}", line(&house.account(&username)?));
        }
        Command::Close { username } => set_closed(&house, &username, true)?,
        Command::Reopen { username } => set_closed(&house, &username, false)?,
    }
    Ok(())
}

fn set_closed(house: &House, username: &str, closed: bool) -> anyhow::Result<()> {
    let mut account = house.account(username)?;
    account.disabled = closed;
    house.change_account(COMMAND_LINE, &account)?;
    println!("{}", line(&account));
    Ok(())
}

fn line(account: &Account) -> String {
    let mandate = &account.mandate;
    let closed = if account.disabled { " · closed" } else { "" };
    let linked = if account.subject.is_empty() {
        ""
    } else {
        " · single sign-on"
    };
    format!(
        "{} · {} · {}{linked}{closed}",
        account.username, mandate.role, mandate.jurisdiction
    )
}

fn say(username: &str, password: &str, was_given: bool) {
    if was_given {
        println!("done: {username}");
    } else {
        println!("{username} {password}");
    }
}

/// A password from standard input, or a generated one.
fn new_password(username: &str, from_stdin: bool) -> anyhow::Result<String> {
    if !from_stdin {
        return Ok(passwords::generate());
    }
    let mut text = String::new();
    std::io::stdin()
        .take(4_096)
        .read_to_string(&mut text)
        .context("the password is not UTF-8")?;
    let password = text.trim_end_matches(['\r', '\n']).to_owned();
    if let Some(weakness) = passwords::weakness(&password, username) {
        bail!("{weakness}");
    }
    Ok(password)
}
