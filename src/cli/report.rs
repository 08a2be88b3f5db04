//! `sipas report`: writes a report as PDF, DOCX, XLSX, CSV, or its charts.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::results::Subject;
use super::{open, write_file};
use crate::config::Settings;
use crate::report::{CsvFlavour, CsvRows, Format};

/// Write a report of a place and a period as PDF, DOCX, XLSX or CSV, or its charts in one file.
///
/// A CSV has one row a unit, or with --rows counts one row a criterion. The report of a released period names its release,
/// and a PDF can be checked with `sipas verify`. What the index counts for elsewhere is in `sipas score`.
#[derive(Debug, Args)]
pub struct Options {
    /// pdf, docx, xlsx, csv, or zip for all charts
    #[arg(long)]
    format: Format,
    #[command(flatten)]
    subject: Subject,
    /// Rows of a CSV
    #[arg(long, value_enum, default_value_t = Rows::Summary)]
    rows: Rows,
    /// Write a CSV for programs: comma, decimal point, no BOM
    #[arg(long)]
    machine: bool,
    /// File to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// Rows of a CSV.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Rows {
    /// One row a unit: the place itself, then the places below it
    Summary,
    /// One row a criterion, with a count per level
    Counts,
}

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<()> {
    let house = open(settings)?;
    let question = house.question(&options.subject.as_asked())?;
    let mut order = house.report_options(&options.subject.lang);
    order.rows = match options.rows {
        Rows::Summary => CsvRows::Summary,
        Rows::Counts => CsvRows::Counts,
    };
    if options.machine {
        order.csv = CsvFlavour::Machine;
    }
    let bytes = house.report(options.format, &question, order)?;
    write_file(&options.output, &bytes)?;
    println!("{} ({} bytes)", options.output.display(), bytes.len());
    Ok(())
}
