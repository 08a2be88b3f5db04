//! How the answers of one form version are packed: one byte a slot, and which slots an index counts.
//!
//! A *slot* is one thing that can be answered: a row of a matrix, a single-choice question, one option
//! of a multi-select. The byte is the position of the chosen option, or one of the two reasons below.

/// The byte of a slot that was left empty.
pub const NOT_ANSWERED: u8 = 255;
/// The byte of a slot answered with “not applicable” (không có ý kiến): eligible, but not answered.
pub const NOT_APPLICABLE: u8 = 254;
/// Options a slot can have at most.
pub const MAX_LEVELS: u8 = 30;

/// One thing that can be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Number of options (5 for `likert5`).
    pub levels: u8,
    /// Bit *i* is set when choosing option *i* counts as satisfied; 0 where the notion has no sense.
    pub satisfied: u32,
}

impl Slot {
    /// Whether choosing the option at this position counts as satisfied.
    pub fn is_satisfied(self, option: u8) -> bool {
        option < self.levels && self.satisfied & (1 << option) != 0
    }
}

/// A node of the index tree: overall, a domain, a factor. Its criteria are all the slots under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Positions of the slots of all criteria under this node, in form order.
    pub slots: Vec<usize>,
}

/// The packing of one form version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// In form order. A sheet is exactly this many bytes.
    pub slots: Vec<Slot>,
    /// The nodes for which respondent-level moments are kept, root first.
    pub nodes: Vec<Node>,
    /// Slots that ask about the person (giới tính, tuổi …): counted apart, never kept on an answer.
    pub personal: Vec<usize>,
    /// Whether everybody who answers chose to (a widget at the foot of a page), so that nobody is invited.
    pub self_selected: bool,
}

impl Layout {
    /// Number of counters a [`Tally`](super::Tally) of this layout holds:
    /// for each slot its options, then “not applicable”, then “not answered”.
    pub fn counters(&self) -> usize {
        self.slots
            .iter()
            .map(|slot| usize::from(slot.levels) + 2)
            .sum()
    }

    /// Position of the first counter of every slot.
    pub fn offsets(&self) -> Vec<usize> {
        let mut next = 0;
        self.slots
            .iter()
            .map(|slot| {
                let start = next;
                next += usize::from(slot.levels) + 2;
                start
            })
            .collect()
    }
}
