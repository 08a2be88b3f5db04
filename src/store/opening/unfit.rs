//! Sheets that a kiosk sealed and that turn out to fit no form: dropped from the box, and kept in its accounts.

use diesel::{ExpressionMethods, RunQueryDsl};

use super::super::database::Database;
use super::super::error::StoreError;
use super::super::invitations::epoch;
use super::super::registry::version;
use super::super::schema::unfit;
use super::rows;
use crate::ballot::{FormRef, WaitingCell};

/// Removes these sheets of a cell and counts them, in the transaction of the caller.
pub(super) fn drop(
    conn: &mut Database,
    form: &FormRef,
    waiting: &WaitingCell,
    ids: &[[u8; 16]],
) -> Result<(), StoreError> {
    rows::remove(conn, waiting, ids)?;
    let n = ids.len() as i64;
    let row = (
        unfit::form.eq(&form.id),
        unfit::version.eq(version(form)),
        unfit::key_id.eq(epoch(waiting.month)),
        unfit::n.eq(n),
    );
    on_both!(conn, c => diesel::insert_into(unfit::table)
        .values(row)
        .on_conflict((unfit::form, unfit::version, unfit::key_id))
        .do_update()
        .set(unfit::n.eq(unfit::n + n))
        .execute(c))?;
    Ok(())
}
