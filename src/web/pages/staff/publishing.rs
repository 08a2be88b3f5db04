//! `/staff/publishing`: drafts, what checking one would publish and withhold, and what was published.

use askama::Template;
use chrono::{DateTime, Utc};

use super::room::Room;
use crate::clock::local;
use crate::form::Text;
use crate::house::{HandedOver, Preview, Publishable};
use crate::release::{Spread, Told};
use crate::store::{Publication, PublicationState, Session};
use crate::web::pages::{Frame, Phrase};
use crate::web::words::Lang;

/// Names of withheld places that are written out; the others are counted.
const NAMED: usize = 24;

/// What was typed into the form of a new draft.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Which form version and period.
    pub what: String,
    /// Day of the embargo.
    pub day: String,
    /// Minute of the embargo.
    pub time: String,
    /// Reason of a correction, Vietnamese.
    pub reason: String,
    /// The same in English.
    pub reason_en: String,
}

/// What the list shows.
#[derive(Debug, Clone, Copy)]
pub struct Shelf<'a> {
    /// All publications, the newest first, each with the title of its form.
    pub publications: &'a [(Publication, Text)],
    /// What can be drafted: as it is sent, and what it is.
    pub choices: &'a [(String, Publishable)],
    /// What was typed.
    pub typed: &'a Typed,
    /// Why it was not taken.
    pub refusal: Option<&'a str>,
    /// Who is signed in.
    pub session: &'a Session,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// Whether figures are simulated.
    pub simulated: bool,
}

/// What the page of one publication shows.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// The publication.
    pub publication: &'a Publication,
    /// Title of its form.
    pub title: &'a Text,
    /// What it would become, while it is a draft; or why it cannot be told.
    pub preview: Option<Result<&'a Preview, &'a str>>,
    /// Why the last click did nothing.
    pub refusal: Option<&'a str>,
    /// Who is signed in.
    pub session: &'a Session,
    /// Why they may not check anything yet.
    pub handed_over: Option<&'a HandedOver>,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// Whether figures are simulated.
    pub simulated: bool,
}

#[derive(Template)]
#[template(path = "staff/publishing.html", config = "src/web/askama.toml")]
struct ShelfPage<'a> {
    frame: Frame,
    room: Room,
    shelf: Shelf<'a>,
    drafts: Vec<Row>,
    coming: Vec<Row>,
    past: Vec<Row>,
    choices: Vec<Choice<'a>>,
}

struct Row {
    href: String,
    period: String,
    form: Phrase,
    state: String,
    about: String,
}

struct Choice<'a> {
    value: &'a str,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "staff/publication.html", config = "src/web/askama.toml")]
struct SheetPage<'a> {
    frame: Frame,
    room: Room,
    sheet: Sheet<'a>,
    form: Phrase,
    period: String,
    state: String,
    drafted: String,
    decided: Option<String>,
    opens: String,
    reason: Option<Phrase>,
    release: Option<(String, bool)>,
    preview: Option<Drawn>,
    fault: Option<&'a str>,
    is_draft: bool,
    is_own: bool,
    handed_over: Option<String>,
    check: String,
    withdraw: String,
}

/// A preview in words.
struct Drawn {
    levels: Vec<Level>,
    lines: String,
    compared: Option<String>,
    moves: Vec<String>,
    rows: Vec<Line>,
    in_doubt: Vec<String>,
    opens: String,
    figures: String,
}

struct Level {
    name: String,
    shown: String,
    withheld: String,
    empty: String,
    names: Vec<Phrase>,
    more: Option<String>,
}

struct Line {
    name: Phrase,
    now: String,
    n: String,
    before: String,
    change: String,
}

/// A moment as people in Vietnam read it: `09:00, 25/11/2026`.
pub fn moment(lang: Lang, moment: DateTime<Utc>) -> String {
    let here = local(moment);
    format!("{}, {}", here.format("%H:%M"), lang.date(here.date_naive()))
}

/// Why an account may not check yet.
pub fn handed_over(lang: Lang, handed: &HandedOver) -> String {
    let who = handed.by.clone();
    let who = who.unwrap_or_else(|| lang.say("publishing-handed-over-sign-on"));
    let (at, until) = (moment(lang, handed.at), moment(lang, handed.until));
    let texts = [("who", &*who), ("at", &*at), ("until", &*until)];
    lang.say_with("publishing-handed-over", &texts)
}

/// The list of publications, with the form of a new draft.
pub fn shelf(lang: Lang, shelf: &Shelf<'_>) -> String {
    let title = lang.say("publishing-title");
    let title = match shelf.refusal {
        Some(_) => format!("{} {title}", lang.say("error-mark")),
        None => title,
    };
    let mut frame = Frame::new(lang, title);
    frame.simulated = shelf.simulated;
    let rows = |wanted: &dyn Fn(&Publication) -> bool| -> Vec<Row> {
        let found = shelf.publications.iter();
        let found = found.filter(|(publication, _)| wanted(publication));
        found
            .map(|(publication, title)| row(lang, &frame, publication, title, shelf.now))
            .collect()
    };
    let is_open = |publication: &Publication| publication.opens.is_none_or(|at| at <= shelf.now);
    let checked = |own: &Publication| own.state == PublicationState::Checked;
    let choices = shelf.choices.iter().map(|(value, own)| Choice {
        value,
        label: {
            let words = format!("{} · {}", lang.period(own.period), lang.text(&own.title));
            if own.released {
                format!("{words} ({})", lang.say("publishing-correction-mark"))
            } else {
                words
            }
        },
        chosen: *value == shelf.typed.what,
    });
    let page = ShelfPage {
        drafts: rows(&|own| own.state == PublicationState::Draft),
        coming: rows(&|own| checked(own) && !is_open(own)),
        past: rows(&|own| {
            own.state == PublicationState::Withdrawn || (checked(own) && is_open(own))
        }),
        choices: choices.collect(),
        room: Room::new(lang, shelf.session, "/staff/publishing"),
        shelf: *shelf,
        frame,
    };
    page.render().unwrap_or_default()
}

fn row(lang: Lang, frame: &Frame, own: &Publication, title: &Text, now: DateTime<Utc>) -> Row {
    Row {
        href: frame.href(&format!("/staff/publishing/{}", own.id)),
        period: lang.period(own.period),
        form: Phrase::of(title, lang),
        state: state(lang, own, now),
        about: about_draft(lang, own),
    }
}

fn about_draft(lang: Lang, own: &Publication) -> String {
    let at = moment(lang, own.drafted);
    lang.say_with(
        "publishing-drafted",
        &[("who", &own.drafted_by), ("at", &at)],
    )
}

fn state(lang: Lang, own: &Publication, now: DateTime<Utc>) -> String {
    match (own.state, own.opens) {
        (PublicationState::Draft, _) => lang.say("publishing-is-draft"),
        (PublicationState::Withdrawn, _) => lang.say("publishing-is-withdrawn"),
        (PublicationState::Checked, Some(opens)) if opens > now => {
            lang.say_with("publishing-is-coming", &[("at", &moment(lang, opens))])
        }
        (PublicationState::Checked, _) => lang.say("publishing-is-published"),
    }
}

/// The page of one publication.
pub fn sheet(lang: Lang, sheet: &Sheet<'_>) -> String {
    let own = sheet.publication;
    let period = lang.period(own.period);
    let title = lang.say_with("publishing-one", &[("period", &period)]);
    let title = match sheet.refusal {
        Some(_) => format!("{} {title}", lang.say("error-mark")),
        None => title,
    };
    let mut frame = Frame::new(lang, title);
    frame.simulated = sheet.simulated;
    let decided = own.decided.as_ref().map(|(who, at)| {
        let key = match own.state {
            PublicationState::Withdrawn => "publishing-withdrawn-by",
            _ => "publishing-checked-by",
        };
        lang.say_with(key, &[("who", who), ("at", &moment(lang, *at))])
    });
    let page = SheetPage {
        form: Phrase::of(sheet.title, lang),
        state: state(lang, own, sheet.now),
        drafted: about_draft(lang, own),
        decided,
        opens: match own.opens {
            Some(opens) => moment(lang, opens),
            None => lang.say("publishing-at-once"),
        },
        reason: own.reason.as_ref().map(|reason| Phrase::of(reason, lang)),
        release: own.release.clone().map(|id| {
            let open = own.opens.is_none_or(|opens| opens <= sheet.now);
            (id, open)
        }),
        preview: sheet
            .preview
            .and_then(Result::ok)
            .map(|preview| drawn(lang, preview)),
        fault: sheet.preview.and_then(Result::err),
        is_draft: own.state == PublicationState::Draft,
        is_own: own.drafted_by == sheet.session.account.username,
        handed_over: sheet.handed_over.map(|handed| handed_over(lang, handed)),
        check: frame.href(&format!("/staff/publishing/{}/check", own.id)),
        withdraw: frame.href(&format!("/staff/publishing/{}/withdraw", own.id)),
        period,
        room: Room::new(lang, sheet.session, "/staff/publishing"),
        frame,
        sheet: *sheet,
    };
    page.render().unwrap_or_default()
}

fn drawn(lang: Lang, preview: &Preview) -> Drawn {
    let outlook = &preview.outlook;
    let compared = preview.compared.as_ref().map(|(id, period)| {
        let period = lang.period(*period);
        lang.say_with("publishing-compared", &[("id", id), ("period", &period)])
    });
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let moves = match compared {
        Some(_) => vec![
            lang.say_count("publishing-communes-moved", count(outlook.communes_moved)),
            lang.say_count("publishing-communes-gone", count(outlook.communes_gone)),
        ],
        None => Vec::new(),
    };
    let told = |told: Told| match told {
        Told::Shown(value, _) => lang.percent(value),
        Told::Withheld => lang.say("publishing-withheld"),
        Told::Empty => lang.say("publishing-empty"),
    };
    let rows = outlook.answered().map(|place| Line {
        name: Phrase::of(&place.name, lang),
        now: told(place.now),
        n: match place.now {
            Told::Shown(_, n) => lang.count(n),
            _ => String::new(),
        },
        before: if compared.is_some() {
            told(place.before)
        } else {
            String::new()
        },
        change: match (place.now, place.before) {
            (Told::Shown(now, _), Told::Shown(before, _)) => lang.change(now - before),
            _ => String::new(),
        },
    });
    Drawn {
        levels: vec![
            level(lang, lang.say("publishing-provinces"), &outlook.provinces),
            level(lang, lang.say("publishing-communes"), &outlook.communes),
        ],
        lines: lang.say_count("publishing-lines", count(outlook.lines_withheld)),
        rows: rows.collect(),
        compared,
        moves,
        in_doubt: preview.in_doubt.clone(),
        opens: moment(lang, preview.opens),
        figures: preview.figures.to_string(),
    }
}

fn level(lang: Lang, name: String, spread: &Spread) -> Level {
    let count = |number: usize| lang.count(u64::try_from(number).unwrap_or(u64::MAX));
    let named = spread.withheld.iter().take(NAMED);
    let more = spread.withheld.len().saturating_sub(NAMED);
    Level {
        name,
        shown: count(spread.shown),
        withheld: count(spread.withheld.len()),
        empty: count(spread.empty),
        names: named.map(|name| Phrase::of(name, lang)).collect(),
        more: (more > 0).then(|| {
            let more = u64::try_from(more).unwrap_or(u64::MAX);
            lang.say_count("publishing-and-more", more)
        }),
    }
}
