//! A measure as it stands in a table of a page.

use crate::findings::{Measure, Shown, Tier};
use crate::web::words::Lang;

/// A measure as it stands in a table.
#[derive(Debug, Clone)]
pub struct Cell {
    /// `83,94%`, or why there is nothing.
    pub value: String,
    /// Whether there is a value.
    pub shown: bool,
    /// Both ends of its 95 % interval.
    pub interval: Option<String>,
    /// People behind it.
    pub n: String,
    /// Value, and the interval's start and width, in percent of the bar.
    pub bar: Option<(f64, f64, f64)>,
    /// Whether it is for orientation only.
    pub indicative: bool,
}

impl Cell {
    /// A measure behind the gate of this threshold, as the language writes it.
    pub fn of(measure: &Shown<Measure>, threshold: u64, lang: Lang) -> Self {
        match measure {
            Shown::Value(m) => {
                let (low, high) = m.interval.unwrap_or((m.value, m.value));
                Self {
                    value: lang.measure(m),
                    shown: true,
                    interval: m.interval.map(|interval| lang.interval(interval)),
                    n: lang.count(m.n),
                    bar: Some((m.value, low, high - low)),
                    indicative: m.tier == Tier::Indicative,
                }
            }
            other => Self {
                value: lang.absence(other, threshold),
                shown: false,
                interval: None,
                n: String::new(),
                bar: None,
                indicative: false,
            },
        }
    }
}
