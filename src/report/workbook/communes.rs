//! A workbook with a sheet a place: index, factors and criteria of each, and a first sheet with all of them.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, RowNum, Workbook, Worksheet};

use super::page::{body, head, quiet, ruled, set_up, title};
use super::sheet;
use crate::findings::{Findings, Shown};
use crate::report::draft::{Topic, draft};
use crate::report::order::{Charts, Options, ReportError};

/// Longest name of a sheet in Excel.
const LONGEST: usize = 31;

/// A workbook that is filled place by place.
pub struct Sheets<'a> {
    options: &'a Options,
    book: Workbook,
    /// Name, findings of the whole, and sheet of each place so far.
    lines: Vec<(String, Findings)>,
    places: Vec<Worksheet>,
}

impl<'a> Sheets<'a> {
    /// Begins a workbook.
    pub fn new(options: &'a Options) -> Self {
        Self {
            options,
            book: Workbook::new(),
            lines: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Adds the sheet of a place.
    pub fn add(&mut self, findings: &Findings) -> Result<(), ReportError> {
        let lang = self.options.lang;
        let none = Charts::default();
        let draft = draft(findings, &none, self.options);
        let mut page = Worksheet::new();
        let name = self.free_name(findings.place.1.get(lang.code()));
        page.set_name(&name)?;
        let tables: Vec<_> = draft
            .chapters
            .into_iter()
            .filter(|chapter| {
                matches!(
                    chapter.topic,
                    Topic::Factors | Topic::Criteria | Topic::Trend
                )
            })
            .flat_map(|chapter| chapter.tables)
            .collect();
        let bare = super::super::draft::draft(findings, &none, self.options);
        if tables.is_empty() {
            set_up(&mut page, &bare, findings, lang, 5);
            page.write_string_with_format(0, 0, &bare.title, &title())?;
            for (row, words) in (2..).zip(&bare.summary) {
                page.write_string_with_format(row, 0, words, &body())?;
            }
        } else {
            sheet::write(&mut page, &tables, &bare, findings, lang)?;
        }
        self.places.push(page);
        self.lines.push((name, short(findings)));
        Ok(())
    }

    /// The bytes of the workbook.
    pub fn finish(mut self) -> Result<Vec<u8>, ReportError> {
        let lang = self.options.lang;
        let day = self.options.prepared_on;
        let made = ExcelDateTime::from_ymd(
            u16::try_from(chrono::Datelike::year(&day)).unwrap_or(1900),
            chrono::Datelike::month(&day) as u8,
            chrono::Datelike::day(&day) as u8,
        )?;
        self.book
            .set_properties(&DocProperties::new().set_creation_datetime(&made));
        let first = self.book.add_worksheet();
        first.set_name(lang.say("Tổng hợp", "Summary"))?;
        let heads = [
            (lang.say("Đơn vị", "Unit"), 36),
            (lang.say("Hài lòng (%)", "Satisfied (%)"), 14),
            (lang.say("Cận dưới 95%", "95% from"), 14),
            (lang.say("Cận trên 95%", "95% to"), 14),
            (lang.say("Số phiếu", "Answers"), 14),
            (lang.say("Ghi chú", "Remark"), 40),
        ];
        for (column, (words, width)) in (0..).zip(heads) {
            first.write_string_with_format(0, column, words, &head())?;
            first.set_column_width(column, width)?;
        }
        first.set_freeze_panes(1, 1)?;
        for (row, (name, findings)) in (1..).zip(&self.lines) {
            line(first, row, name, findings, self.options)?;
        }
        for page in self.places {
            self.book.push_worksheet(page);
        }
        Ok(self.book.save_to_buffer()?)
    }

    /// A name that Excel takes and no other sheet has.
    fn free_name(&self, title: &str) -> String {
        let plain: String = title
            .chars()
            .filter(|c| !"[]:*?/\\'".contains(*c))
            .take(LONGEST)
            .collect();
        let taken = |name: &str| {
            self.lines
                .iter()
                .any(|(known, _)| known.eq_ignore_ascii_case(name))
        };
        let mut name = plain.clone();
        for number in 2.. {
            if !taken(&name) {
                break;
            }
            let ending = format!(" {number}");
            let kept = LONGEST - ending.chars().count();
            name = plain.chars().take(kept).collect::<String>() + &ending;
        }
        name
    }
}

/// What the first sheet needs of a place.
fn short(findings: &Findings) -> Findings {
    Findings {
        branches: Vec::new(),
        criteria: Vec::new(),
        distributions: Vec::new(),
        people: Vec::new(),
        places: Vec::new(),
        trend: Vec::new(),
        channels: Vec::new(),
        offices: Vec::new(),
        groups: Vec::new(),
        ..findings.clone()
    }
}

fn line(
    sheet: &mut Worksheet,
    row: RowNum,
    name: &str,
    findings: &Findings,
    options: &Options,
) -> Result<(), ReportError> {
    let lang = options.lang;
    sheet.write_string_with_format(row, 0, findings.place.1.get(lang.code()), &ruled())?;
    let link = format!("internal:'{name}'!A1");
    sheet.write_url_with_text(row, 0, link.as_str(), findings.place.1.get(lang.code()))?;
    match &findings.overall {
        Shown::Value(measure) => super::sheet::write_measure(sheet, row, [1, 2, 4], measure, lang),
        other => {
            if let Some(absent) = crate::report::tables::absent(other, findings.threshold) {
                sheet.write_string_with_format(row, 1, absent.mark(lang), &quiet(ruled()))?;
                sheet.write_string_with_format(row, 5, absent.sentence(lang), &quiet(ruled()))?;
            }
            Ok(())
        }
    }
}
