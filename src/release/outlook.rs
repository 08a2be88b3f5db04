//! What a draft would publish and withhold, and how that differs from what was published before: what the second person
//! looks at.
//!
//! Both sides are the figures of releases, which have passed the gate; what they withhold is withheld here too.

use serde_json::Value;

use crate::form::Text;

/// Places of one level by what becomes of their overall index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spread {
    /// Places whose index is shown.
    pub shown: usize,
    /// Names of those whose index is withheld, in the order of the figures. A release tells of each place that it is
    /// withheld, so that the name says nothing more.
    pub withheld: Vec<Text>,
    /// Places without answers.
    pub empty: usize,
}

/// What is told of the overall index of a place.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Told {
    /// Percent, and the people behind it.
    Shown(f64, u64),
    /// Withheld by the gate.
    Withheld,
    /// Nobody answered, or there was no such place.
    #[default]
    Empty,
}

/// A place with what is told of it, now and before.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Its key.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// As it would be published.
    pub now: Told,
    /// As the release before has it; [`Told::Empty`] without one.
    pub before: Told,
}

/// What the figures of a draft come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// The nation, then its provinces.
    pub upper: Vec<Compared>,
    /// Provinces.
    pub provinces: Spread,
    /// Communes.
    pub communes: Spread,
    /// Factors and criteria that are withheld in places whose overall index is shown.
    pub lines_withheld: usize,
    /// Communes whose index is told now and was not before, or with other figures than before.
    pub communes_moved: usize,
    /// Communes whose index was told before and is not now.
    pub communes_gone: usize,
}

impl Outlook {
    /// Of the figures of a draft, beside those of the release it is compared with.
    pub fn of(figures: &Value, before: Option<&Value>) -> Self {
        let mut outlook = Self {
            upper: Vec::new(),
            provinces: Spread::default(),
            communes: Spread::default(),
            lines_withheld: 0,
            communes_moved: 0,
            communes_gone: 0,
        };
        let nothing = Value::Null;
        let earlier = places(before.unwrap_or(&nothing));
        let earlier: std::collections::HashMap<&str, &Value> =
            earlier.map(|place| (code(place), place)).collect();
        for place in places(figures) {
            let compared = Compared {
                code: code(place).to_owned(),
                name: name(place),
                now: told(place),
                before: earlier
                    .get(code(place))
                    .map_or(Told::Empty, |own| told(own)),
            };
            if matches!(compared.now, Told::Shown(..)) {
                outlook.lines_withheld += lines_withheld(place);
            }
            let above = place["parent"]
                .as_str()
                .map(|parent| parent == nation(figures));
            match above {
                None => outlook.upper.push(compared),
                Some(true) => {
                    outlook.provinces.add(&compared);
                    outlook.upper.push(compared);
                }
                Some(false) => {
                    outlook.communes.add(&compared);
                    match (compared.now, compared.before) {
                        (now @ Told::Shown(..), before) if now != before => {
                            outlook.communes_moved += 1;
                        }
                        (Told::Withheld | Told::Empty, Told::Shown(..)) => {
                            outlook.communes_gone += 1;
                        }
                        _ => {}
                    }
                }
            }
        }
        outlook
    }

    /// Provinces, and the nation, with answers: those worth a line of their own.
    pub fn answered(&self) -> impl Iterator<Item = &Compared> {
        let answered = |place: &&Compared| (place.now, place.before) != (Told::Empty, Told::Empty);
        self.upper.iter().filter(answered)
    }
}

impl Spread {
    fn add(&mut self, place: &Compared) {
        match place.now {
            Told::Shown(..) => self.shown += 1,
            Told::Withheld => self.withheld.push(place.name.clone()),
            Told::Empty => self.empty += 1,
        }
    }
}

fn places(figures: &Value) -> impl Iterator<Item = &Value> {
    figures["places"].as_array().into_iter().flatten()
}

fn code(place: &Value) -> &str {
    place["code"].as_str().unwrap_or_default()
}

/// The key of the place without a place above.
fn nation(figures: &Value) -> &str {
    let top = places(figures).find(|place| place["parent"].is_null());
    top.map_or("", code)
}

fn name(place: &Value) -> Text {
    serde_json::from_value(place["name"].clone()).unwrap_or_else(|_| {
        let code = code(place);
        Text::new(code, code)
    })
}

fn told(place: &Value) -> Told {
    let overall = &place["overall"];
    match (overall["status"].as_str(), overall["value"].as_f64()) {
        (Some("shown"), Some(value)) => Told::Shown(value, overall["n"].as_u64().unwrap_or(0)),
        (Some("withheld"), _) => Told::Withheld,
        _ => Told::Empty,
    }
}

fn lines_withheld(place: &Value) -> usize {
    let lines = ["factors", "criteria"].into_iter();
    let lines = lines.flat_map(|of| place[of].as_array().into_iter().flatten());
    lines.filter(|line| line["status"] == "withheld").count()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn place(code: &str, parent: Option<&str>, overall: Value) -> Value {
        let mut place =
            json!({ "code": code, "name": { "vi": code, "en": code }, "overall": overall });
        if let Some(parent) = parent {
            place["parent"] = json!(parent);
        }
        place
    }

    fn shown(value: f64, n: u64) -> Value {
        json!({ "status": "shown", "value": value, "n": n })
    }

    fn figures(places: Vec<Value>) -> Value {
        json!({ "questions": [], "places": places })
    }

    #[test]
    fn what_is_withheld_is_counted_by_level_and_named() {
        let mut hidden_line = place("2025:33", Some("vn"), shown(80.0, 40));
        hidden_line["criteria"] = json!([{ "status": "withheld" }, { "status": "shown" }]);
        let outlook = Outlook::of(
            &figures(vec![
                place("vn", None, shown(80.0, 50)),
                hidden_line,
                place("2025:01", Some("vn"), json!({ "status": "withheld" })),
                place("2025:04", Some("vn"), json!({ "status": "no_data" })),
                place(
                    "2025:11953",
                    Some("2025:33"),
                    json!({ "status": "withheld" }),
                ),
            ]),
            None,
        );
        assert_eq!((outlook.provinces.shown, outlook.provinces.empty), (1, 1));
        assert_eq!(
            outlook.provinces.withheld,
            [Text::new("2025:01", "2025:01")]
        );
        assert_eq!(
            (outlook.communes.withheld.len(), outlook.lines_withheld),
            (1, 1)
        );
        assert_eq!(
            outlook.answered().count(),
            3,
            "a province without answers needs no line"
        );
    }

    #[test]
    fn what_moved_and_what_is_gone_since_the_release_before_is_told() {
        let of = |index: f64, first: Value, second: Value| {
            figures(vec![
                place("vn", None, shown(index, 50)),
                place("2025:33", Some("vn"), shown(index, 50)),
                place("a", Some("2025:33"), first),
                place("b", Some("2025:33"), second),
            ])
        };
        let before = of(80.0, shown(80.0, 20), shown(70.0, 30));
        let now = of(82.0, shown(81.0, 24), json!({ "status": "withheld" }));
        let outlook = Outlook::of(&now, Some(&before));
        assert_eq!((outlook.communes_moved, outlook.communes_gone), (1, 1));
        assert_eq!(outlook.upper[0].now, Told::Shown(82.0, 50));
        assert_eq!(outlook.upper[0].before, Told::Shown(80.0, 50));
        let same = Outlook::of(&before, Some(&before));
        assert_eq!((same.communes_moved, same.communes_gone), (0, 0));
    }
}
