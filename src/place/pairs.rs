//! The pairs of the successions as written: read, refined by notes, checked.

use std::collections::BTreeSet;
use std::ops::Range;

use super::atlas::position;
use super::fault::{FaultReason, TableFault};
use super::kind::Level;
use super::succession::People;
use super::tables::{Place, Row, Table, each_row};
use super::unit::Unit;

/// A pair as written: positions of its units, and its line.
pub(super) struct Pair<'t> {
    pub old: usize,
    pub new: usize,
    pub people: People,
    place: Place<'t>,
}

/// The pairs in the order of old, then new units.
pub(super) struct Pairs<'u, 't> {
    units: &'u [Unit],
    pub known: Vec<Pair<'t>>,
}

fn read_pair<'t>(row: &Row<'_, 't>, units: &[Unit]) -> Result<Pair<'t>, TableFault> {
    let unit = |column| {
        let id = row.unit(column)?;
        position(units, &id).ok_or_else(|| row.fault(column, FaultReason::UnknownUnit(id)))
    };
    Ok(Pair {
        old: unit("old")?,
        new: unit("new")?,
        people: row.parsed("people", People::parse, |found| FaultReason::NotOneOf {
            found,
            allowed: "all, some, none",
        })?,
        place: row.place,
    })
}

impl<'u, 't> Pairs<'u, 't> {
    pub fn read(tables: &[Table<'t>], units: &'u [Unit], faults: &mut Vec<TableFault>) -> Self {
        let mut known = Vec::new();
        each_row(tables, &["old", "new", "people"], faults, |row| {
            known.push(read_pair(row, units)?);
            Ok(())
        });
        known.sort_by_key(|pair| (pair.old, pair.new));
        for two in known.windows(2) {
            if (two[0].old, two[0].new) == (two[1].old, two[1].new) {
                let Place { table, line } = two[0].place;
                let reason = FaultReason::Duplicate(format!("{table}, line {line}"));
                faults.push(two[1].place.fault("", reason));
            }
        }
        known.dedup_by_key(|pair| (pair.old, pair.new));
        Self { units, known }
    }

    /// Where the pairs of an old unit stand.
    fn of(&self, old: usize) -> Range<usize> {
        let start = self.known.partition_point(|pair| pair.old < old);
        start..start + self.known[start..].partition_point(|pair| pair.old == old)
    }

    /// Refines split units: “all” to one successor leaves none for the others; of several, “none” takes one out.
    pub fn add_notes(&mut self, tables: &[Table<'t>], faults: &mut Vec<TableFault>) {
        let mut noted = BTreeSet::new();
        let (units, known) = (self.units, &mut self.known);
        each_row(tables, &["old", "new", "people"], faults, |row| {
            let note = read_pair(row, units)?;
            let same =
                known.binary_search_by_key(&(note.old, note.new), |pair| (pair.old, pair.new));
            let Ok(same) = same else {
                let (old, new) = (units[note.old].id, units[note.new].id);
                return Err(row.fault("", FaultReason::NoSuchPair { old, new }));
            };
            noted.insert(note.old);
            known[same] = note;
            Ok(())
        });
        for old in noted {
            let pairs = self.of(old);
            let pairs = &mut self.known[pairs];
            let one_has_all = pairs.iter().any(|pair| pair.people == People::All);
            let some = pairs.iter().filter(|pair| pair.people == People::Some);
            let only_one = some.count() == 1;
            for pair in pairs.iter_mut().filter(|pair| pair.people == People::Some) {
                if one_has_all {
                    pair.people = People::None;
                } else if only_one {
                    pair.people = People::All;
                }
            }
        }
    }

    /// Takes away units nobody leads to, again and again; what cannot be taken away leads around in a circle.
    pub fn check_circles(&self, faults: &mut Vec<TableFault>) -> bool {
        let mut led_to = vec![0; self.units.len()];
        for pair in &self.known {
            led_to[pair.new] += 1;
        }
        let mut free: Vec<usize> = (0..led_to.len())
            .filter(|&unit| led_to[unit] == 0)
            .collect();
        while let Some(unit) = free.pop() {
            for pair in &self.known[self.of(unit)] {
                led_to[pair.new] -= 1;
                if led_to[pair.new] == 0 {
                    free.push(pair.new);
                }
            }
        }
        // Units behind a circle are left over too: walk against the arrows until one comes again.
        let Some(start) = (0..led_to.len()).find(|&unit| led_to[unit] > 0) else {
            return true;
        };
        let mut path = vec![start];
        while let Some(pair) = self
            .known
            .iter()
            .find(|pair| Some(&pair.new) == path.last() && led_to[pair.old] > 0)
        {
            if let Some(seen) = path.iter().position(|&unit| unit == pair.old) {
                path.push(pair.old);
                let circle = path[seen..].iter().rev();
                let circle: Vec<_> = circle
                    .map(|&unit| self.units[unit].id.to_string())
                    .collect();
                let reason = FaultReason::Circle(circle.join(" → "));
                faults.push(pair.place.fault("new", reason));
                return false;
            }
            path.push(pair.old);
        }
        true
    }

    pub fn check_dates(&self, faults: &mut Vec<TableFault>) {
        for pair in &self.known {
            let (before, after) = (&self.units[pair.old], &self.units[pair.new]);
            let (old, new, starts) = (before.id, after.id, after.valid_from);
            match before.valid_to {
                None => faults.push(pair.place.fault("old", FaultReason::StillValid(old))),
                Some(ends) if ends.succ_opt() != Some(starts) => {
                    let gap = FaultReason::Gap {
                        old,
                        new,
                        ends,
                        starts,
                    };
                    faults.push(pair.place.fault("new", gap));
                }
                Some(_) => {}
            }
        }
    }

    pub fn check_people(&self, faults: &mut Vec<TableFault>) {
        for pairs in self.known.chunk_by(|a, b| a.old == b.old) {
            let count = |people| pairs.iter().filter(|pair| pair.people == people).count();
            let told = matches!((count(People::All), count(People::Some)), (1, 0) | (0, 2..));
            if !told {
                let last = &pairs[pairs.len() - 1];
                let reason = FaultReason::People(self.units[last.old].id);
                faults.push(last.place.fault("people", reason));
            }
        }
    }

    /// A unit goes where its province goes: this is what makes roll-ups to provinces exact.
    pub fn check_provinces(&self, parents: &[Option<usize>], faults: &mut Vec<TableFault>) {
        let province = |unit: usize| {
            std::iter::successors(Some(unit), |&unit| parents[unit])
                .find(|&unit| self.units[unit].level == Level::Province)
        };
        for pair in &self.known {
            let (Some(from), Some(to)) = (province(pair.old), province(pair.new)) else {
                continue;
            };
            let became = from == to || self.known[self.of(from)].iter().any(|pair| pair.new == to);
            if !became {
                let reason = FaultReason::LeavesItsProvince {
                    old: self.units[pair.old].id,
                    new: self.units[pair.new].id,
                    province: self.units[from].id,
                };
                faults.push(pair.place.fault("new", reason));
            }
        }
    }

    /// Whoever ended needs a successor, whoever began on that occasion a predecessor, unless the level itself ended.
    pub fn check_ends(&self, places: &[Place<'t>], faults: &mut Vec<TableFault>) {
        let lasting = self.units.iter().filter(|unit| unit.valid_to.is_none());
        let lasting: BTreeSet<Level> = lasting.map(|unit| unit.level).collect();
        let ends = self.units.iter().filter_map(|unit| {
            let next = unit.valid_to?.succ_opt()?;
            Some((unit.level, next))
        });
        let ended_on: BTreeSet<_> = ends.collect();
        let mut has = vec![(false, false); self.units.len()];
        for pair in &self.known {
            has[pair.old].0 = true;
            has[pair.new].1 = true;
        }
        for (unit, (place, has)) in self.units.iter().zip(places.iter().zip(has)) {
            let ended = unit.valid_to.is_some() && lasting.contains(&unit.level);
            if ended && !has.0 {
                faults.push(place.fault("unit", FaultReason::NoSuccessor(unit.id)));
            }
            let began = ended_on.contains(&(unit.level, unit.valid_from));
            if began && !has.1 {
                faults.push(place.fault("unit", FaultReason::NoPredecessor(unit.id)));
            }
        }
    }
}
