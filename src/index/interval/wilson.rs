//! Wilson's score interval for one percentage.

use crate::index::normal::{Z84, Z95};

/// An interval of shares, 0 ≤ low ≤ high ≤ 1.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Interval {
    /// Lower end, a share.
    pub low: f64,
    /// Upper end, a share.
    pub high: f64,
}

impl Interval {
    /// Upper minus lower end.
    pub fn width(self) -> f64 {
        self.high - self.low
    }

    /// Whether a share lies inside, ends included.
    pub fn contains(self, share: f64) -> bool {
        self.low <= share && share <= self.high
    }

    /// The standard error to use in later formulas; never 0, not even at 100 %.
    pub fn standard_error(self) -> f64 {
        self.width() / (2.0 * Z95)
    }

    /// The narrower interval for “do these two bars differ?” charts: about the 5 % level when two of them
    /// do not overlap.
    #[must_use]
    pub fn for_comparing(self) -> Self {
        let (middle, half) = (
            f64::midpoint(self.low, self.high),
            self.standard_error() * Z84,
        );
        Self {
            low: (middle - half).max(0.0),
            high: (middle + half).min(1.0),
        }
    }
}

/// The 95 % interval of `x` out of `n`; `None` when n = 0. More than n counts as n.
pub fn wilson(x: u64, n: u64) -> Option<Interval> {
    if n == 0 {
        return None;
    }
    let x = x.min(n);
    let inside = wilson_share(x as f64 / n as f64, n as f64, Z95)?;
    Some(Interval {
        low: if x == 0 { 0.0 } else { inside.low },
        high: if x == n { 1.0 } else { inside.high },
    })
}

/// Wilson's interval of a share from an *effective* number of answers, at any z; `None` unless
/// 0 ≤ share ≤ 1 and `n_eff` > 0.
pub fn wilson_share(share: f64, n_eff: f64, z: f64) -> Option<Interval> {
    if !(0.0..=1.0).contains(&share) || !n_eff.is_finite() || n_eff <= 0.0 {
        return None;
    }
    let square = z * z;
    let shrink = 1.0 + square / n_eff;
    let centre = (share + square / (2.0 * n_eff)) / shrink;
    let spread = share * (1.0 - share) / n_eff + square / (4.0 * n_eff * n_eff);
    let half = z / shrink * spread.sqrt();
    Some(Interval {
        low: if share <= 0.0 {
            0.0
        } else {
            (centre - half).max(0.0)
        },
        high: if share >= 1.0 {
            1.0
        } else {
            (centre + half).min(1.0)
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_vectors_come_out_to_six_decimals() {
        let vectors = [
            (9, 10, 0.595_850, 0.982_124),
            (10, 10, 0.722_467, 1.0),
            (27, 30, 0.743_789, 0.965_400),
            (93, 100, 0.862_505, 0.965_681),
            (0, 20, 0.0, 0.161_125),
        ];
        for (x, n, low, high) in vectors {
            let found = wilson(x, n).unwrap();
            assert!(
                (found.low - low).abs() < 6e-7 && (found.high - high).abs() < 6e-7,
                "{x}/{n}"
            );
        }
        assert_eq!(wilson(0, 20).unwrap().low.to_bits(), 0f64.to_bits());
        assert_eq!(wilson(10, 10).unwrap().high.to_bits(), 1f64.to_bits());
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn widths_at_nine_in_ten_are_those_of_the_planning_table() {
        let widths = [
            (4, 5, 0.588),
            (9, 10, 0.386),
            (11, 12, 0.339),
            (18, 20, 0.273),
            (27, 30, 0.222),
            (45, 50, 0.170),
            (90, 100, 0.119),
            (180, 200, 0.084),
            (360, 400, 0.059),
        ];
        for (x, n, width) in widths {
            let found = wilson(x, n).unwrap().width();
            assert!((found - width).abs() < 5.1e-4, "{x}/{n}: {found}");
        }
        let lows = [
            (5, 0.566),
            (10, 0.722),
            (12, 0.758),
            (20, 0.839),
            (30, 0.886),
            (50, 0.929),
            (100, 0.963),
            (200, 0.981),
            (400, 0.990),
        ];
        for (n, low) in lows {
            assert!((wilson(n, n).unwrap().low - low).abs() < 6e-4, "{n}");
        }
    }

    #[test]
    fn coverage_from_ten_answers_on_is_near_what_is_promised() {
        // Exact, by summing the binomial distribution; the reference table of the method.
        for (n, p, coverage) in [
            (10u64, 0.95, 0.914),
            (20, 0.9, 0.957),
            (30, 0.9, 0.974),
            (50, 0.95, 0.962),
            (100, 0.98, 0.949),
        ] {
            let mut mass = (1.0f64 - p).powi(n as i32);
            let mut covered = 0.0;
            for x in 0..=n {
                if wilson(x, n).unwrap().contains(p) {
                    covered += mass;
                }
                mass *= (n - x) as f64 / (x + 1) as f64 * p / (1.0 - p);
            }
            assert!(
                (covered - coverage).abs() < 6e-4,
                "n = {n}, p = {p}: {covered}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_interval_contains_its_share_and_mirrors(n in 1u64..5000, part in 0.0f64..=1.0) {
            let x = (part * n as f64) as u64;
            let (one, other) = (wilson(x, n).unwrap(), wilson(n - x, n).unwrap());
            prop_assert!(one.contains(x as f64 / n as f64));
            prop_assert!(0.0 <= one.low && one.high <= 1.0);
            prop_assert!((one.low - (1.0 - other.high)).abs() < 1e-12 && (one.high - (1.0 - other.low)).abs() < 1e-12);
        }

        #[test]
        fn the_interval_shrinks_as_answers_are_added(x in 0u64..200, more in 0u64..200, times in 2u64..20) {
            let n = x + more + 1;
            prop_assert!(wilson(x * times, n * times).unwrap().width() < wilson(x, n).unwrap().width());
        }
    }
}
