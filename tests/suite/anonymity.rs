//! Nobody learns who answered what: not from logs, files, backups or replies.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use crate::on_each_database;
use crate::support::citizens::{self, COMMUNE, QUESTIONS};
use crate::support::http;
use crate::support::service::{House, Service, files, holds};
use crate::support::sql::{Sql, hex};

/// Values nobody answers by chance; as stored they are 0 3 1 4 2 0.
const RARE: [u8; 6] = [1, 4, 2, 5, 3, 1];
const RARE_STORED: [u8; 6] = [0, 3, 1, 4, 2, 0];

/// Everything that is on disk or in the server, but the keys: files as they are, then every table as text.
fn everything(house: &House) -> Vec<u8> {
    let keys = house.data().join("keys");
    let mut bytes = Vec::new();
    for file in files(&house.data())
        .iter()
        .filter(|file| !file.starts_with(&keys))
    {
        bytes.extend(fs::read(file).unwrap());
    }
    bytes.extend(Sql::open(house).dump().into_bytes());
    bytes
}

/// Whether a marker stands anywhere, as text or as the hex of a dump.
fn is_anywhere(everything: &[u8], marker: &str) -> bool {
    holds(everything, marker.as_bytes()) || holds(everything, hex(marker.as_bytes()).as_bytes())
}

fn post(running: &Service, path: &str, fields: &[(&str, &str)], source: &str) -> http::Reply {
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("X-Forwarded-For", source),
        ("User-Agent", "Nokia-1280"),
    ];
    http::send(
        &running.address,
        "POST",
        path,
        &headers,
        http::form(fields).as_bytes(),
    )
    .unwrap()
}

fn get(running: &Service, path: &str, source: &str) -> http::Reply {
    http::send(
        &running.address,
        "GET",
        path,
        &[("X-Forwarded-For", source), ("User-Agent", "Nokia-1280")],
        b"",
    )
    .unwrap()
}

on_each_database! {
    fn log_silence(house) {
        house.settings("[web]\ntrusted_proxies = [\"127.0.0.1\"]\n");
        let tokens = citizens::invite(house, "H31-SILENT-OFFICE", 190);
        house.run(&["points", "add", "silent-point", "--place", COMMUNE, "--name", "Điểm im lặng"]);
        let running = house.serve_with(&["--log", "trace"]);
        let mut requests = 0;
        for (number, token) in tokens.iter().enumerate() {
            let source = format!("203.0.113.{number}");
            let source_v6 = format!("2001:db8:77:66:55:44:33:{number}");
            let page = format!("/k/{token}");
            get(&running, &page, &source).expect(200);
            // A sheet with a gap and a marker is refused, then sent whole, then sent again and opened again.
            post(&running, &page, &citizens::fields(["", "4", "2", "5", "3", "1"], "Chị Silent-Marker"), &source).expect(422);
            post(&running, &page, &citizens::fields(["1", "4", "2", "5", "3", "1"], "Chị Silent-Marker"), &source_v6).expect(200);
            let again = citizens::sheet(token, RARE);
            http::send(&running.address, "POST", "/api/v1/answers", &[("Content-Type", "application/json"), ("X-Forwarded-For", &source)], again.to_string().as_bytes()).unwrap().expect(200);
            get(&running, &page, &source).expect(200);
            requests += 5;
        }
        for number in 0..20 {
            let mistyped = format!("/k/{}zz{number:02}", &tokens[number][..26]);
            assert!(matches!(get(&running, &mistyped, "203.0.113.200").status, 404 | 429));
            let page = get(&running, "/o/silent-point", "203.0.113.201").expect(200).text();
            let id = page.split("name=\"submission_id\" value=\"").nth(1).unwrap()[..36].to_owned();
            let mut sent = citizens::fields(["1", "4", "2", "5", "3", "1"], "Chị Silent-Marker");
            sent.push(("submission_id", &id));
            post(&running, "/o/silent-point", &sent, "203.0.113.201").expect(200);
            post(&running, "/o/nowhere", &sent, "203.0.113.202");
            requests += 4;
            assert!(!holds(running.log().as_bytes(), id.as_bytes()), "a submission id is in the log");
        }
        assert!(requests >= 1_000);
        let listening = running.address.clone();
        let log = running.stop();
        assert!(!log.is_empty(), "nothing was logged, so nothing was tested");
        // The address it listens on is the operator's, not a citizen's.
        let log = log.replace(&listening, "").replace("127.0.0.1:0", "");
        for marker in ["203.0.113", "2001:db8", "127.0.0.1", "Nokia", "SILENT-OFFICE", "silent-point", "Silent-Marker", "Silent%2DMarker", "SA0="] {
            let line = log.lines().find(|line| line.contains(marker));
            assert!(line.is_none(), "“{marker}” is in the log: {}", line.unwrap_or_default());
        }
        let on_disk = everything(house);
        for token in &tokens {
            for part in [token.as_str(), &token[2..28]] {
                let line = log.lines().find(|line| line.contains(part));
                assert!(line.is_none(), "a token is in the log: {}", line.unwrap_or_default());
                assert!(!is_anywhere(&on_disk, part), "a token is on disk");
            }
        }
        for marker in ["203.0.113", "2001:db8", "Nokia", "Silent-Marker"] {
            assert!(!is_anywhere(&on_disk, marker), "“{marker}” is on disk");
        }
    }

    fn residue(house) {
        let tokens = citizens::invite(house, "residue", 30);
        let running = house.serve();
        for (number, token) in tokens.iter().enumerate() {
            let comment = format!("Dấu vết số {number} của tôi");
            running.post_form(&format!("/k/{token}"), &citizens::fields(["1", "4", "2", "5", "3", "1"], &comment)).unwrap().expect(200);
        }
        let sealed = everything(house);
        assert!(!holds(&sealed, &RARE_STORED) && !holds(&sealed, hex(&RARE_STORED).as_bytes()), "a sheet can be read before the opening");
        running.stop();
        let mut sql = Sql::open(house);
        let waiting: BTreeSet<String> = [sql.hex("ballot_box", "id"), sql.hex("ballot_box", "ct")].concat().into_iter().collect();
        assert_eq!(waiting.len(), 60);
        drop(sql);
        assert_eq!(house.run(&["count"]).trim(), "30 sheets counted, 0 wait for others of their cell");
        let counted = everything(house);
        for moment in [&sealed, &counted] {
            for number in 0..30 {
                assert!(!is_anywhere(moment, &format!("Dấu vết số {number} ")), "comment {number} can be read");
            }
        }
        // Nothing of what was waiting is left in any file, and nothing new carries its random id.
        for value in &waiting {
            assert!(!holds(&counted, value.as_bytes()), "{value} is still in a table");
            let bytes = data_encoding::HEXLOWER.decode(value.as_bytes()).unwrap();
            // A free page keeps no envelope either: the first bytes are enough to tell one.
            let start = &bytes[..bytes.len().min(48)];
            assert!(!holds(&counted, start), "{value} is still in a file");
        }
    }

    fn secret_keys_are_in_the_keys_folder_only(house) {
        let tokens = citizens::invite(house, "keys", 8);
        let running = house.serve();
        for token in &tokens {
            running.post_form(&format!("/k/{token}"), &citizens::fields(["5"; 6], "cảm ơn")).unwrap().expect(200);
        }
        let log = running.stop();
        house.run(&["count"]);
        let keys = house.data().join("keys");
        assert_eq!(fs::metadata(&keys).unwrap().permissions().mode() & 0o777, 0o700);
        let everything = everything(house);
        let secrets = files(&keys);
        assert!(secrets.len() >= 2, "{secrets:?}");
        for file in secrets {
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
            let text = fs::read_to_string(&file).unwrap();
            let secret = text.trim();
            let bytes = data_encoding::HEXLOWER.decode(secret.as_bytes()).expect("a key is 64 hex digits");
            assert_eq!(bytes.len(), 32);
            assert!(!holds(&everything, secret.as_bytes()) && !holds(&everything, &bytes), "{} is elsewhere too", file.display());
            assert!(!log.contains(secret));
            assert!(!house.run(&["key", "list"]).contains(secret));
        }
    }

    fn two_backups_do_not_link_token_and_answer(house) {
        let tokens = citizens::invite(house, "backups", 12);
        let running = house.serve();
        let mut sql = Sql::open(house);
        // By its columns, no table knows both a link and an answer.
        for table in sql.tables() {
            let columns = sql.columns(&table);
            let knows = |names: &[&str]| names.iter().any(|name| columns.iter().any(|column| column == name));
            assert!(!(knows(&["h"]) && knows(&["ct", "sheets", "counts"])), "{table}: {columns:?}");
        }
        let links: BTreeSet<String> = sql.hex("invite", "h").into_iter().collect();
        assert_eq!(links.len(), 12);
        let used = |sql: &mut Sql| sql.texts("select count(*) || '' as text from invite where state = 1")[0].parse::<usize>().unwrap();
        for (number, token) in tokens.iter().enumerate() {
            running.post_json("/api/v1/answers", None, &citizens::sheet(token, RARE)).unwrap().expect(201);
            // The night between two answers: the second backup has one more link used and one more sealed sheet, whose
            // bytes tell nothing: the same answer is sealed anew each time, and has no link in it.
            assert_eq!(used(&mut sql), number + 1);
            let sealed = sql.hex("ballot_box", "ct");
            assert_eq!(sealed.iter().collect::<BTreeSet<_>>().len(), number + 1);
            assert!(sealed.iter().all(|ct| ct.len() == sealed[0].len() && links.iter().all(|link| !ct.contains(link.as_str()))));
        }
        drop(sql);
        running.stop();
        let before = Sql::open(house).dump();
        assert!(!before.contains("answer_block|"));
        house.run(&["count"]);
        let mut sql = Sql::open(house);
        // The morning after the opening: all twelve at once, under an id that was nowhere before.
        assert_eq!(sql.texts("select n || '' as text from answer_block"), ["12"]);
        for id in sql.hex("answer_block", "id") {
            assert!(!before.contains(&id));
        }
        let dump = sql.dump();
        assert!(!dump.contains("ballot_box|"));
        let told = dump.lines().filter(|line| line.starts_with("answer_block|") || line.starts_with("tally|"));
        for line in told {
            assert!(links.iter().all(|link| !line.contains(link.as_str())), "{line}");
        }
    }

    fn confirmation_is_empty(house) {
        let tokens = citizens::invite(house, "empty", 4);
        let running = house.serve();
        let page = |token: &str| format!("/k/{token}");
        let happy = running.post_form(&page(&tokens[0]), &citizens::fields(["5"; 6], "Rất tốt, cảm ơn chị Hoa")).unwrap().expect(200);
        let angry = running.post_form(&page(&tokens[1]), &citizens::fields(["1"; 6], "")).unwrap().expect(200);
        assert_eq!(happy.text(), angry.text());
        // Opened again, sent again with other answers: the same words.
        assert_eq!(running.get(&page(&tokens[0])).unwrap().expect(200).text(), happy.text());
        let again = running.post_form(&page(&tokens[0]), &citizens::fields(["1"; 6], "khác")).unwrap().expect(200);
        assert_eq!(again.text(), happy.text());
        let labels = ["Rất không hài lòng", "Không hài lòng", "Bình thường", "Rất hài lòng", "Không có ý kiến", "Hoa", "radio", "<form"];
        for label in labels {
            assert!(!happy.text().contains(label), "{label}");
        }
        assert_eq!(happy.header("cache-control"), Some("no-store"));
        assert_eq!(happy.header("set-cookie"), None);
        let first = running.post_json("/api/v1/answers", None, &citizens::sheet(&tokens[2], RARE)).unwrap().expect(201);
        let second = running.post_json("/api/v1/answers", None, &citizens::sheet(&tokens[2], [5; 6])).unwrap().expect(200);
        assert_eq!(first.json(), json!({ "status": "recorded" }));
        assert_eq!(second.body, first.body);
    }

    fn once_is_enforced_by_server_per_link(house) {
        let tokens = citizens::invite(house, "once", 12);
        let running = house.serve();
        for _ in 0..3 {
            for token in &tokens {
                running.post_form(&format!("/k/{token}"), &citizens::fields(["4"; 6], "")).unwrap().expect(200);
            }
        }
        running.stop();
        assert_eq!(house.run(&["count"]).trim(), "12 sheets counted, 0 wait for others of their cell");
    }

    fn get_never_consumes(house) {
        let token = &citizens::invite(house, "get", 1)[0];
        let running = house.serve();
        let page = format!("/k/{token}");
        for agent in ["WhatsApp/2.23", "Zalo", "facebookexternalhit/1.1", "Mozilla/5.0"] {
            for _ in 0..5 {
                let reply = http::send(&running.address, "GET", &page, &[("User-Agent", agent)], b"").unwrap().expect(200);
                assert!(reply.text().contains("name=\"SA0\""));
                assert!(!reply.text().contains(" checked"), "an answer is chosen in advance");
            }
            http::send(&running.address, "HEAD", &page, &[("User-Agent", agent)], b"").unwrap();
        }
        running.post_json("/api/v1/answers", None, &citizens::sheet(token, RARE)).unwrap().expect(201);
    }

    fn failed_write_is_never_thanked(house) {
        let tokens = citizens::invite(house, "away", 3);
        let running = house.serve();
        let page = format!("/k/{}", tokens[0]);
        running.get(&page).unwrap().expect(200);
        let mut sql = Sql::open(house);
        // The box is gone: whatever the reason, no sheet can be stored.
        sql.run("alter table ballot_box rename to lost_box");
        let sent = citizens::fields(["1", "4", "2", "5", "3", "na"], "Xin giữ lại lời này");
        let refused = running.post_form(&page, &sent).unwrap().expect(503);
        let text = refused.text();
        assert!(text.contains("Chưa gửi được phiếu") && !text.contains("<h1>Đã ghi nhận"), "{text}");
        assert!(text.contains("Xin giữ lại lời này"));
        for (code, value) in QUESTIONS.iter().zip(["1", "4", "2", "5", "3", "na"]) {
            let chosen = text.lines().find(|line| line.contains(&format!("name=\"{code}\" value=\"{value}\""))).unwrap();
            let input = chosen.split(&format!("name=\"{code}\" value=\"{value}\"")).nth(1).unwrap();
            // On the page it is chosen; of another step it travels along.
            let kept = chosen.contains("type=\"hidden\"") || input.split('>').next().unwrap().contains("checked");
            assert!(kept, "{code} was not kept");
        }
        assert!(refused.header("retry-after").is_some());
        let refused = running.post_json("/api/v1/answers", None, &citizens::sheet(&tokens[1], RARE)).unwrap().expect(503);
        assert_eq!(refused.header("content-type"), Some("application/problem+json"));
        assert!(refused.header("retry-after").is_some());
        sql.run("alter table lost_box rename to ballot_box");
        // Nothing was half-written: the links are fresh, and the same sheets are recorded now.
        let taken = running.post_form(&page, &sent).unwrap().expect(200);
        assert!(taken.text().contains("Đã ghi nhận"));
        running.post_json("/api/v1/answers", None, &citizens::sheet(&tokens[1], RARE)).unwrap().expect(201);
        running.stop();
        assert!(house.run(&["verify"]).contains(" 2 sheets wait sealed"));
    }

    fn nat_office_is_not_locked_out(house) {
        let tokens = citizens::invite(house, "nat", 160);
        let running = house.serve();
        for token in &tokens[..80] {
            running.get(&format!("/k/{token}")).unwrap().expect(200);
            running.post_json("/api/v1/answers", None, &citizens::sheet(token, RARE)).unwrap().expect(201);
        }
        // Somebody at the same address guesses links: slowed down, with the time to wait.
        let guesses: Vec<_> = (0..15).map(|_| running.get("/k/2jsjs5pp5jkwbpm0nep95gt1jjgdzr").unwrap()).collect();
        assert_eq!(guesses[0].status, 404);
        let refused = guesses.last().unwrap();
        assert_eq!(refused.status, 429);
        assert!(refused.header("retry-after").is_some());
        assert_eq!(running.post_json("/api/v1/answers", None, &citizens::sheet("2jsjs5pp5jkwbpm0nep95gt1jjgdzr", RARE)).unwrap().status, 429);
        // Everybody else at that address still gets in.
        for token in &tokens[80..] {
            running.get(&format!("/k/{token}")).unwrap().expect(200);
            running.post_json("/api/v1/answers", None, &citizens::sheet(token, RARE)).unwrap().expect(201);
        }
    }

    fn unknown_version_is_rejected(house) {
        let token = &citizens::invite(house, "version", 1)[0];
        let running = house.serve();
        for version in [0, 1, 99] {
            let mut body = citizens::sheet(token, RARE);
            body["version"] = json!(version);
            running.post_json("/api/v1/answers", None, &body).unwrap().expect(409);
        }
        let mut body = citizens::sheet(token, RARE);
        body["form"] = json!("star-rating");
        body["answers"] = json!({ "stars": 5 });
        let status = running.post_json("/api/v1/answers", None, &body).unwrap().status;
        assert!(status == 409 || status == 422, "{status}");
        running.post_json("/api/v1/answers", None, &citizens::sheet(token, RARE)).unwrap().expect(201);
    }

    fn origin_must_match_exactly(house) {
        house.run(&["staff", "add", "an"]);
        let running = house.serve();
        let host = running.address.clone();
        let sign_in = |origin: &str, site: Option<&str>| {
            let mut headers = vec![("Content-Type", "application/x-www-form-urlencoded"), ("Origin", origin)];
            headers.extend(site.map(|site| ("Sec-Fetch-Site", site)));
            http::send(&host, "POST", "/staff/sign-in", &headers, b"name=an&password=wrong-password").unwrap().status
        };
        // A browser that sends no referrer writes “null” for the origin of our own page.
        assert_eq!(sign_in(&format!("http://{host}"), None), 401);
        assert_eq!(sign_in("null", Some("same-origin")), 401);
        for origin in [format!("http://{host}.evil.example"), "http://evil.example".into(), "null".into(), format!("http://evil.example/{host}")] {
            for site in [None, Some("cross-site"), Some("same-site")] {
                assert_eq!(sign_in(&origin, site), 403, "{origin} {site:?}");
            }
        }
        assert_eq!(sign_in("http://evil.example", Some("same-origin")), 403);
    }
}

#[test]
fn a_locked_database_is_never_thanked() {
    let house = House::new(crate::support::database::Database::Sqlite);
    let token = &citizens::invite(&house, "locked", 1)[0];
    let running = house.serve();
    let mut sql = Sql::open(&house);
    sql.run("begin immediate");
    let refused = running
        .post_form(
            &format!("/k/{token}"),
            &citizens::fields(["5"; 6], "giữ lại"),
        )
        .unwrap()
        .expect(503);
    assert!(refused.text().contains("giữ lại"));
    sql.run("rollback");
    running
        .post_json("/api/v1/answers", None, &citizens::sheet(token, RARE))
        .unwrap()
        .expect(201);
}

#[test]
fn a_server_that_dropped_its_connections_is_found_again() {
    let Some(database) = crate::support::database::Database::postgres() else {
        return;
    };
    let house = House::new(database);
    let tokens = citizens::invite(&house, "dropped", 6);
    let running = house.serve();
    let mut sql = Sql::open(&house);
    // The connections of this test carry its name; those of other tests are left alone.
    let cut = "select pg_terminate_backend(pid)::text as text from pg_stat_activity \
               where application_name = current_setting('application_name') and pid <> pg_backend_pid()";
    for token in &tokens {
        assert!(!sql.texts(cut).is_empty());
        // The first try may find the connection dead and says so; the sheet is taken at the latest at the third.
        let statuses: Vec<u16> = (0..3)
            .map(|_| {
                running
                    .post_json("/api/v1/answers", None, &citizens::sheet(token, RARE))
                    .unwrap()
                    .status
            })
            .collect();
        assert!(
            statuses
                .iter()
                .all(|status| matches!(status, 200 | 201 | 503)),
            "{statuses:?}"
        );
        assert_eq!(
            statuses.iter().filter(|status| **status == 201).count(),
            1,
            "{statuses:?}"
        );
    }
    running.stop();
    let counted = house.run(&["count"]);
    assert!(counted.starts_with("6 sheets counted"), "{counted}");
}
