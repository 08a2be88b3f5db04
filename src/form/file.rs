//! The shape of a form file: what its writer may say, and the words an editor shows beside each field.
//!
//! These structures are the one source of the JSON Schema and of the check for unknown and missing
//! fields; what the fields *mean* together is checked where they are read.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use toml::value::Datetime;

use super::questionnaire::{Instrument, Role, ScoredPer};
use super::rules::Rules;
use super::steps::Pages;
use super::text::Text;
use crate::index::Aggregation;

/// A questionnaire (mẫu phiếu), one file a version: `<id>.v<version>.toml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct FormFile {
    /// Name of the questionnaire in links and results: small letters, digits, hyphens.
    #[schemars(
        length(min = 1, max = 40),
        regex(pattern = r"^[a-z0-9]+(-[a-z0-9]+)*$")
    )]
    pub id: String,
    /// 1, 2, 3 … A published version never changes: to change a word, copy the file and raise this.
    #[schemars(range(min = 1, max = 9999))]
    pub version: u32,
    /// `survey` (điều tra), `transaction` (đánh giá theo giao dịch) or `widget` (đánh giá nhanh).
    pub instrument: Instrument,
    /// First day of use, as 2026-01-31 without quotation marks.
    #[serde(default)]
    #[schemars(schema_with = "date")]
    pub valid_from: Option<Datetime>,
    /// Last day of use.
    #[serde(default)]
    #[schemars(schema_with = "date")]
    pub valid_to: Option<Datetime>,
    /// Say here why the wording or the list of items is not confirmed; leave out when it is.
    pub provisional: Option<Text>,
    /// Name of the questionnaire.
    pub title: Text,
    /// What it is for, in a few words to the person who answers.
    pub purpose: Text,
    /// The decision or law it rests on.
    pub legal_basis: Text,
    /// How much stands on one page: `section` unless said otherwise, `question` or `whole`.
    #[serde(default)]
    pub pages: Pages,
    /// The scales (thang đo), by name.
    pub scales: BTreeMap<String, ScaleFile>,
    /// The parts of the questionnaire, in order.
    #[schemars(length(min = 1))]
    pub sections: Vec<SectionFile>,
    /// The index tree (cây chỉ số): the first is the whole, every other says what it is part of.
    #[serde(default)]
    pub index: Vec<NodeFile>,
    /// Sums of points (tổng điểm).
    #[serde(default)]
    pub scores: Vec<ScoreFile>,
    /// Classes (xếp loại) of the overall index or, without an index, of the first score; highest first.
    #[serde(default)]
    pub classes: Vec<ClassFile>,
    /// Rounding, ranking, averaging, completeness.
    #[serde(default)]
    pub rules: Rules,
    /// The free text (ý kiến khác).
    pub comment: Option<CommentFile>,
    /// Worked examples (ví dụ tính mẫu), run as tests.
    #[serde(default)]
    pub examples: Vec<ExampleFile>,
}

/// A scale (thang đo).
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ScaleFile {
    /// This option and all after it count as satisfied; leave out where the notion has no sense.
    pub satisfied_from: Option<String>,
    /// Words of “not applicable”, for questions that offer it.
    pub not_applicable: Option<Text>,
    /// The options, in the order in which everybody reads them.
    #[schemars(length(min = 1, max = 30))]
    pub options: Vec<OptionFile>,
}

/// One option of a scale.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct OptionFile {
    /// What is sent and written in tables: `1`, `male`.
    pub value: String,
    /// Points (điểm).
    pub points: Option<f64>,
    /// What is read, by language.
    #[serde(flatten)]
    pub label: Text,
}

/// A part of the questionnaire.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct SectionFile {
    /// Its heading.
    pub title: Text,
    /// What stands under the heading.
    pub intro: Option<Text>,
    /// Its questions.
    #[schemars(length(min = 1))]
    pub questions: Vec<QuestionFile>,
}

/// A question, or a matrix of rows on one scale.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word that the writer of a form may set or leave out"
)]
pub(super) struct QuestionFile {
    /// Its code in tables and links.
    pub code: String,
    /// The question.
    pub text: Text,
    /// A hint under it.
    pub help: Option<Text>,
    /// `criterion`, `perception`, `expectation`, `respondent`, `overall` or `indicator`.
    pub role: Role,
    /// Name of its scale.
    pub scale: String,
    /// Rows of a matrix, each with its own code.
    #[serde(default)]
    pub rows: Vec<RowFile>,
    /// Whether a sheet sent through a page must answer it (every row of it).
    #[serde(default)]
    pub required: bool,
    /// Ask it only when this holds of earlier answers; otherwise it is not shown, and what was answered is left out.
    pub show_if: Option<ConditionFile>,
    /// It must be answered when this holds of earlier answers.
    pub required_if: Option<ConditionFile>,
    /// Whether the answer is sensitive personal data.
    #[serde(default)]
    pub sensitive: bool,
    /// Whether “not applicable” is offered; the scale has the words.
    #[serde(default)]
    pub not_applicable: bool,
    /// Whether several options may be chosen.
    #[serde(default)]
    pub multi: bool,
    /// Another cut than the scale's own: this option and all after it count as satisfied.
    pub satisfied_from: Option<String>,
    /// What the points of an indicator are given for: `dossier`, `unit` or `dossier_and_unit`.
    pub scored_per: Option<ScoredPer>,
}

/// A condition on earlier answers: `question` with `is` or `answered`, or one of `all`, `any`, `not`.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ConditionFile {
    /// Code of an earlier question, or of a row.
    pub question: Option<String>,
    /// Its answer is one of these values; `na` is “not applicable”.
    #[schemars(length(min = 1))]
    pub is: Option<Vec<String>>,
    /// It is answered (`true`) or not (`false`); “not applicable” is an answer.
    pub answered: Option<bool>,
    /// Every one of these holds.
    #[schemars(length(min = 1))]
    pub all: Option<Vec<ConditionFile>>,
    /// At least one of these holds.
    #[schemars(length(min = 1))]
    pub any: Option<Vec<ConditionFile>>,
    /// This does not hold.
    pub not: Option<Box<ConditionFile>>,
}

/// A row of a matrix.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct RowFile {
    /// Its code in tables and links.
    pub code: String,
    /// The row, by language.
    #[serde(flatten)]
    pub text: Text,
}

/// A node of the index tree.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct NodeFile {
    /// Its code in tables and links.
    pub code: String,
    /// Code of the node it is part of; only the first node has none.
    pub part_of: Option<String>,
    /// Its name.
    pub text: Text,
    /// How its value is found; `mean_of_criteria` unless said otherwise.
    #[serde(default)]
    pub rule: Aggregation,
    /// Codes of the criteria directly below.
    #[serde(default)]
    pub criteria: Vec<String>,
}

/// A sum of points.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ScoreFile {
    /// Its code in tables and links.
    pub code: String,
    /// Its name.
    pub text: Text,
    /// Codes of the questions whose points are added.
    #[schemars(length(min = 1))]
    pub of: Vec<String>,
    /// Its classes, highest first; the first score takes the form's own when it has none.
    #[serde(default)]
    pub classes: Vec<ClassFile>,
}

/// A class (xếp loại).
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct ClassFile {
    /// Its code in tables.
    pub code: String,
    /// Lowest value inside; left out for the lowest class.
    pub from: Option<f64>,
    /// Lowest value above it, which does not belong to it; left out for the highest class.
    pub below: Option<f64>,
    /// Its name, by language.
    #[serde(flatten)]
    pub label: Text,
}

/// The free text.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct CommentFile {
    /// The name it is sent under; `comment` unless said otherwise.
    pub code: Option<String>,
    /// The question.
    pub text: Text,
    /// A hint under it.
    pub help: Option<Text>,
    /// Most characters.
    #[schemars(range(min = 1, max = 1000))]
    pub max: Option<usize>,
}

/// A worked example: exactly one of `sheets`, `counts`, `published`, `points`, and what must come out.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ExampleFile {
    /// What it shows.
    pub title: Text,
    /// Where the figures come from.
    pub source: Option<String>,
    /// Codes of the questions that the columns of `sheets` answer.
    #[serde(default)]
    pub columns: Vec<String>,
    /// One row a sheet, one value a column, empty = not answered.
    pub sheets: Option<Vec<Vec<String>>>,
    /// Counts per option, in option order, by question.
    pub counts: Option<BTreeMap<String, Vec<u64>>>,
    /// Published values.
    pub published: Option<PublishedFile>,
    /// Points of a score.
    pub points: Option<PointsFile>,
    /// Decimals of the expected values, when the source prints another number of them.
    #[schemars(range(max = 6))]
    pub decimals: Option<u8>,
    /// What must come out.
    #[schemars(length(min = 1))]
    pub expect: Vec<ExpectFile>,
}

/// Published values of the parts of an index.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct PublishedFile {
    /// `mean_of_criteria` weighs each part by its criteria, `mean_of_children` all the same, `sum` adds.
    pub rule: PublishedRule,
    /// The parts.
    #[schemars(length(min = 1))]
    pub parts: Vec<PartFile>,
}

/// How published parts become one value.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum PublishedRule {
    /// Each part weighs as many criteria as it has.
    MeanOfCriteria,
    /// Every part weighs the same.
    MeanOfChildren,
    /// The parts are added.
    Sum,
}

/// A published value.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct PartFile {
    /// Code or name of the part.
    pub name: String,
    /// Its printed value.
    pub value: f64,
    /// Criteria behind it.
    #[schemars(range(min = 1))]
    pub criteria: Option<u32>,
}

/// Points of a score of this form.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct PointsFile {
    /// Code of the score.
    pub score: String,
    /// The total, or the mean of totals.
    pub value: f64,
}

/// One thing that must come out.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ExpectFile {
    /// Code of an index node or of a question; left out for published parts and points.
    pub of: Option<String>,
    /// Value of an option, when its share is meant.
    pub option: Option<String>,
    /// Use this rule at every node instead of the form's own.
    pub rule: Option<Aggregation>,
    /// The value: percent, or points.
    pub value: Option<f64>,
    /// Code of the class, for points.
    pub class: Option<String>,
}

/// A TOML date, which editors see as a text of that format.
fn date(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "null"], "format": "date" })
}
