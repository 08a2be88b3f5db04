//! What the built-in places must be, and what every bad table is told.

mod counts;
mod names;
mod successions;
mod tables;

use chrono::NaiveDate;

use super::{Atlas, UnitId};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn id(text: &str) -> UnitId {
    text.parse().unwrap()
}

fn vietnam() -> &'static Atlas {
    Atlas::vietnam()
}
