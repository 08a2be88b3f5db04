//! The graph of successions, and the comparable groups it falls into.

use std::collections::BTreeMap;

use super::fault::TableFault;
use super::id::UnitId;
use super::pairs::{Pair, Pairs};
use super::succession::{Group, People, Succession};
use super::tables::{Place, Tables};
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
        let (groups, group_of) = groups(units, &pairs.known);
        Self {
            steps,
            by_new,
            groups,
            group_of,
        }
    }
}

/// Connected components of the steps that people took, and the component of each unit.
fn groups(units: &[Unit], known: &[Pair<'_>]) -> (Vec<Group>, Vec<Option<u32>>) {
    let mut root: Vec<usize> = (0..units.len()).collect();
    let mut linked = vec![false; units.len()];
    for pair in known.iter().filter(|pair| pair.people != People::None) {
        let (old, new) = (find(&mut root, pair.old), find(&mut root, pair.new));
        root[old] = new;
        (linked[pair.old], linked[pair.new]) = (true, true);
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for unit in (0..units.len()).filter(|&unit| linked[unit]) {
        members.entry(find(&mut root, unit)).or_default().push(unit);
    }
    let mut found: Vec<(Group, Vec<usize>)> = members
        .into_values()
        .filter_map(|members| {
            let all = members.iter().map(|&unit| &units[unit]);
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
    let mut group_of = vec![None; units.len()];
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

/// The representative of a unit's component, halving the path on the way.
fn find(root: &mut [usize], mut unit: usize) -> usize {
    while root[unit] != unit {
        root[unit] = root[root[unit]];
        unit = root[unit];
    }
    unit
}
