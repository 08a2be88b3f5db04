//! How much is shown of a cell that may be shown: the fewer people, the coarser.

use crate::findings::Bound;
use crate::index::interval::{Interval, wilson_share};
use crate::index::normal::Z95;
use crate::index::{Decimal, Percent};

/// Detail by number of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 10–29, “Tham khảo”: n as “10–29”, percentages to the nearest 5, quarters and years only.
    Indicative,
    /// 30–99: whole percentages, intervals, distribution with small categories merged.
    Reliable,
    /// From 100: everything.
    Full,
}

/// Something derived from a cell that a face may want to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    /// The percentage, as [`Tier::share`] cuts it.
    Percent,
    /// The exact n, and anything n can be computed from.
    ExactN,
    /// An interval computed from the exact n (an indicative cell has a coarse one: [`Tier::interval`]).
    ExactInterval,
    /// A place in a league table, a rank set, an arrow.
    Rank,
    /// Answers ÷ invitations: with the published invitations it gives n back.
    ResponseRate,
    /// Shares of all five options.
    Distribution,
    /// One demographic split.
    Split,
    /// Comments, in their own batch.
    Comments,
    /// The figure of a single month.
    Month,
}

/// A percentage cut to its tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ShownShare {
    /// This value.
    Value(Decimal),
    /// “≥ 95 %”: all were satisfied, and they are too few to say so of each.
    AtLeast(Decimal),
    /// “≤ 5 %”.
    AtMost(Decimal),
}

/// Fewer than this many people who all think alike are not shown as 100 % or 0 %.
pub const ALIKE: u64 = 60;

/// A value as every face prints it: rounded once to `decimals`, and never 0 % or 100 % of few people, which would tell
/// what each of them answered.
pub fn capped(share: Percent, n: u64, decimals: u8) -> (f64, Bound) {
    match share {
        Percent::FULL if n < ALIKE => (95.0, Bound::AtLeast),
        Percent::ZERO if n < ALIKE => (5.0, Bound::AtMost),
        share => (share.rounded(decimals).value(), Bound::Exact),
    }
}

impl Tier {
    /// The tier of a cell that has at least `threshold` people; `None` below.
    pub fn of(n: u64, threshold: u64) -> Option<Self> {
        match n {
            _ if n < threshold.max(1) => None,
            ..30 => Some(Self::Indicative),
            30..100 => Some(Self::Reliable),
            _ => Some(Self::Full),
        }
    }

    /// Whether this detail may be shown.
    pub fn shows(self, detail: Detail) -> bool {
        match detail {
            Detail::Percent => true,
            _ => self >= Self::Reliable,
        }
    }

    /// n in words: `10–29`, or the number itself.
    pub fn n_text(self, n: u64) -> String {
        match self {
            Self::Indicative => "10–29".into(),
            _ => n.to_string(),
        }
    }

    /// The n from which anything about the cell is computed: itself, or the bucket 10, 20 or 29.
    pub fn coarse_n(self, n: u64) -> u64 {
        match (self, n) {
            (Self::Indicative, ..20) => 10,
            (Self::Indicative, 20..29) => 20,
            (Self::Indicative, _) => 29,
            _ => n,
        }
    }

    /// The percentage as it may be shown: to the nearest 5, whole, or with two decimals; all alike
    /// among fewer than 60 is “≥ 95 %” or “≤ 5 %”.
    pub fn share(self, share: Percent, n: u64) -> ShownShare {
        if n < ALIKE {
            if share == Percent::FULL {
                return ShownShare::AtLeast(Decimal::new(95, 0));
            }
            if share == Percent::ZERO {
                return ShownShare::AtMost(Decimal::new(5, 0));
            }
        }
        let value = match self {
            Self::Indicative => share.rounded_to_five(),
            Self::Reliable => share.rounded(0),
            Self::Full => share.rounded(2),
        };
        match value.units() {
            // 98 % of 29 rounds to 100: that too would say “all”.
            100 if value.decimals() == 0 && n < ALIKE => ShownShare::AtLeast(Decimal::new(95, 0)),
            0 if value.decimals() == 0 && n < ALIKE => ShownShare::AtMost(Decimal::new(5, 0)),
            _ => ShownShare::Value(value),
        }
    }

    /// The 95 % interval as it may be shown. Of an indicative cell it is computed from the *shown* value
    /// and the bucket, so that solving it for p and n gives back only what was shown.
    pub fn interval(self, exact: Option<Interval>, share: Percent, n: u64) -> Option<Interval> {
        if self != Self::Indicative {
            return exact;
        }
        let shown = match self.share(share, n) {
            ShownShare::Value(value) => value.value() / 100.0,
            ShownShare::AtLeast(_) => 0.975,
            ShownShare::AtMost(_) => 0.025,
        };
        wilson_share(shown, self.coarse_n(n) as f64, Z95)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tiers_begin_at_10_30_and_100() {
        let tiers = [0, 9, 10, 29, 30, 99, 100].map(|n| Tier::of(n, 10));
        let (low, mid, full) = (
            Some(Tier::Indicative),
            Some(Tier::Reliable),
            Some(Tier::Full),
        );
        assert_eq!(tiers, [None, None, low, low, mid, mid, full]);
        assert_eq!(Tier::of(25, 30), None);
    }

    #[test]
    fn all_alike_among_few_is_not_said_of_each() {
        let full = Percent::FULL;
        assert_eq!(
            Tier::Reliable.share(full, 59),
            ShownShare::AtLeast(Decimal::new(95, 0))
        );
        assert_eq!(
            Tier::Reliable.share(full, 60),
            ShownShare::Value(Decimal::new(100, 0))
        );
        assert_eq!(
            Tier::Indicative.share(Percent::ZERO, 12),
            ShownShare::AtMost(Decimal::new(5, 0))
        );
        let nearly = Percent::of(28, 29).unwrap();
        assert_eq!(
            Tier::Indicative.share(nearly, 29),
            ShownShare::Value(Decimal::new(95, 0))
        );
        let one_short = Percent::of(58, 59).unwrap();
        assert_eq!(
            Tier::Reliable.share(one_short, 59),
            ShownShare::Value(Decimal::new(98, 0))
        );
    }

    #[test]
    fn interval_inversion_an_interval_of_an_indicative_cell_gives_back_only_the_bucket() {
        let ends = |x, n| {
            let share = Percent::of(x, n).unwrap();
            let found = Tier::Indicative.interval(None, share, n).unwrap();
            (found.low.to_bits(), found.high.to_bits())
        };
        assert_eq!(
            ends(9, 10),
            ends(11, 12),
            "90 % and 92 % of the same bucket look alike"
        );
        assert_eq!(ends(18, 20), ends(25, 28));
    }

    #[test]
    fn response_rate_inversion_a_rate_is_not_shown_where_n_is_a_bucket() {
        assert!(!Tier::Indicative.shows(Detail::ResponseRate));
        assert!(!Tier::Indicative.shows(Detail::ExactN));
        assert!(Tier::Reliable.shows(Detail::ResponseRate));
    }

    #[test]
    fn rank_inversion_an_indicative_cell_has_no_place_in_a_table() {
        assert!(!Tier::Indicative.shows(Detail::Rank));
        assert!(!Tier::Indicative.shows(Detail::Month));
        assert!(Tier::Full.shows(Detail::Rank));
    }
}
