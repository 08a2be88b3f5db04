//! Where published rows disagree: reported as sentences, never resolved silently.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::entry::Entry;
use super::series::Series;
use crate::form::Text;
use crate::index::rank::Ties;

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
        above_total(series, &ranked, &mut found);
        rank_against_value(&ranked, &mut found);
        shared_ranks(series, &ranked, &mut found);
        found[first..].sort_by_key(|conflict| conflict.kind);
    }
    found
}

fn conflict(kind: ConflictKind, rows: &[&Entry], vi: String, en: String) -> Conflict {
    Conflict {
        kind,
        year: rows.first().map_or(0, |row| row.year),
        units: rows.iter().map(|row| row.name.clone()).collect(),
        lines: rows.iter().map(|row| row.line).collect(),
        sentence: Text::new(vi, en),
    }
}

/// “92,07 % (hạng 3)”, with what is known.
fn figures(row: &Entry) -> Text {
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

fn above_total(series: &Series, rows: &[&Entry], found: &mut Vec<Conflict>) {
    for row in rows {
        let total = series
            .generation(row.year)
            .and_then(|generation| generation.total);
        let (Some(rank), Some(total)) = (row.rank, total) else {
            continue;
        };
        if rank > total {
            let (name, year) = (&row.name, row.year);
            found.push(conflict(
                ConflictKind::RankAboveTotal,
                &[row],
                format!("{name}, {year}: hạng {rank} lớn hơn số đơn vị được xếp hạng ({total})"),
                format!(
                    "{name}, {year}: rank {rank} is beyond the number of ranked units ({total})"
                ),
            ));
        }
    }
}

fn rank_against_value(rows: &[&Entry], found: &mut Vec<Conflict>) {
    let mut both: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((row.rank?, row.percent()?, *row)))
        .collect();
    both.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    // Walking down the ranks no value may exceed the lowest one so far; each row is told once, against that one.
    let mut lowest: Option<(u32, _, &Entry)> = None;
    for &(rank, value, row) in &both {
        if let Some((better, low, above)) = lowest
            && better < rank
            && low < value
        {
            let (a, b) = (figures(above), figures(row));
            found.push(conflict(
                ConflictKind::RankAgainstValue,
                &[above, row],
                format!(
                    "{}, {}: {} đứng trên {}: {} dù điểm thấp hơn",
                    above.name, row.year, a.vi, row.name, b.vi
                ),
                format!(
                    "{}, {}: {} stands above {}: {} with the lower value",
                    above.name, row.year, a.en, row.name, b.en
                ),
            ));
        }
        if lowest.is_none_or(|(_, low, _)| value < low) {
            lowest = Some((rank, value, row));
        }
    }
    let mut values: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((row.percent()?, &row.rated)))
        .collect();
    values.sort();
    for &(rank, value, row) in &both {
        let start = values.partition_point(|(other, _)| *other <= value);
        let higher: BTreeSet<_> = values[start..]
            .iter()
            .map(|(_, rated)| *rated)
            .filter(|rated| **rated != row.rated)
            .collect();
        if higher.len() >= rank as usize {
            let (name, year, count, figures) = (&row.name, row.year, higher.len(), figures(row));
            found.push(conflict(
                ConflictKind::TooManyAbove,
                &[row],
                format!(
                    "{name}, {year}: {} nhưng có {count} đơn vị điểm cao hơn",
                    figures.vi
                ),
                format!(
                    "{name}, {year}: {} although {count} units have higher values",
                    figures.en
                ),
            ));
        }
    }
}

fn shared_ranks(series: &Series, rows: &[&Entry], found: &mut Vec<Conflict>) {
    let mut by_rank: BTreeMap<u32, Vec<&Entry>> = BTreeMap::new();
    for row in rows {
        let Some(rank) = row.rank else { continue };
        let sharing = by_rank.entry(rank).or_default();
        if sharing.iter().all(|other| other.rated != row.rated) {
            sharing.push(row);
        }
    }
    let shared = by_rank.iter().filter(|(_, rows)| rows.len() > 1);
    for (&rank, rows) in shared {
        let year = rows[0].year;
        let list = |lang: &str| {
            let each = rows.iter().map(|row| match row.value {
                Some(value) if lang == "en" => format!("{} {} %", row.name, value.en()),
                Some(value) => format!("{} {} %", row.name, value.vi()),
                None => row.name.clone(),
            });
            each.collect::<Vec<_>>().join(", ")
        };
        let (vi, en) = (list("vi"), list("en"));
        let values: BTreeSet<_> = rows.iter().filter_map(|row| row.percent()).collect();
        if values.len() > 1 {
            found.push(conflict(
                ConflictKind::SharedRankDifferentValues,
                rows,
                format!("Năm {year}: cùng hạng {rank} nhưng điểm khác nhau: {vi}"),
                format!("{year}: one rank, {rank}, for different values: {en}"),
            ));
        } else if rows.iter().any(|row| row.value.is_none()) {
            found.push(conflict(
                ConflictKind::SharedRankUnknownValues,
                rows,
                format!("Năm {year}: các nguồn cùng in hạng {rank} cho {vi}; có thể đồng hạng, chưa rõ vì chưa biết đủ điểm"),
                format!("{year}: rank {rank} is printed for {en}; a tie is possible, not all values are known"),
            ));
        }
        if series.ranking.ties != Ties::Shared {
            continue;
        }
        let taken = rank + 1..rank.saturating_add(rows.len() as u32);
        for (next, after) in by_rank.range(taken) {
            let (name, count) = (&after[0].name, rows.len());
            found.push(conflict(
                ConflictKind::RankAfterTie,
                &[rows.as_slice(), after.as_slice()].concat(),
                format!("Năm {year}: {count} đơn vị cùng hạng {rank} nên không thể có hạng {next} ({name})"),
                format!("{year}: {count} units share rank {rank}, so nobody can have rank {next} ({name})"),
            ));
        }
    }
}
