//! Ranking bars of the places, with 95 % intervals, ranks and numbers of answers.

use crate::findings::Bound;
use crate::findings::Findings;
use crate::findings::Measure;
use crate::findings::PlaceLine;
use crate::findings::Shown;
use crate::findings::Tier;

use super::axis::Axis;
use super::canvas::{Area, Canvas};
use super::colour::{ACCENT, BAR, BAR_PALE, DEEP, GRID, PLATE, RULE};
use super::draw::{ChartError, Options, nothing};
use super::kind::Kind;
use super::lettering::{Anchor, Lettering};
use super::rows::{Row, described, measure, rows};
use super::sheet::Sheet;
use super::spread;
use super::svg::Picture;

const NAME: Lettering = Lettering::words(12.5);
const VALUE: Lettering = Lettering::figures(12.5).bold();
const SMALL: Lettering = Lettering::figures(11.0).muted();
const HEAD: Lettering = Lettering::words(11.0).muted();

/// Left and right edges of the columns, in pixels.
struct Columns {
    /// Right edge of the rank, left edge of the rank set.
    rank: f64,
    set: f64,
    name: f64,
    name_width: f64,
    bars: Axis,
    /// Right edges.
    value: f64,
    n: f64,
    ranked: bool,
}

pub(super) fn lay_out(findings: &Findings, options: &Options<'_>) -> Result<Picture, ChartError> {
    if findings.places.is_empty() {
        return Err(nothing(findings, "places below it"));
    }
    let mut sheet = Sheet::open(Kind::Places, findings, options);
    let rows = rows(findings, options.rows);
    if rows.iter().any(|row| matches!(row, Row::Gap(_))) {
        spread::draw(&mut sheet);
    }
    let columns = columns(&sheet, &rows);
    let top = draw_heads(&mut sheet, &columns);
    let heights: Vec<f64> = rows
        .iter()
        .map(|row| height(row, &columns, &sheet))
        .collect();
    let bottom = sheet.y + heights.iter().sum::<f64>();
    if !sheet.narrow {
        draw_grid(&mut sheet.canvas, &columns, (top, bottom));
    }
    draw_average(&mut sheet, &columns, (top, bottom));
    for (row, height) in rows.iter().zip(heights) {
        match row {
            Row::Place(place) => draw_place(&mut sheet, &columns, place, height),
            Row::Gap(count) => draw_gap(&mut sheet, *count, height),
        }
        sheet.y += height;
    }
    let words = sheet.words;
    let pale = |p: &PlaceLine| measure(p).is_some_and(|m| m.tier == Tier::Indicative);
    let mut notes = vec![words.whisker];
    if findings.places.iter().any(pale) {
        notes.push(words.pale);
    }
    if findings.places.iter().any(|p| measure(p).is_none()) {
        notes.push(words.hatched);
    }
    Ok(sheet.close(&notes, &described(findings, words)))
}

fn rank_set(place: &PlaceLine) -> String {
    place
        .rank_set
        .map_or_else(String::new, |(best, worst)| format!("({best}–{worst})"))
}

fn columns(sheet: &Sheet<'_>, rows: &[Row<'_>]) -> Columns {
    let words = sheet.words;
    let places: Vec<_> = rows
        .iter()
        .filter_map(|row| match row {
            Row::Place(place) => Some(*place),
            Row::Gap(_) => None,
        })
        .collect();
    let ranked = places.iter().any(|p| p.rank.is_some());
    let ranks: Vec<_> = places
        .iter()
        .filter_map(|p| Some(p.rank?.to_string()))
        .collect();
    let sets: Vec<_> = places.iter().map(|p| rank_set(p)).collect();
    let counts: Vec<_> = places
        .iter()
        .filter_map(|p| Some(words.count(measure(p)?.n)))
        .collect();
    let rank_width = VALUE.widest(ranks.iter().map(String::as_str));
    let set_width = SMALL.widest(sets.iter().map(String::as_str));
    let head = if ranked { HEAD.width(words.rank) } else { 0.0 };
    let rank = sheet.left + rank_width;
    let set = rank + if set_width > 0.0 { 4.0 } else { 0.0 };
    let name = match (ranked, sheet.narrow) {
        (false, _) => sheet.left,
        (true, false) => (set + set_width).max(sheet.left + head) + 14.0,
        // On a phone the rank set stands below the rank.
        (true, true) => sheet.left + rank_width.max(set_width).max(head) + 10.0,
    };
    let set = if sheet.narrow { sheet.left } else { set };
    let n = sheet.right;
    let n_width = SMALL
        .widest(counts.iter().map(String::as_str))
        .max(HEAD.width(words.n));
    let value = n - n_width - 16.0;
    let value_width = VALUE.width("100,00").max(HEAD.width(words.satisfied));
    let names = places.iter().map(|p| p.line.name.get(words.lang));
    let (name_width, bars) = if sheet.narrow {
        (value - value_width - 10.0 - name, (name, sheet.right))
    } else {
        let width = NAME.widest(names).min(sheet.room() * 0.34) + 2.0;
        (width, (name + width + 14.0, value - value_width - 26.0))
    };
    Columns {
        rank,
        set,
        name,
        name_width,
        bars: Axis::new((0.0, 100.0), bars),
        value,
        n,
        ranked,
    }
}

/// Column heads and ticks; answers the y where gridlines begin.
fn draw_heads(sheet: &mut Sheet<'_>, columns: &Columns) -> f64 {
    let words = sheet.words;
    let average = sheet
        .findings
        .overall
        .value()
        .map(|m| columns.bars.at(m.value));
    let y = sheet.y + if sheet.narrow { 12.0 } else { 24.0 };
    let canvas = &mut sheet.canvas;
    if columns.ranked {
        canvas.text((sheet.left, y), words.rank, HEAD, Anchor::Start);
    }
    canvas.text((columns.name, y), words.place, HEAD, Anchor::Start);
    canvas.text((columns.value, y), words.satisfied, HEAD, Anchor::End);
    canvas.text((columns.n, y), words.n, HEAD, Anchor::End);
    let ticks = [0.0, 25.0, 50.0, 75.0, 100.0];
    if !sheet.narrow {
        for tick in ticks {
            let x = columns.bars.at(tick);
            if average.is_none_or(|a| (a - x).abs() > 16.0) {
                canvas.text((x, y), &words.tick(tick), SMALL, Anchor::Middle);
            }
        }
    }
    sheet.y = y + if sheet.narrow { 26.0 } else { 10.0 };
    y + 6.0
}

fn draw_grid(canvas: &mut Canvas, columns: &Columns, (top, bottom): (f64, f64)) {
    for tick in [0.0, 25.0, 50.0, 75.0, 100.0] {
        canvas.gridline(columns.bars.at(tick), top, bottom);
    }
}

/// The value of the place above, by name; each row then marks it, so that it crosses no text.
fn draw_average(sheet: &mut Sheet<'_>, columns: &Columns, (top, bottom): (f64, f64)) {
    let Some(overall) = sheet.findings.overall.value() else {
        return;
    };
    let x = columns.bars.at(overall.value);
    let name = sheet.findings.place.1.get(sheet.words.lang);
    let text = format!("{name} {}", sheet.words.value(overall));
    let style = Lettering::words(12.0).bold().coloured(ACCENT);
    let half = style.width(&text) / 2.0;
    let centre = x.min(sheet.right - half).max(sheet.left + half);
    let y = if sheet.narrow { top + 9.0 } else { top - 22.0 };
    sheet.canvas.text((centre, y), &text, style, Anchor::Middle);
    let end = if sheet.narrow { y + 9.0 } else { bottom };
    sheet.canvas.line((x, y + 5.0), (x, end), ACCENT, 1.5);
}

fn height(row: &Row<'_>, columns: &Columns, sheet: &Sheet<'_>) -> f64 {
    match row {
        Row::Gap(_) => 34.0,
        Row::Place(place) => {
            let name = place.line.name.get(sheet.words.lang);
            let lines = NAME.wrap(name, columns.name_width).len().max(1) as f64;
            if sheet.narrow {
                lines * NAME.leading() + 22.0
            } else {
                (lines * NAME.leading() + 7.0).max(24.0)
            }
        }
    }
}

fn draw_place(sheet: &mut Sheet<'_>, columns: &Columns, place: &PlaceLine, height: f64) {
    let words = sheet.words;
    let canvas = &mut sheet.canvas;
    let names = NAME.wrap(place.line.name.get(words.lang), columns.name_width);
    let block = names.len() as f64 * NAME.leading();
    let first = if sheet.narrow {
        sheet.y + NAME.size
    } else {
        sheet.y + (height - block) / 2.0 + NAME.size * 0.95
    };
    if let Some(rank) = place.rank {
        let (at, anchor) = if sheet.narrow {
            ((sheet.left, first), Anchor::Start)
        } else {
            ((columns.rank, first), Anchor::End)
        };
        canvas.text(at, &rank.to_string(), VALUE, anchor);
        let below = if sheet.narrow { 15.0 } else { 0.0 };
        let at = (columns.set, first + below);
        canvas.text(at, &rank_set(place), SMALL, Anchor::Start);
    }
    let missing = place.line.measure.value().is_none();
    let name = if missing { NAME.muted() } else { NAME };
    canvas.lines((columns.name, first), &names, name, Anchor::Start);
    let (from, to) = (columns.bars.at(0.0), columns.bars.at(100.0));
    let (middle, thick) = if sheet.narrow {
        (first + block - NAME.leading() + 11.0, 8.0)
    } else {
        (sheet.y + height / 2.0, 14.0)
    };
    let track = Area::new(from, middle - thick / 2.0, to - from, thick);
    let average = sheet.findings.overall.value();
    match &place.line.measure {
        Shown::Value(value) => {
            if sheet.narrow {
                canvas.fill(track, PLATE);
            }
            draw_bar(canvas, &columns.bars, track, value, average);
            let style = match value.tier {
                Tier::Indicative => Lettering::figures(12.5),
                _ => VALUE,
            };
            let text = words.value(value);
            canvas.text((columns.value, first), &text, style, Anchor::End);
            let n = words.count(value.n);
            canvas.text((columns.n, first), &n, SMALL, Anchor::End);
        }
        absent => {
            let text = words.absence(absent, sheet.findings.threshold);
            let style = Lettering::words(11.0).muted();
            let style = style.fitted(&text, track.w - 24.0, 1).0;
            if matches!(absent, Shown::Withheld(_)) {
                canvas.hatch(track);
            } else {
                canvas.dashes((from, middle), (to, middle), RULE, 1.0);
            }
            canvas.plate((from + 12.0, middle), &text, style, Anchor::Start);
        }
    }
}

fn draw_bar(
    canvas: &mut Canvas,
    axis: &Axis,
    track: Area,
    measure: &Measure,
    average: Option<&Measure>,
) {
    let end = axis.at(measure.value);
    let bar = Area::new(track.x, track.y, end - track.x, track.h);
    if measure.tier == Tier::Indicative {
        canvas.fill(bar, BAR_PALE);
        canvas.outline(bar.inset(0.5), BAR, 1.0);
    } else {
        canvas.fill(bar, BAR);
    }
    if let Some(average) = average {
        let x = axis.at(average.value);
        let (top, bottom) = (track.y - 3.0, track.bottom() + 3.0);
        canvas.line((x, top), (x, bottom), ACCENT, 1.5);
    }
    let middle = track.y + track.h / 2.0;
    match (measure.bound, measure.interval) {
        (Bound::Exact, Some((low, high))) => {
            let (low, high) = (axis.at(low), axis.at(high));
            let cap = track.h * 0.28;
            canvas.line((low, middle), (high, middle), DEEP, 1.5);
            for x in [low, high] {
                canvas.line((x, middle - cap), (x, middle + cap), DEEP, 1.5);
            }
        }
        // A bound reaches to the end of the axis: the value lies somewhere there.
        (Bound::AtLeast, _) => canvas.dashes((end, middle), (axis.at(100.0), middle), DEEP, 1.5),
        (Bound::AtMost, _) => canvas.dashes((axis.at(0.0), middle), (end, middle), DEEP, 1.5),
        (Bound::Exact, None) => {}
    }
}

fn draw_gap(sheet: &mut Sheet<'_>, count: usize, height: f64) {
    let text = sheet
        .words
        .gap
        .replace("{}", &sheet.words.count(count as u64));
    let at = (
        f64::midpoint(sheet.left, sheet.right),
        sheet.y + height / 2.0,
    );
    let style = Lettering::words(11.5).muted();
    let area = Area::new(sheet.left, sheet.y + 5.0, sheet.room(), height - 10.0);
    sheet.canvas.fill(area, super::colour::PAPER);
    sheet
        .canvas
        .line((area.x, area.y), (area.right(), area.y), GRID, 1.0);
    let low = area.bottom();
    sheet
        .canvas
        .line((area.x, low), (area.right(), low), GRID, 1.0);
    sheet
        .canvas
        .text_at_middle(at, &text, style, Anchor::Middle);
}
