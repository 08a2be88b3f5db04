//! `sipas key comments`: whose key comments are sealed to.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use clap::Subcommand;
use data_encoding::HEXLOWER;
use serde_json::json;

use super::open;
use crate::ballot::{BoxPublic, BoxSecret};
use crate::config::Settings;
use crate::house::{COMMAND_LINE, House};
use crate::store::{Action, KeyKind};

/// The key that comments and requests to be contacted are sealed to
///
/// The inspectorate makes a pair with `make` on a machine of its own and gives away the public half, which the service is
/// told with `install`. From then on nobody who has only the server can read a comment. Without it, the service makes a
/// pair by itself and keeps both halves.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a pair: the secret half goes into a file, the public half is printed. Needs no database
    Make {
        /// File of the secret half; keep a copy at a second site, without it no comment can be read
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Seal to this public half from now on
    Install {
        /// 64 hexadecimal digits, as printed by `make`
        public: BoxPublic,
    },
    /// Take the secret half that the service made out of it, into a file for the inspectorate
    ///
    /// What was sealed before `install` opens with it and with nothing else.
    Take {
        /// File to write
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Say which public half is in use and whether a secret half lies here
    Show,
}

/// Runs the command.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Make { output } => {
            let secret = BoxSecret::generate(&mut rand::rng());
            write_secret(&output, &secret)?;
            println!("{}", secret.public()?);
        }
        Command::Install { public } => {
            let house = open(settings)?;
            house.keys.give_comment_public(&public)?;
            logged(&house, "installed", &public)?;
            println!("comments are sealed to {public} from now on");
            if house.keys.comment_secret()?.is_some() {
                println!(
                    "earlier ones open with a key that still lies here; take it out with “sipas key comments take”"
                );
            }
        }
        Command::Take { output } => {
            let house = open(settings)?;
            let secret = house.keys.comment_secret()?;
            let secret = secret.context("no secret half of a comment key lies here")?;
            let public = secret.public()?;
            write_secret(&output, &secret)?;
            if house.keys.given_comment_public()?.is_none() {
                house.keys.give_comment_public(&public)?;
            }
            house.keys.destroy(KeyKind::Comments, None)?;
            logged(&house, "taken out", &public)?;
            println!(
                "{}: the secret half of {public}; it lies nowhere else now",
                output.display()
            );
        }
        Command::Show => {
            let house = open(settings)?;
            println!("public half: {}", house.keys.comment_public()?);
            let lies = house.keys.comment_secret()?.is_some();
            println!(
                "a secret half lies here: {}",
                if lies { "yes" } else { "no" }
            );
        }
    }
    Ok(())
}

fn logged(house: &House, what: &str, public: &BoxPublic) -> anyhow::Result<()> {
    let detail = json!({ "what": what, "public": public.to_string() });
    Ok(house.log(COMMAND_LINE, Action::KeyChanged, "comments", detail)?)
}

/// A new file that only its owner reads, on disk before anything is said of it.
fn write_secret(path: &Path, secret: &BoxSecret) -> anyhow::Result<()> {
    ensure!(
        !path.exists(),
        "{} exists already: a key is never written over",
        path.display()
    );
    let write = || {
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        writeln!(file, "{}", HEXLOWER.encode(&secret.0))?;
        file.sync_all()
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}
