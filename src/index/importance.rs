//! What weighs and what would bring most: the part a criterion has in the index, how it goes together with the whole from
//! place to place, and how far a place is from the upper quarter of its peers.
//!
//! Only counts of single criteria are kept, never whole sheets beside their place, so that no model of persons can be
//! fitted. What the counts allow is this, and each has an interval by the bootstrap (Efron and Tibshirani 1993, percentile
//! method): places are drawn again with replacement, and a place's own share again within its sampling error.
//!
//! The peers' shares are first drawn towards their mean as far as chance alone makes them differ (`DerSimonian` and Laird
//! 1986 for the variance between places). The best quarter of small places is otherwise the luckiest quarter.

use super::layout::Layout;
use super::random::Random;
use super::rank::Estimate;
use super::score::{Aggregation, Tree, criterion_score};
use super::tally::Tally;

/// Fewer peers than this say nothing about a quarter of them.
pub const FEWEST_PEERS: usize = 8;
/// Share of the draws below and above a 95 % interval.
const TAIL: f64 = 0.025;

/// How the random steps are taken. The same draws give the same result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bootstrap {
    /// Rounds; 1,000 are enough for two digits of an interval.
    pub rounds: usize,
    /// The seed.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self {
            rounds: 1_000,
            seed: 1,
        }
    }
}

/// An estimate with its 95 % bootstrap interval.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Estimated {
    /// The estimate itself.
    pub estimate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Standard deviation of the draws.
    pub standard_error: f64,
}

impl Estimated {
    /// Whether it is surely above zero.
    pub fn is_positive(self) -> bool {
        self.low > 0.0
    }

    /// The same on another scale; `factor` ≥ 0.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self {
            estimate: self.estimate * factor,
            low: self.low * factor,
            high: self.high * factor,
            standard_error: self.standard_error * factor,
        }
    }

    fn of(estimate: f64, mut draws: Vec<f64>) -> Option<Self> {
        draws.sort_by(f64::total_cmp);
        let count = draws.len() as f64;
        let mean = draws.iter().sum::<f64>() / count;
        let squares: f64 = draws.iter().map(|draw| (draw - mean).powi(2)).sum();
        Some(Self {
            estimate,
            low: quantile(&draws, TAIL)?,
            high: quantile(&draws, 1.0 - TAIL)?,
            standard_error: (squares / (count - 1.0).max(1.0)).sqrt(),
        })
    }
}

/// How far a share is from where the upper quarter of the peers begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// Where the upper quarter of the peers begins, a share.
    pub target: f64,
    /// Target minus own share; negative where the place is better.
    pub gap: Estimated,
}

/// The quantile of sorted values, between two of them in proportion (type 7 of Hyndman and Fan 1996).
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = share.clamp(0.0, 1.0) * last as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (at - below as f64) * (sorted[above] - sorted[below]))
}

/// Pearson's correlation of pairs; `None` of fewer than three, or where one side does not vary.
pub fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.len() < 3 {
        return None;
    }
    let count = pairs.len() as f64;
    let (x, y) = pairs
        .iter()
        .fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let (x, y) = (x / count, y / count);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (a, b) in pairs {
        xx += (a - x).powi(2);
        yy += (b - y).powi(2);
        xy += (a - x) * (b - y);
    }
    let both = (xx * yy).sqrt();
    (both > 1e-15).then(|| (xy / both).clamp(-1.0, 1.0))
}

/// The correlation over places with its interval; `None` of fewer than [`FEWEST_PEERS`], or where it cannot be told.
pub fn association(pairs: &[(f64, f64)], bootstrap: Bootstrap) -> Option<Estimated> {
    if pairs.len() < FEWEST_PEERS {
        return None;
    }
    let estimate = correlation(pairs)?;
    let mut random = Random::new(bootstrap.seed);
    let mut drawn = Vec::with_capacity(pairs.len());
    let draws: Vec<f64> = (0..bootstrap.rounds)
        .filter_map(|_| {
            drawn.clear();
            drawn.extend(pairs.iter().map(|_| pairs[pick(&mut random, pairs.len())]));
            correlation(&drawn)
        })
        .collect();
    // A place drawn alone has no correlation; where that happens often, neither has the whole.
    (draws.len() * 20 >= bootstrap.rounds * 19).then_some(())?;
    Estimated::of(estimate, draws)
}

/// How far a place is from the upper quarter of its peers (without itself); `None` of fewer than [`FEWEST_PEERS`].
pub fn gap_to_upper_quarter(
    own: Estimate,
    peers: &[Estimate],
    bootstrap: Bootstrap,
) -> Option<Gap> {
    if peers.len() < FEWEST_PEERS {
        return None;
    }
    let peers: Vec<Weighed> = peers.iter().map(Weighed::of).collect();
    let mut room = Vec::with_capacity(peers.len());
    let target = upper_quarter(&peers, &mut room)?;
    let mut random = Random::new(bootstrap.seed);
    let mut drawn = Vec::with_capacity(peers.len());
    let draws: Vec<f64> = (0..bootstrap.rounds)
        .filter_map(|_| {
            drawn.clear();
            drawn.extend(peers.iter().map(|_| peers[pick(&mut random, peers.len())]));
            let again = (own.share + own.standard_error * random.normal()).clamp(0.0, 1.0);
            Some(upper_quarter(&drawn, &mut room)? - again)
        })
        .collect();
    Some(Gap {
        target,
        gap: Estimated::of(target - own.share, draws)?,
    })
}

/// A share with its weight, worked out once and drawn many times.
#[derive(Debug, Clone, Copy)]
struct Weighed {
    share: f64,
    variance: f64,
    weight: f64,
}

impl Weighed {
    fn of(place: &Estimate) -> Self {
        // An error of nothing would weigh without end.
        let variance = place.standard_error.powi(2).max(1e-9);
        Self {
            share: place.share,
            variance,
            weight: 1.0 / variance,
        }
    }
}

/// Where the upper quarter begins once every share is drawn towards the mean: [`quantile`] without sorting all of them, since
/// a bootstrap asks thousands of times. `room` is overwritten.
fn upper_quarter(peers: &[Weighed], room: &mut Vec<f64>) -> Option<f64> {
    room.clear();
    room.extend(draw_in(peers));
    let at = 0.75 * room.len().checked_sub(1)? as f64;
    let below = at.floor() as usize;
    let (_, low, above) = room.select_nth_unstable_by(below, f64::total_cmp);
    let low = *low;
    let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    Some(low + (at - below as f64) * (high - low))
}

/// Each share drawn towards the mean of all by how much of its distance chance explains.
pub fn drawn_in(places: &[Estimate]) -> Vec<f64> {
    let places: Vec<Weighed> = places.iter().map(Weighed::of).collect();
    draw_in(&places).collect()
}

fn draw_in(places: &[Weighed]) -> impl Iterator<Item = f64> {
    let mean_of = |sums: (f64, f64)| sums.0 / sums.1;
    let plain = places.iter().fold((0.0, 0.0), |(sum, total), place| {
        (sum + place.weight * place.share, total + place.weight)
    });
    let plain = mean_of(plain);
    let (mut scatter, mut weights, mut squares) = (0.0, 0.0, 0.0);
    for place in places {
        scatter += place.weight * (place.share - plain).powi(2);
        weights += place.weight;
        squares += place.weight * place.weight;
    }
    let free = places.len() as f64 - 1.0;
    let between = ((scatter - free) / (weights - squares / weights)).max(0.0);
    let between = if between.is_finite() { between } else { 0.0 };
    let mean = places.iter().fold((0.0, 0.0), |(sum, total), place| {
        let weight = 1.0 / (place.variance + between);
        (sum + weight * place.share, total + weight)
    });
    let mean = mean_of(mean);
    places
        .iter()
        .map(move |place| mean + between / (between + place.variance) * (place.share - mean))
}

fn pick(random: &mut Random, of: usize) -> usize {
    random.below(of as u64) as usize
}

/// The part of each criterion (by slot) in the whole index: how many points the index gains for a point of the criterion,
/// everything else as it is. Criteria that nobody answered have none.
pub fn parts_of_the_index(tree: &Tree, layout: &Layout, tally: &Tally) -> Vec<(usize, f64)> {
    fn below(tree: &Tree, known: &dyn Fn(usize) -> u64) -> Vec<(usize, f64)> {
        let all = || under(tree).into_iter().filter(|slot| known(*slot) > 0);
        match tree.rule {
            Aggregation::MeanOfCriteria => {
                let count = all().count() as f64;
                all().map(|slot| (slot, 1.0 / count)).collect()
            }
            Aggregation::PooledAnswers => {
                let answers: u64 = all().map(known).sum();
                let part = |slot| (slot, known(slot) as f64 / answers as f64);
                all().map(part).collect()
            }
            Aggregation::MeanOfChildren => {
                let nodes = tree.children.iter().map(|child| below(child, known));
                let nodes: Vec<_> = nodes.filter(|parts| !parts.is_empty()).collect();
                let own = tree.criteria.iter().filter(|slot| known(**slot) > 0);
                let own: Vec<_> = own.map(|slot| vec![(*slot, 1.0)]).collect();
                let count = (nodes.len() + own.len()) as f64;
                let parts = nodes.into_iter().chain(own).flatten();
                parts.map(|(slot, part)| (slot, part / count)).collect()
            }
        }
    }
    below(tree, &|slot| criterion_score(layout, tally, slot).answered)
}

fn under(tree: &Tree) -> Vec<usize> {
    let deeper = tree.children.iter().flat_map(under);
    tree.criteria.iter().copied().chain(deeper).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Node, Slot};

    const SHARES: [f64; 10] = [0.81, 0.92, 0.75, 0.88, 0.95, 0.69, 0.84, 0.90, 0.79, 0.86];
    const PEOPLE: [f64; 10] = [
        120.0, 45.0, 300.0, 80.0, 60.0, 150.0, 210.0, 33.0, 95.0, 400.0,
    ];

    fn peers() -> Vec<Estimate> {
        let estimate = |(share, n): (&f64, &f64)| Estimate {
            share: *share,
            standard_error: (share * (1.0 - share) / n).sqrt(),
        };
        SHARES.iter().zip(&PEOPLE).map(estimate).collect()
    }

    #[test]
    fn shares_drawn_in_and_their_upper_quarter_are_those_of_an_independent_computation() {
        // numpy 2: variance between places 0.004588571979, mean 0.838359906014.
        let wanted = [
            0.816_195_049,
            0.898_546_887,
            0.760_592_535,
            0.870_697_427,
            0.933_572_896,
            0.725_174_777,
            0.839_799_245,
            0.877_021_198,
            0.803_331_202,
            0.858_667_845,
        ];
        let found = drawn_in(&peers());
        assert!(
            found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-8),
            "{found:?}"
        );
        let weighed: Vec<Weighed> = peers().iter().map(Weighed::of).collect();
        let quarter = upper_quarter(&weighed, &mut Vec::new()).unwrap();
        assert!((quarter - 0.875_440_255).abs() < 1e-8);
        let mut ordered = drawn_in(&peers());
        ordered.sort_by(f64::total_cmp);
        assert_eq!(Some(quarter), quantile(&ordered, 0.75));
        let mut sorted = SHARES;
        sorted.sort_by(f64::total_cmp);
        assert!((quantile(&sorted, 0.75).unwrap() - 0.895).abs() < 1e-12);
    }

    #[test]
    fn intervals_are_those_of_an_independent_bootstrap() {
        // numpy 2 with 200,000 rounds: gap 0.021700–0.173062 (error 0.038387), correlation 0.847621–0.988344.
        let bootstrap = Bootstrap {
            rounds: 20_000,
            seed: 7,
        };
        let own = Estimate {
            share: 0.78,
            standard_error: (0.78 * 0.22 / 200.0_f64).sqrt(),
        };
        let Gap { target, gap } = gap_to_upper_quarter(own, &peers(), bootstrap).unwrap();
        assert!(
            (target - 0.875_440_255).abs() < 1e-8 && (gap.estimate - 0.095_440_255).abs() < 1e-8
        );
        let near =
            |found: f64, wanted: f64| assert!((found - wanted).abs() < 0.005, "{found} {wanted}");
        near(gap.low, 0.021_700);
        near(gap.high, 0.173_062);
        near(gap.standard_error, 0.038_387);
        let whole = [0.80, 0.90, 0.78, 0.86, 0.93, 0.74, 0.80, 0.91, 0.82, 0.83];
        let pairs: Vec<_> = SHARES.into_iter().zip(whole).collect();
        let found = association(&pairs, bootstrap).unwrap();
        assert!((found.estimate - 0.943_724_623).abs() < 1e-8);
        near(found.low, 0.847_621);
        near(found.high, 0.988_344);
        assert_eq!(
            found,
            association(&pairs, bootstrap).unwrap(),
            "the same draws give the same"
        );
    }
    #[test]
    fn a_gap_that_chance_explains_is_not_called_sure() {
        // Ten places that are all alike: their best quarter is luck, and nobody is told to reach it.
        let mut random = Random::new(3);
        let (mut claimed, rounds) = (0, 400);
        for round in 0..rounds {
            let mut place = |n: f64| {
                let satisfied = (0..n as u32).filter(|_| random.unit() < 0.85).count();
                let share = satisfied as f64 / n;
                let error = (share * (1.0 - share) / n).sqrt().max(0.02);
                Estimate {
                    share,
                    standard_error: error,
                }
            };
            let own = place(60.0);
            let peers: Vec<_> = (0..12).map(|i| place(30.0 + 10.0 * f64::from(i))).collect();
            let bootstrap = Bootstrap {
                rounds: 200,
                seed: round,
            };
            let found = gap_to_upper_quarter(own, &peers, bootstrap).unwrap();
            claimed += u32::from(found.gap.is_positive());
        }
        let share = f64::from(claimed) / rounds as f64;
        assert!(share < 0.05, "{share}");
    }

    #[test]
    fn few_peers_say_nothing() {
        let own = peers()[0];
        let bootstrap = Bootstrap::default();
        assert_eq!(gap_to_upper_quarter(own, &peers()[..7], bootstrap), None);
        assert_eq!(association(&[(0.1, 0.2); 7], bootstrap), None);
        assert_eq!(
            association(&[(0.1, 0.2); 20], bootstrap),
            None,
            "nothing varies"
        );
        assert_eq!(
            (quantile(&[], 0.5), correlation(&[(1.0, 1.0); 2])),
            (None, None)
        );
    }

    #[test]
    fn the_parts_of_the_criteria_are_the_slopes_of_the_index() {
        use Aggregation::{MeanOfChildren, MeanOfCriteria, PooledAnswers};
        let slot = Slot {
            levels: 2,
            satisfied: 0b10,
        };
        let layout = Layout {
            slots: vec![slot; 5],
            nodes: vec![
                Node {
                    slots: vec![0, 1, 2, 3],
                },
                Node {
                    slots: vec![0, 1, 2],
                },
                Node { slots: vec![3] },
            ],
            personal: vec![],
            self_selected: false,
        };
        let mut tally = Tally::new(&layout);
        for sheet in 0..20u8 {
            tally.add(
                &layout,
                &[sheet % 2, 1, if sheet < 5 { 255 } else { 1 }, 0, 255],
            );
        }
        let tree = |rule, inner| Tree {
            code: "overall".into(),
            rule,
            criteria: vec![4],
            node: 0,
            children: [(vec![0, 1, 2], 1), (vec![3], 2)]
                .map(|(criteria, node)| Tree {
                    code: String::new(),
                    rule: inner,
                    children: vec![],
                    criteria,
                    node,
                })
                .to_vec(),
        };
        let parts = |rule, inner| {
            let mut parts = parts_of_the_index(&tree(rule, inner), &layout, &tally);
            parts.sort_by_key(|part| part.0);
            parts.into_iter().map(|part| part.1).collect::<Vec<_>>()
        };
        let near = |found: Vec<f64>, wanted: &[f64]| {
            assert_eq!(found.len(), wanted.len());
            assert!(
                found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-12),
                "{found:?}"
            );
        };
        near(parts(MeanOfCriteria, MeanOfCriteria), &[0.25; 4]);
        near(
            parts(PooledAnswers, MeanOfCriteria),
            &[20.0 / 75.0, 20.0 / 75.0, 15.0 / 75.0, 20.0 / 75.0],
        );
        near(
            parts(MeanOfChildren, MeanOfCriteria),
            &[1.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0, 0.5],
        );
    }
}
