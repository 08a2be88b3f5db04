//! The lattice of places and periods: which tallies a counted batch raises (bảng kiểm).
//!
//! A batch raises its own place and period and every wider one, so that any finding is a direct read of
//! stored tallies. Wider than its own place, an office has no tally: offices are listed by their place.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::str::FromStr;

use super::cell::{Channel, PlacePath};
use crate::index::Tally;
use crate::period::{Period, Width};

/// What a tally is split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Margin {
    /// By nothing: everybody. The key is empty.
    All,
    /// By channel.
    Channel,
    /// By procedure group (nhóm thủ tục).
    Group,
    /// By office, at the office's own place.
    Office,
    /// By an answer about the person ([`person_key`]): provinces and the nation, quarters and years only.
    Person,
}

/// A margin nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a margin of the tallies: the database was changed by hand or by a newer version"
)]
pub struct UnknownMargin(pub String);

impl Margin {
    /// The text that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Channel => "channel",
            Self::Group => "group",
            Self::Office => "office",
            Self::Person => "person",
        }
    }
}

impl fmt::Display for Margin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Margin {
    type Err = UnknownMargin;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [
            Self::All,
            Self::Channel,
            Self::Group,
            Self::Office,
            Self::Person,
        ];
        let found = all.into_iter().find(|margin| margin.as_str() == text);
        found.ok_or_else(|| UnknownMargin(text.to_owned()))
    }
}

/// The key of a [`Margin::Person`] tally: slot and answer byte, e.g. `12:3`; 254 and 255 included, so that the
/// tallies of one slot add up to everybody.
pub fn person_key(slot: usize, answer: u8) -> String {
    format!("{slot}:{answer}")
}

/// A place of the lattice: `parent` is the province of a commune, `vn` of a province, empty for the nation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceKey {
    /// Key of the place above.
    pub parent: String,
    /// Key of the place.
    pub place: String,
}

impl From<&PlacePath> for PlaceKey {
    fn from(path: &PlacePath) -> Self {
        Self {
            parent: path.parent().to_owned(),
            place: path.key().to_owned(),
        }
    }
}

/// A tally of one place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowKey {
    /// Split by what.
    pub margin: Margin,
    /// Month, quarter or year.
    pub period: Period,
    /// Channel, group, office code or [`person_key`].
    pub key: String,
}

/// A batch that was counted: whose it is, and its tally.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    /// The finest place it may be told from.
    pub place: &'a PlacePath,
    /// The finest period it may be told from.
    pub period: Period,
    /// Channel, unless mixed.
    pub channel: Option<Channel>,
    /// Procedure group, if known.
    pub group: Option<&'a str>,
    /// Office code, if it may be told.
    pub office: Option<&'a str>,
    /// The counts.
    pub tally: &'a Tally,
}

/// Tallies that are being raised, in memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TallyBook {
    places: BTreeMap<PlaceKey, BTreeMap<RowKey, Tally>>,
}

impl TallyBook {
    /// An empty book.
    pub fn new() -> Self {
        Self::default()
    }

    /// Raises every tally of the lattice that contains the batch.
    pub fn count(&mut self, batch: &Counted<'_>) {
        let channel = batch.channel.map(Channel::as_str);
        let margins = [
            (Margin::All, Some("")),
            (Margin::Channel, channel),
            (Margin::Group, batch.group),
            (Margin::Office, batch.office),
        ];
        for (margin, key) in margins {
            if let Some(key) = key {
                self.count_margin(batch.place, batch.period, margin, key, batch.tally);
            }
        }
    }

    /// Raises the tallies of one margin only, for callers that add up the margins apart.
    pub fn count_margin(
        &mut self,
        place: &PlacePath,
        period: Period,
        margin: Margin,
        key: &str,
        tally: &Tally,
    ) {
        let places = if margin == Margin::Office { 1 } else { 3 };
        for place in place.and_wider().take(places) {
            let rows = self.places.entry(PlaceKey::from(&place)).or_default();
            for period in period.and_wider() {
                raise(rows, margin, period, key, tally);
            }
        }
    }

    /// Raises the tallies of one answer about the person, at provinces and above, quarters and above.
    pub fn count_person(
        &mut self,
        place: &PlacePath,
        period: Period,
        slot: usize,
        answer: u8,
        tally: &Tally,
    ) {
        let key = person_key(slot, answer);
        for place in place.and_wider().filter(|place| !place.is_commune()) {
            let rows = self.places.entry(PlaceKey::from(&place)).or_default();
            for period in period.and_wider().filter(|p| p.width() > Width::Month) {
                raise(rows, Margin::Person, period, &key, tally);
            }
        }
    }

    /// Takes the tallies of one place out: with places in order, memory stays small.
    pub fn take(&mut self, place: &PlaceKey) -> BTreeMap<RowKey, Tally> {
        self.places.remove(place).unwrap_or_default()
    }

    /// Takes everything out, place by place.
    pub fn into_places(self) -> impl Iterator<Item = (PlaceKey, BTreeMap<RowKey, Tally>)> {
        self.places.into_iter()
    }

    /// One tally.
    pub fn get(&self, place: &PlaceKey, row: &RowKey) -> Option<&Tally> {
        self.places.get(place)?.get(row)
    }

    /// All tallies, by place.
    pub fn iter(&self) -> impl Iterator<Item = (&PlaceKey, &RowKey, &Tally)> {
        let places = self.places.iter();
        places.flat_map(|(place, rows)| rows.iter().map(move |(key, tally)| (place, key, tally)))
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

fn raise(
    rows: &mut BTreeMap<RowKey, Tally>,
    margin: Margin,
    period: Period,
    key: &str,
    tally: &Tally,
) {
    let key = RowKey {
        margin,
        period,
        key: key.to_owned(),
    };
    match rows.entry(key) {
        Entry::Vacant(entry) => drop(entry.insert(tally.clone())),
        Entry::Occupied(mut entry) => entry.get_mut().merge(tally),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Layout, Slot};

    #[test]
    fn a_batch_raises_its_place_and_period_and_every_wider_one() {
        let layout = Layout {
            slots: vec![Slot {
                levels: 5,
                satisfied: 0b11000,
            }],
            ..Layout::default()
        };
        let mut tally = Tally::new(&layout);
        tally.add(&layout, &[4]);
        let place = PlacePath::commune("2025:01", "2025:00004");
        let mut book = TallyBook::new();
        let batch = Counted {
            place: &place,
            period: "2026-10".parse().unwrap(),
            channel: Some(Channel::Online),
            group: None,
            office: Some("H01"),
            tally: &tally,
        };
        book.count(&batch);
        book.count(&batch);
        book.count_person(&place, batch.period, 0, 4, &tally);
        let count = |margin| {
            book.iter()
                .filter(|(_, key, _)| key.margin == margin)
                .count()
        };
        assert_eq!(count(Margin::All), 9);
        assert_eq!(count(Margin::Channel), 9);
        assert_eq!(count(Margin::Office), 3);
        assert_eq!(count(Margin::Group), 0);
        assert_eq!(count(Margin::Person), 4);
        assert!(
            book.iter()
                .filter(|(_, key, _)| key.margin != Margin::Person)
                .all(|(.., tally)| tally.respondents() == 2)
        );
    }
}
