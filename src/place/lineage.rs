//! The graph of successions: read, checked, and cut into comparable groups.

use std::collections::{BTreeMap, BTreeSet};

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
        places: &[Place<'t>],
        faults: &mut Vec<TableFault>,
    ) -> Self {
        let mut pairs = Pairs::read(&tables.successions, units, faults);
        pairs.add_notes(&tables.notes, faults);
        if pairs.check_circles(faults) {
            pairs.check_dates(units, faults);
            pairs.check_people(faults);
            pairs.check_provinces(units, faults);
            pairs.check_ends(units, places, faults);
        }
        if !faults.is_empty() {
            return Self::default();
        }
        let start = |id: &UnitId| position(units, id).map(|unit| units[unit].valid_from);
        let steps: Vec<_> = pairs
            .known
            .iter()
            .filter_map(|(&(old, new), &(people, _))| {
                Some(Succession {
                    old,
                    new,
                    effective_on: start(&new)?,
                    people,
                })
            })
            .collect();
        let mut by_new: Vec<u32> = (0..steps.len() as u32).collect();
        by_new.sort_by_key(|&step| steps[step as usize].new);
        let (groups, group_of) = groups(&steps, units);
        Self {
            steps,
            by_new,
            groups,
            group_of,
        }
    }
}

/// The pairs as written, each with its line.
struct Pairs<'t> {
    known: BTreeMap<(UnitId, UnitId), (People, Place<'t>)>,
}

fn read_pair(row: &Row<'_, '_>) -> Result<(UnitId, UnitId, People), TableFault> {
    let people = row.parsed("people", People::parse, |found| FaultReason::NotOneOf {
        found,
        allowed: "all, some, none",
    })?;
    Ok((row.unit("old")?, row.unit("new")?, people))
}

impl<'t> Pairs<'t> {
    fn read(tables: &[Table<'t>], units: &[Unit], faults: &mut Vec<TableFault>) -> Self {
        let mut known = BTreeMap::new();
        each_row(tables, &["old", "new", "people"], faults, |row| {
            let (old, new, people) = read_pair(row)?;
            for (column, id) in [("old", old), ("new", new)] {
                if position(units, &id).is_none() {
                    return Err(row.fault(column, FaultReason::UnknownUnit(id)));
                }
            }
            match known.insert((old, new), (people, row.place)) {
                None => Ok(()),
                Some((_, Place { table, line })) => {
                    let first = format!("{table}, line {line}");
                    Err(row.fault("", FaultReason::Duplicate(first)))
                }
            }
        });
        Self { known }
    }

    fn successors(&self, old: UnitId) -> impl Iterator<Item = (UnitId, People, Place<'t>)> {
        let least: UnitId = old;
        let from = self.known.range((least, UnitId::LEAST)..);
        from.take_while(move |((from, _), _)| *from == old)
            .map(|(&(_, new), &(people, place))| (new, people, place))
    }

    /// Refines split units: “all” to one successor leaves none for the others; of several, “none” takes one out.
    fn add_notes(&mut self, tables: &[Table<'t>], faults: &mut Vec<TableFault>) {
        let mut notes = Vec::new();
        each_row(tables, &["old", "new", "people"], faults, |row| {
            let (old, new, people) = read_pair(row)?;
            if !self.known.contains_key(&(old, new)) {
                return Err(row.fault("", FaultReason::NoSuchPair { old, new }));
            }
            notes.push((old, new, people, row.place));
            Ok(())
        });
        let noted: BTreeSet<_> = notes.iter().map(|(old, ..)| *old).collect();
        for (old, new, people, place) in notes {
            if let Some(pair) = self.known.get_mut(&(old, new)) {
                *pair = (people, place);
            }
        }
        for old in noted {
            let written: Vec<_> = self.successors(old).collect();
            let one_has_all = written.iter().any(|(_, people, _)| *people == People::All);
            let some = written
                .iter()
                .filter(|(_, people, _)| *people == People::Some);
            let only_one = !one_has_all && some.count() == 1;
            for (new, people, place) in written {
                let told = match people {
                    People::Some if one_has_all => People::None,
                    People::Some if only_one => People::All,
                    other => other,
                };
                self.known.insert((old, new), (told, place));
            }
        }
    }

    /// Takes away units nobody leads to, again and again; what cannot be taken away leads around in a circle.
    fn check_circles(&self, faults: &mut Vec<TableFault>) -> bool {
        let mut led_to: BTreeMap<UnitId, usize> = BTreeMap::new();
        for (old, new) in self.known.keys() {
            led_to.entry(*old).or_default();
            *led_to.entry(*new).or_default() += 1;
        }
        let mut free: Vec<UnitId> = led_to
            .iter()
            .filter(|(_, n)| **n == 0)
            .map(|(id, _)| *id)
            .collect();
        while let Some(unit) = free.pop() {
            led_to.remove(&unit);
            for (new, ..) in self.successors(unit) {
                if let Some(count) = led_to.get_mut(&new) {
                    *count -= 1;
                    if *count == 0 {
                        free.push(new);
                    }
                }
            }
        }
        // Units behind a circle are left over too: walk against the arrows until one comes again.
        let Some(&start) = led_to.keys().next() else {
            return true;
        };
        let mut path = vec![start];
        loop {
            let here = path[path.len() - 1];
            let before = self
                .known
                .keys()
                .find(|(old, new)| *new == here && led_to.contains_key(old));
            let Some((before, _)) = before else {
                return true;
            };
            if let Some(seen) = path.iter().position(|unit| unit == before) {
                let mut circle: Vec<_> =
                    path[seen..].iter().rev().map(ToString::to_string).collect();
                circle.insert(0, before.to_string());
                let place = self.known.get(&(*before, here)).map(|(_, place)| *place);
                let reason = FaultReason::Circle(circle.join(" → "));
                faults.extend(place.map(|place| place.fault("new", reason)));
                return false;
            }
            path.push(*before);
        }
    }

    fn check_dates(&self, units: &[Unit], faults: &mut Vec<TableFault>) {
        for ((old, new), (_, place)) in &self.known {
            let (Some(before), Some(after)) = (position(units, old), position(units, new)) else {
                continue;
            };
            let starts = units[after].valid_from;
            match units[before].valid_to {
                None => faults.push(place.fault("old", FaultReason::StillValid(*old))),
                Some(ends) if ends.succ_opt() != Some(starts) => {
                    let reason = FaultReason::Gap {
                        old: *old,
                        new: *new,
                        ends,
                        starts,
                    };
                    faults.push(place.fault("new", reason));
                }
                Some(_) => {}
            }
        }
    }

    fn check_people(&self, faults: &mut Vec<TableFault>) {
        let olds: BTreeSet<_> = self.known.keys().map(|(old, _)| *old).collect();
        for old in olds {
            let written: Vec<_> = self.successors(old).collect();
            let count = |wanted| {
                written
                    .iter()
                    .filter(|(_, people, _)| *people == wanted)
                    .count()
            };
            let told = matches!((count(People::All), count(People::Some)), (1, 0) | (0, 2..));
            if !told {
                let place = written.last().map(|(.., place)| *place);
                faults.extend(place.map(|place| place.fault("people", FaultReason::People(old))));
            }
        }
    }

    /// A unit goes where its province goes: this is what makes roll-ups to provinces exact.
    fn check_provinces(&self, units: &[Unit], faults: &mut Vec<TableFault>) {
        let province = |id: &UnitId| {
            let mut unit = &units[position(units, id)?];
            while unit.level != Level::Province {
                unit = &units[position(units, unit.parent.as_ref()?)?];
            }
            Some(unit.id)
        };
        for ((old, new), (_, place)) in &self.known {
            let (Some(from), Some(to)) = (province(old), province(new)) else {
                continue;
            };
            let became = from == to || self.known.contains_key(&(from, to));
            if !became {
                let reason = FaultReason::LeavesItsProvince {
                    old: *old,
                    new: *new,
                    province: from,
                };
                faults.push(place.fault("new", reason));
            }
        }
    }

    /// Whoever ended needs a successor, whoever began on that occasion a predecessor, unless the level itself ended.
    fn check_ends(&self, units: &[Unit], places: &[Place<'t>], faults: &mut Vec<TableFault>) {
        let lasting: BTreeSet<Level> = units
            .iter()
            .filter(|unit| unit.valid_to.is_none())
            .map(|unit| unit.level)
            .collect();
        let with_successor: BTreeSet<_> = self.known.keys().map(|(old, _)| *old).collect();
        let with_predecessor: BTreeSet<_> = self.known.keys().map(|(_, new)| *new).collect();
        let ended_on: BTreeSet<_> = units
            .iter()
            .filter_map(|unit| Some((unit.level, unit.valid_to?.succ_opt()?)))
            .collect();
        for (unit, place) in units.iter().zip(places) {
            let ended = unit.valid_to.is_some() && lasting.contains(&unit.level);
            if ended && !with_successor.contains(&unit.id) {
                faults.push(place.fault("unit", FaultReason::NoSuccessor(unit.id)));
            }
            let began = ended_on.contains(&(unit.level, unit.valid_from));
            if began && !with_predecessor.contains(&unit.id) {
                faults.push(place.fault("unit", FaultReason::NoPredecessor(unit.id)));
            }
        }
    }
}

/// Connected components of the steps that people took.
fn groups(steps: &[Succession], units: &[Unit]) -> (Vec<Group>, Vec<Option<u32>>) {
    let mut root: Vec<usize> = (0..units.len()).collect();
    fn find(root: &mut [usize], mut unit: usize) -> usize {
        while root[unit] != unit {
            root[unit] = root[root[unit]];
            unit = root[unit];
        }
        unit
    }
    let mut linked = vec![false; units.len()];
    for step in steps.iter().filter(|step| step.people != People::None) {
        let ends = (position(units, &step.old), position(units, &step.new));
        let (Some(old), Some(new)) = ends else {
            continue;
        };
        let (a, b) = (find(&mut root, old), find(&mut root, new));
        root[a] = b;
        (linked[old], linked[new]) = (true, true);
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for unit in (0..units.len()).filter(|&unit| linked[unit]) {
        let root = find(&mut root, unit);
        members.entry(root).or_default().push(unit);
    }
    let mut found: Vec<(Group, Vec<usize>)> = members
        .into_values()
        .filter_map(|members| {
            let (today, before): (Vec<usize>, Vec<usize>) = members
                .iter()
                .partition(|&&unit| units[unit].valid_to.is_none());
            let ids = |positions: &[usize]| positions.iter().map(|&unit| units[unit].id).collect();
            let group = Group {
                id: units[*today.first()?].id,
                level: units[*today.first()?].level,
                today: ids(&today),
                before: ids(&before),
            };
            Some((group, members))
        })
        .collect();
    found.sort_by_key(|(group, _)| group.id);
    let mut group_of = vec![None; units.len()];
    for (number, (_, members)) in found.iter().enumerate() {
        members
            .iter()
            .for_each(|&unit| group_of[unit] = Some(number as u32));
    }
    (
        found.into_iter().map(|(group, _)| group).collect(),
        group_of,
    )
}
