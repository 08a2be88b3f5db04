//! The tables of the report in Word: the same cells as on paper, without the drawings inside them.

use docx_rs::{
    AlignmentType, BorderType, Paragraph, Shading, Table, TableBorder, TableBorderPosition,
    TableBorders, TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::face::{lines, run};
use crate::report::paper::{Ink, Line, Printed};

/// Room at both sides of a cell, and for letters wider than a digit.
const ROOM: usize = 260;

/// A table that fills the width of the page (in twentieths of a point).
pub(super) fn table(printed: &Printed<'_>, width: usize) -> Table {
    let kept: Vec<bool> = printed
        .columns
        .iter()
        .map(|column| column.kind != "drawing")
        .collect();
    let columns: Vec<_> = printed
        .columns
        .iter()
        .filter(|column| column.kind != "drawing")
        .collect();
    let names = columns
        .iter()
        .filter(|column| column.kind == "name")
        .count()
        .max(1);
    let dense = columns.len() > 7;
    let size = if dense { 18 } else { 22 };
    let needed = needed(printed, size);
    let needed: Vec<usize> = (0..kept.len())
        .filter(|at| kept[*at])
        .map(|at| needed[at])
        .collect();
    let is_name = |at: &usize| columns[*at].kind == "name";
    let others: usize = (0..columns.len())
        .filter(|at| !is_name(at))
        .map(|at| needed[at])
        .sum();
    // Many narrow columns share what the names leave.
    let share = width * 7 / 10;
    let fit = |at: usize| match (is_name(&at), others > share) {
        (true, false) => (width - others) / names,
        (true, true) => (width - share) / names,
        (false, false) => needed[at],
        (false, true) => needed[at] * share / others,
    };
    let widths: Vec<usize> = (0..columns.len()).map(fit).collect();
    let head = columns.iter().zip(&widths).map(|(column, width)| {
        let words = run(column.title).bold().size(size).color("FFFFFF");
        let align = if column.kind == "name" {
            AlignmentType::Left
        } else {
            AlignmentType::Center
        };
        cell(Paragraph::new().add_run(words), align, *width).shading(Shading::new().fill("0B5394"))
    });
    let mut rows = vec![TableRow::new(head.collect()).cant_split()];
    rows.extend(
        printed
            .rows
            .iter()
            .map(|row| body(row, printed, &kept, &widths, size)),
    );
    Table::new(rows)
        .set_grid(widths)
        .width(width, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(30, 60, 30, 60))
        .set_borders(borders())
}

/// How wide each column must be for its longest number, and for the longest word of its title: a digit is half as wide as it
/// is high.
fn needed(printed: &Printed<'_>, size: usize) -> Vec<usize> {
    let wide = |text: &str| text.chars().count() * size * 5 + ROOM;
    let heads = printed.columns.iter().map(|column| {
        let words = column
            .title
            .split_whitespace()
            .map(|word| wide(word) + size * 5);
        words.max().unwrap_or(ROOM)
    });
    let mut needed: Vec<usize> = heads.collect();
    for row in printed.rows.iter().filter(|row| row.standing != "title") {
        let mut at = 0;
        for ink in &row.cells {
            match ink {
                Ink::Text { text } => {
                    if let Some(column) = needed.get_mut(at) {
                        *column = (*column).max(wide(text));
                    }
                    at += 1;
                }
                Ink::Absent { span, .. } | Ink::Title { span, .. } => at += span,
                Ink::Dot { .. } | Ink::Bar { .. } | Ink::Stack { .. } => at += 1,
            }
        }
    }
    needed
}

/// Thin lines between the rows, none between the columns.
fn borders() -> TableBorders {
    use TableBorderPosition::{Bottom, InsideH, Top};
    [Top, Bottom, InsideH]
        .into_iter()
        .fold(TableBorders::with_empty(), |all, position| {
            all.set(
                TableBorder::new(position)
                    .size(4)
                    .color("9AA5B1")
                    .border_type(BorderType::Single),
            )
        })
}

fn body(
    row: &Line,
    printed: &Printed<'_>,
    kept: &[bool],
    widths: &[usize],
    size: usize,
) -> TableRow {
    let mut cells = Vec::new();
    let (mut at, mut column) = (0, 0);
    for ink in &row.cells {
        let (words, span, said) = match ink {
            Ink::Text { text } => (text.as_str(), 1, false),
            Ink::Absent { text, span } => (text.as_str(), *span, true),
            Ink::Title { text, span } => (text.as_str(), *span, false),
            Ink::Dot { .. } | Ink::Bar { .. } | Ink::Stack { .. } => ("", 1, false),
        };
        let end = (at + span).min(kept.len());
        let wide = kept[at..end].iter().filter(|kept| **kept).count();
        let kind = printed
            .columns
            .get(at)
            .map_or("number", |column| column.kind);
        at = end;
        if wide == 0 {
            continue;
        }
        let width = widths[column..(column + wide).min(widths.len())]
            .iter()
            .sum();
        column += wide;
        let mut text = run(words).size(if said { size - 3 } else { size });
        if row.standing != "body" {
            text = text.bold();
        }
        if said {
            text = text.italic();
        }
        let align = match (row.standing, kind) {
            ("title", _) | (_, "name" | "code") => AlignmentType::Left,
            _ if said && wide > 1 => AlignmentType::Center,
            _ => AlignmentType::Right,
        };
        let mut made = cell(Paragraph::new().add_run(text), align, width);
        if wide > 1 {
            made = made.grid_span(wide);
        }
        if row.standing == "title" {
            made = made.shading(Shading::new().fill("EEF2F6"));
        }
        cells.push(made);
    }
    TableRow::new(cells).cant_split()
}

fn cell(words: Paragraph, align: AlignmentType, width: usize) -> TableCell {
    TableCell::new()
        .width(width, WidthType::Dxa)
        .vertical_align(VAlignType::Center)
        .add_paragraph(words.align(align).line_spacing(lines(240).after(0)))
}

/// What the short heads of the columns mean, in one line; stacked bars are not in a Word table.
pub(super) fn legend(printed: &Printed<'_>) -> Option<String> {
    if printed.stacked || printed.legend.is_empty() {
        return None;
    }
    let entries = printed
        .legend
        .iter()
        .map(|(code, words)| format!("{code}: {words}"));
    Some(format!("{}.", entries.collect::<Vec<_>>().join("; ")))
}
