//! One place for a written name, for imports: found as it was called on the day, or an error that says why.

use chrono::NaiveDate;

use super::atlas::Atlas;
use super::fold::{clean, fold};
use super::id::UnitId;
use super::kind::Level;
use super::reading::{Extent, Likeness, Reading};
use super::unit::Unit;

/// Why a written name is not one place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum NotFound {
    #[error("no {level} on {on} is called or coded “{text}”")]
    Unknown {
        text: String,
        level: Level,
        on: NaiveDate,
    },
    #[error("“{text}” is not valid on {on}")]
    OutsideItsTime { text: String, on: NaiveDate },
    #[error("“{text}” may be {}; write the full name, or the code", .candidates.join(" or "))]
    Ambiguous {
        text: String,
        candidates: Vec<String>,
    },
}

impl Atlas {
    /// The one unit of a level that was called or coded so on a day, for imports: a name of two places is an error
    /// that lists them, never a guess. Write the marks and Cẩm Giàng is found; without, Cẩm Giang may be meant too.
    pub fn resolve(
        &self,
        text: &str,
        level: Level,
        within: Option<&UnitId>,
        on: NaiveDate,
    ) -> Result<&Unit, NotFound> {
        let shown = || clean(text).chars().take(60).collect::<String>();
        let inside = |unit: &Unit| {
            within.is_none_or(|id| self.lineage_up(&unit.id).any(|above| above.id == *id))
        };
        let trimmed = text.trim();
        let id = trimmed
            .parse()
            .ok()
            .or_else(|| UnitId::in_scheme(self.scheme_on(on), trimmed));
        let coded = id
            .and_then(|id| self.unit(&id))
            .filter(|unit| unit.level == level && inside(unit));
        if let Some(unit) = coded {
            let outside = || NotFound::OutsideItsTime { text: shown(), on };
            return Some(unit)
                .filter(|unit| unit.is_valid(on))
                .ok_or_else(outside);
        }
        let mut found: Vec<(Likeness, &Unit)> = Vec::new();
        for reading in Reading::all(text) {
            let same = self.folded_names().by_name.get(&reading.loose);
            let units = same
                .into_iter()
                .flatten()
                .map(|&position| &self.units[position as usize]);
            for unit in
                units.filter(|unit| unit.level == level && unit.is_valid(on) && inside(unit))
            {
                if reading.kind.is_some_and(|kind| kind != unit.kind(on)) {
                    continue;
                }
                let name = unit.name(on);
                if let Some((likeness, Extent::Whole)) = reading.likeness(name, &fold(name)) {
                    found.push((likeness, unit));
                }
            }
        }
        found.sort_by_key(|&(likeness, unit)| (likeness, unit.id));
        let nearest = found.first().map(|(likeness, _)| *likeness);
        found.retain(|(likeness, _)| Some(*likeness) == nearest);
        found.dedup_by_key(|(_, unit)| unit.id);
        match found.as_slice() {
            [] => Err(NotFound::Unknown {
                text: shown(),
                level,
                on,
            }),
            [(_, unit)] => Ok(unit),
            several => Err(NotFound::Ambiguous {
                text: shown(),
                candidates: several
                    .iter()
                    .map(|(_, unit)| format!("{} ({})", self.address(&unit.id, on, "vi"), unit.id))
                    .collect(),
            }),
        }
    }
}
