//! Classes by thresholds from a file (bảng xếp loại): each office names its own.

use serde::Deserialize;
use toml::Spanned;

use super::office_table::OfficeTable;
use super::rule_file::{RuleFault, RuleFile, hundredths, is_csv, points_up_to_100};
use crate::form::Text;
use crate::index::{Decimal, Percent};

/// Classes, best first; below the last bound there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClassTable(Vec<NamedClass>);

/// One class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedClass {
    /// Lowest value, itself included.
    pub from: Decimal,
    /// Its name.
    pub name: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassLine {
    from: Spanned<String>,
    name: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    classes: Vec<ClassLine>,
}

impl ClassTable {
    /// Reads a file of classes: TOML with `[[classes]]`, each with `from` and `name.vi`, `name.en`; or, when the name ends
    /// in `.csv`, the columns `from,vi,en`.
    ///
    /// ```
    /// use sipas::published::ClassTable;
    ///
    /// let classes = ClassTable::read("ours.csv", "from,vi,en\n80,Tốt,Good\n60,Khá,Fair\n").unwrap();
    /// let class = classes.class_of("79.995".parse().unwrap(), 100).unwrap();
    /// assert_eq!(class.name.vi, "Khá"); // 80,00 when rounded, and still below 80
    /// ```
    pub fn read(file: &str, text: &str) -> Result<Self, RuleFault> {
        if is_csv(file) {
            return Self::from_csv(file, text);
        }
        let source = RuleFile { name: file, text };
        Self::of(&source, source.parse::<File>()?.classes)
    }

    pub(super) fn of(file: &RuleFile<'_>, lines: Vec<ClassLine>) -> Result<Self, RuleFault> {
        let mut classes: Vec<NamedClass> = Vec::new();
        for line in lines {
            let from = file.points("from", &line.from)?;
            if !is_below(&classes, from) {
                return Err(file.fault(line.from.span(), BEST_FIRST));
            }
            classes.push(NamedClass {
                from,
                name: line.name,
            });
        }
        Ok(Self(classes))
    }

    fn from_csv(file: &str, text: &str) -> Result<Self, RuleFault> {
        let table = OfficeTable::read(file, text)?;
        let (from, vi, en) = (
            table.column("from")?,
            table.column("vi")?,
            table.column("en")?,
        );
        let mut classes: Vec<NamedClass> = Vec::new();
        for row in table.rows() {
            let read = points_up_to_100(&table.number(row, from));
            let from = read.map_err(|reason| table.fault(row, format!("from: {reason}")))?;
            if !is_below(&classes, from) {
                return Err(table.fault(row, BEST_FIRST));
            }
            let (vi, en) = (table.text(row, vi), table.text(row, en));
            if vi.is_empty() || en.is_empty() {
                return Err(table.fault(row, "a class needs its name in vi and en"));
            }
            classes.push(NamedClass {
                from,
                name: Text::new(vi, en),
            });
        }
        Ok(Self(classes))
    }

    /// The classes, best first.
    pub fn classes(&self) -> &[NamedClass] {
        &self.0
    }

    /// The class of a value on a scale 0–`most` of which `reached` was reached. Compared exactly, never rounded first,
    /// so 14.999 is below 15.
    pub fn class_of(&self, reached: Percent, most: u8) -> Option<&NamedClass> {
        self.0
            .iter()
            .find(|class| reaches(reached, most, class.from))
    }
}

const BEST_FIRST: &str = "write the best class first, every bound once";

fn is_below(classes: &[NamedClass], from: Decimal) -> bool {
    let last = classes.last();
    last.is_none_or(|last| hundredths(from) < hundredths(last.from))
}

/// Whether a share of `most` points reaches a bound.
pub(super) fn reaches(reached: Percent, most: u8, from: Decimal) -> bool {
    let (bound, whole) = (hundredths(from), i64::from(most) * 100);
    match Percent::of(bound.clamp(0, whole) as u64, whole as u64) {
        Some(needed) => bound <= whole && reached >= needed,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_table_names_the_line_of_its_fault() {
        for (file, text, told) in [
            (
                "a.toml",
                "[[classes]]\nfrom = \"80\"\nname.vi = \"Tốt\"\nname.en = \"Good\"\n\n[[classes]]\nfrom = \"90\"\nname.vi = \"X\"\nname.en = \"X\"\n",
                "a.toml, line 7: write the best class first",
            ),
            (
                "a.toml",
                "[[classes]]\nfrom = \"8,5\"\nname.vi = \"a\"\nname.en = \"b\"",
                "a.toml, line 2: from: “8,5” has a decimal comma",
            ),
            (
                "a.toml",
                "[[klasses]]\n",
                "a.toml, line 1: unknown field `klasses`",
            ),
            (
                "a.csv",
                "from,vi,en\n80,Tốt,Good\n80,Khá,Fair\n",
                "a.csv, line 3: write the best class first",
            ),
            (
                "a.csv",
                "from,vi,en\n80,Tốt,\n",
                "a.csv, line 2: a class needs its name",
            ),
            (
                "a.csv",
                "from,vi\n80,Tốt\n",
                "a.csv, line 1: the column “en” is missing",
            ),
            (
                "a.csv",
                "from,vi,en\n101,Tốt,Good\n",
                "a.csv, line 2: from: 101 is not between 0 and 100",
            ),
        ] {
            let fault = ClassTable::read(file, text).unwrap_err().to_string();
            assert!(fault.starts_with(told), "{fault}");
        }
    }

    #[test]
    fn a_bound_above_the_scale_is_never_reached() {
        let table = ClassTable::read("a.csv", "from,vi,en\n20,A,A\n0,B,B\n").unwrap();
        assert_eq!(table.class_of(Percent::FULL, 18).unwrap().name.vi, "B");
    }
}
