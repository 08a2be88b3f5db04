//! `sipas score`: the scores that others compute from satisfaction, in the layout they take in.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::results::Subject;
use super::{open, read_text, write_file};
use crate::config::Settings;
use crate::house::{HandedIn, ScoreKind, ScoreOrder};
use crate::report::{CsvFlavour, Lang};

/// Write the scores that others compute from satisfaction, as CSV: one row a unit, the place itself first.
///
/// Every number of ours has passed the disclosure gate; a withheld value says why and brings no points. How a value
/// becomes points is a rule in a file, which a province replaces by its own with --rules or in the settings ([scores]).
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The 100 points of Decision 766/QĐ-TTg with their class
    ///
    /// Satisfaction comes from our counts. The other groups come from --components: a CSV with the columns `unit_code`, CKMB,
    /// TDGQ, CLGQ, TTTT (or CLGQ+TTTT as one), MDSH, and the two rates of handling feedback in percent, `feedback_1` and
    /// `feedback_2`. A blank cell is not known, and then neither is the total.
    Qd766 {
        #[command(flatten)]
        order: Order,
        /// CSV of the groups that are not ours to count
        #[arg(long, value_name = "FILE")]
        components: Option<PathBuf>,
        /// Score the offices of the place and not the places below it
        #[arg(long)]
        offices: bool,
    },
    /// The 18 points of Circular 01/2018/TT-VPCP with the five classes and the officer score
    ///
    /// From the counts of onestop-tt01-2018, or of --form. The indicators of a unit (I5, I8, I9, and I6 if the office scores
    /// it) come from --components: a CSV with `unit_code` and a column an indicator, 0 to 2.
    OneStop {
        #[command(flatten)]
        order: Order,
        /// CSV of the indicators that the office scores
        #[arg(long, value_name = "FILE")]
        components: Option<PathBuf>,
        /// Score the offices of the place and not the places below it
        #[arg(long)]
        offices: bool,
    },
    /// What SIPAS counts for in PAR INDEX: the summary of the report with the points
    ParIndex {
        #[command(flatten)]
        order: Order,
    },
    /// What satisfaction counts for in a province's index of communes: the summary of the report with the points
    ///
    /// Each province sets its own points, so that --rules or the settings must name them. A rule file is TOML with
    /// rule = "linear" or "threshold", max, decimals (and `full_from`, below), and may name [[classes]]; or a CSV of steps with
    /// the columns from,points.
    CommuneIndex {
        #[command(flatten)]
        order: Order,
    },
}

/// What is scored, and where the file goes.
#[derive(Debug, Args)]
pub struct Order {
    #[command(flatten)]
    subject: Subject,
    /// Rule file in place of the settings' and of the one that comes along
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// Write for programs: comma, decimal point, no BOM
    #[arg(long)]
    machine: bool,
    /// File to write [default: the terminal]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    let (kind, order, components, offices) = match command {
        Command::Qd766 {
            order,
            components,
            offices,
        } => (ScoreKind::Qd766, order, components, offices),
        Command::OneStop {
            order,
            components,
            offices,
        } => (ScoreKind::OneStop, order, components, offices),
        Command::ParIndex { order } => (ScoreKind::ParIndex, order, None, false),
        Command::CommuneIndex { order } => (ScoreKind::CommuneIndex, order, None, false),
    };
    let house = open(settings)?;
    let question = house.score_question(kind, &order.subject.as_asked())?;
    let asked = ScoreOrder {
        kind,
        rules: order.rules.as_deref().map(handed_in).transpose()?,
        components: components.as_deref().map(handed_in).transpose()?,
        offices,
        lang: match order.subject.lang.as_str() {
            "en" => Lang::En,
            _ => Lang::Vi,
        },
        csv: if order.machine {
            CsvFlavour::Machine
        } else {
            CsvFlavour::People
        },
    };
    let bytes = house.score(&question, &asked)?;
    if let Some(path) = order.output {
        write_file(&path, &bytes)?;
        println!("{} ({} bytes)", path.display(), bytes.len());
        return Ok(());
    }
    print!("{}", String::from_utf8_lossy(&bytes));
    Ok(())
}

fn handed_in(path: &Path) -> anyhow::Result<HandedIn> {
    Ok(HandedIn {
        name: path.display().to_string(),
        text: read_text(path)?,
    })
}
