//! Values to pixels, with round ticks.

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

/// A stretch of values laid along a stretch of pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    pub from: f64,
    pub to: f64,
    start: f64,
    end: f64,
}

impl Axis {
    /// Lays `from..to` along the pixels `start..end`; `end` may be the smaller one (upward).
    pub(super) fn new((from, to): (f64, f64), (start, end): (f64, f64)) -> Self {
        Self {
            from,
            to,
            start,
            end,
        }
    }

    /// The pixel of a value, kept on the axis.
    pub(super) fn at(&self, value: f64) -> f64 {
        let share = if self.to > self.from {
            ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
        } else {
            0.5
        };
        self.start + share * (self.end - self.start)
    }

    /// Round values on the axis, at most `most`.
    pub(super) fn ticks(&self, most: usize) -> Vec<f64> {
        RangedCoordf64::from(self.from..self.to).key_points(most)
    }
}

/// The values widened to multiples of the smallest of 1, 2, 5, 10, 20, 25 that gives at most `most`
/// steps, within 0–100; answers the step as well.
pub(super) fn rounded((low, high): (f64, f64), most: usize) -> ((f64, f64), f64) {
    let widened = |step: f64| {
        let from = ((low / step).floor() * step).max(0.0);
        let to = ((high / step).ceil() * step).min(100.0).max(from + step);
        (from, to)
    };
    for step in [1.0, 2.0, 5.0, 10.0, 20.0] {
        let (from, to) = widened(step);
        if ((to - from) / step).round() as usize <= most {
            return ((from, to), step);
        }
    }
    (widened(25.0), 25.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounded_range_holds_its_values_in_few_round_steps() {
        for (low, high) in [
            (70.2, 95.9),
            (0.0, 100.0),
            (88.0, 88.0),
            (99.2, 100.0),
            (0.0, 0.0),
        ] {
            let ((from, to), step) = rounded((low, high), 6);
            assert!(from <= low && high <= to && to > from, "{low} {high}");
            assert!(((to - from) / step).round() as usize <= 6);
        }
        assert_eq!(rounded((70.2, 95.9), 6), ((70.0, 100.0), 5.0));
    }

    #[test]
    fn values_beyond_an_axis_stay_on_it() {
        let axis = Axis::new((0.0, 100.0), (50.0, 250.0));
        assert!((axis.at(25.0) - 100.0).abs() < 1e-9);
        assert!((axis.at(140.0) - 250.0).abs() < 1e-9);
        assert!(axis.ticks(6).contains(&100.0));
    }
}
