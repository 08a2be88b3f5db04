//! The desk: what somebody signed in can download.

use askama::Template;

use super::room::Room;
use crate::staff::Permission;
use crate::store::Session;
use crate::web::pages::staff::home::home_address;
use crate::web::pages::{Frame, Link};
use crate::web::words::Lang;

/// What the signed-in page shows.
#[derive(Debug, Clone)]
pub struct Desk<'a> {
    /// Who is signed in.
    pub session: &'a Session,
    /// Forms to choose from: id and title.
    pub forms: &'a [(String, String)],
    /// Periods to choose from: `2026-10` and its words.
    pub periods: &'a [(String, String)],
    /// Places to choose from: key and title.
    pub places: &'a [(String, String)],
    /// What is chosen: form, period and place.
    pub chosen: (&'a str, &'a str, &'a str),
    /// Whether figures are simulated.
    pub simulated: bool,
}

#[derive(Template)]
#[template(path = "staff/desk.html", config = "src/web/askama.toml")]
struct DeskPage<'a> {
    frame: Frame,
    room: Room,
    desk: &'a Desk<'a>,
    /// Address of the home of the chosen place.
    home: String,
    downloads: Vec<Download>,
}

struct Download {
    link: Link,
    about: String,
}

/// `/staff`: choose a place, a period and a form by a plain GET of this page, then download.
pub fn desk(lang: Lang, desk: &Desk<'_>) -> String {
    let (form, period, place) = desk.chosen;
    let address = |format: &str| {
        format!(
            "/api/v1/reports/{format}?form={form}&place={place}&period={period}&lang={}",
            lang.code()
        )
    };
    let download = |format: &str, label: String, about: String| Download {
        link: Link {
            href: address(format),
            label,
            current: false,
        },
        about,
    };
    let mut frame = Frame::new(lang, lang.say("desk-title"));
    frame.simulated = desk.simulated;
    frame.query = format!("form={form}&place={place}&period={period}");
    let home = frame.href(&format!(
        "{}?form={form}&period={period}",
        home_address(place)
    ));
    // Who may only read is offered no file.
    let downloads = if desk.session.account.mandate.may(Permission::Export) {
        vec![
            download("pdf", lang.say("desk-pdf"), lang.say("desk-pdf-about")),
            download("docx", lang.say("home-docx"), lang.say("home-docx-about")),
            download("xlsx", lang.say("desk-xlsx"), lang.say("desk-xlsx-about")),
            download("csv", lang.say("desk-csv"), lang.say("desk-csv-about")),
        ]
    } else {
        Vec::new()
    };
    let page = DeskPage {
        home,
        frame,
        room: Room::new(lang, desk.session, "/staff"),
        desk,
        downloads,
    };
    page.render().unwrap_or_default()
}
