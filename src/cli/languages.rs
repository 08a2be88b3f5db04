//! `sipas languages`: what the languages that a house adds do not say yet.

use anyhow::{Context as _, bail};
use clap::Subcommand;

use crate::config::Settings;
use crate::web;

/// Check further languages of the pages.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Name the words that citizens read and that a language does not say yet; ends with 1 while any is missing
    ///
    /// A further language is a folder named by its ISO 639 code (rad for Ê-đê, jra for Gia-rai) in the folder of
    /// --languages, with Fluent files (.ftl) of any name. Until it is whole, Vietnamese stands in. The staff room stays
    /// Vietnamese or English.
    Check,
}

/// Runs the command.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    let Command::Check = command;
    let folder = settings
        .languages
        .context("no folder of languages is named; say --languages DIR")?;
    let languages = web::missing_words(&folder)?;
    if languages.is_empty() {
        bail!(
            "{} holds no language; make a folder named by its code, e.g. rad",
            folder.display()
        );
    }
    for (code, missing) in &languages {
        match missing.len() {
            0 => println!("{code}: whole"),
            n => println!(
                "{code}: {n} words are missing and stay Vietnamese: {}",
                missing.join(", ")
            ),
        }
    }
    let unfinished = languages.iter().filter(|(_, missing)| !missing.is_empty());
    match unfinished.count() {
        0 => Ok(()),
        n => bail!("{n} of {} languages are not whole", languages.len()),
    }
}
