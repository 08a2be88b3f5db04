//! Finding a place by what people type: without tone marks, in NFC or NFD, with or without its kind.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::atlas::Atlas;
use super::fold::{clean, fold, loose, spelling};
use super::id::UnitId;
use super::kind::{Kind, Level};
use super::unit::Unit;

/// Folded names, made at the first search.
#[derive(Debug)]
pub(super) struct FoldedNames {
    /// The newest name of each unit.
    newest: Vec<Box<str>>,
    /// Units by any name they ever had, folded and loosened.
    by_name: HashMap<String, Vec<u32>>,
}

/// How near a name is to what was typed, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    Exact,
    /// The same letters and tones; case and the place of the tone mark aside.
    Spelled,
    Folded,
    /// A known spelling variant (Quí/Quý, Sĩ/Sỹ).
    Loose,
    /// Every typed word begins a word of name or province.
    Words,
}

/// How much of the name was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Extent {
    Whole,
    Beginning,
    LaterWord,
}

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

/// One reading of what was typed: all of it as a name, or a kind and the rest as a name.
struct Reading {
    kind: Option<Kind>,
    typed: String,
    lower: String,
    spelled: String,
    folded: String,
    loose: String,
}

impl Reading {
    fn new(kind: Option<Kind>, typed: String) -> Self {
        let folded = fold(&typed);
        Self {
            kind,
            lower: typed.to_lowercase(),
            spelled: spelling(&typed),
            loose: loose(&folded),
            folded,
            typed,
        }
    }

    /// “TP. Hồ Chí Minh” may be a name, and may be the city Hồ Chí Minh.
    fn all(text: &str) -> Vec<Self> {
        let text = clean(&clean(text).replace('.', " "));
        let words: Vec<&str> = text.split(' ').collect();
        let mut readings = vec![Self::new(None, text.clone())];
        for kind in Kind::NAMED {
            let term = fold(kind.term());
            for prefix in std::iter::once(term.as_str()).chain(kind.abbreviation()) {
                let length = prefix.split(' ').count();
                if length < words.len() && fold(&words[..length].join(" ")) == prefix {
                    readings.push(Self::new(Some(kind), words[length..].join(" ")));
                }
            }
        }
        readings
    }

    fn likeness(&self, name: &str, folded: &str) -> Option<(Likeness, Extent)> {
        let Some(found) = extent(folded, &self.folded) else {
            return extent(&loose(folded), &self.loose).map(|found| (Likeness::Loose, found));
        };
        let spelled =
            || extent(&name.to_lowercase(), &self.lower).or(extent(&spelling(name), &self.spelled));
        Some(match extent(name, &self.typed) {
            Some(found) => (Likeness::Exact, found),
            None => match spelled() {
                Some(found) => (Likeness::Spelled, found),
                None => (Likeness::Folded, found),
            },
        })
    }
}

fn extent(name: &str, typed: &str) -> Option<Extent> {
    if typed.is_empty() {
        return None;
    }
    if let Some(rest) = name.strip_prefix(typed) {
        return Some(if rest.is_empty() {
            Extent::Whole
        } else {
            Extent::Beginning
        });
    }
    name.match_indices(typed)
        .any(|(start, _)| name[..start].ends_with(' '))
        .then_some(Extent::LaterWord)
}

impl Atlas {
    /// The units that answer to a typed text, best first: exact before equal in letters and tones before folded, whole
    /// names before beginnings, provinces before communes, then Vietnamese order. Inside `within` (itself left out), or
    /// among all units of today. A code finds its unit.
    pub fn search(&self, query: &str, within: Option<&UnitId>, limit: usize) -> Vec<&Unit> {
        let names = self.folded_names();
        let readings = Reading::all(query);
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
                .min();
            let best = best.or_else(|| {
                self.has_all_words(unit, folded, names, &words)
                    .then_some((Likeness::Words, Extent::LaterWord))
            });
            if let Some(likeness) = best {
                hits.push((likeness, unit.level, unit.rank, unit));
            }
        }
        hits.sort_unstable_by_key(|&(likeness, level, rank, _)| (likeness, level, rank));
        let coded = self.find(query).filter(|unit| {
            self.lineage_up(&unit.id)
                .skip(1)
                .any(|above| above.id == scope)
        });
        let named = hits
            .into_iter()
            .map(|(.., unit)| unit)
            .filter(|unit| coded.is_none_or(|c| c.id != unit.id));
        coded.into_iter().chain(named).take(limit).collect()
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

    /// The title with those above it up to the province: “Phường Ba Đình, Thành phố Hà Nội”. Empty for an unknown id.
    pub fn address(&self, id: &UnitId, on: NaiveDate, lang: &str) -> String {
        let up = self.lineage_up(id);
        let titles: Vec<_> = up
            .filter(|unit| unit.level != Level::Nation || unit.id == *id)
            .map(|unit| unit.title(on, lang))
            .collect();
        titles.join(", ")
    }

    fn folded_names(&self) -> &FoldedNames {
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
