//! Published series: the facts that come along, and the files an office takes in.

use sha2::{Digest as _, Sha256};

use super::{House, HouseError};
use crate::index::{Decimal, Percent};
use crate::published::{
    ColumnMap, Conflict, Entry, Notice, Series, all_series, builtin_entries, conflicts, read,
};
use crate::store::PublishedFile;

/// The name under which the facts that come along are kept.
const BUILT_IN: &str = "built-in";

/// A file that was taken into a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenFile {
    /// Rows that were taken.
    pub rows: usize,
    /// What to know about single rows.
    pub notices: Vec<Notice>,
    /// Where the series, with these rows, disagrees with itself.
    pub conflicts: Vec<Conflict>,
}

impl House {
    /// The series with this id.
    pub fn series(&self, id: &str) -> Result<&'static Series, HouseError> {
        crate::published::series(id).ok_or_else(|| HouseError::UnknownSeries {
            asked: id.chars().take(60).collect(),
            known: all_series().iter().map(|own| own.id.clone()).collect(),
        })
    }

    /// Every row of a series: those that were taken in, then the facts that come along. What several files say alike
    /// stands once, each filling what the others leave blank.
    pub fn published(&self, series: &Series) -> Result<Vec<Entry>, HouseError> {
        let mut entries: Vec<Entry> = Vec::new();
        let stored = self.store.published(&series.id, None)?;
        let built_in = builtin_entries(&series.id, self.atlas).unwrap_or_default();
        for entry in stored.into_iter().chain(built_in) {
            match entries.iter_mut().find(|known| agree(known, &entry)) {
                Some(known) => fill(known, entry),
                None => entries.push(entry),
            }
        }
        entries.sort_by_key(|entry| entry.year);
        Ok(entries)
    }

    /// Takes a CSV text into a series in place of what a file of this name held before: all rows, or none.
    pub fn take_published(
        &self,
        series: &Series,
        name: &str,
        csv: &str,
        columns: &ColumnMap,
    ) -> Result<TakenFile, HouseError> {
        let import = read(series, self.atlas, csv, columns, self.clock.today())
            .map_err(HouseError::Published)?;
        self.keep(
            series,
            name,
            Sha256::digest(csv.as_bytes()).into(),
            &import.entries,
        )?;
        Ok(TakenFile {
            rows: import.entries.len(),
            notices: import.notices,
            conflicts: conflicts(series, &self.published(series)?),
        })
    }

    /// Puts the facts that come along into the database, where they are listed with the files taken in.
    pub fn load_builtin_series(&self) -> Result<(), HouseError> {
        for series in all_series() {
            if let Some(entries) = builtin_entries(&series.id, self.atlas) {
                self.keep(series, BUILT_IN, series.hash, &entries)?;
            }
        }
        Ok(())
    }

    fn keep(
        &self,
        series: &Series,
        name: &str,
        hash: [u8; 32],
        entries: &[Entry],
    ) -> Result<(), HouseError> {
        let file = PublishedFile {
            series: series.id.clone(),
            name: name.to_owned(),
            hash,
            taken_on: self.clock.today(),
        };
        Ok(self.store.take_published(&file, entries)?)
    }
}

/// Whether two rows about the same unit and year contradict each other in nothing.
fn agree(a: &Entry, b: &Entry) -> bool {
    fn same<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
        a.zip(b).is_none_or(|(a, b)| a == b)
    }
    let exact = |value: Option<Decimal>| value.and_then(|value| Percent::try_from(value).ok());
    let (own, other) = (a.spread, b.spread);
    (a.year, &a.rated) == (b.year, &b.rated)
        && same(a.percent(), b.percent())
        && same(a.rank, b.rank)
        && same(exact(own.min), exact(other.min))
        && same(exact(own.median), exact(other.median))
        && same(exact(own.max), exact(other.max))
}

/// Fills the blanks of a row from another one that agrees with it.
fn fill(known: &mut Entry, more: Entry) {
    known.value = known.value.or(more.value);
    known.rank = known.rank.or(more.rank);
    known.spread.min = known.spread.min.or(more.spread.min);
    known.spread.median = known.spread.median.or(more.spread.median);
    known.spread.max = known.spread.max.or(more.spread.max);
    for source in more.sources {
        if !known.sources.contains(&source) {
            known.sources.push(source);
        }
    }
    if known.note.is_empty() {
        known.note = more.note;
    }
}
