//! Finding places by what people type: without tone marks, in NFC or NFD, with or without the kind.

use std::collections::HashMap;

use super::atlas::Atlas;
use super::fold::{fold, loose};
use super::id::UnitId;
use super::reading::{Extent, Likeness, Reading};
use super::unit::Unit;

/// Folded names, made at the first search.
#[derive(Debug)]
pub(super) struct FoldedNames {
    /// The newest name of each unit.
    newest: Vec<Box<str>>,
    /// Units by any name they ever had, folded and loosened.
    pub by_name: HashMap<String, Vec<u32>>,
}

/// A whole name is nearer than a beginning; of these the nearer in letters; of these the longer part.
fn nearness(likeness: Likeness, extent: Extent) -> (bool, Likeness, Extent) {
    (extent != Extent::Whole, likeness, extent)
}

impl Atlas {
    /// The units that answer to a typed text, best first: whole names before beginnings; among these exact before
    /// equal in letters and tones before folded; then provinces before communes, then Vietnamese order. Inside `within` (itself left out), or
    /// among all units of today. A code finds its unit.
    pub fn search(&self, query: &str, within: Option<&UnitId>, limit: usize) -> Vec<&Unit> {
        let names = self.folded_names();
        // No name is longer; a longer query would only cost time.
        let query: String = query.chars().take(100).collect();
        let readings = Reading::all(&query);
        let words: Vec<&str> = readings[0]
            .folded
            .split(' ')
            .filter(|word| !word.is_empty())
            .collect();
        if words.is_empty() {
            return Vec::new();
        }
        let scope = within.map_or(self.nation().id, |id| *id);
        let mut hits = Vec::new();
        let mut waiting = self.children(&scope);
        while let Some(unit) = waiting.pop() {
            waiting.extend(self.children(&unit.id));
            let Some(position) = self.position(&unit.id) else {
                continue;
            };
            let state = unit.last_state();
            let folded = &names.newest[position];
            let fitting = readings
                .iter()
                .filter(|r| r.kind.is_none_or(|kind| kind == state.kind));
            let best = fitting
                .filter_map(|r| r.likeness(&state.name, folded))
                .min_by_key(|(likeness, extent)| nearness(*likeness, *extent));
            let best = best.or_else(|| {
                self.has_all_words(unit, folded, names, &words)
                    .then_some((Likeness::Words, Extent::LaterWord))
            });
            if let Some((likeness, extent)) = best {
                let nearness = nearness(likeness, extent);
                hits.push(((nearness, unit.level, unit.rank), unit));
            }
        }
        hits.sort_unstable_by_key(|(order, _)| *order);
        let coded = self.find(&query).filter(|unit| {
            self.lineage_up(&unit.id)
                .skip(1)
                .any(|above| above.id == scope)
        });
        let by_name = hits
            .into_iter()
            .map(|(_, unit)| unit)
            .filter(|unit| coded.is_none_or(|c| c.id != unit.id));
        coded.into_iter().chain(by_name).take(limit).collect()
    }

    fn has_all_words(
        &self,
        unit: &Unit,
        folded: &str,
        names: &FoldedNames,
        words: &[&str],
    ) -> bool {
        if words.len() < 2 {
            return false;
        }
        let province = self
            .province_of(&unit.id)
            .and_then(|province| self.position(&province.id));
        let province = province.map_or("", |position| &names.newest[position]);
        let kind = fold(unit.last_state().kind.term());
        let all = || {
            folded
                .split(' ')
                .chain(province.split(' '))
                .chain(kind.split(' '))
        };
        words
            .iter()
            .all(|typed| all().any(|word| word.starts_with(typed)))
            && words
                .iter()
                .any(|typed| folded.split(' ').any(|word| word.starts_with(typed)))
    }

    pub(super) fn folded_names(&self) -> &FoldedNames {
        self.folded.get_or_init(|| {
            let newest = self
                .units
                .iter()
                .map(|unit| fold(&unit.last_state().name).into())
                .collect();
            let mut by_name: HashMap<String, Vec<u32>> = HashMap::new();
            for (position, unit) in self.units.iter().enumerate() {
                for state in unit.states() {
                    let units = by_name.entry(loose(&fold(&state.name))).or_default();
                    if units.last() != Some(&(position as u32)) {
                        units.push(position as u32);
                    }
                }
            }
            FoldedNames { newest, by_name }
        })
    }
}
