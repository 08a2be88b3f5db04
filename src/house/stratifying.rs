//! Post-stratification (hiệu chỉnh theo tổng đã biết): each place counts by how many people or transactions it has.

use std::collections::BTreeMap;

use serde::Serialize;

use super::league::field;
use super::{House, HouseError};
use crate::findings::{Findings, Measure, Shown};
use crate::index::weights::{Stratum, WeightFault, post_stratify};
use crate::place::Level;

/// The overall index weighted to known totals; stands beside the plain one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stratified {
    /// Percent; `None` when it is refused.
    pub value: Option<f64>,
    /// 95 % interval in percent.
    pub interval: Option<(f64, f64)>,
    /// Effective number of people (Kish).
    pub effective_n: Option<f64>,
    /// Design effect of the weights.
    pub deff: Option<f64>,
    /// Why it is refused: the plain value stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// Known totals by key of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTotals(BTreeMap<String, u64>);

impl House {
    /// Reads a CSV with the columns `place` (code or name) and `total`; every fault names its line.
    pub fn known_totals(&self, findings: &Findings, csv: &str) -> Result<KnownTotals, HouseError> {
        let wrong = |line: u64, why: String| field("totals", format!("line {line}: {why}"));
        let text = csv.strip_prefix('\u{feff}').unwrap_or(csv);
        let first = text.lines().next().unwrap_or_default();
        let semicolons = first.contains(';') && !first.contains(',');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(if semicolons { b';' } else { b',' })
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let headers = reader
            .headers()
            .map_err(|error| wrong(1, error.to_string()))?;
        let at = |name: &str| {
            let found = headers.iter().position(|header| header == name);
            found.ok_or_else(|| {
                wrong(
                    1,
                    format!("the column “{name}” is missing; a row has place,total"),
                )
            })
        };
        let (place, total) = (at("place")?, at("total")?);
        let mut totals = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(|error| field("totals", error))?;
            let line = record.position().map_or(0, csv::Position::line);
            let name = record.get(place).unwrap_or_default();
            let written = record.get(total).unwrap_or_default();
            let known = self.stratum(findings, name).ok_or_else(|| {
                wrong(
                    line,
                    format!("“{name}” is not directly below {}", findings.place.0),
                )
            })?;
            let people: u64 = written.parse().map_err(|_| {
                wrong(
                    line,
                    format!("the total “{written}” is not a whole number from 0"),
                )
            })?;
            if totals.insert(known, people).is_some() {
                return Err(wrong(line, format!("“{name}” stands in the table twice")));
            }
        }
        if totals.values().sum::<u64>() == 0 {
            return Err(field(
                "totals",
                "the totals sum to zero: nobody would count",
            ));
        }
        Ok(KnownTotals(totals))
    }

    fn stratum(&self, findings: &Findings, name: &str) -> Option<String> {
        let below = |key: &String| findings.places.iter().any(|place| place.line.code == *key);
        let coded = self.atlas.find(name).map(|unit| unit.id.to_string());
        let on = findings.period.last_day().min(self.clock.today());
        let mut named = [Level::Province, Level::Commune]
            .into_iter()
            .filter_map(|level| {
                let within = findings
                    .place
                    .0
                    .parse()
                    .ok()
                    .filter(|_| level == Level::Commune);
                let unit = self.atlas.resolve(name, level, within.as_ref(), on).ok()?;
                Some(unit.id.to_string())
            });
        coded.filter(below).or_else(|| named.find(below))
    }
}

impl KnownTotals {
    /// The overall index of the places below, each with the weight of its total. Only values that may be shown are used,
    /// so that the result tells nothing that they do not.
    pub fn apply(&self, findings: &Findings) -> Stratified {
        match self.weigh(findings) {
            Ok(stratified) => stratified,
            Err(why) => Stratified {
                value: None,
                interval: None,
                effective_n: None,
                deff: None,
                refused: Some(why),
            },
        }
    }

    fn weigh(&self, findings: &Findings) -> Result<Stratified, String> {
        let mut strata = Vec::new();
        let (mut sum, mut people) = (0.0, 0.0);
        for place in &findings.places {
            let name = &place.line.name.vi;
            let total = self.0.get(&place.line.code).copied();
            let measure: Option<&Measure> = place.line.measure.value();
            match (&place.line.measure, total) {
                (Shown::Withheld(_), Some(1..)) => {
                    return Err(format!(
                        "stratum “{name}” has too few answers to be shown: merge it with a neighbour or publish unweighted"
                    ));
                }
                (Shown::Value(_), None) => {
                    return Err(format!(
                        "stratum “{name}” has answers and no total: give every place its total"
                    ));
                }
                _ => {}
            }
            let total = total.unwrap_or(0);
            if let Some(measure) = measure {
                sum += measure.value * total as f64;
                people += total as f64;
            }
            let n = measure.map_or(0, |measure| measure.n);
            let share = measure.map_or(0.0, |measure| measure.value / 100.0);
            strata.push(Stratum {
                name: name.clone(),
                satisfied: (share * n as f64).round() as u64,
                answered: n,
                total,
            });
        }
        let found =
            post_stratify(&strata, false).map_err(|fault: WeightFault| fault.to_string())?;
        let percent = |share: f64| (share * 10_000.0).round() / 100.0;
        Ok(Stratified {
            value: Some((sum / people * 100.0).round() / 100.0),
            interval: Some((percent(found.interval.low), percent(found.interval.high))),
            effective_n: Some((found.n_eff * 10.0).round() / 10.0),
            deff: Some((found.deff * 1000.0).round() / 1000.0),
            refused: None,
        })
    }
}
