//! The staff pages: signing in, and what a signed-in administrator can download.

use askama::Template;

use crate::web::pages::{Frame, Link};
use crate::web::words::Lang;

/// Why somebody is not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Unknown name or wrong password: the same words for both.
    Wrong,
    /// Too many tries; wait so many seconds.
    Wait(u32),
    /// The page had been open too long, or the request came from elsewhere.
    Stale,
}

#[derive(Template)]
#[template(path = "staff/sign_in.html", config = "src/web/askama.toml")]
struct SignIn<'a> {
    frame: Frame,
    csrf: &'a str,
    name: &'a str,
    next: &'a str,
    refusal: Option<String>,
}

/// `/staff/sign-in`. `next` is the path to go to afterwards; the form posts `name`, `password`, `csrf`, `next`.
pub fn sign_in(lang: Lang, csrf: &str, name: &str, next: &str, refusal: Option<Refusal>) -> String {
    let refusal = refusal.map(|refusal| match refusal {
        Refusal::Wrong => lang.say("sign-in-wrong"),
        Refusal::Wait(seconds) => lang.say_count("sign-in-wait", u64::from(seconds)),
        Refusal::Stale => lang.say("sign-in-stale"),
    });
    let title = match refusal {
        Some(_) => format!("{} {}", lang.say("error-mark"), lang.say("sign-in-title")),
        None => lang.say("sign-in-title"),
    };
    let page = SignIn {
        frame: Frame::new(lang, title),
        csrf,
        name,
        next,
        refusal,
    };
    page.render().unwrap_or_default()
}

/// What the signed-in page shows.
#[derive(Debug, Clone)]
pub struct Desk<'a> {
    /// Who is signed in.
    pub name: &'a str,
    /// The token that signing out must bring along.
    pub csrf: &'a str,
    /// Forms to choose from: id and title.
    pub forms: &'a [(String, String)],
    /// Periods to choose from: `2026-10` and its words.
    pub periods: &'a [(String, String)],
    /// Places to choose from: key and title.
    pub places: &'a [(String, String)],
    /// What is chosen: form, period and place.
    pub chosen: (&'a str, &'a str, &'a str),
    /// Whether figures are simulated.
    pub simulated: bool,
}

#[derive(Template)]
#[template(path = "staff/desk.html", config = "src/web/askama.toml")]
struct DeskPage<'a> {
    frame: Frame,
    desk: &'a Desk<'a>,
    downloads: Vec<Download>,
}

struct Download {
    link: Link,
    about: String,
}

/// `/staff`: choose a place, a period and a form by a plain GET of this page, then download.
pub fn desk(lang: Lang, desk: &Desk<'_>) -> String {
    let (form, period, place) = desk.chosen;
    let address = |format: &str| {
        format!(
            "/api/v1/reports/{format}?form={form}&place={place}&period={period}&lang={}",
            lang.code()
        )
    };
    let download = |format: &str, label: String, about: String| Download {
        link: Link {
            href: address(format),
            label,
            current: false,
        },
        about,
    };
    let mut frame = Frame::new(lang, lang.say("desk-title"));
    frame.simulated = desk.simulated;
    frame.query = format!("form={form}&place={place}&period={period}");
    let page = DeskPage {
        frame,
        desk,
        downloads: vec![
            download("pdf", lang.say("desk-pdf"), lang.say("desk-pdf-about")),
            download("xlsx", lang.say("desk-xlsx"), lang.say("desk-xlsx-about")),
            download("csv", lang.say("desk-csv"), lang.say("desk-csv-about")),
        ],
    };
    page.render().unwrap_or_default()
}
