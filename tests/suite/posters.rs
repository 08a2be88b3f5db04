//! Posters: what hangs on the wall leads to the collection point, whoever reads it and however it is printed.

use crate::support::database::Database;
use crate::support::paper;
use crate::support::service::House;

const URL: &str = "https://hailong.hungyen.gov.vn";

fn house() -> House {
    let house = House::new(Database::Sqlite);
    house.settings(&format!(
        "[web]\npublic_url = \"{URL}\"\nissuer = \"Sở Nội vụ tỉnh Hưng Yên\"\n"
    ));
    let add = |code: &str, place: &str, name: &str| {
        house.run(&["points", "add", code, "--place", place, "--name", name]);
    };
    add("pho-hien-1", "11953", "Bộ phận Một cửa phường Phố Hiến");
    add(
        "an-thi",
        "12142",
        "Trung tâm Phục vụ hành chính công xã Ân Thi <#x>",
    );
    add("dong", "12142", "Quầy đã đóng");
    house.run(&["points", "close", "dong"]);
    house
}

#[test]
fn every_open_point_has_a_page_whose_code_and_words_other_programs_read() {
    let house = house();
    for (size, page, dots) in [("a4", (210, 297, 2), 40), ("a6", (105, 148, 2), 100)] {
        let file = house.folder.path().join(format!("{size}.pdf"));
        let said = house.run(&["posters", "--size", size, "-o", file.to_str().unwrap()]);
        assert!(said.contains("2 posters"), "{said}");
        assert_eq!(paper::size(&file), page);
        // Coarser than any printer or camera.
        let codes = paper::qr_codes(&file, dots);
        assert_eq!(
            codes,
            [format!("{URL}/o/an-thi"), format!("{URL}/o/pho-hien-1")]
        );
        let words = paper::words(&file);
        for part in [
            "SỞ NỘI VỤ TỈNH HƯNG YÊN",
            "Ông/bà có hài lòng không?",
            "Are you satisfied with the service here?",
            "Bộ phận Một cửa phường Phố Hiến",
            "Trung tâm Phục vụ hành chính công xã Ân Thi <#x>",
            "Quét mã bằng máy ảnh của điện thoại, hoặc gõ địa chỉ",
            "hailong.hungyen.gov.vn/o/pho-hien-1",
            "Xin dành hai phút cho biết hồ sơ được giải quyết tốt hay chưa tốt.",
            "Không hỏi tên, không hỏi số điện thoại; nơi này không xem được từng phiếu.",
        ] {
            assert!(words.contains(part), "{part} in {words}");
        }
        assert!(!words.contains("Quầy đã đóng"));
    }
}

#[test]
fn a_torn_poster_is_still_read() {
    let house = house();
    let file = house.folder.path().join("torn.pdf");
    house.run(&["posters", "pho-hien-1", "-o", file.to_str().unwrap()]);
    let (torn, svg) = (house.folder.path().join("torn"), paper::picture(&file, 60));
    let spoiled = paper::with_a_hole(&svg, 0.05);
    std::fs::write(&torn, spoiled).unwrap();
    assert_eq!(paper::qr_of_picture(&torn), [format!("{URL}/o/pho-hien-1")]);
}

#[test]
fn a_point_that_nobody_set_up_has_no_poster() {
    let house = house();
    let file = house.folder.path().join("none.pdf");
    let said = house.refused(&["posters", "nowhere", "-o", file.to_str().unwrap()]);
    assert!(
        said.contains("there is no collection point “nowhere”"),
        "{said}"
    );
    assert!(!file.exists());
    let empty = House::new(Database::Sqlite);
    assert!(
        empty
            .refused(&["posters", "-o", "x.pdf"])
            .contains("sipas points add")
    );
}
