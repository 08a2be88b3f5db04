//! The lattice laid out for looking up neighbours, with its remainders as cells of their own.

use std::sync::atomic::{AtomicU8, Ordering};

use super::lattice::{AXES, EDITION, Entry, Key, Lattice, LatticeFault, Standing};
use super::tree::Tree;

const NOWHERE: u32 = u32::MAX;
const OPEN: u8 = 0;
const FIXED: u8 = 1;
const HIDDEN: u8 = 2;
/// Combinations of place and period that one margin may have; 256 MB at most for all margins used.
const MOST_PLACES: u64 = 4_000_000;
const MOST_MARGINS: u64 = 1 << 20;

/// Whether a cell is seen by the public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Would be shown, unless it is needed to hide another.
    Open,
    /// Public already; cannot be taken back.
    Fixed,
    /// Not shown.
    Hidden,
}

/// One cell while it is judged.
#[derive(Debug)]
pub(super) struct GridCell {
    pub at: [u32; AXES],
    pub n: i64,
    state: AtomicU8,
    /// Bit *a* is set when the cell is the sum of other cells along axis *a*.
    pub sums: u8,
}

impl GridCell {
    /// Whether the public sees it.
    pub fn state(&self) -> State {
        match self.state.load(Ordering::Relaxed) {
            OPEN => State::Open,
            FIXED => State::Fixed,
            _ => State::Hidden,
        }
    }

    /// Withholds it. A cell is only ever hidden, never shown again, so a shared grid can be searched by many.
    pub fn hide(&self) {
        self.state.store(HIDDEN, Ordering::Relaxed);
    }
}

/// All cells, remainders included, found by their nodes.
pub(super) struct Grid {
    pub trees: [Tree; AXES],
    pub children: [Vec<Vec<u32>>; AXES],
    pub cells: Vec<GridCell>,
    margins: Vec<u32>,
    pages: Vec<Vec<u32>>,
}

impl Grid {
    /// The grid of a lattice, its first cells in the order in which they were entered.
    pub fn of(lattice: &Lattice) -> Result<Self, LatticeFault> {
        let with = |axis: usize| lattice.trees[axis].with_remainders();
        let pairs: [(Tree, Vec<Option<u32>>); AXES] = std::array::from_fn(with);
        let remainders: [Vec<Option<u32>>; AXES] =
            std::array::from_fn(|axis| pairs[axis].1.clone());
        let trees = pairs.map(|(tree, _)| tree);
        let size = |axis: usize| trees[axis].len() as u64;
        let (places, margins) = (size(0) * size(1), size(2) * size(3) * size(4));
        if places > MOST_PLACES || margins > MOST_MARGINS {
            return Err(LatticeFault::TooLarge(places.max(margins)));
        }
        let mut grid = Self {
            children: std::array::from_fn(|axis| trees[axis].children()),
            trees,
            cells: Vec::with_capacity(lattice.entries.len() * 5 / 4),
            margins: vec![NOWHERE; margins as usize],
            pages: Vec::new(),
        };
        for entry in &lattice.entries {
            let state = match entry.standing {
                Standing::Asked => State::Open,
                Standing::Published => State::Fixed,
                Standing::Hidden => State::Hidden,
            };
            grid.add(entry.at, entry.n.cast_signed(), state);
        }
        grid.bridge_editions(&lattice.entries);
        for (axis, nodes) in remainders.iter().enumerate() {
            grid.add_remainders(axis, nodes, lattice.entries.len())?;
        }
        grid.mark_sums();
        Ok(grid)
    }

    /// The cell at these nodes.
    #[inline]
    pub fn find(&self, at: &[u32; AXES]) -> Option<usize> {
        let page = *self.margins.get(self.margin(at))?;
        if page == NOWHERE {
            return None;
        }
        let cell = self.pages[page as usize][self.spot(at)];
        (cell != NOWHERE).then_some(cell as usize)
    }

    fn margin(&self, at: &[u32; AXES]) -> usize {
        (at[2] as usize * self.trees[3].len() + at[3] as usize) * self.trees[4].len()
            + at[4] as usize
    }

    fn spot(&self, at: &[u32; AXES]) -> usize {
        at[0] as usize * self.trees[1].len() + at[1] as usize
    }

    fn add(&mut self, at: [u32; AXES], n: i64, state: State) {
        let (margin, spot) = (self.margin(&at), self.spot(&at));
        if self.margins[margin] == NOWHERE {
            self.margins[margin] = self.pages.len() as u32;
            self.pages
                .push(vec![NOWHERE; self.trees[0].len() * self.trees[1].len()]);
        }
        self.pages[self.margins[margin] as usize][spot] = self.cells.len() as u32;
        let state = match state {
            State::Open => OPEN,
            State::Fixed => FIXED,
            State::Hidden => HIDDEN,
        };
        self.cells.push(GridCell {
            at,
            n,
            state: AtomicU8::new(state),
            sums: 0,
        });
    }

    /// A cell known of an earlier edition but not of the one between: in between it counted what it did.
    fn bridge_editions(&mut self, entries: &[Entry]) {
        for entry in entries {
            for edition in (1..entry.at[EDITION]).rev() {
                let mut between = entry.at;
                between[EDITION] = edition;
                if self.find(&between).is_some() {
                    break;
                }
                self.add(between, entry.n.cast_signed(), State::Hidden);
            }
        }
    }

    /// What a whole counts beyond its parts along one axis becomes a hidden cell.
    fn add_remainders(
        &mut self,
        axis: usize,
        nodes: &[Option<u32>],
        given: usize,
    ) -> Result<(), LatticeFault> {
        let sums = self.sums_of_parts(axis);
        let mut used = vec![false; nodes.len()];
        for (whole, parts) in sums.iter().enumerate() {
            let Some(parts) = *parts else { continue };
            let (at, n) = (self.cells[whole].at, self.cells[whole].n);
            // Editions of a month and of its quarter are counted apart and need not be of the same day.
            let is_now = at[EDITION] == 0;
            if parts > n && axis != EDITION && is_now && whole < given {
                return Err(LatticeFault::PartsExceedWhole {
                    whole: Key::of(at),
                    n: n.cast_unsigned(),
                    parts: parts.cast_unsigned(),
                });
            }
            used[at[axis] as usize] |= parts < n;
        }
        for (whole, parts) in sums.into_iter().enumerate() {
            let (mut at, n) = (self.cells[whole].at, self.cells[whole].n);
            let node = nodes[at[axis] as usize].filter(|_| used[at[axis] as usize]);
            if let (Some(parts), Some(node)) = (parts.filter(|parts| *parts <= n), node) {
                at[axis] = node;
                // Where nothing remains, assume that people know it.
                let state = if parts < n {
                    State::Hidden
                } else {
                    State::Fixed
                };
                self.add(at, n - parts, state);
            }
        }
        Ok(())
    }

    /// For each cell the sum of its parts along an axis, if it has any.
    fn sums_of_parts(&self, axis: usize) -> Vec<Option<i64>> {
        let mut sums = vec![None; self.cells.len()];
        for cell in &self.cells {
            let Some(parent) = self.trees[axis].parent(cell.at[axis]) else {
                continue;
            };
            let mut above = cell.at;
            above[axis] = parent;
            if let Some(whole) = self.find(&above) {
                *sums[whole].get_or_insert(0) += cell.n;
            }
        }
        sums
    }

    /// Notes along which axes a cell is the sum of its parts. An edition that lost answers is not the sum
    /// of an earlier one and something; such pairs are held apart by the rule of increments.
    fn mark_sums(&mut self) {
        for axis in 0..AXES {
            for (whole, parts) in self.sums_of_parts(axis).into_iter().enumerate() {
                if parts == Some(self.cells[whole].n) {
                    self.cells[whole].sums |= 1 << axis;
                }
            }
        }
    }
}
