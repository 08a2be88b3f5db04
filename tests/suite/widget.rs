//! The widget at the foot of a portal: on the page of another site with a strict policy, with scripts and without.

use std::time::Duration;

use fantoccini::key::Key;
use fantoccini::{Client, Locator};

use crate::support::browser::{View, browse, keep};
use crate::support::citizens::COMMUNE;
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::http;
use crate::support::relay::portal;
use crate::support::service::{House, Service};

fn house() -> House {
    let house = House::new(Database::Sqlite);
    for (code, form) in [("cong-1", "star-rating"), ("quay-1", "onestop-short")] {
        house.run(&[
            "points",
            "add",
            code,
            "--place",
            COMMUNE,
            "--name",
            "Cổng thông tin",
            "--form",
            form,
        ]);
    }
    house
}

/// A page of a portal that lets in the script and the frame of the widget and nothing else.
fn host_page(service: &Service, body: &str) -> String {
    let home = format!("http://{}", service.address);
    let body = body.replace("HOME", &home);
    portal(
        format!(
            "<!doctype html><html lang=vi><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Cổng thông tin</title><h1>Bài viết</h1>{body}"
        ),
        format!(
            "default-src 'none'; script-src {home}; frame-src {home}; require-trusted-types-for 'script'"
        ),
    )
}

const ONE_LINE: &str =
    "<script async src='HOME/widget.js' data-point='cong-1' data-lang='vi'></script>";
const PLAIN: &str = "<iframe src='HOME/w/cong-1?lang=en' title='Rate this page' width='100%' height='420'></iframe>";

/// Goes into the frame once it is there.
async fn enter(client: &Client) {
    for _ in 0..200 {
        if let Ok(frame) = client.find(Locator::Css("iframe")).await {
            frame.enter_frame().await.unwrap();
            client.wait().for_element(Locator::Css("h1")).await.unwrap();
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no frame was put into the page");
}

async fn heading(client: &Client, wanted: &str) {
    for _ in 0..200 {
        if let Ok(heading) = client.find(Locator::Css("h1")).await
            && heading.text().await.is_ok_and(|text| text == wanted)
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!(
        "“{wanted}” is not shown: {}",
        client.source().await.unwrap()
    );
}

#[test]
fn one_line_puts_the_widget_on_the_page_of_another_site_and_the_keyboard_is_enough() {
    let house = house();
    let running = house.serve();
    let page = host_page(&running, ONE_LINE);
    browse(
        View {
            width: 1280,
            scripts: true,
        },
        |client| async move {
            client.goto(&page).await.unwrap();
            enter(&client).await;
            is_a_good_page(&client, "the widget").await;
            keep(&client, "widget-1-wide").await;
            let first = client
                .find(Locator::Css("input[type=radio]"))
                .await
                .unwrap();
            first.send_keys(" ").await.unwrap();
            for _ in 0..4 {
                let here = client.active_element().await.unwrap();
                here.send_keys(&String::from(char::from(Key::Right)))
                    .await
                    .unwrap();
            }
            let here = client.active_element().await.unwrap();
            assert_eq!(here.attr("value").await.unwrap().as_deref(), Some("5"));
            here.send_keys(&String::from(char::from(Key::Enter)))
                .await
                .unwrap();
            heading(&client, "Đã ghi nhận").await;
            assert!(
                client
                    .find_all(Locator::Css("form,input"))
                    .await
                    .unwrap()
                    .is_empty(),
                "the form is gone"
            );
            keep(&client, "widget-2-thanks").await;
            client.enter_parent_frame().await.unwrap();
            // The frame is as high as what it holds, and neither page keeps anything.
            let frame = client.find(Locator::Css("iframe")).await.unwrap();
            let height: u32 = frame
                .attr("height")
                .await
                .unwrap()
                .unwrap()
                .parse()
                .unwrap();
            assert!((60..230).contains(&height), "{height}");
            assert!(client.get_all_cookies().await.unwrap().is_empty());
        },
    );
    running.stop();
    assert!(house.run(&["verify"]).contains(" 1 sheets wait sealed"));
}

#[test]
fn a_plain_frame_works_without_scripts_and_says_what_is_missing() {
    let house = house();
    let running = house.serve();
    let page = host_page(&running, PLAIN);
    browse(
        View {
            width: 360,
            scripts: false,
        },
        |client| async move {
            client.goto(&page).await.unwrap();
            enter(&client).await;
            let send = || async {
                client
                    .find(Locator::Css("button"))
                    .await
                    .unwrap()
                    .click()
                    .await
                    .unwrap();
            };
            send().await;
            client
                .wait()
                .for_element(Locator::Css(".error"))
                .await
                .unwrap();
            keep(&client, "widget-3-mend").await;
            let error = client.find(Locator::Css(".error")).await.unwrap();
            assert!(
                error.text().await.unwrap().contains("choose"),
                "it speaks English"
            );
            client
                .find(Locator::Css("input[value='4']"))
                .await
                .unwrap()
                .click()
                .await
                .unwrap();
            send().await;
            heading(&client, "Recorded").await;
        },
    );
    running.stop();
    assert!(house.run(&["verify"]).contains(" 1 sheets wait sealed"));
}

#[test]
fn the_widget_weighs_six_kilobytes_at_most_and_only_its_own_addresses_may_be_framed() {
    let house = house();
    house.settings("[widget]\nsites = ['https://hungyen.gov.vn', 'https://*.gov.vn']\n");
    let running = house.serve();
    let get = |path: &str| {
        let headers = [("Accept-Encoding", "gzip, br")];
        http::send(&running.address, "GET", path, &headers, b"")
            .unwrap()
            .expect(200)
    };
    let page = get("/w/cong-1");
    let html = String::from_utf8(running.get("/w/cong-1").unwrap().body).unwrap();
    let mut total = page.body.len();
    let mut table = format!("page {}", page.body.len());
    for path in html
        .split('"')
        .filter(|own| own.starts_with("/assets/"))
        .chain(["/widget.js"])
    {
        let size = get(path).body.len();
        total += size;
        table += &format!(", {path} {size}");
    }
    println!("{table}: {total}");
    assert!(total <= 6 * 1024, "{table}: {total}");
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("frame-ancestors https://hungyen.gov.vn https://*.gov.vn;"),
        "{policy}"
    );
    assert_eq!(
        page.header("cross-origin-resource-policy"),
        Some("cross-origin")
    );
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(
        get("/widget.js").header("cross-origin-resource-policy"),
        Some("cross-origin")
    );
    let other = get("/o/quay-1");
    assert!(
        other
            .header("content-security-policy")
            .unwrap()
            .contains("frame-ancestors 'none'")
    );
    assert_eq!(
        other.header("cross-origin-resource-policy"),
        Some("same-origin")
    );
    for path in ["/w/quay-1", "/w/nowhere"] {
        running.get(path).unwrap().expect(404);
    }
    house.settings("[widget]\nsites = ['hungyen.gov.vn; script-src *']\n");
    assert!(house.refused(&["points", "list"]).contains("widget.sites"));
}

#[test]
fn sending_twice_counts_once_and_another_form_is_refused() {
    let house = house();
    let running = house.serve();
    let id = "00000000-0000-4000-8000-000000000001";
    let fields = [
        ("form", "star-rating"),
        ("version", "1"),
        ("submission_id", id),
        ("stars", "5"),
    ];
    for _ in 0..3 {
        let reply = running.post_form("/w/cong-1", &fields).unwrap().expect(200);
        assert!(
            !reply.text().contains("★"),
            "nothing of the answer is shown"
        );
    }
    running
        .post_form("/w/cong-1", &fields[..3])
        .unwrap()
        .expect(422);
    running.post_form("/w/quay-1", &fields).unwrap().expect(409);
    running.stop();
    assert!(house.run(&["verify"]).contains(" 1 sheets wait sealed"));
}
