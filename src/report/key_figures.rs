//! The figures everybody looks for first, four at most.

use super::draft::KeyFigure;
use super::lang::Lang;
use super::order::Options;
use super::summary::{Census, units};
use super::tables::{Absent, absent};
use crate::findings::{Bound, Findings};

/// Index, change, answer sheets and units at the target, as far as they are known.
pub(super) fn key_figures(findings: &Findings, options: &Options) -> Vec<KeyFigure> {
    let lang = options.lang;
    let census = Census::of(findings);
    let why = |shown: Option<Absent>| shown.map(|a| a.sentence(lang)).unwrap_or_default();
    let overall = findings.overall.value();
    let mut figures = vec![KeyFigure {
        figure: overall.map_or_else(|| "–".into(), |m| lang.percent(m)),
        caption: lang.say("chỉ số hài lòng", "satisfaction index").into(),
        remark: match overall.map(|m| m.interval) {
            Some(Some(ends)) => {
                format!(
                    "{} {}%",
                    lang.say("KTC 95%:", "95% interval:"),
                    lang.interval(ends)
                )
            }
            Some(None) => lang.say("không có khoảng tin cậy", "no interval").into(),
            None => why(absent(&findings.overall, findings.threshold)),
        },
    }];
    if let Some(change) = findings.change() {
        figures.push(KeyFigure {
            figure: format!(
                "{}{}",
                if change.points > 0.0 { "+" } else { "" },
                lang.decimal(change.points)
            ),
            caption: match lang {
                Lang::Vi => format!("điểm so với {}", lang.period(findings.period.previous())),
                Lang::En => format!("points against {}", lang.period(findings.period.previous())),
            },
            remark: match change.is_sure() {
                Some(true) => lang.say("lớn hơn sai số", "beyond its error"),
                Some(false) => lang.say("trong sai số", "within its error"),
                None => lang.say("không tính được sai số", "error unknown"),
            }
            .into(),
        });
    }
    figures.push(KeyFigure {
        figure: findings
            .respondents
            .value()
            .map_or_else(|| "–".into(), |count| lang.count(count.n)),
        caption: lang.say("phiếu trả lời", "answer sheets").into(),
        remark: why(absent(&findings.respondents, findings.threshold)),
    });
    if census.all > 0 {
        let target = lang.count(options.target.round() as u64);
        let reached = findings
            .places
            .iter()
            .filter_map(|p| p.line.measure.value())
            .filter(|m| m.value >= options.target && m.bound != Bound::AtMost)
            .count();
        figures.push(KeyFigure {
            figure: format!("{reached}/{}", census.shown),
            caption: match lang {
                Lang::Vi => format!("đơn vị đạt từ {target}% trở lên"),
                Lang::En => format!("units at {target}% or more"),
            },
            remark: match lang {
                Lang::Vi => format!("trong {}", units(findings, lang, census.all)),
                Lang::En => format!("of {}", units(findings, lang, census.all)),
            },
        });
    }
    figures
}
