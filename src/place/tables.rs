//! The tables an atlas is read from, as text, and the reading of one row.

use chrono::NaiveDate;

use super::fault::{FaultReason, TableFault};
use super::fold::clean;
use super::id::UnitId;
use super::kind::Kind;

/// One CSV table: a name for messages, and its text.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// How faults call it, usually the file name.
    pub name: &'a str,
    /// CSV with a header; a byte order mark and Windows line ends are accepted.
    pub text: &'a str,
}

impl<'a> Table<'a> {
    /// A table from the bytes of a file; a fault names the first line that is not UTF-8.
    pub fn from_bytes(name: &'a str, bytes: &'a [u8]) -> Result<Self, TableFault> {
        std::str::from_utf8(bytes)
            .map(|text| Self { name, text })
            .map_err(|error| {
                let before = &bytes[..error.valid_up_to()];
                let line = before.split(|&b| b == b'\n').count() as u64;
                TableFault {
                    table: name.to_owned(),
                    line,
                    column: String::new(),
                    reason: FaultReason::NotUtf8,
                }
            })
    }
}

/// Everything an atlas is read from. Only `units` is needed; the columns stand in `localities/README.md`.
#[derive(Debug, Clone, Default)]
pub struct Tables<'a> {
    /// When each scheme is valid.
    pub schemes: Vec<Table<'a>>,
    /// The units, the nation among them.
    pub units: Vec<Table<'a>>,
    /// Dated changes of name or kind.
    pub changes: Vec<Table<'a>>,
    /// Regions and their provinces.
    pub regions: Vec<Table<'a>>,
    /// Agency ids of provinces.
    pub agencies: Vec<Table<'a>>,
    /// Who became whom.
    pub successions: Vec<Table<'a>>,
    /// What an office knows about the people of split communes; refines `successions`.
    pub notes: Vec<Table<'a>>,
    /// The tile map.
    pub tiles: Vec<Table<'a>>,
}

macro_rules! embedded {
    ($file:literal) => {
        vec![embedded!(one $file)]
    };
    (one $file:literal) => {
        Table {
            name: $file,
            text: include_str!(concat!("../../localities/", $file)),
        }
    };
}

impl Tables<'static> {
    /// The places of Viet Nam as built into the program; push an office's own tables onto them.
    pub fn vietnam() -> Self {
        Self {
            schemes: embedded!("schemes.csv"),
            units: vec![
                embedded!(one "nation.csv"),
                embedded!(one "units_2004.csv"),
                embedded!(one "units_2025.csv"),
            ],
            changes: embedded!("changes.csv"),
            regions: embedded!("regions.csv"),
            agencies: embedded!("agencies.csv"),
            successions: embedded!("successions.csv"),
            notes: Vec::new(),
            tiles: embedded!("tilegrid.csv"),
        }
    }
}

/// Where a fault would lie: a table and a line of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub table: &'a str,
    pub line: u64,
}

impl Place<'_> {
    pub fn fault(self, column: &str, reason: FaultReason) -> TableFault {
        TableFault {
            table: self.table.to_owned(),
            line: self.line,
            column: column.to_owned(),
            reason,
        }
    }
}

/// One row of a table, its fields by column name.
pub(super) struct Row<'r, 't> {
    pub place: Place<'t>,
    columns: &'r csv::StringRecord,
    fields: &'r csv::StringRecord,
}

impl Row<'_, '_> {
    /// The field as written, trimmed; empty when the table lacks the column.
    pub fn raw(&self, column: &str) -> &str {
        let position = self.columns.iter().position(|name| name == column);
        let field = position.and_then(|position| self.fields.get(position));
        field.unwrap_or_default().trim()
    }

    /// The field as text for people: NFC, single spaces.
    pub fn text(&self, column: &str) -> String {
        clean(self.raw(column))
    }

    pub fn fault(&self, column: &str, reason: FaultReason) -> TableFault {
        self.place.fault(column, reason)
    }

    /// The field read by `parse`, or the fault that `otherwise` makes of its text.
    pub fn parsed<T>(
        &self,
        column: &str,
        parse: impl FnOnce(&str) -> Option<T>,
        otherwise: impl FnOnce(String) -> FaultReason,
    ) -> Result<T, TableFault> {
        let field = self.raw(column);
        parse(field).ok_or_else(|| {
            let shown = field.chars().take(40).collect();
            self.fault(column, otherwise(shown))
        })
    }

    pub fn unit(&self, column: &str) -> Result<UnitId, TableFault> {
        self.parsed(column, |text| text.parse().ok(), FaultReason::NotAUnit)
    }

    /// A kind, in any letter case or normal form.
    pub fn kind(&self, column: &str) -> Result<Kind, TableFault> {
        let as_written = Kind::parse(self.raw(column));
        let kind = as_written.or_else(|| Kind::parse(&self.text(column).to_lowercase()));
        kind.ok_or_else(|| self.fault(column, FaultReason::NotAKind(self.text(column))))
    }

    pub fn date(&self, column: &str) -> Result<NaiveDate, TableFault> {
        let parse = |text: &str| {
            let written_out = text.len() == 10;
            NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .ok()
                .filter(|_| written_out)
        };
        self.parsed(column, parse, FaultReason::NotADate)
    }

    /// A date that may be left out.
    pub fn optional_date(&self, column: &str) -> Result<Option<NaiveDate>, TableFault> {
        if self.raw(column).is_empty() {
            return Ok(None);
        }
        self.date(column).map(Some)
    }
}

/// Reads every row of some tables with `read`; what it returns as an error is kept, and reading goes on.
pub(super) fn each_row<'t>(
    tables: &[Table<'t>],
    needed: &[&str],
    faults: &mut Vec<TableFault>,
    mut read: impl FnMut(&Row<'_, 't>) -> Result<(), TableFault>,
) {
    for table in tables {
        let text = table.text.strip_prefix('\u{feff}').unwrap_or(table.text);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.as_bytes());
        let header = Place {
            table: table.name,
            line: 1,
        };
        let columns = match reader.headers() {
            Ok(columns) => columns.clone(),
            Err(error) => {
                faults.push(header.fault("", FaultReason::Malformed(error.to_string())));
                continue;
            }
        };
        let missing: Vec<_> = needed
            .iter()
            .filter(|column| !columns.iter().any(|name| name == **column))
            .collect();
        if !missing.is_empty() {
            let reads: Vec<_> = columns.iter().collect();
            let reason = FaultReason::MissingColumn(reads.join(","));
            faults.extend(missing.into_iter().map(|c| header.fault(c, reason.clone())));
            continue;
        }
        let mut fields = csv::StringRecord::new();
        loop {
            match reader.read_record(&mut fields) {
                Ok(false) => break,
                Ok(true) => {}
                Err(error) => {
                    faults.push(header.fault("", FaultReason::Malformed(error.to_string())));
                    break;
                }
            }
            let line = fields.position().map_or(1, csv::Position::line);
            let place = Place { line, ..header };
            if fields.len() != columns.len() {
                let (found, expected) = (fields.len(), columns.len());
                faults.push(place.fault("", FaultReason::Fields { found, expected }));
                continue;
            }
            let row = Row {
                place,
                columns: &columns,
                fields: &fields,
            };
            if let Err(fault) = read(&row) {
                faults.push(fault);
            }
        }
    }
}
