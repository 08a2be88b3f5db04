//! The nation's line through the years with its breaks, and how much of a year is known.

use std::collections::BTreeSet;

use serde::Serialize;

use super::entry::{Entry, Spread};
use super::series::Series;
use crate::form::Text;
use crate::index::Decimal;

/// One year of the nation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NationalPoint<'a> {
    /// The year.
    pub year: u16,
    /// The printed value.
    pub value: Option<Decimal>,
    /// The printed spread over the units.
    pub spread: Spread,
    /// False when no source was seen: show it with these words, or not at all.
    pub confirmed: bool,
    /// Why the line breaks before this year.
    pub break_before: Option<&'a Text>,
    /// Where it was printed.
    pub sources: &'a [String],
    /// Anything else worth knowing.
    pub note: &'a str,
}

/// The nation's rows in the order of years. Breaks in years that are missing count before the next known one.
pub fn national<'a>(series: &'a Series, entries: &'a [Entry]) -> Vec<NationalPoint<'a>> {
    let mut rows: Vec<&Entry> = entries.iter().filter(|entry| entry.is_nation()).collect();
    rows.sort_by_key(|entry| entry.year);
    let mut last = None;
    let point = |entry: &'a Entry| {
        let broken = last.and_then(|last| series.break_between(last, entry.year));
        last = Some(entry.year);
        NationalPoint {
            year: entry.year,
            value: entry.value,
            spread: entry.spread,
            confirmed: entry.is_confirmed(),
            break_before: broken.map(|change| &change.reason),
            sources: &entry.sources,
            note: &entry.note,
        }
    };
    rows.into_iter().map(point).collect()
}

/// How much of a year's table is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Known {
    /// Units with a value.
    pub values: usize,
    /// Units with a rank.
    pub ranks: usize,
    /// All units of that year; unknown for agencies and communes of a province.
    pub total: Option<u32>,
}

/// Counts the known units of a year; a unit with two rows counts once.
pub fn known(series: &Series, entries: &[Entry], year: u16) -> Known {
    let count = |is_known: fn(&Entry) -> bool| {
        let rows = entries
            .iter()
            .filter(|row| row.year == year && !row.is_nation());
        let units: BTreeSet<_> = rows
            .filter(|row| is_known(row))
            .map(|row| &row.rated)
            .collect();
        units.len()
    };
    Known {
        values: count(|row| row.value.is_some()),
        ranks: count(|row| row.rank.is_some()),
        total: series
            .generation(year)
            .and_then(|generation| generation.total),
    }
}

impl Known {
    /// Whether the whole table is known.
    pub fn is_complete(&self) -> bool {
        let all = |known: usize| self.total.is_some_and(|total| known >= total as usize);
        all(self.values) && all(self.ranks)
    }

    /// “11 of 63 values are known …”
    pub fn sentence(&self, lang: &str) -> String {
        let Self {
            values,
            ranks,
            total,
        } = self;
        match (total, lang) {
            (Some(total), "en") => {
                format!(
                    "The values of {values} and the ranks of {ranks} of {total} units are known"
                )
            }
            (None, "en") => {
                format!("The values of {values} and the ranks of {ranks} units are known")
            }
            (Some(total), _) => {
                format!("Đã biết điểm của {values} và thứ hạng của {ranks} trong {total} đơn vị")
            }
            (None, _) => format!("Đã biết điểm của {values} và thứ hạng của {ranks} đơn vị"),
        }
    }
}
