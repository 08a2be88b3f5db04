//! The place, or the office, that somebody is there for (phạm vi phụ trách).

use std::fmt;
use std::str::FromStr;

use crate::place::{Atlas, Fate, UnitId};

/// A place with everything below it, or one office.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Jurisdiction {
    /// The nation, a province or a commune, with all below.
    Place(UnitId),
    /// One office, by its code.
    Office(String),
}

/// Words that name neither a place nor an office.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is neither a place nor an office: write vn, a code of today (33, 00004), or office:CODE"
)]
pub struct UnknownJurisdiction(String);

impl Jurisdiction {
    /// What people write: a place as [`Atlas::find`] reads it, or `office:CODE`.
    pub fn find(atlas: &Atlas, text: &str) -> Result<Self, UnknownJurisdiction> {
        if text.starts_with("office:") {
            return text.parse();
        }
        let unit = atlas.find(text);
        let unit = unit.filter(|unit| unit.valid_to.is_none());
        unit.map(|unit| Self::Place(unit.id))
            .ok_or_else(|| UnknownJurisdiction(text.chars().take(40).collect()))
    }

    /// Whether a place is the own one or lies below it. A unit of the past belongs to whoever has its people today.
    pub fn covers(&self, atlas: &Atlas, place: &UnitId) -> bool {
        let Self::Place(own) = self else {
            return false;
        };
        let lies_below = |id: &UnitId| atlas.lineage_up(id).any(|unit| unit.id == *own);
        lies_below(place)
            || match atlas.fate(place) {
                Fate::Whole(today) => lies_below(&today.id),
                Fate::Current => false,
                Fate::Split(_) | Fate::Ended(_) => {
                    let province = atlas.province_today(place);
                    province.is_some_and(|province| province.id == *own)
                }
            }
    }

    /// Whether an office, which stands in `place`, is the own one or lies in the own place.
    pub fn covers_office(&self, atlas: &Atlas, office: &str, place: &UnitId) -> bool {
        match self {
            Self::Office(own) => own == office,
            Self::Place(_) => self.covers(atlas, place),
        }
    }

    /// Whether all of another one lies inside; an office, which stands in `place`, lies inside what covers it.
    pub fn contains(&self, atlas: &Atlas, other: &Self, office_place: Option<&UnitId>) -> bool {
        match (self, other) {
            (_, Self::Place(place)) => self.covers(atlas, place),
            (Self::Office(own), Self::Office(office)) => own == office,
            (Self::Place(_), Self::Office(_)) => {
                office_place.is_some_and(|place| self.covers(atlas, place))
            }
        }
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Place(id) => id.fmt(f),
            Self::Office(code) => write!(f, "office:{code}"),
        }
    }
}

impl FromStr for Jurisdiction {
    type Err = UnknownJurisdiction;

    /// As it is stored: `vn`, `2025:33`, `office:H01`.
    fn from_str(text: &str) -> Result<Self, UnknownJurisdiction> {
        let unknown = || UnknownJurisdiction(text.chars().take(40).collect());
        match text.strip_prefix("office:") {
            Some("") => Err(unknown()),
            Some(code) => Ok(Self::Office(code.to_owned())),
            None => text.parse().map(Self::Place).map_err(|_| unknown()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Jurisdiction {
        Jurisdiction::find(Atlas::vietnam(), text).unwrap()
    }

    fn covers(own: &str, place: &str) -> bool {
        let atlas = Atlas::vietnam();
        of(own).covers(atlas, &atlas.find(place).unwrap().id)
    }

    #[test]
    fn own_and_below_are_covered_above_and_beside_are_not() {
        let commune = Atlas::vietnam().children(&"2025:33".parse().unwrap())[0]
            .id
            .to_string();
        assert!(covers("33", "33") && covers("33", &commune) && covers("vn", &commune));
        assert!(!covers("33", "vn") && !covers("33", "01") && !covers(&commune, "33"));
        assert!(covers(&commune, &commune) && !covers("01", &commune));
    }

    #[test]
    fn a_unit_of_the_past_belongs_to_whoever_has_its_people_today() {
        // Thái Bình became a part of Hưng Yên.
        assert!(covers("33", "2004:34") && !covers("01", "2004:34"));
        assert!(covers("vn", "2004:34"));
    }

    #[test]
    fn an_office_covers_itself_alone() {
        let atlas = Atlas::vietnam();
        let (own, place) = (of("office:H01"), "2025:33".parse().unwrap());
        assert!(own.covers_office(atlas, "H01", &place));
        assert!(!own.covers_office(atlas, "H02", &place) && !own.covers(atlas, &place));
        assert!(of("33").covers_office(atlas, "H01", &place));
    }

    #[test]
    fn what_is_written_reads_back_and_what_is_past_or_unknown_is_refused() {
        for text in ["vn", "2025:33", "office:H01.23"] {
            assert_eq!(text.parse::<Jurisdiction>().unwrap().to_string(), text);
        }
        for text in ["", "office:", "2004:34", "99999", "somewhere"] {
            let found = Jurisdiction::find(Atlas::vietnam(), text);
            assert!(found.is_err(), "{text}");
        }
    }
}
