//! Freezing a closed period, checking what was frozen, and sealing what shows it (công bố).

use std::cell::RefCell;

use super::figures::Subject;
use super::judging::judge;
use super::{House, HouseError};
use crate::ballot::{FormRef, Margin, NATION};
use crate::findings::{Question, Results};
use crate::form::{Form, Text};
use crate::period::Period;
use crate::release;
use crate::release::{
    Draft, Edition, Hash, Release, Seal, SignedManifest, closable, closes_on, first_difference,
    freeze, seal_json, seal_pdf,
};
use crate::report;
use crate::store::{
    Before, NewRelease, Releasing, Scope, StoreError, StoredRelease, TallyQuery, TallyRow,
};

/// Why a period is not released.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReleased {
    /// Late openings of the box may still come.
    #[error("{period} is open: it can be released from {from} on, when late answers are inside")]
    Open {
        /// Which period.
        period: Period,
        /// The first day on which it can be.
        from: chrono::NaiveDate,
    },
    /// Nobody answered.
    #[error("nothing was counted in {0}: there is nothing to release")]
    Empty(Period),
    /// A correction without a reason.
    #[error(
        "{0} was released before: say what was wrong with --reason, and this is its correction"
    )]
    NoReason(Period),
    /// A reason without anything to correct.
    #[error("{0} was never released: leave --reason out")]
    NothingToCorrect(Period),
    /// The counts of nested periods contradict each other.
    #[error(
        "{reason}; when a wider period was released before with fewer answers, release that one again first"
    )]
    Contradiction {
        /// What the gate found.
        reason: String,
    },
    /// The chain so far, or the draft.
    #[error("{0}")]
    Chain(String),
    /// A new signing key was begun with and not finished.
    #[error(
        "a new signing key was begun with: run “sipas key rotate-release” again to finish, then release"
    )]
    Rotating,
    /// No such release.
    #[error("there is no release “{0}”: “sipas release list” names them")]
    Unknown(String),
    /// The place and period asked for are not released.
    #[error("{0} is not released yet, so there is nothing to seal")]
    Provisional(Period),
}

/// A release that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// As it is kept.
    pub kept: StoredRelease,
    /// Small groups that what was published before leaves in doubt, in words. All that holds them is withheld; staff
    /// should look at them.
    pub in_doubt: Vec<String>,
}

/// What a reproduction found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reproduction {
    /// Where the rebuilt figures first differ from the released ones, as a JSON pointer; `None` when they are identical.
    pub difference: Option<String>,
    /// Whether the counts have moved since: late answers, which a correction would bring in.
    pub moved: bool,
}

impl House {
    /// Freezes a closed period of a form: judged together with everything released before, kept, chained and signed.
    /// With a `reason` it corrects the release before.
    pub fn release(
        &self,
        form: &Form,
        period: Period,
        reason: Option<&Text>,
    ) -> Result<Released, HouseError> {
        let today = self.clock.today();
        let close_days = self.settings.opening.close_days;
        if !closable(period, today, close_days) {
            let from = closes_on(period, close_days);
            return Err(NotReleased::Open { period, from }.into());
        }
        let key = self.keys.release_key()?;
        if self.keys.known_next_release_key()?.is_some() {
            return Err(NotReleased::Rotating.into());
        }
        let known = self.known_public_keys()?;
        let named = FormRef::new(form.id.clone(), form.version);
        let subject = self.subject(form, period);
        let make = |rows: &[TallyRow], before: &Before| {
            let draft = Draft {
                scope: release::Scope {
                    subject: release::Subject::Form {
                        id: form.id.clone(),
                        version: form.version,
                        hash: Hash::from(*form.hash.as_bytes()),
                    },
                    period,
                    place: self.atlas.nation().id,
                },
                method: subject.method(),
                figures: match rows {
                    [] => return Err(NotReleased::Empty(period).to_string()),
                    rows => subject
                        .draw(rows.to_vec())
                        .map_err(|fault| fault.to_string())?,
                },
                code: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned(),
                released_on: today,
            };
            let read = |document: &Option<String>| {
                let document = document.as_deref();
                document
                    .map(|text| release::verify(text.as_bytes(), &known, None))
                    .transpose()
                    .map_err(|fault| fault.to_string())
            };
            let (last, corrected) = (read(&before.last)?, read(&before.corrected)?);
            let edition = match (&corrected, reason) {
                (None, None) => Edition::First,
                (Some(release), Some(reason)) => Edition::Correction {
                    of: release.signed(),
                    reason,
                },
                (Some(_), None) => return Err(NotReleased::NoReason(period).to_string()),
                (None, Some(_)) => return Err(NotReleased::NothingToCorrect(period).to_string()),
            };
            let last = last.as_ref().map(Release::signed);
            let made = freeze(draft, edition, last, &key).map_err(|fault| fault.to_string())?;
            Ok(NewRelease {
                id: made.id().to_string(),
                reason: made.manifest().reason.clone(),
                released_on: today,
                hash: made.hash().to_string(),
                document: made.to_json().to_owned(),
            })
        };
        let threshold = self.settings.disclosure.threshold;
        let in_doubt = RefCell::new(Vec::new());
        let released = self.store.release(&Releasing {
            form: &named,
            place: NATION,
            period,
            judge: &|form, cells| {
                let judged = judge(cells, threshold, self.headline(form)).map_err(|fault| {
                    let reason = fault.in_words(self.atlas);
                    NotReleased::Contradiction { reason }.to_string()
                })?;
                let names = judged.unproven.iter().map(|cell| cell.in_words(self.atlas));
                in_doubt.replace(names.collect());
                Ok(judged.codes)
            },
            make: &make,
        });
        let kept = released.map_err(|error| match error {
            StoreError::NotReleased(sentence) => NotReleased::Chain(sentence).into(),
            error => HouseError::from(error),
        })?;
        Ok(Released {
            kept,
            in_doubt: in_doubt.into_inner(),
        })
    }

    /// The release with this id.
    pub fn released(&self, id: &str) -> Result<StoredRelease, HouseError> {
        let found = self.store.release_named(id)?;
        let unknown = || NotReleased::Unknown(id.chars().take(40).collect());
        Ok(found.ok_or_else(unknown)?)
    }

    /// The release that the figures of a question come from, if their period is released or frozen inside a released
    /// one, as a month is inside its quarter.
    pub fn release_of(&self, question: &Question) -> Result<Option<StoredRelease>, HouseError> {
        let (id, version) = &question.form;
        let form = FormRef::new(id.clone(), *version);
        Ok(self.store.release_of(&form, NATION, question.period)?)
    }

    /// Rebuilds the figures of a release from the counts it froze, and looks whether the counts moved since.
    pub fn reproduce(&self, id: &str) -> Result<Reproduction, HouseError> {
        let kept = self.released(id)?;
        let form = self
            .catalogue
            .get(&kept.form.id, Some(kept.form.version))
            .ok_or_else(|| HouseError::UnknownForm(kept.form.to_string()))?;
        let document = self.store.release_document(kept.number)?;
        let document: serde_json::Value = serde_json::from_str(&document)
            .map_err(|error| NotReleased::Chain(format!("{id} cannot be read: {error}")))?;
        let query = TallyQuery {
            form: &kept.form,
            margin: Margin::All,
            periods: &[kept.period],
            scope: Scope::Everywhere,
        };
        let frozen = self.store.released_tallies(kept.number, &query)?;
        let told = self.store.told_by(&kept)?;
        let now = self.store.tallies(&query)?;
        let counts = |rows: &[TallyRow]| -> Vec<(String, String, Vec<u8>)> {
            let rows = rows.iter();
            rows.map(|row| (row.parent.clone(), row.place.clone(), row.counts.clone()))
                .collect()
        };
        let moved = counts(&frozen) != counts(&now);
        let mut subject = self.subject(form, kept.period);
        // By the rules of the release, not by those of today.
        let method = &document["manifest"]["method"];
        subject.threshold = method["threshold"].as_u64().unwrap_or(subject.threshold);
        subject.simulated = method["simulated"].as_bool().unwrap_or(subject.simulated);
        let rebuilt = subject.draw(told)?;
        Ok(Reproduction {
            difference: first_difference(&document["figures"], &rebuilt),
            moved,
        })
    }

    /// What is printed on a report of a released period.
    pub(super) fn printed_seal(&self, release: &SignedManifest) -> report::Seal {
        let seal = Seal::of(release, &self.settings.public_url());
        report::Seal {
            release_id: seal.release_id.to_string(),
            hash: seal.hash.to_string(),
            url: seal.url,
        }
    }

    /// The signed manifest of a kept release, checked.
    pub(super) fn manifest_of(&self, kept: &StoredRelease) -> Result<SignedManifest, HouseError> {
        let document = self.store.release_document(kept.number)?;
        let keys = self.known_public_keys()?;
        let fault =
            |fault: release::VerifyFault| NotReleased::Chain(format!("{}: {fault}", kept.id));
        let release = release::verify(document.as_bytes(), &keys, None).map_err(fault)?;
        Ok(release.signed().clone())
    }

    /// A drawn PDF with the seal of its release.
    pub(super) fn sealed_pdf(
        &self,
        drawn: &[u8],
        release: &SignedManifest,
    ) -> Result<Vec<u8>, HouseError> {
        let fault = |fault: release::SealFault| NotReleased::Chain(fault.to_string());
        Ok(seal_pdf(drawn, release, &self.keys.release_key()?).map_err(fault)?)
    }

    /// Results as a file that carries its release and can be checked offline.
    pub fn sealed_results(
        &self,
        question: &Question,
        results: &Results,
    ) -> Result<String, HouseError> {
        let kept = self.release_of(question)?;
        let kept = kept.ok_or(NotReleased::Provisional(question.period))?;
        let release = self.manifest_of(&kept)?;
        // Known totals are the operator's, not part of what was frozen.
        let frozen = Results {
            poststratified: None,
            ..results.clone()
        };
        let value = serde_json::to_value(frozen).unwrap_or_default();
        let fault = |fault: release::SealFault| NotReleased::Chain(fault.to_string());
        Ok(seal_json(value, &release, &self.keys.release_key()?).map_err(fault)?)
    }

    fn subject<'a>(&'a self, form: &'a Form, period: Period) -> Subject<'a> {
        Subject {
            atlas: self.atlas,
            form,
            period,
            threshold: self.settings.disclosure.threshold,
            simulated: self.simulated,
        }
    }
}
