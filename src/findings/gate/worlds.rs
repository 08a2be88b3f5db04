//! Exchanges of people between hidden cells: the steps from the true counts to another possible world.
//!
//! An exchange is a product of one *step* per axis. A step either stays (the node and everything above it
//! gain) or swaps (one node and what is above it gains, another loses, up to where they meet). Where two
//! or more axes swap, the four, eight … corners gain and lose in turn, and every sum along a swapped axis
//! stays as it was. An exchange is possible when every cell it touches is hidden and nothing falls
//! below zero.

use super::grid::{Grid, State};
use super::lattice::AXES;

/// Deepest chain of nodes a step can hold: two branches of up to seven levels and where they meet.
const LONGEST: usize = 15;

/// A step along one axis: nodes with +1, −1, or 0 where two branches meet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    nodes: [(u32, i8); LONGEST],
    /// For each node the positions of its children within the step.
    below: [[u8; 2]; LONGEST],
    len: usize,
    swaps: bool,
}

const NONE: u8 = u8::MAX;

/// What an exchange costs and how far it reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    /// Sum over the shown cells that would have to be hidden; 0 = possible as it is.
    pub cost: u64,
    /// How many people the target can gain.
    pub up: i64,
    /// How many it can lose.
    pub down: i64,
}

/// Why an exchange is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It would change something public, or break a sum.
    Impossible,
    /// A cell it touches has parts along this axis, and the step does not say which part changes.
    NeedsPart(usize),
}

/// An exchange: one step per axis.
pub(super) type Exchange = [Step; AXES];

impl Step {
    fn empty(swaps: bool) -> Self {
        Self {
            nodes: [(0, 0); LONGEST],
            below: [[NONE; 2]; LONGEST],
            len: 0,
            swaps,
        }
    }

    fn push(&mut self, node: u32, sign: i8) -> Option<u8> {
        let at = self.len;
        *self.nodes.get_mut(at)? = (node, sign);
        self.len += 1;
        Some(at as u8)
    }

    /// Staying: `node` and everything above it change alike. `None` when the tree is too deep.
    pub fn stay(grid: &Grid, axis: usize, node: u32) -> Option<Self> {
        let mut step = Self::empty(false);
        let mut child = NONE;
        for node in grid.trees[axis].upwards(node) {
            let at = step.push(node, 1)?;
            step.below[at as usize][0] = child;
            child = at;
        }
        Some(step)
    }

    /// Swapping: `node` gains what `other` loses.
    pub fn swap(grid: &Grid, axis: usize, node: u32, other: u32) -> Option<Self> {
        let tree = &grid.trees[axis];
        let meet = tree
            .upwards(node)
            .find(|up| tree.upwards(other).any(|o| o == *up))?;
        if meet == node || meet == other {
            return None;
        }
        let mut step = Self::empty(true);
        let mut tops = [NONE; 2];
        for (side, (leaf, sign)) in [(node, 1), (other, -1)].into_iter().enumerate() {
            for up in tree.upwards(leaf).take_while(|up| *up != meet) {
                let at = step.push(up, sign)?;
                step.below[at as usize][0] = tops[side];
                tops[side] = at;
            }
        }
        let at = step.push(meet, 0)?;
        step.below[at as usize] = tops;
        Some(step)
    }

    pub fn entries(&self) -> &[(u32, i8)] {
        &self.nodes[..self.len]
    }

    /// Those entries that gain or lose: all but the last of a swap, where its branches meet. The foot comes first.
    pub fn moving(&self) -> &[(u32, i8)] {
        &self.nodes[..self.len - usize::from(self.swaps)]
    }

    /// The lowest node on the losing side; the foot when nothing is swapped.
    pub fn partner(&self) -> u32 {
        let losing = self.moving().iter().find(|(_, sign)| *sign < 0);
        losing.map_or(self.foot(), |(node, _)| *node)
    }

    /// The lowest node on the gaining side.
    pub fn foot(&self) -> u32 {
        self.nodes[0].0
    }
}

/// Every combination of one entry per axis, with its positions.
fn for_each_corner<E>(
    exchange: &Exchange,
    mut visit: impl FnMut([usize; AXES], [u32; AXES], [i8; AXES]) -> Result<(), E>,
) -> Result<(), E> {
    let [places, periods, channels, groups, editions] = exchange.each_ref().map(Step::entries);
    for (e, edition) in editions.iter().enumerate() {
        for (g, group) in groups.iter().enumerate() {
            for (c, channel) in channels.iter().enumerate() {
                for (p, place) in places.iter().enumerate() {
                    for (t, period) in periods.iter().enumerate() {
                        visit(
                            [p, t, c, g, e],
                            [place.0, period.0, channel.0, group.0, edition.0],
                            [place.1, period.1, channel.1, group.1, edition.1],
                        )?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// What the exchange would cost in the world `now`; refused when it costs more than `budget`.
pub(super) fn quote(
    grid: &Grid,
    now: &[i64],
    exchange: &Exchange,
    budget: u64,
) -> Result<Quote, Refusal> {
    let mut quote = Quote {
        cost: 0,
        up: i64::MAX,
        down: i64::MAX,
    };
    for_each_corner(exchange, |positions, at, signs| {
        let zeros = signs.iter().filter(|sign| **sign == 0).count();
        if zeros > 1 {
            return Ok(());
        }
        let Some(cell) = grid.find(&at) else {
            return Ok(());
        };
        let here = &grid.cells[cell];
        if zeros == 0 {
            match here.state() {
                State::Fixed => return Err(Refusal::Impossible),
                State::Open => quote.cost += here.n as u64 + 1,
                State::Hidden => {}
            }
            if quote.cost > budget {
                return Err(Refusal::Impossible);
            }
            let gains = signs.iter().filter(|sign| **sign < 0).count() % 2 == 0;
            let room = if gains {
                &mut quote.down
            } else {
                &mut quote.up
            };
            *room = (*room).min(now[cell].max(0));
        }
        for axis in 0..AXES {
            if here.sums & (1 << axis) != 0 {
                keeps_its_sum(grid, exchange, axis, positions, at, signs)?;
            }
        }
        Ok(())
    })?;
    Ok(quote)
}

/// Whether the parts of a cell along an axis change by as much as the cell itself.
fn keeps_its_sum(
    grid: &Grid,
    exchange: &Exchange,
    axis: usize,
    positions: [usize; AXES],
    at: [u32; AXES],
    signs: [i8; AXES],
) -> Result<(), Refusal> {
    if (0..AXES).any(|other| other != axis && signs[other] == 0) {
        return Ok(());
    }
    let step = &exchange[axis];
    let mut change = 0;
    let mut named = false;
    for child in step.below[positions[axis]] {
        if child != NONE {
            named = true;
            let (node, sign) = step.nodes[child as usize];
            let mut part = at;
            part[axis] = node;
            change += if grid.find(&part).is_some() { sign } else { 0 };
        }
    }
    if change == signs[axis] {
        Ok(())
    } else if !named && !step.swaps {
        Err(Refusal::NeedsPart(axis))
    } else {
        Err(Refusal::Impossible)
    }
}

/// Moves `people` (may be negative) to the target in the world `now`, noting which cells changed.
pub(super) fn carry_out(
    grid: &Grid,
    now: &mut [i64],
    exchange: &Exchange,
    people: i64,
    touched: &mut Vec<usize>,
) {
    let done: Result<(), ()> = for_each_corner(exchange, |_, at, signs| {
        let sign: i8 = signs.iter().product();
        if sign != 0
            && let Some(cell) = grid.find(&at)
        {
            now[cell] += i64::from(sign) * people;
            touched.push(cell);
        }
        Ok(())
    });
    debug_assert!(done.is_ok());
}

/// The shown cells that the exchange needs hidden.
pub(super) fn to_hide(grid: &Grid, exchange: &Exchange) -> Vec<usize> {
    let mut cells = Vec::new();
    let done: Result<(), ()> = for_each_corner(exchange, |_, at, signs| {
        if signs.iter().all(|sign| *sign != 0)
            && let Some(cell) = grid.find(&at)
            && grid.cells[cell].state() == State::Open
        {
            cells.push(cell);
        }
        Ok(())
    });
    debug_assert!(done.is_ok());
    cells
}
