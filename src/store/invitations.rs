//! Invitations: only a hash, a cell and whether it was used (lời mời).

use std::collections::BTreeMap;

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::access::Store;
use super::database::Database;
use super::error::StoreError;
use super::registry::{CellRow, form_ref, read_cell, record_cell};
use super::responses::Responses;
use super::schema::{cell, invite, past_use, spent};
use crate::ballot::{Cell, CellId, MAX_GROUP_BYTES, SubmissionHash, Token, TokenHash};
use crate::period::Period;

/// Whether an invitation can still be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
    /// Not answered yet.
    Open,
    /// Answered.
    Used,
    /// Taken back by the office that sent it.
    Revoked,
}

/// An invitation to be made.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// The one-time token; only its hash is stored.
    pub token: Token,
    /// Where its sheet will belong.
    pub cell: Cell,
    /// Procedure group (nhóm thủ tục), if known.
    pub group: Option<String>,
}

/// How many were invited and have answered. To be shown through the disclosure gate only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Office, place, form, channel.
    pub cell: Cell,
    /// The month of the transactions.
    pub month: Period,
    /// Invitations made.
    pub invited: u64,
    /// Invitations used.
    pub used: u64,
}

impl Store {
    /// Makes an invitation. The same token again changes nothing; returns whether it is new.
    pub fn record_invitation(&self, new: &NewInvitation) -> Result<bool, StoreError> {
        Ok(self.record_invitations(std::slice::from_ref(new))? == 1)
    }

    /// Makes many invitations, all or none; returns how many are new.
    pub fn record_invitations(&self, new: &[NewInvitation]) -> Result<usize, StoreError> {
        self.write(|conn| {
            let mut cells = BTreeMap::new();
            let mut issued = Responses::default();
            let mut made = 0;
            for invitation in new {
                if !cells.contains_key(&invitation.cell) {
                    cells.insert(&invitation.cell, record_cell(conn, &invitation.cell)?);
                }
                let is_new = record(conn, invitation)?;
                let cell = &invitation.cell;
                issued.issue(
                    &cell.form,
                    invitation.token.month(),
                    &cell.place,
                    is_new as i64,
                );
                made += is_new;
            }
            issued.raise(conn)?;
            Ok(made)
        })
    }

    /// Takes an unused invitation back; returns whether there was one.
    pub fn revoke_invitation(&self, token: TokenHash) -> Result<bool, StoreError> {
        self.write(|conn| {
            let open = invite::table
                .find(token.0.as_slice())
                .filter(invite::state.eq(OPEN));
            let known = open.select((invite::cell, invite::epoch));
            let Some((id, epoch)) = known.first::<(i64, i32)>(conn).optional()? else {
                return Ok(false);
            };
            let changed = diesel::update(open)
                .set(invite::state.eq(REVOKED))
                .execute(conn)?;
            if let Some(cell) = cells(conn)?.get(&CellId(id)) {
                let mut taken = Responses::default();
                taken.issue(&cell.form, month_of(epoch)?, &cell.place, -(changed as i64));
                taken.raise(conn)?;
            }
            Ok(changed == 1)
        })
    }

    /// Invitations made and used, by cell and month.
    pub fn invited(&self) -> Result<Vec<Invited>, StoreError> {
        self.read(|conn| {
            let counts = invite::table
                .group_by((invite::cell, invite::epoch, invite::state))
                .select((
                    invite::cell,
                    invite::epoch,
                    invite::state,
                    diesel::dsl::count_star(),
                ));
            let mut sums: BTreeMap<(i64, i32), (u64, u64)> = BTreeMap::new();
            for (cell, epoch, state, n) in counts.load::<(i64, i32, i16, i64)>(conn)? {
                let sum = sums.entry((cell, epoch)).or_default();
                sum.0 += n.unsigned_abs();
                sum.1 += if state == USED { n.unsigned_abs() } else { 0 };
            }
            let cells = cells(conn)?;
            let lines = sums
                .into_iter()
                .filter_map(|((cell, epoch), (invited, used))| {
                    let cell = cells.get(&CellId(cell))?.clone();
                    Some(month_of(epoch).map(|month| Invited {
                        cell,
                        month,
                        invited,
                        used,
                    }))
                });
            lines.collect()
        })
    }

    /// Whether the walk-in sheet of this submission is in the box, or was counted.
    pub fn was_recorded(&self, submission: SubmissionHash) -> Result<bool, StoreError> {
        let mut connection = self.connection()?;
        let known = spent::table.find(submission.0.as_slice()).count();
        let known: i64 = known.get_result(&mut *connection)?;
        Ok(known > 0)
    }

    /// Deletes the invitations and submission ids of months before `month`, keeping only how many there were.
    /// Returns how many rows went. To be called once their keys are destroyed.
    pub fn forget_invitations(&self, month: Period) -> Result<usize, StoreError> {
        let before = epoch(month);
        self.write(|conn| {
            let mut past: BTreeMap<(String, i32, i32), [i64; 3]> = BTreeMap::new();
            let cells = cells(conn)?;
            let counts = invite::table
                .filter(invite::epoch.lt(before))
                .group_by((invite::cell, invite::epoch, invite::state))
                .select((
                    invite::cell,
                    invite::epoch,
                    invite::state,
                    diesel::dsl::count_star(),
                ));
            for (id, epoch, state, n) in counts.load::<(i64, i32, i16, i64)>(conn)? {
                let form = cells.get(&CellId(id)).map(|cell| cell.form.clone());
                let form = form.unwrap_or_else(|| form_ref(String::new(), 0));
                let sum = past
                    .entry((form.id, form.version.cast_signed(), epoch))
                    .or_default();
                sum[0] += n;
                sum[1] += if state == USED { n } else { 0 };
            }
            let walked = spent::table
                .filter(spent::epoch.lt(before))
                .group_by(spent::epoch)
                .select((spent::epoch, diesel::dsl::count_star()));
            for (epoch, n) in walked.load::<(i32, i64)>(conn)? {
                past.entry((String::new(), 0, epoch)).or_default()[2] += n;
            }
            for ((form, version, epoch), sums) in past {
                add_past(conn, &form, version, epoch, sums)?;
            }
            let gone =
                diesel::delete(invite::table.filter(invite::epoch.lt(before))).execute(conn)?;
            Ok(
                gone + diesel::delete(spent::table.filter(spent::epoch.lt(before)))
                    .execute(conn)?,
            )
        })
    }
}

pub(super) const OPEN: i16 = 0;
pub(super) const USED: i16 = 1;
pub(super) const REVOKED: i16 = 2;

/// yyyymm, as the columns `epoch` and `key_id` have it.
pub(super) fn epoch(month: Period) -> i32 {
    i32::from(month.calendar_year()) * 100 + i32::from(month.month_number().unwrap_or(1))
}

pub(super) fn month_of(epoch: i32) -> Result<Period, StoreError> {
    let month = Period::month((epoch / 100) as u16, (epoch % 100) as u8);
    month.ok_or_else(|| StoreError::Unreadable(format!("month {epoch}")))
}

pub(super) fn cells(conn: &mut Database) -> Result<BTreeMap<CellId, Cell>, StoreError> {
    let rows: Vec<CellRow> = cell::table.load(conn)?;
    rows.into_iter().map(read_cell).collect()
}

pub(super) fn state_of(state: i16) -> InvitationState {
    match state {
        OPEN => InvitationState::Open,
        USED => InvitationState::Used,
        _ => InvitationState::Revoked,
    }
}

fn record(conn: &mut Database, new: &NewInvitation) -> diesel::QueryResult<usize> {
    let hash = new.token.hash();
    let row = (
        invite::h.eq(hash.0.as_slice()),
        invite::cell.eq(new.cell.id().0),
        invite::grp.eq(short(new.group.as_deref().unwrap_or(""))),
        invite::epoch.eq(epoch(new.token.month())),
        invite::state.eq(OPEN),
    );
    on_both!(conn, c => diesel::insert_into(invite::table)
        .values(row)
        .on_conflict(invite::h)
        .do_nothing()
        .execute(c))
}

/// A group code must fit the envelope its sheet will travel in.
fn short(group: &str) -> &str {
    let fits = (0..=group.len().min(MAX_GROUP_BYTES)).rev();
    &group[..fits
        .into_iter()
        .find(|&end| group.is_char_boundary(end))
        .unwrap_or(0)]
}

fn add_past(
    conn: &mut Database,
    form: &str,
    version: i32,
    epoch: i32,
    [invited, used, walk_in]: [i64; 3],
) -> diesel::QueryResult<usize> {
    let row = (
        past_use::form.eq(form),
        past_use::version.eq(version),
        past_use::epoch.eq(epoch),
        past_use::invited.eq(invited),
        past_use::used.eq(used),
        past_use::walk_in.eq(walk_in),
    );
    on_both!(conn, c => diesel::insert_into(past_use::table)
        .values(row)
        .on_conflict((past_use::form, past_use::version, past_use::epoch))
        .do_update()
        .set((
            past_use::invited.eq(past_use::invited + invited),
            past_use::used.eq(past_use::used + used),
            past_use::walk_in.eq(past_use::walk_in + walk_in),
        ))
        .execute(c))
}
