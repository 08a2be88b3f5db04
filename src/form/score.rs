//! Points and classes (xếp loại): what a total of points or an index is called.

use serde::Serialize;

use crate::index::Decimal;

use super::text::Text;

/// A sum of the points of some questions of one sheet (tổng điểm), averaged over sheets.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// `total`, `officer`.
    pub code: String,
    /// Its name.
    pub text: Text,
    /// Numbers of the questions whose points are added.
    pub questions: Vec<usize>,
    /// The most points that can be reached.
    pub max: f64,
    /// What a value of this score is called, highest first.
    pub classes: Vec<Class>,
}

/// A named range of values; the lower bound belongs to it, the upper does not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Class {
    /// `excellent`.
    pub code: String,
    /// “Xuất sắc”.
    pub label: Text,
    /// Lowest value inside; none for the lowest class.
    pub from: Option<Decimal>,
    /// Lowest value above it; none for the highest class.
    pub below: Option<Decimal>,
}

impl Class {
    /// Whether a value belongs to this class. A mean of 14.99 is not 15, however it is printed.
    pub fn holds(&self, value: f64) -> bool {
        self.from.is_none_or(|from| value >= from.value())
            && self.below.is_none_or(|below| value < below.value())
    }

    /// The class a value belongs to.
    pub fn of(classes: &[Self], value: f64) -> Option<&Self> {
        classes.iter().find(|class| class.holds(value))
    }
}
