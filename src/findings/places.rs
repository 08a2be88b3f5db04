//! Places side by side: those directly below one, and all communes of a wider one.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::evidence::{Counted, Evidence};
use super::find::find;
use super::reader::Reader;
use super::results::{By, CriterionLine, Named, ResultLine, Results, with_level};
use super::{Line, Measure, PlaceLine, Question, Reason, Shown};
use crate::form::{Form, Text};
use crate::index::rank::{Estimate, RankRule, ranks};
use crate::index::{Percent, Score};

/// Places with the same place above.
#[derive(Debug, Clone, Default)]
pub struct Family {
    /// Key of the place above.
    pub parent: String,
    /// Their tallies in the period.
    pub children: Vec<Counted>,
    /// Keys of all of them, also of those without answers, by name.
    pub expected: Vec<String>,
}

/// Ranks the places of several families together, e.g. all communes of the nation; with the measures of every criterion
/// if `criteria`. The evidence is of the place the families lie in.
pub fn table(
    form: &Form,
    question: &Question,
    evidence: &Evidence,
    families: &[Family],
    criteria: bool,
) -> Results {
    let reader = Reader::new(form, evidence);
    let asked = if criteria {
        reader.indexed()
    } else {
        Vec::new()
    };
    let asked: Vec<_> = asked.into_iter().map(|at| &form.questions[at]).collect();
    let mut ranked = Vec::new();
    for family in families {
        let quiet = quiet(&family.children);
        let counted = by_place(&family.children);
        for key in &family.expected {
            let counted = counted.get(key.as_str()).copied();
            let (exact, line) = reader.line_below(key, &reader.scored(counted), quiet);
            // A place with answers says of a criterion without any what its own page says.
            let unsaid = quiet.filter(|_| counted.is_none());
            let measured = asked.iter().map(|question| CriterionLine {
                code: question.code.clone(),
                measure: silent(reader.criterion(counted, question.slots.start), unsaid),
            });
            let measured: Vec<_> = measured.collect();
            ranked.push((exact, (line, family.parent.as_str(), measured)));
        }
    }
    let ranked = in_order(ranked, reader.rank_rule());
    let lines = ranked
        .into_iter()
        .map(|(rank, (line, parent, criteria))| ResultLine {
            rank,
            above: Some(parent.to_owned()),
            criteria,
            ..with_level(&line, None)
        });
    let columns = asked.iter().map(|question| Named {
        code: question.code.clone(),
        name: question.text.clone(),
    });
    Results {
        columns: columns.collect(),
        lines: lines.collect(),
        ..find(form, question, evidence).results(By::Place)
    }
}

/// Why a place of these is withheld, if one is. Beside a withheld place an empty one reads the same, or the rest could be
/// worked out.
fn quiet(children: &[Counted]) -> Option<Reason> {
    children.iter().find_map(|counted| counted.withheld)
}

fn silent(measure: Shown<Measure>, quiet: Option<Reason>) -> Shown<Measure> {
    match (measure, quiet) {
        (Shown::NoData, Some(reason)) => Shown::Withheld(reason),
        (measure, _) => measure,
    }
}

fn by_place(children: &[Counted]) -> HashMap<&str, &Counted> {
    let named = children.iter();
    named
        .map(|counted| (counted.place.as_str(), counted))
        .collect()
}

/// Highest first, with ranks. Stable: equal values, and places without one, keep their order.
fn in_order<T>(mut places: Vec<(Option<Percent>, T)>, rule: RankRule) -> Vec<(Option<u32>, T)> {
    places.sort_by(|(a, _), (b, _)| b.partial_cmp(a).unwrap_or(Ordering::Equal));
    let values: Vec<Option<Percent>> = places.iter().map(|(value, _)| *value).collect();
    let ranks = ranks(&values, rule).into_iter();
    let ranks = ranks.map(|rank| rank.map(|rank| rank as u32));
    ranks
        .zip(places.into_iter().map(|(_, place)| place))
        .collect()
}

impl Reader<'_> {
    /// The places below in the order of their rank; those without a shown value last, by name.
    pub(super) fn places_below(&self) -> Vec<PlaceLine> {
        let nodes = self.nodes().into_iter();
        let factors: Vec<usize> = nodes
            .filter(|(_, node)| node.is_factor())
            .map(|(_, node)| node.layout_node)
            .collect();
        let counted = by_place(&self.evidence.children);
        let quiet = quiet(&self.evidence.children);
        let expected = self.evidence.expected.iter();
        let places = expected.map(|key| {
            let counted = counted.get(key.as_str()).copied();
            let scores = self.scored(counted);
            let (exact, line) = self.line_below(key, &scores, quiet);
            let factors = factors
                .iter()
                .map(|&node| silent(self.node(&scores, node), quiet));
            let place = PlaceLine {
                line,
                rank: None,
                rank_set: None,
                earlier: None,
                factors: factors.collect(),
            };
            (exact, place)
        });
        let ranked = in_order(places.collect(), self.rank_rule()).into_iter();
        ranked
            .map(|(rank, place)| PlaceLine { rank, ..place })
            .collect()
    }

    /// A place with its overall measure, and the exact value if one is shown.
    fn line_below(
        &self,
        key: &str,
        scores: &Shown<Vec<Score>>,
        quiet: Option<Reason>,
    ) -> (Option<Percent>, Line) {
        let root = scores.value().and_then(|scores| self.root(scores));
        let measure = match (scores, root) {
            (Shown::Value(_), Some(score)) => self.measure(score, false),
            (Shown::Withheld(reason), _) => Shown::Withheld(*reason),
            _ => Shown::NoData,
        };
        let exact = measure.value().and(root).and_then(|score| score.value);
        let name = self.evidence.names.get(key).cloned();
        let line = Line {
            code: key.to_owned(),
            name: name.unwrap_or_else(|| Text::new(key, key)),
            measure: silent(measure, quiet),
        };
        (exact, line)
    }

    pub(super) fn rank_rule(&self) -> RankRule {
        RankRule {
            ties: self.form.rules.tie_rule,
            decimals: self.form.rules.rank_decimals,
        }
    }

    /// Share and standard error of the places that have a rank, in the order of `places`.
    pub(super) fn estimates(&self, places: &[PlaceLine]) -> Vec<Estimate> {
        let counted = by_place(&self.evidence.children);
        let ranked = places.iter().filter(|place| place.rank.is_some());
        let estimate = |place: &PlaceLine| {
            let scores = self.scores(&counted.get(place.line.code.as_str())?.tally);
            let score = self.root(&scores)?;
            Some(Estimate {
                share: score.value?.share(),
                standard_error: score.interval?.standard_error(),
            })
        };
        ranked.map_while(estimate).collect()
    }
}
