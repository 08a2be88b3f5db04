//! The page of a kiosk: the screens of every language, shown one at a time by its script.

use askama::Template;
use serde_json::{Value, json};

use crate::config;
use crate::store::CollectionPoint;
use crate::web::letters;
use crate::web::pages::Frame;
use crate::web::scripts;
use crate::web::words::Lang;

#[derive(Template)]
#[template(path = "citizens/kiosk.html", config = "src/web/askama.toml")]
struct Kiosk<'a> {
    frame: Frame,
    point: &'a CollectionPoint,
    /// The same point for a browser without scripts.
    plain: &'a str,
    set: &'a config::Kiosk,
    /// A frame a language.
    languages: Vec<Frame>,
    /// The sheet with their letters, when one of them needs it.
    letters: Option<&'static str>,
}

/// `/kiosk/{point}`
pub fn draw(lang: Lang, point: &CollectionPoint, set: &config::Kiosk, simulated: bool) -> String {
    let mut frame = Frame::new(lang, lang.say("kiosk-title"));
    frame.simulated = simulated;
    let page = Kiosk {
        frame,
        plain: &format!("/o/{}", point.code),
        point,
        set,
        languages: Lang::all().map(|lang| Frame::new(lang, "")).collect(),
        letters: Lang::all().find_map(|lang| letters::sheet(lang.code())),
    };
    page.render().unwrap_or_default()
}

/// What makes the page an application of the device.
pub fn manifest(point: &CollectionPoint) -> Value {
    let icon = |picture: &scripts::Picture| {
        let sizes = format!("{0}x{0}", picture.side);
        json!({ "src": picture.name, "sizes": sizes, "type": "image/png", "purpose": "any maskable" })
    };
    let icons: Vec<Value> = scripts::pictures().iter().map(icon).collect();
    json!({
        "name": format!("{} – {}", Lang::VI.say("kiosk-title"), point.name),
        "short_name": Lang::VI.say("kiosk-title"),
        "lang": "vi",
        "id": format!("/kiosk/{}", point.code),
        "start_url": format!("/kiosk/{}", point.code),
        "scope": "/kiosk/",
        "display": "fullscreen",
        "orientation": "any",
        "background_color": "#ffffff",
        "theme_color": "#143d66",
        "icons": icons,
    })
}
