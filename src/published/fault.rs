//! What can be wrong with a table of published values; every fault names row, column and the mend.

use std::fmt;

use crate::form::Text;
use crate::index::PercentError;
use crate::place::Scheme;

/// One fault of one row. With any fault nothing of the table is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The line as an editor counts it; the header is line 1.
    pub line: u64,
    /// The column as the table calls it; empty when the whole row is meant.
    pub column: String,
    /// What is wrong and how to mend it.
    pub reason: FaultReason,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum FaultReason {
    #[error("the table is empty: the first line names the columns (year,unit,value,rank,source)")]
    NoHeader,
    #[error("the table has a header and no rows")]
    NoRows,
    #[error(
        "the column is missing; the header reads {header}. Name yours with a mapping: {ours}=YOUR_COLUMN"
    )]
    MissingColumn { ours: &'static str, header: String },
    #[error("the column stands twice in the header: keep one")]
    TwiceInHeader,
    #[error(
        "a quote is opened here and never closed: close it, or write \"\" for a quote inside a text"
    )]
    OpenQuote,
    #[error("the row has {found} fields, the header {expected}{hint}")]
    Fields {
        found: usize,
        expected: usize,
        hint: &'static str,
    },
    #[error("the field is empty")]
    Empty,
    #[error("“{0}” is not a year: write four digits, as in 2021")]
    NotAYear(String),
    #[error("the year {year} is out of range: this series can have {first} to {last}")]
    YearOutOfRange { year: u16, first: u16, last: u16 },
    #[error(transparent)]
    Value(#[from] PercentError),
    #[error(
        "“{0}” is not a rank: write a whole number from 1, or leave it blank when none was printed"
    )]
    NotARank(String),
    #[error("the row says nothing: give a value or a rank, or take the row out")]
    Blank,
    #[error("the nation has no rank: take it out, or name the unit that has it")]
    NationRanked,
    #[error("min, median and max belong to the nation's row")]
    SpreadOfOne,
    #[error("{why}{}", near(.candidates))]
    UnknownUnit {
        why: String,
        candidates: Vec<String>,
    },
    #[error("“{0}” is not a province to look in")]
    UnknownProvince(String),
    #[error(
        "the places of scheme {0} were not in force in that year; correct the generations of the series"
    )]
    SchemeNotInForce(Scheme),
}

fn near(candidates: &[String]) -> String {
    if candidates.is_empty() {
        return String::new();
    }
    format!(". Is {} meant?", candidates.join(" or "))
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for RowFault {}

/// Something to know about a row that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The line.
    pub line: u64,
    /// What.
    pub kind: NoticeKind,
}

/// What is to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// A rank was printed and no value.
    RankWithoutValue,
    /// The row says the same as an earlier one and was taken once.
    SameAs {
        /// The earlier line.
        line: u64,
    },
    /// The row is about the same unit and year as an earlier one and says something else; both were taken.
    DiffersFrom {
        /// The earlier line.
        line: u64,
    },
}

impl Notice {
    /// The notice as a sentence.
    pub fn sentence(&self) -> Text {
        let line = self.line;
        match self.kind {
            NoticeKind::RankWithoutValue => Text::new(
                format!(
                    "Dòng {line}: có thứ hạng nhưng không có điểm; điểm để trống, không tính là 0"
                ),
                format!("Line {line}: a rank without a value; the value stays blank, it is not 0"),
            ),
            NoticeKind::SameAs { line: first } => Text::new(
                format!("Dòng {line}: lặp lại dòng {first}; chỉ lấy một lần"),
                format!("Line {line}: repeats line {first}; taken once"),
            ),
            NoticeKind::DiffersFrom { line: first } => Text::new(
                format!(
                    "Dòng {line}: cùng đơn vị, cùng năm với dòng {first} nhưng số liệu khác; giữ cả hai"
                ),
                format!(
                    "Line {line}: same unit and year as line {first} with other figures; both are kept"
                ),
            ),
        }
    }
}
