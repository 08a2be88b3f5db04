//! One step of a questionnaire: its parts, their questions in order, and perhaps the comment.

use super::questionnaire::Setting;
use crate::form::AnswerFault;
use crate::form::Answers;
use crate::form::Asking;
use crate::form::CommentBox;
use crate::form::Form;
use crate::form::Pages;
use crate::form::Question;
use crate::form::Text;
use crate::web::pages::Phrase;
use crate::web::recordings::Voice;
use crate::web::words::Lang;

/// What stands on one page.
#[derive(Debug, Clone, Default)]
pub struct StepView {
    /// Its number among all steps of the form, from 1: what the page sends as `step`.
    pub number: usize,
    /// Whether its one question is its heading.
    pub single: bool,
    /// Sections of the form, or what of them stands here.
    pub parts: Vec<PartView>,
    /// The free text.
    pub comment: Option<CommentView>,
}

/// A section of the form, or a part of it.
#[derive(Debug, Clone, Default)]
pub struct PartView {
    /// Heading.
    pub title: Phrase,
    /// What stands under the heading, where the section begins.
    pub intro: Option<Phrase>,
    /// Its questions.
    pub questions: Vec<QuestionView>,
}

/// A question, or a row of a matrix.
#[derive(Debug, Clone, Default)]
pub struct QuestionView {
    /// The text of the matrix, before its first row on this page.
    pub group: Option<Phrase>,
    /// `3`, `9.12`.
    pub number: String,
    /// Name of the field.
    pub code: String,
    /// The question.
    pub text: Phrase,
    /// A hint.
    pub help: Option<Phrase>,
    /// Ways to hear it; none, where nobody recorded it.
    pub voices: Vec<Voice>,
    /// Whether several options may be chosen.
    pub multi: bool,
    /// Whether it must be answered.
    pub required: bool,
    /// When it is shown, as JSON; always, if nothing is said.
    pub show: Option<String>,
    /// When it must be answered, as JSON.
    pub demand: Option<String>,
    /// Options in their one order, “no opinion” last and apart.
    pub options: Vec<OptionView>,
    /// What is wrong with the answer.
    pub error: Option<Phrase>,
}

/// One option.
#[derive(Debug, Clone, Default)]
pub struct OptionView {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: Phrase,
    /// Whether the visitor chose it before.
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
    /// Most characters.
    pub max: usize,
    /// The sentence that says so.
    pub limit: Phrase,
    /// What was written before.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<Phrase>,
}

/// What a fault says on a page; forms know the languages of the program only.
pub fn faulty(form: &Form, fault: &AnswerFault, lang: Lang) -> Phrase {
    let (vi, en) = (fault.message(form, "vi"), fault.message(form, "en"));
    Phrase::of(&Text::new(vi, en), lang)
}

impl StepView {
    /// A step of a form, by its position in [`Form::steps`], empty.
    pub fn of(form: &Form, step: usize, lang: Lang) -> Self {
        let step = step.min(form.steps.len() - 1);
        let own = &form.steps[step];
        let mut parts: Vec<PartView> = Vec::new();
        let (mut section, mut matrix) = (None, None);
        for &number in &own.questions {
            let question = &form.questions[number];
            let home = form
                .sections
                .iter()
                .position(|s| s.questions.contains(&number));
            if home != section {
                section = home;
                parts.extend(home.map(|home| PartView::begin(form, step, home, lang)));
            }
            let mut view = QuestionView::of(question, lang);
            if question.matrix != matrix {
                matrix = question.matrix;
                view.group = form.group_text(question).map(|text| Phrase::of(text, lang));
            }
            if let Some(part) = parts.last_mut() {
                part.questions.push(view);
            }
        }
        let comment = form.comment.as_ref().filter(|_| own.comment);
        Self {
            number: step + 1,
            single: form.pages == Pages::Question && own.questions.len() == 1,
            parts,
            comment: comment.map(|comment| CommentView::of(comment, lang)),
        }
    }

    /// With the recordings of its questions.
    #[must_use]
    pub fn spoken(mut self, form: &Form, setting: Setting<'_>) -> Self {
        for question in self.parts.iter_mut().flat_map(|part| &mut part.questions) {
            question.voices = setting.recordings.of(form, setting.lang, &question.code);
        }
        self
    }

    /// Leaves out what is not shown after these answers, and chooses what was chosen before.
    pub fn keep(&mut self, form: &Form, asking: &Asking, answers: &Answers) {
        let asked = |code: &str, of: &[bool]| {
            let number = form.number_of(code);
            number
                .and_then(|number| of.get(number).copied())
                .unwrap_or(false)
        };
        for part in &mut self.parts {
            part.questions
                .retain(|question| asked(&question.code, &asking.shown));
            for question in &mut part.questions {
                question.required = asked(&question.code, &asking.required);
                let given: Vec<_> = answers.values(&question.code).map(str::trim).collect();
                for option in &mut question.options {
                    option.checked = given.contains(&option.value.as_str());
                }
            }
        }
        self.parts.retain(|part| !part.questions.is_empty());
        if let Some(comment) = &mut self.comment {
            let given = answers.values(&comment.code).next();
            comment.value = given.unwrap_or_default().to_owned();
        }
    }

    /// Where the fault of a field is written, if the field stands here.
    pub fn field(&mut self, code: &str) -> Option<&mut Option<Phrase>> {
        let questions = self.parts.iter_mut().flat_map(|part| &mut part.questions);
        let errors = questions.map(|own| (&own.code, &mut own.error));
        let comment = self
            .comment
            .iter_mut()
            .map(|own| (&own.code, &mut own.error));
        errors
            .chain(comment)
            .find(|(own, _)| *own == code)
            .map(|(_, error)| error)
    }
}

impl PartView {
    /// Codes of its questions, for the script that hides a heading under which nothing is asked.
    pub fn codes(&self) -> String {
        let codes: Vec<_> = self.questions.iter().map(|own| own.code.as_str()).collect();
        codes.join(" ")
    }

    fn begin(form: &Form, step: usize, section: usize, lang: Lang) -> Self {
        let own = &form.sections[section];
        let earlier = form.steps[..step].iter().flat_map(|step| &step.questions);
        let begun = earlier
            .into_iter()
            .any(|number| own.questions.contains(number));
        Self {
            title: Phrase::of(&own.title, lang),
            intro: own
                .intro
                .as_ref()
                .filter(|_| !begun)
                .map(|text| Phrase::of(text, lang)),
            questions: Vec::new(),
        }
    }
}

impl QuestionView {
    fn of(question: &Question, lang: Lang) -> Self {
        let mut options: Vec<_> = question
            .options()
            .iter()
            .map(|option| OptionView {
                value: option.value.clone(),
                label: Phrase::of(&option.label, lang),
                ..OptionView::default()
            })
            .collect();
        options.extend(question.not_applicable().map(|label| OptionView {
            value: "na".into(),
            label: Phrase::of(label, lang),
            checked: false,
            apart: true,
        }));
        Self {
            group: None,
            number: question.number.clone(),
            code: question.code.clone(),
            text: Phrase::of(&question.text, lang),
            help: question.help.as_ref().map(|text| Phrase::of(text, lang)),
            voices: Vec::new(),
            multi: question.is_multi(),
            required: question.required,
            show: question
                .show_if
                .as_ref()
                .map(crate::form::Condition::to_json),
            demand: question
                .required_if
                .as_ref()
                .map(crate::form::Condition::to_json),
            options,
            error: None,
        }
    }

    /// Ids of what describes the question, for `aria-describedby`.
    pub fn described(&self) -> Option<String> {
        let help = self.help.as_ref().map(|_| format!("{}-help", self.code));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.code));
        let ids: Vec<_> = help.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

impl CommentView {
    fn of(comment: &CommentBox, lang: Lang) -> Self {
        Self {
            code: comment.code.clone(),
            text: Phrase::of(&comment.text, lang),
            help: comment.help.as_ref().map(|text| Phrase::of(text, lang)),
            max: comment.max,
            limit: Phrase::counted("comment-limit", comment.max as u64, lang),
            value: String::new(),
            error: None,
        }
    }

    /// Ids of what describes the box, for `aria-describedby`.
    pub fn described(&self) -> String {
        let error = self.error.as_ref().map(|_| format!(" {}-error", self.code));
        format!("{}-warning{}", self.code, error.unwrap_or_default())
    }
}
