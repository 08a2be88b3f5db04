//! What a release says about itself: everything that is signed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::canonical::{NotCanonical, canonical};
use super::hash::Hash;
use super::id::ReleaseId;
use super::key::KeyMark;
use crate::form::Text;
use crate::period::Period;
use crate::place::UnitId;

/// What was asked: of whom, when and where. Versions of a release share their scope.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The questionnaire, or the published series.
    pub subject: Subject,
    /// The frozen period.
    pub period: Period,
    /// The place whose figures, with those of the places below, are frozen.
    pub place: UnitId,
}

/// Where the figures come from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Subject {
    /// Our own counts of one form version.
    Form {
        /// Form id.
        id: String,
        /// Version.
        version: u32,
        /// SHA-256 of the form file.
        hash: Hash,
    },
    /// A series that somebody else published.
    Series {
        /// Series id.
        id: String,
        /// SHA-256 of the series file.
        hash: Hash,
    },
}

/// The signed part of a release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// How to read this: `sipas-release-1`.
    pub format: Format,
    /// Place in the chain, from 1.
    pub number: u64,
    /// Hash of the release before; none for number 1.
    pub previous: Option<Hash>,
    /// What was asked.
    pub scope: Scope,
    /// 1 for the first release of a scope, then one more for each correction.
    pub version: u32,
    /// Hash of the version that this one corrects.
    pub replaces: Option<Hash>,
    /// Why it was corrected.
    pub reason: Option<Text>,
    /// The rules of counting: averaging, rounding, ties, thresholds of disclosure.
    pub method: Value,
    /// SHA-256 of the canonical JSON of the figures.
    pub figures: Hash,
    /// Name and version of the program that counted.
    pub code: String,
    /// Day of the release in Vietnam (UTC+7).
    pub released_on: NaiveDate,
    /// Mark of the key that signs.
    pub key: KeyMark,
}

/// The format of a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// Canonical JSON, SHA-256, Ed25519.
    #[serde(rename = "sipas-release-1")]
    One,
}

impl Manifest {
    /// The canonical JSON: what is hashed.
    pub fn to_json(&self) -> Result<String, NotCanonical> {
        canonical(&serde_json::to_value(self).unwrap_or_default())
    }

    /// The short name, given the hash of this manifest.
    pub(super) fn id(&self, hash: &Hash) -> ReleaseId {
        ReleaseId::new(self.scope.period, self.version, hash)
    }

    /// Whether the numbers fit each other: a first link has nothing before it, a first version corrects nothing.
    pub(super) fn is_consistent(&self) -> bool {
        let chained = (self.number == 1) == self.previous.is_none() && self.number > 0;
        let first = self.version == 1 && self.replaces.is_none() && self.reason.is_none();
        let correction = self.version > 1 && self.replaces.is_some() && self.reason.is_some();
        chained && (first || correction)
    }
}
