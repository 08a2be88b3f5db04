//! The opening of one form version: plan, unseal, compose, write.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use super::super::access::Store;
use super::super::blocks::{self, NewBlock};
use super::super::comments::{self, NewComment};
use super::super::error::StoreError;
use super::super::judge::judge_year;
use super::super::responses::Responses;
use super::super::tallies::{self, Scope, TallyQuery};
use super::report::Opening;
use super::rows;
use super::unfit;
use crate::ballot::{
    Batch, BoxSecret, Channel, FilledSheet, FormRef, KioskEnvelope, KioskSheet, Margin, NATION,
    Opener, SheetRef, TallyBook, Target, WaitingCell, compose, plan_opening,
};
use crate::index::Layout;
use crate::period::{Period, Width};

/// Sheets of one transaction, about.
const PORTION: usize = 20_000;
/// Comments told from their own place and period when at least as many were opened together.
const COMMENTS: usize = 10;

/// The opening of one form version.
pub(super) struct Count<'a> {
    store: &'a Store,
    opening: &'a Opening<'a>,
    form: &'a FormRef,
    waiting: &'a [WaitingCell],
    openers: HashMap<Period, (Opener, BoxSecret)>,
    /// Sheets that do not open, by the position of their cell and the reason.
    pub(super) unopened: BTreeMap<(usize, String), u64>,
    /// Sheets of kiosks that were dropped, by the month of their key.
    pub(super) unfit: BTreeMap<Period, u64>,
}

/// What one transaction writes.
#[derive(Default)]
struct Portion {
    sheets: Vec<SheetRef>,
    blocks: Vec<NewBlock>,
    comments: Vec<NewComment>,
    book: TallyBook,
    answered: Responses,
}

impl<'a> Count<'a> {
    pub(super) fn new(
        store: &'a Store,
        opening: &'a Opening<'a>,
        form: &'a FormRef,
        waiting: &'a [WaitingCell],
    ) -> Self {
        Self {
            store,
            opening,
            form,
            waiting,
            openers: HashMap::new(),
            unopened: BTreeMap::new(),
            unfit: BTreeMap::new(),
        }
    }

    /// Opens what may be opened; returns how many sheets were counted.
    pub(super) fn run(&mut self, layout: &Layout) -> Result<u64, StoreError> {
        self.take_keys();
        let mut ready = self.waiting.to_vec();
        for waiting in &mut ready {
            if !self.openers.contains_key(&waiting.month) {
                waiting.sheets.clear();
            }
        }
        let counted = self.counted_by_year()?;
        let Opening { rules, today, .. } = self.opening;
        let held = |target: &Target| {
            let walk_in = target.channel == Some(Channel::WalkIn);
            counted.get(&(target.period, walk_in)).copied().unwrap_or(0)
        };
        let plan = plan_opening(&ready, rules, *today, &held, &mut rand::rng());
        let mut total = 0;
        let mut portion = Portion::default();
        for batch in &plan.batches {
            let pieces = batch.sheets.len().div_ceil(PORTION);
            for piece in batch.sheets.chunks(batch.sheets.len().div_ceil(pieces)) {
                self.compose(layout, batch, piece, &mut portion)?;
                if portion.sheets.len() >= PORTION {
                    total += self.write(layout, std::mem::take(&mut portion))?;
                }
            }
        }
        Ok(total + self.write(layout, portion)?)
    }

    fn take_keys(&mut self) {
        let months: BTreeSet<Period> = self.waiting.iter().map(|cell| cell.month).collect();
        for month in months {
            let reason = match self.opening.keyring.box_secret(month) {
                Ok(Some(secret)) => match Opener::new(month, &secret) {
                    Ok(opener) => {
                        self.openers.insert(month, (opener, secret));
                        continue;
                    }
                    Err(fault) => fault.to_string(),
                },
                Ok(None) => format!(
                    "the box key of {month} is missing: restore its file from the second site"
                ),
                Err(fault) => fault.to_string(),
            };
            for (cell, waiting) in self
                .waiting
                .iter()
                .enumerate()
                .filter(|(_, cell)| cell.month == month)
            {
                self.unopened
                    .insert((cell, reason.clone()), waiting.sheets.len() as u64);
            }
        }
    }

    /// Reports everything as unopened.
    pub(super) fn refuse_all(&mut self, reason: &str) -> u64 {
        for (cell, waiting) in self.waiting.iter().enumerate() {
            self.unopened
                .insert((cell, reason.to_owned()), waiting.sheets.len() as u64);
        }
        0
    }

    /// Sheets of this form that are counted already, by year: everybody (`false`), and walk-ins (`true`).
    fn counted_by_year(&self) -> Result<HashMap<(Period, bool), u64>, StoreError> {
        let years = self
            .waiting
            .iter()
            .map(|cell| Period::year(cell.month.calendar_year()));
        let years: BTreeSet<Period> = years.collect();
        let years = years.into_iter().collect::<Vec<_>>();
        let mut counted = HashMap::new();
        for (margin, key, walk_in) in [
            (Margin::All, "", false),
            (Margin::Channel, Channel::WalkIn.as_str(), true),
        ] {
            let rows = self.store.tallies(&TallyQuery {
                form: self.form,
                margin,
                periods: &years,
                scope: Scope::Place {
                    parent: "",
                    place: NATION,
                },
            })?;
            let rows = rows.into_iter().filter(|row| row.key == key);
            counted.extend(rows.map(|row| ((row.period, walk_in), row.n)));
        }
        Ok(counted)
    }

    /// Opens one batch and adds it to the portion, if enough of it opens.
    fn compose(
        &mut self,
        layout: &Layout,
        batch: &Batch,
        sheets: &[SheetRef],
        portion: &mut Portion,
    ) -> Result<(), StoreError> {
        let opened = self.unseal(layout, sheets)?;
        if opened.len() < batch.at_least {
            return Ok(());
        }
        let (refs, sheets): (Vec<_>, Vec<_>) = opened.into_iter().unzip();
        let target = &batch.target;
        let k = self.opening.rules.k;
        let mut rng = rand::rng();
        if target.channel != Some(Channel::WalkIn) {
            let count = refs.len() as i64;
            portion
                .answered
                .answer(self.form, target.period, &target.place, count);
        }
        let composed = compose(layout, target, sheets, k, &mut rng, &mut portion.book);
        portion.sheets.extend(refs);
        let blocks = composed.blocks.iter();
        portion.blocks.extend(
            blocks.map(|(group, block)| NewBlock::new(self.form, target, group, block, false)),
        );
        if !composed.comments.is_empty() {
            let unusable = |fault: &dyn fmt::Display| StoreError::Key(fault.to_string());
            let key = self
                .opening
                .keyring
                .comment_public()
                .map_err(|fault| unusable(&fault))?;
            let (mut place, mut period) = (target.place.clone(), target.period);
            if composed.comments.len() < COMMENTS {
                place = if place.is_commune() {
                    place.wider().unwrap_or(place)
                } else {
                    place
                };
                period = if period.width() == Width::Month {
                    period.wider().unwrap_or(period)
                } else {
                    period
                };
            }
            let sealed = comments::seal(self.form, place.key(), period, composed.comments, &key);
            portion
                .comments
                .extend(sealed.map_err(|fault| unusable(&fault))?);
        }
        Ok(())
    }

    fn unseal(
        &mut self,
        layout: &Layout,
        sheets: &[SheetRef],
    ) -> Result<Vec<(SheetRef, FilledSheet)>, StoreError> {
        let (form, read_fields) = (self.form, self.opening.read_fields);
        let fitting = |form, sealed: KioskSheet| {
            let sheet = read_fields(form, &sealed.fields)?;
            let group = sealed.group;
            Some(FilledSheet { group, ..sheet })
        };
        let mut opened = Vec::with_capacity(sheets.len());
        for (cell, ids) in by_cell(sheets) {
            let waiting = &self.waiting[cell];
            let Some((key, secret)) = self.openers.get_mut(&waiting.month) else {
                continue;
            };
            let mut unfit = Vec::new();
            for (id, ct) in self
                .store
                .read(|conn| rows::envelopes(conn, waiting, &ids))?
            {
                let sheet = if KioskEnvelope::is_stored_in(&ct) {
                    let sealed = KioskEnvelope::open(waiting.month, secret, form, waiting.id, &ct);
                    sealed.map(|sealed| sealed.and_then(|sealed| fitting(form, sealed)))
                } else {
                    key.open(form, waiting.id, &ct).map(Some)
                };
                let sheet = match sheet {
                    Ok(None) => {
                        unfit.push(id);
                        continue;
                    }
                    Ok(Some(sheet)) if sheet.slots.len() == layout.slots.len() => Ok(sheet),
                    Ok(Some(_)) => Err("a sheet has not as many answers as its form".to_owned()),
                    Err(fault) => Err(fault.to_string()),
                };
                match sheet {
                    Ok(sheet) => opened.push((SheetRef { cell, id }, sheet)),
                    Err(reason) => *self.unopened.entry((cell, reason)).or_default() += 1,
                }
            }
            if !unfit.is_empty() {
                self.store
                    .count(|conn| unfit::drop(conn, form, waiting, &unfit))?;
                *self.unfit.entry(waiting.month).or_default() += unfit.len() as u64;
            }
        }
        Ok(opened)
    }

    fn write(&self, layout: &Layout, portion: Portion) -> Result<u64, StoreError> {
        let Portion {
            sheets,
            mut blocks,
            comments,
            book,
            answered,
        } = portion;
        if sheets.is_empty() {
            return Ok(0);
        }
        self.store.count(|conn| {
            for (cell, ids) in by_cell(&sheets) {
                rows::remove(conn, &self.waiting[cell], &ids)?;
            }
            blocks::insert(conn, &mut blocks)?;
            comments::record(conn, &comments)?;
            answered.raise(conn)?;
            let raised = book.iter().map(|(_, row, _)| row.period.calendar_year());
            let years: BTreeSet<u16> = raised.collect();
            tallies::raise(conn, self.form, layout, book.into_places().collect())?;
            let mut years = years.into_iter();
            years.try_for_each(|year| judge_year(conn, self.form, year, self.opening.judge))
        })?;
        Ok(sheets.len() as u64)
    }
}

fn by_cell(sheets: &[SheetRef]) -> BTreeMap<usize, Vec<[u8; 16]>> {
    let mut cells: BTreeMap<usize, Vec<[u8; 16]>> = BTreeMap::new();
    for sheet in sheets {
        cells.entry(sheet.cell).or_default().push(sheet.id);
    }
    cells
}
