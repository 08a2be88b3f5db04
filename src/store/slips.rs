//! Slips from the pile: they let in like a link once they are printed, and are invitations once people drew them.
//!
//! Paper on a counter invites nobody. The denominator of a response rate grows by the slips of a pile that were handed
//! out, as the office counts them when it likes; nothing is counted when a slip is used, because a number that moves then
//! would tell those at the counter that the person before them has answered.

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::access::Store;
use super::audit::NewEntry;
use super::error::StoreError;
use super::invitations::{OPEN, cells, epoch, month_of};
use super::registry::record_cell;
use super::responses::Responses;
use super::schema::{invite, slip_pile};
use crate::ballot::{Cell, CellId, TokenHash};
use crate::period::Period;

/// How many slips were printed for a cell in a month, and handed out. How many of them came back is not known: a used slip
/// and a used link of the cell are the same row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedSlips {
    /// Office, place, form; the channel of slips.
    pub cell: Cell,
    /// The month they were printed in.
    pub month: Period,
    /// Slips.
    pub made: u64,
    /// Slips that people drew, as the office counted them; `None` until somebody did.
    pub handed_out: Option<u64>,
}

impl Store {
    /// Records freshly drawn slips and the line of the log that tells of them, all or none. They are written in the order
    /// of their hashes, which is not the order of the pile.
    pub fn record_slips(
        &self,
        new: &Cell,
        month: Period,
        slips: &[TokenHash],
        entry: &NewEntry<'_>,
    ) -> Result<(), StoreError> {
        let mut slips = slips.to_vec();
        slips.sort_unstable();
        self.recording(entry, |conn| {
            let cell = record_cell(conn, new)?.0;
            for slip in &slips {
                let row = (
                    invite::h.eq(slip.0.as_slice()),
                    invite::cell.eq(cell),
                    invite::grp.eq(""),
                    invite::epoch.eq(epoch(month)),
                    invite::state.eq(OPEN),
                );
                on_both!(conn, c => diesel::insert_into(invite::table).values(row).execute(c))?;
            }
            let made = slips.len() as i64;
            let row = (
                slip_pile::cell.eq(cell),
                slip_pile::epoch.eq(epoch(month)),
                slip_pile::made.eq(made),
            );
            on_both!(conn, c => diesel::insert_into(slip_pile::table)
                .values(row)
                .on_conflict((slip_pile::cell, slip_pile::epoch))
                .do_update()
                .set(slip_pile::made.eq(slip_pile::made + made))
                .execute(c))?;
            Ok(true)
        })?;
        Ok(())
    }

    /// Records how many slips of a pile people drew, or corrects it: from now on so many count as invitations of its month.
    /// `false` when there is no such pile, or it has fewer slips.
    pub fn record_handed_out(
        &self,
        of: &Cell,
        month: Period,
        handed_out: u64,
        entry: &NewEntry<'_>,
    ) -> Result<bool, StoreError> {
        let Ok(now) = i64::try_from(handed_out) else {
            return Ok(false);
        };
        self.recording(entry, |conn| {
            let pile = slip_pile::table
                .find((of.id().0, epoch(month)))
                .filter(slip_pile::made.ge(now));
            // A change of nothing holds the row, so that two who count at once do not both start from the same number.
            diesel::update(pile)
                .set(slip_pile::made.eq(slip_pile::made))
                .execute(conn)?;
            let before = pile.select(slip_pile::handed_out);
            let Some(before) = before.first::<Option<i64>>(conn).optional()? else {
                return Ok(false);
            };
            diesel::update(pile)
                .set(slip_pile::handed_out.eq(now))
                .execute(conn)?;
            let mut issued = Responses::default();
            issued.issue(&of.form, month, &of.place, now - before.unwrap_or(0));
            issued.raise(conn)?;
            Ok(true)
        })
    }

    /// The one of these hashes that an invitation has.
    pub fn known_invitation(&self, among: &[TokenHash]) -> Result<Option<TokenHash>, StoreError> {
        let mut connection = self.connection()?;
        let wanted: Vec<&[u8]> = among.iter().map(|hash| hash.0.as_slice()).collect();
        let found = invite::table
            .filter(invite::h.eq_any(wanted))
            .select(invite::h);
        let found: Vec<Vec<u8>> = found.load(&mut *connection)?;
        let mut known = among.iter().copied();
        Ok(known.find(|hash| found.iter().any(|row| row == hash.0.as_slice())))
    }

    /// How many slips were printed and handed out, by cell and month.
    pub fn printed_slips(&self) -> Result<Vec<PrintedSlips>, StoreError> {
        self.read(|conn| {
            let rows = slip_pile::table.order((slip_pile::epoch, slip_pile::cell));
            let rows: Vec<(i64, i32, i64, Option<i64>)> = rows.load(conn)?;
            let cells = cells(conn)?;
            let lines = rows
                .into_iter()
                .filter_map(|(cell, epoch, made, handed_out)| {
                    let cell = cells.get(&CellId(cell))?.clone();
                    Some(month_of(epoch).map(|month| PrintedSlips {
                        cell,
                        month,
                        made: made.unsigned_abs(),
                        handed_out: handed_out.map(i64::unsigned_abs),
                    }))
                });
            lines.collect()
        })
    }
}
