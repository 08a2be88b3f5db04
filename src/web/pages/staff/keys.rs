//! `/staff/keys` and `/staff/box`: keys of integrators, and how the ballot box stands.

use askama::Template;

use super::room::Room;
use crate::house::{BoxHealth, Waiting};
use crate::store::{ApiKey, Session};
use crate::web::pages::Frame;
use crate::web::words::Lang;

/// What was typed into the form of a new key.
#[derive(Debug, Clone)]
pub struct Typed {
    /// Whose it is.
    pub name: String,
    /// Whether it makes invitations.
    pub invites: bool,
    /// Whether it reads reports.
    pub reads: bool,
    /// Months.
    pub months: String,
}

/// What the page of keys shows.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// All keys.
    pub keys: &'a [ApiKey],
    /// The present day.
    pub today: chrono::NaiveDate,
    /// The public part of the key that the form makes.
    pub id: &'a str,
    /// What was typed.
    pub typed: &'a Typed,
    /// Why it was not taken.
    pub refusal: Option<&'a str>,
    /// A key that was just made: shown once.
    pub made: Option<&'a str>,
    /// Who is signed in.
    pub session: &'a Session,
    /// Whether figures are simulated.
    pub simulated: bool,
}

#[derive(Template)]
#[template(path = "staff/keys.html", config = "src/web/askama.toml")]
struct Keys<'a> {
    frame: Frame,
    room: Room,
    shown: Shown<'a>,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    name: String,
    scopes: String,
    state: String,
    works: bool,
    revoke: String,
}

#[derive(Template)]
#[template(path = "staff/box.html", config = "src/web/askama.toml")]
struct Box {
    frame: Frame,
    room: Room,
    facts: Vec<(String, String)>,
}

/// The keys of integrators.
pub fn keys(lang: Lang, shown: &Shown<'_>) -> String {
    let title = lang.say("keys-title");
    let title = match shown.refusal {
        Some(_) => format!("{} {title}", lang.say("error-mark")),
        None => title,
    };
    let mut frame = Frame::new(lang, title);
    frame.simulated = shown.simulated;
    let row = |key: &ApiKey| {
        let over = key.expires_on < shown.today;
        let day = lang.date(key.expires_on);
        let scopes = key.scopes.split(' ').map(|scope| match scope {
            "invite" => lang.say("keys-invites"),
            "read" => lang.say("keys-reads"),
            other => other.to_owned(),
        });
        Row {
            id: key.id.clone(),
            name: key.name.clone(),
            scopes: scopes.collect::<Vec<_>>().join(" · "),
            state: match (key.revoked, over) {
                (true, _) => lang.say("keys-revoked"),
                (false, true) => lang.say_with("keys-over", &[("day", &day)]),
                (false, false) => lang.say_with("keys-until", &[("day", &day)]),
            },
            works: !key.revoked && !over,
            revoke: frame.href(&format!("/staff/keys/{}/revoke", key.id)),
        }
    };
    let page = Keys {
        rows: shown.keys.iter().map(row).collect(),
        room: Room::new(lang, shown.session, "/staff/keys"),
        shown: *shown,
        frame,
    };
    page.render().unwrap_or_default()
}

/// How the ballot box stands.
pub fn ballot_box(lang: Lang, session: &Session, health: &BoxHealth, simulated: bool) -> String {
    let mut frame = Frame::new(lang, lang.say("box-title"));
    frame.simulated = simulated;
    let here = |there| {
        lang.say(if there {
            "box-key-here"
        } else {
            "box-key-not-yet"
        })
    };
    let waiting = match health.waiting {
        Waiting::None => lang.say("box-none"),
        Waiting::Few => lang.say("box-few"),
        Waiting::AtLeast(number) => lang.say_count("box-at-least", number),
    };
    let opened = match health.opened_on {
        Some(day) => lang.date(day),
        None => lang.say("box-never"),
    };
    let months = u64::try_from(health.open_months).unwrap_or(u64::MAX);
    let facts = [
        ("box-database", lang.say("box-database-answers")),
        ("box-waiting", waiting),
        ("box-opened", opened),
        ("box-box-key", here(health.box_key)),
        ("box-invitation-key", here(health.invitation_key)),
        ("box-release-key", here(health.release_key)),
        ("box-months", lang.count(months)),
    ];
    let facts = facts.map(|(key, value)| (lang.say(key), value));
    let page = Box {
        room: Room::new(lang, session, "/staff/box"),
        frame,
        facts: facts.to_vec(),
    };
    page.render().unwrap_or_default()
}
