//! `sipas audit`: proves that no line of the log of staff was changed, removed or cut off.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use data_encoding::HEXLOWER;

use super::{open, read_text};
use crate::config::Settings;
use crate::house::HouseError;

/// The log of staff: who did what, and proof that nothing of it was changed.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check every line; with a checkpoint also that the end was not cut off
    ///
    /// Each line holds the hash of the line before. That shows a changed or missing line, but not a shortened log: for that a
    /// checkpoint has to lie where nobody who can reach the database can reach it. Exit code 1 when the log does not hold.
    Verify {
        /// A checkpoint that “sipas audit checkpoint” printed earlier
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
    },
    /// Print how long the log is and how it ends, signed with the release key
    ///
    /// Send it every day to somebody outside, e.g. to the inspectorate and to a mailbox of the ministry, and print it in the
    /// monthly report. The form is a signed note (C2SP tlog-checkpoint).
    Checkpoint,
}

/// Runs the command.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<ExitCode> {
    let house = open(settings)?;
    match command {
        Command::Checkpoint => print!("{}", house.audit_checkpoint()?),
        Command::Verify { against } => {
            let note = against.as_deref().map(read_text).transpose()?;
            match house.verify_audit(note.as_deref()) {
                Ok(head) => println!(
                    "{} lines, none changed; the last has the hash {}",
                    head.size,
                    HEXLOWER.encode(&head.hash)
                ),
                Err(HouseError::Log(fault)) => {
                    println!("{fault}");
                    return Ok(ExitCode::FAILURE);
                }
                Err(other) => return Err(other.into()),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
