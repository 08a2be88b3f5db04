//! What the cells of a table may say, looked up without allocating: 39 columns a row, millions of rows.

use crate::index::NOT_APPLICABLE;

use super::scale::Scale;

/// Marks a value that is no option; never written into a sheet.
pub(super) const NO_OPTION: u8 = 253;

/// From the bytes of a cell to the byte of a slot.
#[derive(Debug, Clone)]
pub(super) struct Lookup {
    /// For cells of one byte, which is nearly all of them.
    short: Box<[u8; 256]>,
    long: Vec<(Box<[u8]>, u8)>,
    allowed: String,
}

impl Lookup {
    fn new(values: impl IntoIterator<Item = (String, u8)>, allowed: String) -> Self {
        let mut short = Box::new([NO_OPTION; 256]);
        let mut long = Vec::new();
        for (value, byte) in values {
            if let [one] = value.as_bytes() {
                short[usize::from(*one)] = byte;
            }
            long.push((value.into_bytes().into_boxed_slice(), byte));
        }
        Self {
            short,
            long,
            allowed,
        }
    }

    /// Number of values known.
    pub(super) fn len(&self) -> usize {
        self.long.len()
    }

    /// The values in words, for whoever wrote another one.
    pub(super) fn allowed(&self) -> &str {
        &self.allowed
    }

    /// The byte of a cell, or [`NO_OPTION`].
    pub(super) fn find(&self, cell: &[u8]) -> u8 {
        match cell {
            [one] => self.short[usize::from(*one)],
            _ => self
                .long
                .iter()
                .find(|(value, _)| **value == *cell)
                .map_or(NO_OPTION, |(_, byte)| *byte),
        }
    }

    fn options(scale: &Scale) -> impl Iterator<Item = (String, u8)> {
        scale
            .options
            .iter()
            .enumerate()
            .map(|(position, option)| (option.value.clone(), position as u8))
    }

    /// Cells of a question with one answer.
    pub(super) fn choice(scale: &Scale, not_applicable: bool) -> Self {
        let mut values: Vec<(String, u8)> = Self::options(scale).collect();
        let mut allowed: Vec<&str> = scale.options.iter().map(|o| o.value.as_str()).collect();
        if not_applicable {
            values.extend(["na", "NA"].map(|na| (na.to_owned(), NOT_APPLICABLE)));
            allowed.push("na");
        }
        if let (true, Some(yes), Some(no)) = (
            scale.is_yes_no(),
            scale.position("yes"),
            scale.position("no"),
        ) {
            values.extend(truth(yes, no));
        }
        Self::new(values, allowed.join(", "))
    }

    /// Cells of one option of a multi-select.
    pub(super) fn ticked() -> Self {
        Self::new(truth(1, 0), "1, 0".to_owned())
    }

    /// Values of a list of ticked options.
    pub(super) fn list(scale: &Scale) -> Self {
        let values: Vec<&str> = scale.options.iter().map(|o| o.value.as_str()).collect();
        let allowed = format!("{}, joined by “;”, or “-” for none", values.join(", "));
        Self::new(Self::options(scale), allowed)
    }
}

/// How spreadsheets write yes and no.
fn truth(yes: u8, no: u8) -> impl Iterator<Item = (String, u8)> {
    [
        ("1", yes),
        ("yes", yes),
        ("true", yes),
        ("TRUE", yes),
        ("x", yes),
    ]
    .into_iter()
    .chain([("0", no), ("no", no), ("false", no), ("FALSE", no)])
    .map(|(word, byte)| (word.to_owned(), byte))
}
