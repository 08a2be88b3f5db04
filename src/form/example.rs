//! Worked examples (ví dụ tính mẫu): numbers in, numbers out, carried by the form and run as tests.
//!
//! An evaluator packs nothing and parses nothing: sheets are packed, counts are in option order,
//! published values are exact decimals.

use serde::Serialize;

use crate::index::{Aggregation, Decimal};

use super::text::Text;

/// One worked example.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    /// What it shows.
    pub title: Text,
    /// Where the figures come from.
    pub source: Option<String>,
    /// What goes in.
    pub input: Input,
    /// What must come out.
    pub expect: Vec<Expected>,
    /// Decimals of the expected values; the form's rounding unless the source prints fewer.
    pub decimals: u8,
}

/// What goes into a worked example.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// Packed sheets of this form, one byte a slot.
    Sheets(Vec<Vec<u8>>),
    /// Counts per option (in option order) of some questions.
    Counts(Vec<(usize, Vec<u64>)>),
    /// Published values of the parts of an index, with the number of criteria behind each.
    Published {
        /// `MeanOfCriteria` weighs each part by its criteria, `MeanOfChildren` weighs all the same,
        /// `None` adds them up.
        rule: Option<Aggregation>,
        /// The parts.
        parts: Vec<Part>,
    },
    /// Points of one score of this form, by its number in [`Form::scores`](super::Form::scores).
    Points {
        /// Number of the score.
        score: usize,
        /// The total or mean of totals.
        value: Decimal,
    },
}

/// A published value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Code or name of the part.
    pub name: String,
    /// Its printed value.
    pub value: Decimal,
    /// Criteria behind it.
    pub criteria: u32,
}

/// One thing that must come out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Expected {
    /// Of what.
    pub target: Target,
    /// Use this rule at every node instead of the form's own.
    pub rule: Option<Aggregation>,
    /// The value at [`Example::decimals`] (percent, or points).
    pub value: Decimal,
}

/// What an expected value belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// An index node, by its code and [`IndexNode::layout_node`](super::IndexNode::layout_node).
    Node(String, usize),
    /// Percent satisfied of a question, by its number.
    Question(usize),
    /// Percent of the answers to a question that chose the option at this position.
    Option(usize, u8),
    /// The result of published parts.
    Result,
    /// The class (its number in [`Score::classes`](super::Score::classes)) the points belong to.
    Class(usize),
}

impl Input {
    /// The exact result of published parts as numerator and denominator; `None` for other inputs.
    pub fn published_result(&self) -> Option<(i128, i128)> {
        let Self::Published { rule, parts } = self else {
            return None;
        };
        let weight = |part: &Part| match rule {
            Some(Aggregation::MeanOfCriteria) => i128::from(part.criteria),
            _ => 1,
        };
        let divisor = rule.map_or(1, |_| parts.iter().map(weight).sum());
        let (mut numerator, mut denominator) = (0_i128, 1_i128);
        for part in parts {
            let n = i128::from(part.value.units());
            let d = 10_i128.pow(u32::from(part.value.decimals()));
            let common = denominator.max(d); // both are powers of ten
            numerator = numerator * (common / denominator) + n * weight(part) * (common / d);
            denominator = common;
        }
        (divisor > 0).then_some((numerator, denominator * divisor))
    }
}
