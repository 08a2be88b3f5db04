//! Post-stratification: each part counts by how many people it is known to have.

use super::kish::{MOST_DEFF, WeightFault};
use crate::index::interval::{Interval, wilson_share};
use crate::index::normal::Z95;

/// One stratum: its counts, and how many people or transactions it is known to have.
#[derive(Debug, Clone, PartialEq)]
pub struct Stratum {
    /// Name, for messages.
    pub name: String,
    /// Satisfied answers.
    pub satisfied: u64,
    /// Answers.
    pub answered: u64,
    /// Known total of people or transactions.
    pub total: u64,
}

/// A share over strata of known size.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct StratifiedShare {
    /// Σ Wₕ·pₕ.
    pub share: f64,
    /// The answers pooled without weights, to be shown beside it.
    pub unweighted: f64,
    /// Kish's design effect of the weights Wₕ/nₕ.
    pub deff: f64,
    /// Effective number of answers.
    pub n_eff: f64,
    /// Wilson's interval on `n_eff`.
    pub interval: Interval,
}

/// The share weighted to the known totals. `census` applies the finite population correction, right only
/// when the question is about exactly these transactions. Strata without people are left out; a stratum
/// with people but no answers, or weights with deff above 2, are refused.
pub fn post_stratify(strata: &[Stratum], census: bool) -> Result<StratifiedShare, WeightFault> {
    let people: u64 = strata.iter().map(|s| s.total).sum();
    if people == 0 {
        return Err(WeightFault::SumZero);
    }
    let (mut share, mut variance, mut square_weights) = (0.0, 0.0, 0.0);
    let (mut satisfied, mut answered) = (0, 0);
    for stratum in strata.iter().filter(|s| s.total > 0) {
        if stratum.answered == 0 {
            return Err(WeightFault::EmptyStratum(stratum.name.clone()));
        }
        let (n, total) = (stratum.answered as f64, stratum.total as f64);
        let weight = total / people as f64;
        let p = stratum.satisfied.min(stratum.answered) as f64 / n;
        let left = if census {
            (1.0 - n / total).max(0.0)
        } else {
            1.0
        };
        share += weight * p;
        // One answer says nothing about spread; it is taken as if there were two.
        variance += weight * weight * left * p * (1.0 - p) / (n - 1.0).max(1.0);
        square_weights += weight * weight / n;
        satisfied += stratum.satisfied;
        answered += stratum.answered;
    }
    let share = share.clamp(0.0, 1.0);
    let kish = 1.0 / square_weights;
    let deff = answered as f64 / kish;
    if deff > MOST_DEFF {
        return Err(WeightFault::DeffAbove2(deff));
    }
    let binomial = share * (1.0 - share);
    let n_eff = if variance > 0.0 && binomial > 0.0 {
        binomial / variance
    } else {
        kish
    };
    let interval = wilson_share(share, n_eff, Z95).ok_or(WeightFault::SumZero)?;
    Ok(StratifiedShare {
        share,
        unweighted: satisfied as f64 / answered as f64,
        deff,
        n_eff,
        interval,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stratum(name: &str, satisfied: u64, answered: u64, total: u64) -> Stratum {
        Stratum {
            name: name.into(),
            satisfied,
            answered,
            total,
        }
    }

    #[test]
    fn strata_count_by_their_people_and_not_by_their_answers() {
        let strata = [stratum("A", 45, 50, 100), stratum("B", 30, 50, 300)];
        let found = post_stratify(&strata, false).unwrap();
        assert!((found.share - (0.25 * 0.9 + 0.75 * 0.6)).abs() < 1e-12);
        assert!((found.unweighted - 0.75).abs() < 1e-12 && (found.deff - 1.25).abs() < 1e-12);
        assert!(found.interval.contains(found.share));
    }

    #[test]
    fn a_sample_in_proportion_needs_no_weights() {
        let found = post_stratify(
            &[stratum("A", 40, 50, 500), stratum("B", 90, 100, 1000)],
            false,
        )
        .unwrap();
        assert!((found.share - found.unweighted).abs() < 1e-12 && (found.deff - 1.0).abs() < 1e-12);
    }

    #[test]
    fn asking_everyone_leaves_no_doubt_about_these_transactions() {
        let strata = [stratum("A", 40, 50, 60), stratum("B", 30, 50, 60)];
        let (some, all) = (
            post_stratify(&strata, false).unwrap(),
            post_stratify(&strata, true).unwrap(),
        );
        assert!(all.interval.width() < some.interval.width());
    }

    #[test]
    fn an_empty_stratum_or_uneven_weights_are_refused_by_name() {
        let empty = post_stratify(&[stratum("A", 9, 10, 50), stratum("Xã B", 0, 0, 50)], false);
        assert_eq!(empty, Err(WeightFault::EmptyStratum("Xã B".into())));
        let uneven = post_stratify(&[stratum("A", 90, 100, 10), stratum("B", 2, 3, 990)], false);
        assert!(matches!(uneven, Err(WeightFault::DeffAbove2(_))));
        assert_eq!(
            post_stratify(&[stratum("A", 1, 1, 0)], false),
            Err(WeightFault::SumZero)
        );
        let full =
            post_stratify(&[stratum("A", 10, 10, 50), stratum("B", 10, 10, 50)], false).unwrap();
        assert!(
            full.interval.high >= 1.0 && (full.n_eff - 20.0).abs() < 1e-9,
            "Kish where there is no spread"
        );
    }
}
