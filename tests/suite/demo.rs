//! The demo: one command, four things to open, and nobody takes its figures for real ones.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::citizens;
use crate::support::database::Database;
use crate::support::http;
use crate::support::service::{House, Service};

/// Sheets counted at the demo's one-stop shop in this year.
fn counted(running: &Service, commune: &str) -> u64 {
    let results = running
        .get(&format!(
            "/api/v1/results?form=onestop-short&place={commune}&by=overall"
        ))
        .unwrap()
        .expect(200)
        .json();
    assert_eq!(results["simulated"], true);
    results["respondents"]["n"].as_u64().unwrap_or(0)
}

fn start(house: &House) -> Service {
    Service::start(house.command(&["demo", "--listen", "127.0.0.1:0", "--sheets", "0.3"]))
}

#[test]
fn the_demo_shows_everything_and_says_that_it_is_simulated() {
    let house = House::new(Database::Sqlite);
    let begun = Instant::now();
    let mut running = start(&house);
    eprintln!("the demo was ready after {:.1?}", begun.elapsed());
    let (citizen, public, staff, key) = (
        running.line("citizen: "),
        running.line("public: "),
        running.line("staff: "),
        running.line("api key: "),
    );
    let base = format!("http://{}", running.address);
    assert_eq!(public, format!("{base}/"));
    let link = citizen
        .strip_prefix(&base)
        .expect("a link of this service")
        .to_owned();
    assert!(link.starts_with("/k/"));
    let staff: Vec<&str> = staff.split(' ').collect();
    let [desk, name, password] = staff[..] else {
        panic!("staff: {staff:?}")
    };
    assert_eq!(desk, format!("{base}/staff"));

    for page in ["/", "/r/33", "/r/11953", &link] {
        let text = running.get(page).unwrap().expect(200).text();
        assert!(
            text.contains("Số liệu mô phỏng"),
            "{page} does not say that it is simulated"
        );
    }
    let bearer = format!("Bearer {key}");
    let report = http::send(
        &running.address,
        "GET",
        "/api/v1/reports/csv?place=33",
        &[("Authorization", &bearer)],
        b"",
    )
    .unwrap()
    .expect(200);
    assert!(
        report.text().to_lowercase().contains("mô phỏng"),
        "the report does not say that it is simulated"
    );
    let chart = running
        .get("/api/v1/charts/map.svg?period=2026")
        .unwrap()
        .expect(200)
        .text();
    assert!(
        chart.to_lowercase().contains("mô phỏng"),
        "the chart does not say that it is simulated"
    );
    assert!(running.get("/").unwrap().text().contains("<svg"));
    let sign_in = running
        .post_form(
            "/staff/sign-in",
            &[("name", name), ("password", password), ("next", "/staff")],
        )
        .unwrap();
    assert_eq!(
        (sign_in.status, sign_in.header("location")),
        (303, Some("/staff"))
    );

    // A real sheet among those of the simulated citizens shows up within a minute.
    let before = counted(&running, citizens::COMMUNE);
    let sent = running
        .post_form(&link, &citizens::fields(["5"; 6], ""))
        .unwrap()
        .expect(200);
    assert!(sent.text().contains("Đã ghi nhận"));
    let sent = Instant::now();
    while counted(&running, citizens::COMMUNE) <= before {
        assert!(
            sent.elapsed() < Duration::from_secs(60),
            "the sheet did not show up within a minute"
        );
        std::thread::sleep(Duration::from_millis(500));
    }
    eprintln!("the sheet showed up after {:.1?}", sent.elapsed());
    running.stop();
    let verified = house.run(&["verify"]);
    assert!(verified.contains("no difference"), "{verified}");

    // A second start continues: the year is not simulated again, the old key and password are replaced.
    let sheets = |text: &str| {
        text.split(' ')
            .next()
            .and_then(|n| n.parse::<u64>().ok())
            .unwrap()
    };
    let begun = Instant::now();
    let mut again = start(&house);
    eprintln!("the second start took {:.1?}", begun.elapsed());
    assert_ne!(again.line("api key: "), key);
    assert_ne!(
        again.line("citizen: ").rsplit('/').next(),
        link.rsplit('/').next()
    );
    http::send(
        &again.address,
        "GET",
        "/api/v1/reports/csv?place=33",
        &[("Authorization", &bearer)],
        b"",
    )
    .unwrap()
    .expect(401);
    assert!(
        again
            .get(&link)
            .unwrap()
            .expect(200)
            .text()
            .contains("Đã ghi nhận"),
        "the used link is still used"
    );
    again.stop();
    let later = house.run(&["verify"]);
    assert!(
        later.contains("no difference") && sheets(&later) < sheets(&verified) + 100,
        "{verified}{later}"
    );
}

#[test]
fn the_demo_keeps_away_from_real_answers() {
    let house = House::new(Database::Sqlite);
    let csv = "place,period,channel,SA0\n".to_owned() + &"11953,2026-10,online,5\n".repeat(20);
    let file = house.file("real.csv", &csv);
    house.run(&[
        "answers",
        "import",
        file.to_str().unwrap(),
        "--form",
        "onestop-short",
    ]);
    let said = house.refused(&["demo", "--listen", "127.0.0.1:0", "--sheets", "0.1"]);
    assert!(
        said.contains("real answers") && said.contains("--data"),
        "{said}"
    );
    let results: Value =
        serde_json::from_str(&house.run(&["results", "--format", "json", "--period", "2026-10"]))
            .unwrap();
    assert_eq!(
        (
            results["simulated"].as_bool(),
            results["respondents"]["n"].as_u64()
        ),
        (Some(false), Some(20))
    );
}
