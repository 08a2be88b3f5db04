//! `sipas release`: freezes a closed period, or lists what was frozen.

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::open;
use crate::clock::local;
use crate::config::Settings;
use crate::form::Text;
use crate::house::House;
use crate::period::Period;

/// Freeze a closed period: signed, chained to the release before, and never changed again.
///
/// Everything is judged by the disclosure gate together with what was released before. Pages, reports and the API read a
/// released period from its release from then on; late answers come in only by a correction, with a reason that
/// readers see. In the staff room two persons do this, with an embargo if they wish.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    /// Which period: 2026, 2026-Q3 or 2026-10
    #[arg(required = true)]
    period: Option<Period>,
    /// Form id [default: the form invitations use]
    #[arg(long, value_name = "ID")]
    form: Option<String>,
    /// Version of the form [default: the newest]
    #[arg(long, value_name = "N", requires = "form")]
    version: Option<u32>,
    /// What was wrong with the release before, in Vietnamese: makes this one its correction
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The reason in English
    #[arg(long, value_name = "TEXT", requires = "reason")]
    reason_en: Option<String>,
}

/// What else can be done.
#[derive(Debug, Subcommand)]
enum Command {
    /// List all releases, the oldest first
    List,
}

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<()> {
    let house = open(settings)?;
    let Some(period) = options.period else {
        return list(&house);
    };
    let id = options
        .form
        .as_deref()
        .unwrap_or(&house.settings.invitation.form);
    let form = house
        .catalogue
        .get(id, options.version)
        .with_context(|| house.catalogue.unknown(id))?;
    let reason = options
        .reason
        .map(|vi| Text::new(vi, options.reason_en.unwrap_or_default()));
    let released = house.release(form, period, reason.as_ref())?;
    println!("released: {}", released.kept.id);
    if !released.kept.is_open(house.clock.now()) {
        let opens = local(released.kept.opens).format("%H:%M on %Y-%m-%d");
        println!("embargo: the release before opens at {opens} (Vietnam), and this one with it");
    }
    println!("sha-256: {}", released.kept.hash);
    for group in &released.in_doubt {
        println!(
            "look at: {group}: what was published before leaves a small group in doubt; all that holds it is withheld"
        );
    }
    if let Some(key) = house.release_public_key()? {
        println!("public key: {key}");
    }
    Ok(())
}

fn list(house: &House) -> anyhow::Result<()> {
    for release in house.store.releases()? {
        let reason = release
            .reason
            .as_ref()
            .map_or_else(String::new, |reason| format!(" · {}", reason.vi));
        let embargo = if release.is_open(house.clock.now()) {
            String::new()
        } else {
            format!(
                " · embargo until {}",
                local(release.opens).format("%Y-%m-%d %H:%M")
            )
        };
        println!(
            "{:3} {:22} {} · {} · {}{reason}{embargo}",
            release.number, release.id, release.released_on, release.form, release.hash
        );
    }
    Ok(())
}
