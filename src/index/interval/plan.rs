//! How many answers are enough: for a precision, for seeing a change, for confirming a target.

use super::wilson::{Interval, wilson};
use crate::index::normal::{Z_POWER80, Z95};

/// Answers per period that show a change of `change` (a share) with 80 % power at a two-sided 5 %, when
/// about `share` are satisfied. `None` unless 0 < share < 1 and 0 < change < 1.
pub fn needed_for_change(share: f64, change: f64) -> Option<u64> {
    let sane = share > 0.0 && share < 1.0 && change > 0.0 && change < 1.0;
    let z = Z95 + Z_POWER80;
    sane.then(|| (z * z * 2.0 * share * (1.0 - share) / (change * change)).ceil() as u64)
}

/// Answers that give ± `half_width` (a share) at 95 % in a simple random sample; out of a known number
/// of people when `population` is given.
pub fn needed_for_precision(share: f64, half_width: f64, population: Option<u64>) -> Option<u64> {
    let sane = share > 0.0 && share < 1.0 && half_width > 0.0 && half_width < 1.0;
    sane.then(|| {
        let endless = Z95 * Z95 * share * (1.0 - share) / (half_width * half_width);
        let needed = population.map_or(endless, |people| {
            let people = people as f64;
            endless * people / (endless + people - 1.0)
        });
        needed.ceil() as u64
    })
}

/// Whether a target share can be confirmed at all with n answers: even if all are satisfied, the lower
/// end of the interval must reach it.
pub fn enough_to_confirm(target: f64, n: u64) -> bool {
    wilson(n, n).is_some_and(|all| all.low >= target)
}

/// Reliable in the manner of the NCHS: at least 30 effective answers and a width of at most 30 points.
pub fn reliable(n_eff: f64, interval: Interval) -> bool {
    n_eff >= 30.0 && interval.width() <= 0.30
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeing_a_change_takes_this_many_answers() {
        let needed = [0.03, 0.05, 0.10].map(|change| needed_for_change(0.9, change).unwrap());
        assert_eq!(needed, [1570, 566, 142]);
        assert_eq!(needed_for_change(1.0, 0.1), None);
    }

    #[test]
    fn precision_at_84_percent_is_that_of_the_method() {
        for (n, points) in [
            (30, 13.1),
            (75, 8.3),
            (90, 7.6),
            (510, 3.2),
            (2700, 1.4),
            (36_525, 0.4),
        ] {
            let half = 100.0 * Z95 * (0.84 * 0.16 / f64::from(n)).sqrt();
            assert!((half - points).abs() < 0.06, "{n}");
        }
        assert_eq!(needed_for_precision(0.5, 0.05, None), Some(385));
        assert_eq!(needed_for_precision(0.5, 0.05, Some(500)), Some(218));
    }

    #[test]
    fn thirty_of_thirty_do_not_confirm_95_percent() {
        assert!(!enough_to_confirm(0.95, 30));
        assert!(enough_to_confirm(0.95, 100));
        assert!(!reliable(29.0, wilson(29, 29).unwrap()));
        assert!(reliable(30.0, wilson(27, 30).unwrap()));
    }
}
