//! Published tables under test: what was printed, and what people send.

mod facts;
mod rows;

use chrono::NaiveDate;

use crate::place::{Atlas, UnitId};
use crate::published::*;

pub(super) fn today() -> NaiveDate {
    "2026-11-20".parse().unwrap()
}

pub(super) fn sipas() -> &'static Series {
    series("sipas").unwrap()
}

pub(super) fn facts() -> Vec<Entry> {
    builtin_entries("sipas", Atlas::vietnam()).unwrap()
}

pub(super) fn import(csv: &str) -> Result<Import, Vec<RowFault>> {
    read(
        sipas(),
        Atlas::vietnam(),
        csv,
        &ColumnMap::default(),
        today(),
    )
}

/// The only fault of a table with one bad row after the header.
pub(super) fn fault(header: &str, row: &str) -> String {
    let faults = import(&format!("{header}\n{row}\n")).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults[0].to_string()
}

pub(super) fn entry(year: u16, name: &str, value: &str, rank: Option<u32>) -> Entry {
    let row = format!(
        "year,unit,value,rank\n{year},{name},{value},{}\n",
        rank.map_or(String::new(), |r| r.to_string())
    );
    import(&row).unwrap().entries.remove(0)
}

pub(super) fn unit(id: &str) -> Rated {
    Rated::Place(id.parse::<UnitId>().unwrap())
}

pub(super) fn kinds(entries: &[Entry]) -> Vec<ConflictKind> {
    conflicts(sipas(), entries)
        .iter()
        .map(|conflict| conflict.kind)
        .collect()
}
