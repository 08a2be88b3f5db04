//! A unit of today in a published series: alone where it was never merged, beside its old parts where it was.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::entry::Entry;
use crate::form::Text;
use crate::place::{Atlas, Continuity, Fate, Unit, UnitId};

/// What was published about a unit of today and what it was made of. Nothing is averaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AsToday<'a> {
    /// The unit of today.
    pub unit: UnitId,
    /// Its own rows by year; where the territory is the same, the rows from before the new codes too.
    pub own: Vec<&'a Entry>,
    /// The old units, side by side, in Vietnamese order; none where the line runs through.
    pub parts: Vec<Part<'a>>,
    /// Why there are parts, or why the line breaks.
    pub why: Option<Text>,
}

/// One old unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part<'a> {
    /// Its id.
    pub unit: UnitId,
    /// Kind and name on its last day.
    pub title: Text,
    /// Its rows by year.
    pub entries: Vec<&'a Entry>,
}

/// The view of a unit as it is now. An old unit is shown through its successor of today.
///
/// ```
/// use sipas::place::Atlas;
/// use sipas::published::{builtin_entries, for_unit_today};
///
/// let atlas = Atlas::vietnam();
/// let entries = builtin_entries("sipas", atlas).unwrap();
/// let view = for_unit_today(atlas, &entries, &"2025:33".parse().unwrap()).unwrap();
/// assert!(view.own.is_empty(), "nothing is known for the new Hưng Yên");
/// let parts: Vec<_> = view.parts.iter().map(|part| part.title.vi.as_str()).collect();
/// assert_eq!(parts, ["Tỉnh Hưng Yên", "Tỉnh Thái Bình"]);
/// ```
pub fn for_unit_today<'a>(
    atlas: &Atlas,
    entries: &'a [Entry],
    unit: &UnitId,
) -> Option<AsToday<'a>> {
    let asked = atlas.unit(unit)?;
    let today = match atlas.fate(unit) {
        Fate::Whole(heir) => heir,
        Fate::Current | Fate::Split(_) | Fate::Ended(_) => asked,
    };
    let before = today.valid_from.checked_sub_days(Days::new(1));
    let before = before.filter(|_| asked.id != atlas.nation().id);
    let mut view = AsToday {
        unit: today.id,
        own: rows_of(entries, today),
        parts: Vec::new(),
        why: None,
    };
    let Some(before) = before else {
        return Some(view);
    };
    let mut parts = atlas.as_it_was(&today.id, before);
    parts.retain(|part| part.id != today.id);
    match atlas.continuity(&today.id, before, today.valid_from) {
        Continuity::Unbroken => {
            view.own
                .extend(parts.into_iter().flat_map(|part| rows_of(entries, part)));
            view.own.sort_by_key(|entry| entry.year);
        }
        Continuity::Merged(_) => {
            view.why = Some(merged(today, &parts));
            view.parts = side_by_side(entries, parts, before);
        }
        Continuity::Split(_) => {
            view.why = Some(split(today));
            view.parts = side_by_side(entries, parts, before);
        }
        Continuity::NewBoundaries => {}
    }
    Some(view)
}

fn rows_of<'a>(entries: &'a [Entry], unit: &Unit) -> Vec<&'a Entry> {
    let mut rows: Vec<_> = entries
        .iter()
        .filter(|entry| entry.place() == Some(&unit.id))
        .collect();
    rows.sort_by_key(|entry| entry.year);
    rows
}

fn side_by_side<'a>(entries: &'a [Entry], mut parts: Vec<&Unit>, on: NaiveDate) -> Vec<Part<'a>> {
    parts.sort_by_key(|part| part.sort_rank());
    let part = |unit: &Unit| Part {
        unit: unit.id,
        title: Text::new(unit.title(on, "vi"), unit.title(on, "en")),
        entries: rows_of(entries, unit),
    };
    parts.into_iter().map(part).collect()
}

fn merged(unit: &Unit, parts: &[&Unit]) -> Text {
    let from = unit.valid_from;
    let mut sorted = parts.to_vec();
    sorted.sort_by_key(|part| part.sort_rank());
    let names: Vec<&str> = sorted
        .iter()
        .map(|part| part.last_state().name.as_str())
        .collect();
    Text::new(
        format!(
            "{} từ {} gồm {} cũ. Tỷ lệ đã công bố của các đơn vị cũ không cộng hay lấy trung bình được, nên được đặt cạnh nhau; không so sánh trực tiếp.",
            unit.title(from, "vi"),
            from.format("%d/%m/%Y"),
            listed(&names, "và"),
        ),
        format!(
            "Since {from}, {} consists of the former {}. Published percentages of the old units cannot be added or averaged, so they stand side by side; not directly comparable.",
            unit.title(from, "en"),
            listed(&names, "and"),
        ),
    )
}

fn split(unit: &Unit) -> Text {
    let from = unit.valid_from;
    Text::new(
        format!(
            "{} có địa giới mới từ {}; đơn vị cũ đã được chia cho nhiều đơn vị, nên số liệu cũ chỉ để tham khảo và không so sánh trực tiếp.",
            unit.title(from, "vi"),
            from.format("%d/%m/%Y"),
        ),
        format!(
            "{} has new boundaries since {from}; old units were divided among several, so old figures are for orientation only and not directly comparable.",
            unit.title(from, "en"),
        ),
    )
}

fn listed(names: &[&str], and: &str) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} {and} {last}", rest.join(", ")),
    }
}
