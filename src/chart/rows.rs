//! Which places a chart shows, when there may be five or three thousand.

use crate::findings::Findings;
use crate::findings::Measure;
use crate::findings::PlaceLine;

use super::draw::Rows;
use super::words::Words;

/// More places than this are shown by their two ends.
const MOST: usize = 150;
/// How many at each end.
const EACH_END: usize = 20;

/// A row of a chart of places.
#[derive(Debug, Clone, Copy)]
pub(super) enum Row<'a> {
    Place(&'a PlaceLine),
    /// That many places are left out here.
    Gap(usize),
}

/// The rows to show, in the order of the findings.
pub(super) fn rows(findings: &Findings, rows: Rows) -> Vec<Row<'_>> {
    let places = &findings.places;
    let each = match rows {
        Rows::All => return places.iter().map(Row::Place).collect(),
        Rows::Auto if places.len() <= MOST => return places.iter().map(Row::Place).collect(),
        Rows::Auto => EACH_END,
        Rows::Ends(each) => each.max(1),
    };
    let shown: Vec<_> = places.iter().filter(|p| measure(p).is_some()).collect();
    if shown.len() <= 2 * each + 1 {
        return shown.into_iter().map(Row::Place).collect();
    }
    let first = shown[..each].iter().map(|p| Row::Place(p));
    let last = shown[shown.len() - each..].iter().map(|p| Row::Place(p));
    first
        .chain([Row::Gap(shown.len() - 2 * each)])
        .chain(last)
        .collect()
}

/// The shown overall measure of a place.
pub(super) fn measure(place: &PlaceLine) -> Option<&Measure> {
    place.line.measure.value()
}

/// “Cao nhất: … Thấp nhất: …”, or that nothing may be shown.
pub(super) fn described(findings: &Findings, words: &Words) -> String {
    let shown: Vec<_> = findings
        .places
        .iter()
        .filter_map(|p| Some((p.line.name.get(words.lang), measure(p)?)))
        .collect();
    let highest = shown.iter().max_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let lowest = shown.iter().min_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let mut text = match (highest, lowest) {
        (Some(high), Some(low)) => words
            .described
            .replace("{a}", high.0)
            .replace("{x}", &words.value(high.1))
            .replace("{b}", low.0)
            .replace("{y}", &words.value(low.1)),
        _ => words.nothing.to_owned(),
    };
    let without = findings.places.len() - shown.len();
    if without > 0 {
        text.push(' ');
        text.push_str(
            &words
                .without_value
                .replace("{}", &words.count(without as u64)),
        );
    }
    text
}
