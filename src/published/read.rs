//! Reading a table of published values: every row or none.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::columns::{Column, ColumnMap};
use super::entry::{Entry, Rated, Spread};
use super::fault::{FaultReason, Notice, NoticeKind, RowFault};
use super::series::{Series, Units};
use super::table::{Row, Table};
use super::unit::Resolver;
use crate::index::{Decimal, Percent};
use crate::place::Atlas;

/// A table that was read whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Import {
    /// The rows in the order of the table, repetitions left out.
    pub entries: Vec<Entry>,
    /// What to know about them.
    pub notices: Vec<Notice>,
}

/// Reads a CSV text as rows of a series. `today` tells which years can have been published.
///
/// With any fault nothing is taken, and all faults are told at once. Two rows about one unit and year that say the
/// same are taken once; two that differ are both kept, for [`conflicts`](super::conflicts) to report.
pub fn read(
    series: &Series,
    atlas: &Atlas,
    csv: &str,
    columns: &ColumnMap,
    today: NaiveDate,
) -> Result<Import, Vec<RowFault>> {
    let table = Table::read(csv, columns)?;
    let reader = Reader {
        series,
        table: &table,
        units: Resolver { series, atlas },
        today,
    };
    let mut faults = Vec::new();
    let mut import = Import::default();
    let mut met: HashMap<(u16, Rated), Vec<usize>> = HashMap::new();
    for row in table.rows() {
        let entry = match reader.entry(row) {
            Ok(entry) => entry,
            Err(reasons) => {
                faults.extend(reasons);
                continue;
            }
        };
        let mut note = |kind| {
            import.notices.push(Notice {
                line: entry.line,
                kind,
            });
        };
        let same = met.entry((entry.year, entry.rated.clone())).or_default();
        if let Some(&first) = same
            .iter()
            .find(|&&at| import.entries[at].agrees_with(&entry))
        {
            note(NoticeKind::SameAs {
                line: import.entries[first].line,
            });
            continue;
        }
        if let Some(&first) = same.first() {
            note(NoticeKind::DiffersFrom {
                line: import.entries[first].line,
            });
        }
        if entry.rank.is_some() && entry.value.is_none() {
            note(NoticeKind::RankWithoutValue);
        }
        same.push(import.entries.len());
        import.entries.push(entry);
    }
    if faults.is_empty() {
        Ok(import)
    } else {
        Err(faults)
    }
}

struct Reader<'a> {
    series: &'a Series,
    table: &'a Table,
    units: Resolver<'a>,
    today: NaiveDate,
}

impl Reader<'_> {
    /// The row as an entry, or everything that is wrong with it.
    fn entry(&self, row: &Row) -> Result<Entry, Vec<RowFault>> {
        let field = |column| self.table.field(row, column);
        let mut faults = Vec::new();
        let mut wrong = |column, reason| faults.push(self.table.fault(row, column, reason));

        let year = self
            .year(&field(Column::Year))
            .map_err(|reason| wrong(Column::Year, reason))
            .ok();
        let name = field(Column::Unit);
        let rated = year.and_then(|year| {
            let found = self.units.rated(&name, &field(Column::Within), year);
            found.map_err(|(column, reason)| wrong(column, reason)).ok()
        });
        let rank = rank(&field(Column::Rank))
            .map_err(|reason| wrong(Column::Rank, reason))
            .ok();
        let mut value = |column| match value(&field(column)) {
            Ok(value) => Some(value),
            Err(reason) => {
                wrong(column, reason);
                None
            }
        };
        let [printed, min, median, max] =
            [Column::Value, Column::Min, Column::Median, Column::Max].map(&mut value);
        let (Some(year), Some(rated), Some(rank)) = (year, rated, rank) else {
            return Err(faults);
        };
        let (Some(value), Some(min), Some(median), Some(max)) = (printed, min, median, max) else {
            return Err(faults);
        };
        let entry = Entry {
            line: row.line,
            year,
            rated,
            name,
            value,
            rank,
            spread: Spread { min, median, max },
            sources: sources(&field(Column::Source)),
            status: field(Column::Status),
            note: field(Column::Note),
        };
        match self.contradiction(&entry) {
            Some((column, reason)) => Err(vec![self.table.fault(row, column, reason)]),
            None => Ok(entry),
        }
    }

    fn year(&self, text: &str) -> Result<u16, FaultReason> {
        let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        let year = text.parse::<u16>().ok().filter(|_| digits);
        let year = year.ok_or_else(|| match text {
            "" => FaultReason::Empty,
            _ => FaultReason::NotAYear(text.chars().take(40).collect()),
        })?;
        let last = self
            .today
            .format("%Y")
            .to_string()
            .parse()
            .unwrap_or(u16::MAX);
        let first = self.series.first_year;
        if (first..=last).contains(&year) {
            Ok(year)
        } else {
            Err(FaultReason::YearOutOfRange { year, first, last })
        }
    }

    fn contradiction(&self, entry: &Entry) -> Option<(Column, FaultReason)> {
        let nation = entry.is_nation();
        if nation && entry.rank.is_some() {
            return Some((Column::Rank, FaultReason::NationRanked));
        }
        if !nation && !entry.spread.is_blank() && self.series.units != Units::Agencies {
            return Some((Column::Min, FaultReason::SpreadOfOne));
        }
        let blank = entry.value.is_none() && entry.rank.is_none() && entry.spread.is_blank();
        blank.then_some((Column::Value, FaultReason::Blank))
    }
}

fn value(text: &str) -> Result<Option<Decimal>, FaultReason> {
    if text.is_empty() {
        return Ok(None);
    }
    let value: Decimal = text
        .parse()
        .map_err(|error| FaultReason::Value(crate::index::PercentError::Number(error)))?;
    Percent::try_from(value)?;
    Ok(Some(value))
}

fn rank(text: &str) -> Result<Option<u32>, FaultReason> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let rank = text.parse().ok().filter(|&rank: &u32| digits && rank > 0);
    let unreadable = || FaultReason::NotARank(text.chars().take(40).collect());
    rank.map(Some).ok_or_else(unreadable)
}

/// Several sources are separated by ` | `.
fn sources(text: &str) -> Vec<String> {
    let parts = text.split(" | ").map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}
