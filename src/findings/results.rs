//! One breakdown of the findings as lines: the shape of `GET /api/v1/results` and of `sipas results`.

use std::str::FromStr;

use serde::Serialize;

use super::{Bound, Count, Findings, FormLine, Line, Measure, Reason, Shown, Stratified, Weighted};
use crate::form::Text;
use crate::period::Period;
use crate::place::View;

/// Along what the index is broken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Overall only.
    Overall,
    /// Tiêu chí.
    Criterion,
    /// Lĩnh vực đánh giá and yếu tố.
    Factor,
    /// Đơn vị hành chính directly below.
    Place,
    /// Kỳ.
    Period,
    /// Kênh thực hiện.
    Channel,
    /// Cơ quan.
    Office,
    /// Nhóm thủ tục.
    Group,
}

impl By {
    /// Every breakdown, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::Overall,
        Self::Criterion,
        Self::Factor,
        Self::Place,
        Self::Period,
        Self::Channel,
        Self::Office,
        Self::Group,
    ];

    /// The word used in addresses and flags.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Overall => "overall",
            Self::Criterion => "criterion",
            Self::Factor => "factor",
            Self::Place => "place",
            Self::Period => "period",
            Self::Channel => "channel",
            Self::Office => "office",
            Self::Group => "group",
        }
    }
}

impl FromStr for By {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = || Self::ALL.map(Self::as_str).join(", ");
        Self::ALL
            .into_iter()
            .find(|by| by.as_str() == text)
            .ok_or_else(|| format!("“{text}” is no breakdown; choose one of {}", words()))
    }
}

/// A breakdown of the index of one form, place and period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Results {
    /// Which questionnaire.
    pub form: FormLine,
    /// Place key and title.
    pub place: Named,
    /// Which period.
    pub period: Period,
    /// True when the figures are simulated.
    pub simulated: bool,
    /// Fewest answers a shown number stands for.
    pub threshold: u64,
    /// Sheets counted.
    pub respondents: Shown<Count>,
    /// The overall index.
    pub overall: Shown<Measure>,
    /// The weighted overall index, where the sheets carry weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weighted: Option<Weighted>,
    /// The overall index weighted to known totals of the places below, where they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poststratified: Option<Stratified>,
    /// Those who walked up to a collection point: another instrument, in no other figure here.
    pub walk_in: Shown<Measure>,
    /// What a reader must know before the figures, e.g. that only walk-ins answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Along what the lines are broken down.
    pub by: By,
    /// The breakdown.
    pub lines: Vec<ResultLine>,
    /// The release that the figures come from; none while they are provisional.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<ReleasedAs>,
    /// On which map: that of the period, or today's.
    pub view: View,
    /// The same of another period, to be read beside this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<Box<Results>>,
}

/// The release that figures come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReleasedAs {
    /// Its short name: `2026-Q3.v1-7f3a9c`.
    pub id: String,
    /// Its SHA-256, hex.
    pub hash: String,
}

/// A key with its title.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Named {
    /// Key.
    pub code: String,
    /// Title.
    pub name: Text,
}

/// One line of a breakdown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResultLine {
    /// Code and name.
    #[serde(flatten)]
    pub named: Named,
    /// Level of the index tree for factors and criteria: `overall`, `domain`, `factor`, `criterion`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<&'static str>,
    /// Rank among the lines, for places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// Why the line of time breaks before this period: another method, or other boundaries.
    #[serde(rename = "break", skip_serializing_if = "Option::is_none")]
    pub broken: Option<Text>,
    /// Whether the line is no part of the index: another instrument, told beside.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub beside: bool,
    /// Value, interval, n; or why there is none.
    #[serde(flatten)]
    pub measure: Shown<Measure>,
    /// The weighted value, where the sheets carry weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weighted: Option<Weighted>,
}

impl Findings {
    /// The breakdown along `by`.
    pub fn results(&self, by: By) -> Results {
        let mut lines = match by {
            By::Overall => vec![ResultLine {
                named: Named {
                    code: "overall".into(),
                    name: Text::new("Chỉ số chung", "Overall index"),
                },
                level: Some("overall"),
                rank: None,
                broken: None,
                beside: false,
                measure: self.overall.clone(),
                weighted: None,
            }],
            By::Criterion => self
                .criteria
                .iter()
                .map(|line| with_level(line, Some("criterion")))
                .collect(),
            By::Factor => {
                let level = |is_factor| Some(if is_factor { "factor" } else { "domain" });
                self.branches
                    .iter()
                    .map(|branch| with_level(&branch.line, level(branch.is_factor)))
                    .collect()
            }
            By::Place => {
                let line = |place: &super::PlaceLine| ResultLine {
                    rank: place.rank,
                    ..with_level(&place.line, None)
                };
                self.places.iter().map(line).collect()
            }
            By::Period => self
                .trend
                .iter()
                .map(|point| {
                    let words = point.period.to_string();
                    ResultLine {
                        named: Named {
                            name: Text::new(words.clone(), words.clone()),
                            code: words,
                        },
                        level: None,
                        rank: None,
                        broken: point.break_before.clone(),
                        beside: false,
                        measure: point.measure.clone(),
                        weighted: None,
                    }
                })
                .collect(),
            By::Channel => {
                let beside = self.walk_in_line().map(|line| ResultLine {
                    beside: true,
                    ..with_level(&line, None)
                });
                let inside = self.channels.iter().map(|line| with_level(line, None));
                inside.chain(beside).collect()
            }
            By::Office => self
                .offices
                .iter()
                .map(|line| with_level(line, None))
                .collect(),
            By::Group => self
                .groups
                .iter()
                .map(|line| with_level(line, None))
                .collect(),
        };
        let weighted = |code: &str| {
            let found = self.weighted.iter().find(|(own, _)| own == code);
            found.map(|(_, weighted)| weighted.clone())
        };
        if matches!(by, By::Overall | By::Factor | By::Criterion) {
            for line in &mut lines {
                line.weighted = weighted(&line.named.code);
            }
        }
        Results {
            weighted: weighted("overall"),
            poststratified: self.stratified.clone(),
            form: self.form.clone(),
            place: Named {
                code: self.place.0.clone(),
                name: self.place.1.clone(),
            },
            period: self.period,
            simulated: self.simulated,
            threshold: self.threshold,
            respondents: self.respondents.clone(),
            overall: self.overall.clone(),
            walk_in: self.walk_in.clone(),
            note: self.only_walk_ins(),
            by,
            lines,
            release: None,
            view: View::AsItWas,
            beside: None,
        }
    }
}

fn with_level(line: &Line, level: Option<&'static str>) -> ResultLine {
    let named = Named {
        code: line.code.clone(),
        name: line.name.clone(),
    };
    ResultLine {
        named,
        level,
        rank: None,
        broken: None,
        beside: false,
        measure: line.measure.clone(),
        weighted: None,
    }
}

impl Results {
    /// Columns of [`Results::rows`], the same for every breakdown and every data set.
    pub const COLUMNS: [&'static str; 29] = [
        "form",
        "version",
        "place",
        "period",
        "by",
        "code",
        "name",
        "level",
        "rank",
        "status",
        "value",
        "bound",
        "interval_low",
        "interval_high",
        "n",
        "eligible",
        "weighted",
        "weighted_low",
        "weighted_high",
        "weighted_effective_n",
        "deff",
        "weighted_refused",
        "poststratified",
        "poststratified_low",
        "poststratified_high",
        "poststratified_effective_n",
        "poststratified_deff",
        "poststratified_refused",
        "release",
    ];

    /// The overall value and every line as text for machines: dot decimals, empty where there is nothing.
    pub fn rows(&self, lang: &str) -> Vec<[String; 29]> {
        let overall = ResultLine {
            named: Named {
                code: "overall".into(),
                name: Text::new("Chỉ số chung", "Overall index"),
            },
            level: Some("overall"),
            rank: None,
            broken: None,
            beside: false,
            measure: self.overall.clone(),
            weighted: self.weighted.clone(),
        };
        let first = (self.by != By::Overall).then_some(&overall);
        first
            .into_iter()
            .chain(&self.lines)
            .map(|line| self.row(line, lang))
            .chain(self.beside.iter().flat_map(|beside| beside.rows(lang)))
            .collect()
    }

    /// The rows as CSV for machines, with a BOM so that Excel reads the letters right.
    pub fn to_csv(&self, lang: &str) -> String {
        let mut writer = csv::Writer::from_writer(vec![0xef, 0xbb, 0xbf]);
        let header = std::iter::once(Self::COLUMNS.map(str::to_owned));
        for row in header.chain(self.rows(lang)) {
            // Writing to memory cannot fail.
            let _ = writer.write_record(row);
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }

    fn row(&self, line: &ResultLine, lang: &str) -> [String; 29] {
        let text =
            |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.2}"));
        let plain = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let words = |why: Option<&Text>| why.map_or_else(String::new, |why| why.get(lang).into());
        let weighted = line.weighted.as_ref();
        // Only the whole has known totals.
        let whole = line.named.code == "overall" && line.level == Some("overall");
        let stratified = self.poststratified.as_ref().filter(|_| whole);
        let measure = line.measure.value();
        let bound = measure.map_or("", |m| match m.bound {
            Bound::Exact => "exact",
            Bound::AtLeast => "at_least",
            Bound::AtMost => "at_most",
        });
        let status = match line.measure {
            Shown::Value(_) => "shown",
            Shown::Withheld(Reason::TooFew) => "withheld: too_few",
            Shown::Withheld(Reason::Complement) => "withheld: complement",
            Shown::Withheld(Reason::Increment) => "withheld: increment",
            Shown::NoData => "no_data",
        };
        [
            self.form.id.clone(),
            self.form.version.to_string(),
            self.place.code.clone(),
            self.period.to_string(),
            self.by.as_str().into(),
            line.named.code.clone(),
            line.named.name.get(lang).into(),
            line.level.unwrap_or_default().into(),
            line.rank.map_or_else(String::new, |rank| rank.to_string()),
            status.into(),
            text(measure.map(|m| m.value)),
            bound.into(),
            text(measure.and_then(|m| m.interval).map(|i| i.0)),
            text(measure.and_then(|m| m.interval).map(|i| i.1)),
            measure.map_or_else(String::new, |m| m.n.to_string()),
            measure.map_or_else(String::new, |m| m.eligible.to_string()),
            text(weighted.and_then(|w| w.value)),
            text(weighted.and_then(|w| w.interval).map(|i| i.0)),
            text(weighted.and_then(|w| w.interval).map(|i| i.1)),
            plain(weighted.map(|w| w.effective_n)),
            plain(weighted.map(|w| w.deff)),
            words(weighted.and_then(|w| w.refused.as_ref())),
            stratified.map_or_else(String::new, |s| s.written(&text(s.value))),
            text(stratified.and_then(|s| s.interval).map(|i| i.0)),
            text(stratified.and_then(|s| s.interval).map(|i| i.1)),
            plain(stratified.and_then(|s| s.effective_n)),
            plain(stratified.and_then(|s| s.deff)),
            words(stratified.and_then(|s| s.refused.as_ref())),
            self.release
                .as_ref()
                .map_or_else(String::new, |release| release.id.clone()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::sample::sample;

    #[test]
    fn every_breakdown_has_the_same_columns_and_never_a_number_for_a_withheld_line() {
        let findings = sample(false);
        for by in By::ALL {
            let results = findings.results(by);
            assert!(!results.lines.is_empty(), "{by:?}");
            let beside = results.lines.iter().filter(|line| line.beside);
            assert_eq!(beside.count(), usize::from(by == By::Channel));
            for row in results.rows("vi") {
                assert_eq!(row[9] == "shown", !row[10].is_empty(), "{row:?}");
            }
        }
        let json = serde_json::to_value(findings.results(By::Place)).unwrap();
        let withheld = json["lines"]
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["status"] == "withheld")
            .unwrap();
        assert_eq!(withheld["reason"], "too_few");
        assert!(withheld.get("value").is_none() && withheld.get("n").is_none());
    }
}
