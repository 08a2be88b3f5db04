//! Freezing a closed period, checking what was frozen, and sealing what shows it (công bố).

use std::cell::RefCell;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::custody::HandedOver;
use super::figures::Subject;
use super::judging::judge;
use super::logging::COMMAND_LINE;
use super::{House, HouseError};
use crate::ballot::{FormRef, Margin, NATION};
use crate::clock::local;
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
    Before, Candidate, Decision, LatticeCell, NewRelease, Releasing, Scope, StoreError,
    StoredRelease, TallyQuery, TallyRow,
};

/// Longest time a public page is kept, in seconds.
const FRESH: u32 = 60;

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
    /// A new signing key names the newest release, and nobody may read of that one yet.
    #[error(
        "a release is under an embargo until {}: the new key would tell everybody its hash; wait until then, or add --stolen when somebody else has the present key",
        .0.format("%Y-%m-%d %H:%M UTC")
    )]
    Hidden(DateTime<Utc>),
    /// A draft of the same was there first.
    #[error("{0} is drafted already: check that draft, or withdraw it")]
    Drafted(Period),
    /// An embargo that is over, or too long.
    #[error("an embargo ends in the future and within a year: choose another moment")]
    Embargo,
    /// No such publication.
    #[error("there is no publication “{0}”")]
    NoPublication(String),
    /// Whoever drafted may not check.
    #[error("whoever drafted a publication does not check it: another person with this right does")]
    OwnDraft,
    /// It may be another person than the account says.
    #[error(
        "another person set the ways into this account at {}: from {} on it may check publications; another publisher may at once",
        .0.at.format("%Y-%m-%d %H:%M UTC"), .0.until.format("%Y-%m-%d %H:%M UTC")
    )]
    HandedOver(HandedOver),
    /// Somebody else was quicker.
    #[error("somebody else has checked or withdrawn this draft")]
    Decided,
    /// The figures are not those that were looked at.
    #[error(
        "the counts have moved since these figures were looked at: look again; nothing was published"
    )]
    Moved,
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

/// A period on its way to be frozen.
#[derive(Clone, Copy)]
pub(super) struct Freezing<'a> {
    pub form: &'a Form,
    pub period: Period,
    pub reason: Option<&'a Text>,
    /// The moment from which everybody shall read it.
    pub opens: DateTime<Utc>,
    /// The publication it comes from, and the hash of the figures that were looked at.
    pub check: Option<(Decision<'a>, Hash)>,
    /// Who stands in the log.
    pub by: &'a str,
}

/// What freezing would come to.
pub(super) struct Rehearsed {
    pub figures: Value,
    pub before: Before,
    pub in_doubt: Vec<String>,
}

impl House {
    /// Freezes a closed period of a form: judged together with everything released before, kept, chained and signed.
    /// With a `reason` it corrects the release before. It is an operator's command; staff [`House::check`] drafts of each
    /// other. Everybody reads it at once, or with the release before when that one
    /// is under an embargo.
    pub fn release(
        &self,
        form: &Form,
        period: Period,
        reason: Option<&Text>,
    ) -> Result<Released, HouseError> {
        self.freeze_period(&Freezing {
            form,
            period,
            reason,
            opens: self.clock.now(),
            check: None,
            by: COMMAND_LINE,
        })
    }

    /// Freezes a period, or says why not; then nothing was written.
    pub(super) fn freeze_period(&self, freezing: &Freezing<'_>) -> Result<Released, HouseError> {
        let (form, period) = (freezing.form, freezing.period);
        self.is_closed(period)?;
        let key = self.keys.release_key()?;
        if self.keys.known_next_release_key()?.is_some() {
            return Err(NotReleased::Rotating.into());
        }
        let known = self.known_public_keys()?;
        let named = FormRef::new(form.id.clone(), form.version);
        let make = |rows: &[TallyRow], before: &Before| {
            let draft = self.draw_up(freezing, rows, before)?;
            let read = |document: &Option<String>| {
                let document = document.as_deref();
                document
                    .map(|text| release::verify(text.as_bytes(), &known, None))
                    .transpose()
                    .map_err(|fault| NotReleased::Chain(fault.to_string()))
            };
            let (last, corrected) = (read(&before.last)?, read(&before.corrected)?);
            let edition = match (&corrected, freezing.reason) {
                (None, None) => Edition::First,
                (Some(release), Some(reason)) => Edition::Correction {
                    of: release.signed(),
                    reason,
                },
                (Some(_), None) => return Err(NotReleased::NoReason(period)),
                (None, Some(_)) => return Err(NotReleased::NothingToCorrect(period)),
            };
            let last = last.as_ref().map(Release::signed);
            let released_on = draft.released_on;
            let made = freeze(draft, edition, last, &key)
                .map_err(|fault| NotReleased::Chain(fault.to_string()))?;
            if let Some((_, seen)) = &freezing.check
                && made.manifest().figures != *seen
            {
                return Err(NotReleased::Moved);
            }
            Ok(NewRelease {
                id: made.id().to_string(),
                reason: made.manifest().reason.clone(),
                released_on,
                hash: made.hash().to_string(),
                document: made.to_json().to_owned(),
            })
        };
        let why = RefCell::new(None);
        let in_doubt = RefCell::new(Vec::new());
        let released = self.store.release(&Releasing {
            candidate: Candidate {
                form: &named,
                place: NATION,
                period,
                opens: freezing.opens,
                judge: &|form, cells| self.judged(form, cells, &in_doubt, &why),
            },
            decision: freezing.check.map(|(decision, _)| decision),
            actor: (freezing.by, self.clock.now()),
            make: &|rows, before| make(rows, before).map_err(|fault| kept_in(&why, fault)),
        });
        let kept = released.map_err(|error| unkept(error, why.into_inner()))?;
        Ok(Released {
            kept,
            in_doubt: in_doubt.into_inner(),
        })
    }

    /// What freezing would come to; nothing is written.
    pub(super) fn rehearse(&self, freezing: &Freezing<'_>) -> Result<Rehearsed, HouseError> {
        self.is_closed(freezing.period)?;
        let named = FormRef::new(freezing.form.id.clone(), freezing.form.version);
        let (why, in_doubt) = (RefCell::new(None), RefCell::new(Vec::new()));
        let rehearsed = self.store.rehearse(&Candidate {
            form: &named,
            place: NATION,
            period: freezing.period,
            opens: freezing.opens,
            judge: &|form, cells| self.judged(form, cells, &in_doubt, &why),
        });
        let (rows, before) = rehearsed.map_err(|error| unkept(error, why.into_inner()))?;
        Ok(Rehearsed {
            figures: self.draw_up(freezing, &rows, &before)?.figures,
            before,
            in_doubt: in_doubt.into_inner(),
        })
    }

    fn is_closed(&self, period: Period) -> Result<(), NotReleased> {
        let close_days = self.settings.opening.close_days;
        if closable(period, self.clock.today(), close_days) {
            return Ok(());
        }
        let from = closes_on(period, close_days);
        Err(NotReleased::Open { period, from })
    }

    /// The gate's word on cells; small groups it could not prove safe are noted.
    fn judged(
        &self,
        form: &FormRef,
        cells: &[LatticeCell],
        in_doubt: &RefCell<Vec<String>>,
        why: &RefCell<Option<NotReleased>>,
    ) -> Result<Vec<i16>, String> {
        let threshold = self.settings.disclosure.threshold;
        let judged = judge(cells, threshold, self.headline(form)).map_err(|fault| {
            let reason = fault.in_words(self.atlas);
            kept_in(why, NotReleased::Contradiction { reason })
        })?;
        let names = judged.unproven.iter().map(|cell| cell.in_words(self.atlas));
        in_doubt.replace(names.collect());
        Ok(judged.codes)
    }

    /// What is to be signed. Its day is the one on which everybody reads it.
    fn draw_up(
        &self,
        freezing: &Freezing<'_>,
        rows: &[TallyRow],
        before: &Before,
    ) -> Result<Draft, NotReleased> {
        let (form, period) = (freezing.form, freezing.period);
        if rows.is_empty() {
            return Err(NotReleased::Empty(period));
        }
        let subject = self.subject(form, period);
        let figures = subject.draw(rows.to_vec());
        Ok(Draft {
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
            figures: figures.map_err(|fault| NotReleased::Chain(fault.to_string()))?,
            code: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned(),
            released_on: local(before.opens).date_naive(),
        })
    }

    /// The release with this id, once everybody reads it.
    pub fn released(&self, id: &str) -> Result<StoredRelease, HouseError> {
        let found = self.kept(id)?;
        if found.is_open(self.clock.now()) {
            return Ok(found);
        }
        Err(NotReleased::Unknown(found.id).into())
    }

    /// The release with this id, also under an embargo.
    fn kept(&self, id: &str) -> Result<StoredRelease, HouseError> {
        let found = self.store.release_named(id)?;
        let unknown = || NotReleased::Unknown(id.chars().take(40).collect());
        Ok(found.ok_or_else(unknown)?)
    }

    /// The releases that everybody reads, the oldest first.
    pub fn open_releases(&self) -> Result<Vec<StoredRelease>, HouseError> {
        Ok(self.store.open_releases(self.clock.now())?)
    }

    /// The form versions of which something was counted, each with its periods; without periods under an embargo, which
    /// are told to nobody.
    pub fn counted_forms(&self) -> Result<Vec<(FormRef, Vec<Period>)>, HouseError> {
        let mut counted = self.store.counted_forms()?;
        let closed = self.store.under_embargo(self.clock.now())?;
        if !closed.is_empty() {
            for (form, periods) in &mut counted {
                periods.retain(|period| !closed.contains(&(form.clone(), *period)));
            }
            counted.retain(|(_, periods)| !periods.is_empty());
        }
        Ok(counted)
    }

    /// Seconds for which a public page may be kept: a minute, or less when an embargo ends before.
    pub fn fresh_for(&self) -> Result<u32, HouseError> {
        let now = self.clock.now();
        let releases = self.store.releases()?;
        let next = releases.iter().filter(|release| !release.is_open(now));
        let next = next
            .map(|release| (release.opens - now).num_seconds())
            .min();
        let left = next.map_or(FRESH, |seconds| u32::try_from(seconds).unwrap_or(0));
        Ok(left.min(FRESH))
    }

    /// The release that the figures of a question come from, if their period is released or frozen inside a released
    /// one, as a month is inside its quarter.
    pub fn release_of(&self, question: &Question) -> Result<Option<StoredRelease>, HouseError> {
        let (id, version) = &question.form;
        let form = FormRef::new(id.clone(), *version);
        let now = self.clock.now();
        Ok(self.store.release_of(&form, NATION, question.period, now)?)
    }

    /// Rebuilds the figures of a release from the counts it froze, and looks whether the counts moved since.
    pub fn reproduce(&self, id: &str) -> Result<Reproduction, HouseError> {
        let kept = self.kept(id)?;
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

/// Remembers why, for the transaction can only be told a sentence.
fn kept_in(why: &RefCell<Option<NotReleased>>, fault: NotReleased) -> String {
    let sentence = fault.to_string();
    why.replace(Some(fault));
    sentence
}

fn unkept(error: StoreError, why: Option<NotReleased>) -> HouseError {
    match error {
        StoreError::NotReleased(sentence) => why.unwrap_or(NotReleased::Chain(sentence)).into(),
        StoreError::Decided => NotReleased::Decided.into(),
        error => error.into(),
    }
}
