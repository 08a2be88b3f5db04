//! What may leave the house: a value that passed the gate, or the reason why there is none.

use serde::{Serialize, Serializer, ser::SerializeMap};

/// A value after the disclosure gate. No data is never zero, and too few is never a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown<T> {
    /// Enough answers, and no subtraction of public values reveals fewer.
    Value(T),
    /// There are answers, but showing this value would tell about too few people.
    Withheld(Reason),
    /// Nobody answered (chưa có phiếu).
    NoData,
}

/// Why a value is withheld, as far as anybody may know.
///
/// There is one reason for all. Whether a cell is too small itself, or would give a small one away, or has grown by too few
/// since the last publication, would narrow down what the small one can be; only the gate knows ([`super::gate::Why`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Fewer answers than the threshold, here or in a group that could be worked out from it (chưa đủ phiếu để công bố).
    TooFew,
}

impl Reason {
    /// One sentence for the reader, in Vietnamese (`"vi"`) or English.
    pub fn sentence(self, lang: &str, threshold: u64) -> String {
        match lang {
            "vi" => format!("Chưa đủ dữ liệu để công bố (ngưỡng {threshold} phiếu)"),
            _ => format!("Not enough answers to publish (threshold {threshold})"),
        }
    }
}

impl<T> Shown<T> {
    /// The value, if it may be shown.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// Applies `f` to a shown value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Shown<U> {
        match self {
            Self::Value(value) => Shown::Value(f(value)),
            Self::Withheld(reason) => Shown::Withheld(reason),
            Self::NoData => Shown::NoData,
        }
    }
}

/// `{"status":"shown", …the value's fields}`, `{"status":"withheld","reason":"too_few"}`, `{"status":"no_data"}`.
impl<T: Serialize> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Value<'a, T> {
            status: &'static str,
            #[serde(flatten)]
            value: &'a T,
        }
        match self {
            Self::Value(value) => Value {
                status: "shown",
                value,
            }
            .serialize(serializer),
            Self::Withheld(reason) => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("status", "withheld")?;
                map.serialize_entry("reason", reason)?;
                map.end()
            }
            Self::NoData => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("status", "no_data")?;
                map.end()
            }
        }
    }
}
