//! The satisfaction group of Decision 766/QĐ-TTg (mức độ hài lòng, MDHL): three rates become 18 points.

use serde::Deserialize;

use super::points::{PointsFault, points_up_to_100, sum_of_shares};
use super::qd766::Group766;
use crate::index::{Decimal, MOST_DECIMALS, Percent};

/// How the satisfaction group (MDHL) is scored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MdhlRule {
    split: [Decimal; 3],
    target: Percent,
    decimals: u8,
}

/// The three rates behind the satisfaction group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates766 {
    /// Two rates of handling feedback (phản ánh, kiến nghị).
    pub feedback: [Percent; 2],
    /// Share of people satisfied with reception and handling.
    pub satisfied: Percent,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    split: [String; 3],
    target: String,
    decimals: u8,
}

impl MdhlRule {
    /// The rule that comes along: 6 / 6 / 6, the last in full from the target on.
    pub fn builtin() -> Self {
        const FILE: &str = include_str!("rules/qd766-mdhl.toml");
        Self::read("qd766-mdhl.toml", FILE)
            .unwrap_or_else(|fault| panic!("a built-in rule has a fault: {fault}"))
    }

    /// Reads a rule file with `split`, `target` and `decimals`.
    pub fn read(file: &str, toml: &str) -> Result<Self, PointsFault> {
        let fault = |reason: String| PointsFault {
            file: file.to_owned(),
            reason,
        };
        let read: File =
            toml::from_str(toml).map_err(|error| fault(error.to_string().trim_end().to_owned()))?;
        let mut split = [Decimal::new(0, 0); 3];
        for (part, text) in split.iter_mut().zip(&read.split) {
            *part = points_up_to_100(text).map_err(|reason| fault(format!("split: {reason}")))?;
        }
        let whole = sum_of_shares(split.map(|part| (Percent::FULL, part)));
        if whole.rounded(2) != Decimal::new(1800, 2) {
            return Err(fault(format!(
                "split: the parts must add up to {}",
                Group766::Mdhl.most_points()
            )));
        }
        let target = read
            .target
            .parse()
            .map_err(|error| fault(format!("target: {error}")))?;
        if read.decimals > MOST_DECIMALS {
            return Err(fault(format!(
                "decimals = {}: at most {MOST_DECIMALS}",
                read.decimals
            )));
        }
        Ok(Self {
            split,
            target,
            decimals: read.decimals,
        })
    }

    /// The points of the group: each rate brings its share of its part, the satisfied share all of it at the target.
    pub fn points(&self, rates: Rates766) -> Decimal {
        let satisfied = if rates.satisfied >= self.target {
            Percent::FULL
        } else {
            rates.satisfied
        };
        let shares = [rates.feedback[0], rates.feedback[1], satisfied];
        sum_of_shares(shares.into_iter().zip(self.split)).rounded(self.decimals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn satisfaction_brings_its_full_part_at_the_target() {
        let rates = |satisfied: &str| Rates766 {
            feedback: ["99.98", "99"].map(|rate| rate.parse().unwrap()),
            satisfied: satisfied.parse().unwrap(),
        };
        let rule = MdhlRule::builtin();
        assert_eq!(
            rule.points(rates("93.93")).vi(),
            "17,94",
            "TP. Hồ Chí Minh, week 47/2025"
        );
        let stricter = MdhlRule::read(
            "x",
            "split = [\"6\", \"6\", \"6\"]\ntarget = \"95\"\ndecimals = 2",
        )
        .unwrap();
        assert_eq!(stricter.points(rates("93.93")).vi(), "17,57");
        assert_eq!(stricter.points(rates("95")).vi(), "17,94");
    }

    #[test]
    fn a_split_that_is_not_18_is_refused() {
        let fault = MdhlRule::read(
            "x",
            "split = [\"6\", \"6\", \"5\"]\ntarget = \"90\"\ndecimals = 2",
        )
        .unwrap_err();
        assert!(fault.to_string().contains("add up to 18"), "{fault}");
    }
}
