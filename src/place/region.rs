//! Attributes of provinces that belong to one version of the map: region and agency id.

use std::fmt;

use serde::Serialize;

use super::id::Scheme;

/// A socio-economic region (vùng kinh tế – xã hội) of one scheme. Regions of two schemes are not comparable, even
/// where their names agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Region {
    /// The scheme whose provinces it groups.
    pub scheme: Scheme,
    /// A short code, unique in the scheme: `DBSH`.
    pub code: String,
    /// The Vietnamese name.
    pub name: String,
    /// The English name.
    pub name_en: String,
    /// Whether its members are stated by a decision at hand.
    pub confirmed: bool,
}

impl Region {
    /// The name in the reader's language.
    pub fn title(&self, lang: &str) -> &str {
        if lang == "en" && !self.name_en.is_empty() {
            &self.name_en
        } else {
            &self.name
        }
    }
}

/// The id of a provincial government in electronic document exchange (mã định danh cơ quan, “H26”). After a merger
/// it follows the name of the province, not its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agency {
    /// The id: `H26`.
    pub id: String,
    /// How well it is known.
    pub status: AgencyStatus,
}

/// How well an agency id is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AgencyStatus {
    /// Stated by an official source.
    Confirmed,
    /// Seen in real use and consistent.
    Seen,
    /// To be checked with the annex of QĐ 20/2020/QĐ-TTg before it is relied upon.
    Unconfirmed,
}

impl AgencyStatus {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "confirmed" => Some(Self::Confirmed),
            "seen" => Some(Self::Seen),
            "unconfirmed" => Some(Self::Unconfirmed),
            _ => None,
        }
    }
}

impl fmt::Display for Agency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.id)
    }
}
