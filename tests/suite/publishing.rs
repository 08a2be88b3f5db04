//! Publishing by two persons, on both databases: nobody alone, nothing before its moment, nothing that was not looked at.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use fantoccini::{Client, Locator};

use crate::on_each_database;
use crate::support::browser::{View, arrive_as, browse, keep, leave};
use crate::support::clock::Clock;
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::http::{self, Reply};
use crate::support::service::{House, Service};
use crate::support::staff::{Officer, hidden};

/// Where publications are listed.
const LIST: &str = "/staff/publishing";
/// Seconds that looking at every face may take.
const LEAD: i64 = 40;
/// A quarter of the newest version of the form, which imports are of.
pub const QUARTER: &str = "onestop-short@2@2025-Q3";

/// Sheets of a commune and a month: `good` satisfied, `bad` not.
pub fn sheets(place: &str, month: &str, good: usize, bad: usize) -> String {
    let mut rows = String::new();
    for (answer, count) in [(5, good), (2, bad)] {
        for _ in 0..count {
            let _ = writeln!(
                rows,
                "{place},{month},in_person,{answer},4,{answer},4,5,{answer}"
            );
        }
    }
    rows
}

pub fn import(house: &House, name: &str, rows: &str) {
    let csv = format!("place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n{rows}");
    let file = house.file(name, &csv);
    let file = file.display().to_string();
    house.run(&["answers", "import", &file, "--form", "onestop-short"]);
}

/// A quarter of last year with three communes, one of which has too few.
pub fn last_year(house: &House) {
    let mut rows = sheets("11953", "2025-07", 80, 20) + &sheets("12142", "2025-07", 70, 40);
    rows += &sheets("12127", "2025-08", 3, 1);
    import(house, "first.csv", &rows);
}

/// Two who may publish for the nation.
pub fn two(house: &House, running: &Service) -> (Officer, Officer) {
    let officer = |name| Officer::new(house, running, name, "publisher", "vn");
    (officer("an"), officer("binh"))
}

/// Drafts and returns the address of the publication.
#[track_caller]
pub fn draft(officer: &Officer, fields: &[(&str, &str)]) -> String {
    let reply = officer.post("/staff/publishing", fields).expect(303);
    reply.header("location").expect("an address").to_owned()
}

/// Checks a draft as its page is at this moment.
pub fn check(officer: &Officer, address: &str) -> Reply {
    let figures = hidden(&officer.get(address).expect(200).text(), "figures");
    officer.post(
        &format!("{address}/check"),
        &[("figures", &figures), ("looked", "yes")],
    )
}

fn released(house: &House) -> Vec<String> {
    let said = house.run(&["release", "list"]);
    said.lines().map(str::to_owned).collect()
}

/// Seconds since 1970 UTC.
fn now() -> i64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    i64::try_from(now.expect("after 1970").as_secs()).expect("small")
}

/// Whether each public face tells of the release of the quarter.
fn faces(running: &Service, officer: &Officer, id: &str) -> Vec<(&'static str, bool)> {
    let asked = "form=onestop-short&place=33&period=2025-Q3";
    let get = |path: String| running.get(&path).expect("a reply");
    let tells = |path: String| get(path).text().contains(id);
    let report = |format: &str| {
        let reply = officer.get(&format!("/api/v1/reports/{format}?{asked}"));
        reply.status == 200 && String::from_utf8_lossy(&reply.body).contains(id)
    };
    vec![
        ("page", tells(format!("/r/33?{asked}"))),
        (
            "month",
            tells("/r/33?form=onestop-short&period=2025-07".into()),
        ),
        ("json", tells(format!("/api/v1/results?{asked}"))),
        (
            "csv",
            tells(format!("/api/v1/results?{asked}&by=place&format=csv")),
        ),
        (
            "sealed",
            get(format!("/api/v1/results?{asked}&format=sealed")).status == 200,
        ),
        (
            "chart",
            !tells_nothing(&get(format!("/api/v1/charts/criteria.svg?{asked}&lang=vi"))),
        ),
        (
            "league",
            tells_league(&get(format!("/api/v1/league?{asked}"))),
        ),
        ("report", report("csv")),
        ("releases", tells("/releases".into())),
        ("release", get(format!("/releases/{id}")).status == 200),
        ("list", tells("/api/v1/releases".into())),
        (
            "document",
            get(format!("/api/v1/releases/{id}")).status == 200,
        ),
    ]
}

/// Whether each public face tells figures of a period: how many answered in the province or in its larger commune.
fn figures(running: &Service, officer: &Officer, period: &str) -> Vec<(&'static str, bool)> {
    let asked = format!("form=onestop-short&place=33&period={period}");
    let tells = |reply: &Reply, words: &[&str]| {
        let text = String::from_utf8_lossy(&reply.body);
        reply.status == 200 && words.iter().any(|word| text.contains(word))
    };
    let get = |path: &str| running.get(&format!("{path}?{asked}")).expect("a reply");
    let table = running.get(&format!("/api/v1/results?{asked}&by=place&format=csv"));
    let table = table.expect("a reply");
    vec![
        (
            "page",
            tells(
                &get("/r/33"),
                &[">214<", " 214 ", ">214 ", ">210<", " 210 ", ">210 "],
            ),
        ),
        (
            "json",
            tells(&get("/api/v1/results"), &["\"n\":214", "\"n\":210"]),
        ),
        ("csv", tells(&table, &[",110,", ";110;"])),
        ("chart", !tells_nothing(&get("/api/v1/charts/criteria.svg"))),
        ("league", tells_league(&get("/api/v1/league"))),
        (
            "report",
            tells(
                &officer.get(&format!("/api/v1/reports/csv?{asked}")),
                &[",110,", ";110;"],
            ),
        ),
        (
            "choice",
            tells(&get("/r/33"), &[&format!("value=\"{period}\"")]),
        ),
    ]
}

/// Whether a chart says that nobody answered.
fn tells_nothing(reply: &Reply) -> bool {
    reply.status != 200 || String::from_utf8_lossy(&reply.body).contains("Chưa có phiếu")
}

/// Whether a league table tells how many answered in the larger commune.
fn tells_league(reply: &Reply) -> bool {
    String::from_utf8_lossy(&reply.body).contains("\"n\":110")
}

on_each_database! {
    fn one_person_drafts_and_another_checks(house) {
        last_year(house);
        let running = house.serve();
        let (an, binh) = two(house, &running);
        assert!(an.get("/staff/publishing").expect(200).text().contains("Không có bản thảo nào đang chờ"));
        let address = draft(&an, &[("what", QUARTER)]);

        let own = an.get(&address).expect(200).text();
        assert!(own.contains("Ông/bà là người soạn bản này") && !own.contains("name=\"figures\""), "{own}");
        let figures = hidden(&binh.get(&address).expect(200).text(), "figures");
        let fields = [("figures", figures.as_str()), ("looked", "yes")];
        let refused = an.post(&format!("{address}/check"), &fields).expect(403);
        assert!(refused.text().contains("không tự kiểm tra"), "{}", refused.text());
        assert!(released(house).is_empty());

        // Before the decision the page tells what is withheld: one commune and, so that it cannot be worked out, another.
        let page = binh.get(&format!("{address}?lang=en")).expect(200).text();
        assert!(page.contains("Withheld places: Communes") && page.contains("Hưng Yên"), "{page}");
        binh.post(&format!("{address}/check"), &fields[..1]).expect(422);
        assert!(released(house).is_empty());

        check(&binh, &address).expect(303);
        let kept = released(house);
        assert_eq!(kept.len(), 1);
        assert!(binh.get(&address).text().contains("Đã công bố"));
        binh.post(&format!("{address}/check"), &fields).expect(303);
        let chi = Officer::new(house, &running, "chi", "publisher", "vn");
        let late = chi.post(&format!("{address}/check"), &fields).expect(409);
        assert!(late.text().contains("Người khác vừa kiểm tra"), "{}", late.text());
        an.post(&format!("{address}/withdraw"), &[]).expect(409);
        assert_eq!(released(house), kept);
        assert!(house.run(&["verify"]).contains("1 releases checked"));
    }

    fn two_who_check_at_once_publish_once(house) {
        last_year(house);
        let running = house.serve();
        let (an, binh) = two(house, &running);
        let chi = Officer::new(house, &running, "chi", "publisher", "vn");
        let address = draft(&an, &[("what", QUARTER)]);
        let figures = hidden(&binh.get(&address).text(), "figures");
        let path = format!("{address}/check");
        let click = |officer: &Officer| officer.post(&path, &[("figures", &figures), ("looked", "yes")]).status;
        let (first, second) = std::thread::scope(|scope| {
            let first = scope.spawn(|| click(&binh));
            let second = click(&chi);
            (first.join().expect("a reply"), second)
        });
        let mut both = [first, second];
        both.sort_unstable();
        assert_eq!(both, [303, 409]);
        assert_eq!(released(house).len(), 1);
    }

    fn every_face_tells_it_from_its_moment_and_not_earlier(house) {
        last_year(house);
        let running = house.serve();
        let (an, binh) = two(house, &running);
        // The first full minute that leaves time to look at every face before.
        let opens = (now() + LEAD) / 60 * 60 + 60;
        let moment = chrono::DateTime::from_timestamp(opens + 7 * 3600, 0).expect("a moment");
        let (day, time) = (moment.format("%Y-%m-%d").to_string(), moment.format("%H:%M").to_string());
        let address = draft(&an, &[("what", QUARTER), ("day", &day), ("time", &time)]);
        check(&binh, &address).expect(303);
        let page = binh.get(&address).expect(200).text();
        assert!(page.contains("Công khai lúc"), "{page}");
        let line = released(house).remove(0);
        let id = line.split_whitespace().nth(1).expect("an id").to_owned();

        let before = faces(&running, &binh, &id);
        assert!(now() < opens, "the machine is too slow for this test: give it a longer lead");
        let early: Vec<_> = before.iter().filter(|(_, told)| *told).collect();
        assert!(early.is_empty(), "told before the moment: {early:?}");
        // The year less its other quarters is the quarter, and its months add up to it.
        for period in ["2025", "2025-Q3", "2025-07"] {
            let told = figures(&running, &binh, period);
            let told: Vec<_> = told.iter().filter(|(_, told)| *told).collect();
            assert!(now() >= opens || told.is_empty(), "{period} tells: {told:?}");
        }
        let asked = now();
        let fresh = running.get("/r/33?form=onestop-short&period=2025-Q3").expect("a reply");
        let fresh = fresh.header("cache-control").and_then(|value| value.split_once("max-age=")?.1.parse::<i64>().ok());
        assert!(fresh.is_some_and(|seconds| seconds <= opens - asked), "kept longer than the embargo: {fresh:?}");

        while now() < opens {
            std::thread::sleep(Duration::from_millis(50));
        }
        let late: Vec<_> = faces(&running, &binh, &id).into_iter().filter(|(_, told)| !told).collect();
        assert!(late.is_empty(), "not told at the moment: {late:?}");
        for period in ["2025", "2025-Q3"] {
            let told = figures(&running, &binh, period);
            assert!(told.iter().all(|(_, told)| *told), "{period}: {told:?}");
        }
        // Of the province the month is withheld, for four answers are in the quarter and not in it.
        let told = figures(&running, &binh, "2025-07");
        assert_eq!(told.iter().filter(|(_, told)| *told).count(), 5, "{told:?}");
        let page = binh.get(&address).expect(200).text();
        assert!(page.contains("Đã công bố"), "{page}");
    }

    fn a_new_signing_key_does_not_tell_of_a_release_under_embargo(house) {
        last_year(house);
        let running = house.serve();
        let (an, binh) = two(house, &running);
        let address = draft(&an, &[("what", QUARTER), ("day", "31/12/2026"), ("time", "08:00")]);
        check(&binh, &address).expect(303);
        let said = house.refused(&["key", "rotate-release"]);
        assert!(said.contains("under an embargo until 2026-12-31 01:00") && said.contains("--stolen"), "{said}");
        let listed = running.get("/api/v1/releases").expect("a reply").json();
        assert_eq!(listed["key_history"]["introductions"], serde_json::json!([]));
        house.run(&["key", "rotate-release", "--stolen"]);
        assert!(house.run(&["verify"]).contains("1 releases checked"));
    }

    fn until_a_correction_opens_readers_have_the_edition_before(house) {
        last_year(house);
        let running = house.serve();
        let (an, binh) = two(house, &running);
        check(&binh, &draft(&an, &[("what", QUARTER)])).expect(303);
        import(house, "late.csv", &sheets("12142", "2025-07", 40, 0));
        let refused = an.post("/staff/publishing", &[("what", QUARTER)]).expect(422);
        assert!(refused.text().contains("Hãy viết lý do sửa"), "{}", refused.text());
        let fields = [("what", QUARTER), ("reason", "Phiếu giấy về muộn"), ("day", "31/12/2026"), ("time", "08:00")];
        let address = draft(&an, &fields);
        let page = binh.get(&address).expect(200).text();
        assert!(page.contains("So với 2025-Q3.v1-") && page.contains("Phiếu giấy về muộn"), "{page}");
        check(&binh, &address).expect(303);
        assert_eq!(released(house).len(), 2);
        let asked = "/api/v1/results?form=onestop-short&place=33&period=2025-Q3";
        let shown = running.get(asked).expect("a reply").json();
        assert!(shown["release"]["id"].as_str().is_some_and(|id| id.starts_with("2025-Q3.v1-")), "{shown:#}");
        assert_eq!(shown["respondents"]["n"], 214);
        assert!(!running.get("/releases").expect("a reply").text().contains("2025-Q3.v2-"));
    }

    fn what_moved_since_it_was_looked_at_is_not_published(house) {
        last_year(house);
        let running = house.serve();
        let (an, binh) = two(house, &running);
        let address = draft(&an, &[("what", QUARTER)]);
        let figures = hidden(&binh.get(&address).text(), "figures");
        import(house, "late.csv", &sheets("12142", "2025-07", 40, 0));
        let path = format!("{address}/check");
        let moved = binh.post(&path, &[("figures", &figures), ("looked", "yes")]).expect(409);
        assert!(moved.text().contains("Số phiếu đã thay đổi"), "{}", moved.text());
        assert!(released(house).is_empty());
        let new = hidden(&moved.text(), "figures");
        assert_ne!(new, figures);
        binh.post(&path, &[("figures", &new), ("looked", "yes")]).expect(303);
        assert_eq!(released(house).len(), 1);
    }

    fn bad_input_is_told_and_what_was_typed_stays(house) {
        last_year(house);
        let running = house.serve();
        let (an, binh) = two(house, &running);
        let new = "/staff/publishing";
        for (fields, status, words) in [
            (vec![("what", "onestop-short@2@2099")], 409, "chưa khóa"),
            (vec![("what", "onestop-short@2@2024")], 409, "không có phiếu trả lời nào"),
            (vec![("what", "gone@1@2025")], 422, "không còn nữa"),
            (vec![("what", "x")], 422, "không còn nữa"),
            (vec![("what", QUARTER), ("reason", "sai")], 422, "chưa công bố lần nào"),
            (vec![("what", QUARTER), ("day", "2020-01-01"), ("time", "08:00")], 422, "phải ở phía trước"),
            (vec![("what", QUARTER), ("day", "2027-06-31"), ("time", "08:00")], 422, "phải ở phía trước"),
            (vec![("what", QUARTER), ("day", "2026-12-31")], 422, "ghi đủ cả ngày và giờ"),
        ] {
            let reply = an.post(new, &fields).expect(status).text();
            assert!(reply.contains(words), "{fields:?}: {reply}");
            for (_, typed) in &fields[1..] {
                assert!(reply.contains(typed), "{fields:?}: {reply}");
            }
        }
        assert!(an.get(new).text().contains("Không có bản thảo nào đang chờ"));

        let address = draft(&an, &[("what", QUARTER)]);
        assert_eq!(draft(&an, &[("what", QUARTER)]), address, "a double click drafts once");
        let twice = binh.post(new, &[("what", QUARTER)]).expect(409).text();
        assert!(twice.contains("đã có bản thảo"), "{twice}");
        an.post_bare(&format!("{address}/withdraw"), &[("csrf", "stale")]).expect(403);
        an.post(&format!("{address}/withdraw"), &[]).expect(303);
        an.post(&format!("{address}/withdraw"), &[]).expect(303);
        let gone = binh.post(&format!("{address}/check"), &[("figures", &"0".repeat(64)), ("looked", "yes")]).expect(409);
        assert!(gone.text().contains("kiểm tra hoặc rút"), "{}", gone.text());
        an.get("/staff/publishing/0000").expect(404);

        let again = draft(&an, &[("what", QUARTER)]);
        let sent = http::form(&[("figures", "0"), ("looked", "yes")]);
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Sec-Fetch-Site", "same-origin")];
        let expired = http::send(&running.address, "POST", &format!("{again}/check"), &headers, sent.as_bytes()).expect("a reply");
        assert_eq!(expired.status, 401, "an expired session publishes nothing");
        assert!(released(house).is_empty());
    }

    fn whoever_got_a_password_from_another_person_checks_nothing_for_a_day(house) {
        last_year(house);
        let running = house.serve();
        let (an, _) = two(house, &running);
        let chi = Officer::new(house, &running, "chi", "publisher", "vn");
        let quan = Officer::new(house, &running, "quan", "administrator", "vn");
        let address = draft(&an, &[("what", QUARTER)]);
        let figures = hidden(&chi.get(&address).expect(200).text(), "figures");
        let fields = [("figures", figures.as_str()), ("looked", "yes")];
        let check = format!("{address}/check");

        let page = quan.post("/staff/accounts/binh/password", &[("without_second_factor", "yes")]).expect(200).text();
        let (_, password) = page.rsplit_once("<dd><code>").expect(&page);
        let binh = Officer::sign_in(&running, "binh", password.split('<').next().unwrap_or_default());
        let page = binh.get(&address).expect(200).text();
        assert!(page.contains("quan mở tài khoản này, hoặc đặt mật khẩu") && !page.contains("name=\"figures\""), "{page}");
        let page = binh.get(&format!("{address}?lang=en")).expect(200).text();
        assert!(page.contains("two different persons"), "{page}");
        let refused = binh.post(&check, &fields).expect(403);
        assert!(refused.text().contains("luôn có hai người khác nhau"), "{}", refused.text());
        assert!(released(house).is_empty());
        let log = quan.get("/staff/audit?action=check-refused").expect(200).text();
        assert!(log.contains("Không được kiểm tra bản công bố") && log.contains("Do ai đặt: quan"), "{log}");
        // Drafting is no risk, for somebody else checks it.
        binh.post(&format!("{address}/withdraw"), &[]).expect(303);
        let address = draft(&binh, &[("what", QUARTER)]);
        drop(running);

        let later = Clock::ahead(2).serve(house);
        let again = chi.again(&later, "chi");
        again.post(&format!("{address}/withdraw"), &[]).expect(303);
        let address = draft(&again, &[("what", QUARTER)]);
        let again = binh.again(&later, "binh");
        again.post(&format!("{address}/check"), &fields).expect(303);
        assert_eq!(released(house).len(), 1);
    }

    fn only_publishers_of_the_nation_publish(house) {
        let running = house.serve();
        for (name, role, place, status) in [
            ("a", "publisher", "vn", 200),
            ("b", "publisher", "33", 403),
            ("c", "analyst", "vn", 403),
            ("d", "administrator", "vn", 403),
            ("e", "inspector", "vn", 403),
        ] {
            let officer = Officer::new(house, &running, name, role, place);
            officer.get("/staff/publishing").expect(status);
        }
    }

    fn an_operators_command_stands_in_the_log_too(house) {
        last_year(house);
        house.run(&["release", "2025-Q3", "--form", "onestop-short"]);
        let running = house.serve();
        let (an, binh) = two(house, &running);
        let page = an.get("/staff/publishing").expect(200).text();
        assert!(page.contains("đã công bố, lần này là sửa"), "{page}");
        let address = draft(&an, &[("what", QUARTER), ("reason", "Rà soát lại")]);
        check(&binh, &address).expect(303);
        assert_eq!(released(house).len(), 2);
        assert!(house.run(&["verify"]).contains("2 releases checked"));
    }
}

/// One drafts, another looks and checks, in a real browser; every page is kept and looked at by axe.
async fn publishes(
    client: Client,
    base: String,
    cookies: [(String, String); 2],
    name: &'static str,
) {
    arrive_as(&client, &cookies[0], &base, LIST).await;
    let look = async |step: &str| {
        is_a_good_page(&client, &format!("{name} {step}")).await;
        keep(&client, &format!("publishing-{name}-{step}")).await;
    };
    look("1-empty").await;
    leave(&client, ".entry button[type=submit]").await;
    look("2-own-draft").await;
    let address = client.current_url().await.expect("an address");
    arrive_as(&client, &cookies[1], &base, LIST).await;
    look("3-waiting").await;
    client.goto(address.as_str()).await.expect("the draft");
    look("4-preview").await;
    client
        .goto(&format!("{address}?lang=en"))
        .await
        .expect("the draft");
    look("5-preview-en").await;
    client
        .find(Locator::Css("#looked"))
        .await
        .expect("a box")
        .click()
        .await
        .expect("a tick");
    leave(&client, ".decide button[type=submit]").await;
    look("6-published").await;
    client
        .goto(&format!("{base}/staff/publishing"))
        .await
        .expect("the list");
    look("7-list").await;
}

#[test]
fn two_persons_publish_in_a_browser_on_a_phone_and_a_large_screen() {
    for (name, width) in [("phone", 360), ("screen", 1280)] {
        let house = House::new(Database::Sqlite);
        last_year(&house);
        let running = house.serve();
        let (an, binh) = two(&house, &running);
        let cookies = [an.browser_cookie(), binh.browser_cookie()];
        let base = format!("http://{}", running.address);
        let view = View {
            width,
            scripts: true,
        };
        browse(view, move |client| publishes(client, base, cookies, name));
    }
}
