//! The disk fails the service: it is full, or the power goes. What was acknowledged is there; the rest is not thanked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};

use crate::crash::{send_all, values};
use crate::support::citizens::{self, COMMUNE, QUESTIONS};
use crate::support::database::Database;
use crate::support::disk::Disk;
use crate::support::server::Server;
use crate::support::service::{House, Service};
use crate::support::sql::Sql;

/// Citizens answer until the disk is full; they are told so, and after some space is made the same links still work.
fn full(house: &House, disk: &Disk, running: Service) {
    let tokens = citizens::invite(house, "full", 40);
    let send = |token: &str| {
        let body = citizens::sheet(token, [1, 4, 2, 5, 3, 1]);
        running.post_json("/api/v1/answers", None, &body).unwrap()
    };
    for token in &tokens[..5] {
        send(token).expect(201);
    }
    disk.fill();
    // A server takes what fits into pages it has; then it refuses.
    let mut taken = 5;
    let refused = loop {
        let reply = send(&tokens[taken]);
        if reply.status != 201 {
            break reply;
        }
        taken += 1;
    };
    assert_eq!(refused.status, 503, "{}", refused.text());
    assert!(refused.header("retry-after").is_some());
    assert_eq!(
        refused.header("content-type"),
        Some("application/problem+json")
    );
    let page = format!("/k/{}", tokens[taken]);
    let sent = citizens::fields(["1", "4", "2", "5", "3", "na"], "Xin giữ lại lời này");
    let again = running.post_form(&page, &sent).unwrap().expect(503).text();
    assert!(again.contains("Chưa gửi được phiếu") && again.contains("Xin giữ lại lời này"));
    let kept = QUESTIONS.iter().zip(["1", "4", "2", "5", "3", "na"]);
    for (code, value) in kept {
        let given = format!("name=\"{code}\" value=\"{value}\"");
        // On the page it is chosen; of another step it travels along.
        let travels = again.contains(&format!("<input type=\"hidden\" {given}"));
        let input = again.split(&given).nth(1).unwrap();
        let chosen = input.split('>').next().unwrap().contains("checked");
        assert!(travels || chosen, "{code} was not kept");
    }
    // Reading goes on while nothing can be written.
    running.get(&page).unwrap().expect(200);
    running.get("/").unwrap().expect(200);

    let before = Sql::open(house).dump();
    let waiting = before
        .lines()
        .filter(|line| line.starts_with("ballot_box|"))
        .count();
    assert_eq!(waiting, taken, "acknowledged and stored differ");
    let used = "select count(*) || '' as text from invite where state = 1";
    assert_eq!(Sql::open(house).texts(used), [taken.to_string()]);
    let csv = "place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n".to_owned()
        + &(1..=5)
            .map(|n| format!("11953,2026-{:02},online,{n},4,{n},4,5,4\n", n + 4).repeat(400))
            .collect::<String>();
    let csv = house.file("large.csv", &csv);
    let import = [
        "answers",
        "import",
        csv.to_str().unwrap(),
        "--form",
        "onestop-short",
    ];
    let said = refusal(house, disk, &import);
    assert!(said.contains("the disk of the database is full"), "{said}");
    assert!(said.contains("free some space"), "{said}");
    assert_eq!(
        Sql::open(house).dump(),
        before,
        "something of a refused file was written"
    );

    disk.free();
    for token in &tokens[taken..] {
        send(token).expect(201);
    }
    running.stop();
    assert!(
        house
            .run(&["count"])
            .starts_with("40 sheets counted, 0 wait")
    );
    house.run(&import);
    let verified = house.run(&["verify"]);
    assert!(
        verified.contains("2040 counted sheets") && verified.contains("no difference"),
        "{verified}"
    );
}

/// What a command says that meets the full disk itself; a server meets it for the command.
#[track_caller]
fn refusal(house: &House, disk: &Disk, arguments: &[&str]) -> String {
    let output = disk.under(house.command(arguments)).output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    said
}

#[test]
fn a_full_disk_is_never_thanked_and_nothing_is_half_written_sqlite() {
    let house = House::new(Database::Sqlite);
    let disk = Disk::of(&house.data());
    house.run(&["migrate"]);
    let serve = disk.under(house.command(&["serve", "--listen", "127.0.0.1:0"]));
    full(&house, &disk, Service::start(serve));
}

#[test]
fn a_full_disk_is_never_thanked_and_nothing_is_half_written_postgres() {
    let Some((server, database)) = Server::start() else {
        return;
    };
    let house = House::new(database);
    house.run(&["migrate"]);
    let running = house.serve();
    full(&house, server.disk(), running);
}

#[test]
fn a_full_disk_is_told_before_the_first_key_and_the_first_table_exist() {
    let house = House::new(Database::Sqlite);
    let disk = Disk::of(&house.data());
    disk.fill();
    for command in [
        &["migrate"][..],
        &["count"],
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        let said = refusal(&house, &disk, command);
        assert!(
            said.contains("is full") && said.contains("free some space"),
            "{command:?}: {said}"
        );
        assert!(!said.contains("damaged"), "{said}");
    }
    disk.free();
    house.run(&["migrate"]);
    disk.fill();
    let invite = [
        "invite",
        "--reference",
        "1",
        "--office",
        "a",
        "--commune",
        COMMUNE,
    ];
    let said = refusal(&house, &disk, &invite);
    assert!(
        said.contains("is full") && said.contains("free some space"),
        "{said}"
    );
    disk.free();
    house.run(&invite);
    assert!(house.run(&["verify"]).contains("no difference"));
}

/// Only what was flushed survives a power cut: the files are set back to their last flush before every new start.
#[test]
fn every_acknowledged_answer_outlives_power_cuts() {
    const CITIZENS: usize = 240;
    const CUTS: usize = 6;
    let house = House::new(Database::Sqlite);
    let disk = Disk::of(&house.data());
    let watched = |arguments: &[&str]| disk.watching(house.command(arguments));
    let serve = || Service::start(watched(&["serve", "--listen", "127.0.0.1:0"]));
    // Everything from the first key on goes over this disk.
    let tokens = citizens::invite_by(&house, "power", CITIZENS, &watched);
    disk.power_returns();
    let first = serve();
    let address = Arc::new(RwLock::new(first.address.clone()));
    let (next, acknowledged) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let last = std::thread::scope(|threads| {
        let mut running = first;
        for _ in 0..4 {
            threads.spawn(|| send_all(&tokens, &next, &acknowledged, &address));
        }
        for cut in 1..=CUTS {
            while acknowledged.load(Ordering::Relaxed) < cut * CITIZENS / (CUTS + 1) {
                std::thread::sleep(std::time::Duration::from_micros(200));
            }
            running.kill();
            disk.power_returns();
            running = serve();
            address.write().unwrap().clone_from(&running.address);
        }
        running
    });
    last.kill();
    disk.power_returns();
    // An opening that the power interrupts is done or not begun; what it took out of the box is not lost.
    for pause in [20, 60, 120, 240] {
        let mut opening = watched(&["count"])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(pause));
        opening.kill().unwrap();
        opening.wait().unwrap();
        disk.power_returns();
    }
    watched(&["count"]).output().unwrap();
    disk.power_returns();
    let verified = house.run(&["verify"]);
    assert!(
        verified.contains("240 counted sheets recounted"),
        "{verified}"
    );
    assert!(
        verified.contains("no difference") && verified.contains(" 0 sheets wait sealed"),
        "{verified}"
    );
    let results = house.run(&["results", "--by", "criterion", "--format", "json"]);
    let results: serde_json::Value = serde_json::from_str(&results).unwrap();
    let shares: Vec<_> = results["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["value"].as_f64())
        .collect();
    let of = |question: usize| {
        let satisfied = (0..CITIZENS).filter(|n| values(*n)[question] > 3).count();
        Some((satisfied as f64 / CITIZENS as f64 * 10_000.0).round() / 100.0)
    };
    assert_eq!(shares, (0..5).map(of).collect::<Vec<_>>());
}
