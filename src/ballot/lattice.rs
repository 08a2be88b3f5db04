//! The lattice of places and periods: which tallies a counted batch raises (bảng kiểm).
//!
//! A batch raises its own place and period and every wider one, so that any finding is a direct read of
//! stored tallies. Wider than its own place, an office has no tally: offices are listed by their place.
//!
//! **Invited answers are the headline.** Whoever walks up to a kiosk or a poster chose to answer; a crowd of such people
//! can be sent. So a walk-in sheet of a form that invites (a survey, an evaluation after a transaction) raises
//! [`Margin::Channel`] `walk_in` of its places and periods and no other tally: not everybody, no group, no office, nothing
//! about the person. That figure stands beside the index, is never added to it, and is a lattice of its own for the
//! disclosure gate: everybody is the sum of the *other* channels. Of a form that invites nobody, all sheets are walk-ins
//! and the headline is all of them. [`Headline`] is this rule; whoever counts, recounts, judges or shows asks it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::str::FromStr;

use super::cell::{Channel, PlacePath};
use crate::index::{Layout, Tally};
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

/// Whose answers make the headline of a form: its index (chỉ số chung).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Headline {
    /// Those of people who were invited; walk-ins stand beside.
    Invited,
    /// Those of all who answered, because nobody is invited.
    Everybody,
}

impl Headline {
    /// The headline of a form with this layout.
    pub fn of(layout: &Layout) -> Self {
        if layout.self_selected {
            Self::Everybody
        } else {
            Self::Invited
        }
    }

    /// Whether sheets that came this way are in the headline; several ways together always are, because a batch
    /// never mixes walk-ins with others.
    pub fn holds(self, channel: Option<Channel>) -> bool {
        self == Self::Everybody || channel != Some(Channel::WalkIn)
    }
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

impl<'a> Counted<'a> {
    /// The margins whose tallies it raises, each with its key.
    pub fn margins(&self, headline: Headline) -> impl Iterator<Item = (Margin, &'a str)> + use<'a> {
        let in_headline = headline.holds(self.channel);
        let margins = [
            (Margin::All, Some("")),
            (Margin::Channel, self.channel.map(Channel::as_str)),
            (Margin::Group, self.group),
            (Margin::Office, self.office),
        ];
        let raised = move |(margin, key): (Margin, Option<&'a str>)| {
            let key = key.filter(|_| in_headline || margin == Margin::Channel);
            key.map(|key| (margin, key))
        };
        margins.into_iter().filter_map(raised)
    }
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
    pub fn count(&mut self, headline: Headline, batch: &Counted<'_>) {
        for (margin, key) in batch.margins(headline) {
            self.count_margin(batch.place, batch.period, margin, key, batch.tally);
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

    /// Raises the tallies of those of a batch of the headline who gave one answer about the person, at provinces and
    /// above, quarters and above.
    pub fn count_person(
        &mut self,
        headline: Headline,
        batch: &Counted<'_>,
        slot: usize,
        answer: u8,
    ) {
        if !headline.holds(batch.channel) {
            return;
        }
        let key = person_key(slot, answer);
        for place in batch.place.and_wider().filter(|place| !place.is_commune()) {
            let rows = self.places.entry(PlaceKey::from(&place)).or_default();
            let periods = batch.period.and_wider();
            for period in periods.filter(|p| p.width() > Width::Month) {
                raise(rows, Margin::Person, period, &key, batch.tally);
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
        book.count(Headline::Invited, &batch);
        book.count(Headline::Invited, &batch);
        book.count_person(Headline::Invited, &batch, 0, 4);
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
    #[test]
    fn a_walk_in_sheet_raises_its_channel_alone_unless_nobody_is_invited() {
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
        let batch = |channel| Counted {
            place: &place,
            period: "2026-10".parse().unwrap(),
            channel: Some(channel),
            group: Some("land"),
            office: Some("H01"),
            tally: &tally,
        };
        let raised = |headline, channel| {
            let mut book = TallyBook::new();
            book.count(headline, &batch(channel));
            book.count_person(headline, &batch(channel), 0, 4);
            let margins = book.iter().map(|(_, row, _)| (row.margin, row.key.clone()));
            margins.collect::<std::collections::BTreeSet<_>>()
        };
        let beside = raised(Headline::Invited, Channel::WalkIn);
        assert_eq!(
            beside.into_iter().collect::<Vec<_>>(),
            [(Margin::Channel, "walk_in".to_owned())]
        );
        let invited = raised(Headline::Invited, Channel::Online);
        assert_eq!(invited.len(), 5);
        let widget = raised(Headline::Everybody, Channel::WalkIn);
        assert_eq!(widget.len(), 5);
    }
}
