//! Requests to be contacted: apart from every sheet, sealed, and soon deleted (đề nghị được liên hệ lại).

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};
use rand::RngExt as _;

use super::access::Store;
use super::error::StoreError;
use super::schema::contact;
use crate::ballot::{
    BoxPublic, BoxSecret, CellId, ContactRequest, FilledSheet, FormRef, Opener, SealFault, Sealer,
};
use crate::period::Period;

/// What a request is bound to besides its week: it is no sheet of any form.
const FORM: &str = "contact";
const NO_CELL: CellId = CellId(0);

/// A sealed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedContact {
    /// Key of the province that the citizen chose; `vn` for none.
    pub place: String,
    /// The week it came in, yyyyww.
    pub week: i32,
    ct: Vec<u8>,
}

/// The ISO week of a day as yyyyww, e.g. 202647: the nearest moment that is kept.
pub fn week_of(day: NaiveDate) -> i32 {
    let week = day.iso_week();
    week.year() * 100 + week.week() as i32
}

impl SealedContact {
    /// A request that was carried elsewhere in [`SealedContact::sealed`] form.
    pub fn carried(place: String, week: i32, sealed: Vec<u8>) -> Self {
        Self {
            place,
            week,
            ct: sealed,
        }
    }

    /// The envelope, to be carried to whoever has the key.
    pub fn sealed(&self) -> &[u8] {
        &self.ct
    }

    /// The request, opened with the key of comments.
    pub fn open(&self, secret: &BoxSecret) -> Result<ContactRequest, SealFault> {
        let mut opener = Opener::new(bound_to(self.week), secret)?;
        let sheet = opener.open(&FormRef::new(FORM, 1), NO_CELL, &self.ct)?;
        Ok(ContactRequest::from_text(
            &sheet.comment.unwrap_or_default(),
        ))
    }
}

/// The year stands for the week: an envelope is bound to a month or a year.
fn bound_to(week: i32) -> Period {
    Period::year(u16::try_from(week / 100).unwrap_or_default())
}

impl Store {
    /// Records a request of today, sealed to the key of comments.
    pub fn record_contact(
        &self,
        place: &str,
        today: NaiveDate,
        request: &ContactRequest,
        key: &BoxPublic,
    ) -> Result<(), StoreError> {
        let unusable = |fault: SealFault| StoreError::Key(fault.to_string());
        let (mut rng, week) = (rand::rng(), week_of(today));
        let sheet = FilledSheet {
            comment: Some(request.to_text()),
            ..FilledSheet::default()
        };
        let sealer = Sealer::new(bound_to(week), key, &mut rng).map_err(unusable)?;
        let ct = sealer.seal(&FormRef::new(FORM, 1), NO_CELL, &sheet, &mut rng);
        let row = (
            contact::id.eq(rng.random::<[u8; 16]>().to_vec()),
            contact::place.eq(place.to_owned()),
            contact::week.eq(week),
            contact::ct.eq(ct.map_err(unusable)?),
        );
        self.write(|conn| {
            on_both!(conn, c => diesel::insert_into(contact::table).values(row).execute(c))?;
            Ok(())
        })
    }

    /// All requests, by week and place.
    pub fn contacts(&self) -> Result<Vec<SealedContact>, StoreError> {
        let mut connection = self.connection()?;
        let rows = contact::table
            .order((contact::week, contact::place, contact::id))
            .select((contact::place, contact::week, contact::ct));
        let rows: Vec<(String, i32, Vec<u8>)> = rows.load(&mut *connection)?;
        let read = |(place, week, ct)| SealedContact { place, week, ct };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Deletes the requests of weeks that began more than `keep_days` ago, so that none is kept longer; returns how many
    /// went.
    pub fn forget_contacts(&self, today: NaiveDate, keep_days: u32) -> Result<usize, StoreError> {
        let oldest = today.checked_sub_signed(TimeDelta::days(i64::from(keep_days) - 6));
        let oldest = week_of(oldest.unwrap_or(today));
        self.write(|conn| {
            Ok(diesel::delete(contact::table.filter(contact::week.lt(oldest))).execute(conn)?)
        })
    }
}
