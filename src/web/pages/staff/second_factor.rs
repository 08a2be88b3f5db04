//! Pages of the second factor: a code, setting codes up, and the recovery codes, which are shown once.

use askama::Template;

use crate::chart::Qr;
use crate::web::pages::Frame;
use crate::web::words::Lang;

/// Why a code was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not the code of now, or used before.
    Wrong,
    /// Too many tries; wait so many seconds.
    Wait(u32),
}

impl Refusal {
    fn words(self, lang: Lang) -> String {
        match self {
            Self::Wrong => lang.say("code-wrong"),
            Self::Wait(seconds) => lang.say_count("sign-in-wait", u64::from(seconds)),
        }
    }
}

/// What every page of the second factor carries along.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The token of the sign-in.
    pub csrf: &'a str,
    /// Where to go afterwards.
    pub next: &'a str,
    /// A form that waits to be sent; empty without one.
    pub carried: &'a str,
    /// Why the page is shown again.
    pub refusal: Option<Refusal>,
}

/// A secret as it is handed over.
#[derive(Debug, Clone, Copy)]
pub struct SetUp<'a> {
    /// What the QR code holds.
    pub address: &'a str,
    /// What is typed where no camera helps.
    pub typed: &'a str,
    /// The secret as the form brings it back, sealed.
    pub sealed: &'a str,
}

#[derive(Template)]
#[template(path = "staff/code.html", config = "src/web/askama.toml")]
struct Code<'a> {
    frame: Frame,
    asked: &'a Asked<'a>,
    refusal: Option<String>,
}

#[derive(Template)]
#[template(path = "staff/code_set_up.html", config = "src/web/askama.toml")]
struct CodeSetUp<'a> {
    frame: Frame,
    asked: &'a Asked<'a>,
    set_up: &'a SetUp<'a>,
    qr: String,
    refusal: Option<String>,
}

#[derive(Template)]
#[template(path = "staff/recovery.html", config = "src/web/askama.toml")]
struct Recovery<'a> {
    frame: Frame,
    codes: &'a [String],
    next: &'a str,
    fields: Vec<(String, String)>,
    csrf: &'a str,
}

fn frame(lang: Lang, key: &str, refusal: Option<&String>) -> Frame {
    Frame::new(
        lang,
        match refusal {
            Some(_) => format!("{} {}", lang.say("error-mark"), lang.say(key)),
            None => lang.say(key),
        },
    )
}

/// `/staff/second-factor`. The form posts `code`, `csrf`, `next` and `carried`.
pub fn ask(lang: Lang, asked: &Asked<'_>) -> String {
    let refusal = asked.refusal.map(|refusal| refusal.words(lang));
    let page = Code {
        frame: frame(lang, "code-title", refusal.as_ref()),
        asked,
        refusal,
    };
    page.render().unwrap_or_default()
}

/// `/staff/second-factor/new`. The form posts `secret` as well.
pub fn set_up(lang: Lang, asked: &Asked<'_>, set_up: &SetUp<'_>) -> String {
    let refusal = asked.refusal.map(|refusal| refusal.words(lang));
    let page = CodeSetUp {
        frame: frame(lang, "code-new-title", refusal.as_ref()),
        asked,
        set_up,
        qr: Qr::new(set_up.address).to_svg(),
        refusal,
    };
    page.render().unwrap_or_default()
}

/// The recovery codes, once, and the way on: to a page, or to the form that waits.
pub fn recovery(
    lang: Lang,
    codes: &[String],
    next: &str,
    fields: Vec<(String, String)>,
    csrf: &str,
) -> String {
    let page = Recovery {
        frame: Frame::new(lang, lang.say("recovery-title")),
        codes,
        next,
        fields,
        csrf,
    };
    page.render().unwrap_or_default()
}
