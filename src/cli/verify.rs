//! `sipas verify`: recounts everything and compares, or checks a file that carries a release.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;

use super::{open, progress};
use crate::config::Settings;
use crate::house::{House, HouseError};
use crate::release::{
    ChainHead, Hash, KeySuccession, PublicKey, SignedManifest, verify, verify_json, verify_pdf,
};

/// Recount everything from the answers and compare; or check a report, a results file or a release.
///
/// Without a file every tally is recounted from the counted answers, links used are compared with sheets waiting and
/// counted, releases and the log of staff are checked from the first to the last, and the database checks itself. Exit
/// code 1 when a difference is found; each is one sentence.
///
/// With a file (report.pdf, sealed results.json, or the document of a release) its signature and its bytes are checked.
/// With --public-key nothing else is needed, no database and no network; without it, the key and the chain of
/// releases of this service are used.
///
/// A chain alone cannot tell that its newest releases were cut off. So the hash of its head is printed: print it in a
/// gazette, send it to somebody. Whoever has it checks later with --head that it is still in the chain.
#[derive(Debug, Args)]
pub struct Options {
    /// A report, a results file or a release
    file: Option<PathBuf>,
    /// Public key of whoever released it, as printed by “sipas key release-public”, or a file that holds it
    #[arg(long, value_name = "KEY", requires = "file")]
    public_key: Option<String>,
    /// The publisher's list of signing keys (“sipas key release-history”), where keys were changed since
    #[arg(long, value_name = "FILE", requires = "public_key")]
    key_history: Option<PathBuf>,
    /// Hash of the newest release as somebody witnessed it: is it still in the chain?
    #[arg(long, value_name = "HASH", conflicts_with = "file")]
    head: Option<Hash>,
}

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    match &options.file {
        Some(file) => check(settings, file, &options),
        None => recount(settings, options.head),
    }
}

fn recount(settings: Settings, witnessed: Option<Hash>) -> anyhow::Result<ExitCode> {
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
        Ok(chain) => {
            if let Some(newest) = &chain.newest {
                let count = chain.releases;
                println!("{count} releases checked, signed and in one chain");
                println!("head to be witnessed: {} ({})", newest.hash(), newest.id());
            }
            match witnessed.map(|hash| chain.since(hash)) {
                Some(Ok(since)) => {
                    println!("the witnessed head is in the chain; {since} releases since");
                }
                Some(Err(fault)) => differences.push(fault.to_string()),
                None => {}
            }
        }
        Err(fault) => differences.push(fault.to_string()),
    }
    match house.verify_audit(None) {
        Ok(head) => println!("{} lines of the log of staff checked", head.size),
        Err(HouseError::Log(fault)) => differences.push(fault.to_string()),
        Err(other) => return Err(other.into()),
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

/// The chain of this service, checked; empty when nothing was released.
fn releases(house: &House) -> anyhow::Result<ChainHead> {
    Ok(match house.release_keys()? {
        Some(keys) => house.verify_releases(&keys)?,
        None => ChainHead::default(),
    })
}

/// Checks one file against the key; without a key given, against this service's key and its chain.
fn check(settings: Settings, file: &Path, options: &Options) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let named = || file.display().to_string();
    if let Some(text) = &options.public_key {
        let known = read_key(text)?;
        let keys = match &options.key_history {
            Some(path) => {
                let keys: KeySuccession = serde_json::from_str(&super::read_text(path)?)
                    .with_context(|| format!("{} is no list of keys", path.display()))?;
                keys.trusted_with(known)?
            }
            None => vec![known],
        };
        let release = signed(&bytes, &keys).with_context(named)?;
        println!("genuine: {}", describe(&release));
        return Ok(ExitCode::SUCCESS);
    }
    let house = open(settings)?;
    let Some(keys) = house.release_keys()? else {
        bail!("this service has released nothing: give the publisher's key with --public-key");
    };
    let release = signed(&bytes, &keys.keys()?).with_context(named)?;
    let chain = house.verify_releases(&keys)?;
    if !chain.hashes.contains(&release.hash()) {
        bail!(
            "{}: {} is signed, but is not in the chain of releases of this service: ask its publisher",
            named(),
            release.id()
        );
    }
    println!("genuine: {}", describe(&release));
    println!("one of {} releases in an unbroken chain", chain.releases);
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
