//! The tally (bảng kiểm): exact counts per option, and what the spread between respondents needs.
//!
//! ```
//! use sipas::index::{Layout, Node, Slot, Tally};
//!
//! let likert = Slot { levels: 5, satisfied: 0b11000 };
//! let layout = Layout { slots: vec![likert; 2], nodes: vec![Node { slots: vec![0, 1] }], personal: vec![], self_selected: false };
//! let mut tally = Tally::new(&layout);
//! tally.add(&layout, &[4, 2]);
//! tally.add(&layout, &[3, 255]);
//! assert_eq!(tally.respondents(), 2);
//! assert_eq!((tally.satisfied(&layout, 0), tally.answered(&layout, 0)), (2, 2));
//! assert_eq!((tally.satisfied(&layout, 1), tally.answered(&layout, 1)), (0, 1));
//! assert_eq!(Tally::decode(&layout, &tally.encode()), Some(tally));
//! ```

use super::layout::Layout;
use super::marks::Marks;

/// Sums over respondents for one node of the index, from which the variance between respondents is
/// found (39 answers of one person are not 39 people). With *s* satisfied and *m* answered criteria of
/// one respondent, the fields are Σs, Σm, Σs², Σsm, Σm² over the respondents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moments {
    /// Σs
    pub s: u64,
    /// Σm
    pub m: u64,
    /// Σs²
    pub ss: u64,
    /// Σsm
    pub sm: u64,
    /// Σm²
    pub mm: u64,
}

impl Moments {
    fn fields(self) -> [u64; 5] {
        [self.s, self.m, self.ss, self.sm, self.mm]
    }

    fn add(&mut self, other: Self) {
        self.s += other.s;
        self.m += other.m;
        self.ss += other.ss;
        self.sm += other.sm;
        self.mm += other.mm;
    }
}

/// Weighted counts of one tally, in millionths of a respondent (quyền số thiết kế).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WeightedCounts {
    /// Σw per counter, in the order of the plain counts.
    pub counts: Vec<u64>,
    /// Σw² per slot over answered sheets, in millionths.
    pub squares: Vec<u64>,
}

/// One million: weights are kept as exact multiples of a millionth, so that sums do not depend on order.
pub const WEIGHT_UNIT: u64 = 1_000_000;

/// Counts of one cell. Adding is exact and the order of adding does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    respondents: u64,
    counts: Vec<u64>,
    moments: Vec<Moments>,
    weighted: Option<WeightedCounts>,
}

impl Tally {
    /// An empty tally.
    pub fn new(layout: &Layout) -> Self {
        Self {
            respondents: 0,
            counts: vec![0; layout.counters()],
            moments: vec![Moments::default(); layout.nodes.len()],
            weighted: None,
        }
    }

    /// Counts one packed sheet, which must fit the layout (see [`AnswerSheet`](crate::form::AnswerSheet)).
    pub fn add(&mut self, layout: &Layout, sheet: &[u8]) {
        let mut marks = Marks::new(layout);
        marks.read(sheet, None);
        self.mark(&marks);
    }

    /// Counts one packed sheet with a design weight in millionths (1,000,000 = one respondent).
    /// A tally that has weights expects them on every sheet.
    pub fn add_weighted(&mut self, layout: &Layout, sheet: &[u8], weight: u64) {
        let mut marks = Marks::new(layout);
        marks.read(sheet, Some(weight));
        self.mark(&marks);
    }

    /// Counts the sheet that was read into `marks`, of the same layout: the quick way for many sheets or many tallies.
    pub fn mark(&mut self, marks: &Marks<'_>) {
        self.respondents += 1;
        for &counter in &marks.counters {
            self.counts[counter] += 1;
        }
        for (moments, gained) in self.moments.iter_mut().zip(&marks.moments) {
            moments.add(*gained);
        }
        let Some((weight, square)) = marks.weight else {
            return;
        };
        let weighted = self.weighted.get_or_insert_with(|| WeightedCounts {
            counts: vec![0; self.counts.len()],
            squares: vec![0; marks.counters.len()],
        });
        for &counter in &marks.counters {
            weighted.counts[counter] += weight;
        }
        for (squares, (answered, _)) in weighted.squares.iter_mut().zip(&marks.answers) {
            *squares += if *answered { square } else { 0 };
        }
    }

    /// Adds another tally of the same layout.
    pub fn merge(&mut self, other: &Self) {
        self.respondents += other.respondents;
        add_each(&mut self.counts, &other.counts);
        for (mine, theirs) in self.moments.iter_mut().zip(&other.moments) {
            mine.add(*theirs);
        }
        match (&mut self.weighted, &other.weighted) {
            (Some(mine), Some(theirs)) => {
                add_each(&mut mine.counts, &theirs.counts);
                add_each(&mut mine.squares, &theirs.squares);
            }
            (mine @ None, Some(theirs)) => *mine = Some(theirs.clone()),
            (_, None) => {}
        }
    }

    /// Number of sheets counted.
    pub fn respondents(&self) -> u64 {
        self.respondents
    }

    /// Counts of one slot: its options, then “not applicable”, then “not answered”.
    pub fn slot(&self, layout: &Layout, slot: usize) -> &[u64] {
        let start: usize = layout.slots[..slot]
            .iter()
            .map(|s| usize::from(s.levels) + 2)
            .sum();
        &self.counts[start..start + usize::from(layout.slots[slot].levels) + 2]
    }

    /// Counts of every slot, in their order: quicker than one after the other.
    pub fn slots<'a>(&'a self, layout: &'a Layout) -> impl Iterator<Item = &'a [u64]> {
        let mut rest = &self.counts[..];
        layout.slots.iter().map(move |slot| {
            let (own, after) = rest.split_at(usize::from(slot.levels) + 2);
            rest = after;
            own
        })
    }

    /// Sheets that chose an option in this slot.
    pub fn answered(&self, layout: &Layout, slot: usize) -> u64 {
        let counts = self.slot(layout, slot);
        counts[..counts.len() - 2].iter().sum()
    }

    /// Sheets whose chosen option counts as satisfied.
    pub fn satisfied(&self, layout: &Layout, slot: usize) -> u64 {
        let options = self.slot(layout, slot).iter().enumerate();
        options
            .filter(|(option, _)| layout.slots[slot].is_satisfied(*option as u8))
            .map(|(_, n)| n)
            .sum()
    }

    /// Sheets that could have answered: those that chose an option or “not applicable”.
    pub fn eligible(&self, layout: &Layout, slot: usize) -> u64 {
        let counts = self.slot(layout, slot);
        counts[..counts.len() - 1].iter().sum()
    }

    /// Respondent-level sums of a node of the index, in the order of [`Layout::nodes`].
    pub fn moments(&self, node: usize) -> Moments {
        self.moments[node]
    }

    /// Weighted counts, when the sheets carried weights.
    pub fn weighted(&self) -> Option<&WeightedCounts> {
        self.weighted.as_ref()
    }

    /// Packs the counts for the database: LEB128 integers, a few bytes a counter.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.counts.len() + 16);
        put(&mut bytes, self.respondents);
        self.counts.iter().for_each(|&n| put(&mut bytes, n));
        self.moments
            .iter()
            .flat_map(|m| m.fields())
            .for_each(|n| put(&mut bytes, n));
        if let Some(weighted) = &self.weighted {
            weighted
                .counts
                .iter()
                .chain(&weighted.squares)
                .for_each(|&n| put(&mut bytes, n));
        }
        bytes
    }

    /// Reads packed counts; `None` when the bytes do not fit the layout exactly.
    pub fn decode(layout: &Layout, bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let respondents = take(&mut rest)?;
        let counts = take_many(&mut rest, layout.counters())?;
        let mut moments = Vec::with_capacity(layout.nodes.len());
        for _ in &layout.nodes {
            let (s, m) = (take(&mut rest)?, take(&mut rest)?);
            let (ss, sm, mm) = (take(&mut rest)?, take(&mut rest)?, take(&mut rest)?);
            moments.push(Moments { s, m, ss, sm, mm });
        }
        let weighted = if rest.is_empty() {
            None
        } else {
            let counts = take_many(&mut rest, layout.counters())?;
            Some(WeightedCounts {
                counts,
                squares: take_many(&mut rest, layout.slots.len())?,
            })
        };
        rest.is_empty().then_some(Self {
            respondents,
            counts,
            moments,
            weighted,
        })
    }
}

fn add_each(mine: &mut [u64], theirs: &[u64]) {
    mine.iter_mut()
        .zip(theirs)
        .for_each(|(mine, theirs)| *mine += theirs);
}

fn put(bytes: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        bytes.push(n as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut n = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        n |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(n);
        }
    }
    None
}

fn take_many(bytes: &mut &[u8], count: usize) -> Option<Vec<u64>> {
    (0..count).map(|_| take(bytes)).collect()
}
