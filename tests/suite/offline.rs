//! Never lose an answer: bad networks, lost replies, killed services, two tabs, forbidden storage, old workers.
//!
//! The browser talks to the service through a line that the test cuts and mends.

use std::time::{Duration, Instant};

use fantoccini::{Client, Locator};
use serde_json::json;

use crate::support::answering::{
    PHONE, THANKS, UNSENT, answer, button, choose, heading, held, held_by_browser, house, press,
    taken_over,
};
use crate::support::browser::{browse, browse_with, keep};
use crate::support::citizens::{self, QUESTIONS};
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::http;
use crate::support::relay::{Line, Relay};
use crate::support::service::House;

#[test]
fn an_answer_given_without_a_network_is_sent_when_it_returns_and_counts_once() {
    let house = house();
    let running = house.serve();
    let line = Relay::to(&running.address);
    let (own, address) = (line.clone(), format!("http://{}/o/quay-1", line.address));
    browse(PHONE, |client| async move {
        client.goto(&address).await.unwrap();
        taken_over(&client).await;
        own.set(Line::Cut);
        choose(&client, "A", "4").await;
        press(&client, "next").await;
        choose(&client, "B", "5").await;
        press(&client, "send").await;
        heading(&client, UNSENT).await;
        keep(&client, "offline-1-unsent").await;
        is_a_good_page(&client, "not sent yet").await;
        let page = client.source().await.unwrap();
        assert!(
            !page.contains("Hài lòng"),
            "nothing of the answers is left in the page"
        );
        assert_eq!(held_by_browser(&client).await, json!([1, 0]));
        own.set(Line::Up);
        client
            .execute("dispatchEvent(new Event('online'))", vec![])
            .await
            .unwrap();
        heading(&client, THANKS).await;
        keep(&client, "offline-2-thanks").await;
        assert_eq!(
            held_by_browser(&client).await,
            json!([0, 0]),
            "wiped after the acknowledgement"
        );
    });
    running.stop();
    held(&house, 1);
}

#[test]
fn without_any_event_it_is_tried_again_by_itself() {
    let house = house();
    let running = house.serve();
    let line = Relay::to(&running.address);
    let (own, address) = (line.clone(), format!("http://{}/o/quay-1", line.address));
    browse(PHONE, |client| async move {
        client.goto(&address).await.unwrap();
        taken_over(&client).await;
        own.set(Line::Stranger(503));
        choose(&client, "A", "4").await;
        press(&client, "next").await;
        choose(&client, "B", "5").await;
        press(&client, "send").await;
        heading(&client, UNSENT).await;
        own.set(Line::Up);
        heading(&client, THANKS).await;
    });
    running.stop();
    held(&house, 1);
}

#[test]
fn a_reply_that_got_lost_and_a_page_of_the_hotel_are_no_acknowledgement() {
    let house = house();
    let running = house.serve();
    let line = Relay::to(&running.address);
    let (own, address) = (line.clone(), format!("http://{}/o/quay-1", line.address));
    browse(PHONE, |client| async move {
        client.goto(&address).await.unwrap();
        taken_over(&client).await;
        own.set(Line::RepliesLost);
        choose(&client, "A", "4").await;
        press(&client, "next").await;
        choose(&client, "B", "5").await;
        press(&client, "send").await;
        heading(&client, UNSENT).await;
        own.set(Line::Stranger(200));
        button(&client, "Thử gửi ngay").await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        heading(&client, UNSENT).await;
        own.set(Line::Up);
        button(&client, "Thử gửi ngay").await;
        heading(&client, THANKS).await;
    });
    assert!(line.posts().len() >= 3);
    running.stop();
    held(&house, 1);
}

#[test]
fn a_service_that_is_killed_in_the_middle_gets_the_sheet_after_its_restart() {
    let house = house();
    let running = house.serve();
    let line = Relay::to(&running.address);
    let (own, address) = (line.clone(), format!("http://{}/o/quay-1", line.address));
    // The service is killed by the test's thread while the browser waits for the news.
    let (tell, told) = std::sync::mpsc::channel();
    let (killed, wait) = std::sync::mpsc::channel::<()>();
    let house = &house;
    let restarted = std::thread::scope(|scope| {
        let keeper = scope.spawn(move || {
            told.recv().unwrap();
            running.kill();
            let again = house.serve();
            line.lead_to(&again.address);
            killed.send(()).unwrap();
            again
        });
        browse(PHONE, |client| async move {
            client.goto(&address).await.unwrap();
            taken_over(&client).await;
            own.set(Line::RepliesLost);
            choose(&client, "A", "2").await;
            press(&client, "next").await;
            choose(&client, "B", "1").await;
            press(&client, "send").await;
            heading(&client, UNSENT).await;
            tell.send(()).unwrap();
            tokio::task::spawn_blocking(move || wait.recv().unwrap())
                .await
                .unwrap();
            own.set(Line::Up);
            heading(&client, THANKS).await;
        });
        keeper.join().unwrap()
    });
    restarted.stop();
    held(house, 1);
}

#[test]
fn a_sheet_left_waiting_is_shown_and_sent_at_the_next_visit() {
    let house = house();
    let token = citizens::invite(&house, "later", 1).remove(0);
    let running = house.serve();
    let line = Relay::to(&running.address);
    let (own, base) = (line.clone(), format!("http://{}", line.address));
    browse(PHONE, |client| async move {
        let point = format!("{base}/o/quay-1");
        client.goto(&point).await.unwrap();
        taken_over(&client).await;
        own.set(Line::Stranger(502));
        choose(&client, "A", "4").await;
        press(&client, "next").await;
        choose(&client, "B", "5").await;
        press(&client, "send").await;
        heading(&client, UNSENT).await;
        client.goto("about:blank").await.unwrap();
        // Still away: the sheet that waits is shown, not an empty form.
        client.goto(&point).await.unwrap();
        heading(&client, UNSENT).await;
        client.goto("about:blank").await.unwrap();
        own.set(Line::Up);
        // Another page of ours sends it.
        client.goto(&format!("{base}/k/{token}")).await.unwrap();
        for _ in 0..200 {
            if held_by_browser(&client).await[0] == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(held_by_browser(&client).await[0], 0);
    });
    running.stop();
    held(&house, 1);
}

#[test]
fn two_tabs_with_the_same_link_do_not_fight_and_count_once() {
    let house = House::new(Database::Sqlite);
    let token = citizens::invite(&house, "tabs", 1).remove(0);
    let running = house.serve();
    let line = Relay::to(&running.address);
    let (own, address) = (line.clone(), format!("http://{}/k/{token}", line.address));
    browse(PHONE, |client| async move {
        let first = client.window().await.unwrap();
        client.goto(&address).await.unwrap();
        let second = client.new_window(true).await.unwrap().handle;
        own.set(Line::Up);
        for (tab, value) in [(&first, "4"), (&second, "2")] {
            client.switch_to_window(tab.clone()).await.unwrap();
            client.goto(&address).await.unwrap();
            taken_over(&client).await;
            own.set(Line::Stranger(503));
            fill_the_short_form(&client, value).await;
            heading(&client, UNSENT).await;
            own.set(Line::Up);
            if tab == &first {
                // The first tab may have been quick enough to send it; then the second reads so.
                heading(&client, THANKS).await;
                break;
            }
        }
        client.switch_to_window(second).await.unwrap();
        client.goto(&address).await.unwrap();
        heading(&client, THANKS).await;
    });
    running.stop();
    held(&house, 1);
}

/// Answers every step of the short form, whatever its version asks.
async fn fill_the_short_form(client: &Client, value: &str) {
    let script = r"
        const value = arguments[0], codes = arguments[1];
        for (let turns = 0; turns < 40; turns++) {
            const step = document.querySelector('.step:not([hidden])');
            for (const field of step.querySelectorAll('fieldset:not([hidden])')) {
                const boxes = [...field.querySelectorAll('input[type=radio]')];
                const box = boxes.find(own => own.value === value) || boxes[0];
                if (codes.includes(field.dataset.code) || field.dataset.must !== undefined) box && box.click();
            }
            const next = document.querySelector('.turn button:not([hidden])');
            next.click();
            if (next.value === 'send') return true;
        }
        return false;";
    let sent = client
        .execute(script, vec![json!(value), json!(QUESTIONS)])
        .await
        .unwrap();
    assert_eq!(sent, true);
}

#[test]
fn two_tabs_that_both_wait_send_one_sheet() {
    let house = house();
    let running = house.serve();
    let line = Relay::to(&running.address);
    let (own, address) = (line.clone(), format!("http://{}/o/quay-1", line.address));
    browse(PHONE, |client| async move {
        client.goto(&address).await.unwrap();
        taken_over(&client).await;
        own.set(Line::Stranger(503));
        choose(&client, "A", "4").await;
        press(&client, "next").await;
        choose(&client, "B", "5").await;
        press(&client, "send").await;
        heading(&client, UNSENT).await;
        let first = client.window().await.unwrap();
        let second = client.new_window(true).await.unwrap().handle;
        client.switch_to_window(second.clone()).await.unwrap();
        client.goto(&address).await.unwrap();
        heading(&client, UNSENT).await;
        own.set(Line::Up);
        button(&client, "Thử gửi ngay").await;
        heading(&client, THANKS).await;
        client.switch_to_window(first).await.unwrap();
        heading(&client, THANKS).await;
    });
    running.stop();
    held(&house, 1);
}

#[test]
fn where_storage_is_forbidden_the_sheet_is_sent_all_the_same() {
    let house = house();
    let running = house.serve();
    let address = format!("http://{}/o/quay-1", running.address);
    let forbidden = [("profile.default_content_setting_values.cookies", json!(2))];
    browse_with(PHONE, &forbidden, |client| async move {
        client.goto(&address).await.unwrap();
        let asked = client
            .execute(
                "try { return String(sessionStorage.length) } catch (no) { return 'forbidden' }",
                vec![],
            )
            .await;
        assert_eq!(asked.unwrap(), "forbidden");
        answer(&client, &address).await;
        heading(&client, THANKS).await;
    });
    running.stop();
    held(&house, 1);
}

#[test]
fn what_the_service_refuses_is_shown_with_every_answer_and_can_be_mended() {
    let house = house();
    let running = house.serve();
    let address = format!("http://{}/o/quay-1", running.address);
    browse(PHONE, |client| async move {
        client.goto(&address).await.unwrap();
        taken_over(&client).await;
        choose(&client, "A", "4").await;
        press(&client, "next").await;
        choose(&client, "B", "5").await;
        let long = "Rất tốt. ".repeat(20);
        let box_ = client.find(Locator::Css("textarea")).await.unwrap();
        box_.send_keys(&long).await.unwrap();
        client
            .wait()
            .for_element(Locator::XPath(
                "//p[@role='status'][contains(text(),'Quá')]",
            ))
            .await
            .unwrap();
        press(&client, "send").await;
        client
            .wait()
            .for_element(Locator::Css("[role=alert]"))
            .await
            .unwrap();
        keep(&client, "offline-3-mend").await;
        assert!(client.title().await.unwrap().starts_with("Lỗi:"));
        let kept = client.find(Locator::Css("textarea")).await.unwrap();
        assert_eq!(kept.text().await.unwrap().trim(), long.trim());
        assert_eq!(
            held_by_browser(&client).await[0],
            0,
            "its answers are in the page now"
        );
        kept.clear().await.unwrap();
        kept.send_keys("Rất tốt.").await.unwrap();
        press(&client, "send").await;
        heading(&client, THANKS).await;
    });
    running.stop();
    held(&house, 1);
}

#[test]
fn a_refresh_loses_nothing_and_back_goes_one_step_back() {
    let house = house();
    let running = house.serve();
    let address = format!("http://{}/o/quay-1", running.address);
    browse(PHONE, |client| async move {
        client.goto(&address).await.unwrap();
        taken_over(&client).await;
        press(&client, "next").await;
        client
            .wait()
            .for_element(Locator::Css("fieldset.bad .error"))
            .await
            .unwrap();
        keep(&client, "offline-4-missing").await;
        is_a_good_page(&client, "an answer is missing").await;
        choose(&client, "A", "3").await;
        assert!(
            client
                .find_all(Locator::Css(".bad"))
                .await
                .unwrap()
                .is_empty()
        );
        press(&client, "next").await;
        let focused = client.active_element().await.unwrap();
        assert!(
            focused.tag_name().await.unwrap().starts_with('h'),
            "the focus moves to the new heading"
        );
        assert!(
            client.title().await.unwrap().contains('2'),
            "the title names the step"
        );
        choose(&client, "B", "2").await;
        client
            .find(Locator::Css("textarea"))
            .await
            .unwrap()
            .send_keys("Cảm ơn 😀")
            .await
            .unwrap();
        client.refresh().await.unwrap();
        taken_over(&client).await;
        let script = "return [document.querySelector('.step:not([hidden])').dataset.step, ...[...document.querySelectorAll('input:checked')].map(own => own.name + own.value), document.querySelector('textarea').value]";
        let kept = client.execute(script, vec![]).await.unwrap();
        assert_eq!(
            kept.as_array().unwrap()[1..],
            [json!("A3"), json!("B2"), json!("Cảm ơn 😀")]
        );
        press(&client, "back").await;
        let begun = Instant::now();
        while client
            .execute("return document.querySelector('.step').hidden", vec![])
            .await
            .unwrap()
            == true
        {
            assert!(
                begun.elapsed() < Duration::from_secs(10),
                "back leads nowhere"
            );
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        press(&client, "next").await;
        press(&client, "send").await;
        heading(&client, THANKS).await;
        client.back().await.unwrap();
        let values = client
            .execute(
                "return document.querySelectorAll('input:checked').length",
                vec![],
            )
            .await
            .unwrap();
        assert_eq!(values, 0, "nothing of the answer comes back");
    });
    running.stop();
    held(&house, 1);
}

/// A worker of another release that took everything into its hands.
const OLD_WORKER: &str = "
    addEventListener('install', event => event.waitUntil(caches.open('sipas-older').then(kept => kept.put('/f/two-steps/1?lang=vi', new Response('<title>old</title>', { headers: { 'content-type': 'text/html' } })))));
    addEventListener('activate', event => event.waitUntil(clients.claim()));
    addEventListener('fetch', event => { if (event.request.url.includes('/f/')) event.respondWith(caches.match('/f/two-steps/1?lang=vi')); });";

#[test]
fn a_worker_of_an_older_release_gives_way() {
    let house = house();
    let running = house.serve();
    let line = Relay::to(&running.address);
    let (own, address) = (line.clone(), format!("http://{}/o/quay-1", line.address));
    browse(PHONE, |client| async move {
        own.serve_worker(Some(OLD_WORKER));
        client.goto(&address).await.unwrap();
        let caches = "const done = arguments[0]; setTimeout(() => caches.keys().then(done), 300)";
        for _ in 0..50 {
            if client.execute_async(caches, vec![]).await.unwrap() == json!(["sipas-older"]) {
                break;
            }
        }
        assert_eq!(
            client.execute_async(caches, vec![]).await.unwrap(),
            json!(["sipas-older"])
        );
        // Under the old worker the steps are turned by the service, as without a script; nothing is lost.
        own.serve_worker(None);
        client.goto(&address).await.unwrap();
        for _ in 0..50 {
            let names = client.execute_async(caches, vec![]).await.unwrap();
            if names
                .as_array()
                .unwrap()
                .iter()
                .all(|name| name != "sipas-older")
            {
                break;
            }
        }
        let names = client.execute_async(caches, vec![]).await.unwrap();
        assert!(!names.to_string().contains("sipas-older"), "{names}");
        answer(&client, &address).await;
        heading(&client, THANKS).await;
        // The new one keeps questionnaires and assets, and no page of somebody.
        let script = "const done = arguments[0]; (async () => { const all = []; for (const name of await caches.keys()) for (const own of await (await caches.open(name)).keys()) all.push(new URL(own.url).pathname); done(all); })()";
        let kept = client.execute_async(script, vec![]).await.unwrap();
        for path in kept.as_array().unwrap() {
            let path = path.as_str().unwrap();
            assert!(
                path.starts_with("/f/") || path.starts_with("/assets/"),
                "{path}"
            );
        }
    });
    running.stop();
    held(&house, 1);
}

#[test]
fn script_and_worker_weigh_ten_kilobytes_at_most() {
    let house = house();
    let running = house.serve();
    let html = running.get("/o/quay-1").unwrap().text();
    let script = html
        .split('"')
        .find(|own| own.starts_with("/assets/answer-"))
        .unwrap()
        .to_owned();
    let size = |path: &str| {
        let headers = [("Accept-Encoding", "gzip, br")];
        let reply = http::send(&running.address, "GET", path, &headers, b"")
            .unwrap()
            .expect(200);
        assert!(reply.header("content-encoding").is_some());
        reply.body.len()
    };
    let (answer, worker) = (size(&script), size("/worker.js"));
    println!("answer.js {answer}, worker.js {worker}");
    assert!(answer + worker <= 10 * 1024, "{answer} + {worker}");
    let worker = running.get("/worker.js").unwrap();
    assert_eq!(worker.header("cache-control"), Some("no-cache"));
    assert!(!worker.text().contains("{{"));
}
