//! Releases (công bố): a closed period frozen, signed and chained, so that anybody can tell whether a printed
//! figure is ours and unchanged.
//!
//! The figures come in already gated; this room adds no number and leaves none out. A [`Release`] is two parts:
//!
//! - the **manifest**: which form, place and period, the method, the program, the hash of the figures, the hash of
//!   the release before; its canonical JSON ([`canonical`]) is hashed with SHA-256 and signed with Ed25519;
//! - the **figures** themselves.
//!
//! Reports carry the signed manifest only, which is small, with a signature over their own bytes ([`seal_pdf`],
//! [`seal_json`]). Nothing here reads a clock, a key file or a database: the day, the key and the release before
//! come in as values. A correction is a new version with a reason; the old one stays in the chain. A new signing key is
//! introduced by the one before ([`KeySuccession`]), so that old releases stay good. A chain cannot tell that its newest
//! links were cut off: the hash of its head is for witnesses, who hold it against the chain later ([`ChainHead`]).
//!
//! ```
//! use sipas::form::Text;
//! use sipas::release::{Draft, Edition, ReleaseKey, Scope, Subject, freeze, verify};
//!
//! let key = ReleaseKey::from_bytes(&[7; 32]);
//! let draft = Draft {
//!     scope: Scope {
//!         subject: Subject::Series { id: "sipas".into(), hash: "00".repeat(32).parse()? },
//!         period: "2026-Q3".parse()?,
//!         place: "2025:33".parse()?,
//!     },
//!     method: serde_json::json!({ "aggregation": "mean_of_criteria", "decimals": 2 }),
//!     figures: serde_json::json!({ "overall": 83.94, "n": 1204 }),
//!     code: "sipas 0.1.0".into(),
//!     released_on: "2026-10-12".parse()?,
//! };
//! let release = freeze(draft, Edition::First, None, &key)?;
//! assert!(release.id().to_string().starts_with("2026-Q3.v1-"));
//!
//! let document = release.to_json();
//! assert_eq!(verify(document.as_bytes(), &[key.public()], None)?, release);
//! let forged = document.replace("83.94", "93.94");
//! assert!(verify(forged.as_bytes(), &[key.public()], None).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod canonical;
mod chain;
mod checkpoint;
mod closing;
mod document;
mod file;
mod freeze;
mod hash;
mod id;
mod key;
mod manifest;
mod outlook;
mod succession;
mod verify;

#[cfg(test)]
mod tests;

pub use canonical::{NotCanonical, canonical, first_difference};
pub use chain::{BrokenLink, ChainHead, CutOff, LinkFault, verify_chain};
pub use checkpoint::{Checkpoint, CheckpointFault};
pub use closing::{closable, closes_on};
pub use document::{Release, SignedManifest};
pub use file::{
    FileSeal, Seal, SealFault, Verified, extract_json, extract_pdf, seal_json, seal_pdf,
    verify_json, verify_pdf,
};
pub use freeze::{Draft, Edition, FreezeFault, freeze};
pub use hash::{Hash, HashError};
pub use id::{ReleaseId, ReleaseIdError};
pub use key::{KeyError, KeyMark, PublicKey, ReleaseKey, Signature};
pub use manifest::{Manifest, Scope, Subject};
pub use outlook::{Compared, Outlook, Spread, Told};
pub use succession::{Introduction, KeySuccession, SuccessionFault};
pub use verify::{VerifyFault, verify};
