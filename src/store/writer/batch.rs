//! One batch of arrivals: each invitation flips and its sealed sheet drops, or neither.

use std::collections::{HashMap, HashSet};

use diesel::{ExpressionMethods, Insertable, QueryDsl, RunQueryDsl};
use rand::RngExt;

use super::super::database::Database;
use super::super::error::StoreError;
use super::super::invitations::{OPEN, USED, epoch};
use super::super::keyring::Keyring;
use super::super::registry::find_cell;
use super::super::schema::{ballot_box, invite, spent};
use super::desk::{Content, Outcome, Pass, Slip};
use crate::ballot::{CellId, FormRef, Sealer};
use crate::period::Period;

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

/// One transaction.
pub(super) struct Batch<'a> {
    conn: &'a mut Database,
    sealer: &'a Sealer,
    keyring: &'a Keyring,
    oldest: Period,
    cells: &'a mut HashMap<CellId, FormRef>,
    /// Cell and procedure group of every sheet that is let in.
    places: HashMap<[u8; 32], (CellId, String)>,
}

impl<'d> Batch<'d> {
    pub(super) fn new(
        conn: &'d mut Database,
        sealer: &'d Sealer,
        keyring: &'d Keyring,
        oldest: Period,
        cells: &'d mut HashMap<CellId, FormRef>,
    ) -> Self {
        Self {
            conn,
            sealer,
            keyring,
            oldest,
            cells,
            places: HashMap::new(),
        }
    }

    /// Records the arrivals; one outcome each, in the same order.
    pub(super) fn record(&mut self, arrivals: &[Slip]) -> Result<Vec<Outcome>, StoreError> {
        let mut outcomes: HashMap<&[u8; 32], Outcome> = HashMap::new();
        let mut first = HashMap::new();
        for arrival in arrivals {
            first.entry(arrival.hash()).or_insert(arrival);
        }
        // Sorted by hash: pages are met in order, and the order of arrival is gone.
        let mut firsts: Vec<&Slip> = first.values().copied().collect();
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
        let outcome = |arrival: &Slip| {
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
        arrivals: &[&'a Slip],
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
        let mut missed: Vec<&'a Slip> = Vec::new();
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
        missed: &[&'a Slip],
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
        arrivals: &[&'a Slip],
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

    fn drop_into_box(&mut self, arrivals: &[&Slip]) -> Result<(), StoreError> {
        let mut rng = rand::rng();
        let mut envelopes = Vec::with_capacity(arrivals.len());
        for arrival in arrivals {
            let Some((cell, group)) = self.places.remove(arrival.hash()) else {
                continue;
            };
            let (month, sealed) = match &arrival.content {
                Content::Sheet(sheet) => {
                    let mut sheet = sheet.clone();
                    if matches!(arrival.pass, Pass::Invitation(_)) {
                        sheet.group = Some(group).filter(|group| !group.is_empty());
                    }
                    let sealed = self.sealer.seal(&arrival.form, cell, &sheet, &mut rng);
                    (self.sealer.month(), sealed)
                }
                Content::Envelope(envelope) => {
                    let month = envelope.month();
                    let public = self.keyring.box_public(month);
                    let public = public.map_err(|fault| StoreError::Key(fault.to_string()))?;
                    let stored = envelope.stored(&public, &arrival.form, cell, &group, &mut rng);
                    (month, stored)
                }
            };
            envelopes.push(Envelope {
                key_id: epoch(month),
                cell: cell.0,
                id: rng.random::<[u8; 16]>().to_vec(),
                ct: sealed.map_err(|fault| StoreError::Key(fault.to_string()))?,
            });
        }
        envelopes.sort_unstable_by(|a, b| (a.cell, &a.id).cmp(&(b.cell, &b.id)));
        if !envelopes.is_empty() {
            on_each!(self.conn,
                sqlite c => diesel::insert_into(ballot_box::table).values(&envelopes).execute(c)?,
                postgres c => diesel::ExecuteCopyFromDsl::execute(
                    diesel::copy_from(ballot_box::table).from_insertable(&envelopes), c)?,
            );
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
