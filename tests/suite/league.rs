//! League tables, published series, boundaries and weights, through the program as people use it.

use crate::on_each_database;
use crate::support::citizens;
use crate::support::database::Database;
use crate::support::service::House;

fn house() -> House {
    House::new(Database::Sqlite)
}

/// Sheets of a place and month, `good` of 100 satisfied with everything.
fn sheets(rows: &mut String, place: &str, month: &str, count: usize, good: usize) {
    for n in 0..count {
        let level = if n % 100 < good { 5 } else { 2 };
        *rows +=
            &format!("{place},{month},in_person,{level},{level},{level},{level},{level},{level}\n");
    }
}

fn import(house: &House, name: &str, places: &[(&str, &str, usize, usize)]) {
    let mut rows = "place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n".to_owned();
    for (place, month, count, good) in places {
        sheets(&mut rows, place, month, *count, *good);
    }
    let file = house.file(name, &rows);
    house.run(&[
        "answers",
        "import",
        file.to_str().unwrap(),
        "--form",
        "onestop-short",
    ]);
}

fn json(house: &House, arguments: &[&str]) -> serde_json::Value {
    let mut all = arguments.to_vec();
    all.extend(["--format", "json"]);
    serde_json::from_str(&house.run(&all)).unwrap()
}

/// Runs a command that must be refused, and returns what it said.
fn refused(house: &House, arguments: &[&str]) -> String {
    let output = house.output(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

on_each_database! {
    fn hung_yen_2021_is_one_printed_sentence_and_an_honest_note(house) {
        let said = house.run(&["league", "--series", "sipas", "--period", "2021", "--unit", "Hưng Yên"]);
        let mut lines = said.lines();
        assert_eq!(
            lines.next(),
            Some("Năm 2021, Hưng Yên đạt 92,07%, xếp thứ 3/63, tăng 2 bậc và tăng 0,41 điểm so với năm 2020.")
        );
        assert!(lines.next().unwrap().starts_with("Chỉ biết điểm của 11 trong 63 đơn vị"), "{said}");
        let english = house.run(&["league", "--series", "sipas", "--period", "2021", "--unit", "2004:33", "--lang", "en"]);
        assert!(english.starts_with("In 2021, Hưng Yên scored 92.07%, ranking 3rd of 63, up 2 places"), "{english}");
    }

    fn a_published_file_is_taken_whole_and_its_conflicts_are_told(house) {
        let file = house.file("mine.csv", "\u{feff}year,unit,value,rank\n2021,Thái Bình,95.00,2\n2021,Hưng Yên,90.00,3\n");
        let said = house.run(&["published", "import", file.to_str().unwrap(), "--series", "sipas", "--lang", "en"]);
        assert!(said.starts_with("2 rows taken into sipas"), "{said}");
        assert!(said.contains("Hưng Yên, 2021: sources print different figures"), "{said}");
        let table = json(house, &["league", "--series", "sipas", "--period", "2021"]);
        let hung_yen = table["rows"].as_array().unwrap().iter().find(|row| row["unit"] == "2004:33").unwrap();
        assert!(hung_yen["value"].is_null() && hung_yen["rank"] == 3, "nothing is chosen: {hung_yen}");
        assert!(!table["contradictions"].as_array().unwrap().is_empty());
        let list = house.run(&["published", "list"]);
        assert!(list.contains("mine.csv · 2 rows"), "{list}");
    }

    fn old_answers_appear_in_todays_units_beside_those_of_today(house) {
        import(house, "answers.csv", &[
            ("2004:33", "2024-06", 120, 90), ("2004:34", "2024-06", 200, 60),
            ("2004:30", "2024-06", 150, 80), ("2004:31", "2024-06", 150, 70),
            ("2004:87", "2024-06", 110, 75), ("2004:82", "2024-06", 130, 85),
            ("2025:33", "2026-06", 300, 85),
        ]);
        let now = json(house, &["results", "--form", "onestop-short", "--place", "33", "--period", "2026", "--beside", "2024", "--view", "now"]);
        assert_eq!((&now["overall"]["n"], &now["overall"]["value"]), (&300.into(), &85.0.into()));
        // 90 of Hưng Yên's first hundred and 20 more, 120 of Thái Bình's two hundred.
        assert_eq!((&now["beside"]["overall"]["n"], &now["beside"]["overall"]["value"]), (&320.into(), &71.88.into()));
        let was = json(house, &["results", "--form", "onestop-short", "--place", "33", "--period", "2024"]);
        assert_eq!(was["overall"]["status"], "no_data");
        let table = json(house, &["results", "--form", "onestop-short", "--period", "2024", "--by", "place", "--view", "now"]);
        let lines = table["lines"].as_array().unwrap();
        let n = |code: &str| lines.iter().find(|line| line["code"] == code).unwrap()["n"].clone();
        assert_eq!((n("2025:31"), n("2025:82"), n("2025:33")), (300.into(), 240.into(), 320.into()));
        let total: u64 = lines.iter().filter_map(|line| line["n"].as_u64()).sum();
        assert_eq!(Some(total), table["overall"]["n"].as_u64(), "not one answer is lost or invented");
        // The line of a merged unit breaks at its birth on the map of the period, and runs through on today's.
        for (view, broken) in [("was", true), ("now", false)] {
            let line = json(house, &["results", "--form", "onestop-short", "--place", "33", "--period", "2026-Q2", "--by", "period", "--view", view]);
            let points = line["lines"].as_array().unwrap();
            let july = points.iter().find(|point| point["code"] == "2025-Q3").unwrap();
            assert_eq!(july.get("break").is_some(), broken, "{view}: {july}");
        }
        let then = json(house, &["results", "--form", "onestop-short", "--period", "2024", "--by", "place"]);
        let then = then["lines"].as_array().unwrap();
        assert!(then.iter().any(|line| line["code"] == "2004:34" && line["n"] == 200), "as it was");
        let said = house.run(&["league", "--form", "onestop-short", "--period", "2026", "--against", "2024", "--view", "now", "--unit", "33"]);
        assert!(said.contains("tăng 13,13 điểm so với năm 2024"), "{said}");
    }
}

#[test]
fn a_published_percentage_of_a_merged_province_is_its_old_parts_with_the_words_why() {
    let said = house().run(&[
        "league", "--series", "sipas", "--period", "2021", "--unit", "33",
    ]);
    assert!(
        said.contains("không cộng hay lấy trung bình được"),
        "{said}"
    );
    assert!(said.contains("Năm 2021, Hưng Yên đạt 92,07%"), "{said}");
    assert!(
        said.contains("Không có số liệu của Tỉnh Thái Bình năm 2021."),
        "{said}"
    );
}

#[test]
fn bad_published_rows_are_named_and_nothing_is_half_loaded() {
    let house = house();
    let cases = [
        (
            "year,unit,value,rank\n2021,Hưng Yên,\"92,07\",3\n",
            "line 2, column value",
        ),
        (
            "year,unit,value,rank\n2021,Hà Nội,87.11,30\n2021,Hưng Yê,92.07,3\n",
            "line 3, column unit",
        ),
        (
            "year,unit,value,rank\n2031,Hưng Yên,92.07,3\n",
            "line 2, column year",
        ),
        (
            "year,unit,value,rank\n2021,Hưng Yên,,\n",
            "line 2, column value",
        ),
        (
            "year,unit,value,rank\n2021,Hưng Yên,92.07,third\n",
            "line 2, column rank",
        ),
        ("unit,value\nHưng Yên,92.07\n", "column year"),
    ];
    for (rows, place) in cases {
        let file = house.file("bad.csv", rows);
        let said = refused(
            &house,
            &[
                "published",
                "import",
                file.to_str().unwrap(),
                "--series",
                "sipas",
            ],
        );
        assert!(
            said.contains(place) && said.contains("nothing was taken"),
            "{said}"
        );
    }
    assert!(!house.run(&["published", "list"]).contains("bad.csv"));
    let said = refused(&house, &["league", "--series", "nope"]);
    assert!(said.contains("sipas, par-index"), "{said}");
}

#[test]
fn a_sum_with_a_hidden_part_is_hidden() {
    let house = house();
    import(
        &house,
        "answers.csv",
        &[
            ("2004:33", "2024-06", 4, 90),
            ("2004:34", "2024-06", 200, 60),
            ("2004:30", "2024-06", 150, 80),
        ],
    );
    let now = json(
        &house,
        &[
            "results",
            "--form",
            "onestop-short",
            "--place",
            "33",
            "--period",
            "2024",
            "--view",
            "now",
        ],
    );
    assert_eq!(
        now["overall"]["status"], "withheld",
        "204 less 200 would be the four of Hưng Yên"
    );
}

#[test]
fn the_league_of_our_own_counts_has_rank_sets_bands_and_careful_arrows() {
    let house = house();
    import(
        &house,
        "answers.csv",
        &[
            ("2025:33", "2025-10", 300, 60),
            ("2025:31", "2025-10", 300, 80),
            ("2025:01", "2025-10", 300, 50),
            ("2025:33", "2026-06", 300, 85),
            ("2025:31", "2026-06", 300, 82),
            ("2025:01", "2026-06", 300, 50),
        ],
    );
    let table = json(
        &house,
        &[
            "league",
            "--form",
            "onestop-short",
            "--period",
            "2026",
            "--target",
            "80",
        ],
    );
    let rows = table["rows"].as_array().unwrap();
    assert_eq!(
        (&rows[0]["unit"], &rows[0]["rank"], &rows[0]["arrow"]),
        (&"2025:33".into(), &1.into(), &"up".into())
    );
    assert_eq!(
        (&rows[0]["rank_set"]["last"], &rows[0]["band"]),
        (&2.into(), &1.into())
    );
    assert_eq!(
        (&rows[1]["arrow"], &rows[1]["band"]),
        (&"not_clear".into(), &1.into())
    );
    assert_eq!(
        (&rows[2]["rank_set"]["first"], &rows[2]["band"]),
        (&3.into(), &2.into())
    );
    assert_eq!(table["summary"]["reached_target"], 2);
    assert_eq!(
        (&table["summary"]["known"], &table["summary"]["expected"]),
        (&3.into(), &34.into())
    );
    let by_factor = json(
        &house,
        &[
            "league",
            "--form",
            "onestop-short",
            "--period",
            "2026",
            "--peers",
            "cities",
        ],
    );
    assert!(by_factor["rows"].as_array().unwrap().len() < 34);
    let said = refused(
        &house,
        &["league", "--form", "onestop-short", "--factor", "ZZ"],
    );
    assert!(said.contains("no domain or factor “ZZ”"), "{said}");
}

#[test]
fn weighted_values_stand_beside_the_plain_ones_and_bad_totals_are_refused() {
    let house = house();
    let mut rows = "place,period,channel,weight,SA0,SB0,SC0,SD0,SE0,overall\n".to_owned();
    for n in 0..120 {
        let (weight, level) = if n % 3 == 0 {
            ("2", 5)
        } else {
            ("1", 2 + 3 * (n % 2))
        };
        let place = if n % 2 == 0 { "2025:33" } else { "2025:31" };
        rows += &format!(
            "{place},2026-06,in_person,{weight},{level},{level},{level},{level},{level},{level}\n"
        );
    }
    let file = house.file("weighted.csv", &rows);
    house.run(&[
        "answers",
        "import",
        file.to_str().unwrap(),
        "--form",
        "onestop-short",
    ]);
    let ask = [
        "results",
        "--form",
        "onestop-short",
        "--period",
        "2026",
        "--by",
        "overall",
    ];
    let results = json(&house, &ask);
    let (plain, weighted) = (&results["overall"], &results["weighted"]);
    assert_eq!(
        (&plain["value"], &weighted["value"]),
        (&66.67.into(), &75.0.into()),
        "{results}"
    );
    assert_eq!(
        (&weighted["deff"], &weighted["effective_n"]),
        (&1.125.into(), &106.7.into())
    );
    let totals = |name: &str, text: &str| house.file(name, text).to_str().unwrap().to_owned();
    let with = |file: &str| {
        let mut all = ask.to_vec();
        all.extend(["--totals", file]);
        json(&house, &all)["poststratified"].clone()
    };
    let good = with(&totals("good.csv", "place,total\n33,3000\n31,1000\n"));
    assert!(
        good["value"].as_f64().is_some() && good["deff"].as_f64().unwrap() > 1.0,
        "{good}"
    );
    let empty = with(&totals(
        "empty.csv",
        "place,total\n33,3000\n31,1000\n01,500\n",
    ));
    assert!(
        empty["value"].is_null()
            && empty["refused"]["en"]
                .as_str()
                .unwrap()
                .contains("has people but no answers")
            && empty["refused"]["vi"]
                .as_str()
                .unwrap()
                .starts_with("Thành phố Hà Nội có người mà chưa có phiếu"),
        "{empty}"
    );
    let good_file = totals(
        "good.csv",
        "place,total,period\n33,3000,2026\n31,1000,\n31,9,2025\n",
    );
    let with_totals = ["--totals", good_file.as_str()];
    let table = house.run(&[&ask[..], &with_totals].concat());
    assert!(
        table.contains("with design weights: 75.00 (")
            && table.contains("weighted to known totals: ")
            && table.contains("unweighted 66.67, effective n "),
        "{table}"
    );
    let csv = house.run(&[&ask[..], &with_totals, &["--format", "csv"]].concat());
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let (header, row) = (lines.next().unwrap(), lines.next().unwrap());
    let cell = |name: &str| row[header.iter().position(|own| *own == name).unwrap()];
    assert_eq!(
        cell("poststratified"),
        format!("{:.2}", good["value"].as_f64().unwrap())
    );
    assert_eq!(cell("poststratified_deff"), good["deff"].to_string());
    assert_eq!(cell("weighted_effective_n"), "106.7");
    for (text, told) in [
        ("place,total\n33,-5\n", "line 2: the total “-5”"),
        (
            "place,total\n33,5\n33,6\n",
            "line 3: “33” stands in the table twice",
        ),
        ("place,total\n99,5\n", "line 2: “99” is not directly below"),
        ("place,total\n33,0\n", "sum to zero"),
        ("place,total,period\n33,5,2026-13\n", "line 2: "),
        ("place,total\n33,18446744073709551615\n31,5\n", "too large"),
        (
            "code,total\n33,5\n",
            "line 1: the column “place” is missing",
        ),
    ] {
        let file = totals("bad.csv", text);
        let mut all = ask.to_vec();
        all.extend(["--totals", &file]);
        let said = refused(&house, &all);
        assert!(said.contains(told), "{said}");
    }

    // Totals that the operator names stand beside the plain value in the API and in the method note of a report.
    let named = |text: &str| {
        let path = totals("named.csv", text);
        house.settings(&format!("[weights]\ntotals = {path:?}\n"));
    };
    named("place,total\n33,3000\n31,1000\n");
    let found = json(&house, &ask)["poststratified"].clone();
    assert_eq!(found, good);
    let running = house.serve();
    let body = running
        .get("/api/v1/results?form=onestop-short&period=2026&by=overall")
        .unwrap()
        .expect(200)
        .json();
    assert_eq!(body["poststratified"], good);
    drop(running);
    let path = house.folder.path().join("report.pdf");
    let pdf = path.to_str().unwrap();
    house.run(&[
        "report",
        "--format",
        "pdf",
        "--form",
        "onestop-short",
        "--period",
        "2026",
        "-o",
        pdf,
    ]);
    assert!(std::fs::read(&path).unwrap().starts_with(b"%PDF-"));
    named("place,total\n33,3000\n31,-1\n");
    let said = refused(&house, &ask);
    assert!(
        said.contains("weights.totals: ") && said.contains("named.csv: line 3: the total “-1”"),
        "{said}"
    );
    named("place,total\nnowhere,3\n");
    assert!(refused(&house, &ask).contains("line 2: there is no place “nowhere”"));
}

#[test]
fn page_and_api_say_the_same_league() {
    let house = house();
    let service = house.serve();
    let page = service
        .get("/league?series=sipas&period=2021&unit=H%C6%B0ng+Y%C3%AAn")
        .unwrap()
        .expect(200)
        .text();
    assert!(
        page.contains("Năm 2021, Hưng Yên đạt 92,07%, xếp thứ 3/63, tăng 2 bậc và tăng 0,41 điểm"),
        "{page}"
    );
    let body = service
        .get("/api/v1/league?series=sipas&period=2021&unit=2004:33")
        .unwrap()
        .expect(200)
        .json();
    assert_eq!(
        body["unit"]["sentences"][0]["en"],
        "In 2021, Hưng Yên scored 92.07%, ranking 3rd of 63, up 2 places and up 0.41 points on 2020."
    );
    service.get("/league").unwrap().expect(200);
    service
        .get("/api/v1/league?series=nope")
        .unwrap()
        .expect(404);
    service
        .get("/api/v1/league?series=sipas&period=x")
        .unwrap()
        .expect(422);
    service
        .get("/api/v1/league?peers=ward:vn")
        .unwrap()
        .expect(422);
    let csv = service
        .get("/api/v1/league?series=sipas&period=2021&format=csv")
        .unwrap()
        .expect(200)
        .text();
    assert!(
        csv.contains("sipas,2021,2020,3,,,,2004:33,Hưng Yên,92.07,exact"),
        "{csv}"
    );
}

#[test]
fn a_peer_group_has_its_own_ranks_in_both_periods() {
    let house = house();
    let file = house.file(
        "cities.csv",
        "year,unit,value,rank,source\n2020,Hà Nội,85.1,20,x\n2020,Hải Phòng,90.2,4,x\n2020,Đà Nẵng,87.0,12,x\n\
         2020,TP. Hồ Chí Minh,84.0,30,x\n2020,Cần Thơ,86.0,15,x\n2019,Hà Nội,,9,x\n2019,Hải Phòng,,2,x\n2019,Đà Nẵng,,31,x\n\
         2019,TP. Hồ Chí Minh,,5,x\n2019,Cần Thơ,,40,x\n",
    );
    house.run(&[
        "published",
        "import",
        file.to_str().unwrap(),
        "--series",
        "par-index",
    ]);
    let table = json(
        &house,
        &[
            "league",
            "--series",
            "par-index",
            "--period",
            "2020",
            "--against",
            "2019",
            "--peers",
            "cities",
        ],
    );
    let row = |name: &str| {
        let rows = table["rows"].as_array().unwrap();
        let found = rows.iter().find(|row| row["names"]["vi"] == name);
        let row = found.unwrap_or_else(|| panic!("{name} is not in {table}"));
        ["rank", "earlier_rank", "places"].map(|field| row[field].as_i64())
    };
    // Ranks among the five, although 2019 is known by ranks of 63 only.
    assert_eq!(row("Hải Phòng"), [Some(1), Some(1), Some(0)]);
    assert_eq!(row("Đà Nẵng"), [Some(2), Some(4), Some(2)]);
    assert_eq!(row("Hà Nội"), [Some(4), Some(3), Some(-1)]);
    let other = json(
        &house,
        &[
            "league",
            "--series",
            "par-index",
            "--period",
            "2019",
            "--peers",
            "cities",
        ],
    );
    assert_eq!(other["rows"][4]["rank"], 5, "{other}");
}

#[test]
fn classes_come_from_the_file_that_is_named() {
    let house = house();
    import(
        &house,
        "a.csv",
        &[("33", "2026-06", 200, 85), ("31", "2026-06", 200, 62)],
    );
    let table = |lang: &str, file: &str| {
        let path = house.folder.path().join(file).display().to_string();
        house.run(&[
            "league",
            "--period",
            "2026",
            "--classes",
            &path,
            "--lang",
            lang,
        ])
    };
    house.file("ours.csv", "from,vi,en\n80,Tốt,Good\n60,Khá,Fair\n");
    let told = table("vi", "ours.csv");
    assert!(
        told.contains("Hưng Yên (Tốt)") && told.contains("Hải Phòng (Khá)"),
        "{told}"
    );
    assert!(
        told.contains("tính chung mọi phiếu 73,50%"),
        "the form pools answers: {told}"
    );
    house.file(
        "ours.toml",
        "[[classes]]\nfrom = \"85.01\"\nname.vi = \"A\"\nname.en = \"A\"\n[[classes]]\nfrom = \"62\"\nname.vi = \"B\"\nname.en = \"Second\"\n",
    );
    let told = table("en", "ours.toml");
    assert_eq!(
        told.matches("(Second)").count(),
        2,
        "a bound belongs to its class: {told}"
    );
    let bad = house.file("bad.csv", "from,vi,en\n60,Khá,Fair\n80,Tốt,Good\n");
    let said = refused(
        &house,
        &[
            "league",
            "--period",
            "2026",
            "--classes",
            bad.to_str().unwrap(),
        ],
    );
    assert!(
        said.contains("bad.csv, line 3: write the best class first"),
        "{said}"
    );
}

on_each_database! {
    fn offices_are_ranked_with_their_like(house) {
        let offices = [("H31.01", 40, 36), ("H31.02", 40, 20), ("H31.90", 40, 30)];
        let invited = offices.map(|(office, n, good)| (citizens::invite(house, office, n), good));
        let running = house.serve();
        for (tokens, good) in &invited {
            for (n, token) in tokens.iter().enumerate() {
                let sheet = citizens::sheet(token, [if n < *good { 5 } else { 2 }; 6]);
                running.post_json("/api/v1/answers", None, &sheet).unwrap().expect(201);
            }
        }
        running.stop();
        house.run(&["count"]);
        let ask = ["league", "--place", "33", "--period", "2026", "--peers", "offices:department"];
        let said = house.refused(&ask);
        assert!(said.contains("--office-kinds"), "{said}");
        let kinds = house.file("kinds.csv", "office,kind\nH31.01,department\nH31.02,department\nH31.90,vertical\n");
        let told = house.run(&[&ask[..], &["--office-kinds", kinds.to_str().unwrap(), "--format", "json"]].concat());
        let table: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!(table["peers"]["name"]["vi"], "các sở, ban, ngành");
        let ranked: Vec<_> = table["rows"].as_array().unwrap().iter().map(|row| (row["unit"].as_str().unwrap(), row["rank"].as_u64())).collect();
        assert_eq!(ranked, [("H31.01", Some(1)), ("H31.02", Some(2))]);
        assert!(table["rows"][0]["rank_set"].is_object(), "{table}");
        house.settings(&format!("[league]\noffice_kinds = \"{}\"\n", kinds.display()));
        let vertical = house.run(&["league", "--place", "33", "--period", "2026", "--peers", "offices:vertical", "--unit", "H31.90"]);
        assert!(vertical.contains("75,00%"), "{vertical}");
        let bad = house.file("kinds.csv", "office,kind\nH31.01,sở\n");
        let said = house.refused(&ask);
        assert!(said.contains(&format!("{}, line 2: “sở” is no kind of office", bad.display())), "{said}");
    }
}
