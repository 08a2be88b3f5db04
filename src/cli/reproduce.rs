//! `sipas reproduce`: rebuilds a release from its counts.

use std::process::ExitCode;

use clap::Args;

use super::open;
use crate::config::Settings;

/// Rebuild the tables of a release from the counts, and say whether they are identical.
///
/// Exit code 1 when they differ; the first difference is named as a path into the document.
#[derive(Debug, Args)]
pub struct Options {
    /// Id of the release, e.g. 2026-Q3.v1-7f3a9c
    id: String,
}

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let house = open(settings)?;
    let found = house.reproduce(&options.id)?;
    if found.moved {
        println!("the counts have moved since: late answers are not in this release");
    }
    match found.difference {
        None => {
            println!("identical: {}", options.id);
            Ok(ExitCode::SUCCESS)
        }
        Some(path) => {
            println!(
                "different: {} is not what was released at {path}",
                options.id
            );
            Ok(ExitCode::FAILURE)
        }
    }
}
