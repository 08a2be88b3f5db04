//! Domains and factors, criteria, the trend, and the channels, offices and groups of one place.

use super::table::{
    Cell, Column, Kind, Row, Table, axis_from, indicative_note, measure_cells, measure_columns,
};
use crate::findings::{Findings, Line};
use crate::report::lang::Lang;

/// Domains and factors in form order, the overall index first; `None` for a form without factors.
pub fn factors(findings: &Findings, lang: Lang) -> Option<Table> {
    if findings.branches.is_empty() {
        return None;
    }
    let all = || findings.branches.iter().map(|b| &b.line.measure);
    let mut table = frame(
        lang,
        lang.say(
            "Tỷ lệ hài lòng theo lĩnh vực và yếu tố",
            "Satisfaction by domain and factor",
        ),
        lang.say("Lĩnh vực, yếu tố", "Domain, factor"),
        axis_from(all()),
    );
    let mut whole = vec![
        Cell::Blank,
        Cell::Text(lang.say("Chỉ số chung", "Overall index").into()),
    ];
    whole.extend(measure_cells(lang, &findings.overall, findings.threshold));
    table.rows.push(Row::new(whole).strong());
    for branch in &findings.branches {
        let row = row(lang, &branch.line, findings.threshold);
        table
            .rows
            .push(if branch.is_factor { row } else { row.strong() });
    }
    table.note = indicative_note(lang, all());
    Some(table)
}

/// Criteria in form order under the names of their factors; `None` for a form without criteria.
pub fn criteria(findings: &Findings, lang: Lang) -> Option<Table> {
    if findings.criteria.is_empty() {
        return None;
    }
    let all = || findings.criteria.iter().map(|c| &c.measure);
    let mut table = frame(
        lang,
        lang.say("Tỷ lệ hài lòng theo tiêu chí", "Satisfaction by criterion"),
        lang.say("Tiêu chí", "Criterion"),
        axis_from(all()),
    );
    for criterion in &findings.criteria {
        let factor = findings
            .branches
            .iter()
            .find(|branch| branch.is_factor && branch.criteria.first() == Some(&criterion.code));
        if let Some(factor) = factor {
            let name = factor.line.name.get(lang.code());
            table.rows.push(Row::title(name, table.columns.len()));
        }
        table.rows.push(row(lang, criterion, findings.threshold));
    }
    table.note = indicative_note(lang, all());
    Some(table)
}

/// The index of each period up to this one; `None` when there is one period or none.
pub fn trend(findings: &Findings, lang: Lang) -> Option<Table> {
    if findings.trend.len() < 2 {
        return None;
    }
    let all = || findings.trend.iter().map(|point| &point.measure);
    let mut columns = vec![Column::new(lang.say("Kỳ", "Period"), Kind::Code)];
    columns.extend(measure_columns(lang, axis_from(all())));
    columns.push(Column::new(
        lang.say("Thay đổi phương pháp", "Change of method"),
        Kind::Name,
    ));
    let rows = findings.trend.iter().map(|point| {
        let mut cells = vec![Cell::Text(lang.period_label(point.period))];
        cells.extend(measure_cells(lang, &point.measure, findings.threshold));
        cells.push(point.break_before.as_ref().map_or(Cell::Blank, |reason| {
            Cell::Text(reason.get(lang.code()).to_owned())
        }));
        Row::new(cells)
    });
    Some(Table {
        caption: lang
            .say(
                "Chỉ số hài lòng theo thời gian",
                "Satisfaction index over time",
            )
            .into(),
        columns,
        rows: rows.collect(),
        legend: Vec::new(),
        note: indicative_note(lang, all()),
    })
}

/// By channel, office and procedure group; `None` when none of them is known.
pub fn offices(findings: &Findings, lang: Lang) -> Option<Table> {
    let walk_in: Vec<Line> = findings.walk_in_line().into_iter().collect();
    let parts = [
        (lang.say("Kênh trả lời", "Channel"), &findings.channels),
        (lang.say("Cơ quan, bộ phận", "Office"), &findings.offices),
        (
            lang.say("Nhóm thủ tục", "Procedure group"),
            &findings.groups,
        ),
        (lang.say("Nêu riêng", "Told apart"), &walk_in),
    ];
    let all = || {
        parts
            .iter()
            .flat_map(|(_, lines)| lines.iter().map(|line| &line.measure))
    };
    all().next()?;
    let mut table = frame(
        lang,
        lang.say(
            "Tỷ lệ hài lòng theo kênh, cơ quan và nhóm thủ tục",
            "Satisfaction by channel, office and procedure group",
        ),
        lang.say("Kênh, cơ quan, nhóm", "Channel, office, group"),
        axis_from(all()),
    );
    for (title, lines) in parts.iter().filter(|(_, lines)| !lines.is_empty()) {
        table.rows.push(Row::title(title, table.columns.len()));
        for line in *lines {
            table.rows.push(row(lang, line, findings.threshold));
        }
    }
    // Codes of channels and groups are for programs.
    table.columns[0].kind = Kind::Extra;
    table.note = indicative_note(lang, all());
    Some(table)
}

fn frame(lang: Lang, caption: &str, names: &str, from: u8) -> Table {
    let mut columns = vec![
        Column::new(lang.say("Mã", "Code"), Kind::Code),
        Column::new(names, Kind::Name),
    ];
    columns.extend(measure_columns(lang, from));
    Table {
        caption: caption.into(),
        columns,
        rows: Vec::new(),
        legend: Vec::new(),
        note: None,
    }
}

fn row(lang: Lang, line: &Line, threshold: u64) -> Row {
    let mut cells = vec![
        Cell::Text(line.code.clone()),
        Cell::Text(line.name.get(lang.code()).to_owned()),
    ];
    cells.extend(measure_cells(lang, &line.measure, threshold));
    Row::new(cells)
}
