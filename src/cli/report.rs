//! `sipas report`: writes a report as PDF, DOCX, XLSX, CSV, or its charts.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::results::Subject;
use super::{open, write_file};
use crate::config::Settings;
use crate::place::{OfficeKind, PeerGroup};
use crate::report::{CsvFlavour, CsvRows, Format};

/// Write a report of a place and a period as PDF, DOCX, XLSX or CSV, or its charts in one file.
///
/// With --peers offices:department it is the report of the departments of a province. A CSV has one row a unit, or with --rows counts one row a criterion. The report of a released period names its release,
/// and a PDF can be checked with `sipas verify`. What the index counts for elsewhere is in `sipas score`.
#[derive(Debug, Args)]
pub struct Options {
    /// pdf, docx, xlsx, csv, or zip for all charts
    #[arg(long)]
    format: Format,
    #[command(flatten)]
    subject: Subject,
    /// The offices of a kind in the place, told together and ranked, in place of the place: offices:department,
    /// offices:vertical, offices:commune
    #[arg(long, value_name = "GROUP", value_parser = office_kind)]
    peers: Option<OfficeKind>,
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

/// The kind of offices in a group of peers; places are ranked in the report of the place above them.
fn office_kind(text: &str) -> anyhow::Result<OfficeKind> {
    match text.parse()? {
        PeerGroup::Offices(kind) => Ok(kind),
        _ => anyhow::bail!(
            "“{text}” are places: a report is of a place, or of offices:department, offices:vertical or offices:commune"
        ),
    }
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
    let bytes = match options.peers {
        Some(kind) => house.report_of_offices(options.format, &question, kind, &order)?,
        None => house.report(options.format, &question, order)?,
    };
    write_file(&options.output, &bytes)?;
    println!("{} ({} bytes)", options.output.display(), bytes.len());
    Ok(())
}
