//! The cells of a release, their counts, and what has been published of them before.

use std::collections::HashMap;

use super::tree::Tree;

/// Number of axes: place, period, channel, procedure group, edition.
pub(super) const AXES: usize = 5;
/// The axis of editions.
pub(super) const EDITION: usize = 4;

/// Which cell: one node of each axis; 0 is the root, so a default key is “everything”.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Key {
    /// Node of the tree of places (offices stand under their commune).
    pub place: u32,
    /// Node of the tree of periods.
    pub period: u32,
    /// Node of the tree of channels; 0 = all.
    pub channel: u32,
    /// Node of the tree of procedure groups; 0 = all.
    pub group: u32,
}

/// Why a lattice cannot be judged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LatticeFault {
    /// A key that no tree has.
    #[error("{0:?} names a node that its tree does not have")]
    UnknownNode(Key),
    /// The same cell twice.
    #[error("{0:?} stands in the lattice twice: give every cell once an edition")]
    Twice(Key),
    /// Parts that exceed their whole.
    #[error(
        "the parts of {whole:?} count {parts} people but the whole only {n}: counts must add up"
    )]
    PartsExceedWhole {
        /// The whole.
        whole: Key,
        /// Its n.
        n: u64,
        /// The sum of its parts.
        parts: u64,
    },
    /// Too many combinations to hold.
    #[error(
        "{0} combinations of nodes are more than the gate can hold: judge one form or year at a time"
    )]
    TooLarge(u64),
}

impl LatticeFault {
    /// The cell it speaks of.
    pub fn key(&self) -> Option<Key> {
        match self {
            Self::UnknownNode(key)
            | Self::Twice(key)
            | Self::PartsExceedWhole { whole: key, .. } => Some(*key),
            Self::TooLarge(_) => None,
        }
    }
}

/// What is known of a cell before judging.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Wanted in this release.
    Asked,
    /// Public already, unalterably.
    Published,
    /// Counted, but not shown.
    Hidden,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub at: [u32; AXES],
    pub n: u64,
    pub least: u64,
    pub standing: Standing,
}

/// All cells of a release.
#[derive(Debug, Clone)]
pub struct Lattice {
    pub(super) trees: [Tree; AXES],
    pub(super) entries: Vec<Entry>,
    seen: HashMap<[u32; AXES], usize>,
}

impl Lattice {
    /// An empty lattice over four trees.
    pub fn new(places: Tree, periods: Tree, channels: Tree, groups: Tree) -> Self {
        Self {
            trees: [places, periods, channels, groups, Tree::new("this edition")],
            entries: Vec::new(),
            seen: HashMap::new(),
        }
    }

    /// A cell that this release would like to show, with its number of people, zero included.
    pub fn ask(&mut self, key: Key, n: u64) -> Result<(), LatticeFault> {
        self.ask_with_least(key, n, n)
    }

    /// The same where some row was answered by fewer people: `least` is held against the threshold, `n`
    /// adds up with the other cells.
    pub fn ask_with_least(&mut self, key: Key, n: u64, least: u64) -> Result<(), LatticeFault> {
        self.enter(key, 0, n, least.min(n), Standing::Asked)
    }

    /// A cell of this same edition that is public already (a month, when its quarter is released).
    pub fn already_public(&mut self, key: Key, n: u64) -> Result<(), LatticeFault> {
        self.enter(key, 0, n, n, Standing::Published)
    }

    /// A cell that is counted and was withheld for good (a month, when its quarter is released).
    pub fn withheld_before(&mut self, key: Key, n: u64) -> Result<(), LatticeFault> {
        self.enter(key, 0, n, n, Standing::Hidden)
    }

    /// What an earlier edition of a cell counted: 1 = the edition before this one, 2 = the one before that.
    /// Give all cells of an earlier edition, with whether they were shown.
    pub fn earlier(
        &mut self,
        key: Key,
        editions_ago: u32,
        n: u64,
        shown: bool,
    ) -> Result<(), LatticeFault> {
        let standing = if shown {
            Standing::Published
        } else {
            Standing::Hidden
        };
        let deepest = editions_ago.max(1);
        while self.trees[EDITION].len() as u32 <= deepest {
            let last = self.trees[EDITION].len() as u32 - 1;
            self.trees[EDITION].grow(last, "earlier edition");
        }
        self.enter(key, deepest, n, n, standing)
    }

    /// Number of cells entered.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing was entered.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn enter(
        &mut self,
        key: Key,
        edition: u32,
        n: u64,
        least: u64,
        standing: Standing,
    ) -> Result<(), LatticeFault> {
        let at = [key.place, key.period, key.channel, key.group, edition];
        if at
            .iter()
            .zip(&self.trees)
            .any(|(&node, tree)| node as usize >= tree.len())
        {
            return Err(LatticeFault::UnknownNode(key));
        }
        if self.seen.insert(at, self.entries.len()).is_some() {
            return Err(LatticeFault::Twice(key));
        }
        self.entries.push(Entry {
            at,
            n,
            least,
            standing,
        });
        Ok(())
    }
}

impl Key {
    pub(super) fn of(at: [u32; AXES]) -> Self {
        Self {
            place: at[0],
            period: at[1],
            channel: at[2],
            group: at[3],
        }
    }
}
