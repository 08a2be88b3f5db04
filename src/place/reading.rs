//! What a typed text may mean, and how near a name comes to it.

use super::fold::{clean, fold, loose, spelling};
use super::kind::Kind;

/// How near a name is to what was typed, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
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
pub(super) enum Extent {
    Whole,
    Beginning,
    LaterWord,
}

/// One reading of what was typed: all of it as a name, or a kind and the rest as a name.
pub(super) struct Reading {
    pub kind: Option<Kind>,
    typed: String,
    lower: String,
    spelled: String,
    pub folded: String,
    pub loose: String,
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
    pub fn all(text: &str) -> Vec<Self> {
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

    /// How near a name comes, and how much of it was typed; `None` when it is another name.
    pub fn likeness(&self, name: &str, folded: &str) -> Option<(Likeness, Extent)> {
        let Some(found) = extent(folded, &self.folded) else {
            return extent(&loose(folded), &self.loose).map(|found| (Likeness::Loose, found));
        };
        // The marks count only for the part of the name that the folded form found.
        let agrees = |name: &str, typed: &str| extent(name, typed) == Some(found);
        let likeness = if agrees(name, &self.typed) {
            Likeness::Exact
        } else if agrees(&name.to_lowercase(), &self.lower)
            || agrees(&spelling(name), &self.spelled)
        {
            Likeness::Spelled
        } else {
            Likeness::Folded
        };
        Some((likeness, found))
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
