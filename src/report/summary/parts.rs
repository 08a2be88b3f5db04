//! The highest and lowest factor, the lowest criteria, and who answered.

use crate::findings::{Findings, Line, Measure};
use crate::report::lang::Lang;

/// Criteria named as the lowest.
const NAMED: usize = 3;

/// Domains, then the highest and the lowest factor; nothing for a form without factors.
pub fn branches(findings: &Findings, lang: Lang) -> Option<String> {
    let quoted = |(line, measure): &(&Line, Measure)| {
        format!(
            "“{}” ({})",
            line.name.get(lang.code()),
            lang.percent(measure)
        )
    };
    let shown = |factor: bool| -> Vec<(&Line, Measure)> {
        findings
            .branches
            .iter()
            .filter(|b| b.is_factor == factor)
            .filter_map(|b| Some((&b.line, *b.line.measure.value()?)))
            .collect()
    };
    let domains: Vec<String> = shown(false).iter().map(quoted).collect();
    let factors = shown(true);
    let highest = factors
        .iter()
        .max_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let lowest = factors
        .iter()
        .min_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let mut sentences = Vec::new();
    if !domains.is_empty() {
        let list = lang.list(&domains);
        sentences.push(match lang {
            Lang::Vi => format!("Theo lĩnh vực: {list}."),
            Lang::En => format!("By domain: {list}."),
        });
    }
    if let (Some(highest), Some(lowest), 2..) = (highest, lowest, factors.len()) {
        let differ = highest.1.surely_differs(&lowest.1);
        let (highest, lowest) = (quoted(highest), quoted(lowest));
        sentences.push(match lang {
            Lang::Vi => {
                format!("Yếu tố được đánh giá cao nhất là {highest}; thấp nhất là {lowest}.")
            }
            Lang::En => format!("The factor rated highest is {highest}; the lowest is {lowest}."),
        });
        if differ == Some(false) {
            sentences.push(
                lang.say(
                    "Chênh lệch giữa hai yếu tố này nằm trong sai số.",
                    "The difference between these two is within its error.",
                )
                .into(),
            );
        }
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// The lowest criteria; nothing for a form with few of them.
pub fn criteria(findings: &Findings, lang: Lang) -> Option<String> {
    let mut shown: Vec<(&Line, Measure)> = findings
        .criteria
        .iter()
        .filter_map(|line| Some((line, *line.measure.value()?)))
        .collect();
    if shown.len() < 2 * NAMED {
        return None;
    }
    shown.sort_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let names: Vec<String> = shown
        .iter()
        .take(NAMED)
        .map(|(line, measure)| {
            format!(
                "{} “{}” ({})",
                line.code,
                line.name.get(lang.code()),
                lang.percent(measure)
            )
        })
        .collect();
    let list = lang.list(&names);
    // Nobody can say that the next one is not as low.
    let next = shown.get(NAMED).zip(shown.get(NAMED - 1));
    let unsure = next.is_some_and(|(next, last)| next.1.surely_differs(&last.1) == Some(false));
    let text = match lang {
        Lang::Vi => format!("Ba tiêu chí cần chú ý trước hết (tỷ lệ hài lòng thấp nhất): {list}."),
        Lang::En => format!("The three criteria to look at first (the least satisfied): {list}."),
    };
    let more = lang.say(
        " Chênh lệch với tiêu chí kế tiếp nằm trong sai số, nên tiêu chí đó có thể cũng thấp như vậy.",
        " The difference from the next one is within its error, so that one may be as low.",
    );
    Some(if unsure { text + more } else { text })
}

/// The largest group of each question about the person.
pub fn people(findings: &Findings, lang: Lang) -> Option<String> {
    let largest: Vec<String> = findings
        .people
        .iter()
        .filter_map(|question| {
            let shares = question.shares.value()?;
            let most = shares
                .options
                .iter()
                .max_by(|a, b| a.share.total_cmp(&b.share))?;
            Some(format!(
                "{}: {} ({}%)",
                lower_first(question.name.get(lang.code())),
                most.name.get(lang.code()),
                lang.decimal(most.share)
            ))
        })
        .collect();
    (!largest.is_empty()).then(|| match lang {
        Lang::Vi => format!(
            "Nhóm đông nhất trong những người trả lời – {}.",
            largest.join("; ")
        ),
        Lang::En => format!(
            "The largest groups among those who answered – {}.",
            largest.join("; ")
        ),
    })
}

/// A sentence that goes on inside another.
pub fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Shown;
    use crate::findings::sample::sample;

    #[test]
    fn the_lowest_factor_and_criteria_are_named_with_their_values() {
        let findings = sample(false);
        let text = branches(&findings, Lang::Vi).unwrap();
        let lowest = findings
            .branches
            .iter()
            .filter(|b| b.is_factor)
            .min_by(|a, b| {
                let value = |x: &crate::findings::Branch| x.line.measure.value().unwrap().value;
                value(a).total_cmp(&value(b))
            })
            .unwrap();
        let name = &lowest.line.name.vi;
        assert!(text.contains(&format!("thấp nhất là “{name}”")), "{text}");
        assert!(criteria(&findings, Lang::En).unwrap().matches('%').count() == 3);
    }

    #[test]
    fn the_lowest_is_not_called_lower_than_its_interval_allows() {
        let mut findings = sample(false);
        let narrow = |measure: &mut Shown<Measure>, value: f64, half: f64| {
            *measure = measure.clone().map(|measure| Measure {
                value,
                interval: Some((value - half, value + half)),
                ..measure
            });
        };
        for (at, branch) in findings.branches.iter_mut().enumerate() {
            narrow(&mut branch.line.measure, 80.0 + at as f64, 0.1);
        }
        for (at, line) in findings.criteria.iter_mut().enumerate() {
            narrow(&mut line.measure, 70.0 + at as f64, 0.1);
        }
        let sure = branches(&findings, Lang::Vi).unwrap() + &criteria(&findings, Lang::Vi).unwrap();
        assert!(!sure.contains("nằm trong sai số"), "{sure}");
        for branch in &mut findings.branches {
            let value = branch.line.measure.value().unwrap().value;
            narrow(&mut branch.line.measure, value, 30.0);
        }
        for line in &mut findings.criteria {
            let value = line.measure.value().unwrap().value;
            narrow(&mut line.measure, value, 30.0);
        }
        let text = branches(&findings, Lang::Vi).unwrap();
        assert!(
            text.ends_with(" Chênh lệch giữa hai yếu tố này nằm trong sai số."),
            "{text}"
        );
        let text = criteria(&findings, Lang::En).unwrap();
        assert!(
            text.ends_with(
                " The difference from the next one is within its error, so that one may be as low."
            ),
            "{text}"
        );
    }

    #[test]
    fn nothing_is_said_of_parts_that_are_not_shown() {
        let mut findings = sample(false);
        for branch in &mut findings.branches {
            branch.line.measure = crate::findings::Shown::NoData;
        }
        findings.people.clear();
        assert_eq!(branches(&findings, Lang::Vi), None);
        assert_eq!(people(&findings, Lang::Vi), None);
    }
}
