//! The home of a place: where it stands, what is weakest, whether it is real, what to mend first.

use std::fmt::Write as _;

use fantoccini::Locator;
use sipas::place::Atlas;

use crate::browser::set_up_second_factor;
use crate::on_each_database;
use crate::support::browser::{View, browse, keep};
use crate::support::citizens;
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::service::House;
use crate::support::staff::{Officer, account};

/// Communes (xã) of Hưng Yên as they are today.
fn communes() -> Vec<String> {
    let atlas = Atlas::vietnam();
    let all = atlas.children(&"2025:33".parse().unwrap());
    let rural = all
        .into_iter()
        .filter(|unit| unit.id.to_string() != "2025:11953");
    let day = chrono::NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
    let rural = rural.filter(|unit| unit.title(day, "vi").starts_with("Xã "));
    rural
        .take(13)
        .map(|unit| unit.id.code().to_string())
        .collect()
}

/// Thirteen communes of one kind: the first has a bad waiting room, and had a better one the year before.
fn filled(house: &House) -> Vec<String> {
    let communes = communes();
    let mut csv = "place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n".to_owned();
    for (at, commune) in communes.iter().enumerate() {
        for sheet in 0..120_usize {
            let bad = |share: usize| if sheet * 100 / 120 < share { 2 } else { 5 };
            let own = if at == 0 { 45 } else { 6 + at % 5 };
            let channel = ["online", "in_person"][sheet % 2];
            let overall = bad(own + 2);
            let _ = writeln!(
                csv,
                "{commune},2026-08,{channel},{},{},{},{},{},{overall}",
                bad(own),
                bad(10),
                bad(10),
                bad(8 + at % 3),
                bad(10)
            );
            if at < 2 {
                let _ = writeln!(csv, "{commune},2025-08,{channel},{},5,5,5,5,5", bad(10));
            }
        }
    }
    let file = house.file("home.csv", &csv);
    house.run(&[
        "answers",
        "import",
        file.to_str().unwrap(),
        "--form",
        "onestop-short",
    ]);
    communes
}

on_each_database! {
    fn the_answer_stands_first_and_claims_only_what_is_sure(house) {
        let communes = filled(house);
        let running = house.serve();
        let place = &communes[0];
        let officer = Officer::new(house, &running, "lan", "analyst", place);
        let page = officer.get(&format!("/staff/places/{place}?period=2026")).expect(200).text();
        for said in [
            "Nên làm trước: “",
            "Chỉ số đã giảm so với kỳ trước (Năm 2025), và mức giảm lớn hơn sai số.",
            "không rõ",
            "chưa ghi nhận lời mời nào",
            "54 trong 120 người trả lời chưa hài lòng",
            "id=\"mend\"",
            "id=\"c-SA0\"",
            "không chứng minh",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let csv = officer.get(&format!("/staff/places/{place}/mend.csv?period=2026")).expect(200).text();
        let action = csv.lines().find(|line| line.starts_with("SA0,")).unwrap();
        assert!(action.ends_with(",1"), "{action}");
        let others = csv.lines().skip(1).filter(|line| !line.starts_with("SA0,"));
        assert!(others.clone().count() == 4 && others.clone().all(|line| line.ends_with(',')), "{csv}");
        let svg = officer.get(&format!("/staff/places/{place}/mend.svg?period=2026")).expect(200).text();
        assert!(svg.starts_with("<svg") && svg.contains("SA0"), "{svg}");
        let pictures: Vec<String> = page.split("<img src=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(|link| link.replace("&#38;", "&")).collect();
        assert!(pictures.len() >= 3, "{pictures:?}");
        for picture in &pictures {
            let reply = officer.get(picture).expect(200);
            assert_eq!(reply.header("content-type"), Some("image/svg+xml"), "{picture}");
        }
        let png = officer.get(&format!("/staff/places/{place}/mend.png?period=2026")).expect(200);
        assert!(png.body.starts_with(b"\x89PNG"));
        let english = officer.get(&format!("/staff/places/{place}?period=2026&lang=en")).expect(200).text();
        assert!(english.contains("To be mended first:"), "{english}");
    }

    fn the_home_of_a_province_is_a_light_page_whose_charts_come_after_it(house) {
        filled(house);
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let page = officer.get("/staff/places/33?period=2026").expect(200).text();
        assert!(page.len() < 200_000, "{} bytes", page.len());
        let pictures = page.matches("<img src=").count();
        assert!(pictures >= 4, "{pictures}");
        assert_eq!(page.matches("loading=\"lazy\"").count(), pictures);
        assert_eq!(page.matches("<source media=").count(), pictures, "a phone gets its own");
        for attribute in ["width=\"1200\"", "width=\"328\"", "alt=\""] {
            assert!(page.contains(attribute), "{attribute}");
        }
    }

    fn a_place_that_is_like_its_peers_is_told_to_mend_nothing(house) {
        let communes = filled(house);
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "viewer", "33");
        let page = officer.get(&format!("/staff/places/{}?period=2026", communes[3])).expect(200).text();
        assert!(page.contains("Chưa có tiêu chí nào chắc chắn thấp hơn"), "{page}");
        assert!(!page.contains("class=\"actions\""));
        assert!(!page.contains("/mend.csv"), "a viewer takes no file along");
        assert!(!page.contains("name=\"what\""));
    }

    fn a_response_rate_has_the_invitations_below_it_and_no_page_loads(house) {
        house.settings("[opening]\nk = 5\nkeep_back = 0.0\n");
        let tokens = citizens::invite(house, "H31.18.05", 40);
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let year = chrono::Datelike::year(&sipas::clock::Clock::Machine.today());
        let address = format!("/staff/places/{}?period={year}", citizens::COMMUNE);
        for token in &tokens {
            running.get(&format!("/k/{token}")).unwrap().expect(200);
            running.get(&format!("/k/{token}")).unwrap().expect(200);
        }
        for token in &tokens[..30] {
            let body = citizens::sheet(token, [5, 4, 5, 2, 4, 5]);
            let reply = running.post_json("/api/v1/answers", None, &body).unwrap();
            assert!(reply.status < 300, "{}", reply.text());
        }
        let before = officer.get(&address).expect(200).text();
        assert!(!before.contains("75%"), "an arrival moves nothing");
        house.run(&["count"]);
        let page = officer.get(&address).expect(200).text();
        assert!(page.contains("30 phiếu trên 40 lời mời") && page.contains("75%"), "{page}");
    }

    fn two_periods_and_two_places_are_set_side_by_side(house) {
        let communes = filled(house);
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "viewer", "33");
        let address = format!("/staff/places/{}?period=2026", communes[0]);
        let page = officer.get(&format!("{address}&against=2025")).expect(200).text();
        assert!(page.contains("khác biệt thật") && page.contains("Năm 2025"), "{page}");
        let page = officer.get(&format!("{address}&beside={}", communes[1])).expect(200).text();
        assert!(page.contains("khác biệt thật") && page.contains("trong sai số"), "{page}");
        assert_eq!(officer.get(&format!("{address}&against=yesterday")).status, 422);
        assert_eq!(officer.get(&format!("{address}&beside=nowhere-at-all")).status, 404);
    }

    fn an_empty_period_and_a_merged_place_have_a_clear_page(house) {
        filled(house);
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "vn");
        let page = officer.get("/staff/places/33?period=2024").expect(200).text();
        assert!(page.contains("Chưa có phiếu nào được kiểm cho Tỉnh Hưng Yên trong Năm 2024"), "{page}");
        let page = officer.get("/staff/places/2004:34?period=2026").expect(200).text();
        assert!(page.contains("Đơn vị này đã sáp nhập") && page.contains("/staff/places/33?"), "{page}");
    }
}

#[test]
fn the_home_of_a_place_is_a_good_page_on_a_phone_and_on_a_desk() {
    for width in [360, 1280] {
        let house = House::new(Database::Sqlite);
        let communes = filled(&house);
        let password = account(&house, "lan", "analyst", "33");
        let running = house.serve();
        let address = running.address.clone();
        let view = View {
            width,
            scripts: true,
        };
        browse(view, move |client| async move {
            let base = format!("http://{address}");
            client.goto(&format!("{base}/staff")).await.unwrap();
            for (field, text) in [("#name", "lan"), ("#password", &password)] {
                let field = client.find(Locator::Css(field)).await.unwrap();
                field.send_keys(text).await.unwrap();
            }
            let button = client.find(Locator::Css("main form button")).await.unwrap();
            button.click().await.unwrap();
            client
                .wait()
                .for_element(Locator::Css("#code"))
                .await
                .unwrap();
            set_up_second_factor(&client).await;
            client
                .wait()
                .for_element(Locator::Css(".downloads"))
                .await
                .unwrap();
            for (name, path) in [
                (
                    "home-commune",
                    format!("/staff/places/{}?period=2026&against=2025", communes[0]),
                ),
                (
                    "home-province",
                    "/staff/places/33?period=2026&lang=en".to_owned(),
                ),
                ("home-empty", "/staff/places/33?period=2024".to_owned()),
                ("downloads-none", "/staff/downloads".to_owned()),
            ] {
                client.goto(&format!("{base}{path}")).await.unwrap();
                client.wait().for_element(Locator::Css("h1")).await.unwrap();
                is_a_good_page(&client, &format!("{path} at {width}")).await;
                keep(&client, &format!("{name}-{width}")).await;
            }
        });
    }
}
