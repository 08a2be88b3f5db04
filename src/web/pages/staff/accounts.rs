//! `/staff/accounts`: who may do what and where, and the forms that change it.

use askama::Template;

use super::account::role_words;
use super::room::Room;
use crate::staff::Role;
use crate::store::Session;
use crate::web::pages::Frame;
use crate::web::words::Lang;

/// Why an account was not opened or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The name is taken, or is no name.
    Name,
    /// No such role.
    Role,
    /// No such place.
    Place,
    /// A place outside the own ones.
    Elsewhere,
}

impl Refusal {
    fn words(self, lang: Lang) -> String {
        match self {
            Self::Name => lang.say("accounts-bad-name"),
            Self::Role => lang.say("accounts-bad-role"),
            Self::Place => lang.say("accounts-bad-place"),
            Self::Elsewhere => lang.say("accounts-elsewhere"),
        }
    }
}

/// One account.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its name.
    pub username: String,
    /// Its page.
    pub href: String,
    /// What for.
    pub role: Role,
    /// Where, in words.
    pub place: String,
    /// Where, as it is typed.
    pub key: String,
    /// Whether one-time passwords are set up.
    pub second_factor: bool,
    /// Whether it is closed.
    pub closed: bool,
}

/// What the list is made from.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// Who looks.
    pub session: &'a Session,
    /// The accounts.
    pub lines: &'a [Line],
    /// Places to choose from: as typed, and in words.
    pub places: &'a [(String, String)],
    /// What was typed: name, role, place.
    pub typed: (&'a str, &'a str, &'a str),
    /// Whether figures are simulated.
    pub simulated: bool,
    /// Why no account was opened.
    pub refusal: Option<Refusal>,
}

/// What the page of one account is made from.
#[derive(Debug, Clone, Copy)]
pub struct One<'a> {
    /// Who looks.
    pub session: &'a Session,
    /// The account.
    pub line: &'a Line,
    /// Places to choose from: as typed, and in words.
    pub places: &'a [(String, String)],
    /// Whether it is the own account.
    pub own: bool,
    /// Whether figures are simulated.
    pub simulated: bool,
    /// Whether it was changed a moment ago.
    pub changed: bool,
    /// Why it was not changed.
    pub refusal: Option<Refusal>,
}

/// A password to hand over.
#[derive(Debug, Clone, Copy)]
pub struct Opened<'a> {
    /// Whose.
    pub username: &'a str,
    /// The password, shown this once.
    pub password: &'a str,
    /// Whether the account is new.
    pub is_new: bool,
}

/// A role to choose.
struct Choice {
    word: &'static str,
    label: String,
    about: String,
    chosen: bool,
}

fn choices(lang: Lang, chosen: &str) -> Vec<Choice> {
    let choice = |role: Role| Choice {
        word: role.as_str(),
        label: role_words(lang, role),
        about: match role {
            Role::Viewer => lang.say("role-viewer-about"),
            Role::Analyst => lang.say("role-analyst-about"),
            Role::Publisher => lang.say("role-publisher-about"),
            Role::Administrator => lang.say("role-administrator-about"),
            Role::Inspector => lang.say("role-inspector-about"),
        },
        chosen: role.as_str() == chosen,
    };
    Role::ALL.into_iter().map(choice).collect()
}

#[derive(Template)]
#[template(path = "staff/accounts.html", config = "src/web/askama.toml")]
struct Accounts<'a> {
    frame: Frame,
    room: Room,
    listed: &'a Listed<'a>,
    lines: Vec<(&'a Line, String)>,
    choices: Vec<Choice>,
    refusal: Option<String>,
}

#[derive(Template)]
#[template(path = "staff/account_of.html", config = "src/web/askama.toml")]
struct AccountOf<'a> {
    frame: Frame,
    room: Room,
    shown: &'a One<'a>,
    password: String,
    log: String,
    role: String,
    choices: Vec<Choice>,
    refusal: Option<String>,
}

#[derive(Template)]
#[template(path = "staff/account_opened.html", config = "src/web/askama.toml")]
struct AccountOpened<'a> {
    frame: Frame,
    room: Room,
    opened: &'a Opened<'a>,
}

/// All accounts, and the form for a new one.
pub fn list(lang: Lang, listed: &Listed<'_>) -> String {
    let mut frame = Frame::new(lang, lang.say("accounts-title"));
    frame.simulated = listed.simulated;
    let lines = listed.lines.iter();
    let page = Accounts {
        frame,
        room: Room::new(lang, listed.session, "/staff/accounts"),
        lines: lines
            .map(|line| (line, role_words(lang, line.role)))
            .collect(),
        choices: choices(lang, listed.typed.1),
        refusal: listed.refusal.map(|refusal| refusal.words(lang)),
        listed,
    };
    page.render().unwrap_or_default()
}

/// One account, with the forms that change it.
pub fn one(lang: Lang, one: &One<'_>) -> String {
    let title = lang.say_with("accounts-of", &[("name", &one.line.username)]);
    let mut frame = Frame::new(lang, title);
    frame.simulated = one.simulated;
    let page = AccountOf {
        frame,
        room: Room::new(lang, one.session, "/staff/accounts"),
        role: role_words(lang, one.line.role),
        choices: choices(lang, one.line.role.as_str()),
        refusal: one.refusal.map(|refusal| refusal.words(lang)),
        password: format!("{}/password", one.line.href),
        log: format!("/staff/audit?person={}", one.line.username),
        shown: one,
    };
    page.render().unwrap_or_default()
}

/// A password to hand over, shown once.
pub fn opened(lang: Lang, session: &Session, opened: &Opened<'_>) -> String {
    let title = if opened.is_new {
        lang.say("accounts-opened")
    } else {
        lang.say("accounts-reset")
    };
    let page = AccountOpened {
        frame: Frame::new(lang, title),
        room: Room::new(lang, session, "/staff/accounts"),
        opened,
    };
    page.render().unwrap_or_default()
}
