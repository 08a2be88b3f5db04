//! What is printed on a report: the id of its release, the hash, and the address behind the QR code.

use serde::{Deserialize, Serialize};

use crate::release::document::SignedManifest;
use crate::release::hash::Hash;
use crate::release::id::ReleaseId;

/// The visible seal. It points to the release; it proves nothing by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The short name.
    pub release_id: ReleaseId,
    /// The identity.
    pub hash: Hash,
    /// Where the release is published; the hash stands after `#`, so that it is not sent to the server.
    pub url: String,
}

impl Seal {
    /// The seal of a release on a service with this public address (`https://hailong.example.vn`).
    ///
    /// The address of the QR code is `{address}/releases/{id}#{hash}`.
    pub fn of(release: &SignedManifest, public_address: &str) -> Self {
        let address = public_address.trim_end_matches('/');
        let (release_id, hash) = (release.id(), release.hash());
        Self {
            url: format!("{address}/releases/{release_id}#{hash}"),
            release_id,
            hash,
        }
    }
}
