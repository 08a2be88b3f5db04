//! One breakdown of the findings as lines: the shape of `GET /api/v1/results` and of `sipas results`.

use std::str::FromStr;

use serde::Serialize;

use super::{
    Branch, Count, Findings, FormLine, Line, Measure, PlaceLine, Shown, Split, Stratified,
    TrendPoint, Weighted,
};
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
    /// Người trả lời: by each answer about the person.
    Person,
}

impl By {
    /// Every breakdown, in the order of the documentation.
    pub const ALL: [Self; 9] = [
        Self::Overall,
        Self::Criterion,
        Self::Factor,
        Self::Place,
        Self::Period,
        Self::Channel,
        Self::Office,
        Self::Group,
        Self::Person,
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
            Self::Person => "person",
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

/// What stands beside each place of a breakdown by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// The overall index only.
    #[default]
    Overall,
    /// Every criterion too.
    Criteria,
}

impl FromStr for Detail {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "overall" => Ok(Self::Overall),
            "criteria" => Ok(Self::Criteria),
            _ => Err(format!(
                "“{text}” is no detail of places; choose overall or criteria"
            )),
        }
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
    /// What the criteria beside each place are called, where they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Named>,
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
    /// Key of the place directly above, in a table of all communes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<String>,
    /// Every criterion of this place, where they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<CriterionLine>,
}

/// One criterion of one place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CriterionLine {
    /// Its code; its words stand in the form.
    pub code: String,
    /// Value, interval, n; or why there is none.
    #[serde(flatten)]
    pub measure: Shown<Measure>,
}

impl Findings {
    /// The breakdown along `by`.
    pub fn results(&self, by: By) -> Results {
        let mut lines = self.lines(by);
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
            columns: Vec::new(),
            lines,
            release: None,
            view: View::AsItWas,
            beside: None,
        }
    }

    fn lines(&self, by: By) -> Vec<ResultLine> {
        let plain = |line: &Line| with_level(line, None);
        match by {
            By::Overall => {
                let overall = Line {
                    code: "overall".into(),
                    name: Text::new("Chỉ số chung", "Overall index"),
                    measure: self.overall.clone(),
                };
                vec![with_level(&overall, Some("overall"))]
            }
            By::Criterion => {
                let line = |line| with_level(line, Some("criterion"));
                self.criteria.iter().map(line).collect()
            }
            By::Factor => {
                let level = |is_factor| Some(if is_factor { "factor" } else { "domain" });
                let line = |branch: &Branch| with_level(&branch.line, level(branch.is_factor));
                self.branches.iter().map(line).collect()
            }
            By::Place => {
                let line = |place: &PlaceLine| ResultLine {
                    rank: place.rank,
                    ..plain(&place.line)
                };
                self.places.iter().map(line).collect()
            }
            By::Period => self.trend.iter().map(of_period).collect(),
            By::Channel => {
                let beside = self.walk_in_line().map(|line| ResultLine {
                    beside: true,
                    ..plain(&line)
                });
                self.channels.iter().map(plain).chain(beside).collect()
            }
            By::Office => self.offices.iter().map(plain).collect(),
            By::Group => self.groups.iter().map(plain).collect(),
            By::Person => self.splits.iter().flat_map(of_split).collect(),
        }
    }
}

fn of_split(split: &Split) -> impl Iterator<Item = ResultLine> + '_ {
    split.lines.iter().map(|line| {
        let both = |lang| format!("{} – {}", split.name.get(lang), line.name.get(lang));
        ResultLine {
            named: Named {
                code: line.code.clone(),
                name: Text::new(both("vi"), both("en")),
            },
            ..with_level(line, None)
        }
    })
}

fn of_period(point: &TrendPoint) -> ResultLine {
    let words = point.period.to_string();
    let line = Line {
        name: Text::new(words.clone(), words.clone()),
        code: words,
        measure: point.measure.clone(),
    };
    ResultLine {
        broken: point.break_before.clone(),
        ..with_level(&line, None)
    }
}

pub(super) fn with_level(line: &Line, level: Option<&'static str>) -> ResultLine {
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
        above: None,
        criteria: Vec::new(),
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
