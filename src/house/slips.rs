//! Slips for people without a telephone: drawn, recorded as hashes, handed to the printer once.

use chrono::NaiveDate;
use serde_json::json;

use super::{House, HouseError};
use crate::ballot::{Cell, FormRef, SLIP_CHANNEL, SlipCode, TokenHash};
use crate::clock::days_after;
use crate::period::Period;
use crate::store::{Action, PrintedSlips};

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
    /// Draws slips for an office; the form that invitations use when none is named. The log tells that `actor` printed so
    /// many.
    pub fn draw_slips(
        &self,
        actor: &str,
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
        let detail = json!({ "form": form.id, "month": month.to_string(), "slips": count });
        let entry = self.entry(actor, Action::SlipsPrinted, office, detail);
        self.store.record_slips(&cell, month, &hashes, &entry)?;
        Ok(SlipPile {
            office: known.name,
            codes,
            expires_on: self.slips_expire_on(),
        })
    }

    /// Last day on which slips work that are printed today.
    pub fn slips_expire_on(&self) -> NaiveDate {
        let month = Period::month_of(self.clock.today());
        days_after(month.last_day(), self.settings.invitation.valid_days)
    }

    /// The piles of an office for a form, the newest first.
    pub fn slip_piles(&self, office: &str, form: &str) -> Result<Vec<PrintedSlips>, HouseError> {
        let mut piles = self.store.printed_slips()?;
        piles.retain(|pile| pile.cell.office == office && pile.cell.form.id == form);
        piles.reverse();
        Ok(piles)
    }

    /// Notes how many slips of a pile people drew: so many more count as invited.
    pub fn hand_out_slips(
        &self,
        actor: &str,
        pile: &PrintedSlips,
        handed_out: u64,
    ) -> Result<(), HouseError> {
        let (cell, month) = (&pile.cell, pile.month);
        let detail = json!({
            "form": cell.form.id, "month": month.to_string(),
            "handed_out": handed_out, "slips": pile.made,
        });
        let entry = self.entry(actor, Action::SlipsHandedOut, &cell.office, detail);
        if self
            .store
            .record_handed_out(cell, month, handed_out, &entry)?
        {
            return Ok(());
        }
        Err(HouseError::Field {
            field: "handed_out",
            reason: format!(
                "{} slips were printed in {month}: no more can have been handed out",
                pile.made
            ),
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
