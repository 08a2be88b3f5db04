//! The 100 points of Decision 766/QĐ-TTg: six groups, of which satisfaction is one.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::class_table::{ClassLine, ClassTable, NamedClass};
use super::components::{ComponentColumn, ComponentRow};
use super::mdhl::{MdhlRule, Rates766};
use super::rule_file::{RuleFault, RuleFile};
use crate::form::Text;
use crate::index::{Decimal, Percent};

/// A group of indicators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Group766 {
    /// Công khai, minh bạch, 18 points.
    Ckmb,
    /// Tiến độ giải quyết, 20.
    Tdgq,
    /// Dịch vụ công trực tuyến, 12.
    Clgq,
    /// Thanh toán trực tuyến, 10.
    Tttt,
    /// Mức độ hài lòng, 18.
    Mdhl,
    /// Số hóa hồ sơ, 22.
    Mdsh,
}

impl Group766 {
    /// The six groups in the order of the decision.
    pub const ALL: [Self; 6] = [
        Self::Ckmb,
        Self::Tdgq,
        Self::Clgq,
        Self::Tttt,
        Self::Mdhl,
        Self::Mdsh,
    ];

    /// As tables write it: `CKMB`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ckmb => "CKMB",
            Self::Tdgq => "TDGQ",
            Self::Clgq => "CLGQ",
            Self::Tttt => "TTTT",
            Self::Mdhl => "MDHL",
            Self::Mdsh => "MDSH",
        }
    }

    /// Most points.
    pub fn most_points(self) -> u8 {
        match self {
            Self::Ckmb | Self::Mdhl => 18,
            Self::Tdgq => 20,
            Self::Clgq => 12,
            Self::Tttt => 10,
            Self::Mdsh => 22,
        }
    }

    /// The name of the group.
    pub fn name(self) -> Text {
        match self {
            Self::Ckmb => Text::new("Công khai, minh bạch", "Transparency"),
            Self::Tdgq => Text::new("Tiến độ giải quyết", "Progress of handling"),
            Self::Clgq => Text::new("Dịch vụ công trực tuyến", "Online services"),
            Self::Tttt => Text::new("Thanh toán trực tuyến", "Online payment"),
            Self::Mdhl => Text::new("Mức độ hài lòng", "Satisfaction"),
            Self::Mdsh => Text::new("Số hóa hồ sơ", "Digitisation of dossiers"),
        }
    }
}

/// The rules of a file: how the satisfaction group is scored, and what a total is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules766 {
    /// The satisfaction group.
    pub mdhl: MdhlRule,
    /// Classes of the total.
    pub classes: ClassTable,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    split: [Spanned<String>; 3],
    target: Spanned<String>,
    decimals: Spanned<u8>,
    classes: Vec<ClassLine>,
}

/// What a unit reaches: its satisfaction group, its total and what that is called, as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score766 {
    /// The satisfaction group, when both rates of handling feedback are known too.
    pub mdhl: Option<Decimal>,
    /// The sum of all six groups.
    pub total: Option<Decimal>,
    /// The class of the total.
    pub class: Option<NamedClass>,
}

/// Groups that an office may give as one, as some print them.
const JOINT: [Group766; 2] = [Group766::Clgq, Group766::Tttt];

impl Rules766 {
    /// Rates of handling feedback, in percent, as columns of an office's table.
    pub const FEEDBACK: [&'static str; 2] = ["feedback_1", "feedback_2"];
    /// Online services and payment given as one part.
    pub const JOINT: &'static str = "CLGQ+TTTT";

    /// The rules that come along.
    pub fn builtin() -> Self {
        const FILE: &str = include_str!("rules/qd766.toml");
        Self::read("qd766.toml", FILE)
            .unwrap_or_else(|fault| panic!("a built-in rule has a fault: {fault}"))
    }

    /// Reads a rule file with `split`, `target`, `decimals` and `[[classes]]`.
    pub fn read(file: &str, toml: &str) -> Result<Self, RuleFault> {
        let source = RuleFile {
            name: file,
            text: toml,
        };
        let read: File = source.parse()?;
        Ok(Self {
            mdhl: MdhlRule::of(&source, &read.split, &read.target, &read.decimals)?,
            classes: ClassTable::of(&source, read.classes)?,
        })
    }

    /// The columns an office may supply: the groups that are not ours to count, and the rates of handling feedback.
    pub fn columns() -> Vec<ComponentColumn> {
        let others = Group766::ALL
            .into_iter()
            .filter(|group| *group != Group766::Mdhl);
        let column = |name: &str, most: u8| ComponentColumn {
            name: name.to_owned(),
            most,
        };
        let mut columns: Vec<_> = others
            .map(|group| column(group.code(), group.most_points()))
            .collect();
        let joint = JOINT.map(Group766::most_points).iter().sum();
        columns.push(column(Self::JOINT, joint));
        columns.extend(Self::FEEDBACK.map(|rate| column(rate, 100)));
        columns
    }

    /// The score of a unit from its office's row and our satisfied share. What is missing leaves the total unknown; a
    /// group that is given alone and with another is an error.
    pub fn score(
        &self,
        row: Option<&ComponentRow>,
        satisfied: Option<Percent>,
    ) -> Result<Score766, String> {
        let value = |column: &str| row.and_then(|row| row.value(column));
        let rate = |column: &str| value(column).and_then(|rate| Percent::try_from(rate).ok());
        let [first, second] = Self::FEEDBACK.map(rate);
        let rates = first.zip(second).zip(satisfied);
        let mdhl = rates.map(|((first, second), satisfied)| {
            self.mdhl.points(Rates766 {
                feedback: [first, second],
                satisfied,
            })
        });
        let mut groups = Groups766::default();
        for group in Group766::ALL {
            let points = match group {
                Group766::Mdhl => mdhl,
                group => value(group.code()),
            };
            if let Some(points) = points {
                groups.add(&[group], points)?;
            }
        }
        if let Some(points) = value(Self::JOINT) {
            groups.add(&JOINT, points)?;
        }
        let total = groups.total();
        let reached = total.and_then(|total| Percent::try_from(total).ok());
        let class = reached.and_then(|total| self.classes.class_of(total, 100));
        Ok(Score766 {
            mdhl,
            total,
            class: class.cloned(),
        })
    }
}

/// The printed points of a unit: each part stands for one group, or for several printed as one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Groups766 {
    parts: Vec<(Vec<Group766>, Decimal)>,
}

impl Groups766 {
    /// Adds a part; a sentence when a group comes twice or the points exceed what its groups can bring.
    pub fn add(&mut self, groups: &[Group766], points: Decimal) -> Result<(), String> {
        let codes = groups.iter().map(|group| group.code());
        let codes = codes.collect::<Vec<_>>().join(" + ");
        if groups
            .iter()
            .any(|group| self.parts.iter().any(|(met, _)| met.contains(group)))
        {
            return Err(format!("{codes} stands twice: give each group once"));
        }
        let max: u8 = groups.iter().map(|group| group.most_points()).sum();
        let limit = i64::from(max) * 10i64.pow(points.decimals().into());
        if !(0..=limit).contains(&points.units()) {
            return Err(format!("{codes}: {points} is not between 0 and {max}"));
        }
        self.parts.push((groups.to_vec(), points));
        Ok(())
    }

    /// The sum, exactly; `None` while a group is missing.
    pub fn total(&self) -> Option<Decimal> {
        let has = |group| self.parts.iter().any(|(groups, _)| groups.contains(&group));
        if !Group766::ALL.into_iter().all(has) {
            return None;
        }
        let decimals = self
            .parts
            .iter()
            .map(|(_, points)| points.decimals())
            .max()?;
        let lifted =
            |points: &Decimal| points.units() * 10i64.pow((decimals - points.decimals()).into());
        let units = self.parts.iter().map(|(_, points)| lifted(points)).sum();
        Some(Decimal::new(units, decimals))
    }
}

#[cfg(test)]
mod tests {
    use super::Group766::{Ckmb, Clgq, Mdhl, Mdsh, Tdgq, Tttt};
    use super::*;
    use crate::published::Components;

    fn score(
        csv: &str,
        satisfied: Option<&str>,
    ) -> Result<(Option<String>, Option<String>), String> {
        let read = Components::read("office.csv", csv, &Rules766::columns()).unwrap();
        let satisfied = satisfied.map(|share| share.parse().unwrap());
        let score = Rules766::builtin().score(read.rows().first(), satisfied)?;
        let class = score.class.map(|class| class.name.vi);
        Ok((score.total.map(|total| total.to_string()), class))
    }

    #[test]
    fn our_share_and_the_points_of_the_office_make_a_total_and_its_class() {
        // Quảng Nam, 19/08/2024: 80.1, “Tốt”; its 17.6 points of satisfaction are 6 × 0.9667 + 6 × 0.9667 + 6.
        let quang_nam = "unit_code,CKMB,TDGQ,CLGQ,TTTT,MDSH,feedback_1,feedback_2\n49,13.2,18.4,7.7,7.6,15.6,96.67,96.67\n";
        assert_eq!(
            score(quang_nam, Some("91")).unwrap(),
            (Some("80.10".into()), Some("Tốt".into()))
        );
        assert_eq!(
            score(quang_nam, None).unwrap(),
            (None, None),
            "withheld is no zero"
        );
        // Quảng Trị, 25/07/2025, prints online services and payment as one part: 77.65.
        let quang_tri = "unit_code,CKMB,TDGQ,CLGQ+TTTT,MDSH,feedback_1,feedback_2\n45,15.4,19.35,9.03,16.05,98,99\n";
        assert_eq!(
            score(quang_tri, Some("90")).unwrap(),
            (Some("77.65".into()), None),
            "the bound below 80 is not known"
        );
        let without = quang_tri.replace("9.03", "");
        assert_eq!(score(&without, Some("90")).unwrap().0, None);
        let twice = "unit_code,CLGQ,CLGQ+TTTT\n45,5,9.03\n";
        assert!(score(twice, None).unwrap_err().contains("stands twice"));
    }

    fn sum(parts: &[(&[Group766], &str)]) -> Option<String> {
        let mut groups = Groups766::default();
        for (group, points) in parts {
            groups.add(group, points.parse().unwrap()).unwrap();
        }
        groups.total().map(|total| total.to_string())
    }

    #[test]
    fn the_six_maxima_make_100() {
        assert_eq!(
            Group766::ALL
                .map(|group| u32::from(group.most_points()))
                .iter()
                .sum::<u32>(),
            100
        );
    }

    #[test]
    fn printed_sums_come_out() {
        let quang_nam = |values: [&str; 6]| {
            let groups: [&[Group766]; 6] = [&[Ckmb], &[Tdgq], &[Clgq], &[Tttt], &[Mdhl], &[Mdsh]];
            sum(&groups.into_iter().zip(values).collect::<Vec<_>>())
        };
        assert_eq!(
            quang_nam(["13.2", "18.4", "7.7", "7.6", "17.6", "15.6"]).unwrap(),
            "80.1"
        );
        assert_eq!(
            quang_nam(["13.6", "18.5", "7.7", "9.6", "17.6", "15.8"]).unwrap(),
            "82.8"
        );
        let quang_tri: [(&[Group766], &str); 5] = [
            (&[Ckmb], "15.4"),
            (&[Tdgq], "19.35"),
            (&[Clgq, Tttt], "9.03"),
            (&[Mdhl], "17.82"),
            (&[Mdsh], "16.05"),
        ];
        assert_eq!(sum(&quang_tri).unwrap(), "77.65");
        assert_eq!(sum(&quang_tri[1..]), None, "a missing group is no zero");
    }

    #[test]
    fn a_group_beyond_its_maximum_or_given_twice_is_refused() {
        let mut groups = Groups766::default();
        groups.add(&[Mdhl], "18".parse().unwrap()).unwrap();
        assert!(
            groups
                .add(&[Mdhl], "1".parse().unwrap())
                .unwrap_err()
                .contains("twice")
        );
        let fault = groups
            .add(&[Clgq, Tttt], "22.01".parse().unwrap())
            .unwrap_err();
        assert_eq!(fault, "CLGQ + TTTT: 22.01 is not between 0 and 22");
    }
}
