//! Slips for people without a telephone: drawn, recorded as hashes, handed to the printer once.

use chrono::NaiveDate;

use super::{House, HouseError};
use crate::ballot::{Cell, FormRef, SLIP_CHANNEL, SlipCode, TokenHash};
use crate::clock::days_after;
use crate::period::Period;

/// Most slips of one print.
pub const MOST_SLIPS: usize = 1_000;

/// Freshly drawn slips. Their codes are nowhere else: what is not printed is lost.
#[derive(Debug)]
pub struct SlipPile {
    /// Name of the office.
    pub office: String,
    /// The codes, in no order.
    pub codes: Vec<SlipCode>,
    /// Last day on which they work.
    pub expires_on: NaiveDate,
}

/// What a typed code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownSlip {
    /// Its invitation.
    pub hash: TokenHash,
    /// The month it was printed in.
    pub month: Period,
}

impl House {
    /// Draws slips for an office; the form that invitations use when none is named.
    pub fn draw_slips(
        &self,
        office: &str,
        form: Option<&str>,
        count: usize,
    ) -> Result<SlipPile, HouseError> {
        let field = |field, reason: String| HouseError::Field { field, reason };
        if !(1..=MOST_SLIPS).contains(&count) {
            let reason = format!("a print has 1 to {MOST_SLIPS} slips");
            return Err(field("count", reason));
        }
        let known = self.store.office(office)?;
        let known = known.ok_or_else(|| {
            let asked: String = office.chars().take(60).collect();
            let reason = format!("there is no office “{asked}”; “sipas points list” names them");
            field("office", reason)
        })?;
        let id = form.unwrap_or(&self.settings.invitation.form);
        let form = self.catalogue.get(id, None);
        let form = form.ok_or_else(|| HouseError::UnknownForm(id.to_owned()))?;
        let today = self.clock.today();
        let (month, days) = (Period::month_of(today), self.settings.invitation.valid_days);
        let key = self.keys.invitation_key(month, today, days)?;
        let mut rng = rand::rng();
        let codes: Vec<SlipCode> = (0..count).map(|_| SlipCode::draw(&mut rng)).collect();
        let cell = Cell {
            form: FormRef::new(form.id.clone(), form.version),
            office: known.code,
            place: known.place,
            channel: SLIP_CHANNEL,
        };
        let hashes: Vec<TokenHash> = codes.iter().map(|code| key.slip(*code)).collect();
        self.store.record_slips(&cell, month, &hashes)?;
        Ok(SlipPile {
            office: known.name,
            codes,
            expires_on: days_after(month.last_day(), days),
        })
    }

    /// The slip of a typed code, if one was printed in a month whose key still exists.
    pub fn find_slip(&self, code: SlipCode) -> Result<Option<KnownSlip>, HouseError> {
        let today = self.clock.today();
        let days = self.settings.invitation.valid_days;
        let keys = self.keys.invitation_keys_in_season(today, days)?;
        let slips: Vec<KnownSlip> = keys
            .iter()
            .map(|key| KnownSlip {
                hash: key.slip(code),
                month: key.month(),
            })
            .collect();
        let hashes: Vec<TokenHash> = slips.iter().map(|slip| slip.hash).collect();
        let found = self.store.known_invitation(&hashes)?;
        Ok(slips.into_iter().find(|slip| Some(slip.hash) == found))
    }
}
