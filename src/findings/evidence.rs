//! What the counts are, before anything is said about them: the tallies one [`Question`](super::Question) needs.

use std::collections::HashMap;

use super::{OtherVersion, Reason};
use crate::form::Text;
use crate::index::Tally;
use crate::period::Period;

/// One stored tally with the gate's verdict.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Month, quarter or year.
    pub period: Period,
    /// Key of the place.
    pub place: String,
    /// Channel, procedure group, office code or person key; empty for everybody.
    pub key: String,
    /// Why it may not be shown, if it may not.
    pub withheld: Option<Reason>,
    /// The counts.
    pub tally: Tally,
}

/// Everything that one question needs, read in one go.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The place itself, in every period of the trend, the period asked for and the one before.
    pub place: Vec<Counted>,
    /// The other versions of the form, for the trend.
    pub other_versions: Vec<OtherVersion>,
    /// The places directly below, in the period asked for.
    pub children: Vec<Counted>,
    /// The place by channel.
    pub channels: Vec<Counted>,
    /// The place by procedure group.
    pub groups: Vec<Counted>,
    /// Offices in the place.
    pub offices: Vec<Counted>,
    /// The place by what people said about themselves.
    pub people: Vec<Counted>,
    /// Titles of places and names of offices, by key.
    pub names: HashMap<String, Text>,
    /// Keys of every place directly below, also those without answers.
    pub expected: Vec<String>,
    /// True when the figures are simulated.
    pub simulated: bool,
    /// Fewest answers a shown number stands for.
    pub threshold: u64,
}
