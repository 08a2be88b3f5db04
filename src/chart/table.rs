//! What a chart shows, as rows of text: the data table below a chart, for readers who do not see it.

use crate::findings::Bound;
use crate::findings::Findings;
use crate::findings::Line;
use crate::findings::Measure;
use crate::findings::PlaceLine;
use crate::findings::Shown;
use crate::findings::Tier;

use super::kind::Kind;
use super::words::{Words, words};

/// A chart's figures as text, every row as long as the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Title, place and period.
    pub caption: String,
    /// Names of the columns; the first column names the row.
    pub header: Vec<String>,
    /// The cells, written as the language writes numbers; a missing value says why.
    pub rows: Vec<Vec<String>>,
}

/// The figures of a chart as a table, in Vietnamese (`"vi"`) or English. Empty when the chart has
/// nothing to draw. All places are in it, also those that a tall chart leaves out.
pub fn table(kind: Kind, findings: &Findings, lang: &str) -> Table {
    let words = words(lang, findings);
    let (header, rows) = match kind {
        Kind::Places | Kind::Map | Kind::Funnel => places(findings, words),
        Kind::Ranks => ranks(findings, words),
        Kind::Criteria => criteria(findings, words),
        Kind::Heat => heat(findings, words),
        Kind::Trend => trend(findings, words),
    };
    let mut caption = format!(
        "{} – {}, {}",
        words.title(kind),
        findings.place.1.get(lang),
        words.period(findings.period)
    );
    if findings.simulated {
        caption = format!("{caption}. {}", words.simulated_note);
    }
    Table {
        caption,
        header: header.into_iter().map(str::to_owned).collect(),
        rows,
    }
}

type Cells<'a> = (Vec<&'a str>, Vec<Vec<String>>);

/// Value, interval, n and remark of a measure.
fn cells(measure: &Shown<Measure>, findings: &Findings, words: &Words) -> [String; 4] {
    let remark = match measure {
        Shown::Value(m) if m.tier == Tier::Indicative => words.few.to_owned(),
        other => words.absence(other, findings.threshold),
    };
    match measure.value() {
        Some(measure) => [
            words.value(measure),
            interval(measure, words),
            words.count(measure.n),
            remark,
        ],
        None => [String::new(), String::new(), String::new(), remark],
    }
}

fn interval(measure: &Measure, words: &Words) -> String {
    match (measure.bound, measure.interval) {
        (Bound::Exact, Some((low, high))) => {
            format!("{}–{}", words.number(low, 2), words.number(high, 2))
        }
        _ => String::new(),
    }
}

fn line(line: &Line, findings: &Findings, words: &Words) -> Vec<String> {
    let mut row = vec![line.name.get(words.lang).to_owned()];
    row.extend(cells(&line.measure, findings, words));
    row
}

fn rank(place: &PlaceLine) -> [String; 2] {
    [
        place.rank.map_or_else(String::new, |r| r.to_string()),
        place
            .rank_set
            .map_or_else(String::new, |(best, worst)| format!("{best}–{worst}")),
    ]
}

fn places<'a>(findings: &Findings, words: &'a Words) -> Cells<'a> {
    let header = vec![
        words.place,
        words.value,
        words.interval,
        words.n,
        words.remark,
        words.rank,
        words.rank_set,
    ];
    let rows = findings.places.iter().map(|place| {
        let mut row = line(&place.line, findings, words);
        row.extend(rank(place));
        row
    });
    (header, rows.collect())
}

fn ranks<'a>(findings: &Findings, words: &'a Words) -> Cells<'a> {
    let header = vec![words.place, words.rank, words.rank_set, words.value];
    let ranked = findings.places.iter().filter(|p| p.rank.is_some());
    let rows = ranked.map(|place| {
        let mut row = vec![place.line.name.get(words.lang).to_owned()];
        row.extend(rank(place));
        row.push(words.shown(&place.line.measure, findings.threshold));
        row
    });
    (header, rows.collect())
}

fn criteria<'a>(findings: &'a Findings, words: &'a Words) -> Cells<'a> {
    let options = findings
        .distributions
        .iter()
        .filter(|d| super::levels::is_shown(d, findings))
        .filter_map(|d| Some(&d.shares.value()?.options));
    // The scale of most questions gives the columns; another scale is written into its row.
    let scale = options
        .max_by_key(|o| o.len())
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut header = vec![words.criterion];
    header.extend(scale.iter().map(|share| share.name.get(words.lang)));
    header.extend([words.value, words.n, words.remark]);
    let shown = findings
        .distributions
        .iter()
        .filter(|d| super::levels::is_shown(d, findings));
    let rows = shown.map(|question| {
        let mut row = vec![question.name.get(words.lang).to_owned()];
        let shares = question.shares.value();
        let mut remark = words.absence(&question.shares, findings.threshold);
        let same = |s: &&crate::findings::Shares| {
            s.options
                .iter()
                .map(|o| &o.name)
                .eq(scale.iter().map(|o| &o.name))
        };
        if let Some(shares) = shares.filter(same) {
            row.extend(shares.options.iter().map(|o| words.number(o.share, 2)));
        } else {
            row.extend(scale.iter().map(|_| String::new()));
            let own = shares.iter().flat_map(|s| &s.options);
            let own =
                own.map(|o| format!("{}: {}", o.name.get(words.lang), words.number(o.share, 2)));
            if shares.is_some() {
                remark = own.collect::<Vec<_>>().join("; ");
            }
        }
        let criterion = findings.criteria.iter().find(|c| c.code == question.code);
        let value = criterion.and_then(|c| c.measure.value());
        row.push(value.map_or_else(String::new, |m| words.value(m)));
        row.push(shares.map_or_else(String::new, |s| words.count(s.n)));
        row.push(remark);
        row
    });
    (header, rows.collect())
}

fn heat<'a>(findings: &'a Findings, words: &'a Words) -> Cells<'a> {
    let factors: Vec<_> = findings.branches.iter().filter(|b| b.is_factor).collect();
    let mut header = vec![words.place, words.overall];
    header.extend(factors.iter().map(|b| b.line.name.get(words.lang)));
    let row = |name: &str, measures: Vec<&Shown<Measure>>| -> Vec<String> {
        let mut row = vec![name.to_owned()];
        row.extend(
            measures
                .into_iter()
                .map(|m| words.shown(m, findings.threshold)),
        );
        row.resize(factors.len() + 2, String::new());
        row
    };
    let own = std::iter::once(&findings.overall)
        .chain(factors.iter().map(|b| &b.line.measure))
        .collect();
    let mut rows = vec![row(findings.place.1.get(words.lang), own)];
    rows.extend(findings.places.iter().map(|place| {
        let own = std::iter::once(&place.line.measure).chain(&place.factors);
        row(place.line.name.get(words.lang), own.collect())
    }));
    (header, rows)
}

fn trend<'a>(findings: &Findings, words: &'a Words) -> Cells<'a> {
    let header = vec![
        words.period,
        words.value,
        words.interval,
        words.n,
        words.remark,
    ];
    let rows = findings.trend.iter().map(|point| {
        let [value, interval, n, mut remark] = cells(&point.measure, findings, words);
        if let Some(reason) = &point.break_before {
            let reason = reason.get(words.lang);
            remark = if remark.is_empty() {
                reason.to_owned()
            } else {
                format!("{reason}; {remark}")
            };
        }
        vec![words.period(point.period), value, interval, n, remark]
    });
    (header, rows.collect())
}
