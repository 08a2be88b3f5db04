//! `sipas comments`: what people wrote, listed, carried and read.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Subcommand;

use super::{open, read_text, write_file};
use crate::ballot::BoxSecret;
use crate::config::Settings;
use crate::house::{COMMAND_LINE, CarriedComments, ReadComments};

/// List, carry and read what people wrote (ý kiến khác).
///
/// Comments lie sealed to a key that can be the inspectorate's own (“sipas key comments --help”). They are read in groups of
/// ten or more only, of places and periods with thirty sheets or more. Names and numbers of people were masked when the box was opened.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say where and when people wrote, and how many; what may not be read yet is not told
    List,
    /// Write everything that may be read into a file, still sealed, for whoever has the key
    Carry {
        /// File to write
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Open a carried file with the secret half of the key; needs no database and no network
    Open {
        /// A file of “sipas comments carry”
        file: PathBuf,
        /// The key file of “sipas key comments make”
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
}

/// Runs the command.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    match command {
        Command::List => {
            let house = open(settings)?;
            for group in house.store.comment_groups()? {
                let count = match house.unread(&group) {
                    Some(unread) => unread.to_string(),
                    None => group.count.to_string(),
                };
                println!(
                    "{:14} {:8} {:24} {count}",
                    group.place,
                    group.period,
                    group.form.to_string()
                );
            }
            println!("{} requests to be contacted", house.store.contacts()?.len());
        }
        Command::Carry { output } => {
            let carried = open(settings)?.carry_comments(COMMAND_LINE)?;
            write_file(&output, &serde_json::to_vec_pretty(&carried)?)?;
            println!("{}", output.display());
        }
        Command::Open { file, key } => read(&file, &key)?,
    }
    Ok(())
}

fn read(file: &Path, key: &Path) -> anyhow::Result<()> {
    let named = |path: &Path| path.display().to_string();
    let carried: CarriedComments = serde_json::from_str(&read_text(file)?)
        .with_context(|| format!("{} was not written by “sipas comments carry”", named(file)))?;
    let key: BoxSecret = read_text(key)?.parse().with_context(|| named(key))?;
    let opened = carried.open(&key);
    for (form, place, period, ReadComments { texts, closed }) in &opened.groups {
        println!("── {place} · {period} · {form}");
        for text in texts {
            println!("• {}", text.replace('\n', "\n  "));
        }
        if *closed > 0 {
            println!("({closed} are sealed to another key)");
        }
    }
    for (place, week, request) in &opened.contacts.requests {
        println!("── contact · {place} · week {}/{}", week % 100, week / 100);
        println!("{}\n{}", request.reach(), request.about());
    }
    if opened.contacts.closed > 0 {
        println!(
            "({} requests are sealed to another key)",
            opened.contacts.closed
        );
    }
    Ok(())
}
