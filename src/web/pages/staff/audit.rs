//! `/staff/audit`: what staff did, the newest first.

use askama::Template;

use super::room::Room;
use crate::store::{Action, Session};
use crate::web::pages::Frame;
use crate::web::words::Lang;

/// One line of the log.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its place.
    pub seq: u64,
    /// When.
    pub moment: String,
    /// Who.
    pub actor: String,
    /// What.
    pub action: Action,
    /// To what.
    pub object: String,
    /// What else.
    pub detail: String,
}

/// What the page is made from.
#[derive(Debug, Clone, Copy)]
pub struct Log<'a> {
    /// Who looks.
    pub session: &'a Session,
    /// The lines of this page.
    pub lines: &'a [Line],
    /// Whose lines may be asked for.
    pub people: &'a [String],
    /// Whose are.
    pub person: &'a str,
    /// Of which kind.
    pub action: &'a str,
    /// Of which day.
    pub day: &'a str,
    /// The line before which older ones stand.
    pub older: Option<u64>,
    /// Whether figures are simulated.
    pub simulated: bool,
}

/// What an action is called.
pub fn words(lang: Lang, action: Action) -> String {
    lang.say(match action {
        Action::SignedIn => "audit-signed-in",
        Action::SignInRefused => "audit-sign-in-refused",
        Action::SignedOut => "audit-signed-out",
        Action::AccountOpened => "audit-account-opened",
        Action::AccountChanged => "audit-account-changed",
        Action::PasswordChanged => "audit-password-changed",
        Action::SecondFactorChanged => "audit-second-factor-changed",
        Action::RecoveryCodeUsed => "audit-recovery-code-used",
        Action::KeyChanged => "audit-key-changed",
        Action::PointChanged => "audit-point-changed",
        Action::SlipsPrinted => "audit-slips-printed",
        Action::SlipsHandedOut => "audit-slips-handed-out",
        Action::FindingsRead => "audit-findings-read",
        Action::Exported => "audit-exported",
        Action::Drafted => "audit-drafted",
        Action::Checked => "audit-checked",
        Action::CheckRefused => "audit-check-refused",
        Action::Withdrawn => "audit-withdrawn",
        Action::Released => "audit-released",
        Action::CommentsRead => "audit-comments-read",
        Action::BoxOpened => "audit-box-opened",
        Action::LogRead => "audit-log-read",
    })
}

#[derive(Template)]
#[template(path = "staff/audit.html", config = "src/web/askama.toml")]
struct AuditPage<'a> {
    frame: Frame,
    room: Room,
    log: &'a Log<'a>,
    lines: Vec<(&'a Line, String)>,
    actions: Vec<(&'static str, String)>,
    older: Option<String>,
}

/// The page as HTML.
pub fn draw(lang: Lang, log: &Log<'_>) -> String {
    let mut frame = Frame::new(lang, lang.say("audit-title"));
    frame.simulated = log.simulated;
    frame.query = format!(
        "person={}&action={}&day={}",
        log.person, log.action, log.day
    );
    let older = log
        .older
        .map(|seq| frame.href(&format!("/staff/audit?{}&before={seq}", frame.query)));
    let lines = log.lines.iter();
    let actions = Action::ALL.iter();
    let page = AuditPage {
        room: Room::new(lang, log.session, "/staff/audit"),
        lines: lines.map(|line| (line, words(lang, line.action))).collect(),
        actions: actions
            .map(|action| (action.as_str(), words(lang, *action)))
            .collect(),
        older,
        frame,
        log,
    };
    page.render().unwrap_or_default()
}
