//! The places below: their ranking, and what each factor says of them.

use super::table::{
    Cell, Column, Kind, Row, Table, absent, axis_from, indicative_note, measure_cells,
    measure_columns,
};
use crate::findings::{Branch, Findings, Measure, PlaceLine, Shown};
use crate::report::lang::Lang;

/// Ranking of the places below, the place itself first; `None` when there are none.
pub fn ranking(findings: &Findings, lang: Lang) -> Option<Table> {
    if findings.places.is_empty() {
        return None;
    }
    let from = axis_from(findings.places.iter().map(|p| &p.line.measure));
    let mut columns = vec![
        Column::new(lang.say("Hạng", "Rank"), Kind::Number),
        Column::abridged(
            lang.say("Khoảng thứ hạng", "Rank could be"),
            lang.say("Có thể từ", "Could be"),
            Kind::Ends,
        ),
        Column::new(lang.say("Mã", "Code"), Kind::Extra),
        Column::new(lang.say("Đơn vị", "Unit"), Kind::Name),
    ];
    columns.extend(measure_columns(lang, from));
    columns.extend(factors(findings).map(|factor| {
        Column::new(
            format!("{} {}", factor.line.code, factor.line.name.get(lang.code())),
            Kind::Extra,
        )
    }));

    let mut whole = vec![
        Cell::Blank,
        Cell::Blank,
        Cell::Text(findings.place.0.clone()),
        Cell::Text(findings.place.1.get(lang.code()).to_owned()),
    ];
    whole.extend(measure_cells(lang, &findings.overall, findings.threshold));
    whole.extend(
        factors(findings).map(|factor| value_or_mark(&factor.line.measure, findings.threshold)),
    );
    let mut rows = vec![Row::new(whole).strong()];
    rows.extend(findings.places.iter().map(|place| {
        let mut cells = vec![
            place.rank.map_or(Cell::Blank, Cell::Rank),
            place
                .rank_set
                .map_or(Cell::Blank, |(first, last)| Cell::Ranks(first, last)),
            Cell::Text(place.line.code.clone()),
            Cell::Text(place.line.name.get(lang.code()).to_owned()),
        ];
        cells.extend(measure_cells(lang, &place.line.measure, findings.threshold));
        cells.extend(factor_values(findings, place));
        Row::new(cells)
    }));
    Some(Table {
        caption: lang
            .say("Chỉ số hài lòng theo đơn vị", "Satisfaction index by unit")
            .into(),
        columns,
        rows,
        legend: Vec::new(),
        note: indicative_note(lang, findings.places.iter().map(|p| &p.line.measure)),
    })
}

/// Factor × place; `None` without places or factors.
pub fn by_factor(findings: &Findings, lang: Lang) -> Option<Table> {
    if findings.places.is_empty() || factors(findings).next().is_none() {
        return None;
    }
    let mut columns = vec![
        Column::new(lang.say("Hạng", "Rank"), Kind::Number),
        Column::new(lang.say("Đơn vị", "Unit"), Kind::Name),
    ];
    columns.extend(factors(findings).map(|factor| {
        Column::abridged(
            factor.line.name.get(lang.code()),
            &factor.line.code,
            Kind::Number,
        )
    }));
    let mut whole = vec![
        Cell::Blank,
        Cell::Text(findings.place.1.get(lang.code()).to_owned()),
    ];
    whole.extend(factors(findings).map(|f| value_or_mark(&f.line.measure, findings.threshold)));
    let mut rows = vec![Row::new(whole).strong()];
    let mut without = 0;
    for place in &findings.places {
        if place.factors.iter().all(|factor| factor.value().is_none()) {
            without += 1;
            continue;
        }
        let mut cells = vec![
            place.rank.map_or(Cell::Blank, Cell::Rank),
            Cell::Text(place.line.name.get(lang.code()).to_owned()),
        ];
        cells.extend(factor_values(findings, place));
        rows.push(Row::new(cells));
    }
    let mut notes: Vec<String> =
        indicative_note(lang, findings.places.iter().flat_map(|p| &p.factors))
            .into_iter()
            .collect();
    if without > 0 {
        notes.push(match lang {
            Lang::Vi => format!("Không nêu {without} đơn vị chưa đủ dữ liệu."),
            Lang::En if without == 1 => "1 unit without enough answers is left out.".into(),
            Lang::En => format!("{without} units without enough answers are left out."),
        });
    }
    Some(Table {
        caption: lang
            .say(
                "Tỷ lệ hài lòng (%) theo yếu tố của từng đơn vị",
                "Satisfied (%) by factor and unit",
            )
            .into(),
        columns,
        rows,
        legend: factors(findings)
            .map(|f| (f.line.code.clone(), f.line.name.get(lang.code()).to_owned()))
            .collect(),
        note: (!notes.is_empty()).then(|| notes.join(" ")),
    })
}

fn factors(findings: &Findings) -> impl Iterator<Item = &Branch> {
    findings.branches.iter().filter(|branch| branch.is_factor)
}

/// One cell a factor, also where a place has fewer measures than the form has factors.
fn factor_values(findings: &Findings, place: &PlaceLine) -> Vec<Cell> {
    (0..factors(findings).count())
        .map(|i| {
            place.factors.get(i).map_or(Cell::Blank, |measure| {
                value_or_mark(measure, findings.threshold)
            })
        })
        .collect()
}

fn value_or_mark(measure: &Shown<Measure>, threshold: u64) -> Cell {
    match (measure.value(), absent(measure, threshold)) {
        (Some(measure), _) => Cell::Value(*measure),
        (None, Some(absent)) => Cell::Absent(absent),
        (None, None) => Cell::Blank,
    }
}
