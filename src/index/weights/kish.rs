//! A weighted share, its effective number of answers, and why weights are refused.

use crate::index::Layout;
use crate::index::interval::{Interval, wilson_share};
use crate::index::normal::Z95;
use crate::index::tally::{Tally, WEIGHT_UNIT};

/// Weights that cost more than half of the answers are not worth it.
pub const MOST_DEFF: f64 = 2.0;

/// Why weights are refused. The plain value stands, and the reason is printed beside it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WeightFault {
    /// A negative or unreadable weight, by position from 0.
    #[error("weight {at} is {weight}: a weight is 0 or more")]
    Bad {
        /// Position from 0.
        at: usize,
        /// What stood there.
        weight: f64,
    },
    /// No weight at all.
    #[error("the weights sum to zero: nobody would count")]
    SumZero,
    /// People are known to exist where nobody was asked.
    #[error(
        "stratum “{0}” has people but no answers: merge it with a neighbour or publish unweighted"
    )]
    EmptyStratum(String),
    /// Weights too uneven.
    #[error("the weights cost too much (deff {0:.2} is above 2): published unweighted")]
    DeffAbove2(f64),
    /// Raking that does not settle.
    #[error(
        "raking did not settle after {0} rounds: the margins contradict each other; use fewer or merge categories"
    )]
    Unsettled(u32),
}

/// A share from weighted answers.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct WeightedShare {
    /// Σwy ÷ Σw.
    pub share: f64,
    /// Kish's design effect n·Σw² ÷ (Σw)², 1 or more.
    pub deff: f64,
    /// n ÷ deff: as many equal answers would be as sure.
    pub n_eff: f64,
    /// Wilson's interval on `n_eff`.
    pub interval: Interval,
}

impl WeightedShare {
    /// From (weight, satisfied) of every answer.
    pub fn of(answers: impl IntoIterator<Item = (f64, bool)>) -> Result<Self, WeightFault> {
        let (mut n, mut sum, mut squares, mut satisfied) = (0usize, 0.0, 0.0, 0.0);
        for (at, (weight, yes)) in answers.into_iter().enumerate() {
            if !weight.is_finite() || weight < 0.0 {
                return Err(WeightFault::Bad { at, weight });
            }
            n += 1;
            sum += weight;
            squares += weight * weight;
            satisfied += if yes { weight } else { 0.0 };
        }
        Self::from_sums(n as f64, sum, squares, satisfied)
    }

    /// From the weighted counts of one slot of a tally; `None` when the tally has no weights.
    pub fn of_slot(
        layout: &Layout,
        tally: &Tally,
        slot: usize,
    ) -> Option<Result<Self, WeightFault>> {
        let weighted = tally.weighted()?;
        let start = *layout.offsets().get(slot)?;
        let levels = layout.slots[slot].levels;
        let (mut sum, mut satisfied) = (0.0, 0.0);
        for option in 0..levels {
            let weight = weighted.counts[start + usize::from(option)] as f64;
            sum += weight;
            satisfied += if layout.slots[slot].is_satisfied(option) {
                weight
            } else {
                0.0
            };
        }
        let squares = weighted.squares[slot] as f64 * WEIGHT_UNIT as f64;
        let n = tally.answered(layout, slot) as f64;
        Some(Self::from_sums(n, sum, squares, satisfied))
    }

    fn from_sums(n: f64, sum: f64, squares: f64, satisfied: f64) -> Result<Self, WeightFault> {
        if sum <= 0.0 || n <= 0.0 {
            return Err(WeightFault::SumZero);
        }
        let share = (satisfied / sum).clamp(0.0, 1.0);
        let deff = n * squares / (sum * sum);
        let n_eff = n / deff;
        let interval = wilson_share(share, n_eff, Z95).ok_or(WeightFault::SumZero)?;
        Ok(Self {
            share,
            deff,
            n_eff,
            interval,
        })
    }

    /// The share, unless its weights cost too much.
    pub fn worth_it(self) -> Result<Self, WeightFault> {
        if self.deff > MOST_DEFF {
            Err(WeightFault::DeffAbove2(self.deff))
        } else {
            Ok(self)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Slot;

    #[test]
    fn the_vector_of_kish_comes_out() {
        let weights = [1.0, 1.0, 1.0, 2.0, 2.0, 3.0];
        let yes = [true, true, false, true, true, true];
        let found = WeightedShare::of(weights.into_iter().zip(yes)).unwrap();
        assert!((found.share - 0.9).abs() < 1e-12 && (found.deff - 1.2).abs() < 1e-12);
        assert!((found.n_eff - 5.0).abs() < 1e-12);
        assert!((found.interval.low - 0.462_944).abs() < 6e-7);
        assert!((found.interval.high - 0.989_470).abs() < 6e-7);
    }

    #[test]
    fn a_weighted_tally_gives_the_same_as_its_answers() {
        let layout = Layout {
            slots: vec![Slot {
                levels: 5,
                satisfied: 0b11000,
            }],
            ..Layout::default()
        };
        let mut tally = Tally::new(&layout);
        assert!(WeightedShare::of_slot(&layout, &tally, 0).is_none());
        let answers = [(1.0, 4), (1.0, 3), (1.0, 2), (2.0, 4), (2.0, 3), (3.0, 4)];
        for (weight, answer) in answers {
            tally.add_weighted(&layout, &[answer], (weight * WEIGHT_UNIT as f64) as u64);
        }
        let counted = WeightedShare::of_slot(&layout, &tally, 0).unwrap().unwrap();
        let direct = WeightedShare::of(answers.map(|(w, a)| (w, a >= 3))).unwrap();
        assert!(
            (counted.share - direct.share).abs() < 1e-12
                && (counted.deff - direct.deff).abs() < 1e-9
        );
    }

    #[test]
    fn bad_weights_are_refused_with_the_reason() {
        let refused =
            |weights: &[f64]| WeightedShare::of(weights.iter().map(|&w| (w, true))).unwrap_err();
        assert_eq!(
            refused(&[1.0, -2.0]),
            WeightFault::Bad {
                at: 1,
                weight: -2.0
            }
        );
        assert!(matches!(
            refused(&[f64::NAN]),
            WeightFault::Bad { at: 0, .. }
        ));
        assert_eq!(refused(&[0.0, 0.0]), WeightFault::SumZero);
        assert_eq!(refused(&[]), WeightFault::SumZero);
        let uneven =
            WeightedShare::of([(1.0, true), (1.0, true), (1.0, false), (20.0, true)]).unwrap();
        assert!(matches!(uneven.worth_it(), Err(WeightFault::DeffAbove2(_))));
    }
}
