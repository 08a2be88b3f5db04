//! Publishing by two persons: one drafts, another looks at what would be told and withheld, and checks (công bố).
//!
//! Figures are frozen, hashed, signed and chained at the check, so that what was checked is what appears; the embargo only
//! opens the door. Whoever checks says which figures they saw: when the counts moved since, nothing is frozen.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use rand::RngExt as _;
use serde_json::{Value, json};

use super::admitting::SINGLE_SIGN_ON;
use super::releasing::{Freezing, NotReleased, Released};
use super::{House, HouseError};
use crate::ballot::{FormRef, NATION};
use crate::clock::local;
use crate::form::{Form, Text};
use crate::period::Period;
use crate::release::{Hash, Outlook, canonical, closable};
use crate::store::{Action, Decision, Publication, PublicationState, StoredRelease};

/// Longest embargo, in days.
const LONGEST: i64 = 366;

/// A draft as somebody asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDraft {
    /// Form id.
    pub form: String,
    /// Its version.
    pub version: u32,
    /// Which period.
    pub period: Period,
    /// The embargo; none means as soon as it is checked.
    pub opens: Option<DateTime<Utc>>,
    /// What was wrong with the edition before.
    pub reason: Option<Text>,
}

/// A period that can be drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publishable {
    /// Form version.
    pub form: FormRef,
    /// Title of the form.
    pub title: Text,
    /// Which period.
    pub period: Period,
    /// Whether it was released before, so that the draft is a correction and needs a reason.
    pub released: bool,
}

/// What a draft would become if it were checked now.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// What would be told and withheld.
    pub outlook: Outlook,
    /// SHA-256 of the figures; whoever checks sends it back.
    pub figures: Hash,
    /// Id and period of the release it is compared with: the edition before, else the period before.
    pub compared: Option<(String, Period)>,
    /// Small groups that what was told before leaves in doubt, in words.
    pub in_doubt: Vec<String>,
    /// The moment from which everybody would read it.
    pub opens: DateTime<Utc>,
}

impl House {
    /// Closed periods with answers, of all forms, the newest first.
    pub fn publishable(&self) -> Result<Vec<Publishable>, HouseError> {
        let (today, close_days) = (self.clock.today(), self.settings.opening.close_days);
        let releases = self.store.releases()?;
        let released = |form: &FormRef, period| {
            let mut own = releases.iter().filter(|release| release.form == *form);
            own.any(|release| release.period == period)
        };
        let mut found = Vec::new();
        for (form, periods) in self.store.counted_forms()? {
            let Some(known) = self.catalogue.get(&form.id, Some(form.version)) else {
                continue;
            };
            let closed = periods
                .into_iter()
                .filter(|period| closable(*period, today, close_days));
            found.extend(closed.map(|period| Publishable {
                form: form.clone(),
                title: known.title.clone(),
                released: released(&form, period),
                period,
            }));
        }
        found.sort_by_key(|own| std::cmp::Reverse((own.period.last_day(), own.period)));
        Ok(found)
    }

    /// Keeps a draft; refused when the period is open, empty, or drafted already, when a correction says no reason, and
    /// when the embargo lies in the past or more than a year ahead.
    pub fn draft(&self, by: &str, new: NewDraft) -> Result<Publication, HouseError> {
        let form = FormRef::new(new.form, new.version);
        self.form_of(&form)?;
        let now = self.clock.now();
        let (today, close_days) = (self.clock.today(), self.settings.opening.close_days);
        if !closable(new.period, today, close_days) {
            let from = crate::release::closes_on(new.period, close_days);
            let period = new.period;
            return Err(NotReleased::Open { period, from }.into());
        }
        let known = self.publishable()?;
        let own = known
            .iter()
            .find(|own| own.form == form && own.period == new.period);
        let own = own.ok_or(NotReleased::Empty(new.period))?;
        let reason = new.reason.filter(|reason| !reason.vi.trim().is_empty());
        match (own.released, &reason) {
            (true, None) => return Err(NotReleased::NoReason(new.period).into()),
            (false, Some(_)) => return Err(NotReleased::NothingToCorrect(new.period).into()),
            _ => {}
        }
        let latest = now + TimeDelta::days(LONGEST);
        if new
            .opens
            .is_some_and(|opens| opens <= now || opens > latest)
        {
            return Err(NotReleased::Embargo.into());
        }
        let id: [u8; 8] = rand::rng().random();
        let draft = Publication {
            id: HEXLOWER.encode(&id),
            form,
            place: NATION.to_owned(),
            period: new.period,
            opens: new.opens,
            reason,
            state: PublicationState::Draft,
            drafted_by: by.to_owned(),
            drafted: now,
            decided: None,
            release: None,
        };
        let detail = json!({
            "form": draft.form.to_string(),
            "period": draft.period.to_string(),
            "opens": draft.opens.map(|opens| opens.to_rfc3339_opts(SecondsFormat::Secs, true)),
            "correction": draft.reason.is_some(),
        });
        let entry = self.entry(by, Action::Drafted, &draft.id, detail);
        if !self.store.draft_publication(&draft, &entry)? {
            return Err(NotReleased::Drafted(new.period).into());
        }
        Ok(draft)
    }

    /// The publication with this id.
    pub fn publication(&self, id: &str) -> Result<Publication, HouseError> {
        let found = self.store.publication(id)?;
        let unknown = || NotReleased::NoPublication(id.chars().take(40).collect());
        Ok(found.ok_or_else(unknown)?)
    }

    /// What a draft would become if it were checked now.
    pub fn preview(&self, draft: &Publication) -> Result<Preview, HouseError> {
        let form = self.form_of(&draft.form)?;
        let rehearsed = self.rehearse(&self.freezing(draft, form, None))?;
        let (compared, before) = match &rehearsed.before.corrected {
            Some(document) => (self.edition_before(draft)?, Some(read(document)?)),
            None => match self.period_before(draft)? {
                Some(release) => {
                    let document = self.store.release_document(release.number)?;
                    (Some(release), Some(read(&document)?))
                }
                None => (None, None),
            },
        };
        let before = before.as_ref().map(|document| &document["figures"]);
        let canonical = canonical(&rehearsed.figures);
        let canonical = canonical.map_err(|fault| NotReleased::Chain(fault.to_string()))?;
        Ok(Preview {
            outlook: Outlook::of(&rehearsed.figures, before),
            figures: Hash::of(canonical),
            compared: compared.map(|release| (release.id, release.period)),
            in_doubt: rehearsed.in_doubt,
            opens: rehearsed.before.opens,
        })
    }

    /// Freezes a draft that somebody else than its author looked at; `seen` is the hash of the figures they saw. Refused,
    /// and logged, while [`House::handed_over`] says that it may not be them.
    pub fn check(&self, by: &str, id: &str, seen: Hash) -> Result<Released, HouseError> {
        let draft = self.publication(id)?;
        if draft.state != PublicationState::Draft {
            return Err(NotReleased::Decided.into());
        }
        if draft.drafted_by == by {
            return Err(NotReleased::OwnDraft.into());
        }
        if let Some(handed) = self.handed_over(by)? {
            let detail = json!({ "set by": handed.by.as_deref().unwrap_or(SINGLE_SIGN_ON), "until": handed.until.to_rfc3339_opts(SecondsFormat::Secs, true) });
            self.log(by, Action::CheckRefused, id, detail)?;
            return Err(NotReleased::HandedOver(handed).into());
        }
        let form = self.form_of(&draft.form)?;
        let decision = Decision {
            publication: id,
            by,
            at: self.clock.now(),
        };
        let freezing = self.freezing(&draft, form, Some((decision, seen)));
        self.freeze_period(&freezing)
    }

    /// Gives a draft up.
    pub fn withdraw(&self, by: &str, id: &str) -> Result<(), HouseError> {
        let draft = self.publication(id)?;
        let decision = Decision {
            publication: id,
            by,
            at: self.clock.now(),
        };
        let detail = json!({ "form": draft.form.to_string(), "period": draft.period.to_string() });
        let entry = self.entry(by, Action::Withdrawn, id, detail);
        if !self.store.withdraw_publication(&decision, &entry)? {
            return Err(NotReleased::Decided.into());
        }
        Ok(())
    }

    fn freezing<'a>(
        &self,
        draft: &'a Publication,
        form: &'a Form,
        check: Option<(Decision<'a>, Hash)>,
    ) -> Freezing<'a> {
        let now = self.clock.now();
        Freezing {
            form,
            period: draft.period,
            reason: draft.reason.as_ref(),
            opens: draft.opens.map_or(now, |opens| opens.max(now)),
            check,
            by: check.map_or("", |(decision, _)| decision.by),
        }
    }

    fn form_of(&self, form: &FormRef) -> Result<&Form, HouseError> {
        let known = self.catalogue.get(&form.id, Some(form.version));
        Ok(known.ok_or_else(|| HouseError::UnknownForm(form.to_string()))?)
    }

    /// The newest release of the same form version and period.
    fn edition_before(&self, draft: &Publication) -> Result<Option<StoredRelease>, HouseError> {
        let mut releases = self.store.releases()?.into_iter().rev();
        Ok(releases.find(|own| own.form == draft.form && own.period == draft.period))
    }

    /// The newest release of the same form and of a period as long that ended before.
    fn period_before(&self, draft: &Publication) -> Result<Option<StoredRelease>, HouseError> {
        let releases = self.store.releases()?.into_iter();
        let earlier = releases.filter(|own| {
            own.form.id == draft.form.id
                && own.period.width() == draft.period.width()
                && own.period < draft.period
        });
        Ok(earlier.max_by_key(|own| (own.period, own.number)))
    }
}

/// A day and a minute in Vietnam (UTC+7) as a moment.
pub fn vietnam(day: chrono::NaiveDate, time: chrono::NaiveTime) -> Option<DateTime<Utc>> {
    let offset = *local(DateTime::UNIX_EPOCH).offset();
    let moment = day.and_time(time).and_local_timezone(offset).single();
    moment.map(|moment| moment.to_utc())
}

fn read(document: &str) -> Result<Value, NotReleased> {
    serde_json::from_str(document)
        .map_err(|error| NotReleased::Chain(format!("a release cannot be read: {error}")))
}
