//! Where a sheet belongs: form, office, place and channel (ô phiếu).

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// Key of the whole country.
pub const NATION: &str = "vn";

/// One version of a form. A published version never changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FormRef {
    /// Form id, e.g. `onestop-short`.
    pub id: String,
    /// Version, from 1.
    pub version: u32,
}

impl FormRef {
    /// Names a form version.
    pub fn new(id: impl Into<String>, version: u32) -> Self {
        Self {
            id: id.into(),
            version,
        }
    }
}

impl fmt::Display for FormRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} version {}", self.id, self.version)
    }
}

/// A place with what it lies in: a commune in its province, a province, or the nation.
///
/// Keys are the texts of the atlas, e.g. `2025:00004` in `2025:01`; the nation is [`NATION`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlacePath {
    province: Option<String>,
    commune: Option<String>,
}

impl PlacePath {
    /// The whole country.
    pub fn nation() -> Self {
        Self {
            province: None,
            commune: None,
        }
    }

    /// A province (tỉnh, thành phố).
    pub fn province(key: impl Into<String>) -> Self {
        Self {
            province: Some(key.into()),
            commune: None,
        }
    }

    /// A commune (xã, phường, đặc khu) in its province.
    pub fn commune(province: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            province: Some(province.into()),
            commune: Some(key.into()),
        }
    }

    /// From two columns in which an empty text means “none”; a commune without a province is the nation.
    pub fn from_columns(province: &str, commune: &str) -> Self {
        match (province, commune) {
            ("", _) => Self::nation(),
            (province, "") => Self::province(province),
            (province, commune) => Self::commune(province, commune),
        }
    }

    /// The province as a column: empty for the nation.
    pub fn province_column(&self) -> &str {
        self.province.as_deref().unwrap_or("")
    }

    /// The commune as a column: empty for a province or the nation.
    pub fn commune_column(&self) -> &str {
        self.commune.as_deref().unwrap_or("")
    }

    /// The key of the place itself.
    pub fn key(&self) -> &str {
        let own = self.commune.as_deref().or(self.province.as_deref());
        own.unwrap_or(NATION)
    }

    /// The key of the place directly above: empty for the nation.
    pub fn parent(&self) -> &str {
        match (&self.province, &self.commune) {
            (None, _) => "",
            (Some(_), None) => NATION,
            (Some(province), Some(_)) => province,
        }
    }

    /// The place directly above.
    pub fn wider(&self) -> Option<Self> {
        match (&self.province, &self.commune) {
            (None, _) => None,
            (Some(_), None) => Some(Self::nation()),
            (Some(province), Some(_)) => Some(Self::province(province.clone())),
        }
    }

    /// This place and every wider one, narrowest first.
    pub fn and_wider(&self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self.clone()), Self::wider)
    }

    /// Whether this is a commune.
    pub fn is_commune(&self) -> bool {
        self.commune.is_some()
    }
}

/// How the transaction was done, or how the sheet came (kênh).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// At the counter (trực tiếp).
    InPerson,
    /// Through the public-service portal (trực tuyến).
    Online,
    /// By post (bưu chính công ích).
    Post,
    /// By telephone (điện thoại).
    Phone,
    /// A form handed out by an interviewer (phát phiếu, phỏng vấn).
    Interview,
    /// Without an invitation: kiosk, poster, widget (khách vãng lai). Never part of the headline.
    WalkIn,
}

/// A channel nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a channel: write in_person, online, post, phone, interview or walk_in")]
pub struct UnknownChannel(pub String);

impl Channel {
    /// All channels, in the order reports list them.
    pub const ALL: [Self; 6] = [
        Self::InPerson,
        Self::Online,
        Self::Post,
        Self::Phone,
        Self::Interview,
        Self::WalkIn,
    ];

    /// The text that is stored and shown in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Online => "online",
            Self::Post => "post",
            Self::Phone => "phone",
            Self::Interview => "interview",
            Self::WalkIn => "walk_in",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Channel {
    type Err = UnknownChannel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL
            .into_iter()
            .find(|channel| channel.as_str() == text);
        found.ok_or_else(|| UnknownChannel(text.chars().take(40).collect()))
    }
}

/// What shares a pile in the ballot box: office × form × channel. The month is that of the box key; the
/// procedure group travels inside the sealed sheet.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    /// The form version handed out.
    pub form: FormRef,
    /// Office code (cơ quan, bộ phận một cửa).
    pub office: String,
    /// Where the office stands.
    pub place: PlacePath,
    /// How the sheet comes.
    pub channel: Channel,
}

/// The number of a [`Cell`]: a digest of its contents, so that no serial number tells which came first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellId(pub i64);

impl Cell {
    /// The cell's number, the same on every machine.
    pub fn id(&self) -> CellId {
        let mut digest = Sha256::new();
        for part in [
            self.form.id.as_str(),
            &self.form.version.to_string(),
            &self.office,
            self.place.province_column(),
            self.place.commune_column(),
            self.channel.as_str(),
        ] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let bytes: [u8; 32] = digest.finalize().into();
        let mut first = [0; 8];
        first.copy_from_slice(&bytes[..8]);
        CellId((u64::from_be_bytes(first) >> 1).cast_signed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_knows_everything_it_lies_in() {
        let commune = PlacePath::commune("2025:01", "2025:00004");
        let keys: Vec<_> = commune
            .and_wider()
            .map(|p| (p.parent().to_owned(), p.key().to_owned()))
            .collect();
        let expected = [("2025:01", "2025:00004"), ("vn", "2025:01"), ("", "vn")];
        assert_eq!(
            keys,
            expected.map(|(parent, key)| (parent.to_owned(), key.to_owned()))
        );
        assert_eq!(PlacePath::from_columns("2025:01", "2025:00004"), commune);
        assert_eq!(PlacePath::from_columns("", ""), PlacePath::nation());
    }

    #[test]
    fn a_cell_has_one_number_and_another_cell_another() {
        let cell = Cell {
            form: FormRef::new("onestop-short", 1),
            office: "H01.1".to_owned(),
            place: PlacePath::province("2025:01"),
            channel: Channel::Online,
        };
        let other = Cell {
            channel: Channel::Post,
            ..cell.clone()
        };
        assert_eq!(cell.id(), cell.clone().id());
        assert_ne!(cell.id(), other.id());
        assert!(cell.id().0 >= 0);
    }

    #[test]
    fn channels_are_read_as_they_are_written() {
        for channel in Channel::ALL {
            assert_eq!(channel.as_str().parse(), Ok(channel));
        }
        assert!("fax".parse::<Channel>().is_err());
    }
}
