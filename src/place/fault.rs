//! What can be wrong with a table of places; every fault names table, line, column and reason.

use std::fmt;

use chrono::NaiveDate;

use super::id::UnitId;
use super::kind::Level;

/// One fault of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableFault {
    /// The table's name, as given: `units_2025.csv`.
    pub table: String,
    /// The line as an editor counts it; the header is line 1.
    pub line: u64,
    /// The column's name; empty when the whole row is meant.
    pub column: String,
    /// What is wrong and how to mend it.
    pub reason: FaultReason,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum FaultReason {
    #[error("the text is not UTF-8; save the table as “CSV UTF-8”")]
    NotUtf8,
    #[error("the table cannot be read as CSV: {0}")]
    Malformed(String),
    #[error("the column is missing from the header; the header reads: {0}")]
    MissingColumn(String),
    #[error(
        "the row has {found} fields, the header {expected}; a comma inside a field needs quotes around it"
    )]
    Fields { found: usize, expected: usize },
    #[error("“{0}” is not a unit; write scheme and code as text with all zeros (2025:00004)")]
    NotAUnit(String),
    #[error("“{0}” is not a scheme; write up to eight letters or digits (2025)")]
    NotAScheme(String),
    #[error("“{0}” is not a level; write nation, province, district or commune")]
    NotALevel(String),
    #[error(
        "“{0}” is not a kind; write tỉnh, thành phố, quận, huyện, thị xã, xã, phường, thị trấn, đặc khu, or nothing"
    )]
    NotAKind(String),
    #[error("“{0}” is not a date; write it as 2025-07-01")]
    NotADate(String),
    #[error("“{found}” is not among: {allowed}")]
    NotOneOf {
        found: String,
        allowed: &'static str,
    },
    #[error("“{0}” is not a whole number from 0 to 255")]
    NotANumber(String),
    #[error("the field is empty")]
    Empty,
    #[error(
        "the code has {found} characters, other codes of this level have {expected}; zeros in front may be lost"
    )]
    Width { found: usize, expected: usize },
    #[error("already stands in {0}")]
    Duplicate(String),
    #[error("{0} is in no table of units")]
    UnknownUnit(UnitId),
    #[error("the parent {0} is in no table of units")]
    UnknownParent(UnitId),
    #[error("the parent {parent} is a {level} and cannot hold a {child}")]
    ParentLevel {
        parent: UnitId,
        level: Level,
        child: Level,
    },
    #[error("the parent {0} is of another scheme")]
    ParentScheme(UnitId),
    #[error("scheme {0} is not in the table of schemes and the unit has no valid_from of its own")]
    NoStart(String),
    #[error("ends on {to}, before it starts on {from}")]
    EndsBeforeItStarts { from: NaiveDate, to: NaiveDate },
    #[error("there must be exactly one unit of level nation; found {0}")]
    Nations(usize),
    #[error("{unit} is not valid on {on}")]
    OutsideItsTime { unit: UnitId, on: NaiveDate },
    #[error("changes neither name nor kind")]
    NoChange,
    #[error("the succession goes in a circle: {0}")]
    Circle(String),
    #[error("{old} ends on {ends} and {new} starts on {starts}; a successor starts the day after")]
    Gap {
        old: UnitId,
        new: UnitId,
        ends: NaiveDate,
        starts: NaiveDate,
    },
    #[error("{0} is still valid and cannot have a successor; give it a valid_to")]
    StillValid(UnitId),
    #[error("{0} has ended and no row of the successions says what became of it")]
    NoSuccessor(UnitId),
    #[error("{0} is new and no row of the successions says what it was made of")]
    NoPredecessor(UnitId),
    #[error(
        "the people of {0}: write “all” in one row (the others “none”), or “some” in each of several rows"
    )]
    People(UnitId),
    #[error("{old} lies in {province}, which did not become part of the province of {new}")]
    LeavesItsProvince {
        old: UnitId,
        new: UnitId,
        province: UnitId,
    },
    #[error("no succession from {old} to {new} is known; a note can only add to one")]
    NoSuchPair { old: UnitId, new: UnitId },
}

impl fmt::Display for TableFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.table, self.line)?;
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for TableFault {}
