//! One batch of arrivals in one transaction: the invitation flips and the sealed sheet drops, or neither.

use std::collections::{HashMap, HashSet};

use diesel::{ExpressionMethods, Insertable, QueryDsl, RunQueryDsl};
use rand::RngExt;

use super::super::access::Store;
use super::super::database::{Access, Database};
use super::super::error::StoreError;
use super::super::invitations::{OPEN, USED, epoch};
use super::super::registry::find_cell;
use super::super::schema::{ballot_box, invite, spent};
use super::queue::WriterOptions;
use crate::ballot::{
    CellId, FilledSheet, FormRef, MAX_COMMENT_BYTES, Sealer, SubmissionHash, TokenHash,
};
use crate::clock::days_after;
use crate::period::Period;

/// What lets a sheet in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pass {
    /// A one-time link.
    Invitation(TokenHash),
    /// A collection point: the cell of its office ([`Store::register_cell`]), and the submission id drawn by the page.
    WalkIn {
        /// Where the sheet belongs.
        cell: CellId,
        /// The same id again is the same sheet.
        submission: SubmissionHash,
    },
}

/// A sheet that was sent. Its procedure group is taken from the invitation, if there is one.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The form version that was filled in.
    pub form: FormRef,
    /// What lets it in.
    pub pass: Pass,
    /// Answers and comment; fits the form.
    pub sheet: FilledSheet,
}

/// What became of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// On disk, and will be counted.
    Recorded,
    /// This link or submission id was recorded before: the same thanks, counted once.
    AlreadyRecorded,
    /// No such link, or no such collection point.
    UnknownToken,
    /// The link is too old, or was taken back.
    Expired,
    /// The link is for another form or version; it can still be used.
    WrongForm,
    /// The comment is longer than a sheet holds.
    TooLong,
    /// The database is away or full. Send the same again.
    Unavailable,
}

impl Arrival {
    pub(super) fn fits(&self) -> bool {
        let comment = self.sheet.comment.as_deref().unwrap_or("");
        comment.len() <= MAX_COMMENT_BYTES && self.sheet.to_bytes().is_ok()
    }

    fn hash(&self) -> &[u8; 32] {
        match &self.pass {
            Pass::Invitation(token) => &token.0,
            Pass::WalkIn { submission, .. } => &submission.0,
        }
    }
}

/// The writer's connection, its sealing key and the cells it has met.
pub(super) struct Desk {
    store: Store,
    options: WriterOptions,
    connection: Option<Database>,
    sealer: Option<Sealer>,
    cells: HashMap<CellId, FormRef>,
}

#[derive(Insertable)]
#[diesel(table_name = ballot_box, treat_none_as_default_value = false)]
struct Envelope {
    key_id: i32,
    cell: i64,
    id: Vec<u8>,
    ct: Vec<u8>,
}

#[derive(Insertable)]
#[diesel(table_name = spent, treat_none_as_default_value = false)]
struct Spent<'a> {
    h: &'a [u8],
    epoch: i32,
}

impl Desk {
    pub(super) fn new(store: Store, options: WriterOptions) -> Self {
        Self {
            store,
            options,
            connection: None,
            sealer: None,
            cells: HashMap::new(),
        }
    }

    /// Connects, and agrees a secret with the box of this month.
    pub(super) fn prepare(&mut self) -> Result<(), StoreError> {
        let month = Period::month_of(self.options.clock.today());
        if self
            .sealer
            .as_ref()
            .is_none_or(|sealer| sealer.month() != month)
        {
            let unusable = |fault: &dyn std::fmt::Display| StoreError::Key(fault.to_string());
            let public = self
                .options
                .keyring
                .box_public(month)
                .map_err(|fault| unusable(&fault))?;
            let sealer = Sealer::new(month, &public, &mut rand::rng());
            self.sealer = Some(sealer.map_err(|fault| unusable(&fault))?);
        }
        if self.connection.is_none() {
            let mut connection = self.store.connect()?;
            connection.checkpoint_every(4_000)?;
            self.connection = Some(connection);
        }
        Ok(())
    }

    /// Records a batch; one outcome each, in the same order.
    pub(super) fn record(&mut self, arrivals: &[Arrival]) -> Vec<Outcome> {
        let mut outcomes = self.try_record(arrivals);
        // A server that was restarted closed our connection, and two processes can lock each other out: both mend by
        // trying again. If the first attempt was committed after all, the second finds its sheets recorded.
        if let Err(StoreError::Away(_) | StoreError::Locked) = outcomes {
            self.connection = None;
            outcomes = self.try_record(arrivals);
        }
        outcomes.unwrap_or_else(|error| {
            self.connection = None;
            tracing::error!(sheets = arrivals.len(), "sheets were turned away: {error}");
            vec![Outcome::Unavailable; arrivals.len()]
        })
    }

    fn try_record(&mut self, arrivals: &[Arrival]) -> Result<Vec<Outcome>, StoreError> {
        self.prepare()?;
        let (Some(connection), Some(sealer)) = (&mut self.connection, &self.sealer) else {
            return Ok(vec![Outcome::Unavailable; arrivals.len()]);
        };
        let today = self.options.clock.today();
        let oldest = oldest_month(today, self.options.valid_days);
        let cells = &mut self.cells;
        connection.within(Access::Write, |conn| {
            let mut batch = Batch {
                conn,
                sealer,
                oldest,
                cells,
                places: HashMap::new(),
            };
            batch.record(arrivals)
        })
    }
}

/// The first month whose links still work.
fn oldest_month(today: chrono::NaiveDate, valid_days: u32) -> Period {
    let mut month = Period::month_of(today);
    while days_after(month.previous().last_day(), valid_days) >= today {
        month = month.previous();
    }
    month
}

struct Batch<'a> {
    conn: &'a mut Database,
    sealer: &'a Sealer,
    oldest: Period,
    cells: &'a mut HashMap<CellId, FormRef>,
    /// Cell and procedure group of every sheet that is let in.
    places: HashMap<[u8; 32], (CellId, String)>,
}

impl Batch<'_> {
    fn record(&mut self, arrivals: &[Arrival]) -> Result<Vec<Outcome>, StoreError> {
        let mut outcomes: HashMap<&[u8; 32], Outcome> = HashMap::new();
        let mut first = HashMap::new();
        for arrival in arrivals {
            first.entry(arrival.hash()).or_insert(arrival);
        }
        // Sorted by hash: pages are met in order, and the order of arrival is gone.
        let mut firsts: Vec<&Arrival> = first.values().copied().collect();
        firsts.sort_unstable_by_key(|arrival| arrival.hash());
        let (invited, walked): (Vec<_>, Vec<_>) = firsts
            .into_iter()
            .partition(|arrival| matches!(arrival.pass, Pass::Invitation(_)));
        self.admit_invited(&invited, &mut outcomes)?;
        self.admit_walked(&walked, &mut outcomes)?;
        let admitted = invited.into_iter().chain(walked);
        let admitted: Vec<_> = admitted
            .filter(|a| outcomes.get(a.hash()) == Some(&Outcome::Recorded))
            .collect();
        self.drop_into_box(&admitted)?;

        let mut met = HashSet::new();
        let outcome = |arrival: &Arrival| {
            let outcome = outcomes
                .get(arrival.hash())
                .copied()
                .unwrap_or(Outcome::UnknownToken);
            match outcome {
                Outcome::Recorded if !met.insert(*arrival.hash()) => Outcome::AlreadyRecorded,
                other => other,
            }
        };
        Ok(arrivals.iter().map(outcome).collect())
    }

    fn admit_invited<'a>(
        &mut self,
        arrivals: &[&'a Arrival],
        outcomes: &mut HashMap<&'a [u8; 32], Outcome>,
    ) -> Result<(), StoreError> {
        if arrivals.is_empty() {
            return Ok(());
        }
        let hashes: Vec<&[u8]> = arrivals
            .iter()
            .map(|arrival| arrival.hash().as_slice())
            .collect();
        let open = invite::table
            .filter(invite::h.eq_any(&hashes))
            .filter(invite::state.eq(OPEN))
            .filter(invite::epoch.ge(epoch(self.oldest)));
        let flipped: Vec<(Vec<u8>, i64, String)> = on_both!(self.conn, c => diesel::update(open)
            .set(invite::state.eq(USED))
            .returning((invite::h, invite::cell, invite::grp))
            .load(c))?;
        for (hash, cell, group) in flipped {
            if let Ok(hash) = <[u8; 32]>::try_from(hash) {
                self.places.insert(hash, (CellId(cell), group));
            }
        }
        let mut wrong: Vec<&[u8]> = Vec::new();
        let mut missed: Vec<&'a Arrival> = Vec::new();
        for arrival in arrivals {
            match self.places.get(arrival.hash()).map(|(cell, _)| *cell) {
                Some(cell) if self.form_of(cell)?.as_ref() == Some(&arrival.form) => {
                    outcomes.insert(arrival.hash(), Outcome::Recorded);
                }
                Some(_) => {
                    wrong.push(arrival.hash());
                    outcomes.insert(arrival.hash(), Outcome::WrongForm);
                }
                None => missed.push(arrival),
            }
        }
        if !wrong.is_empty() {
            let still_open = invite::table.filter(invite::h.eq_any(wrong));
            diesel::update(still_open)
                .set(invite::state.eq(OPEN))
                .execute(self.conn)?;
        }
        self.explain(&missed, outcomes)
    }

    /// Why these invitations did not let their sheets in.
    fn explain<'a>(
        &mut self,
        missed: &[&'a Arrival],
        outcomes: &mut HashMap<&'a [u8; 32], Outcome>,
    ) -> Result<(), StoreError> {
        if missed.is_empty() {
            return Ok(());
        }
        let hashes = missed.iter().map(|arrival| arrival.hash().as_slice());
        let states = invite::table
            .filter(invite::h.eq_any(hashes.collect::<Vec<_>>()))
            .select((invite::h, invite::state));
        let states: HashMap<Vec<u8>, i16> = states.load(self.conn)?.into_iter().collect();
        for arrival in missed {
            let outcome = match states.get(arrival.hash().as_slice()) {
                None => Outcome::UnknownToken,
                Some(&USED) => Outcome::AlreadyRecorded,
                Some(_) => Outcome::Expired,
            };
            outcomes.insert(arrival.hash(), outcome);
        }
        Ok(())
    }

    fn admit_walked<'a>(
        &mut self,
        arrivals: &[&'a Arrival],
        outcomes: &mut HashMap<&'a [u8; 32], Outcome>,
    ) -> Result<(), StoreError> {
        let mut welcome = Vec::new();
        for arrival in arrivals {
            let Pass::WalkIn { cell, .. } = arrival.pass else {
                continue;
            };
            let outcome = match self.form_of(cell)? {
                None => Outcome::UnknownToken,
                Some(form) if form != arrival.form => Outcome::WrongForm,
                Some(_) => {
                    self.places.insert(*arrival.hash(), (cell, String::new()));
                    welcome.push(Spent {
                        h: arrival.hash(),
                        epoch: epoch(self.sealer.month()),
                    });
                    Outcome::AlreadyRecorded
                }
            };
            outcomes.insert(arrival.hash(), outcome);
        }
        if welcome.is_empty() {
            return Ok(());
        }
        let new: Vec<Vec<u8>> = on_both!(self.conn, c => diesel::insert_into(spent::table)
            .values(&welcome)
            .on_conflict(spent::h)
            .do_nothing()
            .returning(spent::h)
            .load(c))?;
        let new: HashSet<Vec<u8>> = new.into_iter().collect();
        for arrival in arrivals {
            if new.contains(arrival.hash().as_slice()) {
                outcomes.insert(arrival.hash(), Outcome::Recorded);
            }
        }
        Ok(())
    }

    fn drop_into_box(&mut self, arrivals: &[&Arrival]) -> Result<(), StoreError> {
        let mut rng = rand::rng();
        let mut envelopes = Vec::with_capacity(arrivals.len());
        for arrival in arrivals {
            let Some((cell, group)) = self.places.remove(arrival.hash()) else {
                continue;
            };
            let mut sheet = arrival.sheet.clone();
            if matches!(arrival.pass, Pass::Invitation(_)) {
                sheet.group = Some(group).filter(|group| !group.is_empty());
            }
            let sealed = self.sealer.seal(&arrival.form, cell, &sheet, &mut rng);
            envelopes.push(Envelope {
                key_id: epoch(self.sealer.month()),
                cell: cell.0,
                id: rng.random::<[u8; 16]>().to_vec(),
                ct: sealed.map_err(|fault| StoreError::Key(fault.to_string()))?,
            });
        }
        envelopes.sort_unstable_by(|a, b| (a.cell, &a.id).cmp(&(b.cell, &b.id)));
        if !envelopes.is_empty() {
            on_both!(self.conn, c => diesel::insert_into(ballot_box::table).values(&envelopes).execute(c))?;
        }
        Ok(())
    }

    fn form_of(&mut self, cell: CellId) -> Result<Option<FormRef>, StoreError> {
        if let Some(form) = self.cells.get(&cell) {
            return Ok(Some(form.clone()));
        }
        let found = find_cell(self.conn, cell)?;
        if let Some(found) = &found {
            self.cells.insert(cell, found.form.clone());
        }
        Ok(found.map(|cell| cell.form))
    }
}
