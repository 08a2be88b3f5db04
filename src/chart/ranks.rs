//! Ranks with their doubt: each place's rank as a dot, and the ranks its answers allow as a bar.

use crate::findings::Findings;
use crate::findings::PlaceLine;

use super::axis::Axis;
use super::canvas::Area;
use super::colour::{BAR, DEEP, PAPER};
use super::draw::{ChartError, Options, nothing};
use super::kind::Kind;
use super::lettering::{Anchor, Lettering};
use super::rows::{Row, described, rows};
use super::sheet::Sheet;
use super::svg::Picture;

const NAME: Lettering = Lettering::words(12.5);
const RANK: Lettering = Lettering::figures(12.5).bold();
const SMALL: Lettering = Lettering::figures(11.0).muted();
const HEAD: Lettering = Lettering::words(11.0).muted();

/// Height of a row.
fn height(sheet: &Sheet<'_>) -> f64 {
    if sheet.narrow { 30.0 } else { 24.0 }
}

fn name_style(sheet: &Sheet<'_>) -> Lettering {
    NAME.sized(if sheet.narrow { 11.5 } else { 12.5 })
}

struct Columns {
    /// Right edge of the rank.
    rank: f64,
    name: f64,
    name_width: f64,
    axis: Axis,
    /// Right edge of the rank set.
    set: f64,
}

pub(super) fn lay_out(findings: &Findings, options: &Options<'_>) -> Result<Picture, ChartError> {
    let ranked = |p: &&PlaceLine| p.rank.is_some();
    let worst = findings
        .places
        .iter()
        .filter_map(|p| Some(p.rank?.max(p.rank_set.map_or(0, |s| s.1))))
        .max();
    let Some(worst) = worst else {
        return Err(nothing(findings, "ranked places"));
    };
    let mut sheet = Sheet::open(Kind::Ranks, findings, options);
    let words = sheet.words;
    let rows: Vec<Row<'_>> = rows(findings, options.rows)
        .into_iter()
        .filter(|row| !matches!(row, Row::Place(p) if !ranked(p)))
        .collect();
    let columns = columns(&sheet, &rows, worst);
    draw_axis(&mut sheet, &columns, rows.len());
    for row in &rows {
        match row {
            Row::Place(place) => draw_place(&mut sheet, &columns, place),
            Row::Gap(count) => {
                let text = words.gap.replace("{}", &words.count(*count as u64));
                let area = Area::new(sheet.left, sheet.y, sheet.room(), height(&sheet));
                sheet.canvas.fill(area, PAPER);
                let style = Lettering::words(11.5).muted();
                sheet
                    .canvas
                    .text_at_middle(area.middle(), &text, style, Anchor::Middle);
            }
        }
        sheet.y += height(&sheet);
    }
    Ok(sheet.close(&[words.ranks_note], &described(findings, words)))
}

fn set(place: &PlaceLine) -> String {
    match place.rank_set {
        Some((best, worst)) if best == worst => best.to_string(),
        Some((best, worst)) => format!("{best}–{worst}"),
        None => String::new(),
    }
}

fn columns(sheet: &Sheet<'_>, rows: &[Row<'_>], worst: u32) -> Columns {
    let places = || {
        rows.iter().filter_map(|row| match row {
            Row::Place(place) => Some(*place),
            Row::Gap(_) => None,
        })
    };
    let sets: Vec<String> = places().map(set).collect();
    let rank = sheet.left
        + RANK
            .width(&worst.to_string())
            .max(HEAD.width(sheet.words.rank));
    let head = if sheet.narrow {
        0.0
    } else {
        HEAD.width(sheet.words.rank_set)
    };
    let set_width = SMALL.widest(sets.iter().map(String::as_str)).max(head);
    let name = rank + 14.0;
    let names = places().map(|p| p.line.name.get(sheet.words.lang));
    let share = if sheet.narrow { 0.34 } else { 0.3 };
    let name_width = name_style(sheet).widest(names).min(sheet.room() * share) + 2.0;
    let axis = (name + name_width + 20.0, sheet.right - set_width - 22.0);
    Columns {
        rank,
        name,
        name_width,
        axis: Axis::new((1.0, f64::from(worst.max(2))), axis),
        set: sheet.right,
    }
}

fn draw_axis(sheet: &mut Sheet<'_>, columns: &Columns, rows: usize) {
    let words = sheet.words;
    let y = sheet.y + if sheet.narrow { 26.0 } else { 14.0 };
    sheet
        .canvas
        .text((columns.rank, y), words.rank, HEAD, Anchor::End);
    sheet
        .canvas
        .text((columns.name, y), words.place, HEAD, Anchor::Start);
    let room = columns.set - columns.axis.at(f64::MAX) - 10.0;
    let (style, lines) = HEAD.fitted(words.rank_set, room, 2);
    let first = y - style.leading() * (lines.len() as f64 - 1.0);
    sheet
        .canvas
        .lines((columns.set, first), &lines, style, Anchor::End);
    sheet.y = y + 8.0;
    let bottom = sheet.y + height(sheet) * rows as f64;
    let mut ticks = vec![1.0];
    let most = if sheet.narrow { 3 } else { 8 };
    ticks.extend(
        columns
            .axis
            .ticks(most)
            .into_iter()
            .filter(|t| *t > 1.5 && t.fract() == 0.0),
    );
    let mut free_from = f64::MIN;
    for tick in ticks {
        let x = columns.axis.at(tick);
        let text = words.count(tick as u64);
        let half = SMALL.width(&text) / 2.0;
        if x - half > free_from {
            sheet.canvas.gridline(x, sheet.y, bottom);
            sheet.canvas.text((x, y), &text, SMALL, Anchor::Middle);
            free_from = x + half + 6.0;
        }
    }
}

fn draw_place(sheet: &mut Sheet<'_>, columns: &Columns, place: &PlaceLine) {
    let Some(rank) = place.rank else { return };
    let middle = sheet.y + height(sheet) / 2.0;
    let own = name_style(sheet);
    let canvas = &mut sheet.canvas;
    let at = (columns.rank, middle);
    canvas.text_at_middle(at, &rank.to_string(), RANK, Anchor::End);
    let name = place.line.name.get(sheet.words.lang);
    let (style, lines) = own.fitted(name, columns.name_width, if sheet.narrow { 2 } else { 1 });
    let step = style.size * 1.22;
    let first = middle - step * (lines.len() as f64 - 1.0) / 2.0;
    for (i, line) in lines.iter().enumerate() {
        let at = (columns.name, first + step * i as f64);
        canvas.text_at_middle(at, line, style, Anchor::Start);
    }
    if let Some((best, worst)) = place.rank_set {
        let (from, to) = (
            columns.axis.at(f64::from(best)),
            columns.axis.at(f64::from(worst)),
        );
        let bar = Area::new(from - 4.0, middle - 4.0, to - from + 8.0, 8.0);
        canvas.fill(bar, BAR);
    }
    canvas.disc((columns.axis.at(f64::from(rank)), middle), 5.0, DEEP);
    canvas.text_at_middle((columns.set, middle), &set(place), SMALL, Anchor::End);
}
