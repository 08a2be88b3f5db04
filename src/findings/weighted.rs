//! The weighted value beside the plain one (giá trị có quyền số), where the sheets carry design weights.

use serde::Serialize;

use super::gate::ALIKE;
use crate::form::{Form, Text};
use crate::index::interval::{effective_respondents, wilson_share};
use crate::index::normal::Z95;
use crate::index::weights::{WeightFault, WeightedShare};
use crate::index::{Aggregation, Layout, Tally, Tree};

/// A weighted percentage, and what its weights cost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Weighted {
    /// Percent, 0–100, rounded as the plain value; `None` when the weights are refused.
    pub value: Option<f64>,
    /// 95 % interval in percent.
    pub interval: Option<(f64, f64)>,
    /// People ÷ deff: as many people of equal weight would be as sure (Kish).
    pub effective_n: f64,
    /// Kish's design effect, 1 or more; of an index the largest of its criteria.
    pub deff: f64,
    /// Why the weights are refused: the plain value stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Text>,
}

/// The weighted values of one place, by the code of the line they stand beside.
pub type WeightedLines = Vec<(String, Weighted)>;

/// The overall index, domains, factors and criteria, as far as `is_shown` says that their plain value is.
pub(super) fn weighted_lines(
    form: &Form,
    tree: Option<&Tree>,
    tally: &Tally,
    is_shown: &dyn Fn(&str) -> bool,
) -> WeightedLines {
    let layout = &*form.layout;
    if tally.weighted().is_none() {
        return Vec::new();
    }
    let decimals = form.rules.rounding.decimals;
    let mut lines = Vec::new();
    let mut add = |code: &str, found: Option<Found>| {
        if let Some(found) = found.filter(|_| is_shown(code)) {
            lines.push((code.to_owned(), found.line(decimals)));
        }
    };
    if let Some(root) = tree {
        add("overall", node(root, layout, tally));
        let mut waiting: Vec<&Tree> = root.children.iter().rev().collect();
        while let Some(tree) = waiting.pop() {
            add(&tree.code, node(tree, layout, tally));
            waiting.extend(tree.children.iter().rev());
        }
    }
    let criteria = form
        .index
        .as_ref()
        .map(crate::form::IndexNode::all_criteria);
    for question in criteria.into_iter().flatten() {
        let question = &form.questions[question];
        let slot = question.slots.start;
        let found = WeightedShare::of_slot(layout, tally, slot).and_then(Result::ok);
        add(
            &question.code,
            found.map(|found| Found {
                share: found.share,
                deff: found.deff,
                people: tally.answered(layout, slot) as f64,
                independent: tally.answered(layout, slot) as f64,
            }),
        );
    }
    lines
}

/// A weighted share before it is shown.
struct Found {
    share: f64,
    deff: f64,
    /// People who answered.
    people: f64,
    /// Independent answers that would be as sure, were the weights equal.
    independent: f64,
}

impl Found {
    fn line(&self, decimals: u8) -> Weighted {
        let scale = 10_f64.powi(decimals.into());
        let percent = |share: f64| (share * 100.0 * scale).round() / scale;
        let weighted = Weighted {
            value: None,
            interval: None,
            effective_n: (self.people / self.deff * 10.0).round() / 10.0,
            deff: (self.deff * 1000.0).round() / 1000.0,
            refused: None,
        };
        if self.deff > MOST_DEFF {
            return Weighted {
                refused: Some(fault_in_words(&WeightFault::DeffAbove2(self.deff))),
                ..weighted
            };
        }
        if self.people < ALIKE as f64 && (self.share <= 0.0 || self.share >= 1.0) {
            return Weighted {
                refused: Some(Text::new(
                    "quá ít người để nêu đúng 0 % hoặc 100 %",
                    "too few people to tell exactly 0 % or 100 %",
                )),
                ..weighted
            };
        }
        let interval = wilson_share(self.share, self.independent / self.deff, Z95);
        Weighted {
            value: Some(percent(self.share)),
            interval: interval.map(|i| (percent(i.low), percent(i.high))),
            ..weighted
        }
    }
}

/// Why weights are refused, in both languages.
pub(super) fn fault_in_words(fault: &WeightFault) -> Text {
    let vi = match fault {
        WeightFault::Bad { at, weight } => {
            format!(
                "quyền số thứ {} là {weight}: quyền số phải từ 0 trở lên",
                at + 1
            )
        }
        WeightFault::SumZero => "các quyền số có tổng bằng 0: không ai được tính".into(),
        WeightFault::EmptyStratum(name) => format!(
            "{name} có người mà chưa có phiếu: hãy gộp với đơn vị bên cạnh, hoặc dùng giá trị không có quyền số"
        ),
        WeightFault::DeffAbove2(deff) => format!(
            "quyền số làm mất quá nhiều độ chính xác (deff {} lớn hơn 2): dùng giá trị không có quyền số",
            format!("{deff:.2}").replace('.', ",")
        ),
        WeightFault::Unsettled(rounds) => format!(
            "hiệu chỉnh chưa hội tụ sau {rounds} vòng: các tổng mâu thuẫn nhau, hãy bớt tổng hoặc gộp nhóm"
        ),
    };
    Text::new(vi, fault.to_string())
}

/// Weights that cost more than half of the answers are refused.
const MOST_DEFF: f64 = 2.0;

fn node(tree: &Tree, layout: &Layout, tally: &Tally) -> Option<Found> {
    let slots = &layout.nodes[tree.node].slots;
    let found = |slot: &usize| WeightedShare::of_slot(layout, tally, *slot).and_then(Result::ok);
    let deff = slots.iter().filter_map(found).map(|found| found.deff);
    let people = slots
        .iter()
        .map(|&slot| tally.answered(layout, slot))
        .filter(|&n| n > 0)
        .min()?;
    Some(Found {
        share: share(tree, layout, tally)?,
        deff: deff.fold(1.0, f64::max),
        people: people as f64,
        independent: effective_respondents(tally.moments(tree.node), tally.respondents())?,
    })
}

/// The weighted value of a node by the form's own rule.
fn share(tree: &Tree, layout: &Layout, tally: &Tally) -> Option<f64> {
    let criterion = |slot: &usize| {
        let found = WeightedShare::of_slot(layout, tally, *slot)?;
        found.ok().map(|found| found.share)
    };
    let slots = &layout.nodes[tree.node].slots;
    match tree.rule {
        Aggregation::MeanOfCriteria => mean(slots.iter().filter_map(criterion)),
        Aggregation::MeanOfChildren => {
            let nodes = tree.children.iter();
            let nodes = nodes.filter_map(|child| share(child, layout, tally));
            mean(nodes.chain(tree.criteria.iter().filter_map(criterion)))
        }
        Aggregation::PooledAnswers => pooled(slots, layout, tally),
    }
}

fn mean(shares: impl Iterator<Item = f64>) -> Option<f64> {
    let shares: Vec<f64> = shares.collect();
    (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64)
}

/// Satisfied weight ÷ weight over all criteria.
fn pooled(slots: &[usize], layout: &Layout, tally: &Tally) -> Option<f64> {
    let counts = &tally.weighted()?.counts;
    let offsets = layout.offsets();
    let (mut satisfied, mut all) = (0.0, 0.0);
    for &slot in slots {
        for option in 0..layout.slots[slot].levels {
            let weight = *counts.get(offsets[slot] + usize::from(option))? as f64;
            all += weight;
            if layout.slots[slot].is_satisfied(option) {
                satisfied += weight;
            }
        }
    }
    (all > 0.0).then(|| satisfied / all)
}
