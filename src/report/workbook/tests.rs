//! A workbook read back by an independent reader.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use chrono::NaiveDate;

use crate::findings::sample::sample;
use crate::findings::{Bound, Distribution, Findings, Reason, Shown, Tier};
use crate::report::lang::Lang;
use crate::report::order::Options;

fn options(lang: Lang) -> Options {
    Options::new(lang, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
}

fn open(findings: &Findings, lang: Lang) -> Xlsx<Cursor<Vec<u8>>> {
    let file = super::write(findings, &options(lang)).unwrap();
    Xlsx::new(Cursor::new(file)).unwrap()
}

/// The cell of a column title in the row that has `key` somewhere.
fn cell<'a>(sheet: &'a Range<Data>, key: &str, column: &str) -> &'a Data {
    let is = |data: &Data, text: &str| matches!(data, Data::String(found) if found == text);
    let head = sheet
        .rows()
        .find(|row| row.iter().any(|c| is(c, column)))
        .unwrap();
    let at = head.iter().position(|c| is(c, column)).unwrap();
    let row = sheet
        .rows()
        .find(|row| row.iter().any(|c| is(c, key)))
        .unwrap();
    &row[at]
}

#[test]
fn the_sheets_are_named_in_the_language_of_the_reader() {
    let vi = open(&sample(false), Lang::Vi).sheet_names();
    assert_eq!(
        vi,
        [
            "Tổng hợp",
            "Xếp hạng",
            "Yếu tố",
            "Tiêu chí",
            "Phân bố",
            "Nhân khẩu",
            "Diễn biến",
            "Kênh và cơ quan",
            "Biểu đồ",
            "Phương pháp"
        ]
    );
    assert_eq!(open(&sample(false), Lang::En).sheet_names()[1], "Ranking");
}

#[test]
fn expectations_get_their_sheet_when_the_form_asks_for_them() {
    let mut findings = sample(false);
    let expected: Vec<Distribution> = findings.distributions[..2]
        .iter()
        .map(|question| Distribution {
            code: format!("E{}", question.code),
            role: "expectation",
            ..question.clone()
        })
        .collect();
    findings.distributions.extend(expected);
    let sheet = open(&findings, Lang::Vi)
        .worksheet_range("Mong đợi")
        .unwrap();
    assert_eq!(
        cell(&sheet, "EPA1", "Số phiếu"),
        &Data::Float(1_284.0),
        "{sheet:?}"
    );
}

#[test]
fn values_are_numbers_and_codes_are_text() {
    let findings = sample(false);
    let sheet = open(&findings, Lang::Vi)
        .worksheet_range("Xếp hạng")
        .unwrap();
    let best = &findings.places[0];
    let measure = best.line.measure.value().unwrap();
    let name = best.line.name.vi.as_str();
    let (low, high) = measure.interval.unwrap();
    for (column, expected) in [
        ("Hạng", 1.0),
        ("Khoảng thứ hạng (từ)", 1.0),
        ("Khoảng thứ hạng (đến)", 7.0),
        ("Số phiếu", measure.n as f64),
        ("Tỷ lệ hài lòng (%)", measure.value),
        ("Khoảng tin cậy 95% (từ)", low),
        ("Khoảng tin cậy 95% (đến)", high),
    ] {
        assert_eq!(
            cell(&sheet, name, column),
            &Data::Float(expected),
            "{column}"
        );
    }
    assert_eq!(
        cell(&sheet, name, "Mã"),
        &Data::String(best.line.code.clone())
    );
    let criteria = open(&findings, Lang::En)
        .worksheet_range("Criteria")
        .unwrap();
    let value = findings.criteria[5].measure.value().unwrap().value;
    assert_eq!(
        cell(&criteria, &findings.criteria[5].code, "Satisfied (%)"),
        &Data::Float(value)
    );
}

#[test]
fn a_cell_without_a_value_says_why_and_holds_no_number() {
    let mut findings = sample(false);
    let place = &mut findings.places[2];
    let value = place.line.measure.value().unwrap().value;
    place.line.measure = Shown::Withheld(Reason::TooFew);
    place.factors.fill(Shown::Withheld(Reason::TooFew));
    (place.rank, place.rank_set) = (None, None);
    let name = place.line.name.vi.clone();
    let mut book = open(&findings, Lang::Vi);
    let sheet = book.worksheet_range("Xếp hạng").unwrap();
    let row = sheet
        .rows()
        .find(|row| row.contains(&Data::String(name.clone())))
        .unwrap();
    assert!(
        !row.iter()
            .any(|c| matches!(c, Data::Float(_) | Data::Int(_))),
        "{row:?}"
    );
    assert_eq!(
        cell(&sheet, &name, "Tỷ lệ hài lòng (%)"),
        &Data::String("không công bố".into())
    );
    for (name, sheet) in book.worksheets() {
        assert!(
            !sheet.used_cells().any(|(_, _, c)| *c == Data::Float(value)),
            "{name}"
        );
    }
}

#[test]
fn a_bound_stays_a_number_and_few_answers_are_told_as_a_band() {
    let mut findings = sample(false);
    if let Shown::Value(measure) = &mut findings.places[1].line.measure {
        (measure.value, measure.bound, measure.n) = (95.0, Bound::AtLeast, 12);
        measure.tier = Tier::Indicative;
    }
    let name = findings.places[1].line.name.vi.clone();
    let sheet = open(&findings, Lang::Vi)
        .worksheet_range("Xếp hạng")
        .unwrap();
    assert_eq!(
        cell(&sheet, &name, "Tỷ lệ hài lòng (%)"),
        &Data::Float(95.0)
    );
    assert_eq!(
        cell(&sheet, &name, "Số phiếu"),
        &Data::String("10–29".into())
    );
    assert_eq!(
        cell(&sheet, &name, "Ghi chú"),
        &Data::String("Tham khảo (10–29 phiếu); Giá trị là giới hạn".into())
    );
}

#[test]
fn words_that_look_like_formulas_stay_words() {
    let mut findings = sample(false);
    let name = "=HYPERLINK(\"http://example.vn\",\"Xã\")";
    findings.places[0].line.name.vi = name.into();
    let mut book = open(&findings, Lang::Vi);
    let sheet = book.worksheet_range("Xếp hạng").unwrap();
    assert!(
        sheet
            .used_cells()
            .any(|(_, _, c)| *c == Data::String(name.into()))
    );
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name}");
    }
}

#[test]
fn simulated_figures_are_called_so_on_every_sheet_of_figures() {
    let mut book = open(&sample(false), Lang::Vi);
    for (name, sheet) in book.worksheets() {
        let said = sheet
            .used_cells()
            .any(|(_, _, c)| matches!(c, Data::String(text) if text.contains("SỐ LIỆU MÔ PHỎNG")));
        assert!(said || name == "Phương pháp", "{name}");
    }
}

#[test]
fn findings_that_show_nothing_still_make_a_workbook() {
    let mut findings = sample(false);
    findings.overall = Shown::NoData;
    findings.previous = Shown::Withheld(Reason::TooFew);
    findings.respondents = Shown::NoData;
    for place in &mut findings.places {
        place.line.measure = Shown::NoData;
    }
    for point in &mut findings.trend {
        point.measure = Shown::NoData;
    }
    findings.distributions.clear();
    let names = open(&findings, Lang::En).sheet_names();
    assert!(!names.contains(&"Charts".to_owned()), "{names:?}");
    assert!(!names.contains(&"Distribution".to_owned()), "{names:?}");
}
