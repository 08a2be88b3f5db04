//! Recounts every tally of a form version from its blocks: one thread reads them, another counts.

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::sync_channel;

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::super::database::Database;
use super::super::error::StoreError;
use super::super::registry::version;
use super::super::schema::answer_block;
use super::compare::digest;
use super::report::{Difference, Verification};
use crate::ballot::{
    Block, Channel, Counted, FormRef, Headline, Margin, PlaceKey, PlacePath, RowKey, TallyBook,
};
use crate::index::{Layout, Tally};
use crate::period::Period;

/// Places whose blocks may wait to be counted.
const WAITING: usize = 4;

/// A recounted tally: its place and row, how many sheets, and a digest of its bytes.
pub(super) type Recounted = HashMap<(PlaceKey, RowKey), (u64, [u8; 16])>;

/// A verification under way.
pub(super) struct Check<'a> {
    pub(super) found: Verification,
    progress: &'a dyn Fn(u64),
}

impl<'a> Check<'a> {
    pub(super) fn new(progress: &'a dyn Fn(u64)) -> Self {
        Self {
            found: Verification::default(),
            progress,
        }
    }

    pub(super) fn say(&mut self, sentence: String) {
        self.found.differences.push(Difference(sentence));
    }

    /// Recounts and compares one form version.
    pub(super) fn form(
        &mut self,
        conn: &mut Database,
        form: &FormRef,
        layout: &Layout,
    ) -> Result<(), StoreError> {
        let places = answer_block::table
            .filter(answer_block::form.eq(&form.id))
            .filter(answer_block::version.eq(version(form)))
            .select((answer_block::province, answer_block::commune))
            .distinct()
            .order((answer_block::province, answer_block::commune));
        let places: Vec<(String, String)> = places.load(conn)?;
        let counted = std::thread::scope(|scope| {
            let (send, receive) = sync_channel::<(PlacePath, Vec<Row>)>(WAITING);
            let counting = scope.spawn(move || {
                let mut recount = Recount::new(form, layout);
                for (place, rows) in receive {
                    recount.place(&place, rows)?;
                }
                Ok::<_, StoreError>(recount.finish())
            });
            let mut read = self.found.sheets;
            for (province, commune) in places {
                let place = PlacePath::from_columns(&province, &commune);
                let rows = rows(conn, form, &place)?;
                read += rows.iter().map(|row| row.4.unsigned_abs()).sum::<u64>();
                if send.send((place, rows)).is_err() {
                    break; // the counting has failed, and says why
                }
                (self.progress)(read);
            }
            drop(send);
            match counting.join() {
                Ok(counted) => counted,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })?;
        self.found.sheets += counted.sheets;
        counted.faults.into_iter().for_each(|fault| self.say(fault));
        self.compare(conn, form, layout, counted.recounted, &counted.book)
    }
}

/// Period, channel, group, office, sheets, and the block itself.
type Row = (String, String, String, String, i64, Vec<u8>);

/// The blocks of one place.
fn rows(conn: &mut Database, form: &FormRef, place: &PlacePath) -> Result<Vec<Row>, StoreError> {
    let rows = answer_block::table
        .filter(answer_block::form.eq(&form.id))
        .filter(answer_block::version.eq(version(form)))
        .filter(answer_block::province.eq(place.province_column()))
        .filter(answer_block::commune.eq(place.commune_column()))
        .select((
            answer_block::period,
            answer_block::channel,
            answer_block::grp,
            answer_block::office,
            answer_block::n,
            answer_block::sheets,
        ));
    Ok(rows.load(conn)?)
}

/// What the blocks of one form version add up to.
struct Recount<'a> {
    form: &'a FormRef,
    layout: &'a Layout,
    recounted: Recounted,
    /// Tallies of provinces and the nation, which grow to the end.
    book: TallyBook,
    sheets: u64,
    faults: Vec<String>,
}

impl<'a> Recount<'a> {
    fn new(form: &'a FormRef, layout: &'a Layout) -> Self {
        Self {
            form,
            layout,
            recounted: Recounted::new(),
            book: TallyBook::new(),
            sheets: 0,
            faults: Vec::new(),
        }
    }

    /// Counts the blocks of one place. The margins are added up apart, which is many times faster.
    fn place(&mut self, place: &PlacePath, rows: Vec<Row>) -> Result<(), StoreError> {
        let (form, headline) = (self.form, Headline::of(self.layout));
        let mut leaves: BTreeMap<(Period, Margin, String), Tally> = BTreeMap::new();
        for (period, channel, group, office, n, sheets) in rows {
            let block = Block::decode(&sheets).map_err(|fault| fault.to_string());
            let tally = block.and_then(|block| {
                block
                    .tally(self.layout)
                    .ok_or_else(|| "its sheets have not as many answers as the form".to_owned())
            });
            let tally = match tally {
                Ok(tally) => tally,
                Err(reason) => {
                    let place = place.key();
                    self.faults.push(format!(
                        "A block of {form}, {place}, {period} cannot be counted: {reason}."
                    ));
                    continue;
                }
            };
            let held = tally.respondents();
            if held != n.unsigned_abs() {
                let place = place.key();
                self.faults.push(format!(
                    "A block of {form}, {place}, {period} says {n} sheets and holds {held}."
                ));
            }
            self.sheets += held;
            let batch = Counted {
                place,
                period: period.parse()?,
                channel: told(&channel).map(str::parse::<Channel>).transpose()?,
                group: told(&group),
                office: told(&office),
                tally: &tally,
            };
            for (margin, key) in batch.margins(headline) {
                let leaf = leaves.entry((batch.period, margin, key.to_owned()));
                leaf.and_modify(|sum| sum.merge(&tally))
                    .or_insert_with(|| tally.clone());
            }
        }
        for ((period, margin, key), tally) in leaves {
            self.book.count_margin(place, period, margin, &key, &tally);
        }
        if place.is_commune() {
            let key = PlaceKey::from(place);
            for (row, tally) in self.book.take(&key) {
                self.recounted.insert((key.clone(), row), digest(&tally));
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Self {
        for (place, row, tally) in self.book.iter() {
            self.recounted
                .insert((place.clone(), row.clone()), digest(tally));
        }
        self
    }
}

/// A column that may be empty: nothing is told.
fn told(column: &str) -> Option<&str> {
    Some(column).filter(|column| !column.is_empty())
}
