//! Factor × place table in classed colours, with every value printed.

use crate::findings::Findings;
use crate::findings::Measure;
use crate::findings::PlaceLine;
use crate::findings::Shown;
use crate::findings::Tier;

use super::canvas::{Area, Canvas};
use super::classes::Classes;
use super::colour::{PAPER, RULE};
use super::draw::{ChartError, Options, nothing};
use super::kind::Kind;
use super::lettering::{Anchor, Lettering};
use super::rows::{Row, described, rows};
use super::sheet::Sheet;
use super::svg::Picture;
use super::words::whole_value;

const NAME: Lettering = Lettering::words(12.5);
const HEAD: Lettering = Lettering::words(11.0);
const CELL: Lettering = Lettering::figures(11.5);
const SMALL: Lettering = Lettering::words(11.0).muted();
/// Space between the overall column and the factors.
const APART: f64 = 6.0;

struct Columns {
    names: f64,
    first: f64,
    width: f64,
    height: f64,
    decimals: usize,
}

impl Columns {
    /// The cell of a column in the row at `y`; column 0 is the overall value.
    fn cell(&self, column: usize, y: f64) -> Area {
        let apart = if column == 0 { 0.0 } else { APART };
        let x = self.first + self.width * column as f64 + apart;
        Area::new(x, y, self.width - 1.5, self.height - 1.5)
    }
}

pub(super) fn lay_out(findings: &Findings, options: &Options<'_>) -> Result<Picture, ChartError> {
    let factors: Vec<&str> = findings
        .branches
        .iter()
        .filter(|b| b.is_factor)
        .map(|b| b.line.name.get(options.lang))
        .collect();
    if findings.places.is_empty() || factors.is_empty() {
        return Err(nothing(findings, "factors by place"));
    }
    let mut sheet = Sheet::open(Kind::Heat, findings, options);
    let words = sheet.words;
    let rows = rows(findings, options.rows);
    let classes = Classes::of(findings.places.iter().flat_map(|p| {
        let own = cells(p, factors.len()).filter_map(|cell| Some(cell.value()?.value));
        own.collect::<Vec<_>>()
    }));
    let columns = columns(&sheet, &rows, factors.len());
    draw_legend(&mut sheet, &classes);
    let mut heads = vec![words.overall];
    heads.extend(&factors);
    if sheet.narrow {
        draw_keys(&mut sheet, &columns, &heads);
    } else {
        draw_heads(&mut sheet, &columns, &heads);
    }
    let own = (findings.place.1.get(words.lang), findings.overall.value());
    if let (name, Some(_)) = own {
        draw_own(&mut sheet, &columns, &classes, name);
    }
    for row in &rows {
        match row {
            Row::Place(place) => draw_place(&mut sheet, &columns, &classes, place, factors.len()),
            Row::Gap(count) => {
                let text = words.gap.replace("{}", &words.count(*count as u64));
                let at = (sheet.left, sheet.y + 16.0);
                sheet.canvas.text(at, &text, SMALL, Anchor::Start);
                sheet.y += 26.0;
            }
        }
    }
    let missing = |p: &PlaceLine| cells(p, factors.len()).any(|c| c.value().is_none());
    let mut notes = Vec::new();
    let few = |c: &Shown<Measure>| c.value().is_some_and(|m| m.tier == Tier::Indicative);
    if findings
        .places
        .iter()
        .any(|p| cells(p, factors.len()).any(few))
    {
        notes.push(words.framed);
    }
    if columns.decimals == 0 {
        notes.push(words.rounded);
    }
    if findings.places.iter().any(missing) {
        notes.push(words.hatched);
    }
    Ok(sheet.close(&notes, &described(findings, words)))
}

/// The overall measure and those of the factors.
fn cells(place: &PlaceLine, factors: usize) -> impl Iterator<Item = &Shown<Measure>> {
    std::iter::once(&place.line.measure).chain(place.factors.iter().take(factors))
}

fn columns(sheet: &Sheet<'_>, rows: &[Row<'_>], factors: usize) -> Columns {
    let names = rows.iter().filter_map(|row| match row {
        Row::Place(place) => Some(place.line.name.get(sheet.words.lang)),
        Row::Gap(_) => None,
    });
    let own = sheet.findings.place.1.get(sheet.words.lang);
    let widest = name(sheet).widest(names.chain([own])) + 4.0;
    let share = if sheet.narrow { 0.33 } else { 0.3 };
    let names = widest.min(sheet.room() * share);
    let first = sheet.left + names + 10.0;
    let width = (sheet.right - first - APART) / (factors + 1) as f64;
    let decimals = if width >= CELL.width("88,88") + 8.0 {
        2
    } else {
        0
    };
    Columns {
        names,
        first,
        width,
        height: if sheet.narrow { 30.0 } else { 25.0 },
        decimals,
    }
}

fn name(sheet: &Sheet<'_>) -> Lettering {
    NAME.sized(if sheet.narrow { 11.0 } else { 12.5 })
}

fn draw_legend(sheet: &mut Sheet<'_>, classes: &Classes) {
    let swatch = if sheet.narrow { 36.0 } else { 48.0 };
    let width = classes.legend_width(swatch);
    let x = if sheet.narrow {
        sheet.left
    } else {
        sheet.right - width
    };
    classes.legend(&mut sheet.canvas, (x, sheet.y), swatch, sheet.words);
    let unit = sheet.words.value;
    if !sheet.narrow {
        let at = (x - 10.0, sheet.y + 10.0);
        sheet.canvas.text(at, unit, SMALL, Anchor::End);
    }
    sheet.y += 40.0;
}

/// Names of the factors above their columns, all standing on one line.
fn draw_heads(sheet: &mut Sheet<'_>, columns: &Columns, heads: &[&str]) {
    // One size for all heads: the one in which the longest word is not broken.
    let room = columns.width - 5.0;
    let sizes = heads.iter().map(|head| HEAD.fitted(head, room, 6).0.size);
    let own = HEAD.sized(sizes.fold(HEAD.size, f64::min));
    let wrapped: Vec<_> = heads
        .iter()
        .map(|head| own.wrap_evenly(head, room))
        .collect();
    let most = wrapped.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let floor = sheet.y + most * own.leading();
    for (i, lines) in wrapped.iter().enumerate() {
        let x = columns.cell(i, 0.0).middle().0;
        let y = floor - (lines.len() as f64 - 1.0) * own.leading() - 4.0;
        let style = if i == 0 { own.bold() } else { own };
        sheet.canvas.lines((x, y), lines, style, Anchor::Middle);
    }
    sheet.y = floor + 4.0;
}

/// On a phone: numbers above the columns and a key that names them.
fn draw_keys(sheet: &mut Sheet<'_>, columns: &Columns, heads: &[&str]) {
    let style = Lettering::words(11.0);
    for (i, head) in heads.iter().enumerate().skip(1) {
        let lines = style.wrap(head, sheet.room() - 20.0);
        let at = (sheet.left, sheet.y + 10.0);
        sheet
            .canvas
            .text(at, &i.to_string(), style.bold(), Anchor::Start);
        let at = (sheet.left + 20.0, sheet.y + 10.0);
        sheet.y = sheet.canvas.lines(at, &lines, style, Anchor::Start) - 10.0 + 1.0;
    }
    sheet.y += 22.0;
    for i in 0..heads.len() {
        let x = columns.cell(i, 0.0).middle().0;
        let style = style.sized(10.0).bold();
        if i == 0 {
            let at = (columns.cell(0, 0.0).right(), sheet.y);
            sheet.canvas.text(at, heads[0], style, Anchor::End);
        } else {
            sheet
                .canvas
                .text((x, sheet.y), &i.to_string(), style, Anchor::Middle);
        }
    }
    sheet.y += 6.0;
}

/// The place above, as a row of its own: what the others are compared with.
fn draw_own(sheet: &mut Sheet<'_>, columns: &Columns, classes: &Classes, title: &str) {
    let findings = sheet.findings;
    let style = name(sheet).bold();
    draw_name(sheet, columns, title, style);
    let factors = findings.branches.iter().filter(|b| b.is_factor);
    let measures = std::iter::once(&findings.overall).chain(factors.map(|b| &b.line.measure));
    for (i, measure) in measures.enumerate() {
        let cell = columns.cell(i, sheet.y);
        draw_cell(sheet, cell, classes, measure, columns.decimals);
    }
    sheet.y += columns.height + 4.0;
    let (from, to) = ((sheet.left, sheet.y), (sheet.right, sheet.y));
    sheet.canvas.line(from, to, RULE, 1.0);
    sheet.y += 5.0;
}

fn draw_place(
    sheet: &mut Sheet<'_>,
    columns: &Columns,
    classes: &Classes,
    place: &PlaceLine,
    factors: usize,
) {
    let style = name(sheet);
    draw_name(sheet, columns, place.line.name.get(sheet.words.lang), style);
    if place.line.measure.value().is_none() {
        let (first, last) = (columns.cell(0, sheet.y), columns.cell(factors, sheet.y));
        let whole = Area::new(first.x, first.y, last.right() - first.x, first.h);
        if matches!(place.line.measure, Shown::Withheld(_)) {
            sheet.canvas.hatch(whole);
        } else {
            sheet.canvas.outline(whole, RULE, 0.75);
        }
        let text = sheet
            .words
            .absence(&place.line.measure, sheet.findings.threshold);
        let at = (whole.x + 12.0, whole.middle().1);
        let style = SMALL.fitted(&text, whole.w - 24.0, 1).0;
        sheet.canvas.plate(at, &text, style, Anchor::Start);
    } else {
        for (i, measure) in cells(place, factors).enumerate() {
            let cell = columns.cell(i, sheet.y);
            draw_cell(sheet, cell, classes, measure, columns.decimals);
        }
    }
    sheet.y += columns.height;
}

fn draw_name(sheet: &mut Sheet<'_>, columns: &Columns, text: &str, style: Lettering) {
    let mut style = style;
    let mut lines = style.wrap(text, columns.names);
    while lines.len() as f64 * style.size * 1.15 > columns.height && style.size > 8.0 {
        style = style.sized(style.size - 0.5);
        lines = style.wrap(text, columns.names);
    }
    let step = style.size * 1.15;
    let middle = sheet.y + (columns.height - 1.5) / 2.0;
    let first = middle - step * (lines.len() as f64 - 1.0) / 2.0;
    for (i, line) in lines.iter().enumerate() {
        let at = (sheet.left, first + step * i as f64);
        sheet.canvas.text_at_middle(at, line, style, Anchor::Start);
    }
}

fn draw_cell(
    sheet: &mut Sheet<'_>,
    cell: Area,
    classes: &Classes,
    measure: &Shown<Measure>,
    decimals: usize,
) {
    let canvas: &mut Canvas = &mut sheet.canvas;
    match measure {
        Shown::Value(value) => {
            let colour = classes.colour(value.value);
            canvas.fill(cell, colour);
            let text = if decimals == 2 {
                sheet.words.value(value)
            } else {
                whole_value(value)
            };
            let mut style = CELL.coloured(colour.lettering());
            if value.tier == Tier::Indicative {
                // Few answers: a frame of paper makes the cell smaller and so paler.
                canvas.outline(cell.inset(1.5), PAPER, 2.0);
            }
            while style.width(&text) > cell.w - 2.0 && style.size > 7.0 {
                style = style.sized(style.size - 0.5);
            }
            let at = cell.middle();
            canvas.text_at_middle(at, &text, style, Anchor::Middle);
        }
        Shown::Withheld(_) => canvas.hatch(cell),
        Shown::NoData => canvas.outline(cell.inset(0.5), RULE, 0.75),
    }
}
