//! Answers as they arrive, from a JSON object or from the fields of a page, before they fit any form.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use unicode_normalization::UnicodeNormalization;

/// Codes with their values, in the order sent. Nothing is dropped: a code that was sent twice stands
/// here twice, so that it can be told.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Answers(Vec<(String, Given)>);

/// What was sent under a code.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// Text, or a number or a truth value written as text.
    Value(String),
    /// An empty list: the question was offered and nothing was ticked.
    NothingTicked,
    /// An object, or a list of lists.
    Unreadable,
}

impl Answers {
    /// From the fields of a page, in order. A repeated name is a multi-select; an empty value of a
    /// multi-select says that it was offered. Fields that are not answers (token, language …) must be
    /// taken out before.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        pairs
            .into_iter()
            .map(|(code, value)| (code.into(), Given::Value(value.into())))
            .collect()
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was sent.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text values sent under a code, in order: what a page shows again after a fault.
    pub fn values<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter_map(move |(sent, given)| match given {
            Given::Value(value) if sent == code => Some(value.as_str()),
            _ => None,
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Given)> {
        self.0.iter().map(|(code, given)| (code.as_str(), given))
    }
}

impl FromIterator<(String, Given)> for Answers {
    fn from_iter<I: IntoIterator<Item = (String, Given)>>(entries: I) -> Self {
        let normal = |(code, given): (String, Given)| {
            let given = match given {
                Given::Value(value) => Given::Value(value.nfc().collect()),
                other => other,
            };
            (code.nfc().collect(), given)
        };
        Self(entries.into_iter().map(normal).collect())
    }
}

/// What a person answered does not belong into logs, not even by accident.
impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({} values)", self.0.len())
    }
}

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Answers;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of question codes and answers")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answers, A::Error> {
                let mut entries = Vec::new();
                while let Some((code, Sent(values))) = map.next_entry::<String, Sent>()? {
                    entries.extend(values.into_iter().map(|given| (code.clone(), given)));
                }
                Ok(entries.into_iter().collect())
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// One JSON value as zero (null), one or several given values.
struct Sent(Vec<Given>);

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SentVisitor)
    }
}

struct SentVisitor;

impl SentVisitor {
    fn one(value: impl Into<String>) -> Sent {
        Sent(vec![Given::Value(value.into())])
    }
}

impl<'de> Visitor<'de> for SentVisitor {
    type Value = Sent;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer: text, a number, true or false, or a list of them")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Sent, E> {
        Ok(Self::one(if value { "true" } else { "false" }))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Sent, E> {
        Ok(Self::one(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Sent, E> {
        Ok(Self::one(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Sent, E> {
        // Some senders write every number with a point: 4.0 is 4.
        Ok(Self::one(format!("{value}")))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Sent, E> {
        Ok(Self::one(value))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Sent, E> {
        Ok(Self::one(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Sent, E> {
        Ok(Sent(Vec::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Sent, A::Error> {
        let mut values = Vec::new();
        let mut items = 0;
        while let Some(Sent(item)) = list.next_element::<Sent>()? {
            items += 1;
            if item.len() == 1 && matches!(item[0], Given::Value(_)) {
                values.extend(item);
            } else {
                values.push(Given::Unreadable);
            }
        }
        if items == 0 {
            values.push(Given::NothingTicked);
        }
        Ok(Sent(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Sent, A::Error> {
        while map
            .next_entry::<serde::de::IgnoredAny, serde::de::IgnoredAny>()?
            .is_some()
        {}
        Ok(Sent(vec![Given::Unreadable]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Answers {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn numbers_texts_and_truth_values_are_all_answers() {
        let answers =
            json(r#"{"a": 4, "b": "4", "c": 4.0, "d": true, "e": null, "f": ["x", "y"]}"#);
        let value = |code| answers.values(code).collect::<Vec<_>>();
        assert_eq!(value("a"), ["4"]);
        assert_eq!(value("b"), ["4"]);
        assert_eq!(value("c"), ["4"]);
        assert_eq!(value("d"), ["true"]);
        assert!(value("e").is_empty());
        assert_eq!(value("f"), ["x", "y"]);
    }

    #[test]
    fn a_key_sent_twice_is_not_lost() {
        let answers = json(r#"{"a": 4, "a": 5}"#);
        assert_eq!(answers.values("a").collect::<Vec<_>>(), ["4", "5"]);
    }

    #[test]
    fn a_log_line_of_answers_tells_no_answer() {
        assert_eq!(
            format!("{:?}", json(r#"{"a": "bí mật"}"#)),
            "Answers(1 values)"
        );
    }

    #[test]
    fn decomposed_text_becomes_composed() {
        let answers = Answers::from_pairs([("comment", "Ca\u{309}m o\u{31b}n")]);
        assert_eq!(answers.values("comment").next(), Some("Cảm ơn"));
    }
}
