//! `sipas verify`: recounts everything and compares.

use std::process::ExitCode;

use clap::Args;

use super::{open, progress};
use crate::config::Settings;

/// Recount everything from the answers and compare.
///
/// Every tally is recounted from the counted answers, links used are compared with sheets waiting and counted, and
/// the database checks itself. Exit code 1 when a difference is found; each is one sentence.
#[derive(Debug, Args)]
pub struct Options {}

/// Runs the command.
pub fn run(settings: Settings, _: Options) -> anyhow::Result<ExitCode> {
    let house = open(settings)?;
    let bar = progress::spinner("recounting");
    let found = house.verify(&|sheets| bar.set_message(format!("recounted {sheets} sheets")))?;
    bar.finish_and_clear();
    println!(
        "{} counted sheets recounted, {} tallies compared, {} sheets wait sealed",
        found.sheets, found.tallies, found.waiting
    );
    if found.differences.is_empty() {
        println!("no difference");
        return Ok(ExitCode::SUCCESS);
    }
    found
        .differences
        .iter()
        .for_each(|difference| println!("difference: {difference}"));
    Ok(ExitCode::FAILURE)
}
