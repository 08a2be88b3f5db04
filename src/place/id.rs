//! The name of a unit: a code together with the scheme that gave it.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A short ASCII word kept in a number, so that ids are copied and compared like numbers. Big-endian: the order of the
/// numbers is the order of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Tag(NonZeroU64);

impl Tag {
    /// 1–8 ASCII letters, digits, dots or hyphens.
    fn new(text: &str) -> Option<Self> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'.' || b == b'-';
        let mut bytes = [0; 8];
        bytes
            .get_mut(..text.len())
            .filter(|_| text.bytes().all(allowed))?
            .copy_from_slice(text.as_bytes());
        NonZeroU64::new(u64::from_be_bytes(bytes)).map(Self)
    }

    fn width(self) -> usize {
        8 - self.0.trailing_zeros() as usize / 8
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0.get().to_be_bytes();
        f.pad(std::str::from_utf8(&bytes[..self.width()]).unwrap_or_default())
    }
}

/// A list of units with one way of giving codes (bảng danh mục), by the year of its decision: `2004`, `2025`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Scheme(Tag);

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Scheme {
    type Err = UnitIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Tag::new(text).map(Self).ok_or_else(|| unreadable(text))
    }
}

/// A unit: a code of one scheme, written `2025:33`, or a whole country, written `vn`.
///
/// Two ids are equal only if their schemes are: the 82 of 2004 (Tiền Giang) is not the 82 of 2025 (Đồng Tháp).
/// The nation comes first in order, then scheme by scheme in the order of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitId {
    /// `None` for the nation.
    scheme: Option<Scheme>,
    code: Tag,
}

/// What was wrong with a written unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a unit: write the scheme and the code (2025:33 for a province, 2025:00004 for a commune), or vn"
)]
pub struct UnitIdError(pub String);

impl UnitId {
    /// The scheme that gave the code; `None` for the nation.
    pub fn scheme(&self) -> Option<Scheme> {
        self.scheme
    }

    /// The code alone, to print in a column beside its scheme. It cannot be compared: a code means nothing without
    /// its scheme.
    pub fn code(&self) -> impl fmt::Display + use<> {
        CodeText(self.code)
    }

    /// Number of characters of the code.
    pub(super) fn code_width(&self) -> usize {
        self.code.width()
    }

    /// A written code read as one of this scheme. Only the atlas does this, for text that names no scheme.
    pub(super) fn in_scheme(scheme: Scheme, code: &str) -> Option<Self> {
        let code = Tag::new(code)?;
        Some(Self {
            scheme: Some(scheme),
            code,
        })
    }
}

/// Prints a code and does nothing else.
struct CodeText(Tag);

impl fmt::Display for CodeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn unreadable(text: &str) -> UnitIdError {
    UnitIdError(text.chars().take(40).collect())
}

impl fmt::Display for UnitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scheme {
            None => self.code.fmt(f),
            Some(scheme) => f.pad(&format!("{scheme}:{}", self.code)),
        }
    }
}

impl FromStr for UnitId {
    type Err = UnitIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || match text.split_once(':') {
            Some((scheme, code)) => Self::in_scheme(scheme.parse().ok()?, code),
            None => Some(Self {
                scheme: None,
                code: Tag::new(text)
                    .filter(|_| text.len() == 2 && text.bytes().all(|b| b.is_ascii_lowercase()))?,
            }),
        };
        parse().ok_or_else(|| unreadable(text))
    }
}

impl Serialize for UnitId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for UnitId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl Serialize for Scheme {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_unit_reads_back_as_written() {
        for text in ["vn", "2025:33", "2004:001", "2025:00004"] {
            assert_eq!(text.parse::<UnitId>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "33",
            "VN",
            "2025:",
            ":33",
            "2025:33:1",
            "2025:３３",
            "2025: 33",
            "2025:123456789",
        ] {
            assert!(text.parse::<UnitId>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_same_code_of_two_schemes_is_two_units() {
        let (old, new): (UnitId, UnitId) = ("2004:82".parse().unwrap(), "2025:82".parse().unwrap());
        assert_ne!(old, new);
        assert!("vn".parse::<UnitId>().unwrap() < old && old < new);
    }

    #[test]
    fn leading_zeros_stay() {
        let id: UnitId = serde_json::from_str("\"2025:00004\"").unwrap();
        assert_eq!(id.code().to_string(), "00004");
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"2025:00004\"");
    }
}
