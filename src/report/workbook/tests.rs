//! A workbook read back by an independent reader.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use chrono::NaiveDate;

use crate::findings::Findings;
use crate::findings::sample::sample;
use crate::report::lang::Lang;
use crate::report::order::Options;

fn options(lang: Lang) -> Options {
    Options::new(lang, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
}

fn open(findings: &Findings, options: &Options) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(super::write(findings, options).unwrap())).unwrap()
}

#[test]
fn tmp_xlsx() {
    let mut o = options(Lang::Vi);
    o.issuer = Some("Sở Nội vụ".into());
    std::fs::write(
        "/tmp/report-out/vi.xlsx",
        super::write(&sample(false), &o).unwrap(),
    )
    .unwrap();
    o.lang = Lang::En;
    std::fs::write(
        "/tmp/report-out/en-nation.xlsx",
        super::write(&sample(true), &o).unwrap(),
    )
    .unwrap();
}
