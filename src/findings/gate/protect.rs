//! Finds, for one small hidden group, other worlds in which it differs; withholds more where there are none.

use super::grid::{Grid, State};
use super::lattice::AXES;
use super::worlds::{Exchange, Quote, Refusal, Step, carry_out, quote, to_hide};

/// Which axes swap, tried in this order: two axes leave all sums alone with the fewest cells.
const SWAPS: [&[usize]; 16] = [
    &[0, 1],
    &[0, 2],
    &[0, 3],
    &[1, 2],
    &[1, 3],
    &[0, 1, 2],
    &[0, 1, 3],
    &[2],
    &[3],
    &[1],
    &[0],
    &[2, 3],
    &[4],
    &[0, 4],
    &[1, 4],
    &[],
];
/// Tries for one group in one direction before something more is withheld instead.
const MOST_TRIES: usize = 600;
/// Partners looked at per axis when something has to be withheld.
const MOST_PARTNERS: usize = 24;
/// Parts tried where a touched cell is itself a sum.
const MOST_PARTS: usize = 64;

/// The search around one grid.
pub(super) struct Search<'a> {
    pub grid: &'a mut Grid,
    pub threshold: i64,
    now: Vec<i64>,
    touched: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
}

impl<'a> Search<'a> {
    pub fn new(grid: &'a mut Grid, threshold: u64) -> Self {
        Self {
            now: grid.cells.iter().map(|cell| cell.n).collect(),
            grid,
            threshold: threshold as i64,
            touched: Vec::new(),
        }
    }

    /// Makes the group uncomputable, hiding other cells as needed; says which were hidden, or `None` when
    /// what is public already forbids every other world.
    pub fn protect(&mut self, target: usize) -> Option<Vec<usize>> {
        let mut hidden = Vec::new();
        while !self.is_protected(target) {
            let cells = self.cheapest(target)?;
            for &cell in &cells {
                self.grid.cells[cell].state = State::Hidden;
            }
            hidden.extend(cells);
        }
        Some(hidden)
    }

    /// Whether the group's count can differ by the threshold between worlds that look the same.
    fn is_protected(&mut self, target: usize) -> bool {
        let gained = self.reach(target, Direction::Up, self.threshold);
        let missing = self.threshold - gained;
        if missing <= 0 {
            return true;
        }
        // A group cannot lose more people than it has.
        missing <= self.grid.cells[target].n
            && self.reach(target, Direction::Down, missing) >= missing
    }

    /// How many people the group can gain or lose by exchanges that are possible now, up to `wanted`.
    fn reach(&mut self, target: usize, direction: Direction, wanted: i64) -> i64 {
        let mut reached = 0;
        let mut tries = 0;
        for swaps in SWAPS {
            let partners = self.partners(target, swaps, Some(direction));
            let mut chosen = [0; AXES];
            self.try_all(
                target,
                swaps,
                &partners,
                &mut chosen,
                0,
                0,
                &mut |search, exchange, offer| {
                    tries += 1;
                    let room = match direction {
                        Direction::Up => offer.up,
                        Direction::Down => offer.down,
                    };
                    let people = room.min(wanted - reached);
                    if people > 0 {
                        let signed = if direction == Direction::Up {
                            people
                        } else {
                            -people
                        };
                        carry_out(
                            search.grid,
                            &mut search.now,
                            exchange,
                            signed,
                            &mut search.touched,
                        );
                        reached += people;
                    }
                    reached < wanted && tries < MOST_TRIES
                },
            );
            if reached >= wanted || tries >= MOST_TRIES {
                break;
            }
        }
        for cell in self.touched.drain(..) {
            self.now[cell] = self.grid.cells[cell].n;
        }
        reached
    }

    /// The shown cells whose hiding buys the most room at the least cost.
    fn cheapest(&mut self, target: usize) -> Option<Vec<usize>> {
        let mut best: Option<(u64, i64, Exchange)> = None;
        let (threshold, mine) = (self.threshold, self.grid.cells[target].n);
        for swaps in SWAPS {
            let mut partners = self.partners(target, swaps, None);
            partners
                .iter_mut()
                .for_each(|list| list.truncate(MOST_PARTNERS));
            let mut chosen = [0; AXES];
            let budget = best
                .as_ref()
                .map_or(u64::MAX, |(cost, ..)| cost.saturating_mul(threshold as u64));
            self.try_all(
                target,
                swaps,
                &partners,
                &mut chosen,
                0,
                budget,
                &mut |_, exchange, offer: Quote| {
                    let gain = offer.up.min(threshold) + offer.down.min(mine);
                    // A free exchange that was not enough is no purchase.
                    if gain > 0 && offer.cost > 0 {
                        let better = best.as_ref().is_none_or(|(cost, room, _)| {
                            u128::from(offer.cost) * (*room as u128)
                                < u128::from(*cost) * gain as u128
                        });
                        if better {
                            best = Some((offer.cost, gain, *exchange));
                        }
                    }
                    true
                },
            );
        }
        best.map(|(_, _, exchange)| to_hide(self.grid, &exchange))
    }

    /// For each swapping axis the nodes that may exchange with the target's, best first.
    fn partners(
        &self,
        target: usize,
        swaps: &[usize],
        direction: Option<Direction>,
    ) -> [Vec<u32>; AXES] {
        let at = self.grid.cells[target].at;
        std::array::from_fn(|axis| {
            if !swaps.contains(&axis) {
                return Vec::new();
            }
            let mut found: Vec<(i64, u64, u32)> = Vec::new();
            let mut visit = |leaf, cell: usize| {
                if let Some(rank) = self.worth(cell, direction) {
                    found.push((rank, self.grid.trees[axis].hash(leaf), leaf));
                }
            };
            let mut node = at[axis];
            // Siblings and their parts; and while what is above is hidden too, the parts of its siblings.
            while let Some(parent) = self.grid.trees[axis].parent(node) {
                for &other in &self.grid.children[axis][parent as usize] {
                    if other != node {
                        self.parts_of(at, axis, other, &mut visit);
                    }
                }
                let mut above = at;
                above[axis] = parent;
                let above = self.grid.find(&above);
                if above.is_some_and(|cell| self.grid.cells[cell].state != State::Hidden) {
                    break;
                }
                node = parent;
            }
            found.sort_unstable();
            found.into_iter().map(|(_, _, leaf)| leaf).collect()
        })
    }

    /// The cells beside `at` along an axis, at `node` or below, that are not themselves sums along it.
    fn parts_of(&self, at: [u32; AXES], axis: usize, node: u32, visit: &mut dyn FnMut(u32, usize)) {
        let mut other = at;
        other[axis] = node;
        match self.grid.find(&other) {
            Some(cell) if self.grid.cells[cell].sums & (1 << axis) == 0 => visit(node, cell),
            _ => {
                for &child in &self.grid.children[axis][node as usize] {
                    self.parts_of(at, axis, child, visit);
                }
            }
        }
    }

    /// How early to try a partner, smallest first; `None` when it cannot help.
    fn worth(&self, cell: usize, direction: Option<Direction>) -> Option<i64> {
        let (n, state) = (self.grid.cells[cell].n, self.grid.cells[cell].state);
        match (direction, state) {
            (_, State::Fixed) | (Some(_), State::Open) => None,
            (Some(Direction::Up), State::Hidden) => (n > 0).then_some(-n),
            (Some(Direction::Down), State::Hidden) => Some(-n),
            (None, State::Hidden) => Some(-1),
            (None, State::Open) => Some(n),
        }
    }

    /// Quotes every exchange over these partners until `visit` says stop.
    #[expect(
        clippy::too_many_arguments,
        reason = "a recursion over axes; a struct would hide what varies"
    )]
    fn try_all(
        &mut self,
        target: usize,
        swaps: &[usize],
        partners: &[Vec<u32>; AXES],
        chosen: &mut [u32; AXES],
        depth: usize,
        budget: u64,
        visit: &mut dyn FnMut(&mut Self, &Exchange, Quote) -> bool,
    ) -> bool {
        let Some(&axis) = swaps.get(depth) else {
            let at = self.grid.cells[target].at;
            let step = |axis: usize| {
                if swaps.contains(&axis) {
                    Step::swap(self.grid, axis, at[axis], chosen[axis])
                } else {
                    Step::stay(self.grid, axis, at[axis])
                }
            };
            let steps: Option<Vec<Step>> = (0..AXES).map(step).collect();
            let Some(exchange) = steps.and_then(|steps| Exchange::try_from(steps).ok()) else {
                return true;
            };
            return self.try_one(exchange, budget, 2, visit);
        };
        for &partner in &partners[axis] {
            chosen[axis] = partner;
            if !self.try_all(target, swaps, partners, chosen, depth + 1, budget, visit) {
                return false;
            }
        }
        true
    }

    fn try_one(
        &mut self,
        exchange: Exchange,
        budget: u64,
        deeper: usize,
        visit: &mut dyn FnMut(&mut Self, &Exchange, Quote) -> bool,
    ) -> bool {
        match quote(self.grid, &self.now, &exchange, budget) {
            Ok(offer) => visit(self, &exchange, offer),
            Err(Refusal::NeedsPart(axis)) if deeper > 0 => {
                let mut leaves = Vec::new();
                self.leaves(axis, exchange[axis].foot(), &mut leaves);
                for leaf in leaves {
                    let Some(step) = Step::stay(self.grid, axis, leaf) else {
                        continue;
                    };
                    let mut finer = exchange;
                    finer[axis] = step;
                    if !self.try_one(finer, budget, deeper - 1, visit) {
                        return false;
                    }
                }
                true
            }
            Err(_) => true,
        }
    }

    fn leaves(&self, axis: usize, node: u32, found: &mut Vec<u32>) {
        for &child in &self.grid.children[axis][node as usize] {
            if found.len() >= MOST_PARTS {
                return;
            }
            if self.grid.children[axis][child as usize].is_empty() {
                found.push(child);
            } else {
                self.leaves(axis, child, found);
            }
        }
    }
}
