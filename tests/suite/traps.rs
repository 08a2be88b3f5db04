//! What went wrong in other survey systems, and does not here: a named test for each trap they fell into.
//!
//! Traps 2, 3, 12, 15, 16 and 17 are in `anonymity.rs` (`nat_office_is_not_locked_out`, `failed_write_is_never_thanked`,
//! `origin_must_match_exactly`, `two_backups_do_not_link_token_and_answer`, `unknown_version_is_rejected`,
//! `once_is_enforced_by_server_per_link`).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use crate::on_each_database;
use crate::support::citizens::{self, COMMUNE, PROVINCE};
use crate::support::clock::Clock;
use crate::support::http;
use crate::support::service::{House, Service, files, holds};
use crate::support::sql::{Sql, hex};

const HEAD: &str = "place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n";

fn results(running: &Service, query: &str) -> Value {
    running
        .get(&format!("/api/v1/results?{query}"))
        .unwrap()
        .expect(200)
        .json()
}

fn line<'a>(results: &'a Value, code: &str) -> &'a Value {
    let lines = results["lines"].as_array().unwrap();
    lines
        .iter()
        .find(|line| line["code"] == code)
        .unwrap_or_else(|| panic!("no {code} in {results}"))
}

#[track_caller]
fn import(house: &House, csv: &str, flags: &[&str]) {
    let file = house.file("sheets.csv", csv);
    house.run(&[&["answers", "import", file.to_str().unwrap()], flags].concat());
}

/// Rows of every table, by table.
fn tables(house: &House) -> BTreeMap<String, Vec<String>> {
    let mut tables = BTreeMap::<String, Vec<String>>::new();
    for row in Sql::open(house).dump().lines() {
        let (table, row) = row.split_once('|').unwrap();
        tables
            .entry(table.to_owned())
            .or_default()
            .push(row.to_owned());
    }
    tables
}

/// A form of a province's own: so many questions of one factor, and a comment.
fn own_form(version: u32, questions: usize, label: &str) -> String {
    let mut text = format!(
        r#"
id = "own-form"
version = {version}
instrument = "survey"
title.vi = "Phiếu của tỉnh"
title.en = "The province's own"
purpose.vi = "Thử."
purpose.en = "A trial."
legal_basis.vi = "Không có."
legal_basis.en = "None."

[scales.likert5]
satisfied_from = "4"
options = [
  {{ value = "1", vi = "Rất không hài lòng", en = "Very dissatisfied" }},
  {{ value = "2", vi = "Không hài lòng", en = "Dissatisfied" }},
  {{ value = "3", vi = "Bình thường", en = "Neutral" }},
  {{ value = "4", vi = "Hài lòng", en = "Satisfied" }},
  {{ value = "5", vi = "Rất hài lòng", en = "Very satisfied" }},
]

[[sections]]
title.vi = "Tất cả"
title.en = "All"
"#
    );
    let codes: Vec<String> = (1..=questions).map(|n| format!("q{n}")).collect();
    for code in &codes {
        let _ = write!(
            text,
            "\n[[sections.questions]]\ncode = \"{code}\"\nrole = \"criterion\"\nscale = \"likert5\"\ntext.vi = \"{label} {code}\"\ntext.en = \"{label} {code}\"\n"
        );
    }
    let _ = write!(
        text,
        "\n[comment]\ncode = \"comment\"\ntext.vi = \"Ý kiến khác\"\ntext.en = \"Anything else\"\n\n[[index]]\ncode = \"overall\"\ntext.vi = \"Chung\"\ntext.en = \"Overall\"\ncriteria = {codes:?}\n"
    );
    text
}

/// A folder with forms, for `--forms`.
fn forms(house: &House, files: &[(u32, String)]) -> String {
    let folder = house.folder.path().join("forms");
    std::fs::create_dir_all(&folder).unwrap();
    for (version, text) in files {
        std::fs::write(folder.join(format!("own-form.v{version}.toml")), text).unwrap();
    }
    folder.to_str().unwrap().to_owned()
}

on_each_database! {
    /// Trap 1: an address “made anonymous” by cutting its last octet kept all of an IPv6 address. Here none is written at all.
    fn ipv6_is_never_stored(house) {
        house.settings("[web]\ntrusted_proxies = [\"127.0.0.1\"]\n");
        let tokens = citizens::invite(house, "ipv6", 6);
        let running = house.serve_with(&["--log", "trace"]);
        let source = "2001:db8:1f:2e:aaaa:bbbb:cccc:dddd";
        for token in &tokens {
            let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("X-Forwarded-For", source), ("X-Client-IP", source), ("Forwarded", "for=\"[2001:db8:1f:2e:aaaa:bbbb:cccc:dddd]\"")];
            let page = format!("/k/{token}");
            http::send(&running.address, "GET", &page, &headers, b"").unwrap().expect(200);
            http::send(&running.address, "POST", &page, &headers, http::form(&citizens::fields(["5"; 6], "")).as_bytes()).unwrap().expect(200);
            http::send(&running.address, "GET", "/k/2jsjs5pp5jkwbpm0nep95gt1jjgdzr", &headers, b"").unwrap().expect(404);
        }
        let mut seen = running.stop().into_bytes();
        house.run(&["count"]);
        for file in files(&house.data()) {
            seen.extend(std::fs::read(file).unwrap());
        }
        seen.extend(Sql::open(house).dump().into_bytes());
        let raw = source.parse::<std::net::Ipv6Addr>().unwrap().octets();
        let written = [source, "2001:db8:1f:2e", "2001:0db8:001f:002e", "aaaa:bbbb", "20010db8001f002e"].map(|text| text.as_bytes().to_vec());
        // As text, as its sixteen bytes, as the network of it, and as the hex of a dump.
        for part in written.into_iter().chain([raw.to_vec(), raw[..8].to_vec(), hex(&raw[..8]).into_bytes()]) {
            assert!(!holds(&seen, &part), "{} is kept", String::from_utf8_lossy(&part));
        }
    }

    /// Trap 2, its other half: who may guess is not decided by a header that the guesser writes.
    fn a_forwarded_address_is_believed_from_a_trusted_proxy_only(house) {
        citizens::invite(house, "guess", 1);
        let guess = |running: &Service, number: usize| {
            let source = format!("198.51.100.{number}");
            let headers = [("X-Forwarded-For", source.as_str()), ("X-Client-IP", source.as_str()), ("X-Real-IP", source.as_str())];
            http::send(&running.address, "GET", "/k/2jsjs5pp5jkwbpm0nep95gt1jjgdzr", &headers, b"").unwrap().status
        };
        let running = house.serve();
        assert!((0..20).map(|number| guess(&running, number)).any(|status| status == 429), "a header lets guess for ever");
        running.stop();
        house.settings("[web]\ntrusted_proxies = [\"127.0.0.1\"]\n");
        let running = house.serve();
        assert!((0..20).all(|number| guess(&running, number) == 404), "twenty visitors of one proxy are one");
    }

    /// Trap 4: two stores written one after the other drift apart. Here the shown figures are the stored answers, counted.
    fn statistics_equal_stored_answers(house) {
        house.run(&["points", "add", "quay-1", "--place", COMMUNE, "--name", "Quầy 1"]);
        let tokens = citizens::invite(house, "equal", 60);
        let running = house.serve();
        let (mut satisfied, mut sent) = (0, 0);
        let mut tell = |value: usize| {
            satisfied += usize::from(value > 3);
            sent += 1;
            [value as u8; 6]
        };
        for (number, token) in tokens.iter().enumerate() {
            let values = tell(number % 5 + 1);
            if number % 2 == 0 {
                let digits = values.map(|value| value.to_string());
                let digits: [&str; 6] = std::array::from_fn(|n| digits[n].as_str());
                running.post_form(&format!("/k/{token}"), &citizens::fields(digits, "")).unwrap().expect(200);
            } else {
                running.post_json("/api/v1/answers", None, &citizens::sheet(token, values)).unwrap().expect(201);
            }
            // The box is opened while they answer: what is shown is what was counted, and nothing runs ahead.
            let opened = (number + 1) / 30 * 30;
            if opened == number + 1 {
                house.run(&["count"]);
            }
            let shown = results(&running, &format!("form=onestop-short&place={PROVINCE}"));
            assert_eq!(shown["respondents"]["n"].as_u64().unwrap_or(0), opened as u64);
        }
        for number in 0..40 {
            let mut body = citizens::sheet("", [1; 6]);
            body.as_object_mut().unwrap().remove("token");
            body["collection_point"] = json!("quay-1");
            body["submission_id"] = json!(format!("67e55044-10b1-426f-9247-bb680e5f{number:04}"));
            running.post_json("/api/v1/answers", None, &body).unwrap().expect(201);
        }
        let walked_in = 40;
        running.stop();
        house.run(&["count"]);
        assert!(house.run(&["verify"]).contains(&format!("{} counted sheets recounted", sent + walked_in)));
        let stored = Sql::open(house).texts("select cast(sum(n) as text) as text from answer_block");
        assert_eq!(stored, [(sent + walked_in).to_string()]);
        let running = house.serve();
        for by in ["criterion", "channel", "place", "period"] {
            let found = results(&running, &format!("form=onestop-short&place={PROVINCE}&by={by}"));
            // Who came by without an invitation is counted and told apart, and not in the index.
            assert_eq!((found["respondents"]["n"].as_i64(), found["walk_in"]["n"].as_i64()), (Some(sent), Some(walked_in)));
            assert_eq!(found["overall"]["value"], 100.0 * f64::from(satisfied as u32) / sent as f64);
        }
    }

    /// Trap 5: after an hour the page had expired and the answers were gone. Here a page keeps as long as its link.
    fn slow_citizen_keeps_answers(house) {
        let tokens = citizens::invite(house, "slow", 2);
        house.run(&["points", "add", "quay-2", "--place", COMMUNE, "--name", "Quầy 2"]);
        let running = house.serve();
        let page = running.get(&format!("/k/{}", tokens[0])).unwrap().expect(200).text();
        // Whatever the page would send beside the answers is known, and nothing of it ages.
        let hidden: Vec<&str> = page.split("type=\"hidden\" name=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(hidden, ["form", "version", "step"]);
        let walk_in = running.get("/o/quay-2").unwrap().expect(200).text();
        let id = walk_in.split("name=\"submission_id\" value=\"").nth(1).unwrap()[..36].to_owned();
        running.stop();
        // Three days later, on a service that was started anew and remembers nothing of the page.
        let running = Clock::ahead(3).serve(house);
        let sent = citizens::fields(["1", "4", "2", "5", "3", "1"], "Tôi viết chậm");
        let thanks = running.post_form(&format!("/k/{}", tokens[0]), &sent).unwrap().expect(200);
        assert!(thanks.text().contains("Đã ghi nhận"));
        let mut sent = citizens::fields(["1", "4", "2", "5", "3", "1"], "Tôi viết chậm");
        sent.push(("submission_id", &id));
        running.post_form("/o/quay-2", &sent).unwrap().expect(200);
        running.stop();
        assert!(house.run(&["verify"]).contains(" 2 sheets wait sealed"));
    }

    /// Trap 6: published counts were estimates, and long lists were cut without a word.
    fn published_counts_are_exact(house) {
        let known = house.serve();
        let communes = known.get(&format!("/api/v1/localities?parent={PROVINCE}")).unwrap().expect(200).json();
        let communes: Vec<&str> = communes.as_array().unwrap().iter().map(|unit| unit["id"].as_str().unwrap()).collect();
        known.stop();
        assert!(communes.len() > 100, "{}", communes.len());
        let of = |number: usize| 30 + number * 7 % 40;
        let mut csv = HEAD.to_owned();
        for (number, commune) in communes.iter().enumerate() {
            csv += &format!("{commune},2026-10,online,5,4,3,2,1,5\n").repeat(of(number));
        }
        import(house, &csv, &["--form", "onestop-short"]);
        let whole: usize = (0..communes.len()).map(of).sum();
        let running = house.serve();
        let found = results(&running, &format!("form=onestop-short&place={PROVINCE}&period=2026-10&by=place"));
        assert_eq!(found["respondents"]["n"], whole);
        assert_eq!(found["lines"].as_array().unwrap().len(), communes.len(), "a place is missing");
        for (number, commune) in communes.iter().enumerate() {
            assert_eq!(line(&found, commune)["n"], of(number), "{commune}");
        }
        let page = running.get(&format!("/r/{PROVINCE}?form=onestop-short&period=2026-10")).unwrap().expect(200).text();
        for commune in &communes {
            assert!(page.contains(&format!("/r/{}?", commune.trim_start_matches("2025:"))), "the page leaves {commune} out");
        }
    }

    /// Trap 6: results were filed under the words of a label, so that mending a word cut the series in two, and a `#` in
    /// a label broke it. Here they are filed under codes; a version in which only words differ goes on with the series.
    fn label_change_keeps_series(house) {
        let old = own_form(1, 3, "Thái độ");
        let folder = forms(house, &[(1, old.clone())]);
        let flags = ["--form", "own-form", "--forms", &folder];
        let rows = |month: &str, row: &str| "place,period,channel,q1,q2,q3\n".to_owned() + &format!("{COMMUNE},{month},online,{row}\n").repeat(40);
        import(house, &rows("2026-07", "5,4,1"), &flags);
        let new = own_form(2, 3, "Thái độ #1 – lịch sự; \\\"niềm nở\\\" | 100%");
        forms(house, &[(2, new)]);
        let ask = |flags: &[&str]| -> Value {
            serde_json::from_str(&house.run(&[&["results", "--format", "json", "--form", "own-form", "--forms", &folder, "--place", PROVINCE], flags].concat())).unwrap()
        };
        // Published, not yet answered: the old results are still there.
        assert_eq!(ask(&["--period", "2026-07", "--version", "1"])["overall"]["n"], 40);
        let running = house.serve_with(&["--forms", &folder]);
        let page = running.get(&format!("/r/{PROVINCE}?form=own-form")).unwrap().expect(200).text();
        assert!(page.contains("66,67"), "the page is empty since a new version was published");
        running.stop();
        import(house, &rows("2026-08", "5,1,1"), &flags);
        let series = ask(&["--period", "2026", "--by", "period"]);
        assert_eq!((line(&series, "2026-07")["value"].as_f64(), line(&series, "2026-08")["value"].as_f64()), (Some(66.67), Some(33.33)), "{series}");
        let criteria = ask(&["--period", "2026-08", "--by", "criterion"]);
        // Unanimous answers are shown as “95 % or more”, “5 % or less”.
        assert_eq!((line(&criteria, "q1")["value"].as_f64(), line(&criteria, "q2")["value"].as_f64()), (Some(95.0), Some(5.0)));
        assert!(series["lines"].as_array().unwrap().iter().all(|line| line.get("break").is_none()), "{series}");
        // Where answers begin to mean something else the line breaks, and says so.
        forms(house, &[(3, own_form(3, 3, "Thái độ").replace("satisfied_from = \"4\"", "satisfied_from = \"5\""))]);
        import(house, &rows("2026-09", "5,1,1"), &flags);
        let series = ask(&["--period", "2026", "--by", "period"]);
        assert!(line(&series, "2026-09")["break"].to_string().contains("v2 → v3"), "{series}");
        assert!(line(&series, "2026-08").get("break").is_none(), "{series}");
    }

    /// Trap 8: every answer to a form made by its user was stored as “neutral”, which the averages then used.
    fn dynamic_question_is_scored(house) {
        let folder = forms(house, &[(1, own_form(1, 5, "Câu của tỉnh"))]);
        house.settings("[invitation]\nform = \"own-form\"\n");
        let today = sipas::clock::Clock::Machine.today();
        let mut csv = "reference,office,commune,channel,finished_on\n".to_owned();
        for number in 0..50 {
            let _ = writeln!(csv, "own-{number},own,{COMMUNE},online,{today}");
        }
        let csv = house.file("own.csv", &csv);
        let links = house.run(&["invite", "--csv", csv.to_str().unwrap(), "--forms", &folder]);
        let running = house.serve_with(&["--forms", &folder]);
        for (number, link) in links.lines().skip(1).enumerate() {
            let page = format!("/k/{}", link.split(',').nth(1).unwrap().rsplit('/').next().unwrap());
            let value = |satisfied: bool| if satisfied { "5" } else { "1" };
            // q1 … q5 satisfy one, two … five of five citizens.
            let values: Vec<&str> = (1..=5).map(|question| value(number % 5 < question)).collect();
            let fields = [("form", "own-form"), ("version", "1"), ("q1", values[0]), ("q2", values[1]), ("q3", values[2]), ("q4", values[3]), ("q5", values[4]), ("comment", "")];
            running.post_form(&page, &fields).unwrap().expect(200);
        }
        running.stop();
        house.run(&["count", "--forms", &folder]);
        let found = house.run(&["results", "--format", "json", "--form", "own-form", "--forms", &folder, "--place", PROVINCE, "--by", "criterion"]);
        let found: Value = serde_json::from_str(&found).unwrap();
        for (code, value) in [("q1", 20.0), ("q2", 40.0), ("q3", 60.0), ("q4", 80.0)] {
            assert_eq!(line(&found, code)["value"], value, "{found}");
        }
        assert_eq!(found["overall"]["value"], 60.0);
    }

    /// Trap 9: an empty answer, or words where a number belongs, became 0 and was averaged.
    fn blank_is_not_zero(house) {
        let csv = HEAD.to_owned() + &format!("{COMMUNE},2026-10,online,5,,na,1,4,\n").repeat(20) + &format!("{COMMUNE},2026-10,online,5,4,na,,2,5\n").repeat(20);
        import(house, &csv, &["--form", "onestop-short"]);
        let running = house.serve();
        let found = results(&running, &format!("form=onestop-short&place={PROVINCE}&period=2026-10&by=criterion"));
        // Only twenty answered SB0 and all were satisfied; a blank would have made 50 %.
        let sb = line(&found, "SB0");
        assert_eq!(sb["n"], 20, "{sb}");
        assert!(sb["value"].as_f64().unwrap() > 90.0, "{sb}");
        assert_eq!(line(&found, "SC0")["status"], "no_data");
        assert_eq!(line(&found, "SD0")["n"], 20);
        assert_eq!((line(&found, "SE0")["value"].as_f64(), line(&found, "SE0")["n"].as_u64()), (Some(50.0), Some(40)));
        let words = house.file("words.csv", &(HEAD.to_owned() + &format!("{COMMUNE},2026-10,online,tốt,4,na,1,4,5\n")));
        assert!(house.refused(&["answers", "import", words.to_str().unwrap(), "--form", "onestop-short"]).contains("SA0"));
    }

    /// Trap 9: what was turned away still counted in the average.
    fn spam_is_not_averaged(house) {
        let tokens = citizens::invite(house, "spam", 20);
        let running = house.serve();
        for token in &tokens {
            for _ in 0..3 {
                // A sheet that does not fit, a link that nobody was given, the same sheet again with other answers.
                let mut wrong = citizens::sheet(token, [1; 6]);
                wrong["answers"]["SA0"] = json!(0);
                running.post_json("/api/v1/answers", None, &wrong).unwrap().expect(422);
            }
            running.post_json("/api/v1/answers", None, &citizens::sheet(token, [5, 5, 5, 1, 5, 5])).unwrap().expect(201);
            running.post_json("/api/v1/answers", None, &citizens::sheet(token, [1; 6])).unwrap().expect(200);
            let stranger = running.post_json("/api/v1/answers", None, &citizens::sheet("2jsjs5pp5jkwbpm0nep95gt1jjgdzr", [1; 6])).unwrap().status;
            assert!(matches!(stranger, 404 | 429));
        }
        running.stop();
        assert!(house.run(&["count"]).starts_with("20 sheets counted"));
        let found = house.run(&["results", "--format", "json", "--place", PROVINCE]);
        let found: Value = serde_json::from_str(&found).unwrap();
        assert_eq!((found["respondents"]["n"].as_u64(), found["overall"]["value"].as_f64()), (Some(20), Some(80.0)), "{found}");
    }

    /// Trap 10: every load of the page counted as a citizen who was asked.
    fn page_load_is_not_an_invitation(house) {
        let tokens = citizens::invite(house, "loads", 3);
        house.run(&["points", "add", "quay-3", "--place", COMMUNE, "--name", "Quầy 3"]);
        let running = house.serve();
        running.get("/o/quay-3").unwrap().expect(200);
        let before = tables(house);
        assert_eq!(before["invite"].len(), 3);
        for _ in 0..10 {
            for path in [&format!("/k/{}", tokens[0]), "/o/quay-3", "/", "/privacy", &format!("/r/{PROVINCE}"), "/api/v1/forms/onestop-short"] {
                running.get(path).unwrap().expect(200);
            }
        }
        assert_eq!(tables(house), before, "looking at a page wrote something");
        // Told again by the one-stop system, it is the same citizen.
        assert_eq!(citizens::invite(house, "loads", 3), tokens);
        assert_eq!(tables(house)["invite"].len(), 3);
    }

    /// Trap 11: each answer changed the row of its form, which all answers wait for, and emptied the cache of the page.
    fn answer_does_not_touch_form_row(house) {
        let tokens = citizens::invite(house, "rows", 3);
        let running = house.serve();
        let page = format!("/k/{}", tokens[2]);
        let shown = running.get(&page).unwrap().expect(200).body;
        let before = tables(house);
        for token in &tokens[..2] {
            running.post_json("/api/v1/answers", None, &citizens::sheet(token, [5; 6])).unwrap().expect(201);
        }
        let after = tables(house);
        let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let changed: Vec<&str> = names.into_iter().filter(|name| before.get(*name) != after.get(*name)).map(String::as_str).collect();
        assert_eq!(changed, ["ballot_box", "invite"]);
        assert_eq!(running.get(&page).unwrap().expect(200).body, shown);
    }

    /// Trap 13: an answer had thirty columns, and the thirty-first question needed a new table.
    fn question_count_is_unbounded(house) {
        const MANY: usize = 250;
        let folder = forms(house, &[(1, own_form(1, MANY, "Câu"))]);
        let codes: Vec<String> = (1..=MANY).map(|n| format!("q{n}")).collect();
        let csv = format!("place,period,channel,{}\n", codes.join(",")) + &format!("{COMMUNE},2026-10,interview{},1\n", ",5".repeat(MANY - 1)).repeat(40);
        import(house, &csv, &["--form", "own-form", "--forms", &folder]);
        house.run(&["points", "add", "many", "--place", COMMUNE, "--name", "Nhiều câu", "--form", "own-form", "--forms", &folder]);
        let running = house.serve_with(&["--forms", &folder]);
        let page = running.get("/o/many").unwrap().expect(200).text();
        assert_eq!(page.matches("name=\"q250\"").count(), 5);
        let answers: serde_json::Map<String, Value> = codes.iter().map(|code| (code.clone(), json!(4))).collect();
        let mut answers = Value::Object(answers);
        answers["comment"] = json!("ộ".repeat(1_000));
        let body = json!({ "collection_point": "many", "submission_id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "form": "own-form", "version": 1, "answers": answers });
        running.post_json("/api/v1/answers", None, &body).unwrap().expect(201);
        running.stop();
        let found = house.run(&["results", "--format", "json", "--form", "own-form", "--forms", &folder, "--place", PROVINCE, "--period", "2026-10", "--by", "criterion"]);
        let found: Value = serde_json::from_str(&found).unwrap();
        assert_eq!(found["lines"].as_array().unwrap().len(), MANY);
        assert_eq!((line(&found, "q1")["n"].as_u64(), line(&found, "q250")["n"].as_u64()), (Some(40), Some(40)));
        // There is an end, and a form that goes beyond it is told when it is checked, not when it is answered.
        let file = house.file("own-form.v1.toml", &own_form(1, 257, "Câu"));
        assert!(house.refused(&["forms", "check", file.to_str().unwrap()]).contains("at most 256"));
    }
}

/// Trap 14: a report gathered every answer in memory.
#[test]
fn report_memory_is_bounded() {
    let house = House::new(crate::support::database::Database::Sqlite);
    let peak = |arguments: &[&str]| {
        let mut child = house
            .command(arguments)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let status = format!("/proc/{}/status", child.id());
        let mut most = 0;
        while child.try_wait().unwrap().is_none() {
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let size = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
            most = most.max(size.unwrap_or(0));
            std::thread::sleep(Duration::from_millis(1));
        }
        assert!(child.wait().unwrap().success(), "{arguments:?}");
        most
    };
    let sheets = |copies: usize| {
        let mut csv = HEAD.to_owned();
        for number in 0..copies {
            let _ = writeln!(
                csv,
                "{COMMUNE},2026-{:02},online,{},{},{},4,5,{}",
                1 + number % 10,
                1 + number % 5,
                1 + number % 3,
                1 + number % 4,
                1 + number % 2
            );
        }
        csv
    };
    let into = house.folder.path().join("report.xlsx");
    let report = [
        "report",
        "--format",
        "xlsx",
        "--place",
        PROVINCE,
        "--period",
        "2026",
        "-o",
        into.to_str().unwrap(),
    ];
    import(&house, &sheets(1_000), &["--form", "onestop-short"]);
    let (few, few_recounted) = (peak(&report), peak(&["verify"]));
    import(&house, &sheets(120_000), &["--form", "onestop-short"]);
    let (many, many_recounted) = (peak(&report), peak(&["verify"]));
    // Sizes in kB: 120 times as many answers may cost a few megabytes of the database's own cache.
    assert!(many < few + 12_000, "{few} kB became {many} kB");
    assert!(
        many_recounted < few_recounted + 16_000,
        "{few_recounted} kB became {many_recounted} kB"
    );
}
