//! A percentage as an exact ratio, rounded once, when shown.
//!
//! A *satisfaction percentage* is satisfied ÷ answered: two counts. Averages of such ratios are ratios
//! again, so nothing is lost until the last step, and equal values are equal whatever way they came.
//! “No data” is `None`, never 0.
//!
//! ```
//! use sipas::index::Percent;
//!
//! let criteria = [Percent::of(3, 5), Percent::of(4, 5), Percent::of(3, 4), Percent::of(4, 4)];
//! let mean = Percent::mean(criteria.into_iter().flatten()).unwrap();
//! assert_eq!(mean.rounded(2).vi(), "78,75");
//! let pooled = Percent::pooled([(3, 5), (4, 5), (3, 4), (4, 4)]).unwrap();
//! assert_eq!(pooled.rounded(2).vi(), "77,78");
//! assert_eq!(Percent::of(0, 0), None);
//! ```

use std::cmp::Ordering;
use std::str::FromStr;

use super::decimal::{Decimal, DecimalError, MOST_DECIMALS};

/// Ratios are kept exactly up to this denominator. A mean whose common denominator is larger (dozens of
/// criteria, each answered by another number of people) is carried with 27 digits and rounded to 21:
/// every value that ends within 21 digits is then still exact, so halves round the right way.
const EXACT: u128 = 10u128.pow(27);
const CARRIED_GRAIN: u128 = 10u128.pow(6);

/// An exact share between 0 and 1, shown as a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Percent {
    numerator: u128,
    denominator: u128,
}

/// A difference of two percentages, in points (điểm phần trăm).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Points {
    negative: bool,
    size: Percent,
}

/// Why a written percentage was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PercentError {
    /// Not a number in the machine format.
    #[error(transparent)]
    Number(#[from] DecimalError),
    /// Below 0 or above 100.
    #[error("{0} is not between 0 and 100")]
    OutOfRange(Decimal),
}

/// How a printed number relates to the exact one; local press truncates, and sums rounded parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// The exact value, rounded half away from zero, is what was printed.
    Rounded,
    /// The exact value, cut off, is what was printed.
    Truncated,
    /// Within the tolerance of imports: 0.02, or 0.1 where one decimal or none is printed.
    Near,
    /// None of these.
    Differs,
}

impl Percent {
    /// Nobody.
    pub const ZERO: Self = Self {
        numerator: 0,
        denominator: 1,
    };
    /// Everybody.
    pub const FULL: Self = Self {
        numerator: 1,
        denominator: 1,
    };

    /// Satisfied ÷ answered; `None` when nobody answered. More satisfied than answered counts as all.
    pub fn of(satisfied: u64, answered: u64) -> Option<Self> {
        debug_assert!(satisfied <= answered);
        let shared = gcd(satisfied.into(), answered.into());
        (answered > 0).then(|| Self {
            numerator: u128::from(satisfied.min(answered)) / shared,
            denominator: u128::from(answered) / shared,
        })
    }

    /// All satisfied answers ÷ all answers; `None` when there are none.
    pub fn pooled(counts: impl IntoIterator<Item = (u64, u64)>) -> Option<Self> {
        let (satisfied, answered) = counts
            .into_iter()
            .fold((0, 0), |sum, next| (sum.0 + next.0, sum.1 + next.1));
        Self::of(satisfied, answered)
    }

    /// The plain mean; `None` of nothing.
    pub fn mean(values: impl IntoIterator<Item = Self>) -> Option<Self> {
        Self::weighted_mean(values.into_iter().map(|value| (value, 1)))
    }

    /// The mean with whole-number weights (numbers of criteria, of people); `None` when they sum to 0.
    pub fn weighted_mean(values: impl IntoIterator<Item = (Self, u32)>) -> Option<Self> {
        // Equal denominators are added first: when everybody answered every row there is only one.
        let mut terms: Vec<Self> = Vec::new();
        let mut weights = 0u128;
        for (value, weight) in values {
            weights += u128::from(weight);
            let numerator = value.numerator * u128::from(weight);
            match terms
                .iter_mut()
                .find(|t| t.denominator == value.denominator)
            {
                Some(term) => term.numerator += numerator,
                None => terms.push(Self { numerator, ..value }),
            }
        }
        if weights == 0 {
            return None;
        }
        exact_quotient(&terms, weights).or_else(|| Some(carried_quotient(&terms, weights)))
    }

    /// The share, 0–1, as the nearest double: for intervals and drawing, never for rounding.
    pub fn share(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// The percentage, 0–100, as the nearest double.
    pub fn value(self) -> f64 {
        100.0 * self.numerator as f64 / self.denominator as f64
    }

    /// The percentage rounded half away from zero, at most six decimals.
    pub fn rounded(self, decimals: u8) -> Decimal {
        let decimals = decimals.min(MOST_DECIMALS);
        let scaled = self.numerator * 100 * 10u128.pow(decimals.into());
        let units = (2 * scaled + self.denominator) / (2 * self.denominator);
        Decimal::new(units as i64, decimals)
    }

    /// The percentage cut off after so many decimals.
    pub fn truncated(self, decimals: u8) -> Decimal {
        let decimals = decimals.min(MOST_DECIMALS);
        let scaled = self.numerator * 100 * 10u128.pow(decimals.into());
        Decimal::new((scaled / self.denominator) as i64, decimals)
    }

    /// Rounded to a multiple of 5, for figures from 10–29 people.
    pub fn rounded_to_five(self) -> Decimal {
        let units = (2 * self.numerator * 20 + self.denominator) / (2 * self.denominator);
        Decimal::new(units as i64 * 5, 0)
    }

    /// How far above `earlier` this is, in points.
    pub fn points_above(self, earlier: Self) -> Points {
        let negative = self < earlier;
        let (high, low) = if negative {
            (earlier, self)
        } else {
            (self, earlier)
        };
        Points {
            negative,
            size: high.less(low),
        }
    }

    /// Whether a printed number can be this value.
    pub fn agrees_with(self, printed: Decimal) -> Agreement {
        let decimals = printed.decimals();
        if self.rounded(decimals) == printed {
            return Agreement::Rounded;
        }
        if self.truncated(decimals) == printed {
            return Agreement::Truncated;
        }
        let tolerance = if decimals <= 1 { 100_000 } else { 20_000 };
        let scale = 10i64.pow(u32::from(MOST_DECIMALS - decimals));
        let apart = self.rounded(MOST_DECIMALS).units() - printed.units() * scale;
        if apart.abs() <= tolerance {
            Agreement::Near
        } else {
            Agreement::Differs
        }
    }

    fn less(self, smaller: Self) -> Self {
        let shared = gcd(self.denominator, smaller.denominator);
        let (mine, theirs) = (smaller.denominator / shared, self.denominator / shared);
        let exact = || {
            let left = self.numerator.checked_mul(mine)?;
            let right = smaller.numerator.checked_mul(theirs)?;
            let denominator = self.denominator.checked_mul(mine)?;
            Some(reduced(left - right, denominator)).filter(|r| r.denominator <= EXACT)
        };
        exact().unwrap_or_else(|| {
            let units = self.carried() - smaller.carried();
            reduced(
                (units + CARRIED_GRAIN / 2) / CARRIED_GRAIN,
                EXACT / CARRIED_GRAIN,
            )
        })
    }

    /// In units of 10^−27, rounded down; the numerator may exceed the denominator.
    fn carried(self) -> u128 {
        let mut units = self.numerator / self.denominator;
        let mut rest = self.numerator % self.denominator;
        for _ in 0..27 {
            rest *= 10;
            units = units * 10 + rest / self.denominator;
            rest %= self.denominator;
        }
        units
    }
}

impl Points {
    /// The points as the nearest double.
    pub fn value(self) -> f64 {
        let size = self.size.value();
        if self.negative { -size } else { size }
    }

    /// Rounded half away from zero.
    pub fn rounded(self, decimals: u8) -> Decimal {
        let size = self.size.rounded(decimals);
        Decimal::new(
            if self.negative {
                -size.units()
            } else {
                size.units()
            },
            size.decimals(),
        )
    }

    /// Up, down, or exactly equal.
    pub fn direction(self) -> Ordering {
        match (self.size == Percent::ZERO, self.negative) {
            (true, _) => Ordering::Equal,
            (_, true) => Ordering::Less,
            _ => Ordering::Greater,
        }
    }
}

impl Ord for Percent {
    fn cmp(&self, other: &Self) -> Ordering {
        // Continued fractions compare without ever multiplying, so nothing can overflow.
        let (mut a, mut b) = (*self, *other);
        loop {
            let (whole_a, whole_b) = (a.numerator / a.denominator, b.numerator / b.denominator);
            if whole_a != whole_b {
                return whole_a.cmp(&whole_b);
            }
            let (rest_a, rest_b) = (a.numerator % a.denominator, b.numerator % b.denominator);
            match (rest_a, rest_b) {
                (0, 0) => return Ordering::Equal,
                (0, _) => return Ordering::Less,
                (_, 0) => return Ordering::Greater,
                _ => {}
            }
            // a < b when 1/a > 1/b: the roles change places.
            (a, b) = (
                Self {
                    numerator: b.denominator,
                    denominator: rest_b,
                },
                Self {
                    numerator: a.denominator,
                    denominator: rest_a,
                },
            );
        }
    }
}

impl PartialOrd for Percent {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl TryFrom<Decimal> for Percent {
    type Error = PercentError;

    fn try_from(printed: Decimal) -> Result<Self, Self::Error> {
        let full = 100 * 10u128.pow(printed.decimals().into());
        match u128::try_from(printed.units()) {
            Ok(units) if units <= full => Ok(reduced(units, full)),
            _ => Err(PercentError::OutOfRange(printed)),
        }
    }
}

/// The machine format, 0–100: `92.07`.
impl FromStr for Percent {
    type Err = PercentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Decimal>()?.try_into()
    }
}

fn exact_quotient(terms: &[Percent], weights: u128) -> Option<Percent> {
    let mut common = 1u128;
    for term in terms {
        common = (common / gcd(common, term.denominator)).checked_mul(term.denominator)?;
        if common > EXACT {
            return None;
        }
    }
    let mut sum = 0u128;
    for term in terms {
        let lifted = term.numerator.checked_mul(common / term.denominator)?;
        sum = sum.checked_add(lifted)?;
    }
    Some(reduced(sum, common.checked_mul(weights)?)).filter(|mean| mean.denominator <= EXACT)
}

fn carried_quotient(terms: &[Percent], weights: u128) -> Percent {
    let units: u128 = terms.iter().map(|term| term.carried()).sum();
    let grain = CARRIED_GRAIN * weights;
    reduced((units + grain / 2) / grain, EXACT / CARRIED_GRAIN)
}

fn reduced(numerator: u128, denominator: u128) -> Percent {
    let shared = gcd(numerator, denominator);
    Percent {
        numerator: numerator / shared,
        denominator: denominator / shared,
    }
}

/// Never 0 here: denominators are positive.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(small_a), Ok(small_b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(gcd_small(small_a, small_b));
        }
        (a, b) = (b, a % b);
    }
    a.max(1)
}

fn gcd_small(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn p(text: &str) -> Percent {
        text.parse().unwrap()
    }

    #[test]
    fn counts_become_the_printed_shares() {
        // Sở TN&MT Bà Rịa - Vũng Tàu 2022, 31 forms.
        let shown = |x| Percent::of(x, 31).unwrap().rounded(1).vi();
        assert_eq!([10, 16, 5, 0].map(shown), ["32,3", "51,6", "16,1", "0,0"]);
        assert_eq!(Percent::of(26, 31).unwrap().rounded(2).vi(), "83,87");
    }

    #[test]
    fn the_national_values_come_out_of_their_parts() {
        let of = |parts: &[(&str, u32)]| {
            Percent::weighted_mean(parts.iter().map(|(v, w)| (p(v), *w))).unwrap()
        };
        assert_eq!(of(&[("83.84", 23), ("84.09", 16)]).rounded(2).vi(), "83,94");
        let service = of(&[
            ("83.00", 3),
            ("83.02", 4),
            ("83.12", 3),
            ("83.03", 3),
            ("82.27", 3),
        ]);
        assert_eq!(service.rounded(3).vi(), "82,896");
        let overall = Percent::weighted_mean([(p("82.49"), 23), (service, 16)]).unwrap();
        assert_eq!(overall.rounded(2).vi(), "82,66");
        let year_2022 = Percent::mean([p("79.72"), p("80.43")]).unwrap();
        assert_eq!(
            (year_2022.rounded(3).vi(), year_2022.rounded(2).vi()),
            ("80,075".into(), "80,08".into())
        );
    }

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(Percent::of(1, 8).unwrap().rounded(0).vi(), "13");
        assert_eq!(p("97.25").rounded(1).vi(), "97,3");
        let down = p("12.5").points_above(p("13.0"));
        assert_eq!(
            (down.rounded(0).vi(), down.direction()),
            ("−1".into(), Ordering::Less)
        );
        assert_eq!(
            p("92.07").points_above(p("91.66")).rounded(2).signed_vi(),
            "+0,41"
        );
        assert_eq!(p("50").points_above(p("50")).direction(), Ordering::Equal);
    }

    #[test]
    fn a_printed_value_is_recognised_however_it_was_cut() {
        let value = Percent::weighted_mean([(p("39.8951"), 1)]).unwrap();
        assert_eq!(
            value.agrees_with("39.90".parse().unwrap()),
            Agreement::Rounded
        );
        assert_eq!(
            value.agrees_with("39.89".parse().unwrap()),
            Agreement::Truncated
        );
        assert_eq!(value.agrees_with("39.91".parse().unwrap()), Agreement::Near);
        assert_eq!(
            value.agrees_with("39.93".parse().unwrap()),
            Agreement::Differs
        );
        assert_eq!(
            p("42.3966").agrees_with("42.3".parse().unwrap()),
            Agreement::Truncated
        );
    }

    #[test]
    fn what_is_not_between_0_and_100_is_refused() {
        for text in ["-0.1", "100.01", "1000"] {
            assert!(matches!(
                text.parse::<Percent>(),
                Err(PercentError::OutOfRange(_))
            ));
        }
        assert_eq!(p("100"), Percent::FULL);
        assert_eq!(p("0.00"), Percent::ZERO);
    }

    #[test]
    fn a_mean_too_fine_for_exact_fractions_still_rounds_its_half_up() {
        // Pairs that sum to exactly 1 over forty different prime denominators: the mean is exactly 1/2.
        let primes = [
            1009u64, 1013, 1019, 1021, 1031, 1033, 1039, 1049, 1051, 1061, 1063, 1069, 1087, 1091,
            1093, 1097, 1103, 1109, 1117, 1123,
        ];
        let pairs = primes
            .iter()
            .flat_map(|&d| [Percent::of(1, d), Percent::of(d - 1, d)]);
        assert_eq!(Percent::mean(pairs.flatten()), Percent::of(1, 2));
        let ones = primes
            .iter()
            .flat_map(|&d| [Percent::of(17, d), Percent::of(d - 17, d)]);
        let quarter = ones.flatten().map(|v| (v, 1)).chain([(Percent::ZERO, 120)]);
        assert_eq!(
            Percent::weighted_mean(quarter).unwrap().rounded(0).vi(),
            "13"
        );
        let mixed = Percent::mean(primes.iter().filter_map(|&d| Percent::of(d / 3, d))).unwrap();
        assert!((mixed.share() - 1.0 / 3.0).abs() < 1e-3);
        assert!(mixed.points_above(Percent::of(1, 3).unwrap()).value().abs() < 0.1);
    }

    proptest! {
        #[test]
        fn order_agrees_with_cross_multiplication(a in 0u64..1000, b in 1u64..1000, c in 0u64..1000, d in 1u64..1000) {
            let (x, y) = (Percent::of(a.min(b), b).unwrap(), Percent::of(c.min(d), d).unwrap());
            prop_assert_eq!(x.cmp(&y), (a.min(b) * d).cmp(&(c.min(d) * b)));
        }

        #[test]
        fn the_mean_lies_between_and_pools_when_all_answered(counts in prop::collection::vec(0u64..=50, 1..40)) {
            let each: Vec<_> = counts.iter().filter_map(|&x| Percent::of(x, 50)).collect();
            let mean = Percent::mean(each.iter().copied()).unwrap();
            prop_assert!(*each.iter().min().unwrap() <= mean && mean <= *each.iter().max().unwrap());
            prop_assert_eq!(Some(mean), Percent::pooled(counts.iter().map(|&x| (x, 50))));
        }

        #[test]
        fn rounding_is_never_further_than_half_a_unit(x in 0u64..100_000, n in 1u64..100_000, decimals in 0u8..=4) {
            let value = Percent::of(x.min(n), n).unwrap();
            let off = (value.rounded(decimals).value() - value.value()).abs();
            prop_assert!(off <= 0.5 * 10f64.powi(-i32::from(decimals)) + 1e-9);
            prop_assert!(value.truncated(decimals).value() <= value.value() + 1e-9);
        }
    }
}
