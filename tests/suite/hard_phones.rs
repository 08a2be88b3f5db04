//! Phones as they are: large letters, no room left, a clock that is a year wrong, a browser that sends when we are gone.

use std::time::Duration;

use fantoccini::Client;
use serde_json::{Value, json};

use crate::support::answering::{
    PHONE, THANKS, UNSENT, answer, answer_here, heading, held, held_by_browser, house, press,
    taken_over,
};
use crate::support::browser::{View, browse_closely, browse_under, browse_with, keep};
use crate::support::citizens::{self, COMMUNE};
use crate::support::clock::Clock;
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::relay::{Line, Relay};
use crate::support::service::{House, Service};

/// What reaches out of the window, or out of the box that shows it.
const CUT: &str = r"
    const cut = [], wide = document.documentElement.clientWidth + 1;
    for (const own of document.querySelectorAll('body *:not(svg *, .skip, [hidden])')) {
        if (!own.checkVisibility() || own.parentElement.closest('.scroll')) continue; // a table scrolls in its frame
        const { left, right } = own.getBoundingClientRect();
        if (left < -1 || right > wide) cut.push(`out of the window: ${own.outerHTML.slice(0, 80)}`);
        const { overflowX, overflowY } = getComputedStyle(own);
        if (overflowX !== 'visible' && own.scrollWidth > own.clientWidth + 1 && !own.closest('[tabindex]')
            || overflowY === 'hidden' && own.scrollHeight > own.clientHeight + 1)
            cut.push(`out of its box: ${own.outerHTML.slice(0, 80)}`);
    }
    return cut;";

async fn nothing_is_cut(client: &Client, what: &str) {
    let cut = client.execute(CUT, vec![]).await.unwrap();
    assert_eq!(cut, Value::Array(vec![]), "{what}");
    is_a_good_page(client, what).await;
}

/// Pages that citizens see, of a house where each of them can be opened.
fn pages(house: &House) -> (Service, Vec<String>) {
    for (code, form) in [
        ("quay-1", "onestop-short"),
        ("sipas", "sipas-1001-2023"),
        ("cong-1", "star-rating"),
    ] {
        let point = [
            "points",
            "add",
            code,
            "--place",
            COMMUNE,
            "--name",
            "Trung tâm Phục vụ hành chính công phường Phố Hiến",
            "--form",
            form,
        ];
        house.run(&point);
    }
    let token = citizens::invite(house, "large", 1).remove(0);
    let running = house.serve();
    let base = format!("http://{}", running.address);
    let paths = [
        format!("/k/{token}"),
        "/o/quay-1?lang=en".into(),
        "/o/sipas".into(),
        "/f/sipas-1001-2023/1".into(),
        "/w/cong-1".into(),
        "/s".into(),
        "/contact".into(),
        "/privacy".into(),
        "/about?lang=en".into(),
        "/k/unknown".into(),
    ];
    (running, paths.map(|path| base.clone() + &path).to_vec())
}

/// Looks at each page, and at what it says to somebody who answers nothing.
async fn look(client: Client, pages: Vec<String>, how: &str) {
    for (number, page) in pages.iter().enumerate() {
        client.goto(page).await.unwrap();
        if page.contains("/k/") && !page.ends_with("unknown") || page.contains("/o/") {
            taken_over(&client).await;
            nothing_is_cut(&client, &format!("{page} {how}")).await;
            press(&client, "next").await;
            let turned = fantoccini::Locator::Css("[role=alert], .step[hidden]:first-of-type");
            client.wait().for_element(turned).await.unwrap();
        }
        nothing_is_cut(&client, &format!("{page} {how}")).await;
        keep(&client, &format!("{how}-{number}")).await;
    }
}

#[test]
fn at_200_percent_nothing_is_cut_and_nothing_scrolls_sideways() {
    let house = House::new(Database::Sqlite);
    let (running, pages) = pages(&house);
    let view = View {
        width: 1280,
        scripts: true,
    };
    browse_closely(view, |client, tools| async move {
        let zoomed =
            json!({ "width": 640, "height": 450, "deviceScaleFactor": 2, "mobile": false });
        tools.command("Emulation.setDeviceMetricsOverride", &zoomed);
        client.goto(&pages[0]).await.unwrap();
        let wide = client.execute("return innerWidth", vec![]).await.unwrap();
        assert_eq!(wide, 640, "1280 pixels at 200 %");
        look(client, pages, "zoom-200").await;
    });
    running.stop();
}

#[test]
fn letters_twice_as_large_fit_a_window_of_320_pixels() {
    let house = House::new(Database::Sqlite);
    let (running, pages) = pages(&house);
    let view = View {
        width: 320,
        scripts: true,
    };
    let large = [("webkit.webprefs.default_font_size", json!(32))];
    browse_with(view, &large, |client| async move {
        client.goto(&pages[0]).await.unwrap();
        let size = "return parseFloat(getComputedStyle(document.body).fontSize)";
        assert_eq!(client.execute(size, vec![]).await.unwrap(), 36.0);
        look(client, pages, "letters-200").await;
    });
    running.stop();
}

#[test]
fn where_the_storage_is_full_the_sheet_goes_and_the_page_says_to_stay() {
    let house = house();
    let running = house.serve();
    let line = Relay::to(&running.address);
    let (own, base) = (line.clone(), format!("http://{}", line.address));
    browse_closely(PHONE, |client, tools| async move {
        let page = format!("{base}/o/quay-1");
        client.goto(&page).await.unwrap();
        let full = json!({ "origin": base, "quotaSize": 1 });
        tools.command("Storage.overrideQuotaForOrigin", &full);
        let put = "const done = arguments[0]; const asked = indexedDB.open('other', 1); asked.onupgradeneeded = () => asked.result.createObjectStore('s'); asked.onerror = () => done(asked.error.name); asked.onsuccess = () => { const turn = asked.result.transaction('s', 'readwrite'); turn.objectStore('s').put('x'.repeat(9999), 1); turn.oncomplete = () => done('kept'); turn.onabort = () => done(turn.error.name); }";
        let said = client.execute_async(put, vec![]).await.unwrap();
        assert_eq!(said, "QuotaExceededError");
        own.set(Line::Stranger(503));
        answer(&client, &page).await;
        heading(&client, UNSENT).await;
        let says = crate::support::browser::text_of(&client, "[role=status]").await;
        assert!(says.contains("Xin để trang này mở"), "{says}");
        keep(&client, "storage-full").await;
        is_a_good_page(&client, "storage full").await;
        // Whoever reloads the page all the same finds the answers again, and sends the same sheet.
        client.refresh().await.unwrap();
        taken_over(&client).await;
        press(&client, "send").await;
        heading(&client, UNSENT).await;
        own.set(Line::Up);
        heading(&client, THANKS).await;
        assert_eq!(held_by_browser(&client).await, json!([0, 0]));
    });
    running.stop();
    held(&house, 1);
}

#[test]
fn a_clock_that_is_a_year_wrong_changes_nothing() {
    for days in [-365, 365] {
        let house = house();
        let token = citizens::invite(&house, "clock", 1).remove(0);
        let running = house.serve();
        let line = Relay::to(&running.address);
        let (own, base) = (line.clone(), format!("http://{}", line.address));
        let now = std::time::SystemTime::now();
        let now = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        browse_under(PHONE, &Clock::ahead(days), move |client| async move {
            let page = format!("{base}/o/quay-1");
            client.goto(&page).await.unwrap();
            let theirs = client.execute("return Date.now() / 1000", vec![]).await;
            let apart = (theirs.unwrap().as_f64().unwrap() - now as f64) / 86_400.0;
            assert!((apart - days as f64).abs() < 1.0, "{apart} days apart");
            own.set(Line::Stranger(503));
            answer(&client, &page).await;
            heading(&client, UNSENT).await;
            assert_eq!(held_by_browser(&client).await, json!([1, 0]));
            own.set(Line::Up);
            heading(&client, THANKS).await;
            assert_eq!(held_by_browser(&client).await, json!([0, 0]));
            // A link that works for the service works for this phone.
            client.goto(&format!("{base}/k/{token}")).await.unwrap();
            taken_over(&client).await;
        });
        running.stop();
        held(&house, 1);
    }
}

#[test]
fn what_waits_is_sent_by_the_browser_when_every_page_is_closed() {
    let house = house();
    let running = house.serve();
    let line = Relay::to(&running.address);
    let (own, base) = (line.clone(), format!("http://{}", line.address));
    browse_closely(PHONE, |client, tools| async move {
        let page = format!("{base}/o/quay-1");
        client.goto(&page).await.unwrap();
        taken_over(&client).await;
        let ready = "const done = arguments[0]; navigator.serviceWorker.ready.then(own => done(own.active !== null))";
        assert_eq!(client.execute_async(ready, vec![]).await.unwrap(), true);
        own.set(Line::Cut);
        answer_here(&client).await;
        heading(&client, UNSENT).await;
        // No page of ours that runs a script is open from here on.
        client.goto("about:blank").await.unwrap();
        own.set(Line::Up);
        client.goto(&format!("{base}/about")).await.unwrap();
        assert_eq!(held_by_browser(&client).await[0], 1);
        tools.command("ServiceWorker.enable", &json!({}));
        let sync = |number: usize| json!({ "origin": base, "registrationId": number.to_string(), "tag": "sipas-sheets", "lastChance": true });
        for _ in 0..40 {
            for number in 0..4 {
                tools.command("ServiceWorker.dispatchSyncEvent", &sync(number));
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
            if held_by_browser(&client).await[0] == 0 {
                break;
            }
        }
        assert_eq!(held_by_browser(&client).await[0], 0, "the worker sent it");
        client.goto(&page).await.unwrap();
        taken_over(&client).await;
    });
    running.stop();
    held(&house, 1);
}
