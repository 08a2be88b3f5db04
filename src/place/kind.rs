//! What a unit is: its level in the tree, and the word that stands before its name.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// The level of a unit in the tree of places (cấp hành chính), widest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Cả nước.
    Nation,
    /// Cấp tỉnh: provinces and centrally-run cities.
    Province,
    /// Cấp huyện, until 2025-06-30.
    District,
    /// Cấp xã: communes, wards, townships, special zones.
    Commune,
}

impl Level {
    pub(super) const ALL: [Self; 4] = [Self::Nation, Self::Province, Self::District, Self::Commune];

    /// The word used in tables and addresses: `nation`, `province`, `district`, `commune`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nation => "nation",
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = || Self::ALL.map(Self::as_str).join(", ");
        Self::parse(text).ok_or_else(|| format!("“{text}” is no level; choose one of {}", words()))
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The legal kind of a unit (loại đơn vị hành chính). Kinds change on dates: Đồng Nai was a *tỉnh* until 2026-04-29.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// No word before the name: the nation, or places of a country whose kinds are not recorded.
    Plain,
    /// Thành phố: run centrally, or (until 2025) inside a province.
    City,
    /// Tỉnh.
    Province,
    /// Quận.
    UrbanDistrict,
    /// Thị xã.
    Town,
    /// Huyện.
    RuralDistrict,
    /// Phường.
    Ward,
    /// Thị trấn.
    Township,
    /// Xã.
    Commune,
    /// Đặc khu, since 2025.
    SpecialZone,
}

impl Kind {
    /// Every kind that has a word.
    pub const NAMED: [Self; 9] = [
        Self::City,
        Self::Province,
        Self::UrbanDistrict,
        Self::Town,
        Self::RuralDistrict,
        Self::Ward,
        Self::Township,
        Self::Commune,
        Self::SpecialZone,
    ];

    /// The Vietnamese term, as in the tables: “tỉnh”, “phường”. Empty for [`Kind::Plain`].
    pub fn term(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::City => "thành phố",
            Self::Province => "tỉnh",
            Self::UrbanDistrict => "quận",
            Self::Town => "thị xã",
            Self::RuralDistrict => "huyện",
            Self::Ward => "phường",
            Self::Township => "thị trấn",
            Self::Commune => "xã",
            Self::SpecialZone => "đặc khu",
        }
    }

    /// The English word in titles: “Ward”. Empty for [`Kind::Plain`].
    pub fn english(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::City => "City",
            Self::Province => "Province",
            Self::UrbanDistrict | Self::RuralDistrict => "District",
            Self::Town => "Town",
            Self::Ward => "Ward",
            Self::Township => "Township",
            Self::Commune => "Commune",
            Self::SpecialZone => "Special Zone",
        }
    }

    /// The term in the reader's language, in lower case: “phường”, “ward”.
    pub fn word(self, lang: &str) -> String {
        match lang {
            "en" => self.english().to_lowercase(),
            _ => self.term().to_owned(),
        }
    }

    /// The word used in addresses and settings: `ward`, `special_zone`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::City => "city",
            Self::Province => "province",
            Self::UrbanDistrict => "urban_district",
            Self::Town => "town",
            Self::RuralDistrict => "rural_district",
            Self::Ward => "ward",
            Self::Township => "township",
            Self::Commune => "commune",
            Self::SpecialZone => "special_zone",
        }
    }

    /// How people shorten the term before a name, without marks: “TP. Huế”, “P. Ba Đình”.
    pub(super) fn abbreviation(self) -> Option<&'static str> {
        match self {
            Self::City => Some("tp"),
            Self::UrbanDistrict => Some("q"),
            Self::Town => Some("tx"),
            Self::RuralDistrict => Some("h"),
            Self::Ward => Some("p"),
            Self::Township => Some("tt"),
            Self::Commune => Some("x"),
            Self::SpecialZone => Some("dk"),
            Self::Plain | Self::Province => None,
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::Plain);
        }
        Self::NAMED.into_iter().find(|kind| kind.term() == text)
    }
}

/// “Phường Ba Đình”, “Ba Đình Ward”; numbered units are “Phường 1”, “Ward 1”.
pub(super) fn title(kind: Kind, name: &str, lang: &str) -> String {
    let numbered = name.bytes().all(|b| b.is_ascii_digit());
    match (kind, lang) {
        (Kind::Plain, _) => name.to_owned(),
        (_, "en") if numbered => format!("{} {name}", kind.english()),
        (_, "en") => format!("{name} {}", kind.english()),
        _ => format!("{} {name}", capitalised(kind.term())),
    }
}

fn capitalised(word: &str) -> String {
    let mut rest = word.chars();
    rest.next()
        .map(|first| first.to_uppercase().chain(rest).collect())
        .unwrap_or_default()
}
