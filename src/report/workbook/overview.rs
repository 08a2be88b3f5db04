//! The first and the last sheet: what everybody looks for first, and how it was made.

use rust_xlsxwriter::{FormatAlign, RowNum, Worksheet};

use super::page::{alarm, body, head, quiet, ruled, set_up, title};
use crate::findings::{Findings, Measure, Shown};
use crate::report::draft::Draft;
use crate::report::lang::Lang;
use crate::report::order::{Options, ReportError};
use crate::report::summary::Census;
use crate::report::tables::absent;

/// Letters that fit into one line over all columns of the summary.
const LINE: usize = 105;

/// Key figures as numbers, then the summary in words.
pub(super) fn summary(
    sheet: &mut Worksheet,
    draft: &Draft,
    findings: &Findings,
    options: &Options,
) -> Result<(), ReportError> {
    let lang = options.lang;
    sheet.set_name(lang.say("Tổng hợp", "Summary"))?;
    set_up(sheet, draft, findings, lang, 5);
    sheet.write_string_with_format(0, 0, &draft.title, &title())?;
    if let Some(label) = draft.simulated {
        sheet.write_string_with_format(1, 0, label, &alarm())?;
    }
    let released = match &options.seal {
        Some(seal) => format!("{}: {}", lang.say("Mã công bố", "Release"), seal.release_id),
        None => lang
            .say(
                "Số liệu tạm tính, chưa công bố",
                "Provisional figures, not released",
            )
            .to_owned(),
    };
    sheet.write_string_with_format(2, 0, released, &quiet(body()))?;
    let heads = [
        (lang.say("Chỉ tiêu", "Figure"), 46),
        (lang.say("Giá trị", "Value"), 14),
        (lang.say("Cận dưới 95%", "95% from"), 14),
        (lang.say("Cận trên 95%", "95% to"), 14),
        (lang.say("Số phiếu", "Answers"), 14),
        (lang.say("Ghi chú", "Remark"), 40),
    ];
    for (column, (words, width)) in (0..).zip(heads) {
        sheet.write_string_with_format(3, column, words, &head())?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(4, 0)?;
    let mut at: RowNum = 4;
    let before = lang.period(findings.period.previous());
    let index = lang.say("Chỉ số hài lòng (%)", "Satisfaction index (%)");
    let measures = [
        (
            format!("{index}, {}", lang.period(findings.period)),
            &findings.overall,
        ),
        (format!("{index}, {before}"), &findings.previous),
    ];
    for (name, shown) in measures {
        measure(sheet, at, &name, shown, findings.threshold, lang)?;
        at += 1;
    }
    if let Some(walk_in) = findings.walk_in_line() {
        let name = walk_in.name.get(lang.code());
        measure(
            sheet,
            at,
            &format!("{name} (%)"),
            &walk_in.measure,
            findings.threshold,
            lang,
        )?;
        at += 1;
    }
    if let Some(change) = findings.change() {
        sheet.write_string_with_format(
            at,
            0,
            lang.say("Thay đổi (điểm phần trăm)", "Change (percentage points)"),
            &ruled(),
        )?;
        let signed = ruled().set_num_format("+0.00;-0.00;0.00");
        sheet.write_number_with_format(at, 1, round(change.points), &signed)?;
        if let Some((low, high)) = change.interval {
            sheet.write_number_with_format(at, 2, round(low), &signed)?;
            sheet.write_number_with_format(at, 3, round(high), &signed)?;
        }
        let remark = match change.is_sure() {
            Some(true) => lang.say("lớn hơn sai số", "beyond its error"),
            Some(false) => lang.say("nằm trong sai số", "within its error"),
            None => lang.say("không tính được sai số", "error unknown"),
        };
        sheet.write_string_with_format(at, 5, remark, &ruled())?;
        at += 1;
    }
    at = counts(sheet, at, findings, lang)?;

    at += 1;
    sheet.write_string_with_format(at, 0, lang.say("Tóm tắt", "Summary"), &title())?;
    let words = body().set_text_wrap().set_align(FormatAlign::Top);
    for paragraph in &draft.summary {
        at += 1;
        sheet.merge_range(at, 0, at, 5, paragraph, &words)?;
        let lines = paragraph.chars().count().div_ceil(LINE);
        sheet.set_row_height(at, 16 * lines as u32 + 4)?;
    }
    Ok(())
}

/// Sheets and units, as whole numbers. Returns the next free row.
fn counts(
    sheet: &mut Worksheet,
    mut at: RowNum,
    findings: &Findings,
    lang: Lang,
) -> Result<RowNum, ReportError> {
    let census = Census::of(findings);
    let mut rows = vec![(
        lang.say("Số phiếu trả lời", "Answer sheets"),
        findings.respondents.value().map(|count| count.n),
    )];
    if census.all > 0 {
        rows.extend(
            [
                (lang.say("Số đơn vị", "Units"), census.all),
                (
                    lang.say("Đơn vị có kết quả", "Units with a result"),
                    census.shown,
                ),
                (
                    lang.say("– trong đó chỉ để tham khảo", "– of these indicative only"),
                    census.indicative,
                ),
                (
                    lang.say("Đơn vị không công bố", "Units withheld"),
                    census.withheld,
                ),
                (
                    lang.say("Đơn vị chưa có phiếu", "Units without answers"),
                    census.no_data,
                ),
            ]
            .map(|(name, count)| (name, Some(count as u64))),
        );
    }
    for (name, count) in rows {
        sheet.write_string_with_format(at, 0, name, &ruled())?;
        match (count, absent(&findings.respondents, findings.threshold)) {
            (Some(count), _) => {
                let whole = ruled().set_num_format("#,##0");
                sheet.write_number_with_format(at, 1, count as f64, &whole)?;
            }
            (None, Some(absent)) => {
                sheet.write_string_with_format(at, 1, absent.sentence(lang), &quiet(ruled()))?;
            }
            (None, None) => {}
        }
        at += 1;
    }
    Ok(at)
}

fn measure(
    sheet: &mut Worksheet,
    at: RowNum,
    name: &str,
    shown: &Shown<Measure>,
    threshold: u64,
    lang: Lang,
) -> Result<(), ReportError> {
    sheet.write_string_with_format(at, 0, name, &ruled())?;
    let Some(measure) = shown.value() else {
        if let Some(absent) = absent(shown, threshold) {
            sheet.write_string_with_format(at, 1, absent.mark(lang), &quiet(ruled()))?;
            sheet.write_string_with_format(at, 5, absent.sentence(lang), &quiet(ruled()))?;
        }
        return Ok(());
    };
    super::sheet::write_measure(sheet, at, [1, 2, 4], measure, lang)
}

/// Two decimals, as printed.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// The method note, a line a row.
pub(super) fn method(
    sheet: &mut Worksheet,
    draft: &Draft,
    findings: &Findings,
    lang: Lang,
) -> Result<(), ReportError> {
    sheet.set_name(lang.say("Phương pháp", "Method"))?;
    set_up(sheet, draft, findings, lang, 2);
    sheet.set_column_width(0, 30)?;
    sheet.set_column_width(1, 100)?;
    sheet.write_string_with_format(0, 0, lang.say("Phương pháp", "Method"), &title())?;
    let words = ruled().set_text_wrap().set_align(FormatAlign::Top);
    let name = words.clone().set_bold();
    for (at, (what, text)) in (2..).zip(&draft.method) {
        sheet.write_string_with_format(at, 0, what, &name)?;
        sheet.write_string_with_format(at, 1, text, &words)?;
        let lines = text.chars().count().div_ceil(LINE);
        sheet.set_row_height(at, 16 * lines as u32 + 2)?;
    }
    Ok(())
}
