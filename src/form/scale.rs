//! A scale (thang đo): the options of a question in their one fixed order.

use serde::Serialize;

use super::text::Text;

/// The options of a question, in the one order that every page, kiosk and sheet of paper shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scale {
    /// Its name in the form file, e.g. `likert5`.
    pub name: String,
    /// In order; the position is the byte of a packed sheet.
    pub options: Vec<ScaleOption>,
    /// Words of “not applicable” (“Không có ý kiến”), where questions on this scale may offer it.
    pub not_applicable: Option<Text>,
}

/// One option of a scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScaleOption {
    /// What is sent: `1` … `5`, `male`.
    pub value: String,
    /// What is read.
    pub label: Text,
    /// Points (điểm) of the option, where the scale is scored.
    pub points: Option<f64>,
    /// Whether choosing it counts as satisfied.
    pub satisfied: bool,
}

impl Scale {
    /// Position of an option by its value.
    pub fn position(&self, value: &str) -> Option<u8> {
        self.options
            .iter()
            .position(|option| option.value == value)
            .map(|position| position as u8)
    }

    /// Bit *i* is set when option *i* counts as satisfied.
    pub fn satisfied_bits(&self) -> u32 {
        self.options
            .iter()
            .enumerate()
            .filter(|(_, option)| option.satisfied)
            .filter_map(|(position, _)| 1_u32.checked_shl(position as u32))
            .sum()
    }

    /// Whether the options are exactly `yes` and `no`, so that true and false are understood too.
    pub fn is_yes_no(&self) -> bool {
        self.options.len() == 2 && self.position("yes").is_some() && self.position("no").is_some()
    }
}
