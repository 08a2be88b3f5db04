//! `sipas answers import`: brings in answers collected elsewhere, e.g. from paper.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Subcommand;
use csv::{ByteRecord, StringRecord};
use sha2::{Digest as _, Sha256};

use super::{open, progress};
use crate::ballot::{Channel, FormRef, PlacePath};
use crate::config::Settings;
use crate::form::{ColumnPlan, Form};
use crate::house::{self, House};
use crate::period::Period;
use crate::place::Atlas;
use crate::store::{Import, ImportReport, ImportSheet};

/// Bring in answers collected elsewhere.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Count the sheets of a CSV file: all of them, or none
    ///
    /// One row a sheet: the columns place, period and channel, then one column a question code; an empty cell is a question
    /// not answered. A question with several options takes a list (meeting;internet) or one column an option
    /// (Q2.internet). Sheets of the walk-in channel stand beside the index, never in it. An optional column weight holds
    /// design weights, for every row. The same file is not taken twice.
    Import {
        /// CSV file, UTF-8, comma or semicolon
        file: PathBuf,
        /// Form id
        #[arg(long, value_name = "ID")]
        form: String,
        /// Version of the form [default: the newest]
        #[arg(long, value_name = "N")]
        version: Option<u32>,
        /// Refuse sheets with fewer answers than the form's rule for paper asks for
        #[arg(long)]
        paper_rule: bool,
    },
}

/// Runs the command.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    let Command::Import {
        file,
        form,
        version,
        paper_rule,
    } = command;
    let house = open(settings)?;
    let form = house
        .catalogue
        .get(&form, version)
        .with_context(|| house.catalogue.unknown(&form))?;
    let report = import(&house, form, &file, paper_rule)?;
    println!("{} sheets counted", report.sheets);
    Ok(())
}

/// Why a row cannot be taken.
#[derive(Debug, thiserror::Error)]
#[error("{file}, line {line}: {reason}; nothing was imported")]
struct RowError {
    file: String,
    line: u64,
    reason: String,
}

fn import(
    house: &House,
    form: &Form,
    path: &Path,
    paper_rule: bool,
) -> anyhow::Result<ImportReport> {
    let (name, delimiter, skip) = inspect(path)?;
    let mut file = BufReader::with_capacity(1 << 20, open_file(path)?);
    file.read_exact(&mut [0; 3][..skip])?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(file);
    let headers = reader
        .headers()
        .map_err(|error| anyhow::anyhow!("{}, line 1: {}", path.display(), unread(&error)))?
        .clone();
    let columns =
        Columns::find(form, &headers, paper_rule).with_context(|| path.display().to_string())?;
    let bar = progress::spinner("reading sheets");
    let report = house.store.import(
        &Import {
            form: &FormRef::new(form.id.clone(), form.version),
            layout: &form.layout,
            name: Some(&name),
            judge: &|form, cells| house.judge(form, cells),
            progress: &|sheets| bar.set_message(format!("{sheets} sheets")),
        },
        Rows {
            reader,
            columns,
            record: ByteRecord::new(),
            atlas: house.atlas,
            places: HashMap::new(),
            file: path.display().to_string(),
        },
    )?;
    bar.finish_and_clear();
    Ok(report)
}

fn open_file(path: &Path) -> anyhow::Result<File> {
    File::open(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Why the reader of CSV stopped, in our words.
fn unread(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "not UTF-8; save the file as “CSV UTF-8”".into(),
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("{len} fields, but the first line names {expected_len} columns"),
        _ => error.to_string(),
    }
}

/// The file's own name (its hash), its delimiter, and how many bytes its BOM has.
fn inspect(path: &Path) -> anyhow::Result<(String, u8, usize)> {
    let mut file = open_file(path)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut first = Vec::new();
    loop {
        let read = file
            .read(&mut buffer)
            .with_context(|| format!("cannot read {}", path.display()))?;
        if read == 0 {
            break;
        }
        if first.is_empty() {
            first = buffer[..read].to_vec();
        }
        digest.update(&buffer[..read]);
    }
    let head = first
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |byte: u8| head.iter().filter(|&&own| own == byte).count();
    let delimiter = if count(b';') > count(b',') {
        b';'
    } else {
        b','
    };
    let name = data_encoding::HEXLOWER.encode(&digest.finalize());
    Ok((
        name,
        delimiter,
        if first.starts_with(b"\xef\xbb\xbf") {
            3
        } else {
            0
        },
    ))
}

/// Where the columns are.
struct Columns {
    place: usize,
    period: usize,
    channel: Option<usize>,
    weight: Option<usize>,
    plan: ColumnPlan,
}

impl Columns {
    fn find(form: &Form, headers: &StringRecord, paper_rule: bool) -> anyhow::Result<Self> {
        let at = |name: &str| headers.iter().position(|header| header.trim() == name);
        let need = |name: &str| {
            at(name).with_context(|| {
                format!("the column “{name}” is missing; a sheet needs place, period and channel")
            })
        };
        let others = ["place", "period", "channel", "weight"];
        let plan = ColumnPlan::new(form, headers, &others).map_err(|faults| {
            anyhow::anyhow!(
                faults
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("\n")
            )
        })?;
        if plan.comment_column().is_some() {
            bail!("comments are not imported: remove their column");
        }
        Ok(Self {
            place: need("place")?,
            period: need("period")?,
            channel: at("channel"),
            weight: at("weight"),
            plan: if paper_rule {
                plan.with_paper_rule(form)
            } else {
                plan
            },
        })
    }
}

/// The rows of the file as sheets.
struct Rows {
    reader: csv::Reader<BufReader<File>>,
    columns: Columns,
    record: ByteRecord,
    atlas: &'static Atlas,
    places: HashMap<Vec<u8>, PlacePath>,
    file: String,
}

impl Iterator for Rows {
    type Item = Result<ImportSheet, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(false) => None,
            Ok(true) => Some(self.sheet().map_err(|reason| self.fault(reason))),
            Err(error) => Some(Err(self.fault(unread(&error)))),
        }
    }
}

impl Rows {
    fn fault(&self, reason: String) -> RowError {
        let line = self
            .record
            .position()
            .map_or_else(|| self.reader.position().line(), csv::Position::line);
        RowError {
            file: self.file.clone(),
            line,
            reason,
        }
    }

    fn cell(&self, column: usize) -> &[u8] {
        self.record.get(column).unwrap_or_default().trim_ascii()
    }

    fn text(&self, column: usize) -> Result<&str, String> {
        std::str::from_utf8(self.cell(column))
            .map_err(|_| "not UTF-8; save the file as “CSV UTF-8”".into())
    }

    fn sheet(&mut self) -> Result<ImportSheet, String> {
        let place = self.place()?;
        let period: Period = self
            .text(self.columns.period)?
            .parse()
            .map_err(|error| format!("column period: {error}"))?;
        let channel: Option<Channel> = match self
            .columns
            .channel
            .map(|column| self.text(column))
            .transpose()?
        {
            None | Some("") => None,
            Some(word) => Some(
                word.parse()
                    .map_err(|error| format!("column channel: {error}"))?,
            ),
        };
        let weight = match self
            .columns
            .weight
            .map(|column| self.text(column))
            .transpose()?
        {
            None => None,
            Some(text) => Some(weight(text)?),
        };
        let mut slots = Vec::new();
        self.columns
            .plan
            .pack(&self.record, &mut slots)
            .map_err(|fault| fault.to_string())?;
        Ok(ImportSheet {
            place,
            period,
            channel,
            slots,
            weight,
        })
    }

    fn place(&mut self) -> Result<PlacePath, String> {
        if let Some(known) = self.places.get(self.cell(self.columns.place)) {
            return Ok(known.clone());
        }
        let text = self.text(self.columns.place)?;
        let unit =
            house::place(self.atlas, text).map_err(|error| format!("column place: {error}"))?;
        let path = house::place_path(self.atlas, unit);
        self.places.insert(text.as_bytes().to_vec(), path.clone());
        Ok(path)
    }
}

/// A weight in millionths.
fn weight(text: &str) -> Result<u64, String> {
    match text.parse::<f64>() {
        Ok(weight) if weight > 0.0 && weight <= 1e6 => Ok((weight * 1e6).round() as u64),
        Ok(_) => Err(format!(
            "column weight: “{text}” is not above 0 and at most 1,000,000"
        )),
        Err(_) => Err(format!(
            "column weight: “{text}” is no number; write a dot before decimals"
        )),
    }
}
