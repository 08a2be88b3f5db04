//! The bridge over 1 July 2025 carries every answer, and joins nothing that changed.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{day, id, vietnam};
use crate::place::{Atlas, Continuity, Fate, Level, People, Table, Tables, Unit, UnitId, View};

fn ids(units: &[&Unit]) -> Vec<String> {
    units.iter().map(|unit| unit.id.to_string()).collect()
}

#[test]
fn every_old_province_went_whole_into_one_new_province() {
    let atlas = vietnam();
    let old = atlas.provinces("2004".parse().unwrap());
    let became: BTreeSet<UnitId> = old
        .iter()
        .map(|province| match atlas.fate(&province.id) {
            Fate::Whole(today) => today.id,
            other => panic!("{}: {other:?}", province.id),
        })
        .collect();
    assert_eq!(became.len(), 34);
    for (old, new) in [
        ("2004:33", "2025:33"), // Hưng Yên
        ("2004:34", "2025:33"), // Thái Bình
        ("2004:30", "2025:31"), // Hải Dương, to Hải Phòng
        ("2004:87", "2025:82"), // Đồng Tháp
        ("2004:82", "2025:82"), // Tiền Giang
        ("2004:77", "2025:79"), // Bà Rịa - Vũng Tàu
    ] {
        assert_eq!(ids(&atlas.successors(&id(old))), [new]);
        assert_eq!(atlas.province_today(&id(old)).unwrap().id, id(new));
    }
    assert_eq!(
        ids(&atlas.predecessors(&id("2025:82"))),
        ["2004:82", "2004:87"]
    );
}

#[test]
fn seven_province_codes_mean_another_name_now() {
    let atlas = vietnam();
    let on = day("2025-06-30");
    let renamed: Vec<_> = atlas
        .provinces("2025".parse().unwrap())
        .into_iter()
        .filter_map(|new| {
            let old = atlas.find(&format!("2004:{}", new.id.code()))?;
            let names = (old.name(on), new.name(new.valid_from));
            (names.0 != names.1).then(|| (new.id.code().to_string(), names.0, names.1))
        })
        .collect();
    let mut renamed: Vec<_> = renamed
        .iter()
        .map(|(code, a, b)| (code.as_str(), *a, *b))
        .collect();
    renamed.sort_unstable();
    assert_eq!(
        renamed,
        [
            ("15", "Yên Bái", "Lào Cai"),
            ("24", "Bắc Giang", "Bắc Ninh"),
            ("44", "Quảng Bình", "Quảng Trị"),
            ("52", "Bình Định", "Gia Lai"),
            ("80", "Long An", "Tây Ninh"),
            ("82", "Tiền Giang", "Đồng Tháp"),
            ("91", "Kiên Giang", "An Giang"),
        ]
    );
}

#[test]
fn eleven_provinces_continue_unbroken_and_no_other_does() {
    let atlas = vietnam();
    let (then, now) = (day("2024-06-30"), day("2026-11-01"));
    let provinces = atlas.provinces("2025".parse().unwrap());
    let mut unbroken: Vec<_> = provinces
        .iter()
        .filter(|unit| atlas.continuity(&unit.id, then, now) == Continuity::Unbroken)
        .map(|unit| unit.id.code().to_string())
        .collect();
    unbroken.sort_unstable();
    assert_eq!(
        unbroken,
        [
            "01", "04", "11", "12", "14", "20", "22", "38", "40", "42", "46"
        ]
    );
    let Continuity::Merged(parts) = atlas.continuity(&id("2025:24"), now, then) else {
        panic!("Bắc Ninh kept its name and is another territory");
    };
    assert_eq!(ids(&parts), ["2004:24", "2004:27"]);
    assert_eq!(
        ids(&atlas.as_it_was(&id("2025:24"), then)),
        ["2004:24", "2004:27"]
    );
    // Two days on one side of the change, whichever side: the same land.
    assert_eq!(
        atlas.continuity(&id("2025:24"), day("2023-01-01"), then),
        Continuity::Unbroken
    );
    assert_eq!(
        atlas.continuity(&id("2025:24"), day("2025-07-01"), now),
        Continuity::Unbroken
    );
    // From before the records nothing is known.
    assert_eq!(
        atlas.continuity(&id("2025:24"), day("2001-01-01"), now),
        Continuity::NewBoundaries
    );
}

#[test]
fn communes_have_10565_pairs_and_440_of_them_were_split() {
    let atlas = vietnam();
    let communes = atlas.communes("2004".parse().unwrap());
    let pairs: usize = communes
        .iter()
        .map(|unit| atlas.steps_from(&unit.id).len())
        .sum();
    assert_eq!(pairs, 10_565);
    let mut shares = BTreeMap::<usize, usize>::new();
    for unit in &communes {
        let heirs = atlas.steps_from(&unit.id);
        *shares.entry(heirs.len()).or_default() += 1;
        let split = heirs.len() > 1;
        assert_eq!(split, matches!(atlas.fate(&unit.id), Fate::Split(_)));
        assert!(
            heirs
                .iter()
                .all(|step| (step.people == People::Some) == split)
        );
        let provinces: BTreeSet<_> = atlas
            .successors(&unit.id)
            .iter()
            .map(|new| atlas.province_of(&new.id).unwrap().id)
            .collect();
        assert_eq!(
            provinces.into_iter().collect::<Vec<_>>(),
            [atlas.province_today(&unit.id).unwrap().id]
        );
    }
    assert_eq!(
        shares,
        BTreeMap::from([(1, 9595), (2, 368), (3, 55), (4, 16), (5, 1)])
    );
}

#[test]
fn every_commune_of_today_has_a_past_and_lies_in_one_comparable_group() {
    let atlas = vietnam();
    let groups: Vec<_> = atlas.groups(Level::Commune).collect();
    let exact = groups.iter().filter(|group| group.is_exact()).count();
    let largest = groups.iter().map(|group| group.today.len()).max();
    assert_eq!((groups.len(), exact, largest), (3031, 2909, Some(75)));
    assert_eq!(
        groups.iter().map(|group| group.today.len()).sum::<usize>(),
        3321
    );
    // The communes of before, and the five island districts without communes.
    assert_eq!(
        groups.iter().map(|group| group.before.len()).sum::<usize>(),
        10_035 + 5
    );
    for group in groups {
        assert_eq!(group.id, group.today[0]);
        let province = |id| atlas.province_today(id).unwrap().id;
        let all = group.today.iter().chain(&group.before);
        assert!(all.map(province).all(|p| p == province(&group.id)));
    }
    assert_eq!(ids(&atlas.predecessors(&id("2025:26732"))), ["2004:755"]); // Côn Đảo
}

#[test]
fn an_office_that_knows_where_people_went_needs_fewer_groups() {
    let rows = "old,new,people\n2004:00007,2025:00008,all\n";
    let mut tables = Tables::vietnam();
    tables.notes.push(Table {
        name: "notes.csv",
        text: rows,
    });
    let told = Atlas::from_tables(&tables).unwrap();
    assert!(matches!(vietnam().fate(&id("2004:00007")), Fate::Split(_)));
    assert!(
        matches!(told.fate(&id("2004:00007")), Fate::Whole(unit) if unit.id == id("2025:00008"))
    );
    let people: Vec<_> = told
        .steps_from(&id("2004:00007"))
        .iter()
        .map(|step| step.people)
        .collect();
    assert_eq!(people, [People::All, People::None]);
    assert!(told.groups(Level::Commune).count() >= vietnam().groups(Level::Commune).count());
}

#[test]
fn a_split_commune_is_compared_in_its_group_only() {
    let atlas = vietnam();
    let Fate::Split(group) = atlas.fate(&id("2004:00007")) else {
        panic!()
    };
    assert!(group.today.contains(&id("2025:00008")) && !group.is_exact());
    let (then, now) = (day("2024-06-30"), day("2026-11-01"));
    assert_eq!(
        atlas.continuity(&id("2025:00008"), then, now),
        Continuity::Split(group)
    );
    assert_eq!(
        atlas.continuity(&id("2004:00007"), then, now),
        Continuity::Split(group)
    );
}

#[test]
fn a_district_ended_and_its_figures_are_known_by_province_only() {
    let atlas = vietnam();
    assert!(
        matches!(atlas.fate(&id("2004:001")), Fate::Ended(Some(unit)) if unit.id == id("2025:01"))
    );
    assert_eq!(
        atlas.continuity(&id("2004:001"), day("2024-01-01"), day("2026-01-01")),
        Continuity::NewBoundaries
    );
}

#[test]
fn answers_of_thai_binh_and_of_old_hung_yen_appear_in_todays_hung_yen() {
    let atlas = vietnam();
    let communes = |province: &str| atlas.within(&id(province), Level::Commune);
    let given: Vec<_> = communes("2004:33")
        .into_iter()
        .chain(communes("2004:34"))
        .map(|unit| (unit.id, 1_u64))
        .collect();
    let count = given.len() as u64;
    let add = |sum: &mut u64, more: &u64| *sum += more;
    let was = atlas.rebase(View::AsItWas, given.clone(), add);
    assert_eq!(
        atlas.by_province(&was, add).into_keys().collect::<Vec<_>>(),
        [id("2004:33"), id("2004:34")]
    );
    let now = atlas.rebase(View::AsItIsNow, given, add);
    assert_eq!(
        atlas.by_province(&now, add),
        BTreeMap::from([(id("2025:33"), count)])
    );
    assert_eq!(atlas.comparable(&now, add).values().sum::<u64>(), count);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn totals_are_conserved_under_re_basing(
        given in prop::collection::vec((0..14_150_usize, 0..1_000_u64), 0..300),
        stray in 0..3_usize,
    ) {
        let atlas = vietnam();
        let units = atlas.units();
        let strays = (0..stray).map(|n| (id(&format!("1999:{n}")), 7));
        let figures: Vec<_> = given
            .into_iter()
            .map(|(unit, n)| (units[unit % units.len()].id, n))
            .chain(strays)
            .collect();
        let sum: u64 = figures.iter().map(|(_, n)| n).sum();
        let national: u64 = figures.iter().filter(|(unit, _)| *unit == id("vn")).map(|(_, n)| n).sum();
        let add = |sum: &mut u64, more: &u64| *sum += more;
        for view in [View::AsItWas, View::AsItIsNow] {
            let rebased = atlas.rebase(view, figures.clone(), add);
            prop_assert_eq!(rebased.parts().sum::<u64>(), sum);
            let unplaced: u64 = rebased.unplaced.values().sum();
            prop_assert_eq!(unplaced, 7 * stray as u64);
            let by_province: u64 = atlas.by_province(&rebased, add).values().sum();
            prop_assert_eq!(by_province, sum - unplaced - national);
            let by_group: u64 = atlas.comparable(&rebased, add).values().sum();
            prop_assert_eq!(by_group, sum - unplaced - rebased.provinces.values().sum::<u64>());
            if view == View::AsItIsNow {
                prop_assert!(rebased.units.keys().all(|unit| atlas.unit(unit).unwrap().valid_to.is_none()));
            }
        }
    }
}
