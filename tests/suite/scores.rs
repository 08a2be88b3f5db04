//! The scores that others compute from satisfaction: from the command line and over HTTP, from gated values only.

use crate::on_each_database;
use crate::support::citizens::{self, PROVINCE};
use crate::support::database::Database;
use crate::support::http::{self, Reply};
use crate::support::service::{House, Service};

/// Sheets of the short form: 100 of Phố Hiến, 91 satisfied; 60 of Ân Thi, 45 satisfied; 4 of A Sào, which is too few; and
/// 20 of Xã Xuân Trúc, withheld too, or A Sào's could be worked out.
fn fill(house: &House) {
    let mut csv = "place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n".to_owned();
    for (place, sheets, satisfied) in [
        ("11953", 100, 91),
        ("12142", 60, 45),
        ("12499", 4, 2),
        ("12148", 20, 10),
    ] {
        for number in 0..sheets {
            let level = if number < satisfied { 5 } else { 2 };
            csv += &format!(
                "{place},2026-10,online,{level},{level},{level},{level},{level},{level}\n"
            );
        }
    }
    import(house, "short.csv", &csv, "onestop-short");
}

fn import(house: &House, name: &str, csv: &str, form: &str) {
    let file = house.file(name, csv);
    house.run(&["answers", "import", file.to_str().unwrap(), "--form", form]);
}

fn row<'a>(table: &'a str, code: &str) -> Vec<&'a str> {
    let line = table
        .lines()
        .find(|line| line.contains(&format!("\"{code}\"")));
    let line = line.unwrap_or_else(|| panic!("{code} is not in {table}"));
    line.split(',').collect()
}

fn cell<'a>(table: &'a str, code: &str, column: &str) -> &'a str {
    let header = table.lines().next().unwrap();
    let at = header.split(',').position(|own| own == column);
    row(table, code)[at.unwrap_or_else(|| panic!("no column {column} in {header}"))]
}

fn ask(service: &Service, method: &str, path: &str, key: &str, body: &str) -> Reply {
    let bearer = format!("Bearer {key}");
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "text/csv"),
    ];
    http::send(&service.address, method, path, &headers, body.as_bytes()).unwrap()
}

const OFFICE: &str = "unit_code,unit_name,CKMB,TDGQ,CLGQ,TTTT,MDSH,feedback_1,feedback_2\n\
                      11953,Phố Hiến,13.2,18.4,7.7,7.6,15.6,98,99\n12142,Ân Thi,15,19,10,8,20,100,100\n12499,,15,19,10,8,20,100,100\n";

on_each_database! {
    fn the_766_score_is_our_share_and_the_points_of_the_office(house) {
        fill(house);
        let file = house.file("office.csv", OFFICE);
        let file = file.to_str().unwrap();
        let subject = ["--place", PROVINCE, "--period", "2026-10", "--machine"];
        let told = house.run(&[&["score", "qd766", "--components", file], &subject[..]].concat());
        assert!(told.starts_with("period,unit_code,unit_name,unit_kind,parent_code,questionnaire_version,n_valid,satisfied,satisfied_points,CKMB,"), "{told}");
        let cells = |code: &str| ["n_valid", "satisfied", "satisfied_points", "MDHL", "total", "class", "rank"].map(|column| cell(&told, code, column));
        // 91 % is above the target of 90: the full 6 points; 6 × 0,98 + 6 × 0,99 + 6 = 17,82.
        assert_eq!(cells("2025:11953"), ["100", "91.00", "6.00", "17.82", "80.32", "\"Tốt\"", "2"]);
        // 75 % brings 4,50; 12 + 4,5 = 16,5.
        assert_eq!(cells("2025:12142"), ["60", "75", "4.50", "16.50", "88.50", "\"Tốt\"", "1"]);
        // Four people: withheld, and no total although the office gave all its groups.
        assert_eq!(cells("2025:12499"), ["", "\"withheld: too_few\"", "", "", "", "", ""]);
        let people = house.run(&["score", "qd766", "--components", file, "--place", PROVINCE, "--period", "2026-10", "--lang", "en"]);
        assert!(people.starts_with('\u{feff}') && people.contains(";80,32;\"Good\";2\r\n"), "{people}");
    }

    fn the_one_stop_score_has_nine_indicators_and_five_classes(house) {
        let mut csv = "place,period,channel,I1,I2,I3,I4,I6,I7\n".to_owned();
        csv += &"2004:11953,2024-10,in_person,2,2,2,2,2,2\n".repeat(60);
        csv += &"2004:11953,2024-10,in_person,1,2,1,2,2,1\n".repeat(60);
        csv += &"2004:11956,2024-10,in_person,0,1,1,1,1,2\n".repeat(70);
        csv += &"2004:11956,2024-10,in_person,1,1,1,1,0,2\n".repeat(30);
        import(house, "onestop.csv", &csv, "onestop-tt01-2018");
        let office = house.file("units.csv", "unit_code;I5;I8;I9\n11953;2;1;0,5\n11956;1;1;1\n");
        let told = house.run(&["score", "one-stop", "--components", office.to_str().unwrap(), "--place", "2004:323", "--period", "2024-10", "--machine"]);
        let cells = |code: &str| ["n_valid", "points_I1", "points_I5", "points_I9", "total", "total_max", "class", "officer", "officer_percent", "rank"].map(|column| cell(&told, code, column));
        // 1,5 + 2 + 1,5 + 2 + 2 + 1,5 from people, 3,5 from the office: 14, one below the best class.
        assert_eq!(cells("2004:11953"), ["120", "1.5", "2.0", "0.5", "14.0", "18", "\"Tốt\"", "8.5", "100", "1"]);
        // 0,3 + 1 + 1 + 1 + 0,7 + 2 = 6 and 3 from the office.
        assert_eq!(cells("2004:11956"), ["100", "0.3", "1.0", "1.0", "9.0", "18", "\"Khá\"", "5.3", "100", "2"]);
        let alone = house.run(&["score", "one-stop", "--place", "2004:323", "--period", "2024-10", "--machine"]);
        assert_eq!(["points_I5", "total", "class"].map(|column| cell(&alone, "2004:11953", column)), ["", "", ""], "not scored is no zero");
    }

    fn points_for_other_indices_follow_from_a_rule_in_a_file(house) {
        fill(house);
        let subject = ["--place", PROVINCE, "--period", "2026-10", "--machine"];
        let par = house.run(&[&["score", "par-index"], &subject[..]].concat());
        assert_eq!(["sipas", "points", "points_max", "rank"].map(|column| cell(&par, "2025:11953", column)), ["91.00", "9.10", "10", "1"]);
        let refused = house.refused(&[&["score", "commune-index"], &subject[..]].concat());
        assert!(refused.contains("each province sets its own points") && refused.contains("--rules"), "{refused}");
        let steps = house.file("steps.csv", "from,points\n90,2\n80,1.5\n70,1\n");
        let told = house.run(&[&["score", "commune-index", "--rules", steps.to_str().unwrap()], &subject[..]].concat());
        assert_eq!(["points", "points_max", "class"].map(|column| cell(&told, "2025:12142", column)), ["1.0", "2", ""]);
        assert_eq!(["sipas", "points"].map(|column| cell(&told, "2025:12499", column)), ["\"withheld: too_few\"", ""]);
        let ours = house.file("ours.toml", "rule = \"threshold\"\nmax = \"3\"\ndecimals = 1\nfull_from = \"90\"\nbelow = \"linear\"\n[[classes]]\nfrom = \"80\"\nname.vi = \"Tốt\"\nname.en = \"Good\"\n");
        let data = house.data();
        std::fs::create_dir_all(&data).unwrap();
        std::fs::write(data.join("sipas.toml"), format!("[scores]\ncommune_index = \"{}\"\n", ours.display())).unwrap();
        let told = house.run(&[&["score", "commune-index"], &subject[..]].concat());
        assert_eq!(["points", "class"].map(|column| cell(&told, "2025:11953", column)), ["3.0", "\"Tốt\""]);
    }
}

#[test]
fn a_bad_file_of_rules_or_components_names_its_line() {
    let house = House::new(Database::Sqlite);
    fill(&house);
    let subject = ["--place", PROVINCE, "--period", "2026-10"];
    for (kind, flag, name, text, told) in [
        (
            "par-index",
            "--rules",
            "a.toml",
            "rule = \"linear\"\nmax = \"10,5\"\ndecimals = 2\n",
            "a.toml, line 2: max: “10,5” has a decimal comma",
        ),
        (
            "commune-index",
            "--rules",
            "a.csv",
            "from,points\n80,1\n90,2\n",
            "a.csv, line 3: write the highest step first",
        ),
        (
            "qd766",
            "--rules",
            "b.toml",
            "split = [\"6\", \"6\", \"7\"]\ntarget = \"90\"\ndecimals = 2\nclasses = []\n",
            "b.toml, line 1: split: the parts must add up to 18",
        ),
        (
            "qd766",
            "--components",
            "c.csv",
            "unit_code,CKMB\n11953,18.1\n",
            "c.csv, line 2: CKMB: 18.1 is not between 0 and 18",
        ),
        (
            "qd766",
            "--components",
            "c.csv",
            "unit_code,CKMB\n11953,1\n99999,1\n",
            "c.csv, line 3: “99999” is not one of the units",
        ),
        (
            "qd766",
            "--components",
            "c.csv",
            "unit_code,CLGQ,CLGQ+TTTT\n11953,1,2\n",
            "“11953”: CLGQ + TTTT stands twice",
        ),
        (
            "one-stop",
            "--components",
            "d.csv",
            "unit_code,I1\n11953,1\n",
            "d.csv, line 1: there is no column “I1” here; choose of I5, I6, I8, I9",
        ),
        (
            "one-stop",
            "--rules",
            "d.toml",
            "classes = []\nbands = []\n",
            "d.toml, line 2: unknown field `bands`",
        ),
    ] {
        let file = house.file(name, text);
        let said =
            house.refused(&[&["score", kind, flag, file.to_str().unwrap()], &subject[..]].concat());
        assert!(said.contains(told), "{said}");
    }
    let short = house.refused(&[
        "score",
        "one-stop",
        "--form",
        "onestop-short",
        "--place",
        PROVINCE,
    ]);
    assert!(
        short.contains("onestop-short scores no indicators"),
        "{short}"
    );
}

#[test]
fn the_api_gives_the_same_scores_to_those_who_may_read_reports() {
    let house = House::new(Database::Sqlite);
    fill(&house);
    let key = citizens::api_key(&house);
    let running = house.serve();
    let path = |kind: &str, more: &str| {
        format!("/api/v1/scores/{kind}?place={PROVINCE}&period=2026-10&csv=machine{more}")
    };
    assert_eq!(running.get(&path("qd766", "")).unwrap().status, 401);
    let alone = ask(&running, "GET", &path("qd766", ""), &key, "")
        .expect(200)
        .text();
    assert_eq!(
        ["satisfied_points", "total"].map(|column| cell(&alone, "2025:11953", column)),
        ["6.00", ""]
    );
    let whole = ask(&running, "POST", &path("qd766", "&lang=en"), &key, OFFICE)
        .expect(200)
        .text();
    assert_eq!(
        ["total", "class"].map(|column| cell(&whole, "2025:11953", column)),
        ["80.32", "\"Good\""]
    );
    let par = ask(&running, "GET", &path("par-index", ""), &key, "").expect(200);
    let name = par.header("content-disposition").unwrap();
    assert!(
        name.contains("sipas-par-index-2025-33-2026-10.csv"),
        "{name}"
    );
    assert_eq!(cell(&par.text(), "2025:11953", "points"), "9.10");
    let bad = ask(
        &running,
        "POST",
        &path("qd766", ""),
        &key,
        "unit_code,CKMB\n11953,19\n",
    )
    .expect(422)
    .text();
    assert!(
        bad.contains("body, line 2: CKMB: 19 is not between 0 and 18")
            && bad.contains("components"),
        "{bad}"
    );
    let missing = ask(&running, "GET", &path("commune-index", ""), &key, "")
        .expect(422)
        .text();
    assert!(
        missing.contains("each province sets its own points"),
        "{missing}"
    );
    ask(&running, "GET", &path("par", ""), &key, "").expect(404);
    ask(&running, "GET", &path("qd766", "&by=person"), &key, "").expect(422);
    ask(&running, "POST", &path("par-index", ""), &key, OFFICE).expect(422);
}
