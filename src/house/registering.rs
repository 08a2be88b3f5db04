//! Offices, collection points and keys of integrators: set up, changed and closed, each with a line in the log.

use chrono::{Months, NaiveDate};
use serde_json::json;

use super::{House, HouseError, place_path};
use crate::ballot::PlacePath;
use crate::place::{Fate, Unit, UnitId};
use crate::store::{Action, ApiKey, AuditQuery, CollectionPoint, KeyKind, Office};

/// Longest code, in bytes.
const CODE: usize = 64;
/// Longest name, in characters.
const NAME: usize = 200;
/// Most places that are proposed for a name that fits several.
const PROPOSED: usize = 5;
/// Longest life of a key of an integrator, in months.
const LONGEST: u32 = 24;

/// Why an office, a collection point or a key is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotRegistered {
    /// A code that cannot be part of an address.
    #[error("a code has 1 to 64 letters, digits, hyphens and dots")]
    Code,
    /// A code that is in use.
    #[error("the code “{0}” is in use: choose another, or change what has it")]
    Taken(String),
    /// No name, or a very long one.
    #[error("a name has 1 to 200 characters")]
    Name,
    /// A place that nobody knows.
    #[error("there is no place “{asked}” here{}", perhaps(.near))]
    NoPlace {
        /// What was written.
        asked: String,
        /// Places that may be meant, with their codes.
        near: Vec<String>,
    },
    /// A place that is no more.
    #[error("{ended} is no more{}: choose a place of today", .now.as_ref().map(|now| format!("; its people are in {now}")).unwrap_or_default())]
    Ended {
        /// Its name.
        ended: String,
        /// The place of today that has its people, with its code.
        now: Option<String>,
    },
    /// An office that is not registered.
    #[error("there is no office “{0}”: add it first")]
    NoOffice(String),
    /// A collection point that is not registered.
    #[error("there is no collection point “{0}”; “sipas points list” names them")]
    NoPoint(String),
    /// A form that is not in the catalogue.
    #[error("there is no form “{0}”")]
    NoForm(String),
    /// A key that is not there.
    #[error("there is no API key “{0}”; “sipas key list” names them")]
    NoKey(String),
    /// A key without an end, or with one too far ahead.
    #[error("a key works for 1 to 24 months")]
    Months,
    /// A key that may do nothing.
    #[error("a key is for something: choose what it may do")]
    NoScope,
    /// The same form sent twice.
    #[error("this key was made already, and its text was shown once: revoke it and make another")]
    Twice,
}

fn perhaps(near: &[String]) -> String {
    if near.is_empty() {
        return String::new();
    }
    format!("; did you mean {}?", near.join(", "))
}

/// How the box stands, in words that tell nothing of single sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxHealth {
    /// Sealed sheets that wait: none, fewer than ten, or the power of ten that they reach.
    pub waiting: Waiting,
    /// Day of the last opening in Vietnam.
    pub opened_on: Option<NaiveDate>,
    /// Whether the key that sheets of this month are sealed to lies here.
    pub box_key: bool,
    /// Whether the key that links of this month are made with lies here.
    pub invitation_key: bool,
    /// Whether the key that signs releases lies here.
    pub release_key: bool,
    /// Months whose sheets are not all counted: their keys are kept until they are.
    pub open_months: usize,
}

/// How many sealed sheets wait, so coarsely that nobody can tell when one came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// None.
    None,
    /// Fewer than ten.
    Few,
    /// At least so many: a power of ten.
    AtLeast(u64),
}

impl Waiting {
    /// The band of a number.
    fn of(sheets: u64) -> Self {
        match sheets.checked_ilog10() {
            None => Self::None,
            Some(0) => Self::Few,
            Some(digits) => Self::AtLeast(10_u64.pow(digits)),
        }
    }
}

impl House {
    /// The place that somebody means: a code of today, or a name that fits one place within `within`.
    pub fn place_today(&self, text: &str, within: &UnitId) -> Result<&'static Unit, HouseError> {
        let text = text.trim();
        let today = self.clock.today();
        let named = |unit: &Unit| {
            let code = unit.id.to_string();
            let code = code.split_once(':').map_or(code.as_str(), |(_, code)| code);
            format!("{} ({code})", unit.title(today, "vi"))
        };
        let found = self.atlas.find(text).filter(|_| !text.is_empty());
        let found = if let Some(unit) = found {
            unit
        } else {
            let hits = self.atlas.search(text, Some(within), PROPOSED);
            if let [only] = hits[..] {
                only
            } else {
                let asked = text.chars().take(60).collect();
                let near = hits.into_iter().map(named).collect();
                return Err(NotRegistered::NoPlace { asked, near }.into());
            }
        };
        match self.atlas.fate(&found.id) {
            Fate::Current => Ok(found),
            fate => {
                let now = match fate {
                    Fate::Whole(heir) => Some(named(heir)),
                    _ => None,
                };
                let ended = found.title(today, "vi");
                Err(NotRegistered::Ended { ended, now }.into())
            }
        }
    }

    /// Adds an office, or changes one when `known`.
    pub fn keep_office(&self, by: &str, new: &Office, known: bool) -> Result<(), HouseError> {
        check_code(&new.code)?;
        check_name(&new.name)?;
        match (self.store.office(&new.code)?.is_some(), known) {
            (true, false) => return Err(NotRegistered::Taken(new.code.clone()).into()),
            (false, true) => return Err(NotRegistered::NoOffice(new.code.clone()).into()),
            _ => {}
        }
        let detail =
            json!({ "office": true, "name": new.name, "kind": new.kind, "place": new.place.key() });
        let entry = self.entry(by, Action::PointChanged, &new.code, detail);
        Ok(self.store.keep_office(new, &entry)?)
    }

    /// Adds a collection point, or changes one when `known`.
    pub fn keep_point(
        &self,
        by: &str,
        new: &CollectionPoint,
        known: bool,
    ) -> Result<(), HouseError> {
        check_code(&new.code)?;
        check_name(&new.name)?;
        if self.catalogue.get(&new.form, None).is_none() {
            return Err(NotRegistered::NoForm(new.form.clone()).into());
        }
        if self.store.office(&new.office)?.is_none() {
            return Err(NotRegistered::NoOffice(new.office.clone()).into());
        }
        match (self.store.collection_point(&new.code)?.is_some(), known) {
            (true, false) => return Err(NotRegistered::Taken(new.code.clone()).into()),
            (false, true) => return Err(NotRegistered::NoPoint(new.code.clone()).into()),
            _ => {}
        }
        let detail = json!({
            "name": new.name, "form": new.form, "at": new.office, "open": new.open,
        });
        let entry = self.entry(by, Action::PointChanged, &new.code, detail);
        Ok(self.store.keep_collection_point(new, &entry)?)
    }

    /// A collection point with its office.
    pub fn point(&self, code: &str) -> Result<(CollectionPoint, Office), HouseError> {
        let found = self.store.collection_point(code)?;
        Ok(found.ok_or_else(|| NotRegistered::NoPoint(code.chars().take(60).collect()))?)
    }

    /// The path of a place of today.
    pub fn path_today(&self, text: &str, within: &UnitId) -> Result<PlacePath, HouseError> {
        let unit = self.place_today(text, within)?;
        Ok(place_path(self.atlas, unit))
    }

    /// Keeps the key of an integrator, which works for so many months from today.
    pub fn keep_key(&self, by: &str, mut new: ApiKey, months: u32) -> Result<(), HouseError> {
        check_name(&new.name)?;
        if !(1..=LONGEST).contains(&months) {
            return Err(NotRegistered::Months.into());
        }
        if new.scopes.is_empty() {
            return Err(NotRegistered::NoScope.into());
        }
        let end = self.clock.today().checked_add_months(Months::new(months));
        new.expires_on = end.unwrap_or(NaiveDate::MAX);
        let detail = json!({
            "made": new.name, "scopes": new.scopes, "expires_on": new.expires_on.to_string(),
        });
        let entry = self.entry(by, Action::KeyChanged, &new.id, detail);
        if !self.store.add_api_key(&new, &entry)? {
            return Err(NotRegistered::Twice.into());
        }
        Ok(())
    }

    /// Takes the key of an integrator back.
    pub fn revoke_key(&self, by: &str, id: &str) -> Result<(), HouseError> {
        let entry = self.entry(by, Action::KeyChanged, id, json!({ "revoked": true }));
        if !self.store.revoke_api_key(id, &entry)? {
            return Err(NotRegistered::NoKey(id.chars().take(60).collect()).into());
        }
        Ok(())
    }

    /// How the box stands.
    pub fn box_health(&self) -> Result<BoxHealth, HouseError> {
        let (waiting, _) = self.store.sheets()?;
        let month = crate::period::Period::month_of(self.clock.today());
        let keys = self.keys.list()?;
        let has = |kind| {
            let mut own = keys.iter().filter(|key| key.kind == kind);
            own.any(|key| key.month.is_none_or(|own| own == month))
        };
        let opened = self.store.audit(&AuditQuery {
            action: Some(Action::BoxOpened),
            limit: 1,
            ..AuditQuery::default()
        })?;
        let opened = opened.first();
        Ok(BoxHealth {
            waiting: Waiting::of(waiting),
            opened_on: opened.map(|line| crate::clock::local(line.at).date_naive()),
            box_key: has(KeyKind::Box),
            invitation_key: has(KeyKind::Invitation),
            release_key: has(KeyKind::Release),
            open_months: keys.iter().filter(|key| key.kind == KeyKind::Box).count(),
        })
    }
}

/// Whether a text can be part of an address.
fn check_code(code: &str) -> Result<(), NotRegistered> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if code.is_empty() || code.len() > CODE || !code.bytes().all(plain) {
        return Err(NotRegistered::Code);
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), NotRegistered> {
    let long = name.chars().count() > NAME;
    if name.trim().is_empty() || long || name.chars().any(char::is_control) {
        return Err(NotRegistered::Name);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_sheets_are_told_by_powers_of_ten() {
        let told = [0, 1, 9, 10, 99, 100, 12_345].map(Waiting::of);
        assert_eq!(
            told,
            [
                Waiting::None,
                Waiting::Few,
                Waiting::Few,
                Waiting::AtLeast(10),
                Waiting::AtLeast(10),
                Waiting::AtLeast(100),
                Waiting::AtLeast(10_000),
            ]
        );
    }

    #[test]
    fn a_code_can_be_part_of_an_address() {
        for good in ["a", "H31.18.05", "an-thi_1"] {
            assert_eq!(check_code(good), Ok(()), "{good}");
        }
        for bad in ["", "a b", "a/b", "ấn", &"x".repeat(65)] {
            assert_eq!(check_code(bad), Err(NotRegistered::Code), "{bad}");
        }
    }
}
