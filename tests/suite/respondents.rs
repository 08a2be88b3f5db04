//! Results by respondent: who was helped, and by whom, on every face, behind the gate, on both databases.

use std::fmt::Write as _;

use serde_json::Value;

use crate::on_each_database;
use crate::support::service::House;

const FORM: &str = "helped";

/// The form of one criterion with a question about the person who answers.
fn with_the_question(house: &House) {
    let text = include_str!("../../survey-forms/star-rating.v1.toml")
        .replace("id = \"star-rating\"", "id = \"helped\"")
        .replace("instrument = \"widget\"", "instrument = \"transaction\"")
        .replace(
            "[[sections]]",
            "[scales.help]\noptions = [\n  { value = \"alone\", vi = \"Tự trả lời\", en = \"Alone\" },\n  \
             { value = \"family\", vi = \"Có người nhà giúp\", en = \"Helped by family\" },\n  \
             { value = \"staff\", vi = \"Cán bộ giúp\", en = \"Helped by staff\" },\n]\n\n[[sections]]",
        )
        .replace(
            "\n[[index]]",
            "\n[[sections.questions]]\ncode = \"help\"\ntext.vi = \"Ai giúp ông/bà trả lời?\"\ntext.en = \"Who helped you answer?\"\n\
             role = \"respondent\"\nscale = \"help\"\nrequired = false\n\n[[index]]",
        );
    let folder = house.folder.path().join("forms");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("helped.v1.toml"), text).unwrap();
    house.settings(&format!("forms = {:?}\n", folder.display().to_string()));
}

/// So many sheets of a commune that say who helped, the first `good` of them satisfied.
fn sheets(rows: &mut String, place: &str, help: &str, count: usize, good: usize) {
    for number in 0..count {
        let stars = if number < good { 5 } else { 2 };
        let _ = writeln!(rows, "{place},2025-07,online,{stars},{help}");
    }
}

fn import(house: &House, rows: &str) {
    let file = house.file(
        "helped.csv",
        &format!("place,period,channel,stars,help\n{rows}"),
    );
    house.run(&["answers", "import", file.to_str().unwrap(), "--form", FORM]);
}

#[track_caller]
fn by_person(house: &House, place: &str, period: &str) -> Value {
    let asked = [
        "results", "--form", FORM, "--period", period, "--place", place, "--by", "person",
        "--format", "json",
    ];
    serde_json::from_str(&house.run(&asked)).unwrap()
}

#[track_caller]
fn line<'a>(results: &'a Value, code: &str) -> &'a Value {
    let lines = results["lines"].as_array().unwrap();
    lines
        .iter()
        .find(|line| line["code"] == code)
        .unwrap_or_else(|| panic!("no {code} in {results:#}"))
}

on_each_database! {
    fn every_face_splits_the_index_by_who_helped(house) {
        with_the_question(house);
        let mut rows = String::new();
        sheets(&mut rows, "11953", "alone", 120, 60);
        sheets(&mut rows, "11953", "family", 40, 30);
        sheets(&mut rows, "12142", "staff", 50, 50);
        sheets(&mut rows, "12142", "", 30, 15);
        import(house, &rows);
        for (place, period) in [("33", "2025"), ("vn", "2025-Q3")] {
            let found = by_person(house, place, period);
            let value = |code: &str| (line(&found, code)["value"].as_f64(), line(&found, code)["n"].as_u64());
            assert_eq!(value("help:alone"), (Some(50.0), Some(120)), "{found:#}");
            assert_eq!(value("help:family").0.map(f64::round), Some(75.0));
            assert_eq!(line(&found, "help:staff")["status"], "shown", "{found:#}");
            assert_eq!(line(&found, "help:alone")["name"]["vi"], "Ai giúp ông/bà trả lời? – Tự trả lời");
        }
        // Neither a commune nor a month is told so finely.
        assert_eq!(by_person(house, "11953", "2025")["lines"], Value::Array(vec![]));
        assert_eq!(by_person(house, "33", "2025-07")["lines"], Value::Array(vec![]));

        let service = house.serve();
        let json = service.get("/api/v1/results?form=helped&place=33&period=2025&by=person").unwrap().expect(200).json();
        assert_eq!(line(&json, "help:alone")["n"], 120);
        let csv = service.get("/api/v1/results?form=helped&place=33&period=2025&by=person&format=csv").unwrap().expect(200).text();
        assert!(csv.contains("help:family") && csv.contains("Có người nhà giúp"), "{csv}");
        let page = service.get("/r/33?form=helped&period=2025").unwrap().expect(200).text();
        assert!(page.contains("Theo người trả lời") && page.contains("Ai giúp ông/bà trả lời?") && page.contains("Tự trả lời"), "{page}");
        let page = service.get("/r/33?form=helped&period=2025&lang=en").unwrap().expect(200).text();
        assert!(page.contains("By respondent") && page.contains("Helped by staff"));
        let said = service.get("/openapi.json").unwrap().expect(200).text();
        assert!(said.contains("`person`"));
        assert!(house.run(&["verify"]).contains("no difference"));
    }

    fn four_people_who_were_helped_are_not_told_even_by_subtraction(house) {
        with_the_question(house);
        let mut rows = String::new();
        sheets(&mut rows, "11953", "alone", 120, 60);
        sheets(&mut rows, "11953", "family", 40, 30);
        sheets(&mut rows, "11953", "staff", 4, 4);
        import(house, &rows);
        let found = by_person(house, "33", "2025");
        assert_eq!(found["overall"]["n"], 164);
        assert_eq!(line(&found, "help:staff")["status"], "withheld", "{found:#}");
        let shown: u64 = found["lines"].as_array().unwrap().iter().filter_map(|line| line["n"].as_u64()).sum();
        assert!(164 - shown >= 10, "{found:#}");
        let service = house.serve();
        let page = service.get("/r/33?form=helped&period=2025").unwrap().expect(200).text();
        assert!(page.contains("Theo người trả lời"), "{page}");
    }
}
