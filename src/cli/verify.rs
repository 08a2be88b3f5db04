//! `sipas verify`: recounts everything and compares, or checks a file that carries a release.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;

use super::{open, progress};
use crate::config::Settings;
use crate::house::House;
use crate::release::{PublicKey, SignedManifest, verify, verify_json, verify_pdf};

/// Recount everything from the answers and compare; or check a report, a results file or a release.
///
/// Without a file every tally is recounted from the counted answers, links used are compared with sheets waiting and
/// counted, releases are checked from the first to the last, and the database checks itself. Exit code 1 when a
/// difference is found; each is one sentence.
///
/// With a file (report.pdf, sealed results.json, or the document of a release) its signature and its bytes are checked.
/// With --public-key nothing else is needed, no database and no network; without it, the key and the chain of
/// releases of this service are used.
#[derive(Debug, Args)]
pub struct Options {
    /// A report, a results file or a release
    file: Option<PathBuf>,
    /// Public key of whoever released it, as printed by “sipas key release-public”, or a file that holds it
    #[arg(long, value_name = "KEY", requires = "file")]
    public_key: Option<String>,
}

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    match options.file {
        Some(file) => check(settings, &file, options.public_key),
        None => recount(settings),
    }
}

fn recount(settings: Settings) -> anyhow::Result<ExitCode> {
    let house = open(settings)?;
    let bar = progress::spinner("recounting");
    let found = house.verify(&|sheets| bar.set_message(format!("recounted {sheets} sheets")))?;
    bar.finish_and_clear();
    println!(
        "{} counted sheets recounted, {} tallies compared, {} sheets wait sealed",
        found.sheets, found.tallies, found.waiting
    );
    let mut differences: Vec<String> = found.differences.iter().map(ToString::to_string).collect();
    match releases(&house) {
        Ok(0) => {}
        Ok(count) => println!("{count} releases checked, signed and in one chain"),
        Err(fault) => differences.push(fault.to_string()),
    }
    if differences.is_empty() {
        println!("no difference");
        return Ok(ExitCode::SUCCESS);
    }
    for difference in differences {
        println!("difference: {difference}");
    }
    Ok(ExitCode::FAILURE)
}

fn releases(house: &House) -> anyhow::Result<usize> {
    let keys: Vec<PublicKey> = house.release_public_key()?.into_iter().collect();
    Ok(house.verify_releases(&keys)?.len())
}

/// Checks one file against the key; without a key given, against this service's key and its chain.
fn check(settings: Settings, file: &Path, public_key: Option<String>) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let named = || file.display().to_string();
    if let Some(text) = public_key {
        let release = signed(&bytes, &[read_key(&text)?]).with_context(named)?;
        println!("genuine: {}", describe(&release));
        return Ok(ExitCode::SUCCESS);
    }
    let house = open(settings)?;
    let Some(key) = house.release_public_key()? else {
        bail!("this service has released nothing: give the publisher's key with --public-key");
    };
    let release = signed(&bytes, &[key]).with_context(named)?;
    let chain = house.verify_releases(&[key])?;
    if !chain.contains(&release.hash().to_string()) {
        bail!(
            "{}: {} is signed, but is not in the chain of releases of this service: ask its publisher",
            named(),
            release.id()
        );
    }
    println!("genuine: {}", describe(&release));
    println!("one of {} releases in an unbroken chain", chain.len());
    Ok(ExitCode::SUCCESS)
}

/// The release a file carries, once its signature and its bytes are checked.
fn signed(bytes: &[u8], keys: &[PublicKey]) -> anyhow::Result<SignedManifest> {
    if bytes.starts_with(b"%PDF-") {
        return Ok(verify_pdf(bytes, keys)?.seal.release);
    }
    // A release has its manifest at the top, results have theirs inside the seal.
    let shape: serde_json::Value = serde_json::from_slice(bytes)
        .context("this is neither a PDF report nor a results file nor a release")?;
    if shape.get("manifest").is_some() {
        return Ok(verify(bytes, keys, None)?.signed().clone());
    }
    Ok(verify_json(bytes, keys)?.seal.release)
}

fn describe(release: &SignedManifest) -> String {
    let manifest = release.manifest();
    let reason = manifest.reason.as_ref();
    let correction = reason.map_or_else(String::new, |reason| {
        format!(", a correction: {}", reason.vi)
    });
    format!(
        "release {} of {}, no. {} of its chain, released on {}{correction}; SHA-256 {}",
        release.id(),
        manifest.scope.period,
        manifest.number,
        manifest.released_on,
        release.hash()
    )
}

fn read_key(text: &str) -> anyhow::Result<PublicKey> {
    let path = Path::new(text);
    if path.is_file() {
        return Ok(super::read_text(path)?.parse()?);
    }
    Ok(text.parse()?)
}
