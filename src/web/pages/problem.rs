//! A problem as people read it: what happened, what it means for their answers, what to do now.

use askama::Template;

use crate::web::pages::Frame;
use crate::web::problem::{Kind, Problem};
use crate::web::words::Lang;

#[derive(Template)]
#[template(path = "problem.html", config = "src/web/askama.toml")]
struct ProblemPage {
    frame: Frame,
    advice: String,
    detail: Option<String>,
    errors: Vec<String>,
    status: u16,
    /// Whether the way out is back to where one came from.
    back: bool,
}

/// The page of a problem.
pub fn draw(problem: &Problem, lang: Lang) -> String {
    let detail = problem.detail.as_ref().map(|text| lang.text(text));
    let page = ProblemPage {
        frame: Frame::new(lang, problem.kind.title(lang)),
        advice: problem.kind.advice(lang),
        detail: detail.map(str::to_owned),
        errors: problem
            .errors
            .iter()
            .map(|fault| lang.text(&fault.message).to_owned())
            .filter(|message| detail != Some(message))
            .collect(),
        status: problem.kind.status().as_u16(),
        back: matches!(
            problem.kind,
            Kind::Unavailable | Kind::TooMany | Kind::Internal | Kind::TooLarge | Kind::Invalid
        ),
    };
    page.render().unwrap_or_default()
}
