//! A CSV text as rows under a header, with every fault of its shape.

use csv::{ReaderBuilder, StringRecord, Trim};
use unicode_normalization::UnicodeNormalization;

use super::columns::{Column, ColumnMap};
use super::fault::{FaultReason, RowFault};

/// The rows of a table whose shape is sound.
pub(super) struct Table {
    /// Place of each of our columns in a row, and what the table calls it.
    places: Vec<(Column, usize, String)>,
    rows: Vec<Row>,
}

/// One row.
pub(super) struct Row {
    pub(super) line: u64,
    fields: StringRecord,
}

impl Table {
    /// Reads the table; a byte order mark is skipped, and `;` is understood where the header uses it.
    pub(super) fn read(text: &str, columns: &ColumnMap) -> Result<Self, Vec<RowFault>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        if let Some(line) = open_quote(&text) {
            return Err(vec![fault(line, "", FaultReason::OpenQuote)]);
        }
        let header = text.lines().next().unwrap_or_default();
        let semicolons = header.contains(';') && !header.contains(',');
        let mut reader = ReaderBuilder::new()
            .delimiter(if semicolons { b';' } else { b',' })
            .flexible(true)
            .has_headers(false)
            .trim(Trim::All)
            .from_reader(text.as_bytes());
        let mut rows = Vec::new();
        let (mut line, mut counted) = (1, 0);
        for record in reader.records() {
            // The text is UTF-8 and rows may have any length, so the reader has nothing to refuse.
            let Ok(fields) = record else { continue };
            // The reader's own count is one short after a blank line.
            let start = fields.position().map_or(0, |at| at.byte() as usize);
            let blank = text[start..].len() - text[start..].trim_start_matches('\n').len();
            line += text[counted..start + blank].matches('\n').count() as u64;
            counted = start + blank;
            rows.push(Row { line, fields });
        }
        if rows.is_empty() {
            return Err(vec![fault(1, "", FaultReason::NoHeader)]);
        }
        let header = rows.remove(0);
        let places = find_columns(&header, columns)?;
        let faults: Vec<_> = rows
            .iter()
            .filter_map(|row| row.wrong_length(header.fields.len()))
            .collect();
        match (faults.is_empty(), rows.is_empty()) {
            (false, _) => Err(faults),
            (true, true) => Err(vec![fault(1, "", FaultReason::NoRows)]),
            (true, false) => Ok(Self { places, rows }),
        }
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A field, NFC and trimmed; blank when the table has no such column.
    pub(super) fn field(&self, row: &Row, column: Column) -> String {
        let place = self.places.iter().find(|(ours, ..)| *ours == column);
        let field = place.and_then(|(_, at, _)| row.fields.get(*at));
        field.unwrap_or_default().nfc().collect()
    }

    /// A fault of one field of a row.
    pub(super) fn fault(&self, row: &Row, column: Column, reason: FaultReason) -> RowFault {
        let place = self.places.iter().find(|(ours, ..)| *ours == column);
        let name = place.map_or(column.as_str(), |(.., theirs)| theirs);
        fault(row.line, name, reason)
    }
}

impl Row {
    fn wrong_length(&self, expected: usize) -> Option<RowFault> {
        let found = self.fields.len();
        let digits = |field: &str| !field.is_empty() && field.bytes().all(|b| b.is_ascii_digit());
        let pairs = self.fields.iter().zip(self.fields.iter().skip(1));
        let mut pairs = pairs.skip(1); // the year is a number as well
        let hint = if found > expected && pairs.any(|(a, b)| digits(a) && digits(b)) {
            ": a decimal comma splits a number, write a point (92.07)"
        } else if found > expected {
            ": a comma inside a text needs quotes around the text"
        } else {
            ": write every comma, also after blank fields"
        };
        (found != expected).then(|| {
            fault(
                self.line,
                "",
                FaultReason::Fields {
                    found,
                    expected,
                    hint,
                },
            )
        })
    }
}

fn fault(line: u64, column: &str, reason: FaultReason) -> RowFault {
    RowFault {
        line,
        column: column.to_owned(),
        reason,
    }
}

fn find_columns(
    header: &Row,
    columns: &ColumnMap,
) -> Result<Vec<(Column, usize, String)>, Vec<RowFault>> {
    let names: Vec<String> = header
        .fields
        .iter()
        .map(|name| name.nfc().collect())
        .collect();
    let mut places = Vec::new();
    let mut faults = Vec::new();
    for column in Column::ALL {
        let wanted = columns.name(column);
        let mut found = (0..names.len()).filter(|&at| names[at].eq_ignore_ascii_case(wanted));
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => {
                faults.push(fault(header.line, wanted, FaultReason::TwiceInHeader));
            }
            (Some(at), None) => places.push((column, at, names[at].clone())),
            (None, _) => {
                if matches!(column, Column::Year | Column::Unit) || columns.names(column) {
                    faults.push(missing(header.line, column, wanted, &names));
                }
            }
        }
    }
    let says = |column| places.iter().any(|(ours, ..)| *ours == column);
    if faults.is_empty() && !says(Column::Value) && !says(Column::Rank) {
        faults.push(missing(
            header.line,
            Column::Value,
            columns.name(Column::Value),
            &names,
        ));
    }
    if faults.is_empty() {
        Ok(places)
    } else {
        Err(faults)
    }
}

fn missing(line: u64, column: Column, wanted: &str, names: &[String]) -> RowFault {
    let reason = FaultReason::MissingColumn {
        ours: column.as_str(),
        header: names.join(", "),
    };
    fault(line, wanted, reason)
}

/// The line of a quote that is never closed: the reader would take the rest of the table as one field.
fn open_quote(text: &str) -> Option<u64> {
    let mut open = None;
    for (at, line) in text.split('\n').enumerate() {
        for _ in line.bytes().filter(|&b| b == b'"') {
            open = if open.is_none() {
                Some(at as u64 + 1)
            } else {
                None
            };
        }
    }
    open
}
