//! Acknowledged means counted, once: however often the process dies.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::on_each_database;
use crate::support::service::House;
use crate::support::{citizens, http};

const CITIZENS: usize = 1_000;
const KILLS: usize = 20;
const CLIENTS: usize = 8;

/// What citizen `number` answers: so many of a thousand are satisfied by each question that one sheet lost or
/// counted twice would show in the shares.
pub fn values(number: usize) -> [u8; 6] {
    let satisfied = |of_ten: usize| if number % 10 < of_ten { 4 } else { 2 };
    [
        satisfied(1),
        satisfied(3),
        satisfied(5),
        satisfied(7),
        satisfied(9),
        satisfied(6),
    ]
}

/// Sends every sheet until it is acknowledged, to whatever address the service has at the moment.
pub fn send_all(
    tokens: &[String],
    next: &AtomicUsize,
    acknowledged: &AtomicUsize,
    address: &RwLock<String>,
) {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Some(token) = tokens.get(number) else {
            return;
        };
        let body = citizens::sheet(token, values(number)).to_string();
        let begun = Instant::now();
        loop {
            let address = address.read().unwrap().clone();
            let headers = [("Content-Type", "application/json")];
            match http::send(
                &address,
                "POST",
                "/api/v1/answers",
                &headers,
                body.as_bytes(),
            ) {
                Ok(reply) if matches!(reply.status, 200 | 201) => {
                    assert_eq!(reply.json(), json!({ "status": "recorded" }));
                    acknowledged.fetch_add(1, Ordering::Relaxed);
                    break;
                }
                Ok(reply) => assert_eq!(reply.status, 503, "{}", reply.text()),
                Err(_) => {}
            }
            assert!(
                begun.elapsed() < Duration::from_secs(120),
                "sheet {number} was never acknowledged"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

on_each_database! {
    fn every_acknowledged_answer_is_counted_once_though_the_process_is_killed_twenty_times(house) {
        let tokens = citizens::invite(house, "crash", CITIZENS);
        let first = house.serve();
        let address = Arc::new(RwLock::new(first.address.clone()));
        let (next, acknowledged) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let last = std::thread::scope(|threads| {
            let mut running = first;
            for _ in 0..CLIENTS {
                threads.spawn(|| send_all(&tokens, &next, &acknowledged, &address));
            }
            for kill in 1..=KILLS {
                while acknowledged.load(Ordering::Relaxed) < kill * CITIZENS / (KILLS + 1) {
                    std::thread::sleep(Duration::from_micros(200));
                }
                running.kill();
                running = house.serve();
                address.write().unwrap().clone_from(&running.address);
            }
            running
        });
        assert_eq!(acknowledged.load(Ordering::Relaxed), CITIZENS);
        last.kill();

        assert_eq!(house.run(&["count"]).trim(), "1000 sheets counted, 0 wait for others of their cell");
        let verified = house.run(&["verify"]);
        assert!(verified.contains("1000 counted sheets recounted"), "{verified}");
        assert!(verified.contains("no difference"), "{verified}");
        let results = house.run(&["results", "--by", "criterion", "--format", "json"]);
        let results: serde_json::Value = serde_json::from_str(&results).unwrap();
        assert_eq!(results["respondents"]["n"].as_u64().or(results["respondents"]["value"].as_u64()), Some(1_000), "{results}");
        for (line, share) in results["lines"].as_array().unwrap().iter().zip([10.0, 30.0, 50.0, 70.0, 90.0]) {
            assert_eq!((line["value"].as_f64(), line["n"].as_u64()), (Some(share), Some(1_000)), "{line}");
        }
        assert_eq!(results["overall"]["value"], 50.0);
    }

    fn an_opening_of_the_box_that_is_killed_is_done_or_not_begun(house) {
        let tokens = citizens::invite(house, "opening", 300);
        let running = house.serve();
        for (number, token) in tokens.iter().enumerate() {
            running.post_json("/api/v1/answers", None, &citizens::sheet(token, values(number))).unwrap().expect(201);
        }
        running.stop();
        for attempt in 0..8 {
            let mut opening = house.command(&["count"]).stdout(std::process::Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(40 * attempt));
            opening.kill().unwrap();
            opening.wait().unwrap();
            let verified = house.run(&["verify"]);
            assert!(verified.contains("no difference"), "{verified}");
        }
        house.run(&["count"]);
        let verified = house.run(&["verify"]);
        assert!(verified.contains("300 counted sheets recounted"), "{verified}");
        assert!(verified.contains(" 0 sheets wait sealed"), "{verified}");
    }
}

#[test]
fn a_graceful_stop_finishes_what_was_begun() {
    let house = House::new(crate::support::database::Database::Sqlite);
    let tokens = citizens::invite(&house, "stop", 200);
    let running = house.serve();
    let address = running.address.clone();
    let acknowledged = AtomicUsize::new(0);
    std::thread::scope(|threads| {
        for share in tokens.chunks(25) {
            let (address, acknowledged) = (&address, &acknowledged);
            threads.spawn(move || {
                for (number, token) in share.iter().enumerate() {
                    let body = citizens::sheet(token, values(number)).to_string();
                    let headers = [("Content-Type", "application/json")];
                    match http::send(
                        address,
                        "POST",
                        "/api/v1/answers",
                        &headers,
                        body.as_bytes(),
                    ) {
                        Ok(reply) if reply.status == 201 => {
                            acknowledged.fetch_add(1, Ordering::Relaxed)
                        }
                        _ => return,
                    };
                }
            });
        }
        while acknowledged.load(Ordering::Relaxed) < 50 {
            std::thread::sleep(Duration::from_micros(200));
        }
        running.stop();
    });
    let acknowledged = acknowledged.load(Ordering::Relaxed);
    let verified = house.run(&["verify"]);
    let stored: usize = verified
        .split(", ")
        .find_map(|part| part.split_once(" sheets wait sealed"))
        .and_then(|(number, _)| number.parse().ok())
        .expect("what waits");
    // The connection of a finished request may close before its client has read the reply.
    assert!(
        (acknowledged..=acknowledged + 8).contains(&stored),
        "{acknowledged} acknowledged, {stored} stored"
    );
}
