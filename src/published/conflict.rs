//! Where published rows disagree: reported as sentences, never resolved silently.

use std::collections::BTreeMap;

use serde::Serialize;

use super::entry::Entry;
use super::rank_conflict::rank_conflicts;
use super::series::Series;
use crate::form::Text;

/// Rows that disagree, or may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// What kind.
    pub kind: ConflictKind,
    /// Year of the rows.
    pub year: u16,
    /// Names of the units, as the table names them.
    pub units: Vec<String>,
    /// Lines of the rows in their table.
    pub lines: Vec<u64>,
    /// The conflict as a sentence.
    pub sentence: Text,
}

/// How sure it is that something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Not all of the rows can be right.
    Contradiction,
    /// All may be right.
    Doubt,
}

/// Kinds of conflicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// One unit and year, two values or ranks.
    TwoFigures,
    /// The better rank has the lower value.
    RankAgainstValue,
    /// One rank for two different values.
    SharedRankDifferentValues,
    /// One rank for several units of which not all values are known: a tie, or a misprint.
    SharedRankUnknownValues,
    /// Two shared a rank, so the next rank is taken.
    RankAfterTie,
    /// A rank beyond the number of units.
    RankAboveTotal,
    /// More units have higher values than the rank allows.
    TooManyAbove,
}

impl ConflictKind {
    /// How sure it is that something is wrong.
    pub fn weight(self) -> Weight {
        match self {
            Self::SharedRankUnknownValues => Weight::Doubt,
            _ => Weight::Contradiction,
        }
    }
}

/// Every conflict of the rows, by year and kind.
pub fn conflicts(series: &Series, entries: &[Entry]) -> Vec<Conflict> {
    let mut years: BTreeMap<u16, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        years.entry(entry.year).or_default().push(entry);
    }
    let mut found = Vec::new();
    for rows in years.into_values() {
        let first = found.len();
        two_figures(&rows, &mut found);
        let ranked: Vec<&Entry> = rows.into_iter().filter(|row| !row.is_nation()).collect();
        rank_conflicts(series, &ranked, &mut found);
        found[first..].sort_by_key(|conflict| conflict.kind);
    }
    found
}

pub(super) fn conflict(kind: ConflictKind, rows: &[&Entry], vi: String, en: String) -> Conflict {
    Conflict {
        kind,
        year: rows.first().map_or(0, |row| row.year),
        units: rows.iter().map(|row| row.name.clone()).collect(),
        lines: rows.iter().map(|row| row.line).collect(),
        sentence: Text::new(vi, en),
    }
}

/// “92,07 % (hạng 3)”, with what is known.
pub(super) fn figures(row: &Entry) -> Text {
    let value = row.value.map(|value| (value.vi(), value.en()));
    match (value, row.rank) {
        (Some((vi, en)), Some(rank)) => Text::new(
            format!("{vi} % (hạng {rank})"),
            format!("{en} % (rank {rank})"),
        ),
        (Some((vi, en)), None) => Text::new(format!("{vi} %"), format!("{en} %")),
        (None, Some(rank)) => Text::new(format!("hạng {rank}"), format!("rank {rank}")),
        (None, None) => Text::new("không có số liệu", "no figures"),
    }
}

fn two_figures(rows: &[&Entry], found: &mut Vec<Conflict>) {
    let mut by_unit: BTreeMap<_, Vec<&Entry>> = BTreeMap::new();
    for row in rows {
        by_unit.entry(&row.rated).or_default().push(row);
    }
    for same in by_unit.into_values() {
        let differs = |row: &&&Entry| !row.agrees_with(same[0]);
        if !same.iter().any(|row| differs(&row)) {
            continue;
        }
        let list = |lang: &str| {
            let each = same.iter().map(|row| figures(row).get(lang).to_owned());
            each.collect::<Vec<_>>().join("; ")
        };
        let (name, year) = (&same[0].name, same[0].year);
        found.push(conflict(
            ConflictKind::TwoFigures,
            &same,
            format!(
                "{name}, {year}: các nguồn in số liệu khác nhau: {}",
                list("vi")
            ),
            format!(
                "{name}, {year}: sources print different figures: {}",
                list("en")
            ),
        ));
    }
}
