//! The chapters in the order of print, each with its charts and tables.

use super::draft::{Chapter, Chart, Topic};
use super::lang::Lang;
use super::order::{Charts, Options};
use super::pieces::pieces;
use super::summary::{actions, limits, lower_first};
use super::tables::{
    Cell, Standing, Table, by_factor, criteria, factors, offices, one_by_one, ranking, spread,
    trend,
};
use crate::findings::{Findings, Measure, Mend};

/// The chapters that have something to show.
pub(super) fn chapters(findings: &Findings, charts: &Charts, options: &Options) -> Vec<Chapter> {
    let lang = options.lang;
    let editor = Editor {
        findings,
        lang,
        scope: format!(
            "{}, {}",
            findings.place.1.get(lang.code()),
            lang.period_label(findings.period)
        ),
    };
    let chapters = [
        editor.mend(charts, options.mend.as_ref()),
        editor.places(charts),
        editor.factors(charts),
        editor.criteria(charts),
        editor.answers(),
        editor.expectations(),
        editor.people(),
        editor.trend(charts),
        editor.offices(),
    ];
    chapters
        .into_iter()
        .filter(|chapter| {
            !(chapter.words.is_empty() && chapter.charts.is_empty() && chapter.tables.is_empty())
        })
        .collect()
}

/// Who puts the chapters together.
struct Editor<'a> {
    findings: &'a Findings,
    lang: Lang,
    /// Place and period, for captions.
    scope: String,
}

impl Editor<'_> {
    fn chapter(
        &self,
        topic: Topic,
        (vi, en): (&'static str, &'static str),
        charts: Vec<Chart>,
        tables: Vec<Table>,
    ) -> Chapter {
        Chapter {
            topic,
            title: self.lang.say(vi, en),
            charts,
            tables,
            words: Vec::new(),
            note: None,
        }
    }

    /// A chart as one figure, or as several where it is taller than a page.
    fn chart(&self, svg: Option<&String>, subject: &str, table: Option<&Table>) -> Vec<Chart> {
        let pieces = svg.map(|svg| pieces(svg)).unwrap_or_default();
        let count = pieces.len();
        let part = |number: usize| match count {
            1 => String::new(),
            _ => format!(" ({} {number}/{count})", self.lang.say("phần", "part")),
        };
        let alt = alternative(subject, &self.scope, table, self.lang);
        (1..)
            .zip(pieces)
            .map(|(number, svg)| Chart {
                svg,
                caption: format!("{subject}{} – {}", part(number), self.scope),
                alt: format!("{alt}{}", part(number)),
            })
            .collect()
    }

    /// Without peers to compare with the chapter is empty: a report says nothing of what nobody knows.
    fn mend(&self, charts: &Charts, mend: Option<&Mend>) -> Chapter {
        let title = ("Nên cải thiện điều gì trước", "What to mend first");
        let mend = mend.filter(|mend| mend.criteria.iter().any(|chance| chance.gap.is_some()));
        let Some(mend) = mend else {
            return self.chapter(Topic::Mend, title, Vec::new(), Vec::new());
        };
        // Where nothing is to be done first there is nothing to look for on the chart.
        let chart = charts.mend.as_ref().filter(|_| !mend.actions.is_empty());
        let subject = self.lang.say(
            "Mức hài lòng và mức đi cùng đánh giá chung của từng tiêu chí",
            "Each criterion: how satisfied, and how it goes together with the whole",
        );
        Chapter {
            words: actions(mend, self.findings, self.lang),
            note: Some(limits(mend, self.lang)),
            ..self.chapter(
                Topic::Mend,
                title,
                self.chart(chart, subject, None),
                Vec::new(),
            )
        }
    }

    fn places(&self, charts: &Charts) -> Chapter {
        let table = ranking(self.findings, self.lang);
        let map = self.lang.say(
            "Bản đồ ô chỉ số hài lòng",
            "Tile map of the satisfaction index",
        );
        let bars = self.lang.say(
            "Xếp hạng đơn vị với khoảng tin cậy 95%",
            "Ranking of units with 95% intervals",
        );
        let drawn = [
            self.chart(charts.map.as_ref(), map, table.as_ref()),
            self.chart(charts.places.as_ref(), bars, table.as_ref()),
        ];
        let title = ("Kết quả theo đơn vị", "Results by unit");
        self.chapter(Topic::Places, title, drawn.concat(), Vec::from_iter(table))
    }

    fn factors(&self, charts: &Charts) -> Chapter {
        let table = factors(self.findings, self.lang);
        let subject = self
            .lang
            .say("Yếu tố của từng đơn vị", "Factors of each unit");
        let drawn = self.chart(charts.heat.as_ref(), subject, table.as_ref());
        let tables = table.into_iter().chain(by_factor(self.findings, self.lang));
        let title = (
            "Kết quả theo lĩnh vực và yếu tố",
            "Results by domain and factor",
        );
        self.chapter(Topic::Factors, title, drawn, tables.collect())
    }

    fn criteria(&self, charts: &Charts) -> Chapter {
        let table = criteria(self.findings, self.lang);
        let subject = self.lang.say(
            "Các mức hài lòng theo tiêu chí",
            "Levels of satisfaction by criterion",
        );
        let drawn = self.chart(charts.criteria.as_ref(), subject, table.as_ref());
        let title = ("Kết quả theo tiêu chí", "Results by criterion");
        self.chapter(Topic::Criteria, title, drawn, Vec::from_iter(table))
    }

    fn answers(&self) -> Chapter {
        let others = self.lang.say("Các câu hỏi khác", "Other questions");
        let roles = ["criterion", "indicator", "overall", "perception"];
        let tables = spread(self.findings, self.lang, others, &roles);
        let title = ("Phân bố câu trả lời", "Spread of the answers");
        self.chapter(Topic::Spread, title, Vec::new(), tables)
    }

    fn expectations(&self) -> Chapter {
        let title = ("Mong đợi của người dân", "What people expect");
        let caption = self.lang.say(title.0, title.1);
        let mut tables = spread(self.findings, self.lang, caption, &["expectation"]);
        for table in tables.iter_mut().filter(|table| table.caption != caption) {
            table.caption = format!("{caption}: {}", lower_first(&table.caption));
        }
        self.chapter(Topic::Expectations, title, Vec::new(), tables)
    }

    fn people(&self) -> Chapter {
        let caption = self.lang.say(
            "Đặc điểm của người trả lời",
            "Characteristics of those who answered",
        );
        let table = one_by_one(
            self.findings,
            self.lang,
            caption,
            self.findings.people.iter(),
        );
        let title = ("Người trả lời", "Who answered");
        self.chapter(Topic::People, title, Vec::new(), Vec::from_iter(table))
    }

    fn trend(&self, charts: &Charts) -> Chapter {
        let table = trend(self.findings, self.lang);
        let subject = self.lang.say(
            "Chỉ số hài lòng theo thời gian",
            "Satisfaction index over time",
        );
        let drawn = self.chart(charts.trend.as_ref(), subject, table.as_ref());
        let title = ("Diễn biến theo thời gian", "Development over time");
        self.chapter(Topic::Trend, title, drawn, Vec::from_iter(table))
    }

    fn offices(&self) -> Chapter {
        let title = (
            "Kênh trả lời, cơ quan và nhóm thủ tục",
            "Channels, offices and procedure groups",
        );
        let table = offices(self.findings, self.lang);
        self.chapter(Topic::Offices, title, Vec::new(), Vec::from_iter(table))
    }
}

/// What a chart says to a reader who cannot see it: its subject, its highest and lowest value, and where
/// all values stand.
fn alternative(subject: &str, scope: &str, table: Option<&Table>, lang: Lang) -> String {
    let what = format!("{subject}, {scope}.");
    let Some(table) = table else {
        return what;
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
    let (Some(high), Some(low)) = (
        values.iter().max_by(by_value),
        values.iter().min_by(by_value),
    ) else {
        return what;
    };
    let (high_value, low_value) = (lang.percent(high.1), lang.percent(low.1));
    let (high, low, caption) = (high.0, low.0, &table.caption);
    match lang {
        Lang::Vi => format!(
            "{what} Cao nhất: {high}, {high_value}; thấp nhất: {low}, {low_value}. Số liệu đầy đủ ở bảng “{caption}”."
        ),
        Lang::En => format!(
            "{what} Highest: {high}, {high_value}; lowest: {low}, {low_value}. All figures are in the table “{caption}”."
        ),
    }
}
