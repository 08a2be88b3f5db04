//! Simultaneous confidence sets for ranks: “3rd, could be 1–9”.
//!
//! The step-down procedure of Mogstad, Romano, Shaikh and Wilhelm (2024). With θ the shares and s their
//! standard errors, a pair (j, k) is *rejected* (j is surely above k) when (θj − θk)/Sjk exceeds the 95 %
//! quantile, over draws Z ~ N(0, s²), of the largest (Zj − Zk)/Sjk among the pairs not yet rejected,
//! where S²jk = s²j + s²k; repeated until nothing new is rejected. The rank of j is then between
//! 1 + #{k surely above j} and p − #{k surely below j}, all units at once with 95 % confidence.
//!
//! ```
//! use sipas::index::rank::{Estimate, RankDraws, rank_sets};
//!
//! let of = |share: f64, n: f64| Estimate { share, standard_error: (share * (1.0 - share) / n).sqrt() };
//! let units = [of(0.96, 400.0), of(0.93, 60.0), of(0.70, 120.0)];
//! let sets = rank_sets(&units, RankDraws { draws: 2000, seed: 1 }, &mut |_| {});
//! let ends: Vec<_> = sets.iter().map(|s| (s.first, s.last)).collect();
//! assert_eq!(ends, [(1, 2), (1, 2), (3, 3)]);
//! ```
//!
//! The work is (pairs × draws); it is done in single precision on blocks of 32 draws that stay in the
//! processor's cache, and on all cores. The quantile of a few thousand draws is itself known to two
//! digits only, so single precision costs nothing. The result depends on the seed alone, not on the number
//! of cores nor on the order of the units.

use std::thread;

use crate::index::random::Random;

/// Draws handled together: 128 bytes a unit.
const LANES: usize = 32;
/// Below so many pair-draws threads cost more than they bring.
const WORTH_A_THREAD: usize = 20_000_000;

/// One unit's share and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The share, 0–1 (any other scale does, if the error is on the same).
    pub share: f64,
    /// Its standard error; take it from an interval so that it is never 0.
    pub standard_error: f64,
}

/// How the random step is taken; part of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RankDraws {
    /// Number of draws; 2,000 is enough for the published vectors.
    pub draws: usize,
    /// The seed.
    pub seed: u64,
}

impl Default for RankDraws {
    fn default() -> Self {
        Self {
            draws: 2000,
            seed: 1,
        }
    }
}

/// The places a unit can have, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
pub struct RankSet {
    /// Best possible place.
    pub first: usize,
    /// Worst possible place.
    pub last: usize,
}

impl RankSet {
    /// Whether the unit may be among the best `top` (the τ-best set).
    pub fn may_be_among(self, top: usize) -> bool {
        self.first <= top
    }

    /// Whether two units cannot be told apart by their places.
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// How far the work has come; `round` counts the steps down, of which there are usually three to eight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RankProgress {
    /// Which round, from 1.
    pub round: usize,
    /// Draws done in this round.
    pub draws_done: usize,
    /// Draws of a round.
    pub draws: usize,
}

/// The 95 % rank sets of all units, in their order.
pub fn rank_sets(
    units: &[Estimate],
    how: RankDraws,
    progress: &mut dyn FnMut(RankProgress),
) -> Vec<RankSet> {
    // Sorted by share, so that only (better, worse) pairs can be rejected, and so that the draws belong
    // to places in the table and not to the order in which units were given.
    let mut order: Vec<usize> = (0..units.len()).collect();
    let key = |i: usize| (units[i].share, units[i].standard_error);
    order.sort_by(|&a, &b| {
        let ((share_a, error_a), (share_b, error_b)) = (key(a), key(b));
        share_b
            .total_cmp(&share_a)
            .then(error_a.total_cmp(&error_b))
    });
    let sorted: Vec<Estimate> = order.iter().map(|&i| units[i]).collect();
    let mut table = Pairs::new(&sorted);
    let blocks = draw_blocks(&sorted, how);
    let mut round = 0;
    loop {
        round += 1;
        let mut largest = table.largest(&blocks, &mut |done| {
            progress(RankProgress {
                round,
                draws_done: (done * LANES).min(how.draws),
                draws: how.draws,
            });
        });
        largest.truncate(how.draws);
        let Some(cut) = upper_quantile(&mut largest) else {
            break;
        };
        if !table.reject_above(cut, &sorted) {
            break;
        }
    }
    let mut sets = vec![
        RankSet {
            first: 1,
            last: units.len()
        };
        units.len()
    ];
    for (better, row) in table.rows().enumerate() {
        for (offset, &pair) in row.iter().enumerate() {
            if pair < 0.0 {
                sets[order[better]].last -= 1;
                sets[order[better + 1 + offset]].first += 1;
            }
        }
    }
    sets
}

/// All pairs (better, worse) as 1/S, row after row; a rejected pair is negative.
struct Pairs {
    units: usize,
    inverse: Vec<f32>,
}

type Block = Vec<[f32; LANES]>;

impl Pairs {
    fn new(units: &[Estimate]) -> Self {
        let mut inverse = Vec::with_capacity(units.len() * units.len().saturating_sub(1) / 2);
        for (at, one) in units.iter().enumerate() {
            for other in &units[at + 1..] {
                let spread = one.standard_error.hypot(other.standard_error);
                // Two values known without error differ or are equal: no draw says anything about them.
                inverse.push(if spread > 0.0 {
                    (1.0 / spread) as f32
                } else if one.share > other.share {
                    -f32::MIN_POSITIVE
                } else {
                    0.0
                });
            }
        }
        Self {
            units: units.len(),
            inverse,
        }
    }

    fn rows(&self) -> impl Iterator<Item = &[f32]> {
        let mut rest = self.inverse.as_slice();
        (0..self.units).map(move |at| {
            let (row, after) = rest.split_at(self.units - 1 - at);
            rest = after;
            row
        })
    }

    /// The largest studentised difference of every draw over the pairs that remain.
    fn largest(&self, blocks: &[Block], done: &mut dyn FnMut(usize)) -> Vec<f32> {
        let work = self.inverse.len() * LANES;
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let workers = if work * blocks.len() < WORTH_A_THREAD {
            1
        } else {
            cores
        };
        let mut largest = Vec::with_capacity(blocks.len() * LANES);
        for group in blocks.chunks(workers * (WORTH_A_THREAD / work.max(1)).max(1)) {
            let share = group.len().div_ceil(workers);
            let parts: Vec<Vec<f32>> = if workers == 1 {
                vec![self.largest_here(group)]
            } else {
                thread::scope(|scope| {
                    let running: Vec<_> = group
                        .chunks(share)
                        .map(|part| scope.spawn(|| self.largest_here(part)))
                        .collect();
                    let joined = running.into_iter().map(thread::ScopedJoinHandle::join);
                    joined
                        .map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                        .collect()
                })
            };
            largest.extend(parts.into_iter().flatten());
            done(largest.len() / LANES);
        }
        largest
    }

    fn largest_here(&self, blocks: &[Block]) -> Vec<f32> {
        let mut largest = Vec::with_capacity(blocks.len() * LANES);
        for block in blocks {
            let mut most = [0f32; LANES];
            for (at, row) in self.rows().enumerate() {
                let mine = block[at];
                for (theirs, &pair) in block[at + 1..].iter().zip(row) {
                    if pair >= 0.0 {
                        // Both directions remain.
                        for lane in 0..LANES {
                            let score = ((mine[lane] - theirs[lane]) * pair).abs();
                            most[lane] = if score > most[lane] {
                                score
                            } else {
                                most[lane]
                            };
                        }
                    } else {
                        // Only “the worse is really better” remains; the sign of the pair turns it round.
                        for lane in 0..LANES {
                            let score = (mine[lane] - theirs[lane]) * pair;
                            most[lane] = if score > most[lane] {
                                score
                            } else {
                                most[lane]
                            };
                        }
                    }
                }
            }
            largest.extend(most);
        }
        largest
    }

    /// Rejects what exceeds the cut; whether anything new was.
    fn reject_above(&mut self, cut: f64, units: &[Estimate]) -> bool {
        let mut any = false;
        let mut rest = self.inverse.as_mut_slice();
        for (at, one) in units.iter().enumerate() {
            let (row, after) = rest.split_at_mut(units.len() - 1 - at);
            rest = after;
            for (other, pair) in units[at + 1..].iter().zip(row) {
                let spread = one.standard_error.hypot(other.standard_error);
                if *pair > 0.0 && one.share - other.share > cut * spread {
                    *pair = -*pair;
                    any = true;
                }
            }
        }
        any
    }
}

/// Normal draws with each unit's error, in blocks of [`LANES`] draws of all units.
fn draw_blocks(units: &[Estimate], how: RankDraws) -> Vec<Block> {
    let count = how.draws.div_ceil(LANES);
    let mut blocks = vec![vec![[0f32; LANES]; units.len()]; count];
    let mut random = Random::new(how.seed);
    for (at, unit) in units.iter().enumerate() {
        for block in &mut blocks {
            for lane in &mut block[at] {
                *lane = (random.normal() * unit.standard_error) as f32;
            }
        }
    }
    blocks
}

/// The 95 % quantile, interpolated between order statistics as R does by default.
fn upper_quantile(values: &mut [f32]) -> Option<f64> {
    values.sort_unstable_by(f32::total_cmp);
    let position = 0.95 * (values.len().checked_sub(1)?) as f64;
    let below = values[position.floor() as usize];
    let above = values[position.ceil() as usize];
    Some(f64::from(below) + position.fract() * f64::from(above - below))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::interval::wilson_share;
    use crate::index::normal::Z95;

    const SHARES: [f64; 6] = [0.96, 0.93, 0.92, 0.90, 0.84, 0.70];
    const ANSWERS: [f64; 6] = [400.0, 60.0, 300.0, 35.0, 250.0, 120.0];
    const ENDS: [(usize, usize); 6] = [(1, 4), (1, 5), (1, 4), (1, 5), (3, 5), (6, 6)];

    fn wald(share: f64, n: f64) -> Estimate {
        Estimate {
            share,
            standard_error: (share * (1.0 - share) / n).sqrt(),
        }
    }

    fn six() -> Vec<Estimate> {
        SHARES
            .iter()
            .zip(ANSWERS)
            .map(|(&share, n)| wald(share, n))
            .collect()
    }

    fn ends(units: &[Estimate], draws: usize, seed: u64) -> Vec<(usize, usize)> {
        let sets = rank_sets(units, RankDraws { draws, seed }, &mut |_| {});
        sets.iter().map(|s| (s.first, s.last)).collect()
    }

    #[test]
    fn the_vector_comes_out_with_twenty_thousand_draws() {
        assert_eq!(ends(&six(), 20_000, 1), ENDS);
    }

    #[test]
    fn the_vector_comes_out_with_two_thousand_draws_for_thirty_seeds() {
        for seed in 0..30 {
            assert_eq!(ends(&six(), 2000, seed), ENDS, "seed {seed}");
        }
    }

    #[test]
    fn the_vector_comes_out_with_the_errors_that_production_uses() {
        let of = |(&share, n)| Estimate {
            share,
            standard_error: wilson_share(share, n, Z95).unwrap().standard_error(),
        };
        let units: Vec<_> = SHARES.iter().zip(ANSWERS).map(of).collect();
        for seed in 0..5 {
            assert_eq!(ends(&units, 2000, seed), ENDS, "seed {seed}");
        }
    }

    #[test]
    fn shuffling_the_units_shuffles_their_ranks() {
        let units = six();
        let turn = [3, 0, 5, 1, 4, 2];
        let turned: Vec<_> = turn.iter().map(|&i| units[i]).collect();
        let found = ends(&turned, 500, 9);
        let plain = ends(&units, 500, 9);
        assert_eq!(found, turn.map(|i| plain[i]));
    }

    #[test]
    fn the_set_holds_the_place_in_the_list() {
        let mut random = Random::new(3);
        for _ in 0..20 {
            let units: Vec<_> = (0..12)
                .map(|_| wald(0.6 + 0.39 * random.unit(), 20.0 + 300.0 * random.unit()))
                .collect();
            let found = ends(&units, 300, random.bits());
            for (unit, (first, last)) in units.iter().zip(found) {
                let place = 1 + units.iter().filter(|u| u.share > unit.share).count();
                assert!((first..=last).contains(&place));
            }
        }
    }

    #[test]
    fn no_unit_one_unit_and_units_without_error_are_no_trouble() {
        assert!(ends(&[], 100, 1).is_empty());
        assert_eq!(ends(&[wald(0.9, 10.0)], 100, 1), [(1, 1)]);
        let sure = |share| Estimate {
            share,
            standard_error: 0.0,
        };
        assert_eq!(
            ends(&[sure(0.5), sure(0.7), sure(0.7)], 100, 1),
            [(3, 3), (1, 2), (1, 2)]
        );
        assert_eq!(
            ends(&[wald(0.9, 10.0), wald(0.1, 10.0)], 0, 1),
            [(1, 2), (1, 2)]
        );
    }

    #[test]
    fn all_true_ranks_are_covered_in_nineteen_tables_of_twenty() {
        let truth = [0.95, 0.93, 0.92, 0.90, 0.88, 0.85, 0.84, 0.80];
        let mut random = Random::new(11);
        let tables = 300;
        let mut covered = 0;
        for table in 0..tables {
            let units: Vec<_> = truth
                .map(|share| {
                    let n = 150;
                    let x = (0..n).filter(|_| random.unit() < share).count();
                    let interval =
                        wilson_share(x as f64 / f64::from(n), f64::from(n), Z95).unwrap();
                    Estimate {
                        share: x as f64 / f64::from(n),
                        standard_error: interval.standard_error(),
                    }
                })
                .to_vec();
            let found = ends(&units, 300, table);
            covered += u32::from(
                found
                    .iter()
                    .enumerate()
                    .all(|(i, (a, b))| (*a..=*b).contains(&(i + 1))),
            );
        }
        let coverage = f64::from(covered) / tables as f64;
        assert!(coverage >= 0.93, "{coverage}");
    }
}
