//! The reading half of an import: sheets lie in one long row of bytes until it is full, then they become blocks.

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::SyncSender;

use super::super::blocks::NewBlock;
use super::gains::{Gains, PileKey};
use super::order::{ImportError, ImportSheet};
use crate::ballot::{Block, FormRef, Headline, PlacePath, Target, blank_personal};
use crate::index::{Layout, Marks, Tally, WEIGHT_UNIT};
use crate::period::{Period, Width};

/// Bytes of sheets that are gathered before they become blocks.
const GATHERED: usize = 24 << 20;
/// Bytes of blocks that are handed over together.
const HANDED: usize = 2 << 20;
/// Bytes of gains that are kept; a file of more places and periods raises its tallies more than once.
const GAINED: usize = 40 << 20;
/// Sheets of one block at most.
const BLOCK: usize = 50_000;

/// What the reading half hands to the writing half.
pub(super) enum Piece {
    /// Blocks to be written.
    Blocks(Vec<NewBlock>),
    /// What the tallies gain by blocks that were handed over before.
    Gains(Gains),
}

/// Sheets that are being gathered.
pub(super) struct Gathering<'a> {
    form: &'a FormRef,
    layout: &'a Layout,
    pieces: SyncSender<Piece>,
    /// The sheets, one after the other, and for each its pile.
    sheets: Vec<u8>,
    pile_of: Vec<u32>,
    /// Design weights, if there are any.
    weights: Vec<u64>,
    piles: HashMap<PileKey, u32>,
    gains: Gains,
}

/// Nobody takes the pieces any more: the writing half has failed, and says why itself.
struct GivenUp;

impl<'a> Gathering<'a> {
    pub(super) fn new(form: &'a FormRef, layout: &'a Layout, pieces: SyncSender<Piece>) -> Self {
        Self {
            form,
            layout,
            pieces,
            sheets: Vec::new(),
            pile_of: Vec::new(),
            weights: Vec::new(),
            piles: HashMap::new(),
            gains: Gains::default(),
        }
    }

    /// Hands over all sheets, and says how many there were.
    pub(super) fn gather<E: std::error::Error + 'static>(
        mut self,
        sheets: impl IntoIterator<Item = Result<ImportSheet, E>>,
    ) -> Result<u64, ImportError<E>> {
        let width = self.layout.slots.len();
        let mut count = 0;
        for sheet in sheets {
            let sheet = sheet.map_err(ImportError::Source)?;
            count += 1;
            if sheet.slots.len() != width {
                return Err(ImportError::Misfit(count));
            }
            self.add(sheet);
            if self.sheets.len() + 12 * self.pile_of.len() >= GATHERED && self.hand_over().is_err()
            {
                return Ok(count);
            }
        }
        if self.hand_over().is_ok() {
            let _ = self.pieces.send(Piece::Gains(self.gains));
        }
        Ok(count)
    }

    fn add(&mut self, sheet: ImportSheet) {
        if sheet.weight.is_some() && self.weights.is_empty() {
            self.weights = vec![WEIGHT_UNIT; self.pile_of.len()];
        }
        if let Some(weight) = sheet
            .weight
            .or((!self.weights.is_empty()).then_some(WEIGHT_UNIT))
        {
            self.weights.push(weight);
        }
        let next = self.piles.len() as u32;
        let key = (sheet.place, sheet.period, sheet.channel);
        self.pile_of.push(*self.piles.entry(key).or_insert(next));
        self.sheets.extend_from_slice(&sheet.slots);
    }

    /// Turns what was gathered into blocks, place by place.
    fn hand_over(&mut self) -> Result<(), GivenUp> {
        let ends = self.order();
        let order = ends.1;
        let mut piles: Vec<(PileKey, u32)> = self.piles.drain().collect();
        piles.sort_unstable();
        let mut marks = Marks::new(self.layout);
        let mut persons = Persons::default();
        let (mut blocks, mut bytes) = (Vec::new(), 0);
        for (key, pile) in piles {
            persons.turn_to(&key.0, self.layout, &mut self.gains);
            let of_pile = &order[ends.0[pile as usize]..ends.0[pile as usize + 1]];
            let mut tally = Tally::new(self.layout);
            for sheets in of_pile.chunks(BLOCK) {
                let (flat, weights) = self.take(sheets, &key, &mut marks, &mut tally, &mut persons);
                let weights = (!weights.is_empty()).then_some(&weights[..]);
                let width = self.layout.slots.len();
                let block = Block::pack(width, &flat, weights, &mut rand::rng());
                let target = Target {
                    place: key.0.clone(),
                    period: key.1,
                    office: None,
                    channel: key.2,
                };
                let block = NewBlock::new(self.form, &target, "", &block, true);
                bytes += block.bytes();
                blocks.push(block);
                if bytes >= HANDED {
                    self.hand(Piece::Blocks(std::mem::take(&mut blocks)))?;
                    bytes = 0;
                }
            }
            self.gains.add(self.layout, key, &tally);
        }
        persons.fold(self.layout, &mut self.gains);
        self.hand(Piece::Blocks(blocks))?;
        self.sheets.clear();
        self.pile_of.clear();
        self.weights.clear();
        if self.gains.bytes() > GAINED {
            let gains = std::mem::take(&mut self.gains);
            self.hand(Piece::Gains(gains))?;
        }
        Ok(())
    }

    fn hand(&self, piece: Piece) -> Result<(), GivenUp> {
        self.pieces.send(piece).map_err(|_| GivenUp)
    }

    /// Where the sheets of each pile start, and all sheets pile by pile.
    fn order(&self) -> (Vec<usize>, Vec<u32>) {
        let mut starts = vec![0; self.piles.len() + 1];
        for &pile in &self.pile_of {
            starts[pile as usize + 1] += 1;
        }
        for pile in 1..starts.len() {
            starts[pile] += starts[pile - 1];
        }
        let mut next = starts.clone();
        let mut order = vec![0; self.pile_of.len()];
        for (sheet, &pile) in (0..).zip(&self.pile_of) {
            order[next[pile as usize]] = sheet;
            next[pile as usize] += 1;
        }
        (starts, order)
    }

    /// Counts sheets of one pile, and takes them out without what they say about the person.
    fn take(
        &self,
        sheets: &[u32],
        (_, period, channel): &PileKey,
        marks: &mut Marks<'_>,
        tally: &mut Tally,
        persons: &mut Persons,
    ) -> (Vec<u8>, Vec<u64>) {
        let width = self.layout.slots.len();
        let mut flat = Vec::with_capacity(sheets.len() * width);
        let mut weights = Vec::new();
        let in_headline = Headline::of(self.layout).holds(*channel);
        let mut about = Vec::new();
        for &sheet in sheets {
            let at = sheet as usize;
            let weight = self.weights.get(at).copied();
            weights.extend(weight);
            let start = flat.len();
            flat.extend_from_slice(&self.sheets[at * width..(at + 1) * width]);
            let sheet = &mut flat[start..];
            about.clear();
            if in_headline {
                about.extend(self.layout.personal.iter().map(|&slot| (slot, sheet[slot])));
            }
            blank_personal(self.layout, sheet);
            marks.read(sheet, weight);
            tally.mark(marks);
            for &(slot, answer) in &about {
                persons.mark(self.layout, (*period, slot, answer), marks);
            }
        }
        (flat, weights)
    }
}

/// What people of one province said about themselves: nothing finer is ever counted of it.
#[derive(Default)]
struct Persons {
    place: Option<PlacePath>,
    tallies: BTreeMap<(Period, usize, u8), Tally>,
}

impl Persons {
    /// Goes on to the sheets of another place.
    fn turn_to(&mut self, place: &PlacePath, layout: &Layout, gains: &mut Gains) {
        let own = place.and_wider().find(|place| !place.is_commune());
        if own != self.place {
            self.fold(layout, gains);
            self.place = own;
        }
    }

    fn mark(
        &mut self,
        layout: &Layout,
        (period, slot, answer): (Period, usize, u8),
        marks: &Marks<'_>,
    ) {
        let period = match period.width() {
            Width::Month => period.wider().unwrap_or(period),
            _ => period,
        };
        let tally = self.tallies.entry((period, slot, answer));
        tally.or_insert_with(|| Tally::new(layout)).mark(marks);
    }

    fn fold(&mut self, layout: &Layout, gains: &mut Gains) {
        let Some(place) = self.place.take() else {
            return;
        };
        for ((period, slot, answer), tally) in std::mem::take(&mut self.tallies) {
            gains.add_person(layout, (place.clone(), period, slot, answer), &tally);
        }
    }
}
