//! The commands: what they teach, that their numbers are the published ones, and what they say to bad input.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::on_each_database;
use crate::support::citizens::{self, COMMUNE, PROVINCE};
use crate::support::database::Database;
use crate::support::service::House;
use crate::support::sql::Sql;

const COMMANDS: [&str; 52] = [
    "demo",
    "serve",
    "migrate",
    "forms",
    "forms list",
    "forms check",
    "forms show",
    "forms schema",
    "languages",
    "languages check",
    "localities",
    "invite",
    "points",
    "points add",
    "points close",
    "points list",
    "posters",
    "slips",
    "answers",
    "answers import",
    "count",
    "results",
    "league",
    "published",
    "published import",
    "published list",
    "chart",
    "report",
    "score",
    "score qd766",
    "score one-stop",
    "score par-index",
    "score commune-index",
    "release",
    "reproduce",
    "verify",
    "key",
    "key list",
    "key destroy",
    "key release-public",
    "key new-api",
    "key revoke-api",
    "staff",
    "staff add",
    "staff list",
    "staff change",
    "staff password",
    "staff close",
    "staff reopen",
    "audit",
    "audit verify",
    "audit checkpoint",
];

fn sqlite() -> House {
    House::new(Database::Sqlite)
}

fn examples() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("survey-forms/examples")
        .display()
        .to_string()
}

#[track_caller]
fn import(house: &House, name: &str, csv: &str, flags: &[&str]) -> String {
    let file = house.file(name, csv);
    house.run(&[&["answers", "import", file.to_str().unwrap()], flags].concat())
}

#[track_caller]
fn results(house: &House, flags: &[&str]) -> Value {
    serde_json::from_str(&house.run(&[&["results", "--format", "json"], flags].concat())).unwrap()
}

fn value(results: &Value, code: &str) -> f64 {
    let found = results["lines"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["code"] == code);
    found
        .and_then(|line| line["value"].as_f64())
        .unwrap_or_else(|| panic!("no value of {code} in {results}"))
}

/// Ten thousand sheets in which exactly so many answers of each criterion are satisfied.
fn sheets(place: &str, criteria: &[(String, usize)]) -> String {
    let codes: Vec<&str> = criteria.iter().map(|(code, _)| code.as_str()).collect();
    let mut csv = format!("place,period,channel,{}\n", codes.join(","));
    for number in 0..10_000 {
        let _ = write!(csv, "{place},2024-10,interview");
        for (_, satisfied) in criteria {
            csv.push_str(if number < *satisfied { ",4" } else { ",3" });
        }
        csv.push('\n');
    }
    csv
}

fn criteria(groups: &[(&str, usize, usize)]) -> Vec<(String, usize)> {
    groups
        .iter()
        .flat_map(|(factor, count, satisfied)| {
            (1..=*count).map(move |n| (format!("{factor}{n}"), *satisfied))
        })
        .collect()
}

#[test]
fn every_command_teaches_how_it_is_used() {
    let house = sqlite();
    let whole = house.run(&["--help"]);
    for command in COMMANDS {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let help = house.run(&words);
        assert!(
            help.contains("Usage: sipas") && help.contains("--data <DIR>"),
            "{command}: {help}"
        );
        assert!(
            help.lines().next().is_some_and(|line| line.len() > 15),
            "{command}"
        );
        assert!(
            whole.contains(command.split(' ').next().unwrap()),
            "{command}"
        );
    }
    // What a command teaches beyond its flags, and its own flags before those of every command.
    for (command, taught) in [
        ("serve", "SIGTERM"),
        ("demo", "Run again, it continues"),
        ("migrate", "each step is one transaction"),
        ("invite", "has the columns reference, office"),
        ("count", "counted at a coarser cell"),
        ("verify", "With --public-key nothing else is needed"),
        ("league", "sipas league --place 33"),
    ] {
        let help = house.run(&[command, "--help"]);
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains(taught), "{command}: {help}");
        assert!(
            help.find("-h, --help") < help.find("--data <DIR>"),
            "{command}: {help}"
        );
    }
    let listed = whole
        .split("Commands:")
        .nth(1)
        .unwrap()
        .split("Options:")
        .next()
        .unwrap();
    for line in listed
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
    {
        let command = line.split_whitespace().next().unwrap();
        assert!(
            command == "help" || COMMANDS.contains(&command),
            "{command} is not looked at by this test"
        );
    }
    assert!(house.run(&["--version"]).starts_with("sipas "));
    assert_eq!(house.output(&["guess"]).status.code(), Some(2));
    assert_eq!(
        house
            .output(&["results", "--period", "2026-13"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn the_worked_examples_that_the_forms_carry_come_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("survey-forms");
    let files: Vec<String> = [root.clone(), root.join("examples")]
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path().display().to_string())
        .filter(|path| path.ends_with(".toml"))
        .collect();
    assert!(files.len() >= 7);
    let arguments: Vec<&str> = ["forms", "check"]
        .into_iter()
        .chain(files.iter().map(String::as_str))
        .collect();
    let said = sqlite().run(&arguments);
    assert_eq!(
        said.lines()
            .filter(|line| line.contains(": good ("))
            .count(),
        files.len(),
        "{said}"
    );
}

on_each_database! {
    fn five_people_and_four_criteria_give_the_numbers_of_the_method(house) {
        let rows = ["5,4,3,4", "4,4,4,", "2,3,4,5", "5,5,5,5", "3,4,,4"];
        let mut csv = "place,period,channel,c1,c2,c3,c4\n".to_owned();
        for row in rows.iter().cycle().take(100) {
            let _ = writeln!(csv, "{COMMUNE},2026-10,interview,{row}");
        }
        let forms = examples();
        for (form, overall) in [("fixture-mean-of-criteria", 78.75), ("fixture-pooled-answers", 77.78)] {
            let said = import(house, &format!("{form}.csv"), &(csv.clone() + &"\n".repeat(usize::from(overall > 78.0))), &["--form", form, "--forms", &forms]);
            assert_eq!(said.trim(), "100 sheets counted");
            let ask = |by| results(house, &["--forms", &forms, "--form", form, "--place", PROVINCE, "--period", "2026-10", "--by", by]);
            let factors = ask("factor");
            assert_eq!(factors["overall"]["value"], overall);
            assert_eq!((value(&factors, "F1"), value(&factors, "F2")), (70.0, 87.5));
            let criteria = ask("criterion");
            assert_eq!((value(&criteria, "c1"), value(&criteria, "c2"), value(&criteria, "c3")), (60.0, 80.0, 75.0));
            let ns: Vec<u64> = criteria["lines"].as_array().unwrap().iter().map(|line| line["n"].as_u64().unwrap()).collect();
            assert_eq!(ns, [100, 100, 80, 80]);
        }
        assert!(house.run(&["verify", "--forms", &forms]).contains("no difference"));
    }

    fn malformed_files_name_line_and_column_and_load_nothing(house) {
        let head = "place,period,channel,SA0,SB0\n";
        let good = "11953,2026-10,online,5,4\n".repeat(20);
        let cases: [(&str, String, &[&str]); 12] = [
            ("a value out of the scale", format!("{head}{good}11953,2026-10,online,9,4\n"), &["line 22", "SA0", "“9”"]),
            ("a word for a value", format!("{head}11953,2026-10,online,hài lòng,4\n"), &["line 2", "SA0"]),
            ("a column too many", format!("{head}{good}11953,2026-10,online,5,4,3\n"), &["line 22", "6 fields"]),
            ("a column too few", format!("{head}{good}11953,2026-10,online,5\n"), &["line 22", "4 fields"]),
            ("an unknown place", format!("{head}{good}99999,2026-10,online,5,4\n"), &["line 22", "place", "99999"]),
            ("an unknown period", format!("{head}{good}11953,2026-13,online,5,4\n"), &["line 22", "period", "2026-13"]),
            ("an unknown channel", format!("{head}{good}11953,2026-10,pigeon,5,4\n"), &["line 22", "channel", "pigeon"]),
            ("an unknown question", "place,period,channel,SA0,surname\n".to_owned() + &good, &["column 5", "surname"]),
            ("no place", "period,channel,SA0\n2026-10,online,5\n".into(), &["“place” is missing"]),
            ("a comment", "place,period,channel,SA0,comment\n11953,2026-10,online,5,x\n".into(), &["comments are not imported"]),
            ("a bad weight", "place,period,channel,SA0,weight\n11953,2026-10,online,5,-1\n".into(), &["line 2", "weight", "-1"]),
            ("a column twice", "place,period,channel,SA0,SA0\n11953,2026-10,online,5,4\n".into(), &["SA0"]),
        ];
        for (number, (what, csv, words)) in cases.iter().enumerate() {
            let file = house.file(&format!("bad-{number}.csv"), csv);
            let said = house.refused(&["answers", "import", file.to_str().unwrap(), "--form", "onestop-short"]);
            assert!(said.contains(&format!("bad-{number}.csv")), "{what}: {said}");
            for word in *words {
                assert!(said.contains(word), "{what}: no “{word}” in {said}");
            }
        }
        let broken = house.folder.path().join("broken.csv");
        std::fs::write(&broken, [head.as_bytes(), good.as_bytes(), b"11953,2026-10,online,\xff,4\n"].concat()).unwrap();
        assert!(house.refused(&["answers", "import", broken.to_str().unwrap(), "--form", "onestop-short"]).contains("line 22"));
        assert!(house.refused(&["answers", "import", "nowhere.csv", "--form", "onestop-short"]).contains("nowhere.csv"));
        let said = house.refused(&["answers", "import", broken.to_str().unwrap(), "--form", "onestop-shrot"]);
        assert!(said.contains("onestop-shrot"), "{said}");
        assert!(house.run(&["verify"]).starts_with("0 counted sheets recounted, 0 tallies compared"));
        assert_eq!(results(house, &["--period", "2026-10"])["respondents"]["status"], "no_data");
    }

    fn the_same_file_is_not_counted_twice(house) {
        let csv = "place,period,channel,SA0,SB0\n".to_owned() + &"11953,2026-10,online,5,4\n".repeat(20);
        import(house, "once.csv", &csv, &["--form", "onestop-short"]);
        let again = house.file("renamed.csv", &csv);
        let said = house.refused(&["answers", "import", again.to_str().unwrap(), "--form", "onestop-short"]);
        assert!(said.contains("imported"), "{said}");
        assert_eq!(results(house, &["--period", "2026-10"])["respondents"]["n"], 20);
    }

    fn verify_finds_what_was_planted(house) {
        let csv = "place,period,channel,SA0,SB0\n".to_owned() + &"11953,2026-10,online,5,4\n".repeat(20);
        import(house, "truth.csv", &csv, &["--form", "onestop-short"]);
        assert!(house.run(&["verify"]).contains("no difference"));
        let said = |planted: &str, mended: &str| {
            Sql::open(house).run(planted);
            let said = house.refused(&["verify"]);
            assert!(said.contains("difference: "), "{planted}: {said}");
            Sql::open(house).run(mended);
            assert!(house.run(&["verify"]).contains("no difference"), "{mended}");
        };
        said("update tally set n = n + 1 where margin = 'all' and place = '2025:11953'", "update tally set n = n - 1 where margin = 'all' and place = '2025:11953'");
        said("update answer_block set n = n + 1", "update answer_block set n = n - 1");
        said("update tally set place = '2025:12142' where place = '2025:11953'", "update tally set place = '2025:11953' where place = '2025:12142'");
        let token = &citizens::invite(house, "planted", 1)[0];
        assert!(!token.is_empty());
        // A link that was used without a sheet: an answer was lost.
        said("update invite set state = 1", "update invite set state = 0");
    }

    fn tables_of_a_newer_program_are_refused_and_left_alone(house) {
        assert!(house.refused(&["migrate", "--check"]).contains("pending: "));
        house.run(&["migrate"]);
        assert!(house.run(&["migrate", "--check"]).starts_with("up to date"));
        Sql::open(house).run("insert into __diesel_schema_migrations (version, run_on) values ('20991231000001', current_timestamp)");
        let before = Sql::open(house).dump();
        for command in [&["migrate"][..], &["count"], &["verify"], &["results"], &["serve", "--listen", "127.0.0.1:0"]] {
            let said = house.refused(command);
            assert!(said.contains("newer version of sipas") && said.contains("20991231000001"), "{command:?}: {said}");
        }
        assert_eq!(Sql::open(house).dump(), before);
    }

    fn a_published_form_whose_file_changed_is_refused_with_both_hashes(house) {
        let folder = house.folder.path().join("forms");
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join("fixture-pooled-answers.v1.toml");
        let text = std::fs::read_to_string(Path::new(&examples()).join("fixture-pooled-answers.v1.toml")).unwrap();
        std::fs::write(&path, &text).unwrap();
        let forms = folder.to_str().unwrap();
        house.run(&["points", "list", "--forms", forms]);
        std::fs::write(&path, text.replace("Tiêu chí thứ nhất", "Tiêu chí số một")).unwrap();
        for command in [&["count"][..], &["results"], &["serve", "--listen", "127.0.0.1:0"]] {
            let said = house.refused(&[command, &["--forms", forms]].concat());
            let hashes = said.split(|c: char| !c.is_ascii_hexdigit()).filter(|word| word.len() == 64).count();
            assert_eq!(hashes, 2, "{said}");
            assert!(said.contains("fixture-pooled-answers"), "{said}");
        }
        std::fs::write(&path, &text).unwrap();
        house.run(&["count", "--forms", forms]);
    }

    fn the_terminal_and_the_web_say_the_same(house) {
        let mut csv = "place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n".to_owned();
        for number in 0..60 {
            let place = ["11953", "12142", "12499"][number % 3];
            let _ = writeln!(csv, "{place},2026-{:02},{},{},4,3,5,na,5", 9 + number % 2, ["online", "post"][number % 2], 1 + number % 5);
        }
        import(house, "same.csv", &csv, &["--form", "onestop-short"]);
        let running = house.serve();
        for by in ["overall", "criterion", "factor", "place", "period", "channel", "office", "group"] {
            let path = format!("/api/v1/results?form=onestop-short&place={PROVINCE}&period=2026&by={by}");
            let flags = ["--form", "onestop-short", "--place", PROVINCE, "--period", "2026", "--by", by];
            let web = running.get(&path).unwrap().expect(200).json();
            assert_eq!(results(house, &flags), web);
            let web_csv = running.get(&format!("{path}&format=csv")).unwrap().expect(200);
            assert_eq!(house.run(&[&["results", "--format", "csv"], &flags[..]].concat()).into_bytes(), web_csv.body, "{by}");
            let table = house.run(&[&["results"], &flags[..]].concat());
            for line in web["lines"].as_array().unwrap().iter().filter(|line| line["status"] == "shown") {
                let (code, value) = (line["code"].as_str().unwrap(), format!("{:.2}", line["value"].as_f64().unwrap()));
                assert!(table.lines().any(|row| row.contains(code) && row.contains(&value)), "{code} {value}: {table}");
            }
        }
        let national = running.get("/api/v1/results?form=onestop-short&period=2026&by=place&level=commune&detail=criteria").unwrap().expect(200).json();
        let flags = ["--form", "onestop-short", "--period", "2026", "--by", "place", "--level", "commune", "--detail", "criteria"];
        assert_eq!(results(house, &flags), national);
        let table = house.run(&[&["results"], &flags[..]].concat());
        assert!(table.lines().any(|row| row.contains("2025:11953")) && table.lines().any(|row| row.contains("SA0")));
        let into = house.folder.path().join("out.csv");
        house.run(&["results", "--format", "csv", "--period", "2026", "-o", into.to_str().unwrap()]);
        assert!(std::fs::read(&into).unwrap().starts_with(b"\xef\xbb\xbf"));
    }
}

#[test]
fn the_national_index_of_2024_comes_out_of_sheets_with_its_published_parts() {
    let house = sqlite();
    let parts = [
        ("PA", 2, 8_384),
        ("PB", 2, 8_384),
        ("PC", 9, 8_384),
        ("PD", 10, 8_384),
        ("SA", 3, 8_409),
        ("SB", 4, 8_409),
        ("SC", 3, 8_409),
        ("SD", 3, 8_409),
        ("SE", 3, 8_409),
    ];
    import(
        &house,
        "2024.csv",
        &sheets("11953", &criteria(&parts)),
        &["--form", "sipas-1001-2023"],
    );
    let found = results(&house, &["--form", "sipas-1001-2023", "--period", "2024"]);
    assert_eq!(found["overall"]["value"], 83.94);
    assert_eq!(found["overall"]["n"], 10_000);
    assert_eq!((value(&found, "P"), value(&found, "S")), (83.84, 84.09));
}

#[test]
fn the_national_index_of_2023_comes_out_of_sheets_with_its_published_factors() {
    let house = sqlite();
    let parts = [
        ("PA", 2, 8_249),
        ("PB", 2, 8_249),
        ("PC", 9, 8_249),
        ("PD", 10, 8_249),
        ("SA", 3, 8_300),
        ("SB", 4, 8_302),
        ("SC", 3, 8_312),
        ("SD", 3, 8_303),
        ("SE", 3, 8_227),
    ];
    import(
        &house,
        "2023.csv",
        &sheets("11953", &criteria(&parts)),
        &["--form", "sipas-1001-2023"],
    );
    let found = results(&house, &["--form", "sipas-1001-2023", "--period", "2024"]);
    assert_eq!(found["overall"]["value"], 82.66);
    assert_eq!(
        (
            value(&found, "SA"),
            value(&found, "SB"),
            value(&found, "SE")
        ),
        (83.0, 83.02, 82.27)
    );
    assert_eq!(value(&found, "S"), 82.9);
}

#[test]
fn the_national_index_of_2022_is_the_mean_of_its_two_domains() {
    let house = sqlite();
    let folder = house.folder.path().join("forms");
    std::fs::create_dir(&folder).unwrap();
    let text =
        std::fs::read_to_string(Path::new(&examples()).join("fixture-mean-of-criteria.v1.toml"))
            .unwrap();
    let text = text.split("[[examples]]").next().unwrap().replacen(
        "rule = \"mean_of_criteria\"",
        "rule = \"mean_of_children\"",
        1,
    );
    std::fs::write(
        folder.join("mean-of-domains.v1.toml"),
        text.replace("fixture-mean-of-criteria", "mean-of-domains"),
    )
    .unwrap();
    let forms = folder.to_str().unwrap();
    let parts: Vec<(String, usize)> = [("c1", 7_972), ("c2", 7_972), ("c3", 8_043), ("c4", 8_043)]
        .map(|(code, n)| (code.to_owned(), n))
        .into();
    import(
        &house,
        "2022.csv",
        &sheets("11953", &parts),
        &["--form", "mean-of-domains", "--forms", forms],
    );
    let found = results(
        &house,
        &[
            "--forms",
            forms,
            "--form",
            "mean-of-domains",
            "--period",
            "2024",
        ],
    );
    assert_eq!((value(&found, "F1"), value(&found, "F2")), (79.72, 80.43));
    assert_eq!(found["overall"]["value"], 80.08);
}

#[test]
fn malformed_forms_and_settings_name_file_and_line() {
    let house = sqlite();
    let text =
        std::fs::read_to_string(Path::new(&examples()).join("fixture-pooled-answers.v1.toml"))
            .unwrap();
    let cases = [
        ("title.vi = ".to_owned() + "\n" + &text, ":1:"),
        (
            text.replace("criteria = [\"c1\", \"c2\"]", "criteria = [\"c1\", \"c9\"]"),
            "c9",
        ),
        (
            text.replace("scale = \"likert5\"", "scale = \"likert7\""),
            "likert7",
        ),
        (
            text.replace("role = \"criterion\"", "role = \"critter\""),
            "critter",
        ),
        (
            text.replace(
                "{ of = \"overall\", value = 77.78 }",
                "{ of = \"overall\", value = 77.79 }",
            ),
            "77.79",
        ),
    ];
    for (number, (text, word)) in cases.iter().enumerate() {
        let folder = house.folder.path().join(number.to_string());
        std::fs::create_dir(&folder).unwrap();
        let file = folder.join("fixture-pooled-answers.v1.toml");
        std::fs::write(&file, text).unwrap();
        let said = house.refused(&["forms", "check", file.to_str().unwrap()]);
        assert!(
            said.contains("fixture-pooled-answers.v1.toml") && said.contains(word),
            "{said}"
        );
    }
    let folder = house.folder.path().join("1");
    let said = house.refused(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--forms",
        folder.to_str().unwrap(),
    ]);
    assert!(
        said.contains("fixture-pooled-answers.v1.toml:") && said.contains("c9"),
        "{said}"
    );
    for (toml, words) in [
        ("[opening]\nk = 1\n", "opening.k"),
        ("[disclosure]\nthreshold = 2\n", "disclosure.threshold"),
        ("\n[webb]\n", "line 2"),
        ("[web]\nlisten = 5\n", "line 2"),
    ] {
        house.settings(toml);
        let said = house.refused(&["count"]);
        assert!(
            said.contains("sipas.toml") || said.contains("settings"),
            "{said}"
        );
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_port_that_is_taken_and_a_folder_that_cannot_be_written_are_said() {
    let house = sqlite();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = house.refused(&["serve", "--listen", &address]);
    assert!(
        said.contains(&address) && said.contains("--listen"),
        "{said}"
    );

    let run = |data: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_sipas"))
            .args(["count", "--data", data])
            .env_remove("DATABASE_URL")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let file = house.file("a-file", "");
    let file = file.to_str().unwrap();
    assert!(run(file).contains(file));
    // Nobody may write there, not even root.
    assert!(run("/proc/sipas-data").contains("/proc/sipas-data"));
    let damaged = house.folder.path().join("damaged");
    std::fs::create_dir(&damaged).unwrap();
    std::fs::write(
        damaged.join("sipas.db"),
        "this is no database, it is only a sentence".repeat(100),
    )
    .unwrap();
    assert!(run(damaged.to_str().unwrap()).contains("is damaged or is no database"));
    let away = house.refused(&["count", "--database", "postgres://nobody@127.0.0.1:1/none"]);
    assert!(away.contains("the database is away"), "{away}");
    let odd = house.refused(&["count", "--database", "mysql://x/y"]);
    assert!(
        odd.contains("sqlite://") && odd.contains("postgres://"),
        "{odd}"
    );
}

#[test]
fn charts_and_reports_are_written_as_files() {
    let house = sqlite();
    let csv = "place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n".to_owned()
        + &"11953,2026-10,online,5,4,3,5,na,5\n".repeat(30)
        + &"12142,2026-10,post,2,4,3,5,4,5\n".repeat(30);
    import(&house, "files.csv", &csv, &["--form", "onestop-short"]);
    let into = |name: &str| house.folder.path().join(name).display().to_string();
    for kind in ["places", "criteria", "heat", "trend", "map"] {
        for (ending, start) in [("svg", &b"<svg"[..]), ("png", b"\x89PNG")] {
            let path = into(&format!("{kind}.{ending}"));
            house.run(&[
                "chart",
                kind,
                "--place",
                if kind == "map" { "vn" } else { PROVINCE },
                "--period",
                "2026",
                "-o",
                &path,
            ]);
            assert!(
                std::fs::read(&path).unwrap().starts_with(start),
                "{kind}.{ending}"
            );
        }
    }
    for (format, start) in [
        ("pdf", &b"%PDF-"[..]),
        ("xlsx", b"PK\x03\x04"),
        ("csv", b"\xef\xbb\xbf"),
    ] {
        let path = into(&format!("report.{format}"));
        let said = house.run(&[
            "report", "--format", format, "--place", PROVINCE, "--period", "2026-10", "-o", &path,
        ]);
        let bytes = std::fs::read(&path).unwrap();
        assert!(
            bytes.starts_with(start) && said.contains(&format!("{} bytes", bytes.len())),
            "{format}: {said}"
        );
    }
    assert!(
        house
            .refused(&["chart", "heat", "-o", &into("heat.gif")])
            .contains(".svg or .png")
    );
    assert!(
        house
            .refused(&["chart", "heat", "--period", "2026", "-o", "/proc/heat.svg"])
            .contains("cannot write /proc/heat.svg")
    );
    let left = std::fs::read_dir(house.folder.path())
        .unwrap()
        .filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .path()
                .extension()
                .is_some_and(|ending| ending == "part")
        });
    assert_eq!(left.count(), 0);
}

#[test]
fn the_same_reference_has_the_same_link() {
    let house = sqlite();
    let invite = |reference: &str| {
        house.run(&[
            "invite",
            "--reference",
            reference,
            "--office",
            "H31.18.05",
            "--commune",
            COMMUNE,
            "--qr",
            house.folder.path().join("qr.png").to_str().unwrap(),
        ])
    };
    let first = invite("000.00.01.H31-261120-0001");
    assert!(first.contains("/k/"));
    assert_eq!(invite("000.00.01.H31-261120-0001"), first);
    assert_ne!(invite("000.00.01.H31-261120-0002"), first);
    assert!(
        std::fs::read(house.folder.path().join("qr.png"))
            .unwrap()
            .starts_with(b"\x89PNG")
    );
    let dump = Sql::open(&house).dump();
    assert!(!dump.contains("261120"), "a reference is stored");

    let bad = house.file(
        "bad.csv",
        "reference,office,commune,channel,finished_on\na,o,11953,online,2026-13-01\n",
    );
    assert!(
        house
            .refused(&["invite", "--csv", bad.to_str().unwrap()])
            .contains("row 2")
    );
    let today = sipas::clock::Clock::Machine.today();
    let half = house.file("half.csv", &format!("reference,office,commune,channel,finished_on\na,o,11953,online,{today}\nb,o,99999,online,{today}\n"));
    let said = house.refused(&["invite", "--csv", half.to_str().unwrap()]);
    assert!(said.contains("row 3") && said.contains("99999"), "{said}");
    assert_eq!(
        Sql::open(&house).dump().matches("invite|").count(),
        dump.matches("invite|").count(),
        "nothing of a bad file is taken"
    );
}

#[test]
fn places_are_found_without_tone_marks_and_lead_to_what_became_of_them() {
    let house = sqlite();
    assert!(
        house
            .run(&["localities", "hung", "yen"])
            .contains("2025:33")
    );
    assert_eq!(
        house
            .run(&["localities"])
            .lines()
            .filter(|line| line.starts_with("2025:"))
            .count(),
        34
    );
    assert!(
        house.run(&["localities", "2004:34"]).contains("→ 2025:33"),
        "Thái Bình became a part of Hưng Yên"
    );
    assert!(
        house
            .refused(&["localities", "không", "có", "đâu"])
            .contains("no place")
    );
}

#[test]
fn passwords_are_asked_for_safely_and_keys_are_destroyed_only_on_purpose() {
    let house = sqlite();
    let said = house.run(&["staff", "add", "an"]);
    assert!(
        said.trim()
            .strip_prefix("an ")
            .is_some_and(|password| password.len() >= 12),
        "{said}"
    );
    assert_eq!(
        house.run(&["staff", "list"]).trim(),
        "an · administrator · vn"
    );
    assert!(
        house
            .refused(&["staff", "add", "an", "--password-stdin"])
            .contains("12 characters")
    );
    assert_eq!(
        house
            .output(&["key", "destroy", "box", "2026-10"])
            .status
            .code(),
        Some(2)
    );
    assert!(house.run(&["key", "list"]).lines().count() <= 3);
}

#[test]
fn small_slips_are_told_in_words_that_help() {
    let house = sqlite();
    let csv = |name: &str, bytes: &[u8]| {
        let path = house.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let path = path.display().to_string();
        house.refused(&["answers", "import", &path, "--form", "onestop-short"])
    };
    let said = csv("empty.csv", b"");
    assert!(
        said.contains("empty.csv: no column answers a question"),
        "{said}"
    );
    let said = csv("noise.csv", b"\xff\xfe\x00p\n1,2\n");
    assert!(said.contains("noise.csv, line 1: not UTF-8"), "{said}");
    let folder = house.folder.path().display().to_string();
    let said = house.refused(&["answers", "import", &folder, "--form", "onestop-short"]);
    assert!(said.contains(&folder), "{said}");
    let said = house.refused(&["results", "--form", "onestop-short", "--version", "9"]);
    assert!(said.contains("onestop-short v9"), "{said}");
    let said = house.refused(&["key", "revoke-api", "nobody"]);
    assert!(
        said.contains("“nobody”") && said.contains("key list"),
        "{said}"
    );
    let limited = house.run(&["localities", "--parent", PROVINCE, "--limit", "3"]);
    assert_eq!(limited.lines().count(), 3, "{limited}");
    let not_understood: [(&[&str], &str); 3] = [
        (&["serve", "--listen", "8080"], "127.0.0.1:8080"),
        (
            &[
                "invite",
                "--reference",
                "a",
                "--office",
                "o",
                "--commune",
                COMMUNE,
                "--finished-on",
                "2026-02-30",
            ],
            "write YYYY-MM-DD",
        ),
        (&["key", "new-api", ""], "a value is required"),
    ];
    for (arguments, words) in not_understood {
        let output = house.output(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_ends_the_command_quietly() {
    let house = sqlite();
    let mut child = house
        .command(&["localities", "--parent", PROVINCE])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}
