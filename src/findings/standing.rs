//! Where a place stands among its peers: who is surely better, who surely worse, and who cannot be told apart.

use serde::Serialize;

use super::evidence::{Counted, Evidence};
use super::mend::Peers;
use super::reader::Reader;
use super::{Bound, Shown};
use crate::form::{Form, Text};
use crate::index::Score;
use crate::index::importance::quantile;
use crate::index::interval::{change_p_value, newcombe_between};
use crate::index::multiple::benjamini_hochberg;

/// Share of false differences among those that are called sure.
const RATE: f64 = 0.05;

/// A place among its peers, by the overall index.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// How the peers are called.
    pub peers: Text,
    /// Peers there are, and peers with a value.
    pub all: usize,
    /// Peers with a value.
    pub shown: usize,
    /// The middle of the peers' values, in percent.
    pub median: f64,
    /// Where their best quarter begins, in percent.
    pub upper_quarter: f64,
    /// Lowest and highest of them, in percent.
    pub range: (f64, f64),
    /// Peers that are surely above the place.
    pub above: usize,
    /// Peers that are surely below it.
    pub below: usize,
}

/// Where a place stands; `None` where it or all of its peers have no value.
pub fn standing(
    form: &Form,
    own: Option<&Counted>,
    peers: &Peers,
    threshold: u64,
) -> Option<Standing> {
    let evidence = Evidence {
        threshold,
        ..Evidence::default()
    };
    let reader = Reader::new(form, &evidence);
    let read = |counted: &Counted| -> Option<Score> {
        let scores = reader.scored(Some(counted));
        let score = *reader.root(scores.value()?)?;
        match reader.measure(&score, false) {
            // A bound has a place among others, but not an exact one.
            Shown::Value(measure) if measure.bound == Bound::Exact => Some(score),
            _ => None,
        }
    };
    let own = read(own?)?;
    let (value, doubt) = (own.value?.share(), own.interval?);
    let scores: Vec<Score> = peers.counted.iter().filter_map(read).collect();
    let known: Vec<_> = scores
        .iter()
        .filter_map(|score| Some((score.value?.share(), score.interval?)))
        .collect();
    let mut values: Vec<f64> = known.iter().map(|(share, _)| share * 100.0).collect();
    values.sort_by(f64::total_cmp);
    let p_values: Vec<f64> = known
        .iter()
        .map(|peer| change_p_value((value, doubt), *peer))
        .collect();
    let differs = benjamini_hochberg(&p_values, RATE);
    let sure = known.iter().zip(differs).filter_map(|(peer, differs)| {
        let difference = newcombe_between((value, doubt), *peer);
        (differs && difference.excludes_zero()).then_some(difference.estimate > 0.0)
    });
    let sure: Vec<bool> = sure.collect();
    Some(Standing {
        peers: peers.name.clone(),
        all: peers.counted.len(),
        shown: values.len(),
        median: round(quantile(&values, 0.5)?),
        upper_quarter: round(quantile(&values, 0.75)?),
        range: (round(*values.first()?), round(*values.last()?)),
        above: sure.iter().filter(|better| !**better).count(),
        below: sure.iter().filter(|better| **better).count(),
    })
}

fn round(percent: f64) -> f64 {
    (percent * 100.0).round() / 100.0
}
