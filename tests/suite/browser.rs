//! What people see and can do: the pages in a real browser, on small phones and large screens.

use fantoccini::{Client, Locator};

use crate::support::browser::{View, browse, count, keep, leave, text_of};
use crate::support::citizens::{COMMUNE, PROVINCE};
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::http;
use crate::support::service::House;
use crate::support::sql::Sql;
use crate::support::staff::{account, code, secret};

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

/// Scans the key, types the code and puts the recovery codes away.
pub async fn set_up_second_factor(client: &Client) {
    is_a_good_page(client, "/staff/second-factor").await;
    keep(client, "staff-second-factor").await;
    let page = client.source().await.unwrap();
    let code = code(&secret(&page), 0);
    let field = client.find(Locator::Css("#code")).await.unwrap();
    field.send_keys(&code).await.unwrap();
    leave(client, "main form button").await;
    is_a_good_page(client, "recovery codes").await;
    keep(client, "staff-recovery").await;
    assert_eq!(count(client, ".codes li").await, 10);
    leave(client, ".go").await;
}

/// Everything on a phone, by somebody who opens an account for a colleague.
#[test]
fn an_account_is_opened_on_a_phone() {
    let house = published();
    let password = account(&house, "an", "administrator", "33");
    let running = house.serve();
    let address = running.address.clone();
    let view = View {
        width: 360,
        scripts: true,
    };
    browse(view, |client| async move {
        let base = format!("http://{address}");
        client
            .goto(&format!("{base}/staff/accounts?lang=en"))
            .await
            .unwrap();
        let type_into = async |field: &str, text: &str| {
            let field = client.find(Locator::Css(field)).await.unwrap();
            field.send_keys(text).await.unwrap();
        };
        type_into("#name", "an").await;
        type_into("#password", &password).await;
        type_into("#device", "phone").await;
        leave(&client, "main form button").await;
        set_up_second_factor(&client).await;
        assert_eq!(
            client.current_url().await.unwrap().path(),
            "/staff/accounts"
        );
        is_a_good_page(&client, "/staff/accounts").await;
        type_into("#username", "hoa").await;
        let role = client
            .find(Locator::Css("label:has([value=analyst])"))
            .await
            .unwrap();
        role.click().await.unwrap();
        type_into("#place", "Phố Hiến").await;
        leave(&client, ".column button").await;
        is_a_good_page(&client, "a password to hand over").await;
        keep(&client, "staff-account-opened-360").await;
        for page in ["account", "accounts", "accounts/hoa", "audit"] {
            client.goto(&format!("{base}/staff/{page}")).await.unwrap();
            is_a_good_page(&client, page).await;
            keep(&client, &format!("staff-{}-360", page.replace('/', "-"))).await;
        }
    });
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
            set_up_second_factor(&client).await;
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
            assert_eq!(links.len(), 4);
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
            for page in ["account", "accounts", "accounts/an", "audit"] {
                let path = format!("/staff/{page}");
                client.goto(&format!("{base}{path}")).await.unwrap();
                is_a_good_page(&client, &path).await;
                keep(&client, &format!("staff-{}", page.replace('/', "-"))).await;
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
            let left = client.get_all_cookies().await.unwrap();
            let left: Vec<_> = left.iter().map(fantoccini::cookies::Cookie::name).collect();
            assert_eq!(
                left,
                ["sipas-device"],
                "the browser stays known, nobody is signed in"
            );
            fetch(&paths[0], &session).expect(401);
        },
    );
}
