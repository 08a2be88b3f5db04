//! From counts to findings: what a question is answered with. How a tally is read stands in `reader.rs`, and in `spread.rs` and
//! `respondents.rs` beside it.

use super::evidence::{Counted, Evidence};
use super::reader::{Reader, shown};
use super::trend::trend;
use super::walk_in::{headline_in_words, stands_beside, walk_in_name};
use super::weighted::weighted_lines;
use super::{Bound, Count, EarlierPlace, Findings, FormLine, Question, Shown};
use crate::form::{Form, IndexNode, Instrument, Text};
use crate::index::rank::{RankDraws, rank_sets, ranks};
use crate::index::{Percent, Tree};
use crate::period::Period;

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
