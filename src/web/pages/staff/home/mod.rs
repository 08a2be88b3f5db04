//! The home of a place for its own staff: the answer in words and four figures, then the evidence.

mod actions;
mod answer;
mod tables;

use askama::Template;

use super::room::{HOMES, Room};

use crate::findings::Shown;
use crate::form::Text;
use crate::house::Home;
use crate::period::Period;
use crate::report::Format;
use crate::store::Session;
use crate::web::pages::public::results::place_address;
use crate::web::pages::{Frame, Link, Phrase};
use crate::web::words::Lang;
pub use actions::csv;
use actions::{Actions, actions};
use answer::{Four, four, sentences};
use tables::{Beside, Ranked, Row, Spread, Table, beside, ranked, spreads, tables, trend, weakest};

/// What the page is made from.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// What the house says of the place.
    pub home: &'a Home,
    /// Keys and names of the places above, the widest first.
    pub trail: &'a [(String, Text)],
    /// Forms that have results: id and title.
    pub forms: &'a [(String, Text)],
    /// Periods that have results, in the order of the list.
    pub periods: &'a [Period],
    /// The charts that there is something to draw for.
    pub figures: &'a Figures,
    /// What stands in the fields of the comparison.
    pub compared: (&'a str, &'a str),
    /// Who is signed in.
    pub session: &'a Session,
    /// Whether they may take files along.
    pub may_export: bool,
    /// Whether the place is a province.
    pub is_province: bool,
    /// Whether departments are known in it, which then have a report of their own.
    pub has_departments: bool,
}

/// The charts of the page: pictures of their own, so that the page is read before they are there.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// The index over time.
    pub trend: Option<Shape>,
    /// What to mend first.
    pub mend: Option<Shape>,
    /// The spread over the levels by criterion.
    pub criteria: Option<Shape>,
    /// The places below.
    pub places: Option<Shape>,
    /// Factors × places below.
    pub heat: Option<Shape>,
}

/// What the page must know of a picture that it does not hold: its room, so that nothing moves when it comes, and its words.
#[derive(Debug, Clone)]
pub struct Shape {
    /// Width and height on a wide page, in CSS pixels.
    pub wide: (u32, u32),
    /// The same on a phone.
    pub narrow: (u32, u32),
    /// What it says to a reader who cannot see it.
    pub words: String,
}

/// The address of the home of a place: `/staff/places/33` for today's places, `/staff/places/2004:34` for former ones.
pub fn home_address(key: &str) -> String {
    format!("{HOMES}/{}", key.strip_prefix("2025:").unwrap_or(key))
}

#[derive(Template)]
#[template(path = "staff/home.html", config = "src/web/askama.toml")]
struct Page<'a> {
    frame: Frame,
    place: Phrase,
    period: String,
    form: Phrase,
    trail: Vec<Link>,
    room: Room,
    may_export: bool,
    said: Vec<String>,
    /// The one thing to do first, and whether there is one.
    first: String,
    four: Vec<Four>,
    empty: Option<String>,
    ended: Option<Vec<Link>>,
    forms: Vec<(String, String, bool)>,
    periods: Vec<(String, String, bool)>,
    action: String,
    actions: Actions,
    weakest: Vec<Row>,
    factors: Vec<Row>,
    criteria: Vec<Row>,
    trend: Vec<(Row, Option<String>)>,
    tables: Vec<Table>,
    spreads: Vec<Spread>,
    places: Vec<Ranked>,
    children: String,
    beside: Option<Beside>,
    compared: (&'a str, &'a str),
    figures: &'a Figures,
    response: Vec<(String, String)>,
    reports: Vec<(String, String, String)>,
    /// Address and name of each file of the departments.
    departments: Vec<(String, String)>,
    chart_query: String,
    table_query: String,
    public: String,
    key: &'a str,
    period_key: String,
    /// Whether the place has communes whose reports can be made at once.
    is_province: bool,
}

impl Page<'_> {
    /// Address of a chart as a file.
    fn chart(&self, kind: &str, format: &str) -> String {
        if *kind == *"mend" {
            return format!("{}/mend.{format}?{}", self.action, self.chart_query);
        }
        format!("/api/v1/charts/{kind}.{format}?{}", self.chart_query)
    }

    /// Address of a chart as a picture of the page.
    fn picture(&self, kind: &str, (width, _): &(u32, u32)) -> String {
        if *kind == *"mend" {
            let query = &self.chart_query;
            return format!("{}/figures/mend.svg?{query}&width={width}", self.action);
        }
        format!("{}&width={width}", self.chart(kind, "svg"))
    }

    /// Address of the figures behind a chart, as CSV.
    fn csv(&self, by: &str) -> String {
        if *by == *"mend" {
            return format!("{}/mend.csv?{}", self.action, self.chart_query);
        }
        format!("/api/v1/results?{}&by={by}&format=csv", self.table_query)
    }
}

/// The page as HTML.
pub fn draw(asked: &Asked<'_>, lang: Lang) -> String {
    let home = asked.home;
    let findings = &home.findings;
    let place = Phrase::of(&findings.place.1, lang);
    let period = lang.period(findings.period);
    let query = format!("form={}&period={}", findings.form.id, findings.period);
    let title = lang.say_with("home-title", &[("place", &place.text)]);
    let mut frame = Frame::new(lang, format!("{title} · {period}"));
    frame.simulated = findings.simulated;
    frame.query.clone_from(&query);
    let address = |key: &str| frame.href(&format!("{}?{query}", home_address(key)));
    let links = |places: &[(String, Text)]| -> Vec<Link> {
        let link = |(key, name): &(String, Text)| Link {
            href: address(key),
            label: lang.text(name).to_owned(),
            current: false,
        };
        places.iter().map(link).collect()
    };
    let everything = format!("{query}&place={}&lang={}", findings.place.0, lang.code());
    let nothing = findings.respondents == Shown::NoData;
    let page = Page {
        said: sentences(home, lang),
        first: actions::first(home, lang),
        four: four(home, lang),
        empty: nothing.then(|| {
            let texts = [("place", &*place.text), ("period", &*period)];
            lang.say_with("home-empty", &texts)
        }),
        ended: home.ended.as_deref().map(&links),
        trail: links(asked.trail),
        room: Room::new(lang, asked.session, HOMES),
        may_export: asked.may_export,
        forms: asked
            .forms
            .iter()
            .map(|(id, title)| {
                (
                    id.clone(),
                    lang.text(title).to_owned(),
                    *id == findings.form.id,
                )
            })
            .collect(),
        periods: asked
            .periods
            .iter()
            .map(|p| (p.to_string(), lang.period(*p), *p == findings.period))
            .collect(),
        action: home_address(&findings.place.0),
        actions: actions(home, lang),
        weakest: weakest(findings, lang),
        factors: tables::factors(findings, lang),
        criteria: tables::criteria(findings, lang),
        trend: trend(findings, lang),
        tables: tables(findings, lang),
        spreads: spreads(findings, lang),
        places: ranked(findings, lang, &address),
        children: lang.say(if findings.place.0 == "vn" {
            "by-province"
        } else {
            "by-commune"
        }),
        beside: home
            .versus
            .as_ref()
            .map(|versus| beside(versus, findings, lang)),
        compared: asked.compared,
        figures: asked.figures,
        response: answer::response(home, lang),
        reports: reports(&everything, lang),
        departments: if asked.has_departments {
            departments(&everything)
        } else {
            Vec::new()
        },
        table_query: everything.clone(),
        chart_query: everything,
        key: &findings.place.0,
        period_key: findings.period.to_string(),
        is_province: asked.is_province,
        public: frame.href(&format!("{}?{query}", place_address(&findings.place.0))),
        form: Phrase::of(&findings.form.title, lang),
        frame,
        place,
        period,
    };
    page.render().unwrap_or_default()
}

/// Address, name and description of each file of the place.
fn reports(query: &str, lang: Lang) -> Vec<(String, String, String)> {
    let file = |format: &str, words: String, about: String| {
        (format!("/api/v1/reports/{format}?{query}"), words, about)
    };
    vec![
        file("docx", lang.say("home-docx"), lang.say("home-docx-about")),
        file("pdf", lang.say("desk-pdf"), lang.say("desk-pdf-about")),
        file("xlsx", lang.say("desk-xlsx"), lang.say("desk-xlsx-about")),
        file("csv", lang.say("desk-csv"), lang.say("desk-csv-about")),
        file("zip", lang.say("home-zip"), lang.say("home-zip-about")),
    ]
}

/// Address and name of each file of the departments of the place.
fn departments(query: &str) -> Vec<(String, String)> {
    let file = |format: Format| {
        let format = format.extension();
        (
            format!("/api/v1/reports/{format}?{query}&peers=offices:department"),
            format.to_uppercase(),
        )
    };
    Format::ALL.map(file).into()
}
