//! Charts that Excel draws from the cells of the workbook: ranking, levels by criterion, trend.

use rust_xlsxwriter::{
    Chart, ChartAxis, ChartEmptyCells, ChartErrorBars, ChartErrorBarsType, ChartFont, ChartFormat,
    ChartLegendPosition, ChartLine, ChartMarker, ChartMarkerType, ChartRange, ChartSolidFill,
    ChartType, ColNum, Color, RowNum, Workbook, Worksheet,
};

use super::page::{alarm, body, quiet, set_up, title};
use super::sheet::Area;
use crate::findings::{Findings, Measure};
use crate::report::draft::{Draft, Topic};
use crate::report::lang::Lang;
use crate::report::order::ReportError;
use crate::report::tables::{Cell, Kind, Standing};

/// Lowest level to highest, light in the middle; apart also in grey print.
const LEVELS: [u32; 5] = [
    0x00B5_532A,
    0x00E6_A473,
    0x00D8_DCE1,
    0x007F_B2D9,
    0x001F_6AA5,
];
/// Bars light enough for the whiskers on them.
const BAR: u32 = 0x009F_C3E4;
const GRID: u32 = 0x00D8_DCE1;
const INK: u32 = 0x001F_2933;
/// Where the numbers that only charts need begin, far right of the charts and hidden.
const BACKSTAGE: ColNum = 40;
/// Width of a chart in pixels.
const WIDTH: u32 = 900;
/// Last column under a chart.
const LAST: ColNum = 14;
/// Percent at which the charts fill the width of a printed page, and the rows of one page then.
const PRINTED: u16 = 70;
const PAGE: RowNum = 68;

/// Adds a sheet with the charts that the tables allow; none when they allow none.
pub(super) fn draw(
    book: &mut Workbook,
    placed: &[(Topic, &'static str, Area)],
    draft: &Draft,
    findings: &Findings,
    lang: Lang,
) -> Result<(), ReportError> {
    let mut stage = Stage {
        sheet: Worksheet::new(),
        name: lang.say("Biểu đồ", "Charts"),
        row: 3,
        breaks: Vec::new(),
        column: BACKSTAGE,
        lang,
    };
    stage.sheet.set_name(stage.name)?;
    let find = |topic| placed.iter().find(|(t, ..)| *t == topic);
    let mut drawn = false;
    if let Some((_, name, area)) = find(Topic::Trend) {
        drawn |= stage.trend(name, area, findings)?;
    }
    if let Some((_, name, area)) = find(Topic::Places) {
        drawn |= stage.ranking(name, area)?;
    }
    if let Some((_, name, area)) = find(Topic::Spread) {
        drawn |= stage.levels(name, area)?;
    }
    if !drawn {
        return Ok(());
    }
    let mut sheet = stage.sheet;
    set_up(&mut sheet, draft, findings, lang, 7);
    sheet
        .set_print_area(0, 0, stage.row, LAST)?
        .set_print_scale(PRINTED)
        .set_page_breaks(&stage.breaks)?;
    sheet.set_screen_gridlines(false);
    sheet.write_string_with_format(0, 0, stage.name, &title())?;
    let scope = format!("{} · {}", draft.running.0, draft.running.1);
    match draft.simulated {
        Some(label) => {
            sheet.write_string_with_format(1, 0, format!("{scope} · {label}"), &alarm())?
        }
        None => sheet.write_string_with_format(1, 0, scope, &quiet(body()))?,
    };
    book.push_worksheet(sheet);
    Ok(())
}

/// The sheet of charts while it fills.
struct Stage {
    sheet: Worksheet,
    name: &'static str,
    /// Where the next chart begins.
    row: RowNum,
    /// Rows that begin a printed page.
    breaks: Vec<RowNum>,
    /// Next free hidden column.
    column: ColNum,
    lang: Lang,
}

impl Stage {
    /// Hangs a chart below the last one.
    fn hang(&mut self, mut chart: Chart, words: &str, height: u32) -> Result<(), ReportError> {
        chart.set_width(WIDTH).set_height(height);
        chart.set_alt_text(words);
        chart.title().set_name(words).set_font(font(12).set_bold());
        chart.show_hidden_data();
        chart.show_empty_cells_as(ChartEmptyCells::Gaps);
        // A row is 20 pixels high.
        let rows = height / 20 + 2;
        let page = self.breaks.last().copied().unwrap_or_default();
        if self.row > page + 3 && self.row + rows > page + PAGE {
            self.breaks.push(self.row);
        }
        self.sheet.insert_chart(self.row, 0, &chart)?;
        self.row += rows;
        Ok(())
    }

    /// Numbers for a chart only, in a hidden column; rows without one stay empty.
    fn backstage(&mut self, numbers: &[Option<f64>]) -> Result<ChartRange, ReportError> {
        let column = self.column;
        self.column += 1;
        for (row, number) in (1..).zip(numbers) {
            if let Some(number) = number {
                self.sheet.write_number(row, column, *number)?;
            }
        }
        self.sheet.set_column_hidden(column)?;
        let last = numbers.len().max(1) as RowNum;
        Ok(ChartRange::new_from_range(
            self.name, 1, column, last, column,
        ))
    }

    /// Whiskers over the intervals of measures; none unless every shown measure has one.
    fn whiskers(
        &mut self,
        measures: &[Option<Measure>],
    ) -> Result<Option<ChartErrorBars>, ReportError> {
        if measures.iter().flatten().any(|m| m.interval.is_none()) {
            return Ok(None);
        }
        let ends = |end: fn(&Measure, (f64, f64)) -> f64| -> Vec<Option<f64>> {
            let length = |m: &Measure| Some(end(m, m.interval?).max(0.0));
            measures
                .iter()
                .map(|m| m.as_ref().and_then(length))
                .collect()
        };
        let up = self.backstage(&ends(|m, (_, high)| high - m.value))?;
        let down = self.backstage(&ends(|m, (low, _)| m.value - low))?;
        let mut bars = ChartErrorBars::new();
        bars.set_type(ChartErrorBarsType::Custom(up, down))
            .set_format(&mut stroke(INK, 1.0));
        Ok(Some(bars))
    }

    fn ranking(&mut self, name: &str, area: &Area) -> Result<bool, ReportError> {
        let measures = measures(area);
        let is_place = |row: &usize| {
            area.table.rows[area.rows[*row]].standing == Standing::Body && measures[*row].is_some()
        };
        let mut places = (0..measures.len()).filter(is_place);
        // Places with a value stand together, best first; the others follow them.
        let Some(first) = places.next() else {
            return Ok(false);
        };
        let last = places.next_back().unwrap_or(first);
        let shown = &measures[first..=last];
        let (first, last) = (area.row(first), area.row(last));
        let Some((names, values)) = name_and_value(area) else {
            return Ok(false);
        };
        let whiskers = self.whiskers(shown)?;
        let mut chart = Chart::new(ChartType::Bar);
        let series = chart.add_series();
        series
            .set_name(self.lang.say("Tỷ lệ hài lòng (%)", "Satisfied (%)"))
            .set_categories((name, first, names, last, names))
            .set_values((name, first, values, last, values))
            .set_gap(40)
            .set_format(&mut fill(BAR));
        if let Some(whiskers) = &whiskers {
            series.set_x_error_bars(whiskers);
        }
        chart.legend().set_hidden();
        chart.y_axis().set_reverse().set_font(&font(9));
        percent_axis(chart.x_axis(), floor(shown));
        let words = self.lang.say(
            "Xếp hạng đơn vị với khoảng tin cậy 95% (%)",
            "Ranking of units with 95% intervals (%)",
        );
        self.hang(chart, words, 120 + 22 * shown.len() as u32)?;
        Ok(true)
    }

    fn levels(&mut self, name: &str, area: &Area) -> Result<bool, ReportError> {
        let shares: Vec<(ColNum, &str)> = area
            .table
            .columns
            .iter()
            .zip(&area.columns)
            .filter(|(column, _)| column.short.as_deref().is_some_and(|s| s.starts_with('(')))
            .filter_map(|(column, at)| Some(((*at)?, column.title.as_str())))
            .collect();
        let rows = area.rows.len();
        let code = area.table.columns.iter().position(|c| c.kind == Kind::Code);
        let code = code.and_then(|i| area.columns[i]);
        let (Some(code), false, false) = (code, shares.is_empty(), rows == 0) else {
            return Ok(false);
        };
        let (first, last) = (area.row(0), area.row(rows - 1));
        let mut chart = Chart::new(ChartType::BarPercentStacked);
        for (place, (column, title)) in shares.iter().enumerate() {
            let colour = LEVELS[place * (LEVELS.len() - 1) / (shares.len() - 1).max(1)];
            chart
                .add_series()
                .set_name(*title)
                .set_categories((name, first, code, last, code))
                .set_values((name, first, *column, last, *column))
                .set_gap(30)
                .set_format(&mut fill(colour));
        }
        chart
            .legend()
            .set_position(ChartLegendPosition::Top)
            .set_font(&font(9));
        chart.y_axis().set_reverse().set_font(&font(9));
        chart.x_axis().set_font(&font(9)).set_num_format("0%");
        let words = self.lang.say(
            "Phân bố câu trả lời theo tiêu chí (%)",
            "Answers by criterion (%)",
        );
        self.hang(chart, words, 140 + 20 * rows as u32)?;
        Ok(true)
    }

    /// A line that stops where there is no value and begins anew where the method changed.
    fn trend(&mut self, name: &str, area: &Area, findings: &Findings) -> Result<bool, ReportError> {
        let all = measures(area);
        if all.iter().flatten().count() < 2 {
            return Ok(false);
        }
        let (first, last) = (area.row(0), area.row(all.len() - 1));
        let Some(periods) = area.columns.first().copied().flatten() else {
            return Ok(false);
        };
        let mut starts: Vec<usize> = (0..all.len())
            .filter(|i| {
                *i == 0
                    || findings
                        .trend
                        .get(*i)
                        .is_some_and(|point| point.break_before.is_some())
            })
            .collect();
        starts.push(all.len());
        let mut chart = Chart::new(ChartType::Line);
        for ends in starts.windows(2) {
            let part: Vec<Option<Measure>> = (0..all.len())
                .map(|i| all[i].filter(|_| (ends[0]..ends[1]).contains(&i)))
                .collect();
            let values: Vec<Option<f64>> = part.iter().map(|m| m.map(|m| m.value)).collect();
            let values = self.backstage(&values)?;
            let whiskers = self.whiskers(&part)?;
            let series = chart.add_series();
            series
                .set_name(
                    self.lang
                        .say("Chỉ số hài lòng (%)", "Satisfaction index (%)"),
                )
                .set_categories((name, first, periods, last, periods))
                .set_values(&values)
                .set_format(&mut stroke(LEVELS[4], 2.25))
                .set_marker(
                    ChartMarker::new()
                        .set_type(ChartMarkerType::Circle)
                        .set_size(7)
                        .set_format(&mut fill(LEVELS[4])),
                );
            if let Some(whiskers) = &whiskers {
                series.set_y_error_bars(whiskers);
            }
        }
        chart.legend().set_hidden();
        chart.x_axis().set_font(&font(9));
        percent_axis(chart.y_axis(), floor(&all));
        let words = self.lang.say(
            "Chỉ số hài lòng theo thời gian (%), với khoảng tin cậy 95%",
            "Satisfaction index over time (%), with 95% intervals",
        );
        self.hang(chart, words, 360)?;
        Ok(true)
    }
}

/// The measure of every written row.
fn measures(area: &Area) -> Vec<Option<Measure>> {
    area.rows
        .iter()
        .map(|row| {
            area.table.rows[*row]
                .cells
                .iter()
                .find_map(|cell| match cell {
                    Cell::Dot(measure) => Some(*measure),
                    _ => None,
                })
        })
        .collect()
}

/// Sheet columns of the name and of the value of a measure (the number column before the interval).
fn name_and_value(area: &Area) -> Option<(ColNum, ColNum)> {
    let columns = &area.table.columns;
    let name = columns.iter().position(|c| c.kind == Kind::Name)?;
    let interval = columns.iter().rposition(|c| c.kind == Kind::Ends)?;
    Some((area.columns[name]?, area.columns[interval.checked_sub(1)?]?))
}

/// The ten below the lowest end, so that differences can be seen; the axis says where it begins.
fn floor(measures: &[Option<Measure>]) -> f64 {
    let lowest = measures
        .iter()
        .flatten()
        .map(|m| m.interval.map_or(m.value, |(low, _)| low))
        .fold(90.0, f64::min);
    (lowest / 10.0).floor().max(0.0) * 10.0
}

fn percent_axis(axis: &mut ChartAxis, from: f64) {
    axis.set_min(from)
        .set_max(100)
        .set_num_format("0")
        .set_major_gridlines_line(ChartLine::new().set_color(Color::RGB(GRID)).set_width(0.5))
        .set_font(&font(9));
}

fn font(size: u32) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name("Times New Roman").set_size(size);
    font
}

fn stroke(colour: u32, width: f64) -> ChartFormat {
    let mut line = ChartLine::new();
    line.set_color(Color::RGB(colour)).set_width(width);
    let mut format = ChartFormat::new();
    format.set_line(&line);
    format
}

fn fill(colour: u32) -> ChartFormat {
    let mut paint = ChartSolidFill::new();
    paint.set_color(Color::RGB(colour));
    let mut format = ChartFormat::new();
    format.set_solid_fill(&paint);
    format
}
