//! Peer groups (nhóm so sánh): the units that are fairly ranked against each other.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use super::atlas::Atlas;
use super::id::UnitId;
use super::kind::{Kind, Level};
use super::unit::Unit;

/// A kind of office that is fairly ranked against its like (loại cơ quan). Which office is of which kind stands in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OfficeKind {
    /// Sở, ban, ngành.
    Department,
    /// Cơ quan ngành dọc: police, tax, social insurance.
    Vertical,
    /// Bộ phận một cửa of a commune.
    Commune,
}

impl OfficeKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Department, Self::Vertical, Self::Commune];

    /// The word used in files, and in peer groups as `offices:department`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Department => "department",
            Self::Vertical => "vertical",
            Self::Commune => "commune",
        }
    }

    fn title(self, lang: &str) -> &'static str {
        match (self, lang) {
            (Self::Department, "en") => "the departments",
            (Self::Department, _) => "các sở, ban, ngành",
            (Self::Vertical, "en") => "the vertical agencies",
            (Self::Vertical, _) => "các cơ quan ngành dọc",
            (Self::Commune, "en") => "the offices of communes",
            (Self::Commune, _) => "các bộ phận một cửa cấp xã",
        }
    }
}

impl FromStr for OfficeKind {
    type Err = UnknownOfficeKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| UnknownOfficeKind(text.chars().take(60).collect()))
    }
}

/// A word that names no kind of office.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no kind of office; choose one of department, vertical, commune")]
pub struct UnknownOfficeKind(String);

/// A group of units of one level, written `region:DBSH`, `cities`, `provinces`, `ward:2025:01` or `offices:department`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PeerGroup {
    /// The provinces of a socio-economic region, by the region's code.
    Region(String),
    /// Thành phố trực thuộc trung ương.
    Cities,
    /// Tỉnh: provinces that are not cities.
    Provinces,
    /// The communes of one kind inside a unit (a province or the nation).
    Communes {
        /// Where.
        within: UnitId,
        /// Phường, xã, thị trấn or đặc khu.
        kind: Kind,
    },
    /// Offices of one kind; they are no places, so that [`Atlas::peers`] knows none.
    Offices(OfficeKind),
}

/// What was wrong with a written peer group.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a peer group: write region:DBSH, cities, provinces, a kind and a place (ward:2025:01, commune:vn), or offices:department, offices:vertical, offices:commune"
)]
pub struct PeerGroupError(pub String);

impl Atlas {
    /// The members on a day, in Vietnamese order; kinds and regions are those of that day.
    pub fn peers(&self, group: &PeerGroup, on: NaiveDate) -> Vec<&Unit> {
        let provinces = || {
            let all = self.provinces(self.scheme_on(on)).into_iter();
            all.filter(|unit| unit.is_valid(on))
        };
        match group {
            PeerGroup::Region(code) => provinces()
                .filter(|unit| unit.region().is_some_and(|region| region.code == *code))
                .collect(),
            PeerGroup::Cities => provinces()
                .filter(|unit| unit.kind(on) == Kind::City)
                .collect(),
            PeerGroup::Provinces => provinces()
                .filter(|unit| unit.kind(on) != Kind::City)
                .collect(),
            PeerGroup::Communes { within, kind } => {
                let communes = match within.scheme() {
                    None => self.communes(self.scheme_on(on)),
                    Some(_) => self.within(within, Level::Commune),
                };
                let of_kind = communes
                    .into_iter()
                    .filter(|unit| unit.is_valid(on) && unit.kind(on) == *kind);
                of_kind.collect()
            }
            PeerGroup::Offices(_) => Vec::new(),
        }
    }

    /// The groups a unit belongs to on a day, nearest first.
    pub fn peer_groups_of(&self, id: &UnitId, on: NaiveDate) -> Vec<PeerGroup> {
        let Some(unit) = self.unit(id) else {
            return Vec::new();
        };
        match unit.level {
            Level::Province => {
                let region = unit
                    .region()
                    .map(|region| PeerGroup::Region(region.code.clone()));
                let kind = match unit.kind(on) {
                    Kind::City => PeerGroup::Cities,
                    _ => PeerGroup::Provinces,
                };
                region.into_iter().chain([kind]).collect()
            }
            Level::Commune => {
                let kind = unit.kind(on);
                let above = self.province_of(id).into_iter().chain([self.nation()]);
                above
                    .map(|unit| PeerGroup::Communes {
                        within: unit.id,
                        kind,
                    })
                    .collect()
            }
            Level::Nation | Level::District => Vec::new(),
        }
    }

    /// How the group is called in a sentence: “vùng Đồng bằng sông Hồng”, “the wards of Hà Nội City”.
    pub fn peer_group_title(&self, group: &PeerGroup, on: NaiveDate, lang: &str) -> String {
        let english = lang == "en";
        match group {
            PeerGroup::Region(code) => {
                let scheme = self.scheme_on(on);
                let provinces = self.provinces(scheme);
                let region = provinces
                    .iter()
                    .filter_map(|unit| unit.region())
                    .find(|region| region.code == *code);
                let name = region.map_or(code.as_str(), |region| region.title(lang));
                if english {
                    format!("the {name} region")
                } else {
                    format!("vùng {name}")
                }
            }
            PeerGroup::Cities if english => "the centrally-run cities".into(),
            PeerGroup::Cities => "các thành phố trực thuộc trung ương".into(),
            PeerGroup::Provinces if english => "the provinces".into(),
            PeerGroup::Provinces => "các tỉnh".into(),
            PeerGroup::Offices(kind) => kind.title(lang).into(),
            PeerGroup::Communes { within, kind } => {
                let place = self.address(within, on, lang);
                if english {
                    format!("the {}s of {place}", kind.word("en"))
                } else {
                    format!("các {} của {place}", kind.term())
                }
            }
        }
    }
}

impl fmt::Display for PeerGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Region(code) => write!(f, "region:{code}"),
            Self::Cities => f.write_str("cities"),
            Self::Provinces => f.write_str("provinces"),
            Self::Communes { within, kind } => write!(f, "{}:{within}", kind.slug()),
            Self::Offices(kind) => write!(f, "offices:{}", kind.as_str()),
        }
    }
}

impl FromStr for PeerGroup {
    type Err = PeerGroupError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || match (text, text.split_once(':')) {
            ("cities", _) => Some(Self::Cities),
            ("provinces", _) => Some(Self::Provinces),
            (_, Some(("region", code))) if !code.is_empty() => Some(Self::Region(code.to_owned())),
            (_, Some(("offices", word))) => word.parse().ok().map(Self::Offices),
            (_, Some((slug, place))) => Some(Self::Communes {
                kind: Kind::NAMED.into_iter().find(|kind| kind.slug() == slug)?,
                within: place.parse().ok()?,
            }),
            _ => None,
        };
        parse().ok_or_else(|| PeerGroupError(text.chars().take(40).collect()))
    }
}
