//! What a sealed file carries: the signed manifest of its release and a signature over the file itself.

use serde::{Deserialize, Serialize};

use crate::release::canonical::{NotCanonical, canonical};
use crate::release::document::SignedManifest;
use crate::release::hash::Hash;
use crate::release::id::ReleaseId;
use crate::release::key::{KeyMark, PublicKey, ReleaseKey, Signature};
use crate::release::manifest::Manifest;
use crate::release::verify::{VerifyFault, check, named};

/// What a signature over a file is good for.
const PURPOSE: &str = "sipas file 1";

/// The seal inside a file.
#[derive(Debug, Clone, PartialEq)]
pub struct FileSeal {
    /// SHA-256 of the file without its seal (of its canonical JSON, for JSON).
    pub file: Hash,
    /// The release that the file shows.
    pub release: SignedManifest,
    /// Mark of the key that sealed the file; another one than the release's when keys were changed in between.
    pub key: KeyMark,
    signature: Signature,
}

/// A file that was checked: whole, unchanged, and sealed by a known key.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The short name of its release.
    pub release_id: ReleaseId,
    /// The seal with the manifest.
    pub seal: FileSeal,
}

/// Why a file cannot be sealed or is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// Nothing of ours in it.
    #[error(
        "the file carries no seal of a release: it is a draft, was exported by another program, or the seal was cut off"
    )]
    NoSeal,
    /// Sealed twice.
    #[error("the file is sealed already: seal the one that was drawn, not a sealed copy")]
    Sealed,
    /// Not the format it claims.
    #[error("the file cannot be read as {format}: {reason}")]
    Unreadable {
        /// `PDF` or `JSON`.
        format: &'static str,
        /// Why.
        reason: String,
    },
    /// The bytes of the file.
    #[error("the file was changed after it was sealed")]
    Changed,
    /// The seal itself.
    #[error("the seal was changed: {0}")]
    Damaged(String),
    /// Signatures and keys.
    #[error(transparent)]
    Release(#[from] VerifyFault),
}

/// The seal as it is written. Fields stand in canonical order.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    file: Hash,
    file_signature: Signature,
    key: KeyMark,
    manifest: Manifest,
    signature: Signature,
}

impl FileSeal {
    pub(super) fn new(file: Hash, release: &SignedManifest, key: &ReleaseKey) -> Self {
        Self {
            file,
            release: release.clone(),
            key: key.public().mark(),
            signature: key.sign(PURPOSE, &[&release.hash(), &file]),
        }
    }

    /// The release's key and the file's key, each among the given ones, and both signatures.
    pub(super) fn verify(self, keys: &[PublicKey]) -> Result<Verified, SealFault> {
        check(&self.release, keys)?;
        let key = named(self.key, keys)?;
        if !key.signed(
            PURPOSE,
            &[&self.release.hash(), &self.file],
            &self.signature,
        ) {
            return Err(VerifyFault::Signature(self.key).into());
        }
        Ok(Verified {
            release_id: self.release.id(),
            seal: self,
        })
    }

    pub(super) fn written(&self) -> Written {
        Written {
            file: self.file,
            file_signature: self.signature,
            key: self.key,
            manifest: self.release.manifest().clone(),
            signature: *self.release.signature(),
        }
    }

    pub(super) fn to_json(&self) -> Result<String, NotCanonical> {
        canonical(&serde_json::to_value(self.written()).unwrap_or_default())
    }
}

impl TryFrom<Written> for FileSeal {
    type Error = SealFault;

    fn try_from(written: Written) -> Result<Self, SealFault> {
        Ok(Self {
            file: written.file,
            release: SignedManifest::unchecked(written.manifest, written.signature)?,
            key: written.key,
            signature: written.file_signature,
        })
    }
}

impl From<NotCanonical> for SealFault {
    fn from(fault: NotCanonical) -> Self {
        Self::Release(VerifyFault::Number(fault))
    }
}
