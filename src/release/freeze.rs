//! Freezing: gated figures become a signed release, chained to the last.

use chrono::NaiveDate;
use serde_json::Value;

use super::canonical::{NotCanonical, canonical};
use super::document::{Release, SignedManifest};
use super::hash::Hash;
use super::id::ReleaseId;
use super::key::ReleaseKey;
use super::manifest::{Format, Manifest, Scope};
use crate::form::Text;
use crate::period::Period;

/// What is to be frozen.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Whom, when and where.
    pub scope: Scope,
    /// The rules of counting, as an object.
    pub method: Value,
    /// The figures. They have passed the disclosure gate together with every earlier version; numbers are rounded.
    pub figures: Value,
    /// Name and version of the program.
    pub code: String,
    /// Day of the release, Vietnam (UTC+7); after the end of the period.
    pub released_on: NaiveDate,
}

/// Whether the scope is released for the first time.
#[derive(Debug, Clone, Copy)]
pub enum Edition<'a> {
    /// For the first time.
    First,
    /// Again: the newest version had a fault.
    Correction {
        /// The version that is corrected.
        of: &'a SignedManifest,
        /// What was wrong; readers see it.
        reason: &'a Text,
    },
}

/// Why a draft cannot be frozen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FreezeFault {
    /// A number is not rounded.
    #[error(transparent)]
    Number(#[from] NotCanonical),
    /// The period still runs.
    #[error("{0} ends on {last}: release it when it is closed", last = .0.last_day())]
    StillRuns(Period),
    /// A correction without a reason.
    #[error("a correction needs a reason that readers can understand, in Vietnamese at least")]
    NoReason,
    /// A correction of something else.
    #[error("{0} is about another form, period or place: a correction keeps all three")]
    OtherScope(ReleaseId),
}

/// Freezes a draft as the link after `last`; `None` begins a chain.
pub fn freeze(
    draft: Draft,
    edition: Edition<'_>,
    last: Option<&SignedManifest>,
    key: &ReleaseKey,
) -> Result<Release, FreezeFault> {
    let period = draft.scope.period;
    if draft.released_on <= period.last_day() {
        return Err(FreezeFault::StillRuns(period));
    }
    let (version, replaces, reason) = match edition {
        Edition::First => (1, None, None),
        Edition::Correction { of, .. } if of.manifest().scope != draft.scope => {
            return Err(FreezeFault::OtherScope(of.id()));
        }
        Edition::Correction { reason, .. } if reason.vi.trim().is_empty() => {
            return Err(FreezeFault::NoReason);
        }
        Edition::Correction { of, reason } => {
            let version = of.manifest().version.saturating_add(1);
            (version, Some(of.hash()), Some(reason.clone()))
        }
    };
    let manifest = Manifest {
        format: Format::One,
        number: last.map_or(1, |last| last.manifest().number.saturating_add(1)),
        previous: last.map(SignedManifest::hash),
        scope: draft.scope,
        version,
        replaces,
        reason,
        method: draft.method,
        figures: Hash::of(canonical(&draft.figures)?),
        code: draft.code,
        released_on: draft.released_on,
        key: key.public().mark(),
    };
    Ok(Release::new(
        SignedManifest::sign(manifest, key)?,
        draft.figures,
    )?)
}
