//! The questionnaire as a citizen sees it: plain HTML, no option chosen in advance, every answer kept on an error.

use askama::Template;

use crate::form::AnswerFault;
use crate::form::Answers;
use crate::form::CommentBox;
use crate::form::Form;
use crate::form::Instrument;
use crate::form::Question;
use crate::form::ScoredPer;
use crate::form::Section;
use crate::web::pages::{Frame, Hole, Link, Phrase};
use crate::web::words::Lang;

/// What a questionnaire depends on besides its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Language of the page.
    pub lang: Lang,
    /// Whether it is opened from an open address (`/o/…`) rather than a link of one's own (`/k/…`).
    pub walk_in: bool,
    /// Fewest answers a shown number stands for, as the notice promises.
    pub threshold: u64,
    /// Whether figures are simulated.
    pub simulated: bool,
}

/// What the page shows.
#[derive(Debug, Clone, Template)]
#[template(path = "citizens/questionnaire.html", config = "src/web/askama.toml")]
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
    /// What the office is to the citizen: where the matter was handled, or where the survey is held.
    pub about: String,
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
    /// The empty questionnaire of a form, with holes for the office and the id of a walk-in sheet.
    pub fn of(form: &Form, setting: Setting) -> Self {
        let lang = setting.lang;
        let title = Phrase::of(&form.title, lang);
        let mut frame = Frame::new(lang, &title.text);
        frame.simulated = setting.simulated;
        Self {
            frame,
            form: form.id.clone(),
            version: form.version,
            title,
            purpose: Phrase::of(&form.purpose, lang),
            about: lang.say(match form.instrument {
                Instrument::Survey => "about-survey",
                Instrument::Transaction | Instrument::Widget => "about-office",
            }),
            office: Hole::Office.mark().to_string(),
            notice_totals: lang.say_count("notice-totals", setting.threshold),
            walk_in: setting.walk_in,
            submission: Hole::Submission.mark().to_string(),
            sections: form
                .sections
                .iter()
                .map(|section| SectionView::of(form, section, lang))
                .filter(|section| !section.questions.is_empty())
                .collect(),
            comment: form.comment.as_ref().map(|c| CommentView::of(c, lang)),
            trouble: None,
        }
    }

    /// With the office and the walk-in id of this visit instead of holes.
    #[must_use]
    pub fn for_visit(mut self, office: &str, submission: &str) -> Self {
        office.clone_into(&mut self.office);
        submission.clone_into(&mut self.submission);
        self
    }

    /// With what was answered before.
    #[must_use]
    pub fn keeping(mut self, answers: &Answers) -> Self {
        for question in self.questions() {
            let given: Vec<_> = answers.values(&question.code).collect();
            for option in &mut question.options {
                option.checked = given.contains(&option.value.as_str());
            }
        }
        if let Some(comment) = &mut self.comment {
            let given = answers.values(&comment.code).next();
            comment.value = given.unwrap_or_default().to_owned();
        }
        self
    }

    /// With what is to be mended: a list on top that leads to the fields, and the same words beside them.
    #[must_use]
    pub fn mending(mut self, form: &Form, faults: &[AnswerFault]) -> Self {
        let lang = self.frame.lang;
        let mut links = Vec::new();
        for fault in faults {
            let message = fault.message(form, lang.code());
            let own = self
                .questions()
                .find(|question| question.code == fault.code);
            let mut href = own.map(|question| {
                question.error = Some(message.clone());
                format!("#{}-1", question.code)
            });
            if let Some(comment) = &mut self.comment
                && comment.code == fault.code
            {
                comment.error = Some(message.clone());
                href = Some(format!("#{}-1", comment.code));
            }
            links.push(Link {
                href: href.unwrap_or_default(),
                label: message,
                current: false,
            });
        }
        self.frame.title = format!("{} {}", lang.say("error-mark"), self.frame.title);
        self.trouble = Some(TroubleView {
            title: lang.say("faults-title"),
            text: lang.say("faults-kept"),
            faults: links,
        });
        self
    }

    /// With the news that the service could not take the sheet, and that nothing is lost.
    #[must_use]
    pub fn not_taken(mut self) -> Self {
        let lang = self.frame.lang;
        self.frame.title = format!("{} {}", lang.say("error-mark"), self.frame.title);
        self.trouble = Some(TroubleView {
            title: lang.say("away-title"),
            text: lang.say("away-text"),
            faults: Vec::new(),
        });
        self
    }

    fn questions(&mut self) -> impl Iterator<Item = &mut QuestionView> {
        self.sections
            .iter_mut()
            .flat_map(|s| s.questions.iter_mut())
    }

    /// The page as HTML.
    pub fn draw(&self) -> String {
        self.render().unwrap_or_default()
    }
}

impl SectionView {
    fn of(form: &Form, section: &Section, lang: Lang) -> Self {
        let numbers = section.questions.clone();
        let questions = form.questions.get(numbers).unwrap_or_default();
        let mut matrix = None;
        let mut views = Vec::with_capacity(questions.len());
        // What is scored of the office is not asked of the citizen.
        for question in questions
            .iter()
            .filter(|q| q.scored_per != Some(ScoredPer::Unit))
        {
            let mut view = QuestionView::of(question, lang);
            if question.matrix != matrix {
                matrix = question.matrix;
                view.group = form.group_text(question).map(|text| Phrase::of(text, lang));
            }
            views.push(view);
        }
        Self {
            title: Phrase::of(&section.title, lang),
            intro: section.intro.as_ref().map(|text| Phrase::of(text, lang)),
            questions: views,
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
            multi: question.is_multi(),
            required: question.required,
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
            limit: lang.say_count("comment-limit", comment.max as u64),
            value: String::new(),
            error: None,
        }
    }
}
