//! Two pages of plain words: what happens to an answer, and how the index is computed.

use std::collections::HashMap;

use askama::Template;

use crate::findings::FormLine;
use crate::web::pages::{Frame, Page, Phrase};
use crate::web::words::Lang;

/// The names and numbers that the promises tell, from the settings of this service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promises<'a> {
    /// Fewest answers a shown number stands for.
    pub threshold: u64,
    /// Sheets that must share a cell before they are counted.
    pub k: u64,
    /// Whether figures are simulated.
    pub simulated: bool,
    /// Days a link works after the end of its month.
    pub valid_days: u64,
    /// Who asks, if anybody is named.
    pub issuer: Option<&'a str>,
    /// Where citizens complain, if it is named.
    pub complaints: Option<&'a str>,
}

/// Both pages in every language, printed when the service starts.
#[derive(Debug)]
pub struct Leaflets(HashMap<Lang, Leaflet>);

/// Both pages in one language.
#[derive(Debug)]
pub struct Leaflet {
    /// `/privacy`
    pub privacy: Page,
    /// `/about`
    pub about: Page,
}

impl Leaflets {
    /// Prints them; neither the settings nor the forms change while the service runs.
    pub fn print(promises: Promises<'_>, forms: &[FormLine]) -> Self {
        let leaflet = |lang| Leaflet {
            privacy: privacy(lang, promises),
            about: about(lang, promises, forms),
        };
        Self(
            Lang::all_with_links()
                .map(|lang| (lang, leaflet(lang)))
                .collect(),
        )
    }

    /// The pages in a language.
    pub fn take(&self, lang: Lang) -> Option<&Leaflet> {
        self.0.get(&lang).or_else(|| self.0.get(&Lang::VI))
    }
}

#[derive(Template)]
#[template(path = "public/privacy.html", config = "src/web/askama.toml")]
struct Privacy {
    frame: Frame,
    totals: Phrase,
    opening: Phrase,
    links: Phrase,
    complaints: Option<String>,
}

#[derive(Template)]
#[template(path = "public/about.html", config = "src/web/askama.toml")]
struct About {
    frame: Frame,
    withheld: Phrase,
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

/// `/privacy`: the long form of the notice, limits included.
pub fn privacy(lang: Lang, promises: Promises<'_>) -> Page {
    let page = Privacy {
        frame: frame(lang, "privacy-title", promises),
        totals: Phrase::counted("privacy-totals", promises.threshold, lang),
        opening: Phrase::counted("privacy-opening", promises.k, lang),
        links: Phrase::counted("privacy-long-links", promises.valid_days, lang),
        complaints: promises.complaints.map(str::to_owned),
    };
    Page::html(lang, &page.render().unwrap_or_default())
}

/// `/about`: the method, and the forms in use.
pub fn about(lang: Lang, promises: Promises<'_>, forms: &[FormLine]) -> Page {
    let page = About {
        frame: frame(lang, "about-title", promises),
        withheld: Phrase::counted("about-withheld", promises.threshold, lang),
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

fn frame(lang: Lang, title: &str, promises: Promises<'_>) -> Frame {
    Frame {
        simulated: promises.simulated,
        listed: true,
        issuer: promises.issuer.map(str::to_owned),
        ..Frame::new(lang, lang.say(title))
    }
}
