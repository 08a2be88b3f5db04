//! Reading an atlas from its tables: all of it, or every fault that was found.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use chrono::NaiveDate;

use super::atlas::{Atlas, position};
use super::attributes::{read_agencies, read_changes, read_regions, read_tiles};
use super::collation::sort_key;
use super::fault::{FaultReason, TableFault};
use super::id::Scheme;
use super::kind::Level;
use super::lineage::Lineage;
use super::tables::{Place, Row, Tables, each_row};
use super::unit::{State, Unit};

impl Atlas {
    /// Reads tables of units. With any fault nothing is loaded and every fault is told, in the order found.
    pub fn from_tables(tables: &Tables<'_>) -> Result<Self, Vec<TableFault>> {
        let mut faults = Vec::new();
        let (mut units, places) = read_units(tables, &mut faults);
        let parents = parents(&units, &places, &mut faults);
        check_widths(&units, &places, &mut faults);
        let nations: Vec<_> = (0..units.len())
            .filter(|&position| units[position].level == Level::Nation)
            .collect();
        if nations.len() != 1 || units.len() == 1 {
            faults.push(units_table(tables).fault("level", FaultReason::Nations(nations.len())));
        }
        // The rest refers to units: with half of them missing it would only repeat what is already said.
        if !faults.is_empty() {
            return Err(faults);
        }
        read_changes(tables, &mut units, &mut faults);
        read_regions(tables, &mut units, &mut faults);
        read_agencies(tables, &mut units, &mut faults);
        let tiles = read_tiles(tables, &units, &mut faults);
        let lineage = Lineage::read(tables, &units, &parents, &places, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        rank(&mut units);
        let schemes = first_days(&units);
        let lasting = units.iter().filter(|unit| unit.valid_to.is_none());
        let newest = lasting
            .filter_map(|u| Some((u.valid_from, u.id.scheme()?)))
            .max();
        let Some((_, latest)) = newest.or(schemes.last().copied()) else {
            return Err(vec![
                units_table(tables).fault("level", FaultReason::Nations(1)),
            ]);
        };
        Ok(Self {
            children: children(&units, &parents),
            nation: nations[0],
            schemes,
            latest,
            lineage,
            tiles,
            units,
            folded: OnceLock::new(),
        })
    }
}

fn units_table<'t>(tables: &Tables<'t>) -> Place<'t> {
    let table = tables.units.first().map_or("units", |table| table.name);
    Place { table, line: 1 }
}

type Days = (NaiveDate, Option<NaiveDate>);

fn read_schemes(tables: &Tables<'_>, faults: &mut Vec<TableFault>) -> HashMap<Scheme, Days> {
    let mut schemes = HashMap::new();
    each_row(
        &tables.schemes,
        &["scheme", "valid_from", "valid_to"],
        faults,
        |row| {
            let scheme = row.parsed("scheme", |s| s.parse().ok(), FaultReason::NotAScheme)?;
            let days = (row.date("valid_from")?, row.optional_date("valid_to")?);
            check_days(row, days)?;
            match schemes.insert(scheme, days) {
                None => Ok(()),
                Some(_) => {
                    Err(row.fault("scheme", FaultReason::Duplicate("an earlier line".into())))
                }
            }
        },
    );
    schemes
}

fn check_days(row: &Row<'_, '_>, (from, to): Days) -> Result<(), TableFault> {
    match to {
        Some(to) if to < from => {
            Err(row.fault("valid_to", FaultReason::EndsBeforeItStarts { from, to }))
        }
        _ => Ok(()),
    }
}

/// The units in the order of ids, each with the line it stands in.
fn read_units<'t>(
    tables: &Tables<'t>,
    faults: &mut Vec<TableFault>,
) -> (Vec<Unit>, Vec<Place<'t>>) {
    let schemes = read_schemes(tables, faults);
    let mut read: Vec<(Unit, Place<'t>)> = Vec::new();
    let needed = ["unit", "level", "name", "kind", "parent"];
    each_row(&tables.units, &needed, faults, |row| {
        read.push((read_unit(row, &schemes)?, row.place));
        Ok(())
    });
    read.sort_by_key(|(unit, _)| unit.id);
    for pair in read.windows(2) {
        if pair[0].0.id == pair[1].0.id {
            let Place { table, line } = pair[0].1;
            let reason = FaultReason::Duplicate(format!("{table}, line {line}"));
            faults.push(pair[1].1.fault("unit", reason));
        }
    }
    read.dedup_by_key(|(unit, _)| unit.id);
    read.into_iter().unzip()
}

fn read_unit(row: &Row<'_, '_>, schemes: &HashMap<Scheme, Days>) -> Result<Unit, TableFault> {
    let id = row.unit("unit")?;
    let level = row.parsed("level", Level::parse, FaultReason::NotALevel)?;
    if (level == Level::Nation) != id.scheme().is_none() {
        return Err(row.fault("unit", FaultReason::NotAUnit(id.to_string())));
    }
    let name = row.text("name");
    if name.is_empty() {
        return Err(row.fault("name", FaultReason::Empty));
    }
    let parent = match level {
        Level::Nation => None,
        _ if row.raw("parent").is_empty() => return Err(row.fault("parent", FaultReason::Empty)),
        _ => Some(row.unit("parent")?),
    };
    let listed = id.scheme().and_then(|scheme| schemes.get(&scheme));
    let own_start = row.optional_date("valid_from")?;
    let Some(valid_from) = own_start.or(listed.map(|days| days.0)) else {
        let scheme = id.scheme().map(|scheme| scheme.to_string());
        let reason = FaultReason::NoStart(scheme.unwrap_or_else(|| "of the nation".into()));
        return Err(row.fault("valid_from", reason));
    };
    let own_end = row.optional_date("valid_to")?;
    let valid_to = own_end.or(listed.and_then(|days| days.1));
    check_days(row, (valid_from, valid_to))?;
    let english = row.text("name_en");
    Ok(Unit {
        id,
        level,
        parent,
        valid_from,
        valid_to,
        first: State {
            from: valid_from,
            name,
            kind: row.kind("kind")?,
            decision: None,
        },
        later: Vec::new(),
        english: Some(english).filter(|name| !name.is_empty()),
        region: None,
        agency: None,
        rank: 0,
    })
}

/// The position of each unit's parent, checked: known, of a higher level, and of the same scheme or the nation.
fn parents(
    units: &[Unit],
    places: &[Place<'_>],
    faults: &mut Vec<TableFault>,
) -> Vec<Option<usize>> {
    let mut check = |unit: &Unit, place: &Place<'_>| {
        let parent = unit.parent?;
        let found = position(units, &parent);
        let reason = match found.map(|found| &units[found]) {
            None => FaultReason::UnknownParent(parent),
            Some(above) if above.level >= unit.level => FaultReason::ParentLevel {
                parent,
                level: above.level,
                child: unit.level,
            },
            Some(above) if above.level != Level::Nation && parent.scheme() != unit.id.scheme() => {
                FaultReason::ParentScheme(parent)
            }
            Some(_) => return found,
        };
        faults.push(place.fault("parent", reason));
        None
    };
    let rows = units.iter().zip(places);
    rows.map(|(unit, place)| check(unit, place)).collect()
}

/// Codes of one level and scheme have one width: a spreadsheet that dropped zeros is found here.
fn check_widths(units: &[Unit], places: &[Place<'_>], faults: &mut Vec<TableFault>) {
    let mut widths: BTreeMap<_, BTreeMap<usize, usize>> = BTreeMap::new();
    for unit in units {
        let seen = widths.entry((unit.id.scheme(), unit.level)).or_default();
        *seen.entry(unit.id.code_width()).or_default() += 1;
    }
    for (unit, place) in units.iter().zip(places) {
        let seen = &widths[&(unit.id.scheme(), unit.level)];
        // Zeros are lost, never won: of two equally common widths the longer one is meant.
        let usual = seen.iter().max_by_key(|(width, count)| (**count, **width));
        let (found, expected) = (unit.id.code_width(), usual.map_or(0, |(width, _)| *width));
        if found != expected {
            faults.push(place.fault("unit", FaultReason::Width { found, expected }));
        }
    }
}

/// Gives every unit its place in Vietnamese order: by newest name, then kind, then id.
fn rank(units: &mut [Unit]) {
    let mut keys: HashMap<&str, Vec<u8>> = HashMap::new();
    for unit in &*units {
        let name = unit.last_state().name.as_str();
        keys.entry(name).or_insert_with(|| sort_key(name));
    }
    let mut order: Vec<_> = units
        .iter()
        .enumerate()
        .map(|(position, unit)| {
            let state = unit.last_state();
            (keys[state.name.as_str()].as_slice(), state.kind, position)
        })
        .collect();
    order.sort_unstable();
    let order: Vec<_> = order.into_iter().map(|(.., position)| position).collect();
    for (rank, position) in order.into_iter().enumerate() {
        units[position].rank = rank as u32;
    }
}

fn children(units: &[Unit], parents: &[Option<usize>]) -> Vec<Vec<u32>> {
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); units.len()];
    for (child, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            children[*parent].push(child as u32);
        }
    }
    for below in &mut children {
        below.sort_unstable_by_key(|&child| units[child as usize].rank);
    }
    children
}

fn first_days(units: &[Unit]) -> Vec<(NaiveDate, Scheme)> {
    let mut first = BTreeMap::new();
    for unit in units {
        if let Some(scheme) = unit.id.scheme() {
            let day = first.entry(scheme).or_insert(unit.valid_from);
            *day = unit.valid_from.min(*day);
        }
    }
    let mut days: Vec<_> = first
        .into_iter()
        .map(|(scheme, day)| (day, scheme))
        .collect();
    days.sort_unstable();
    days
}
