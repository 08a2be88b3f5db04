//! `sipas slips`: codes on paper for people without a telephone.

use std::path::PathBuf;

use clap::Args;

use super::{open, write_file};
use crate::config::Settings;
use crate::house::COMMAND_LINE;

/// Print slips with codes for people without a telephone, as PDF (phiếu mã).
///
/// Cut them, shuffle them, put them on the counter: whoever is done draws one and types its code at the address printed
/// on it. No list says which slip went to whom, and the codes are stored as hashes only: what is not printed is lost. A slip
/// works until some weeks after the end of the month it was printed in, counts once, and counts as an invited answer of
/// somebody who came in person. A printed slip is no invitation yet: the office notes in the staff room how many of a month
/// people drew, and so many count in the response rate.
#[derive(Debug, Args)]
pub struct Options {
    /// Code of the office they are for
    #[arg(long, value_name = "CODE", required_unless_present = "list")]
    office: Option<String>,
    /// Form [default: the form invitations use]
    #[arg(long, value_name = "ID")]
    form: Option<String>,
    /// How many; ten fit a page
    #[arg(long, value_name = "N", default_value_t = 50)]
    count: usize,
    /// File to write; it is the only place where the codes stand
    #[arg(short, long, value_name = "FILE", required_unless_present = "list")]
    output: Option<PathBuf>,
    /// Say how many were printed and handed out, by office and month, and print nothing
    #[arg(long, conflicts_with_all = ["office", "output"])]
    list: bool,
}

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<()> {
    let house = open(settings)?;
    let (Some(office), Some(output)) = (options.office, options.output) else {
        for pile in house.store.printed_slips()? {
            let handed_out = match pile.handed_out {
                Some(count) => format!("{count} handed out"),
                None => "not counted yet how many were handed out".to_owned(),
            };
            println!(
                "{:24} {} {:24} {:>6} printed, {handed_out}",
                pile.cell.office, pile.month, pile.cell.form.id, pile.made
            );
        }
        return Ok(());
    };
    let pile = house.draw_slips(
        COMMAND_LINE,
        &office,
        options.form.as_deref(),
        options.count,
    )?;
    // A file that cannot be written costs the codes and nothing else: unused slips disturb nobody.
    write_file(&output, &house.slip_sheet(&pile)?)?;
    println!(
        "{} ({} slips, until {})",
        output.display(),
        pile.codes.len(),
        pile.expires_on
    );
    Ok(())
}
