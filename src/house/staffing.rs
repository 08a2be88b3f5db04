//! Opening and changing accounts of staff, each time with a line in the log.

use serde_json::json;

use super::{House, HouseError};
use crate::place::UnitId;
use crate::staff::{Jurisdiction, Mandate};
use crate::store::{Account, Action};

/// Longest name of an account, in characters.
const LONGEST_NAME: usize = 64;

impl House {
    /// Opens an account; refused when the name is taken or is no name.
    pub fn open_account(
        &self,
        actor: &str,
        new: &Account,
        password_hash: &str,
    ) -> Result<(), HouseError> {
        let refuse = |reason: &str| HouseError::Field {
            field: "username",
            reason: reason.to_owned(),
        };
        let name = &new.username;
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-_@".contains(c);
        if name.is_empty() || name.chars().count() > LONGEST_NAME || !name.chars().all(plain) {
            return Err(refuse(
                "a user name has 1 to 64 letters a–z, digits, or . - _ @",
            ));
        }
        let detail = told(&new.mandate);
        let entry = self.entry(actor, Action::AccountOpened, name, detail);
        if !self.store.open_account(new, password_hash, &entry)? {
            return Err(refuse("this name is taken: choose another"));
        }
        Ok(())
    }

    /// Changes role, place or state of an account and ends its sign-ins.
    pub fn change_account(&self, actor: &str, changed: &Account) -> Result<(), HouseError> {
        let mut detail = told(&changed.mandate);
        detail["closed"] = json!(changed.disabled);
        let entry = self.entry(actor, Action::AccountChanged, &changed.username, detail);
        if !self.store.change_account(changed, &entry)? {
            return Err(HouseError::UnknownAccount(changed.username.clone()));
        }
        Ok(())
    }

    /// Gives an account another password and ends its sign-ins.
    pub fn change_password(
        &self,
        actor: &str,
        username: &str,
        password_hash: &str,
    ) -> Result<(), HouseError> {
        let entry = self.entry(actor, Action::PasswordChanged, username, json!({}));
        if !self.store.set_password(username, password_hash, &entry)? {
            return Err(HouseError::UnknownAccount(username.to_owned()));
        }
        Ok(())
    }

    /// Takes one-time passwords and recovery codes away and ends all sign-ins: for somebody who lost the phone.
    pub fn remove_second_factor(&self, actor: &str, username: &str) -> Result<(), HouseError> {
        self.account(username)?;
        let detail = json!({ "set up": false });
        let entry = self.entry(actor, Action::SecondFactorChanged, username, detail);
        self.store
            .set_second_factor(username, &[], 0, &[], &entry)?;
        Ok(self.store.end_sessions_of(username)?)
    }

    /// The account of a name.
    pub fn account(&self, username: &str) -> Result<Account, HouseError> {
        let found = self.store.account(username)?;
        found.ok_or_else(|| HouseError::UnknownAccount(username.chars().take(64).collect()))
    }

    /// The place that somebody's rights begin at: the own place, or the one where the own office stands.
    pub fn home_of(&self, mandate: &Mandate) -> Result<UnitId, HouseError> {
        let nation = self.atlas.nation().id;
        Ok(match &mandate.jurisdiction {
            Jurisdiction::Place(place) => *place,
            Jurisdiction::Office(code) => self.place_of_office(code)?.unwrap_or(nation),
        })
    }

    /// Whether a person may give out a mandate: nobody hands on more than the own places.
    pub fn may_grant(&self, own: &Mandate, wanted: &Mandate) -> Result<bool, HouseError> {
        let place = match &wanted.jurisdiction {
            Jurisdiction::Place(_) => None,
            Jurisdiction::Office(code) => self.place_of_office(code)?,
        };
        let wanted = &wanted.jurisdiction;
        Ok(own
            .jurisdiction
            .contains(self.atlas, wanted, place.as_ref()))
    }

    /// Where an office stands.
    fn place_of_office(&self, code: &str) -> Result<Option<UnitId>, HouseError> {
        let offices = self.store.offices()?;
        let office = offices.into_iter().find(|office| office.code == code);
        Ok(office.and_then(|office| office.place.key().parse().ok()))
    }
}

fn told(mandate: &Mandate) -> serde_json::Value {
    json!({ "role": mandate.role.as_str(), "place": mandate.jurisdiction.to_string() })
}
