//! What every format owes its reader.

use chrono::NaiveDate;

use super::{Charts, CsvRows, Format, Lang, Options, write};
use crate::findings::sample::sample;
use crate::findings::{Reason, Shown};

#[test]
fn every_format_is_written_in_both_languages() {
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    for lang in [Lang::Vi, Lang::En] {
        for rows in [CsvRows::Summary, CsvRows::Counts] {
            let mut options = Options::new(lang, day);
            options.rows = rows;
            for format in [Format::Xlsx, Format::Csv] {
                let file = write(format, &sample(true), &Charts::default(), &options).unwrap();
                assert!(file.len() > 1_500, "{format}: {} bytes", file.len());
            }
        }
    }
}

#[test]
fn a_withheld_value_is_in_no_row_of_any_csv() {
    let mut findings = sample(false);
    let place = &mut findings.places[4];
    let value = format!("{:.2}", place.line.measure.value().unwrap().value);
    let options = Options {
        csv: super::CsvFlavour::Machine,
        ..Options::default()
    };
    let text = |findings: &crate::findings::Findings| {
        let csv = write(Format::Csv, findings, &Charts::default(), &options).unwrap();
        String::from_utf8(csv).unwrap()
    };
    assert!(text(&findings).contains(&value));
    let place = &mut findings.places[4];
    place.line.measure = Shown::Withheld(Reason::TooFew);
    place.factors.fill(Shown::Withheld(Reason::TooFew));
    place.rank = None;
    assert!(!text(&findings).contains(&value));
}
