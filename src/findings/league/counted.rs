//! A league table of our own counts: what the gate lets through of each place, ranked with its doubt.

use std::collections::HashMap;

use super::build::league;
use super::rows::{Earlier, Entrant, League, Names, Row, Terms};
use super::summary::Summary;
use crate::findings::reader::Reader;
use crate::findings::{Bound, Counted, Evidence, Measure, Shown};
use crate::form::{Form, Instrument};
use crate::index::interval::Interval;
use crate::index::rank::ranks;
use crate::index::{Decimal, Percent, Score};

/// A place of the table with its tallies, if it has any.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// Key of the place.
    pub key: &'a str,
    /// Its title in the period.
    pub names: &'a Names,
    /// Its tally in the period.
    pub now: Option<&'a Counted>,
    /// Its tally in the period compared with.
    pub then: Option<&'a Counted>,
}

/// Ranks places by the overall index, or by one node of it (a layout node, see [`IndexNode`](crate::form::IndexNode)).
/// A place whose value is withheld stands in the table as unknown. `threshold` is the gate's; `terms` need no rule,
/// decimals or classes: those are the form's.
pub fn counted_league(
    form: &Form,
    node: Option<usize>,
    members: &[Member<'_>],
    threshold: u64,
    terms: &Terms,
) -> League {
    let evidence = Evidence {
        threshold,
        ..Evidence::default()
    };
    let reader = Reader::new(form, &evidence);
    let read = |counted: Option<&Counted>| read(&reader, form, node, counted);
    let now: Vec<Option<Known>> = members.iter().map(|member| read(member.now)).collect();
    let then: Vec<Option<Known>> = members.iter().map(|member| read(member.then)).collect();
    let rule = reader.rank_rule();
    let ranked = |known: &[Option<Known>]| {
        let values: Vec<_> = known.iter().map(|k| k.as_ref().map(|k| k.exact)).collect();
        ranks(&values, rule)
    };
    let earlier_ranks = ranked(&then);
    let interval = |known: &Known| {
        known
            .score
            .interval
            .filter(|_| form.instrument != Instrument::Widget)
    };
    let entrants: Vec<Entrant> = members
        .iter()
        .enumerate()
        .map(|(at, member)| Entrant {
            value: now[at].as_ref().map(|known| known.exact),
            n: now[at].as_ref().map(|known| known.measure.n),
            interval: now[at].as_ref().and_then(interval),
            earlier: then[at].as_ref().map(|known| Earlier {
                value: Some(known.exact),
                rank: earlier_ranks[at],
                interval: interval(known),
            }),
            ..Entrant::new(member.key, member.names.clone())
        })
        .collect();
    let terms = Terms {
        rule,
        decimals: form.rules.rounding.decimals,
        rank_the_known: true,
        expected: terms.expected.max(members.len()),
        ..terms.clone()
    };
    let mut table = league(&entrants, &terms);
    let shown: HashMap<&str, (&Option<Known>, &Option<Known>)> = members
        .iter()
        .zip(now.iter().zip(&then))
        .map(|(member, known)| (member.key, known))
        .collect();
    for row in &mut table.rows {
        if let Some((Some(known), then)) = shown.get(row.unit.as_str()) {
            show_as_gated(row, known, then.as_ref(), terms.decimals);
        }
    }
    table.summary = Summary::of(&entrants, &table.rows, terms.expected, &terms);
    table
}

/// What is known of a place in a period.
struct Known {
    exact: Percent,
    score: Score,
    measure: Measure,
}

fn read(
    reader: &Reader<'_>,
    form: &Form,
    node: Option<usize>,
    counted: Option<&Counted>,
) -> Option<Known> {
    let counted = counted.filter(|counted| counted.withheld.is_none())?;
    let node = node.or(form.index.as_ref().map(|root| root.layout_node))?;
    let score = *reader.scores(&counted.tally).get(node)?;
    match reader.measure(&score, false) {
        Shown::Value(measure) => Some(Known {
            exact: score.value?,
            score,
            measure,
        }),
        _ => None,
    }
}

/// “All of few” is a bound here as on every page, its change is not told, and an interval is as fine as it is printed.
fn show_as_gated(row: &mut Row, known: &Known, then: Option<&Known>, decimals: u8) {
    let bounded = |known: &Known| known.measure.bound != Bound::Exact;
    if bounded(known) {
        row.bound = known.measure.bound;
        row.exact = Percent::try_from(Decimal::new(known.measure.value as i64, 0)).ok();
        row.value = row.exact.map(|value| value.rounded(decimals));
    }
    if bounded(known) || then.is_some_and(bounded) {
        row.points = None;
    }
    let interval = row.interval.and(known.measure.interval);
    row.interval = interval.map(|(low, high)| Interval {
        low: low / 100.0,
        high: high / 100.0,
    });
}
