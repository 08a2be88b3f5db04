//! The workbook: the tables of the report as real numbers, with charts that Excel draws itself.

mod charts;
mod communes;
mod overview;
mod page;
mod sheet;
#[cfg(test)]
mod tests;

pub use communes::Sheets;

use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::draft::{Chapter, Draft, Topic, draft};
use super::lang::Lang;
use super::order::{Charts, Options, ReportError};
use crate::findings::Findings;

/// Findings as XLSX.
pub(super) fn write(findings: &Findings, options: &Options) -> Result<Vec<u8>, ReportError> {
    let lang = options.lang;
    let none = Charts::default();
    let draft = draft(findings, &none, options);
    let mut book = Workbook::new();
    book.set_properties(&properties(&draft, findings, options)?);

    overview::summary(book.add_worksheet(), &draft, findings, options)?;
    let mut placed = Vec::new();
    // A chapter of words alone has no sheet.
    let tabled = |chapter: &&Chapter| !chapter.tables.is_empty();
    for chapter in draft.chapters.iter().filter(tabled) {
        let name = sheet_name(chapter.topic, lang);
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        let tables = match chapter.topic {
            // Factor × place already stands in the columns of the ranking.
            Topic::Factors => chapter.tables.get(..1).unwrap_or_default(),
            _ => &chapter.tables,
        };
        let first = sheet::write(sheet, tables, &draft, findings, lang)?;
        placed.extend(first.map(|area| (chapter.topic, name, area)));
    }
    charts::draw(&mut book, &placed, &draft, findings, lang)?;
    overview::method(book.add_worksheet(), &draft, findings, lang)?;
    Ok(book.save_to_buffer()?)
}

/// Sheet names are constants, within Excel's 31 letters.
fn sheet_name(topic: Topic, lang: Lang) -> &'static str {
    match topic {
        Topic::Mend => lang.say("Việc nên làm", "What to mend"),
        Topic::Places => lang.say("Xếp hạng", "Ranking"),
        Topic::Factors => lang.say("Yếu tố", "Factors"),
        Topic::Criteria => lang.say("Tiêu chí", "Criteria"),
        Topic::Spread => lang.say("Phân bố", "Distribution"),
        Topic::People => lang.say("Nhân khẩu", "Respondents"),
        Topic::Expectations => lang.say("Mong đợi", "Expectations"),
        Topic::Trend => lang.say("Diễn biến", "Trend"),
        Topic::Offices => lang.say("Kênh và cơ quan", "Channels and offices"),
    }
}

fn properties(
    draft: &Draft,
    findings: &Findings,
    options: &Options,
) -> Result<DocProperties, ReportError> {
    let day = options.prepared_on;
    let made = ExcelDateTime::from_ymd(
        u16::try_from(day.year()).unwrap_or(1900),
        day.month() as u8,
        day.day() as u8,
    )?;
    let mut properties = DocProperties::new()
        .set_title(&draft.title)
        .set_subject(format!("{}, {}", draft.running.0, draft.running.1))
        .set_keywords(format!("{} v{}", findings.form.id, findings.form.version))
        .set_creation_datetime(&made);
    if let Some(issuer) = &options.issuer {
        properties = properties.set_author(issuer).set_company(issuer);
    }
    if let Some(label) = draft.simulated {
        properties = properties.set_comment(label);
    }
    if let Some(seal) = &options.seal {
        properties = properties.set_status(&seal.release_id);
    }
    Ok(properties)
}
