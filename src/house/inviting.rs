//! From a finished transaction to a one-time link.

use chrono::NaiveDate;

use super::{House, HouseError, place};
use crate::ballot::{Cell, Channel, FormRef, PlacePath};
use crate::clock::days_after;
use crate::period::Period;
use crate::place::{Atlas, Level, OfficeKind, Unit};
use crate::store::{NewInvitation, Office};

/// A finished transaction, as a one-stop system reports it.
#[derive(Debug, Clone)]
pub struct Transaction {
    /// Any text that is always the same for the same transaction; never stored.
    pub reference: String,
    /// Office code.
    pub office: String,
    /// Office name, when the caller knows it.
    pub office_name: Option<String>,
    /// Code of the agency above the office.
    pub agency: Option<String>,
    /// Where the office stands: a place as people write it.
    pub place: String,
    /// Procedure code of the national database; checked, not stored.
    pub procedure: Option<String>,
    /// Procedure group (lĩnh vực), by which results are broken down.
    pub group: Option<String>,
    /// How the transaction was done.
    pub channel: Channel,
    /// When it was finished.
    pub finished_on: NaiveDate,
    /// The form to hand out; the service's own choice when `None`.
    pub form: Option<String>,
}

/// A one-time link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The whole address.
    pub link: String,
    /// Its last part.
    pub token: String,
    /// Last day on which it works.
    pub expires_on: NaiveDate,
    /// False when the same reference had this link before.
    pub new: bool,
}

impl House {
    /// Makes the one-time link of a transaction; the same reference gives the same link.
    pub fn invite(&self, transaction: &Transaction) -> Result<Link, HouseError> {
        let (invitation, expires_on) = self.prepare(transaction)?;
        let new = self.store.record_invitation(&invitation)?;
        Ok(self.link(&invitation, expires_on, new))
    }

    /// Makes many links, all or none, and tells how many are new. An error names the transaction's position.
    pub fn invite_all(
        &self,
        transactions: &[Transaction],
    ) -> Result<(Vec<Link>, usize), (usize, HouseError)> {
        let mut links = Vec::with_capacity(transactions.len());
        let mut invitations = Vec::with_capacity(transactions.len());
        for (position, transaction) in transactions.iter().enumerate() {
            let (invitation, expires_on) = self
                .prepare(transaction)
                .map_err(|error| (position, error))?;
            links.push(self.link(&invitation, expires_on, true));
            invitations.push(invitation);
        }
        let new = self
            .store
            .record_invitations(&invitations)
            .map_err(|error| (0, error.into()))?;
        Ok((links, new))
    }

    fn link(&self, invitation: &NewInvitation, expires_on: NaiveDate, new: bool) -> Link {
        let token = invitation.token.to_string();
        Link {
            link: format!("{}/k/{token}", self.settings.public_url()),
            token,
            expires_on,
            new,
        }
    }

    fn prepare(&self, transaction: &Transaction) -> Result<(NewInvitation, NaiveDate), HouseError> {
        let field = |field, reason: &str| HouseError::Field {
            field,
            reason: reason.into(),
        };
        let today = self.clock.today();
        if transaction.reference.trim().is_empty() {
            return Err(field("reference", "a transaction needs a reference"));
        }
        if transaction.finished_on > days_after(today, 1) {
            return Err(field(
                "finished_on",
                "a transaction cannot be finished in the future",
            ));
        }
        if transaction
            .procedure
            .as_deref()
            .is_some_and(|code| !is_procedure_code(code))
        {
            return Err(field(
                "procedure",
                "a procedure code looks like 1.001193 or 2.002621.H56",
            ));
        }
        let id = transaction
            .form
            .as_deref()
            .unwrap_or(&self.settings.invitation.form);
        let form = self
            .catalogue
            .get(id, None)
            .ok_or_else(|| field("form", &HouseError::UnknownForm(id.into()).to_string()))?;
        let unit = place(self.atlas, &transaction.place)
            .map_err(|error| field("commune", &error.to_string()))?;
        let office = Office {
            code: transaction.office.clone(),
            name: transaction
                .office_name
                .clone()
                .unwrap_or_else(|| transaction.office.clone()),
            kind: transaction.agency.clone().unwrap_or_default(),
            place: place_path(self.atlas, unit),
        };
        self.know_office(&office, transaction.office_name.is_some())?;
        let month = Period::month_of(transaction.finished_on);
        let days = self.settings.invitation.valid_days;
        let key = self.keys.invitation_key(month, today, days)?;
        let cell = Cell {
            form: FormRef::new(form.id.clone(), form.version),
            office: office.code,
            place: office.place,
            channel: transaction.channel,
        };
        let token = key.token(&form.id, &transaction.reference);
        Ok((
            NewInvitation {
                token,
                cell,
                group: transaction.group.clone(),
            },
            days_after(month.last_day(), days),
        ))
    }

    /// Registers an office at its first transaction, and its name when it is told. A kind that staff chose for it stays.
    fn know_office(&self, office: &Office, named: bool) -> Result<(), HouseError> {
        let Some(known) = self.store.office(&office.code)? else {
            return Ok(self.store.register_office(office)?);
        };
        if known.place == office.place && (!named || known.name == office.name) {
            return Ok(());
        }
        let is_chosen = known.kind.parse::<OfficeKind>().is_ok();
        let office = office.clone();
        self.store.register_office(&Office {
            name: if named { office.name } else { known.name },
            kind: if is_chosen { known.kind } else { office.kind },
            ..office
        })?;
        Ok(())
    }
}

/// A unit of the atlas as the ballot box knows it. An old district counts as its province.
pub fn place_path(atlas: &Atlas, unit: &Unit) -> PlacePath {
    match (unit.level, atlas.province_of(&unit.id)) {
        (Level::Commune, Some(province)) => {
            PlacePath::commune(province.id.to_string(), unit.id.to_string())
        }
        (Level::Province | Level::District, Some(province)) => {
            PlacePath::province(province.id.to_string())
        }
        _ => PlacePath::nation(),
    }
}

/// `N.dddddd` with N 1–3, and optionally the agency that handles it (QĐ 1085/QĐ-TTg style codes).
fn is_procedure_code(code: &str) -> bool {
    let bytes = code.as_bytes();
    let national = bytes.len() >= 8
        && matches!(bytes[0], b'1'..=b'3')
        && bytes[1] == b'.'
        && bytes[2..8].iter().all(u8::is_ascii_digit);
    national
        && (bytes.len() == 8
            || (bytes[8] == b'.'
                && bytes[9..]
                    .iter()
                    .all(|b| b.is_ascii_alphanumeric() || *b == b'.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn procedure_codes_are_told_from_other_texts() {
        for code in [
            "1.001193",
            "2.002622",
            "1.001193.000.00.00.H56",
            "2.002621.H56",
        ] {
            assert!(is_procedure_code(code), "{code}");
        }
        for code in [
            "",
            "4.001193",
            "1.00119",
            "1-001193",
            "1.001193H56",
            "1.0011933",
        ] {
            assert!(!is_procedure_code(code), "{code}");
        }
    }
}
