//! Sheets from the rows of a table: which column answers which question, and a fast way to pack a row.
//!
//! One column a question code. A multi-select has one column with a list (`internet;media`, `-` when
//! nothing was ticked) or one column an option (`Q2.internet`, 1 or 0). Empty = not answered. Nothing
//! is “required” here: paper cannot be sent back.

use std::ops::Range;

use csv::{ByteRecord, StringRecord};

use crate::index::NOT_ANSWERED;

use super::cells::{Lookup, NO_OPTION};
use super::nearest::did_you_mean;
use super::questionnaire::{Answer, Form, Question, Role};
use super::rules::MinAnsweredShare;

/// How the rows of one table become packed sheets of one form.
#[derive(Debug, Clone)]
pub struct ColumnPlan {
    columns: Vec<Column>,
    slots: usize,
    multis: Vec<Range<usize>>,
    criteria: Vec<usize>,
    needed: usize,
    comment: Option<usize>,
}

#[derive(Debug, Clone)]
struct Column {
    field: usize,
    name: String,
    slot: usize,
    cell: Cell,
}

#[derive(Debug, Clone)]
enum Cell {
    One(Lookup),
    List(Lookup),
}

/// A column that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}", self.place())]
pub struct ColumnFault {
    /// Its position, from 1; 0 when the table as a whole is meant.
    pub position: usize,
    /// Its name, at most 40 characters.
    pub name: String,
    /// What is wrong and how to mend it.
    pub reason: String,
}

impl ColumnFault {
    /// Which column; nothing where none is to blame.
    fn place(&self) -> String {
        match self.position {
            0 => String::new(),
            position => format!("column {position} “{}”: ", self.name),
        }
    }
}

/// Why a row is not a sheet. The row's number is known to whoever reads the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// A cell that is no option of its question.
    #[error("column {column}: “{value}” is not one of {allowed} (empty = not answered)")]
    NotAnOption {
        /// Name of the column.
        column: String,
        /// The cell, at most 40 characters.
        value: String,
        /// What it may be.
        allowed: String,
    },
    /// Too few criteria answered, where the importer asked for the rule.
    #[error(
        "only {answered} of {of} criteria are answered, {needed} are needed for the sheet to count"
    )]
    TooFewAnswered {
        /// Criteria answered.
        answered: usize,
        /// Criteria that must be.
        needed: usize,
        /// Criteria in the form.
        of: usize,
    },
}

impl ColumnPlan {
    /// Plans the columns of a table for a form. Columns named in `others` (`place`, `period` …) are
    /// left to the importer, the comment's column is only remembered.
    ///
    /// # Errors
    /// Every column that is unknown, doubled or in the way of another.
    pub fn new(
        form: &Form,
        headers: &StringRecord,
        others: &[&str],
    ) -> Result<Self, Vec<ColumnFault>> {
        let mut planning = Planning {
            form,
            taken: vec![None; form.layout.slots.len()],
            columns: Vec::new(),
            faults: Vec::new(),
        };
        let mut comment = None;
        for (field, name) in headers.iter().enumerate() {
            let name = name.trim_start_matches('\u{feff}').trim();
            if others.contains(&name) {
                continue;
            }
            if form
                .comment
                .as_ref()
                .is_some_and(|asked| asked.code == name)
            {
                comment = Some(field);
                continue;
            }
            planning.add(field, name);
        }
        if planning.columns.is_empty() && planning.faults.is_empty() {
            let codes: Vec<&str> = form
                .questions
                .iter()
                .take(5)
                .map(|q| q.code.as_str())
                .collect();
            planning.faults.push(ColumnFault {
                position: 0,
                name: String::new(),
                reason: format!(
                    "no column answers a question; name columns by code: {} …",
                    codes.join(", ")
                ),
            });
        }
        if !planning.faults.is_empty() {
            return Err(planning.faults);
        }
        Ok(Self {
            columns: planning.columns,
            slots: form.layout.slots.len(),
            multis: form
                .questions
                .iter()
                .filter(|question| question.is_multi())
                .map(|question| question.slots.clone())
                .collect(),
            criteria: form
                .questions
                .iter()
                .filter(|question| question.role == Role::Criterion)
                .map(|question| question.slots.start)
                .collect(),
            needed: 0,
            comment,
        })
    }

    /// Refuses sheets with fewer criteria answered than the form's rule for paper asks for.
    /// Without this every sheet counts.
    #[must_use]
    pub fn with_paper_rule(mut self, form: &Form) -> Self {
        let percent = form.rules.min_answered_share.paper;
        self.needed = MinAnsweredShare::needed(percent, self.criteria.len());
        self
    }

    /// Position of the comment's column, if the table has one.
    pub fn comment_column(&self) -> Option<usize> {
        self.comment
    }

    /// Appends one packed sheet to `sheets`; nothing when the row has a fault.
    ///
    /// # Errors
    /// The first cell that is no option, by column and value.
    pub fn pack(&self, record: &ByteRecord, sheets: &mut Vec<u8>) -> Result<(), RowFault> {
        let start = sheets.len();
        sheets.resize(start + self.slots, NOT_ANSWERED);
        let packed = self.fill(record, &mut sheets[start..]);
        if packed.is_err() {
            sheets.truncate(start);
        }
        packed
    }

    fn fill(&self, record: &ByteRecord, sheet: &mut [u8]) -> Result<(), RowFault> {
        for column in &self.columns {
            let cell = record.get(column.field).unwrap_or_default().trim_ascii();
            if cell.is_empty() {
                continue;
            }
            match &column.cell {
                Cell::One(lookup) => {
                    let byte = lookup.find(cell);
                    if byte == NO_OPTION {
                        return Err(column.fault(cell, lookup));
                    }
                    sheet[column.slot] = byte;
                }
                Cell::List(lookup) => {
                    sheet[column.slot..][..lookup.len()].fill(0);
                    if cell == b"-" {
                        continue;
                    }
                    for value in cell.split(|&byte| byte == b';') {
                        match lookup.find(value.trim_ascii()) {
                            NO_OPTION => return Err(column.fault(cell, lookup)),
                            option => sheet[column.slot + usize::from(option)] = 1,
                        }
                    }
                }
            }
        }
        for options in &self.multis {
            let options = &mut sheet[options.clone()];
            if options.iter().any(|&byte| byte != NOT_ANSWERED) {
                for byte in options.iter_mut().filter(|byte| **byte == NOT_ANSWERED) {
                    *byte = 0;
                }
            }
        }
        if self.needed > 0 {
            let answered = self
                .criteria
                .iter()
                .filter(|&&slot| sheet[slot] != NOT_ANSWERED);
            let answered = answered.count();
            if answered < self.needed {
                return Err(RowFault::TooFewAnswered {
                    answered,
                    needed: self.needed,
                    of: self.criteria.len(),
                });
            }
        }
        Ok(())
    }
}

impl Column {
    #[cold]
    fn fault(&self, cell: &[u8], lookup: &Lookup) -> RowFault {
        RowFault::NotAnOption {
            column: self.name.clone(),
            value: String::from_utf8_lossy(cell).chars().take(40).collect(),
            allowed: lookup.allowed().to_owned(),
        }
    }
}

struct Planning<'a> {
    form: &'a Form,
    /// For every slot, the name of the column that fills it.
    taken: Vec<Option<String>>,
    columns: Vec<Column>,
    faults: Vec<ColumnFault>,
}

impl Planning<'_> {
    fn add(&mut self, field: usize, name: &str) {
        let Some((question, option)) = self.find(name) else {
            let reason = self.unknown(name);
            self.tell(field, name, reason);
            return;
        };
        let (slots, cell) = match (&question.answer, option) {
            (
                Answer::Choice {
                    scale,
                    not_applicable,
                },
                _,
            ) => (
                question.slots.clone(),
                Cell::One(Lookup::choice(scale, *not_applicable)),
            ),
            (Answer::Multi { .. }, Some(option)) => {
                let slot = question.slots.start + usize::from(option);
                (slot..slot + 1, Cell::One(Lookup::ticked()))
            }
            (Answer::Multi { scale }, None) => {
                (question.slots.clone(), Cell::List(Lookup::list(scale)))
            }
        };
        if let Some(other) = self.taken[slots.clone()].iter().flatten().next() {
            let reason =
                format!("column “{other}” already answers this question; keep one of them");
            self.tell(field, name, reason);
            return;
        }
        self.taken[slots.clone()].fill(Some(name.to_owned()));
        self.columns.push(Column {
            field,
            name: name.to_owned(),
            slot: slots.start,
            cell,
        });
    }

    /// The question of a column, and the option if it is a column of one option.
    fn find(&self, name: &str) -> Option<(&Question, Option<u8>)> {
        let form = self.form;
        if let Some(question) = form.question(name) {
            return Some((question, None));
        }
        let (code, value) = name.rsplit_once('.')?;
        let question = form.question(code).filter(|question| question.is_multi())?;
        Some((question, Some(question.scale().position(value)?)))
    }

    fn unknown(&self, name: &str) -> String {
        if let Some(matrix) = self.form.matrices.iter().find(|matrix| matrix.code == name) {
            let first = &self.form.questions[matrix.questions.start].code;
            return format!("this question has rows; write one column a row: {first} …");
        }
        let known = self
            .form
            .questions
            .iter()
            .map(|question| question.code.as_str());
        format!(
            "the form {} has no such question{}",
            self.form.id,
            did_you_mean(name, known)
        )
    }

    fn tell(&mut self, field: usize, name: &str, reason: String) {
        self.faults.push(ColumnFault {
            position: field + 1,
            name: name.chars().take(40).collect(),
            reason,
        });
    }
}
