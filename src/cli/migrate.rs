//! `sipas migrate`: brings the database to this version.

use std::process::ExitCode;

use clap::Args;

use crate::config::Settings;
use crate::house;
use crate::store::{DatabaseUrl, Store};

/// Bring the database to this version, or say what is pending.
///
/// Safe to run at any time and as often as you like: each step is one transaction. A database that a
/// newer sipas has migrated is refused, never touched.
#[derive(Debug, Args)]
pub struct Options {
    /// Only list what would be done; exit code 1 when something is pending
    #[arg(long)]
    pub check: bool,
}

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let url: DatabaseUrl = settings.database_url().parse()?;
    house::make_folder(&settings)?;
    let store = Store::open(&url)?;
    let pending = store.pending_migrations()?;
    if pending.is_empty() {
        println!("up to date: {url}");
        return Ok(ExitCode::SUCCESS);
    }
    for step in &pending {
        println!("pending: {step}");
    }
    if options.check {
        return Ok(ExitCode::FAILURE);
    }
    store.migrate()?;
    println!("done: {url}");
    Ok(ExitCode::SUCCESS)
}
