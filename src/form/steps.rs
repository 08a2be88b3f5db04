//! Steps (các bước): how a form is divided into pages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::asking::Asking;
use super::questionnaire::{Form, Question, ScoredPer, Section};
use super::tree::IndexNode;

/// How much of a form stands on one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pages {
    /// A section a page; a matrix has pages of its own, one a factor.
    #[default]
    Section,
    /// A question a page.
    Question,
    /// Everything on one page.
    Whole,
}

/// One page of a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// Numbers of its questions in [`Form::questions`], in order.
    pub questions: Vec<usize>,
    /// Whether the comment stands on it.
    pub comment: bool,
}

impl Step {
    /// Whether anything of it is shown.
    pub fn is_shown(&self, asking: &Asking) -> bool {
        self.comment || self.questions.iter().any(|&number| asking.shown[number])
    }
}

/// Where a question stands; a page holds questions of one place.
#[derive(PartialEq)]
enum Place<'a> {
    Section(usize),
    Matrix(usize, Option<&'a str>),
    Question(usize),
    Form,
}

/// Divides a form. A question that depends on an answer never stands on the page where that answer is given, so that a
/// page without a script knows what to ask.
pub(super) fn divide(
    pages: Pages,
    sections: &[Section],
    questions: &[Question],
    index: Option<&IndexNode>,
    comment: bool,
) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut last = None;
    for (section, part) in sections.iter().enumerate() {
        for number in part.questions.clone() {
            let question = &questions[number];
            if question.scored_per == Some(ScoredPer::Unit) {
                continue; // what is scored of the office is not asked of the citizen
            }
            let place = match (pages, question.matrix) {
                (Pages::Whole, _) => Place::Form,
                (Pages::Question, _) => Place::Question(number),
                (Pages::Section, Some(matrix)) => Place::Matrix(matrix, factor(index, number)),
                (Pages::Section, None) => Place::Section(section),
            };
            let joins = last.as_ref() == Some(&place)
                && steps
                    .last()
                    .is_some_and(|step| !depends(question, step, questions));
            match steps.last_mut() {
                Some(step) if joins => step.questions.push(number),
                _ => steps.push(Step {
                    questions: vec![number],
                    comment: false,
                }),
            }
            last = Some(place);
        }
    }
    if comment && pages == Pages::Question {
        steps.push(Step::default());
    }
    if steps.is_empty() {
        steps.push(Step::default());
    }
    if let Some(step) = steps.last_mut() {
        step.comment = comment;
    }
    steps
}

/// Code of the factor that a criterion belongs to.
fn factor(index: Option<&IndexNode>, number: usize) -> Option<&str> {
    let nodes = index?.walk();
    let home = nodes
        .into_iter()
        .find(|node| node.criteria.contains(&number))?;
    Some(&home.code)
}

/// Whether a question depends on an answer that is given on this page.
fn depends(question: &Question, step: &Step, questions: &[Question]) -> bool {
    let rules = question.show_if.iter().chain(&question.required_if);
    let codes: Vec<&str> = rules.flat_map(super::Condition::questions).collect();
    step.questions
        .iter()
        .any(|&number| codes.contains(&questions[number].code.as_str()))
}

impl Form {
    /// Positions in [`Form::steps`] of the pages that are shown. The first page always is.
    pub fn shown_steps(&self, asking: &Asking) -> Vec<usize> {
        let shown = |(position, step): (usize, &Step)| {
            (position == 0 || step.is_shown(asking)).then_some(position)
        };
        self.steps.iter().enumerate().filter_map(shown).collect()
    }
}
