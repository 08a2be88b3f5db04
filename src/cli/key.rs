//! `sipas key`: keys of the ballot box and of links, and API keys.

use clap::{Subcommand, ValueEnum};
use serde_json::json;

use super::{comments_key, open};
use crate::config::Settings;
use crate::house::COMMAND_LINE;
use crate::period::Period;
use crate::store::{Action, KeyKind};
use crate::web::staff::api_keys::{self, NewKey};

/// Keys of the ballot box, of links, and API keys.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the key files and API keys; never their secrets
    List,
    /// Destroy a month's key: what was sealed to it can never be opened again
    ///
    /// The service does this by itself once a month is closed and counted.
    Destroy {
        /// Which key
        #[arg(value_enum)]
        kind: Kind,
        /// Its month, e.g. 2026-10
        month: Period,
        /// Say that you know what this does
        #[arg(long, required = true)]
        i_know_it_cannot_be_undone: bool,
    },
    /// Print the public key that releases and sealed reports are checked with
    ///
    /// Give it to everybody: `sipas verify FILE --public-key KEY` needs nothing else. The key is made when there is none.
    ReleasePublic,
    /// Print all public keys that ever signed releases, each introduced by the one before, as JSON
    ///
    /// Whoever trusts one of them checks files signed by any: `sipas verify FILE --public-key KEY --key-history FILE`.
    ReleaseHistory,
    /// Begin to sign releases with a new key
    ///
    /// The present key introduces the new one and its secret is destroyed. What it signed stays good. Do this when whoever
    /// kept the key leaves, or every few years; not while a release is under an embargo, for the new key's introduction
    /// tells everybody the hash of the newest release.
    RotateRelease {
        /// Somebody else has the present key: change it now, also during an embargo
        #[arg(long)]
        stolen: bool,
    },
    #[command(subcommand)]
    Comments(comments_key::Command),
    /// Make an API key; its text is printed once
    NewApi {
        /// Whose it is, in words
        #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
        name: String,
        /// Let it make invitations only, not read reports
        #[arg(long)]
        invite_only: bool,
    },
    /// Revoke an API key by its id (the part after sp_)
    RevokeApi {
        /// The key's id
        id: String,
    },
}

/// Kinds of monthly keys.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Kind {
    /// Turns transactions into links
    Invitation,
    /// Opens the sheets of a month
    Box,
}

/// Runs the command.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    match command {
        // A pair can be made where there is no database.
        Command::Comments(command) => comments_key::run(settings, command)?,
        Command::List => {
            let house = open(settings)?;
            for key in house.keys.list()? {
                let month = key
                    .month
                    .map_or_else(|| "any month".into(), |month| month.to_string());
                println!("{:?} key · {month} · {}", key.kind, key.path.display());
            }
            for key in house.store.api_keys()? {
                let state = if key.revoked {
                    "revoked".into()
                } else {
                    format!("until {}", key.expires_on)
                };
                println!(
                    "API key {} · {} · {} · {state}",
                    key.id, key.name, key.scopes
                );
            }
        }
        Command::Destroy { kind, month, .. } => {
            let house = open(settings)?;
            let kind = match kind {
                Kind::Invitation => KeyKind::Invitation,
                Kind::Box => KeyKind::Box,
            };
            let existed = house.keys.destroy(kind, Some(month))?;
            anyhow::ensure!(
                existed,
                "there is no such key of {month}; “sipas key list” names them"
            );
            let what = json!({ "done": "destroyed", "month": month.to_string() });
            let object = format!("{kind:?} key");
            house.log(COMMAND_LINE, Action::KeyChanged, &object, what)?;
            println!("destroyed");
        }
        Command::ReleasePublic => println!("{}", open(settings)?.keys.release_key()?.public()),
        Command::ReleaseHistory => {
            let house = open(settings)?;
            let keys = match house.release_keys()? {
                Some(keys) => keys,
                None => house.keys.release_key()?.public().into(),
            };
            println!("{}", serde_json::to_string_pretty(&keys)?);
        }
        Command::RotateRelease { stolen } => {
            let house = open(settings)?;
            let keys = house.rotate_release_key(stolen)?;
            let what = json!({ "done": "begun with", "key": keys.newest().mark().to_string() });
            house.log(COMMAND_LINE, Action::KeyChanged, "Release key", what)?;
            println!("public key: {}", keys.newest());
            println!("introduced by the one before; print both with “sipas key release-history”");
        }
        Command::NewApi { name, invite_only } => {
            let house = open(settings)?;
            let scopes = if invite_only {
                api_keys::INVITE.to_owned()
            } else {
                format!("{} {}", api_keys::INVITE, api_keys::READ)
            };
            let new = NewKey {
                id: api_keys::draw_id(),
                name,
                scopes,
                months: api_keys::MONTHS,
            };
            println!("{}", api_keys::create(&house, COMMAND_LINE, new)?);
        }
        Command::RevokeApi { id } => {
            let house = open(settings)?;
            house.revoke_key(COMMAND_LINE, &id)?;
            println!("revoked");
        }
    }
    Ok(())
}
