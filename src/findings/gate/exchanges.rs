//! Which exchanges there are around one group: its partners along each axis, and a quick look before a quote.

use super::grid::State;
use super::lattice::AXES;
use super::protect::{Direction, Search};
use super::worlds::{Exchange, Quote, Refusal, Step, quote};

/// Partners looked at per axis when something has to be withheld: so many hidden, and so many shown ones.
const MOST_PARTNERS: usize = 16;
/// Parts tried where a touched cell is itself a sum.
const MOST_PARTS: usize = 64;

impl Search<'_> {
    /// For each swapping axis the nodes that may exchange with the target's, best first.
    fn partners(&self, target: usize, swaps: &[usize], direction: Direction) -> [Vec<u32>; AXES] {
        let at = self.grid.cells[target].at;
        std::array::from_fn(|axis| {
            if !swaps.contains(&axis) {
                return Vec::new();
            }
            let mut found: Vec<(bool, (i64, u64), u32)> = Vec::new();
            let mut visit = |leaf, cell: usize| {
                if let Some((shown, rank)) = self.worth(cell, direction)
                    && self.can_stay(self.grid.cells[cell].at, swaps)
                {
                    let hash = self.grid.trees[axis].hash(leaf);
                    let key = if self.order == 0 {
                        (rank, hash)
                    } else {
                        (0, hash.wrapping_mul(2 * self.order + 1))
                    };
                    found.push((shown, key, leaf));
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
                if above.is_some_and(|cell| self.grid.cells[cell].state() != State::Hidden) {
                    break;
                }
                node = parent;
            }
            found.sort_unstable();
            if self.budget > 0 {
                let hidden = found.partition_point(|(shown, ..)| !shown);
                found.truncate(hidden + MOST_PARTNERS);
                found.drain(hidden.min(MOST_PARTNERS)..hidden);
            }
            found.into_iter().map(|(.., leaf)| leaf).collect()
        })
    }

    /// The cells beside `at` along an axis, at `node` or below, that are not themselves sums along it.
    fn parts_of(&self, at: [u32; AXES], axis: usize, node: u32, visit: &mut dyn FnMut(u32, usize)) {
        let mut other = at;
        other[axis] = node;
        let found = self
            .grid
            .find(&other)
            .map(|cell| (cell, &self.grid.cells[cell]));
        match found {
            Some((cell, here)) if here.sums & (1 << axis) == 0 => visit(node, cell),
            // A sum that stays shown keeps its parts from exchanging with others'.
            Some((_, here)) if here.state() == State::Fixed => {}
            Some((_, here)) if here.state() == State::Open && self.budget == 0 => {}
            _ => {
                for &child in &self.grid.children[axis][node as usize] {
                    self.parts_of(at, axis, child, visit);
                }
            }
        }
    }

    /// How early to try a partner: hidden ones with most people first, then the smallest shown ones; `None`
    /// when it cannot help.
    fn worth(&self, cell: usize, direction: Direction) -> Option<(bool, i64)> {
        let n = self.now[cell];
        match self.grid.cells[cell].state() {
            _ if direction == Direction::Up && n <= 0 => None,
            State::Hidden => Some((false, -n)),
            State::Open if self.budget > 0 => Some((true, n)),
            _ => None,
        }
    }

    /// Quotes every exchange over these axes until `visit` says stop.
    pub fn for_each_exchange(
        &mut self,
        target: usize,
        swaps: &[usize],
        direction: Direction,
        visit: &mut dyn FnMut(&mut Self, &Exchange, Quote) -> bool,
    ) {
        let at = self.grid.cells[target].at;
        if !self.can_stay(at, swaps) {
            return;
        }
        let partners = self.partners(target, swaps, direction);
        if swaps.iter().any(|axis| partners[*axis].is_empty()) {
            return;
        }
        // A step that is too long to hold has no partner, or spoils everything.
        let grid = self.grid;
        let steps: [Vec<Step>; AXES] = std::array::from_fn(|axis| {
            let swap = |&partner: &u32| Step::swap(grid, axis, at[axis], partner);
            if swaps.contains(&axis) {
                partners[axis].iter().filter_map(swap).collect()
            } else {
                Step::stay(grid, axis, at[axis]).into_iter().collect()
            }
        });
        let [Some(a), Some(b), Some(c), Some(d), Some(e)] =
            steps.each_ref().map(|steps| steps.first().copied())
        else {
            return;
        };
        let mut exchange: Exchange = [a, b, c, d, e];
        // An odometer over the partners of each axis; `cost[w]` is that of everything wheels below `w` decide.
        let mut chosen = [0; AXES];
        let mut cost = [0; AXES + 1];
        let mut from = 0;
        loop {
            let mut spoiled = None;
            for wheel in from..swaps.len() {
                let more = self.cost_of_wheel(&exchange, swaps, wheel, direction);
                match more.map(|more| cost[wheel] + more) {
                    Some(sum) if sum <= self.budget => cost[wheel + 1] = sum,
                    _ => {
                        spoiled = Some(wheel);
                        break;
                    }
                }
            }
            if spoiled.is_none() && !self.try_one(&exchange, 2, visit) {
                return;
            }
            // Turn the wheel that spoils the exchange; the finer ones start again.
            let mut wheel = spoiled.map_or(swaps.len(), |wheel| wheel + 1);
            let turned = loop {
                if wheel == 0 {
                    return;
                }
                wheel -= 1;
                let axis = swaps[wheel];
                chosen[axis] += 1;
                if chosen[axis] < steps[axis].len() {
                    break wheel;
                }
            };
            for &axis in &swaps[turned + 1..] {
                chosen[axis] = 0;
            }
            for &axis in &swaps[turned..] {
                exchange[axis] = steps[axis][chosen[axis]];
            }
            // What was tried may have moved people or made the search thriftier.
            from = if spoiled.is_none() { 0 } else { turned };
        }
    }

    /// Whether what stands above the target along the axes that do not swap may change at all.
    fn can_stay(&self, at: [u32; AXES], swaps: &[usize]) -> bool {
        let mut cost = 0;
        for axis in (0..AXES).filter(|axis| !swaps.contains(axis)) {
            for node in self.grid.trees[axis].upwards(at[axis]).skip(1) {
                let mut above = at;
                above[axis] = node;
                let Some(cell) = self.grid.find(&above) else {
                    continue;
                };
                match self.grid.cells[cell].state() {
                    State::Fixed => return false,
                    State::Open => cost += self.grid.cells[cell].n.cast_unsigned() + 1,
                    State::Hidden => {}
                }
            }
        }
        cost <= self.budget
    }

    /// A quick look at the cells that the partner of one wheel decides, those of finer wheels left at the target: what
    /// they cost, or `None` when they spoil every exchange with this partner.
    fn cost_of_wheel(
        &self,
        exchange: &Exchange,
        swaps: &[usize],
        wheel: usize,
        direction: Direction,
    ) -> Option<u64> {
        // Of each axis the nodes to combine, and how many of the first of them are leaves.
        let mut nodes: [&[(u32, i8)]; AXES] = exchange.each_ref().map(Step::moving);
        for (at, &axis) in swaps.iter().enumerate() {
            if at == wheel {
                nodes[axis] = &nodes[axis][1..];
            } else if at > wheel {
                nodes[axis] = &nodes[axis][..1];
            }
        }
        let leaves: [u32; AXES] = std::array::from_fn(|axis| exchange[axis].partner());
        let [places, periods, channels, groups, editions] = nodes;
        let mut cost = 0;
        for edition in editions {
            for group in groups {
                for channel in channels {
                    for period in periods {
                        for place in places {
                            let at = [place.0, period.0, channel.0, group.0, edition.0];
                            let Some(cell) = self.grid.find(&at) else {
                                let is_corner = (0..AXES).all(|axis| {
                                    at[axis] == exchange[axis].foot() || at[axis] == leaves[axis]
                                });
                                if is_corner {
                                    return None;
                                }
                                continue;
                            };
                            match self.grid.cells[cell].state() {
                                State::Fixed => return None,
                                State::Open => {
                                    cost += self.grid.cells[cell].n.cast_unsigned() + 1;
                                    if cost > self.budget {
                                        return None;
                                    }
                                }
                                State::Hidden => {}
                            }
                            let sign = place.1 * period.1 * channel.1 * group.1 * edition.1;
                            let gives = (sign < 0) == (direction == Direction::Up);
                            if gives && self.now[cell] <= 0 {
                                return None;
                            }
                        }
                    }
                }
            }
        }
        Some(cost)
    }

    fn try_one(
        &mut self,
        exchange: &Exchange,
        deeper: usize,
        visit: &mut dyn FnMut(&mut Self, &Exchange, Quote) -> bool,
    ) -> bool {
        match quote(self.grid, &self.now, exchange, self.budget) {
            Ok(offer) => visit(self, exchange, offer),
            Err(Refusal::NeedsPart(axis)) if deeper > 0 => {
                let mut leaves = Vec::new();
                self.leaves(axis, exchange[axis].foot(), &mut leaves);
                for leaf in leaves {
                    let Some(step) = Step::stay(self.grid, axis, leaf) else {
                        continue;
                    };
                    let mut finer = *exchange;
                    finer[axis] = step;
                    if !self.try_one(&finer, deeper - 1, visit) {
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
