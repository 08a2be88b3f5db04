//! The short name of a release that people read and type: `2026-Q3.v1-7f3a9c`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::hash::Hash;
use crate::period::Period;

/// Period, version and the first six digits of the hash, which tell releases of one period (other forms, other
/// places) apart. The whole [`Hash`] is the identity; this is its everyday name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReleaseId {
    /// The frozen period.
    pub period: Period,
    /// 1 = first release, 2 = its first correction.
    pub version: u32,
    /// Six hexadecimal digits.
    digits: String,
}

/// What was wrong with a written id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not the id of a release: it looks like 2026-Q3.v1-7f3a9c")]
pub struct ReleaseIdError(pub String);

impl ReleaseId {
    pub(super) fn new(period: Period, version: u32, hash: &Hash) -> Self {
        Self {
            period,
            version,
            digits: hash.short(),
        }
    }

    /// The first six digits of the hash.
    pub fn digits(&self) -> &str {
        &self.digits
    }
}

impl fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!(
            "{}.v{}-{}",
            self.period, self.version, self.digits
        ))
    }
}

impl FromStr for ReleaseId {
    type Err = ReleaseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (period, rest) = text.split_once(".v")?;
            let (version, digits) = rest.split_once('-')?;
            let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
            let id = Self {
                period: period.parse().ok()?,
                version: version.parse().ok()?,
                digits: digits.to_owned(),
            };
            // Written again it must be the same text: no “+1”, no “01”.
            let plain = digits.len() == 6 && digits.bytes().all(hex) && id.version > 0;
            (plain && id.to_string() == text).then_some(id)
        };
        parse().ok_or_else(|| ReleaseIdError(text.chars().take(40).collect()))
    }
}

impl Serialize for ReleaseId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ReleaseId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_id_reads_back_as_written() {
        for text in ["2026-Q3.v1-7f3a9c", "2025.v12-000000", "2026-10.v2-abcdef"] {
            assert_eq!(text.parse::<ReleaseId>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "2026-Q3",
            "2026-Q3.v0-7f3a9c",
            "2026-Q3.v01-7f3a9c",
            "2026-Q3.v+1-7f3a9c",
            "2026-Q5.v1-7f3a9c",
            "2026-Q3.v1-7F3A9C",
            "2026-Q3.v1-7f3a9",
            "2026-Q3.v1-7f3a9c0",
        ] {
            assert!(text.parse::<ReleaseId>().is_err(), "{text}");
        }
    }
}
