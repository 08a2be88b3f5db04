//! What integrators call: the contract, and what it says to bad input.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::{Value, json};

use crate::on_each_database;
use crate::support::citizens::{self, COMMUNE, PROVINCE};
use crate::support::http::{self, Reply};
use crate::support::service::{House, Service};

const JSON: (&str, &str) = ("Content-Type", "application/json");

fn invitation(reference: &str) -> Value {
    let today = sipas::clock::Clock::Machine.today().to_string();
    json!({ "reference": reference, "office": "H31.18.05", "office_name": "Bộ phận một cửa", "agency": "H31", "commune": COMMUNE,
        "procedure": "1.001193", "procedure_group": "ho-tich", "channel": "online", "finished_on": today })
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

/// That a reply is a problem of a status that names a field.
#[track_caller]
fn problem(reply: &Reply, status: u16, field: &str) {
    let body = plain_problem(reply, status);
    let fields: Vec<&str> = body["errors"]
        .as_array()
        .map(|errors| {
            errors
                .iter()
                .filter_map(|error| error["field"].as_str())
                .collect()
        })
        .unwrap_or_default();
    assert!(fields.contains(&field), "no “{field}” in {body}");
}

#[track_caller]
fn plain_problem(reply: &Reply, status: u16) -> Value {
    assert_eq!(
        reply.status,
        status,
        "{}",
        String::from_utf8_lossy(&reply.body)
    );
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let body = reply.json();
    assert_eq!(body["status"], status);
    for part in ["type", "title", "detail"] {
        assert!(
            body[part].as_str().is_some_and(|text| !text.is_empty()),
            "{part}: {body}"
        );
    }
    let slug = body["type"].as_str().unwrap();
    assert!(slug.starts_with("/docs#problem-"), "{slug}");
    body
}

/// Sheets of two communes in October: 40 online in Phố Hiến, 60 at the counter in Ân Thi, 3 in A Sào.
fn fill(house: &House, small: usize) {
    let mut csv = "place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n".to_owned();
    for number in 0..40 {
        let sb = if number < 30 { 4 } else { 3 };
        csv += &format!("{COMMUNE},2026-10,online,5,{sb},na,4,4,5\n");
    }
    for number in 0..60 {
        let sa = if number < 15 { 1 } else { 5 };
        csv += &format!("12142,2026-10,in_person,{sa},4,na,4,2,4\n");
    }
    for _ in 0..small {
        csv += "12499,2026-10,post,1,1,1,1,1,1\n";
    }
    let file = house.file("sheets.csv", &csv);
    house.run(&[
        "answers",
        "import",
        file.to_str().unwrap(),
        "--form",
        "onestop-short",
    ]);
}

fn results(running: &Service, query: &str) -> Value {
    running
        .get(&format!("/api/v1/results?form=onestop-short&{query}"))
        .unwrap()
        .expect(200)
        .json()
}

fn line<'a>(results: &'a Value, code: &str) -> &'a Value {
    results["lines"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["code"] == code)
        .unwrap_or_else(|| panic!("no {code} in {results}"))
}

on_each_database! {
    fn a_transaction_becomes_one_link_however_often_it_is_reported(house) {
        let key = citizens::api_key(house);
        let running = house.serve();
        let first = running.post_json("/api/v1/invitations", Some(&key), &invitation("H31-1")).unwrap().expect(201);
        let again = running.post_json("/api/v1/invitations", Some(&key), &invitation("H31-1")).unwrap().expect(200);
        assert_eq!(again.body, first.body);
        assert_eq!(first.header("cache-control"), Some("no-store"));
        let body = first.json();
        let token = body["token"].as_str().unwrap();
        assert!(body["link"].as_str().unwrap().ends_with(&format!("/k/{token}")));
        assert!(body["expires_on"].as_str().unwrap() > sipas::clock::Clock::Machine.today().to_string().as_str());
        assert!(body["qr_svg"].as_str().unwrap().contains("<svg"));
        let other = running.post_json("/api/v1/invitations", Some(&key), &invitation("H31-2")).unwrap().expect(201).json();
        assert_ne!(other["token"], body["token"]);

        let bearer = format!("Bearer {key}");
        for (accept, start) in [("image/svg+xml", &b"<"[..]), ("image/png", b"\x89PNG")] {
            let headers = [JSON, ("Authorization", bearer.as_str()), ("Accept", accept)];
            let reply = http::send(&running.address, "POST", "/api/v1/invitations", &headers, invitation("H31-1").to_string().as_bytes()).unwrap().expect(200);
            assert_eq!(reply.header("content-type"), Some(accept));
            assert!(reply.body.starts_with(start), "{accept}");
        }
    }

    fn only_a_valid_key_may_invite(house) {
        let key = citizens::api_key(house);
        let revoked = citizens::api_key(house);
        let id = revoked.split('_').nth(1).unwrap().to_owned();
        house.run(&["key", "revoke-api", &id]);
        let running = house.serve();
        let half = key[..key.len() - 1].to_owned();
        for wrong in [None, Some(""), Some("sp_00000000_00"), Some(half.as_str()), Some(revoked.as_str())] {
            let reply = running.post_json("/api/v1/invitations", wrong, &invitation("H31-1")).unwrap();
            plain_problem(&reply, 401);
            assert!(reply.header("www-authenticate").is_some());
        }
        running.post_json("/api/v1/invitations", Some(&key), &invitation("H31-1")).unwrap().expect(201);
    }

    fn every_bad_field_of_an_invitation_is_named(house) {
        let key = citizens::api_key(house);
        let running = house.serve();
        let long = "x".repeat(300);
        let tomorrow = sipas::clock::Clock::Machine.today() + chrono::Days::new(3);
        let cases = [
            ("reference", json!("")),
            ("reference", json!(long)),
            ("office", json!("")),
            ("office", json!(long)),
            ("office_name", json!(long)),
            ("agency", json!(long)),
            ("commune", json!("99999")),
            ("commune", json!("")),
            ("procedure", json!("thu-tuc")),
            ("procedure_group", json!(long)),
            ("channel", json!("pigeon")),
            ("channel", json!(9)),
            ("finished_on", json!("2026-13-40")),
            ("finished_on", json!("hôm qua")),
            ("finished_on", json!(tomorrow.to_string())),
            ("finished_on", json!("2020-01-01")),
            ("form", json!("nobody")),
        ];
        for (field, value) in cases {
            let body = with(invitation("H31-1"), field, value.clone());
            let reply = running.post_json("/api/v1/invitations", Some(&key), &body).unwrap();
            assert_eq!(reply.status, 422, "{field} = {value}: {}", reply.text());
            problem(&reply, 422, field);
        }
        problem(&running.post_json("/api/v1/invitations", Some(&key), &with(invitation("H31-1"), "phone", json!("0912"))).unwrap(), 400, "phone");
        let mut without = invitation("H31-1");
        without.as_object_mut().unwrap().remove("office");
        problem(&running.post_json("/api/v1/invitations", Some(&key), &without).unwrap(), 400, "office");
        for channel in [json!(1), json!(2), json!(3), json!("in_person"), json!("phone")] {
            running.post_json("/api/v1/invitations", Some(&key), &with(invitation(&channel.to_string()), "channel", channel)).unwrap().expect(201);
        }
    }

    fn a_sheet_is_recorded_once_and_acknowledged_alike(house) {
        let tokens = citizens::invite(house, "api", 2);
        house.run(&["points", "add", "quay-1", "--place", COMMUNE, "--name", "Quầy 1"]);
        let running = house.serve();
        let first = running.post_json("/api/v1/answers", None, &citizens::sheet(&tokens[0], [5, 4, 3, 2, 1, 5])).unwrap().expect(201);
        let again = running.post_json("/api/v1/answers", None, &citizens::sheet(&tokens[0], [1; 6])).unwrap().expect(200);
        assert_eq!((first.json(), again.body), (json!({ "status": "recorded" }), first.body.clone()));

        let walk_in = |id: &str| {
            let mut body = citizens::sheet("", [4; 6]);
            body.as_object_mut().unwrap().remove("token");
            with(with(body, "collection_point", json!("quay-1")), "submission_id", json!(id))
        };
        let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
        running.post_json("/api/v1/answers", None, &walk_in(id)).unwrap().expect(201);
        running.post_json("/api/v1/answers", None, &walk_in(id)).unwrap().expect(200);
        running.post_json("/api/v1/answers", None, &walk_in("77e55044-10b1-426f-9247-bb680e5fe0c8")).unwrap().expect(201);
        problem(&running.post_json("/api/v1/answers", None, &walk_in("1")).unwrap(), 422, "submission_id");
        plain_problem(&running.post_json("/api/v1/answers", None, &with(walk_in(id), "collection_point", json!("nowhere"))).unwrap(), 404);
        problem(&running.post_json("/api/v1/answers", None, &with(walk_in(id), "token", json!(tokens[1]))).unwrap(), 422, "token");
        running.stop();
        house.run(&["points", "close", "quay-1"]);
        let running = house.serve();
        plain_problem(&running.post_json("/api/v1/answers", None, &walk_in("87e55044-10b1-426f-9247-bb680e5fe0c8")).unwrap(), 410);
        running.stop();
        assert!(house.run(&["verify"]).contains(" 3 sheets wait sealed"));
    }

    fn bad_sheets_are_refused_by_field_and_use_nothing_up(house) {
        let token = &citizens::invite(house, "bad", 1)[0];
        let running = house.serve();
        let sheet = || citizens::sheet(token, [4; 6]);
        let answer = |code: &str, value: Value| {
            let mut body = sheet();
            body["answers"][code] = value;
            running.post_json("/api/v1/answers", None, &body).unwrap()
        };
        problem(&answer("ZZ", json!(1)), 422, "ZZ");
        problem(&answer("SA0", json!(6)), 422, "SA0");
        problem(&answer("SA0", json!("Hài lòng")), 422, "SA0");
        problem(&answer("SA0", json!([4, 5])), 422, "SA0");
        problem(&answer("SA0", json!({ "value": 4 })), 422, "SA0");
        problem(&answer("SA0", Value::Null), 422, "SA0");
        problem(&answer("comment", json!("ạ".repeat(1_001))), 422, "comment");
        let mut missing = sheet();
        missing["answers"].as_object_mut().unwrap().remove("SD0");
        problem(&running.post_json("/api/v1/answers", None, &missing).unwrap(), 422, "SD0");
        let twice = sheet().to_string().replacen("\"SA0\":4", "\"SA0\":4,\"SA0\":5", 1);
        let raw = |body: &[u8]| http::send(&running.address, "POST", "/api/v1/answers", &[JSON], body).unwrap();
        problem(&raw(twice.as_bytes()), 422, "SA0");
        problem(&raw(sheet().to_string().replacen('{', "{\"token\":\"x\",", 1).as_bytes()), 400, "token");
        problem(&running.post_json("/api/v1/answers", None, &with(sheet(), "surname", json!("An"))).unwrap(), 400, "surname");
        plain_problem(&raw(b"{\"token\": "), 400);
        plain_problem(&raw(b"not json"), 400);
        plain_problem(&raw(b"{\"token\": \"\xff\xfe\"}"), 400);
        plain_problem(&raw(&vec![b' '; 1 << 20]), 413);
        let typed = |kind| http::send(&running.address, "POST", "/api/v1/answers", &[("Content-Type", kind)], sheet().to_string().as_bytes()).unwrap();
        plain_problem(&typed("text/plain"), 415);
        for method in ["GET", "PUT", "DELETE", "PATCH"] {
            let reply = http::send(&running.address, method, "/api/v1/answers", &[], b"").unwrap();
            plain_problem(&reply, 405);
            assert_eq!(reply.header("allow"), Some("POST"));
        }
        plain_problem(&running.post_json("/api/v1/answers", None, &with(sheet(), "token", json!("abc"))).unwrap(), 404);
        let mut mistyped = token.clone();
        mistyped.replace_range(10..11, if &token[10..11] == "7" { "8" } else { "7" });
        plain_problem(&running.post_json("/api/v1/answers", None, &with(sheet(), "token", json!(mistyped))).unwrap(), 404);
        // The link is fresh after all of it. A decomposed comment of 1,000 letters is 1,000 letters; capitals and
        // the letters that look like digits are read as meant.
        let mut body = with(sheet(), "token", json!(token.to_uppercase()));
        body["answers"]["comment"] = json!("a\u{323}".repeat(1_000));
        running.post_json("/api/v1/answers", None, &body).unwrap().expect(201);
        running.stop();
        assert!(house.run(&["verify"]).contains(" 1 sheets wait sealed"));
    }

    fn results_are_exact_along_every_breakdown(house) {
        fill(house, 0);
        let running = house.serve();
        let of = |by: &str| results(&running, &format!("place={PROVINCE}&period=2026-10&by={by}"));
        let criteria = of("criterion");
        assert_eq!(criteria["respondents"]["n"], 100);
        for (code, value) in [("SA0", 85.0), ("SB0", 90.0), ("SD0", 100.0), ("SE0", 40.0)] {
            let line = line(&criteria, code);
            assert_eq!((line["status"].as_str(), line["n"].as_u64()), (Some("shown"), Some(100)), "{line}");
            if value < 100.0 {
                assert_eq!(line["value"].as_f64(), Some(value), "{line}");
                let interval: Vec<f64> = line["interval"].as_array().unwrap().iter().map(|end| end.as_f64().unwrap()).collect();
                assert!(interval[0] < value && value < interval[1], "{line}");
            }
        }
        // no_data_is_not_zero: everybody chose “no opinion”.
        assert_eq!(line(&criteria, "SC0")["status"], "no_data");
        assert!(line(&criteria, "SC0").get("value").is_none());
        assert_eq!(criteria["overall"]["value"], 78.75);
        assert_eq!(of("overall")["overall"], criteria["overall"]);
        assert_eq!(line(&of("factor"), "SA")["value"], 85.0);
        let places = of("place");
        assert_eq!(line(&places, "2025:11953")["n"], 40);
        assert_eq!(line(&places, "2025:11953")["value"], 93.75);
        assert_eq!(line(&places, "2025:12142")["n"], 60);
        assert_eq!(line(&places, "2025:12142")["value"], 68.75);
        assert_eq!(line(&places, "2025:12499")["status"], "no_data");
        let channels = of("channel");
        assert_eq!((line(&channels, "online")["n"].as_u64(), line(&channels, "in_person")["n"].as_u64()), (Some(40), Some(60)));
        let periods = results(&running, &format!("place={PROVINCE}&period=2026-10&by=period"));
        assert_eq!(line(&periods, "2026-10")["n"], 100);
        for by in ["office", "group"] {
            assert!(of(by)["lines"].is_array());
        }
        // The same numbers one level up, and by year and quarter.
        for (place, period) in [("vn", "2026"), ("vn", "2026-10"), (PROVINCE, "2026"), (PROVINCE, "2026-Q4")] {
            let found = results(&running, &format!("place={place}&period={period}"));
            assert_eq!((found["overall"]["value"].as_f64(), found["respondents"]["n"].as_u64()), (Some(78.75), Some(100)), "{place} {period}");
        }
        let csv = running.get(&format!("/api/v1/results?form=onestop-short&place={PROVINCE}&period=2026-10&by=place&format=csv")).unwrap().expect(200);
        assert!(csv.header("content-type").unwrap().starts_with("text/csv"));
        assert!(csv.body.starts_with(b"\xef\xbb\xbfform,version,place,period,by,code,"));
        assert!(csv.text().lines().any(|line| line.contains("2025:12142") && line.contains(",68.75,")));
        for (query, field) in [("by=colour", "by"), ("period=2026-13", "period"), ("format=xml", "format")] {
            problem(&running.get(&format!("/api/v1/results?{query}")).unwrap(), 422, field);
        }
        for query in ["form=nobody", "place=99999", "form=onestop-short&version=9"] {
            plain_problem(&running.get(&format!("/api/v1/results?{query}")).unwrap(), 404);
        }
    }

    fn too_few_is_withheld_and_cannot_be_worked_out(house) {
        fill(house, 3);
        let running = house.serve();
        let places = results(&running, &format!("place={PROVINCE}&period=2026-10&by=place"));
        let small = line(&places, "2025:12499");
        assert_eq!((small["status"].as_str(), small["reason"].as_str()), (Some("withheld"), Some("too_few")));
        assert!(small.get("value").is_none() && small.get("n").is_none() && small.get("interval").is_none());
        let shown = |value: &Value| value["status"] == "shown";
        let all_else = shown(&places["overall"]) && shown(line(&places, "2025:11953")) && shown(line(&places, "2025:12142"));
        assert!(!all_else, "a subtraction tells the three sheets: {places}");
        // Whoever is withheld for the sake of another reads the same, or the other one's size could be narrowed down.
        let reasons: Vec<_> = places["lines"].as_array().unwrap().iter().filter(|line| line["status"] == "withheld").map(|line| &line["reason"]).collect();
        assert!(reasons.len() > 1 && reasons.iter().all(|reason| **reason == small["reason"]), "{reasons:?}");
        let csv = running.get(&format!("/api/v1/results?form=onestop-short&place={PROVINCE}&period=2026-10&by=place&format=csv")).unwrap().text();
        let row = csv.lines().find(|line| line.contains("2025:12499")).unwrap();
        assert!(row.contains("withheld") && row.ends_with(",,,,,,"), "{row}");
        for by in ["criterion", "channel", "factor", "overall", "period"] {
            let found = results(&running, &format!("place=12499&period=2026-10&by={by}"));
            let text = found["lines"].to_string() + &found["overall"].to_string();
            assert!(!text.contains("\"n\":3"), "{by}: {text}");
        }
    }

    fn the_national_table_has_every_commune_and_says_of_each_what_its_own_page_says(house) {
        fill(house, 3);
        let running = house.serve();
        let table = results(&running, "period=2026-10&by=place&level=commune&detail=criteria");
        let lines = table["lines"].as_array().unwrap();
        assert_eq!(lines.len(), 3_321);
        let codes: Vec<&str> = table["columns"].as_array().unwrap().iter().map(|column| column["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["SA0", "SB0", "SC0", "SD0", "SE0"]);
        let own = |code: &str, by: &str| results(&running, &format!("place={code}&period=2026-10&by={by}"));
        for code in ["2025:11953", "2025:12142", "2025:12499", "2025:00004"] {
            let line = line(&table, code);
            let criteria: Vec<Value> = own(code, "criterion")["lines"].as_array().unwrap().iter().map(|told| {
                let told = told.as_object().unwrap().iter().filter(|(key, _)| !["name", "level"].contains(&key.as_str()));
                told.map(|(key, value)| (key.clone(), value.clone())).collect()
            }).collect();
            // Where a neighbour is withheld, a commune without answers reads the same.
            if line["status"] == "shown" || line["reason"] == "too_few" {
                assert_eq!(line["criteria"], Value::Array(criteria), "{code}");
                assert_eq!((&line["status"], &line["value"]), (&own(code, "overall")["overall"]["status"], &own(code, "overall")["overall"]["value"]));
            }
        }
        assert_eq!(line(&table, "2025:11953")["above"], "2025:33");
        assert_eq!(line(&table, "2025:12499")["reason"], "too_few");
        assert_eq!(line(&table, "2025:00004")["status"], "no_data", "nobody answered in that province");
        // The gate: below a province with a withheld commune nothing tells which were empty.
        let province = results(&running, &format!("place={PROVINCE}&period=2026-10&by=place&level=commune&detail=criteria"));
        assert!(province["lines"].as_array().unwrap().iter().all(|line| line["status"] != "no_data"));
        assert!(!province["lines"].to_string().contains("\"n\":3,"));
        for own in province["lines"].as_array().unwrap() {
            let code = own["code"].as_str().unwrap();
            assert_eq!(line(&table, code)["criteria"], own["criteria"], "{code}");
        }
        // As CSV the criteria of a commune are the rows of its own breakdown.
        let csv = |query: &str| running.get(&format!("/api/v1/results?form=onestop-short&period=2026-10&format=csv&{query}")).unwrap().expect(200).text();
        let whole = csv("by=place&level=commune&detail=criteria");
        assert_eq!(whole.lines().count(), 2 + 3_321 * 6);
        for row in csv("place=11953&by=criterion").lines().skip(2) {
            assert!(whole.lines().any(|other| other == row), "{row}");
        }
        for (query, field) in [
            ("by=place&level=street", "level"),
            ("by=place&level=district", "level"),
            ("by=place&detail=all", "detail"),
            ("by=factor&level=commune", "level"),
            ("by=channel&detail=criteria", "detail"),
            ("by=place&place=11953&level=commune", "level"),
            ("by=place&level=commune&view=now", "level"),
            ("by=place&level=commune&format=sealed", "format"),
        ] {
            problem(&running.get(&format!("/api/v1/results?{query}")).unwrap(), 422, field);
        }
    }

    fn forms_and_localities_can_be_looked_up(house) {
        let running = house.serve();
        let forms = running.get("/api/v1/forms").unwrap().expect(200).json();
        let ids: Vec<&str> = forms.as_array().unwrap().iter().map(|form| form["id"].as_str().unwrap()).collect();
        for id in ["sipas-1001-2023", "sipas-2640-2017", "onestop-short", "onestop-tt01-2018", "star-rating"] {
            assert!(ids.contains(&id), "{ids:?}");
        }
        let form = running.get("/api/v1/forms/onestop-short").unwrap().expect(200).json();
        assert_eq!(form["items"].as_array().unwrap().len(), 8);
        assert_eq!(form["items"][6]["show_if"]["any"][0], json!({ "question": "SA0", "is": ["1", "2"] }));
        assert!(form["items"][0].get("show_if").is_none());
        assert_eq!(form["items"][0]["options"].as_array().unwrap().len(), 6);
        assert_eq!((form["comment_max"].as_u64(), form["hash"].as_str().unwrap().len()), (Some(1_000), 64));
        plain_problem(&running.get("/api/v1/forms/nobody").unwrap(), 404);
        plain_problem(&running.get("/api/v1/forms/onestop-short?version=9").unwrap(), 404);

        let places = |query: &str| running.get(&format!("/api/v1/localities?{query}")).unwrap().expect(200).json();
        let provinces = places("");
        assert_eq!(provinces.as_array().unwrap().len(), 34);
        assert_eq!(provinces[0]["level"], "province");
        let communes = places(&format!("parent={PROVINCE}"));
        assert!(communes.as_array().unwrap().iter().all(|unit| unit["parent"] == "2025:33" && unit["level"] == "commune"));
        let first = |query: &str| places(query)[0]["id"].as_str().map(str::to_owned);
        for spelling in ["pho+hien", "Ph%E1%BB%91+Hi%E1%BA%BFn", "Pho%CC%82%CC%81+Hie%CC%82%CC%81n", "PHO+HIEN"] {
            assert_eq!(first(&format!("q={spelling}")).as_deref(), Some("2025:11953"), "{spelling}");
        }
        assert_eq!(first("q=pho+hien&parent=01"), None);
        assert_eq!(places("q=xa&limit=3").as_array().unwrap().len(), 3);
        problem(&running.get("/api/v1/localities?parent=zz").unwrap(), 422, "parent");
        plain_problem(&running.get("/api/v1/localities?limit=many").unwrap(), 400);
    }
}

#[test]
fn charts_are_drawn_in_every_kind_and_format() {
    let house = House::new(crate::support::database::Database::Sqlite);
    fill(&house, 0);
    let running = house.serve();
    for kind in ["places", "criteria", "heat", "trend", "map"] {
        let path = format!("/api/v1/charts/{kind}.svg?form=onestop-short&place=vn&period=2026");
        let svg = running.get(&path).unwrap();
        assert_eq!(svg.status, 200, "{kind}: {}", svg.text());
        assert_eq!(svg.header("content-type"), Some("image/svg+xml"));
        let text = svg.text();
        assert!(
            text.starts_with("<svg") && text.contains("<title>") && !text.contains("NaN"),
            "{kind}"
        );
        assert!(
            !text.contains("<script") && !text.replace("http://www.w3.org/", "").contains("http"),
            "{kind}"
        );
        let png = running
            .get(&path.replace(".svg", ".png"))
            .unwrap()
            .expect(200);
        assert_eq!(png.header("content-type"), Some("image/png"));
        assert!(png.body.starts_with(b"\x89PNG"), "{kind}");
        let width = u32::from_be_bytes(png.body[16..20].try_into().unwrap());
        assert_eq!(width, 1_920, "{kind}: twice as many dots each way");
    }
    for wrong in ["pie.svg", "places.gif"] {
        plain_problem(
            &running.get(&format!("/api/v1/charts/{wrong}")).unwrap(),
            404,
        );
    }
}

#[test]
fn reports_are_for_those_who_may_read_them() {
    let house = House::new(crate::support::database::Database::Sqlite);
    fill(&house, 3);
    let key = citizens::api_key(&house);
    let inviter = house
        .run(&["key", "new-api", "one-stop", "--invite-only"])
        .trim()
        .to_owned();
    let running = house.serve();
    let path = |format: &str| {
        format!("/api/v1/reports/{format}?form=onestop-short&place={PROVINCE}&period=2026-10")
    };
    let ask = |format: &str, key: &str| {
        let bearer = format!("Bearer {key}");
        http::send(
            &running.address,
            "GET",
            &path(format),
            &[("Authorization", &bearer)],
            b"",
        )
        .unwrap()
    };
    for format in ["pdf", "xlsx", "csv"] {
        plain_problem(&running.get(&path(format)).unwrap(), 401);
        plain_problem(&ask(format, &inviter), 401);
        let reply = ask(format, &key).expect(200);
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        let name = reply.header("content-disposition").unwrap();
        assert!(
            name.starts_with("attachment") && name.contains(&format!(".{format}")),
            "{name}"
        );
        match format {
            "pdf" => assert!(reply.body.starts_with(b"%PDF-")),
            "csv" => assert!(reply.body.starts_with(b"\xef\xbb\xbf")),
            _ => {
                let mut book = Xlsx::new(Cursor::new(reply.body)).expect("a workbook");
                let sheets = book.sheet_names();
                assert!(sheets.len() >= 3, "{sheets:?}");
                let numbers = sheets.iter().flat_map(|sheet| {
                    let range = book.worksheet_range(sheet).unwrap();
                    range
                        .used_cells()
                        .filter_map(|(.., cell)| {
                            if let Data::Float(number) = cell {
                                Some(*number)
                            } else {
                                None
                            }
                        })
                        .collect::<Vec<_>>()
                });
                let numbers: Vec<f64> = numbers.collect();
                assert!(numbers.len() > 20, "real number cells, not text");
            }
        }
    }
    assert!(ask("docx", &key).expect(200).body.starts_with(b"PK"));
    plain_problem(&ask("odt", &key), 404);
}

#[test]
fn every_reply_carries_the_headers_of_the_house() {
    let house = House::new(crate::support::database::Database::Sqlite);
    let token = &citizens::invite(&house, "headers", 1)[0];
    let running = house.serve();
    let paths = [
        "/",
        "/r/33",
        "/docs",
        "/privacy",
        "/about",
        "/openapi.json",
        "/staff",
        "/staff/sign-in",
        "/healthz",
        "/readyz",
        "/nowhere",
        "/api/v1/forms",
        "/api/v1/answers",
        "/api/v1/charts/map.svg",
        "/api/v1/reports/pdf",
        "/o/nobody",
        "/k/nobody",
    ];
    let kept = format!("/k/{token}");
    for path in paths.into_iter().chain([kept.as_str()]) {
        for accept in ["text/html", "application/json"] {
            let reply =
                http::send(&running.address, "GET", path, &[("Accept", accept)], b"").unwrap();
            let csp = reply
                .header("content-security-policy")
                .unwrap_or_else(|| panic!("{path} has no policy"));
            assert!(
                csp.contains("default-src 'none'") && !csp.contains("unsafe"),
                "{path}"
            );
            assert_eq!(
                reply.header("x-content-type-options"),
                Some("nosniff"),
                "{path}"
            );
            assert_eq!(
                reply.header("referrer-policy"),
                Some("no-referrer"),
                "{path}"
            );
            for name in [
                "cross-origin-opener-policy",
                "cross-origin-resource-policy",
                "permissions-policy",
            ] {
                assert!(reply.header(name).is_some(), "{path} lacks {name}");
            }
            assert_eq!(reply.header("set-cookie"), None, "{path}");
            assert_eq!(reply.header("server"), None, "{path}");
            let text = String::from_utf8_lossy(&reply.body).into_owned();
            if text.starts_with("<!DOCTYPE") {
                assert!(
                    !text.contains(" style=\"") && !text.contains("src=\"http"),
                    "{path}"
                );
                for script in text.split("<script").skip(1) {
                    let tag = script.split('>').next().unwrap_or_default();
                    assert!(tag.contains(" src=\"/assets/"), "{path}: {tag}");
                }
            }
        }
    }
    for citizens_own in [kept.as_str(), "/k/nobody", "/o/nobody", "/staff/sign-in"] {
        assert_eq!(
            running.get(citizens_own).unwrap().header("cache-control"),
            Some("no-store"),
            "{citizens_own}"
        );
    }
    for alive in ["/healthz", "/readyz"] {
        running.get(alive).unwrap().expect(200);
    }
}

#[test]
fn the_contract_names_every_route() {
    let house = House::new(crate::support::database::Database::Sqlite);
    let running = house.serve();
    let contract = running.get("/openapi.json").unwrap().expect(200).json();
    assert!(contract["openapi"].as_str().unwrap().starts_with("3.1"));
    let routes = [
        ("/api/v1/forms", "get"),
        ("/api/v1/forms/{id}", "get"),
        ("/api/v1/localities", "get"),
        ("/api/v1/invitations", "post"),
        ("/api/v1/answers", "post"),
        ("/api/v1/results", "get"),
        ("/api/v1/charts/{kind}.{format}", "get"),
        ("/api/v1/league", "get"),
        ("/api/v1/reports/{format}", "get"),
        ("/api/v1/scores/{kind}", "get"),
        ("/api/v1/releases", "get"),
        ("/api/v1/releases/{id}", "get"),
    ];
    let docs = running.get("/docs").unwrap().expect(200).text();
    for (path, method) in routes {
        assert!(
            contract["paths"][path][method]["responses"].is_object(),
            "{path}"
        );
        assert!(docs.contains(path), "the documentation lacks {path}");
    }
    assert_eq!(contract["paths"].as_object().unwrap().len(), routes.len());
    assert!(!contract.to_string().contains("https://") || contract.to_string().contains("gov.vn"));
    let foreign = docs.match_indices("src=\"http").count()
        + docs
            .match_indices("<link rel=\"stylesheet\" href=\"http")
            .count();
    assert_eq!(foreign, 0);
}

#[test]
fn a_page_whose_database_is_gone_says_so() {
    let Some(database) = crate::support::database::Database::postgres() else {
        return;
    };
    let house = House::new(database);
    let running = house.serve();
    running.get("/readyz").unwrap().expect(200);
    crate::support::sql::Sql::open(&house).run("alter table tally rename to tally_gone");
    let reply = running.get("/").unwrap();
    assert!(reply.status >= 500, "{}", reply.status);
    crate::support::sql::Sql::open(&house).run("alter table tally_gone rename to tally");
    running.get("/").unwrap().expect(200);
}
