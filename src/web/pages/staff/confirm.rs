//! The password once more, before something that opens a way in.

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
    /// Whether the person may have no password here, only an account at the provider of single sign-on.
    linked: bool,
}

/// The page that posts `password`, `csrf`, `next` and `carried` to `/staff/confirm`.
pub fn draw(
    lang: Lang,
    session: &Session,
    next: &str,
    carried: &str,
    refusal: Option<Refusal>,
) -> String {
    let page = Confirm {
        frame: Frame::new(lang, lang.say("confirm-title")),
        csrf: &session.csrf,
        linked: !session.account.subject.is_empty(),
        next,
        carried,
        refusal: refusal.map(|refusal| refusal.words(lang)),
    };
    page.render().unwrap_or_default()
}
