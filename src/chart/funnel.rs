//! Places by number of answers, inside the limits of chance: few answers swing widely, and that is no merit.

use crate::findings::Findings;
use crate::findings::Measure;

use super::axis::{Axis, rounded};
use super::canvas::{Area, Point};
use super::colour::{ACCENT, BAR, DEEP, GRID, MUTED, PAPER, RULE};
use super::draw::{ChartError, Options, nothing};
use super::kind::Kind;
use super::lettering::{Anchor, Lettering};
use super::rows::{described, measure};
use super::sheet::Sheet;
use super::svg::Picture;

const TICK: Lettering = Lettering::figures(11.0).muted();
const LABEL: Lettering = Lettering::words(11.0);
const HEAD: Lettering = Lettering::words(11.5).muted();
/// Standard errors of the two limits, and what they are called.
const LIMITS: [(f64, f64); 2] = [(1.959_964, 95.0), (3.090_232, 99.8)];

/// The spread of chance around a common value.
struct Chance {
    value: f64,
    /// Variance of one answer, in percent squared.
    variance: f64,
}

impl Chance {
    /// Takes the variance of an answer from the intervals themselves (their median), because an index
    /// of many criteria varies less than a single yes or no; without intervals, that of a yes or no.
    fn of(value: f64, places: &[(&str, &Measure)]) -> Self {
        let mut ratios: Vec<f64> = places
            .iter()
            .filter_map(|(_, m)| {
                let (low, high) = m.interval?;
                let error = (high - low) / 2.0 / LIMITS[0].0;
                let plain = m.value * (100.0 - m.value);
                (plain > 0.0 && error > 0.0).then(|| error * error * m.n as f64 / plain)
            })
            .collect();
        ratios.sort_by(f64::total_cmp);
        let ratio = ratios.get(ratios.len() / 2).copied().unwrap_or(1.0);
        Self {
            value,
            variance: ratio * value * (100.0 - value),
        }
    }

    /// Lower and upper limit for `n` answers, `z` standard errors away.
    fn limits(&self, n: f64, z: f64) -> (f64, f64) {
        let half = z * (self.variance / n.max(1.0)).sqrt();
        ((self.value - half).max(0.0), (self.value + half).min(100.0))
    }

    /// How many standard errors a place lies from the common value; negative below.
    fn distance(&self, measure: &Measure) -> f64 {
        let error = (self.variance / (measure.n as f64).max(1.0)).sqrt();
        if error > 0.0 {
            (measure.value - self.value) / error
        } else {
            0.0
        }
    }
}

pub(super) fn lay_out(findings: &Findings, options: &Options<'_>) -> Result<Picture, ChartError> {
    let mut sheet = Sheet::open(Kind::Funnel, findings, options);
    let words = sheet.words;
    let places: Vec<(&str, &Measure)> = findings
        .places
        .iter()
        .filter_map(|p| Some((p.line.name.get(words.lang), measure(p)?)))
        .collect();
    let Some(overall) = findings.overall.value().filter(|_| !places.is_empty()) else {
        return Err(nothing(findings, "places with enough answers"));
    };
    let chance = Chance::of(overall.value, &places);
    let counts = || places.iter().map(|(_, m)| m.n as f64);
    let (fewest, most) = (
        counts().fold(f64::MAX, f64::min),
        counts().fold(1.0, f64::max),
    );
    let range = (fewest / 1.25, most * 1.25);
    let values = || places.iter().map(|(_, m)| m.value);
    let widest = chance.limits(fewest, LIMITS[0].0);
    let (shown, step) = rounded(
        (
            values().fold(widest.0, f64::min),
            values().fold(widest.1, f64::max),
        ),
        7,
    );
    let left = sheet.left + TICK.widest(["100"]) + 12.0;
    let right = sheet.right - TICK.width("99,8 %") - 8.0;
    let height = if sheet.narrow { 300.0 } else { 440.0 };
    draw_legend(&mut sheet);
    let area = Area::new(left, sheet.y, right - left, height);
    let x = Axis::new((range.0.ln(), range.1.ln()), (area.x, area.right()));
    let y = Axis::new(shown, (area.bottom(), area.y));
    draw_axes(&mut sheet, area, (&x, &y), step);
    draw_average(&mut sheet, area, y.at(overall.value));
    draw_limits(&mut sheet, area, (&x, &y), &chance);
    let at = |m: &Measure| (x.at((m.n as f64).ln()), y.at(m.value));
    let mut outside: Vec<(&str, Point, f64)> = Vec::new();
    for (name, measure) in &places {
        let distance = chance.distance(measure);
        let beyond = distance.abs() > LIMITS[0].0;
        let point = at(measure);
        match (beyond, distance > 0.0) {
            (false, _) => sheet.canvas.disc(point, 3.5, BAR),
            (true, true) => sheet.canvas.disc(point, 4.5, DEEP),
            (true, false) => {
                sheet.canvas.disc(point, 5.0, ACCENT);
                sheet.canvas.disc(point, 3.0, PAPER);
            }
        }
        if beyond {
            outside.push((name, point, distance.abs()));
        }
    }
    outside.sort_by(|a, b| b.2.total_cmp(&a.2));
    draw_names(&mut sheet, area, &outside);
    sheet.y = area.bottom() + 44.0;
    Ok(sheet.close(&[words.limits_note], &described(findings, words)))
}

fn draw_legend(sheet: &mut Sheet<'_>) {
    let words = sheet.words;
    let mut x = sheet.left;
    sheet.y += 6.0;
    let marks = [
        (words.above, DEEP),
        (words.within, BAR),
        (words.below, ACCENT),
    ];
    for (text, colour) in marks {
        let width = 14.0 + HEAD.width(text);
        if x > sheet.left && x + width > sheet.right {
            x = sheet.left;
            sheet.y += 19.0;
        }
        let at = (x + 4.5, sheet.y);
        sheet.canvas.disc(at, 4.5, colour);
        if colour == ACCENT {
            sheet.canvas.disc(at, 2.5, PAPER);
        }
        let at = (x + 14.0, sheet.y);
        sheet.canvas.text_at_middle(at, text, HEAD, Anchor::Start);
        x += width + 20.0;
    }
    sheet.y += 24.0;
}

fn draw_axes(sheet: &mut Sheet<'_>, area: Area, (x, y): (&Axis, &Axis), step: f64) {
    let words = sheet.words;
    let count = ((y.to - y.from) / step).round() as usize;
    for i in 0..=count {
        let value = y.from + step * i as f64;
        let at = y.at(value);
        let colour = if i == 0 { RULE } else { GRID };
        sheet
            .canvas
            .line((area.x, at), (area.right(), at), colour, 1.0);
        let text = words.tick(value);
        sheet
            .canvas
            .text_at_middle((area.x - 8.0, at), &text, TICK, Anchor::End);
    }
    let tens = (0..9).map(|power| 10_f64.powi(power));
    let mut free_from = f64::MIN;
    for n in tens.flat_map(|ten| [ten, 2.0 * ten, 5.0 * ten]) {
        let at = x.at(n.ln());
        let inside = n.ln() >= x.from && n.ln() <= x.to;
        let text = words.count(n as u64);
        let half = TICK.width(&text) / 2.0;
        if inside && at - half > free_from {
            sheet.canvas.gridline(at, area.y, area.bottom());
            let below = (at, area.bottom() + 16.0);
            sheet.canvas.text(below, &text, TICK, Anchor::Middle);
            free_from = at + half + 8.0;
        }
    }
    let below = (area.middle().0, area.bottom() + 34.0);
    sheet
        .canvas
        .text(below, words.answers_axis, HEAD, Anchor::Middle);
}

fn draw_limits(sheet: &mut Sheet<'_>, area: Area, (x, y): (&Axis, &Axis), chance: &Chance) {
    let steps = 160;
    let mut lowest_label = f64::MAX;
    for (i, (z, percent)) in LIMITS.into_iter().enumerate() {
        for upper in [false, true] {
            let values = (0..=steps).map(|step| {
                let log = x.from + (x.to - x.from) * f64::from(step) / f64::from(steps);
                let (low, high) = chance.limits(log.exp(), z);
                (log, if upper { high } else { low })
            });
            // A limit beyond the axis, or beyond 0 and 100, is not drawn along the edge.
            let points: Vec<Point> = values
                .filter(|(_, value)| *value > y.from && *value < y.to)
                .map(|(log, value)| (x.at(log), y.at(value)))
                .collect();
            let Some(end) = points.last().copied() else {
                continue;
            };
            if i == 0 {
                sheet.canvas.path(points, MUTED, 1.25);
            } else {
                for dash in points.chunks(4) {
                    sheet
                        .canvas
                        .path(dash[..dash.len().min(3)].to_vec(), MUTED, 1.0);
                }
            }
            if upper {
                // The two limits may end close together; their names keep a distance.
                let label = (end.1).min(lowest_label - 13.0);
                lowest_label = label;
                let text = format!("{} %", sheet.words.tick(percent));
                let at = (area.right() + 6.0, label);
                sheet
                    .canvas
                    .text_at_middle(at, &text, TICK.sized(10.0), Anchor::Start);
            }
        }
    }
}

fn draw_average(sheet: &mut Sheet<'_>, area: Area, y: f64) {
    sheet
        .canvas
        .line((area.x, y), (area.right(), y), ACCENT, 1.25);
    let Some(overall) = sheet.findings.overall.value() else {
        return;
    };
    let name = sheet.findings.place.1.get(sheet.words.lang);
    let text = format!("{name} {}", sheet.words.value(overall));
    let style = Lettering::words(11.5).bold().coloured(ACCENT);
    sheet
        .canvas
        .plate((area.x + 8.0, y - 10.0), &text, style, Anchor::Start);
}

/// Names the places beyond the limits, the farthest first, where a name covers no other mark.
fn draw_names(sheet: &mut Sheet<'_>, area: Area, outside: &[(&str, Point, f64)]) {
    let mut taken: Vec<Area> = outside
        .iter()
        .map(|(_, (x, y), _)| Area::new(x - 5.0, y - 5.0, 10.0, 10.0))
        .collect();
    let marks = taken.len();
    let most = if sheet.narrow { 8 } else { 24 };
    for (name, (x, y), _) in outside {
        if taken.len() - marks == most {
            break;
        }
        let (w, h) = (LABEL.width(name), LABEL.size * 1.2);
        let places = [
            Area::new(x + 8.0, y - h / 2.0, w, h),
            Area::new(x - 8.0 - w, y - h / 2.0, w, h),
            Area::new(x - w / 2.0, y - 8.0 - h, w, h),
            Area::new(x - w / 2.0, y + 8.0, w, h),
        ];
        let inside = |a: &Area| {
            a.x >= area.x
                && a.right() <= area.right()
                && a.y >= area.y
                && a.bottom() <= area.bottom()
        };
        let free = |a: &Area| {
            taken.iter().all(|t| {
                a.right() <= t.x || t.right() <= a.x || a.bottom() <= t.y || t.bottom() <= a.y
            })
        };
        if let Some(spot) = places.into_iter().find(|a| inside(a) && free(a)) {
            let at = (spot.x, spot.middle().1);
            sheet.canvas.fill(spot, PAPER);
            sheet.canvas.text_at_middle(at, name, LABEL, Anchor::Start);
            taken.push(spot);
        }
    }
}
