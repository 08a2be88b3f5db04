//! The few colours of all charts, with the lightness that keeps them apart in print and for the colour-blind.

/// An sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(pub u8, pub u8, pub u8);

/// Text, whiskers, axes.
pub(super) const INK: Colour = Colour(0x14, 0x20, 0x2B);
/// Text of the second rank; 5.7 : 1 on paper.
pub(super) const MUTED: Colour = Colour(0x5A, 0x68, 0x76);
/// Background.
pub(super) const PAPER: Colour = Colour(0xFF, 0xFF, 0xFF);
/// Gridlines.
pub(super) const GRID: Colour = Colour(0xE4, 0xE9, 0xEE);
/// Rules below headers, outlines of empty tiles.
pub(super) const RULE: Colour = Colour(0xB9, 0xC3, 0xCD);
/// Plate under the head of a group of rows.
pub(super) const PLATE: Colour = Colour(0xF3, 0xF6, 0xF9);
/// Hatching of what is withheld.
pub(super) const HATCH: Colour = Colour(0xC3, 0xCC, 0xD6);
/// The one warm accent: the average, a break. Readable as text on paper.
pub(super) const ACCENT: Colour = Colour(0xB3, 0x4A, 0x12);
/// Plate under the accent.
pub(super) const ACCENT_PLATE: Colour = Colour(0xFF, 0xF1, 0xDC);
/// Bars under dark whiskers.
pub(super) const BAR: Colour = Colour(0xA3, 0xC7, 0xE3);
/// Bars of few answers.
pub(super) const BAR_PALE: Colour = Colour(0xE3, 0xEE, 0xF7);
/// Interval band under a line.
pub(super) const BAND: Colour = Colour(0xDA, 0xE8, 0xF4);
/// Whiskers and marks on bars.
pub(super) const DEEP: Colour = Colour(0x1C, 0x50, 0x80);

/// Seven classes from low to high. The lightness jumps over the middle grey on which neither dark nor
/// white text reaches a contrast of 4.5 : 1.
pub(super) const RAMP: [Colour; 7] = [
    Colour(0xED, 0xF4, 0xFA),
    Colour(0xCD, 0xE0, 0xF0),
    Colour(0xA3, 0xC7, 0xE3),
    Colour(0x74, 0xA8, 0xD0),
    Colour(0x35, 0x70, 0x9F),
    Colour(0x1C, 0x50, 0x80),
    Colour(0x0D, 0x31, 0x54),
];

const AGAINST: [Colour; 3] = [
    Colour(0x8A, 0x3D, 0x0C),
    Colour(0xCF, 0x7E, 0x3A),
    Colour(0xF0, 0xBE, 0x8B),
];
const NEUTRAL: Colour = Colour(0xE3, 0xE6, 0xEA);
const IN_FAVOUR: [Colour; 3] = [
    Colour(0xA3, 0xC7, 0xE3),
    Colour(0x5F, 0x98, 0xC4),
    Colour(0x1C, 0x50, 0x80),
];

impl Colour {
    /// Relative luminance 0–1 (WCAG 2.2).
    pub(super) fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio 1–21 (WCAG 2.2).
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The text colour to write on this background: ink or paper, whichever stands out more.
    pub(super) fn lettering(self) -> Self {
        if self.contrast(INK) >= self.contrast(PAPER) {
            INK
        } else {
            PAPER
        }
    }
}

/// Colour `index` of `count` classes, spread over the ramp.
pub(super) fn class(index: usize, count: usize) -> Colour {
    let last = RAMP.len() - 1;
    match count {
        0 | 1 => RAMP[2],
        2 => RAMP[[1, 5][index.min(1)]],
        3 => RAMP[[0, 2, 5][index.min(2)]],
        4 => RAMP[[0, 2, 4, 5][index.min(3)]],
        5 => RAMP[[0, 1, 2, 4, 5][index.min(4)]],
        6 => RAMP[index.min(5)],
        _ => RAMP[(index * last / (count - 1)).min(last)],
    }
}

/// Colour of level `index` of a scale with `count` levels, worst first: warm against, blue in favour,
/// dark at the ends, grey in the middle.
pub(super) fn level(index: usize, count: usize) -> Colour {
    let half = count / 2;
    let shade = |distance: usize| match half {
        // distance 1 is next to the middle
        0 | 1 => 1,
        _ => (distance - 1) * 2 / (half - 1),
    };
    if count % 2 == 1 && index == half {
        NEUTRAL
    } else if index < half {
        AGAINST[2 - shade(half - index).min(2)]
    } else {
        let distance = index + 1 - (count - half);
        IN_FAVOUR[shade(distance).min(2)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_on_every_colour_reaches_the_contrast_of_wcag_aa() {
        let levels = (2..=10).flat_map(|n| (0..n).map(move |i| level(i, n)));
        let classes = (1..=7).flat_map(|n| (0..n).map(move |i| class(i, n)));
        for colour in levels.chain(classes).chain([BAR, BAR_PALE, ACCENT_PLATE]) {
            let contrast = colour.contrast(colour.lettering());
            assert!(contrast >= 4.5, "{colour:?} {contrast:.2}");
        }
        for text in [INK, MUTED, ACCENT, DEEP] {
            assert!(text.contrast(PAPER) >= 4.5, "{text:?}");
        }
        assert!(ACCENT.contrast(ACCENT_PLATE) >= 4.5);
    }

    #[test]
    fn classes_grow_darker_step_by_step_so_that_grey_print_keeps_their_order() {
        for count in 2..=7 {
            for i in 1..count {
                let (before, after) = (class(i - 1, count), class(i, count));
                assert!(before.contrast(after) >= 1.2, "{i} of {count}");
                assert!(before.luminance() > after.luminance());
            }
        }
    }

    #[test]
    fn levels_grow_darker_away_from_the_middle() {
        for count in 3..=7 {
            for i in 1..count / 2 {
                assert!(level(i - 1, count).luminance() < level(i, count).luminance());
                let (inner, outer) = (count - 1 - i, count - i);
                assert!(level(outer, count).luminance() < level(inner, count).luminance());
            }
        }
        assert_ne!(level(0, 2), level(1, 2));
    }

    /// Brettel/Viénot: what somebody without the middle (green) or long (red) cones sees.
    fn without(cone: char, colour: Colour) -> [f64; 3] {
        let [r, g, b] = [colour.0, colour.1, colour.2].map(|c| (f64::from(c) / 255.0).powf(2.2));
        match cone {
            'l' => [
                0.112 * r + 0.888 * g,
                0.112 * r + 0.888 * g,
                0.004 * r - 0.004 * g + b,
            ],
            _ => [
                0.293 * r + 0.707 * g,
                0.293 * r + 0.707 * g,
                -0.021 * r + 0.021 * g + b,
            ],
        }
    }

    #[test]
    fn the_two_sides_of_a_scale_differ_for_the_colour_blind() {
        for cone in ['l', 'm'] {
            for count in 2..=5 {
                let [bad, good] =
                    [level(0, count), level(count - 1, count)].map(|c| without(cone, c));
                let warmth = |c: [f64; 3]| (c[2] + 0.02) / (c[0] + 0.02);
                assert!(warmth(good) / warmth(bad) > 2.0, "{cone} {count}");
            }
        }
    }
}
