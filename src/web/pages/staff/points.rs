//! `/staff/points`: offices and collection points, one of each to be changed.

use askama::Template;

use super::room::Room;
use crate::form::Text;
use crate::place::OfficeKind;
use crate::store::{CollectionPoint, Office, Session};
use crate::web::pages::{Frame, Phrase};
use crate::web::words::Lang;

/// An office with its place.
#[derive(Debug, Clone)]
pub struct KnownOffice {
    /// The office.
    pub office: Office,
    /// Title of its place.
    pub place: Text,
    /// The place of today that has its people, when its own is no more.
    pub merged: Option<Text>,
}

/// What was typed into one of the two forms.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Place of an office, as written.
    pub place: String,
    /// Office of a collection point.
    pub office: String,
    /// Form of a collection point.
    pub form: String,
    /// Kind of an office.
    pub kind: Option<OfficeKind>,
    /// Whether a collection point takes sheets.
    pub open: bool,
}

/// What the pages have in common.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// Offices of own places.
    pub offices: &'a [KnownOffice],
    /// Forms to choose from: id and title.
    pub forms: &'a [(String, Text)],
    /// What was typed.
    pub typed: &'a Typed,
    /// Why it was not taken.
    pub refusal: Option<&'a str>,
    /// Who is signed in.
    pub session: &'a Session,
    /// Whether figures are simulated.
    pub simulated: bool,
    /// Whether the kinds of offices stand in a file, so that nobody chooses one here.
    pub kinds_in_a_file: bool,
}

#[derive(Template)]
#[template(path = "staff/points.html", config = "src/web/askama.toml")]
#[expect(clippy::struct_field_names, reason = "points are what the page lists")]
struct Points<'a> {
    frame: Frame,
    room: Room,
    shown: Shown<'a>,
    points: Vec<Row>,
    offices: Vec<OfficeRow>,
    forms: Vec<Choice>,
    office_choices: Vec<Choice>,
    kinds: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "staff/point.html", config = "src/web/askama.toml")]
struct Point<'a> {
    frame: Frame,
    room: Room,
    shown: Shown<'a>,
    code: &'a str,
    action: String,
    forms: Vec<Choice>,
    office_choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "staff/office.html", config = "src/web/askama.toml")]
struct OfficeForm<'a> {
    frame: Frame,
    room: Room,
    shown: Shown<'a>,
    code: &'a str,
    action: String,
    merged: Option<String>,
    kinds: Vec<Choice>,
}

struct Row {
    code: String,
    name: String,
    open: bool,
    form: Phrase,
    office: String,
    edit: String,
    address: String,
    posters: [String; 2],
    slips: String,
}

struct OfficeRow {
    code: String,
    name: String,
    place: Phrase,
    merged: Option<String>,
    edit: String,
}

struct Choice {
    value: String,
    label: Phrase,
    chosen: bool,
}

fn frame(lang: Lang, title: String, shown: &Shown<'_>) -> Frame {
    let title = match shown.refusal {
        Some(_) => format!("{} {title}", lang.say("error-mark")),
        None => title,
    };
    let mut frame = Frame::new(lang, title);
    frame.simulated = shown.simulated;
    frame
}

/// The kinds an office can be of; none where they stand in a file.
fn kinds(lang: Lang, shown: &Shown<'_>) -> Vec<Choice> {
    if shown.kinds_in_a_file {
        return Vec::new();
    }
    let choice = |kind: Option<OfficeKind>| Choice {
        value: kind.map_or_else(String::new, |kind| kind.as_str().to_owned()),
        label: Phrase {
            text: lang.say(match kind {
                None => "points-kind-none",
                Some(OfficeKind::Department) => "points-kind-department",
                Some(OfficeKind::Vertical) => "points-kind-vertical",
                Some(OfficeKind::Commune) => "points-kind-commune",
            }),
            fallback: false,
        },
        chosen: kind == shown.typed.kind,
    };
    let kinds = OfficeKind::ALL.into_iter().map(Some);
    std::iter::once(None).chain(kinds).map(choice).collect()
}

fn forms(lang: Lang, shown: &Shown<'_>) -> Vec<Choice> {
    let forms = shown.forms.iter().map(|(id, title)| Choice {
        value: id.clone(),
        label: Phrase::of(title, lang),
        chosen: *id == shown.typed.form,
    });
    forms.collect()
}

fn offices(shown: &Shown<'_>) -> Vec<Choice> {
    let offices = shown.offices.iter().map(|known| Choice {
        value: known.office.code.clone(),
        label: Phrase {
            text: format!("{} · {}", known.office.name, known.place.vi),
            fallback: false,
        },
        chosen: known.office.code == shown.typed.office,
    });
    offices.collect()
}

fn merged(lang: Lang, merged: Option<&Text>) -> Option<String> {
    let now = lang.text(merged?);
    Some(lang.say_with("points-merged", &[("now", now)]))
}

/// All collection points and offices of own places, and a form for a new one of each.
pub fn points(lang: Lang, points: &[CollectionPoint], shown: &Shown<'_>) -> String {
    let frame = frame(lang, lang.say("points-title"), shown);
    let row = |point: &CollectionPoint| {
        let form = shown.forms.iter().find(|(id, _)| *id == point.form);
        let office = shown.offices.iter();
        let office = office
            .map(|known| &known.office)
            .find(|own| own.code == point.office);
        let poster = |size| format!("/staff/points/{}/poster?size={size}", point.code);
        Row {
            code: point.code.clone(),
            name: point.name.clone(),
            open: point.open,
            form: form.map_or_else(Phrase::default, |(_, title)| Phrase::of(title, lang)),
            office: office.map_or_else(String::new, |own| own.name.clone()),
            edit: frame.href(&format!("/staff/points/{}", point.code)),
            address: frame.href(&format!("/o/{}", point.code)),
            posters: [poster("a4"), poster("a6")],
            slips: frame.href(&format!("/staff/points/{}/slips", point.code)),
        }
    };
    let office_row = |known: &KnownOffice| OfficeRow {
        code: known.office.code.clone(),
        name: known.office.name.clone(),
        place: Phrase::of(&known.place, lang),
        merged: merged(lang, known.merged.as_ref()),
        edit: frame.href(&format!("/staff/offices/{}", known.office.code)),
    };
    let page = Points {
        points: points.iter().map(row).collect(),
        offices: shown.offices.iter().map(office_row).collect(),
        forms: forms(lang, shown),
        office_choices: offices(shown),
        kinds: kinds(lang, shown),
        room: Room::new(lang, shown.session, "/staff/points"),
        shown: *shown,
        frame,
    };
    page.render().unwrap_or_default()
}

/// One collection point to be changed, opened or closed.
pub fn point(lang: Lang, code: &str, shown: &Shown<'_>) -> String {
    let frame = frame(lang, lang.say("points-one"), shown);
    let page = Point {
        code,
        action: frame.href(&format!("/staff/points/{code}")),
        forms: forms(lang, shown),
        office_choices: offices(shown),
        room: Room::new(lang, shown.session, "/staff/points"),
        shown: *shown,
        frame,
    };
    page.render().unwrap_or_default()
}

/// One office to be changed.
pub fn office(lang: Lang, known: &KnownOffice, shown: &Shown<'_>) -> String {
    let frame = frame(lang, lang.say("points-office"), shown);
    let page = OfficeForm {
        code: &known.office.code,
        action: frame.href(&format!("/staff/offices/{}", known.office.code)),
        merged: merged(lang, known.merged.as_ref()),
        kinds: kinds(lang, shown),
        room: Room::new(lang, shown.session, "/staff/points"),
        shown: *shown,
        frame,
    };
    page.render().unwrap_or_default()
}
