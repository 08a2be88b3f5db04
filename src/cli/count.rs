//! `sipas count`: opens the ballot box.

use clap::Args;
use serde_json::json;

use super::open;
use crate::config::Settings;
use crate::house::COMMAND_LINE;
use crate::store::Action;

/// Open the ballot box and count what may be counted.
///
/// Sheets of a cell (office, month, questionnaire, channel) are opened only together with at least k−1 others;
/// the rest wait, or are counted at a coarser cell once their month is closed. The service does the same on a
/// clock; this command does it now, keeping nothing back.
#[derive(Debug, Args)]
pub struct Options {
    /// Fewest sheets opened together [default: opening.k of the settings, 5]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(2..))]
    k: Option<u32>,
}

/// Runs the command.
pub fn run(mut settings: Settings, options: Options) -> anyhow::Result<()> {
    settings.opening.k = options.k.unwrap_or(settings.opening.k);
    settings.opening.keep_back = 0.0;
    let house = open(settings)?;
    let report = house.open_box()?;
    if report.counted > 0 {
        let what = json!({ "counted": report.counted });
        house.log(COMMAND_LINE, Action::BoxOpened, "ballot box", what)?;
    }
    println!(
        "{} sheets counted, {} wait for others of their cell",
        report.counted, report.waiting
    );
    report
        .unopened
        .iter()
        .for_each(|unopened| eprintln!("{unopened}"));
    report.unfit.iter().for_each(|unfit| eprintln!("{unfit}"));
    Ok(())
}
