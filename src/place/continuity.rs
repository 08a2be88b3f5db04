//! Whether a unit's figures of two days speak of the same people, so that one line may join them.

use chrono::NaiveDate;

use super::atlas::Atlas;
use super::id::UnitId;
use super::succession::Group;
use super::unit::Unit;

/// How a unit's people on two days hang together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Continuity<'a> {
    /// The same territory on both days: a line may run through, for published percentages too.
    Unbroken,
    /// The unit of the later day is exactly these older ones together: counts add up and may be joined; published
    /// percentages may not, they are shown side by side.
    Merged(Vec<&'a Unit>),
    /// Comparable only for this group as a whole.
    Split(&'a Group),
    /// Nothing recorded joins the two: a line breaks.
    NewBoundaries,
}

impl Atlas {
    /// How the figures of a unit on two days may be joined. The unit may be of either day; the order of the days does
    /// not matter. Changes of name or kind break nothing.
    ///
    /// ```
    /// use sipas::place::{Atlas, Continuity};
    ///
    /// let atlas = Atlas::vietnam();
    /// let days = ["2024-06-30", "2026-06-30"].map(|day| day.parse().unwrap());
    /// let of = |code| atlas.continuity(&atlas.find(code).unwrap().id, days[0], days[1]);
    /// assert_eq!(of("01"), Continuity::Unbroken); // Hà Nội
    /// assert!(matches!(of("33"), Continuity::Merged(parts) if parts.len() == 2)); // Hưng Yên
    /// ```
    pub fn continuity(&self, id: &UnitId, a: NaiveDate, b: NaiveDate) -> Continuity<'_> {
        let Some(unit) = self.unit(id) else {
            return Continuity::NewBoundaries;
        };
        if unit.is_valid(a) && unit.is_valid(b) {
            return Continuity::Unbroken;
        }
        let Some(group) = self.group_of(id) else {
            return Continuity::NewBoundaries;
        };
        let members = |on| {
            let all = group.before.iter().chain(&group.today);
            let units = all.filter_map(|id| self.unit(id));
            units.filter(|unit| unit.is_valid(on)).collect::<Vec<_>>()
        };
        let (earlier, later) = (members(a.min(b)), members(a.max(b)));
        match (earlier.len(), later.len()) {
            (0, _) | (_, 0) => Continuity::NewBoundaries,
            (1, 1) => Continuity::Unbroken,
            _ if earlier == later && group.is_exact() => Continuity::Unbroken,
            (_, 1) => Continuity::Merged(earlier),
            _ => Continuity::Split(group),
        }
    }

    /// The units of one day that held the people of a unit's group: the parts to show side by side where a published
    /// percentage cannot be merged. The unit itself, if it was valid then.
    pub fn as_it_was(&self, id: &UnitId, on: NaiveDate) -> Vec<&Unit> {
        let Some(unit) = self.unit(id) else {
            return Vec::new();
        };
        if unit.is_valid(on) {
            return vec![unit];
        }
        let group = self.group_of(id);
        let members = group
            .into_iter()
            .flat_map(|group| group.before.iter().chain(&group.today));
        let units = members.filter_map(|id| self.unit(id));
        units.filter(|unit| unit.is_valid(on)).collect()
    }
}
