//! What goes into a league table and what comes out of it.

use serde::Serialize;

use super::summary::{Stated, Summary};
use crate::findings::Bound;
use crate::index::interval::Interval;
use crate::index::rank::{RankDraws, RankRule, RankSet};
use crate::index::{Decimal, Percent};
use crate::period::Period;

/// A unit's name in both languages, as it was called in the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Names {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Names {
    /// A name that both languages write alike.
    pub fn same(name: &str) -> Self {
        Self {
            vi: name.into(),
            en: name.into(),
        }
    }

    /// The name in a language; Vietnamese unless `en`.
    pub fn get(&self, lang: &str) -> &str {
        if lang == "en" { &self.en } else { &self.vi }
    }
}

/// A unit that takes part, with what the gate lets through.
#[derive(Debug, Clone, PartialEq)]
pub struct Entrant {
    /// The unit's id, as text.
    pub unit: String,
    /// Its name.
    pub names: Names,
    /// Its value; `None` = not known, or withheld.
    pub value: Option<Percent>,
    /// Answers behind it, where they are known and may be shown.
    pub n: Option<u64>,
    /// Its interval, for own counts of invited people.
    pub interval: Option<Interval>,
    /// The rank its source printed; used as it is.
    pub stated_rank: Option<usize>,
    /// The same unit in the period compared with.
    pub earlier: Option<Earlier>,
}

impl Entrant {
    /// A unit of which nothing is known yet.
    pub fn new(unit: &str, names: Names) -> Self {
        Self {
            unit: unit.into(),
            names,
            value: None,
            n: None,
            interval: None,
            stated_rank: None,
            earlier: None,
        }
    }
}

/// What a unit had in the earlier period.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Earlier {
    /// Its value then.
    pub value: Option<Percent>,
    /// Its rank then.
    pub rank: Option<usize>,
    /// Its interval then.
    pub interval: Option<Interval>,
}

/// A class by threshold, from a file: “hoàn thành tốt” from 80.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// Lowest value of the class.
    pub from: Percent,
    /// Its name.
    pub names: Names,
}

/// How the table is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// The period of the table.
    pub period: Period,
    /// The earlier period; `None` = no comparison.
    pub against: Option<Period>,
    /// Units there are (63, 34 …), known or not; at least the number of entrants counts.
    pub expected: usize,
    /// Rank the known units among themselves although some are missing (own counts). Otherwise ranks of an
    /// incomplete table are only quoted.
    pub rank_the_known: bool,
    /// Ties and rounding.
    pub rule: RankRule,
    /// Decimals shown.
    pub decimals: u8,
    /// A value to reach.
    pub target: Option<Percent>,
    /// Classes, in any order.
    pub classes: Vec<Threshold>,
    /// How rank sets are drawn.
    pub draws: RankDraws,
    /// What the source itself states about all units.
    pub stated: Option<Stated>,
}

impl Terms {
    /// The usual terms, against the period before.
    pub fn new(period: Period) -> Self {
        Self {
            period,
            against: Some(period.previous()),
            expected: 0,
            rank_the_known: false,
            rule: RankRule::default(),
            decimals: 2,
            target: None,
            classes: Vec::new(),
            draws: RankDraws::default(),
            stated: None,
        }
    }
}

/// A change that is more than noise, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrow {
    /// Surely better.
    Up,
    /// Surely worse.
    Down,
    /// “Không đổi rõ rệt”.
    NotClear,
}

impl Arrow {
    /// The word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::NotClear => "not_clear",
        }
    }
}

/// A group of neighbours in the table that cannot be told apart, numbered from 1 at the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Band(pub usize);

/// One unit of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The unit's id.
    pub unit: String,
    /// Its name.
    pub names: Names,
    /// The value as shown.
    pub value: Option<Decimal>,
    /// Whether the value is exact or a bound.
    pub bound: Bound,
    /// The exact value, for further arithmetic.
    #[serde(skip)]
    pub exact: Option<Percent>,
    /// Answers behind it.
    pub n: Option<u64>,
    /// Its interval.
    pub interval: Option<Interval>,
    /// Its rank.
    pub rank: Option<usize>,
    /// Where it could really stand, all rows at once with 95 %; own counts only.
    pub rank_set: Option<RankSet>,
    /// Its band.
    pub band: Option<Band>,
    /// Its rank in the earlier period.
    pub earlier_rank: Option<usize>,
    /// Points above the earlier period: a difference of unrounded values, rounded.
    pub points: Option<Decimal>,
    /// Places climbed, negative = fallen.
    pub places: Option<i64>,
    /// Whether the change is more than noise; `None` without intervals.
    pub arrow: Option<Arrow>,
    /// Its class.
    pub class: Option<Names>,
}

/// Something in the given figures that cannot all be true; reported, never resolved in silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
pub enum Conflict {
    /// A better value with a worse rank.
    #[error("{better} has the higher value but {worse} the better rank")]
    RankAgainstValue {
        /// Unit with the higher value.
        better: String,
        /// Unit with the better rank.
        worse: String,
    },
    /// The same rank for values that differ, or of which one is not known.
    #[error("{first} and {second} are both ranked {rank}; only equal values may share a rank")]
    SharedRank {
        /// One unit.
        first: String,
        /// The other.
        second: String,
        /// The rank.
        rank: usize,
    },
    /// A unit that stands in the list twice.
    #[error("{0} stands in the list twice")]
    Twice(String),
}

/// A league table, best first; units without a rank at the end.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct League {
    /// The period.
    pub period: Period,
    /// The period compared with.
    pub against: Option<Period>,
    /// Decimals of the shown values.
    pub decimals: u8,
    /// The rows.
    pub rows: Vec<Row>,
    /// What is said about the table as a whole.
    pub summary: Summary,
    /// What does not fit together.
    pub conflicts: Vec<Conflict>,
}
