//! The series and the few published facts that the program brings along.

use std::sync::OnceLock;

use chrono::NaiveDate;

use super::columns::ColumnMap;
use super::entry::Entry;
use super::read::read;
use super::series::Series;
use crate::place::Atlas;

const FILES: [(&str, &str); 5] = [
    ("sipas.toml", include_str!("series/sipas.toml")),
    ("par-index.toml", include_str!("series/par-index.toml")),
    ("qd766.toml", include_str!("series/qd766.toml")),
    (
        "commune-cchc.toml",
        include_str!("series/commune-cchc.toml"),
    ),
    ("ddci.toml", include_str!("series/ddci.toml")),
];

const TABLES: [(&str, &str); 2] = [
    ("sipas", include_str!("data/sipas.csv")),
    ("par-index", include_str!("data/par-index.csv")),
];

/// Every built-in series.
pub fn all_series() -> &'static [Series] {
    static SERIES: OnceLock<Vec<Series>> = OnceLock::new();
    SERIES.get_or_init(|| {
        let read = |(file, toml)| {
            Series::read(file, toml)
                .unwrap_or_else(|fault| panic!("a built-in series has a fault: {fault}"))
        };
        FILES.into_iter().map(read).collect()
    })
}

/// The built-in series with this id.
pub fn series(id: &str) -> Option<&'static Series> {
    all_series().iter().find(|series| series.id == id)
}

/// The published facts that come along with a series, as facts with their sources: the nation 2018–2024 and what is
/// known of 2021 for SIPAS. `None` when there are none, or when the atlas is not that of Viet Nam.
pub fn builtin_entries(id: &str, atlas: &Atlas) -> Option<Vec<Entry>> {
    let (_, table) = TABLES.iter().find(|(series, _)| *series == id)?;
    let written = NaiveDate::from_ymd_opt(2026, 11, 1)?;
    let import = read(series(id)?, atlas, table, &ColumnMap::default(), written).ok()?;
    Some(import.entries)
}
