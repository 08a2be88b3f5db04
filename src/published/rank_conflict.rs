//! Printed ranks held against printed values, the number of units, and each other.

use std::collections::{BTreeMap, BTreeSet};

use super::conflict::{Conflict, ConflictKind, conflict, figures};
use super::entry::Entry;
use super::series::Series;
use crate::index::rank::Ties;

/// Everything that is wrong or doubtful about the ranks of one year's units.
pub(super) fn rank_conflicts(series: &Series, rows: &[&Entry], found: &mut Vec<Conflict>) {
    above_total(series, rows, found);
    rank_against_value(rows, found);
    too_many_above(series, rows, found);
    shared_ranks(series, rows, found);
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
}

fn too_many_above(series: &Series, rows: &[&Entry], found: &mut Vec<Conflict>) {
    let mut values: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((row.percent()?, &row.rated)))
        .collect();
    values.sort();
    for row in rows {
        let (Some(rank), Some(value)) = (row.rank, row.percent()) else {
            continue;
        };
        let start = values.partition_point(|(other, _)| *other <= value);
        let others = values[start..]
            .iter()
            .filter(|(_, other)| **other != row.rated);
        // Where a tie takes one rank only, as many places above as there are different values.
        let above = if series.ranking.ties == Ties::Dense {
            others
                .map(|(value, _)| value)
                .collect::<BTreeSet<_>>()
                .len()
        } else {
            others
                .map(|(_, rated)| rated)
                .collect::<BTreeSet<_>>()
                .len()
        };
        if above >= rank as usize {
            let (name, year, count, figures) = (&row.name, row.year, above, figures(row));
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
