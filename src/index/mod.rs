//! Pure arithmetic: from counts per option to percentages with their doubt (chỉ số).
//!
//! A *satisfaction percentage* is the share of the people who answered a question and chose one of its
//! satisfied options. It is one exact ratio of two counts, rounded once, when shown.

mod layout;
mod tally;

pub use layout::{Layout, MAX_LEVELS, NOT_ANSWERED, NOT_APPLICABLE, Node, Slot};
pub use tally::{Moments, Tally, WEIGHT_UNIT, WeightedCounts};
