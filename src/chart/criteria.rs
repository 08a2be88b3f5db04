//! How the answers to each criterion spread: bars that diverge from the middle of the scale, by factor.

use crate::findings::Distribution;
use crate::findings::Findings;
use crate::findings::Shown;

use super::axis::Axis;
use super::canvas::{Area, Canvas};
use super::colour::{PAPER, RULE, level};
use super::draw::{ChartError, Options, nothing};
use super::kind::Kind;
use super::lettering::{Anchor, Lettering};
use super::levels::{Group, Spread, groups};
use super::sheet::Sheet;
use super::svg::Picture;
use super::words::whole;

const TEXT: Lettering = Lettering::words(12.0);
const GROUP: Lettering = Lettering::words(12.5).bold();
const VALUE: Lettering = Lettering::figures(12.0).bold();
const SMALL: Lettering = Lettering::figures(11.0).muted();
const HEAD: Lettering = Lettering::words(11.0).muted();
const ON_BAR: Lettering = Lettering::figures(11.0);
/// Height of a bar.
const THICK: f64 = 18.0;

struct Columns {
    text: f64,
    bars: Axis,
    value: f64,
    n: f64,
}

pub(super) fn lay_out(findings: &Findings, options: &Options<'_>) -> Result<Picture, ChartError> {
    let mut sheet = Sheet::open(Kind::Criteria, findings, options);
    let groups = groups(findings, sheet.words);
    if groups.is_empty() {
        return Err(nothing(findings, "answers to criteria"));
    }
    draw_legends(&mut sheet, &groups);
    let columns = columns(&sheet, &groups);
    draw_heads(&mut sheet, &columns);
    let top = sheet.y - 4.0;
    let bottom = sheet.y
        + groups
            .iter()
            .map(|g| height(g, &columns, &sheet))
            .sum::<f64>();
    if !sheet.narrow {
        draw_grid(&mut sheet, &columns, (top, bottom));
    }
    for group in &groups {
        draw_group(&mut sheet, &columns, group);
    }
    let words = sheet.words;
    let mut notes = vec![words.diverging];
    let absent = |d: &&Distribution| d.shares.value().is_none();
    if groups.iter().flat_map(|g| &g.rows).any(absent) {
        notes.push(words.hatched);
    }
    let count = groups.iter().map(|g| g.rows.len()).sum::<usize>();
    let description = format!("{}: {count}.", words.criterion);
    Ok(sheet.close(&notes, &description))
}

fn columns(sheet: &Sheet<'_>, groups: &[Group<'_>]) -> Columns {
    let words = sheet.words;
    let rows = || groups.iter().flat_map(|g| &g.rows);
    let counts: Vec<_> = rows()
        .filter_map(|d| Some(words.count(d.shares.value()?.n)))
        .collect();
    let n = sheet.right;
    let n_width = SMALL
        .widest(counts.iter().map(String::as_str))
        .max(HEAD.width(words.n));
    let value = n - n_width - 14.0;
    let value_width = VALUE.width("100,00").max(HEAD.width(words.satisfied));
    let spreads: Vec<_> = rows().filter_map(|d| Spread::of(d)).collect();
    let extent = |side: &dyn Fn(&Spread<'_>) -> f64| {
        let widest = spreads.iter().map(side).fold(0.0, f64::max);
        widest.clamp(5.0, 100.0)
    };
    let range = (-extent(&|s| s.against()), extent(&|s| s.in_favour()));
    let (text, bars) = if sheet.narrow {
        (sheet.room(), (sheet.left, sheet.right))
    } else {
        let room = sheet.room() * 0.36;
        let lines = rows().flat_map(|d| TEXT.wrap_evenly(d.name.get(words.lang), room));
        let text = lines.map(|l| TEXT.width(&l)).fold(120.0, f64::max) + 2.0;
        (text, (sheet.left + text + 20.0, value - value_width - 22.0))
    };
    Columns {
        text,
        bars: Axis::new(range, bars),
        value,
        n,
    }
}

/// One strip a scale, in the order of the bars; most forms have one.
fn draw_legends(sheet: &mut Sheet<'_>, groups: &[Group<'_>]) {
    let lang = sheet.words.lang;
    let mut seen: Vec<Vec<&str>> = Vec::new();
    for spread in groups
        .iter()
        .flat_map(|g| &g.rows)
        .filter_map(|d| Spread::of(d))
    {
        let names: Vec<_> = spread.levels.iter().map(|s| s.name.get(lang)).collect();
        if seen.contains(&names) {
            continue;
        }
        let style = Lettering::words(11.5);
        let mut x = sheet.left;
        for (i, name) in names.iter().enumerate() {
            let width = 18.0 + style.width(name);
            if x > sheet.left && x + width > sheet.right {
                x = sheet.left;
                sheet.y += 20.0;
            }
            let swatch = Area::new(x, sheet.y, 12.0, 12.0);
            sheet.canvas.fill(swatch, level(i, names.len()));
            let at = (x + 18.0, sheet.y + 10.5);
            sheet.canvas.text(at, name, style, Anchor::Start);
            x += width + 20.0;
        }
        sheet.y += 20.0;
        seen.push(names);
    }
    sheet.y += 6.0;
}

fn draw_heads(sheet: &mut Sheet<'_>, columns: &Columns) {
    let words = sheet.words;
    let y = sheet.y + 12.0;
    let zero = columns.bars.at(0.0);
    let canvas = &mut sheet.canvas;
    canvas.text((columns.value, y), words.satisfied, HEAD, Anchor::End);
    canvas.text((columns.n, y), words.n, HEAD, Anchor::End);
    if !sheet.narrow {
        canvas.text((zero + 8.0, y), words.more_satisfied, HEAD, Anchor::Start);
        canvas.text((zero - 8.0, y), words.less_satisfied, HEAD, Anchor::End);
    }
    sheet.y = y + 12.0;
}

fn draw_grid(sheet: &mut Sheet<'_>, columns: &Columns, (top, bottom): (f64, f64)) {
    let axis = &columns.bars;
    for tick in (-4..=4).map(|i| f64::from(i) * 25.0) {
        if tick >= axis.from && tick <= axis.to && tick != 0.0 {
            sheet.canvas.gridline(axis.at(tick), top, bottom);
        }
    }
    let zero = axis.at(0.0);
    sheet.canvas.line((zero, top), (zero, bottom), RULE, 1.5);
}

fn row_height(row: &Distribution, columns: &Columns, sheet: &Sheet<'_>) -> f64 {
    let lines = text_lines(row, columns, sheet).len().max(1) as f64;
    if sheet.narrow {
        lines * TEXT.leading() + THICK + 24.0
    } else {
        (lines * TEXT.leading() + 10.0).max(THICK + 10.0)
    }
}

fn text_lines(row: &Distribution, columns: &Columns, sheet: &Sheet<'_>) -> Vec<String> {
    let room = if sheet.narrow {
        columns.value - VALUE.width("100,00") - 10.0 - sheet.left
    } else {
        columns.text
    };
    TEXT.wrap_evenly(row.name.get(sheet.words.lang), room)
}

fn height(group: &Group<'_>, columns: &Columns, sheet: &Sheet<'_>) -> f64 {
    let rows: f64 = group
        .rows
        .iter()
        .map(|r| row_height(r, columns, sheet))
        .sum();
    rows + head_height(group, columns, sheet)
}

fn head_lines(group: &Group<'_>, columns: &Columns, sheet: &Sheet<'_>) -> Vec<String> {
    let room = columns.value - VALUE.width("100,00") - 14.0 - sheet.left;
    GROUP.wrap(group.name.unwrap_or_default(), room)
}

fn head_height(group: &Group<'_>, columns: &Columns, sheet: &Sheet<'_>) -> f64 {
    match head_lines(group, columns, sheet).len() {
        0 => 0.0,
        lines => lines as f64 * GROUP.leading() + 16.0,
    }
}

fn draw_group(sheet: &mut Sheet<'_>, columns: &Columns, group: &Group<'_>) {
    let height = head_height(group, columns, sheet);
    if height > 0.0 {
        let lines = head_lines(group, columns, sheet);
        let y = sheet.y + 6.0;
        let plate = Area::new(sheet.left, y, sheet.room(), height - 9.0);
        sheet.canvas.fill(plate, super::colour::PLATE);
        let at = (sheet.left + 8.0, y + 4.0 + GROUP.size);
        sheet.canvas.lines(at, &lines, GROUP, Anchor::Start);
        if let Some(value) = &group.value {
            sheet
                .canvas
                .text((columns.value, at.1), value, VALUE, Anchor::End);
        }
        sheet.y += height;
    }
    for row in &group.rows {
        draw_row(sheet, columns, row);
    }
}

fn draw_row(sheet: &mut Sheet<'_>, columns: &Columns, row: &Distribution) {
    let words = sheet.words;
    let height = row_height(row, columns, sheet);
    let lines = text_lines(row, columns, sheet);
    let block = lines.len() as f64 * TEXT.leading();
    let (first, middle) = if sheet.narrow {
        (
            sheet.y + TEXT.size + 3.0,
            sheet.y + block + 8.0 + THICK / 2.0,
        )
    } else {
        let top = sheet.y + (height - block) / 2.0;
        (top + TEXT.size * 0.95, sheet.y + height / 2.0)
    };
    sheet
        .canvas
        .lines((sheet.left, first), &lines, TEXT, Anchor::Start);
    let figures = if sheet.narrow { first } else { middle + 4.3 };
    match &row.shares {
        Shown::Value(shares) => {
            if let Some(spread) = Spread::of(row) {
                let zero = columns.bars.at(0.0);
                let (top, bottom) = (middle - THICK / 2.0 - 3.0, middle + THICK / 2.0 + 3.0);
                sheet.canvas.line((zero, top), (zero, bottom), RULE, 1.5);
                draw_spread(&mut sheet.canvas, &columns.bars, middle, &spread);
            }
            let criterion = sheet.findings.criteria.iter().find(|c| c.code == row.code);
            if let Some(measure) = criterion.and_then(|c| c.measure.value()) {
                let at = (columns.value, figures);
                sheet
                    .canvas
                    .text(at, &words.value(measure), VALUE, Anchor::End);
            }
            let n = words.count(shares.n);
            sheet
                .canvas
                .text((columns.n, figures), &n, SMALL, Anchor::End);
        }
        absent => {
            let (from, to) = (
                columns.bars.at(columns.bars.from),
                columns.bars.at(columns.bars.to),
            );
            let area = Area::new(from, middle - THICK / 2.0, to - from, THICK);
            if matches!(absent, Shown::Withheld(_)) {
                sheet.canvas.hatch(area);
            }
            let text = words.absence(absent, sheet.findings.threshold);
            let at = (from + 12.0, middle);
            let style = HEAD.fitted(&text, area.w - 24.0, 1).0;
            sheet.canvas.plate(at, &text, style, Anchor::Start);
        }
    }
    sheet.y += height;
}

fn draw_spread(canvas: &mut Canvas, axis: &Axis, middle: f64, spread: &Spread<'_>) {
    let mut from = -spread.against();
    for (i, share) in spread.levels.iter().enumerate() {
        let (x, end) = (axis.at(from), axis.at(from + share.share));
        from += share.share;
        let colour = level(i, spread.levels.len());
        let area = Area::new(x, middle - THICK / 2.0, end - x, THICK);
        canvas.fill(area, colour);
        // A hair of paper keeps neighbours apart in grey print.
        if i > 0 && area.w > 2.0 {
            canvas.line((x, area.y), (x, area.bottom()), PAPER, 1.0);
        }
        let text = whole(share.share);
        if area.w >= ON_BAR.width(&text) + 6.0 {
            let style = ON_BAR.coloured(colour.lettering());
            let centre = area.middle();
            canvas.text_at_middle(centre, &text, style, Anchor::Middle);
        }
    }
}
