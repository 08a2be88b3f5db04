//! Comments and requests to be contacted: masked, sealed, read by those who may and have the key, tied to nobody.

use std::path::PathBuf;

use crate::on_each_database;
use crate::support::browser::{View, browse, keep};
use crate::support::citizens::{self, PROVINCE};
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::http;
use crate::support::service::{House, Service, files, holds};
use crate::support::sql::Sql;
use crate::support::staff::Officer;

const NAMED: &str = "Chị Lan nhiệt tình, số của tôi là 0912 345 678";
const MASKED: &str = "Chị [tên] nhiệt tình, số của tôi là [số điện thoại]";

/// So many people write the same words and twenty answer without a word; the box is opened.
#[track_caller]
fn written(house: &House, running: &Service, office: &str, count: usize) {
    answered(house, running, office, count, 20);
}

/// So many people write the same words, so many others none; the box is opened.
#[track_caller]
fn answered(house: &House, running: &Service, office: &str, count: usize, silent: usize) {
    for (number, token) in citizens::invite(house, office, count + silent)
        .iter()
        .enumerate()
    {
        let comment = if number < count { NAMED } else { "" };
        let fields = citizens::fields(["5", "4", "5", "4", "5", "5"], comment);
        running
            .post_form(&format!("/k/{token}"), &fields)
            .unwrap()
            .expect(200);
    }
    house.run(&["count"]);
}

/// The newest period in which people of the commune wrote, as the page names it.
fn group(page: &str) -> Vec<(String, String)> {
    ["form", "version", "place", "period"]
        .iter()
        .map(|name| {
            (
                (*name).to_owned(),
                crate::support::staff::hidden(page, name),
            )
        })
        .collect()
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// A pair made as at the inspectorate; its public half is installed.
#[track_caller]
fn inspectorate(house: &House) -> PathBuf {
    let key = house.folder.path().join("inspectorate.key");
    let public = house.run(&["key", "comments", "make", "-o", key.to_str().unwrap()]);
    house.run(&["key", "comments", "install", public.trim()]);
    key
}

on_each_database! {
    fn an_inspector_reads_ten_masked_comments_and_every_reading_is_logged(house) {
        let running = house.serve();
        let inspector = Officer::new(house, &running, "thanh", "inspector", PROVINCE);
        let empty = inspector.get("/staff/comments").expect(200).text();
        assert!(empty.contains("Chưa có ý kiến nào được mở"), "{empty}");
        written(house, &running, "mot", 12);
        let page = inspector.get("/staff/comments").expect(200).text();
        assert!(page.contains("Phường Phố Hiến") && page.contains(">12<") && !page.contains("nhiệt tình"), "{page}");
        let read = inspector.post("/staff/comments/read", &pairs(&group(&page))).expect(200).text();
        assert_eq!(read.matches(MASKED).count(), 12, "{read}");
        assert!(read.contains("đã được ghi vào nhật ký"));
        let log = Sql::open(house).texts("select actor || ' ' || action || ' ' || object as text from audit order by seq");
        assert!(log.iter().any(|line| line.starts_with("thanh comments-read 2025:11953")), "{log:?}");

        // Whoever is no inspector, or of another place, reads nothing.
        let asked = group(&page);
        for (name, role, place) in [("xem", "administrator", PROVINCE), ("khac", "inspector", "01"), ("phat", "publisher", "vn")] {
            let other = Officer::new(house, &running, name, role, place);
            let refused = other.post("/staff/comments/read", &pairs(&asked)).expect(403).text();
            assert!(!refused.contains("nhiệt tình"));
            // An inspector of another province may read the requests of that province: there are none.
            let contacts = other.post("/staff/contacts/read", &[]).status;
            assert_eq!(contacts, if role == "inspector" { 200 } else { 403 }, "{role}");
        }
        let elsewhere = Officer::new(house, &running, "xa", "inspector", "01");
        let page = elsewhere.get("/staff/comments").expect(200).text();
        assert!(!page.contains("Phường Phố Hiến"), "{page}");
        elsewhere.get(&format!("/staff/comments?place={PROVINCE}")).expect(403);
    }

    fn fewer_than_ten_are_neither_counted_out_loud_nor_read(house) {
        let running = house.serve();
        written(house, &running, "mot", 6);
        let inspector = Officer::new(house, &running, "thanh", "inspector", "vn");
        let page = inspector.get("/staff/comments").expect(200).text();
        assert!(page.contains("dưới 10") && !page.contains(">6<") && !page.contains(">Đọc<"), "{page}");
        let group = Sql::open(house).texts("select form || '|' || version || '|' || place || '|' || period as text from comment limit 1");
        let parts: Vec<&str> = group[0].split('|').collect();
        let asked = [("form", parts[0]), ("version", parts[1]), ("place", parts[2]), ("period", parts[3])];
        let refused = inspector.post("/staff/comments/read", &asked);
        assert!(refused.status >= 400 && !refused.text().contains("nhiệt tình"), "{}", refused.text());
        assert!(house.run(&["comments", "list"]).contains("fewer than 10"));
        let file = house.folder.path().join("carried.json");
        house.run(&["comments", "carry", "-o", file.to_str().unwrap()]);
        assert!(!std::fs::read_to_string(file).unwrap().contains(parts[2]));
    }

    fn of_fewer_than_thirty_sheets_nothing_is_read(house) {
        let running = house.serve();
        answered(house, &running, "mot", 12, 13);
        let inspector = Officer::new(house, &running, "thanh", "inspector", "vn");
        let page = inspector.get("/staff/comments").expect(200).text();
        assert!(page.contains("dưới 30 phiếu") && !page.contains(">12<") && !page.contains(">Đọc<"), "{page}");
        let group = Sql::open(house).texts("select form || '|' || version || '|' || place || '|' || period as text from comment limit 1");
        let parts: Vec<&str> = group[0].split('|').collect();
        let asked = [("form", parts[0]), ("version", parts[1]), ("place", parts[2]), ("period", parts[3])];
        let refused = inspector.post("/staff/comments/read", &asked);
        assert!(refused.status >= 400 && !refused.text().contains("nhiệt tình"), "{}", refused.text());
        assert!(house.run(&["comments", "list"]).contains("fewer than 30 sheets"));
        let file = house.folder.path().join("carried.json");
        house.run(&["comments", "carry", "-o", file.to_str().unwrap()]);
        assert!(!std::fs::read_to_string(file).unwrap().contains(parts[2]));
        answered(house, &running, "hai", 0, 10);
        let read = inspector.post("/staff/comments/read", &asked).expect(200).text();
        assert_eq!(read.matches(MASKED).count(), 12, "{read}");
    }

    fn with_the_inspectorates_key_nothing_on_the_server_opens_a_comment(house) {
        let key = inspectorate(house);
        let secret = std::fs::read_to_string(&key).unwrap().trim().to_owned();
        let running = house.serve();
        written(house, &running, "mot", 12);
        for file in files(&house.data()) {
            let bytes = std::fs::read(&file).unwrap();
            assert!(!holds(&bytes, secret.as_bytes()), "{}", file.display());
            assert!(!holds(&bytes, "nhiệt tình".as_bytes()), "{}", file.display());
        }
        let inspector = Officer::new(house, &running, "thanh", "inspector", "vn");
        let page = inspector.get("/staff/comments").expect(200).text();
        assert!(page.contains("Cần chìa khóa") && !page.contains(">Đọc<"), "{page}");
        let refused = inspector.post("/staff/comments/key", &[("key", "abc")]).expect(422).text();
        assert!(refused.contains("64"), "{refused}");
        inspector.post("/staff/comments/key", &[("key", &secret.to_uppercase())]).expect(303);
        let page = inspector.get("/staff/comments").expect(200).text();
        assert!(page.contains("đưa vào cho lần đăng nhập này") && !page.to_lowercase().contains(&secret), "{page}");
        let asked = group(&page);
        let read = inspector.post("/staff/comments/read", &pairs(&asked)).expect(200).text();
        assert_eq!(read.matches(MASKED).count(), 12);
        // The key of one sign-in is no other's.
        let other = Officer::new(house, &running, "ba", "inspector", "vn");
        let read = other.post("/staff/comments/read", &pairs(&asked)).expect(200).text();
        assert!(read.contains("12 ý kiến niêm phong bằng chìa khóa khác") && !read.contains("nhiệt tình"), "{read}");
        inspector.post("/staff/comments/key", &[("key", "")]).expect(303);
        assert!(inspector.get("/staff/comments").text().contains("Cần chìa khóa"));
        let log = running.stop();
        assert!(!log.to_lowercase().contains(&secret));

        // Far away, with a file and the key alone.
        let carried = house.folder.path().join("carried.json");
        house.run(&["comments", "carry", "-o", carried.to_str().unwrap()]);
        let far = House::new(Database::Sqlite);
        let opened = far.run(&["comments", "open", carried.to_str().unwrap(), "--key", key.to_str().unwrap()]);
        assert_eq!(opened.matches(MASKED).count(), 12, "{opened}");
        assert!(!far.data().join("sipas.db").exists());
    }

    fn a_key_that_the_service_made_is_taken_out_and_still_opens_what_it_sealed(house) {
        let running = house.serve();
        written(house, &running, "mot", 12);
        assert!(house.run(&["key", "comments", "show"]).contains("lies here: yes"));
        let key = house.folder.path().join("taken.key");
        house.run(&["key", "comments", "take", "-o", key.to_str().unwrap()]);
        assert!(house.run(&["key", "comments", "show"]).contains("lies here: no"));
        assert!(house.refused(&["key", "comments", "take", "-o", key.to_str().unwrap()]).contains("no secret half"));
        written(house, &running, "hai", 12);
        let carried = house.folder.path().join("carried.json");
        house.run(&["comments", "carry", "-o", carried.to_str().unwrap()]);
        let opened = house.run(&["comments", "open", carried.to_str().unwrap(), "--key", key.to_str().unwrap()]);
        assert_eq!(opened.matches(MASKED).count(), 24, "{opened}");
    }

    fn a_wish_to_be_contacted_is_apart_sealed_and_soon_gone(house) {
        let running = house.serve();
        let token = citizens::invite(house, "mot", 1).remove(0);
        let thanks = running.post_form(&format!("/k/{token}"), &citizens::fields(["5"; 6], "")).unwrap().expect(200).text();
        // The way there carries nothing of the sheet.
        assert!(thanks.contains("href=\"/contact\""), "{thanks}");
        assert!(!thanks.contains(&token));
        let form = running.get("/contact").unwrap().expect(200);
        assert!(form.header("set-cookie").is_none() && form.header("referrer-policy") == Some("no-referrer"));
        assert!(form.text().contains("tách hẳn khỏi phiếu") && form.text().contains("sau nhiều nhất 30 ngày"));
        let empty = running.post_form("/contact", &[("place", "2025:33"), ("about", "Đất <b>")]).unwrap().expect(422).text();
        assert!(empty.contains("Xin cho biết cách liên hệ") && empty.contains("Đất &#60;b&#62;"), "{empty}");
        let wish = [("place", "2025:33"), ("about", "Hồ sơ đất chờ 3 tháng"), ("reach", "Ông Ba, 0912345678")];
        let sent = running.post_form("/contact?lang=vi", &wish).unwrap().expect(303);
        let page = running.get(sent.header("location").unwrap()).unwrap().expect(200).text();
        assert!(page.contains("Đã nhận đề nghị"), "{page}");
        let dump = Sql::open(house).dump();
        assert!(!dump.contains("Hồ sơ đất") && !dump.contains("0912345678"));
        let columns = Sql::open(house).columns("contact");
        assert_eq!(columns, ["id", "place", "week", "ct"]);
        for number in 0..4 {
            running.post_form("/contact", &[("about", "x"), ("reach", &number.to_string())]).unwrap().expect(303);
        }
        running.post_form("/contact", &[("about", "x"), ("reach", "y")]).unwrap().expect(429);

        let inspector = Officer::new(house, &running, "thanh", "inspector", PROVINCE);
        let page = inspector.get("/staff/comments").expect(200).text();
        assert!(page.contains("Có 1 đề nghị được liên hệ lại"), "{page}");
        let read = inspector.post("/staff/contacts/read", &[]).expect(200).text();
        assert!(read.contains("Ông Ba, 0912345678") && read.contains("Hồ sơ đất chờ 3 tháng") && read.contains("Tỉnh Hưng Yên"), "{read}");
        let log = running.stop();
        assert!(!log.contains("0912345678"));

        // Weeks later the daily round deletes it.
        Sql::open(house).run("update contact set week = 202540");
        house.run(&["count"]);
        assert!(Sql::open(house).texts("select place as text from contact").is_empty());
    }
}

#[test]
fn a_key_is_never_written_over_and_no_other_text_is_installed() {
    let house = House::new(Database::Sqlite);
    let file = house.file("there.key", "precious");
    let said = house.refused(&["key", "comments", "make", "-o", file.to_str().unwrap()]);
    assert!(said.contains("never written over"), "{said}");
    assert_eq!(std::fs::read_to_string(file).unwrap(), "precious");
    let output = house.output(&["key", "comments", "install", "abc"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("64 hexadecimal digits"));
}

#[test]
fn the_pages_are_good_at_every_width_and_in_both_languages() {
    let house = House::new(Database::Sqlite);
    house.run(&["migrate"]);
    // Where figures are simulated, a password is enough.
    Sql::open(&house).run("insert into setting (key, value) values ('simulated', 'yes')");
    let running = house.serve();
    written(&house, &running, "mot", 12);
    running
        .post_form(
            "/contact",
            &[
                ("place", "2025:33"),
                ("about", "Hồ sơ đất"),
                ("reach", "0912345678"),
            ],
        )
        .unwrap()
        .expect(303);
    let password = crate::support::staff::account(&house, "thanh", "inspector", PROVINCE);
    let base = format!("http://{}", running.address);
    for (width, lang) in [(360, "vi"), (1280, "en"), (360, "en"), (1280, "vi")] {
        let (base, password) = (base.clone(), password.clone());
        browse(
            View {
                width,
                scripts: true,
            },
            move |client| async move {
                let css = fantoccini::Locator::Css;
                let look = async |name: &str| {
                    is_a_good_page(&client, &format!("{name} {width} {lang}")).await;
                    keep(&client, &format!("{name}-{width}-{lang}")).await;
                };
                client
                    .goto(&format!("{base}/contact?lang={lang}"))
                    .await
                    .unwrap();
                look("contact").await;
                client
                    .find(css("main button"))
                    .await
                    .unwrap()
                    .click()
                    .await
                    .unwrap();
                client
                    .wait()
                    .for_element(css("[role=alert]"))
                    .await
                    .unwrap();
                look("contact-wrong").await;
                client
                    .goto(&format!("{base}/contact?sent=yes&lang={lang}"))
                    .await
                    .unwrap();
                look("contact-sent").await;
                client
                    .goto(&format!("{base}/staff/sign-in?lang={lang}"))
                    .await
                    .unwrap();
                client
                    .find(css("#name"))
                    .await
                    .unwrap()
                    .send_keys("thanh")
                    .await
                    .unwrap();
                client
                    .find(css("#password"))
                    .await
                    .unwrap()
                    .send_keys(&format!("{password}\u{e007}"))
                    .await
                    .unwrap();
                client.wait().for_element(css("[name=csrf]")).await.unwrap();
                client
                    .goto(&format!("{base}/staff/comments?lang={lang}"))
                    .await
                    .unwrap();
                look("comments").await;
                client
                    .find(css("td button"))
                    .await
                    .unwrap()
                    .click()
                    .await
                    .unwrap();
                client.wait().for_element(css(".said")).await.unwrap();
                look("comment-texts").await;
                client
                    .goto(&format!("{base}/staff/comments?lang={lang}"))
                    .await
                    .unwrap();
                client
                    .find(css("form[action*='/contacts/read'] button"))
                    .await
                    .unwrap()
                    .click()
                    .await
                    .unwrap();
                client.wait().for_element(css(".said")).await.unwrap();
                look("contact-texts").await;
            },
        );
    }
    let unknown = http::send(&running.address, "GET", "/staff/contacts/read", &[], b"").unwrap();
    assert_ne!(unknown.status, 200);
}
