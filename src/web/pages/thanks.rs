//! After an answer: thank you, and nothing of its content, now or when the link is opened again.

use askama::Template;

use crate::web::pages::{Frame, Page};
use crate::web::words::Lang;

#[derive(Template)]
#[template(path = "thanks.html", config = "src/web/askama.toml")]
struct Thanks {
    frame: Frame,
}

/// The page after sending, and the page of a link that was used: the same, so that nobody learns from it
/// when the answer came. Print it once a language.
pub fn print(lang: Lang, simulated: bool) -> Page {
    let mut frame = Frame::new(lang, lang.say("thanks-title"));
    frame.simulated = simulated;
    Page::html(lang, &Thanks { frame }.render().unwrap_or_default())
}
