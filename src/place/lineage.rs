//! The graph of successions: read, checked, and cut into comparable groups.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::atlas::position;
use super::fault::{FaultReason, TableFault};
use super::id::UnitId;
use super::kind::Level;
use super::succession::{Group, People, Succession};
use super::tables::{Place, Row, Table, Tables, each_row};
use super::unit::Unit;

/// All steps of all successions. A step always leads from a unit to one that began the day after it ended, so there
/// is no way around in a circle.
#[derive(Debug, Default)]
pub(super) struct Lineage {
    /// By old, then new.
    steps: Vec<Succession>,
    /// Positions in `steps`, by new, then old.
    by_new: Vec<u32>,
    /// In the order of ids.
    groups: Vec<Group>,
    /// Position in `groups` of each unit.
    group_of: Vec<Option<u32>>,
}

impl Lineage {
    pub fn from(&self, id: &UnitId) -> &[Succession] {
        let start = self.steps.partition_point(|step| step.old < *id);
        let end = self.steps.partition_point(|step| step.old <= *id);
        &self.steps[start..end]
    }

    /// The steps that people took.
    pub fn heirs(&self, id: &UnitId) -> impl Iterator<Item = &Succession> {
        let steps = self.from(id).iter();
        steps.filter(|step| step.people != People::None)
    }

    pub fn to(&self, id: &UnitId) -> impl Iterator<Item = &Succession> {
        let new = |position: &u32| self.steps[*position as usize].new;
        let start = self.by_new.partition_point(|position| new(position) < *id);
        let end = self.by_new.partition_point(|position| new(position) <= *id);
        let found = self.by_new[start..end].iter();
        found.map(|position| &self.steps[*position as usize])
    }

    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    pub fn group_of(&self, unit: usize) -> Option<&Group> {
        let group = (*self.group_of.get(unit)?)?;
        self.groups.get(group as usize)
    }

    pub fn read<'t>(
        tables: &Tables<'t>,
        units: &[Unit],
        parents: &[Option<usize>],
        places: &[Place<'t>],
        faults: &mut Vec<TableFault>,
    ) -> Self {
        let mut pairs = Pairs::read(&tables.successions, units, faults);
        pairs.add_notes(&tables.notes, faults);
        if pairs.check_circles(faults) {
            pairs.check_dates(faults);
            pairs.check_people(faults);
            pairs.check_provinces(parents, faults);
            pairs.check_ends(places, faults);
        }
        if !faults.is_empty() {
            return Self::default();
        }
        let steps: Vec<_> = pairs
            .known
            .iter()
            .map(|pair| Succession {
                old: units[pair.old].id,
                new: units[pair.new].id,
                effective_on: units[pair.new].valid_from,
                people: pair.people,
            })
            .collect();
        let mut by_new: Vec<u32> = (0..steps.len() as u32).collect();
        by_new.sort_by_key(|&step| steps[step as usize].new);
        let (groups, group_of) = pairs.groups();
        Self {
            steps,
            by_new,
            groups,
            group_of,
        }
    }
}

/// A pair as written: positions of its units, and its line.
struct Pair<'t> {
    old: usize,
    new: usize,
    people: People,
    place: Place<'t>,
}

/// The pairs in the order of old, then new units.
struct Pairs<'u, 't> {
    units: &'u [Unit],
    known: Vec<Pair<'t>>,
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
    fn read(tables: &[Table<'t>], units: &'u [Unit], faults: &mut Vec<TableFault>) -> Self {
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
    fn add_notes(&mut self, tables: &[Table<'t>], faults: &mut Vec<TableFault>) {
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
    fn check_circles(&self, faults: &mut Vec<TableFault>) -> bool {
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

    fn check_dates(&self, faults: &mut Vec<TableFault>) {
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

    fn check_people(&self, faults: &mut Vec<TableFault>) {
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
    fn check_provinces(&self, parents: &[Option<usize>], faults: &mut Vec<TableFault>) {
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
    fn check_ends(&self, places: &[Place<'t>], faults: &mut Vec<TableFault>) {
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

    /// Connected components of the steps that people took, and the component of each unit.
    fn groups(&self) -> (Vec<Group>, Vec<Option<u32>>) {
        let mut root: Vec<usize> = (0..self.units.len()).collect();
        let mut linked = vec![false; self.units.len()];
        for pair in self.known.iter().filter(|pair| pair.people != People::None) {
            let (old, new) = (find(&mut root, pair.old), find(&mut root, pair.new));
            root[old] = new;
            (linked[pair.old], linked[pair.new]) = (true, true);
        }
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for unit in (0..self.units.len()).filter(|&unit| linked[unit]) {
            members.entry(find(&mut root, unit)).or_default().push(unit);
        }
        let mut found: Vec<(Group, Vec<usize>)> = members
            .into_values()
            .filter_map(|members| {
                let all = members.iter().map(|&unit| &self.units[unit]);
                let (today, before): (Vec<&Unit>, Vec<&Unit>) =
                    all.partition(|unit| unit.valid_to.is_none());
                let first = *today.first()?;
                let group = Group {
                    id: first.id,
                    level: first.level,
                    today: today.iter().map(|unit| unit.id).collect(),
                    before: before.iter().map(|unit| unit.id).collect(),
                };
                Some((group, members))
            })
            .collect();
        found.sort_by_key(|(group, _)| group.id);
        let mut group_of = vec![None; self.units.len()];
        for (number, (_, members)) in found.iter().enumerate() {
            for &unit in members {
                group_of[unit] = Some(number as u32);
            }
        }
        (
            found.into_iter().map(|(group, _)| group).collect(),
            group_of,
        )
    }
}

/// The representative of a unit's component, halving the path on the way.
fn find(root: &mut [usize], mut unit: usize) -> usize {
    while root[unit] != unit {
        root[unit] = root[root[unit]];
        unit = root[unit];
    }
    unit
}
