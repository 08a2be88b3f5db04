//! Trying to get into the staff room without being let in: each way somebody might go, and where it ends.

use std::time::{Duration, Instant};

use crate::on_each_database;
use crate::support::database::Database;
use crate::support::http::{self, Reply};
use crate::support::service::{House, Service};
use crate::support::sql::Sql;
use crate::support::staff::{Officer, account, code, cookie};

/// Pages inside, of every kind.
const INSIDE: [&str; 6] = [
    "/staff",
    "/staff?place=33&period=2026",
    "/staff/account",
    "/staff/accounts",
    "/staff/accounts/an",
    "/staff/audit",
];

/// A request with exactly these headers besides the necessary ones.
fn with(
    running: &Service,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Reply {
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let headers = [&[form, ("Accept", "text/html")], headers].concat();
    http::send(&running.address, method, path, &headers, body.as_bytes()).expect("a reply")
}

/// Whether a reply lets somebody see what only staff see.
#[track_caller]
fn lets_nobody_in(reply: &Reply, how: &str) {
    let text = String::from_utf8_lossy(&reply.body);
    let outside = match reply.status {
        303 => {
            let to = reply.header("location").unwrap_or_default();
            to.starts_with("/staff/sign-in") || to.starts_with("/staff/second-factor")
        }
        status => (400..500).contains(&status),
    };
    assert!(outside, "{how}: {} {text}", reply.status);
    assert!(!text.contains("action=\"/staff/sign-out"), "{how}: {text}");
}

fn sign_in(running: &Service, name: &str, password: &str) -> Reply {
    let fields = [("name", name), ("password", password)];
    running
        .post_form("/staff/sign-in", &fields)
        .expect("a reply")
}

on_each_database! {
    fn a_cookie_that_was_not_given_opens_nothing(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "an", "viewer", "vn");
        officer.get("/staff").expect(200);
        let mut sql = Sql::open(house);
        // What lies in the database is not what the cookie holds.
        let mut forged = sql.texts("select id as text from session");
        forged.extend(sql.texts("select csrf as text from session"));
        assert!(forged.len() >= 2, "{forged:?}");
        forged.extend(["", "an", "null", "0", "' or '1'='1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"].map(str::to_owned));
        forged.push("A".repeat(4_000));
        for value in forged {
            for name in ["sipas", "__Host-sipas", "SIPAS"] {
                for path in INSIDE {
                    let cookie = format!("{name}={value}");
                    let reply = with(&running, "GET", path, &[("Cookie", &cookie)], "");
                    lets_nobody_in(&reply, &cookie);
                }
            }
        }
    }

    fn a_name_that_no_database_holds_is_only_wrong(house) {
        let running = house.serve();
        let long = "x".repeat(10_000);
        for name in ["\u{0}", "an\u{0}", "an\n", "' or 1=1 --", "%", "đặng", &long] {
            let reply = sign_in(&running, name, "whatever it is");
            assert!([401, 413].contains(&reply.status), "{name:?}: {}", reply.status);
        }
        let log = running.log();
        assert!(!log.contains("panicked") && !log.contains("could not be answered"), "{log}");
    }

    fn a_code_that_was_used_is_used_up_for_every_sign_in(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let seen = code(officer.secret.as_deref().unwrap(), 1);
        let first = Officer::with_password(&running, "lan", &officer.password);
        first.post("/staff/second-factor", &[("code", &seen)]).expect(303);
        let over_the_shoulder = Officer::with_password(&running, "lan", &officer.password);
        over_the_shoulder.post("/staff/second-factor", &[("code", &seen)]).expect(401);
        for path in INSIDE {
            lets_nobody_in(&over_the_shoulder.get(path), path);
        }
    }

    fn a_sign_in_has_another_cookie_than_what_was_there_before(house) {
        let running = house.serve();
        let password = account(house, "lan", "viewer", "33");
        let fields = http::form(&[("name", "lan"), ("password", &password)]);
        let planted = "sipas=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let reply = with(&running, "POST", "/staff/sign-in", &[("Cookie", planted)], &fields).expect(303);
        let own = cookie(&reply).unwrap();
        assert_ne!(own, planted);
        lets_nobody_in(&with(&running, "GET", "/staff", &[("Cookie", planted)], ""), "planted");
        // Signing in again ends what the same browser had.
        let reply = with(&running, "POST", "/staff/sign-in", &[("Cookie", &own)], &fields).expect(303);
        assert_ne!(cookie(&reply).unwrap(), own);
        lets_nobody_in(&with(&running, "GET", "/staff", &[("Cookie", &own)], ""), "the one before");
    }

    fn a_sign_in_keeps_nothing_of_a_role_that_was_taken_away(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "administrator", "vn");
        let csrf = officer.csrf();
        officer.get("/staff/audit").expect(200);
        house.run(&["staff", "change", "lan", "--role", "viewer", "--place", "33"]);
        for path in INSIDE {
            lets_nobody_in(&officer.get(path), path);
        }
        let fields = [("csrf", csrf.as_str()), ("username", "mallory"), ("role", "administrator"), ("place", "vn")];
        lets_nobody_in(&officer.post_bare("/staff/accounts", &fields), "POST");
        assert!(!house.run(&["staff", "list"]).contains("mallory"));
    }

    fn another_spelling_of_an_address_asks_for_the_password_again_too(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "an", "administrator", "vn");
        Sql::open(house).run("update session set confirmed = confirmed - 700");
        let fields = [("username", "mallory"), ("role", "administrator"), ("place", "vn")];
        for path in ["/staff/accounts", "/staff/%61ccounts", "/%73taff/accounts", "/staff/account%73"] {
            officer.post(path, &fields);
            assert!(!house.run(&["staff", "list"]).contains("mallory"), "{path}");
        }
    }
}

fn house() -> House {
    House::new(Database::Sqlite)
}

#[test]
fn no_spelling_of_a_path_and_no_method_leads_past_the_threshold() {
    let house = house();
    let running = house.serve();
    account(&house, "an", "viewer", "vn");
    let paths = [
        "/staff/",
        "//staff",
        "/staff//account",
        "/STAFF",
        "/staff/.",
        "/staff/./account",
        "/k/../staff",
        "/k/%2e%2e/staff",
        "/staff/sign-in/../account",
        "/staff/sign-in/%2e%2e/account",
        "/staff/sign-in%2f..%2faccount",
        "/staff/sign-in;/account",
        "/staff/sso/../account",
        "/staff%2faccount",
        "/%73taff/account",
        "/staff/%61ccount",
        "/staff/account%00",
        "/staff/account?next=/staff/sign-in",
        "/staff/account#/staff/sign-in",
        "/assets/../staff/account",
        "/assets/%2e%2e/staff/account",
    ];
    for path in paths.into_iter().chain(INSIDE) {
        for method in [
            "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND",
        ] {
            let reply = with(&running, method, path, &[], "");
            let asks = reply.status == 401 && method == "POST";
            if !asks {
                lets_nobody_in(&reply, &format!("{method} {path}"));
            }
            assert!(
                !reply
                    .headers
                    .iter()
                    .any(|(name, _)| name.eq_ignore_ascii_case("access-control-allow-origin"))
            );
        }
    }
    for (name, value) in [
        ("X-Original-URL", "/staff/account"),
        ("X-Rewrite-URL", "/staff/account"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Remote-User", "an"),
        ("Authorization", "Basic YW46YW4="),
        ("X-HTTP-Method-Override", "GET"),
    ] {
        lets_nobody_in(
            &with(&running, "GET", "/staff/account", &[(name, value)], ""),
            name,
        );
    }
}

#[test]
fn a_form_of_another_site_changes_nothing() {
    let house = house();
    let running = house.serve();
    let password = account(&house, "lan", "viewer", "33");
    let reply = sign_in(&running, "lan", &password).expect(303);
    let own = cookie(&reply).unwrap();
    let page = with(&running, "GET", "/staff/account", &[("Cookie", &own)], "").expect(200);
    let csrf = crate::support::staff::hidden(&page.text(), "csrf");
    let body = http::form(&[("csrf", &csrf)]);
    let here = format!("http://{}", running.address);
    let near = format!("{here}.evil.example");
    // Even with the token, which another site cannot read.
    for headers in [
        &[("Sec-Fetch-Site", "cross-site")][..],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Origin", "https://evil.example")],
        &[("Origin", near.as_str())],
        &[("Origin", "null")],
        &[("Origin", ""), ("Sec-Fetch-Site", "cross-site")],
        &[("Origin", here.as_str()), ("Sec-Fetch-Site", "cross-site")],
    ] {
        let headers = [&[("Cookie", own.as_str())], headers].concat();
        with(&running, "POST", "/staff/sign-out", &headers, &body).expect(403);
        // Nor is anybody signed in to somebody else's account.
        let fields = http::form(&[("name", "lan"), ("password", &password)]);
        let reply = with(&running, "POST", "/staff/sign-in", &headers, &fields).expect(403);
        assert!(cookie(&reply).is_none());
    }
    for own_token in [
        "",
        "csrf=",
        "csrf=AAAAAAAAAAAAAAAAAAAAAA",
        &format!("x=1&csrf=x&csrf={csrf}"),
        &format!("csrf%00={csrf}"),
    ] {
        with(
            &running,
            "POST",
            "/staff/sign-out",
            &[("Cookie", &own)],
            own_token,
        )
        .expect(403);
    }
    // The token in the address is no token.
    let path = format!("/staff/sign-out?csrf={csrf}");
    with(&running, "POST", &path, &[("Cookie", &own)], "").expect(403);
    with(&running, "GET", "/staff", &[("Cookie", &own)], "").expect(200);
}

#[test]
fn over_https_a_cookie_that_a_neighbouring_host_planted_does_not_count() {
    let house = house();
    house.settings("[web]\npublic_url = \"https://quanly.example.vn\"\n");
    let running = house.serve();
    let password = account(&house, "mallory", "viewer", "33");
    let reply = sign_in(&running, "mallory", &password).expect(303);
    let set = reply.header("set-cookie").unwrap();
    let value = set
        .strip_prefix("__Host-sipas=")
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    let own = format!("__Host-sipas={value}");
    with(&running, "GET", "/staff", &[("Cookie", &own)], "").expect(200);
    let planted = format!("sipas={value}");
    lets_nobody_in(
        &with(&running, "GET", "/staff", &[("Cookie", &planted)], ""),
        "planted",
    );
}

#[test]
fn after_signing_in_nobody_is_led_to_another_house() {
    let house = house();
    let running = house.serve();
    let password = account(&house, "lan", "viewer", "33");
    for next in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/staff//evil.example",
        "/staff\\..\\\\evil.example",
        "/staff@evil.example",
        "/staff.evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/staff/\r\nSet-Cookie: a=b",
        "/staff/\u{0}",
        " //evil.example",
        "\t//evil.example",
    ] {
        let fields = [("name", "lan"), ("password", &password), ("next", next)];
        let reply = running
            .post_form("/staff/sign-in", &fields)
            .unwrap()
            .expect(303);
        let to = reply.header("location").unwrap();
        let inside = to == "/staff" || to.starts_with("/staff/") || to.starts_with("/staff?");
        assert!(
            inside && !to.contains("//") && !to.contains('\\'),
            "{next:?} leads to {to:?}"
        );
        assert!(
            !reply.headers.iter().any(|(_, value)| value == "a=b"),
            "{next:?}"
        );
        let encoded = http::form(&[("next", next)]);
        let page = running.get(&format!("/staff/sign-in?{encoded}")).unwrap();
        if page.status == 200 {
            assert!(!page.text().contains("evil.example"), "{next:?}");
        }
    }
}

#[test]
fn how_long_a_refusal_takes_does_not_tell_which_names_exist() {
    let house = house();
    let running = house.serve();
    for name in ["lan", "mai"] {
        account(&house, name, "viewer", "33");
    }
    house.run(&["staff", "close", "mai"]);
    let fastest = |name: &str| {
        let times = (0..4).map(|_| {
            let begun = Instant::now();
            sign_in(&running, name, "not the password").expect(401);
            begun.elapsed()
        });
        times.min().unwrap_or_default()
    };
    let (known, closed, unknown) = (fastest("lan"), fastest("mai"), fastest("nobody"));
    // A password takes some fifty milliseconds to check, a look into a table less than one.
    for (what, took) in [("known", known), ("closed", closed), ("unknown", unknown)] {
        assert!(took > Duration::from_millis(15), "{what}: {took:?}");
        let ratio = took.as_secs_f64() / known.as_secs_f64();
        assert!(
            (0.4..2.5).contains(&ratio),
            "{what}: {took:?}, known: {known:?}"
        );
    }
}

#[test]
fn whoever_guesses_somebody_elses_password_makes_nobody_else_wait() {
    let house = house();
    house.settings("[web]\ntrusted_proxies = [\"127.0.0.1\"]\n");
    let running = house.serve();
    let password = account(&house, "mai", "viewer", "33");
    account(&house, "lan", "viewer", "33");
    let from = |source: &str, name: &str, password: &str| {
        let fields = http::form(&[("name", name), ("password", password)]);
        with(
            &running,
            "POST",
            "/staff/sign-in",
            &[("X-Forwarded-For", source)],
            &fields,
        )
    };
    // Forty names from one place: that place waits, whichever account it asks for, and no other place does.
    let mut refused = 0;
    for name in 0..40 {
        let reply = from("203.0.113.7", &format!("name-{name}"), "not the password");
        refused += usize::from(reply.status == 429);
    }
    assert!(refused >= 15, "{refused}");
    assert_eq!(from("203.0.113.7", "mai", &password).status, 429);
    assert_eq!(from("203.0.113.8", "mai", &password).status, 303);
    // One account guessed from many places: the others do not notice.
    for place in 0..8 {
        from(&format!("198.51.100.{place}"), "lan", "not the password");
    }
    assert_eq!(from("203.0.113.9", "lan", "not the password").status, 429);
    assert_eq!(from("203.0.113.9", "mai", &password).status, 303);
}

#[test]
fn a_request_with_two_hosts_is_taken_for_neither() {
    use std::io::{Read as _, Write as _};
    let house = house();
    let running = house.serve();
    let password = account(&house, "lan", "viewer", "33");
    let body = http::form(&[("name", "lan"), ("password", &password)]);
    let own = &running.address;
    for (first, second) in [
        (own.as_str(), "evil.example"),
        ("evil.example", own.as_str()),
    ] {
        let mut stream = std::net::TcpStream::connect(own).unwrap();
        let head = format!(
            "POST /staff/sign-in HTTP/1.1\r\nHost: {first}\r\nHost: {second}\r\nOrigin: http://evil.example\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        assert!(
            !reply.to_lowercase().contains("set-cookie: sipas="),
            "{first} {second}: {reply}"
        );
    }
}
