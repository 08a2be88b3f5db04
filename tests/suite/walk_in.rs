//! Walk-in answers stand beside the index and are never in it, on both databases, on every face.

use std::fmt::Write as _;

use serde_json::Value;

use crate::on_each_database;
use crate::support::answering;
use crate::support::browser::{browse, keep, text_of};
use crate::support::citizens;
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::service::House;

const PHO_HIEN: &str = "11953";
const AN_THI: &str = "12142";

/// So many sheets of a place, a month and a channel that are all satisfied, or none of them.
fn sheets(rows: &mut String, place: &str, month: &str, channel: &str, count: usize, good: bool) {
    let mark = if good { 5 } else { 1 };
    for _ in 0..count {
        let _ = writeln!(
            rows,
            "{place},{month},{channel},{mark},{mark},{mark},{mark},{mark},{mark}"
        );
    }
}

fn import(house: &House, rows: &str) {
    let csv = format!("place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n{rows}");
    let file = house.file("sheets.csv", &csv);
    house.run(&[
        "answers",
        "import",
        file.to_str().unwrap(),
        "--form",
        "onestop-short",
    ]);
}

/// 120 invited sheets in Phố Hiến, all satisfied but 20, beside 200 walk-ins who are not; walk-ins alone in Ân Thi.
fn fill(house: &House) {
    let mut rows = String::new();
    sheets(&mut rows, PHO_HIEN, "2025-07", "online", 100, true);
    sheets(&mut rows, PHO_HIEN, "2025-08", "in_person", 20, false);
    sheets(&mut rows, PHO_HIEN, "2025-08", "walk_in", 200, false);
    sheets(&mut rows, AN_THI, "2025-09", "walk_in", 40, true);
    import(house, &rows);
}

#[track_caller]
fn results(house: &House, flags: &[&str]) -> Value {
    let asked = [
        "results",
        "--form",
        "onestop-short",
        "--period",
        "2025",
        "--format",
        "json",
    ];
    serde_json::from_str(&house.run(&[&asked[..], flags].concat())).unwrap()
}

fn line<'a>(results: &'a Value, code: &str) -> &'a Value {
    let lines = results["lines"].as_array().unwrap();
    let found = lines.iter().find(|line| line["code"] == code);
    found.unwrap_or_else(|| panic!("no {code} in {results:#}"))
}

on_each_database! {
    fn walk_ins_are_in_no_index_and_have_a_line_of_their_own(house) {
        fill(house);
        for place in ["vn", "33", PHO_HIEN] {
            let found = results(house, &["--place", place, "--by", "channel"]);
            assert_eq!((&found["overall"]["n"], &found["respondents"]["n"]), (&120.into(), &120.into()), "{place}");
            assert_eq!(found["overall"]["value"], 83.33, "{place}");
            assert!(found.get("note").is_none());
            let walk_in = line(&found, "walk_in");
            assert_eq!((&walk_in["beside"], &walk_in["interval"]), (&true.into(), &Value::Null), "{walk_in}");
            assert!(walk_in["name"]["vi"].as_str().unwrap().contains("không nằm trong chỉ số"), "{walk_in}");
            assert!(line(&found, "online").get("beside").is_none());
        }
        let nation = results(house, &["--by", "channel"]);
        assert_eq!(nation["walk_in"]["n"], 240);
        let places = results(house, &["--place", "33", "--by", "place"]);
        assert_eq!(line(&places, &format!("2025:{PHO_HIEN}"))["n"], 120);
        assert!(house.run(&["verify"]).contains("no difference"));
    }

    fn a_place_where_only_walk_ins_answered_has_no_index_and_says_where_to_look(house) {
        fill(house);
        let found = results(house, &["--place", AN_THI]);
        assert_eq!(found["overall"]["status"], "no_data");
        assert_eq!(found["walk_in"]["n"], 40);
        assert!(found["note"]["vi"].as_str().unwrap().contains("nêu riêng"), "{found:#}");
        let service = house.serve();
        let page = service.get(&format!("/r/{AN_THI}?form=onestop-short&period=2025")).unwrap();
        let page = String::from_utf8_lossy(&page.body).into_owned();
        assert!(page.contains("Chưa có phiếu của người được mời"), "{page}");
        assert!(page.contains("không nằm trong chỉ số"));
        let page = service.get(&format!("/r/{PHO_HIEN}?form=onestop-short&period=2025&lang=en")).unwrap();
        let page = String::from_utf8_lossy(&page.body).into_owned();
        assert!(page.contains("Walk-in ratings at collection points, not in the index") && page.contains("200"));
    }

    fn a_release_tells_walk_ins_apart_and_is_reproduced(house) {
        fill(house);
        let said = house.run(&["release", "2025-Q3", "--form", "onestop-short"]);
        let id = said.lines().find_map(|line| line.strip_prefix("released: ")).expect("an id").to_owned();
        assert!(house.run(&["reproduce", &id]).contains("identical"));
        let service = house.serve();
        let document: Value = service.get(&format!("/api/v1/releases/{id}")).unwrap().json();
        let places = document["figures"]["places"].as_array().unwrap();
        let nation = places.iter().find(|place| place["code"] == "vn").unwrap();
        assert_eq!((&nation["overall"]["n"], &nation["walk_in"]["n"]), (&120.into(), &240.into()));
        assert!(document["manifest"]["method"]["headline"]["en"].as_str().unwrap().contains("Invited answers only"));
    }

    fn a_widget_invites_nobody_so_everybody_is_its_headline(house) {
        let mut csv = "place,period,channel,stars\n".to_owned();
        for _ in 0..50 {
            let _ = writeln!(csv, "{PHO_HIEN},2025-07,walk_in,5");
        }
        let file = house.file("stars.csv", &csv);
        house.run(&["answers", "import", file.to_str().unwrap(), "--form", "star-rating"]);
        let found = house.run(&["results", "--form", "star-rating", "--period", "2025", "--by", "channel", "--format", "json"]);
        let found: Value = serde_json::from_str(&found).unwrap();
        assert_eq!((&found["overall"]["n"], &found["walk_in"]["status"]), (&50.into(), &"no_data".into()), "{found:#}");
        assert!(line(&found, "walk_in").get("beside").is_none());
        assert!(house.run(&["verify"]).contains("no difference"));
    }
}

on_each_database! {
    fn a_collection_point_takes_so_many_sheets_a_day_and_invitations_are_not_among_them(house) {
        house.settings("[collection_points]\nsheets_a_day = 3\nown = { \"hall\" = 1 }\n");
        for (point, form) in [("counter", "onestop-short"), ("hall", "onestop-short")] {
            house.run(&["points", "add", point, "--place", PHO_HIEN, "--name", point, "--form", form]);
        }
        let token = citizens::invite(house, "counter", 1).remove(0);
        let service = house.serve();
        let send = |point: &str, number: usize| {
            let mut sheet = citizens::sheet("", [4; 6]);
            let fields = sheet.as_object_mut().expect("a sheet");
            fields.remove("token");
            fields.insert("collection_point".into(), point.into());
            let id = format!("00000000-0000-4000-8000-{number:012}");
            fields.insert("submission_id".into(), id.into());
            service.post_json("/api/v1/answers", None, &sheet).expect("a reply")
        };
        // What does not fit its form takes no room.
        let mut faulty = citizens::sheet("", [4; 6]);
        faulty["token"] = Value::Null;
        faulty["collection_point"] = "counter".into();
        faulty["submission_id"] = "00000000-0000-4000-8000-000000000099".into();
        faulty["answers"]["SA0"] = 77.into();
        for _ in 0..5 {
            service.post_json("/api/v1/answers", None, &faulty).expect("a reply").expect(422);
        }
        for number in 0..3 {
            send("counter", number).expect(201);
            send("counter", number).expect(200);
        }
        let refused = send("counter", 3).expect(429);
        let seconds: u32 = refused.header("retry-after").expect("when").parse().expect("seconds");
        assert!((1..=86_400).contains(&seconds));
        let body = refused.json();
        assert_eq!(body["type"], "/docs#problem-enough-today");
        assert!(body["detail"].as_str().expect("words").contains("Phiếu này chưa được ghi nhận"), "{body}");
        for number in 0..3 {
            send("counter", number).expect(200);
        }
        // The page says the same, and the other point goes on.
        let mut fields = citizens::fields(["4", "4", "4", "4", "4", "4"], "");
        fields.push(("submission_id", "00000000-0000-4000-8000-000000000004"));
        let page = service.post_form("/o/counter", &fields).expect("a reply").expect(429).text();
        assert!(page.contains("Hôm nay điểm này đã nhận đủ phiếu") && page.contains("ngày mai"), "{page}");
        send("hall", 10).expect(201);
        send("hall", 11).expect(429);
        service.post_json("/api/v1/answers", None, &citizens::sheet(&token, [4; 6])).expect("a reply").expect(201);
        let log = service.stop();
        assert_eq!(log.matches("as many sheets as it may today").count(), 2, "once a point: {log}");
        assert!(house.run(&["verify"]).contains(" 5 sheets wait sealed"));
    }
}

#[test]
fn widgets_on_portals_have_no_limit_of_a_day() {
    let house = House::new(Database::Sqlite);
    house.settings("[collection_points]\nsheets_a_day = 1\n");
    house.run(&[
        "points",
        "add",
        "foot",
        "--place",
        PHO_HIEN,
        "--name",
        "Cổng",
        "--form",
        "star-rating",
    ]);
    let service = house.serve();
    for number in 0..3 {
        let id = format!("00000000-0000-4000-8000-{number:012}");
        let fields = [
            ("form", "star-rating"),
            ("version", "1"),
            ("submission_id", id.as_str()),
            ("stars", "4"),
        ];
        service
            .post_form("/w/foot", &fields)
            .expect("a reply")
            .expect(200);
    }
}

#[test]
fn a_phone_keeps_a_sheet_that_came_after_enough_others_and_says_why() {
    let house = answering::house();
    let forms = house.folder.path().join("forms");
    house.settings(&format!(
        "forms = '{}'\n[collection_points]\nsheets_a_day = 1\n",
        forms.display()
    ));
    let service = house.serve();
    let address = format!("http://{}/o/quay-1?lang=vi", service.address);
    browse(answering::PHONE, |client| async move {
        answering::answer(&client, &address).await;
        answering::heading(&client, answering::THANKS).await;
        answering::answer(&client, &address).await;
        answering::heading(&client, "Hôm nay điểm này đã nhận đủ phiếu").await;
        is_a_good_page(&client, "enough for today").await;
        keep(&client, "answer-enough-today").await;
        let said = text_of(&client, "main").await;
        for words in ["Phiếu chưa được ghi nhận", "Phiếu được giữ trên máy này"]
        {
            assert!(said.contains(words), "{said}");
        }
        let kept = answering::held_by_browser(&client).await;
        assert_eq!(kept, serde_json::json!([1, 0]), "the sheet, and no draft");
    });
    service.stop();
    answering::held(&house, 1);
}
