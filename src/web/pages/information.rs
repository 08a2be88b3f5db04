//! Two pages of plain words: what happens to an answer, and how the index is computed.

use askama::Template;

use crate::findings::FormLine;
use crate::web::pages::{Frame, Page, Phrase};
use crate::web::words::Lang;

/// The numbers that the promises name, from the settings of this service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promises {
    /// Fewest answers a shown number stands for.
    pub threshold: u64,
    /// Sheets that must share a cell before they are counted.
    pub k: u64,
    /// Whether figures are simulated.
    pub simulated: bool,
}

#[derive(Template)]
#[template(path = "privacy.html", config = "src/web/askama.toml")]
struct Privacy {
    frame: Frame,
    totals: String,
    opening: String,
}

#[derive(Template)]
#[template(path = "about.html", config = "src/web/askama.toml")]
struct About {
    frame: Frame,
    withheld: String,
    forms: Vec<FormRow>,
}

struct FormRow {
    title: Phrase,
    id: String,
    version: u32,
    hash: String,
    legal_basis: Phrase,
    method: Phrase,
    satisfied_means: Phrase,
}

/// `/privacy`: the long form of the notice, limits included. Print it once a language.
pub fn privacy(lang: Lang, promises: Promises) -> Page {
    let page = Privacy {
        frame: frame(lang, "privacy-title", promises),
        totals: lang.say_count("privacy-totals", promises.threshold),
        opening: lang.say_count("privacy-opening", promises.k),
    };
    Page::html(lang, &page.render().unwrap_or_default())
}

/// `/about`: the method, and the forms in use. Print it once a language.
pub fn about(lang: Lang, promises: Promises, forms: &[FormLine]) -> Page {
    let page = About {
        frame: frame(lang, "about-title", promises),
        withheld: lang.say_count("about-withheld", promises.threshold),
        forms: forms
            .iter()
            .map(|form| FormRow {
                title: Phrase::of(&form.title, lang),
                id: form.id.clone(),
                version: form.version,
                hash: form.hash.clone(),
                legal_basis: Phrase::of(&form.legal_basis, lang),
                method: Phrase::of(&form.method, lang),
                satisfied_means: Phrase::of(&form.satisfied_means, lang),
            })
            .collect(),
    };
    Page::html(lang, &page.render().unwrap_or_default())
}

fn frame(lang: Lang, title: &str, promises: Promises) -> Frame {
    Frame {
        simulated: promises.simulated,
        listed: true,
        ..Frame::new(lang, lang.say(title))
    }
}
