//! `/staff/account`: the own role and place, password, second factor, and where one is signed in.

use askama::Template;

use super::room::Room;
use crate::store::Session;
use crate::web::pages::Frame;
use crate::web::staff::passwords::Weakness;
use crate::web::words::Lang;

/// What the page says about what was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// The password is another one now.
    PasswordChanged,
    /// A sign-in elsewhere was ended.
    SessionEnded,
    /// The account is linked to the single sign-on now.
    Linked,
    /// It is not any more.
    Unlinked,
    /// It has no password, so that it stays linked.
    OnlyWay,
    /// The present password was wrong.
    WrongPassword,
    /// The new password is too easy to guess.
    Weak(Weakness),
    /// Too many tries; wait so many seconds.
    Wait(u32),
}

impl Said {
    fn is_good(self) -> bool {
        matches!(
            self,
            Self::PasswordChanged | Self::SessionEnded | Self::Linked | Self::Unlinked
        )
    }

    fn words(self, lang: Lang) -> String {
        match self {
            Self::PasswordChanged => lang.say("account-password-changed"),
            Self::SessionEnded => lang.say("account-session-ended"),
            Self::Linked => lang.say("sign-on-is-linked"),
            Self::Unlinked => lang.say("sign-on-is-unlinked"),
            Self::OnlyWay => lang.say("sign-on-only-way"),
            Self::WrongPassword => lang.say("account-password-wrong"),
            Self::Weak(weakness) => weak(lang, weakness),
            Self::Wait(seconds) => lang.say_count("sign-in-wait", u64::from(seconds)),
        }
    }
}

/// Why a password cannot be taken.
pub fn weak(lang: Lang, weakness: Weakness) -> String {
    match weakness {
        Weakness::Short => lang.say("password-short"),
        Weakness::Long => lang.say("password-long"),
        Weakness::Common => lang.say("password-common"),
    }
}

/// The name of a role.
pub fn role_words(lang: Lang, role: crate::staff::Role) -> String {
    use crate::staff::Role;
    match role {
        Role::Viewer => lang.say("role-viewer"),
        Role::Analyst => lang.say("role-analyst"),
        Role::Publisher => lang.say("role-publisher"),
        Role::Administrator => lang.say("role-administrator"),
        Role::Inspector => lang.say("role-inspector"),
    }
}

/// One sign-in of the list.
#[derive(Debug, Clone)]
pub struct SignInLine {
    /// Its name for the button.
    pub id: String,
    /// What the person calls the device; may be empty.
    pub device: String,
    /// When it began.
    pub begun: String,
    /// When it was last used.
    pub seen: String,
    /// Whether it is this one.
    pub own: bool,
}

/// What the page is made from.
#[derive(Debug, Clone)]
pub struct Own<'a> {
    /// The sign-in.
    pub session: &'a Session,
    /// The own place in words.
    pub place: String,
    /// Where one is signed in.
    pub sessions: &'a [SignInLine],
    /// Recovery codes that are left.
    pub codes_left: u64,
    /// Whether there is a password of this service.
    pub has_password: bool,
    /// Whether there is a single sign-on, and whether role and place follow it.
    pub sign_on: Option<bool>,
    /// Whether figures are simulated.
    pub simulated: bool,
    /// What was done a moment ago, or why not.
    pub said: Option<Said>,
}

#[derive(Template)]
#[template(path = "staff/account.html", config = "src/web/askama.toml")]
struct AccountPage<'a> {
    frame: Frame,
    room: Room,
    own: &'a Own<'a>,
    role: String,
    codes: String,
    good: Option<String>,
    bad: Option<String>,
}

/// The page as HTML.
pub fn draw(lang: Lang, own: &Own<'_>) -> String {
    let mut frame = Frame::new(lang, lang.say("account-title"));
    frame.simulated = own.simulated;
    let words = own.said.map(|said| (said.is_good(), said.words(lang)));
    let page = AccountPage {
        room: Room::new(lang, own.session, "/staff/account"),
        role: role_words(lang, own.session.account.mandate.role),
        codes: lang.say_count("account-codes-left", own.codes_left),
        good: words
            .clone()
            .filter(|(good, _)| *good)
            .map(|(_, text)| text),
        bad: words.filter(|(good, _)| !good).map(|(_, text)| text),
        frame,
        own,
    };
    page.render().unwrap_or_default()
}
