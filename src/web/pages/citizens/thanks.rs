//! After an answer: thank you, and nothing of its content, now or when the link is opened again.

use std::sync::LazyLock;

use askama::Template;

use crate::web::pages::{Frame, Page};
use crate::web::words::Lang;

#[derive(Template)]
#[template(path = "citizens/thanks.html", config = "src/web/askama.toml")]
struct Thanks {
    frame: Frame,
}

/// Every language, with links that say so where that is needed, as it is and with the banner of simulated figures.
static PRINTS: LazyLock<Vec<(Lang, bool, Page)>> = LazyLock::new(|| {
    let each = Lang::all_with_links().flat_map(|lang| [(lang, false), (lang, true)]);
    each.map(|(lang, simulated)| (lang, simulated, draw(lang, simulated)))
        .collect()
});

fn draw(lang: Lang, simulated: bool) -> Page {
    let mut frame = Frame::new(lang, lang.say("thanks-title"));
    frame.simulated = simulated;
    Page::html(lang, &Thanks { frame }.render().unwrap_or_default())
}

/// The page after sending, and the page of a link that was used: the same, so that nobody learns from it
/// when the answer came.
pub fn print(lang: Lang, simulated: bool) -> &'static Page {
    let wanted = |print: &&(Lang, bool, Page)| (print.0, print.1) == (lang, simulated);
    let found = PRINTS.iter().find(wanted).unwrap_or(&PRINTS[0]);
    &found.2
}
