//! What to mend first in sentences: what closing a gap would bring, with its doubt, and how many people are behind it.

use crate::findings::{Chance, Findings, Mend};
use crate::index::importance::Estimated;
use crate::report::lang::Lang;

/// A paragraph an action, the largest gain first; one that says there is none where no gain is sure.
pub fn actions(mend: &Mend, findings: &Findings, lang: Lang) -> Vec<String> {
    let chances = mend.actions.iter().filter_map(|&at| mend.criteria.get(at));
    let said: Vec<String> = chances
        .filter_map(|chance| action(chance, findings, lang))
        .collect();
    if !said.is_empty() {
        return said;
    }
    let none = lang.say(
        "Không tiêu chí nào chắc chắn thấp hơn một phần tư số nơi tốt nhất, nên báo cáo không nêu việc nào. Điều đó không có nghĩa là mọi thứ đều tốt: xem các tiêu chí thấp nhất ở phần sau.",
        "No criterion is surely below the best quarter of the places it is compared with, so no action is named. That does not mean that all is well: see the lowest criteria further on.",
    );
    vec![none.to_owned()]
}

/// With whom the place is compared, how the gain is worked out, and what it cannot tell.
pub fn limits(mend: &Mend, lang: Lang) -> String {
    let (peers, n) = (mend.peers.get(lang.code()), mend.peers_shown as u64);
    let n = lang.count(n);
    match lang {
        Lang::Vi => format!(
            "Nhóm so sánh: {peers} ({n} nơi có kết quả). Mức tăng dự kiến là khoảng cách đến mốc một phần tư tốt nhất nhân với phần của tiêu chí trong chỉ số, khi mọi điều khác giữ nguyên; chỉ nêu việc mà khoảng tin cậy 95% không chứa số 0 sau khi xét mọi tiêu chí cùng lúc. Đó là ước tính, không phải lời hứa: tương quan không chứng minh nguyên nhân."
        ),
        Lang::En => format!(
            "Compared with {peers} ({n} with a result). The expected gain is the gap to the best quarter times the criterion's part in the index, everything else as it is; an action is named only where its 95% interval leaves zero out, all criteria considered together. It is an estimate and no promise: correlation proves no cause."
        ),
    }
}

fn action(chance: &Chance, findings: &Findings, lang: Lang) -> Option<String> {
    let name = chance.line.name.get(lang.code());
    let value = lang.percent(chance.line.measure.value()?);
    let target = lang.decimal(chance.target?);
    let [gain, low, high] = three(chance.gain?, lang);
    let mut text = match lang {
        Lang::Vi => format!(
            "Nâng “{name}” từ {value} lên {target}%, mức mà một phần tư số nơi tốt nhất đã đạt: chỉ số chung dự kiến tăng khoảng {gain} điểm (khoảng tin cậy 95%: từ {low} đến {high} điểm)."
        ),
        Lang::En => format!(
            "Raise “{name}” from {value} to {target}%, which the best quarter has reached: the index would be expected to gain about {gain} points (95% interval: {low} to {high} points)."
        ),
    };
    if let Some((bad, n)) = findings.not_satisfied(&chance.line.code) {
        let (bad, n) = (lang.count(bad), lang.count(n));
        text += &match lang {
            Lang::Vi => format!(" {bad} trong {n} người trả lời chưa hài lòng về điểm này."),
            Lang::En => format!(" {bad} of {n} who answered were not satisfied with it."),
        };
    }
    if let Some(together) = chance.together {
        let [r, low, high] = three(together, lang);
        text += &match (lang, together.is_positive()) {
            (Lang::Vi, true) => format!(
                " Ở các nơi khác nhau, tiêu chí này đi cùng đánh giá chung (tương quan {r}, từ {low} đến {high})."
            ),
            (Lang::Vi, false) => format!(
                " Chưa rõ tiêu chí này có đi cùng đánh giá chung hay không (tương quan {r}, từ {low} đến {high})."
            ),
            (Lang::En, true) => format!(
                " From place to place it goes together with the overall rating (correlation {r}, {low} to {high})."
            ),
            (Lang::En, false) => format!(
                " Whether it goes together with the overall rating is not clear (correlation {r}, {low} to {high})."
            ),
        };
    }
    Some(text)
}

/// An estimate and the ends of its interval as they are printed.
fn three(estimated: Estimated, lang: Lang) -> [String; 3] {
    [estimated.estimate, estimated.low, estimated.high].map(|value| lang.decimal(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::sample::sample;
    use crate::form::Text;

    fn estimated(estimate: f64, low: f64, high: f64) -> Estimated {
        Estimated {
            estimate,
            low,
            high,
            standard_error: (high - low) / 4.0,
        }
    }

    fn mend(findings: &Findings, sure: bool) -> Mend {
        let chance = Chance {
            line: findings.criteria[0].clone(),
            part: 0.025,
            together: Some(estimated(0.1, -0.2, 0.4)),
            target: Some(91.5),
            gap: Some(estimated(8.0, 4.0, 12.0)),
            gain: Some(estimated(0.2, 0.1, 0.3)),
            sure,
        };
        Mend {
            peers: Text::new("các xã khác của tỉnh Hưng Yên", "the other communes"),
            peers_shown: 24,
            whole: None,
            criteria: vec![chance],
            actions: if sure { vec![0] } else { Vec::new() },
        }
    }

    #[test]
    fn an_action_says_its_gain_with_its_doubt_and_claims_no_cause() {
        let findings = sample(false);
        let mend = mend(&findings, true);
        let said = actions(&mend, &findings, Lang::Vi);
        assert_eq!(said.len(), 1);
        assert!(
            said[0].contains("tăng khoảng 0,20 điểm (khoảng tin cậy 95%: từ 0,10 đến 0,30 điểm)"),
            "{said:?}"
        );
        assert!(
            said[0].contains("Chưa rõ tiêu chí này có đi cùng đánh giá chung"),
            "{said:?}"
        );
        assert!(limits(&mend, Lang::En).contains("no promise"));
    }

    #[test]
    fn where_no_gain_is_sure_no_action_is_named() {
        let findings = sample(false);
        let mend = mend(&findings, false);
        let said = actions(&mend, &findings, Lang::En);
        assert_eq!(said.len(), 1);
        assert!(
            said[0].starts_with("No criterion is surely below"),
            "{said:?}"
        );
    }
}
