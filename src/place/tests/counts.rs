//! The units of Viet Nam are those of the decisions, on every date.

use std::collections::BTreeMap;

use super::{day, id, vietnam};
use crate::place::{Kind, Level, PeerGroup, Unit};

fn kinds(units: &[&Unit], on: &str) -> BTreeMap<&'static str, usize> {
    let mut kinds = BTreeMap::new();
    for unit in units {
        *kinds.entry(unit.kind(day(on)).term()).or_default() += 1;
    }
    kinds
}

#[test]
fn until_june_2025_there_are_63_provinces_696_districts_and_10035_communes() {
    let (atlas, scheme) = (vietnam(), "2004".parse().unwrap());
    let provinces = atlas.provinces(scheme);
    assert_eq!(provinces.len(), 63);
    assert_eq!(
        kinds(&provinces, "2025-06-30"),
        BTreeMap::from([("tỉnh", 57), ("thành phố", 6)])
    );
    let districts = atlas.districts(scheme);
    assert_eq!(districts.len(), 696);
    assert_eq!(
        kinds(&districts, "2025-06-30"),
        BTreeMap::from([
            ("huyện", 508),
            ("thành phố", 87),
            ("thị xã", 52),
            ("quận", 49)
        ])
    );
    let communes = atlas.communes(scheme);
    assert_eq!(communes.len(), 10_035);
    assert_eq!(
        kinds(&communes, "2025-06-30"),
        BTreeMap::from([("xã", 7692), ("phường", 1726), ("thị trấn", 617)])
    );
}

#[test]
fn since_july_2025_there_are_34_provinces_and_3321_communes_whose_kinds_change_on_dates() {
    let (atlas, scheme) = (vietnam(), vietnam().latest_scheme());
    assert_eq!(scheme.to_string(), "2025");
    let (provinces, communes) = (atlas.provinces(scheme), atlas.communes(scheme));
    assert_eq!((provinces.len(), communes.len()), (34, 3321));
    assert!(atlas.districts(scheme).is_empty());
    for (on, province_kinds, commune_kinds) in [
        ("2025-07-01", [28, 6], [2621, 687, 13]),
        ("2026-04-29", [28, 6], [2621, 687, 13]),
        ("2026-04-30", [27, 7], [2611, 697, 13]),
        ("2026-09-01", [26, 8], [2611, 697, 13]),
        ("2026-09-20", [25, 9], [2599, 709, 13]),
    ] {
        let [tinh, thanh_pho] = province_kinds;
        assert_eq!(
            kinds(&provinces, on),
            BTreeMap::from([("tỉnh", tinh), ("thành phố", thanh_pho)]),
            "{on}"
        );
        let [xa, phuong, dac_khu] = commune_kinds;
        assert_eq!(
            kinds(&communes, on),
            BTreeMap::from([("xã", xa), ("phường", phuong), ("đặc khu", dac_khu)]),
            "{on}"
        );
    }
}

#[test]
fn every_unit_reaches_the_nation_through_its_own_scheme() {
    let atlas = vietnam();
    assert_eq!(atlas.children(&id("vn")).len(), 34);
    for unit in atlas.units() {
        let above: Vec<_> = atlas.lineage_up(&unit.id).skip(1).collect();
        assert!(unit.level == Level::Nation || above.last().unwrap().id == id("vn"));
        assert!(
            above
                .iter()
                .all(|up| up.level == Level::Nation || up.id.scheme() == unit.id.scheme())
        );
    }
    let communes: usize = atlas
        .children(&id("vn"))
        .iter()
        .map(|province| atlas.children(&province.id).len())
        .sum();
    assert_eq!(communes, 3321);
    assert_eq!(atlas.within(&id("2004:01"), Level::Commune).len(), 526);
    assert_eq!(atlas.within(&id("vn"), Level::Commune).len(), 3321);
}

#[test]
fn kinds_and_names_are_those_of_the_day() {
    let atlas = vietnam();
    let title = |code: &str, on| {
        let unit = atlas.find(code).unwrap();
        (unit.title(day(on), "vi"), unit.title(day(on), "en"))
    };
    let pair = |vi: &str, en: &str| (vi.to_owned(), en.to_owned());
    assert_eq!(
        title("75", "2026-04-29"),
        pair("Tỉnh Đồng Nai", "Đồng Nai Province")
    );
    assert_eq!(
        title("75", "2026-04-30"),
        pair("Thành phố Đồng Nai", "Đồng Nai City")
    );
    assert_eq!(
        title("22", "2026-09-01"),
        pair("Thành phố Quảng Ninh", "Quảng Ninh City")
    );
    assert_eq!(
        title("24", "2026-09-20"),
        pair("Thành phố Bắc Ninh", "Bắc Ninh City")
    );
    assert_eq!(
        title("79", "2026-01-01"),
        pair("Thành phố Hồ Chí Minh", "Hồ Chí Minh City")
    );
    assert_eq!(
        title("33", "2026-01-01"),
        pair("Tỉnh Hưng Yên", "Hưng Yên Province")
    );
    assert_eq!(
        title("00004", "2026-01-01"),
        pair("Phường Ba Đình", "Ba Đình Ward")
    );
    assert_eq!(
        title("2004:00004", "2024-01-01"),
        pair("Phường Trúc Bạch", "Trúc Bạch Ward")
    );
    assert_eq!(
        title("2004:19333", "2024-01-01"),
        pair("Phường 1", "Ward 1")
    );
    assert_eq!(
        title("20333", "2026-01-01"),
        pair("Đặc khu Hoàng Sa", "Hoàng Sa Special Zone")
    );
    assert_eq!(
        title("2004:46", "2024-12-31"),
        pair("Tỉnh Thừa Thiên Huế", "Thừa Thiên Huế Province")
    );
    assert_eq!(
        title("2004:46", "2025-01-01"),
        pair("Thành phố Huế", "Huế City")
    );
    assert_eq!(title("vn", "2026-01-01"), pair("Việt Nam", "Viet Nam"));
    let dong_nai = atlas.find("75").unwrap();
    assert_eq!(
        dong_nai.last_state().decision.as_deref(),
        Some("30/2026/QH16")
    );
}

#[test]
fn a_code_without_scheme_is_one_of_today() {
    let atlas = vietnam();
    let name = |text| atlas.find(text).map(|unit| unit.last_state().name.as_str());
    assert_eq!(name("82"), Some("Đồng Tháp"));
    assert_eq!(name("2004:82"), Some("Tiền Giang"));
    assert_eq!(name(" 06688 "), Some("Hạ Long"));
    assert_eq!(name("29905"), Some("Sa Đéc"));
    assert_eq!(name("06970"), Some("Ba Chẽ"));
    for unknown in ["4", "004", "34", "2025:34", "2026:01", "", "00 04"] {
        assert_eq!(name(unknown), None, "{unknown}");
    }
}

#[test]
fn each_province_has_a_region_of_its_own_scheme_and_an_agency() {
    let atlas = vietnam();
    for scheme in ["2004", "2025"] {
        for province in atlas.provinces(scheme.parse().unwrap()) {
            assert_eq!(province.region().unwrap().scheme.to_string(), scheme);
            assert!(province.agency().is_some());
        }
    }
    let region = |text| atlas.find(text).unwrap().region().unwrap();
    assert_eq!(region("2004:24").code, "TDMNPB"); // Bắc Giang
    assert_eq!(region("24").code, "DBSH"); // Bắc Ninh, with Bắc Giang
    assert_eq!(region("33").title("en"), "Red River Delta");
    assert!(region("33").confirmed && !region("2004:33").confirmed);
    assert_eq!(atlas.find("01").unwrap().agency().unwrap().id, "H26");
}

#[test]
fn peers_are_those_of_the_day() {
    let atlas = vietnam();
    let count = |group: &str, on| atlas.peers(&group.parse().unwrap(), day(on)).len();
    assert_eq!(count("cities", "2025-06-30"), 6);
    assert_eq!(count("cities", "2024-06-30"), 5);
    assert_eq!(count("cities", "2026-09-20"), 9);
    assert_eq!(count("provinces", "2026-09-20"), 25);
    assert_eq!(count("region:TDMNPB", "2026-01-01"), 9);
    assert_eq!(count("region:TDMNPB", "2024-01-01"), 14);
    assert_eq!(count("ward:vn", "2026-09-20"), 709);
    assert_eq!(count("special_zone:2025:56", "2026-01-01"), 1);
    assert_eq!(
        count("ward:2025:75", "2026-04-30") - count("ward:2025:75", "2026-04-29"),
        10
    );
    let group = PeerGroup::Communes {
        within: id("2025:01"),
        kind: Kind::Ward,
    };
    assert_eq!(group.to_string().parse(), Ok(group.clone()));
    assert_eq!(
        atlas.peer_group_title(&group, day("2026-01-01"), "vi"),
        "các phường của Thành phố Hà Nội"
    );
    let groups = atlas.peer_groups_of(&id("2025:33"), day("2026-01-01"));
    assert_eq!(
        groups,
        [PeerGroup::Region("DBSH".into()), PeerGroup::Provinces]
    );
    assert!("wards".parse::<PeerGroup>().is_err());
}

#[test]
fn the_tile_map_shows_34_provinces_and_always_both_archipelagos() {
    let tiles = vietnam().tiles();
    assert_eq!(tiles.iter().filter(|tile| !tile.is_mark()).count(), 34);
    let marks: Vec<_> = tiles.iter().filter(|tile| tile.is_mark()).collect();
    let shown: Vec<_> = marks
        .iter()
        .map(|mark| (mark.label("vi"), mark.unit, mark.belongs_to))
        .collect();
    assert_eq!(
        shown,
        [
            ("Quần đảo Hoàng Sa", id("2025:20333"), Some(id("2025:48"))),
            ("Quần đảo Trường Sa", id("2025:22736"), Some(id("2025:56"))),
        ]
    );
    assert!(tiles.iter().all(|tile| tile.column < 8 && tile.row < 15));
}
