//! The kiosks of own places, as staff see them.

use askama::Template;

use super::room::Room;
use crate::store::Session;
use crate::web::pages::Frame;
use crate::web::words::Lang;

/// What the page shows.
#[derive(Debug)]
pub struct Kiosks<'a> {
    /// Who is signed in.
    pub session: &'a Session,
    /// The devices.
    pub rows: Vec<Row>,
    /// Collection points to choose from: code and name.
    pub points: Vec<(String, String)>,
    /// A code that was just made.
    pub code: Option<NewCode>,
    /// Whether figures are simulated.
    pub simulated: bool,
}

/// A device.
#[derive(Debug)]
pub struct Row {
    /// Name of its collection point.
    pub point: String,
    /// Its id.
    pub id: String,
    /// When it was last in contact, to the quarter of an hour.
    pub seen: String,
    /// Sealed sheets that wait on it.
    pub waiting: String,
    /// Whether it was shut out.
    pub revoked: bool,
}

/// A code, shown once.
#[derive(Debug)]
pub struct NewCode {
    /// The page to open on the device.
    pub address: String,
    /// What to type there.
    pub code: String,
}

#[derive(Template)]
#[template(path = "staff/kiosks.html", config = "src/web/askama.toml")]
struct Page<'a> {
    frame: Frame,
    room: Room,
    kiosks: &'a Kiosks<'a>,
}

/// `/staff/kiosks`
pub fn draw(lang: Lang, kiosks: &Kiosks<'_>) -> String {
    let mut frame = Frame::new(lang, lang.say("kiosks-title"));
    frame.simulated = kiosks.simulated;
    let room = Room::new(lang, kiosks.session, "/staff/kiosks");
    let page = Page {
        frame,
        room,
        kiosks,
    };
    page.render().unwrap_or_default()
}
