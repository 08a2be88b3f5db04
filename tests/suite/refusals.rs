//! Bad input and bad luck: a clear sentence in the reader's language, the right status, nothing lost or half-written.

use serde_json::{Value, json};

use crate::on_each_database;
use crate::support::citizens::{self, COMMUNE, PROVINCE};
use crate::support::clock::Clock;
use crate::support::database::Database;
use crate::support::disk::Disk;
use crate::support::http::{self, Reply};
use crate::support::server::Server;
use crate::support::service::{House, Service};
use crate::support::sql::Sql;

const NOBODY: &str = "2jsjs5pp5jkwbpm0nep95gt1jjgdzr";
const GOOD: [&str; 6] = ["1", "4", "2", "5", "3", "1"];

/// Sends a page's form as a Vietnamese browser does.
fn send(running: &Service, path: &str, body: &[u8]) -> Reply {
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
        ("Accept-Language", "vi"),
    ];
    http::send(&running.address, "POST", path, &headers, body).unwrap()
}

/// That a page says a sentence, in Vietnamese, with this status.
#[track_caller]
fn says(reply: &Reply, status: u16, sentence: &str) {
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    assert_eq!(reply.status, status, "{text}");
    assert!(text.contains("lang=\"vi\""), "{text}");
    assert!(text.contains(sentence), "no “{sentence}” in {text}");
}

on_each_database! {
    fn a_page_sent_wrong_is_told_in_vietnamese_and_uses_nothing_up(house) {
        let token = &citizens::invite(house, "pages", 1)[0];
        let running = house.serve();
        let page = format!("/k/{token}");
        let before = Sql::open(house).dump();
        let with = |change: &dyn Fn(&mut Vec<(&str, &str)>)| {
            let mut fields = citizens::fields(GOOD, "Xin giữ lại");
            change(&mut fields);
            send(&running, &page, http::form(&fields).as_bytes())
        };
        let set = |fields: &mut Vec<(&str, &str)>, name: &str, value: &'static str| {
            fields.iter_mut().filter(|(field, _)| *field == name).for_each(|(_, own)| *own = value);
        };
        // Links.
        says(&send(&running, &format!("/k/{NOBODY}"), http::form(&citizens::fields(GOOD, "")).as_bytes()), 404, "Đường dẫn");
        let mut mistyped = token.clone();
        mistyped.replace_range(10..11, if &token[10..11] == "7" { "8" } else { "7" });
        says(&send(&running, &format!("/k/{mistyped}"), b""), 404, "gõ sai");
        says(&send(&running, "/k/abc", b""), 404, "không phải đường dẫn khảo sát");
        // Versions.
        for version in ["0", "1", "99", "", "một"] {
            says(&with(&|fields| set(fields, "version", version.to_owned().leak())), 409, "bản mới");
        }
        says(&with(&|fields| set(fields, "form", "không-có")), 409, "bản mới");
        // Answers: the page comes back with what was right still filled in, and says what to mend.
        let kept = |reply: Reply| {
            assert!(reply.text().contains("Xin giữ lại"), "{}", reply.text());
            assert!(reply.text().contains("name=\"SA0\""));
            reply
        };
        says(&kept(with(&|fields| fields.retain(|(name, _)| *name != "SD0"))), 422, "SD0");
        says(&kept(with(&|fields| set(fields, "SB0", "6"))), 422, "SB0");
        says(&kept(with(&|fields| set(fields, "SB0", "Hài lòng"))), 422, "SB0");
        says(&kept(with(&|fields| fields.push(("SB0", "5")))), 422, "SB0");
        says(&kept(with(&|fields| fields.push(("ZZ", "5")))), 422, "ZZ");
        let long = "ạ".repeat(1_001);
        let reply = with(&|fields| { fields.pop(); fields.push(("comment", long.clone().leak())); });
        says(&reply, 422, "1.000");
        assert!(reply.text().contains(&long), "the long comment is not kept");
        // Bodies.
        let broken = http::form(&citizens::fields(GOOD, "")).replace("comment=", "comment=%FF%FE");
        says(&send(&running, &page, broken.as_bytes()), 400, "UTF-8");
        let raw = [http::form(&citizens::fields(GOOD, "")).as_bytes(), b"\xff\xfe"].concat();
        says(&send(&running, &page, &raw), 400, "UTF-8");
        says(&send(&running, &page, &vec![b'x'; 1 << 20]), 413, "quá dài");
        let as_text = http::send(&running.address, "POST", &page, &[("Content-Type", "text/plain"), ("Accept", "text/html")], b"SA0=5").unwrap();
        says(&as_text, 415, "");
        assert_eq!(Sql::open(house).dump(), before, "a refused sheet left something behind");
        // After all of it the link is fresh. Letters and their marks sent apart are the same letters.
        let comment = "e\u{302}\u{323}".repeat(1_000);
        let sent = citizens::fields(GOOD, &comment);
        says(&send(&running, &page, http::form(&sent).as_bytes()), 200, "Đã ghi nhận");
        // Used: the same thanks, and nothing is counted again.
        says(&send(&running, &page, http::form(&citizens::fields(["5"; 6], "")).as_bytes()), 200, "Đã ghi nhận");
        running.stop();
        assert!(house.run(&["verify"]).contains(" 1 sheets wait sealed"));
    }

    fn a_link_of_long_ago_has_expired_and_says_so(house) {
        let token = &citizens::invite(house, "late", 1)[0];
        let before = Sql::open(house).dump();
        let running = Clock::ahead(120).serve(house);
        let page = format!("/k/{token}");
        let headers = [("Accept", "text/html"), ("Accept-Language", "vi")];
        says(&http::send(&running.address, "GET", &page, &headers, b"").unwrap(), 410, "hết hạn");
        says(&send(&running, &page, http::form(&citizens::fields(GOOD, "")).as_bytes()), 410, "hết hạn");
        let reply = running.post_json("/api/v1/answers", None, &citizens::sheet(token, [1; 6])).unwrap();
        assert_eq!((reply.status, reply.json()["type"].as_str()), (410, Some("/docs#problem-expired-link")));
        running.stop();
        let links = |dump: &str| dump.lines().filter(|line| line.starts_with("invite|")).map(str::to_owned).collect::<Vec<_>>();
        let after = Sql::open(house).dump();
        assert_eq!(links(&after), links(&before));
        assert!(!after.contains("ballot_box|"));
    }

    fn integrators_are_refused_in_the_language_they_ask_for(house) {
        let key = citizens::api_key(house);
        let running = house.serve();
        let bearer = format!("Bearer {key}");
        let ask = |method: &str, path: &str, lang: &str, body: &str| {
            let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str()), ("Accept-Language", lang)];
            http::send(&running.address, method, path, &headers, body.as_bytes()).unwrap()
        };
        let invitation = |field: &str, value: Value| {
            let mut body = json!({ "reference": "1", "office": "a", "commune": COMMUNE, "channel": "online", "finished_on": sipas::clock::Clock::Machine.today().to_string() });
            body[field] = value;
            ("POST", "/api/v1/invitations", body.to_string())
        };
        let get = |path: &'static str| ("GET", path, String::new());
        let cases = [
            (get("/api/v1/results?by=colour"), 422, Some("by")),
            (get("/api/v1/results?period=2026-13"), 422, Some("period")),
            (get("/api/v1/results?beside=yesterday"), 422, Some("beside")),
            (get("/api/v1/results?view=then"), 422, Some("view")),
            (get("/api/v1/results?format=xml"), 422, Some("format")),
            (get("/api/v1/results?form=nobody"), 404, Some("form")),
            (get("/api/v1/results?form=onestop-short&version=9"), 404, Some("form")),
            (get("/api/v1/results?place=99999"), 404, Some("place")),
            (get("/api/v1/results?version=new"), 400, None),
            (get("/api/v1/league?series=nothing"), 404, Some("series")),
            (get("/api/v1/league?peers=friends"), 422, Some("peers")),
            (get("/api/v1/league?target=all"), 422, Some("target")),
            (get("/api/v1/localities?parent=zz"), 422, Some("parent")),
            (get("/api/v1/reports/csv?rows=all"), 422, Some("rows")),
            (get("/api/v1/reports/csv?flavour=sweet"), 422, Some("flavour")),
            (get("/api/v1/reports/odt"), 404, None),
            (get("/api/v1/charts/pie.svg"), 404, None),
            (get("/api/v1/forms/nobody"), 404, None),
            (get("/api/v1/releases/nobody"), 404, None),
            (invitation("channel", json!("pigeon")), 422, Some("channel")),
            (invitation("finished_on", json!("2020-01-01")), 422, Some("finished_on")),
            (invitation("finished_on", json!("hôm qua")), 422, Some("finished_on")),
            (invitation("commune", json!("99999")), 422, Some("commune")),
            (invitation("procedure", json!("x")), 422, Some("procedure")),
            (invitation("form", json!("nobody")), 422, Some("form")),
            (invitation("reference", json!("")), 422, Some("reference")),
            (invitation("phone", json!("1")), 400, Some("phone")),
            (invitation("office", json!(5)), 400, None),
        ];
        let vietnamese = |text: &str| text.to_lowercase().contains(|c: char| "ăâđêôơư".contains(c) || ('\u{1ea0}'..='\u{1ef9}').contains(&c));
        for ((method, path, body), status, field) in cases {
            for (lang, is_vietnamese) in [("vi", true), ("en", false), ("", true)] {
                let reply = ask(method, path, lang, &body);
                let problem = reply.json();
                assert_eq!(reply.status, status, "{path} {problem}");
                let first = &problem["errors"][0];
                if let Some(field) = field {
                    assert_eq!(first["field"], field, "{path} {problem}");
                }
                let said = [&problem["title"], &problem["detail"], &first["message"]];
                for text in said.iter().filter_map(|text| text.as_str()) {
                    assert_eq!(vietnamese(text), is_vietnamese, "{lang}: {path} {problem}");
                }
            }
        }
    }

    fn a_csv_report_is_ordered_by_the_api_as_in_the_terminal(house) {
        let csv = "place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n".to_owned() + &format!("{COMMUNE},2026-10,online,5,4,3,2,4,5\n").repeat(30) + &"12142,2026-10,post,2,4,3,5,4,5\n".repeat(30);
        let file = house.file("sheets.csv", &csv);
        house.run(&["answers", "import", file.to_str().unwrap(), "--form", "onestop-short"]);
        let key = citizens::api_key(house);
        let running = house.serve();
        let bearer = format!("Bearer {key}");
        let cases = [("", &[][..]), ("&rows=counts", &["--rows", "counts"]), ("&flavour=machine", &["--machine"]), ("&rows=counts&flavour=machine", &["--rows", "counts", "--machine"])];
        let mut seen = Vec::new();
        for (query, flags) in cases {
            let path = format!("/api/v1/reports/csv?place={PROVINCE}&period=2026-10{query}");
            let web = http::send(&running.address, "GET", &path, &[("Authorization", &bearer)], b"").unwrap().expect(200).body;
            let into = house.folder.path().join("report.csv");
            house.run(&[&["report", "--format", "csv", "--place", PROVINCE, "--period", "2026-10", "-o", into.to_str().unwrap()], flags].concat());
            assert_eq!(std::fs::read(&into).unwrap(), web, "{query}");
            seen.push(web);
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 4, "an order changed nothing");
    }
}

#[test]
fn a_map_is_lettered_in_the_language_of_its_page() {
    let house = House::new(Database::Sqlite);
    let csv = "place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n".to_owned()
        + &format!("{COMMUNE},2026-10,online,5,4,3,2,4,5\n").repeat(30);
    let file = house.file("sheets.csv", &csv);
    let import = [
        "answers",
        "import",
        file.to_str().unwrap(),
        "--form",
        "onestop-short",
    ];
    house.run(&import);
    let running = house.serve();
    for (lang, name, other) in [
        ("vi", "Quần đảo Hoàng Sa", "Hoàng Sa Archipelago"),
        ("en", "Hoàng Sa Archipelago", "Quần đảo Hoàng Sa"),
    ] {
        let chart =
            format!("/api/v1/charts/map.svg?form=onestop-short&place=vn&period=2026&lang={lang}");
        let svg = running.get(&chart).unwrap().expect(200).text();
        assert!(svg.contains(name) && !svg.contains(other), "{lang}");
        let page = format!("/?form=onestop-short&period=2026&lang={lang}");
        let page = running.get(&page).unwrap().expect(200).text();
        assert!(page.contains(name) && !page.contains(other), "{lang}");
    }
}

/// The tile map knows the provinces it has tiles for; a page about other places is whole without it.
#[test]
fn places_without_tiles_have_a_page_without_a_map() {
    let house = House::new(Database::Sqlite);
    let folder = house.folder.path().join("places");
    std::fs::create_dir(&folder).unwrap();
    for (name, text) in [
        (
            "nation.csv",
            "unit,level,name,name_en,kind,parent,valid_from,valid_to\nvn,nation,Việt Nam,Viet Nam,,,1945-09-02,\n",
        ),
        (
            "units.csv",
            "unit,level,name,kind,parent,valid_from\n2020:01,province,An,tỉnh,vn,2020-01-01\n2020:02,province,Bình,tỉnh,vn,2020-01-01\n",
        ),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let places = folder.to_str().unwrap();
    let csv = "place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n".to_owned()
        + &"2020:01,2026-10,online,5,4,3,2,4,5\n".repeat(30)
        + &"2020:02,2026-10,online,2,4,3,2,4,5\n".repeat(30);
    let file = house.file("sheets.csv", &csv);
    house.run(&[
        "answers",
        "import",
        file.to_str().unwrap(),
        "--form",
        "onestop-short",
        "--localities",
        places,
    ]);
    let running = house.serve_with(&["--localities", places]);
    let page = running
        .get("/?form=onestop-short&period=2026")
        .unwrap()
        .expect(200)
        .text();
    assert!(page.contains("An") && page.contains("Bình") && !page.contains("Hoàng Sa"));
}

/// A folder that may be read and not written: said at the start, and by the page to who was answering.
#[test]
fn a_read_only_folder_is_told() {
    let house = House::new(Database::Sqlite);
    let disk = Disk::of(&house.data());
    let fresh = |arguments: &[&str]| {
        let output = disk.locked(house.command(arguments)).output().unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        said
    };
    let said = fresh(&["count"]);
    assert!(
        said.contains("cannot make the data folder") && said.contains("--data"),
        "{said}"
    );
    citizens::invite(&house, "locked", 2);
    let before = Sql::open(&house).dump();
    let file = house.file(
        "sheets.csv",
        "place,period,channel,SA0\n11953,2026-10,online,5\n",
    );
    let import = [
        "answers",
        "import",
        file.to_str().unwrap(),
        "--form",
        "onestop-short",
    ];
    for command in [
        &["count"][..],
        &import,
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        let said = fresh(command);
        assert!(said.contains("read-only"), "{command:?}: {said}");
    }
    assert_eq!(Sql::open(&house).dump(), before);
}

#[test]
fn a_server_that_takes_no_changes_is_told_and_nothing_is_lost() {
    let Some((_server, database)) = Server::start() else {
        return;
    };
    let house = House::new(database);
    let tokens = citizens::invite(&house, "standby", 2);
    let running = house.serve();
    let before = Sql::open(&house).dump();
    // What a server does that has become a standby, or whose operator keeps changes out.
    Sql::open(&house).run("alter system set default_transaction_read_only = on");
    Sql::open(&house).texts("select pg_reload_conf()::text as text");
    std::thread::sleep(std::time::Duration::from_millis(300));
    let file = house.file(
        "sheets.csv",
        "place,period,channel,SA0\n11953,2026-10,online,5\n",
    );
    let import = [
        "answers",
        "import",
        file.to_str().unwrap(),
        "--form",
        "onestop-short",
    ];
    for command in [&import[..], &["serve", "--listen", "127.0.0.1:0"]] {
        let said = house.refused(command);
        assert!(said.contains("the database is read-only"), "{said}");
    }
    let page = format!("/k/{}", tokens[0]);
    let sent = http::form(&citizens::fields(GOOD, "Xin giữ lại"));
    says(&send(&running, &page, sent.as_bytes()), 503, "Xin giữ lại");
    let sheet = citizens::sheet(&tokens[1], [1; 6]);
    let refused = running.post_json("/api/v1/answers", None, &sheet).unwrap();
    refused.expect(503);
    assert_eq!(Sql::open(&house).dump(), before);
    let mut operator = Sql::open(&house);
    operator.run("set default_transaction_read_only = off");
    operator.run("alter system reset default_transaction_read_only");
    Sql::open(&house).texts("select pg_reload_conf()::text as text");
    std::thread::sleep(std::time::Duration::from_millis(300));
    says(&send(&running, &page, sent.as_bytes()), 200, "Đã ghi nhận");
    running.stop();
    assert!(house.run(&["verify"]).contains(" 1 sheets wait sealed"));
}

#[test]
fn a_server_that_is_away_is_told_and_what_was_acknowledged_is_there_when_it_is_back() {
    let Some((server, database)) = Server::start() else {
        return;
    };
    let house = House::new(database);
    let tokens = citizens::invite(&house, "away", 4);
    let running = house.serve();
    running
        .post_json(
            "/api/v1/answers",
            None,
            &citizens::sheet(&tokens[0], [1; 6]),
        )
        .unwrap()
        .expect(201);
    server.end();
    let page = format!("/k/{}", tokens[1]);
    says(
        &send(
            &running,
            &page,
            http::form(&citizens::fields(GOOD, "Xin giữ lại")).as_bytes(),
        ),
        503,
        "Xin giữ lại",
    );
    running
        .post_json(
            "/api/v1/answers",
            None,
            &citizens::sheet(&tokens[1], [1; 6]),
        )
        .unwrap()
        .expect(503);
    running.get("/readyz").unwrap().expect(503);
    running.get("/healthz").unwrap().expect(200);
    let away = running.get("/api/v1/results").unwrap().expect(503);
    assert!(away.header("retry-after").is_some());
    assert!(house.refused(&["count"]).contains("the database is away"));
    server.begin();
    for token in &tokens[1..] {
        // The first requests may still find a dead connection; they say so and the citizen sends again.
        let taken = (0..5).any(|_| {
            running
                .post_json("/api/v1/answers", None, &citizens::sheet(token, [1; 6]))
                .unwrap()
                .status
                == 201
        });
        assert!(taken, "the service did not find its server again");
    }
    running.stop();
    assert!(house.run(&["verify"]).contains(" 4 sheets wait sealed"));
}
