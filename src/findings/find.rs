//! From counts to findings: the one place where a tally becomes something people read.

use super::evidence::{Counted, Evidence};
use super::gate::capped;
use super::trend::trend;
use super::walk_in::{headline_in_words, stands_beside, walk_in_name};
use super::weighted::weighted_lines;
use super::{
    Bound, Branch, Count, Distribution, EarlierPlace, Findings, FormLine, Line, Measure, Question,
    Reason, Share, Shares, Shown, Split, Tier,
};
use crate::form::{Form, IndexNode, Instrument, Role, Text};
use crate::index::rank::{RankDraws, rank_sets, ranks};
use crate::index::{self, Layout, Percent, Score, Tally, Tree};
use crate::period::Period;

/// Fewest answers before the spread over the options is shown at all.
const SPREAD_FROM: u64 = 30;
/// From this many answers on counts are shown beside shares, and shares with decimals.
const COUNTS_FROM: u64 = 100;
/// Below [`COUNTS_FROM`], an option that fewer chose hides the whole spread.
const FEWEST_OF_AN_OPTION: u64 = 5;

/// Says what the evidence means.
pub fn find(form: &Form, question: &Question, evidence: &Evidence) -> Findings {
    let reader = Reader::new(form, evidence);
    let own = |period: Period| {
        evidence
            .place
            .iter()
            .find(|counted| counted.period == period)
    };
    let now = own(question.period);
    let name = |key: &str| {
        evidence
            .names
            .get(key)
            .cloned()
            .unwrap_or_else(|| Text::new(key, key))
    };
    let (beside, channels): (Vec<Counted>, Vec<Counted>) = evidence
        .channels
        .iter()
        .cloned()
        .partition(|counted| stands_beside(form, counted));
    let mut findings = Findings {
        form: form_line(form),
        place: (question.place.clone(), name(&question.place)),
        period: question.period,
        simulated: evidence.simulated,
        threshold: evidence.threshold,
        respondents: shown(now, |tally| {
            Some(Count {
                n: tally.respondents(),
            })
        }),
        overall: reader.overall(now),
        previous: reader.overall(own(question.period.previous())),
        branches: reader.branches(now),
        criteria: reader.criteria(now),
        distributions: reader.distributions(now),
        people: reader.people(now, &evidence.people),
        places: reader.places_below(),
        trend: trend(form, question.period, evidence),
        channels: reader.lines(&channels, &channel_name),
        walk_in: reader.overall(beside.first()),
        offices: reader.lines(&evidence.offices, &name),
        groups: reader.lines(&evidence.groups, &group_name),
        splits: reader.splits(now, &evidence.people),
        weighted: Vec::new(),
        stratified: None,
        group: None,
    };
    let shown = now.filter(|counted| counted.withheld.is_none());
    if let Some(counted) = shown {
        let is_shown = |code: &str| is_exact(&findings, code);
        findings.weighted = weighted_lines(form, reader.tree.as_ref(), &counted.tally, &is_shown);
    }
    findings
}

/// Whether the plain value of a line is shown, and as the value itself: “all of few” stays a bound.
fn is_exact(findings: &Findings, code: &str) -> bool {
    let lines = findings.branches.iter().map(|branch| &branch.line);
    let mut lines = lines.chain(&findings.criteria);
    let measure = match code {
        "overall" => Some(&findings.overall),
        code => lines
            .find(|line| line.code == code)
            .map(|line| &line.measure),
    };
    let measure = measure.and_then(Shown::value);
    measure.is_some_and(|measure| measure.bound == Bound::Exact)
}

/// Adds the simultaneous 95 % confidence sets of the ranks; the draws are seeded, so that the same counts give the
/// same sets.
pub fn add_rank_sets(findings: &mut Findings, form: &Form, evidence: &Evidence) {
    let estimates = Reader::new(form, evidence).estimates(&findings.places);
    let ranked = findings
        .places
        .iter_mut()
        .filter(|place| place.rank.is_some());
    if estimates.len() < 2 || form.instrument == Instrument::Widget {
        return;
    }
    for (place, set) in ranked.zip(rank_sets(&estimates, RankDraws::default(), &mut |_| {})) {
        place.rank_set = Some((set.first as u32, set.last as u32));
    }
}

/// Adds what the places had in the period before: `then` are their tallies in it.
pub fn add_changes(findings: &mut Findings, form: &Form, evidence: &Evidence, then: &[Counted]) {
    let reader = Reader::new(form, evidence);
    let exact = |counted: &[Counted], code: &str| {
        let counted = counted.iter().find(|counted| counted.place == code)?;
        let scores = reader.scored(Some(counted));
        let score = reader.root(scores.value()?)?;
        let bound = reader.measure(score, false).value()?.bound;
        Some((score.value?, bound))
    };
    let codes = findings.places.iter().map(|place| &place.line.code);
    let before: Vec<Option<(Percent, Bound)>> = codes.map(|code| exact(then, code)).collect();
    let values: Vec<Option<Percent>> = before.iter().map(|known| known.map(|k| k.0)).collect();
    let earlier_ranks = ranks(&values, reader.rank_rule());
    let decimals = form.rules.rounding.decimals;
    for (at, place) in findings.places.iter_mut().enumerate() {
        let now = exact(&evidence.children, &place.line.code);
        let points = now.zip(before[at]).and_then(|((now, bound), (then, was))| {
            let told = bound == Bound::Exact && was == Bound::Exact;
            told.then(|| now.points_above(then).rounded(decimals).value())
        });
        place.earlier = Some(EarlierPlace {
            rank: earlier_ranks[at].map(|rank| rank as u32),
            points,
        });
    }
}

/// A form as findings name it.
pub fn form_line(form: &Form) -> FormLine {
    let (method, satisfied_means) = super::method::in_words(form);
    FormLine {
        id: form.id.clone(),
        version: form.version,
        hash: form.hash.to_string(),
        title: form.title.clone(),
        legal_basis: form.legal_basis.clone(),
        method,
        satisfied_means,
        headline: headline_in_words(form),
    }
}

/// The index tree of a form as the arithmetic knows it.
pub fn tree_of(form: &Form) -> Option<Tree> {
    fn tree(node: &IndexNode, form: &Form) -> Tree {
        Tree {
            code: node.code.clone(),
            rule: node.rule,
            children: node
                .children
                .iter()
                .map(|child| tree(child, form))
                .collect(),
            criteria: node
                .criteria
                .iter()
                .map(|&question| form.questions[question].slots.start)
                .collect(),
            node: node.layout_node,
        }
    }
    form.index.as_ref().map(|root| tree(root, form))
}

/// Reads tallies of one form.
pub(super) struct Reader<'a> {
    pub(super) form: &'a Form,
    layout: &'a Layout,
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

    fn branches(&self, now: Option<&Counted>) -> Vec<Branch> {
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

    fn criteria(&self, now: Option<&Counted>) -> Vec<Line> {
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

    fn distributions(&self, now: Option<&Counted>) -> Vec<Distribution> {
        let asked = self
            .form
            .questions
            .iter()
            .filter(|question| question.role != Role::Respondent);
        asked
            .map(|question| {
                let shares = flatten(shown(now, |tally| {
                    let options = question.options();
                    let (n, counts): (u64, Vec<u64>) = if question.is_multi() {
                        let ticked = question
                            .slots
                            .clone()
                            .map(|slot| self.tally_slot(tally, slot)[1])
                            .collect();
                        (tally.answered(self.layout, question.slots.start), ticked)
                    } else {
                        let counts =
                            self.tally_slot(tally, question.slots.start)[..options.len()].to_vec();
                        (counts.iter().sum(), counts)
                    };
                    (n > 0).then(|| self.spread(n, &counts, options))
                }));
                Distribution {
                    code: question.code.clone(),
                    name: question.text.clone(),
                    group: self.form.group_text(question).cloned(),
                    role: question.role.as_str(),
                    shares,
                }
            })
            .collect()
    }

    fn tally_slot<'t>(&self, tally: &'t Tally, slot: usize) -> &'t [u64] {
        tally.slot(self.layout, slot)
    }

    pub(super) fn spread(
        &self,
        n: u64,
        counts: &[u64],
        options: &[crate::form::ScaleOption],
    ) -> Shown<Shares> {
        let telling = |count: &u64| (1..FEWEST_OF_AN_OPTION).contains(count);
        if n < SPREAD_FROM.max(self.evidence.threshold)
            || (n < COUNTS_FROM && counts.iter().any(telling))
        {
            return Shown::Withheld(Reason::TooFew);
        }
        let decimals = if n < COUNTS_FROM {
            0
        } else {
            self.form.rules.rounding.decimals
        };
        let share = |(option, &count): (&crate::form::ScaleOption, &u64)| Share {
            code: option.value.clone(),
            name: option.label.clone(),
            share: Percent::of(count, n).map_or(0.0, |share| share.rounded(decimals).value()),
            n: (n >= COUNTS_FROM).then_some(count),
            satisfied: option.satisfied,
        };
        Shown::Value(Shares {
            n,
            options: options.iter().zip(counts).map(share).collect(),
        })
    }

    /// Who answered. A question is shown whole or not at all: a missing part could be worked out.
    fn people(&self, now: Option<&Counted>, parts: &[Counted]) -> Vec<Distribution> {
        let asked = self
            .form
            .questions
            .iter()
            .filter(|question| question.role == Role::Respondent);
        asked
            .map(|question| {
                let slot = question.slots.start;
                let part = |option: usize| {
                    let key = person_key(slot, option);
                    parts.iter().find(|counted| counted.key == key)
                };
                let options: Vec<_> = (0..question.options().len()).map(part).collect();
                let hidden = options
                    .iter()
                    .flatten()
                    .find_map(|counted| counted.withheld);
                let shares = match (now, hidden) {
                    (None, _) => Shown::NoData,
                    (
                        Some(Counted {
                            withheld: Some(reason),
                            ..
                        }),
                        _,
                    ) => Shown::Withheld(*reason),
                    (_, Some(reason)) => Shown::Withheld(reason),
                    _ => {
                        let counts: Vec<u64> = options
                            .iter()
                            .map(|c| c.map_or(0, |c| c.tally.respondents()))
                            .collect();
                        match counts.iter().sum() {
                            0 => Shown::NoData,
                            n => self.spread(n, &counts, question.options()),
                        }
                    }
                };
                Distribution {
                    code: question.code.clone(),
                    name: question.text.clone(),
                    group: None,
                    role: question.role.as_str(),
                    shares,
                }
            })
            .collect()
    }

    /// The index by each answer about the person, but for what the law calls sensitive (Decree 356/2025). Nobody's group is told where the place itself is not; and beside a
    /// withheld group an empty one reads the same, or the rest could be worked out.
    fn splits(&self, now: Option<&Counted>, parts: &[Counted]) -> Vec<Split> {
        let asked = self.form.questions.iter();
        let asked = asked.filter(|q| q.role == Role::Respondent && !q.is_multi() && !q.sensitive);
        let splits = asked.map(|question| {
            let part = |option: usize| {
                let key = person_key(question.slots.start, option);
                parts.iter().find(|counted| counted.key == key)
            };
            let whole = now.and_then(|counted| counted.withheld);
            let line = |(option, own): (usize, &crate::form::ScaleOption)| Line {
                code: format!("{}:{}", question.code, own.value),
                name: own.label.clone(),
                measure: match whole {
                    Some(reason) => Shown::Withheld(reason),
                    None => self.overall(part(option)),
                },
            };
            let mut lines: Vec<Line> = question.options().iter().enumerate().map(line).collect();
            let withheld = lines.iter().find_map(|line| match line.measure {
                Shown::Withheld(reason) => Some(reason),
                _ => None,
            });
            if let Some(reason) = withheld {
                let empty = lines
                    .iter_mut()
                    .filter(|line| line.measure == Shown::NoData);
                empty.for_each(|line| line.measure = Shown::Withheld(reason));
            }
            Split {
                code: question.code.clone(),
                name: question.text.clone(),
                lines,
            }
        });
        let told = |split: &Split| split.lines.iter().any(|line| line.measure != Shown::NoData);
        splits.filter(told).collect()
    }

    fn lines(&self, counted: &[Counted], name: &dyn Fn(&str) -> Text) -> Vec<Line> {
        let line = |counted: &Counted| Line {
            code: counted.key.clone(),
            name: name(&counted.key),
            measure: self.overall(Some(counted)),
        };
        counted.iter().map(line).collect()
    }
}

/// The key of the tally of those who chose an option of the question in this slot, as the ballot room writes it.
fn person_key(slot: usize, option: usize) -> String {
    format!("{slot}:{option}")
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

fn flatten<T>(shown: Shown<Shown<T>>) -> Shown<T> {
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

fn channel_name(key: &str) -> Text {
    match key {
        "in_person" => Text::new("Trực tiếp", "In person"),
        "online" => Text::new("Trực tuyến", "Online"),
        "post" => Text::new("Bưu chính công ích", "By post"),
        "phone" => Text::new("Điện thoại", "By telephone"),
        "interview" => Text::new("Phát phiếu, phỏng vấn", "Interview or paper"),
        "walk_in" => walk_in_name(),
        other => Text::new(other, other),
    }
}

fn group_name(key: &str) -> Text {
    match key {
        "other" => Text::new("Nhóm khác", "Other groups"),
        other => Text::new(other, other),
    }
}
