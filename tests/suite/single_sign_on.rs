//! Coming in with the account of the province, tried against a real provider: who is let in, as what, and who is not.

use std::time::{Duration, Instant};

use fantoccini::Locator;
use serde_json::{Value, json};

use crate::on_each_database;
use crate::support::browser::{View, browse, keep};
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::http::Reply;
use crate::support::openid::{Provider, Walker, authority, free, open, settle, with};
use crate::support::service::{House, Service};
use crate::support::sql::Sql;
use crate::support::staff;

/// Roles and places from claims; new people get an account.
const CLAIMS: &str = "create = true\nrole_claim = 'groups'\nplace_claim = 'place'\nroles = [\
    { value = 'sipas-chuyen-vien', role = 'analyst' }, { value = 'sipas-xem', role = 'viewer' }]";

fn people(viewer: &str) -> Value {
    json!({ "people": { viewer: { "groups": ["khac", "sipas-xem"], "place": "33" } } })
}

/// What the list of accounts says about one.
fn account(house: &House, name: &str) -> String {
    let list = house.run(&["staff", "list"]);
    let line = list.lines().find(|line| line.starts_with(name));
    line.unwrap_or_default().to_owned()
}

on_each_database! {
    fn whoever_is_linked_comes_in_and_nobody_else(house) {
        let (provider, running) = open(house, "");
        staff::account(house, "hoa", "viewer", "33");
        let mut hoa = Walker::default();
        let page = hoa.come_in(&provider, &running, "nv-17").expect(403).text();
        assert!(page.contains("nv-17"), "the mark to link is not shown: {page}");
        assert!(!hoa.is_in(&running));

        house.run(&["staff", "link", "hoa", "nv-17"]);
        let page = hoa.come_in(&provider, &running, "nv-17").expect(200);
        assert_eq!(page.header("refresh"), Some("0; url=/staff"));
        assert!(hoa.is_in(&running));

        let taken = house.refused(&["staff", "link", "hoa-2", "nv-17"]);
        assert!(taken.contains("hoa"), "{taken}");
        house.run(&["staff", "link", "hoa", "--remove"]);
        assert!(!hoa.is_in(&running), "still signed in after the link was cut");
        hoa.come_in(&provider, &running, "nv-17").expect(403);
    }

    fn a_new_account_has_the_role_and_place_of_the_claims_and_follows_them(house) {
        let (mut provider, running) = open(house, CLAIMS);
        provider.order(&people("lan"));
        let (mut lan, mut other) = (Walker::default(), Walker::default());
        lan.come_in(&provider, &running, "lan").expect(200);
        assert!(lan.is_in(&running));
        let line = account(house, "lan");
        assert!(line.contains("viewer") && line.contains("2025:33"), "{line}");

        provider.order(&json!({ "people": { "lan": { "groups": "sipas-chuyen-vien", "place": "01" } } }));
        other.come_in(&provider, &running, "lan").expect(200);
        let line = account(house, "lan");
        assert!(line.contains("analyst") && line.contains("2025:01"), "{line}");
        assert!(!lan.is_in(&running), "a sign-in with the old role goes on");
        assert!(other.is_in(&running));

        for (claims, word) in [
            (json!({ "groups": [], "place": "33" }), "vai trò"),
            (json!({ "groups": "sipas-xem", "place": "99999" }), "cơ quan"),
            (json!({}), "vai trò"),
        ] {
            provider.order(&json!({ "people": { "lan": claims } }));
            let page = Walker::default().come_in(&provider, &running, "lan").expect(403).text();
            assert!(page.contains(word), "{page}");
            assert!(!other.is_in(&running), "signed in without a role");
        }
    }

    fn a_person_never_gets_an_account_by_having_its_name(house) {
        let (mut provider, running) = open(house, CLAIMS);
        let password = staff::account(house, "admin", "administrator", "vn");
        let person = json!({ "preferred_username": "admin", "groups": "sipas-xem", "place": "33" });
        provider.order(&json!({ "people": { "stranger": person } }));
        let mut stranger = Walker::default();
        let page = stranger.come_in(&provider, &running, "stranger").expect(403).text();
        assert!(page.contains("admin") && page.contains("stranger"), "{page}");
        assert!(!stranger.is_in(&running));
        for name in ["", " admin", "a/b", "đan", "x\u{0}y"] {
            let person = json!({ "preferred_username": name, "groups": "sipas-xem", "place": "33" });
            provider.order(&json!({ "people": { "stranger": person } }));
            Walker::default().come_in(&provider, &running, "stranger").expect(403);
        }
        assert_eq!(house.run(&["staff", "list"]).lines().filter(|l| !l.trim().is_empty()).count(), 1);
        staff::Officer::sign_in(&running, "admin", &password);
    }

    fn a_closed_account_is_refused_and_has_no_password_to_guess(house) {
        let (mut provider, running) = open(house, CLAIMS);
        provider.order(&people("mai"));
        Walker::default().come_in(&provider, &running, "mai").expect(200);
        for password in ["", " ", "mai"] {
            let fields = [("name", "mai"), ("password", password)];
            running.post_form("/staff/sign-in", &fields).unwrap().expect(401);
        }
        house.run(&["staff", "close", "mai"]);
        let mut mai = Walker::default();
        let page = mai.come_in(&provider, &running, "mai").expect(403).text();
        assert!(page.contains("đóng"), "{page}");
        assert!(!mai.is_in(&running));
    }
}

/// Where a page leads on to by itself.
#[track_caller]
fn leads_to(page: &Reply) -> String {
    let to = page
        .header("refresh")
        .and_then(|to| to.strip_prefix("0; url="));
    to.unwrap_or_else(|| panic!("{}", page.text())).to_owned()
}

/// An hour passes for whoever is signed in: who they are must be shown again.
fn an_hour_passes(house: &House) {
    Sql::open(house).run("update session set confirmed = confirmed - 3600");
}

#[test]
fn somebody_signed_in_links_the_account_and_unlinks_it() {
    let house = house();
    let (provider, running) = open(&house, "");
    let password = staff::account(&house, "hoa", "viewer", "33");
    let mut hoa = Walker::default();
    hoa.with_password(&running, "hoa", &password);
    let url = format!("http://{}/staff/account", running.address);
    assert!(
        hoa.get(&url)
            .expect(200)
            .text()
            .contains("Nối với cổng của tỉnh")
    );
    let page = hoa
        .send(&running, "/staff/sso/link", &[("link", "yes")])
        .expect(200);
    assert!(
        page.text().contains("Sang cổng đăng nhập của tỉnh"),
        "{}",
        page.text()
    );
    let to = leads_to(&page);
    assert!(
        to.contains("prompt=login") && to.contains("max_age=0"),
        "{to}"
    );
    let back = hoa.sign_in(&provider, &to, "nv-17");
    let page = hoa.get(&back).expect(200);
    assert_eq!(leads_to(&page), "/staff/account?done=linked");
    let page = hoa.get(&format!("{url}?done=linked")).expect(200).text();
    assert!(
        page.contains("Đã nối với cổng đăng nhập của tỉnh"),
        "{page}"
    );
    Walker::default()
        .come_in(&provider, &running, "nv-17")
        .expect(200);

    // The same person cannot belong to a second account.
    let password = staff::account(&house, "lan", "viewer", "33");
    let mut lan = Walker::default();
    lan.with_password(&running, "lan", &password);
    let to = leads_to(&lan.send(&running, "/staff/sso/link", &[("link", "yes")]));
    let back = lan.sign_in(&provider, &to, "nv-17");
    let page = lan.get(&back).expect(403).text();
    assert!(
        page.contains("một tài khoản khác trong hệ thống này"),
        "{page}"
    );

    // A way that was begun ends with the sign-in that began it.
    let to = leads_to(&lan.send(&running, "/staff/sso/link", &[("link", "yes")]));
    lan.is_new_to(&provider);
    let back = lan.sign_in(&provider, &to, "nv-18");
    house.run(&["staff", "password", "lan"]);
    lan.get(&back).expect(400);
    Walker::default()
        .come_in(&provider, &running, "nv-18")
        .expect(403);

    // Both open a way in, or close one: they are asked who they are.
    an_hour_passes(&house);
    for path in ["/staff/sso/link", "/staff/sso/unlink"] {
        let page = hoa
            .send(&running, path, &[("link", "no")])
            .expect(200)
            .text();
        assert!(
            page.contains("name=\"password\"") && page.contains("/staff/sso/confirm"),
            "{page}"
        );
    }
    Sql::open(&house).run("update session set confirmed = confirmed + 3600");
    let reply = hoa
        .send(&running, "/staff/sso/unlink", &[("link", "no")])
        .expect(303);
    assert_eq!(
        reply.header("location"),
        Some("/staff/account?done=unlinked")
    );
    let page = hoa.get(&format!("{url}?done=unlinked")).expect(200).text();
    assert!(page.contains("Đã gỡ khỏi cổng"), "{page}");
    Walker::default()
        .come_in(&provider, &running, "nv-17")
        .expect(403);
}

#[test]
fn whoever_has_no_password_here_shows_at_the_provider_who_it_is() {
    let house = house();
    let rules = "create = true\nrole_claim = 'groups'\nplace_claim = 'place'\n\
        roles = [{ value = 'quan-tri', role = 'administrator' }]\nsecond_factor = { amr = ['otp'] }";
    let (mut provider, running) = open(&house, rules);
    let administrator = json!({ "groups": "quan-tri", "place": "33" });
    provider.order(&json!({ "amr": ["pwd", "otp"], "people": { "quan": administrator, "vinh": administrator } }));
    let mut quan = Walker::default();
    quan.come_in(&provider, &running, "quan").expect(200);
    let only = quan
        .send(&running, "/staff/sso/unlink", &[("link", "no")])
        .expect(303);
    assert_eq!(
        only.header("location"),
        Some("/staff/account?done=not-unlinked")
    );

    an_hour_passes(&house);
    let new = [("username", "moi"), ("role", "viewer"), ("place", "33")];
    let page = quan
        .send(&running, "/staff/accounts", &new)
        .expect(200)
        .text();
    assert!(
        !page.contains("name=\"password\"") && page.contains("Xác nhận ở cổng"),
        "{page}"
    );
    let carried = staff::hidden(&page, "carried").replace("&#38;", "&");
    let waiting = [("next", "/staff/accounts"), ("carried", carried.as_str())];
    let goes = |quan: &mut Walker, provider: &Provider, login: &str| {
        let to = leads_to(
            &quan
                .send(&running, "/staff/sso/confirm", &waiting)
                .expect(200),
        );
        assert!(to.contains("prompt=login"), "{to}");
        quan.is_new_to(provider);
        let back = quan.sign_in(provider, &to, login);
        quan.get(&back)
    };
    let other = goes(&mut quan, &provider, "vinh").expect(403).text();
    assert!(other.contains("bằng một tài khoản khác"), "{other}");
    // A provider that lets somebody through without asking is not believed.
    provider.order(&json!({ "lie": { "auth_time": 1_700_000_000 } }));
    goes(&mut quan, &provider, "quan").expect(403);
    provider.order(&json!({ "lie": null }));
    let still = quan
        .send(&running, "/staff/accounts", &new)
        .expect(200)
        .text();
    assert!(still.contains("Xác nhận ở cổng"), "{still}");

    let page = goes(&mut quan, &provider, "quan").expect(200).text();
    assert_eq!(
        staff::hidden(&page, "username"),
        "moi",
        "what was typed is lost"
    );
    let opened = quan
        .send(&running, "/staff/accounts", &new)
        .expect(200)
        .text();
    assert!(opened.contains("Đã mở tài khoản"), "{opened}");
    assert!(house.run(&["staff", "list"]).contains("moi · viewer"));
}

#[test]
fn a_provider_with_an_authority_of_its_own_is_believed_by_the_file_of_the_settings_alone() {
    let house = house();
    let address = free();
    let mut provider = Provider::start_secure(&address);
    provider.order(&people("lan"));
    let url = format!("http://{address}");
    assert!(provider.issuer.starts_with("https://localhost:"));
    let serve = |more: &str| {
        settle(&house, &url, &provider.issuer, more);
        Service::start(house.command(&["serve", "--listen", &address]))
    };
    let running = serve(CLAIMS);
    running.get("/staff/sso").unwrap().expect(503);
    drop(running);
    let trusted = format!("ca_file = '{}'\n{CLAIMS}", authority().display());
    let running = serve(&trusted);
    let mut lan = Walker::default();
    lan.come_in(&provider, &running, "lan").expect(200);
    assert!(lan.is_in(&running));
}

fn house() -> House {
    House::new(Database::Sqlite)
}

/// A service where one viewer may come in.
fn with_a_viewer(house: &House) -> (Provider, Service) {
    let (mut provider, running) = open(house, CLAIMS);
    provider.order(&people("lan"));
    (provider, running)
}

#[test]
fn a_return_that_belongs_to_no_departure_of_this_browser_is_refused() {
    let house = house();
    let (provider, running) = with_a_viewer(&house);
    let back_of = |walker: &mut Walker| {
        let to = walker.set_out(&running);
        walker.sign_in(&provider, &to, "lan")
    };
    let mut lan = Walker::default();
    let back = back_of(&mut lan);
    for forged in [
        with(&back, "state", "x"),
        with(&back, "state", ""),
        back.replace("state=", "estate="),
        format!("http://{}/staff/sso/back", running.address),
    ] {
        lan.get(&forged).expect(400);
    }
    assert!(!lan.is_in(&running));
    // The address in another browser: with no cookie, and with the cookie of another departure.
    Walker::default().get(&back).expect(400);
    let mut mallory = Walker::default();
    mallory.set_out(&running);
    mallory.get(&back).expect(400);
    assert!(!mallory.is_in(&running));
    // A cookie that was touched.
    let mut thief = Walker::default();
    let own = back_of(&mut thief);
    let cookie = thief.cookie(&running.address, "sipas-sso").unwrap();
    let last = cookie.pop();
    cookie.push(if last == Some('A') { 'B' } else { 'A' });
    thief.get(&own).expect(400);
}

#[test]
fn a_code_opens_once_and_only_with_what_its_own_departure_kept() {
    let house = house();
    let (provider, running) = with_a_viewer(&house);
    let mut lan = Walker::default();
    let to = lan.set_out(&running);
    let carried = lan.cookie(&running.address, "sipas-sso").unwrap().clone();
    let back = lan.sign_in(&provider, &to, "lan");
    lan.get(&back).expect(200);
    assert!(lan.is_in(&running));
    // The cookie is gone; and with a copy of it the provider does not take the code again.
    lan.get(&back).expect(400);
    let mut thief = Walker::default();
    thief.set_out(&running);
    *thief.cookie(&running.address, "sipas-sso").unwrap() = carried;
    thief.get(&back).expect(403);
    assert!(!thief.is_in(&running));
    // A code of another journey under the own state: the PKCE verifier does not fit it.
    let (mut one, mut two) = (Walker::default(), Walker::default());
    let (to_one, to_two) = (one.set_out(&running), two.set_out(&running));
    let (back_one, back_two) = (
        one.sign_in(&provider, &to_one, "lan"),
        two.sign_in(&provider, &to_two, "lan"),
    );
    let code = back_two.split("code=").nth(1).unwrap();
    let code = code.split('&').next().unwrap();
    one.get(&with(&back_one, "code", code)).expect(403);
    assert!(!one.is_in(&running));
}

#[test]
fn what_is_changed_on_the_way_to_the_provider_comes_back_to_nobody() {
    let house = house();
    let (provider, running) = with_a_viewer(&house);
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    for (name, value) in [("nonce", "another"), ("code_challenge", challenge)] {
        let mut lan = Walker::default();
        let to = with(&lan.set_out(&running), name, value);
        let back = lan.sign_in(&provider, &to, "lan");
        lan.get(&back).expect(403);
        assert!(!lan.is_in(&running), "{name}");
    }
    let to = Walker::default().set_out(&running);
    for asked in [
        "response_type=code",
        "code_challenge_method=S256",
        "scope=openid+profile",
        "client_id=sipas",
    ] {
        assert!(to.contains(asked), "{to} lacks {asked}");
    }
}

#[test]
fn a_return_that_names_another_provider_is_refused_before_its_code_is_used() {
    let house = house();
    let (provider, running) = with_a_viewer(&house);
    let mut lan = Walker::default();
    let to = lan.set_out(&running);
    let kept = lan.cookie(&running.address, "sipas-sso").unwrap().clone();
    let back = lan.sign_in(&provider, &to, "lan");
    assert!(back.contains("&iss="), "{back}");
    for forged in [
        with(&back, "iss", "https%3A%2F%2Fevil.example"),
        back.split("&iss=").next().unwrap().to_owned(),
    ] {
        let mut copy = Walker::default();
        copy.set_out(&running);
        *copy.cookie(&running.address, "sipas-sso").unwrap() = kept.clone();
        copy.get(&forged).expect(403);
        assert!(!copy.is_in(&running));
    }
    lan.get(&back).expect(200);
}

#[test]
fn an_id_token_that_says_anything_else_is_not_believed() {
    let house = house();
    let (mut provider, running) = with_a_viewer(&house);
    let lies = [
        json!({ "iss": "https://evil.example" }),
        json!({ "iss": format!("{}/", provider.issuer) }),
        json!({ "aud": "another-service" }),
        json!({ "aud": ["sipas", "another-service"] }),
        json!({ "aud": [] }),
        json!({ "exp": 1_700_000_000 }),
        json!({ "nonce": "another" }),
        json!({ "nonce": null }),
        json!({ "sub": "somebody-else" }),
        json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" }),
        json!({ "alg": "none" }),
        json!({ "alg": "HS256" }),
    ];
    for lie in lies {
        provider.order(&json!({ "lie": lie }));
        let mut lan = Walker::default();
        let reply = lan.come_in(&provider, &running, "lan");
        assert_eq!(reply.status, 403, "{lie}: {}", reply.text());
        assert!(!lan.is_in(&running), "{lie}");
    }
    // The same forger telling the truth is believed, so that it was the lies that failed.
    provider.order(&json!({ "lie": {} }));
    Walker::default()
        .come_in(&provider, &running, "lan")
        .expect(200);
    assert!(!running.log().contains("panicked"));
}

#[test]
fn a_provider_that_changes_its_keys_is_believed_at_once() {
    let house = house();
    let (mut provider, running) = with_a_viewer(&house);
    Walker::default()
        .come_in(&provider, &running, "lan")
        .expect(200);
    for _ in 0..2 {
        provider.order(&json!({ "rotate": true }));
        let mut lan = Walker::default();
        lan.come_in(&provider, &running, "lan").expect(200);
        assert!(lan.is_in(&running));
    }
}

#[test]
fn while_the_provider_is_away_a_page_says_so_and_passwords_still_work() {
    let house = house();
    let (mut provider, running) = open(&house, CLAIMS);
    let password = staff::account(&house, "binh", "viewer", "33");
    let troubles = [
        json!({ "away": true }),
        json!({ "away": false, "pause": 60_000 }),
        json!({ "pause": 0, "flood": true }),
        json!({ "flood": false, "elsewhere": "http://127.0.0.1:9" }),
    ];
    for trouble in troubles {
        provider.order(&trouble);
        let begun = Instant::now();
        let url = format!("http://{}/staff/sso", running.address);
        let page = Walker::default().get(&url).expect(503).text();
        assert!(begun.elapsed() < Duration::from_secs(12), "{trouble}");
        assert!(page.contains("/staff/sign-in"), "{page}");
        staff::Officer::sign_in(&running, "binh", &password);
    }
    // It goes away while somebody is there.
    provider.order(&json!({ "elsewhere": null }));
    provider.order(&people("lan"));
    let mut lan = Walker::default();
    let to = lan.set_out(&running);
    let back = lan.sign_in(&provider, &to, "lan");
    provider.order(&json!({ "away": true }));
    lan.get(&back).expect(503);
    provider.order(&json!({ "away": false }));
    lan.come_in(&provider, &running, "lan").expect(200);
    assert!(lan.is_in(&running));
}

#[test]
fn a_second_factor_shown_to_the_provider_counts_only_where_the_settings_say_so() {
    let house = house();
    let counts = format!("{CLAIMS}\nsecond_factor = {{ amr = ['otp'], acr = ['substantial'] }}");
    let (mut provider, running) = open(&house, &counts);
    let analyst = json!({ "groups": "sipas-chuyen-vien", "place": "33" });
    provider.order(&json!({ "people": { "an": analyst } }));
    let mut comes_in = |how: Value| {
        provider.order(&how);
        let mut an = Walker::default();
        assert!(an.set_out(&running).contains("acr_values=substantial"));
        an.come_in(&provider, &running, "an").expect(200);
        let room = an.get(&format!("http://{}/staff", running.address));
        (
            room.status,
            room.header("location").unwrap_or_default().to_owned(),
        )
    };
    assert_eq!(comes_in(json!({ "amr": ["pwd", "otp"] })).0, 200);
    assert_eq!(
        comes_in(json!({ "amr": ["pwd"], "acr": "substantial" })).0,
        200
    );
    let (status, to) = comes_in(json!({ "amr": ["pwd"], "acr": "low" }));
    assert!(
        status == 303 && to.starts_with("/staff/second-factor"),
        "{status} {to}"
    );
}

#[test]
fn claims_come_from_the_signed_token_or_from_the_provider_asked_again() {
    let house = house();
    let (mut provider, running) = with_a_viewer(&house);
    for place in ["token", "userinfo"] {
        provider.order(&json!({ "claims_in": place }));
        Walker::default()
            .come_in(&provider, &running, "lan")
            .expect(200);
    }
}

#[test]
fn cookies_over_https_belong_to_this_host_alone() {
    let house = house();
    let provider = Provider::start("127.0.0.1:7699");
    settle(
        &house,
        "https://quanly.example.vn",
        &provider.issuer,
        CLAIMS,
    );
    let running = house.serve();
    let reply = running.get("/staff/sso").unwrap().expect(303);
    let cookie = reply.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-sipas-sso="), "{cookie}");
    for word in [
        "HttpOnly",
        "Secure",
        "SameSite=Lax",
        "Path=/",
        "Max-Age=900",
    ] {
        assert!(cookie.contains(word), "{cookie} lacks {word}");
    }
    assert!(!cookie.contains("Domain"));
    let to = reply.header("location").unwrap();
    assert!(
        to.contains("redirect_uri=https%3A%2F%2Fquanly.example.vn%2Fstaff%2Fsso%2Fback"),
        "{to}"
    );
}

#[test]
fn settings_that_would_let_the_wrong_people_in_stop_the_start_with_a_sentence() {
    let house = house();
    let own = |issuer: &str, more: &str| {
        settle(&house, "https://quanly.example.vn", issuer, more);
        house.refused(&["serve", "--listen", "127.0.0.1:0"])
    };
    let sso = "https://sso.example.vn";
    let roles = |role: &str| {
        format!("role_claim = 'g'\nroles = [{{ value = 'a', role = '{role}' }}]\nplace = '33'")
    };
    for (issuer, more, word) in [
        ("http://sso.example.vn", String::new(), "oidc.issuer"),
        (sso, "create = true".to_owned(), "oidc.create"),
        (sso, roles("root"), "root"),
        (sso, roles("viewer").replace("33", "99999"), "99999"),
        (sso, "unknown = 1".to_owned(), "unknown"),
        (sso, "ca_file = '/nowhere.pem'".to_owned(), "ca_file"),
    ] {
        let said = own(issuer, &more);
        assert!(said.contains(word), "{word}: {said}");
    }
    std::fs::remove_file(house.folder.path().join("oidc-secret")).unwrap();
    let text = std::fs::read_to_string(house.data().join("sipas.toml")).unwrap();
    house.settings(&text.replace("ca_file = '/nowhere.pem'", ""));
    let said = house.refused(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("client_secret_file"), "{said}");
}

#[test]
fn without_a_single_sign_on_there_is_no_trace_of_one() {
    let house = house();
    let running = house.serve();
    let page = running.get("/staff/sign-in").unwrap().expect(200).text();
    assert!(!page.contains("/staff/sso"));
    for path in [
        "/staff/sso",
        "/staff/sso/back?code=a&state=b",
        "/staff/sso/out",
    ] {
        running.get(path).unwrap().expect(404);
    }
}

#[test]
fn an_officer_comes_in_and_leaves_in_a_real_browser() {
    for (name, width, scripts) in [("phone", 360, false), ("desk", 1280, true)] {
        let house = house();
        let button = "button = { vi = 'Đăng nhập bằng tài khoản tỉnh Hưng Yên', en = 'Sign in with Hưng Yên' }";
        let (mut provider, running) = open(&house, &format!("{CLAIMS}\n{button}"));
        provider.order(&people("lan"));
        let base = format!("http://{}", running.address);
        browse(View { width, scripts }, move |client| async move {
            let click = async |selector: &str| {
                let found = client.wait().for_element(Locator::Css(selector)).await;
                found
                    .unwrap_or_else(|e| panic!("{selector}: {e}"))
                    .click()
                    .await
                    .unwrap();
            };
            let look = async |what: &str| {
                client.wait().for_element(Locator::Css("h1")).await.unwrap();
                if scripts {
                    is_a_good_page(&client, what).await;
                }
                keep(&client, &format!("sso-{name}-{what}")).await;
            };
            client.goto(&format!("{base}/staff/sign-in")).await.unwrap();
            look("1-sign-in").await;
            click("a[href^='/staff/sso']").await;
            let field = client
                .wait()
                .for_element(Locator::Css("[name=login]"))
                .await
                .unwrap();
            field.send_keys("lan").await.unwrap();
            click("button").await;
            let room = format!("{base}/staff").parse().unwrap();
            client.wait().for_url(&room).await.unwrap();
            look("2-room").await;
            click("form[action*='sign-out'] button").await;
            let out = format!("{base}/staff/sso/out").parse().unwrap();
            client.wait().for_url(&out).await.unwrap();
            look("3-farewell").await;
            click("a[href^='http://localhost']").await;
            client
                .wait()
                .for_element(Locator::Css("form"))
                .await
                .unwrap();
            client.goto(&format!("{base}/staff")).await.unwrap();
            assert!(
                client
                    .current_url()
                    .await
                    .unwrap()
                    .path()
                    .starts_with("/staff/sign-in")
            );
            for (what, path) in [("4-stale", "/staff/sso/back?code=a&state=b")] {
                client.goto(&format!("{base}{path}")).await.unwrap();
                look(what).await;
            }
            drop((provider, running));
        });
    }
}
