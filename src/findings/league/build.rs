//! Makes a league table: ranks, rank sets, changes, bands, classes.

use std::collections::HashMap;

use super::rows::{Arrow, Band, Conflict, Entrant, League, Row, Terms};
use super::summary::Summary;
use crate::findings::Bound;
use crate::index::Percent;
use crate::index::interval::{change_p_value, newcombe_between};
use crate::index::multiple::benjamini_hochberg;
use crate::index::rank::{Estimate, RankSet, rank_change, rank_sets, ranks};

/// The false-discovery rate of arrows over a table.
const FALSE_ARROWS: f64 = 0.05;

/// The league table of these units.
pub fn league(entrants: &[Entrant], terms: &Terms) -> League {
    let values: Vec<Option<Percent>> = entrants.iter().map(|e| e.value).collect();
    let expected = terms.expected.max(entrants.len());
    let complete = values.iter().flatten().count() == expected;
    let quoted = entrants.iter().any(|e| e.stated_rank.is_some());
    let found_ranks = if quoted {
        entrants.iter().map(|e| e.stated_rank).collect()
    } else if complete || terms.rank_the_known {
        ranks(&values, terms.rule)
    } else {
        vec![None; entrants.len()]
    };
    let sets = sets_of(entrants, terms);
    let arrows = arrows_of(entrants, terms);
    let mut rows: Vec<Row> = entrants
        .iter()
        .enumerate()
        .map(|(at, entrant)| {
            let earlier = entrant
                .earlier
                .filter(|_| terms.against.is_some())
                .unwrap_or_default();
            let points = entrant
                .value
                .zip(earlier.value)
                .map(|(now, then)| now.points_above(then));
            Row {
                unit: entrant.unit.clone(),
                names: entrant.names.clone(),
                value: entrant.value.map(|value| value.rounded(terms.decimals)),
                bound: Bound::Exact,
                exact: entrant.value,
                n: entrant.n,
                interval: entrant.interval,
                rank: found_ranks[at],
                rank_set: sets[at],
                band: None,
                earlier_rank: earlier.rank,
                points: points.map(|points| points.rounded(terms.decimals)),
                places: found_ranks[at]
                    .zip(earlier.rank)
                    .map(|(now, then)| rank_change(then, now)),
                arrow: arrows[at],
                class: class_of(entrant.value, terms),
            }
        })
        .collect();
    rows.sort_by_key(|row| {
        let place = row.rank.unwrap_or(usize::MAX);
        (place, std::cmp::Reverse(row.exact))
    });
    mark_bands(&mut rows);
    League {
        period: terms.period,
        against: terms.against,
        decimals: terms.decimals,
        summary: Summary::of(entrants, &rows, expected, terms),
        rows,
        conflicts: conflicts_of(entrants),
    }
}

/// Rank sets need every ranked unit's error; with one missing, none is shown.
fn sets_of(entrants: &[Entrant], terms: &Terms) -> Vec<Option<RankSet>> {
    let mut sets = vec![None; entrants.len()];
    let known: Vec<usize> = (0..entrants.len())
        .filter(|&at| entrants[at].value.is_some())
        .collect();
    let estimates: Option<Vec<Estimate>> = known
        .iter()
        .map(|&at| {
            let (value, interval) = (entrants[at].value?, entrants[at].interval?);
            Some(Estimate {
                share: value.share(),
                standard_error: interval.standard_error(),
            })
        })
        .collect();
    if let Some(estimates) = estimates {
        let found = rank_sets(&estimates, terms.draws, &mut |_| {});
        known
            .iter()
            .zip(found)
            .for_each(|(&at, set)| sets[at] = Some(set));
    }
    sets
}

fn arrows_of(entrants: &[Entrant], terms: &Terms) -> Vec<Option<Arrow>> {
    let mut arrows = vec![None; entrants.len()];
    let pairs: Vec<_> = entrants
        .iter()
        .enumerate()
        .filter_map(|(at, entrant)| {
            terms.against?;
            let earlier = entrant.earlier?;
            let now = (entrant.value?.share(), entrant.interval?);
            Some((at, now, (earlier.value?.share(), earlier.interval?)))
        })
        .collect();
    let p_values: Vec<f64> = pairs
        .iter()
        .map(|(_, now, then)| change_p_value(*now, *then))
        .collect();
    for ((at, now, then), held) in pairs
        .iter()
        .zip(benjamini_hochberg(&p_values, FALSE_ARROWS))
    {
        let change = newcombe_between(*now, *then);
        arrows[*at] = Some(match held && change.excludes_zero() {
            true if change.estimate > 0.0 => Arrow::Up,
            true => Arrow::Down,
            false => Arrow::NotClear,
        });
    }
    arrows
}

fn class_of(value: Option<Percent>, terms: &Terms) -> Option<super::rows::Names> {
    let reached = terms
        .classes
        .iter()
        .filter(|class| value.is_some_and(|value| value >= class.from));
    reached
        .max_by_key(|class| class.from)
        .map(|class| class.names.clone())
}

/// A new band begins where a unit surely stands below the first unit of the band above.
fn mark_bands(rows: &mut [Row]) {
    let mut band = Band(1);
    let mut top: Option<RankSet> = None;
    for row in rows {
        let Some(set) = row.rank_set else { continue };
        match top {
            Some(first) if first.overlaps(set) => {}
            Some(_) => {
                band.0 += 1;
                top = Some(set);
            }
            None => top = Some(set),
        }
        row.band = Some(band);
    }
}

fn conflicts_of(entrants: &[Entrant]) -> Vec<Conflict> {
    let mut found = Vec::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (at, entrant) in entrants.iter().enumerate() {
        if seen.insert(&entrant.unit, at).is_some() {
            found.push(Conflict::Twice(entrant.names.vi.clone()));
        }
    }
    let mut ranked: Vec<(usize, &Entrant)> = entrants
        .iter()
        .filter_map(|entrant| Some((entrant.stated_rank?, entrant)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    for pair in ranked.windows(2) {
        let [(rank, first), (next, second)] = pair else {
            continue;
        };
        if rank == next && (first.value != second.value || first.value.is_none()) {
            found.push(Conflict::SharedRank {
                first: first.names.vi.clone(),
                second: second.names.vi.clone(),
                rank: *rank,
            });
        }
    }
    // Against the worst value ranked better so far.
    let mut lowest: Option<(usize, Percent, &Entrant)> = None;
    for (rank, entrant) in ranked {
        let Some(value) = entrant.value else { continue };
        if let Some((before, least, other)) = lowest
            && before < rank
            && value > least
        {
            found.push(Conflict::RankAgainstValue {
                better: entrant.names.vi.clone(),
                worse: other.names.vi.clone(),
            });
        }
        if lowest.is_none_or(|(_, least, _)| value < least) {
            lowest = Some((rank, value, entrant));
        }
    }
    found
}
