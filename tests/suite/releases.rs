//! A closed period is frozen, corrected, reproduced and checked, on both databases, by the program itself.

use std::fmt::Write as _;

use crate::on_each_database;
use crate::support::service::House;

const PHO_HIEN: &str = "11953";
const AN_THI: &str = "12142";

/// `good` satisfied sheets and `bad` others of a commune and a month.
fn sheets(place: &str, month: &str, good: usize, bad: usize) -> String {
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

fn import(house: &House, name: &str, rows: &str) {
    let csv = format!("place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n{rows}");
    let file = house.file(name, &csv);
    house.run(&[
        "answers",
        "import",
        &file.display().to_string(),
        "--form",
        "onestop-short",
    ]);
}

/// Two communes and a quarter of last year; a third commune has too few.
fn last_year(house: &House) {
    let mut rows = sheets(PHO_HIEN, "2025-07", 80, 20) + &sheets(AN_THI, "2025-07", 70, 40);
    rows += &(sheets(PHO_HIEN, "2025-08", 90, 10) + &sheets(AN_THI, "2025-08", 50, 10));
    rows += &sheets("12127", "2025-08", 3, 1);
    import(house, "first.csv", &rows);
}

/// Runs a release and returns its id.
#[track_caller]
fn release(house: &House, arguments: &[&str]) -> String {
    let printed = house.run(&[&["release"], arguments].concat());
    let id = printed
        .lines()
        .find_map(|line| line.strip_prefix("released: "));
    id.unwrap_or_else(|| panic!("{printed}")).to_owned()
}

/// Runs a command that must fail with exit code 1 and returns its sentence.
#[track_caller]
fn refused(house: &House, arguments: &[&str]) -> String {
    let output = house.output(arguments);
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
    said.into_owned()
}

fn document(house: &House, id: &str) -> Vec<u8> {
    let service = house.serve();
    let reply = service
        .get(&format!("/api/v1/releases/{id}"))
        .expect("a reply");
    assert_eq!(reply.status, 200);
    reply.body
}

on_each_database! {
    fn a_closed_quarter_is_released_reproduced_and_checked(house) {
        last_year(house);
        let id = release(house, &["2025-Q3", "--form", "onestop-short"]);
        assert!(id.starts_with("2025-Q3.v1-"), "{id}");
        assert!(house.run(&["release", "list"]).contains(&id));
        assert!(house.run(&["reproduce", &id]).contains("identical"));
        assert!(house.run(&["verify"]).contains("1 releases checked"));
        assert!(house.run(&["key", "list"]).contains("release.key"));

        let file = house.folder.path().join("release.json");
        let text = document(house, &id);
        std::fs::write(&file, &text).expect("a file");
        let path = file.display().to_string();
        assert!(house.run(&["verify", &path]).contains("genuine"));
        let key = house.run(&["key", "release-public"]);
        assert!(house.run(&["verify", &path, "--public-key", key.trim()]).contains("genuine"));

        let figures: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
        let places = figures["figures"]["places"].as_array().expect("places");
        let of = |code: &str| places.iter().find(|place| place["code"] == code).expect(code);
        assert_eq!(of("vn")["overall"]["n"], 374);
        assert_eq!(of("2025:12127")["overall"]["status"], "withheld");
        assert!(of("2025:12127").get("respondents").is_none());
        assert_eq!(of("2025:33")["overall"]["status"], "shown");

        for at in [text.len() / 3, text.len() / 2, text.len() - 40] {
            let mut forged = text.clone();
            forged[at] = if forged[at] == b'7' { b'8' } else { b'7' };
            std::fs::write(&file, &forged).expect("a file");
            let sentence = refused(house, &["verify", &path]);
            assert!(!sentence.contains("genuine"), "{sentence}");
        }
    }

    fn an_open_period_an_empty_one_and_a_repetition_are_refused(house) {
        last_year(house);
        let open = refused(house, &["release", "2099", "--form", "onestop-short"]);
        assert!(open.contains("2099 is open"), "{open}");
        let empty = refused(house, &["release", "2024", "--form", "onestop-short"]);
        assert!(empty.contains("nothing was counted"), "{empty}");
        let none = refused(house, &["release", "2025-Q3", "--form", "onestop-short", "--reason", "sai"]);
        assert!(none.contains("never released"), "{none}");
        release(house, &["2025-Q3", "--form", "onestop-short"]);
        let twice = refused(house, &["release", "2025-Q3", "--form", "onestop-short"]);
        assert!(twice.contains("--reason"), "{twice}");
        assert_eq!(house.run(&["release", "list"]).lines().count(), 1);
    }

    fn late_sheets_come_in_by_a_correction_and_never_as_a_small_difference(house) {
        last_year(house);
        let first = release(house, &["2025-Q3", "--form", "onestop-short"]);
        // Four late sheets in one commune, forty in another.
        import(house, "late.csv", &(sheets(PHO_HIEN, "2025-08", 4, 0) + &sheets(AN_THI, "2025-07", 40, 0)));
        let asked = ["results", "--form", "onestop-short", "--place", PHO_HIEN, "--period", "2025-Q3", "--format", "json"];
        let shown: serde_json::Value = serde_json::from_str(&house.run(&asked)).expect("JSON");
        assert_eq!(shown["respondents"]["n"], 200, "pages read the release, not the late sheets");
        // The other ways to the same figures read the release too, or a subtraction would tell the four late sheets.
        let own = format!("2025:{PHO_HIEN}");
        let subject = ["--form", "onestop-short", "--period", "2025-Q3"];
        let league = house.run(&[&["league", "--place", "33", "--format", "json"], &subject[..]].concat());
        let league: serde_json::Value = serde_json::from_str(&league).expect("JSON");
        let ranked = league.to_string();
        assert!(ranked.contains(&own) && ranked.contains("200") && !ranked.contains(":204"), "{league:#}");
        let today = house.run(&[&["results", "--place", PHO_HIEN, "--view", "now", "--format", "json"], &subject[..]].concat());
        let today: serde_json::Value = serde_json::from_str(&today).expect("JSON");
        assert_eq!(today["respondents"]["n"], 200, "{today:#}");
        assert!(house.run(&["reproduce", &first]).contains("moved since"));

        let second = release(house, &["2025-Q3", "--form", "onestop-short", "--reason", "Bổ sung phiếu giấy đến muộn"]);
        assert!(second.starts_with("2025-Q3.v2-"), "{second}");
        assert!(house.run(&["verify"]).contains("2 releases checked"));
        let text = document(house, &second);
        let figures: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
        let places = figures["figures"]["places"].as_array().expect("places");
        let of = |code: &str| places.iter().find(|place| place["code"] == code).expect(code);
        assert_eq!(of("2025:11953")["overall"]["status"], "withheld", "four more sheets would tell four answers");
        for id in [&first, &second] {
            assert!(house.run(&["reproduce", id]).contains("identical"));
        }
    }

    fn reports_and_results_of_a_released_period_carry_it_and_tell_when_they_were_changed(house) {
        last_year(house);
        let id = release(house, &["2025-Q3", "--form", "onestop-short"]);
        let report = house.folder.path().join("report.pdf").display().to_string();
        house.run(&["report", "--format", "pdf", "--form", "onestop-short", "--place", "33", "--period", "2025-Q3", "-o", &report]);
        assert!(house.run(&["verify", &report]).contains(&id));
        let mut bytes = std::fs::read(&report).expect("the report");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&report, bytes).expect("a file");
        assert!(refused(house, &["verify", &report]).contains("changed"));

        let service = house.serve();
        let asked = "/api/v1/results?form=onestop-short&place=33&period=2025-Q3&format=sealed";
        let sealed = service.get(asked).expect("a reply");
        assert_eq!(sealed.status, 200);
        let path = house.folder.path().join("results.json");
        std::fs::write(&path, &sealed.body).expect("a file");
        let path = path.display().to_string();
        assert!(house.run(&["verify", &path]).contains(&id));
        let forged = String::from_utf8(sealed.body).expect("UTF-8").replacen("\"n\":374", "\"n\":375", 1);
        std::fs::write(&path, forged).expect("a file");
        assert!(refused(house, &["verify", &path]).contains("changed"));
        let open = service.get(&asked.replace("2025-Q3", "2025")).expect("a reply");
        assert_eq!(open.status, 409, "a provisional figure is not sealed");
    }

    fn everybody_can_read_which_periods_are_released(house) {
        last_year(house);
        let id = release(house, &["2025-Q3", "--form", "onestop-short"]);
        let service = house.serve();
        for page in ["/releases", "/releases?lang=en", &format!("/releases/{id}")] {
            let reply = service.get(page).expect("a reply");
            assert_eq!(reply.status, 200, "{page}");
            assert!(String::from_utf8_lossy(&reply.body).contains(&id), "{page}");
        }
        let list: serde_json::Value = serde_json::from_slice(&service.get("/api/v1/releases").expect("a reply").body).expect("JSON");
        assert_eq!(list["releases"][0]["id"], *id);
        assert!(list["public_key"].as_str().is_some_and(|key| key.starts_with("sipas-release-key-1:")));
        for gone in ["/releases/2025-Q3.v9-000000", "/api/v1/releases/none"] {
            assert_eq!(service.get(gone).expect("a reply").status, 404, "{gone}");
        }
        let released = service.get("/r/33?form=onestop-short&period=2025-Q3").expect("a reply");
        assert!(String::from_utf8_lossy(&released.body).contains(&id));
        let open = service.get("/r/33?form=onestop-short&period=2025").expect("a reply");
        assert!(String::from_utf8_lossy(&open.body).contains("tạm tính"));
    }

    fn a_month_frozen_inside_a_released_quarter_is_final_and_names_the_release(house) {
        last_year(house);
        let id = release(house, &["2025-Q3", "--form", "onestop-short"]);
        let service = house.serve();
        for lang in ["vi", "en"] {
            let page = service.get(&format!("/r/33?form=onestop-short&period=2025-08&lang={lang}")).expect("a reply");
            let page = String::from_utf8_lossy(&page.body).into_owned();
            assert!(page.contains(&id) && !page.contains("tạm tính") && !page.contains("rovisional"), "{page}");
        }
        for (period, released) in [("2025-Q3", true), ("2025-08", true), ("2025", false)] {
            let asked = ["results", "--form", "onestop-short", "--place", "33", "--period", period, "--format"];
            let json: serde_json::Value = serde_json::from_str(&house.run(&[&asked[..], &["json"]].concat())).expect("JSON");
            assert_eq!(json["release"]["id"] == *id, released, "{json:#}");
            assert_eq!(json["release"]["hash"].as_str().is_some_and(|hash| hash.len() == 64), released);
            let csv = house.run(&[&asked[..], &["csv"]].concat());
            assert_eq!(csv.lines().skip(1).all(|row| row.ends_with(&id)), released, "{csv}");
            for format in ["csv", "xlsx"] {
                let file = house.folder.path().join(format!("report.{format}")).display().to_string();
                house.run(&["report", "--format", format, "--form", "onestop-short", "--place", "33", "--period", period, "-o", &file]);
                let bytes = std::fs::read(&file).expect("a report");
                if format == "csv" {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let word = if released { &id } else { "tạm tính" };
                    assert!(text.lines().skip(1).all(|row| row.contains(word)), "{text}");
                } else {
                    use calamine::Reader as _;
                    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&file).expect("a workbook");
                    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("cells");
                    let third = sheet.get_value((2, 0)).expect("a cell").to_string();
                    assert_eq!(third.contains(&id), released, "{third}");
                }
            }
        }
    }

    fn a_new_signing_key_is_introduced_by_the_old_one_and_old_releases_stay_good(house) {
        last_year(house);
        let first = release(house, &["2025-Q3", "--form", "onestop-short"]);
        let old = house.run(&["key", "release-public"]).trim().to_owned();
        let sealed = |name: &str| {
            let file = house.folder.path().join(name).display().to_string();
            house.run(&["report", "--format", "pdf", "--form", "onestop-short", "--place", "33", "--period", "2025-Q3", "-o", &file]);
            file
        };
        let before = sealed("before.pdf");
        house.run(&["key", "rotate-release"]);
        let new = house.run(&["key", "release-public"]).trim().to_owned();
        assert_ne!(old, new);
        assert!(house.run(&["verify"]).contains("1 releases checked"));
        let after = sealed("after.pdf");
        let second = release(house, &["2025-Q3", "--form", "onestop-short", "--reason", "Kiểm tra lại"]);
        assert!(house.run(&["verify"]).contains("2 releases checked"));
        for (file, id) in [(&before, &first), (&after, &first)] {
            assert!(house.run(&["verify", file]).contains(id));
        }
        let history = house.folder.path().join("keys.json").display().to_string();
        std::fs::write(&history, house.run(&["key", "release-history"])).expect("a file");
        for known in [&old, &new] {
            for file in [&before, &after] {
                assert!(house.run(&["verify", file, "--public-key", known, "--key-history", &history]).contains("genuine"));
            }
        }
        assert!(refused(house, &["verify", &after, "--public-key", &old]).contains("not among the given keys"));
        let forged = std::fs::read_to_string(&history).expect("keys").replace(&new, &old);
        std::fs::write(&history, forged).expect("a file");
        assert!(refused(house, &["verify", &after, "--public-key", &old, "--key-history", &history]).contains("not introduced"));
        assert!(house.run(&["reproduce", &second]).contains("identical"));
    }

    fn the_head_that_somebody_witnessed_is_looked_for_in_the_chain(house) {
        last_year(house);
        release(house, &["2025-Q3", "--form", "onestop-short"]);
        let said = house.run(&["verify"]);
        let head = said.lines().find_map(|line| line.strip_prefix("head to be witnessed: ")).expect("a head");
        let hash = head.split(' ').next().expect("a hash");
        release(house, &["2025-08", "--form", "onestop-short"]);
        let later = house.run(&["verify", "--head", hash]);
        assert!(later.contains("the witnessed head is in the chain; 1 releases since"), "{later}");
        let gone = refused(house, &["verify", "--head", &"0".repeat(64)]);
        assert!(gone.contains("cut off or replaced"), "{gone}");
        let page = house.serve().get("/releases").expect("a reply");
        assert!(String::from_utf8_lossy(&page.body).contains("sipas verify --head"));
    }
}
