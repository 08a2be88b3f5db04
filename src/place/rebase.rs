//! Putting figures of older units onto today's map, without losing or inventing a single answer.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::atlas::Atlas;
use super::id::UnitId;
use super::succession::Fate;

/// Which map a period is shown on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub enum View {
    /// With the units that existed then.
    #[default]
    #[serde(rename = "was")]
    AsItWas,
    /// With the units of today.
    #[serde(rename = "now")]
    AsItIsNow,
}

/// What was wrong with a written view.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a view: write was (the map of that time) or now (today's map)")]
pub struct ViewError(pub String);

impl View {
    /// The word used in addresses: `was` or `now`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AsItWas => "was",
            Self::AsItIsNow => "now",
        }
    }
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for View {
    type Err = ViewError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "was" => Ok(Self::AsItWas),
            "now" => Ok(Self::AsItIsNow),
            _ => Err(ViewError(text.chars().take(40).collect())),
        }
    }
}

/// Additive figures (counts, never percentages) on another map. Every figure given lies in exactly one of the parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebased<V> {
    /// Figures that belong to one unit exactly. A unit whose group is not [exact](super::Group::is_exact) got only a part of
    /// its past this way: show its group instead ([`Atlas::comparable`]).
    pub units: BTreeMap<UnitId, V>,
    /// Figures of split units, by the [id of the group](super::Group::id) they are spread over.
    pub groups: BTreeMap<UnitId, V>,
    /// Figures known only to lie somewhere in a province of today (those of old districts).
    pub provinces: BTreeMap<UnitId, V>,
    /// Figures of ids that the atlas does not know.
    pub unplaced: BTreeMap<UnitId, V>,
}

impl<V> Default for Rebased<V> {
    fn default() -> Self {
        Self {
            units: BTreeMap::new(),
            groups: BTreeMap::new(),
            provinces: BTreeMap::new(),
            unplaced: BTreeMap::new(),
        }
    }
}

impl<V> Rebased<V> {
    /// Every figure, wherever it was put.
    pub fn parts(&self) -> impl Iterator<Item = &V> {
        let placed = self.units.values().chain(self.groups.values());
        placed
            .chain(self.provinces.values())
            .chain(self.unplaced.values())
    }
}

impl Atlas {
    /// Puts figures of units of any time onto a map: as it was leaves them where they are, as it is now brings them to
    /// today's units. `merge` adds the second to the first, as a tally does; the sum over all parts stays the sum
    /// given.
    ///
    /// Give figures of one level (or of units that do not contain each other): nothing here can know that a province's
    /// figure already holds its communes'.
    ///
    /// ```
    /// use sipas::place::{Atlas, View};
    ///
    /// let given = ["2004:33", "2004:34"].map(|id| (id.parse().unwrap(), 100_u64));
    /// let now = Atlas::vietnam().rebase(View::AsItIsNow, given, |sum, more| *sum += more);
    /// assert_eq!(now.units[&"2025:33".parse().unwrap()], 200); // Hưng Yên and Thái Bình
    /// ```
    pub fn rebase<V>(
        &self,
        view: View,
        figures: impl IntoIterator<Item = (UnitId, V)>,
        mut merge: impl FnMut(&mut V, &V),
    ) -> Rebased<V> {
        let mut rebased = Rebased::default();
        for (id, figure) in figures {
            let (part, place) = match (view, self.unit(&id), self.fate(&id)) {
                (_, None, _) => (&mut rebased.unplaced, id),
                (View::AsItWas, ..) | (_, _, Fate::Current) => (&mut rebased.units, id),
                (_, _, Fate::Whole(today)) => (&mut rebased.units, today.id),
                (_, _, Fate::Split(group)) => (&mut rebased.groups, group.id),
                (_, _, Fate::Ended(Some(province))) => (&mut rebased.provinces, province.id),
                (_, _, Fate::Ended(None)) => (&mut rebased.unplaced, id),
            };
            add(part, place, figure, &mut merge);
        }
        rebased
    }

    /// Re-based figures by comparable group, named by [`Group::id`](super::Group::id) (a unit without history names
    /// itself): what may be compared across the change. Figures known only by province are left out.
    pub fn comparable<V: Clone>(
        &self,
        rebased: &Rebased<V>,
        mut merge: impl FnMut(&mut V, &V),
    ) -> BTreeMap<UnitId, V> {
        let mut comparable = BTreeMap::new();
        for (id, figure) in rebased.units.iter().chain(&rebased.groups) {
            let group = self.group_of(id).map_or(*id, |group| group.id);
            add(&mut comparable, group, figure.clone(), &mut merge);
        }
        comparable
    }

    /// Re-based figures by province of today. Exact: no old province and no old commune was split over two of them.
    /// Figures of the nation itself and of unknown ids are left out.
    pub fn by_province<V: Clone>(
        &self,
        rebased: &Rebased<V>,
        mut merge: impl FnMut(&mut V, &V),
    ) -> BTreeMap<UnitId, V> {
        let mut provinces = BTreeMap::new();
        let placed = rebased
            .units
            .iter()
            .chain(&rebased.groups)
            .chain(&rebased.provinces);
        for (id, figure) in placed {
            // A figure shown as it was stays in the province of that time.
            if let Some(province) = self.province_of(id) {
                add(&mut provinces, province.id, figure.clone(), &mut merge);
            }
        }
        provinces
    }
}

fn add<V>(
    part: &mut BTreeMap<UnitId, V>,
    place: UnitId,
    figure: V,
    merge: &mut impl FnMut(&mut V, &V),
) {
    match part.get_mut(&place) {
        Some(sum) => merge(sum, &figure),
        None => {
            part.insert(place, figure);
        }
    }
}
