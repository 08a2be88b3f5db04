//! From counts to the index: criterion → factor → domain → overall, by the form's own rule.
//!
//! A *criterion* is a share of satisfied answers. A *node* (factor, domain, overall) is made of the
//! criteria under it in one of three ways, and the way is data, because the ministry's rule is not
//! known for every year:
//!
//! ```
//! use sipas::index::{Aggregation, Layout, Node, Slot, Tally, Tree, score};
//!
//! let likert = Slot { levels: 5, satisfied: 0b11000 };
//! let layout = Layout { slots: vec![likert; 2], nodes: vec![Node { slots: vec![0, 1] }], personal: vec![], self_selected: false };
//! let mut tally = Tally::new(&layout);
//! tally.add(&layout, &[4, 2]);
//! tally.add(&layout, &[3, 255]); // the second row was skipped
//! let tree = |rule| Tree { code: "overall".into(), rule, children: vec![], criteria: vec![0, 1], node: 0 };
//!
//! let mean = &score(&tree(Aggregation::MeanOfCriteria), &layout, &tally)[0];
//! assert_eq!(mean.value.unwrap().rounded(2).vi(), "50,00"); // (2/2 + 0/1) / 2
//! let pooled = &score(&tree(Aggregation::PooledAnswers), &layout, &tally)[0];
//! assert_eq!(pooled.value.unwrap().rounded(2).vi(), "66,67"); // 2 of 3 answers
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::interval::{Interval, node_interval, wilson};
use super::layout::{Layout, Slot};
use super::percent::Percent;
use super::tally::Tally;

/// How a node of the index is made of what is under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregation {
    /// The mean of all criteria under the node, each with equal weight.
    #[default]
    MeanOfCriteria,
    /// Satisfied answers ÷ answers, over everything under the node.
    PooledAnswers,
    /// The mean of the values directly below: child nodes, and criteria that stand beside them.
    MeanOfChildren,
}

/// The shape of an index: what is averaged into what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// The node's code in its form.
    pub code: String,
    /// How the node is made.
    pub rule: Aggregation,
    /// Nodes directly below.
    pub children: Vec<Tree>,
    /// Slots of the criteria directly below.
    pub criteria: Vec<usize>,
    /// Its place in [`Layout::nodes`].
    pub node: usize,
}

/// What the counts say about one criterion or one node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// `None` is “no data”.
    pub value: Option<Percent>,
    /// Satisfied answers, over all criteria under the node.
    pub satisfied: u64,
    /// Answers (the denominator), over all criteria under the node.
    pub answered: u64,
    /// Answers and “not applicable”, over all criteria under the node.
    pub eligible: u64,
    /// People: for a criterion those who answered it; for a node the fewest that answered any of its
    /// criteria that has data. This is the *n* of the disclosure gate.
    pub n: u64,
    /// Criteria under the node, and how many of them have data.
    pub criteria: usize,
    /// Criteria that have data.
    pub known: usize,
    /// 95 %, from the spread between people (see [`node_interval`]).
    pub interval: Option<Interval>,
}

impl Score {
    /// No data.
    pub const NONE: Self = Self {
        value: None,
        satisfied: 0,
        answered: 0,
        eligible: 0,
        n: 0,
        criteria: 0,
        known: 0,
        interval: None,
    };
}

/// The score of one slot, with its Wilson interval.
pub fn criterion_score(layout: &Layout, tally: &Tally, slot: usize) -> Score {
    score_of(layout.slots[slot], tally.slot(layout, slot))
}

/// The score of a slot by its counts: its options, then “not applicable”, then “not answered”.
fn score_of(slot: Slot, counts: &[u64]) -> Score {
    let (options, _) = counts.split_at(usize::from(slot.levels));
    let answered = options.iter().sum();
    let chosen = (0..).zip(options);
    let satisfied = chosen
        .filter(|(option, _)| slot.is_satisfied(*option))
        .map(|(_, n)| n)
        .sum();
    Score {
        value: Percent::of(satisfied, answered),
        satisfied,
        answered,
        eligible: answered + counts[options.len()],
        n: answered,
        criteria: 1,
        known: usize::from(answered > 0),
        interval: wilson(satisfied, answered),
    }
}

/// The scores of all nodes, in the order of [`Layout::nodes`]; nodes the tree does not name are
/// [`Score::NONE`].
pub fn score(tree: &Tree, layout: &Layout, tally: &Tally) -> Vec<Score> {
    let mut criteria = vec![Score::NONE; layout.slots.len()];
    for (slot, counts) in tally.slots(layout).enumerate() {
        criteria[slot] = score_of(layout.slots[slot], counts);
    }
    let mut scores = vec![Score::NONE; layout.nodes.len()];
    place(tree, layout, tally, &criteria, &mut scores);
    scores
}

fn place(tree: &Tree, layout: &Layout, tally: &Tally, criteria: &[Score], scores: &mut [Score]) {
    for child in &tree.children {
        place(child, layout, tally, criteria, scores);
    }
    let under = || {
        layout.nodes[tree.node]
            .slots
            .iter()
            .map(|&slot| &criteria[slot])
    };
    let value = match tree.rule {
        Aggregation::MeanOfCriteria => Percent::mean(under().filter_map(|c| c.value)),
        Aggregation::PooledAnswers => Percent::pooled(under().map(|c| (c.satisfied, c.answered))),
        Aggregation::MeanOfChildren => {
            let nodes = tree.children.iter().map(|child| scores[child.node].value);
            let own = tree.criteria.iter().map(|&slot| criteria[slot].value);
            Percent::mean(nodes.chain(own).flatten())
        }
    };
    let mut score = Score {
        value,
        n: u64::MAX,
        ..Score::NONE
    };
    for criterion in under() {
        score.satisfied += criterion.satisfied;
        score.answered += criterion.answered;
        score.eligible += criterion.eligible;
        score.criteria += 1;
        if criterion.answered > 0 {
            score.known += 1;
            score.n = score.n.min(criterion.n);
        }
    }
    if score.known == 0 {
        score.n = 0;
    }
    score.interval = value.and_then(|value| {
        node_interval(value.share(), tally.moments(tree.node), tally.respondents())
    });
    scores[tree.node] = score;
}

/// What a published table may print a value for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// A node, by its code.
    Node(&'a str),
    /// A criterion, by its slot.
    Criterion(usize),
}

/// A node's value recomputed from *printed* values of its parts, as worked examples do.
///
/// A printed value of the node's parts is used where there is one; where a part has none, its own parts
/// are used. A mean of criteria weighs each part by its number of criteria (policy 23, service 16).
/// `None` when a part is missing, or when the rule pools answers, which percentages cannot tell.
pub fn recompute(tree: &Tree, printed: &dyn Fn(Part<'_>) -> Option<Percent>) -> Option<Percent> {
    let mut parts = Vec::with_capacity(tree.children.len() + tree.criteria.len());
    for child in &tree.children {
        let value = printed(Part::Node(&child.code)).or_else(|| recompute(child, printed))?;
        parts.push((value, child.criteria_below()));
    }
    for &slot in &tree.criteria {
        parts.push((printed(Part::Criterion(slot))?, 1));
    }
    match tree.rule {
        Aggregation::MeanOfCriteria => Percent::weighted_mean(parts),
        Aggregation::MeanOfChildren => Percent::mean(parts.into_iter().map(|(value, _)| value)),
        Aggregation::PooledAnswers => None,
    }
}

impl Tree {
    /// Number of criteria anywhere under the node.
    pub fn criteria_below(&self) -> u32 {
        let deeper: u32 = self.children.iter().map(Self::criteria_below).sum();
        deeper + self.criteria.len() as u32
    }
}

/// The mean of every respondent's own share: a third way to average, equal to the others only when
/// every row is answered. It needs the sheets, not the counts; sheets without an answer are left out.
pub fn mean_of_respondents<'a>(
    layout: &Layout,
    node: usize,
    sheets: impl IntoIterator<Item = &'a [u8]>,
) -> Option<Percent> {
    Percent::mean(sheets.into_iter().filter_map(|sheet| {
        let mut tally = Tally::new(layout);
        tally.add(layout, sheet);
        let moments = tally.moments(node);
        Percent::of(moments.s, moments.m)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::layout::{NOT_ANSWERED, Node, Slot};

    const SKIP: u8 = NOT_ANSWERED;

    /// Five respondents, four criteria, two factors; options are written 1–5.
    fn fixture() -> (Layout, Vec<[u8; 4]>) {
        let likert = Slot {
            levels: 5,
            satisfied: 0b11000,
        };
        let node = |slots: &[usize]| Node {
            slots: slots.to_vec(),
        };
        let layout = Layout {
            slots: vec![likert; 4],
            nodes: vec![node(&[0, 1, 2, 3]), node(&[0, 1]), node(&[2, 3])],
            personal: vec![],
            self_selected: false,
        };
        let sheets = vec![
            [4, 3, 2, 3],
            [3, 3, 3, SKIP],
            [1, 2, 3, 4],
            [4, 4, 4, 4],
            [2, 3, SKIP, 3],
        ];
        (layout, sheets)
    }

    fn tree(rule: Aggregation) -> Tree {
        let factor = |code: &str, node, slots: [usize; 2]| Tree {
            code: code.into(),
            rule,
            children: vec![],
            criteria: slots.to_vec(),
            node,
        };
        Tree {
            code: "overall".into(),
            rule,
            children: vec![factor("F1", 1, [0, 1]), factor("F2", 2, [2, 3])],
            criteria: vec![],
            node: 0,
        }
    }

    fn shown(rule: Aggregation) -> Vec<String> {
        let (layout, sheets) = fixture();
        let mut tally = Tally::new(&layout);
        for sheet in &sheets {
            tally.add(&layout, sheet);
        }
        let scores = score(&tree(rule), &layout, &tally);
        scores
            .iter()
            .map(|s| s.value.unwrap().rounded(2).vi())
            .collect()
    }

    #[test]
    fn the_made_up_fixture_gives_its_three_overall_values() {
        assert_eq!(
            shown(Aggregation::MeanOfCriteria),
            ["78,75", "70,00", "87,50"]
        );
        assert_eq!(
            shown(Aggregation::PooledAnswers),
            ["77,78", "70,00", "87,50"]
        );
        assert_eq!(
            shown(Aggregation::MeanOfChildren),
            ["78,75", "70,00", "87,50"]
        );
        let (layout, sheets) = fixture();
        let people = mean_of_respondents(&layout, 0, sheets.iter().map(<[u8; 4]>::as_slice));
        assert_eq!(people.unwrap().rounded(2).vi(), "78,33");
    }

    #[test]
    fn criteria_and_counts_stand_beside_the_values() {
        let (layout, sheets) = fixture();
        let mut tally = Tally::new(&layout);
        for sheet in &sheets {
            tally.add(&layout, sheet);
        }
        let criteria: Vec<_> = (0..4)
            .map(|slot| {
                criterion_score(&layout, &tally, slot)
                    .value
                    .unwrap()
                    .rounded(2)
                    .vi()
            })
            .collect();
        assert_eq!(criteria, ["60,00", "80,00", "75,00", "100,00"]);
        let overall = score(&tree(Aggregation::MeanOfCriteria), &layout, &tally)[0];
        assert_eq!(
            (overall.satisfied, overall.answered, overall.eligible),
            (14, 18, 18)
        );
        assert_eq!((overall.n, overall.criteria, overall.known), (4, 4, 4));
        let interval = overall.interval.unwrap();
        assert!(interval.low < 0.7875 && 0.7875 < interval.high);
    }

    #[test]
    fn no_answers_are_no_data_and_never_zero() {
        let (layout, _) = fixture();
        let empty = Tally::new(&layout);
        for rule in [
            Aggregation::MeanOfCriteria,
            Aggregation::PooledAnswers,
            Aggregation::MeanOfChildren,
        ] {
            assert_eq!(score(&tree(rule), &layout, &empty)[0].value, None);
        }
        let mut one_row = Tally::new(&layout);
        one_row.add(&layout, &[4, SKIP, SKIP, SKIP]);
        let scores = score(&tree(Aggregation::MeanOfCriteria), &layout, &one_row);
        assert_eq!(
            (scores[0].value, scores[0].known, scores[0].n),
            (Some(Percent::FULL), 1, 1)
        );
        assert_eq!((scores[2].value, scores[2].n), (None, 0));
    }

    #[test]
    fn printed_parts_give_the_printed_whole_of_2022_2023_and_2024() {
        let leaf = |code: &str, criteria: usize| Tree {
            code: code.into(),
            rule: Aggregation::MeanOfCriteria,
            children: vec![],
            criteria: (0..criteria).collect(),
            node: 0,
        };
        let service = Tree {
            children: vec![
                leaf("SA", 3),
                leaf("SB", 4),
                leaf("SC", 3),
                leaf("SD", 3),
                leaf("SE", 3),
            ],
            ..leaf("service", 0)
        };
        let whole = |rule, children| Tree {
            rule,
            children,
            ..leaf("overall", 0)
        };
        let from = |tree: &Tree, values: &[(&str, &str)]| {
            let printed = |part: Part<'_>| {
                let Part::Node(code) = part else { return None };
                values
                    .iter()
                    .find(|(c, _)| *c == code)
                    .map(|(_, v)| v.parse().unwrap())
            };
            recompute(tree, &printed).map(|value| value.rounded(2).vi())
        };
        let both = vec![leaf("policy", 23), service];
        let by_criteria = whole(Aggregation::MeanOfCriteria, both.clone());
        assert_eq!(
            from(&by_criteria, &[("policy", "83.84"), ("service", "84.09")]).unwrap(),
            "83,94"
        );
        let year_2023 = [
            ("policy", "82.49"),
            ("SA", "83.00"),
            ("SB", "83.02"),
            ("SC", "83.12"),
            ("SD", "83.03"),
            ("SE", "82.27"),
        ];
        assert_eq!(from(&by_criteria, &year_2023).unwrap(), "82,66");
        assert_eq!(
            from(&by_criteria, &year_2023[1..]),
            None,
            "a missing part is not zero"
        );
        let by_domains = whole(Aggregation::MeanOfChildren, both.clone());
        assert_eq!(
            from(&by_domains, &[("policy", "79.72"), ("service", "80.43")]).unwrap(),
            "80,08"
        );
        let pooled = whole(Aggregation::PooledAnswers, both);
        assert_eq!(
            from(&pooled, &[("policy", "79.72"), ("service", "80.43")]),
            None
        );
    }
}
