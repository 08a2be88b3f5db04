//! A form (mẫu phiếu): what is asked, how it is packed, and how its results are to be read.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::index::Layout;

use super::condition::Condition;
use super::example::Example;
use super::hash::FormHash;
use super::rules::Rules;
use super::scale::{Scale, ScaleOption};
use super::score::{Class, Score};
use super::steps::{Pages, Step};
use super::text::Text;
use super::tree::IndexNode;

/// One published version of a questionnaire. Made by [`Form::read`] only, so it always holds together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Form {
    /// `sipas-1001-2023`.
    pub id: String,
    /// 1, 2, 3 …
    pub version: u32,
    /// SHA-256 of the file: a published version never changes.
    pub hash: FormHash,
    /// Its name.
    pub title: Text,
    /// What it is for, in a few words to the person who answers.
    pub purpose: Text,
    /// The decision or law it rests on.
    pub legal_basis: Text,
    /// Which family of results it belongs to; families are never mixed.
    pub instrument: Instrument,
    /// First day of use.
    pub valid_from: Option<NaiveDate>,
    /// Last day of use.
    pub valid_to: Option<NaiveDate>,
    /// True when the wording or the list of items is not confirmed.
    pub provisional: bool,
    /// Why it is provisional.
    pub provisional_reason: Option<Text>,
    /// Parts of the form, in order; together they hold all questions.
    pub sections: Vec<Section>,
    /// Everything that can be answered, in order. A row of a matrix is a question of its own.
    pub questions: Vec<Question>,
    /// Questions asked as rows of one matrix.
    pub matrices: Vec<Matrix>,
    /// The scales, by name.
    pub scales: Vec<Arc<Scale>>,
    /// The root of the index tree; none for a form scored in points.
    pub index: Option<IndexNode>,
    /// Sums of points.
    pub scores: Vec<Score>,
    /// What the main result is called, highest first: the overall index in percent, or, in a form
    /// without an index, the first of [`Form::scores`].
    pub classes: Vec<Class>,
    /// Rounding, ranking, averaging, completeness.
    pub rules: Rules,
    /// The free text.
    pub comment: Option<CommentBox>,
    /// How much of it stands on one page.
    pub pages: Pages,
    /// Its pages, in order: at least one. What is scored of an office stands on none.
    #[serde(skip)]
    pub steps: Vec<Step>,
    /// Worked examples, run as tests.
    #[serde(skip)]
    pub examples: Vec<Example>,
    /// How its answers are packed.
    #[serde(skip)]
    pub layout: Arc<Layout>,
    /// Numbers of the questions by code.
    #[serde(skip)]
    pub(super) numbers: HashMap<String, usize>,
}

/// Families of results that are never mixed into one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Instrument {
    /// A sample survey of residents (điều tra xã hội học).
    Survey,
    /// Evaluation after one transaction (đánh giá theo giao dịch).
    Transaction,
    /// One question at the foot of a page.
    Widget,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// Its heading.
    pub title: Text,
    /// What stands under the heading.
    pub intro: Option<Text>,
    /// Its questions.
    pub questions: Range<usize>,
}

/// A matrix: one question asked of several rows on one scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matrix {
    /// `Q9`.
    pub code: String,
    /// The common question.
    pub text: Text,
    /// A hint under it.
    pub help: Option<Text>,
    /// Its rows, as questions.
    pub questions: Range<usize>,
}

/// Something that can be answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    /// `SA1`, `Q1.economy`; unique in the form.
    pub code: String,
    /// What people read: `3`, or `9.12` for the twelfth row of the ninth question.
    pub number: String,
    /// The question or row.
    pub text: Text,
    /// A hint under it.
    pub help: Option<Text>,
    /// What the answer is used for.
    pub role: Role,
    /// How it is answered.
    pub answer: Answer,
    /// Whether a sheet sent through a page must answer it, where it is shown.
    pub required: bool,
    /// When it is shown; always, if nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Condition>,
    /// When it must be answered although it is not `required`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_if: Option<Condition>,
    /// Whether the answer is sensitive personal data (dân tộc …).
    pub sensitive: bool,
    /// What the points of an indicator are given for.
    pub scored_per: Option<ScoredPer>,
    /// Number of its matrix in [`Form::matrices`], if it is a row.
    pub matrix: Option<usize>,
    /// Its bytes in a packed sheet: one for a choice, one per option for a multi-select.
    pub slots: Range<usize>,
}

/// What an answer is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A criterion of the index (tiêu chí).
    Criterion,
    /// A perception (nhận định): its spread is shown.
    Perception,
    /// A need or expectation (nhu cầu, mong đợi).
    Expectation,
    /// About the person (thông tin chung): counted apart, never kept on an answer.
    Respondent,
    /// Satisfaction with the whole; outside the index.
    Overall,
    /// An indicator scored in points (chỉ số thành phần).
    Indicator,
}

impl Role {
    /// As written in files and results.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Criterion => "criterion",
            Self::Perception => "perception",
            Self::Expectation => "expectation",
            Self::Respondent => "respondent",
            Self::Overall => "overall",
            Self::Indicator => "indicator",
        }
    }
}

/// What the points of an indicator are given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoredPer {
    /// One dossier (hồ sơ).
    Dossier,
    /// A unit (đơn vị) and a period; the citizen is not asked.
    Unit,
    /// Both.
    DossierAndUnit,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// One option.
    Choice {
        /// The options.
        scale: Arc<Scale>,
        /// Whether “not applicable” (`na`) is offered.
        not_applicable: bool,
    },
    /// Any number of options; each is a slot that says 0 = not ticked, 1 = ticked.
    Multi {
        /// The options.
        scale: Arc<Scale>,
    },
}

/// The free text (ý kiến khác).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommentBox {
    /// The name it is sent under.
    pub code: String,
    /// The question.
    pub text: Text,
    /// A hint under it.
    pub help: Option<Text>,
    /// Most characters (Unicode code points), 1–1,000.
    pub max: usize,
}

impl Question {
    /// Its scale.
    pub fn scale(&self) -> &Arc<Scale> {
        match &self.answer {
            Answer::Choice { scale, .. } | Answer::Multi { scale } => scale,
        }
    }

    /// Its options, in their one order.
    pub fn options(&self) -> &[ScaleOption] {
        &self.scale().options
    }

    /// Whether several options may be chosen.
    pub fn is_multi(&self) -> bool {
        matches!(self.answer, Answer::Multi { .. })
    }

    /// The value that is meant: true and false are yes and no.
    pub(super) fn value_meant<'a>(&self, value: &'a str) -> &'a str {
        match value {
            "true" if self.scale().is_yes_no() => "yes",
            "false" if self.scale().is_yes_no() => "no",
            other => other,
        }
    }

    /// The words of “not applicable”, if it is offered.
    pub fn not_applicable(&self) -> Option<&Text> {
        match &self.answer {
            Answer::Choice {
                scale,
                not_applicable: true,
            } => scale.not_applicable.as_ref(),
            _ => None,
        }
    }
}

impl Form {
    /// A question by its code.
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.number_of(code).map(|number| &self.questions[number])
    }

    /// The place of a question in [`Form::questions`], by its code.
    pub fn number_of(&self, code: &str) -> Option<usize> {
        self.numbers.get(code).copied()
    }

    /// The questions that are criteria of the index, in form order.
    pub fn criteria(&self) -> impl Iterator<Item = &Question> {
        self.questions
            .iter()
            .filter(|question| question.role == Role::Criterion)
    }

    /// The text of the matrix a question is a row of.
    pub fn group_text(&self, question: &Question) -> Option<&Text> {
        question
            .matrix
            .and_then(|matrix| self.matrices.get(matrix))
            .map(|matrix| &matrix.text)
    }

    /// What a value of the main result is called.
    pub fn class(&self, value: f64) -> Option<&Class> {
        Class::of(&self.classes, value)
    }

    /// The name of the file a version is kept in.
    pub fn file_name(&self) -> String {
        format!("{}.v{}.toml", self.id, self.version)
    }
}
