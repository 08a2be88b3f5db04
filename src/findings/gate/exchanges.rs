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
        let mut steps: [Option<Step>; AXES] =
            std::array::from_fn(|axis| match partners[axis].first() {
                Some(&partner) => Step::swap(self.grid, axis, at[axis], partner),
                None => Step::stay(self.grid, axis, at[axis]),
            });
        // An odometer over the partners of each axis.
        let mut chosen = [0; AXES];
        loop {
            let with = |axis: usize| partners[axis][chosen[axis]];
            let spoiled = self.spoiled(at, swaps, &with, direction);
            if spoiled.is_none()
                && let [Some(a), Some(b), Some(c), Some(d), Some(e)] = steps
                && !self.try_one(&[a, b, c, d, e], 2, visit)
            {
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
                if chosen[axis] < partners[axis].len() {
                    break wheel;
                }
            };
            for &axis in &swaps[turned + 1..] {
                chosen[axis] = 0;
            }
            for &axis in &swaps[turned..] {
                steps[axis] = Step::swap(self.grid, axis, at[axis], partners[axis][chosen[axis]]);
            }
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

    /// A quick look at the corners before the whole exchange is quoted: which wheel must turn, if any.
    fn spoiled(
        &self,
        at: [u32; AXES],
        swaps: &[usize],
        with: &dyn Fn(usize) -> u32,
        direction: Direction,
    ) -> Option<usize> {
        let mut cost = 0;
        for corner in 1u32..1 << swaps.len() {
            let mut other = at;
            let mut last = 0;
            for (wheel, &axis) in swaps.iter().enumerate() {
                if corner & (1 << wheel) != 0 {
                    other[axis] = with(axis);
                    last = wheel;
                }
            }
            let Some(cell) = self.grid.find(&other) else {
                return Some(last);
            };
            match self.grid.cells[cell].state() {
                State::Fixed => return Some(last),
                State::Open => cost += self.grid.cells[cell].n.cast_unsigned() + 1,
                State::Hidden => {}
            }
            let gives = (corner.count_ones() % 2 == 1) == (direction == Direction::Up);
            if cost > self.budget || (gives && self.now[cell] <= 0) {
                return Some(last);
            }
            // Single corners were looked at when the partners were chosen.
            if corner.count_ones() > 1 && !self.can_stay(other, swaps) {
                return Some(last);
            }
        }
        None
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
