//! Questionnaires as data (mẫu phiếu): TOML → [`Form`], and the [`AnswerSheet`] that fits its form.
//!
//! A form file is read whole or refused whole: every fault in it is told at once, with file, line,
//! column, question and the mend. The same holds for an answer sheet, in the words of the person who
//! filled it in. Nothing here knows files, clocks or databases.
//!
//! ```
//! use sipas::form::{AnswerSheet, Answers, Catalogue};
//!
//! let form = Catalogue::builtin().get("star-rating", None).unwrap();
//! let answers = Answers::from_pairs([("stars", "4")]);
//! let sheet = AnswerSheet::parse(form, &answers).unwrap();
//! assert_eq!(sheet.slots(), [3]);
//!
//! let faults = AnswerSheet::parse(form, &Answers::from_pairs([("stars", "6")])).unwrap_err();
//! assert_eq!(faults[0].message(form, "en"), "Question 1: please choose one of the answers shown");
//! ```

mod answer_fault;
mod answers;
mod asking;
mod catalogue;
mod cells;
mod columns;
mod condition;
mod example;
mod fault;
mod file;
mod hash;
mod languages;
mod nearest;
mod questionnaire;
mod read;
mod rules;
mod scale;
mod schema;
mod score;
mod shape;
mod sheet;
mod steps;
mod text;
mod tree;

#[cfg(test)]
mod tests;

pub use answer_fault::{AnswerFault, AnswerFaultKind};
pub use answers::Answers;
pub use asking::Asking;
pub use catalogue::Catalogue;
pub use columns::{ColumnFault, ColumnPlan, RowFault};
pub use condition::Condition;
pub use example::{Example, Expected, Input, Part, Target};
pub use fault::FormFault;
pub use hash::FormHash;
pub use questionnaire::{
    Answer, CommentBox, Form, Instrument, Matrix, Question, Role, ScoredPer, Section,
};
pub use rules::{ItemMissing, MinAnsweredShare, Rounding, RoundingMode, Rules, UnitMean};
pub use scale::{Scale, ScaleOption};
pub use schema::{schema, schema_text};
pub use score::{Class, Score};
pub use sheet::{AnswerSheet, SheetError};
pub use steps::{Pages, Step};
pub use text::Text;
pub use tree::IndexNode;
