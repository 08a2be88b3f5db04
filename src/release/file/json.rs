//! The seal in results JSON: one more member, `release_seal`, in a file that is canonical throughout.

use serde_json::Value;

use super::carried::{FileSeal, SealFault, Verified, Written};
use crate::release::canonical::canonical;
use crate::release::document::SignedManifest;
use crate::release::hash::Hash;
use crate::release::key::{PublicKey, ReleaseKey};

const MEMBER: &str = "release_seal";

/// Seals an object: its canonical JSON with the seal as one more member.
pub fn seal_json(
    results: Value,
    release: &SignedManifest,
    key: &ReleaseKey,
) -> Result<String, SealFault> {
    let plain = canonical(&results)?;
    let Value::Object(mut members) = results else {
        return Err(unreadable("results must be an object"));
    };
    if members.contains_key(MEMBER) {
        return Err(SealFault::Sealed);
    }
    let seal = FileSeal::new(Hash::of(plain), release, key);
    let written = serde_json::to_value(seal.written()).unwrap_or_default();
    members.insert(MEMBER.to_owned(), written);
    Ok(canonical(&Value::Object(members))?)
}

/// The seal of a JSON file, checked against the file but not against any key.
pub fn extract_json(file: &[u8]) -> Result<FileSeal, SealFault> {
    let whole: Value =
        serde_json::from_slice(file).map_err(|error| unreadable(error.to_string()))?;
    let text = canonical(&whole)?;
    let Value::Object(mut members) = whole else {
        return Err(SealFault::NoSeal);
    };
    let written = members.shift_remove(MEMBER).ok_or(SealFault::NoSeal)?;
    // A member that stands twice is read differently by different readers; white space is a sign of editing.
    if text.as_bytes() != file {
        return Err(SealFault::Changed);
    }
    let written: Written =
        serde_json::from_value(written).map_err(|error| SealFault::Damaged(error.to_string()))?;
    let seal = FileSeal::try_from(written)?;
    if seal.file != Hash::of(canonical(&Value::Object(members))?) {
        return Err(SealFault::Changed);
    }
    Ok(seal)
}

/// Checks a sealed JSON file offline.
pub fn verify_json(file: &[u8], keys: &[PublicKey]) -> Result<Verified, SealFault> {
    extract_json(file)?.verify(keys)
}

fn unreadable(reason: impl Into<String>) -> SealFault {
    SealFault::Unreadable {
        format: "JSON",
        reason: reason.into(),
    }
}
