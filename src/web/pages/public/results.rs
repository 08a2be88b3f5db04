//! The public results of a place: what the findings say, with their doubt, and nothing that they withhold.

use askama::Template;

use crate::findings::{Distribution, Findings, Line, Measure, Shares, Shown, Split, Tier};
use crate::form::Text;
use crate::period::Period;
use crate::place::View;
use crate::web::pages::{Cell, Frame, Link, Phrase};
use crate::web::words::Lang;

/// What the page is made from.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The findings of the place and period.
    pub findings: &'a Findings,
    /// Keys and names of the places above, the nation first, without the place itself.
    pub trail: &'a [(String, Text)],
    /// Forms that have results: id and title.
    pub forms: &'a [(String, Text)],
    /// Periods that have results, in the order of the list.
    pub periods: &'a [Period],
    /// Charts of these findings as SVG documents.
    pub figures: Figures<'a>,
    /// What was searched for, if anything.
    pub search: Option<Search<'a>>,
    /// Files to download: words and address.
    pub downloads: &'a [(String, String)],
    /// Who publishes.
    pub issuer: Option<&'a str>,
    /// Which map is shown, where that of the period and today's differ.
    pub map: Option<View>,
    /// Id of the release that the figures come from; none while they are provisional.
    pub release: Option<&'a str>,
}

/// Charts as SVG; a chart that is not handed in is not on the page.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures<'a> {
    /// Tile map of the provinces.
    pub map: Option<Figure<'a>>,
    /// Ranking of the places below.
    pub places: Option<Figure<'a>>,
    /// Spread over the levels by criterion.
    pub criteria: Option<Figure<'a>>,
    /// Factors × places.
    pub heat: Option<Figure<'a>>,
    /// The course over time.
    pub trend: Option<Figure<'a>>,
}

/// One chart, drawn for a wide page and for a phone. The style sheet shows one of the two.
#[derive(Debug, Clone, Copy)]
pub struct Figure<'a> {
    /// SVG for a page of 700 CSS pixels or more. Criteria and heat stand across the page (draw them 1200
    /// wide), the others beside a table (draw them 600 wide); a chart never stands larger than drawn.
    pub wide: &'a str,
    /// SVG for a phone, 328 wide; without one the wide chart scrolls.
    pub narrow: Option<&'a str>,
}

/// Places of a long ranking that stand open.
const OPEN_PLACES: usize = 40;
/// Lines of a long list that stand open.
const OPEN_LINES: usize = 10;

/// Folds away what goes beyond `open` rows, unless it is hardly worth a click.
fn fold(mut rows: Vec<Row>, open: usize) -> (Vec<Row>, Vec<Row>) {
    let folded = if rows.len() > open + open / 4 {
        rows.split_off(open)
    } else {
        Vec::new()
    };
    (rows, folded)
}

/// A search and what it found.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    /// What was written into the box.
    pub query: &'a str,
    /// Keys and names of the places found.
    pub hits: &'a [(String, Text)],
}

/// A row of a table of measures.
#[derive(Debug, Clone)]
struct Row {
    name: Phrase,
    href: Option<String>,
    rank: Option<u32>,
    rank_set: Option<String>,
    /// `domain`, `factor` or nothing.
    class: &'static str,
    cell: Cell,
}

/// A table of shares whose columns are the options of its questions.
#[derive(Debug, Clone)]
struct Spread {
    options: Vec<Phrase>,
    rows: Vec<SpreadRow>,
}

#[derive(Debug, Clone)]
struct SpreadRow {
    name: Phrase,
    shares: Vec<String>,
    n: String,
    absence: String,
}

/// One question about the people who answered.
#[derive(Debug, Clone)]
struct People {
    name: Phrase,
    absence: String,
    options: Vec<(Phrase, String, f64)>,
}

/// A factor × place table.
#[derive(Debug, Clone)]
struct Heat {
    factors: Vec<Phrase>,
    rows: Vec<(Phrase, Vec<String>)>,
}

#[derive(Template)]
#[template(path = "public/results.html", config = "src/web/askama.toml")]
struct Results<'a> {
    frame: Frame,
    place: Phrase,
    period: String,
    form: Phrase,
    trail: Vec<Link>,
    forms: Vec<(String, String, bool)>,
    periods: Vec<(String, String, bool)>,
    action: String,
    search: Option<(String, Vec<Link>)>,
    overall: Cell,
    in_words: Vec<String>,
    change: Option<(String, String)>,
    sheets: String,
    /// The figure of walk-ins, which is no part of the index.
    walk_in: Option<String>,
    /// Address and words of the release.
    released: Option<(String, String)>,
    factors: Vec<Row>,
    criteria: Vec<Row>,
    places: Vec<Row>,
    /// What a long ranking folds away.
    more_places: Vec<Row>,
    children: String,
    trend: Vec<(Row, Option<String>)>,
    /// Title, rows that stand open, rows that are folded away.
    lists: Vec<(String, Vec<Row>, Vec<Row>)>,
    spreads: Vec<Spread>,
    splits: Vec<(Phrase, Vec<Row>)>,
    people: Vec<People>,
    heat: Option<Heat>,
    figures: Figures<'a>,
    chart_query: String,
    /// Address of the league table of these places.
    league: String,
    /// What map this is, and the way to the other.
    map: Option<(String, Link)>,
    downloads: &'a [(String, String)],
    method: Vec<(String, Phrase)>,
    threshold: String,
}

impl Results<'_> {
    /// Address of a chart as a file.
    fn chart(&self, kind: &str, format: &str) -> String {
        format!("/api/v1/charts/{kind}.{format}?{}", self.chart_query)
    }
}

/// The address of a place: `/` for the nation, `/r/33` for today's places, `/r/2004:34` for former ones.
pub fn place_address(key: &str) -> String {
    match key {
        "vn" => "/".to_owned(),
        _ => format!("/r/{}", key.strip_prefix("2025:").unwrap_or(key)),
    }
}

/// The page as HTML.
pub fn draw(asked: &Asked<'_>, lang: Lang) -> String {
    Drawing {
        asked,
        findings: asked.findings,
        lang,
    }
    .page()
    .render()
    .unwrap_or_default()
}

/// Everything that turns findings into the page's rows needs these three.
struct Drawing<'a> {
    asked: &'a Asked<'a>,
    findings: &'a Findings,
    lang: Lang,
}

impl<'a> Drawing<'a> {
    fn page(&self) -> Results<'a> {
        let (asked, findings, lang) = (self.asked, self.findings, self.lang);
        let place = Phrase::of(&findings.place.1, lang);
        let period = lang.period(findings.period);
        let query = format!("form={}&period={}", findings.form.id, findings.period);
        let (places, more_places) = fold(self.places(), OPEN_PLACES);
        let mut frame = Frame::new(lang, format!("{} · {period}", place.text));
        frame.simulated = findings.simulated;
        frame.issuer = asked.issuer.map(str::to_owned);
        frame.listed = true;
        frame.query.clone_from(&query);
        Results {
            form: Phrase::of(&findings.form.title, lang),
            trail: self.links(asked.trail),
            forms: asked
                .forms
                .iter()
                .map(|(id, title)| {
                    let chosen = *id == findings.form.id;
                    (id.clone(), lang.text(title).to_owned(), chosen)
                })
                .collect(),
            periods: asked
                .periods
                .iter()
                .map(|p| (p.to_string(), lang.period(*p), *p == findings.period))
                .collect(),
            action: place_address(&findings.place.0),
            search: asked
                .search
                .as_ref()
                .map(|s| (s.query.to_owned(), self.links(s.hits))),
            overall: self.cell(&findings.overall),
            in_words: self.in_words(),
            change: self.change(),
            sheets: match &findings.respondents {
                Shown::Value(count) => lang.say_count("sheets", count.n),
                other => lang.absence(other, findings.threshold),
            },
            walk_in: self.walk_in(),
            released: asked.release.map(|id| {
                let address = frame.href(&format!("/releases/{id}"));
                (address, lang.say_with("released-as", &[("id", id)]))
            }),
            factors: self.factors(),
            criteria: self.criteria(),
            places,
            more_places,
            children: lang.say(if findings.place.0 == "vn" {
                "by-province"
            } else {
                "by-commune"
            }),
            trend: self.trend(),
            lists: self.lists(),
            spreads: self.spreads(),
            splits: self.splits(),
            people: findings.people.iter().map(|p| self.people(p)).collect(),
            heat: self.heat(),
            figures: asked.figures,
            map: asked.map.map(|view| self.other_map(view)),
            league: frame.href(&format!("/league?{query}&place={}", findings.place.0)),
            chart_query: format!("{query}&place={}&lang={}", findings.place.0, lang.code()),
            downloads: asked.downloads,
            method: vec![
                (
                    lang.say("method-index"),
                    Phrase::of(&findings.form.method, lang),
                ),
                (
                    lang.say("method-headline"),
                    Phrase::of(&findings.form.headline, lang),
                ),
                (
                    lang.say("method-satisfied"),
                    Phrase::of(&findings.form.satisfied_means, lang),
                ),
                (
                    lang.say("method-basis"),
                    Phrase::of(&findings.form.legal_basis, lang),
                ),
            ],
            threshold: lang.say_count("method-threshold", findings.threshold),
            frame,
            place,
            period,
        }
    }

    /// What the map shows, and a link to the same period on the other one.
    fn other_map(&self, view: View) -> (String, Link) {
        let lang = self.lang;
        let own = self.address(&self.findings.place.0);
        let (words, label, href) = match view {
            View::AsItWas => ("map-was", "map-to-now", format!("{own}&view=now")),
            View::AsItIsNow => ("map-now", "map-to-was", own),
        };
        let link = Link {
            href,
            label: lang.say(label),
            current: false,
        };
        (lang.say(words), link)
    }

    /// Links to places that keep form, period and language.
    fn links(&self, places: &[(String, Text)]) -> Vec<Link> {
        let link = |(key, name): &(String, Text)| Link {
            href: self.address(key),
            label: self.lang.text(name).to_owned(),
            current: *key == self.findings.place.0,
        };
        places.iter().map(link).collect()
    }

    fn address(&self, key: &str) -> String {
        let (form, period) = (&self.findings.form.id, self.findings.period);
        let path = place_address(key);
        self.lang
            .href(&format!("{path}?form={form}&period={period}"))
    }

    fn cell(&self, measure: &Shown<Measure>) -> Cell {
        Cell::of(measure, self.findings.threshold, self.lang)
    }

    fn row(&self, line: &Line, class: &'static str) -> Row {
        Row {
            name: Phrase::of(&line.name, self.lang),
            href: None,
            rank: None,
            rank_set: None,
            class,
            cell: self.cell(&line.measure),
        }
    }

    /// The overall figure in sentences: how many of a hundred, how sure, how many people.
    fn in_words(&self) -> Vec<String> {
        let lang = self.lang;
        if let Some(note) = self.findings.only_walk_ins() {
            return vec![lang.text(&note).to_owned()];
        }
        let Shown::Value(m) = &self.findings.overall else {
            return vec![lang.absence(&self.findings.overall, self.findings.threshold)];
        };
        let of_hundred = lang.count(m.value.round() as u64);
        let mut sentences = vec![lang.say_with("of-hundred", &[("number", &of_hundred)])];
        if let Some((low, high)) = m.interval {
            let texts = [
                ("low", &*lang.decimal(low)),
                ("high", &*lang.decimal(high)),
                ("n", &*lang.count(m.n)),
            ];
            sentences.push(lang.say_with("interval-words", &texts));
        } else {
            sentences.push(lang.say_count("no-interval-words", m.n));
        }
        if m.tier == Tier::Indicative {
            sentences.push(lang.say("indicative-words"));
        }
        sentences
    }

    /// What walk-ins said, in a sentence of its own.
    fn walk_in(&self) -> Option<String> {
        let lang = self.lang;
        match &self.findings.walk_in {
            Shown::NoData => None,
            Shown::Withheld(_) => Some(lang.say("walk-in-withheld")),
            Shown::Value(m) => {
                let n = match m.tier {
                    Tier::Indicative => "10–29".to_owned(),
                    _ => lang.count(m.n),
                };
                let texts = [("value", &*lang.measure(m)), ("n", &*n)];
                Some(lang.say_with("walk-in-words", &texts))
            }
        }
    }

    /// The change against the period before, and whether it can be told from chance.
    fn change(&self) -> Option<(String, String)> {
        let lang = self.lang;
        let before = lang.period(self.findings.period.previous());
        let now = self.findings.overall.value()?;
        let point = |p: &&crate::findings::TrendPoint| p.period == self.findings.period;
        let broken = self.findings.trend.iter().find(point);
        if let Some(why) = broken.and_then(|p| p.break_before.as_ref()) {
            let why = [("before", &*before), ("reason", lang.text(why))];
            return Some((String::new(), lang.say_with("change-broken", &why)));
        }
        let then = self.findings.previous.value()?;
        let difference = lang.change(now.value - then.value);
        let texts = [("before", &*before), ("value", &*lang.measure(then))];
        let mut words = lang.say_with("change-words", &texts);
        if let (Some(a), Some(b)) = (now.interval, then.interval)
            && a.0 <= b.1
            && b.0 <= a.1
        {
            words = format!("{words} {}", lang.say("change-unsure"));
        }
        Some((difference, words))
    }

    /// Domains and factors; nothing where each factor is one criterion, which would say everything twice.
    fn factors(&self) -> Vec<Row> {
        let branches = &self.findings.branches;
        if branches.iter().all(|b| b.criteria.len() <= 1) {
            return Vec::new();
        }
        let class = |is_factor: bool| if is_factor { "factor" } else { "domain" };
        branches
            .iter()
            .map(|b| self.row(&b.line, class(b.is_factor)))
            .collect()
    }

    /// Criteria under the heading of their factor.
    fn criteria(&self) -> Vec<Row> {
        let findings = self.findings;
        let heading = |code: &str| {
            let branch = findings.branches.iter().find(|b| {
                b.is_factor && b.criteria.len() > 1 && b.criteria.first().is_some_and(|c| c == code)
            });
            branch.map(|b| self.row(&b.line, "domain"))
        };
        findings
            .criteria
            .iter()
            .flat_map(|line| heading(&line.code).into_iter().chain([self.row(line, "")]))
            .collect()
    }

    fn places(&self) -> Vec<Row> {
        self.findings
            .places
            .iter()
            .map(|place| Row {
                href: Some(self.address(&place.line.code)),
                rank: place.rank,
                rank_set: place
                    .rank_set
                    .filter(|(best, worst)| best < worst)
                    .map(|(best, worst)| format!("{best}–{worst}")),
                ..self.row(&place.line, "")
            })
            .collect()
    }

    fn trend(&self) -> Vec<(Row, Option<String>)> {
        let lang = self.lang;
        self.findings
            .trend
            .iter()
            .map(|point| {
                let row = Row {
                    name: Phrase {
                        text: lang.period(point.period),
                        fallback: false,
                    },
                    href: None,
                    rank: None,
                    rank_set: None,
                    class: "",
                    cell: self.cell(&point.measure),
                };
                let why = point.break_before.as_ref().map(|w| lang.text(w).to_owned());
                (row, why)
            })
            .collect()
    }

    /// Channels, procedure groups and offices, where there are any.
    fn lists(&self) -> Vec<(String, Vec<Row>, Vec<Row>)> {
        let lang = self.lang;
        let findings = self.findings;
        let beside: Vec<Line> = findings.walk_in_line().into_iter().collect();
        [
            (lang.say("by-channel"), &findings.channels),
            (lang.say("told-apart"), &beside),
            (lang.say("by-group"), &findings.groups),
            (lang.say("by-office"), &findings.offices),
        ]
        .into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(title, lines)| {
            let rows = lines.iter().map(|line| self.row(line, "")).collect();
            let (open, folded) = fold(rows, OPEN_LINES);
            (title, open, folded)
        })
        .collect()
    }

    /// The index by each answer about the person, a table a question.
    fn splits(&self) -> Vec<(Phrase, Vec<Row>)> {
        let splits = self.findings.splits.iter();
        let split = |split: &Split| {
            let rows = split.lines.iter().map(|line| self.row(line, "")).collect();
            (Phrase::of(&split.name, self.lang), rows)
        };
        splits.map(split).collect()
    }

    /// Neighbouring questions with the same options share a table.
    fn spreads(&self) -> Vec<Spread> {
        let lang = self.lang;
        let mut tables: Vec<Spread> = Vec::new();
        for distribution in &self.findings.distributions {
            let mut row = SpreadRow {
                name: Phrase::of(&distribution.name, lang),
                shares: Vec::new(),
                n: String::new(),
                absence: lang.absence(&distribution.shares, self.findings.threshold),
            };
            let mut options = None;
            if let Shown::Value(Shares { n, options: shares }) = &distribution.shares {
                row.n = lang.count(*n);
                row.shares = shares.iter().map(|s| lang.percent(s.share)).collect();
                options = Some(
                    shares
                        .iter()
                        .map(|s| Phrase::of(&s.name, lang))
                        .collect::<Vec<_>>(),
                );
            }
            match (tables.last_mut(), options) {
                (Some(table), Some(options)) if table.options == options => table.rows.push(row),
                (Some(table), None) => table.rows.push(row),
                (_, Some(options)) => tables.push(Spread {
                    options,
                    rows: vec![row],
                }),
                (None, None) => {}
            }
        }
        tables
    }

    fn people(&self, distribution: &Distribution) -> People {
        let lang = self.lang;
        let options = distribution.shares.value().map(|shares| {
            let option = |s: &crate::findings::Share| {
                (Phrase::of(&s.name, lang), lang.percent(s.share), s.share)
            };
            shares.options.iter().map(option).collect()
        });
        People {
            name: Phrase::of(&distribution.name, lang),
            absence: lang.absence(&distribution.shares, self.findings.threshold),
            options: options.unwrap_or_default(),
        }
    }

    fn heat(&self) -> Option<Heat> {
        let lang = self.lang;
        let factors = self.findings.branches.iter().filter(|b| b.is_factor);
        let factors: Vec<_> = factors.map(|b| Phrase::of(&b.line.name, lang)).collect();
        self.asked.figures.heat?;
        let number = |m: &Shown<Measure>| {
            m.value()
                .map_or_else(|| "–".to_owned(), |m| lang.decimal(m.value))
        };
        let rows = self.findings.places.iter().map(|place| {
            let values = place.factors.iter().map(number).collect();
            (Phrase::of(&place.line.name, lang), values)
        });
        Some(Heat {
            factors,
            rows: rows.collect(),
        })
    }
}
