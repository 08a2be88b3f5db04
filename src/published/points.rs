//! From a satisfaction index to points of another index, by a rule in a file.

use serde::Deserialize;

use crate::index::{Decimal, MOST_DECIMALS, Percent};

/// How an index 0–100 becomes points (điểm quy đổi).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointsRule {
    shape: Shape,
    max: Decimal,
    decimals: u8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    /// Points = index × max ÷ 100.
    Linear,
    /// Full points from a bound on; below it the linear points, or none.
    Threshold { full_from: Percent, below: Below },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Below {
    Linear,
    Zero,
}

/// What is wrong with a rule file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct PointsFault {
    /// The file's name.
    pub file: String,
    /// What is wrong and where.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(tag = "rule", rename_all = "lowercase", deny_unknown_fields)]
enum File {
    Linear {
        max: String,
        decimals: u8,
    },
    Threshold {
        max: String,
        decimals: u8,
        full_from: String,
        below: Below,
    },
}

impl PointsRule {
    /// The rule that comes along: SIPAS in PAR INDEX, linear, 10 points.
    pub fn sipas_in_par_index() -> Self {
        const FILE: &str = include_str!("rules/sipas-in-par-index.toml");
        Self::read("sipas-in-par-index.toml", FILE)
            .unwrap_or_else(|fault| panic!("a built-in rule has a fault: {fault}"))
    }

    /// Reads a rule file: `rule = "linear"` with `max` and `decimals`, or `rule = "threshold"` with `full_from` and
    /// `below = "linear"` or `"zero"` as well.
    pub fn read(file: &str, toml: &str) -> Result<Self, PointsFault> {
        let fault = |reason: String| PointsFault {
            file: file.to_owned(),
            reason,
        };
        let read: File =
            toml::from_str(toml).map_err(|error| fault(error.to_string().trim_end().to_owned()))?;
        let (max, decimals, threshold) = match read {
            File::Linear { max, decimals } => (max, decimals, None),
            File::Threshold {
                max,
                decimals,
                full_from,
                below,
            } => (max, decimals, Some((full_from, below))),
        };
        if decimals > MOST_DECIMALS {
            return Err(fault(format!(
                "decimals = {decimals}: at most {MOST_DECIMALS}"
            )));
        }
        let shape = match threshold {
            None => Shape::Linear,
            Some((full_from, below)) => {
                let full_from = full_from.parse();
                let full_from = full_from.map_err(|error| fault(format!("full_from: {error}")))?;
                Shape::Threshold { full_from, below }
            }
        };
        let max = points_up_to_100(&max).map_err(|error| fault(format!("max: {error}")))?;
        Ok(Self {
            shape,
            max,
            decimals,
        })
    }

    /// The points of an index, rounded once.
    ///
    /// ```
    /// use sipas::published::PointsRule;
    ///
    /// let rule = PointsRule::sipas_in_par_index();
    /// assert_eq!(rule.points("91.17".parse().unwrap()).vi(), "9,12"); // Hà Tĩnh 2021, as printed
    /// ```
    pub fn points(&self, index: Percent) -> Decimal {
        let index = match self.shape {
            Shape::Threshold { full_from, .. } if index >= full_from => Percent::FULL,
            Shape::Threshold {
                below: Below::Zero, ..
            } => Percent::ZERO,
            Shape::Threshold { .. } | Shape::Linear => index,
        };
        sum_of_shares([(index, self.max)]).rounded(self.decimals)
    }

    /// Most points.
    pub fn max(&self) -> Decimal {
        self.max
    }
}

/// Reads points between 0 and 100 with at most two decimals.
pub(super) fn points_up_to_100(text: &str) -> Result<Decimal, String> {
    let points: Decimal = text
        .parse()
        .map_err(|error: crate::index::DecimalError| error.to_string())?;
    Percent::try_from(points).map_err(|error| error.to_string())?;
    if points.decimals() > 2 {
        return Err(format!("{points} has more than two decimals"));
    }
    Ok(points)
}

/// Σ share × points, exactly, on the scale 0–100. The points have at most two decimals and sum to at most 100.
pub(super) fn sum_of_shares(parts: impl IntoIterator<Item = (Percent, Decimal)>) -> Percent {
    // Points are weights in hundredths; what is missing to 100 points is a part of which nothing was reached.
    const WHOLE: u32 = 100 * 100;
    let mut rest = WHOLE;
    let mut weighted = Vec::new();
    for (share, points) in parts {
        let scale = 10i64.pow(u32::from(2u8.saturating_sub(points.decimals())));
        let weight = u32::try_from(points.units() * scale).unwrap_or(0).min(rest);
        rest -= weight;
        weighted.push((share, weight));
    }
    weighted.push((Percent::ZERO, rest));
    Percent::weighted_mean(weighted).unwrap_or(Percent::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Agreement;

    fn p(text: &str) -> Percent {
        text.parse().unwrap()
    }

    #[test]
    fn linear_points_fit_one_printed_case_and_miss_the_other() {
        let rule = PointsRule::sipas_in_par_index();
        assert_eq!(rule.points(p("91.17")).to_string(), "9.12");
        assert_eq!(
            rule.points(p("88.38")).to_string(),
            "8.84",
            "8,82 is printed; the rule is not confirmed"
        );
        assert_eq!(
            [p("0"), p("100")].map(|x| rule.points(x).to_string()),
            ["0.00", "10.00"]
        );
        assert_ne!(
            p("88.38").agrees_with("88.2".parse().unwrap()),
            Agreement::Rounded
        );
    }

    #[test]
    fn a_threshold_gives_full_points_from_its_bound_on() {
        let rule = |below: &str| {
            let toml = format!(
                "rule = \"threshold\"\nmax = \"2.5\"\ndecimals = 2\nfull_from = \"90\"\nbelow = \"{below}\""
            );
            PointsRule::read("test.toml", &toml).unwrap()
        };
        let points = |below, index| rule(below).points(p(index)).to_string();
        assert_eq!(
            [points("linear", "90"), points("zero", "95")],
            ["2.50", "2.50"]
        );
        assert_eq!(
            [points("linear", "89.99"), points("zero", "89.99")],
            ["2.25", "0.00"]
        );
    }

    #[test]
    fn a_rule_with_a_fault_names_it() {
        for (toml, told) in [
            ("rule = \"cubic\"\nmax = \"10\"\ndecimals = 2", "cubic"),
            (
                "rule = \"linear\"\nmax = \"10,5\"\ndecimals = 2",
                "decimal comma",
            ),
            (
                "rule = \"linear\"\nmax = \"101\"\ndecimals = 2",
                "between 0 and 100",
            ),
            ("rule = \"linear\"\nmax = \"10\"\ndecimals = 9", "at most 6"),
            ("rule = \"linear\"\nmax = \"10\"", "decimals"),
        ] {
            let fault = PointsRule::read("test.toml", toml).unwrap_err().to_string();
            assert!(
                fault.starts_with("test.toml: ") && fault.contains(told),
                "{fault}"
            );
        }
    }
}
