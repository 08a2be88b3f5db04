//! Single sign-on as people see it: coming in, why not, and leaving.

use askama::Template;

use crate::web::pages::Frame;
use crate::web::words::Lang;

/// Why somebody did not come in through the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The provider does not answer.
    Away,
    /// Too old, used before, or begun in another browser.
    Stale,
    /// They stopped at the provider.
    Cancelled,
    /// What the provider sent is not believed.
    Refused,
    /// No account belongs to the person with this mark.
    Unknown(String),
    /// An account cannot have this name; the mark of the person.
    NameRefused(String, String),
    /// The provider gives them no role.
    NoRole,
    /// The provider gives them no place.
    NoPlace,
    /// The account was closed.
    Closed,
    /// The person belongs to another account already.
    Taken,
    /// Not the person of the account that is signed in.
    Another,
}

impl Trouble {
    /// Keys of its title and its words.
    fn keys(&self) -> (&'static str, &'static str) {
        match self {
            Self::Away => ("sign-on-away-title", "sign-on-away"),
            Self::Stale => ("sign-on-stale-title", "sign-on-stale"),
            Self::Cancelled => ("sign-on-cancelled-title", "sign-on-cancelled"),
            Self::Refused => ("sign-on-refused-title", "sign-on-refused"),
            Self::Unknown(_) => ("sign-on-unknown-title", "sign-on-unknown"),
            Self::NameRefused(..) => ("sign-on-unknown-title", "sign-on-name"),
            Self::NoRole => ("sign-on-unknown-title", "sign-on-no-role"),
            Self::NoPlace => ("sign-on-unknown-title", "sign-on-no-place"),
            Self::Closed => ("sign-on-closed-title", "sign-on-closed"),
            Self::Taken => ("sign-on-taken-title", "sign-on-taken"),
            Self::Another => ("sign-on-another-title", "sign-on-another"),
        }
    }

    /// Whether they are signed in here already, so that the way back is to their account.
    fn is_inside(&self) -> bool {
        matches!(self, Self::Taken | Self::Another)
    }

    /// Whether another try may end better.
    fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Away | Self::Stale | Self::Cancelled | Self::Refused
        )
    }
}

#[derive(Template)]
#[template(path = "staff/sign_on_trouble.html", config = "src/web/askama.toml")]
struct TroublePage<'a> {
    frame: Frame,
    words: String,
    /// What an administrator needs to link the account.
    mark: Option<&'a str>,
    again: bool,
    inside: bool,
}

/// Why somebody did not come in, and both ways to go on.
pub fn trouble(lang: Lang, trouble: &Trouble) -> String {
    let (title, words) = trouble.keys();
    let (words, mark) = match trouble {
        Trouble::NameRefused(name, mark) => (lang.say_with(words, &[("name", name)]), Some(mark)),
        Trouble::Unknown(mark) => (lang.say(words), Some(mark)),
        _ => (lang.say(words), None),
    };
    let page = TroublePage {
        frame: Frame::new(lang, lang.say(title)),
        words,
        mark: mark.map(String::as_str),
        again: trouble.may_pass(),
        inside: trouble.is_inside(),
    };
    page.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "staff/sign_on_arrived.html", config = "src/web/askama.toml")]
struct Arrived<'a> {
    frame: Frame,
    next: &'a str,
}

/// Signed in; the browser goes on by itself, and the link is for one that does not.
pub fn arrived(lang: Lang, next: &str) -> String {
    let page = Arrived {
        frame: Frame::new(lang, lang.say("sign-on-arrived")),
        next,
    };
    page.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "staff/sign_on_departing.html", config = "src/web/askama.toml")]
struct Departing<'a> {
    frame: Frame,
    url: &'a str,
}

/// On the way to the provider; the browser goes on by itself, and the link is for one that does not.
pub fn departing(lang: Lang, url: &str) -> String {
    let page = Departing {
        frame: Frame::new(lang, lang.say("sign-on-departing")),
        url,
    };
    page.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "staff/sign_on_farewell.html", config = "src/web/askama.toml")]
struct Farewell<'a> {
    frame: Frame,
    end: Option<&'a str>,
}

/// Signed out here; `end` is where to sign out at the provider too.
pub fn farewell(lang: Lang, end: Option<&str>) -> String {
    let page = Farewell {
        frame: Frame::new(lang, lang.say("sign-on-farewell")),
        end,
    };
    page.render().unwrap_or_default()
}
