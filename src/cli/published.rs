//! `sipas published`: results that others published, taken in as they were printed.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;

use super::{open, read_text};
use crate::config::Settings;
use crate::house::{House, HouseError};
use crate::published::{ColumnMap, Weight, all_series, known};

/// Take in and list results that others published (kết quả đã công bố): SIPAS, PAR INDEX, an index of communes.
///
/// They are kept apart from our own counts and never averaged with them.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Take a CSV file into a series: all of its rows, or none
    ///
    /// Columns: year, unit (as named or coded in that year), value, rank, source; within, min, median, max, status and
    /// note may stand beside them. Blank means “not printed”, never 0. A file taken again replaces its own rows. Rows
    /// that contradict each other are kept and told.
    Import {
        /// CSV file, UTF-8, decimals with a point
        file: PathBuf,
        /// Id of the series: sipas, par-index, qd766, commune-cchc, ddci
        #[arg(long, value_name = "ID")]
        series: String,
        /// What the file calls our columns, e.g. `value=sipas_pct,unit=province`
        #[arg(
            long,
            value_name = "OURS=THEIRS,…",
            default_value = "",
            hide_default_value = true
        )]
        map: ColumnMap,
        /// Language of notices and conflicts
        #[arg(long, default_value = "vi", value_parser = ["vi", "en"])]
        lang: String,
    },
    /// List the series: their files, and how much of each year is known
    List {
        /// Language of names
        #[arg(long, default_value = "vi", value_parser = ["vi", "en"])]
        lang: String,
    },
}

/// Runs the command.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    let house = open(settings)?;
    match command {
        Command::Import {
            file,
            series,
            map,
            lang,
        } => {
            let name = file.file_name().context("the file needs a name")?;
            let text = read_text(&file)?;
            let series = house.series(&series)?;
            let taken = house
                .take_published(series, &name.to_string_lossy(), &text, &map)
                .map_err(|error| refused(&file, error))?;
            println!("{} rows taken into {}", taken.rows, series.id);
            for notice in &taken.notices {
                println!("note: {}", notice.sentence().get(&lang));
            }
            for conflict in &taken.conflicts {
                let weight = match conflict.kind.weight() {
                    Weight::Contradiction => "conflict",
                    Weight::Doubt => "doubt",
                };
                println!("{weight}: {}", conflict.sentence.get(&lang));
            }
            Ok(())
        }
        Command::List { lang } => list(&house, &lang),
    }
}

/// Every fault with the file's name before it, and that nothing was taken.
fn refused(file: &std::path::Path, error: HouseError) -> anyhow::Error {
    match error {
        HouseError::Published(faults) => {
            let lines = faults
                .iter()
                .map(|fault| format!("{}, {fault}", file.display()));
            let lines = lines.collect::<Vec<_>>().join("\n");
            anyhow::anyhow!("{lines}\nnothing was taken")
        }
        error => error.into(),
    }
}

fn list(house: &House, lang: &str) -> anyhow::Result<()> {
    let files = house.store.published_files()?;
    for series in all_series() {
        println!("{:14} {}", series.id, series.name.get(lang));
        for (file, rows) in files.iter().filter(|(file, _)| file.series == series.id) {
            println!(
                "{:14}   {} · {rows} rows · {}",
                "", file.name, file.taken_on
            );
        }
        let entries = house.published(series)?;
        let mut years: Vec<u16> = entries.iter().map(|entry| entry.year).collect();
        years.dedup();
        for year in years {
            println!(
                "{:14}   {year}: {}",
                "",
                known(series, &entries, year).sentence(lang)
            );
        }
    }
    Ok(())
}
