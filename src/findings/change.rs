//! How the index moved against the period before, and whether that can be told from chance.

use super::{Bound, Findings, Measure, Shown};
use crate::form::Text;
use crate::index::interval::{Difference, Interval, newcombe_between};

/// How the index moved against the period before, in percentage points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Points up (positive) or down.
    pub points: f64,
    /// 95 % interval of the change; `None` where a sampling error makes no sense.
    pub interval: Option<(f64, f64)>,
}

impl Change {
    /// Whether the change is larger than its sampling error; `None` when that is not known.
    pub fn is_sure(self) -> Option<bool> {
        self.interval.map(|(low, high)| low > 0.0 || high < 0.0)
    }
}

impl Findings {
    /// The change of the index, where both periods are exact values of one method.
    ///
    /// The interval of the difference follows from the two printed intervals (Newcombe's square-and-add).
    pub fn change(&self) -> Option<Change> {
        if self.broken().is_some() {
            return None;
        }
        let exact =
            |shown: &Shown<Measure>| shown.value().copied().filter(|m| m.bound == Bound::Exact);
        let (now, before) = (exact(&self.overall)?, exact(&self.previous)?);
        Some(Change {
            points: now.value - before.value,
            interval: difference(&now, &before).map(|d| (100.0 * d.low, 100.0 * d.high)),
        })
    }

    /// Why this period cannot be compared with the one before.
    pub fn broken(&self) -> Option<&Text> {
        self.trend
            .iter()
            .find(|point| point.period == self.period)?
            .break_before
            .as_ref()
    }
}

impl Measure {
    /// Whether two values surely differ, by the interval of their difference; `None` where one has no interval. Of two
    /// questions to the same people it is the careful answer: what they share makes the difference surer than this says.
    pub fn surely_differs(&self, other: &Self) -> Option<bool> {
        difference(self, other).map(Difference::excludes_zero)
    }
}

/// The difference of two printed values as a share, with its interval; `None` where one has no interval.
pub(super) fn difference(first: &Measure, second: &Measure) -> Option<Difference> {
    let share = |measure: &Measure| {
        let (low, high) = measure.interval?;
        let interval = Interval {
            low: low / 100.0,
            high: high / 100.0,
        };
        Some((measure.value / 100.0, interval))
    };
    Some(newcombe_between(share(first)?, share(second)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Tier;

    #[test]
    fn values_whose_intervals_are_far_apart_differ_and_bounds_say_nothing() {
        let measure = |value: f64, half: f64| Measure {
            value,
            bound: Bound::Exact,
            interval: Some((value - half, value + half)),
            n: 400,
            eligible: 400,
            tier: Tier::Full,
        };
        let (high, low) = (measure(90.0, 3.0), measure(80.0, 3.0));
        assert_eq!(high.surely_differs(&low), Some(true));
        assert_eq!(high.surely_differs(&measure(88.0, 3.0)), Some(false));
        let unknown = Measure {
            interval: None,
            ..low
        };
        assert_eq!(high.surely_differs(&unknown), None);
    }
}
