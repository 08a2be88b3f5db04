//! Tile map of the provinces: a tile each, both archipelagos always drawn and named, Biển Đông at their side.

use std::collections::HashMap;

use crate::findings::Findings;
use crate::findings::Measure;
use crate::findings::Shown;

use super::canvas::Area;
use super::classes::Classes;
use super::colour::{DEEP, MUTED, PAPER, RULE};
use super::draw::{ChartError, Options, Tile};
use super::kind::Kind;
use super::lettering::{Anchor, Lettering};
use super::rows::{described, measure};
use super::sheet::Sheet;
use super::svg::Picture;

const SMALL: Lettering = Lettering::words(11.0).muted();

/// Where the tiles lie on the sheet.
struct Grid {
    left: f64,
    top: f64,
    wide: f64,
    tall: f64,
    columns: u32,
    rows: u32,
}

impl Grid {
    fn tile(&self, column: u32, row: u32) -> Area {
        let (x, y) = (
            self.left + self.wide * f64::from(column),
            self.top + self.tall * f64::from(row),
        );
        Area::new(x, y, self.wide, self.tall).inset(1.5)
    }
}

pub(super) fn lay_out(
    findings: &Findings,
    tiles: &[Tile],
    options: &Options<'_>,
) -> Result<Picture, ChartError> {
    let values: HashMap<&str, &Shown<Measure>> = findings
        .places
        .iter()
        .map(|p| (p.line.code.as_str(), &p.line.measure))
        .collect();
    let provinces = || tiles.iter().filter(|t| !t.is_mark);
    if !provinces().any(|t| values.contains_key(t.code.as_str())) {
        return Err(ChartError::NotOnTheMap {
            place: findings.place.0.clone(),
        });
    }
    require_archipelagos(findings, tiles)?;
    let mut sheet = Sheet::open(Kind::Map, findings, options);
    let words = sheet.words;
    let classes = Classes::of(
        findings
            .places
            .iter()
            .filter_map(|p| Some(measure(p)?.value)),
    );
    draw_legend(&mut sheet, &classes);
    let grid = grid(&sheet, tiles);
    draw_sea(&mut sheet, &grid, tiles);
    for tile in tiles {
        let area = grid.tile(tile.column, tile.row);
        if tile.is_mark {
            let beside = |t: &Tile| t.row == tile.row && t.column + 1 == tile.column;
            let free = tile.column > 0 && !tiles.iter().any(beside);
            let wider = sheet.narrow && free;
            // On a phone the name is wider than a tile; it reaches to the west, over the sea.
            let area = if wider {
                Area::new(
                    area.x - grid.wide * 0.75,
                    area.y,
                    area.w + grid.wide * 0.75,
                    area.h,
                )
            } else {
                area
            };
            draw_mark(&mut sheet, area, tile);
        } else {
            let shown = values.get(tile.code.as_str()).copied();
            draw_tile(
                &mut sheet,
                area,
                tile,
                shown.unwrap_or(&Shown::NoData),
                &classes,
            );
        }
    }
    sheet.y = grid.top + grid.tall * f64::from(grid.rows) + 8.0;
    let mut notes = vec![words.tiles_note];
    if findings.places.iter().any(|p| measure(p).is_none()) {
        notes.push(words.hatched);
    }
    let marks: Vec<String> = tiles.iter().filter(|t| t.is_mark).map(mark_name).collect();
    let description = format!("{} {}.", described(findings, words), marks.join(", "));
    Ok(sheet.close(&notes, &description))
}

/// A map of Vietnam shows both archipelagos (Law on Surveying and Mapping 2018, Decree 18/2020).
fn require_archipelagos(findings: &Findings, tiles: &[Tile]) -> Result<(), ChartError> {
    let of_vietnam = findings.place.0 == "vn";
    for name in ["Hoàng Sa", "Trường Sa"] {
        let found = tiles.iter().any(|t| t.is_mark && t.label.contains(name));
        if of_vietnam && !found {
            return Err(ChartError::ArchipelagoMissing(name));
        }
    }
    Ok(())
}

/// “Quần đảo Hoàng Sa (Đà Nẵng)”.
fn mark_name(tile: &Tile) -> String {
    match &tile.belongs_to {
        Some(province) => format!("{} ({province})", tile.label),
        None => tile.label.clone(),
    }
}

fn grid(sheet: &Sheet<'_>, tiles: &[Tile]) -> Grid {
    let columns = tiles.iter().map(|t| t.column + 1).max().unwrap_or(1);
    let rows = tiles.iter().map(|t| t.row + 1).max().unwrap_or(1);
    let most = if sheet.narrow { 60.0 } else { 96.0 };
    let wide = (sheet.room() / f64::from(columns)).min(most);
    let left = sheet.left + (sheet.room() - wide * f64::from(columns)) / 2.0;
    Grid {
        left,
        top: sheet.y,
        wide,
        tall: if sheet.narrow { 40.0 } else { 54.0 },
        columns,
        rows,
    }
}

/// The legend stands at the top right, where the grid has no tiles; on a phone above the grid.
fn draw_legend(sheet: &mut Sheet<'_>, classes: &Classes) {
    let words = sheet.words;
    let width = if sheet.narrow {
        sheet.room()
    } else {
        300.0_f64.min(sheet.room() * 0.36)
    };
    let swatch = width / classes.legend_width(1.0);
    let x = sheet.right - width;
    let y = sheet.y;
    sheet
        .canvas
        .text((x, y + 8.0), words.value, SMALL, Anchor::Start);
    classes.legend(&mut sheet.canvas, (x, y + 16.0), swatch, words);
    if let Some(overall) = sheet.findings.overall.value().filter(|_| !sheet.narrow) {
        {
            let name = sheet.findings.place.1.get(words.lang);
            let at = (x, y + 78.0);
            let style = Lettering::words(13.0);
            sheet.canvas.text(at, name, style, Anchor::Start);
            let style = Lettering::figures(30.0).bold().coloured(DEEP);
            let at = (x, y + 112.0);
            let text = words.value(overall);
            sheet.canvas.text(at, &text, style, Anchor::Start);
            if let Some((low, high)) = overall.interval {
                let text = format!(
                    "{}: {}–{}",
                    words.interval,
                    words.number(low, 2),
                    words.number(high, 2)
                );
                sheet
                    .canvas
                    .text((x, y + 132.0), &text, SMALL, Anchor::Start);
            }
        }
    }
    sheet.y += if sheet.narrow { 58.0 } else { 4.0 };
}

/// “Biển Đông” east of the land, between the two archipelagos.
fn draw_sea(sheet: &mut Sheet<'_>, grid: &Grid, tiles: &[Tile]) {
    let marks: Vec<_> = tiles.iter().filter(|t| t.is_mark).collect();
    let (Some(first), Some(last)) = (
        marks.iter().min_by_key(|t| t.row),
        marks.iter().max_by_key(|t| t.row),
    ) else {
        return;
    };
    let size = if sheet.narrow { 12.0 } else { 16.0 };
    let style = Lettering::words(size).coloured(MUTED);
    let (above, below) = (
        grid.tile(first.column, first.row),
        grid.tile(last.column, last.row),
    );
    let y = f64::midpoint(above.bottom(), below.y) + size / 2.0;
    let x = grid.tile(grid.columns - 1, 0).right() - grid.wide * 0.75;
    // Letters apart, as seas are lettered on maps.
    let spaced: Vec<String> = sheet.words.sea.chars().map(String::from).collect();
    let text = spaced.join("\u{a0}");
    let half = style.width(&text) / 2.0;
    let x = x.min(sheet.right - half);
    sheet.canvas.text((x, y), &text, style, Anchor::Middle);
    let at_home = super::words::VI.sea;
    if sheet.words.sea != at_home {
        let style = style.sized(size * 0.8);
        let at = (x, y + size * 1.3);
        sheet.canvas.text(at, at_home, style, Anchor::Middle);
    }
}

fn draw_tile(
    sheet: &mut Sheet<'_>,
    area: Area,
    tile: &Tile,
    shown: &Shown<Measure>,
    classes: &Classes,
) {
    let words = sheet.words;
    let (text, ground) = match shown {
        Shown::Value(value) => {
            let colour = classes.colour(value.value);
            sheet.canvas.fill(area, colour);
            (words.value(value), colour)
        }
        Shown::Withheld(_) => {
            sheet.canvas.hatch(area);
            sheet.canvas.fill(area.inset(5.0), PAPER);
            (String::from("–"), PAPER)
        }
        Shown::NoData => {
            sheet.canvas.outline(area.inset(0.5), RULE, 1.0);
            (String::new(), PAPER)
        }
    };
    let colour = ground.lettering();
    let (name_size, value_size) = if sheet.narrow {
        (9.5, 11.0)
    } else {
        (12.0, 15.0)
    };
    let style = Lettering::words(name_size).coloured(colour);
    let (style, lines) = style.fitted(&tile.label, area.w - 4.0, 2);
    let figures = Lettering::figures(value_size).bold().coloured(colour);
    let value_height = if text.is_empty() {
        0.0
    } else {
        value_size * 1.2
    };
    let step = style.size * 1.15;
    let block = step * lines.len() as f64 + value_height;
    let (x, middle) = area.middle();
    let mut y = middle - block / 2.0 + style.size * 0.92;
    for line in &lines {
        sheet.canvas.text((x, y), line, style, Anchor::Middle);
        y += step;
    }
    let y = middle + block / 2.0 - value_size * 0.18;
    sheet.canvas.text((x, y), &text, figures, Anchor::Middle);
}

/// An archipelago: its own dotted tile, named with its province.
fn draw_mark(sheet: &mut Sheet<'_>, area: Area, tile: &Tile) {
    let style = Lettering::words(if sheet.narrow { 9.0 } else { 11.0 }).bold();
    let corners = [
        (area.x, area.y),
        (area.right(), area.y),
        (area.right(), area.bottom()),
        (area.x, area.bottom()),
    ];
    for (i, corner) in corners.into_iter().enumerate() {
        sheet
            .canvas
            .dashes(corner, corners[(i + 1) % 4], DEEP, 1.25);
    }
    let mut lines: Vec<(String, Lettering)> = Vec::new();
    let (own, names) = style.fitted(&tile.label, area.w - 4.0, 2);
    lines.extend(names.into_iter().map(|line| (line, own)));
    if let Some(province) = &tile.belongs_to {
        let muted = Lettering::words(own.size).muted();
        let (muted, names) = muted.fitted(&format!("({province})"), area.w - 4.0, 1);
        lines.extend(names.into_iter().map(|line| (line, muted)));
    }
    let step = own.size * 1.18;
    let (x, middle) = area.middle();
    let mut y = middle - step * lines.len() as f64 / 2.0 + own.size * 0.92;
    for (line, style) in lines {
        sheet.canvas.text((x, y), &line, style, Anchor::Middle);
        y += step;
    }
}
