//! Which unit a row means: as named or coded in its year, never by a guess.

use chrono::NaiveDate;

use super::columns::Column;
use super::entry::Rated;
use super::fault::FaultReason;
use super::series::Series;
use crate::place::{Atlas, Fate, Level, Unit, UnitId, fold};

/// The nation in the tables of ministries.
const NATION: [&str; 5] = ["ca nuoc", "toan quoc", "viet nam", "vietnam", "nation"];
/// Most candidates in one message.
const MOST_CANDIDATES: usize = 3;

/// Finds units of a series.
pub(super) struct Resolver<'a> {
    pub(super) series: &'a Series,
    pub(super) atlas: &'a Atlas,
}

type Fault = (Column, FaultReason);

impl Resolver<'_> {
    pub(super) fn rated(&self, name: &str, within: &str, year: u16) -> Result<Rated, Fault> {
        if name.is_empty() {
            return Err((Column::Unit, FaultReason::Empty));
        }
        let nation = self.atlas.nation().id;
        if NATION.contains(&fold(name).as_str()) || name == nation.to_string() {
            return Ok(Rated::Place(nation));
        }
        let generation = self.series.generation(year);
        let (Some(level), Some(generation)) = (self.series.units.level(), generation) else {
            return Ok(Rated::Agency(name.to_owned()));
        };
        let day = self.day_of(generation.scheme, year).ok_or((
            Column::Year,
            FaultReason::SchemeNotInForce(generation.scheme),
        ))?;
        let within = self.within(within, day)?;
        match self.atlas.resolve(name, level, within.as_ref(), day) {
            Ok(unit) => Ok(Rated::Place(unit.id)),
            Err(why) => {
                let why = self
                    .other_time(name, level, day)
                    .unwrap_or_else(|| why.to_string());
                let candidates = self.near(name, level, within.as_ref(), day);
                Err((Column::Unit, FaultReason::UnknownUnit { why, candidates }))
            }
        }
    }

    /// A day of the year on which the scheme was in force: the last one, or the first in the year it ended.
    fn day_of(&self, scheme: crate::place::Scheme, year: u16) -> Option<NaiveDate> {
        let day = |month, day| NaiveDate::from_ymd_opt(year.into(), month, day);
        let days = [day(12, 31), day(1, 1)].into_iter().flatten();
        days.into_iter()
            .find(|&day| self.atlas.scheme_on(day) == scheme)
    }

    fn within(&self, text: &str, day: NaiveDate) -> Result<Option<UnitId>, Fault> {
        if text.is_empty() {
            return Ok(None);
        }
        let province = self.atlas.resolve(text, Level::Province, None, day);
        let unknown = |_| {
            (
                Column::Within,
                FaultReason::UnknownProvince(text.to_owned()),
            )
        };
        province.map(|province| Some(province.id)).map_err(unknown)
    }

    /// The name is one of another time: say what became of it.
    fn other_time(&self, name: &str, level: Level, day: NaiveDate) -> Option<String> {
        let generations = self.series.generations.iter();
        let starts = generations.filter_map(|generation| {
            let first = self
                .atlas
                .units()
                .iter()
                .find(|unit| unit.id.scheme() == Some(generation.scheme));
            first.map(|unit| unit.valid_from)
        });
        let mut found =
            starts.filter_map(|start| self.atlas.resolve(name, level, None, start).ok());
        let unit = found.find(|unit| !unit.is_valid(day))?;
        let title = unit.title(unit.valid_from, "vi");
        Some(match (unit.valid_to, self.atlas.fate(&unit.id)) {
            (Some(last), Fate::Whole(heir)) if last < day => {
                let heir = heir.title(day, "vi");
                format!(
                    "{title} ended on {last} and lies in {heir} since; an old value keeps its old year"
                )
            }
            (Some(last), _) if last < day => format!("{title} ended on {last}"),
            _ => format!("{title} exists since {} only", unit.valid_from),
        })
    }

    /// Names that look alike, the nearest first.
    fn near(
        &self,
        name: &str,
        level: Level,
        within: Option<&UnitId>,
        day: NaiveDate,
    ) -> Vec<String> {
        let typed: Vec<char> = fold(name).chars().collect();
        let inside = |unit: &&Unit| {
            within.is_none_or(|id| self.atlas.lineage_up(&unit.id).any(|above| above.id == *id))
        };
        let units = self.atlas.units().iter();
        let mut near: Vec<(usize, u32, String)> = units
            .filter(|unit| unit.level == level && unit.is_valid(day))
            .filter(inside)
            .filter_map(|unit| {
                let name: Vec<char> = fold(unit.name(day)).chars().collect();
                let apart = edits(&typed, &name);
                (apart <= (typed.len() / 4).clamp(1, 3)).then(|| {
                    (
                        apart,
                        unit.sort_rank(),
                        format!("{} ({})", unit.title(day, "vi"), unit.id),
                    )
                })
            })
            .collect();
        near.sort_unstable();
        near.into_iter()
            .map(|(.., title)| title)
            .take(MOST_CANDIDATES)
            .collect()
    }
}

/// How many letters must be put in, taken out or changed (Levenshtein).
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = change.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_count_letters() {
        let count = |a: &str, b: &str| {
            edits(
                &a.chars().collect::<Vec<_>>(),
                &b.chars().collect::<Vec<_>>(),
            )
        };
        assert_eq!(
            [
                count("hung yen", "hung yen"),
                count("hung yn", "hung yen"),
                count("", "abc")
            ],
            [0, 1, 3]
        );
    }
}
