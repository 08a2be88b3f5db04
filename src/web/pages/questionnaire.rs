//! The questionnaire as a citizen sees it: plain HTML, no option chosen in advance, every answer kept on an error.

use askama::Template;

use crate::web::pages::{Frame, Hole, Link, Phrase};
use crate::web::words::Lang;

/// What the page shows.
#[derive(Debug, Clone, Template)]
#[template(path = "questionnaire.html", config = "src/web/askama.toml")]
pub struct Questionnaire {
    /// Language, title, banner.
    pub frame: Frame,
    /// Form id, sent back with the answers.
    pub form: String,
    /// Form version, sent back with the answers.
    pub version: u32,
    /// Title of the form.
    pub title: Phrase,
    /// What it is for.
    pub purpose: Phrase,
    /// Name of the office, or the hole for it.
    pub office: String,
    /// The sentence that says from how many sheets on totals are shown.
    pub notice_totals: String,
    /// Whether it is opened from an open address rather than a link of one's own.
    pub walk_in: bool,
    /// Random id of a walk-in sheet, or the hole for it.
    pub submission: String,
    /// Parts of the form.
    pub sections: Vec<SectionView>,
    /// The free text.
    pub comment: Option<CommentView>,
    /// Why the page is shown again.
    pub trouble: Option<TroubleView>,
}

/// A part of the form.
#[derive(Debug, Clone, Default)]
pub struct SectionView {
    /// Heading.
    pub title: Phrase,
    /// What stands under the heading.
    pub intro: Option<Phrase>,
    /// Its questions.
    pub questions: Vec<QuestionView>,
}

/// A question, or a row of a matrix.
#[derive(Debug, Clone, Default)]
pub struct QuestionView {
    /// The text of the matrix, before its first row.
    pub group: Option<Phrase>,
    /// `3`, `9.12`.
    pub number: String,
    /// Name of the field.
    pub code: String,
    /// The question.
    pub text: Phrase,
    /// A hint.
    pub help: Option<Phrase>,
    /// Whether several options may be chosen.
    pub multi: bool,
    /// Whether it must be answered.
    pub required: bool,
    /// Options in their one order, “no opinion” last and apart.
    pub options: Vec<OptionView>,
    /// What is wrong with the answer.
    pub error: Option<String>,
}

impl QuestionView {
    /// Ids of what describes the question, for `aria-describedby`.
    pub fn described(&self) -> Option<String> {
        let help = self.help.as_ref().map(|_| format!("{}-help", self.code));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.code));
        let ids: Vec<_> = help.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// One option.
#[derive(Debug, Clone, Default)]
pub struct OptionView {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: Phrase,
    /// Whether the visitor chose it before an error.
    pub checked: bool,
    /// Whether a divider stands before it: “no opinion”, “would rather not say”.
    pub apart: bool,
}

/// The free text.
#[derive(Debug, Clone, Default)]
pub struct CommentView {
    /// Name of the field.
    pub code: String,
    /// The question.
    pub text: Phrase,
    /// A hint.
    pub help: Option<Phrase>,
    /// The sentence that says how long it may be.
    pub limit: String,
    /// What was written before an error.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// Why the page is shown again.
#[derive(Debug, Clone, Default)]
pub struct TroubleView {
    /// “Có lỗi cần sửa”.
    pub title: String,
    /// A sentence, where there is no list.
    pub text: String,
    /// Links to the fields at fault.
    pub faults: Vec<Link>,
}

impl Questionnaire {
    /// The page as HTML.
    pub fn draw(&self) -> String {
        self.render().unwrap_or_default()
    }
}

/// The words of the comment's limit.
pub fn limit_sentence(lang: Lang, max: usize) -> String {
    lang.say_count("comment-limit", max as u64)
}

/// The mark of a hole as a value of the page.
pub fn hole(hole: Hole) -> String {
    hole.mark().to_string()
}
