//! Opening the ballot box: sealed sheets become blocks and tallies (kiểm phiếu).
//!
//! What may be opened together is planned by [`plan_opening`]; here the
//! sheets are read, unsealed and composed outside any lock, and then written in one transaction: the blocks, the
//! tallies, the verdicts of the gate, and the removal of the sealed rows. Very full boxes take several
//! transactions, each of whole batches, so that arriving sheets never wait long.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::access::Store;
use super::blocks::{self, NewBlock};
use super::comments::{self, NewComment};
use super::database::Database;
use super::error::StoreError;
use super::invitations::{cells, epoch, month_of};
use super::judge::{Judge, judge_year};
use super::keyring::Keyring;
use super::schema::ballot_box;
use super::tallies::{self, Scope, TallyQuery};
use crate::ballot::{
    Batch, CellId, FilledSheet, FormRef, Margin, NATION, Opener, OpeningRules, SheetRef, TallyBook,
    WaitingCell, compose, plan_opening,
};
use crate::index::Layout;
use crate::period::{Period, Width};

/// The packing of a form version, if the catalogue has it.
pub type LayoutOf<'a> = dyn Fn(&FormRef) -> Option<Arc<Layout>> + 'a;

/// Sheets of one transaction, about.
const PORTION: usize = 20_000;
/// Comments told from their own place and period when at least as many were opened together.
const COMMENTS: usize = 10;

/// What an opening needs to know.
#[derive(Clone, Copy)]
pub struct Opening<'a> {
    /// How many must share a cell, what is kept back, when a month is closed.
    pub rules: OpeningRules,
    /// Today in Vietnam.
    pub today: NaiveDate,
    /// Where the box keys are.
    pub keyring: &'a Keyring,
    /// The forms.
    pub layout_of: &'a LayoutOf<'a>,
    /// The disclosure gate.
    pub judge: &'a Judge<'a>,
}

/// What an opening did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpeningReport {
    /// Sheets that were counted.
    pub counted: u64,
    /// Sheets that stay in the box, those of `unopened` included.
    pub waiting: u64,
    /// Sheets that cannot be opened, and why. They stay in the box.
    pub unopened: Vec<Unopened>,
}

/// Sheets of one cell that cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unopened {
    /// Their form.
    pub form: FormRef,
    /// Office code.
    pub office: String,
    /// The month of their key.
    pub month: Period,
    /// How many.
    pub sheets: u64,
    /// Why.
    pub reason: String,
}

impl fmt::Display for Unopened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            form,
            office,
            month,
            sheets,
            reason,
        } = self;
        write!(
            f,
            "{sheets} sheets of {form}, office {office}, {month}, stay in the box: {reason}"
        )
    }
}

impl Store {
    /// Opens the box: counts what may be counted, and says what waits. To be called on a clock or by an official,
    /// never because a sheet arrived.
    pub fn open_box(&self, opening: &Opening<'_>) -> Result<OpeningReport, StoreError> {
        let mut report = OpeningReport::default();
        for (form, waiting) in self.waiting_cells()? {
            let mut count = Count {
                store: self,
                opening,
                form: &form,
                waiting: &waiting,
                openers: HashMap::new(),
                unopened: BTreeMap::new(),
            };
            let total: usize = waiting.iter().map(|cell| cell.sheets.len()).sum();
            let counted = match (opening.layout_of)(&form) {
                Some(layout) => count.run(&layout)?,
                None => count
                    .refuse_all("its form is not among the forms of this program: add its file"),
            };
            report.counted += counted;
            report.waiting += total as u64 - counted;
            let unopened = count.unopened.into_iter();
            report
                .unopened
                .extend(unopened.map(|((cell, reason), sheets)| Unopened {
                    form: form.clone(),
                    office: waiting[cell].cell.office.clone(),
                    month: waiting[cell].month,
                    sheets,
                    reason,
                }));
        }
        if report.counted > 0 {
            self.connection()?.sweep()?;
        }
        Ok(report)
    }

    fn waiting_cells(&self) -> Result<BTreeMap<FormRef, Vec<WaitingCell>>, StoreError> {
        self.read(|conn| {
            let cells = cells(conn)?;
            let rows =
                ballot_box::table.select((ballot_box::key_id, ballot_box::cell, ballot_box::id));
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
                let cell = cell.ok_or_else(|| {
                    StoreError::Unreadable("a ballot without its cell".to_owned())
                })?;
                let waiting = forms.entry(cell.form.clone()).or_default();
                waiting.push(WaitingCell {
                    cell,
                    id,
                    month: month_of(month)?,
                    sheets,
                });
            }
            Ok(forms)
        })
    }
}

/// The opening of one form version.
struct Count<'a> {
    store: &'a Store,
    opening: &'a Opening<'a>,
    form: &'a FormRef,
    waiting: &'a [WaitingCell],
    openers: HashMap<Period, Opener>,
    unopened: BTreeMap<(usize, String), u64>,
}

/// What one transaction writes.
#[derive(Default)]
struct Portion {
    sheets: Vec<SheetRef>,
    blocks: Vec<NewBlock>,
    comments: Vec<NewComment>,
    book: TallyBook,
}

impl Count<'_> {
    fn run(&mut self, layout: &Layout) -> Result<u64, StoreError> {
        self.take_keys();
        let mut ready = self.waiting.to_vec();
        for waiting in &mut ready {
            if !self.openers.contains_key(&waiting.month) {
                waiting.sheets.clear();
            }
        }
        let counted = self.counted_by_year()?;
        let Opening { rules, today, .. } = self.opening;
        let held = |year: Period| counted.get(&year).copied().unwrap_or(0);
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
                        self.openers.insert(month, opener);
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

    fn refuse_all(&mut self, reason: &str) -> u64 {
        for (cell, waiting) in self.waiting.iter().enumerate() {
            self.unopened
                .insert((cell, reason.to_owned()), waiting.sheets.len() as u64);
        }
        0
    }

    /// Sheets of this form that are counted already, by year.
    fn counted_by_year(&self) -> Result<HashMap<Period, u64>, StoreError> {
        let years = self
            .waiting
            .iter()
            .map(|cell| Period::year(cell.month.calendar_year()));
        let years: BTreeSet<Period> = years.collect();
        let rows = self.store.tallies(&TallyQuery {
            form: self.form,
            margin: Margin::All,
            periods: &years.into_iter().collect::<Vec<_>>(),
            scope: Scope::Place {
                parent: "",
                place: NATION,
            },
        })?;
        Ok(rows.into_iter().map(|row| (row.period, row.n)).collect())
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
        let mut opened = Vec::with_capacity(sheets.len());
        for (cell, ids) in by_cell(sheets) {
            let waiting = &self.waiting[cell];
            let Some(opener) = self.openers.get_mut(&waiting.month) else {
                continue;
            };
            for (id, ct) in self.store.read(|conn| envelopes(conn, waiting, &ids))? {
                let sheet = match opener.open(self.form, waiting.id, &ct) {
                    Ok(sheet) if sheet.slots.len() == layout.slots.len() => Ok(sheet),
                    Ok(_) => Err("a sheet has not as many answers as its form".to_owned()),
                    Err(fault) => Err(fault.to_string()),
                };
                match sheet {
                    Ok(sheet) => opened.push((SheetRef { cell, id }, sheet)),
                    Err(reason) => *self.unopened.entry((cell, reason)).or_default() += 1,
                }
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
        } = portion;
        if sheets.is_empty() {
            return Ok(0);
        }
        self.store.count(|conn| {
            for (cell, ids) in by_cell(&sheets) {
                remove(conn, &self.waiting[cell], &ids)?;
            }
            blocks::insert(conn, &mut blocks)?;
            comments::record(conn, &comments)?;
            let mut years = BTreeSet::new();
            for (place, rows) in book.into_places() {
                years.extend(rows.keys().map(|row| row.period.calendar_year()));
                tallies::raise(conn, self.form, layout, &place, rows)?;
            }
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

/// Ids of one statement.
const IDS: usize = 500;

type Row = ([u8; 16], Vec<u8>);

fn envelopes(
    conn: &mut Database,
    waiting: &WaitingCell,
    ids: &[[u8; 16]],
) -> Result<Vec<Row>, StoreError> {
    let mut rows = Vec::with_capacity(ids.len());
    for ids in ids.chunks(IDS) {
        let found = ballot_box::table
            .filter(ballot_box::key_id.eq(epoch(waiting.month)))
            .filter(ballot_box::cell.eq(waiting.id.0))
            .filter(ballot_box::id.eq_any(ids.iter().map(|id| id.as_slice()).collect::<Vec<_>>()))
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

fn remove(conn: &mut Database, waiting: &WaitingCell, ids: &[[u8; 16]]) -> Result<(), StoreError> {
    for ids in ids.chunks(IDS) {
        let rows = ballot_box::table
            .filter(ballot_box::key_id.eq(epoch(waiting.month)))
            .filter(ballot_box::cell.eq(waiting.id.0))
            .filter(ballot_box::id.eq_any(ids.iter().map(|id| id.as_slice()).collect::<Vec<_>>()));
        if diesel::delete(rows).execute(conn)? != ids.len() {
            return Err(StoreError::Overtaken);
        }
    }
    Ok(())
}
