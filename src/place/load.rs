//! Reading an atlas from its tables: all of it, or every fault that was found.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use super::atlas::{Atlas, position};
use super::collation::sort_key;
use super::fault::{FaultReason, TableFault};
use super::id::{Scheme, UnitId};
use super::kind::{Kind, Level};
use super::lineage::Lineage;
use super::region::{Agency, AgencyStatus, Region};
use super::tables::{Place, Row, Tables, each_row};
use super::tile::Tile;
use super::unit::{State, Unit};

impl Atlas {
    /// Reads tables of units. With any fault nothing is loaded and every fault is told, in the order found.
    pub fn from_tables(tables: &Tables<'_>) -> Result<Self, Vec<TableFault>> {
        let mut faults = Vec::new();
        let (mut units, places) = read_units(tables, &mut faults);
        check_parents(&units, &places, &mut faults);
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
        let lineage = Lineage::read(tables, &units, &places, &mut faults);
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
            children: children(&units),
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
            kind: read_kind(row)?,
            decision: None,
        },
        later: Vec::new(),
        english: Some(english).filter(|name| !name.is_empty()),
        region: None,
        agency: None,
        rank: 0,
    })
}

/// Kinds are written in NFC like everything here, but a spreadsheet may not know.
fn read_kind(row: &Row<'_, '_>) -> Result<Kind, TableFault> {
    let plain = Kind::parse(row.raw("kind"));
    match plain.or_else(|| Kind::parse(&row.text("kind").to_lowercase())) {
        Some(kind) => Ok(kind),
        None => Err(row.fault("kind", FaultReason::NotAKind(row.text("kind")))),
    }
}

fn check_parents(units: &[Unit], places: &[Place<'_>], faults: &mut Vec<TableFault>) {
    for (unit, place) in units.iter().zip(places) {
        let Some(parent) = unit.parent else { continue };
        let reason = match position(units, &parent).map(|p| &units[p]) {
            None => FaultReason::UnknownParent(parent),
            Some(above) if above.level >= unit.level => FaultReason::ParentLevel {
                parent,
                level: above.level,
                child: unit.level,
            },
            Some(above) if above.level != Level::Nation && parent.scheme() != unit.id.scheme() => {
                FaultReason::ParentScheme(parent)
            }
            Some(_) => continue,
        };
        faults.push(place.fault("parent", reason));
    }
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

fn known_unit(row: &Row<'_, '_>, column: &str, units: &[Unit]) -> Result<usize, TableFault> {
    let id = row.unit(column)?;
    position(units, &id).ok_or_else(|| row.fault(column, FaultReason::UnknownUnit(id)))
}

fn read_changes(tables: &Tables<'_>, units: &mut [Unit], faults: &mut Vec<TableFault>) {
    let mut changes = Vec::new();
    let needed = ["effective_on", "unit", "name", "kind", "decision"];
    each_row(&tables.changes, &needed, faults, |row| {
        let from = row.date("effective_on")?;
        let position = known_unit(row, "unit", units)?;
        if !units[position].is_valid(from) {
            let unit = units[position].id;
            return Err(row.fault(
                "effective_on",
                FaultReason::OutsideItsTime { unit, on: from },
            ));
        }
        let name = Some(row.text("name")).filter(|name| !name.is_empty());
        let kind = match row.raw("kind") {
            "" => None,
            _ => Some(read_kind(row)?),
        };
        if name.is_none() && kind.is_none() {
            return Err(row.fault("", FaultReason::NoChange));
        }
        let decision = Some(row.text("decision")).filter(|decision| !decision.is_empty());
        changes.push((from, position, name, kind, decision));
        Ok(())
    });
    // By date; on one day the table given later has the last word (an office mends a built-in row).
    changes.sort_by_key(|(from, ..)| *from);
    for (from, position, name, kind, decision) in changes {
        let unit = &mut units[position];
        let before = unit.last_state().clone();
        let state = State {
            from,
            name: name.unwrap_or(before.name),
            kind: kind.unwrap_or(before.kind),
            decision,
        };
        match unit.later.last_mut() {
            Some(last) if last.from == from => *last = state,
            _ => unit.later.push(state),
        }
    }
}

fn read_regions(tables: &Tables<'_>, units: &mut [Unit], faults: &mut Vec<TableFault>) {
    let needed = ["scheme", "region", "name", "name_en", "status", "provinces"];
    each_row(&tables.regions, &needed, faults, |row| {
        let scheme: Scheme = row.parsed("scheme", |s| s.parse().ok(), FaultReason::NotAScheme)?;
        let confirmed = row.parsed("status", AgencyStatus::parse, |found| {
            FaultReason::NotOneOf {
                found,
                allowed: "confirmed, seen, unconfirmed",
            }
        })?;
        let region = Arc::new(Region {
            scheme,
            code: row.text("region"),
            name: row.text("name"),
            name_en: row.text("name_en"),
            confirmed: confirmed == AgencyStatus::Confirmed,
        });
        for code in row.raw("provinces").split_whitespace() {
            let not_a_unit = || row.fault("provinces", FaultReason::NotAUnit(code.to_owned()));
            let id = UnitId::in_scheme(scheme, code).ok_or_else(not_a_unit)?;
            let unknown = || row.fault("provinces", FaultReason::UnknownUnit(id));
            let unit = &mut units[position(units, &id).ok_or_else(unknown)?];
            if let Some(other) = &unit.region {
                let taken = format!("region {}: {code}", other.code);
                return Err(row.fault("provinces", FaultReason::Duplicate(taken)));
            }
            unit.region = Some(Arc::clone(&region));
        }
        Ok(())
    });
}

fn read_agencies(tables: &Tables<'_>, units: &mut [Unit], faults: &mut Vec<TableFault>) {
    each_row(
        &tables.agencies,
        &["unit", "agency", "status"],
        faults,
        |row| {
            let position = known_unit(row, "unit", units)?;
            let status = row.parsed("status", AgencyStatus::parse, |found| {
                FaultReason::NotOneOf {
                    found,
                    allowed: "confirmed, seen, unconfirmed",
                }
            })?;
            let id = row.text("agency");
            if id.is_empty() {
                return Err(row.fault("agency", FaultReason::Empty));
            }
            // A later table (an office's own) replaces an earlier row: ids are settings.
            units[position].agency = Some(Agency { id, status });
            Ok(())
        },
    );
}

fn read_tiles(tables: &Tables<'_>, units: &[Unit], faults: &mut Vec<TableFault>) -> Vec<Tile> {
    let mut tiles: Vec<Tile> = Vec::new();
    let needed = [
        "unit",
        "column",
        "row",
        "kind",
        "label",
        "label_en",
        "belongs_to",
    ];
    each_row(&tables.tiles, &needed, faults, |row| {
        let unit = units[known_unit(row, "unit", units)?].id;
        let column = row.parsed("column", |n| n.parse().ok(), FaultReason::NotANumber)?;
        let line = row.parsed("row", |n| n.parse().ok(), FaultReason::NotANumber)?;
        let belongs_to = match row.raw("kind") {
            "province" => None,
            "mark" => Some(units[known_unit(row, "belongs_to", units)?].id),
            other => {
                let (found, allowed) = (other.to_owned(), "province, mark");
                return Err(row.fault("kind", FaultReason::NotOneOf { found, allowed }));
            }
        };
        if let Some(other) = tiles.iter().find(|t| (t.column, t.row) == (column, line)) {
            let taken = format!("the square of {}", other.unit);
            return Err(row.fault("column", FaultReason::Duplicate(taken)));
        }
        let (label, label_en) = (row.text("label"), row.text("label_en"));
        tiles.push(Tile::new(unit, (column, line), belongs_to, label, label_en));
        Ok(())
    });
    tiles
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

fn children(units: &[Unit]) -> Vec<Vec<u32>> {
    let mut children = vec![Vec::new(); units.len()];
    for (child, unit) in units.iter().enumerate() {
        let parent = unit.parent.and_then(|parent| position(units, &parent));
        if let Some(parent) = parent {
            children[parent].push(child as u32);
        }
    }
    for below in &mut children {
        below.sort_unstable_by_key(|&child: &u32| units[child as usize].rank);
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
