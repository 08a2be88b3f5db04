//! Places are found as people type them and sorted as people read them.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;

use super::{day, id, vietnam};
use crate::place::{Level, NotFound, compare, fold, sort_key};

fn search(query: &str, limit: usize) -> Vec<String> {
    let found = vietnam().search(query, None, limit);
    found
        .iter()
        .map(|unit| vietnam().address(&unit.id, day("2026-11-01"), "vi"))
        .collect()
}

#[test]
fn a_name_is_found_without_its_marks() {
    // Ba Dinh has no marks: it is what was typed.
    assert_eq!(
        search("ba dinh", 2),
        [
            "Xã Ba Dinh, Tỉnh Quảng Ngãi",
            "Phường Ba Đình, Thành phố Hà Nội"
        ]
    );
    assert_eq!(search("HUNG YEN", 1), ["Tỉnh Hưng Yên"]);
    assert_eq!(search("dak lak", 1), ["Tỉnh Đắk Lắk"]);
    assert_eq!(search("cu m'gar", 1), search("Cư M’gar", 1));
    assert_eq!(search("Xá Phiên", 1), search("sa phien", 1));
}

#[test]
fn nfc_and_nfd_find_the_same() {
    for query in ["Cẩm Giàng", "phường Ba Đình", "Đắk Lắk", "thủy"] {
        let nfd: String = query.nfd().collect();
        assert_ne!(query, nfd);
        assert_eq!(search(query, 20), search(&nfd, 20));
    }
}

#[test]
fn what_was_typed_exactly_comes_before_what_only_folds_alike() {
    let in_hai_phong = |query| {
        let found = vietnam().search(query, Some(&id("2025:31")), 2);
        found
            .iter()
            .map(|unit| unit.id.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(in_hai_phong("Cẩm Giàng"), ["2025:10903", "2025:10888"]);
    assert_eq!(in_hai_phong("Cẩm Giang"), ["2025:10888", "2025:10903"]);
    assert_eq!(in_hai_phong("cẩm giàng"), ["2025:10903", "2025:10888"]);
    assert_eq!(in_hai_phong("cam giang").len(), 2);
    assert_eq!(search("Hoà Xuân", 1), search("Hòa Xuân", 1));
}

#[test]
fn kind_province_and_code_may_be_typed_too() {
    assert_eq!(
        search("P. Ba Đình", 1),
        ["Phường Ba Đình, Thành phố Hà Nội"]
    );
    assert_eq!(
        search("phuong ba dinh", 1),
        ["Phường Ba Đình, Thành phố Hà Nội"]
    );
    assert_eq!(search("TP. Hồ Chí Minh", 1), ["Thành phố Hồ Chí Minh"]);
    assert_eq!(
        search("tan thanh dong thap", 1),
        ["Xã Tân Thành, Tỉnh Đồng Tháp"]
    );
    assert_eq!(search("00004", 1), ["Phường Ba Đình, Thành phố Hà Nội"]);
    assert!(search("", 5).is_empty() && search("—", 5).is_empty() && search("zzzz", 5).is_empty());
    let old = vietnam().search("thi tran yen vien", Some(&id("2004:01")), 1);
    assert_eq!(
        vietnam().address(&old[0].id, day("2024-01-01"), "vi"),
        "Thị trấn Yên Viên, Huyện Gia Lâm, Thành phố Hà Nội"
    );
}

#[test]
fn ten_pairs_of_names_alike_without_marks_stay_distinct() {
    let on = day("2026-11-01");
    let pairs = [
        ("31", "Cẩm Giang", "Cẩm Giàng"),
        ("19", "Văn Lang", "Văn Lăng"),
        ("38", "Đồng Tiến", "Đông Tiến"),
        ("51", "Sơn Hà", "Sơn Hạ"),
        ("51", "Ba Tơ", "Ba Tô"),
        ("75", "Lộc Thạnh", "Lộc Thành"),
        ("79", "Thanh An", "Thạnh An"),
        ("80", "Tân Thành", "Tân Thạnh"),
        ("82", "Mỹ Tho", "Mỹ Thọ"),
        ("82", "Tân Thành", "Tân Thạnh"),
    ];
    for (province, one, other) in pairs {
        let within = vietnam().find(province).map(|unit| unit.id);
        let resolve = |text: &str| vietnam().resolve(text, Level::Commune, within.as_ref(), on);
        let (first, second) = (resolve(one).unwrap(), resolve(other).unwrap());
        assert_ne!(first.id, second.id);
        assert_eq!((first.name(on), second.name(on)), (one, other));
        assert_eq!(fold(one), fold(other));
        assert_ne!(compare(one, other), Ordering::Equal);
        let folded = resolve(&fold(one));
        if one == "Thanh An" {
            assert_eq!(folded.unwrap().id, first.id); // written without marks, as it is
        } else {
            let why = folded.expect_err(one);
            let two =
                matches!(&why, NotFound::Ambiguous { candidates, .. } if candidates.len() == 2);
            assert!(two, "{why}");
        }
    }
}

#[test]
fn a_written_name_is_resolved_as_it_was_on_the_day_or_not_at_all() {
    let resolve = |text, on| {
        let unit = vietnam().resolve(text, Level::Province, None, day(on));
        unit.map(|unit| unit.id.to_string())
            .map_err(|why| why.to_string())
    };
    assert_eq!(resolve("Thái Bình", "2021-12-31").as_deref(), Ok("2004:34"));
    assert_eq!(
        resolve("Thừa Thiên - Huế", "2021-12-31").as_deref(),
        Ok("2004:46")
    );
    assert_eq!(
        resolve("Bà Rịa – Vũng Tàu", "2021-12-31").as_deref(),
        Ok("2004:77")
    );
    assert_eq!(
        resolve("TP.Hồ Chí Minh", "2021-12-31").as_deref(),
        Ok("2004:79")
    );
    assert_eq!(
        resolve("tỉnh Đồng Tháp", "2021-12-31").as_deref(),
        Ok("2004:87")
    );
    assert_eq!(
        resolve("tỉnh Đồng Tháp", "2026-12-31").as_deref(),
        Ok("2025:82")
    );
    assert_eq!(resolve("82", "2021-12-31").as_deref(), Ok("2004:82"));
    assert_eq!(
        resolve("2025:82", "2021-12-31"),
        Err("“2025:82” is not valid on 2021-12-31".into())
    );
    assert_eq!(
        resolve("Thái Bình", "2026-12-31"),
        Err("no province on 2026-12-31 is called or coded “Thái Bình”".into())
    );
    let commune = vietnam().resolve(
        "tan thanh",
        Level::Commune,
        Some(&id("2025:82")),
        day("2026-01-01"),
    );
    assert_eq!(
        commune.unwrap_err().to_string(),
        "“tan thanh” may be Xã Tân Thành, Tỉnh Đồng Tháp (2025:29938) or Xã Tân Thạnh, Tỉnh Đồng Tháp (2025:30157); \
         write the full name, or the code"
    );
}

#[test]
fn lists_follow_the_vietnamese_alphabet() {
    let children = vietnam().children(&id("vn"));
    let names: Vec<_> = children
        .iter()
        .map(|unit| unit.last_state().name.as_str())
        .collect();
    assert_eq!(
        names[..5],
        ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ"]
    );
    assert_eq!(names[5..9], ["Đà Nẵng", "Đắk Lắk", "Điện Biên", "Đồng Nai"]);
    assert!(children.is_sorted_by_key(|unit| unit.sort_rank()));
    let mut wards = ["Phường 10", "Phường 2", "Phường 1", "Phú Yên", "phường"];
    wards.sort_by(|a, b| compare(a, b));
    assert_eq!(
        wards,
        ["Phú Yên", "phường", "Phường 1", "Phường 2", "Phường 10"]
    );
}

#[test]
fn sort_keys_sort_as_compare_does_in_both_normal_forms() {
    let provinces = vietnam().provinces("2004".parse().unwrap());
    for (a, b) in provinces.iter().zip(&provinces[1..]) {
        let (a, b) = (a.last_state().name.as_str(), b.last_state().name.as_str());
        assert_eq!(compare(a, b), Ordering::Less);
        assert!(sort_key(a) < sort_key(b));
        let nfd: String = a.nfd().collect();
        assert_eq!(
            (compare(a, &nfd), sort_key(&nfd)),
            (Ordering::Equal, sort_key(a))
        );
    }
}
