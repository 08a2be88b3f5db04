//! The table of 2021 as far as it was published, and made-up tables of our own counts.

use super::*;
use crate::index::Percent;
use crate::index::interval::wilson;

/// Province, value, rank: what was printed of 2021.
const YEAR_2021: [(&str, &str, usize); 16] = [
    ("Quảng Ninh", "94.07", 1),
    ("Hưng Yên", "92.07", 3),
    ("Hà Tĩnh", "91.17", 5),
    ("Sóc Trăng", "", 9),
    ("Thái Nguyên", "89.42", 11),
    ("Ninh Bình", "", 12),
    ("Ninh Thuận", "88.64", 16),
    ("Hà Nam", "88.38", 19),
    ("Cà Mau", "", 21),
    ("Lâm Đồng", "87.19", 27),
    ("Hà Nội", "87.11", 30),
    ("Nghệ An", "", 35),
    ("Bà Rịa - Vũng Tàu", "86.72", 38),
    ("Đà Nẵng", "", 38),
    ("Nam Định", "84.57", 51),
    ("Khánh Hòa", "84.40", 56),
];

fn year_2021() -> League {
    let entrants: Vec<Entrant> = YEAR_2021
        .iter()
        .map(|(name, value, rank)| Entrant {
            value: value.parse().ok(),
            stated_rank: Some(*rank),
            earlier: (*name == "Hưng Yên").then(|| Earlier {
                value: "91.66".parse().ok(),
                rank: Some(5),
                interval: None,
            }),
            ..Entrant::new(name, Names::same(name))
        })
        .collect();
    let stated = Stated {
        lowest: "82.79".parse().ok(),
        highest: "94.07".parse().ok(),
        median: "87.02".parse().ok(),
        whole: "87.16".parse().ok(),
    };
    let terms = Terms {
        expected: 63,
        stated: Some(stated),
        ..Terms::new("2021".parse().unwrap())
    };
    league(&entrants, &terms)
}

#[test]
fn hung_yen_2021_is_the_sentence_of_the_newspapers() {
    let table = year_2021();
    assert_eq!(
        table.sentence("Hưng Yên", "vi").unwrap(),
        "Năm 2021, Hưng Yên đạt 92,07%, xếp thứ 3/63, tăng 2 bậc và tăng 0,41 điểm so với năm 2020."
    );
    assert_eq!(
        table.sentence("Hưng Yên", "en").unwrap(),
        "In 2021, Hưng Yên scored 92.07%, ranking 3rd of 63, up 2 places and up 0.41 points on 2020."
    );
    assert_eq!(
        table.sentence("Sóc Trăng", "vi").unwrap(),
        "Năm 2021, Sóc Trăng xếp thứ 9/63."
    );
    assert_eq!(table.sentence("Huế", "vi"), None);
    assert_eq!(
        table.doubt("Hưng Yên", "vi"),
        None,
        "a published value has no n to doubt it with"
    );
}

#[test]
fn the_missing_units_of_2021_stay_missing() {
    let table = year_2021();
    assert_eq!(
        table.missing_note("vi").unwrap(),
        "Chỉ biết điểm của 11 trong 63 đơn vị, thứ hạng của 16 đơn vị; các đơn vị còn lại không có số liệu, không phải bằng 0."
    );
    assert_eq!(
        table.missing_note("en").unwrap(),
        "Scores are known for only 11 of 63 units and ranks for 16; the others are missing, not zero."
    );
    assert_eq!(
        table.stated("vi").unwrap(),
        "Công bố cho cả 63 đơn vị: khoảng giá trị 82,79–94,07%, trung vị 87,02%, cả nước 87,16%."
    );
    let overview = table.overview("vi").unwrap();
    assert!(
        overview.starts_with(
            "11 đơn vị đạt từ 84,40% (Khánh Hòa) đến 94,07% (Quảng Ninh), chênh lệch 9,67 điểm"
        ),
        "{overview}"
    );
    assert!(overview.ends_with("điểm tăng ở 1, giảm ở 0, không đổi ở 0 đơn vị; thứ hạng tăng ở 1, giảm ở 0, giữ nguyên ở 0 đơn vị."));
}

#[test]
fn two_provinces_printed_as_38th_are_reported_and_kept() {
    let table = year_2021();
    let shared = Conflict::SharedRank {
        first: "Bà Rịa - Vũng Tàu".into(),
        second: "Đà Nẵng".into(),
        rank: 38,
    };
    assert_eq!(table.conflicts, [shared]);
    assert_eq!(table.rows.len(), 16);
}

#[test]
fn a_rank_that_does_not_fit_the_values_is_reported() {
    let unit = |name: &str, value: &str, rank| Entrant {
        value: value.parse().ok(),
        stated_rank: Some(rank),
        ..Entrant::new(name, Names::same(name))
    };
    let entrants = [
        unit("A", "90", 1),
        unit("B", "80", 2),
        unit("C", "85", 3),
        unit("A", "90", 1),
    ];
    let table = league(&entrants, &Terms::new("2024".parse().unwrap()));
    assert!(table.conflicts.contains(&Conflict::RankAgainstValue {
        better: "C".into(),
        worse: "B".into()
    }));
    assert!(table.conflicts.contains(&Conflict::Twice("A".into())));
    assert_eq!(table.conflicts.len(), 2);
}

/// Satisfied, answered.
type Counts = (u64, u64);

/// Units of our own counts: name, satisfied and answered now and before.
fn counted(units: &[(&str, Counts, Counts)]) -> Vec<Entrant> {
    let earlier_values: Vec<_> = units
        .iter()
        .map(|(_, _, (x, n))| Percent::of(*x, *n))
        .collect();
    let earlier_ranks =
        crate::index::rank::ranks(&earlier_values, crate::index::rank::RankRule::default());
    units
        .iter()
        .zip(earlier_ranks)
        .map(|((name, (x, n), (then_x, then_n)), rank)| Entrant {
            value: Percent::of(*x, *n),
            n: Some(*n),
            interval: wilson(*x, *n),
            earlier: Some(Earlier {
                value: Percent::of(*then_x, *then_n),
                rank,
                interval: wilson(*then_x, *then_n),
            }),
            ..Entrant::new(name, Names::same(name))
        })
        .collect()
}

#[test]
fn the_sentence_is_grammatical_up_down_and_equal() {
    let units = counted(&[
        ("A", (90, 100), (80, 100)),
        ("B", (85, 100), (88, 100)),
        ("C", (80, 100), (70, 100)),
        ("D", (60, 100), (60, 100)),
        ("E", (50, 100), (65, 100)),
        ("F", (82, 100), (80, 100)),
    ]);
    let terms = Terms {
        rank_the_known: true,
        decimals: 1,
        ..Terms::new("2026-Q3".parse().unwrap())
    };
    let table = league(&units, &terms);
    let said = |unit, lang| table.sentence(unit, lang).unwrap();
    assert_eq!(
        said("A", "vi"),
        "Quý 3/2026, A đạt 90,0%, xếp thứ 1/6, tăng 1 bậc và tăng 10,0 điểm so với quý 2/2026."
    );
    assert_eq!(
        said("B", "vi"),
        "Quý 3/2026, B đạt 85,0%, xếp thứ 2/6, giảm 1 bậc và giảm 3,0 điểm so với quý 2/2026."
    );
    assert_eq!(
        said("C", "vi"),
        "Quý 3/2026, C đạt 80,0%, xếp thứ 4/6, giữ nguyên thứ hạng, tăng 10,0 điểm so với quý 2/2026."
    );
    assert_eq!(
        said("D", "vi"),
        "Quý 3/2026, D đạt 60,0%, xếp thứ 5/6, tăng 1 bậc, điểm số không đổi so với quý 2/2026."
    );
    assert_eq!(
        said("F", "vi"),
        "Quý 3/2026, F đạt 82,0%, xếp thứ 3/6, giảm 1 bậc nhưng tăng 2,0 điểm so với quý 2/2026."
    );
    assert_eq!(
        said("F", "en"),
        "In Q3 2026, F scored 82.0%, ranking 3rd of 6, down 1 place but up 2.0 points on Q2 2026."
    );
    assert_eq!(
        said("C", "en"),
        "In Q3 2026, C scored 80.0%, ranking 4th of 6, unchanged in rank, up 10.0 points on Q2 2026."
    );
    let movement = |rose, fell, kept| Movement { rose, fell, kept };
    assert_eq!(
        (table.summary.scores, table.summary.ranks),
        (movement(3, 2, 1), movement(2, 3, 1))
    );
}

#[test]
fn an_arrow_needs_more_than_a_difference() {
    let mut units = counted(&[
        ("noise", (45, 50), (42, 50)),
        ("up", (460, 500), (380, 500)),
        ("down", (300, 500), (400, 500)),
    ]);
    units.push(Entrant {
        value: "70".parse().ok(),
        ..Entrant::new("no counts", Names::same("no counts"))
    });
    let table = league(
        &units,
        &Terms {
            rank_the_known: true,
            ..Terms::new("2026".parse().unwrap())
        },
    );
    let arrow = |unit: &str| {
        table
            .rows
            .iter()
            .find(|row| row.unit == unit)
            .unwrap()
            .arrow
    };
    assert_eq!(arrow("noise"), Some(Arrow::NotClear));
    assert_eq!(
        (arrow("up"), arrow("down"), arrow("no counts")),
        (Some(Arrow::Up), Some(Arrow::Down), None)
    );
    assert!(
        table.rows.iter().all(|row| row.rank_set.is_none()),
        "one unit without n makes all sets unknowable"
    );
}

#[test]
fn units_that_cannot_be_told_apart_share_a_band() {
    let units = counted(&[
        ("A", (470, 500), (470, 500)),
        ("B", (465, 500), (465, 500)),
        ("C", (300, 500), (300, 500)),
        ("D", (295, 500), (295, 500)),
    ]);
    let table = league(
        &units,
        &Terms {
            rank_the_known: true,
            ..Terms::new("2026".parse().unwrap())
        },
    );
    let bands: Vec<_> = table.rows.iter().map(|row| row.band.unwrap().0).collect();
    assert_eq!(bands, [1, 1, 2, 2]);
    assert_eq!(
        table.doubt("A", "vi").unwrap(),
        "Thứ hạng thực có thể từ 1 đến 2 (độ tin cậy 95%). So với kỳ trước: không đổi rõ rệt."
    );
    assert!(
        table
            .doubt("A", "en")
            .unwrap()
            .starts_with("The true rank could be anywhere from 1 to 2")
    );
}

#[test]
fn an_incomplete_published_table_is_quoted_and_never_ranked() {
    let units = [
        Entrant {
            value: "90".parse().ok(),
            ..Entrant::new("A", Names::same("A"))
        },
        Entrant {
            value: "80".parse().ok(),
            ..Entrant::new("B", Names::same("B"))
        },
    ];
    let incomplete = league(
        &units,
        &Terms {
            expected: 63,
            ..Terms::new("2024".parse().unwrap())
        },
    );
    assert!(incomplete.rows.iter().all(|row| row.rank.is_none()));
    assert_eq!(
        incomplete.sentence("A", "vi").unwrap(),
        "Năm 2024, A đạt 90,00%."
    );
    let complete = league(&units, &Terms::new("2024".parse().unwrap()));
    assert_eq!(complete.rows[0].rank, Some(1));
    assert_eq!(complete.missing_note("vi"), None);
}

#[test]
fn targets_classes_mean_and_median_are_counted_on_unrounded_values() {
    let units: Vec<Entrant> = [("A", 8995u64), ("B", 8996), ("C", 7000), ("D", 9500)]
        .iter()
        .map(|(name, x)| Entrant {
            value: Percent::of(*x, 10_000),
            ..Entrant::new(name, Names::same(name))
        })
        .collect();
    let class = |from: &str, name: &str| Threshold {
        from: from.parse().unwrap(),
        names: Names::same(name),
    };
    let terms = Terms {
        decimals: 1,
        target: "90".parse().ok(),
        classes: vec![class("0", "C"), class("90", "A"), class("80", "B")],
        ..Terms::new("2026".parse().unwrap())
    };
    let table = league(&units, &terms);
    assert_eq!(
        table.summary.reached_target,
        Some(1),
        "89,96 is printed 90,0 and is not 90"
    );
    let classes: Vec<_> = table
        .rows
        .iter()
        .map(|row| row.class.as_ref().unwrap().vi.as_str())
        .collect();
    assert_eq!(classes, ["A", "B", "B", "C"]);
    assert_eq!(table.summary.median.unwrap().vi(), "90,0");
    assert_eq!(table.summary.mean.unwrap().vi(), "86,2");
    assert_eq!(table.summary.gap.unwrap().vi(), "25,0");
}

#[test]
fn an_empty_table_says_nothing() {
    let table = league(
        &[],
        &Terms {
            expected: 34,
            ..Terms::new("2026".parse().unwrap())
        },
    );
    assert_eq!(
        (table.overview("vi"), table.stated("vi"), table.rows.len()),
        (None, None, 0)
    );
    assert!(
        table
            .missing_note("en")
            .unwrap()
            .starts_with("Scores are known for only 0 of 34 units")
    );
}
