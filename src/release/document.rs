//! The release as a document: manifest, signature and figures in one canonical JSON.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::canonical::{NotCanonical, canonical};
use super::hash::Hash;
use super::id::ReleaseId;
use super::key::{ReleaseKey, Signature};
use super::manifest::Manifest;

/// What a signature over a manifest is good for.
pub(super) const PURPOSE: &str = "sipas release 1";

/// A manifest with its signature: small enough to travel inside every report.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedManifest {
    manifest: Manifest,
    signature: Signature,
    hash: Hash,
}

/// A closed period, frozen: exists only with a signature that was made or checked here.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    signed: SignedManifest,
    figures: Value,
    json: String,
}

/// The document as it is written. Fields stand in canonical order.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) figures: Value,
    pub(super) manifest: Manifest,
    pub(super) signature: Signature,
}

impl SignedManifest {
    pub(super) fn sign(manifest: Manifest, key: &ReleaseKey) -> Result<Self, NotCanonical> {
        let hash = Hash::of(manifest.to_json()?);
        let signature = key.sign(PURPOSE, &[&hash]);
        Ok(Self {
            manifest,
            signature,
            hash,
        })
    }

    /// A manifest and its signature as read; whoever calls this checks the signature next.
    pub(super) fn unchecked(
        manifest: Manifest,
        signature: Signature,
    ) -> Result<Self, NotCanonical> {
        let hash = Hash::of(manifest.to_json()?);
        Ok(Self {
            manifest,
            signature,
            hash,
        })
    }

    /// Everything that is signed.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// SHA-256 of the canonical manifest: the identity of the release.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The short name: `2026-Q3.v1-7f3a9c`.
    pub fn id(&self) -> ReleaseId {
        self.manifest.id(&self.hash)
    }

    /// The signature of the hash.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }
}

impl Release {
    pub(super) fn new(signed: SignedManifest, figures: Value) -> Result<Self, NotCanonical> {
        let written = Written {
            figures,
            manifest: signed.manifest.clone(),
            signature: signed.signature,
        };
        let json = canonical(&serde_json::to_value(&written).unwrap_or_default())?;
        Ok(Self {
            signed,
            figures: written.figures,
            json,
        })
    }

    /// The manifest with its signature.
    pub fn signed(&self) -> &SignedManifest {
        &self.signed
    }

    /// Everything that is signed.
    pub fn manifest(&self) -> &Manifest {
        &self.signed.manifest
    }

    /// The figures, as they were given when frozen.
    pub fn figures(&self) -> &Value {
        &self.figures
    }

    /// SHA-256 of the canonical manifest: the identity of the release.
    pub fn hash(&self) -> Hash {
        self.signed.hash
    }

    /// The short name: `2026-Q3.v1-7f3a9c`.
    pub fn id(&self) -> ReleaseId {
        self.signed.id()
    }

    /// The whole document, canonical: what is stored and handed out, byte for byte.
    pub fn to_json(&self) -> &str {
        &self.json
    }
}
