//! Finds, for one small hidden group, other worlds in which it differs; withholds more where there are none.

use super::grid::Grid;
use super::lattice::AXES;
use super::worlds::{Exchange, Quote, Step, carry_out, to_hide};

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
/// Orders in which partners are tried before more is withheld.
const ORDERS: u64 = 12;

/// The search around one grid.
pub(super) struct Search<'a> {
    pub grid: &'a Grid,
    threshold: i64,
    /// The world reached so far, and which of its cells differ from the truth.
    pub now: Vec<i64>,
    touched: Vec<usize>,
    /// Most that the shown cells of an exchange may count to be looked at; 0 = only hidden cells.
    pub budget: u64,
    /// 0 = the best partners first; others are other orders.
    pub order: u64,
}

/// Whether the group gains or loses people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
}

impl<'a> Search<'a> {
    pub fn new(grid: &'a Grid, threshold: u64) -> Self {
        Self {
            now: grid.cells.iter().map(|cell| cell.n).collect(),
            grid,
            threshold: threshold.cast_signed(),
            touched: Vec::new(),
            budget: 0,
            order: 0,
        }
    }

    /// Makes the group uncomputable, hiding other cells as needed; says which were hidden, and whether
    /// another world was found. Where none was, everything that holds the group is hidden.
    ///
    /// There must be a world in which the group counts at least the threshold (then no sum that holds it is
    /// a small group), and two worlds in which its count differs by the threshold (bounds on it stay wide).
    pub fn protect(&mut self, target: usize) -> (Vec<usize>, bool) {
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
        let proven = found.is_some() || self.start_over(target, &mut hidden).is_some();
        if !proven {
            self.hide_above(target, &mut hidden);
        }
        (hidden, proven)
    }

    /// Hides every cell that holds the target.
    fn hide_above(&mut self, target: usize, hidden: &mut Vec<usize>) {
        let at = self.grid.cells[target].at;
        let steps: [Option<Step>; AXES] =
            std::array::from_fn(|axis| Step::stay(self.grid, axis, at[axis]));
        if let [Some(a), Some(b), Some(c), Some(d), Some(e)] = steps {
            self.hide(&[a, b, c, d, e], hidden);
        }
    }

    /// Hides the shown cells that an exchange touches.
    fn hide(&mut self, exchange: &Exchange, hidden: &mut Vec<usize>) {
        for cell in to_hide(self.grid, exchange) {
            self.grid.cells[cell].hide();
            hidden.push(cell);
        }
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
            self.hide(&exchange, hidden);
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
    pub fn is_protected(&mut self, target: usize) -> bool {
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
            self.hide(&exchange, hidden);
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
}
