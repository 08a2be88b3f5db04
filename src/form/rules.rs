//! How a form's results are rounded, ranked and averaged, and when a sheet is complete enough.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::index::rank::Ties;

/// The rules of one form version. Everything the decision leaves open stands here, not in the code.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Rules {
    /// Numbers are rounded once, when shown.
    #[serde(default)]
    pub rounding: Rounding,
    /// Percent of the criteria that must be answered for a sheet to count.
    #[serde(default)]
    pub min_answered_share: MinAnsweredShare,
    /// What a league table quotes as the average of its units (communes, departments). The value of a place itself always
    /// counts every answer once.
    #[serde(default)]
    pub unit_mean: UnitMean,
    /// How equal values share a rank.
    #[serde(default)]
    pub tie_rule: Ties,
    /// Values are compared for ranking at this many decimals; left out = unrounded.
    #[serde(default)]
    #[schemars(range(max = 6))]
    pub rank_decimals: Option<u8>,
    /// What a skipped criterion does.
    #[serde(default)]
    pub item_missing: ItemMissing,
}

/// How a number is rounded when shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Rounding {
    /// Decimals kept, 0–6.
    #[schemars(range(max = 6))]
    pub decimals: u8,
    /// What happens to a five.
    #[serde(default)]
    pub mode: RoundingMode,
}

impl Default for Rounding {
    fn default() -> Self {
        Self {
            decimals: 2,
            mode: RoundingMode::default(),
        }
    }
}

/// What rounding does with an exact half.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoundingMode {
    /// 80.075 → 80.08.
    #[default]
    HalfAwayFromZero,
}

/// Percent (0–100) of the criteria that must be answered; “not applicable” is an answer here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MinAnsweredShare {
    /// For sheets that come through a page.
    #[schemars(range(max = 100))]
    pub online: u8,
    /// For paper sheets that are imported, when the importer asks for the rule.
    #[schemars(range(max = 100))]
    pub paper: u8,
}

impl MinAnsweredShare {
    /// The fewest answered criteria out of `criteria` that reach `percent`.
    pub fn needed(percent: u8, criteria: usize) -> usize {
        (usize::from(percent) * criteria).div_ceil(100)
    }
}

/// What counts as the average of several units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitMean {
    /// Every respondent weighs the same.
    Pooled,
    /// Every unit weighs the same (giá trị trung bình của các đơn vị).
    #[default]
    MeanOfUnits,
}

/// What a skipped criterion does to its denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemMissing {
    /// The sheet leaves the denominator of that criterion only.
    #[default]
    Drop,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_number_of_answers_is_rounded_up() {
        assert_eq!(MinAnsweredShare::needed(80, 39), 32); // 31.2
        assert_eq!(MinAnsweredShare::needed(100, 39), 39);
        assert_eq!(MinAnsweredShare::needed(0, 39), 0);
    }
}
