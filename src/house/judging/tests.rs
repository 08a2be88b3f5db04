//! What became of cells.

use super::*;
use crate::store::Edition;

/// The code of a small increment, of a complement, of too few.
const INCREMENT: i16 = 4;

fn cell(period: &str, place: &str, n: u64, editions: &[(u64, i16)], frozen: bool) -> LatticeCell {
    let parent = match place {
        "vn" => "",
        province if province.len() == 2 => "vn",
        _ => "33",
    };
    LatticeCell {
        margin: Margin::All,
        period: period.parse().unwrap(),
        parent: parent.to_owned(),
        place: place.to_owned(),
        key: String::new(),
        n,
        shown: UNJUDGED,
        editions: editions
            .iter()
            .map(|&(n, shown)| Edition { n, shown })
            .collect(),
        frozen,
    }
}

#[test]
fn a_released_cell_stands_as_it_was_published() {
    let cells = [
        cell("2025-Q3", "vn", 204, &[(200, SHOWN)], true),
        cell("2025-Q3", "33", 204, &[(200, 2)], true),
        cell("2025-Q3", "34", 4, &[(0, 0)], true),
        cell("2025", "vn", 304, &[], false),
        cell("2025", "33", 300, &[], false),
        cell("2025", "34", 4, &[], false),
    ];
    let codes = judge(&cells, 10, Headline::Invited).unwrap().codes;
    assert_eq!(codes[..3], [SHOWN, 2, NOT_THERE]);
    assert_eq!(codes[5], 2, "four people are too few whatever was released");
    assert_ne!(codes[4], SHOWN, "the rest of the year would tell the four");
}

#[test]
fn a_correction_that_differs_by_a_few_people_is_withheld() {
    let cells = [
        cell("2025-Q3", "vn", 344, &[(300, SHOWN)], false),
        cell("2025-Q3", "33", 204, &[(200, SHOWN)], false),
        cell("2025-Q3", "34", 140, &[(100, SHOWN)], false),
    ];
    let codes = judge(&cells, 10, Headline::Invited).unwrap().codes;
    assert_eq!(codes[1], INCREMENT);
    assert!(
        codes[0] != SHOWN || codes[2] != SHOWN,
        "or 344 − 140 would tell the rest: {codes:?}"
    );
    let unchanged = [
        cell("2025-Q3", "vn", 300, &[(300, SHOWN)], false),
        cell("2025-Q3", "33", 200, &[(200, SHOWN)], false),
        cell("2025-Q3", "34", 100, &[(100, SHOWN)], false),
    ];
    assert_eq!(
        judge(&unchanged, 10, Headline::Invited).unwrap().codes,
        [SHOWN; 3]
    );
}

#[test]
fn editions_of_a_month_and_of_its_quarter_need_not_be_of_the_same_day() {
    let cells = [
        cell("2025-Q3", "vn", 360, &[(360, SHOWN), (310, SHOWN)], true),
        cell("2025-07", "vn", 254, &[(254, SHOWN), (210, SHOWN)], false),
        cell("2025-08", "vn", 106, &[(106, SHOWN), (100, SHOWN)], true),
    ];
    let codes = judge(&cells, 10, Headline::Invited).unwrap().codes;
    assert_eq!(codes, [SHOWN; 3]);
    let contradicting = [
        cell("2025-Q3", "vn", 360, &[(310, SHOWN)], true),
        cell("2025-07", "vn", 360, &[(310, SHOWN)], false),
    ];
    assert!(
        judge(&contradicting, 10, Headline::Invited).is_err(),
        "a month larger than its quarter"
    );
}

#[test]
fn walk_ins_are_a_lattice_of_their_own() {
    let walk_in = |place: &str, n| LatticeCell {
        margin: Margin::Channel,
        key: "walk_in".into(),
        ..cell("2025", place, n, &[], false)
    };
    let cells = [
        cell("2025", "vn", 40, &[], false),
        cell("2025", "33", 40, &[], false),
        walk_in("vn", 500),
        walk_in("33", 493),
        walk_in("34", 7),
    ];
    let codes = judge(&cells, 10, Headline::Invited).unwrap().codes;
    assert_eq!(
        codes[..2],
        [SHOWN; 2],
        "walk-ins tell nothing of invited answers"
    );
    assert_eq!(codes[4], 2);
    assert!(
        codes[2] != SHOWN || codes[3] != SHOWN,
        "or 500 − 493 would tell the seven: {codes:?}"
    );
    assert!(
        judge(&cells, 10, Headline::Everybody).is_err(),
        "more walk-ins than answers"
    );
}
