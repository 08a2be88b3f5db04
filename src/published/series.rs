//! A published series, read from its file: who publishes what, for which units, ranked and broken how.

use serde::Deserialize;

use crate::form::Text;
use crate::index::rank::RankRule;
use crate::index::{Decimal, Percent};
use crate::place::{Level, Scheme};

/// A series of yearly values 0–100 with ranks.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Short id: `sipas`.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Who publishes it.
    pub issuer: Text,
    /// What is rated.
    pub units: Units,
    /// Decimals in print.
    pub decimals: u8,
    /// How equal values are ranked.
    pub ranking: RankRule,
    /// First year that can exist.
    pub first_year: u16,
    /// The value that units should reach, if one was set.
    pub target: Option<Percent>,
    /// Classes, best first.
    pub classes: Vec<Class>,
    /// Years that cannot be compared with the year before, in order.
    pub breaks: Vec<Break>,
    /// Which list of units was rated when, in order.
    pub generations: Vec<Generation>,
    /// Fields of the file that no source at hand confirms: faces say so.
    pub unconfirmed: Vec<String>,
    /// SHA-256 of the file.
    pub hash: [u8; 32],
}

/// What a series rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Units {
    /// Provinces and centrally-run cities.
    Provinces,
    /// Communes, wards and special zones.
    Communes,
    /// Departments and other bodies, known by name only.
    Agencies,
}

/// A class of values, e.g. “Nhóm A”.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Lowest value, itself included.
    pub from: Percent,
    /// Its name.
    pub name: Text,
}

/// A change of method.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// The first year of the new method.
    pub before: u16,
    /// Why the years cannot be compared.
    pub reason: Text,
}

/// The years in which one list of units was rated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// First year; open in the first generation.
    pub from: Option<u16>,
    /// Last year; open in the last.
    pub until: Option<u16>,
    /// The list of units.
    pub scheme: Scheme,
    /// How many units it has; unknown where it depends on the province.
    pub total: Option<u32>,
}

/// What is wrong with a series file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct SeriesFault {
    /// The file's name.
    pub file: String,
    /// What is wrong and where.
    pub reason: String,
}

impl Series {
    /// The list of units rated in a year; none for agencies.
    pub fn generation(&self, year: u16) -> Option<&Generation> {
        self.generations
            .iter()
            .find(|generation| generation.contains(year))
    }

    /// The first change of method between two years, in either order; `None` when they can be compared.
    pub fn break_between(&self, a: u16, b: u16) -> Option<&Break> {
        let (earlier, later) = (a.min(b), a.max(b));
        let mut breaks = self.breaks.iter();
        breaks.find(|change| earlier < change.before && change.before <= later)
    }

    /// The class of a printed value; `None` below the lowest bound.
    pub fn class_of(&self, value: Decimal) -> Option<&Class> {
        let value = Percent::try_from(value).ok()?;
        self.classes.iter().find(|class| value >= class.from)
    }
}

impl Generation {
    /// Whether a year lies in it.
    pub fn contains(&self, year: u16) -> bool {
        self.from.is_none_or(|from| from <= year) && self.until.is_none_or(|until| year <= until)
    }
}

impl Units {
    /// The level of the rated places; `None` for agencies.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Provinces => Some(Level::Province),
            Self::Communes => Some(Level::Commune),
            Self::Agencies => None,
        }
    }
}
