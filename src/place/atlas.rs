//! The atlas: all units of a country, found by id, by code, and walked up and down.

use std::sync::OnceLock;

use chrono::NaiveDate;

use super::id::{Scheme, UnitId};
use super::kind::Level;
use super::lineage::Lineage;
use super::search::FoldedNames;
use super::tables::Tables;
use super::tile::Tile;
use super::unit::Unit;

/// All units of a country, of every scheme, with their successions. Read once, never changed.
#[derive(Debug)]
pub struct Atlas {
    /// In the order of ids.
    pub(super) units: Vec<Unit>,
    /// Positions of the units below each unit, in Vietnamese order.
    pub(super) children: Vec<Vec<u32>>,
    pub(super) nation: usize,
    /// Each scheme with its first day, by first day.
    pub(super) schemes: Vec<(NaiveDate, Scheme)>,
    pub(super) latest: Scheme,
    pub(super) lineage: Lineage,
    pub(super) tiles: Vec<Tile>,
    pub(super) folded: OnceLock<FoldedNames>,
}

impl Atlas {
    /// The places of Viet Nam built into the program.
    pub fn vietnam() -> &'static Self {
        static VIETNAM: OnceLock<Atlas> = OnceLock::new();
        VIETNAM.get_or_init(|| {
            Self::from_tables(&Tables::vietnam())
                .unwrap_or_else(|faults| panic!("the built-in places have faults: {faults:?}"))
        })
    }

    /// The whole country.
    pub fn nation(&self) -> &Unit {
        &self.units[self.nation]
    }

    /// The unit with this id.
    pub fn unit(&self, id: &UnitId) -> Option<&Unit> {
        self.position(id).map(|position| &self.units[position])
    }

    /// The unit that people mean by a written code: `33` or `00004` is one of today, `2004:34` says its scheme,
    /// `vn` is the nation.
    pub fn find(&self, text: &str) -> Option<&Unit> {
        let text = text.trim();
        let id = text.parse().ok();
        let id = id.or_else(|| UnitId::in_scheme(self.latest, text));
        id.and_then(|id| self.unit(&id))
    }

    /// The scheme in force now: the newest one with units that last.
    pub fn latest_scheme(&self) -> Scheme {
        self.latest
    }

    /// The scheme in force on a day; before all of them, the first.
    pub fn scheme_on(&self, day: NaiveDate) -> Scheme {
        let started = self.schemes.iter().rev().find(|(from, _)| *from <= day);
        started
            .or(self.schemes.first())
            .map_or(self.latest, |(_, scheme)| *scheme)
    }

    /// The units directly below, in Vietnamese order. Below the nation: today's provinces.
    pub fn children(&self, id: &UnitId) -> Vec<&Unit> {
        let Some(position) = self.position(id) else {
            return Vec::new();
        };
        let below = self.children[position].iter();
        let units = below.map(|&child| &self.units[child as usize]);
        if position == self.nation {
            units
                .filter(|unit| unit.id.scheme() == Some(self.latest) && unit.valid_to.is_none())
                .collect()
        } else {
            units.collect()
        }
    }

    /// Every province of a scheme, in Vietnamese order.
    pub fn provinces(&self, scheme: Scheme) -> Vec<&Unit> {
        self.listed(scheme, Level::Province)
    }

    /// Every district of a scheme, in Vietnamese order.
    pub fn districts(&self, scheme: Scheme) -> Vec<&Unit> {
        self.listed(scheme, Level::District)
    }

    /// Every commune of a scheme, in Vietnamese order.
    pub fn communes(&self, scheme: Scheme) -> Vec<&Unit> {
        self.listed(scheme, Level::Commune)
    }

    fn listed(&self, scheme: Scheme, level: Level) -> Vec<&Unit> {
        let mut units: Vec<_> = self
            .units
            .iter()
            .filter(|unit| unit.id.scheme() == Some(scheme) && unit.level == level)
            .collect();
        units.sort_unstable_by_key(|unit| unit.rank);
        units
    }

    /// The units of one level inside a unit (itself included), in Vietnamese order; inside the nation, today's.
    pub fn within(&self, id: &UnitId, level: Level) -> Vec<&Unit> {
        let mut found = Vec::new();
        let mut waiting: Vec<&Unit> = self.unit(id).into_iter().collect();
        while let Some(unit) = waiting.pop() {
            if unit.level == level {
                found.push(unit);
            } else if unit.level < level {
                waiting.extend(self.children(&unit.id));
            }
        }
        found.sort_unstable_by_key(|unit| unit.rank);
        found
    }

    /// The unit and all above it, ending with the nation.
    pub fn lineage_up(&self, id: &UnitId) -> impl Iterator<Item = &Unit> {
        let parent = |unit: &&Unit| unit.parent.as_ref().and_then(|parent| self.unit(parent));
        std::iter::successors(self.unit(id), parent)
    }

    /// The province a unit lies in, of the same scheme; a province is its own.
    pub fn province_of(&self, id: &UnitId) -> Option<&Unit> {
        self.lineage_up(id)
            .find(|unit| unit.level == Level::Province)
    }

    /// The title with those above it up to the province: “Phường Ba Đình, Thành phố Hà Nội”. Empty for an unknown id.
    pub fn address(&self, id: &UnitId, on: NaiveDate, lang: &str) -> String {
        let up = self.lineage_up(id);
        let titles: Vec<_> = up
            .filter(|unit| unit.level != Level::Nation || unit.id == *id)
            .map(|unit| unit.title(on, lang))
            .collect();
        titles.join(", ")
    }

    /// The squares of the tile map: provinces and the marks of both archipelagos.
    pub fn tiles(&self) -> &[Tile] {
        &self.tiles
    }

    /// Every unit of every scheme, in the order of ids.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    pub(super) fn position(&self, id: &UnitId) -> Option<usize> {
        position(&self.units, id)
    }
}

pub(super) fn position(units: &[Unit], id: &UnitId) -> Option<usize> {
    units.binary_search_by(|unit| unit.id.cmp(id)).ok()
}
