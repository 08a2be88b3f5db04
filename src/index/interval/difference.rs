//! Whether a percentage has changed: Newcombe's interval for a difference.

use super::wilson::{Interval, wilson};
use crate::index::normal::two_sided_p;

/// A difference of two shares with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Difference {
    /// First minus second, a share (0.05 = 5 points).
    pub estimate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Difference {
    /// Whether the interval leaves no doubt about the sign.
    pub fn excludes_zero(self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// p1 − p2 of (satisfied, answered) pairs; `None` when either has no answers.
pub fn newcombe(first: (u64, u64), second: (u64, u64)) -> Option<Difference> {
    let (one, two) = (wilson(first.0, first.1)?, wilson(second.0, second.1)?);
    let share = |(x, n): (u64, u64)| x.min(n) as f64 / n as f64;
    Some(newcombe_between((share(first), one), (share(second), two)))
}

/// The same from any two shares with their intervals, weighted or of a whole index.
pub fn newcombe_between(first: (f64, Interval), second: (f64, Interval)) -> Difference {
    let ((p1, one), (p2, two)) = (first, second);
    let estimate = p1 - p2;
    Difference {
        estimate,
        low: estimate - (p1 - one.low).hypot(two.high - p2),
        high: estimate + (one.high - p1).hypot(p2 - two.low),
    }
}

/// The p-value of “no change”, for holding the false-discovery rate over a table. From the standard
/// errors of the two intervals, so that it goes with [`newcombe_between`] and is never 0/0.
pub fn change_p_value(first: (f64, Interval), second: (f64, Interval)) -> f64 {
    let spread = first.1.standard_error().hypot(second.1.standard_error());
    if spread > 0.0 {
        two_sided_p((first.0 - second.0) / spread)
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nineteen_of_twenty_intervals_hold_the_true_change() {
        let mut random = crate::index::Random::new(5);
        let (now, before, worlds) = (0.86, 0.80, 2000);
        for n in [30u64, 150] {
            let mut answers = |truth: f64| (0..n).filter(|_| random.unit() < truth).count() as u64;
            let mut held = 0;
            for _ in 0..worlds {
                let found = newcombe((answers(now), n), (answers(before), n)).unwrap();
                held += u32::from(found.low <= now - before && now - before <= found.high);
            }
            // Three Monte-Carlo errors below nominal.
            let coverage = f64::from(held) / f64::from(worlds);
            let error = (0.95 * 0.05 / f64::from(worlds)).sqrt();
            assert!(
                coverage >= 0.95 - 3.0 * error && coverage < 0.985,
                "n = {n}: {coverage}"
            );
        }
    }

    #[test]
    fn the_vector_of_newcombe_comes_out() {
        let found = newcombe((56, 70), (48, 80)).unwrap();
        assert!((found.low - 0.0524).abs() < 5e-5 && (found.high - 0.3339).abs() < 5e-5);
        assert!(found.excludes_zero());
        assert_eq!(newcombe((1, 2), (0, 0)), None);
    }

    proptest! {
        #[test]
        fn exchanging_the_two_mirrors_the_difference(a in 0u64..100, b in 1u64..100, c in 0u64..100, d in 1u64..100) {
            let (first, second) = ((a.min(b), b), (c.min(d), d));
            let (one, two) = (newcombe(first, second).unwrap(), newcombe(second, first).unwrap());
            prop_assert!((one.low + two.high).abs() < 1e-12 && (one.high + two.low).abs() < 1e-12);
            prop_assert!(one.low <= one.estimate && one.estimate <= one.high);
        }
    }
}
