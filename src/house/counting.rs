//! Opening the box, judging what may be shown, recounting, and destroying keys that are no longer needed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{House, HouseError};
use crate::ballot::{FormRef, Margin, OpeningRules};
use crate::findings::gate::{Gate, Key, Lattice, LatticeFault, Tree, Verdict, Why};
use crate::findings::{SHOWN, code_of};
use crate::index::Layout;
use crate::period::Period;
use crate::store::{LatticeCell, Opening, OpeningReport, Verification};

/// Channel nodes and group nodes of a lattice: 0 is everybody.
const EVERYBODY: u32 = 0;

impl House {
    /// Opens the ballot box by the rules of the settings, and destroys keys of months that are closed and counted.
    pub fn open_box(&self) -> Result<OpeningReport, HouseError> {
        let today = self.clock.today();
        let set = &self.settings.opening;
        let rules = OpeningRules {
            k: set.k as usize,
            keep_back: (set.keep_back > 0.0).then_some(set.keep_back),
            close_days: set.close_days,
            ..OpeningRules::default()
        };
        let report = self.store.open_box(&Opening {
            rules,
            today,
            keyring: &self.keys,
            layout_of: &|form| self.layout_of(form),
            judge: &|cells| self.judge(cells),
        })?;
        let retired = self.store.retire_keys(
            &self.keys,
            today,
            set.close_days,
            self.settings.invitation.valid_days,
        )?;
        for key in retired {
            tracing::info!(kind = ?key.kind, month = ?key.month, "a key was destroyed");
        }
        Ok(report)
    }

    /// The packing of a form version.
    pub fn layout_of(&self, form: &FormRef) -> Option<Arc<Layout>> {
        self.catalogue
            .get(&form.id, Some(form.version))
            .map(|form| form.layout.clone())
    }

    /// Recounts everything.
    pub fn verify(&self, progress: &dyn Fn(u64)) -> Result<Verification, HouseError> {
        Ok(self.store.verify(&|form| self.layout_of(form), progress)?)
    }

    /// What the disclosure gate says of the tallies of one form and year. A lattice that does not hold together
    /// shows nothing at all.
    pub fn judge(&self, cells: &[LatticeCell]) -> Vec<i16> {
        match judge(cells, self.settings.disclosure.threshold) {
            Ok(verdicts) => verdicts,
            Err(fault) => {
                tracing::error!(%fault, "the tallies do not add up, so none of this year is shown: run “sipas verify”");
                vec![code_of(Verdict::Withheld(Why::Complement)); cells.len()]
            }
        }
    }
}

/// Judges the tallies of one form and year: everybody, channels, groups and offices together, then each question about
/// the person against what was decided for everybody.
fn judge(cells: &[LatticeCell], threshold: u64) -> Result<Vec<i16>, LatticeFault> {
    let trees = Trees::of(cells);
    let gate = Gate { threshold };
    let mut lattice = trees.lattice();
    for cell in cells.iter().filter(|cell| cell.margin != Margin::Person) {
        lattice.ask(trees.key(cell), cell.n)?;
    }
    let judgement = gate.judge(&lattice)?;
    let mut codes: Vec<i16> = vec![0; cells.len()];
    let mut persons: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (position, cell) in cells.iter().enumerate() {
        if cell.margin == Margin::Person {
            persons
                .entry(cell.key.split(':').next().unwrap_or_default())
                .or_default()
                .push(position);
        } else if let Some(verdict) = judgement.verdict(trees.key(cell)) {
            codes[position] = code_of(verdict);
        }
    }
    for positions in persons.values() {
        let options: BTreeSet<&str> = positions
            .iter()
            .map(|&position| cells[position].key.as_str())
            .collect();
        let mut answers = Tree::new("everybody");
        let node: HashMap<&str, u32> = options
            .iter()
            .map(|option| (*option, answers.grow(0, option)))
            .collect();
        let mut lattice = Lattice::new(
            trees.places.clone(),
            trees.periods.clone(),
            answers,
            Tree::new("everybody"),
        );
        let places: BTreeSet<(&str, Period)> = positions
            .iter()
            .map(|&p| (cells[p].place.as_str(), cells[p].period))
            .collect();
        for (position, cell) in cells.iter().enumerate() {
            if cell.margin == Margin::All && places.contains(&(cell.place.as_str(), cell.period)) {
                let key = trees.key(cell);
                if codes[position] == SHOWN {
                    lattice.already_public(key, cell.n)?;
                } else {
                    lattice.withheld_before(key, cell.n)?;
                }
            }
        }
        let key = |cell: &LatticeCell| Key {
            channel: node[cell.key.as_str()],
            ..trees.place_and_period(cell)
        };
        for &position in positions {
            lattice.ask(key(&cells[position]), cells[position].n)?;
        }
        let judgement = gate.judge(&lattice)?;
        for &position in positions {
            codes[position] = judgement.verdict(key(&cells[position])).map_or(0, code_of);
        }
    }
    Ok(codes)
}

/// The trees a year's tallies hang in.
struct Trees {
    places: Tree,
    periods: Tree,
    channels: Tree,
    groups: Tree,
    place: HashMap<String, u32>,
    office: HashMap<(String, String), u32>,
    period: HashMap<Period, u32>,
    channel: HashMap<String, u32>,
    group: HashMap<String, u32>,
}

impl Trees {
    fn of(cells: &[LatticeCell]) -> Self {
        let year = cells.first().map_or(0, |cell| cell.period.calendar_year());
        let mut trees = Self {
            places: Tree::new("vn"),
            periods: Tree::new("year"),
            channels: Tree::new("every channel"),
            groups: Tree::new("every group"),
            place: HashMap::from([("vn".to_owned(), 0)]),
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
        // Parents before children: provinces stand under “vn”, communes under their province.
        for level in [
            |cell: &LatticeCell| cell.parent == "vn",
            |cell: &LatticeCell| !cell.parent.is_empty() && cell.parent != "vn",
        ] {
            for cell in cells.iter().filter(|cell| level(cell)) {
                trees.know_place(&cell.parent, &cell.place);
            }
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

    fn know_place(&mut self, parent: &str, place: &str) {
        if self.place.contains_key(place) {
            return;
        }
        let parent = self.place.get(parent).copied().unwrap_or(0);
        let node = self.places.grow(parent, place);
        self.place.insert(place.to_owned(), node);
    }

    fn lattice(&self) -> Lattice {
        Lattice::new(
            self.places.clone(),
            self.periods.clone(),
            self.channels.clone(),
            self.groups.clone(),
        )
    }

    fn place_and_period(&self, cell: &LatticeCell) -> Key {
        Key {
            place: self.place[&cell.place],
            period: self.period[&cell.period],
            channel: EVERYBODY,
            group: EVERYBODY,
        }
    }

    fn key(&self, cell: &LatticeCell) -> Key {
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

fn grow(tree: &mut Tree, nodes: &mut HashMap<String, u32>, key: &str) {
    if !nodes.contains_key(key) {
        nodes.insert(key.to_owned(), tree.grow(0, key));
    }
}
