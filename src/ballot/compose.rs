//! From one opened batch to blocks and tallies (ghi kết quả kiểm phiếu).

use std::collections::BTreeMap;

use rand::CryptoRng;

use super::block::Block;
use super::cell::{Channel, PlacePath};
use super::lattice::{Counted, Headline, TallyBook};
use super::mask::mask;
use super::sheet::FilledSheet;
use crate::index::{Layout, Marks, NOT_ANSWERED, Tally};
use crate::period::Period;

/// The procedure group of sheets whose own group was too small to be told.
pub const OTHER_GROUP: &str = "other";

/// What may be told of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Target {
    /// Finest place.
    pub place: PlacePath,
    /// Finest period.
    pub period: Period,
    /// Office code, if the batch is of one office.
    pub office: Option<String>,
    /// Channel, if the batch is of one channel.
    pub channel: Option<Channel>,
}

impl Target {
    /// A tally of the target's sheets, of one procedure group if that is known.
    pub fn counted<'a>(&'a self, group: Option<&'a str>, tally: &'a Tally) -> Counted<'a> {
        Counted {
            place: &self.place,
            period: self.period,
            channel: self.channel,
            group,
            office: self.office.as_deref(),
            tally,
        }
    }
}

/// An opened batch, ready to be written.
#[derive(Debug, Clone, Default)]
pub struct Composed {
    /// A block for each procedure group that may be told, empty text = sheets that named none.
    pub blocks: Vec<(String, Block)>,
    /// The comments, masked and in random order.
    pub comments: Vec<String>,
}

/// Turns the sheets of one batch into blocks and raises the book.
///
/// A procedure group is kept if at least `k` sheets of the batch share it. The others become
/// [`OTHER_GROUP`]; if those are fewer than `k`, the smallest kept group joins them, because a group of one
/// among known groups is known too. Answers about the person are counted apart and blanked.
///
/// Every sheet must have as many slots as the layout.
pub fn compose(
    layout: &Layout,
    target: &Target,
    sheets: Vec<FilledSheet>,
    k: usize,
    rng: &mut impl CryptoRng,
    book: &mut TallyBook,
) -> Composed {
    let mut groups: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    let mut comments = Vec::new();
    for sheet in sheets {
        let group = groups.entry(sheet.group.unwrap_or_default()).or_default();
        group.push(sheet.slots);
        comments.extend(
            sheet
                .comment
                .map(|comment| (rng.next_u64(), mask(&comment))),
        );
    }
    comments.sort_unstable();

    let headline = Headline::of(layout);
    let mut persons: BTreeMap<(usize, u8), Tally> = BTreeMap::new();
    let mut marks = Marks::new(layout);
    let mut blocks = Vec::new();
    for (group, mut sheets) in fold_small_groups(groups, k) {
        let mut flat = Vec::with_capacity(sheets.len() * layout.slots.len());
        for sheet in &mut sheets {
            let about: Vec<_> = layout
                .personal
                .iter()
                .map(|&slot| (slot, sheet[slot]))
                .collect();
            blank_personal(layout, sheet);
            marks.read(sheet, None);
            for answer in about {
                let tally = persons.entry(answer).or_insert_with(|| Tally::new(layout));
                tally.mark(&marks);
            }
            flat.extend_from_slice(sheet);
        }
        let block = Block::pack(layout.slots.len(), &flat, None, rng);
        if let Some(tally) = block.tally(layout) {
            let group = Some(group.as_str()).filter(|group| !group.is_empty());
            book.count(headline, &target.counted(group, &tally));
        }
        blocks.push((group, block));
    }
    for ((slot, answer), tally) in &persons {
        book.count_person(headline, &target.counted(None, tally), *slot, *answer);
    }
    Composed {
        blocks,
        comments: comments.into_iter().map(|(_, comment)| comment).collect(),
    }
}

/// Empties the slots that ask about the person.
pub fn blank_personal(layout: &Layout, sheet: &mut [u8]) {
    for &slot in &layout.personal {
        sheet[slot] = NOT_ANSWERED;
    }
}

fn fold_small_groups<T>(groups: BTreeMap<String, Vec<T>>, k: usize) -> BTreeMap<String, Vec<T>> {
    let (mut kept, small): (BTreeMap<_, _>, BTreeMap<_, _>) = groups
        .into_iter()
        .partition(|(_, sheets)| sheets.len() >= k);
    let mut rest: Vec<T> = small.into_values().flatten().collect();
    while (1..k).contains(&rest.len()) {
        let smallest = kept.iter().min_by_key(|(_, sheets)| sheets.len());
        let Some(code) = smallest.map(|(code, _)| code.clone()) else {
            break;
        };
        rest.extend(kept.remove(&code).unwrap_or_default());
    }
    if !rest.is_empty() {
        kept.entry(OTHER_GROUP.to_owned()).or_default().extend(rest);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballot::lattice::Margin;
    use crate::index::Slot;

    fn layout() -> Layout {
        let slot = Slot {
            levels: 5,
            satisfied: 0b11000,
        };
        Layout {
            slots: vec![slot; 3],
            nodes: vec![],
            personal: vec![2],
            self_selected: false,
        }
    }

    fn target() -> Target {
        Target {
            place: PlacePath::commune("2025:01", "2025:00004"),
            period: "2026-10".parse().unwrap(),
            office: Some("H01".to_owned()),
            channel: Some(Channel::Online),
        }
    }

    fn sheets(groups: &[(&str, usize)]) -> Vec<FilledSheet> {
        let sheet = |group: &str, n: usize| FilledSheet {
            group: Some(group.to_owned()),
            slots: vec![4, 1, (n % 2) as u8],
            comment: None,
        };
        groups
            .iter()
            .flat_map(|&(group, n)| (0..n).map(move |n| sheet(group, n)))
            .collect()
    }

    fn sizes(groups: &[(&str, usize)]) -> Vec<(String, usize)> {
        let mut book = TallyBook::new();
        let composed = compose(
            &layout(),
            &target(),
            sheets(groups),
            5,
            &mut rand::rng(),
            &mut book,
        );
        let blocks = composed.blocks.iter();
        blocks
            .map(|(group, block)| (group.clone(), block.len()))
            .collect()
    }

    #[test]
    fn a_group_of_few_is_not_told_even_by_subtraction() {
        let name = |text: &str, n| (text.to_owned(), n);
        assert_eq!(sizes(&[("a", 6), ("b", 5)]), [name("a", 6), name("b", 5)]);
        assert_eq!(
            sizes(&[("a", 6), ("b", 3), ("c", 2)]),
            [name("a", 6), name("other", 5)]
        );
        assert_eq!(
            sizes(&[("a", 9), ("b", 6), ("c", 1)]),
            [name("a", 9), name("other", 7)]
        );
        assert_eq!(sizes(&[("a", 6), ("c", 1)]), [name("other", 7)]);
    }

    #[test]
    fn answers_about_the_person_are_counted_apart_and_leave_the_sheet() {
        let mut book = TallyBook::new();
        let sheets = sheets(&[("a", 6)]);
        let composed = compose(&layout(), &target(), sheets, 5, &mut rand::rng(), &mut book);
        assert!(
            composed.blocks[0]
                .1
                .sheets()
                .all(|(sheet, ..)| sheet[2] == NOT_ANSWERED)
        );
        let persons: Vec<_> = book
            .iter()
            .filter(|(place, key, _)| {
                key.margin == Margin::Person
                    && place.place == "2025:01"
                    && key.period.to_string() == "2026-Q4"
            })
            .map(|(_, key, tally)| (key.key.clone(), tally.respondents()))
            .collect();
        assert_eq!(persons, [("2:0".to_owned(), 3), ("2:1".to_owned(), 3)]);
    }
}
