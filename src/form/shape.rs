//! The shape of a form file against the schema: unknown fields, missing fields, values of the wrong kind.
//!
//! Deserialising stops at the first fault; a person who writes a form wants to see them all.

use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::fault::{Flaw, Path};
use super::nearest::did_you_mean;

/// Every way in which the file does not have the shape of the schema.
pub(super) fn flaws(schema: &Value, root: &DeTable<'_>) -> Vec<Flaw> {
    let mut shape = Shape {
        definitions: &schema["$defs"],
        flaws: Vec::new(),
    };
    shape.table(schema, root, &Path::default());
    shape.flaws
}

struct Shape<'a> {
    definitions: &'a Value,
    flaws: Vec<Flaw>,
}

impl<'a> Shape<'a> {
    fn tell(&mut self, path: &Path, message: String) {
        self.flaws.push(Flaw::new(path.clone(), message));
    }

    /// The schema behind references and behind “or nothing”.
    fn resolve(&self, schema: &'a Value) -> &'a Value {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.trim_start_matches("#/$defs/");
            return self.resolve(&self.definitions[name]);
        }
        let some = schema["anyOf"].as_array().and_then(|options| {
            options
                .iter()
                .find(|option| option["type"].as_str() != Some("null"))
        });
        some.map_or(schema, |schema| self.resolve(schema))
    }

    fn value(&mut self, schema: &'a Value, value: &DeValue<'_>, path: &Path) {
        let schema = self.resolve(schema);
        if let Some(words) = choices(schema) {
            match value.as_str() {
                Some(word) if words.contains(&word) => {}
                Some(word) => {
                    let known = words.join("”, “");
                    let hint = did_you_mean(word, words.iter().copied());
                    self.tell(path, format!("“{word}” is not one of “{known}”{hint}"));
                }
                None => self.tell(path, format!("write one of “{}”", words.join("”, “"))),
            }
            return;
        }
        let is_date = schema["format"].as_str() == Some("date");
        match (kind(schema), value) {
            ("object", DeValue::Table(table)) => self.table(schema, table, path),
            ("array", DeValue::Array(items)) => {
                let count = items.len() as u64;
                if schema["minItems"].as_u64().is_some_and(|min| count < min) {
                    self.tell(path, "the list is empty; write at least one item".into());
                }
                if let Some(max) = schema["maxItems"].as_u64().filter(|max| count > *max) {
                    self.tell(
                        path,
                        format!("{count} items are too many; at most {max} are allowed"),
                    );
                }
                for (position, item) in items.iter().enumerate() {
                    self.value(&schema["items"], item.get_ref(), &path.item(position));
                }
            }
            ("string", DeValue::Datetime(date)) if is_date => {
                if date.time.is_some() || date.offset.is_some() {
                    self.tell(path, "write the day only, as 2026-01-31".into());
                }
            }
            ("string", DeValue::String(_)) if !is_date => {}
            ("boolean", DeValue::Boolean(_)) => {}
            ("integer" | "number", DeValue::Integer(number)) => {
                self.range(schema, whole(number.as_str(), number.radix()), path);
            }
            ("number", DeValue::Float(number)) => {
                let number = number
                    .as_str()
                    .replace('_', "")
                    .parse()
                    .ok()
                    .filter(|n: &f64| n.is_finite());
                self.range(schema, number, path);
            }
            _ => self.tell(
                path,
                format!("write {} here, not {}", wanted(schema), given(value)),
            ),
        }
    }

    fn range(&mut self, schema: &Value, number: Option<f64>, path: &Path) {
        let (min, max) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
        let fits = number
            .is_some_and(|n| min.is_none_or(|min| n >= min) && max.is_none_or(|max| n <= max));
        if !fits {
            self.tell(
                path,
                match (min, max) {
                    (Some(min), Some(max)) => format!("write a number from {min} to {max}"),
                    (Some(min), None) => format!("write a number from {min} up"),
                    (None, Some(max)) => format!("write a number up to {max}"),
                    (None, None) => "this number is too large".to_owned(),
                },
            );
        }
    }

    fn table(&mut self, schema: &'a Value, table: &DeTable<'_>, path: &Path) {
        let Some(fields) = schema["properties"].as_object() else {
            // A map with names of the writer's own.
            for (name, value) in table {
                let path = path.key(name.get_ref());
                self.value(&schema["additionalProperties"], value.get_ref(), &path);
            }
            return;
        };
        let takes_languages = schema["additionalProperties"].is_object();
        for (name, value) in table {
            let name = name.get_ref().as_ref();
            let path = path.key(name);
            if let Some(field) = fields.get(name) {
                self.value(field, value.get_ref(), &path);
            } else if takes_languages && is_language(name) {
                self.value(&schema["additionalProperties"], value.get_ref(), &path);
            } else {
                let hint = did_you_mean(name, fields.keys().map(String::as_str));
                self.flaws.push(Flaw {
                    path,
                    at_key: true,
                    message: format!("there is no field “{name}” here{hint}"),
                });
            }
        }
        let required = schema["required"].as_array().into_iter().flatten();
        for name in required.filter_map(Value::as_str) {
            if !table.contains_key(name) {
                self.tell(
                    path,
                    match name {
                        "vi" => "the Vietnamese text is missing: write vi = \"…\"".to_owned(),
                        "en" => "the English text is missing: write en = \"…\"".to_owned(),
                        name => format!("the field “{name}” is missing"),
                    },
                );
            }
        }
    }
}

/// Whether a key can be the code of a language.
fn is_language(name: &str) -> bool {
    (2..=3).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// The words a schema allows, if it is a choice of words.
fn choices(schema: &Value) -> Option<Vec<&str>> {
    if let Some(words) = schema["enum"].as_array() {
        return Some(words.iter().filter_map(Value::as_str).collect());
    }
    let options = schema["oneOf"].as_array()?;
    Some(
        options
            .iter()
            .flat_map(|option| match option["enum"].as_array() {
                Some(words) => words.iter().filter_map(Value::as_str).collect(),
                None => option["const"].as_str().into_iter().collect::<Vec<_>>(),
            })
            .collect(),
    )
}

/// The kind of value a schema asks for, apart from “nothing”.
fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null"),
        one => one.as_str(),
    }
    .unwrap_or("object")
}

fn whole(digits: &str, radix: u32) -> Option<f64> {
    i64::from_str_radix(&digits.replace('_', ""), radix)
        .ok()
        .map(|number| number as f64)
}

fn wanted(schema: &Value) -> &'static str {
    match (kind(schema), schema["format"].as_str()) {
        (_, Some("date")) => "a date such as 2026-01-31, without quotation marks,",
        ("string", _) => "text in quotation marks",
        ("boolean", _) => "true or false",
        ("integer", _) => "a whole number",
        ("number", _) => "a number",
        ("array", _) => "a list in square brackets",
        _ => "a table of fields",
    }
}

fn given(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
