//! One printed row: a unit's value and rank of one year, with where it was printed.

use serde::Serialize;

use crate::index::{Decimal, Percent};
use crate::place::UnitId;

/// What is rated.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rated {
    /// A place, or the nation.
    Place(UnitId),
    /// A department or another body, by its name.
    Agency(String),
}

/// The row. Blank means “not printed”, never 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Line of the table it came from; the header is line 1.
    pub line: u64,
    /// Year that the value is about.
    pub year: u16,
    /// What is rated.
    pub rated: Rated,
    /// The unit as the table names it, NFC.
    pub name: String,
    /// The value as printed, 0–100.
    pub value: Option<Decimal>,
    /// The rank as printed, from 1.
    pub rank: Option<u32>,
    /// Spread over the units, printed beside the nation's value.
    pub spread: Spread,
    /// Where it was printed: addresses or titles.
    pub sources: Vec<String>,
    /// `published`, `derived`, `unconfirmed`, `conflict_open` or a word of the importer's.
    pub status: String,
    /// Anything else worth knowing.
    pub note: String,
}

/// How the units spread, as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Spread {
    /// Lowest value.
    pub min: Option<Decimal>,
    /// Median.
    pub median: Option<Decimal>,
    /// Highest value.
    pub max: Option<Decimal>,
}

impl Entry {
    /// The value for comparing and ranking.
    pub fn percent(&self) -> Option<Percent> {
        self.value.and_then(|value| Percent::try_from(value).ok())
    }

    /// Whether a source was seen; an unconfirmed value is shown with this said.
    pub fn is_confirmed(&self) -> bool {
        self.status != "unconfirmed"
    }

    /// The place, unless an agency is rated.
    pub fn place(&self) -> Option<&UnitId> {
        match &self.rated {
            Rated::Place(id) => Some(id),
            Rated::Agency(_) => None,
        }
    }

    /// Whether this is the value of the whole country.
    pub fn is_nation(&self) -> bool {
        self.place().is_some_and(|id| id.scheme().is_none())
    }

    /// Whether two rows say the same about the same unit, wherever they were printed.
    pub(super) fn agrees_with(&self, other: &Self) -> bool {
        self.is_about_same(other)
            && self.percent() == other.percent()
            && self.rank == other.rank
            && self.spread == other.spread
    }

    pub(super) fn is_about_same(&self, other: &Self) -> bool {
        self.year == other.year && self.rated == other.rated
    }
}

impl Spread {
    pub(super) fn is_blank(self) -> bool {
        self == Self::default()
    }
}

/// Every row about a unit in a year: usually one, more when sources disagree.
pub fn entries_of<'a>(
    entries: &'a [Entry],
    rated: &Rated,
    year: u16,
) -> impl Iterator<Item = &'a Entry> {
    let about = move |entry: &&Entry| entry.year == year && entry.rated == *rated;
    entries.iter().filter(about)
}
