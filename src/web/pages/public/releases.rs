//! `/releases`: which periods are frozen, by what hash each is known, and how anybody checks a file.

use askama::Template;

use crate::form::Text;
use crate::store::StoredRelease;
use crate::web::pages::{Frame, Phrase};
use crate::web::words::Lang;

/// What the page is made from.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The releases, the oldest first, each with the title of its form.
    pub releases: &'a [(StoredRelease, Text)],
    /// What signatures are checked with.
    pub public_key: Option<&'a str>,
    /// The one that was asked for; the page is about it alone.
    pub chosen: Option<&'a str>,
    /// Whether figures are simulated.
    pub simulated: bool,
    /// Who publishes.
    pub issuer: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "public/releases.html", config = "src/web/askama.toml")]
struct Releases<'a> {
    frame: Frame,
    rows: Vec<Row>,
    public_key: Option<&'a str>,
    /// Hash of the newest release, on the page of all.
    head: Option<String>,
    chosen: bool,
}

/// One release.
struct Row {
    id: String,
    period: String,
    form: Phrase,
    edition: String,
    reason: Option<Phrase>,
    released_on: String,
    hash: String,
    previous: Option<String>,
    results: String,
    document: String,
}

/// The page as HTML, the newest release first.
pub fn draw(shown: &Shown<'_>, lang: Lang) -> String {
    let title = match shown.chosen {
        Some(id) => format!("{} · {id}", lang.say("releases-one")),
        None => lang.say("releases-title"),
    };
    let mut frame = Frame::new(lang, title);
    frame.simulated = shown.simulated;
    frame.issuer = shown.issuer.map(str::to_owned);
    frame.listed = true;
    let wanted = shown.releases.iter().rev();
    let wanted = wanted.filter(|(release, _)| shown.chosen.is_none_or(|id| id == release.id));
    let row = |(release, form): &(StoredRelease, Text)| Row {
        id: release.id.clone(),
        period: lang.period(release.period),
        form: Phrase::of(form, lang),
        edition: match release.edition {
            1 => lang.say("releases-first"),
            edition => lang.say_count("releases-correction", u64::from(edition) - 1),
        },
        reason: release
            .reason
            .as_ref()
            .map(|reason| Phrase::of(reason, lang)),
        released_on: lang.date(release.released_on),
        hash: release.hash.clone(),
        previous: release.previous.clone(),
        results: frame.href(&format!(
            "/?form={}&period={}",
            release.form.id, release.period
        )),
        document: format!("/api/v1/releases/{}", release.id),
    };
    let page = Releases {
        rows: wanted.map(row).collect(),
        public_key: shown.public_key,
        head: shown
            .releases
            .last()
            .filter(|_| shown.chosen.is_none())
            .map(|(release, _)| release.hash.clone()),
        chosen: shown.chosen.is_some(),
        frame,
    };
    page.render().unwrap_or_default()
}
