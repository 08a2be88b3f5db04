//! The figures of a release: the gated measures of the nation, its provinces and communes, from frozen tallies.
//!
//! Whoever has the tallies and this file gets the same figures again; [`super::House::reproduce`] does.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::HouseError;
use super::ask::counted;
use crate::ballot::NATION;
use crate::findings::{
    By, Counted, Evidence, Findings, Measure, Question, Reason, Results, Shown, WALK_IN, find,
    form_line,
};
use crate::form::{Form, Text};
use crate::period::Period;
use crate::place::{Atlas, Level};
use crate::store::TallyRow;

/// The tallies of places by the place above and their own key.
type Siblings = BTreeMap<String, BTreeMap<String, Told>>;

/// What a release tells of a place.
#[derive(Default)]
struct Told {
    everybody: Option<Counted>,
    walk_ins: Option<Counted>,
}

/// What the figures are of.
pub(super) struct Subject<'a> {
    pub atlas: &'a Atlas,
    pub form: &'a Form,
    pub period: Period,
    pub threshold: u64,
    pub simulated: bool,
}

impl Subject<'_> {
    /// The rules of counting, as they stand in the manifest.
    pub(super) fn method(&self) -> Value {
        let line = form_line(self.form);
        json!({
            "index": line.method,
            "satisfied": line.satisfied_means,
            "headline": line.headline,
            "rules": self.form.rules,
            "interval_percent": 95,
            "threshold": self.threshold,
            "simulated": self.simulated,
        })
    }

    /// All figures, from the tallies of everybody and of walk-ins in the period.
    pub(super) fn draw(&self, rows: Vec<TallyRow>) -> Result<Value, HouseError> {
        let mut below: Siblings = BTreeMap::new();
        for row in rows {
            let parent = row.parent.clone();
            let counted = counted(self.form, row)?;
            let siblings = below.entry(parent).or_default();
            let place = siblings.entry(counted.place.clone()).or_default();
            if counted.key == WALK_IN {
                place.walk_ins = Some(counted);
            } else {
                place.everybody = Some(counted);
            }
        }
        let nothing = BTreeMap::new();
        let of = |parent: &str| below.get(parent).unwrap_or(&nothing);
        let mut expected = self.expected();
        for (parent, children) in &below {
            let known = expected.entry(parent.clone()).or_default();
            known.extend(children.keys().cloned());
        }
        let nation = self.find(NATION, of("").get(NATION));
        let mut places = vec![self.place(&nation, None)];
        for province in expected.get(NATION).into_iter().flatten() {
            places.push(self.child(province, NATION, of(NATION)));
        }
        for (province, communes) in &expected {
            if !province.is_empty() && province != NATION {
                for commune in communes {
                    places.push(self.child(commune, province, of(province)));
                }
            }
        }
        Ok(json!({ "questions": questions(&nation), "places": places }))
    }

    /// Keys of the places of the period by the key of the place above, also of those without answers.
    fn expected(&self) -> BTreeMap<String, BTreeSet<String>> {
        let day = self.period.last_day();
        let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for unit in self.atlas.units() {
            let lives = unit.valid_from <= day && unit.valid_to.is_none_or(|last| day <= last);
            let parent = match unit.level {
                Level::Province => Some(NATION.to_owned()),
                Level::Commune => {
                    let province = self.atlas.province_of(&unit.id);
                    province.map(|province| province.id.to_string())
                }
                Level::Nation | Level::District => None,
            };
            if let Some(parent) = parent.filter(|_| lives) {
                let children = expected.entry(parent).or_default();
                children.insert(unit.id.to_string());
            }
        }
        expected
    }

    fn child(&self, key: &str, parent: &str, siblings: &BTreeMap<String, Told>) -> Value {
        let mut found = self.find(key, siblings.get(key));
        // Beside a withheld place an empty one reads the same, or the rest could be worked out.
        let hidden = |one: fn(&Told) -> Option<&Counted>| {
            let mut siblings = siblings.values().filter_map(one);
            siblings.find_map(|place| place.withheld)
        };
        let quiet = |measure: &mut Shown<Measure>, hidden: Option<Reason>| {
            if let (Shown::NoData, Some(reason)) = (&measure, hidden) {
                *measure = Shown::Withheld(reason);
            }
        };
        quiet(&mut found.overall, hidden(|told| told.everybody.as_ref()));
        quiet(&mut found.walk_in, hidden(|told| told.walk_ins.as_ref()));
        self.place(&found, Some(parent))
    }

    fn find(&self, key: &str, counted: Option<&Told>) -> Findings {
        let place = counted.and_then(|told| told.everybody.clone());
        let walk_ins = counted.and_then(|told| told.walk_ins.clone());
        let question = Question {
            form: (self.form.id.clone(), self.form.version),
            place: key.to_owned(),
            period: self.period,
        };
        let evidence = Evidence {
            place: place.into_iter().collect(),
            channels: walk_ins.into_iter().collect(),
            names: HashMap::from([(key.to_owned(), self.name(key))]),
            simulated: self.simulated,
            threshold: self.threshold,
            ..Evidence::default()
        };
        find(self.form, &question, &evidence)
    }

    /// The title of a place at the end of the period, or as near to it as the place lived.
    fn name(&self, key: &str) -> Text {
        let Some(unit) = self.atlas.find(key) else {
            return Text::new(key, key);
        };
        let day = self.period.last_day();
        let day = unit.valid_to.map_or(day, |last| last.min(day));
        let day = day.max(unit.valid_from);
        Text::new(unit.title(day, "vi"), unit.title(day, "en"))
    }

    fn place(&self, found: &Findings, parent: Option<&str>) -> Value {
        let mut place = json!({
            "code": found.place.0,
            "name": found.place.1,
            "overall": told(&found.overall),
        });
        if let Some(parent) = parent {
            place["parent"] = json!(parent);
        }
        if found.walk_in != Shown::NoData {
            place["walk_in"] = told(&found.walk_in);
        }
        if found.overall.value().is_some() {
            place["respondents"] = told(&found.respondents);
            place["factors"] = lines(&found.results(By::Factor));
            place["criteria"] = lines(&found.results(By::Criterion));
        }
        place
    }
}

/// What the codes of the lines mean, once for all places.
fn questions(found: &Findings) -> Value {
    let of = |by| found.results(by).lines.into_iter();
    let lines = of(By::Factor).chain(of(By::Criterion));
    let questions = lines.map(
        |line| json!({ "code": line.named.code, "name": line.named.name, "level": line.level }),
    );
    questions.collect()
}

fn lines(results: &Results) -> Value {
    let lines = results.lines.iter().map(|line| {
        let mut told = told(&line.measure);
        told["code"] = json!(line.named.code);
        told
    });
    lines.collect()
}

/// A measure as the public reads it: whatever the reason, withheld is one word.
fn told<T: serde::Serialize>(measure: &Shown<T>) -> Value {
    match measure {
        Shown::Withheld(_) => json!({ "status": "withheld" }),
        measure => serde_json::to_value(measure).unwrap_or_default(),
    }
}
