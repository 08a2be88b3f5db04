//! The league table: each rank with the ranks it could be, each change only where it is more than noise.

use askama::Template;

use super::results::{Figure, place_address};
use crate::findings::Bound;
use crate::findings::league::Arrow;
use crate::findings::league::Row as TableRow;
use crate::form::Text;
use crate::house::{Printed, Standings};
use crate::index::Decimal;
use crate::web::pages::{Frame, Phrase};
use crate::web::words::Lang;

/// What the page is made from.
#[derive(Debug, Clone)]
pub struct Shown<'a> {
    /// The table with its sentences.
    pub standings: &'a Standings,
    /// Series there are: id and name.
    pub series: &'a [(String, Text)],
    /// Forms that have results: id and title.
    pub forms: &'a [(String, Text)],
    /// What was written into the box of the unit.
    pub asked_unit: &'a str,
    /// Ranks with their sets.
    pub ranks: Option<Figure<'a>>,
    /// Places by number of answers.
    pub funnel: Option<Figure<'a>>,
    /// Who publishes.
    pub issuer: Option<&'a str>,
    /// What the address asks for besides the language.
    pub query: String,
}

/// A row as it stands in the table.
#[derive(Debug, Clone)]
struct Row {
    rank: String,
    set: Option<String>,
    name: String,
    href: Option<String>,
    class: String,
    value: String,
    interval: Option<String>,
    n: String,
    change: String,
    places: String,
    /// Arrow and what it says to a screen reader.
    arrow: Option<(&'static str, String)>,
    /// Where a published row was printed: address or title, and words.
    sources: Vec<(Option<String>, String)>,
    status: Option<String>,
    /// The first row of a band.
    begins_band: bool,
    asked: bool,
}

#[derive(Template)]
#[template(path = "public/league.html", config = "src/web/askama.toml")]
struct Page<'a> {
    frame: Frame,
    heading: String,
    source: Phrase,
    period: String,
    period_id: String,
    place: String,
    asked_unit: &'a str,
    sentences: Vec<Phrase>,
    notes: Vec<Phrase>,
    conflicts: Vec<Phrase>,
    rows: Vec<Row>,
    published: bool,
    has_changes: bool,
    has_n: bool,
    series: Vec<(String, String, bool)>,
    forms: Vec<(String, String, bool)>,
    ranks: Option<Figure<'a>>,
    funnel: Option<Figure<'a>>,
    csv: String,
    json: String,
}

/// The page as HTML.
pub fn draw(shown: &Shown<'_>, lang: Lang) -> String {
    let standings = shown.standings;
    let table = &standings.table;
    let period = lang.period(table.period);
    let subject = standings.peers.as_ref().unwrap_or(&standings.place);
    let mut heading = lang.text(&subject.name).to_owned();
    if let Some(factor) = &standings.factor {
        heading = format!("{heading} · {}", lang.text(&factor.name));
    }
    let mut frame = Frame::new(
        lang,
        format!("{} · {heading} · {period}", lang.say("league")),
    );
    frame.simulated = standings.simulated;
    frame.issuer = shown.issuer.map(str::to_owned);
    frame.listed = true;
    frame.query.clone_from(&shown.query);
    let phrases = |texts: &[Text]| {
        texts
            .iter()
            .map(|t| Phrase::of(t, lang))
            .collect::<Vec<_>>()
    };
    let chosen = |list: &[(String, Text)], kind: &str| {
        let of = |(id, name): &(String, Text)| {
            let is = standings.kind == kind && *id == standings.source.code;
            (id.clone(), lang.text(name).to_owned(), is)
        };
        list.iter().map(of).collect::<Vec<_>>()
    };
    let file = |format: &str| {
        let mark = if shown.query.is_empty() { "" } else { "&" };
        format!(
            "/api/v1/league?{}{mark}format={format}&lang={}",
            shown.query,
            lang.code()
        )
    };
    let page = Page {
        heading,
        source: Phrase::of(&standings.source.name, lang),
        period,
        period_id: table.period.to_string(),
        place: standings.place.code.trim_start_matches("2025:").to_owned(),
        asked_unit: shown.asked_unit,
        sentences: standings
            .unit
            .as_ref()
            .map_or_else(Vec::new, |unit| phrases(&unit.sentences)),
        notes: phrases(&standings.notes),
        conflicts: phrases(&standings.conflicts),
        rows: rows(standings, lang),
        published: standings.kind == "published",
        has_changes: table
            .rows
            .iter()
            .any(|row| row.points.is_some() || row.places.is_some()),
        has_n: table.rows.iter().any(|row| row.n.is_some()),
        series: chosen(shown.series, "published"),
        forms: chosen(shown.forms, "counted"),
        ranks: shown.ranks,
        funnel: shown.funnel,
        csv: file("csv"),
        json: file("json"),
        frame,
    };
    page.render().unwrap_or_default()
}

fn rows(standings: &Standings, lang: Lang) -> Vec<Row> {
    let mut band = None;
    let row = |row: &TableRow| {
        let begins_band = band.is_some() && row.band.is_some() && row.band != band;
        band = row.band.or(band);
        self::row(row, standings, begins_band, lang)
    };
    standings.table.rows.iter().map(row).collect()
}

fn row(row: &TableRow, standings: &Standings, begins_band: bool, lang: Lang) -> Row {
    let number = |value: Decimal| {
        if lang.is_vietnamese() {
            value.vi()
        } else {
            value.en()
        }
    };
    let value = row.value.map(|value| match row.bound {
        Bound::Exact => format!("{}%", number(value)),
        Bound::AtLeast => format!("≥ {}%", number(value)),
        Bound::AtMost => format!("≤ {}%", number(value)),
    });
    let signed = |points: Decimal| match points.units().signum() {
        1 => format!("+{}", number(points)),
        -1 => format!("\u{2212}{}", number(points.size())),
        _ => number(points),
    };
    let places = |places: i64| match places.signum() {
        1 => format!("+{places}"),
        -1 => format!("\u{2212}{}", places.unsigned_abs()),
        _ => "0".to_owned(),
    };
    let printed = standings
        .printed
        .iter()
        .find(|printed| printed.code == row.unit);
    Row {
        rank: row
            .rank
            .map_or_else(|| "–".to_owned(), |rank| rank.to_string()),
        set: row
            .rank_set
            .filter(|set| set.first < set.last)
            .map(|set| format!("{}–{}", set.first, set.last)),
        name: row.names.get(lang.code()).to_owned(),
        href: (standings.kind == "counted").then(|| place_address(&row.unit)),
        class: row
            .class
            .as_ref()
            .map_or_else(String::new, |class| class.get(lang.code()).to_owned()),
        value: value.unwrap_or_else(|| "–".to_owned()),
        interval: row
            .interval
            .map(|i| lang.interval((i.low * 100.0, i.high * 100.0))),
        n: row.n.map_or_else(String::new, |n| lang.count(n)),
        change: row.points.map_or_else(String::new, signed),
        places: row.places.map_or_else(String::new, places),
        arrow: row.arrow.map(|arrow| match arrow {
            Arrow::Up => ("▲", lang.say("league-up")),
            Arrow::Down => ("▼", lang.say("league-down")),
            Arrow::NotClear => ("≈", lang.say("league-unclear")),
        }),
        sources: printed.map_or_else(Vec::new, sources),
        status: printed.and_then(|printed| status(printed, lang)),
        begins_band,
        asked: standings
            .unit
            .as_ref()
            .is_some_and(|unit| unit.code == row.unit),
    }
}

/// What a reader should know of a row that is not simply published.
fn status(printed: &Printed, lang: Lang) -> Option<String> {
    match printed.status.as_str() {
        "" | "published" | "ok" => None,
        "derived" => Some(lang.say("league-derived")),
        "unconfirmed" => Some(lang.say("league-unconfirmed")),
        "conflict_open" => Some(lang.say("league-conflict")),
        other => Some(other.to_owned()),
    }
}

/// Addresses by their host, titles as they are.
fn sources(printed: &Printed) -> Vec<(Option<String>, String)> {
    let source = |source: &String| match source.split_once("://") {
        Some(("http" | "https", rest)) => {
            let host = rest.split('/').next().unwrap_or(rest);
            (
                Some(source.clone()),
                host.trim_start_matches("www.").to_owned(),
            )
        }
        _ => (None, source.clone()),
    };
    printed.sources.iter().map(source).collect()
}
