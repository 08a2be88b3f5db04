//! Known totals of places (tổng đã biết) as an office writes them, for post-stratification.

use super::league::field;
use super::scoring::handed_in;
use super::{House, HouseError};
use crate::findings::{Findings, KnownTotals};
use crate::period::Period;
use crate::place::{Atlas, Level};

impl House {
    /// Reads a CSV with the columns `place` (code or name), `total` and, if it is not for all periods, `period`; every fault
    /// names its line. Every place must lie directly below that of the findings.
    pub fn known_totals(&self, findings: &Findings, csv: &str) -> Result<KnownTotals, HouseError> {
        read(csv, |name| {
            let known = self.stratum(findings, name);
            known.ok_or_else(|| format!("“{name}” is not directly below {}", findings.place.0))
        })
        .map_err(|why| field("totals", why))
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

    /// Sets the weighted value of findings beside the plain one, where the totals of the settings name its places.
    pub(super) fn stratify(&self, findings: &mut Findings) {
        if let Some(totals) = &self.totals {
            findings.stratified = totals.apply(findings);
        }
    }
}

/// The totals that the settings name: of places anywhere, by code.
pub(super) fn totals_of_settings(
    settings: &crate::config::Settings,
    atlas: &Atlas,
) -> Result<Option<KnownTotals>, HouseError> {
    let Some(path) = &settings.weights.totals else {
        return Ok(None);
    };
    let file = handed_in(path)?;
    let totals = read(&file.text, |code| {
        let unit = atlas.find(code);
        let unit = unit.ok_or_else(|| format!("there is no place “{code}”: write its code"))?;
        Ok(unit.id.to_string())
    });
    let totals = totals.map_err(|why| field("weights.totals", format!("{}: {why}", file.name)))?;
    Ok(Some(totals))
}

/// Reads the rows; `key` finds the key of a written place.
fn read(csv: &str, key: impl Fn(&str) -> Result<String, String>) -> Result<KnownTotals, String> {
    let text = csv.strip_prefix('\u{feff}').unwrap_or(csv);
    let first = text.lines().next().unwrap_or_default();
    let semicolons = first.contains(';') && !first.contains(',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if semicolons { b';' } else { b',' })
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let headers = reader
        .headers()
        .map_err(|error| format!("line 1: {error}"))?
        .clone();
    let find = |name: &str| headers.iter().position(|header| header == name);
    let at = |name: &str| {
        find(name)
            .ok_or_else(|| format!("line 1: the column “{name}” is missing; a row has place,total"))
    };
    let (place, total, of_period) = (at("place")?, at("total")?, find("period"));
    let mut totals = KnownTotals::default();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let wrong = |why: String| format!("line {line}: {why}");
        let name = record.get(place).unwrap_or_default();
        let written = record.get(total).unwrap_or_default();
        let known = key(name).map_err(&wrong)?;
        let people: u64 = written.parse().map_err(|_| {
            wrong(format!(
                "the total “{written}” is not a whole number from 0"
            ))
        })?;
        let period = of_period.and_then(|at| record.get(at)).unwrap_or_default();
        let period: Option<Period> = match period {
            "" => None,
            text => Some(text.parse().map_err(|error| wrong(format!("{error}")))?),
        };
        if !totals.add(known, period, people) {
            return Err(wrong(format!("“{name}” stands in the table twice")));
        }
    }
    match totals.sum() {
        Some(0) => Err("the totals sum to zero: nobody would count".into()),
        None => Err("the totals are too large to be counted".into()),
        Some(_) => Ok(totals),
    }
}
