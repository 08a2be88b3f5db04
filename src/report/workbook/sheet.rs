//! A table of the report as a sheet: numbers as numbers, codes as text, reasons where there is no number.

use std::collections::BTreeMap;

use rust_xlsxwriter::{ColNum, Format, FormatAlign, RowNum, Worksheet};

use super::page::{alarm, head, quiet, ruled, set_up, title};
use crate::findings::{Bound, Findings, Measure, Tier};
use crate::report::draft::Draft;
use crate::report::lang::{Lang, sign};
use crate::report::order::ReportError;
use crate::report::tables::{Cell, Column, Kind, Row, Standing, Table};

/// Width of the column that names the group of a row, in letters: a longer name takes more lines.
const GROUP: u32 = 36;

/// Height of a line of words, in points.
const LINE: f64 = 15.0;

/// Widths of sheet columns, in letters.
type Widths = BTreeMap<ColNum, u32>;

/// Where a table landed.
#[derive(Debug, Clone)]
pub(super) struct Area<'a> {
    /// The table.
    pub table: &'a Table,
    /// Row of the column titles; the rows follow.
    pub head: RowNum,
    /// Rows written, with the row number of each in [`Table::rows`].
    pub rows: Vec<usize>,
    /// First sheet column of each table column; `None` where the column is for paper only.
    pub columns: Vec<Option<ColNum>>,
}

impl Area<'_> {
    /// The words of a row that are wrapped, each with its sheet column.
    fn words<'r>(&self, row: &'r Row) -> impl Iterator<Item = (ColNum, &'r str)> {
        let cells = row.cells.iter().zip(&self.columns);
        cells.filter_map(|(cell, at)| match (cell, *at) {
            (Cell::Text(words), Some(at)) => Some((at, &**words)),
            _ => None,
        })
    }

    /// Sheet row of the n-th written row.
    pub(super) fn row(&self, n: usize) -> RowNum {
        self.head + 1 + n as RowNum
    }
}

/// Writes tables below one another; the first gets the frozen head and the filter. Returns where it is.
pub(super) fn write<'a>(
    sheet: &mut Worksheet,
    tables: &'a [Table],
    draft: &Draft,
    findings: &Findings,
    lang: Lang,
) -> Result<Option<Area<'a>>, ReportError> {
    let widths = widths(tables);
    for (column, width) in &widths {
        sheet.set_column_width(*column, *width)?;
    }
    let mut first = None;
    let mut top: RowNum = 0;
    for table in tables {
        let (area, width) = write_table(sheet, table, (top, &widths), draft, lang)?;
        let last = area.row(area.rows.len());
        if first.is_none() {
            sheet.set_freeze_panes(area.head + 1, frozen(&area))?;
            sheet.set_repeat_rows(area.head, area.head)?;
            sheet.autofilter(area.head, 0, last.max(area.head + 2) - 1, width - 1)?;
            set_up(sheet, draft, findings, lang, usize::from(width));
            first = Some(area);
        }
        top = last + 1;
    }
    Ok(first)
}

/// Columns that stay in sight: up to the name.
fn frozen(area: &Area) -> ColNum {
    let name = area.table.columns.iter().position(|c| c.kind == Kind::Name);
    name.and_then(|i| area.columns[i])
        .map_or(0, |column| column + 1)
        .min(5)
}

fn write_table<'a>(
    sheet: &mut Worksheet,
    table: &'a Table,
    (top, widths): (RowNum, &Widths),
    draft: &Draft,
    lang: Lang,
) -> Result<(Area<'a>, ColNum), ReportError> {
    sheet.write_string_with_format(top, 0, &table.caption, &title())?;
    let scope = format!("{} · {}", draft.running.0, draft.running.1);
    match draft.simulated {
        Some(label) => {
            sheet.write_string_with_format(top + 1, 0, format!("{scope} · {label}"), &alarm())?
        }
        None => sheet.write_string_with_format(top + 1, 0, scope, &quiet(super::page::body()))?,
    };
    let start = top + 3;
    let grouped = is_grouped(table);
    let (columns, width) = place_columns(table);
    if grouped {
        sheet.write_string_with_format(start, 0, lang.say("Nhóm", "Group"), &head())?;
    }
    for (column, at) in table.columns.iter().zip(&columns) {
        if let Some(at) = *at {
            write_head(sheet, column, start, at, lang)?;
        }
    }
    sheet.set_row_height(start, 48)?;
    let mut area = Area {
        table,
        head: start,
        rows: Vec::new(),
        columns,
    };
    let explained = table.columns.iter().any(|c| c.kind == Kind::Remark);
    let mut group = "";
    for (number, row) in table.rows.iter().enumerate() {
        if row.standing == Standing::Title {
            group = match row.cells.get(1) {
                Some(Cell::Text(words)) => words,
                _ => "",
            };
            continue;
        }
        let at = area.row(area.rows.len());
        area.rows.push(number);
        if grouped {
            sheet.write_string_with_format(at, 0, group, &ruled().set_text_wrap())?;
        }
        let ink = Ink {
            lang,
            explained,
            strong: row.standing == Standing::Strong,
        };
        ink.write_row(sheet, row, at, &area)?;
        // Not every reader makes room for words by itself.
        let group = grouped.then_some((0, group));
        let lines = group
            .into_iter()
            .chain(area.words(row))
            .map(|(at, words)| lines(words, widths.get(&at)));
        let lines = lines.max().unwrap_or(1);
        if lines > 1 {
            sheet.set_row_height(at, LINE * f64::from(lines))?;
        }
    }
    if let Some(note) = &table.note {
        let at = area.row(area.rows.len());
        sheet.write_string_with_format(at, 0, note, &quiet(super::page::body()))?;
    }
    Ok((area, width))
}

/// Whether the rows stand in groups, which are named in a column before the others.
fn is_grouped(table: &Table) -> bool {
    table.rows.iter().any(|row| row.standing == Standing::Title)
}

/// The width of each column: the widest that a table of this sheet asks for.
fn widths(tables: &[Table]) -> Widths {
    let mut widths = Widths::new();
    let mut widen = |at: ColNum, width: u32| {
        let own = widths.entry(at).or_default();
        *own = width.max(*own);
    };
    for table in tables {
        if is_grouped(table) {
            widen(0, GROUP);
        }
        let (columns, _) = place_columns(table);
        for (column, at) in table.columns.iter().zip(columns) {
            let Some(at) = at else { continue };
            widen(at, width(column.kind));
            if column.kind == Kind::Ends {
                widen(at + 1, width(column.kind));
            }
        }
    }
    widths
}

fn width(kind: Kind) -> u32 {
    match kind {
        Kind::Code => 13,
        Kind::Name => 46,
        Kind::Remark => 38,
        Kind::Extra => 15,
        Kind::Ends => 12,
        _ => 11,
    }
}

/// How many lines words take in a column; a line seldom ends at its last letter.
fn lines(words: &str, width: Option<&u32>) -> u32 {
    let letters = words.chars().count() as u32;
    width.map_or(1, |width| letters.div_ceil(width.saturating_sub(2).max(1)))
}

/// The sheet column of every table column, and how many there are.
fn place_columns(table: &Table) -> (Vec<Option<ColNum>>, ColNum) {
    let mut next = ColNum::from(is_grouped(table));
    let columns = table.columns.iter().map(|column| {
        let at = next;
        next += match column.kind {
            Kind::Drawing { .. } => return None,
            Kind::Ends => 2,
            _ => 1,
        };
        Some(at)
    });
    let columns = columns.collect();
    (columns, next.max(1))
}

fn write_head(
    sheet: &mut Worksheet,
    column: &Column,
    row: RowNum,
    at: ColNum,
    lang: Lang,
) -> Result<(), ReportError> {
    if column.kind == Kind::Ends {
        for (at, end) in [
            (at, lang.say("từ", "from")),
            (at + 1, lang.say("đến", "to")),
        ] {
            sheet.write_string_with_format(
                row,
                at,
                format!("{} ({end})", column.title),
                &head(),
            )?;
        }
        return Ok(());
    }
    sheet.write_string_with_format(row, at, &column.title, &head())?;
    Ok(())
}

/// How the cells of one row are written.
struct Ink {
    lang: Lang,
    /// Whether a remark column gives reasons in full.
    explained: bool,
    strong: bool,
}

impl Ink {
    fn format(&self) -> Format {
        if self.strong {
            ruled().set_bold()
        } else {
            ruled()
        }
    }

    fn write_row(
        &self,
        sheet: &mut Worksheet,
        row: &Row,
        at: RowNum,
        area: &Area,
    ) -> Result<(), ReportError> {
        for (i, cell) in row.cells.iter().enumerate() {
            let Some(column) = area.columns.get(i).copied().flatten() else {
                continue;
            };
            let two = area.table.columns[i].kind == Kind::Ends;
            self.write_cell(sheet, cell, (at, column), two)?;
        }
        Ok(())
    }

    fn write_cell(
        &self,
        sheet: &mut Worksheet,
        cell: &Cell,
        (row, column): (RowNum, ColNum),
        two: bool,
    ) -> Result<(), ReportError> {
        let second = two.then_some(column + 1);
        let mut number = |at: ColNum, value: f64, pattern: &str| {
            sheet
                .write_number_with_format(row, at, value, &self.format().set_num_format(pattern))
                .map(drop)
        };
        match cell {
            Cell::Count(n) => number(column, *n as f64, "#,##0")?,
            Cell::People(m) if m.tier != Tier::Indicative => number(column, m.n as f64, "#,##0")?,
            Cell::Value(m) => number(column, m.value, &pattern(m.value, m))?,
            Cell::Share(share) => number(column, *share, "0.00")?,
            Cell::Rank(rank) => number(column, f64::from(*rank), "0")?,
            Cell::Ranks(first, last) => {
                number(column, f64::from(*first), "0")?;
                number(column + 1, f64::from(*last), "0")?;
            }
            Cell::Interval(Measure {
                interval: Some((low, high)),
                tier,
                ..
            }) => {
                number(column, *low, graded(*low, *tier))?;
                number(column + 1, *high, graded(*high, *tier))?;
            }
            _ => {
                let (words, format) = self.words(cell);
                for at in [Some(column), second].into_iter().flatten() {
                    sheet.write_string_with_format(row, at, &words, &format)?;
                }
            }
        }
        Ok(())
    }

    /// A cell that is not a number.
    fn words(&self, cell: &Cell) -> (String, Format) {
        match cell {
            Cell::Text(words) => (words.clone(), self.format().set_text_wrap()),
            Cell::People(measure) => (
                self.lang.people(measure),
                self.format().set_align(FormatAlign::Right),
            ),
            Cell::Absent(absent) if !self.explained => {
                (absent.sentence(self.lang), quiet(self.format()))
            }
            Cell::Absent(absent) | Cell::Covered(absent) => {
                (absent.mark(self.lang).into(), quiet(self.format()))
            }
            _ => (String::new(), self.format()),
        }
    }
}

/// Writes a measure's value, interval (two columns) and people, beginning at the three columns named.
pub(super) fn write_measure(
    sheet: &mut Worksheet,
    row: RowNum,
    columns: [ColNum; 3],
    measure: &Measure,
    lang: Lang,
) -> Result<(), ReportError> {
    let ink = Ink {
        lang,
        explained: true,
        strong: true,
    };
    let cells = [
        (Cell::Value(*measure), false),
        (Cell::Interval(*measure), true),
        (Cell::People(*measure), false),
    ];
    for (column, (cell, two)) in columns.into_iter().zip(cells) {
        ink.write_cell(sheet, &cell, (row, column), two)?;
    }
    Ok(())
}

/// The number format of a measure: a bound keeps its sign, and the number stays a number.
fn pattern(value: f64, measure: &Measure) -> String {
    let digits = graded(value, measure.tier);
    match measure.bound {
        Bound::Exact => digits.into(),
        bound => format!("\"{}\"{digits}", sign(bound)),
    }
}

/// As many decimals as the gate left.
fn graded(value: f64, tier: Tier) -> &'static str {
    if tier == Tier::Full || value.fract() != 0.0 {
        "0.00"
    } else {
        "0"
    }
}
