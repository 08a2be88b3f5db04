//! How many were invited and how many of them answered, by place and period: the denominator of a response rate.
//!
//! Invited is whoever was sent a link that was not taken back, and whoever drew a slip as far as the office counted the
//! slips it handed out ([`Store::record_handed_out`]). Paper that was printed and not drawn is no invitation.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel::upsert::excluded;
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl, Table};

use super::access::Store;
use super::database::Database;
use super::error::StoreError;
use super::registry::version;
use super::schema::response;
use crate::ballot::{FormRef, PlacePath};
use crate::period::Period;

/// Invitations and counted answers to them. To be shown through the disclosure gate only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Responded {
    /// Links of these periods that were not taken back, and slips that were counted as handed out.
    pub issued: u64,
    /// Invited sheets that openings counted in these periods.
    pub answered: u64,
}

/// What is to be added in one transaction.
#[derive(Debug, Default)]
pub(super) struct Responses(BTreeMap<(FormRef, Period, PlacePath), (i64, i64)>);

impl Responses {
    /// Adds invitations of a month; negative ones were taken back.
    pub(super) fn issue(&mut self, form: &FormRef, month: Period, place: &PlacePath, count: i64) {
        if count != 0 {
            self.0
                .entry((form.clone(), month, place.clone()))
                .or_default()
                .0 += count;
        }
    }

    /// Adds invited sheets as an opening told them, which may be of a wider place and period than their own.
    pub(super) fn answer(&mut self, form: &FormRef, period: Period, place: &PlacePath, count: i64) {
        self.0
            .entry((form.clone(), period, place.clone()))
            .or_default()
            .1 += count;
    }

    /// Raises what is stored, in the order of the key, so that two transactions never wait for each other in a circle.
    pub(super) fn raise(&self, conn: &mut Database) -> Result<(), StoreError> {
        for ((form, period, place), (issued, answered)) in &self.0 {
            let row = (
                response::form.eq(&form.id),
                response::version.eq(version(form)),
                response::period.eq(period.to_string()),
                response::province.eq(place.province_column()),
                response::commune.eq(place.commune_column()),
                response::issued.eq(issued),
                response::answered.eq(answered),
            );
            on_both!(conn, c => diesel::insert_into(response::table)
                .values(row)
                .on_conflict(response::table.primary_key())
                .do_update()
                .set((
                    response::issued.eq(response::issued + excluded(response::issued)),
                    response::answered.eq(response::answered + excluded(response::answered)),
                ))
                .execute(c))?;
        }
        Ok(())
    }
}

impl Store {
    /// Invitations and answers of a place and everything below it, over these periods; `None` where nobody was invited.
    pub fn responded(
        &self,
        form: &FormRef,
        periods: &[Period],
        place: &PlacePath,
    ) -> Result<Option<Responded>, StoreError> {
        let periods: Vec<String> = periods.iter().map(ToString::to_string).collect();
        let sums = response::table
            .filter(response::form.eq(&form.id))
            .filter(response::version.eq(version(form)))
            .filter(response::period.eq_any(periods))
            .select((
                sql::<BigInt>("cast(coalesce(sum(issued), 0) as bigint)"),
                sql::<BigInt>("cast(coalesce(sum(answered), 0) as bigint)"),
            ));
        let mut connection = self.connection()?;
        let (issued, answered): (i64, i64) = match (place.province_column(), place.commune_column())
        {
            ("", _) => sums.get_result(&mut *connection)?,
            (province, "") => sums
                .filter(response::province.eq(province))
                .get_result(&mut *connection)?,
            (province, commune) => sums
                .filter(response::province.eq(province))
                .filter(response::commune.eq(commune))
                .get_result(&mut *connection)?,
        };
        let known = Responded {
            issued: issued.max(0).unsigned_abs(),
            answered: answered.max(0).unsigned_abs(),
        };
        Ok((known.issued > 0).then_some(known))
    }
}
