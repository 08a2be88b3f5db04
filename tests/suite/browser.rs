//! What people see and can do: the pages in a real browser, on small phones and large screens.

use std::time::Duration;

use fantoccini::key::Key;
use fantoccini::{Client, Locator};

use crate::support::browser::{View, browse, keep};
use crate::support::citizens::{self, COMMUNE, PROVINCE, QUESTIONS};
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::http;
use crate::support::service::House;
use crate::support::sql::Sql;

const PHONE: View = View {
    width: 360,
    scripts: true,
};
const PHONE_WITHOUT_SCRIPTS: View = View {
    width: 360,
    scripts: false,
};

fn house() -> House {
    House::new(Database::Sqlite)
}

/// A house with results of six communes, in two months and two channels.
fn published() -> House {
    let house = house();
    let mut csv = "place,period,channel,SA0,SB0,SC0,SD0,SE0,overall\n".to_owned();
    for number in 0..240_usize {
        let place = [COMMUNE, "12142", "12499", "13021", "12694", "12700"][number % 6];
        let answers = [
            1 + number % 5,
            3 + number % 3,
            4,
            2 + number % 4,
            5 - number % 2,
            4,
        ];
        let answers = answers.map(|answer| answer.to_string()).join(",");
        csv += &format!(
            "{place},2026-{:02},{},{answers}\n",
            8 + number / 120,
            ["online", "in_person"][number / 6 % 2]
        );
    }
    let file = house.file("published.csv", &csv);
    house.run(&[
        "answers",
        "import",
        file.to_str().unwrap(),
        "--form",
        "onestop-short",
    ]);
    house
}

async fn text_of(client: &Client, selector: &str) -> String {
    client
        .find(Locator::Css(selector))
        .await
        .unwrap_or_else(|error| panic!("{selector}: {error}"))
        .text()
        .await
        .unwrap()
}

async fn count(client: &Client, selector: &str) -> usize {
    client.find_all(Locator::Css(selector)).await.unwrap().len()
}

async fn choose(client: &Client, code: &str, value: &str) {
    let selector = format!("input[name={code}][value='{value}']");
    client
        .find(Locator::Css(&selector))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
}

async fn submit(client: &Client) {
    leave(client, "main button[type=submit]").await;
}

/// Clicks what leads to another page, and waits until that page is there.
async fn leave(client: &Client, selector: &str) {
    let element = client
        .find(Locator::Css(selector))
        .await
        .unwrap_or_else(|error| panic!("{selector}: {error}"));
    element.click().await.unwrap();
    for _ in 0..400 {
        if element.tag_name().await.is_err() {
            client.wait().for_element(Locator::Css("h1")).await.unwrap();
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{selector} leads nowhere");
}

/// A citizen forgets a question, is led to it, mends it, and is thanked without a word of the content.
async fn answers_the_short_form(client: Client, base: String, token: String, name: String) {
    let link = format!("{base}/k/{token}");
    client.goto(&link).await.unwrap();
    keep(&client, &format!("{name}-1-questions")).await;
    assert_eq!(count(&client, "input[type=radio]").await, 36);
    assert_eq!(
        count(&client, "input:checked").await,
        0,
        "an answer is chosen in advance"
    );
    for (code, value) in QUESTIONS
        .iter()
        .zip(["5", "4", "", "2", "na", "4"])
        .filter(|(_, value)| !value.is_empty())
    {
        choose(&client, code, value).await;
    }
    client
        .find(Locator::Css("textarea"))
        .await
        .unwrap()
        .send_keys("Chị ở quầy số 3 rất tận tình")
        .await
        .unwrap();
    submit(&client).await;

    // The missing answer is named, linked and marked; everything else is still there.
    assert!(client.title().await.unwrap().starts_with("Lỗi:"));
    keep(&client, &format!("{name}-2-mend")).await;
    let focused = client.active_element().await.unwrap();
    assert_eq!(
        focused.attr("role").await.unwrap().as_deref(),
        Some("alert"),
        "the summary has the focus"
    );
    let links = client
        .find_all(Locator::Css("[role=alert] a"))
        .await
        .unwrap();
    assert_eq!(links.len(), 1);
    assert!(
        links[0]
            .attr("href")
            .await
            .unwrap()
            .unwrap()
            .ends_with("#SC0-1")
    );
    assert_eq!(count(&client, "fieldset.bad .error").await, 1);
    for (code, value) in QUESTIONS
        .iter()
        .zip(["5", "4", "", "2", "na", "4"])
        .filter(|(_, value)| !value.is_empty())
    {
        assert_eq!(
            count(
                &client,
                &format!("input[name={code}][value='{value}']:checked")
            )
            .await,
            1,
            "{code}"
        );
    }
    assert_eq!(
        client
            .find(Locator::Css("textarea"))
            .await
            .unwrap()
            .text()
            .await
            .unwrap(),
        "Chị ở quầy số 3 rất tận tình"
    );
    links[0].click().await.unwrap();
    let focused = client.active_element().await.unwrap();
    assert_eq!(
        focused.attr("id").await.unwrap().as_deref(),
        Some("SC0-1"),
        "the link leads to the field"
    );
    choose(&client, "SC0", "3").await;
    submit(&client).await;

    assert_eq!(text_of(&client, "h1").await, "Đã ghi nhận");
    keep(&client, &format!("{name}-3-thanks")).await;
    let source = client.source().await.unwrap();
    for trace in [
        "quầy số 3",
        "input",
        "Bình thường",
        "Rất hài lòng",
        "Không có ý kiến",
    ] {
        assert!(
            !source.contains(trace),
            "“{trace}” is on the thank-you page"
        );
    }
    client.goto(&link).await.unwrap();
    assert_eq!(text_of(&client, "h1").await, "Đã ghi nhận");
    assert_eq!(count(&client, "input").await, 0);
}

fn a_citizen_answers(view: View, name: &'static str) {
    let house = house();
    let token = citizens::invite(&house, "browser", 1).remove(0);
    let running = house.serve();
    let base = format!("http://{}", running.address);
    browse(view, |client| {
        answers_the_short_form(client, base, token, name.to_owned())
    });
    running.stop();
    assert!(house.run(&["verify"]).contains(" 1 sheets wait sealed"));
}

#[test]
fn a_citizen_answers_on_a_phone() {
    a_citizen_answers(PHONE, "phone");
}

#[test]
fn no_script() {
    a_citizen_answers(PHONE_WITHOUT_SCRIPTS, "phone-without-scripts");
}

#[test]
fn a_citizen_answers_by_keyboard_alone() {
    let house = house();
    let token = citizens::invite(&house, "keyboard", 1).remove(0);
    let running = house.serve();
    let link = format!("http://{}/k/{token}", running.address);
    browse(
        View {
            width: 1280,
            scripts: true,
        },
        |client| async move {
            client.goto(&link).await.unwrap();
            let tab = String::from(char::from(Key::Tab));
            let (space, down, enter) = (
                " ",
                String::from(char::from(Key::Down)),
                String::from(char::from(Key::Enter)),
            );
            let mut answered = Vec::new();
            client
                .find(Locator::Css("body"))
                .await
                .unwrap()
                .send_keys(&tab)
                .await
                .unwrap();
            for _ in 0..40 {
                let focused = client.active_element().await.unwrap();
                let name = focused.attr("name").await.unwrap().unwrap_or_default();
                let outline = client
                .execute("const s = getComputedStyle(document.activeElement), l = getComputedStyle(document.activeElement.parentElement); return s.outlineStyle + s.boxShadow + l.outlineStyle + l.boxShadow", vec![])
                .await
                .unwrap();
                assert_ne!(
                    outline, "nonenonenonenone",
                    "the focus cannot be seen: {name}"
                );
                match focused.tag_name().await.unwrap().as_str() {
                    "input" => {
                        // Space chooses the first answer, an arrow the next one.
                        focused.send_keys(space).await.unwrap();
                        focused.send_keys(&down).await.unwrap();
                        answered.push(name);
                    }
                    "textarea" => focused.send_keys("Cảm ơn").await.unwrap(),
                    "button" => {
                        focused.send_keys(&enter).await.unwrap();
                        break;
                    }
                    _ => {}
                }
                client
                    .active_element()
                    .await
                    .unwrap()
                    .send_keys(&tab)
                    .await
                    .unwrap();
            }
            assert_eq!(answered, QUESTIONS);
            assert_eq!(text_of(&client, "h1").await, "Đã ghi nhận");
        },
    );
}

#[test]
fn the_questionnaire_is_a_good_page_from_320_to_1280_pixels() {
    let house = house();
    let token = citizens::invite(&house, "good", 1).remove(0);
    house.run(&[
        "points", "add", "quay-1", "--place", COMMUNE, "--name", "Quầy 1",
    ]);
    let running = house.serve();
    for width in [320, 360, 1280] {
        let base = format!("http://{}", running.address);
        let pages = [
            format!("/k/{token}"),
            format!("/k/{token}?lang=en"),
            "/o/quay-1".into(),
            "/k/unknown".into(),
            "/privacy".into(),
        ];
        browse(
            View {
                width,
                scripts: true,
            },
            |client| async move {
                for page in pages {
                    client.goto(&format!("{base}{page}")).await.unwrap();
                    is_a_good_page(&client, &format!("{page} at {width} px")).await;
                }
                let low = client.execute("return [...document.querySelectorAll('.options label, button')].filter(own => own.getBoundingClientRect().height < 24).length", vec![]).await.unwrap();
                assert_eq!(low, 0, "something to touch is lower than 24 px");
            },
        );
    }
}

#[test]
fn the_results_are_good_pages_with_charts_from_320_to_1280_pixels() {
    let house = published();
    Sql::open(&house).run("insert into setting (key, value) values ('simulated', 'yes')");
    let running = house.serve();
    for width in [320, 360, 1280] {
        let base = format!("http://{}", running.address);
        browse(
            View {
                width,
                scripts: true,
            },
            |client| async move {
                for (page, name) in [
                    ("/", "nation"),
                    (&*format!("/r/{PROVINCE}"), "province"),
                    ("/r/11953?lang=en", "commune"),
                    ("/about", "about"),
                    ("/docs", "docs"),
                    ("/?q=hung+yen", "search"),
                ] {
                    client.goto(&format!("{base}{page}")).await.unwrap();
                    keep(&client, &format!("results-{name}-{width}")).await;
                    is_a_good_page(&client, &format!("{page} at {width} px")).await;
                    if name != "about" && name != "docs" {
                        assert!(
                            text_of(&client, ".simulated").await.len() > 10,
                            "{page} does not say that it is simulated"
                        );
                    }
                    if name == "nation" || name == "province" {
                        let seen = "return [...document.querySelectorAll('figure svg')].filter(own => own.checkVisibility() && own.getBoundingClientRect().width > 200).length";
                        let charts = client
                            .execute(seen, vec![])
                            .await
                            .unwrap()
                            .as_u64()
                            .unwrap();
                        assert!(charts >= 3, "{page} at {width} px shows {charts} charts");
                    }
                }
            },
        );
    }
}

#[test]
fn real_results_carry_no_banner() {
    let house = published();
    let running = house.serve();
    let base = format!("http://{}", running.address);
    browse(
        View {
            width: 1280,
            scripts: false,
        },
        |client| async move {
            client.goto(&format!("{base}/r/{PROVINCE}")).await.unwrap();
            assert_eq!(text_of(&client, "h1").await, "Tỉnh Hưng Yên");
            assert_eq!(count(&client, ".simulated").await, 0);
            // Down to a commune and to another language, by links alone.
            leave(&client, "table.ranking a[href*='11953']").await;
            assert_eq!(text_of(&client, "h1").await, "Phường Phố Hiến");
            leave(&client, "a[hreflang=en]").await;
            assert_eq!(
                client
                    .find(Locator::Css("html"))
                    .await
                    .unwrap()
                    .attr("lang")
                    .await
                    .unwrap()
                    .as_deref(),
                Some("en")
            );
        },
    );
}

#[test]
fn an_administrator_signs_in_downloads_and_signs_out() {
    let house = published();
    let password = house
        .run(&["staff", "add", "an"])
        .trim()
        .trim_start_matches("an ")
        .to_owned();
    let running = house.serve();
    let address = running.address.clone();
    browse(
        View {
            width: 1280,
            scripts: true,
        },
        |client| async move {
            let base = format!("http://{address}");
            client.goto(&format!("{base}/staff")).await.unwrap();
            assert!(
                client
                    .current_url()
                    .await
                    .unwrap()
                    .path()
                    .ends_with("/staff/sign-in")
            );
            is_a_good_page(&client, "/staff/sign-in").await;
            let sign_in = async |password: &str| {
                let name = client.find(Locator::Css("#name")).await.unwrap();
                name.clear().await.unwrap();
                name.send_keys("an").await.unwrap();
                client
                    .find(Locator::Css("#password"))
                    .await
                    .unwrap()
                    .send_keys(password)
                    .await
                    .unwrap();
                leave(&client, "main form button").await;
            };
            sign_in("wrong password").await;
            assert_eq!(count(&client, "[role=alert]").await, 1);
            assert_eq!(
                client
                    .find(Locator::Css("#name"))
                    .await
                    .unwrap()
                    .prop("value")
                    .await
                    .unwrap()
                    .as_deref(),
                Some("an")
            );
            assert_eq!(
                client
                    .find(Locator::Css("#password"))
                    .await
                    .unwrap()
                    .prop("value")
                    .await
                    .unwrap()
                    .as_deref(),
                Some("")
            );
            assert!(client.get_all_cookies().await.unwrap().is_empty());
            keep(&client, "staff-wrong-password").await;
            sign_in(&password).await;
            keep(&client, "staff-desk").await;
            assert!(
                client
                    .current_url()
                    .await
                    .unwrap()
                    .path()
                    .ends_with("/staff")
            );
            is_a_good_page(&client, "/staff").await;
            keep(&client, "staff-desk").await;
            let cookie = client.get_named_cookie("sipas").await.unwrap();
            assert_eq!(cookie.http_only(), Some(true));
            let session = format!("sipas={}", cookie.value());
            let links = client.find_all(Locator::Css(".downloads a")).await.unwrap();
            assert_eq!(links.len(), 3);
            let fetch = |path: &str, session: &str| {
                http::send(&address, "GET", path, &[("Cookie", session)], b"").unwrap()
            };
            let mut paths = Vec::new();
            for link in &links {
                let path = link.attr("href").await.unwrap().unwrap();
                assert!(
                    fetch(&path, &session).expect(200).body.len() > 500,
                    "{path}"
                );
                paths.push(path);
            }
            leave(&client, "form[action*=sign-out] button").await;
            assert!(
                client
                    .current_url()
                    .await
                    .unwrap()
                    .path()
                    .ends_with("/staff/sign-in")
            );
            assert!(client.get_all_cookies().await.unwrap().is_empty());
            fetch(&paths[0], &session).expect(401);
        },
    );
}
