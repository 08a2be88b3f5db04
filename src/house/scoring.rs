//! Scores that others compute from our counts (chấm điểm): Decision 766, the one-stop circular, PAR INDEX, commune indices.
//!
//! Every number of ours has passed the gate; what an office adds comes from its own file, and what converts one into the
//! other is a rule in a file.

use std::path::Path;
use std::str::FromStr;

use super::league::field;
use super::{Asked, House, HouseError};
use crate::findings::{Findings, Question, UnitsOf, find, points};
use crate::index::rank::RankRule;
use crate::published::{ComponentColumn, Components, OneStopRules, PointsRule, Rules766};
use crate::report::{self, CsvFlavour, CsvRows, Format, Lang, OneStop, Qd766, is_of_unit};

/// Which score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreKind {
    /// The 100 points of Decision 766/QĐ-TTg.
    Qd766,
    /// The 18 points of Circular 01/2018/TT-VPCP.
    OneStop,
    /// What SIPAS counts for in PAR INDEX.
    ParIndex,
    /// What satisfaction counts for in a province's index of its communes.
    CommuneIndex,
}

impl ScoreKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::Qd766,
        Self::OneStop,
        Self::ParIndex,
        Self::CommuneIndex,
    ];

    /// The word used in addresses and commands.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Qd766 => "qd766",
            Self::OneStop => "one-stop",
            Self::ParIndex => "par-index",
            Self::CommuneIndex => "commune-index",
        }
    }
}

impl FromStr for ScoreKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = || Self::ALL.map(Self::as_str).join(", ");
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("“{text}” is no score; choose one of {}", words()))
    }
}

/// A file that somebody hands in: its name and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedIn {
    /// As it is called in a fault.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// How a score is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreOrder {
    /// Which score.
    pub kind: ScoreKind,
    /// Rules in place of those of the settings or of those that come along.
    pub rules: Option<HandedIn>,
    /// What the office adds, one row a unit.
    pub components: Option<HandedIn>,
    /// Score offices and not places.
    pub offices: bool,
    /// Language of names.
    pub lang: Lang,
    /// For whom the CSV is written.
    pub csv: CsvFlavour,
}

impl House {
    /// The question behind a score: the one-stop circular has a form of its own.
    pub fn score_question(&self, kind: ScoreKind, asked: &Asked) -> Result<Question, HouseError> {
        let mut asked = asked.clone();
        if kind == ScoreKind::OneStop && asked.form.is_none() {
            asked.form = Some("onestop-tt01-2018".into());
        }
        self.question(&asked)
    }

    /// The score of the place and of what lies below it, as a CSV file.
    pub fn score(&self, question: &Question, order: &ScoreOrder) -> Result<Vec<u8>, HouseError> {
        let options = report::Options {
            csv: order.csv,
            rows: CsvRows::Summary,
            ..self.report_options(order.lang.code())
        };
        let rules = match &order.rules {
            Some(given) => Some(given.clone()),
            None => self.rules_of_settings(order.kind)?,
        };
        match order.kind {
            ScoreKind::Qd766 => self.qd766(question, order, rules, &options),
            ScoreKind::OneStop => self.one_stop(question, order, rules, &options),
            ScoreKind::ParIndex | ScoreKind::CommuneIndex => {
                if let Some(given) = &order.components {
                    let why = format!("{}: nothing is added to this score", given.name);
                    return Err(field("components", why));
                }
                if order.offices {
                    let why = "this score has a row a place: leave by=office out";
                    return Err(field("by", why));
                }
                let rule = match rules {
                    Some(own) => PointsRule::read(&own.name, &own.text)?,
                    None if order.kind == ScoreKind::ParIndex => PointsRule::sipas_in_par_index(),
                    None => {
                        let why = "each province sets its own points for satisfaction: name its rule file (scores.commune_index in the settings, or --rules)";
                        return Err(field("rules", why));
                    }
                };
                let options = report::Options {
                    points: Some(rule),
                    ..options
                };
                let findings = self.findings_for_report(question)?;
                Ok(report::write(
                    Format::Csv,
                    &findings,
                    &report::Charts::default(),
                    &options,
                )?)
            }
        }
    }

    fn qd766(
        &self,
        question: &Question,
        order: &ScoreOrder,
        rules: Option<HandedIn>,
        options: &report::Options,
    ) -> Result<Vec<u8>, HouseError> {
        let rules = match rules {
            Some(own) => Rules766::read(&own.name, &own.text)?,
            None => Rules766::builtin(),
        };
        let findings = self.findings(question)?;
        let components = components(order, &Rules766::columns())?;
        let components = components
            .by_unit(|code| unit(&findings, order.offices, code))
            .map_err(|fault| field("components", fault))?;
        let order = Qd766 {
            rules: &rules,
            components: &components,
            offices: order.offices,
        };
        report::qd766(&findings, &order, options).map_err(|why| field("components", why))
    }

    fn one_stop(
        &self,
        question: &Question,
        order: &ScoreOrder,
        rules: Option<HandedIn>,
        options: &report::Options,
    ) -> Result<Vec<u8>, HouseError> {
        let rules = match rules {
            Some(own) => OneStopRules::read(&own.name, &own.text)?,
            None => OneStopRules::builtin(),
        };
        let form = self.form(question)?;
        let Some(total) = form.scores.first() else {
            let why = format!("{} scores no indicators; choose onestop-tt01-2018", form.id);
            return Err(field("form", why));
        };
        let of_units = total.questions.iter().filter(|at| is_of_unit(&form, **at));
        let columns: Vec<ComponentColumn> = of_units
            .map(|&at| ComponentColumn {
                name: form.questions[at].code.clone(),
                most: 2,
            })
            .collect();
        let evidence = self.evidence(&form, question)?;
        let findings = find(&form, question, &evidence);
        let components = components(order, &columns)?;
        let components = components
            .by_unit(|code| unit(&findings, order.offices, code))
            .map_err(|fault| field("components", fault))?;
        let units_of = if order.offices {
            UnitsOf::Offices
        } else {
            UnitsOf::Places
        };
        let units = points(&form, total, &evidence, &findings, units_of);
        let order = OneStop {
            form: &form,
            total,
            rules: &rules,
            components: &components,
            decimals: form.rules.rounding.decimals,
            ranking: RankRule {
                ties: form.rules.tie_rule,
                decimals: None,
            },
        };
        Ok(report::one_stop(&findings, &units, &order, options))
    }

    /// The rule file that the settings name for a score.
    fn rules_of_settings(&self, kind: ScoreKind) -> Result<Option<HandedIn>, HouseError> {
        let scores = &self.settings.scores;
        let path = match kind {
            ScoreKind::Qd766 => &scores.qd766,
            ScoreKind::OneStop => &scores.one_stop,
            ScoreKind::ParIndex => &scores.par_index,
            ScoreKind::CommuneIndex => &scores.commune_index,
        };
        path.as_deref().map(handed_in).transpose()
    }
}

/// The file at a path of the settings.
pub(super) fn handed_in(path: &Path) -> Result<HandedIn, HouseError> {
    let text = std::fs::read_to_string(path).map_err(|error| HouseError::Folder {
        folder: path.display().to_string(),
        reason: error.to_string(),
    })?;
    Ok(HandedIn {
        name: path.display().to_string(),
        text,
    })
}

fn components(order: &ScoreOrder, columns: &[ComponentColumn]) -> Result<Components, HouseError> {
    let Some(given) = &order.components else {
        return Ok(Components::default());
    };
    Components::read(&given.name, &given.text, columns).map_err(|fault| field("components", fault))
}

/// The key of a unit of the table by its code, with or without its scheme.
fn unit(findings: &Findings, offices: bool, code: &str) -> Option<String> {
    let is = |key: &str| key == code || key.split_once(':').is_some_and(|(_, own)| own == code);
    let places = findings.places.iter().map(|place| &place.line);
    let known: Vec<&str> = if offices {
        let codes = findings.offices.iter().map(|line| line.code.as_str());
        codes.collect()
    } else {
        let below = places.map(|line| line.code.as_str());
        below.chain([findings.place.0.as_str()]).collect()
    };
    let found = known.into_iter().find(|key| is(key));
    found.map(str::to_owned)
}
