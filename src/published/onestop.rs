//! The one-stop score of Circular 01/2018/TT-VPCP: what a total of nine indicators is called, and what officers earn.

use serde::Deserialize;
use toml::Spanned;

use super::class_table::{ClassLine, ClassTable, reaches};
use super::rule_file::{RuleFault, RuleFile, hundredths};
use crate::index::{Decimal, Percent};

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
    /// Classes of the total.
    pub classes: ClassTable,
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
struct BandLine {
    from: Spanned<String>,
    percent: Spanned<String>,
}

impl OneStopRules {
    /// The classes of the circular.
    pub fn builtin() -> Self {
        const FILE: &str = include_str!("rules/onestop-tt01-2018.toml");
        Self::read("onestop-tt01-2018.toml", FILE)
            .unwrap_or_else(|fault| panic!("a built-in rule has a fault: {fault}"))
    }

    /// Reads a file of `[[classes]]` and `[[officer_bands]]`.
    pub fn read(file: &str, toml: &str) -> Result<Self, RuleFault> {
        let source = RuleFile {
            name: file,
            text: toml,
        };
        let read: File = source.parse()?;
        let mut officer_bands: Vec<OfficerBand> = Vec::new();
        for line in read.officer_bands {
            let from = source.points("from", &line.from)?;
            let last = officer_bands.last();
            if last.is_some_and(|last| hundredths(from) >= hundredths(last.from)) {
                let why = "write the best band first, every bound once";
                return Err(source.fault(line.from.span(), why));
            }
            officer_bands.push(OfficerBand {
                from,
                percent: source.percent("percent", &line.percent)?,
            });
        }
        Ok(Self {
            classes: ClassTable::of(&source, read.classes)?,
            officer_bands,
        })
    }

    /// The band of a mean officer score of which a share of `most` points was reached; `None` below the lowest known
    /// band.
    pub fn officer_band(&self, reached: Percent, most: u8) -> Option<&OfficerBand> {
        let mut bands = self.officer_bands.iter();
        bands.find(|band| reaches(reached, most, band.from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The class of a mean total: a sum of totals 0–18 over a number of dossiers.
    fn class(sum: u64, dossiers: u64) -> String {
        let rules = OneStopRules::builtin();
        let reached = Percent::of(sum, dossiers * 18).unwrap();
        rules.classes.class_of(reached, 18).unwrap().name.vi.clone()
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
    }

    #[test]
    fn an_officer_with_half_of_the_points_has_all_of_the_percent() {
        let rules = OneStopRules::builtin();
        let percent = |sum| {
            let reached = Percent::of(sum, 20).unwrap();
            rules.officer_band(reached, 10).map(|band| band.percent)
        };
        assert_eq!(
            (percent(20), percent(10), percent(9)),
            (Some(Percent::FULL), Some(Percent::FULL), None)
        );
    }

    #[test]
    fn a_file_of_classes_with_a_fault_names_its_line() {
        let bands = "classes = []\n[[officer_bands]]\nfrom = \"3.5\"\npercent = \"80\"\n[[officer_bands]]\nfrom = \"5\"\npercent = \"100\"\n";
        let fault = OneStopRules::read("x.toml", bands).unwrap_err().to_string();
        assert_eq!(
            fault,
            "x.toml, line 6: write the best band first, every bound once"
        );
        let fault = OneStopRules::read("x.toml", "classes = 3")
            .unwrap_err()
            .to_string();
        assert!(fault.starts_with("x.toml, line 1: "), "{fault}");
    }
}
