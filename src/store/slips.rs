//! Slips from the pile: invitations like all others once they are printed, and how many were.

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::access::Store;
use super::error::StoreError;
use super::invitations::{OPEN, cells, epoch, month_of};
use super::registry::record_cell;
use super::schema::{invite, slip_pile};
use crate::ballot::{Cell, CellId, TokenHash};
use crate::period::Period;

/// How many slips were printed for a cell in a month. How many of them came back is not known: a used slip and a used link
/// of the cell are the same row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedSlips {
    /// Office, place, form; the channel of slips.
    pub cell: Cell,
    /// The month they were printed in.
    pub month: Period,
    /// Slips.
    pub made: u64,
}

impl Store {
    /// Records freshly drawn slips, all or none. They are written in the order of their hashes, which is not the order
    /// of the pile.
    pub fn record_slips(
        &self,
        new: &Cell,
        month: Period,
        slips: &[TokenHash],
    ) -> Result<(), StoreError> {
        let mut slips = slips.to_vec();
        slips.sort_unstable();
        self.write(|conn| {
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
            Ok(())
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

    /// How many slips were printed, by cell and month.
    pub fn printed_slips(&self) -> Result<Vec<PrintedSlips>, StoreError> {
        self.read(|conn| {
            let rows = slip_pile::table.order((slip_pile::epoch, slip_pile::cell));
            let rows: Vec<(i64, i32, i64)> = rows.load(conn)?;
            let cells = cells(conn)?;
            let lines = rows.into_iter().filter_map(|(cell, epoch, made)| {
                let cell = cells.get(&CellId(cell))?.clone();
                Some(month_of(epoch).map(|month| PrintedSlips {
                    cell,
                    month,
                    made: made.unsigned_abs(),
                }))
            });
            lines.collect()
        })
    }
}
