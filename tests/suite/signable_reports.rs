//! Reports that can be signed: Word and PDF by Decree 30/2020, workbooks, charts, and the files of all communes.

use std::fmt::Write as _;
use std::io::{Cursor, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::time::Duration;

use calamine::{Data, Reader as _, Xlsx};

use crate::on_each_database;
use crate::support::citizens;
use crate::support::service::{House, Service};
use crate::support::staff::Officer;

const PLACES: [&str; 3] = ["11953", "12142", "12499"];

fn fill(house: &House) {
    let mut csv = "place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n".to_owned();
    for (at, place) in PLACES.into_iter().enumerate() {
        for sheet in 0..150_usize {
            let bad = |share: usize| if sheet * 100 / 150 < share { 2 } else { 4 };
            let _ = writeln!(
                csv,
                "{place},2026-08,online,{},{},{},4,{},{}",
                bad(10 + 9 * at),
                bad(20),
                bad(7),
                bad(14),
                bad(12)
            );
        }
    }
    let file = house.file("signed.csv", &csv);
    house.run(&[
        "answers",
        "import",
        file.to_str().unwrap(),
        "--form",
        "onestop-short",
    ]);
}

/// Sheets of the yearly survey, which asks who answers and what they expect.
fn fill_survey(house: &House) {
    let form = sipas::form::Catalogue::builtin()
        .get("sipas-1001-2023", None)
        .unwrap()
        .clone();
    let asked: Vec<_> = form
        .questions
        .iter()
        .filter(|question| !question.is_multi())
        .collect();
    let mut csv = "place,period,channel".to_owned();
    asked
        .iter()
        .for_each(|question| _ = write!(csv, ",{}", question.code));
    csv.push('\n');
    for place in PLACES {
        for sheet in 0..120_usize {
            let _ = write!(csv, "{place},2026-08,interview");
            for (at, question) in asked.iter().enumerate() {
                let options = question.options();
                let option = &options[(sheet * 7 + at * 3) % options.len()];
                let _ = write!(csv, ",{}", option.value);
            }
            csv.push('\n');
        }
    }
    let file = house.file("survey.csv", &csv);
    house.run(&[
        "answers",
        "import",
        file.to_str().unwrap(),
        "--form",
        "sipas-1001-2023",
    ]);
}

fn report(officer: &Officer, format: &str, place: &str) -> Vec<u8> {
    let path = format!("/api/v1/reports/{format}?place={place}&period=2026");
    officer.get(&path).expect(200).body
}

fn part(archive: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).expect("an archive");
    let mut text = String::new();
    archive
        .by_name(name)
        .expect(name)
        .read_to_string(&mut text)
        .expect("text");
    text
}

fn names(archive: &[u8]) -> Vec<String> {
    let archive = zip::ZipArchive::new(Cursor::new(archive)).expect("an archive");
    archive
        .file_names()
        .map(|name| name.expect("a name").into_owned())
        .collect()
}

/// The words of a Word document.
fn words(docx: &[u8]) -> String {
    let xml = part(docx, "word/document.xml");
    let pieces = xml.split("<w:t").skip(1).filter_map(|piece| {
        let (_, rest) = piece.split_once('>')?;
        rest.split("</w:t>").next()
    });
    pieces.collect::<Vec<_>>().join(" ")
}

/// The words of a PDF, by an independent reader.
fn printed(house: &House, pdf: &[u8]) -> String {
    let path = house.folder.path().join("printed.pdf");
    std::fs::write(&path, pdf).expect("a file");
    let output = Command::new("pdftotext")
        .arg("-layout")
        .arg(&path)
        .arg("-")
        .output()
        .expect("pdftotext");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The list of files once none is unfinished.
fn when_done(officer: &Officer) -> String {
    for _ in 0..2_400 {
        let reply = officer.get("/staff/downloads").expect(200);
        if reply.header("refresh").is_none() {
            return reply.text();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the files are never ready");
}

fn links(page: &str) -> Vec<String> {
    let links = page
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let links = links.filter(|link| link.starts_with("/staff/downloads/"));
    links.map(str::to_owned).collect()
}

fn files(house: &House) -> Vec<std::path::PathBuf> {
    let folder = house.data().join("downloads");
    let Ok(found) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    found.map(|file| file.expect("a file").path()).collect()
}

on_each_database! {
    fn word_and_pdf_have_the_head_and_the_foot_of_the_decree(house) {
        house.settings("[web]\nissuer = \"Sở Nội vụ tỉnh Hưng Yên\"\n");
        fill(house);
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let docx = report(&officer, "docx", "33");
        assert_eq!(docx, report(&officer, "docx", "33"), "the same figures give the same bytes");
        let pdf = printed(house, &report(&officer, "pdf", "33"));
        for text in [words(&docx), pdf] {
            for said in [
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "Độc lập - Tự do - Hạnh phúc",
                "SỞ NỘI VỤ TỈNH HƯNG YÊN",
                "BÁO CÁO",
                "Nơi nhận:",
                "Lưu: VT.",
                "THỦ TRƯỞNG ĐƠN VỊ",
            ] {
                assert!(text.contains(said), "{said}: {text}");
            }
            assert!(text.contains("Phố Hiến") && text.contains("tỉnh Hưng Yên"), "{text}");
        }
        let pictures = names(&docx).into_iter().filter(|name| name.ends_with(".png")).count();
        assert!(pictures >= 2, "charts are pictures: {:?}", names(&docx));
        let xml = part(&docx, "word/document.xml");
        assert_eq!(xml.matches("descr=\"").count(), pictures, "every picture has words");
    }

    fn the_workbook_has_its_sheets_and_numbers_are_numbers(house) {
        fill(house);
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let bytes = report(&officer, "xlsx", "33");
        assert_eq!(bytes, report(&officer, "xlsx", "33"), "the same figures give the same bytes");
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
        for sheet in ["Tổng hợp", "Xếp hạng", "Yếu tố", "Tiêu chí", "Phân bố", "Biểu đồ"] {
            assert!(book.sheet_names().iter().any(|name| name == sheet), "{sheet}: {:?}", book.sheet_names());
        }
        let criteria = book.worksheet_range("Tiêu chí").expect("a sheet");
        let numbers = criteria.rows().flatten().filter(|cell| matches!(cell, Data::Float(_) | Data::Int(_)));
        assert!(numbers.count() >= 15, "five criteria with value, interval and people");
    }

    fn the_workbook_of_the_survey_tells_who_answered_and_what_they_expect_in_numbers(house) {
        fill_survey(house);
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let path = "/api/v1/reports/xlsx?place=33&period=2026&form=sipas-1001-2023";
        let bytes = officer.get(path).expect(200).body;
        let file = house.folder.path().join("survey.xlsx");
        std::fs::write(&file, &bytes).unwrap();
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
        assert_eq!(
            book.sheet_names(),
            ["Tổng hợp", "Xếp hạng", "Yếu tố", "Tiêu chí", "Phân bố", "Mong đợi", "Nhân khẩu", "Diễn biến", "Kênh và cơ quan", "Biểu đồ", "Phương pháp"]
        );
        let expected = numbers_beside(&mut book, "Mong đợi", "Công khai, minh bạch thông tin");
        assert_eq!(expected, [360.0, 25.0, 25.0, 25.0, 25.0, 90.0, 90.0, 90.0, 90.0], "360 people over four answers, in percent and in people");
        let women = numbers_beside(&mut book, "Nhân khẩu", "Nữ");
        assert_eq!(women, [180.0, 50.0]);
        // Another reader than ours.
        let told = read_by_openpyxl(&file);
        for sheet in ["Mong đợi", "Nhân khẩu"] {
            let own = told.lines().find(|line| line.starts_with(sheet)).unwrap_or_default();
            assert!(own.contains("frozen D5") && own.contains("texts that are numbers: 0"), "{told}");
        }
    }

    fn every_chart_comes_as_svg_and_png_in_one_file(house) {
        fill(house);
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let archive = report(&officer, "zip", "33");
        assert_eq!(archive, report(&officer, "zip", "33"), "the same figures give the same bytes");
        let names = names(&archive);
        for chart in ["places", "criteria", "heat", "funnel"] {
            for ending in ["svg", "png"] {
                assert!(names.contains(&format!("{chart}.{ending}")), "{chart}.{ending}: {names:?}");
            }
        }
        assert!(part(&archive, "places.svg").contains("Phố Hiến"));
    }

    fn all_communes_are_one_file_made_in_the_background_for_whoever_asked(house) {
        fill(house);
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let order = [("what", "communes-xlsx"), ("place", "33"), ("period", "2026")];
        officer.post("/staff/downloads", &order).expect(303);
        let page = when_done(&officer);
        let links = links(&page);
        assert_eq!(links.len(), 1, "{page}");
        let reply = officer.get(&links[0]).expect(200);
        assert!(reply.header("content-disposition").unwrap().contains("communes-xlsx.xlsx"));
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(reply.body)).expect("a workbook");
        assert!(book.sheet_names().len() > 100, "a sheet a commune, and one with all");
        let first = book.worksheet_range("Tổng hợp").expect("a sheet");
        let shown = first.rows().filter(|row| matches!(row.get(1), Some(Data::Float(_)))).count();
        assert_eq!(shown, PLACES.len(), "only communes with answers have a number");
        for file in files(house) {
            let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{}", file.display());
        }
        let other = Officer::new(house, &running, "minh", "analyst", "33");
        assert_eq!(other.get(&links[0]).status, 404, "another's file is not there");
        assert!(other.get("/staff/downloads").expect(200).text().contains("Chưa có tệp nào"));
        let viewer = Officer::new(house, &running, "hoa", "viewer", "33");
        assert_eq!(viewer.get("/staff/downloads").status, 403);
        let abroad = [("what", "communes-xlsx"), ("place", "01"), ("period", "2026")];
        officer.post("/staff/downloads", &abroad).expect(403);
        let commune = [("what", "communes-xlsx"), ("place", "11953"), ("period", "2026")];
        officer.post("/staff/downloads", &commune).expect(422);
    }

    fn the_departments_of_a_province_are_told_as_one_and_each_by_itself(house) {
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
        let year = sipas::clock::Clock::Machine.today().format("%Y").to_string();
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let home = format!("/staff/places/33?period={year}");
        assert!(!officer.get(&home).expect(200).text().contains("offices:department"), "no kinds are known yet");
        let order = [("what", "departments"), ("place", "33"), ("period", &year)];
        officer.post("/staff/downloads", &order).expect(422);

        let administrator = Officer::new(house, &running, "hoa", "administrator", "33");
        for code in ["H31.01", "H31.02"] {
            let path = format!("/staff/offices/{code}");
            let name = format!("Sở {code}");
            let sent = [("name", name.as_str()), ("place", "11953"), ("kind", "department")];
            administrator.post(&path, &sent).expect(303);
            let page = administrator.get(&path).expect(200).text();
            assert!(page.contains("<option value=\"department\" selected>"), "{page}");
        }

        let page = officer.get(&home).expect(200).text();
        assert!(page.contains("/api/v1/reports/docx?") && page.contains("peers=offices:department"), "{page}");
        let report = |format: &str| {
            let path = format!("/api/v1/reports/{format}?place=33&period={year}&peers=offices:department");
            officer.get(&path).expect(200).body
        };
        let csv = String::from_utf8(report("csv")).unwrap();
        let rows: Vec<Vec<&str>> = csv
            .trim_start_matches('\u{feff}')
            .lines()
            .map(|line| line.split(';').map(|cell| cell.trim_matches('"')).collect())
            .collect();
        let named: Vec<(&str, &str)> = rows[1..].iter().map(|row| (row[1], row[2])).collect();
        assert_eq!(
            named,
            [
                ("2025:33/department", "Các sở, ban, ngành của tỉnh Hưng Yên"),
                ("H31.01", "Sở H31.01"),
                ("H31.02", "Sở H31.02"),
            ]
        );
        let at = rows[0].iter().position(|head| *head == "sipas").unwrap();
        let index: Vec<&str> = rows[1..].iter().map(|row| row[at]).collect();
        assert_eq!(index, ["70", "90", "50"], "56 of 80, 36 of 40, 20 of 40: {csv}");

        for text in [words(&report("docx")), printed(house, &report("pdf"))] {
            for said in ["các sở, ban, ngành của tỉnh Hưng Yên", "Cả 2 sở, ban, ngành đều có kết quả", "Sở H31.01", "70"] {
                assert!(text.contains(said), "{said}: {text}");
            }
            assert!(text.contains("Hưng Yên, ngày") && !text.contains("H31.90"), "{text}");
        }
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(report("xlsx"))).expect("a workbook");
        let ranking = book.worksheet_range("Xếp hạng").expect("a sheet");
        assert!(ranking.rows().flatten().any(|cell| *cell == "Sở H31.02"));
        let charts = report("zip");
        assert!(names(&charts).contains(&"ranks.svg".to_owned()));
        assert!(part(&charts, "places.svg").contains("theo cơ quan"), "offices are no places");
        let refused = officer.get("/api/v1/reports/csv?place=33&peers=region:DBSH");
        assert_eq!(refused.status, 422, "{}", refused.text());

        let file = house.folder.path().join("departments.csv");
        let arguments = ["report", "--place", "33", "--period", &year, "--peers", "offices:department", "--format", "csv", "-o"];
        house.run(&[&arguments[..], &[file.to_str().unwrap()]].concat());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), csv, "the command writes what the page hands out");

        officer.post("/staff/downloads", &order).expect(303);
        let links = links(&when_done(&officer));
        let files = names(&officer.get(&links[0]).expect(200).body);
        let wanted = ["pdf", "docx", "xlsx", "csv", "zip"].map(|ending| format!("sipas-33-department-{year}.{ending}"));
        assert_eq!(files, wanted);
    }

    fn a_cancelled_file_and_a_killed_service_leave_nothing_half(house) {
        fill(house);
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let order = [("what", "communes-docx"), ("place", "33"), ("period", "2026")];
        officer.post("/staff/downloads", &order).expect(303);
        wait_for_part(house);
        let page = officer.get("/staff/downloads").expect(200).text();
        let mut cancel = page.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let cancel = cancel.find(|action| action.contains("/cancel")).expect("a button").to_owned();
        officer.post(&cancel, &[]).expect(303);
        let page = when_done(&officer);
        assert!(page.contains("Đã hủy.") && links(&page).is_empty(), "{page}");
        for _ in 0..600 {
            if files(house).is_empty() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        assert_eq!(files(house), Vec::<std::path::PathBuf>::new());

        officer.post("/staff/downloads", &order).expect(303);
        wait_for_part(house);
        drop(running); // SIGKILL
        assert!(files(house).iter().all(|file| file.extension().is_some_and(|ending| ending == "part")));
        let running = house.serve();
        let officer = officer.again(&running, "lan");
        begun_again(&officer, &running);
    }
}

/// The numbers in the row of a sheet that begins with these words.
fn numbers_beside(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, words: &str) -> Vec<f64> {
    let range = book.worksheet_range(sheet).expect("a sheet");
    let mut rows = range.rows();
    let row = rows.find(|row| row.iter().any(|cell| *cell == words));
    let row = row.unwrap_or_else(|| panic!("{words} on {sheet}"));
    let numbers = row.iter().filter_map(|cell| match cell {
        Data::Float(number) => Some(*number),
        Data::Int(number) => Some(*number as f64),
        _ => None,
    });
    numbers.collect()
}

/// What openpyxl, a reader that is not ours, makes of each sheet: a line a sheet.
fn read_by_openpyxl(file: &std::path::Path) -> String {
    const SCRIPT: &str = r#"
import re, sys, openpyxl
for sheet in openpyxl.load_workbook(sys.argv[1]):
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    texts = [c for c in cells if isinstance(c, str) and re.fullmatch(r"-?[0-9]+([.,][0-9]+)?%?", c)]
    numbers = [c for c in cells if isinstance(c, (int, float))]
    print(f"{sheet.title}: frozen {sheet.freeze_panes}, numbers {len(numbers)}, texts that are numbers: {len(texts)}")
"#;
    let output = Command::new("python3")
        .arg("-c")
        .arg(SCRIPT)
        .arg(file)
        .output();
    let output = output.expect("python3");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Waits until a file has begun to grow.
fn wait_for_part(house: &House) {
    for _ in 0..600 {
        if !files(house).is_empty() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nobody began");
}

/// What was interrupted is being made, and can be taken back.
fn begun_again(officer: &Officer, _running: &Service) {
    for _ in 0..600 {
        let page = officer.get("/staff/downloads").expect(200).text();
        if page.contains("<progress") {
            let mut cancel = page
                .split("action=\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            let cancel = cancel
                .find(|action| action.contains("/cancel"))
                .expect("a button");
            officer.post(cancel, &[]).expect(303);
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the interrupted file was not begun again");
}
