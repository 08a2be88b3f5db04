//! The method note: what was asked, how it was counted, what is not shown.

use super::lang::Lang;
use super::order::Options;
use super::summary::Census;
use super::tables::absent;
use crate::findings::{Findings, Shown};

/// Name and text of every remark.
pub(super) fn remarks(findings: &Findings, options: &Options) -> Vec<(String, String)> {
    let lang = options.lang;
    let form = &findings.form;
    let code = lang.code();
    let census = Census::of(findings);
    let note = |vi: &str, en: &str, text: String| (lang.say(vi, en).to_owned(), text);
    let sheets = match (
        findings.respondents.value(),
        absent(&findings.respondents, findings.threshold),
    ) {
        (Some(count), _) => lang.count(count.n),
        (None, Some(absent)) => absent.sentence(lang),
        (None, None) => String::new(),
    };
    let mut notes = vec![
        note(
            "Mẫu phiếu",
            "Questionnaire",
            format!(
                "{} ({}, {} {})",
                form.title.get(code),
                form.id,
                lang.say("phiên bản", "version"),
                form.version
            ),
        ),
        note(
            "Mã băm của mẫu phiếu",
            "Hash of the questionnaire",
            form.hash.clone(),
        ),
        note(
            "Căn cứ",
            "Legal basis",
            form.legal_basis.get(code).to_owned(),
        ),
        note(
            "Cách tính",
            "How it is computed",
            format!(
                "{}. {}. {}",
                sentence(form.method.get(code)),
                sentence(form.satisfied_means.get(code)),
                lang.say(
                    "Tỷ lệ được chia chính xác từ số đếm và chỉ làm tròn một lần khi in.",
                    "Shares are divided exactly from counts and rounded once, when printed.",
                )
            ),
        ),
        note("Số phiếu", "Answer sheets", sheets),
    ];
    let has_interval = matches!(&findings.overall, Shown::Value(m) if m.interval.is_some())
        || findings
            .places
            .iter()
            .any(|p| p.line.measure.value().is_some_and(|m| m.interval.is_some()));
    notes.push(if has_interval {
        note(
            "Khoảng tin cậy",
            "Intervals",
            lang.say(
                "Khoảng tin cậy 95% cho biết kết quả có thể dao động đến đâu nếu hỏi những người khác. Khoảng thứ hạng là tập tin cậy 95% tính đồng thời cho mọi đơn vị.",
                "The 95% interval says how far a result could vary had other people been asked. The range of a rank is a 95% confidence set, simultaneous for all units.",
            )
            .into(),
        )
    } else {
        note(
            "Khoảng tin cậy",
            "Intervals",
            lang.say(
                "Không có khoảng tin cậy: phiếu không lấy từ mẫu chọn ngẫu nhiên.",
                "There are none: the answers do not come from a random sample.",
            )
            .into(),
        )
    });
    notes.push(note(
        "Ngưỡng công bố",
        "Disclosure threshold",
        match lang {
            Lang::Vi => format!(
                "Không công bố kết quả từ dưới {} phiếu, hoặc kết quả mà từ đó suy ra được nhóm như vậy. Kết quả từ 10 đến 29 phiếu chỉ để tham khảo và được đánh dấu *.",
                findings.threshold
            ),
            Lang::En => format!(
                "Nothing is shown from fewer than {} answers, nor what such a group could be worked out from. Results from 10 to 29 answers are indicative and marked *.",
                findings.threshold
            ),
        },
    ));
    if census.all > 0 {
        notes.push(note(
            "Đơn vị không có kết quả",
            "Units without a result",
            left_out(census, findings.threshold, lang),
        ));
    }
    notes.push(note(
        "Ngày lập",
        "Prepared on",
        options.prepared_on.format("%d/%m/%Y").to_string(),
    ));
    if let Some(seal) = &options.seal {
        notes.push(note("Mã công bố", "Release", seal.release_id.clone()));
        notes.push(note(
            "Mã băm của bản công bố",
            "Hash of the release",
            seal.hash.clone(),
        ));
        notes.push(note("Kiểm tra tại", "Check at", seal.url.clone()));
    }
    notes
}

/// Words with a capital and without their own full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn left_out(census: Census, threshold: u64, lang: Lang) -> String {
    let parts: Vec<String> = [
        (
            census.too_few,
            match lang {
                Lang::Vi => format!("dưới {threshold} phiếu"),
                Lang::En => format!("fewer than {threshold} answers"),
            },
        ),
        (
            census.complement,
            lang.say(
                "không công bố để bảo vệ đơn vị khác",
                "withheld to protect another unit",
            )
            .into(),
        ),
        (
            census.increment,
            lang.say("chờ thêm phiếu", "waiting for more answers")
                .into(),
        ),
        (
            census.no_data,
            lang.say("chưa có phiếu", "no answers yet").into(),
        ),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, why)| format!("{why}: {count}"))
    .collect();
    if parts.is_empty() {
        return lang.say("Không có.", "None.").into();
    }
    format!(
        "{} {} {}: {}.",
        census.all - census.shown,
        lang.say("trên tổng số", "of"),
        census.all,
        parts.join("; ")
    )
}
