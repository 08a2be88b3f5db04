//! The tile map: every province as one square of equal size, and the two archipelagos, always.

use serde::Serialize;

use super::id::UnitId;

/// One square of the tile map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tile {
    /// The province, or the special zone that a mark stands for.
    pub unit: UnitId,
    /// Column from the left, 0-based.
    pub column: u8,
    /// Row from the top, 0-based.
    pub row: u8,
    /// For a mark (Hoàng Sa, Trường Sa), the province it belongs to; marks carry no value of their own and are never
    /// left out. `None` for a province.
    pub belongs_to: Option<UnitId>,
    label: String,
    label_en: String,
}

impl Tile {
    pub(super) fn new(
        unit: UnitId,
        (column, row): (u8, u8),
        belongs_to: Option<UnitId>,
        label: String,
        label_en: String,
    ) -> Self {
        Self {
            unit,
            column,
            row,
            belongs_to,
            label,
            label_en,
        }
    }

    /// Whether this is the mark of an archipelago.
    pub fn is_mark(&self) -> bool {
        self.belongs_to.is_some()
    }

    /// What is written on the square, in the reader's language.
    pub fn label(&self, lang: &str) -> &str {
        if lang == "en" && !self.label_en.is_empty() {
            &self.label_en
        } else {
            &self.label
        }
    }
}
