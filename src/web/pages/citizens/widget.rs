//! The widget at the foot of a portal's page: the questions of its form on one small page, then thanks in their place.

use askama::Template;

use super::step::faulty;
use crate::form::AnswerFault;
use crate::form::Answers;
use crate::form::Form;
use crate::form::Question;
use crate::web::pages::{Frame, Phrase};
use crate::web::words::Lang;

/// What the frame shows.
#[derive(Debug, Clone, Template)]
#[template(path = "citizens/widget.html", config = "src/web/askama.toml")]
pub struct Widget {
    frame: Frame,
    /// What is asked about.
    title: Phrase,
    /// Form id, sent back with the answers.
    form: String,
    version: u32,
    /// Random id of the sheet, so that sending it twice counts once.
    submission: String,
    /// None once the sheet is recorded.
    questions: Vec<WidgetQuestion>,
    /// Why the page is shown again.
    trouble: Option<Phrase>,
}

#[derive(Debug, Clone)]
struct WidgetQuestion {
    code: String,
    text: Phrase,
    multi: bool,
    options: Vec<WidgetOption>,
    error: Option<Phrase>,
}

#[derive(Debug, Clone)]
struct WidgetOption {
    value: String,
    label: Phrase,
    /// Stars drawn above the words, for the eye only.
    stars: String,
    checked: bool,
}

impl Widget {
    /// The empty questions of a form.
    pub fn ask(form: &Form, lang: Lang, submission: &str) -> Self {
        Self {
            frame: Frame::new(lang, lang.text(&form.title)),
            title: Phrase::of(&form.title, lang),
            form: form.id.clone(),
            version: form.version,
            submission: submission.to_owned(),
            questions: form
                .questions
                .iter()
                .map(|question| WidgetQuestion::of(question, lang))
                .collect(),
            trouble: None,
        }
    }

    /// The thanks: nothing of what was answered.
    pub fn thank(form: &Form, lang: Lang) -> Self {
        Self {
            questions: Vec::new(),
            frame: Frame::new(lang, lang.say("thanks-title")),
            ..Self::ask(form, lang, "")
        }
    }

    /// With what was answered before, and what is to be mended.
    #[must_use]
    pub fn mending(mut self, form: &Form, answers: &Answers, faults: &[AnswerFault]) -> Self {
        let lang = self.frame.lang;
        for question in &mut self.questions {
            let given: Vec<_> = answers.values(&question.code).collect();
            for option in &mut question.options {
                option.checked = given.contains(&option.value.as_str());
            }
            let fault = faults.iter().find(|fault| fault.code == question.code);
            question.error = fault.map(|fault| faulty(form, fault, lang));
        }
        let elsewhere = faults
            .iter()
            .find(|fault| !self.questions.iter().any(|q| q.code == fault.code));
        self.trouble = elsewhere.map(|fault| faulty(form, fault, lang));
        self.in_trouble()
    }

    /// With the news that it could not be recorded, and what was answered before.
    #[must_use]
    pub fn not_taken(self, form: &Form, answers: &Answers) -> Self {
        let away = self.frame.tell("widget-away");
        let mut page = self.mending(form, answers, &[]);
        page.trouble = Some(away);
        page
    }

    fn in_trouble(mut self) -> Self {
        self.frame.title = format!("{} {}", self.frame.say("error-mark"), self.frame.title);
        self
    }

    /// The page as HTML.
    pub fn draw(&self) -> String {
        self.render().unwrap_or_default()
    }
}

impl WidgetQuestion {
    fn of(question: &Question, lang: Lang) -> Self {
        let options = question.options();
        // One to five points from the lowest to the highest: as many stars.
        let rated = options.len() == 5
            && options
                .iter()
                .enumerate()
                .all(|(n, option)| option.value == (n + 1).to_string());
        let mut views: Vec<_> = options
            .iter()
            .enumerate()
            .map(|(n, option)| WidgetOption {
                value: option.value.clone(),
                label: Phrase::of(&option.label, lang),
                stars: if rated {
                    "★".repeat(n + 1) + &"☆".repeat(4 - n)
                } else {
                    String::new()
                },
                checked: false,
            })
            .collect();
        views.extend(question.not_applicable().map(|label| WidgetOption {
            value: "na".into(),
            label: Phrase::of(label, lang),
            stars: String::new(),
            checked: false,
        }));
        Self {
            code: question.code.clone(),
            text: Phrase::of(&question.text, lang),
            multi: question.is_multi(),
            options: views,
            error: None,
        }
    }
}
