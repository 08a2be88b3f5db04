//! Values in a few classes of colour, with the legend that explains them.

use super::axis::rounded;
use super::canvas::{Area, Canvas};
use super::colour::{Colour, class};
use super::lettering::{Anchor, Lettering};
use super::words::Words;

/// At most seven classes of equal width with round limits, open at both ends, so that one extreme place
/// does not push all others into one class. A value on a limit belongs to the class above.
pub(super) struct Classes {
    from: f64,
    step: f64,
    count: usize,
}

impl Classes {
    /// Classes for these values; no class, and no legend, when there are none.
    pub(super) fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let aside = values.len() / 20;
        let bulk = &values[aside..values.len() - aside];
        let range = match (bulk.first(), bulk.last()) {
            (Some(low), Some(high)) => (*low, *high),
            _ => {
                return Self {
                    from: 0.0,
                    step: 1.0,
                    count: 0,
                };
            }
        };
        let ((from, to), step) = rounded(range, 7);
        Self {
            from,
            step,
            count: ((to - from) / step).round() as usize,
        }
    }

    /// The colour of a value.
    pub(super) fn colour(&self, value: f64) -> Colour {
        let index = ((value - self.from) / self.step).floor().max(0.0) as usize;
        class(index.min(self.count.saturating_sub(1)), self.count)
    }

    /// Width that [`legend`](Self::legend) needs.
    pub(super) fn legend_width(&self, swatch: f64) -> f64 {
        swatch * self.count as f64
    }

    /// Draws the legend as a strip with the limits between classes below; its top left corner at `(x, y)`, 30 px tall.
    pub(super) fn legend(
        &self,
        canvas: &mut Canvas,
        (x, y): (f64, f64),
        swatch: f64,
        words: &Words,
    ) {
        if self.count == 0 {
            return;
        }
        let style = Lettering::figures(11.0).muted();
        for i in 0..self.count {
            let area = Area::new(x + swatch * i as f64, y, swatch, 12.0);
            canvas.fill(area, class(i, self.count));
        }
        canvas.outline(
            Area::new(x, y, swatch * self.count as f64, 12.0),
            super::colour::RULE,
            0.75,
        );
        for i in 1..self.count {
            let limit = words.tick(self.from + self.step * i as f64);
            canvas.text(
                (x + swatch * i as f64, y + 26.0),
                &limit,
                style,
                Anchor::Middle,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_value_is_never_lighter() {
        let classes = Classes::of([70.2, 95.9].into_iter());
        let mut last = 1.0;
        for tenth in 700..=1000 {
            let light = classes.colour(f64::from(tenth) / 10.0).luminance();
            assert!(light <= last);
            last = light;
        }
        assert_ne!(classes.colour(74.99), classes.colour(75.0));
        assert_eq!(classes.colour(100.0), classes.colour(99.0));
    }
}
