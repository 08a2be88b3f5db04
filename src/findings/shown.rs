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

/// Why a value is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Fewer answers than the threshold (dưới ngưỡng công bố).
    TooFew,
    /// Enough answers, but together with public values it would reveal a group that has too few.
    Complement,
    /// It differs from an already published version by too few answers.
    Increment,
}

impl Reason {
    /// One sentence for the reader, in Vietnamese (`"vi"`) or English.
    pub fn sentence(self, lang: &str, threshold: u64) -> String {
        match (self, lang) {
            (Self::TooFew, "vi") => format!("Chưa đủ dữ liệu (dưới {threshold} phiếu)"),
            (Self::TooFew, _) => format!("Not enough answers yet (fewer than {threshold})"),
            (Self::Complement, "vi") => {
                "Không công bố, để không suy ra được kết quả của một nhóm có quá ít phiếu".into()
            }
            (Self::Complement, _) => {
                "Withheld, so that a group with too few answers cannot be worked out".into()
            }
            (Self::Increment, "vi") => {
                "Chờ thêm phiếu: mới tăng quá ít so với lần công bố trước".into()
            }
            (Self::Increment, _) => {
                "Waiting for more answers: too few have come since the last publication".into()
            }
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
