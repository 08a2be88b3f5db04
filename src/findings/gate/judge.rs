//! The judgement: every cell shown with its detail, or withheld.

use std::collections::HashMap;
use std::thread;

use super::grid::{Grid, State};
use super::lattice::{AXES, EDITION, Key, Lattice, LatticeFault, Standing};
use super::protect::Search;
use super::tier::Tier;

/// Below so many small groups threads cost more than they bring.
const WORTH_A_THREAD: usize = 500;

/// The gate of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// Fewest people of a shown cell, 1 or more; 10 unless a province wants more.
    pub threshold: u64,
}

impl Default for Gate {
    fn default() -> Self {
        Self { threshold: 10 }
    }
}

/// Why a cell is withheld. For staff and the log only: see the module's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Fewer people than the threshold.
    TooFew,
    /// It would let another cell be computed.
    Complement,
    /// It differs from a published edition by fewer people than the threshold.
    Increment,
}

/// What becomes of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Shown, in this much detail.
    Shown(Tier),
    /// Nobody answered, and that may be said.
    NoData,
    /// Not shown. The public reads the same words whatever the reason.
    Withheld(Why),
}

impl Verdict {
    /// The tier, when shown.
    pub fn tier(self) -> Option<Tier> {
        match self {
            Self::Shown(tier) => Some(tier),
            _ => None,
        }
    }
}

/// The verdicts of a lattice.
#[derive(Debug, Clone)]
pub struct Judgement {
    verdicts: HashMap<Key, Verdict>,
    unproven: Vec<Key>,
}

impl Judgement {
    /// The verdict on a cell that was asked for.
    pub fn verdict(&self, key: Key) -> Option<Verdict> {
        self.verdicts.get(&key).copied()
    }

    /// All verdicts, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (Key, Verdict)> {
        self.verdicts.iter().map(|(key, verdict)| (*key, *verdict))
    }

    /// Small groups of which no other world was found although everything that holds them is withheld. Only
    /// what was public before can be the cause; a release with such groups wants a look by staff. Empty for
    /// a first release.
    pub fn unproven(&self) -> &[Key] {
        &self.unproven
    }
}

impl Gate {
    /// Judges all cells that were asked for.
    pub fn judge(self, lattice: &Lattice) -> Result<Judgement, LatticeFault> {
        let threshold = self.threshold.max(1);
        let grid = Grid::of(lattice)?;
        let mut why: Vec<Option<Why>> = vec![None; lattice.entries.len()];
        for (cell, entry) in lattice.entries.iter().enumerate() {
            if entry.standing == Standing::Asked {
                why[cell] = if entry.n > 0 && entry.least < threshold {
                    Some(Why::TooFew)
                } else if self.is_small_increment(&grid, entry.at, entry.n) {
                    Some(Why::Increment)
                } else {
                    None
                };
                if why[cell].is_some() {
                    grid.cells[cell].hide();
                }
            }
        }
        for cell in losses_that_show(&grid, lattice, threshold) {
            grid.cells[cell].hide();
            why[cell].get_or_insert(Why::Increment);
        }
        let mut unproven = Vec::new();
        let mut search = Search::new(&grid, threshold);
        for target in unprotected(&grid, &small_groups(&grid, threshold), threshold) {
            let (hidden, proven) = search.protect(target);
            for cell in hidden {
                if let Some(why) = why.get_mut(cell) {
                    why.get_or_insert(Why::Complement);
                }
            }
            if !proven {
                unproven.push(Key::of(search.grid.cells[target].at));
            }
        }
        let asked = lattice
            .entries
            .iter()
            .zip(why)
            .filter(|(entry, _)| entry.standing == Standing::Asked);
        let verdicts = asked
            .map(|(entry, why)| {
                let verdict = match (why, Tier::of(entry.least, threshold)) {
                    (Some(why), _) => Verdict::Withheld(why),
                    (None, Some(tier)) => Verdict::Shown(tier),
                    (None, None) => Verdict::NoData,
                };
                (Key::of(entry.at), verdict)
            })
            .collect();
        Ok(Judgement { verdicts, unproven })
    }

    fn is_small_increment(self, grid: &Grid, at: [u32; AXES], n: u64) -> bool {
        (1..grid.trees[EDITION].len() as u32).any(|edition| {
            let mut before = at;
            before[EDITION] = edition;
            grid.find(&before).is_some_and(|cell| {
                let difference = grid.cells[cell].n.unsigned_abs().abs_diff(n);
                grid.cells[cell].state() == State::Fixed
                    && (1..self.threshold).contains(&difference)
            })
        })
    }
}

/// The smallest hidden groups there are: whoever cannot compute these cannot compute any small group,
/// because every group is a sum of them and a sum of protected counts can reach the threshold too.
/// The hardest come first, those with the most people, so that what is bought for them serves the others.
fn small_groups(grid: &Grid, threshold: u64) -> Vec<usize> {
    let small = |cell: &usize| {
        let cell = &grid.cells[*cell];
        cell.state() == State::Hidden
            && cell.sums == 0
            && (1..threshold.cast_signed()).contains(&cell.n)
    };
    let mut targets: Vec<usize> = (0..grid.cells.len()).filter(small).collect();
    let hash = |cell: usize| {
        let nodes = grid.cells[cell].at.iter().zip(&grid.trees);
        nodes.fold(0u64, |sum, (&node, tree)| {
            sum.rotate_left(13) ^ tree.hash(node)
        })
    };
    targets.sort_by_cached_key(|&cell| (-grid.cells[cell].n, hash(cell)));
    targets
}

/// Those groups for which something more must be withheld. What is protected already stays so, whatever is
/// withheld later; so this first pass can be shared among the cores.
fn unprotected(grid: &Grid, groups: &[usize], threshold: u64) -> Vec<usize> {
    let search = |part: &[usize]| -> Vec<usize> {
        let mut search = Search::new(grid, threshold);
        let open = part.iter().filter(|target| !search.is_protected(**target));
        open.copied().collect()
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    if cores == 1 || groups.len() < WORTH_A_THREAD {
        return search(groups);
    }
    thread::scope(|scope| {
        let parts = groups.chunks(groups.len().div_ceil(cores));
        let running: Vec<_> = parts.map(|part| scope.spawn(|| search(part))).collect();
        let joined = running.into_iter().map(thread::ScopedJoinHandle::join);
        joined
            .flat_map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// New editions that *lost* answers (set aside after publication): a whole is hidden when the losses of its
/// hidden parts, which its own loss would tell, sum to fewer people than the threshold.
fn losses_that_show(grid: &Grid, lattice: &Lattice, threshold: u64) -> Vec<usize> {
    let loss = |cell: usize| -> Option<(i64, bool)> {
        let mut before = grid.cells[cell].at;
        before[EDITION] = 1;
        let old = &grid.cells[grid.find(&before)?];
        Some((old.n - grid.cells[cell].n, old.state() == State::Fixed))
    };
    let asked = |cell: &usize| lattice.entries[*cell].standing == Standing::Asked;
    let asked: Vec<usize> = (0..lattice.entries.len()).filter(asked).collect();
    if grid.trees[EDITION].is_empty()
        || !asked
            .iter()
            .any(|&cell| loss(cell).is_some_and(|(loss, _)| loss > 0))
    {
        return Vec::new();
    }
    let mut hidden: Vec<bool> = grid
        .cells
        .iter()
        .map(|cell| cell.state() == State::Hidden)
        .collect();
    let mut found = Vec::new();
    loop {
        let before = found.len();
        for &whole in &asked {
            let Some((total, true)) = loss(whole).filter(|_| !hidden[whole]) else {
                continue;
            };
            let shows = (0..EDITION)
                .filter(|axis| grid.cells[whole].sums & (1 << axis) != 0)
                .any(|axis| {
                    let at = grid.cells[whole].at;
                    let parts = &grid.children[axis][at[axis] as usize];
                    let told: i64 = parts
                        .iter()
                        .filter_map(|&node| {
                            let mut part = at;
                            part[axis] = node;
                            let cell = grid.find(&part).filter(|cell| !hidden[*cell])?;
                            loss(cell).filter(|(_, known)| *known).map(|(loss, _)| loss)
                        })
                        .sum();
                    (1..threshold).contains(&(total - told).unsigned_abs())
                });
            if shows {
                hidden[whole] = true;
                found.push(whole);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}
