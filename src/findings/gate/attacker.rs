//! The attacker: knows everything public of a small made-up country and adds and subtracts all of it.
//!
//! It does not use the gate's own picture (no remainders, no exchanges). Its unknowns are the *atoms*: the
//! people of one commune, one month, one channel, one procedure group, one edition. Every shown cell is an
//! equation over atoms. A group is computable when its equation is a combination of the shown ones; the
//! attacker finds that exactly, by elimination in arithmetic modulo a prime.

use std::collections::HashMap;

use super::judge::{Gate, Judgement, Verdict};
use super::lattice::{Key, Lattice};
use super::tree::Tree;
use crate::index::Random;

const PRIME: u64 = 2_147_483_647;

/// A made-up country: trees, and how many people each atom holds.
pub(super) struct Country {
    /// Places, periods, channels, groups.
    pub trees: [Tree; 4],
    /// The keys of the atoms: leaves, and inner nodes for answers counted at a coarser cell.
    pub atoms: Vec<Key>,
    /// People of each atom when first published.
    pub people: Vec<u64>,
    /// People that came later, for the second edition.
    pub late: Vec<u64>,
}

impl Country {
    /// Whether `whole` holds `part`.
    pub fn holds(&self, whole: Key, part: Key) -> bool {
        let nodes = |key: Key| [key.place, key.period, key.channel, key.group];
        let (whole, part) = (nodes(whole), nodes(part));
        (0..4).all(|axis| {
            self.trees[axis]
                .upwards(part[axis])
                .any(|up| up == whole[axis])
        })
    }

    /// People of a cell in the first edition.
    pub fn n(&self, key: Key) -> u64 {
        self.sum(key, &self.people)
    }

    /// People of a cell in the second edition.
    pub fn n_late(&self, key: Key) -> u64 {
        self.sum(key, &self.people) + self.sum(key, &self.late)
    }

    fn sum(&self, key: Key, people: &[u64]) -> u64 {
        let inside = self
            .atoms
            .iter()
            .zip(people)
            .filter(|(atom, _)| self.holds(key, **atom));
        inside.map(|(_, n)| n).sum()
    }

    /// Every key that a release would list: all places × periods × (all, each channel, each group).
    pub fn keys(&self, with_root_period: bool) -> Vec<Key> {
        let mut keys = Vec::new();
        for place in 0..self.trees[0].len() as u32 {
            for period in u32::from(!with_root_period)..self.trees[1].len() as u32 {
                let plain = Key {
                    place,
                    period,
                    ..Key::default()
                };
                keys.push(plain);
                keys.extend(
                    (1..self.trees[2].len() as u32).map(|channel| Key { channel, ..plain }),
                );
                keys.extend((1..self.trees[3].len() as u32).map(|group| Key { group, ..plain }));
            }
        }
        keys
    }

    /// An empty lattice over the country's trees.
    pub fn lattice(&self) -> Lattice {
        let [places, periods, channels, groups] = self.trees.clone();
        Lattice::new(places, periods, channels, groups)
    }

    /// A random country of at most so many atoms: a few provinces, communes, months; some crowded, some
    /// nearly empty; `coarser` says whether some answers are counted at no commune or month.
    pub fn random(random: &mut Random, coarser: bool, most: usize) -> Self {
        loop {
            let country = Self::any(random, coarser);
            if country.atoms.len() <= most {
                return country;
            }
        }
    }

    fn any(random: &mut Random, coarser: bool) -> Self {
        let mut places = Tree::new("nation");
        for _ in 0..=random.below(2) {
            let province = places.grow(0, &random.bits().to_string());
            for _ in 0..=random.below(4) {
                places.grow(province, &random.bits().to_string());
            }
        }
        let mut periods = Tree::new("ever");
        for _ in 0..=random.below(2) {
            let quarter = periods.grow(0, &random.bits().to_string());
            for month in 0..=random.below(3) {
                periods.grow(quarter, &format!("{quarter}-{month}"));
            }
        }
        let mut axis = |label: &str| {
            let mut tree = Tree::new("all");
            (0..[0, 2, 3][random.below(3) as usize]).for_each(|part| {
                tree.grow(0, &format!("{label} {part}"));
            });
            tree
        };
        let trees = [places, periods, axis("channel"), axis("group")];
        // Answers counted at a coarser place or period are atoms at inner nodes.
        let leaves = |axis: usize| -> Vec<u32> {
            let children = trees[axis].children();
            let nodes = 0..trees[axis].len() as u32;
            nodes
                .filter(|&node| {
                    children[node as usize].is_empty() || (coarser && axis < 2 && node > 0)
                })
                .collect()
        };
        let mut atoms = Vec::new();
        for &place in &leaves(0) {
            for &period in &leaves(1) {
                for &channel in &leaves(2) {
                    atoms.extend(leaves(3).iter().map(|&group| Key {
                        place,
                        period,
                        channel,
                        group,
                    }));
                }
            }
        }
        let crowd = [2, 6, 15, 40][random.below(4) as usize];
        let mut people = Vec::new();
        let mut late = Vec::new();
        for _ in &atoms {
            let busy = random.below(3);
            people.push([0, random.below(crowd), random.below(3 * crowd)][busy as usize]);
            late.push(if random.below(4) == 0 {
                random.below(crowd)
            } else {
                0
            });
        }
        Self {
            trees,
            atoms,
            people,
            late,
        }
    }
}

/// What the public knows: sums over atoms, of the first edition (atoms 0…) and of what came later.
pub(super) struct Knowledge<'a> {
    country: &'a Country,
    empty: Vec<bool>,
    shown: Vec<(Key, bool)>,
    /// Reduced rows by pivot.
    rows: HashMap<usize, Vec<u64>>,
}

impl<'a> Knowledge<'a> {
    pub fn of(country: &'a Country) -> Self {
        Self {
            country,
            empty: vec![false; country.atoms.len() * 2],
            shown: Vec::new(),
            rows: HashMap::new(),
        }
    }

    /// Notes a shown cell, of the second edition when `late`.
    pub fn learn(&mut self, key: Key, late: bool) {
        self.shown.push((key, late));
    }

    /// Notes everything a judgement shows.
    pub fn learn_all(&mut self, judged: &Judgement, late: bool) {
        let shown = judged
            .iter()
            .filter(|(_, verdict)| !matches!(verdict, Verdict::Withheld(_)));
        shown.for_each(|(key, _)| self.learn(key, late));
    }

    /// Adds and subtracts everything; atoms of empty shown cells are known to be empty.
    pub fn work(&mut self) {
        for (key, late) in self.shown.clone() {
            let n = if late {
                self.country.n_late(key)
            } else {
                self.country.n(key)
            };
            if n == 0 {
                let row = self.row(key, late);
                row.iter()
                    .enumerate()
                    .filter(|(_, one)| **one == 1)
                    .for_each(|(atom, _)| self.empty[atom] = true);
            }
        }
        for (key, late) in self.shown.clone() {
            let mut row = self.row(key, late);
            self.reduce(&mut row);
            if let Some(pivot) = row.iter().position(|value| *value != 0) {
                let inverse = power(row[pivot], PRIME - 2);
                for value in &mut row {
                    *value = *value * inverse % PRIME;
                }
                for other in self.rows.values_mut() {
                    subtract(other, &row, pivot);
                }
                self.rows.insert(pivot, row);
            }
        }
    }

    /// Whether a group of atoms (`late`: including what came later) can be computed.
    pub fn knows(&self, row: &[u64]) -> bool {
        let mut row = row.to_vec();
        self.reduce(&mut row);
        row.iter().all(|value| *value == 0)
    }

    /// The equation of a cell, without atoms that are known to be empty.
    pub fn row(&self, key: Key, late: bool) -> Vec<u64> {
        let atoms = &self.country.atoms;
        let inside = |atom: &Key| u64::from(self.country.holds(key, *atom));
        let first = atoms.iter().map(inside);
        let second = atoms.iter().map(|atom| if late { inside(atom) } else { 0 });
        let mut row: Vec<u64> = first.chain(second).collect();
        self.forget_empty(&mut row);
        row
    }

    fn forget_empty(&self, row: &mut [u64]) {
        row.iter_mut()
            .zip(&self.empty)
            .filter(|(_, empty)| **empty)
            .for_each(|(value, _)| *value = 0);
    }

    fn reduce(&self, row: &mut [u64]) {
        for pivot in 0..row.len() {
            if row[pivot] != 0
                && let Some(basis) = self.rows.get(&pivot)
            {
                subtract(row, basis, pivot);
            }
        }
    }

    /// The first small group it can compute, described; `None` when the gate held.
    pub fn small_group(&self, threshold: u64) -> Option<String> {
        let people = |row: &[u64]| -> u64 {
            let all = self.country.people.iter().chain(&self.country.late);
            row.iter().zip(all).map(|(one, n)| one * n).sum()
        };
        let small = |n: u64| (1..threshold).contains(&n);
        let less = |whole: &[u64], part: &[u64]| -> Vec<u64> {
            whole
                .iter()
                .zip(part)
                .map(|(whole, part)| whole - part)
                .collect()
        };
        let keys = self.country.keys(true);
        for late in [false, true] {
            let rows: Vec<Vec<u64>> = keys.iter().map(|key| self.row(*key, late)).collect();
            let counts: Vec<u64> = rows.iter().map(|row| people(row)).collect();
            for (whole, row) in rows.iter().enumerate() {
                let key = keys[whole];
                if small(counts[whole]) && self.knows(row) {
                    return Some(format!("{key:?}, late {late}"));
                }
                let later = less(row, &self.row(key, false));
                if small(people(&later)) && self.knows(&later) {
                    return Some(format!("what came later to {key:?}"));
                }
                for part in 0..rows.len() {
                    let apart = counts[whole].saturating_sub(counts[part]);
                    if small(apart)
                        && self.country.holds(key, keys[part])
                        && self.knows(&less(row, &rows[part]))
                    {
                        return Some(format!("{key:?} without {:?}, late {late}", keys[part]));
                    }
                }
            }
        }
        // Whatever elimination itself has isolated.
        let plain = |row: &&Vec<u64>| row.iter().all(|value| *value < 1000);
        let isolated = self
            .rows
            .values()
            .filter(plain)
            .find(|row| small(people(row)));
        isolated.map(|row| format!("a combination of {} people", people(row)))
    }
}

fn subtract(row: &mut [u64], basis: &[u64], pivot: usize) {
    let factor = row[pivot];
    if factor != 0 {
        for (value, other) in row.iter_mut().zip(basis) {
            *value = (*value + (PRIME - factor) * other) % PRIME;
        }
    }
}

fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut result, mut square) = (1, base);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * square % PRIME;
        }
        square = square * square % PRIME;
        exponent >>= 1;
    }
    result
}

/// Bounds on every hidden cell, tightened over all sums until nothing moves: (low, high).
pub(super) fn bounds(
    country: &Country,
    asked: &[Key],
    judged: &Judgement,
) -> HashMap<Key, (i64, i64)> {
    let total = 1_000_000;
    let mut known: HashMap<Key, (i64, i64)> = asked
        .iter()
        .map(|&key| match judged.verdict(key) {
            Some(Verdict::Withheld(_)) | None => (key, (0, total)),
            _ => (
                key,
                (country.n(key).cast_signed(), country.n(key).cast_signed()),
            ),
        })
        .collect();
    let children: Vec<Vec<Vec<u32>>> = country.trees.iter().map(Tree::children).collect();
    let sums: Vec<(Key, Vec<Key>)> = asked
        .iter()
        .flat_map(|&whole| {
            (0..4).map({
                let children = &children;
                move |axis| {
                    let nodes = [whole.place, whole.period, whole.channel, whole.group];
                    let part = |node: u32| {
                        let mut key = whole;
                        *[
                            &mut key.place,
                            &mut key.period,
                            &mut key.channel,
                            &mut key.group,
                        ][axis] = node;
                        key
                    };
                    (
                        whole,
                        children[axis][nodes[axis] as usize]
                            .iter()
                            .map(|&node| part(node))
                            .collect(),
                    )
                }
            })
        })
        .filter(|(_, parts): &(Key, Vec<Key>)| {
            !parts.is_empty() && parts.iter().all(|part| asked.contains(part))
        })
        .collect();
    loop {
        let before = known.clone();
        for (whole, parts) in &sums {
            let (low, high) = known[whole];
            let (sum_low, sum_high) = parts.iter().fold((0, 0), |sum, part| {
                (sum.0 + known[part].0, sum.1 + known[part].1)
            });
            known.insert(*whole, (low.max(sum_low), high.min(sum_high)));
            for part in parts {
                let (mine_low, mine_high) = known[part];
                let others = (sum_low - mine_low, sum_high - mine_high);
                known.insert(
                    *part,
                    (mine_low.max(low - others.1), mine_high.min(high - others.0)),
                );
            }
        }
        if known == before {
            return known;
        }
    }
}

/// Judges all keys of a country's first edition.
pub(super) fn release(country: &Country, keys: &[Key]) -> Judgement {
    let mut lattice = country.lattice();
    for &key in keys {
        lattice.ask(key, country.n(key)).unwrap();
    }
    Gate::default().judge(&lattice).unwrap()
}
