//! `sipas verify`: recounts everything and compares.

use std::process::ExitCode;

use clap::Args;

use super::open;
use crate::config::Settings;

/// Recount everything from the answers and compare.
///
/// Every tally is recounted from the counted answers, links used are compared with sheets waiting and counted, and
/// the database checks itself. Exit code 1 when a difference is found; each is one sentence.
#[derive(Debug, Args)]
pub struct Options {}

/// Runs the command.
pub fn run(settings: Settings, _: Options) -> anyhow::Result<ExitCode> {
    let verification = open(settings)?.verify()?;
    println!("{verification}");
    Ok(if verification.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
