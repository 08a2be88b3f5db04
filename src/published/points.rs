//! From a satisfaction index to points of another index, by a rule in a file.

use serde::Deserialize;
use toml::Spanned;

use super::class_table::{ClassLine, ClassTable};
use super::office_table::OfficeTable;
use super::rule_file::{RuleFault, RuleFile, hundredths, is_csv, points_up_to_100, sum_of_shares};
use crate::index::{Decimal, Percent};

/// How an index 0–100 becomes points (điểm quy đổi), and what a value is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointsRule {
    shape: Shape,
    max: Decimal,
    decimals: u8,
    classes: ClassTable,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    /// Points = index × max ÷ 100.
    Linear,
    /// Full points from a bound on; below it the linear points, or none.
    Threshold { full_from: Percent, below: Below },
    /// Points by steps, best first: from a bound on so many; below the last bound none.
    Steps(Vec<(Percent, Decimal)>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Below {
    Linear,
    Zero,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Spanned<Kind>,
    max: Spanned<String>,
    decimals: Spanned<u8>,
    full_from: Option<Spanned<String>>,
    below: Option<Spanned<Below>>,
    #[serde(default)]
    classes: Vec<ClassLine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Linear,
    Threshold,
}

impl PointsRule {
    /// The rule that comes along: SIPAS in PAR INDEX, linear, 10 points.
    pub fn sipas_in_par_index() -> Self {
        const FILE: &str = include_str!("rules/sipas-in-par-index.toml");
        Self::read("sipas-in-par-index.toml", FILE)
            .unwrap_or_else(|fault| panic!("a built-in rule has a fault: {fault}"))
    }

    /// Reads a rule file. TOML: `rule = "linear"` with `max` and `decimals`, or `rule = "threshold"` with `full_from` and
    /// `below = "linear"` or `"zero"` as well; `[[classes]]` may name the values. When the name ends in `.csv`: steps, with
    /// the columns `from,points`, best first.
    ///
    /// ```
    /// use sipas::published::PointsRule;
    ///
    /// let rule = PointsRule::read("steps.csv", "from,points\n90,2\n80,1.5\n").unwrap();
    /// let points = ["90", "89.99", "79.99"].map(|index| rule.points(index.parse().unwrap()).vi());
    /// assert_eq!(points, ["2,0", "1,5", "0,0"]);
    /// ```
    pub fn read(file: &str, text: &str) -> Result<Self, RuleFault> {
        if is_csv(file) {
            return Self::from_csv(file, text);
        }
        let source = RuleFile { name: file, text };
        let read: File = source.parse()?;
        let shape = match (read.rule.get_ref(), read.full_from, read.below) {
            (Kind::Linear, None, None) => Shape::Linear,
            (Kind::Linear, ..) => {
                let why = "a linear rule has no full_from and no below: write rule = \"threshold\"";
                return Err(source.fault(read.rule.span(), why));
            }
            (Kind::Threshold, Some(full_from), Some(below)) => Shape::Threshold {
                full_from: source.percent("full_from", &full_from)?,
                below: *below.get_ref(),
            },
            (Kind::Threshold, ..) => {
                let why =
                    "a threshold rule needs full_from = \"90\" and below = \"linear\" or \"zero\"";
                return Err(source.fault(read.rule.span(), why));
            }
        };
        Ok(Self {
            shape,
            max: source.points("max", &read.max)?,
            decimals: source.decimals(&read.decimals)?,
            classes: ClassTable::of(&source, read.classes)?,
        })
    }

    fn from_csv(file: &str, text: &str) -> Result<Self, RuleFault> {
        let table = OfficeTable::read(file, text)?;
        let (from, points) = (table.column("from")?, table.column("points")?);
        let mut steps: Vec<(Percent, Decimal)> = Vec::new();
        for row in table.rows() {
            let bound = table.number(row, from).parse::<Percent>();
            let bound = bound.map_err(|error| table.fault(row, format!("from: {error}")))?;
            let brings = points_up_to_100(&table.number(row, points));
            let brings = brings.map_err(|error| table.fault(row, format!("points: {error}")))?;
            if let Some((higher, more)) = steps.last()
                && (bound >= *higher || hundredths(brings) > hundredths(*more))
            {
                let why = "write the highest step first, every bound once, and never more points for less";
                return Err(table.fault(row, why));
            }
            steps.push((bound, brings));
        }
        let most = steps
            .first()
            .map_or(Decimal::new(0, 0), |(_, points)| *points);
        let decimals = steps.iter().map(|(_, points)| points.decimals());
        Ok(Self {
            max: most,
            decimals: decimals.max().unwrap_or(0),
            shape: Shape::Steps(steps),
            classes: ClassTable::default(),
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
        let share = match &self.shape {
            Shape::Threshold { full_from, .. } if index >= *full_from => Percent::FULL,
            Shape::Threshold {
                below: Below::Zero, ..
            } => Percent::ZERO,
            Shape::Threshold { .. } | Shape::Linear => index,
            Shape::Steps(steps) => {
                let step = steps.iter().find(|(from, _)| index >= *from);
                let points = step.map_or(Decimal::new(0, 0), |(_, points)| *points);
                return sum_of_shares([(Percent::FULL, points)]).rounded(self.decimals);
            }
        };
        sum_of_shares([(share, self.max)]).rounded(self.decimals)
    }

    /// Most points.
    pub fn max(&self) -> Decimal {
        self.max
    }

    /// What a value is called, where the file names classes.
    pub fn classes(&self) -> &ClassTable {
        &self.classes
    }
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
        let toml = |rule: &str, max: &str, more: &str| {
            format!("rule = \"{rule}\"\nmax = \"{max}\"\ndecimals = {more}")
        };
        for (toml, line, told) in [
            (toml("cubic", "10", "2"), 1, "cubic"),
            (toml("linear", "10,5", "2"), 2, "decimal comma"),
            (toml("linear", "101", "2"), 2, "between 0 and 100"),
            (toml("linear", "10", "9"), 3, "at most 6"),
            (
                toml("linear", "10", "2\nfull_from = \"90\""),
                1,
                "has no full_from",
            ),
            (toml("threshold", "10", "2"), 1, "needs full_from"),
            (
                toml(
                    "threshold",
                    "10",
                    "2\nbelow = \"zero\"\nfull_from = \"190\"",
                ),
                5,
                "between 0 and 100",
            ),
            (toml("linear", "10", "2\nmost = 3"), 4, "unknown field"),
            ("rule = \"linear\"\nmax = \"10\"".into(), 1, "decimals"),
        ] {
            let fault = PointsRule::read("test.toml", &toml)
                .unwrap_err()
                .to_string();
            assert!(
                fault.starts_with(&format!("test.toml, line {line}: ")) && fault.contains(told),
                "{fault}"
            );
        }
        for (csv, line, told) in [
            ("from,points\n80,1\n90,2\n", 3, "highest step first"),
            ("from,points\n90,1\n80,2\n", 3, "never more points for less"),
            ("from,points\n90,2,5\n", 2, "decimal point"),
            ("from;points\n90;2,555\n", 2, "more than two decimals"),
            ("from,point\n90,2\n", 1, "“points” is missing"),
        ] {
            let fault = PointsRule::read("test.csv", csv).unwrap_err().to_string();
            assert!(
                fault.starts_with(&format!("test.csv, line {line}: ")) && fault.contains(told),
                "{fault}"
            );
        }
    }
}
