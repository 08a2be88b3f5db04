//! Places in a list: 1, 2, 2, 4.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::index::percent::Percent;

/// What equal values do to the rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
pub enum Ties {
    /// Equal values share a rank and the next ranks are skipped: 1, 2, 2, 4.
    #[default]
    #[serde(rename = "1224")]
    Shared,
    /// Equal values share a rank and none is skipped: 1, 2, 2, 3.
    #[serde(rename = "1223")]
    Dense,
    /// Every unit has an own rank; equal values keep the order of the list: 1, 2, 3, 4.
    #[serde(rename = "1234", alias = "consecutive")]
    Consecutive,
}

/// How a table is ranked; stands in the file of the form or series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct RankRule {
    /// What equal values do.
    #[serde(default, rename = "tie_rule")]
    pub ties: Ties,
    /// Compare after rounding to so many decimals; unrounded when absent.
    #[serde(default, rename = "rank_decimals")]
    pub decimals: Option<u8>,
}

/// The rank of every value, highest first; no value, no rank.
pub fn ranks(values: &[Option<Percent>], rule: RankRule) -> Vec<Option<usize>> {
    let compared: Vec<Option<Percent>> = values
        .iter()
        .map(|value| match (value, rule.decimals) {
            (Some(value), Some(decimals)) => Percent::try_from(value.rounded(decimals)).ok(),
            (value, _) => *value,
        })
        .collect();
    let mut order: Vec<usize> = (0..values.len()).filter(|&i| values[i].is_some()).collect();
    order.sort_by(|&a, &b| compared[b].cmp(&compared[a]));
    let mut ranks = vec![None; values.len()];
    for (position, &unit) in order.iter().enumerate() {
        let before = position.checked_sub(1).map(|before| order[before]);
        let tied = before.filter(|&before| compared[before] == compared[unit]);
        ranks[unit] = match (rule.ties, tied, before) {
            (Ties::Shared | Ties::Dense, Some(tied), _) => ranks[tied],
            (Ties::Dense, None, Some(before)) => ranks[before].map(|rank| rank + 1),
            _ => Some(position + 1),
        };
    }
    ranks
}

/// Places climbed: previous − current, positive = up.
pub fn rank_change(previous: usize, current: usize) -> i64 {
    previous.cast_signed() as i64 - current.cast_signed() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(texts: &[&str]) -> Vec<Option<Percent>> {
        texts.iter().map(|v| v.parse().ok()).collect()
    }

    #[test]
    fn units_without_a_value_have_no_rank_and_push_nobody_down() {
        let found = ranks(&values(&["70", "", "90", ""]), RankRule::default());
        assert_eq!(found, [Some(2), None, Some(1), None]);
    }

    #[test]
    fn the_rule_decides_about_equal_and_nearly_equal_values() {
        let list = values(&["90.1", "88.0", "88.0", "70.0"]);
        let consecutive = RankRule {
            ties: Ties::Consecutive,
            decimals: None,
        };
        assert_eq!(ranks(&list, consecutive), [1, 2, 3, 4].map(Some));
        let near = values(&["88.004", "88.001", "87.99"]);
        assert_eq!(ranks(&near, RankRule::default()), [1, 2, 3].map(Some));
        let printed = RankRule {
            ties: Ties::Shared,
            decimals: Some(2),
        };
        assert_eq!(ranks(&near, printed), [1, 1, 3].map(Some));
    }

    #[test]
    fn climbing_is_positive() {
        assert_eq!(
            (rank_change(5, 3), rank_change(3, 5), rank_change(4, 4)),
            (2, -2, 0)
        );
    }

    proptest! {
        #[test]
        fn a_rank_is_one_more_than_the_number_above(list in prop::collection::vec(0u64..20, 0..40)) {
            let values: Vec<_> = list.iter().map(|&x| Percent::of(x, 20)).collect();
            let found = ranks(&values, RankRule::default());
            for (mine, rank) in list.iter().zip(found) {
                prop_assert_eq!(rank, Some(1 + list.iter().filter(|other| *other > mine).count()));
            }
        }
    }

    #[test]
    fn dense_ranks_skip_none_and_a_rule_is_read_by_its_old_name_too() {
        let values: Vec<_> = ["90.1", "88", "88", "70"]
            .map(|value| value.parse().ok())
            .into();
        let rank = |ties| {
            let rule = RankRule {
                ties,
                ..RankRule::default()
            };
            let found = ranks(&values, rule).into_iter().flatten();
            found.collect::<Vec<_>>()
        };
        assert_eq!(rank(Ties::Dense), [1, 2, 2, 3]);
        assert_eq!(rank(Ties::Shared), [1, 2, 2, 4]);
        assert_eq!(rank(Ties::Consecutive), [1, 2, 3, 4]);
        for name in ["1234", "consecutive"] {
            let read: Ties = serde_json::from_value(name.into()).unwrap();
            assert_eq!(read, Ties::Consecutive);
        }
    }
}
