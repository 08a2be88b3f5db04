//! What the counts say (kết quả), as the one value that pages, JSON, charts and reports all show.
//!
//! [`Findings`] answers one [`Question`]: a form, a place, a period. Every number in it has passed the
//! disclosure gate; what may not be shown is not in it, so that no face can show it by mistake.

mod change;
mod evidence;
mod find;
pub mod gate;
pub mod league;
mod mend;
mod method;
mod places;
mod points;
mod reader;
mod respondents;
mod response;
mod results;
mod rows;
pub mod sample;
mod shown;
mod spread;
mod standing;
mod stratified;
mod trend;
mod verdict;
mod versus;
mod walk_in;
mod weighted;
mod worked_examples;

pub use change::Change;
pub use evidence::{Counted, Evidence};
pub use find::{add_changes, add_rank_sets, find, form_line, tree_of};
pub use mend::{Chance, Mend, Peers, mend};
pub use places::{Family, table};
pub use points::{MeanPoints, UnitPoints, UnitsOf, points, sum_of_points};
pub use response::{Rate, Response};
pub use results::{By, CriterionLine, Detail, Named, ReleasedAs, ResultLine, Results};
pub use shown::{Reason, Shown};
pub use standing::{Standing, standing};
pub use stratified::{KnownTotals, Stratified};
pub use trend::{OtherVersion, trend_periods};
pub use verdict::{SHOWN, code_of, withheld};
pub use versus::{Versus, VersusLine, versus};
pub use walk_in::{WALK_IN, walk_in_name};
pub use weighted::{Weighted, WeightedLines};
pub use worked_examples::{Mismatch, run_examples};

use serde::Serialize;

use crate::form::Text;
use crate::period::Period;
use crate::place::OfficeKind;

/// What is asked of the counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Form id, and a version when not the newest.
    pub form: (String, u32),
    /// Place key, e.g. `"vn"`, `"2025:33"`.
    pub place: String,
    /// Which period.
    pub period: Period,
}

/// A percentage with its doubt.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measure {
    /// Percent, 0–100, rounded once by the form's rule (two decimals, half away from zero).
    pub value: f64,
    /// Whether the value is exact or a bound (0 % and 100 % of few people are shown as bounds).
    pub bound: Bound,
    /// 95 % interval in percent, rounded the same way; `None` where a sampling error makes no sense
    /// (a self-selected sample).
    pub interval: Option<(f64, f64)>,
    /// People whose answers are in the denominator.
    pub n: u64,
    /// People who could have answered: `n` and those who chose “not applicable”.
    pub eligible: u64,
    /// How far the number can be trusted.
    pub tier: Tier,
}

/// Whether a shown value is the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The value itself.
    Exact,
    /// “95 % or more”: everybody was satisfied, and there were few.
    AtLeast,
    /// “5 % or less”.
    AtMost,
}

/// How far a number can be trusted, by the number of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 10–29 answers: for orientation only (tham khảo).
    Indicative,
    /// 30–99.
    Reliable,
    /// 100 or more.
    Full,
}

/// A named thing with its measure: a domain, a factor, a criterion, a channel, a period …
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Stable code: `SA1`, `S`, `online`, `2026-10`, `2025:33` …
    pub code: String,
    /// Name in the reader's language.
    pub name: Text,
    /// Its measure.
    pub measure: Shown<Measure>,
}

/// A domain or factor with what lies under it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Branch {
    /// The node itself.
    #[serde(flatten)]
    pub line: Line,
    /// Codes of the criteria under it, in form order.
    pub criteria: Vec<String>,
    /// Depth below the overall index: 1 = domain (or factor, in a form without domains), 2 = factor.
    pub depth: usize,
    /// True when the node's children are criteria, i.e. it is a factor (yếu tố).
    pub is_factor: bool,
}

/// How the people who answered spread over the options of one question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Distribution {
    /// Question or row code.
    pub code: String,
    /// Its text.
    pub name: Text,
    /// Text of the question a row belongs to, when it is a row of a matrix.
    pub group: Option<Text>,
    /// Role in the form: `criterion`, `perception`, `expectation`, `respondent`, `overall`, `indicator`.
    pub role: &'static str,
    /// People who answered, and their spread; the order is the order of the options.
    pub shares: Shown<Shares>,
}

/// Shares of the options of one question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shares {
    /// People who answered.
    pub n: u64,
    /// In option order; need not add up to 100 after rounding, nor at all for a multi-select.
    pub options: Vec<Share>,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// Option value, e.g. `"5"`, `"male"`.
    pub code: String,
    /// Option label.
    pub name: Text,
    /// Percent of those who answered, rounded.
    pub share: f64,
    /// Count, where the gate lets counts through.
    pub n: Option<u64>,
    /// Whether the option counts as satisfied.
    pub satisfied: bool,
}

/// One place of a ranking.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceLine {
    /// Place key (`2025:33`), name (“Tỉnh Hưng Yên”) and overall measure.
    #[serde(flatten)]
    pub line: Line,
    /// Rank by the form's tie rule among the places that have a shown value.
    pub rank: Option<u32>,
    /// Simultaneous 95 % confidence set of the rank, “3rd, could be 1–9”.
    pub rank_set: Option<(u32, u32)>,
    /// What it had in the period before, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earlier: Option<EarlierPlace>,
    /// Measures by factor, in the order of the factors of [`Findings::branches`].
    pub factors: Vec<Shown<Measure>>,
}

/// A place of a ranking against the period before.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EarlierPlace {
    /// Its rank then.
    pub rank: Option<u32>,
    /// Points gained since, negative = lost: a difference of unrounded values, rounded; `None` where one of them is only
    /// known as a bound.
    pub points: Option<f64>,
}

/// One point of a trend.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrendPoint {
    /// Period and measure.
    pub period: Period,
    /// Overall measure of the period.
    pub measure: Shown<Measure>,
    /// Why the line breaks before this point (method or boundary change), if it does.
    pub break_before: Option<Text>,
}

/// The answer to one [`Question`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Findings {
    /// Form id, version, title and hash (hex SHA-256 of its file).
    pub form: FormLine,
    /// Place key and title.
    pub place: (String, Text),
    /// The period asked for.
    pub period: Period,
    /// True when the figures are simulated: every face must say so.
    pub simulated: bool,
    /// Fewest answers a shown number stands for.
    pub threshold: u64,
    /// Sheets counted.
    pub respondents: Shown<Count>,
    /// The overall index.
    pub overall: Shown<Measure>,
    /// The overall index of the previous period of the same width.
    pub previous: Shown<Measure>,
    /// Domains and factors, in form order, parents before children.
    pub branches: Vec<Branch>,
    /// Criteria in form order.
    pub criteria: Vec<Line>,
    /// Spread over the options, every question that is not about the person.
    pub distributions: Vec<Distribution>,
    /// Who answered.
    pub people: Vec<Distribution>,
    /// The places directly below, in the order of their rank, those without a value last by name.
    pub places: Vec<PlaceLine>,
    /// Periods of the same width up to this one (a year: its months and the years before).
    pub trend: Vec<TrendPoint>,
    /// By channel, without the walk-ins that stand beside.
    pub channels: Vec<Line>,
    /// Those who walked up to a collection point of a form that invites: another instrument, in no other figure here.
    pub walk_in: Shown<Measure>,
    /// By office.
    pub offices: Vec<Line>,
    /// By procedure group.
    pub groups: Vec<Line>,
    /// By an answer about the person: provinces and the nation, quarters and years.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub splits: Vec<Split>,
    /// Weighted values beside the plain ones, where the sheets carry weights.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weighted: WeightedLines,
    /// The overall index weighted to known totals of the places below, where they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stratified: Option<Stratified>,
    /// Which offices of which place these are, where the findings are of offices told together; the places below are then the
    /// offices.
    #[serde(skip)]
    pub group: Option<OfficeGroup>,
}

/// Offices of one kind that are told together (các sở, ban, ngành của một tỉnh).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeGroup {
    /// Their kind.
    pub kind: OfficeKind,
    /// Key and title of the place they are in.
    pub place: (String, Text),
}

/// The index of those who gave each answer to one question about the person (theo người trả lời).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Split {
    /// Code of the question, e.g. `help`.
    pub code: String,
    /// The question.
    pub name: Text,
    /// A line an answer, in the order of the form; the code is `question:answer`.
    pub lines: Vec<Line>,
}

/// Which questionnaire the figures come from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FormLine {
    /// Form id.
    pub id: String,
    /// Version.
    pub version: u32,
    /// Hex SHA-256 of the form file.
    pub hash: String,
    /// Title.
    pub title: Text,
    /// Legal basis.
    pub legal_basis: Text,
    /// How the index is averaged, in words.
    pub method: Text,
    /// Share wording, e.g. “chọn mức 4–5”.
    pub satisfied_means: Text,
    /// Whose answers make the index, in words.
    pub headline: Text,
}

/// A number of sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Count {
    /// How many.
    pub n: u64,
}
