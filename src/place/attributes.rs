//! Reading what is said about units: dated changes, regions, agencies, tiles.

use std::sync::Arc;

use super::atlas::position;
use super::fault::{FaultReason, TableFault};
use super::id::{Scheme, UnitId};
use super::region::{Agency, AgencyStatus, Region};
use super::tables::{Row, Tables, each_row};
use super::tile::Tile;
use super::unit::{State, Unit};

fn known_unit(row: &Row<'_, '_>, column: &str, units: &[Unit]) -> Result<usize, TableFault> {
    let id = row.unit(column)?;
    position(units, &id).ok_or_else(|| row.fault(column, FaultReason::UnknownUnit(id)))
}

pub(super) fn read_changes(tables: &Tables<'_>, units: &mut [Unit], faults: &mut Vec<TableFault>) {
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
            _ => Some(row.kind("kind")?),
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

pub(super) fn read_regions(tables: &Tables<'_>, units: &mut [Unit], faults: &mut Vec<TableFault>) {
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

pub(super) fn read_agencies(tables: &Tables<'_>, units: &mut [Unit], faults: &mut Vec<TableFault>) {
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

pub(super) fn read_tiles(
    tables: &Tables<'_>,
    units: &[Unit],
    faults: &mut Vec<TableFault>,
) -> Vec<Tile> {
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
