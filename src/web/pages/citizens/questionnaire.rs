//! The questionnaire as a citizen sees it: plain HTML, no option chosen in advance, every answer kept on an error.
//!
//! A page shows one step of the form, or all of them; what was answered on the other steps travels with it in hidden
//! fields, so that nothing has to be kept before the sheet is sent.

use askama::Template;

use super::step::{StepView, faulty};
use crate::form::AnswerFault;
use crate::form::Answers;
use crate::form::Asking;
use crate::form::Form;
use crate::form::Instrument;
use crate::form::Pages;
use crate::web::pages::{Frame, Hole, Phrase};
use crate::web::recordings::Recordings;
use crate::web::scripts;
use crate::web::words::Lang;

/// What a questionnaire depends on besides its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting<'a> {
    /// Language of the page.
    pub lang: Lang,
    /// Whether it is opened from an open address (`/o/…`) rather than a link of one's own (`/k/…`).
    pub walk_in: bool,
    /// Fewest answers a shown number stands for, as the notice promises.
    pub threshold: u64,
    /// Whether figures are simulated.
    pub simulated: bool,
    /// Who asks (cơ quan chủ trì), if anybody is named.
    pub issuer: Option<&'a str>,
    /// The questions that can be heard.
    pub recordings: &'a Recordings,
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
    pub about: Phrase,
    /// Name of the office, or the hole for it.
    pub office: String,
    /// The sentence that says from how many sheets on totals are shown.
    pub notice_totals: Phrase,
    /// Whether it is opened from an open address rather than a link of one's own.
    pub walk_in: bool,
    /// Random id of a walk-in sheet, or the hole for it.
    pub submission: String,
    /// “Phần {n} trên {of}”, to be filled in here and by the script that turns the steps.
    pub progress: Phrase,
    /// The steps on this page: one, or all.
    pub steps: Vec<StepView>,
    /// Which step it is among those that are shown.
    pub turn: Turn,
    /// Answers of other steps, by name.
    pub carried: Vec<(String, String)>,
    /// Why the page is shown again.
    pub trouble: Option<TroubleView>,
    /// Whether the page brings its style sheet along, so that a slow network is asked once before anything is seen.
    pub inline: bool,
}

/// Which step a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// All of them, to be looked at or turned by a script; nothing is sent from there.
    All,
    /// One of those that are shown with the answers so far.
    Step {
        /// Its number among them, from 1.
        number: usize,
        /// How many there are.
        of: usize,
    },
}

/// Why the page is shown again.
#[derive(Debug, Clone, Default)]
pub struct TroubleView {
    /// “Có lỗi cần sửa”.
    pub title: Phrase,
    /// What becomes of the other answers.
    pub text: Phrase,
    /// What is at fault, with the field it leads to, if that stands on the page.
    pub faults: Vec<(Option<String>, Phrase)>,
}

impl Questionnaire {
    /// The first page of a form, empty, with holes for the office and the id of a walk-in sheet.
    pub fn first(form: &Form, setting: Setting<'_>) -> Self {
        Self {
            inline: true,
            ..Self::step(form, setting, 0, &Answers::default())
        }
    }

    /// All steps of a form, of no office and for nobody.
    pub fn whole(form: &Form, setting: Setting<'_>) -> Self {
        let mut page = Self::on(form, setting, Turn::All);
        page.office.clear();
        page.steps = (0..form.steps.len())
            .map(|step| StepView::of(form, step, setting.lang).spoken(form, setting))
            .collect();
        page
    }

    /// One step (a position in [`Form::steps`]) after these answers, which it keeps.
    pub fn step(form: &Form, setting: Setting<'_>, step: usize, answers: &Answers) -> Self {
        let asking = form.asking(answers);
        let shown = form.shown_steps(&asking);
        let number = shown.iter().take_while(|&&other| other <= step).count();
        let turn = Turn::Step {
            number: number.max(1),
            of: shown.len(),
        };
        let mut page = Self::on(form, setting, turn);
        let mut view = StepView::of(form, step, setting.lang).spoken(form, setting);
        view.keep(form, &asking, answers);
        page.carried = carried(form, step, &asking, answers);
        if number > 1 {
            let lang = setting.lang;
            page.frame.title = format!("{} – {}", page.progress_said(lang), page.frame.title);
        }
        page.steps = vec![view];
        page
    }

    fn on(form: &Form, setting: Setting<'_>, turn: Turn) -> Self {
        let lang = setting.lang;
        let title = Phrase::of(&form.title, lang);
        let mut frame = Frame::new(lang, &title.text);
        frame.simulated = setting.simulated;
        frame.issuer = setting.issuer.map(str::to_owned);
        let key = match form.pages {
            Pages::Question => "step-question",
            Pages::Section | Pages::Whole => "step-part",
        };
        let about = match form.instrument {
            Instrument::Survey => "about-survey",
            Instrument::Transaction | Instrument::Widget => "about-office",
        };
        Self {
            frame,
            form: form.id.clone(),
            version: form.version,
            title,
            purpose: Phrase::of(&form.purpose, lang),
            about: Phrase::said(about, lang),
            office: Hole::Office.mark().to_string(),
            notice_totals: Phrase::counted("notice-totals", setting.threshold, lang),
            walk_in: setting.walk_in,
            submission: Hole::Submission.mark().to_string(),
            progress: Phrase {
                text: lang.say_with(key, &[("number", "{n}"), ("of", "{of}")]),
                fallback: lang.tell(key).1,
            },
            steps: Vec::new(),
            turn,
            carried: Vec::new(),
            trouble: None,
            inline: false,
        }
    }

    /// With the office and the walk-in id of this visit instead of holes.
    #[must_use]
    pub fn for_visit(mut self, office: &str, submission: &str) -> Self {
        office.clone_into(&mut self.office);
        submission.clone_into(&mut self.submission);
        self
    }

    /// With what is to be mended: a list on top that leads to the fields, and the same words beside them.
    #[must_use]
    pub fn mending(mut self, form: &Form, faults: &[AnswerFault]) -> Self {
        let lang = self.frame.lang;
        let mut links = Vec::new();
        for fault in faults {
            let message = faulty(form, fault, lang);
            let field = self.steps.iter_mut().find_map(|s| s.field(&fault.code));
            let href = field.map(|error| {
                *error = Some(message.clone());
                format!("#{}-1", fault.code)
            });
            links.push((href, message));
        }
        self.in_trouble("faults-title", "faults-kept", links)
    }

    /// With the news that the service could not take the sheet, and that nothing is lost.
    #[must_use]
    pub fn not_taken(self) -> Self {
        self.in_trouble("away-title", "away-text", Vec::new())
    }

    fn in_trouble(
        mut self,
        title: &str,
        text: &str,
        faults: Vec<(Option<String>, Phrase)>,
    ) -> Self {
        let lang = self.frame.lang;
        self.frame.title = format!("{} {}", lang.say("error-mark"), self.frame.title);
        self.trouble = Some(TroubleView {
            title: Phrase::said(title, lang),
            text: Phrase::said(text, lang),
            faults,
        });
        self
    }

    /// Whether this page opens the questionnaire: then it holds the notice.
    pub fn opens(&self) -> bool {
        !matches!(self.turn, Turn::Step { number, .. } if number > 1)
    }

    /// Whether the sheet is sent from this page.
    pub fn sends(&self) -> bool {
        matches!(self.turn, Turn::Step { number, of } if number >= of)
    }

    /// Whether all steps stand on this page.
    pub fn is_whole(&self) -> bool {
        self.turn == Turn::All
    }

    /// “Phần 2 trên 5”; nothing where there is one page only.
    pub fn progress_now(&self) -> Option<String> {
        match self.turn {
            Turn::Step { of, .. } if of > 1 => Some(self.progress_said(self.frame.lang)),
            _ => None,
        }
    }

    fn progress_said(&self, lang: Lang) -> String {
        let Turn::Step { number, of } = self.turn else {
            return String::new();
        };
        self.progress
            .text
            .replace("{n}", &lang.count(number as u64))
            .replace("{of}", &lang.count(of as u64))
    }

    /// Width of the progress line, 0–100.
    pub fn percent(&self) -> usize {
        match self.turn {
            Turn::Step { number, of } => number * 100 / of.max(1),
            Turn::All => 0,
        }
    }

    /// Where the sheet goes: the address of the page itself, with another query. A POST to the very address makes a browser
    /// forget the page it came from, and with it the id of a walk-in sheet.
    pub fn action(&self, lang: &str) -> String {
        format!("?lang={lang}&sheet")
    }

    /// Address of the script that turns the steps and keeps what cannot be sent.
    pub fn script(&self) -> &'static str {
        scripts::answer(self.frame.lang)
    }

    /// The page as HTML.
    pub fn draw(&self) -> String {
        self.render().unwrap_or_default()
    }
}

/// What was answered elsewhere than on this step: of questions of this form only, so that what a form does not know is
/// not dragged along.
fn carried(form: &Form, step: usize, asking: &Asking, answers: &Answers) -> Vec<(String, String)> {
    let step = &form.steps[step.min(form.steps.len() - 1)];
    let here = |number: usize| step.questions.contains(&number) && asking.shown[number];
    let elsewhere = form.questions.iter().enumerate();
    let elsewhere = elsewhere.filter(|(number, _)| !here(*number));
    let codes = elsewhere.map(|(_, question)| question.code.as_str());
    let comment = form.comment.as_ref().filter(|_| !step.comment);
    codes
        .chain(comment.map(|comment| comment.code.as_str()))
        .flat_map(|code| {
            answers
                .values(code)
                .map(|value| (code.to_owned(), value.to_owned()))
        })
        .collect()
}
