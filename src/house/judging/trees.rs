//! The trees that places, periods, channels and the other keys of a lattice hang in.

use std::collections::HashMap;

use super::EVERYBODY;
use crate::ballot::{Margin, NATION};
use crate::findings::gate::{Key, Lattice, Tree};
use crate::period::Period;
use crate::store::LatticeCell;

/// The trees a year's tallies hang in. The root of places is the nation, or the province that is looked at.
pub(super) struct Trees {
    places: Tree,
    periods: Tree,
    pub(super) channels: Tree,
    groups: Tree,
    place: HashMap<String, u32>,
    office: HashMap<(String, String), u32>,
    period: HashMap<Period, u32>,
    pub(super) channel: HashMap<String, u32>,
    group: HashMap<String, u32>,
}

impl Trees {
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a LatticeCell> + Clone) -> Self {
        let year = cells
            .clone()
            .next()
            .map_or(0, |cell| cell.period.calendar_year());
        let mut trees = Self {
            places: Tree::new(NATION),
            periods: Tree::new("year"),
            channels: Tree::new("every channel"),
            groups: Tree::new("every group"),
            place: HashMap::from([(NATION.to_owned(), 0)]),
            office: HashMap::new(),
            period: HashMap::from([(Period::year(year), 0)]),
            channel: HashMap::new(),
            group: HashMap::new(),
        };
        for quarter in Period::year(year).parts() {
            let node = trees.periods.grow(0, &quarter.to_string());
            trees.period.insert(quarter, node);
            for month in quarter.parts() {
                let month_node = trees.periods.grow(node, &month.to_string());
                trees.period.insert(month, month_node);
            }
        }
        // Parents before children.
        for cell in cells.clone().filter(|cell| cell.parent == NATION) {
            trees.know_place(NATION, &cell.place);
        }
        for cell in cells
            .clone()
            .filter(|cell| !cell.parent.is_empty() && cell.parent != NATION)
        {
            trees.know_place(NATION, &cell.parent);
            trees.know_place(&cell.parent, &cell.place);
        }
        for cell in cells {
            match cell.margin {
                Margin::Channel => grow(&mut trees.channels, &mut trees.channel, &cell.key),
                Margin::Group => grow(&mut trees.groups, &mut trees.group, &cell.key),
                Margin::Office => {
                    let at = trees.place[&cell.place];
                    let key = (cell.place.clone(), cell.key.clone());
                    if !trees.office.contains_key(&key) {
                        let node = trees.places.grow(at, &format!("office {}", cell.key));
                        trees.office.insert(key, node);
                    }
                }
                Margin::All | Margin::Person => {}
            }
        }
        trees
    }

    pub(super) fn know_place(&mut self, parent: &str, place: &str) {
        if !place.is_empty() && !self.place.contains_key(place) {
            let parent = self.place.get(parent).copied().unwrap_or(0);
            let node = self.places.grow(parent, place);
            self.place.insert(place.to_owned(), node);
        }
    }

    pub(super) fn lattice(&self) -> Lattice {
        Lattice::new(
            self.places.clone(),
            self.periods.clone(),
            self.channels.clone(),
            self.groups.clone(),
        )
    }

    pub(super) fn place_and_period(&self, cell: &LatticeCell) -> Key {
        Key {
            place: self.place[&cell.place],
            period: self.period[&cell.period],
            channel: EVERYBODY,
            group: EVERYBODY,
        }
    }

    pub(super) fn key(&self, cell: &LatticeCell) -> Key {
        let key = self.place_and_period(cell);
        match cell.margin {
            Margin::All | Margin::Person => key,
            Margin::Channel => Key {
                channel: self.channel[&cell.key],
                ..key
            },
            Margin::Group => Key {
                group: self.group[&cell.key],
                ..key
            },
            Margin::Office => Key {
                place: self.office[&(cell.place.clone(), cell.key.clone())],
                ..key
            },
        }
    }
}

pub(super) fn grow(tree: &mut Tree, nodes: &mut HashMap<String, u32>, key: &str) {
    if !nodes.contains_key(key) {
        nodes.insert(key.to_owned(), tree.grow(0, key));
    }
}
