//! What an import adds to the tallies, packed: a few hundred bytes a place, month and channel.

use std::collections::BTreeMap;

use super::super::database::Database;
use super::super::error::StoreError;
use super::super::tallies;
use crate::ballot::{Channel, Counted, FormRef, Headline, PlaceKey, PlacePath, TallyBook};
use crate::index::{Layout, Tally};
use crate::period::Period;

/// Communes whose tallies are raised together.
const TOGETHER: usize = 30;

/// A place, a period and a channel: what sheets of an import can differ in beside their answers.
pub(super) type PileKey = (PlacePath, Period, Option<Channel>);
/// A province or the nation, a quarter or a year, and one answer about the person: slot and byte.
pub(super) type PersonKey = (PlacePath, Period, usize, u8);

/// What the finest tallies gain; those of wider places and periods follow from it.
#[derive(Default)]
pub(super) struct Gains {
    everybody: BTreeMap<PileKey, Vec<u8>>,
    persons: BTreeMap<PersonKey, Vec<u8>>,
    bytes: usize,
}

impl Gains {
    /// Adds sheets of one place, period and channel.
    pub(super) fn add(&mut self, layout: &Layout, key: PileKey, tally: &Tally) {
        add(
            &mut self.bytes,
            layout,
            self.everybody.entry(key).or_default(),
            tally,
        );
    }

    /// Adds sheets of people who gave one answer about themselves.
    pub(super) fn add_person(&mut self, layout: &Layout, key: PersonKey, tally: &Tally) {
        add(
            &mut self.bytes,
            layout,
            self.persons.entry(key).or_default(),
            tally,
        );
    }

    /// Bytes held, about.
    pub(super) fn bytes(&self) -> usize {
        self.bytes + 250 * (self.everybody.len() + self.persons.len())
    }

    /// The calendar years in which something is gained.
    pub(super) fn years(&self) -> impl Iterator<Item = u16> {
        self.everybody
            .keys()
            .map(|(_, period, _)| period.calendar_year())
    }

    /// Raises the tallies of communes; what provinces and the nation gain is added to the book.
    pub(super) fn raise(
        self,
        conn: &mut Database,
        form: &FormRef,
        layout: &Layout,
        book: &mut TallyBook,
    ) -> Result<(), StoreError> {
        let headline = Headline::of(layout);
        let mut done = Vec::new();
        let mut last: Option<PlacePath> = None;
        for ((place, period, channel), packed) in self.everybody {
            if let Some(last) = last.take_if(|last| *last != place && last.is_commune()) {
                let key = PlaceKey::from(&last);
                let rows = book.take(&key);
                done.push((key, rows));
                if done.len() == TOGETHER {
                    tallies::raise(conn, form, layout, std::mem::take(&mut done))?;
                }
            }
            let tally = unpack(layout, &packed)?;
            book.count(headline, &counted(&place, period, channel, &tally));
            last = Some(place);
        }
        if let Some(last) = last.filter(PlacePath::is_commune) {
            let key = PlaceKey::from(&last);
            let rows = book.take(&key);
            done.push((key, rows));
        }
        tallies::raise(conn, form, layout, done)?;
        for ((place, period, slot, answer), packed) in self.persons {
            // Only sheets of the headline were marked, whatever way they came.
            let tally = unpack(layout, &packed)?;
            book.count_person(
                headline,
                &counted(&place, period, None, &tally),
                slot,
                answer,
            );
        }
        Ok(())
    }
}

fn counted<'a>(
    place: &'a PlacePath,
    period: Period,
    channel: Option<Channel>,
    tally: &'a Tally,
) -> Counted<'a> {
    Counted {
        place,
        period,
        channel,
        group: None,
        office: None,
        tally,
    }
}

fn add(bytes: &mut usize, layout: &Layout, packed: &mut Vec<u8>, tally: &Tally) {
    *bytes -= packed.len();
    *packed = match Tally::decode(layout, packed) {
        Some(mut sum) => {
            sum.merge(tally);
            sum.encode()
        }
        None => tally.encode(), // nothing yet
    };
    *bytes += packed.len();
}

fn unpack(layout: &Layout, packed: &[u8]) -> Result<Tally, StoreError> {
    let tally = Tally::decode(layout, packed);
    tally.ok_or_else(|| StoreError::Unreadable("a tally of this import".to_owned()))
}
