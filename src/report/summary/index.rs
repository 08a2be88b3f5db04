//! What the overall index is and how it moved.

use crate::findings::{Change, Findings, Tier};
use crate::report::lang::Lang;
use crate::report::tables::absent;

/// “In 2026 the satisfaction index of … is … (95 % interval …), from … answers.”
pub fn overall(findings: &Findings, lang: Lang) -> String {
    let period = lang.period(findings.period);
    let place = lang.inside(findings.place.1.get(lang.code()));
    let Some(index) = findings.overall.value() else {
        if let Some(note) = findings.only_walk_ins() {
            return format!(
                "{}, {period}: {}",
                findings.place.1.get(lang.code()),
                note.get(lang.code())
            );
        }
        let why = absent(&findings.overall, findings.threshold)
            .map(|absent| absent.sentence(lang))
            .unwrap_or_default();
        return match lang {
            Lang::Vi => {
                format!("Chưa công bố được chỉ số hài lòng của {place} trong {period}: {why}.")
            }
            Lang::En => {
                format!("No satisfaction index of {place} can be shown for {period}: {why}.")
            }
        };
    };
    let sheets = findings
        .respondents
        .value()
        .map_or_else(|| lang.people(index), |count| lang.count(count.n));
    let doubt = match index.interval {
        Some(ends) => format!(
            " ({} {}%)",
            lang.say("khoảng tin cậy 95%:", "95% interval:"),
            lang.interval(ends)
        ),
        None => String::new(),
    };
    let value = lang.percent(index);
    let mut text = match lang {
        Lang::Vi => format!(
            "Trong {period}, chỉ số hài lòng của {place} là {value}{doubt}, tính từ {sheets} phiếu trả lời."
        ),
        Lang::En => format!(
            "In {period} the satisfaction index of {place} is {value}{doubt}, from {sheets} answer sheets."
        ),
    };
    if index.tier == Tier::Indicative {
        text.push_str(lang.say(
            " Số phiếu còn ít nên kết quả chỉ để tham khảo.",
            " There are few answers, so the figure is indicative only.",
        ));
    }
    if index.interval.is_none() {
        text.push_str(lang.say(
            " Phiếu do người dân tự gửi, không phải mẫu chọn ngẫu nhiên, nên không có khoảng tin cậy.",
            " People sent their answers of their own accord, not as a random sample, so there is no interval.",
        ));
    }
    text
}

/// The figure of walk-ins, said to stand beside the index; nothing where none may be shown.
pub fn walk_in(findings: &Findings, lang: Lang) -> Option<String> {
    let measure = findings.walk_in.value()?;
    let (value, sheets) = (lang.percent(measure), lang.people(measure));
    Some(match lang {
        Lang::Vi => format!(
            "Đánh giá tại điểm khảo sát (người dân tự đến, không được mời) được nêu riêng và không nằm trong chỉ số: {value} hài lòng, {sheets} phiếu."
        ),
        Lang::En => format!(
            "Walk-in ratings at collection points (nobody was invited) are told apart and are no part of the index: {value} satisfied, {sheets} answer sheets."
        ),
    })
}

/// How the index moved, and whether that means anything; nothing when the index itself is not shown.
pub fn change(findings: &Findings, lang: Lang) -> Option<String> {
    findings.overall.value()?;
    let before = lang.period(findings.period.previous());
    if let Some(reason) = findings.broken() {
        let reason = reason.get(lang.code());
        return Some(match lang {
            Lang::Vi => format!("Không so sánh được với {before}: {reason}."),
            Lang::En => format!("No comparison with {before} is possible: {reason}."),
        });
    }
    if let Some(absent) = absent(&findings.previous, findings.threshold) {
        return Some(match (lang, absent.reason) {
            (Lang::Vi, None) => format!("Không có kết quả của {before} để so sánh."),
            (Lang::En, None) => format!("There is no result of {before} to compare with."),
            (Lang::Vi, _) => format!("Không so sánh với {before}: {}.", absent.sentence(lang)),
            (Lang::En, _) => format!("No comparison with {before}: {}.", absent.sentence(lang)),
        });
    }
    let previous = lang.percent(findings.previous.value()?);
    let Some(change) = findings.change() else {
        return Some(match lang {
            Lang::Vi => format!(
                "Kết quả của {before} là {previous}; một trong hai giá trị chỉ là giới hạn nên không tính mức thay đổi."
            ),
            Lang::En => format!(
                "The result of {before} is {previous}; one of the two values is a bound, so no change is computed."
            ),
        });
    };
    Some(format!(
        "{} {}",
        moved(lang, change.points, &before, &previous),
        surety(lang, change)
    ))
}

/// “Compared with 2025 (82.66 %), the index rose by 1.28 percentage points.”
fn moved(lang: Lang, points: f64, before: &str, previous: &str) -> String {
    let size = lang.decimal(points.abs());
    match (lang, direction(points)) {
        (Lang::Vi, 1) => {
            format!("So với {before} ({previous}), chỉ số tăng {size} điểm phần trăm.")
        }
        (Lang::Vi, -1) => {
            format!("So với {before} ({previous}), chỉ số giảm {size} điểm phần trăm.")
        }
        (Lang::Vi, _) => format!("So với {before} ({previous}), chỉ số không thay đổi."),
        (Lang::En, 0) => format!("Compared with {before} ({previous}), the index is unchanged."),
        (Lang::En, direction) => {
            let verb = if direction > 0 { "rose" } else { "fell" };
            let unit = if size == "1.00" { "point" } else { "points" };
            format!(
                "Compared with {before} ({previous}), the index {verb} by {size} percentage {unit}."
            )
        }
    }
}

/// Direction of a change as printed: 1, 0 or −1.
fn direction(points: f64) -> i8 {
    let hundredths = (points * 100.0).round();
    i8::from(hundredths > 0.0) - i8::from(hundredths < 0.0)
}

fn surety(lang: Lang, change: Change) -> String {
    let Some((low, high)) = change.interval else {
        return lang
            .say(
                "Không tính được sai số chọn mẫu của mức thay đổi này.",
                "No sampling error of this change can be computed.",
            )
            .into();
    };
    let (low, high) = (lang.decimal(low), lang.decimal(high));
    match (lang, change.is_sure()) {
        (Lang::Vi, Some(true)) => format!(
            "Mức thay đổi lớn hơn sai số (khoảng tin cậy 95% của mức thay đổi: từ {low} đến {high} điểm)."
        ),
        (Lang::Vi, _) => format!(
            "Khác biệt nằm trong sai số (khoảng tin cậy 95% của mức thay đổi: từ {low} đến {high} điểm), nên chưa thể kết luận là mức độ hài lòng đã thay đổi."
        ),
        (Lang::En, Some(true)) => format!(
            "The change is larger than its error (95% interval of the change: {low} to {high} points)."
        ),
        (Lang::En, _) => format!(
            "The difference is within the error (95% interval of the change: {low} to {high} points), so it is not certain that satisfaction changed at all."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Measure;
    use crate::findings::sample::sample;

    #[test]
    fn a_rise_a_fall_and_no_change_each_have_their_own_sentence() {
        assert_eq!(
            moved(Lang::Vi, 1.28, "năm 2025", "82,66%"),
            "So với năm 2025 (82,66%), chỉ số tăng 1,28 điểm phần trăm."
        );
        assert_eq!(
            moved(Lang::Vi, -0.004, "năm 2025", "82,66%"),
            "So với năm 2025 (82,66%), chỉ số không thay đổi."
        );
        assert_eq!(
            moved(Lang::En, -1.0, "2025", "82.66%"),
            "Compared with 2025 (82.66%), the index fell by 1.00 percentage point."
        );
    }

    #[test]
    fn a_difference_within_the_error_is_called_so() {
        let findings = sample(false);
        let change = findings.change().unwrap();
        assert_eq!(change.is_sure(), Some(false));
        let text = super::change(&findings, Lang::Vi).unwrap();
        assert!(text.contains("Khác biệt nằm trong sai số"), "{text}");
    }

    #[test]
    fn a_difference_beyond_the_error_is_called_so() {
        let mut findings = sample(true);
        findings.previous = findings.overall.clone().map(|m| Measure {
            value: 70.0,
            interval: Some((69.5, 70.5)),
            ..m
        });
        let text = change(&findings, Lang::En).unwrap();
        assert!(text.contains("rose by 13.94 percentage points"), "{text}");
        assert!(text.contains("larger than its error"), "{text}");
    }

    #[test]
    fn a_method_break_forbids_the_comparison() {
        let mut findings = sample(false);
        findings.period = "2026-07".parse().unwrap();
        assert_eq!(findings.change(), None);
        let text = change(&findings, Lang::Vi).unwrap();
        assert_eq!(
            text,
            "Không so sánh được với tháng 6 năm 2026: Đổi mẫu phiếu."
        );
    }
}
