//! The door of the staff room: name and password, and what was typed before the sign-in ended.

use askama::Template;

use crate::web::pages::Frame;
use crate::web::staff::threshold::{encoded, fields};
use crate::web::words::Lang;

/// Why somebody is not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Unknown name or wrong password: the same words for both.
    Wrong,
    /// Too many tries; wait so many seconds.
    Wait(u32),
    /// The sign-in ended before a form was sent; what was typed is kept.
    Expired,
}

impl Refusal {
    /// As a sentence.
    pub fn words(self, lang: Lang) -> String {
        match self {
            Self::Wrong => lang.say("sign-in-wrong"),
            Self::Wait(seconds) => lang.say_count("sign-in-wait", u64::from(seconds)),
            Self::Expired => lang.say("sign-in-expired"),
        }
    }
}

/// What the sign-in page holds already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask<'a> {
    /// The name that was typed.
    pub name: &'a str,
    /// The address to go to afterwards.
    pub next: &'a str,
    /// A form that was sent to that address when the sign-in had ended; empty without one.
    pub carried: &'a str,
    /// Why the page is shown again.
    pub refusal: Option<Refusal>,
    /// Words of the button to single sign-on, where there is one.
    pub sign_on: Option<&'a str>,
}

impl<'a> Ask<'a> {
    /// An empty page that leads to an address.
    pub fn to(next: &'a str) -> Self {
        Self {
            name: "",
            next,
            carried: "",
            refusal: None,
            sign_on: None,
        }
    }
}

#[derive(Template)]
#[template(path = "staff/sign_in.html", config = "src/web/askama.toml")]
struct SignIn<'a> {
    frame: Frame,
    ask: &'a Ask<'a>,
    refusal: Option<String>,
    /// The way to single sign-on.
    sign_on: String,
    /// What was typed, to be sent once signed in elsewhere.
    fields: Vec<(String, String)>,
}

/// `/staff/sign-in`. The form posts `name`, `password`, `device`, `next` and `carried`.
pub fn ask(lang: Lang, ask: &Ask<'_>) -> String {
    let refusal = ask.refusal.map(|refusal| refusal.words(lang));
    let title = match refusal {
        Some(_) => format!("{} {}", lang.say("error-mark"), lang.say("sign-in-title")),
        None => lang.say("sign-in-title"),
    };
    let mut frame = Frame::new(lang, title);
    if ask.next != "/staff" {
        frame.query = format!("next={}", ask.next);
    }
    let page = SignIn {
        frame,
        ask,
        refusal,
        sign_on: format!("/staff/sso?next={}", encoded(ask.next)),
        fields: fields(ask.carried),
    };
    page.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "staff/send_again.html", config = "src/web/askama.toml")]
struct SendAgain<'a> {
    frame: Frame,
    to: &'a str,
    fields: Vec<(String, String)>,
    csrf: &'a str,
}

/// A form that did not arrive, with everything that was typed, ready to be sent once more.
pub fn send_again(lang: Lang, to: &str, fields: Vec<(String, String)>, csrf: &str) -> String {
    let page = SendAgain {
        frame: Frame::new(lang, lang.say("send-again-title")),
        to,
        fields,
        csrf,
    };
    page.render().unwrap_or_default()
}
