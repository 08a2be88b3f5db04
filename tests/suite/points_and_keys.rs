//! Offices, collection points, keys and the box at the desks of staff, on both databases.

use fantoccini::{Client, Locator};

use crate::on_each_database;
use crate::support::browser::{View, arrive_as, browse, keep, leave};
use crate::support::citizens;
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::http;
use crate::support::service::House;
use crate::support::staff::{Officer, hidden};

/// A commune of Hưng Yên, and what an office in it is.
const OFFICE: [(&str, &str); 3] = [
    ("name", "Bộ phận Một cửa phường Phố Hiến"),
    ("code", "H33.01"),
    ("place", "11953"),
];

fn point<'a>(code: &'a str, office: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("name", "Quầy số 1"),
        ("code", code),
        ("office", office),
        ("form", "onestop-short"),
    ]
}

/// The key that a page shows.
#[track_caller]
fn shown_key(page: &str) -> String {
    let (_, rest) = page.split_once("class=\"secret\">").expect("a key");
    rest.split('<').next().unwrap_or_default().to_owned()
}

on_each_database! {
    fn an_office_and_its_collection_point_are_added_changed_and_closed(house) {
        let running = house.serve();
        let lan = Officer::new(house, &running, "lan", "administrator", "33");
        let empty = lan.get("/staff/points").expect(200).text();
        assert!(empty.contains("Chưa có điểm khảo sát nào") && empty.contains("Hãy thêm cơ quan trước"), "{empty}");
        lan.post("/staff/offices", &OFFICE).expect(303);
        lan.post("/staff/points", &point("quay-1", "H33.01")).expect(303);
        let page = lan.get("/staff/points").expect(200).text();
        assert!(page.contains("Quầy số 1") && page.contains("Phường Phố Hiến") && page.contains("đang nhận phiếu"), "{page}");
        running.get("/o/quay-1").expect("a reply").expect(200);
        let pdf = lan.get("/staff/points/quay-1/poster?size=a6").expect(200);
        assert!(pdf.body.starts_with(b"%PDF"));
        lan.get("/staff/points/quay-1/poster?size=a0").expect(404);

        // The form without its tick closes the point.
        let closed = [("name", "Quầy số một"), ("office", "H33.01"), ("form", "onestop-short")];
        lan.post("/staff/points/quay-1", &closed).expect(303);
        let page = lan.get("/staff/points").text();
        assert!(page.contains("Quầy số một") && page.contains("đã đóng"), "{page}");
        assert!(house.run(&["points", "list"]).contains("closed"));
        lan.post("/staff/offices/H33.01", &[("name", "Một cửa Phố Hiến"), ("place", "11953")]).expect(303);
        assert!(lan.get("/staff/points").text().contains("Một cửa Phố Hiến"));
    }

    fn nobody_changes_what_stands_in_another_place(house) {
        let running = house.serve();
        let lan = Officer::new(house, &running, "lan", "administrator", "33");
        let minh = Officer::new(house, &running, "minh", "administrator", "01");
        lan.post("/staff/offices", &OFFICE).expect(303);
        lan.post("/staff/points", &point("quay-1", "H33.01")).expect(303);
        let page = minh.get("/staff/points").expect(200).text();
        assert!(!page.contains("Quầy số 1") && !page.contains("H33.01"), "{page}");
        for path in ["/staff/points/quay-1", "/staff/offices/H33.01", "/staff/points/quay-1/poster"] {
            minh.get(path).expect(403);
        }
        minh.post("/staff/points/quay-1", &[("name", "x"), ("office", "H33.01"), ("form", "onestop-short")]).expect(403);
        minh.post("/staff/points", &point("quay-2", "H33.01")).expect(403);
        minh.post("/staff/offices/H33.01", &[("name", "x"), ("place", "01")]).expect(403);
        minh.post("/staff/offices", &[("name", "x"), ("code", "H33.02"), ("place", "11953")]).expect(403);
        // Taking over a code by adding it again.
        minh.post("/staff/offices", &[("name", "x"), ("code", "H33.01"), ("place", "01")]).expect(409);
        // Moving one's own office out of sight.
        lan.post("/staff/offices/H33.01", &[("name", "x"), ("place", "01")]).expect(403);
        assert!(lan.get("/staff/points").text().contains("Bộ phận Một cửa phường Phố Hiến"));
    }

    fn bad_input_is_told_and_what_was_typed_stays(house) {
        let running = house.serve();
        let lan = Officer::new(house, &running, "lan", "administrator", "vn");
        for (place, words) in [
            ("qwxzjf", "Không tìm thấy nơi"),
            ("2004:34", "đã sáp nhập vào"),
            ("Tân", "Có nhiều nơi giống"),
        ] {
            let sent = [("name", "Một cửa"), ("code", "H1"), ("place", place)];
            let reply = lan.post("/staff/offices", &sent).expect(422).text();
            assert!(reply.contains(words) && reply.contains("value=\"Một cửa\""), "{place}: {reply}");
        }
        let bad = |code: &str, name: &str| lan.post("/staff/offices", &[("name", name), ("code", code), ("place", "33")]);
        assert!(bad("a b", "Một cửa").expect(422).text().contains("Mã có từ 1 đến 64"));
        assert!(bad("ok", &"x".repeat(201)).expect(422).text().contains("Tên có từ 1 đến 200"));
        bad("H1", "Một cửa").expect(303);
        assert!(bad("H1", "Một cửa").expect(409).text().contains("đã có nơi dùng"));
        lan.post("/staff/points", &point("p", "gone")).expect(404);
        let gone = [("name", "x"), ("code", "p"), ("office", "H1"), ("form", "gone")];
        assert!(lan.post("/staff/points", &gone).expect(422).text().contains("Mẫu phiếu này không còn"));
        lan.post_bare("/staff/points", &[("csrf", "stale"), ("name", "x")]).expect(403);
        lan.get("/staff/points/none").expect(404);
        assert_eq!(house.run(&["points", "list"]), "");
    }

    fn a_key_is_shown_once_works_for_its_scope_and_is_revoked(house) {
        let running = house.serve();
        let lan = Officer::new(house, &running, "lan", "administrator", "vn");
        let page = lan.get("/staff/keys").expect(200).text();
        assert!(page.contains("Chưa có khóa nào"), "{page}");
        let id = hidden(&page, "id");
        let form = [("id", id.as_str()), ("name", "Một cửa điện tử"), ("invites", "yes"), ("months", "6")];
        let made = lan.post("/staff/keys", &form).expect(200).text();
        let key = shown_key(&made);
        assert!(key.starts_with(&format!("sp_{id}_")) && made.contains("chỉ hiện một lần"), "{made}");
        let again = lan.post("/staff/keys", &form).expect(409).text();
        assert!(again.contains("đã tạo một khóa"), "{again}");
        assert!(!lan.get("/staff/keys").text().contains(&key), "a key is shown once");

        // What a key may do is asked before what it sends, so a page without a body tells.
        let reads = |key: &str| {
            let bearer = format!("Bearer {key}");
            let headers = [("Authorization", bearer.as_str())];
            let path = "/api/v1/reports/csv?place=33&period=2026";
            http::send(&running.address, "GET", path, &headers, b"").expect("a reply").status
        };
        assert_eq!(reads(&key), 401, "not in its scope");
        let other = hidden(&lan.get("/staff/keys").text(), "id");
        let form = [("id", other.as_str()), ("name", "Kho dữ liệu"), ("reads", "yes"), ("months", "1")];
        let other_key = shown_key(&lan.post("/staff/keys", &form).expect(200).text());
        assert_eq!(reads(&other_key), 200);
        lan.post(&format!("/staff/keys/{other}/revoke"), &[]).expect(303);
        assert_eq!(reads(&other_key), 401);
        assert!(lan.get("/staff/keys").text().contains("đã thu hồi"));
        lan.post("/staff/keys/none/revoke", &[]).expect(404);
        for (fields, words) in [
            ([("name", "x"), ("invites", "yes"), ("months", "25")], "từ 1 đến 24 tháng"),
            ([("name", "x"), ("invites", "yes"), ("months", "mãi mãi")], "từ 1 đến 24 tháng"),
            ([("name", "x"), ("other", "yes"), ("months", "6")], "ít nhất một việc"),
            ([("name", ""), ("invites", "yes"), ("months", "6")], "Tên có từ 1 đến 200"),
        ] {
            let reply = lan.post("/staff/keys", &[&fields[..], &[("id", "0a0b0c0d")]].concat()).expect(422).text();
            assert!(reply.contains(words), "{fields:?}: {reply}");
        }
    }

    fn the_box_tells_how_it_stands_and_never_how_many_to_the_sheet(house) {
        let running = house.serve();
        let lan = Officer::new(house, &running, "lan", "administrator", "vn");
        let page = lan.get("/staff/box").expect(200).text();
        assert!(page.contains("Phiếu niêm phong đang chờ") && page.contains("Không có"), "{page}");
        for token in citizens::invite(house, citizens::COMMUNE, 3) {
            running.post_json("/api/v1/answers", None, &citizens::sheet(&token, [5; 6])).expect("a reply").expect(201);
        }
        let page = lan.get("/staff/box?lang=en").expect(200).text();
        assert!(page.contains("Fewer than 10") && page.contains("Never opened"), "{page}");
    }
}

async fn fill(client: &Client, selector: &str, text: &str) {
    let field = client.find(Locator::Css(selector)).await.expect(selector);
    field.send_keys(text).await.expect("typing");
}

/// Adds an office and a point, closes nothing, makes a key and looks at the box; axe looks too.
async fn looks_around(client: Client, base: String, cookie: (String, String), name: &'static str) {
    arrive_as(&client, &cookie, &base, "/staff/points").await;
    let look = async |step: &str| {
        is_a_good_page(&client, &format!("{name} {step}")).await;
        keep(&client, &format!("points-{name}-{step}")).await;
    };
    look("1-empty").await;
    fill(&client, "#office-name", "Bộ phận Một cửa phường Phố Hiến").await;
    fill(&client, "#office-code", "H33.01").await;
    fill(&client, "#place", "11953").await;
    leave(&client, "form[action='/staff/offices'] button").await;
    fill(&client, "#name", "Quầy số 1").await;
    fill(&client, "#code", "quay-1").await;
    leave(&client, "form[action='/staff/points'] button").await;
    look("2-list").await;
    leave(&client, ".shelf a").await;
    look("3-point").await;
    client
        .goto(&format!("{base}/staff/offices/H33.01?lang=en"))
        .await
        .expect("a page");
    look("4-office-en").await;
    client
        .goto(&format!("{base}/staff/keys"))
        .await
        .expect("a page");
    fill(&client, "#name", "Một cửa điện tử tỉnh Hưng Yên").await;
    leave(&client, ".entry button").await;
    look("5-key").await;
    client
        .goto(&format!("{base}/staff/box"))
        .await
        .expect("a page");
    look("6-box").await;
}

#[test]
fn an_administrator_looks_around_on_a_phone_and_a_large_screen() {
    for (name, width) in [("phone", 360), ("screen", 1280)] {
        let house = House::new(Database::Sqlite);
        let running = house.serve();
        let lan = Officer::new(&house, &running, "lan", "administrator", "vn");
        let cookie = lan.browser_cookie();
        let base = format!("http://{}", running.address);
        let view = View {
            width,
            scripts: true,
        };
        browse(view, move |client| looks_around(client, base, cookie, name));
    }
}
