//! The method note: what was asked, how it was counted, what is not shown.

use super::lang::Lang;
use super::order::Options;
use super::summary::{Census, weights_in_words};
use super::tables::absent;
use crate::findings::Findings;

/// Name and text of every remark.
pub(super) fn remarks(findings: &Findings, options: &Options) -> Vec<(String, String)> {
    let lang = options.lang;
    let mut remarks = form(findings, lang);
    let sheets = match (
        findings.respondents.value(),
        absent(&findings.respondents, findings.threshold),
    ) {
        (Some(count), _) => lang.count(count.n),
        (None, Some(absent)) => absent.sentence(lang),
        (None, None) => String::new(),
    };
    remarks.push((lang.say("Số phiếu", "Answer sheets").into(), sheets));
    remarks.push(doubt(findings, lang));
    let weights = weights_in_words(findings, lang);
    if !weights.is_empty() {
        remarks.push((lang.say("Quyền số", "Weights").into(), weights.join(" ")));
    }
    remarks.extend(silence(findings, lang));
    remarks.push((
        lang.say("Ngày lập", "Prepared on").into(),
        options.prepared_on.format("%d/%m/%Y").to_string(),
    ));
    if let Some(seal) = &options.seal {
        remarks.extend([
            (
                lang.say("Mã công bố", "Release").into(),
                seal.release_id.clone(),
            ),
            (
                lang.say("Mã băm của bản công bố", "Hash of the release")
                    .into(),
                seal.hash.clone(),
            ),
            (
                lang.say("Kiểm tra tại", "Check at").into(),
                seal.url.clone(),
            ),
        ]);
    }
    remarks
}

/// Which questionnaire, on what basis, and how its index is computed.
fn form(findings: &Findings, lang: Lang) -> Vec<(String, String)> {
    let (form, code) = (&findings.form, lang.code());
    [
        (
            lang.say("Mẫu phiếu", "Questionnaire"),
            format!(
                "{} ({}, {} {})",
                form.title.get(code),
                form.id,
                lang.say("phiên bản", "version"),
                form.version
            ),
        ),
        (
            lang.say("Mã băm của mẫu phiếu", "Hash of the questionnaire"),
            form.hash.clone(),
        ),
        (
            lang.say("Căn cứ", "Legal basis"),
            form.legal_basis.get(code).to_owned(),
        ),
        (
            lang.say("Phiếu được tính", "Whose answers count"),
            sentence(form.headline.get(code)) + ".",
        ),
        (
            lang.say("Cách tính", "How it is computed"),
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
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .into()
}

/// What the intervals mean, or why there are none.
fn doubt(findings: &Findings, lang: Lang) -> (String, String) {
    let places = findings.places.iter().map(|place| &place.line.measure);
    let has_interval = places
        .chain([&findings.overall])
        .any(|shown| shown.value().is_some_and(|m| m.interval.is_some()));
    let text = if has_interval {
        lang.say(
            "Khoảng tin cậy 95% cho biết kết quả có thể dao động đến đâu nếu hỏi những người khác. Khoảng thứ hạng là tập tin cậy 95% tính đồng thời cho mọi đơn vị.",
            "The 95% interval says how far a result could vary had other people been asked. The range of a rank is a 95% confidence set, simultaneous for all units.",
        )
    } else {
        lang.say(
            "Không có khoảng tin cậy: phiếu không lấy từ mẫu chọn ngẫu nhiên.",
            "There are none: the answers do not come from a random sample.",
        )
    };
    (lang.say("Khoảng tin cậy", "Intervals").into(), text.into())
}

/// What is not shown, and of how many units.
fn silence(findings: &Findings, lang: Lang) -> Vec<(String, String)> {
    let least = findings.threshold;
    let rule = match lang {
        Lang::Vi => format!(
            "Không công bố kết quả từ dưới {least} phiếu, hoặc kết quả mà từ đó suy ra được nhóm như vậy (trong bảng: ×). Kết quả từ 10 đến 29 phiếu chỉ để tham khảo và được đánh dấu *."
        ),
        Lang::En => format!(
            "Nothing is shown from fewer than {least} answers, nor what such a group could be worked out from (in tables: ×). Results from 10 to 29 answers are indicative and marked *."
        ),
    };
    let mut remarks = vec![(
        lang.say("Ngưỡng công bố", "Disclosure threshold").into(),
        rule,
    )];
    let census = Census::of(findings);
    if census.all > 0 {
        remarks.push((
            lang.say("Đơn vị không có kết quả", "Units without a result")
                .into(),
            left_out(census, least, lang),
        ));
    }
    remarks
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
            census.withheld,
            match lang {
                Lang::Vi => format!("chưa đủ dữ liệu để công bố, ngưỡng {threshold} phiếu"),
                Lang::En => format!("not enough answers to publish, threshold {threshold}"),
            },
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
