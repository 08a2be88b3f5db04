//! What one sheet raises in a tally, worked out once for the many tallies that count it (vạch kiểm).
//!
//! A sheet stands in the tally of its place, and in one for each thing its sender said about themselves. Reading the
//! sheet costs more than raising the counters, so it is read once.

use super::layout::{Layout, NOT_ANSWERED, NOT_APPLICABLE};
use super::tally::{Moments, WEIGHT_UNIT};

/// The marks of the sheet that was read last.
#[derive(Debug, Clone)]
pub struct Marks<'a> {
    layout: &'a Layout,
    /// Position of the first counter of every slot.
    offsets: Vec<usize>,
    /// The counter each slot raises.
    pub(super) counters: Vec<usize>,
    /// For each slot whether it was answered, and whether as satisfied.
    pub(super) answers: Vec<(bool, bool)>,
    /// What each node of the index gains.
    pub(super) moments: Vec<Moments>,
    /// Design weight in millionths and its square in millionths, of a weighted sheet.
    pub(super) weight: Option<(u64, u64)>,
}

impl<'a> Marks<'a> {
    /// Ready to read sheets of this layout.
    pub fn new(layout: &'a Layout) -> Self {
        Self {
            layout,
            offsets: layout.offsets(),
            counters: vec![0; layout.slots.len()],
            answers: vec![(false, false); layout.slots.len()],
            moments: vec![Moments::default(); layout.nodes.len()],
            weight: None,
        }
    }

    /// Reads one packed sheet, which must fit the layout, with its design weight in millionths if it has one.
    pub fn read(&mut self, sheet: &[u8], weight: Option<u64>) {
        debug_assert_eq!(sheet.len(), self.layout.slots.len());
        let slots = self.layout.slots.iter().zip(sheet).zip(&self.offsets);
        let marks = self.counters.iter_mut().zip(&mut self.answers);
        for (((slot, &answer), start), (counter, answers)) in slots.zip(marks) {
            *counter = start + of_answer(slot.levels, answer);
            *answers = (answer < slot.levels, slot.is_satisfied(answer));
        }
        for (node, moments) in self.layout.nodes.iter().zip(&mut self.moments) {
            let (mut s, mut m) = (0, 0);
            for &slot in &node.slots {
                let (answered, satisfied) = self.answers[slot];
                m += u64::from(answered);
                s += u64::from(satisfied);
            }
            *moments = Moments {
                s,
                m,
                ss: s * s,
                sm: s * m,
                mm: m * m,
            };
        }
        self.weight = weight.map(|weight| {
            let square = u128::from(weight) * u128::from(weight) / u128::from(WEIGHT_UNIT);
            (weight, square as u64)
        });
    }
}

/// The counter of a slot that an answer byte raises.
fn of_answer(levels: u8, answer: u8) -> usize {
    match answer {
        NOT_ANSWERED => usize::from(levels) + 1,
        NOT_APPLICABLE => usize::from(levels),
        option => usize::from(option.min(levels + 1)),
    }
}
