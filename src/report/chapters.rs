//! The chapters in the order of print, each with its charts and tables.

use super::draft::{Chapter, Chart, Topic};
use super::lang::Lang;
use super::order::Charts;
use super::pieces::pieces;
use super::tables::{
    Cell, Standing, Table, by_factor, criteria, factors, offices, one_by_one, ranking, spread,
    trend,
};
use crate::findings::{Findings, Measure};

/// The chapters that have something to show.
pub(super) fn chapters(findings: &Findings, charts: &Charts, lang: Lang) -> Vec<Chapter> {
    let scope = format!(
        "{}, {}",
        findings.place.1.get(lang.code()),
        lang.period_label(findings.period)
    );
    let chart = |svg: &Option<String>, vi: &str, en: &str, table: Option<&Table>| -> Vec<Chart> {
        let pieces = svg.as_deref().map(pieces).unwrap_or_default();
        let count = pieces.len();
        let part = |number: usize| match count {
            1 => String::new(),
            _ => format!(" ({} {number}/{count})", lang.say("phần", "part")),
        };
        (1..)
            .zip(pieces)
            .map(|(number, svg)| Chart {
                svg,
                caption: format!("{}{} – {scope}", lang.say(vi, en), part(number)),
                alt: alternative(lang.say(vi, en), &scope, table, lang) + &part(number),
            })
            .collect()
    };
    let places = ranking(findings, lang);
    let heat = by_factor(findings, lang);
    let factors = factors(findings, lang);
    let criteria = criteria(findings, lang);
    let trend = trend(findings, lang);
    let all = [
        Chapter {
            topic: Topic::Places,
            title: lang.say("Kết quả theo đơn vị", "Results by unit"),
            charts: [
                chart(
                    &charts.map,
                    "Bản đồ ô chỉ số hài lòng",
                    "Tile map of the satisfaction index",
                    places.as_ref(),
                ),
                chart(
                    &charts.places,
                    "Xếp hạng đơn vị với khoảng tin cậy 95%",
                    "Ranking of units with 95% intervals",
                    places.as_ref(),
                ),
            ]
            .concat(),
            tables: places.clone().into_iter().collect(),
        },
        Chapter {
            topic: Topic::Factors,
            title: lang.say(
                "Kết quả theo lĩnh vực và yếu tố",
                "Results by domain and factor",
            ),
            charts: chart(
                &charts.heat,
                "Yếu tố của từng đơn vị",
                "Factors of each unit",
                factors.as_ref(),
            ),
            tables: factors.iter().cloned().chain(heat).collect(),
        },
        Chapter {
            topic: Topic::Criteria,
            title: lang.say("Kết quả theo tiêu chí", "Results by criterion"),
            charts: chart(
                &charts.criteria,
                "Năm mức hài lòng theo tiêu chí",
                "Five levels of satisfaction by criterion",
                criteria.as_ref(),
            ),
            tables: criteria.clone().into_iter().collect(),
        },
        Chapter {
            topic: Topic::Spread,
            title: lang.say("Phân bố câu trả lời", "Spread of the answers"),
            charts: Vec::new(),
            tables: spread(
                findings,
                lang,
                lang.say("Các câu hỏi khác", "Other questions"),
                &["criterion", "indicator", "overall", "perception"],
            ),
        },
        Chapter {
            topic: Topic::Expectations,
            title: lang.say("Mong đợi của người dân", "What people expect"),
            charts: Vec::new(),
            tables: spread(
                findings,
                lang,
                lang.say("Mong đợi của người dân", "What people expect"),
                &["expectation"],
            ),
        },
        Chapter {
            topic: Topic::People,
            title: lang.say("Người trả lời", "Who answered"),
            charts: Vec::new(),
            tables: one_by_one(
                findings,
                lang,
                lang.say(
                    "Đặc điểm của người trả lời",
                    "Characteristics of those who answered",
                ),
                findings.people.iter(),
            )
            .into_iter()
            .collect(),
        },
        Chapter {
            topic: Topic::Trend,
            title: lang.say("Diễn biến theo thời gian", "Development over time"),
            charts: chart(
                &charts.trend,
                "Chỉ số hài lòng theo thời gian",
                "Satisfaction index over time",
                trend.as_ref(),
            ),
            tables: trend.clone().into_iter().collect(),
        },
        Chapter {
            topic: Topic::Offices,
            title: lang.say(
                "Kênh trả lời, cơ quan và nhóm thủ tục",
                "Channels, offices and procedure groups",
            ),
            charts: Vec::new(),
            tables: offices(findings, lang).into_iter().collect(),
        },
    ];
    all.into_iter()
        .filter(|chapter| !chapter.charts.is_empty() || !chapter.tables.is_empty())
        .collect()
}

/// What a chart says to a reader who cannot see it: its subject, its highest and lowest value, and where
/// all values stand.
fn alternative(subject: &str, scope: &str, table: Option<&Table>, lang: Lang) -> String {
    let mut text = format!("{subject}, {scope}.");
    let Some(table) = table else {
        return text;
    };
    let values: Vec<(&str, &Measure)> = table
        .rows
        .iter()
        .filter(|row| row.standing == Standing::Body)
        .filter_map(|row| {
            let value = row.cells.iter().find_map(|cell| match cell {
                Cell::Value(measure) => Some(measure),
                _ => None,
            })?;
            // The name is the last text before the value.
            let name = row
                .cells
                .iter()
                .take_while(|cell| !matches!(cell, Cell::Value(_)))
                .filter_map(|cell| match cell {
                    Cell::Text(name) => Some(name.as_str()),
                    _ => None,
                })
                .last()?;
            Some((name, value))
        })
        .collect();
    let by_value = |a: &&(&str, &Measure), b: &&(&str, &Measure)| a.1.value.total_cmp(&b.1.value);
    if let (Some(high), Some(low)) = (
        values.iter().max_by(by_value),
        values.iter().min_by(by_value),
    ) {
        let (high_value, low_value) = (lang.percent(high.1), lang.percent(low.1));
        text.push_str(&match lang {
            Lang::Vi => format!(
                " Cao nhất: {}, {high_value}; thấp nhất: {}, {low_value}. Số liệu đầy đủ ở bảng “{}”.",
                high.0, low.0, table.caption
            ),
            Lang::En => format!(
                " Highest: {}, {high_value}; lowest: {}, {low_value}. All figures are in the table “{}”.",
                high.0, low.0, table.caption
            ),
        });
    }
    text
}
