//! The tables of the home of a place: every chart has one, and every number its interval and its people.

use crate::findings::{Findings, Line, Versus};
use crate::web::pages::{Cell, Phrase};
use crate::web::words::Lang;

/// Criteria that are called the lowest.
const LOWEST: usize = 5;

/// A row of measures.
#[derive(Debug, Clone)]
pub struct Row {
    pub name: Phrase,
    /// `domain`, `factor` or nothing.
    pub class: &'static str,
    pub cell: Cell,
    /// How many are not satisfied, where it is told.
    pub people: String,
}

/// A table of rows with a title and the breakdown that is its CSV.
#[derive(Debug, Clone)]
pub struct Table {
    pub id: &'static str,
    pub title: String,
    pub by: &'static str,
    pub rows: Vec<Row>,
}

/// A place below.
#[derive(Debug, Clone)]
pub struct Ranked {
    pub rank: String,
    pub name: Phrase,
    pub href: String,
    pub cell: Cell,
}

/// How the answers to questions with the same options spread.
#[derive(Debug, Clone)]
pub struct Spread {
    pub options: Vec<Phrase>,
    /// Name, shares, people, or why there are none.
    pub rows: Vec<(Phrase, Vec<String>, String, String)>,
}

/// Two findings side by side.
#[derive(Debug, Clone)]
pub struct Beside {
    pub other: String,
    pub apart: Option<String>,
    pub rows: Vec<BesideRow>,
}

/// A line of both.
#[derive(Debug, Clone)]
pub struct BesideRow {
    pub name: Phrase,
    pub class: &'static str,
    pub own: Cell,
    pub other: Cell,
    pub points: String,
    pub ends: String,
    pub verdict: String,
    pub sure: bool,
}

fn row(findings: &Findings, line: &Line, class: &'static str, lang: Lang) -> Row {
    Row {
        name: Phrase::of(&line.name, lang),
        class,
        cell: Cell::of(&line.measure, findings.threshold, lang),
        people: String::new(),
    }
}

/// How many people are not satisfied with a criterion, or that counts are not told.
pub fn people(findings: &Findings, code: &str, lang: Lang) -> String {
    match findings.not_satisfied(code) {
        Some((bad, n)) => {
            let (bad, n) = (lang.count(bad), lang.count(n));
            lang.say_with("home-people", &[("bad", &bad), ("n", &n)])
        }
        None => lang.say("home-people-few"),
    }
}

/// The lowest criteria with the people behind them.
pub fn weakest(findings: &Findings, lang: Lang) -> Vec<Row> {
    let lowest = findings.weakest().into_iter().take(LOWEST);
    lowest
        .map(|line| Row {
            people: people(findings, &line.code, lang),
            ..row(findings, line, "", lang)
        })
        .collect()
}

/// Domains and factors; the criteria themselves where each factor is one.
pub fn factors(findings: &Findings, lang: Lang) -> Vec<Row> {
    let class = |is_factor: bool| if is_factor { "factor" } else { "domain" };
    let branches = findings.branches.iter();
    branches
        .map(|branch| row(findings, &branch.line, class(branch.is_factor), lang))
        .collect()
}

/// Criteria under the heading of their factor.
pub fn criteria(findings: &Findings, lang: Lang) -> Vec<Row> {
    findings
        .criteria
        .iter()
        .map(|line| Row {
            people: people(findings, &line.code, lang),
            ..row(findings, line, "", lang)
        })
        .collect()
}

/// The periods, with the reason of every break before its period.
pub fn trend(findings: &Findings, lang: Lang) -> Vec<(Row, Option<String>)> {
    let point = |point: &crate::findings::TrendPoint| {
        let row = Row {
            name: Phrase {
                text: lang.period(point.period),
                fallback: false,
            },
            class: "",
            cell: Cell::of(&point.measure, findings.threshold, lang),
            people: String::new(),
        };
        let why = point
            .break_before
            .as_ref()
            .map(|why| lang.text(why).to_owned());
        (row, why)
    };
    findings.trend.iter().map(point).collect()
}

/// Channels, procedure groups and offices, where there are any.
pub fn tables(findings: &Findings, lang: Lang) -> Vec<Table> {
    let table = |id, key: &str, by, lines: &[Line]| Table {
        id,
        title: lang.say(key),
        by,
        rows: lines
            .iter()
            .map(|line| row(findings, line, "", lang))
            .collect(),
    };
    let walk_in: Vec<Line> = findings.walk_in_line().into_iter().collect();
    let channels = [findings.channels.clone(), walk_in].concat();
    let all = [
        table("channels", "home-channels", "channel", &channels),
        table("offices", "by-office", "office", &findings.offices),
        table("groups", "by-group", "group", &findings.groups),
    ];
    all.into_iter()
        .filter(|table| !table.rows.is_empty())
        .collect()
}

/// The places below, best first.
pub fn ranked(findings: &Findings, lang: Lang, address: &dyn Fn(&str) -> String) -> Vec<Ranked> {
    let places = findings.places.iter();
    places
        .map(|place| Ranked {
            rank: place.rank.map(|rank| rank.to_string()).unwrap_or_default(),
            name: Phrase::of(&place.line.name, lang),
            href: address(&place.line.code),
            cell: Cell::of(&place.line.measure, findings.threshold, lang),
        })
        .collect()
}

/// Neighbouring questions with the same options share a table.
pub fn spreads(findings: &Findings, lang: Lang) -> Vec<Spread> {
    let mut tables: Vec<Spread> = Vec::new();
    let asked = findings
        .distributions
        .iter()
        .filter(|spread| matches!(spread.role, "criterion" | "overall" | "indicator"));
    for distribution in asked {
        let name = Phrase::of(&distribution.name, lang);
        let absence = lang.absence(&distribution.shares, findings.threshold);
        let Some(shares) = distribution.shares.value() else {
            if let Some(table) = tables.last_mut() {
                table.rows.push((name, Vec::new(), String::new(), absence));
            }
            continue;
        };
        let options: Vec<Phrase> = shares
            .options
            .iter()
            .map(|share| Phrase::of(&share.name, lang))
            .collect();
        let row = (
            name,
            shares
                .options
                .iter()
                .map(|share| lang.percent(share.share))
                .collect(),
            lang.count(shares.n),
            String::new(),
        );
        match tables.last_mut() {
            Some(table) if table.options == options => table.rows.push(row),
            _ => tables.push(Spread {
                options,
                rows: vec![row],
            }),
        }
    }
    tables
}

/// Two findings side by side, line by line.
pub fn beside(versus: &Versus, findings: &Findings, lang: Lang) -> Beside {
    let period = lang.period(versus.period);
    let texts = [("place", lang.text(&versus.place.1)), ("period", &*period)];
    let class = |level| match level {
        "overall" | "domain" => "domain",
        "factor" => "factor",
        _ => "",
    };
    let rows = versus.lines.iter().map(|line| BesideRow {
        name: Phrase::of(&line.name, lang),
        class: class(line.level),
        own: Cell::of(&line.own, findings.threshold, lang),
        other: Cell::of(&line.other, findings.threshold, lang),
        points: line
            .points
            .map(|(points, _)| lang.change(points))
            .unwrap_or_default(),
        ends: line
            .points
            .map(|(_, (low, high))| format!("{}; {}", lang.change(low), lang.change(high)))
            .unwrap_or_default(),
        verdict: match (line.points, line.sure) {
            (None, _) => String::new(),
            (_, true) => lang.say("home-sure"),
            (_, false) => lang.say("home-unsure"),
        },
        sure: line.sure,
    });
    Beside {
        other: lang.say_with("home-compare-with", &texts),
        apart: versus
            .apart
            .as_ref()
            .map(|why| lang.say_with("home-apart", &[("reason", lang.text(why))])),
        rows: rows.collect(),
    }
}
