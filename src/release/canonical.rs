//! One way of writing a JSON value (RFC 8785), so that equal values have equal bytes and so equal hashes.
//!
//! Members are sorted by UTF-16 code units, there is no white space, texts escape only what they must. Numbers
//! are narrower than the RFC allows: whole numbers below 2^53 and decimals of at most 15 digits, which every
//! reader of JSON turns into the same value. A longer fraction was not rounded by its maker, and is refused.

use serde_json::{Number, Value};

/// Whole numbers from here on are not kept apart by readers that use doubles.
const TOO_LARGE: u64 = 1 << 53;
/// A double keeps any decimal of so many digits.
const DIGITS: usize = 15;

/// A number that cannot be written so that everybody reads the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the number {number} at {path} has no safe form: round it to at most 15 digits before it is released, or write it as a text"
)]
pub struct NotCanonical {
    /// Where it stands, as a JSON pointer: `/places/3/value`.
    pub path: String,
    /// The number.
    pub number: String,
}

/// The canonical text of a value.
///
/// ```
/// use serde_json::json;
///
/// let text = sipas::release::canonical(&json!({ "b": [84.0, 83.94], "a": "Huế" })).unwrap();
/// assert_eq!(text, r#"{"a":"Huế","b":[84,83.94]}"#);
/// assert!(sipas::release::canonical(&json!(1.0 / 3.0)).is_err());
/// ```
pub fn canonical(value: &Value) -> Result<String, NotCanonical> {
    let mut text = String::new();
    write(value, &mut String::new(), &mut text)?;
    Ok(text)
}

fn write(value: &Value, path: &mut String, text: &mut String) -> Result<(), NotCanonical> {
    let depth = path.len();
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => match written(number) {
            Some(number) => text.push_str(&number),
            None => {
                return Err(NotCanonical {
                    path: if path.is_empty() { "the top" } else { path }.to_owned(),
                    number: number.to_string(),
                });
            }
        },
        Value::String(word) => quote(word, text),
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                path.push('/');
                path.push_str(&at.to_string());
                write(item, path, text)?;
                path.truncate(depth);
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            text.push('{');
            for (at, (name, member)) in sorted.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                quote(name, text);
                text.push(':');
                path.push('/');
                path.push_str(name);
                write(member, path, text)?;
                path.truncate(depth);
            }
            text.push('}');
        }
    }
    Ok(())
}

/// The escapes of RFC 8785: `\"`, `\\`, the five short ones, `\u00xx` for other control characters.
fn quote(word: &str, text: &mut String) {
    text.push('"');
    for character in word.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            control @ '\0'..='\u{1f}' => {
                text.push_str("\\u00");
                let code = u32::from(control);
                text.extend([code >> 4, code & 15].map(|d| char::from_digit(d, 16).unwrap_or('0')));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

fn written(number: &Number) -> Option<String> {
    if let Some(whole) = number.as_i64() {
        return (whole.unsigned_abs() < TOO_LARGE).then(|| whole.to_string());
    }
    let value = number
        .as_f64()
        .filter(|value| !number.is_u64() && value.is_finite())?;
    if value == 0.0 {
        return Some("0".to_owned()); // also −0
    }
    // Between these bounds the shortest text has no exponent, in Rust as in the RFC.
    let plain = (1e-6..TOO_LARGE as f64).contains(&value.abs());
    let text = value.to_string();
    let digits = text.trim_start_matches(['-', '0', '.']);
    let digits = digits.bytes().filter(u8::is_ascii_digit).count();
    (plain && digits <= DIGITS).then_some(text)
}

/// Where two values first differ, as a JSON pointer, in the order of the first; `None` when they are equal.
///
/// Whoever rebuilds the tables of a release from the counts compares them with this.
pub fn first_difference(a: &Value, b: &Value) -> Option<String> {
    match (a, b) {
        (Value::Object(left), Value::Object(right)) => {
            let inside = left.iter().find_map(|(name, value)| {
                let path = match right.get(name) {
                    Some(other) => first_difference(value, other)?,
                    None => String::new(),
                };
                Some(format!("/{name}{path}"))
            });
            let only_right = || right.keys().find(|name| !left.contains_key(*name));
            inside.or_else(|| only_right().map(|name| format!("/{name}")))
        }
        (Value::Array(left), Value::Array(right)) => {
            let mut pairs = left.iter().zip(right).enumerate();
            let inside = pairs.find_map(|(at, (value, other))| {
                first_difference(value, other).map(|path| format!("/{at}{path}"))
            });
            let shorter = left.len().min(right.len());
            inside.or_else(|| (left.len() != right.len()).then(|| format!("/{shorter}")))
        }
        (Value::Number(left), Value::Number(right)) if written(left).is_some() => {
            (written(left) != written(right)).then(String::new)
        }
        _ => (a != b).then(String::new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn members_are_sorted_by_utf16_code_units() {
        // The example of RFC 8785 §3.2.3: U+1F600 sorts before U+FB33, though its code point is larger.
        let members = json!({
            "\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7
        });
        let text = canonical(&members).unwrap();
        let values: Vec<_> = text
            .split(':')
            .filter_map(|part| part.split([',', '}']).next())
            .collect();
        assert_eq!(values[1..], ["2", "4", "6", "7", "1", "5", "3"], "{text}");
    }

    #[test]
    fn texts_escape_only_what_they_must() {
        let text = canonical(&json!("\u{20ac}$\u{f}\nA'\u{42}\"\\/é")).unwrap();
        assert_eq!(text, "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\/é\"");
    }

    #[test]
    fn a_number_has_one_form() {
        for (number, form) in [
            (json!(84.0), "84"),
            (json!(-0.0), "0"),
            (json!(83.94), "83.94"),
            (json!(-0.41), "-0.41"),
            (json!(0.000_001), "0.000001"),
            (json!(9_007_199_254_740_991_u64), "9007199254740991"),
        ] {
            assert_eq!(canonical(&number).unwrap(), form);
        }
    }

    #[test]
    fn a_number_that_readers_would_disagree_on_is_refused_with_its_place() {
        let fault = canonical(&json!({ "places": [{ "value": 1.0 / 3.0 }] })).unwrap_err();
        assert_eq!(fault.path, "/places/0/value");
        for number in [
            json!(1u64 << 53),
            json!(u64::MAX),
            json!(1e21),
            json!(1e-7),
            json!(0.1 + 0.2),
        ] {
            assert!(canonical(&number).is_err(), "{number}");
        }
    }

    #[test]
    fn the_first_difference_is_named() {
        let frozen = json!({ "a": [1, { "b": 2.0 }], "c": null });
        assert_eq!(
            first_difference(&frozen, &json!({ "c": null, "a": [1, { "b": 2 }] })),
            None
        );
        let other = json!({ "a": [1, { "b": 3 }], "c": null });
        assert_eq!(first_difference(&frozen, &other).unwrap(), "/a/1/b");
        assert_eq!(first_difference(&json!([1]), &json!([1, 2])).unwrap(), "/1");
        assert_eq!(
            first_difference(&json!({}), &json!({ "x": 1 })).unwrap(),
            "/x"
        );
    }

    proptest! {
        #[test]
        fn a_rounded_number_reads_back_as_written(units in -10_000_000i64..10_000_000, places in 0i32..6) {
            let number = json!(units as f64 / 10f64.powi(places));
            let text = canonical(&number).unwrap();
            let again: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(canonical(&again).unwrap(), text);
        }
    }
}
