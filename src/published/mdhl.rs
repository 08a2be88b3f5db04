//! The satisfaction group of Decision 766/QĐ-TTg (mức độ hài lòng, MDHL): three rates become 18 points.

use toml::Spanned;

use super::qd766::Group766;
use super::rule_file::{RuleFault, RuleFile, sum_of_shares};
use crate::index::{Decimal, Percent};

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

impl MdhlRule {
    /// The rule of these parts of a file.
    pub(super) fn of(
        file: &RuleFile<'_>,
        written: &[Spanned<String>; 3],
        target: &Spanned<String>,
        decimals: &Spanned<u8>,
    ) -> Result<Self, RuleFault> {
        let mut split = [Decimal::new(0, 0); 3];
        for (part, text) in split.iter_mut().zip(written) {
            *part = file.points("split", text)?;
        }
        let whole = sum_of_shares(split.map(|part| (Percent::FULL, part)));
        let most = Group766::Mdhl.most_points();
        if whole.rounded(2) != Decimal::new(i64::from(most) * 100, 2) {
            let reason = format!("split: the parts must add up to {most}");
            return Err(file.fault(written[0].span(), reason));
        }
        Ok(Self {
            split,
            target: file.percent("target", target)?,
            decimals: file.decimals(decimals)?,
        })
    }

    /// The share from which satisfaction brings its full part.
    pub fn target(&self) -> Percent {
        self.target
    }

    /// The points that the satisfied share brings by itself.
    pub fn satisfied_points(&self, satisfied: Percent) -> Decimal {
        sum_of_shares([(self.counted(satisfied), self.split[2])]).rounded(self.decimals)
    }

    /// The points of the group: each rate brings its share of its part, the satisfied share all of it at the target.
    pub fn points(&self, rates: Rates766) -> Decimal {
        let satisfied = self.counted(rates.satisfied);
        let shares = [rates.feedback[0], rates.feedback[1], satisfied];
        sum_of_shares(shares.into_iter().zip(self.split)).rounded(self.decimals)
    }

    fn counted(&self, satisfied: Percent) -> Percent {
        if satisfied >= self.target {
            Percent::FULL
        } else {
            satisfied
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::Rules766;

    fn stricter(split: &str) -> Result<Rules766, RuleFault> {
        let toml = format!("split = {split}\ntarget = \"95\"\ndecimals = 2\nclasses = []");
        Rules766::read("x.toml", &toml)
    }

    #[test]
    fn satisfaction_brings_its_full_part_at_the_target() {
        let rates = |satisfied: &str| Rates766 {
            feedback: ["99.98", "99"].map(|rate| rate.parse().unwrap()),
            satisfied: satisfied.parse().unwrap(),
        };
        let rule = Rules766::builtin().mdhl;
        assert_eq!(
            rule.points(rates("93.93")).vi(),
            "17,94",
            "TP. Hồ Chí Minh, week 47/2025"
        );
        let stricter = stricter("[\"6\", \"6\", \"6\"]").unwrap().mdhl;
        assert_eq!(stricter.points(rates("93.93")).vi(), "17,57");
        assert_eq!(stricter.points(rates("95")).vi(), "17,94");
        let alone = ["93.93", "95"].map(|share| stricter.satisfied_points(share.parse().unwrap()));
        assert_eq!(alone.map(Decimal::vi), ["5,64", "6,00"]);
    }

    #[test]
    fn a_split_that_is_not_18_is_refused() {
        let fault = stricter("[\"6\", \"6\", \"5\"]").unwrap_err().to_string();
        assert_eq!(fault, "x.toml, line 1: split: the parts must add up to 18");
    }
}
