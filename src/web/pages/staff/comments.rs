//! What inspectors see: where people wrote, what they wrote, who wants to be contacted.

use askama::Template;

use super::room::Room;
use crate::house::{House, ReadComments, ReadContacts};
use crate::store::Session;
use crate::web::pages::Frame;
use crate::web::words::Lang;

/// Comments of one place, period and form.
#[derive(Debug, Clone)]
pub struct GroupRow {
    /// Form id.
    pub form: String,
    /// Form version.
    pub version: u32,
    /// Title of the form.
    pub title: String,
    /// Place key.
    pub place: String,
    /// Name of the place.
    pub name: String,
    /// Period, e.g. `2026-10`.
    pub period: String,
    /// Period in words.
    pub when: String,
    /// How many, or why that is not told.
    pub count: Result<String, String>,
}

/// Where the key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAt {
    /// On the machine of the service.
    Here,
    /// Handed in for this sign-in.
    HandedIn,
    /// With the inspectorate.
    Elsewhere,
}

/// What the list shows.
#[derive(Debug)]
pub struct ListPage<'a> {
    /// Who is signed in.
    pub session: &'a Session,
    /// Groups, the newest first.
    pub rows: Vec<GroupRow>,
    /// Where the key is.
    pub key: KeyAt,
    /// Requests to be contacted.
    pub contacts: u64,
    /// Fewest comments that are read together, and fewest sheets of their place and period.
    pub fewest: (u64, u64),
    /// Whether the house is simulated.
    pub simulated: bool,
}

#[derive(Template)]
#[template(path = "staff/comments.html", config = "src/web/askama.toml")]
struct List<'a> {
    frame: Frame,
    room: Room,
    page: &'a ListPage<'a>,
    rule: String,
    contacts: String,
}

#[derive(Template)]
#[template(path = "staff/comment_texts.html", config = "src/web/askama.toml")]
struct Texts<'a> {
    frame: Frame,
    about: String,
    said: &'a [String],
    closed: Option<String>,
}

#[derive(Template)]
#[template(path = "staff/contact_texts.html", config = "src/web/askama.toml")]
struct Contacts {
    frame: Frame,
    requests: Vec<Wish>,
    closed: Option<String>,
    keeping: String,
}

struct Wish {
    place: String,
    week: String,
    about: String,
    reach: String,
}

fn frame(lang: Lang, title: &str, simulated: bool) -> Frame {
    Frame {
        simulated,
        ..Frame::new(lang, lang.say(title))
    }
}

/// `/staff/comments`
pub fn list(lang: Lang, page: &ListPage<'_>) -> String {
    let list = List {
        frame: frame(lang, "comments-title", page.simulated),
        room: Room::new(lang, page.session, "/staff/comments"),
        rule: lang.say_with(
            "comments-rule",
            &[
                ("comments", &lang.count(page.fewest.0)),
                ("sheets", &lang.count(page.fewest.1)),
            ],
        ),
        contacts: lang.say_count("comments-contacts", page.contacts),
        page,
    };
    list.render().unwrap_or_default()
}

/// One group, read.
pub fn texts(lang: Lang, row: &GroupRow, read: &ReadComments, simulated: bool) -> String {
    let page = Texts {
        frame: frame(lang, "comments-read-title", simulated),
        about: format!("{} · {} · {}", row.name, row.when, row.title),
        said: &read.texts,
        closed: closed(lang, read.closed),
    };
    page.render().unwrap_or_default()
}

/// The requests to be contacted, read.
pub fn contacts(
    lang: Lang,
    read: &ReadContacts,
    named: &dyn Fn(&str) -> String,
    house: &House,
) -> String {
    let wishes = read.requests.iter().map(|(place, week, request)| Wish {
        place: named(place),
        week: format!("{}/{}", week % 100, week / 100),
        about: request.about().to_owned(),
        reach: request.reach().to_owned(),
    });
    let page = Contacts {
        frame: frame(lang, "contacts-title", house.simulated),
        requests: wishes.collect(),
        closed: closed(lang, read.closed),
        keeping: lang.say_count("contact-kept", house.settings.contact.keep_days.into()),
    };
    page.render().unwrap_or_default()
}

fn closed(lang: Lang, count: usize) -> Option<String> {
    (count > 0).then(|| lang.say_count("comments-closed", count as u64))
}
