//! Finds, for one small hidden group, other worlds in which it differs; withholds more where there are none.

use super::grid::{Grid, State};
use super::lattice::AXES;
use super::worlds::{Exchange, Quote, Refusal, Step, carry_out, quote, to_hide};

/// Which axes swap, tried in this order: first the sets that leave most sums alone, because they touch the
/// fewest shown cells, and a cheap find spares the search of the dear ones.
const SWAPS: [&[usize]; 16] = [
    &[],
    &[4],
    &[0, 1, 2],
    &[0, 1, 3],
    &[0, 2],
    &[0, 3],
    &[1, 2],
    &[1, 3],
    &[2],
    &[3],
    &[0, 1],
    &[0],
    &[1],
    &[2, 3],
    &[0, 4],
    &[1, 4],
];
/// Possible exchanges looked at for one group, direction and set of axes.
const MOST_TRIES: usize = 400;
/// Partners looked at per axis when something has to be withheld.
const MOST_PARTNERS: usize = 16;
/// Orders in which partners are tried before more is withheld.
const ORDERS: u64 = 12;
/// Parts tried where a touched cell is itself a sum.
const MOST_PARTS: usize = 64;

/// The search around one grid.
pub(super) struct Search<'a> {
    pub grid: &'a mut Grid,
    threshold: i64,
    /// The world reached so far, and which of its cells differ from the truth.
    now: Vec<i64>,
    touched: Vec<usize>,
    /// Most that the shown cells of an exchange may count to be looked at; 0 = only hidden cells.
    budget: u64,
    /// 0 = the best partners first; others are other orders.
    order: u64,
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
            threshold: threshold.cast_signed(),
            touched: Vec::new(),
            budget: 0,
            order: 0,
        }
    }

    /// Makes the group uncomputable, hiding other cells as needed; says which were hidden, or `None` when
    /// what is public already forbids every other world.
    ///
    /// There must be a world in which the group counts at least the threshold (then no sum that holds it is
    /// a small group), and two worlds in which its count differs by the threshold (bounds on it stay wide).
    pub fn protect(&mut self, target: usize) -> Option<Vec<usize>> {
        let mine = self.grid.cells[target].n;
        let mut hidden = Vec::new();
        let found = self
            .climb(target, 0, self.threshold - mine, &mut hidden)
            .and_then(|gained| {
                let missing = self.threshold - gained;
                let lost = self.lose(target, missing.min(mine));
                self.climb(target, gained, self.threshold - lost, &mut hidden)
            });
        self.forget();
        if found.is_none() {
            self.start_over(target, &mut hidden)?;
        }
        Some(hidden)
    }

    /// The exchanges taken so far can stand in each other's way. Then others are tried, in other orders, and
    /// more is hidden until some go far enough.
    fn start_over(&mut self, target: usize, hidden: &mut Vec<usize>) -> Option<()> {
        loop {
            for order in 0..ORDERS {
                self.order = order;
                let protected = self.is_protected(target);
                self.order = 0;
                if protected {
                    return Some(());
                }
            }
            let Some((exchange, _)) = self.cheapest(target, self.threshold, 1) else {
                // Nothing is left to hide. What was public before may hold the count within narrow
                // bounds; the group is computable only if it cannot even reach the threshold.
                return self.can_reach_threshold(target).then_some(());
            };
            let cells = to_hide(self.grid, &exchange);
            for &cell in &cells {
                self.grid.cells[cell].state = State::Hidden;
            }
            hidden.extend(cells);
        }
    }

    fn can_reach_threshold(&mut self, target: usize) -> bool {
        let wanted = self.threshold - self.grid.cells[target].n;
        let reached = (0..ORDERS).any(|order| {
            self.order = order;
            let reached = self.reach(target, Direction::Up, wanted) >= wanted;
            self.forget();
            reached
        });
        self.order = 0;
        reached
    }

    /// Whether exchanges between hidden cells go far enough, without hiding anything.
    fn is_protected(&mut self, target: usize) -> bool {
        let mine = self.grid.cells[target].n;
        let gained = self.reach(target, Direction::Up, self.threshold);
        self.forget();
        let missing = self.threshold - gained;
        missing <= 0 || (missing <= mine && self.lose(target, missing) >= missing)
    }

    /// Lets the group gain until it has gained `wanted`, hiding more where that is the only way.
    fn climb(
        &mut self,
        target: usize,
        gained: i64,
        wanted: i64,
        hidden: &mut Vec<usize>,
    ) -> Option<i64> {
        let mut gained = gained;
        if gained < wanted {
            gained += self.reach(target, Direction::Up, wanted - gained);
        }
        while gained < wanted {
            let (exchange, room) = self.cheapest(target, wanted - gained, 0)?;
            let cells = to_hide(self.grid, &exchange);
            for &cell in &cells {
                self.grid.cells[cell].state = State::Hidden;
            }
            hidden.extend(cells);
            carry_out(self.grid, &mut self.now, &exchange, room, &mut self.touched);
            gained += room;
        }
        Some(gained)
    }

    /// How many people, up to `wanted`, the group can lose in another world; the world reached stays.
    fn lose(&mut self, target: usize, wanted: i64) -> i64 {
        if wanted <= 0 {
            return 0;
        }
        let kept: Vec<(usize, i64)> = self
            .touched
            .iter()
            .map(|&cell| (cell, self.now[cell]))
            .collect();
        self.forget();
        let lost = self.reach(target, Direction::Down, wanted);
        self.forget();
        for (cell, n) in kept {
            self.now[cell] = n;
            self.touched.push(cell);
        }
        lost
    }

    /// Back to the true counts.
    fn forget(&mut self) {
        for cell in self.touched.drain(..) {
            self.now[cell] = self.grid.cells[cell].n;
        }
    }

    /// How many people, up to `wanted`, the group can gain or lose by exchanges between hidden cells.
    fn reach(&mut self, target: usize, direction: Direction, wanted: i64) -> i64 {
        let mut reached = 0;
        self.budget = 0;
        for swaps in SWAPS {
            let mut tries = 0;
            self.for_each_exchange(target, swaps, direction, &mut |search, exchange, offer| {
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
            });
            if reached >= wanted {
                break;
            }
        }
        reached
    }

    /// The exchange that brings most of what is `wanted` for the least that must be hidden, and how much;
    /// only exchanges for which at least `least` must be hidden.
    fn cheapest(&mut self, target: usize, wanted: i64, least: u64) -> Option<(Exchange, i64)> {
        let mut best: Option<(u64, i64, Exchange)> = None;
        self.budget = u64::MAX;
        for swaps in SWAPS {
            self.for_each_exchange(
                target,
                swaps,
                Direction::Up,
                &mut |search, exchange, offer: Quote| {
                    let gain = offer.up.min(wanted);
                    if gain > 0 && offer.cost >= least {
                        let better = best.as_ref().is_none_or(|(cost, room, _)| {
                            u128::from(offer.cost) * u128::from(room.cast_unsigned())
                                < u128::from(*cost) * u128::from(gain.cast_unsigned())
                        });
                        if better {
                            best = Some((offer.cost, gain, *exchange));
                            // Nothing dearer can be better value, however much it brings.
                            let most = u128::from(offer.cost) * u128::from(wanted.cast_unsigned());
                            search.budget = (most / u128::from(gain.cast_unsigned())) as u64;
                        }
                    }
                    offer.cost > 0 || gain == 0 || least > 0
                },
            );
        }
        best.map(|(_, gain, exchange)| (exchange, gain))
    }

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
                if above.is_some_and(|cell| self.grid.cells[cell].state != State::Hidden) {
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
            Some((_, here)) if here.state == State::Fixed => {}
            Some((_, here)) if here.state == State::Open && self.budget == 0 => {}
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
        match self.grid.cells[cell].state {
            _ if direction == Direction::Up && n <= 0 => None,
            State::Hidden => Some((false, -n)),
            State::Open if self.budget > 0 => Some((true, n)),
            _ => None,
        }
    }

    /// Quotes every exchange over these axes until `visit` says stop.
    fn for_each_exchange(
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
                match self.grid.cells[cell].state {
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
            match self.grid.cells[cell].state {
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
