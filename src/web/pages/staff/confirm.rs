//! Who one is once more, before something that opens a way in: by password, or at the single sign-on.

use askama::Template;

use super::sign_in::Refusal;
use crate::store::Session;
use crate::web::pages::Frame;
use crate::web::words::Lang;

#[derive(Template)]
#[template(path = "staff/confirm.html", config = "src/web/askama.toml")]
struct Confirm<'a> {
    frame: Frame,
    csrf: &'a str,
    next: &'a str,
    carried: &'a str,
    refusal: Option<String>,
    ways: Ways,
}

/// How somebody can show who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// With a password of this service.
    pub password: bool,
    /// At the single sign-on, to which the account is linked.
    pub sign_on: bool,
}

/// What the page asks on behalf of.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Who is signed in.
    pub session: &'a Session,
    /// Path to go to afterwards.
    pub next: &'a str,
    /// The form that waits, as a body.
    pub carried: &'a str,
    /// How they can answer.
    pub ways: Ways,
}

/// The page that posts `password`, `csrf`, `next` and `carried` to `/staff/confirm`, or all but the password to
/// `/staff/sso/confirm`.
pub fn draw(lang: Lang, asked: &Asked<'_>, refusal: Option<Refusal>) -> String {
    let title = lang.say(if asked.ways.password {
        "confirm-title"
    } else {
        "sign-on-confirm-title"
    });
    let page = Confirm {
        frame: Frame::new(lang, title),
        csrf: &asked.session.csrf,
        next: asked.next,
        carried: asked.carried,
        refusal: refusal.map(|refusal| refusal.words(lang)),
        ways: asked.ways,
    };
    page.render().unwrap_or_default()
}
