//! The one-stop score of Circular 01/2018/TT-VPCP: nine indicators of 0, 1 or 2 points, a class, an officer score.

use serde::Deserialize;

use super::points::{PointsFault, points_up_to_100};
use crate::form::Text;
use crate::index::{Decimal, Percent};

/// The indicators that score the officer: I1, I2, I3, I4 and I7.
const OFFICER: [usize; 5] = [0, 1, 2, 3, 6];

/// The points of one dossier, I1–I9; `None` where an indicator was not scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dossier([Option<u8>; 9]);

/// A class of the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneStopClass {
    /// Lowest total, itself included.
    pub from: Decimal,
    /// Its name.
    pub name: Text,
}

/// A band of the officer score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfficerBand {
    /// Lowest score, itself included.
    pub from: Decimal,
    /// What it brings.
    pub percent: Percent,
}

/// Classes and bands, from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneStopRules {
    /// Best first.
    pub classes: Vec<OneStopClass>,
    /// Best first; below the last one nothing is known.
    pub officer_bands: Vec<OfficerBand>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    classes: Vec<ClassLine>,
    #[serde(default)]
    officer_bands: Vec<BandLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassLine {
    from: String,
    name: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BandLine {
    from: String,
    percent: String,
}

impl Dossier {
    /// The points I1–I9; `None` when one of them is above 2.
    pub fn new(points: [Option<u8>; 9]) -> Option<Self> {
        points
            .iter()
            .flatten()
            .all(|&points| points <= 2)
            .then_some(Self(points))
    }

    /// The total, 0–18; `None` when an indicator was not scored.
    pub fn total(&self) -> Option<u8> {
        self.0.iter().copied().sum()
    }

    /// The officer score (điểm cán bộ, công chức), 0–10; `None` when one of its indicators was not scored.
    pub fn officer(&self) -> Option<u8> {
        OFFICER.into_iter().map(|indicator| self.0[indicator]).sum()
    }

    /// The sum of the totals of fully scored dossiers, and how many those are.
    pub fn sum<'a>(dossiers: impl IntoIterator<Item = &'a Self>) -> (u64, u64) {
        let totals = dossiers.into_iter().filter_map(Self::total);
        totals.fold((0, 0), |(sum, n), total| (sum + u64::from(total), n + 1))
    }
}

impl OneStopRules {
    /// The classes of the circular.
    pub fn builtin() -> Self {
        const FILE: &str = include_str!("rules/onestop-tt01-2018.toml");
        Self::read("onestop-tt01-2018.toml", FILE)
            .unwrap_or_else(|fault| panic!("a built-in rule has a fault: {fault}"))
    }

    /// Reads a file of classes and bands.
    pub fn read(file: &str, toml: &str) -> Result<Self, PointsFault> {
        let fault = |reason: String| PointsFault {
            file: file.to_owned(),
            reason,
        };
        let read: File =
            toml::from_str(toml).map_err(|error| fault(error.to_string().trim_end().to_owned()))?;
        let class = |line: ClassLine| {
            Ok(OneStopClass {
                from: points_up_to_100(&line.from)?,
                name: line.name,
            })
        };
        let band = |line: BandLine| {
            let percent = line.percent.parse();
            let percent = percent.map_err(|error: crate::index::PercentError| error.to_string())?;
            Ok(OfficerBand {
                from: points_up_to_100(&line.from)?,
                percent,
            })
        };
        let classes: Result<Vec<_>, String> = read.classes.into_iter().map(class).collect();
        let bands: Result<Vec<_>, String> = read.officer_bands.into_iter().map(band).collect();
        let rules = Self {
            classes: classes.map_err(|reason| fault(format!("classes: {reason}")))?,
            officer_bands: bands.map_err(|reason| fault(format!("officer_bands: {reason}")))?,
        };
        let sorted =
            |bounds: Vec<Decimal>| bounds.is_sorted_by(|a, b| hundredths(*a) > hundredths(*b));
        if !sorted(rules.classes.iter().map(|class| class.from).collect())
            || !sorted(rules.officer_bands.iter().map(|band| band.from).collect())
        {
            return Err(fault(
                "write the best class and the best band first, every bound once".into(),
            ));
        }
        Ok(rules)
    }

    /// The class of a mean total: the sum of the totals over their number. Compared exactly, never rounded first, so
    /// 14.999 is below 15. `None` without dossiers.
    pub fn class_of(&self, sum: u64, dossiers: u64) -> Option<&OneStopClass> {
        let reached = |class: &&OneStopClass| reaches(sum, dossiers, class.from);
        self.classes.iter().find(reached).filter(|_| dossiers > 0)
    }

    /// The band of a mean officer score; `None` without dossiers and below the lowest known band.
    pub fn officer_band(&self, sum: u64, dossiers: u64) -> Option<&OfficerBand> {
        let reached = |band: &&OfficerBand| reaches(sum, dossiers, band.from);
        self.officer_bands
            .iter()
            .find(reached)
            .filter(|_| dossiers > 0)
    }
}

fn reaches(sum: u64, dossiers: u64, from: Decimal) -> bool {
    i128::from(sum) * 100 >= i128::from(hundredths(from)) * i128::from(dossiers)
}

/// Bounds have at most two decimals.
fn hundredths(points: Decimal) -> i64 {
    points.units() * 10i64.pow(u32::from(2u8.saturating_sub(points.decimals())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(sum: u64, dossiers: u64) -> String {
        OneStopRules::builtin()
            .class_of(sum, dossiers)
            .unwrap()
            .name
            .vi
            .clone()
    }

    #[test]
    fn every_bound_belongs_to_the_class_above_it() {
        for (total, name) in [
            (18, "Xuất sắc"),
            (15, "Xuất sắc"),
            (14, "Tốt"),
            (12, "Tốt"),
            (11, "Khá"),
            (9, "Khá"),
            (8, "Trung bình"),
            (6, "Trung bình"),
            (5, "Yếu"),
            (0, "Yếu"),
        ] {
            assert_eq!(class(total, 1), name, "{total}");
        }
    }

    #[test]
    fn a_mean_is_compared_without_rounding() {
        assert_eq!(class(1499, 100), "Tốt");
        assert_eq!(class(14_999_999, 1_000_000), "Tốt", "15.00 when rounded");
        assert_eq!(class(45, 3), "Xuất sắc");
        assert_eq!(OneStopRules::builtin().class_of(0, 0), None);
    }

    #[test]
    fn a_dossier_sums_what_was_scored() {
        let full = Dossier::new([2, 1, 2, 2, 0, 1, 2, 1, 2].map(Some)).unwrap();
        assert_eq!((full.total(), full.officer()), (Some(13), Some(9)));
        let partial = Dossier::new([
            Some(2),
            Some(2),
            Some(2),
            Some(2),
            None,
            Some(1),
            Some(2),
            None,
            None,
        ])
        .unwrap();
        assert_eq!(
            (partial.total(), partial.officer()),
            (None, Some(10)),
            "not scored is no zero"
        );
        assert_eq!(Dossier::new([3, 0, 0, 0, 0, 0, 0, 0, 0].map(Some)), None);
        assert_eq!(Dossier::sum(&[full, partial]), (13, 1));
    }

    #[test]
    fn an_officer_with_half_of_the_points_has_all_of_the_percent() {
        let rules = OneStopRules::builtin();
        let percent = |sum| rules.officer_band(sum, 2).map(|band| band.percent);
        assert_eq!(
            (percent(20), percent(10), percent(9)),
            (Some(Percent::FULL), Some(Percent::FULL), None)
        );
    }
}
