//! Many comparisons at once: of twenty tests at 5 % one rejects by chance alone.
//!
//! ```
//! use sipas::index::multiple::{benjamini_hochberg, holm};
//!
//! let p = [0.001, 0.014, 0.03, 0.2];
//! assert_eq!(benjamini_hochberg(&p, 0.05), [true, true, true, false]); // share of false alarms ≤ 5 %
//! assert_eq!(holm(&p, 0.05), [true, true, false, false]); // chance of any false alarm ≤ 5 %
//! ```

/// Which tests are rejected while the expected share of false ones among them stays below `rate`
/// (Benjamini and Hochberg 1995): for arrows over a table of places.
pub fn benjamini_hochberg(p_values: &[f64], rate: f64) -> Vec<bool> {
    let count = p_values.len() as f64;
    let order = ascending(p_values);
    let fits = |(at, test): (usize, &usize)| p_values[*test] <= rate * (at + 1) as f64 / count;
    let rejected = order
        .iter()
        .enumerate()
        .rposition(fits)
        .map_or(0, |last| last + 1);
    chosen(&order[..rejected], p_values.len())
}

/// Which tests are rejected while the chance of even one false one stays below `level` (Holm 1979):
/// for several criteria of one office.
pub fn holm(p_values: &[f64], level: f64) -> Vec<bool> {
    let count = p_values.len();
    let order = ascending(p_values);
    let fits = |(at, test): &(usize, &usize)| p_values[**test] <= level / (count - at) as f64;
    let rejected = order.iter().enumerate().take_while(fits).count();
    chosen(&order[..rejected], count)
}

fn ascending(p_values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    order
}

fn chosen(tests: &[usize], count: usize) -> Vec<bool> {
    let mut chosen = vec![false; count];
    for &test in tests {
        chosen[test] = true;
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_of_benjamini_and_hochberg_rejects_four() {
        // Their paper of 1995, section 3.2, at 5 %.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        assert_eq!(
            benjamini_hochberg(&p, 0.05).iter().filter(|r| **r).count(),
            4
        );
        assert_eq!(holm(&p, 0.05).iter().filter(|r| **r).count(), 3);
        assert!(benjamini_hochberg(&[], 0.05).is_empty() && holm(&[], 0.05).is_empty());
    }

    proptest! {
        #[test]
        fn neither_rejects_what_a_single_test_would_not(p in prop::collection::vec(0.0f64..=1.0, 0..50)) {
            let (bh, holm) = (benjamini_hochberg(&p, 0.05), holm(&p, 0.05));
            for ((p, bh), holm) in p.iter().zip(bh).zip(holm) {
                prop_assert!(!bh || *p <= 0.05);
                prop_assert!(!holm || bh, "Holm is the stricter");
            }
        }
    }
}
