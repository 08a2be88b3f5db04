//! A problem as people read it: what happened, what it means for their answers, what to do now.

use askama::Template;

use crate::web::pages::{Frame, Phrase};
use crate::web::problem::{Kind, Problem};
use crate::web::words::Lang;

#[derive(Template)]
#[template(path = "problem.html", config = "src/web/askama.toml")]
struct ProblemPage {
    frame: Frame,
    title: Phrase,
    advice: Phrase,
    detail: Option<Phrase>,
    errors: Vec<Phrase>,
    status: u16,
    /// Whether the way out is back to where one came from.
    back: bool,
}

/// The page of a problem.
pub fn draw(problem: &Problem, lang: Lang) -> String {
    let title = Phrase::said(problem.kind.title_key(), lang);
    let detail = problem.detail.as_ref().map(|text| Phrase::of(text, lang));
    let errors = problem.errors.iter();
    let page = ProblemPage {
        frame: Frame::new(lang, &title.text),
        title,
        advice: Phrase::said(problem.kind.advice_key(), lang),
        errors: errors
            .map(|fault| Phrase::of(&fault.message, lang))
            .filter(|message| detail.as_ref() != Some(message))
            .collect(),
        detail,
        status: problem.kind.status().as_u16(),
        back: matches!(
            problem.kind,
            Kind::Unavailable | Kind::TooMany | Kind::Internal | Kind::TooLarge | Kind::Invalid
        ),
    };
    page.render().unwrap_or_default()
}
