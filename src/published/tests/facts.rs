//! The facts as printed, their conflicts, and old provinces side by side.

use super::*;

#[test]
fn every_built_in_series_and_table_is_sound() {
    let ids: Vec<_> = all_series()
        .iter()
        .map(|series| series.id.as_str())
        .collect();
    assert_eq!(ids, ["sipas", "par-index", "qd766", "commune-cchc", "ddci"]);
    for series in all_series() {
        assert!(
            !series.name.en.is_empty() && !series.issuer.en.is_empty(),
            "{}",
            series.id
        );
    }
    for id in ["sipas", "par-index"] {
        assert!(builtin_entries(id, Atlas::vietnam()).is_some(), "{id}");
    }
    let par = series("par-index").unwrap();
    let class = |value: &str| {
        par.class_of(value.parse().unwrap())
            .map(|class| class.name.vi.as_str())
    };
    assert_eq!(
        [class("90"), class("89.99"), class("81.51"), class("69.99")],
        [Some("Nhóm A"), Some("Nhóm B"), Some("Nhóm B"), None]
    );
}

#[test]
fn hung_yen_is_as_printed_for_2021_and_as_derived_for_2020() {
    let facts = facts();
    let of = |year| entries_of(&facts, &unit("2004:33"), year).next().unwrap();
    assert_eq!(
        (of(2021).value.unwrap().vi().as_str(), of(2021).rank),
        ("92,07", Some(3))
    );
    assert_eq!(
        (of(2020).value.unwrap().vi().as_str(), of(2020).rank),
        ("91,66", Some(5))
    );
    assert_eq!(of(2020).status, "derived");
    let change = of(2021)
        .percent()
        .unwrap()
        .points_above(of(2020).percent().unwrap());
    assert_eq!(change.rounded(2).signed_vi(), "+0,41");
}

#[test]
fn it_is_said_how_little_of_2021_is_known() {
    let known = known(sipas(), &facts(), 2021);
    assert_eq!(
        known,
        Known {
            values: 11,
            ranks: 16,
            total: Some(63)
        }
    );
    assert!(!known.is_complete());
    assert_eq!(
        known.sentence("en"),
        "The values of 11 and the ranks of 16 of 63 units are known"
    );
    let nation = facts()
        .into_iter()
        .find(|row| row.is_nation() && row.year == 2021)
        .unwrap();
    let spread = [nation.spread.min, nation.spread.median, nation.spread.max]
        .map(|value| value.unwrap().vi());
    assert_eq!(spread, ["82,79", "87,02", "94,07"]);
}

#[test]
fn two_provinces_printed_as_38th_are_reported_and_both_kept() {
    let facts = facts();
    let found = conflicts(sipas(), &facts);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].kind.weight(), Weight::Doubt);
    assert_eq!(
        found[0].sentence.vi,
        "Năm 2021: các nguồn cùng in hạng 38 cho Bà Rịa - Vũng Tàu 86,72 %, Đà Nẵng; có thể đồng hạng, chưa rõ vì chưa biết đủ điểm"
    );
    assert_eq!(facts.iter().filter(|row| row.rank == Some(38)).count(), 2);
}

#[test]
fn the_national_line_breaks_twice_and_2018_is_unconfirmed() {
    let facts = facts();
    let line = national(sipas(), &facts);
    let values: Vec<_> = line
        .iter()
        .map(|point| point.value.unwrap().to_string())
        .collect();
    assert_eq!(
        values,
        [
            "82.99", "84.45", "85.48", "87.16", "80.08", "82.66", "83.94"
        ]
    );
    let broken: Vec<_> = line
        .iter()
        .filter(|point| point.break_before.is_some())
        .map(|point| point.year)
        .collect();
    assert_eq!(broken, [2022, 2023]);
    let unconfirmed: Vec<_> = line
        .iter()
        .filter(|point| !point.confirmed)
        .map(|point| point.year)
        .collect();
    assert_eq!(unconfirmed, [2018]);
    assert!(
        line.iter().skip(1).all(|point| !point.sources.is_empty()),
        "every value but 2018 has its source"
    );
    assert!(
        sipas().break_between(2021, 2024).is_some() && sipas().break_between(2024, 2023).is_none()
    );
}

#[test]
fn old_provinces_stand_side_by_side_under_todays() {
    let atlas = Atlas::vietnam();
    let mut entries = facts();
    entries.push(entry(2021, "Hải Dương", "85", None));
    let view = |id: &str| for_unit_today(atlas, &entries, &id.parse().unwrap()).unwrap();
    let parts = |view: &AsToday| {
        let part = |part: &Part| format!("{} {} {}", part.unit, part.title.vi, part.entries.len());
        view.parts.iter().map(part).collect::<Vec<_>>()
    };
    let hung_yen = view("2025:33");
    assert!(hung_yen.own.is_empty());
    assert_eq!(
        parts(&hung_yen),
        ["2004:33 Tỉnh Hưng Yên 2", "2004:34 Tỉnh Thái Bình 0"]
    );
    let why = hung_yen.why.as_ref().unwrap();
    assert!(
        why.vi
            .starts_with("Tỉnh Hưng Yên từ 01/07/2025 gồm Hưng Yên và Thái Bình cũ."),
        "{}",
        why.vi
    );
    assert!(why.en.contains("cannot be added or averaged"), "{}", why.en);
    assert_eq!(
        view("2004:34"),
        hung_yen,
        "an old province is shown through its successor"
    );
    assert_eq!(
        parts(&view("2025:31")),
        ["2004:30 Tỉnh Hải Dương 1", "2004:31 Thành phố Hải Phòng 0"]
    );
    assert_eq!(
        parts(&view("2025:82")),
        ["2004:87 Tỉnh Đồng Tháp 0", "2004:82 Tỉnh Tiền Giang 0"]
    );
}

#[test]
fn a_province_that_was_never_merged_has_one_line() {
    let atlas = Atlas::vietnam();
    let mut entries = facts();
    entries.push(entry(2025, "Thành phố Hà Nội", "90", None));
    let view = for_unit_today(atlas, &entries, &"2025:01".parse().unwrap()).unwrap();
    let years: Vec<_> = view.own.iter().map(|row| row.year).collect();
    assert_eq!(
        (years, view.parts.len(), view.why),
        (vec![2021, 2025], 0, None)
    );
    let nation = for_unit_today(atlas, &entries, &atlas.nation().id).unwrap();
    assert_eq!((nation.own.len(), nation.why), (7, None));
}

#[test]
fn ranks_that_do_not_fit_the_values_are_reported() {
    let of = |name, value, rank| entry(2021, name, value, Some(rank));
    assert_eq!(
        kinds(&[of("Hà Nội", "80", 1), of("Hà Nam", "81", 2)]),
        [ConflictKind::RankAgainstValue, ConflictKind::TooManyAbove]
    );
    assert_eq!(
        kinds(&[of("Hà Nội", "80", 4), of("Hà Nam", "81", 4)]),
        [ConflictKind::SharedRankDifferentValues]
    );
    assert_eq!(
        kinds(&[of("Hà Nội", "80", 4), of("Hà Nam", "80", 4)]),
        [],
        "a tie is no conflict"
    );
    assert_eq!(
        kinds(&[
            of("Hà Nội", "", 4),
            of("Hà Nam", "", 4),
            of("Lào Cai", "", 5)
        ]),
        [
            ConflictKind::SharedRankUnknownValues,
            ConflictKind::RankAfterTie
        ]
    );
    assert_eq!(
        kinds(&[of("Hà Nội", "80", 64)]),
        [ConflictKind::RankAboveTotal]
    );
    let unranked = |name| entry(2021, name, "90", None);
    assert_eq!(
        kinds(&[
            of("Hà Nội", "80", 2),
            unranked("Hà Nam"),
            unranked("Lào Cai")
        ]),
        [ConflictKind::TooManyAbove]
    );
}

#[test]
fn a_series_file_with_a_fault_names_it() {
    let good = include_str!("../series/sipas.toml");
    for (from, to, told) in [
        ("id = \"sipas\"", "id = \"SI PAS\"", "use small letters"),
        ("decimals = 2\n", "decimals = 9\n", "at most 6"),
        (
            "until = 2024",
            "until = 2023",
            "each next begins the year after",
        ),
        (
            "scheme = \"2025\"",
            "scheme = \"năm 2025\"",
            "is not a list of units",
        ),
        ("before = 2023", "before = 2021", "in the order of years"),
        ("first_year", "frist_year", "frist_year"),
        ("tie_rule = \"1224\"", "tie_rule = \"1225\"", "1225"),
    ] {
        let fault = Series::read("mine.toml", &good.replacen(from, to, 1))
            .unwrap_err()
            .to_string();
        assert!(
            fault.starts_with("mine.toml: ") && fault.contains(told),
            "{fault}"
        );
    }
}
