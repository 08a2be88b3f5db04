//! The index over time: a line with its interval, gaps where there is no value, cuts where the method changed.

use crate::findings::Findings;
use crate::findings::Measure;
use crate::findings::Shown;
use crate::findings::Tier;
use crate::findings::TrendPoint;

use super::axis::{Axis, rounded};
use super::canvas::{Area, Point};
use super::colour::{ACCENT, BAND, DEEP, GRID, RULE};
use super::draw::{ChartError, Options, nothing};
use super::kind::Kind;
use super::lettering::{Anchor, Lettering};
use super::sheet::Sheet;
use super::svg::Picture;

const TICK: Lettering = Lettering::figures(11.0).muted();
const PERIOD: Lettering = Lettering::words(11.5).muted();
const VALUE: Lettering = Lettering::figures(11.5).bold();
const REASON: Lettering = Lettering::words(11.5).bold().coloured(ACCENT);

/// Points that one line joins.
type Stretch<'a> = Vec<(f64, &'a Measure)>;

struct Plot<'a> {
    area: Area,
    x: Axis,
    y: Axis,
    points: &'a [TrendPoint],
}

impl Plot<'_> {
    fn x(&self, index: usize) -> f64 {
        self.x.at(index as f64)
    }

    /// Width of the strip that marks a period without a value.
    fn strip(&self) -> f64 {
        (self.area.w / self.points.len() as f64 * 0.5).clamp(6.0, 26.0)
    }

    /// How far a label at a point may reach to the left and to the right: not over a cut nor a gap.
    fn free(&self, index: usize) -> (f64, f64) {
        let gap = |i: usize| self.points[i].measure.value().is_none();
        let between = |i: usize| f64::midpoint(self.x(i - 1), self.x(i));
        let from = match index {
            0 => self.area.x - 6.0,
            i if self.cut_before(i) => between(i),
            i if gap(i - 1) => self.x(i - 1) + self.strip() / 2.0,
            _ => self.area.x,
        };
        let to = match index + 1 {
            i if i == self.points.len() => self.area.right(),
            i if self.cut_before(i) => between(i),
            i if gap(i) => self.x(i) - self.strip() / 2.0,
            _ => self.area.right(),
        };
        (from, to)
    }

    /// Whether the line is cut before a point: a change of method, or periods of another width.
    fn cut_before(&self, index: usize) -> bool {
        let point = &self.points[index];
        point.break_before.is_some()
            || (index > 0 && self.points[index - 1].period.width() != point.period.width())
    }
}

pub(super) fn lay_out(findings: &Findings, options: &Options<'_>) -> Result<Picture, ChartError> {
    let points = &findings.trend;
    let values: Vec<&Measure> = points.iter().filter_map(|p| p.measure.value()).collect();
    if values.is_empty() {
        return Err(nothing(findings, "periods with enough answers"));
    }
    let mut sheet = Sheet::open(Kind::Trend, findings, options);
    let words = sheet.words;
    let low = |m: &&Measure| m.interval.map_or(m.value, |i| i.0.min(m.value));
    let high = |m: &&Measure| m.interval.map_or(m.value, |i| i.1.max(m.value));
    let range = (
        values.iter().map(low).fold(100.0, f64::min),
        values.iter().map(high).fold(0.0, f64::max),
    );
    let (range, step) = rounded(range, 6);
    let reasons = points.iter().any(|p| p.break_before.is_some());
    let above = if reasons { 46.0 } else { 24.0 };
    let height = if sheet.narrow { 220.0 } else { 320.0 };
    let left = sheet.left + TICK.widest(["100"]) + 12.0;
    let area = Area::new(left, sheet.y + above, sheet.right - left, height);
    let pad = (area.w / points.len() as f64 / 2.0).clamp(14.0, 40.0);
    let plot = Plot {
        area,
        x: Axis::new(
            (0.0, (points.len() - 1) as f64),
            (area.x + pad, area.right() - pad),
        ),
        y: Axis::new(range, (area.bottom(), area.y)),
        points,
    };
    let at = (sheet.left, sheet.y + 10.0);
    sheet.canvas.text(at, words.value, PERIOD, Anchor::Start);
    draw_grid(&mut sheet, &plot, step);
    draw_gaps(&mut sheet, &plot);
    for stretch in stretches(&plot) {
        draw_stretch(&mut sheet, &plot, &stretch);
    }
    draw_breaks(&mut sheet, &plot);
    draw_values(&mut sheet, &plot);
    draw_periods(&mut sheet, &plot);
    let mut notes = vec![words.band];
    if values.iter().any(|m| m.tier == Tier::Indicative) {
        notes.push(words.ring);
    }
    if points.iter().any(|p| p.measure.value().is_none()) {
        notes.push(words.hatched);
    }
    if range.0 > 0.0 {
        notes.push(words.cut_axis);
    }
    let told = points.iter().map(|p| {
        let value = words.shown(&p.measure, findings.threshold);
        format!("{}: {value}.", words.period(p.period))
    });
    let told = told.collect::<Vec<_>>().join(" ");
    Ok(sheet.close(&notes, &told))
}

fn draw_grid(sheet: &mut Sheet<'_>, plot: &Plot<'_>, step: f64) {
    let count = ((plot.y.to - plot.y.from) / step).round() as usize;
    for i in 0..=count {
        let value = plot.y.from + step * i as f64;
        let y = plot.y.at(value);
        let colour = if i == 0 { RULE } else { GRID };
        let (from, to) = ((plot.area.x, y), (plot.area.right(), y));
        sheet.canvas.line(from, to, colour, 1.0);
        let text = sheet.words.tick(value);
        let at = (plot.area.x - 8.0, y);
        sheet.canvas.text_at_middle(at, &text, TICK, Anchor::End);
    }
}

/// Hatched strips where a period has no value to show.
fn draw_gaps(sheet: &mut Sheet<'_>, plot: &Plot<'_>) {
    for (i, point) in plot.points.iter().enumerate() {
        let wide = plot.strip();
        let strip = Area::new(plot.x(i) - wide / 2.0, plot.area.y, wide, plot.area.h);
        match point.measure {
            Shown::Withheld(_) => sheet.canvas.hatch(strip),
            Shown::NoData => sheet.canvas.outline(strip, GRID, 1.0),
            Shown::Value(_) => {}
        }
    }
}

/// The runs of neighbouring values without a cut or a gap.
fn stretches<'a>(plot: &Plot<'a>) -> Vec<Stretch<'a>> {
    let mut all: Vec<Stretch<'a>> = Vec::new();
    let mut open = false;
    for (i, point) in plot.points.iter().enumerate() {
        open &= !plot.cut_before(i);
        match point.measure.value() {
            Some(measure) if open => {
                if let Some(last) = all.last_mut() {
                    last.push((plot.x(i), measure));
                }
            }
            Some(measure) => {
                all.push(vec![(plot.x(i), measure)]);
                open = true;
            }
            None => open = false,
        }
    }
    all
}

fn draw_stretch(sheet: &mut Sheet<'_>, plot: &Plot<'_>, stretch: &Stretch<'_>) {
    let bounds = |side: fn((f64, f64)) -> f64| -> Vec<Point> {
        stretch
            .iter()
            .map(|(x, m)| (*x, plot.y.at(m.interval.map_or(m.value, side))))
            .collect()
    };
    let (low, high) = (bounds(|i| i.0), bounds(|i| i.1));
    if let ([(x, low)], [(_, high)]) = (low.as_slice(), high.as_slice()) {
        // A lone value has no neighbours to span a band with: a bar of its own.
        let bar = Area::new(x - 6.0, *high, 12.0, low - high);
        sheet.canvas.fill(bar, BAND);
    } else {
        let band = low.into_iter().chain(high.into_iter().rev()).collect();
        sheet.canvas.polygon(band, BAND);
        let line = stretch.iter().map(|(x, m)| (*x, plot.y.at(m.value)));
        sheet.canvas.path(line.collect(), DEEP, 2.25);
    }
    for (x, measure) in stretch {
        let at = (*x, plot.y.at(measure.value));
        if measure.tier == Tier::Indicative {
            sheet.canvas.ring(at, 4.0, DEEP);
        } else {
            sheet.canvas.disc(at, 4.0, DEEP);
        }
    }
}

/// A dashed line between two points, its reason on top.
fn draw_breaks(sheet: &mut Sheet<'_>, plot: &Plot<'_>) {
    let mut taken = f64::MIN;
    let mut lane = 0.0;
    for (i, point) in plot.points.iter().enumerate() {
        let Some(reason) = &point.break_before else {
            continue;
        };
        let x = match i {
            0 => plot.x(0) - 10.0,
            _ => f64::midpoint(plot.x(i - 1), plot.x(i)),
        };
        let text = reason.get(sheet.words.lang);
        let half = REASON.width(text) / 2.0;
        let centre = x.max(sheet.left + half).min(sheet.right - half);
        // Reasons that would touch take turns on two lanes.
        lane = if centre - half < taken + 10.0 {
            15.0 - lane
        } else {
            0.0
        };
        taken = centre + half;
        let y = plot.area.y - 10.0 - lane;
        sheet.canvas.text((centre, y), text, REASON, Anchor::Middle);
        let (from, to) = ((x, plot.area.y - 5.0), (x, plot.area.bottom()));
        sheet.canvas.dashes(from, to, ACCENT, 1.5);
    }
}

/// Values beside their points; of too many, the first, the last, the highest and the lowest.
fn draw_values(sheet: &mut Sheet<'_>, plot: &Plot<'_>) {
    let shown: Vec<(usize, &Measure)> = plot
        .points
        .iter()
        .enumerate()
        .filter_map(|(i, p)| Some((i, p.measure.value()?)))
        .collect();
    let step = plot.area.w / plot.points.len() as f64;
    let by_value = |a: &&(usize, &Measure), b: &&(usize, &Measure)| a.1.value.total_cmp(&b.1.value);
    let ends = [
        shown.last(),
        shown.first(),
        shown.iter().max_by(by_value),
        shown.iter().min_by(by_value),
    ];
    let chosen: Vec<(usize, &Measure)> = if step >= VALUE.width("88,88") + 8.0 {
        shown.clone()
    } else {
        let mut chosen: Vec<(usize, &Measure)> = Vec::new();
        for end in ends.into_iter().flatten() {
            let free = |other: &(usize, &Measure)| {
                step * other.0.abs_diff(end.0) as f64 >= VALUE.width("88,88") + 8.0
            };
            if chosen.iter().all(free) {
                chosen.push(*end);
            }
        }
        chosen
    };
    for (i, measure) in chosen {
        let text = sheet.words.value(measure);
        let y = plot.y.at(measure.value);
        let beside = |other: Option<&TrendPoint>| {
            other
                .and_then(|p| p.measure.value())
                .map_or(y, |m| plot.y.at(m.value))
        };
        // Above a peak, below a valley, so that the line does not run through the number.
        let around = beside(i.checked_sub(1).and_then(|i| plot.points.get(i)))
            + beside(plot.points.get(i + 1));
        let room_below = plot.area.bottom() - y > 24.0;
        let below = around / 2.0 < y - 3.0 && room_below;
        let y = if below || y - plot.area.y < 14.0 {
            y + 19.0
        } else {
            y - 10.0
        };
        let half = VALUE.width(&text) / 2.0 + 2.0;
        let (from, to) = plot.free(i);
        let x = plot.x(i).min(to - half).max(from + half);
        sheet.canvas.text((x, y), &text, VALUE, Anchor::Middle);
    }
}

/// Periods below the axis, as many as fit, and the year where it begins.
fn draw_periods(sheet: &mut Sheet<'_>, plot: &Plot<'_>) {
    let words = sheet.words;
    let texts: Vec<String> = plot
        .points
        .iter()
        .map(|p| words.short_period(p.period))
        .collect();
    let widest = PERIOD.widest(texts.iter().map(String::as_str)) + 8.0;
    let step = plot.area.w / plot.points.len() as f64;
    let every = (widest / step).ceil().max(1.0) as usize;
    let y = plot.area.bottom() + 18.0;
    let mut year = None;
    let mut free_from = f64::MIN;
    for (i, (point, text)) in plot.points.iter().zip(&texts).enumerate() {
        let x = plot.x(i);
        if i % every == 0 {
            sheet.canvas.text((x, y), text, PERIOD, Anchor::Middle);
        }
        let own = point.period.calendar_year();
        let is_part = point.period.quarter_number().is_some();
        if is_part && year != Some(own) {
            let (text, style) = (own.to_string(), PERIOD.bold());
            let half = style.width(&text) / 2.0;
            if x - half > free_from {
                sheet
                    .canvas
                    .text((x, y + 17.0), &text, style, Anchor::Middle);
                free_from = x + half + 6.0;
            }
        }
        year = Some(own);
    }
    let parts = plot
        .points
        .iter()
        .any(|p| p.period.quarter_number().is_some());
    sheet.y = y + if parts { 26.0 } else { 10.0 };
}
