//! A small CSV that an office supplies, with the line of every fault.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::rule_file::RuleFault;

/// The rows of a CSV under its header. `;` between columns is understood, and decimal commas with it.
#[derive(Debug)]
pub(super) struct OfficeTable {
    file: String,
    header: Vec<String>,
    rows: Vec<OfficeRow>,
    semicolons: bool,
}

/// One row and the line it stands in.
#[derive(Debug)]
pub(super) struct OfficeRow {
    pub(super) line: usize,
    fields: StringRecord,
}

impl OfficeTable {
    /// Reads the table: a header, at least one row, as many fields in each row as in the header.
    pub(super) fn read(file: &str, text: &str) -> Result<Self, RuleFault> {
        let fault = |line: usize, reason: String| RuleFault {
            file: file.to_owned(),
            line,
            reason,
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let first = text.lines().next().unwrap_or_default();
        let semicolons = first.contains(';') && !first.contains(',');
        let mut reader = ReaderBuilder::new()
            .delimiter(if semicolons { b';' } else { b',' })
            .flexible(true)
            .trim(Trim::All)
            .from_reader(text.as_bytes());
        let header = reader
            .headers()
            .map_err(|error| fault(1, error.to_string()))?;
        let header: Vec<String> = header.iter().map(str::to_owned).collect();
        if let Some(twice) = header
            .iter()
            .enumerate()
            .find_map(|(at, name)| header[..at].contains(name).then_some(name))
        {
            return Err(fault(
                1,
                format!("the column “{twice}” stands twice in the header"),
            ));
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let fields = record.map_err(|error| {
                let line = error.position().map_or(1, csv::Position::line);
                fault(line as usize, error.to_string())
            })?;
            let line = fields.position().map_or(1, csv::Position::line) as usize;
            if fields.len() != header.len() {
                let reason = format!(
                    "{} fields where the header has {}: write a decimal point between commas, and every comma also after blank fields",
                    fields.len(),
                    header.len()
                );
                return Err(fault(line, reason));
            }
            rows.push(OfficeRow { line, fields });
        }
        if rows.is_empty() {
            return Err(fault(1, "there is no row below the header".into()));
        }
        Ok(Self {
            file: file.to_owned(),
            header,
            rows,
            semicolons,
        })
    }

    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    pub(super) fn rows(&self) -> &[OfficeRow] {
        &self.rows
    }

    /// Where a column stands.
    pub(super) fn column(&self, name: &str) -> Result<usize, RuleFault> {
        let found = self.header.iter().position(|own| own == name);
        found.ok_or_else(|| RuleFault {
            file: self.file.clone(),
            line: 1,
            reason: format!(
                "the column “{name}” is missing; the header has {}",
                self.header.join(", ")
            ),
        })
    }

    pub(super) fn text<'a>(&self, row: &'a OfficeRow, column: usize) -> &'a str {
        row.fields.get(column).unwrap_or_default()
    }

    /// A number in the machine format.
    pub(super) fn number(&self, row: &OfficeRow, column: usize) -> String {
        let text = self.text(row, column);
        if self.semicolons {
            text.replacen(',', ".", 1)
        } else {
            text.to_owned()
        }
    }

    /// A fault of a row.
    pub(super) fn fault(&self, row: &OfficeRow, reason: impl ToString) -> RuleFault {
        self.fault_at(row.line, reason)
    }

    /// A fault of a line.
    pub(super) fn fault_at(&self, line: usize, reason: impl ToString) -> RuleFault {
        RuleFault {
            file: self.file.clone(),
            line,
            reason: reason.to_string(),
        }
    }
}
