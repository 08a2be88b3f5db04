//! `sipas staff`: the administrator's account.

use std::io::Read as _;

use anyhow::{Context as _, bail};
use clap::Subcommand;

use super::open;
use crate::config::Settings;
use crate::web::staff::passwords;

/// The administrator's account.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add an account or give it a new password; every session of it ends
    ///
    /// Prints a generated password once. With --password-stdin the password is read from standard input instead.
    Add {
        /// User name
        #[arg(value_name = "NAME")]
        username: String,
        /// Read the password (12 characters or more) from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the accounts
    List,
}

/// Runs the command.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    let house = open(settings)?;
    match command {
        Command::Add {
            username,
            password_stdin,
        } => {
            if username.is_empty() || username.chars().count() > 64 {
                bail!("a user name has 1 to 64 characters");
            }
            let password = if password_stdin {
                from_stdin()?
            } else {
                passwords::generate()
            };
            passwords::set(&house, &username, &password)?;
            if password_stdin {
                println!("done: {username}");
            } else {
                println!("{username} {password}");
            }
        }
        Command::List => house
            .store
            .staff()?
            .iter()
            .for_each(|name| println!("{name}")),
    }
    Ok(())
}

fn from_stdin() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .take(4_096)
        .read_to_string(&mut text)
        .context("the password is not UTF-8")?;
    let password = text.trim_end_matches(['\r', '\n']).to_owned();
    if password.chars().count() < passwords::SHORTEST {
        bail!("a password has {} characters or more", passwords::SHORTEST);
    }
    Ok(password)
}
