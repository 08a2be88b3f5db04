//! Funnel plots: which places differ from the whole by more than their size explains.

use crate::index::normal::{Z95, Z998};

/// Where places with n answers lie if they are like the whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// 95 % limits, shares cut to 0–1.
    pub inner: (f64, f64),
    /// 99.8 % limits, shares cut to 0–1.
    pub outer: (f64, f64),
}

/// A funnel around the share of all places, widened for the spread that is there between all of them
/// (additive over-dispersion, Spiegelhalter 2005).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Funnel {
    /// The pooled share.
    pub centre: f64,
    /// Mean of the squared z-scores, the extreme tenth at each end pulled in; 1 = no more spread than chance.
    pub phi: f64,
    /// Variance between places beyond chance (a squared share).
    pub tau_squared: f64,
}

impl Funnel {
    /// From (satisfied, answered) of every place; `None` when nobody answered or all answered alike.
    pub fn around(places: &[(u64, u64)]) -> Option<Self> {
        let with_answers: Vec<_> = places.iter().filter(|(_, n)| *n > 0).collect();
        let (x, n) = with_answers
            .iter()
            .fold((0, 0), |sum, place| (sum.0 + place.0, sum.1 + place.1));
        if x == 0 || x >= n {
            return None;
        }
        let centre = x as f64 / n as f64;
        let chance = |n: u64| centre * (1.0 - centre) / n as f64;
        let mut scores: Vec<f64> = with_answers
            .iter()
            .map(|&&(x, n)| (x as f64 / n as f64 - centre) / chance(n).sqrt())
            .collect();
        scores.sort_by(f64::total_cmp);
        let count = scores.len();
        let cut = count / 10;
        let (least, most) = (scores[cut], scores[count - 1 - cut]);
        let phi = scores
            .iter()
            .map(|z| z.clamp(least, most).powi(2))
            .sum::<f64>()
            / count as f64;
        let weights: Vec<f64> = with_answers
            .iter()
            .map(|&&(_, n)| 1.0 / chance(n))
            .collect();
        let (sum, squares) = weights
            .iter()
            .fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
        let room = sum - squares / sum;
        let beyond = count as f64 * phi - (count as f64 - 1.0);
        let tau_squared = if room > 0.0 {
            (beyond / room).max(0.0)
        } else {
            0.0
        };
        Some(Self {
            centre,
            phi,
            tau_squared,
        })
    }

    /// The limits for a place with n ≥ 1 answers.
    pub fn at(&self, n: u64) -> Limits {
        let chance = self.centre * (1.0 - self.centre) / n.max(1) as f64;
        let deviation = (chance + self.tau_squared).sqrt();
        let ends = |z: f64| {
            let half = z * deviation;
            ((self.centre - half).max(0.0), (self.centre + half).min(1.0))
        };
        Limits {
            inner: ends(Z95),
            outer: ends(Z998),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_alike_make_a_plain_funnel() {
        let alike = [(90, 100), (180, 200), (45, 50), (360, 400)];
        let funnel = Funnel::around(&alike).unwrap();
        assert!(funnel.phi < 1e-20 && funnel.tau_squared.abs() < 1e-20);
        let limits = funnel.at(100);
        assert!((limits.inner.0 - (0.9 - Z95 * 0.03)).abs() < 1e-12);
        assert!(limits.outer.0 < limits.inner.0 && limits.outer.1 <= 1.0);
        assert!(
            funnel.at(1000).inner.0 > limits.inner.0,
            "more answers, narrower"
        );
    }

    #[test]
    fn places_that_differ_by_themselves_widen_it() {
        let apart: Vec<_> = (0..20).map(|i| (700 + 12 * i, 1000)).collect();
        let funnel = Funnel::around(&apart).unwrap();
        assert!(
            funnel.phi > 10.0 && funnel.tau_squared > 0.003,
            "{funnel:?}"
        );
        assert_eq!(Funnel::around(&[(0, 10), (0, 5)]), None);
        assert_eq!(Funnel::around(&[]), None);
    }
}
