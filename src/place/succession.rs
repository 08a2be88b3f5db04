//! Who became whom (kế thừa): the only bridge between two schemes of codes.

use chrono::NaiveDate;
use serde::Serialize;

use super::atlas::Atlas;
use super::id::UnitId;
use super::kind::Level;
use super::unit::Unit;

/// One step of a succession: on a day, an old unit gave land to a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Succession {
    /// The unit that ended the day before.
    pub old: UnitId,
    /// The unit that began.
    pub new: UnitId,
    /// First day of the new unit.
    pub effective_on: NaiveDate,
    /// How many of the old unit's people came along.
    pub people: People,
}

/// How many of the old unit's people a successor received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum People {
    /// All of them: what was recorded for the old unit belongs to this successor exactly.
    All,
    /// Some, nobody here knows how many.
    Some,
    /// None: land only.
    None,
}

impl People {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "all" => Some(Self::All),
            "some" => Some(Self::Some),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}

/// A comparable group: the smallest set of today's units that holds the same people as a set of older units.
///
/// With one unit of today the older ones add up to it exactly. With several, figures from before the change can be
/// compared for all of them together, not for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The first of today's units, by code: a stable name for the group.
    pub id: UnitId,
    /// The level of today's units.
    pub level: Level,
    /// Today's units, in the order of codes.
    pub today: Vec<UnitId>,
    /// The ended units, in the order of codes.
    pub before: Vec<UnitId>,
}

impl Group {
    /// Whether the older units add up to one unit of today.
    pub fn is_exact(&self) -> bool {
        self.today.len() == 1
    }
}

/// What became of a unit, through any number of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate<'a> {
    /// It lasts.
    Current,
    /// All its people are in this unit of today.
    Whole(&'a Unit),
    /// Its people are spread over the units of this group; nobody here knows in what shares.
    Split(&'a Group),
    /// It ended without successor (a district); its land is in this province of today.
    Ended(Option<&'a Unit>),
}

impl Atlas {
    /// The units that received land of this one, in the order of codes. Empty while it lasts.
    pub fn successors(&self, id: &UnitId) -> Vec<&Unit> {
        let steps = self.steps_from(id).iter();
        steps.filter_map(|step| self.unit(&step.new)).collect()
    }

    /// The units that gave land to this one, in the order of codes: what a published percentage is shown as when it
    /// cannot be merged.
    pub fn predecessors(&self, id: &UnitId) -> Vec<&Unit> {
        let steps = self.steps_to(id);
        steps.filter_map(|step| self.unit(&step.old)).collect()
    }

    /// The steps out of a unit, with how many people went where.
    pub fn steps_from(&self, id: &UnitId) -> &[Succession] {
        self.lineage.from(id)
    }

    /// The steps into a unit.
    pub fn steps_to(&self, id: &UnitId) -> impl Iterator<Item = &Succession> {
        self.lineage.to(id)
    }

    /// What became of a unit; `Ended(None)` also for an id that is in no table.
    pub fn fate(&self, id: &UnitId) -> Fate<'_> {
        let Some(mut unit) = self.unit(id) else {
            return Fate::Ended(None);
        };
        loop {
            let mut heirs = self.lineage.heirs(&unit.id);
            match (heirs.next(), heirs.next()) {
                (None, _) if unit.valid_to.is_none() && unit.id == *id => return Fate::Current,
                (None, _) if unit.valid_to.is_none() => return Fate::Whole(unit),
                (None, _) => return Fate::Ended(self.province_today(&unit.id)),
                (Some(step), None) => match self.unit(&step.new) {
                    Some(heir) => unit = heir,
                    None => return Fate::Ended(None),
                },
                (Some(_), Some(_)) => {
                    let group = self.group_of(&unit.id);
                    return group.map_or(Fate::Ended(None), Fate::Split);
                }
            }
        }
    }

    /// The province of today that holds the land of a unit. Exact for every unit: no old province was split.
    pub fn province_today(&self, id: &UnitId) -> Option<&Unit> {
        let province = self.province_of(id)?;
        let vanished = province.valid_to.is_some() && self.steps_from(&province.id).is_empty();
        if vanished {
            return None;
        }
        match self.fate(&province.id) {
            Fate::Current => Some(province),
            Fate::Whole(today) => Some(today),
            Fate::Split(_) | Fate::Ended(_) => None,
        }
    }

    /// The comparable group of a unit of any time; `None` when it has neither predecessor nor successor.
    pub fn group_of(&self, id: &UnitId) -> Option<&Group> {
        self.lineage.group_of(self.position(id)?)
    }

    /// The comparable groups of one level, in the order of codes.
    pub fn groups(&self, level: Level) -> impl Iterator<Item = &Group> {
        let groups = self.lineage.groups().iter();
        groups.filter(move |group| group.level == level)
    }
}
