//! The first screen: where are we, what is weakest, is it real, what changed.

use crate::findings::{Findings, Line, Measure, Rate, Shown, Tier};
use crate::house::Home;
use crate::web::words::Lang;

/// One of the four figures.
#[derive(Debug, Clone)]
pub struct Four {
    /// What it is.
    pub name: String,
    /// The figure, or a dash.
    pub large: String,
    /// What must be read with it.
    pub more: String,
}

/// Index, change, peers, response rate.
pub fn four(home: &Home, lang: Lang) -> Vec<Four> {
    let findings = &home.findings;
    vec![
        index(findings, lang),
        change(findings, lang),
        peers(home, lang),
        rate(home, lang),
    ]
}

fn people(measure: &Measure, lang: Lang) -> String {
    match measure.tier {
        Tier::Indicative => "10–29".to_owned(),
        _ => lang.count(measure.n),
    }
}

fn index(findings: &Findings, lang: Lang) -> Four {
    let name = lang.say("home-index");
    let Shown::Value(measure) = &findings.overall else {
        return Four {
            name,
            large: "–".into(),
            more: lang.absence(&findings.overall, findings.threshold),
        };
    };
    let n = people(measure, lang);
    Four {
        name,
        large: lang.measure(measure),
        more: match measure.interval {
            Some(ends) => {
                let interval = lang.interval(ends);
                lang.say_with("home-index-of", &[("n", &n), ("interval", &interval)])
            }
            None => lang.say_with("home-index-plain", &[("n", &n)]),
        },
    }
}

fn change(findings: &Findings, lang: Lang) -> Four {
    let before = lang.period(findings.period.previous());
    let name = lang.say_with("home-change", &[("before", &before)]);
    let Some(change) = findings.change() else {
        let more = match findings.broken() {
            Some(reason) => {
                let texts = [("before", &*before), ("reason", lang.text(reason))];
                lang.say_with("home-changed-broken", &texts)
            }
            None => lang.say("home-change-none"),
        };
        return Four {
            name,
            large: "–".into(),
            more,
        };
    };
    let points = lang.change(change.points);
    Four {
        name,
        large: lang.say_with("home-change-points", &[("change", &points)]),
        more: match change.interval {
            Some((low, high)) => {
                let key = if change.is_sure() == Some(true) {
                    "home-change-sure"
                } else {
                    "home-change-unsure"
                };
                let (low, high) = (lang.change(low), lang.change(high));
                lang.say_with(key, &[("low", &low), ("high", &high)])
            }
            None => lang.say("home-change-unknown"),
        },
    }
}

fn peers(home: &Home, lang: Lang) -> Four {
    let Some(standing) = &home.standing else {
        return Four {
            name: lang.say("home-peers-none"),
            large: "–".into(),
            more: String::new(),
        };
    };
    let (above, below) = (
        lang.count(standing.above as u64),
        lang.count(standing.below as u64),
    );
    let shown = lang.count(standing.shown as u64);
    let sure = [("above", &*above), ("below", &*below), ("shown", &*shown)];
    Four {
        name: lang.say_with("home-peers", &[("peers", lang.text(&standing.peers))]),
        large: lang.percent(standing.median),
        more: lang.say_with("home-peers-sure", &sure),
    }
}

fn rate(home: &Home, lang: Lang) -> Four {
    let response = &home.response;
    let name = lang.say("home-response");
    let large = match &response.rate {
        Shown::Value(rate) => percent(rate, lang),
        _ => lang.say("home-response-unknown"),
    };
    let more = match (response.issued, &response.answered, &response.rate) {
        (None, ..) => lang.say("home-response-nobody"),
        (Some(issued), answered, rate) => {
            let late = matches!((answered, rate), (Shown::Value(_), Shown::NoData));
            let key = if late {
                "home-response-late"
            } else {
                "home-response-of"
            };
            let (answered, issued) = (self::answered(home, lang), lang.count(issued));
            lang.say_with(key, &[("answered", &answered), ("issued", &issued)])
        }
    };
    Four { name, large, more }
}

/// A rate with as many digits as the answers behind it allow.
fn percent(rate: &Rate, lang: Lang) -> String {
    match rate.tier {
        Tier::Full => lang.percent(rate.percent),
        _ => format!("{}%", lang.count(rate.percent as u64)),
    }
}

fn answered(home: &Home, lang: Lang) -> String {
    match &home.response.answered {
        Shown::Value(count) => sheets(count.n, home.response.issued, lang),
        other => lang.absence(other, home.findings.threshold),
    }
}

/// Invited sheets in words. Few of them are told as a band, which ends at the invitations: more sheets than invitations are
/// only said where there are.
fn sheets(n: u64, issued: Option<u64>, lang: Lang) -> String {
    const FEW: std::ops::RangeInclusive<u64> = 10..=29;
    if !FEW.contains(&n) {
        return lang.count(n);
    }
    let most = issued.filter(|issued| n <= *issued).unwrap_or(u64::MAX);
    match most.min(*FEW.end()) {
        most if most == *FEW.start() => lang.count(most),
        most => format!("{}–{most}", FEW.start()),
    }
}

/// Invitations, answers and rate as names and values.
pub fn response(home: &Home, lang: Lang) -> Vec<(String, String)> {
    let unknown = || lang.say("home-response-unknown");
    let issued = home
        .response
        .issued
        .map_or_else(unknown, |issued| lang.count(issued));
    let rate = match &home.response.rate {
        Shown::Value(rate) => percent(rate, lang),
        _ => unknown(),
    };
    let answered = match home.response.issued {
        None => unknown(),
        Some(_) => answered(home, lang),
    };
    vec![
        (lang.say("home-col-issued"), issued),
        (lang.say("home-col-answered"), answered),
        (lang.say("home-col-rate"), rate),
    ]
}

/// The answer in sentences, none of which claims what an interval does not allow.
pub fn sentences(home: &Home, lang: Lang) -> Vec<String> {
    let findings = &home.findings;
    if findings.respondents == Shown::NoData {
        return Vec::new();
    }
    let mut said = vec![place(findings, lang)];
    said.extend(weakest(findings, lang));
    said.extend(changed(findings, lang));
    said
}

fn place(findings: &Findings, lang: Lang) -> String {
    match &findings.overall {
        Shown::Value(measure) => {
            let number = lang.count(measure.value.round() as u64);
            lang.say_with("home-where", &[("number", &number)])
        }
        other => {
            let why = match findings.only_walk_ins() {
                Some(note) => lang.text(&note).trim_end_matches('.').to_owned(),
                None => lang.absence(other, findings.threshold),
            };
            lang.say_with("home-where-simple", &[("why", &why)])
        }
    }
}

/// The lowest criterion; two of them where nobody can tell which is lower.
fn weakest(findings: &Findings, lang: Lang) -> Option<String> {
    let lowest = findings.weakest();
    let (first, value) = shown(lowest.first()?)?;
    let texts = [
        ("name", lang.text(&first.name)),
        ("value", &*lang.measure(value)),
    ];
    if let Some((next, other)) = lowest.get(1).and_then(|line| shown(line))
        && value.surely_differs(other) != Some(true)
    {
        let second = [
            ("next", lang.text(&next.name)),
            ("other", &*lang.measure(other)),
        ];
        return Some(lang.say_with("home-weakest-two", &[texts, second].concat()));
    }
    Some(lang.say_with("home-weakest", &texts))
}

fn shown<'l>(line: &&'l Line) -> Option<(&'l Line, &'l Measure)> {
    Some((line, line.measure.value()?))
}

fn changed(findings: &Findings, lang: Lang) -> Option<String> {
    let before = lang.period(findings.period.previous());
    if let Some(reason) = findings.broken() {
        let texts = [("before", &*before), ("reason", lang.text(reason))];
        return Some(lang.say_with("home-changed-broken", &texts));
    }
    let change = findings.change()?;
    let key = match (change.is_sure()?, change.points > 0.0) {
        (true, true) => "home-changed-up",
        (true, false) => "home-changed-down",
        (false, _) => "home-changed-unsure",
    };
    Some(lang.say_with(key, &[("before", &before)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_of_sheets_ends_at_the_invitations() {
        assert_eq!(sheets(12, Some(40), Lang::VI), "10–29");
        assert_eq!(sheets(12, Some(20), Lang::VI), "10–20");
        assert_eq!(sheets(10, Some(10), Lang::VI), "10");
        assert_eq!(
            sheets(21, Some(20), Lang::VI),
            "10–29",
            "late answers to older invitations"
        );
        assert_eq!(sheets(31, Some(20), Lang::VI), "31");
        assert_eq!(sheets(1_284, Some(2_000), Lang::VI), "1.284");
    }
}
