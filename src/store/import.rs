//! Counted sheets from elsewhere, straight into blocks and tallies (nhập phiếu đã có).
//!
//! Sheets are gathered by place, period and channel in bounded memory and written in pieces of one transaction:
//! an import is there as a whole or not at all.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::access::Store;
use super::blocks::{self, NewBlock};
use super::database::Database;
use super::error::StoreError;
use super::judge::{Judge, judge_year};
use super::{settings, tallies};
use crate::ballot::{
    Block, Channel, FormRef, Headline, PlaceKey, PlacePath, TallyBook, Target, blank_personal,
};
use crate::index::{Layout, Tally, WEIGHT_UNIT};
use crate::period::Period;

/// Bytes of sheets that are gathered before they are written: the more, the fewer times a tally is raised.
const GATHERED: usize = 128 << 20;
/// Sheets of one block at most.
const BLOCK: usize = 50_000;

/// What an import needs to know.
#[derive(Clone, Copy)]
pub struct Import<'a> {
    /// The form version of all sheets.
    pub form: &'a FormRef,
    /// Its packing.
    pub layout: &'a Layout,
    /// A name of the file, e.g. its SHA-256: the same name is not imported twice.
    pub name: Option<&'a str>,
    /// The disclosure gate.
    pub judge: &'a Judge<'a>,
    /// Told how many sheets were read, now and then.
    pub progress: &'a dyn Fn(u64),
}

/// One counted sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportSheet {
    /// Where.
    pub place: PlacePath,
    /// When.
    pub period: Period,
    /// How, if known.
    pub channel: Option<Channel>,
    /// One byte a slot.
    pub slots: Vec<u8>,
    /// Design weight in millionths; on all sheets of an import or on none (none counts as one).
    pub weight: Option<u64>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportReport {
    /// Sheets that were counted.
    pub sheets: u64,
    /// Blocks that were written.
    pub blocks: u64,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError<E: std::error::Error + 'static> {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The sheets' own source.
    #[error(transparent)]
    Source(E),
    /// The file was imported before.
    #[error("this file was imported before and would be counted twice: nothing was imported")]
    Repeated,
    /// A sheet has another number of slots than its form.
    #[error("sheet {0} has not as many answers as the form: nothing was imported")]
    Misfit(u64),
}

impl Store {
    /// Counts sheets from elsewhere: all of them, or none.
    pub fn import<E: std::error::Error + 'static>(
        &self,
        import: &Import<'_>,
        sheets: impl IntoIterator<Item = Result<ImportSheet, E>>,
    ) -> Result<ImportReport, ImportError<E>> {
        let mut refused = None;
        let report = self.count(|conn| {
            let mut intake = Intake::new(import);
            intake.gather(conn, sheets).map_err(|error| match error {
                ImportError::Store(error) => error,
                other => {
                    refused = Some(other);
                    StoreError::Refused(diesel::result::Error::RollbackTransaction)
                }
            })
        });
        if let Some(error) = refused {
            return Err(error);
        }
        let report = report?;
        self.connection()?.sweep()?;
        Ok(report)
    }
}

type PileKey = (PlacePath, Period, Option<Channel>);

/// Sheets of one place, period and channel, one after the other.
#[derive(Default)]
struct Pile {
    flat: Vec<u8>,
    weights: Vec<u64>,
}

struct Intake<'a> {
    import: &'a Import<'a>,
    piles: BTreeMap<PileKey, Pile>,
    gathered: usize,
    weighted: bool,
    book: TallyBook,
    years: BTreeSet<u16>,
    report: ImportReport,
}

impl<'a> Intake<'a> {
    fn new(import: &'a Import<'a>) -> Self {
        Self {
            import,
            piles: BTreeMap::new(),
            gathered: 0,
            weighted: false,
            book: TallyBook::new(),
            years: BTreeSet::new(),
            report: ImportReport {
                sheets: 0,
                blocks: 0,
            },
        }
    }

    fn gather<E: std::error::Error + 'static>(
        &mut self,
        conn: &mut Database,
        sheets: impl IntoIterator<Item = Result<ImportSheet, E>>,
    ) -> Result<ImportReport, ImportError<E>> {
        let Import {
            form,
            layout,
            name,
            judge,
            progress,
        } = *self.import;
        if let Some(name) = name {
            let key = format!("import {form} {name}");
            if settings::get(conn, &key)
                .map_err(StoreError::from)?
                .is_some()
            {
                return Err(ImportError::Repeated);
            }
            settings::set(conn, &key, "done").map_err(StoreError::from)?;
        }
        for sheet in sheets {
            let sheet = sheet.map_err(ImportError::Source)?;
            self.report.sheets += 1;
            if sheet.slots.len() != layout.slots.len() {
                return Err(ImportError::Misfit(self.report.sheets));
            }
            self.add(sheet);
            if self.gathered >= GATHERED {
                self.flush(conn)?;
            }
            if self.report.sheets.is_multiple_of(50_000) {
                progress(self.report.sheets);
            }
        }
        self.flush(conn)?;
        for (place, rows) in std::mem::take(&mut self.book).into_places() {
            tallies::raise(conn, form, layout, &place, rows)?;
        }
        for year in std::mem::take(&mut self.years) {
            judge_year(conn, form, year, judge)?;
        }
        progress(self.report.sheets);
        Ok(self.report)
    }

    fn add(&mut self, sheet: ImportSheet) {
        self.gathered += sheet.slots.len();
        if sheet.weight.is_some() && !self.weighted {
            self.weighted = true;
            for pile in self.piles.values_mut() {
                pile.weights = vec![WEIGHT_UNIT; pile.flat.len() / sheet.slots.len().max(1)];
            }
        }
        let pile = match self.piles.entry((sheet.place, sheet.period, sheet.channel)) {
            Entry::Occupied(pile) => pile.into_mut(),
            Entry::Vacant(pile) => {
                self.gathered += 256;
                pile.insert(Pile::default())
            }
        };
        pile.flat.extend_from_slice(&sheet.slots);
        if self.weighted {
            self.gathered += 8;
            pile.weights.push(sheet.weight.unwrap_or(WEIGHT_UNIT));
        }
    }

    /// Writes what was gathered, place by place. Tallies of communes are written as soon as their place is done;
    /// those of provinces and the nation stay in memory to the end.
    fn flush(&mut self, conn: &mut Database) -> Result<(), StoreError> {
        let mut rows: Vec<NewBlock> = Vec::new();
        let mut bytes = 0;
        let mut last: Option<PlacePath> = None;
        for ((place, period, channel), pile) in std::mem::take(&mut self.piles) {
            if last.as_ref().is_some_and(|last| *last != place) {
                self.finish(conn, last.take())?;
            }
            self.years.insert(period.calendar_year());
            let target = Target {
                place,
                period,
                office: None,
                channel,
            };
            self.count(&target, pile, &mut rows);
            last = Some(target.place);
            bytes += rows.last().map_or(0, NewBlock::bytes);
            if bytes > 4 << 20 {
                self.report.blocks += rows.len() as u64;
                blocks::insert(conn, &mut rows)?;
                rows.clear();
                bytes = 0;
            }
        }
        self.finish(conn, last)?;
        self.report.blocks += rows.len() as u64;
        blocks::insert(conn, &mut rows)?;
        self.gathered = 0;
        Ok(())
    }

    fn finish(&mut self, conn: &mut Database, place: Option<PlacePath>) -> Result<(), StoreError> {
        match place {
            Some(place) if place.is_commune() => {
                let key = PlaceKey::from(&place);
                let rows = self.book.take(&key);
                tallies::raise(conn, self.import.form, self.import.layout, &key, rows)
            }
            _ => Ok(()),
        }
    }

    fn count(&mut self, target: &Target, mut pile: Pile, rows: &mut Vec<NewBlock>) {
        let Import { form, layout, .. } = *self.import;
        let (width, headline) = (layout.slots.len(), Headline::of(layout));
        let mut persons: BTreeMap<(usize, u8), Tally> = BTreeMap::new();
        if !layout.personal.is_empty() {
            for (n, sheet) in pile.flat.chunks_exact_mut(width.max(1)).enumerate() {
                let about: Vec<_> = layout
                    .personal
                    .iter()
                    .map(|&slot| (slot, sheet[slot]))
                    .collect();
                blank_personal(layout, sheet);
                for answer in about {
                    let tally = persons.entry(answer).or_insert_with(|| Tally::new(layout));
                    match pile.weights.get(n) {
                        Some(&weight) => tally.add_weighted(layout, sheet, weight),
                        None => tally.add(layout, sheet),
                    }
                }
            }
        }
        let mut weights = pile.weights.chunks(BLOCK);
        for flat in pile.flat.chunks(width * BLOCK) {
            let weights = weights.next();
            let block = Block::pack(width, flat, weights, &mut rand::rng());
            if let Some(tally) = block.tally(layout) {
                self.book.count(headline, &target.counted(None, &tally));
            }
            rows.push(NewBlock::new(form, target, "", &block, true));
        }
        for ((slot, answer), tally) in &persons {
            let counted = target.counted(None, tally);
            self.book.count_person(headline, &counted, *slot, *answer);
        }
    }
}
