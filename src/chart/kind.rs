//! Which charts there are.

use std::fmt;
use std::str::FromStr;

/// A kind of chart, named as in the address of the page: `places`, `criteria` …
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Ranking bars of the places with 95 % intervals.
    Places,
    /// How the answers to each criterion spread over the levels, diverging from the neutral level.
    Criteria,
    /// Factor × place table in classed colours.
    Heat,
    /// The index over time, cut where the method or the boundary changed.
    Trend,
    /// Tile map of the provinces, with both archipelagos.
    Map,
    /// Places by number of answers, inside the limits of chance.
    Funnel,
    /// Ranks of the places with the set of ranks that the answers allow.
    Ranks,
}

impl Kind {
    /// Every kind, in the order of a report.
    pub const ALL: [Self; 7] = [
        Self::Places,
        Self::Criteria,
        Self::Heat,
        Self::Trend,
        Self::Map,
        Self::Funnel,
        Self::Ranks,
    ];

    /// The name in addresses and commands.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Places => "places",
            Self::Criteria => "criteria",
            Self::Heat => "heat",
            Self::Trend => "trend",
            Self::Map => "map",
            Self::Funnel => "funnel",
            Self::Ranks => "ranks",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// There is no chart of that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no chart “{0}”; there are places, criteria, heat, trend, map, funnel and ranks")]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownKind(text.chars().take(40).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_reads_back_and_an_unknown_one_is_told_the_names() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        let fault = "pie".parse::<Kind>().unwrap_err().to_string();
        assert!(
            Kind::ALL.iter().all(|k| fault.contains(k.as_str())),
            "{fault}"
        );
    }
}
