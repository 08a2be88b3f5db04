//! Reads the tallies of one form: the measure of an index, of its branches and of its criteria.

use super::evidence::{Counted, Evidence};
use super::find::tree_of;
use super::gate::capped;
use super::{Bound, Branch, Line, Measure, Reason, Shown, Tier};
use crate::form::{Form, IndexNode, Instrument, Text};
use crate::index::{self, Layout, Score, Tally, Tree};

/// Reads tallies of one form.
pub(super) struct Reader<'a> {
    pub(super) form: &'a Form,
    pub(super) layout: &'a Layout,
    pub(super) tree: Option<Tree>,
    pub(super) evidence: &'a Evidence,
}

impl<'a> Reader<'a> {
    pub(super) fn new(form: &'a Form, evidence: &'a Evidence) -> Self {
        Self {
            form,
            layout: &form.layout,
            tree: tree_of(form),
            evidence,
        }
    }

    pub(super) fn scores(&self, tally: &Tally) -> Vec<Score> {
        self.tree
            .as_ref()
            .map_or_else(Vec::new, |tree| index::score(tree, self.layout, tally))
    }

    /// A score as it may be read; a criterion that too few answered is withheld although the place is shown.
    pub(super) fn measure(&self, score: &Score, walk_in: bool) -> Shown<Measure> {
        let Some(value) = score.value else {
            return Shown::NoData;
        };
        if score.n < self.evidence.threshold {
            return Shown::Withheld(Reason::TooFew);
        }
        let decimals = self.form.rules.rounding.decimals;
        let (value, bound) = capped(value, score.n, decimals);
        let self_selected = walk_in || self.form.instrument == Instrument::Widget;
        let in_percent = |share: f64| round(share * 100.0, decimals);
        // People, not answers: a node's denominators are those of its criteria.
        let eligible = if score.criteria > 1 {
            score.n.max(score.eligible / score.criteria as u64)
        } else {
            score.eligible
        };
        Shown::Value(Measure {
            value,
            bound,
            // The interval of a value that is told as a bound would tell the value.
            interval: score
                .interval
                .filter(|_| !self_selected && bound == Bound::Exact)
                .map(|i| (in_percent(i.low), in_percent(i.high))),
            n: score.n,
            eligible,
            tier: match score.n {
                0..30 => Tier::Indicative,
                30..100 => Tier::Reliable,
                _ => Tier::Full,
            },
        })
    }

    /// The scores of all nodes of a tally that may be shown.
    pub(super) fn scored(&self, counted: Option<&Counted>) -> Shown<Vec<Score>> {
        shown(counted, |tally| {
            self.tree.is_some().then(|| self.scores(tally))
        })
    }

    /// The overall score among those of all nodes.
    pub(super) fn root<'s>(&self, scores: &'s [Score]) -> Option<&'s Score> {
        scores.get(self.tree.as_ref()?.node)
    }

    pub(super) fn overall(&self, counted: Option<&Counted>) -> Shown<Measure> {
        let walk_in = counted.is_some_and(|counted| counted.key == "walk_in");
        match self.scored(counted) {
            Shown::Value(scores) => self
                .root(&scores)
                .map_or(Shown::NoData, |score| self.measure(score, walk_in)),
            Shown::Withheld(reason) => Shown::Withheld(reason),
            Shown::NoData => Shown::NoData,
        }
    }

    /// The measure of one node among the scores of all.
    pub(super) fn node(&self, scores: &Shown<Vec<Score>>, node: usize) -> Shown<Measure> {
        match scores {
            Shown::Value(scores) => scores
                .get(node)
                .map_or(Shown::NoData, |score| self.measure(score, false)),
            Shown::Withheld(reason) => Shown::Withheld(*reason),
            Shown::NoData => Shown::NoData,
        }
    }

    /// Domains and factors below the overall index, parents first.
    pub(super) fn nodes(&self) -> Vec<(usize, &'a IndexNode)> {
        fn below<'n>(node: &'n IndexNode, depth: usize, found: &mut Vec<(usize, &'n IndexNode)>) {
            for child in &node.children {
                found.push((depth, child));
                below(child, depth + 1, found);
            }
        }
        let mut found = Vec::new();
        if let Some(root) = &self.form.index {
            below(root, 1, &mut found);
        }
        found
    }

    pub(super) fn branches(&self, now: Option<&Counted>) -> Vec<Branch> {
        let code = |question: usize| self.form.questions[question].code.clone();
        let scores = self.scored(now);
        let branch = |(depth, node): (usize, &IndexNode)| Branch {
            line: Line {
                code: node.code.clone(),
                name: node.text.clone(),
                measure: self.node(&scores, node.layout_node),
            },
            criteria: node.all_criteria().into_iter().map(code).collect(),
            depth,
            is_factor: node.is_factor(),
        };
        self.nodes().into_iter().map(branch).collect()
    }

    pub(super) fn criteria(&self, now: Option<&Counted>) -> Vec<Line> {
        let line = |question: usize| {
            let question = &self.form.questions[question];
            Line {
                code: question.code.clone(),
                name: question.text.clone(),
                measure: self.criterion(now, question.slots.start),
            }
        };
        self.indexed().into_iter().map(line).collect()
    }

    /// Positions of the questions that are criteria of the index, in form order.
    pub(super) fn indexed(&self) -> Vec<usize> {
        let root = self.form.index.as_ref();
        root.map_or_else(Vec::new, IndexNode::all_criteria)
    }

    /// The measure of one criterion.
    pub(super) fn criterion(&self, now: Option<&Counted>, slot: usize) -> Shown<Measure> {
        flatten(shown(now, |tally| {
            let score = index::criterion_score(self.layout, tally, slot);
            Some(self.measure(&score, false))
        }))
    }

    pub(super) fn lines(&self, counted: &[Counted], name: &dyn Fn(&str) -> Text) -> Vec<Line> {
        let line = |counted: &Counted| Line {
            code: counted.key.clone(),
            name: name(&counted.key),
            measure: self.overall(Some(counted)),
        };
        counted.iter().map(line).collect()
    }
}

/// Applies `read` to a tally that may be shown. `None` of `read` is no data.
pub(super) fn shown<T>(
    counted: Option<&Counted>,
    read: impl FnOnce(&Tally) -> Option<T>,
) -> Shown<T> {
    match counted {
        None => Shown::NoData,
        Some(Counted {
            withheld: Some(reason),
            ..
        }) => Shown::Withheld(*reason),
        Some(counted) => read(&counted.tally).map_or(Shown::NoData, Shown::Value),
    }
}

/// A value that may be withheld, of a tally that may be.
pub(super) fn flatten<T>(shown: Shown<Shown<T>>) -> Shown<T> {
    match shown {
        Shown::Value(inner) => inner,
        Shown::Withheld(reason) => Shown::Withheld(reason),
        Shown::NoData => Shown::NoData,
    }
}

/// A computed end of an interval, rounded half away from zero.
fn round(value: f64, decimals: u8) -> f64 {
    let scale = 10_f64.powi(decimals.into());
    (value * scale).round() / scale
}
