//! The 100 points of Decision 766/QĐ-TTg: six groups, of which satisfaction is one.

use serde::Serialize;

use crate::form::Text;
use crate::index::Decimal;

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

/// The printed points of a unit: each part stands for one group, or for several printed as one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Groups766 {
    parts: Vec<(Vec<Group766>, Decimal)>,
}

impl Groups766 {
    /// Adds a part; a sentence when a group comes twice or the points exceed what its groups can bring.
    pub fn add(&mut self, groups: &[Group766], points: Decimal) -> Result<(), String> {
        let codes = groups
            .iter()
            .map(|group| format!("{group:?}").to_uppercase());
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
