//! Verifying: is this document a release of ours, whole and unchanged?

use super::canonical::{NotCanonical, canonical};
use super::document::{PURPOSE, Release, SignedManifest, Written};
use super::hash::Hash;
use super::key::{KeyMark, PublicKey};

/// Why a document is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyFault {
    /// Not JSON, or JSON of another shape.
    #[error("this is not a release: {0}. Download the file again from where it was published")]
    NotARelease(String),
    /// The same values in other bytes, or a member that stands twice.
    #[error(
        "the file was rewritten after it was signed: its bytes are not those that were published"
    )]
    Rewritten,
    /// A number that no release can hold.
    #[error("the file was changed: {0}")]
    Number(#[from] NotCanonical),
    /// Version, reason and place in the chain contradict each other.
    #[error("the manifest contradicts itself: number, version and reason do not belong together")]
    Inconsistent,
    /// None of the given keys made the signature.
    #[error(
        "signed with the key {0}, which is not among the given keys: ask the publisher for its public key"
    )]
    UnknownKey(KeyMark),
    /// The signature does not fit the manifest.
    #[error("the signature does not fit: the file was changed, or was not signed by the key {0}")]
    Signature(KeyMark),
    /// The figures are not those of the manifest.
    #[error("the figures were changed after the release was signed")]
    Figures,
    /// The link to the release before is not the one expected.
    #[error("the release does not follow the one before it: it names {named}, expected {expected}")]
    Previous {
        /// The hash that the manifest names, or “none”.
        named: String,
        /// The hash of the release before.
        expected: Hash,
    },
}

/// Checks a document against the public keys and, when given, against the release before it in the chain.
pub fn verify(
    document: &[u8],
    keys: &[PublicKey],
    previous: Option<&SignedManifest>,
) -> Result<Release, VerifyFault> {
    let written: Written = serde_json::from_slice(document)
        .map_err(|error| VerifyFault::NotARelease(error.to_string()))?;
    let figures = Hash::of(canonical(&written.figures)?);
    let signed = SignedManifest::unchecked(written.manifest, written.signature)?;
    if signed.manifest().figures != figures {
        return Err(VerifyFault::Figures);
    }
    check(&signed, keys)?;
    if let Some(previous) = previous {
        follows(&signed, previous)?;
    }
    let release = Release::new(signed, written.figures)?;
    // Equal values in other bytes: white space, another escape, a member that stands twice.
    if release.to_json().as_bytes() != document {
        return Err(VerifyFault::Rewritten);
    }
    Ok(release)
}

/// Whether one of the keys signed this manifest.
pub(super) fn check(signed: &SignedManifest, keys: &[PublicKey]) -> Result<(), VerifyFault> {
    let mark = signed.manifest().key;
    let key = named(mark, keys)?;
    if !key.signed(PURPOSE, &[&signed.hash()], signed.signature()) {
        return Err(VerifyFault::Signature(mark));
    }
    if !signed.manifest().is_consistent() {
        return Err(VerifyFault::Inconsistent);
    }
    Ok(())
}

/// The key with this mark.
pub(super) fn named(mark: KeyMark, keys: &[PublicKey]) -> Result<&PublicKey, VerifyFault> {
    let mut with_mark = keys.iter().filter(|key| key.mark() == mark);
    with_mark.next().ok_or(VerifyFault::UnknownKey(mark))
}

/// Whether one release is the next after another.
pub(super) fn follows(next: &SignedManifest, previous: &SignedManifest) -> Result<(), VerifyFault> {
    let manifest = next.manifest();
    let in_order = manifest.number.checked_sub(1) == Some(previous.manifest().number);
    if manifest.previous == Some(previous.hash()) && in_order {
        return Ok(());
    }
    Err(VerifyFault::Previous {
        named: manifest
            .previous
            .map_or_else(|| "none".to_owned(), |hash| hash.to_string()),
        expected: previous.hash(),
    })
}
