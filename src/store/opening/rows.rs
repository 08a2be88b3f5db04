//! The rows of the ballot box: which wait, what they hold, and their removal.

use std::collections::BTreeMap;

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::super::database::Database;
use super::super::error::StoreError;
use super::super::invitations::{cells, epoch, month_of};
use super::super::schema::ballot_box;
use crate::ballot::{CellId, FormRef, WaitingCell};

/// What waits, by form version, cell and month.
pub(super) fn waiting(
    conn: &mut Database,
) -> Result<BTreeMap<FormRef, Vec<WaitingCell>>, StoreError> {
    let cells = cells(conn)?;
    let rows = ballot_box::table.select((ballot_box::key_id, ballot_box::cell, ballot_box::id));
    let mut piles: BTreeMap<(i32, i64), Vec<[u8; 16]>> = BTreeMap::new();
    for (month, cell, id) in rows.load::<(i32, i64, Vec<u8>)>(conn)? {
        let id = id
            .try_into()
            .map_err(|_| StoreError::Unreadable("a ballot id".to_owned()))?;
        piles.entry((month, cell)).or_default().push(id);
    }
    let mut forms: BTreeMap<FormRef, Vec<WaitingCell>> = BTreeMap::new();
    for ((month, id), sheets) in piles {
        let id = CellId(id);
        let cell = cells.get(&id).cloned();
        let cell =
            cell.ok_or_else(|| StoreError::Unreadable("a ballot without its cell".to_owned()))?;
        let waiting = forms.entry(cell.form.clone()).or_default();
        waiting.push(WaitingCell {
            cell,
            id,
            month: month_of(month)?,
            sheets,
        });
    }
    Ok(forms)
}

/// Ids of one statement.
const IDS: usize = 500;

type Row = ([u8; 16], Vec<u8>);

/// What these sheets hold, sealed.
pub(super) fn envelopes(
    conn: &mut Database,
    waiting: &WaitingCell,
    ids: &[[u8; 16]],
) -> Result<Vec<Row>, StoreError> {
    let mut rows = Vec::with_capacity(ids.len());
    for ids in ids.chunks(IDS) {
        let found = ballot_box::table
            .filter(ballot_box::key_id.eq(epoch(waiting.month)))
            .filter(ballot_box::cell.eq(waiting.id.0))
            .filter(ballot_box::id.eq_any(ids.iter().map(<[u8; 16]>::as_slice).collect::<Vec<_>>()))
            .select((ballot_box::id, ballot_box::ct));
        for (id, ct) in found.load::<(Vec<u8>, Vec<u8>)>(conn)? {
            let id = id
                .try_into()
                .map_err(|_| StoreError::Unreadable("a ballot id".to_owned()))?;
            rows.push((id, ct));
        }
    }
    Ok(rows)
}

/// Removes these sheets; fails if one is gone already.
pub(super) fn remove(
    conn: &mut Database,
    waiting: &WaitingCell,
    ids: &[[u8; 16]],
) -> Result<(), StoreError> {
    for ids in ids.chunks(IDS) {
        let rows = ballot_box::table
            .filter(ballot_box::key_id.eq(epoch(waiting.month)))
            .filter(ballot_box::cell.eq(waiting.id.0))
            .filter(
                ballot_box::id.eq_any(ids.iter().map(<[u8; 16]>::as_slice).collect::<Vec<_>>()),
            );
        if diesel::delete(rows).execute(conn)? != ids.len() {
            return Err(StoreError::Overtaken);
        }
    }
    Ok(())
}
