//! Cells of the disclosure lattice in words: for staff, when a release is refused or holds a group that the gate could
//! not prove safe.

use crate::ballot::Margin;
use crate::findings::gate::LatticeFault;
use crate::period::Period;
use crate::place::Atlas;
use crate::store::LatticeCell;

/// Which cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellName {
    /// Key of the place.
    pub place: String,
    /// Month, quarter or year.
    pub period: Period,
    /// Split by what.
    pub margin: Margin,
    /// Which part of the split; empty for everybody.
    pub key: String,
}

impl From<&LatticeCell> for CellName {
    fn from(cell: &LatticeCell) -> Self {
        Self {
            place: cell.place.clone(),
            period: cell.period,
            margin: cell.margin,
            key: cell.key.clone(),
        }
    }
}

impl CellName {
    /// `Tỉnh Hưng Yên (2025:33), 2025-Q3, channel “online”`.
    pub fn in_words(&self, atlas: &Atlas) -> String {
        let unit = atlas.find(&self.place);
        let day = self.period.last_day();
        let place = unit.map_or_else(
            || self.place.clone(),
            |unit| format!("{} ({})", unit.title(day, "vi"), self.place),
        );
        let split = match self.margin {
            Margin::All => "everybody".to_owned(),
            Margin::Group => format!("procedure group “{}”", self.key),
            Margin::Person => format!("answer {} about the person", self.key),
            margin => format!("{margin} “{}”", self.key),
        };
        format!("{place}, {}, {split}", self.period)
    }
}

/// Why the tallies cannot be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgingFault {
    /// What the gate found.
    pub fault: LatticeFault,
    /// The cell it speaks of, where it is one of the tallies.
    pub cell: Option<CellName>,
}

impl JudgingFault {
    /// A sentence that names the place, the period and the split.
    pub fn in_words(&self, atlas: &Atlas) -> String {
        let cell = self.cell.as_ref().map(|cell| cell.in_words(atlas));
        match (&self.fault, cell) {
            (LatticeFault::PartsExceedWhole { n, parts, .. }, Some(cell)) => format!(
                "{cell}: the parts count {parts} people but the whole only {n}, and counts must add up"
            ),
            (LatticeFault::PartsExceedWhole { n, parts, .. }, None) => format!(
                "some parts count {parts} people but their whole only {n}, and counts must add up"
            ),
            (LatticeFault::Twice(_), Some(cell)) => format!("{cell} was counted twice"),
            (LatticeFault::TooLarge(_), _) => self.fault.to_string(),
            (_, cell) => format!(
                "{}: a tally hangs in no tree of places or periods",
                cell.unwrap_or_else(|| "an unknown place".to_owned())
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::gate::Key;

    #[test]
    fn a_fault_names_place_period_and_split_and_no_number_of_a_node() {
        let cell = CellName {
            place: "2025:33".into(),
            period: "2025-Q3".parse().unwrap(),
            margin: Margin::Channel,
            key: "online".into(),
        };
        let fault = JudgingFault {
            fault: LatticeFault::PartsExceedWhole {
                whole: Key::default(),
                n: 5,
                parts: 6,
            },
            cell: Some(cell),
        };
        let said = fault.in_words(Atlas::vietnam());
        assert!(
            said.starts_with(
                "Tỉnh Hưng Yên (2025:33), 2025-Q3, channel “online”: the parts count 6"
            ),
            "{said}"
        );
        assert!(!said.contains("Key"), "{said}");
    }
}
