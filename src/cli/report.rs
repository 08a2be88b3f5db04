//! `sipas report`: writes a report as PDF, XLSX or CSV.

use std::path::PathBuf;

use clap::Args;

use super::results::Subject;
use super::{open, write_file};
use crate::config::Settings;
use crate::report::Format;

/// Write a report of a place and a period as PDF, XLSX or CSV.
#[derive(Debug, Args)]
pub struct Options {
    /// pdf, xlsx or csv
    #[arg(long)]
    format: Format,
    #[command(flatten)]
    subject: Subject,
    /// File to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<()> {
    let house = open(settings)?;
    let question = house.question(&options.subject.as_asked())?;
    let bytes = house.report(options.format, &question, &options.subject.lang)?;
    write_file(&options.output, &bytes)?;
    println!("{} ({} bytes)", options.output.display(), bytes.len());
    Ok(())
}
