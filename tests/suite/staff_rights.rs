//! Every role at every route, in the own place, below, beside and above it.

use crate::on_each_database;
use crate::support::http;
use crate::support::service::{House, Service};
use crate::support::staff::{Officer, account};

/// The province of the accounts, a commune below it, the province beside it and the nation above.
const PLACES: [(&str, bool); 4] = [
    ("2025:33", true),
    ("BELOW", true),
    ("2025:01", false),
    ("vn", false),
];
const ROLES: [&str; 5] = [
    "viewer",
    "analyst",
    "publisher",
    "administrator",
    "inspector",
];

/// Who may pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Gate {
    /// Everybody: citizens, the public, programs with a key of their own.
    Everybody,
    /// A program with an API key.
    Key,
    /// Whoever signs in.
    SignsIn,
    /// Anybody signed in, about the own account.
    OwnAccount,
    /// These roles; `{name}` is an account of the own place.
    Roles(&'static [&'static str]),
    /// These roles, by sending a form.
    Sends(&'static [&'static str]),
    /// These roles, for own places: the address holds PLACE.
    Here(&'static [&'static str], &'static str),
    /// The same of a picture: nobody answered yet, so that there is nothing to draw.
    Drawn(&'static [&'static str], &'static str),
    /// Those who are there for the nation; with the method of the route.
    Nation(&'static str),
    /// Administrators, for what is in their own place; the rest of the address names what is in nobody's here.
    Elsewhere(&'static str),
}

const READ: &[&str] = &ROLES;
const ADMINISTER: &[&str] = &["administrator"];
const EXPORT: &[&str] = &["analyst", "publisher", "administrator"];

/// Every route. A new one is written here before the test is green again.
const ROUTES: &[(&str, Gate)] = &[
    ("/k/{token}", Gate::Everybody),
    ("/o/{point}", Gate::Everybody),
    ("/s", Gate::Everybody),
    ("/w/{point}", Gate::Everybody),
    ("/kiosk/{point}", Gate::Everybody),
    ("/kiosk/{point}/manifest.webmanifest", Gate::Everybody),
    ("/kiosk/{point}/enrol", Gate::Everybody),
    ("/kiosk/{point}/contact", Gate::Everybody),
    ("/kiosk/{point}/ticket", Gate::Everybody),
    ("/kiosk/{point}/sheets", Gate::Everybody),
    ("/contact", Gate::Everybody),
    ("/f/{form}/{version}", Gate::Everybody),
    ("/audio/{form}/{lang}/{file}", Gate::Everybody),
    ("/", Gate::Everybody),
    ("/r/{place}", Gate::Everybody),
    ("/releases", Gate::Everybody),
    ("/releases/{id}", Gate::Everybody),
    ("/league", Gate::Everybody),
    ("/privacy", Gate::Everybody),
    ("/about", Gate::Everybody),
    ("/docs", Gate::Everybody),
    ("/openapi.json", Gate::Everybody),
    ("/api/v1/forms", Gate::Everybody),
    ("/api/v1/forms/{id}", Gate::Everybody),
    ("/api/v1/localities", Gate::Everybody),
    ("/api/v1/invitations", Gate::Key),
    ("/api/v1/answers", Gate::Everybody),
    ("/api/v1/results", Gate::Everybody),
    ("/api/v1/league", Gate::Everybody),
    ("/api/v1/charts/{kind}.{format}", Gate::Everybody),
    ("/api/v1/releases", Gate::Everybody),
    ("/api/v1/releases/{id}", Gate::Everybody),
    (
        "/api/v1/reports/{format}",
        Gate::Here(EXPORT, "/api/v1/reports/csv?place=PLACE&period=2026"),
    ),
    (
        "/api/v1/scores/{kind}",
        Gate::Here(EXPORT, "/api/v1/scores/par-index?place=PLACE&period=2026"),
    ),
    ("/staff", Gate::Here(READ, "/staff?place=PLACE&period=2026")),
    ("/staff/kiosks", Gate::Roles(ADMINISTER)),
    ("/staff/points", Gate::Roles(ADMINISTER)),
    ("/staff/points/{code}", Gate::Elsewhere("GET")),
    ("/staff/points/{code}/poster", Gate::Elsewhere("GET")),
    ("/staff/points/{code}/slips", Gate::Elsewhere("GET")),
    (
        "/staff/points/{code}/slips/handed-out",
        Gate::Elsewhere("POST"),
    ),
    ("/staff/offices", Gate::Elsewhere("POST")),
    ("/staff/offices/{code}", Gate::Elsewhere("GET")),
    ("/staff/keys", Gate::Nation("GET")),
    ("/staff/keys/{id}/revoke", Gate::Nation("POST")),
    ("/staff/box", Gate::Nation("GET")),
    ("/staff/publishing", Gate::Nation("GET")),
    ("/staff/publishing/{id}", Gate::Nation("GET")),
    ("/staff/publishing/{id}/check", Gate::Nation("POST")),
    ("/staff/publishing/{id}/withdraw", Gate::Nation("POST")),
    (
        "/staff/comments",
        Gate::Here(&["inspector"], "/staff/comments?place=PLACE"),
    ),
    ("/staff/comments/key", Gate::Sends(&["inspector"])),
    ("/staff/comments/read", Gate::Sends(&["inspector"])),
    ("/staff/contacts/read", Gate::Sends(&["inspector"])),
    (
        "/staff/places/{place}",
        Gate::Here(READ, "/staff/places/PLACE?period=2026"),
    ),
    (
        "/staff/places/{place}/figures/mend.svg",
        Gate::Drawn(READ, "/staff/places/PLACE/figures/mend.svg?period=2026"),
    ),
    (
        "/staff/places/{place}/mend.{format}",
        Gate::Here(EXPORT, "/staff/places/PLACE/mend.csv?period=2026"),
    ),
    ("/staff/downloads", Gate::OwnAccount),
    ("/staff/downloads/{id}", Gate::OwnAccount),
    ("/staff/downloads/{id}/cancel", Gate::OwnAccount),
    ("/staff/sign-in", Gate::SignsIn),
    ("/staff/sso", Gate::SignsIn),
    ("/staff/sso/back", Gate::SignsIn),
    ("/staff/sso/out", Gate::SignsIn),
    ("/staff/sso/link", Gate::OwnAccount),
    ("/staff/sso/unlink", Gate::OwnAccount),
    ("/staff/sso/confirm", Gate::OwnAccount),
    ("/staff/sign-out", Gate::OwnAccount),
    ("/staff/second-factor", Gate::OwnAccount),
    ("/staff/second-factor/new", Gate::OwnAccount),
    ("/staff/confirm", Gate::OwnAccount),
    ("/staff/account", Gate::OwnAccount),
    ("/staff/account/password", Gate::OwnAccount),
    ("/staff/account/sessions", Gate::OwnAccount),
    ("/staff/accounts", Gate::Roles(ADMINISTER)),
    ("/staff/accounts/{name}", Gate::Roles(ADMINISTER)),
    ("/staff/accounts/{name}/password", Gate::Sends(ADMINISTER)),
    ("/staff/audit", Gate::Roles(ADMINISTER)),
    ("/healthz", Gate::Everybody),
    ("/readyz", Gate::Everybody),
];

/// The addresses of `routes.rs`, as they are written there.
fn written() -> Vec<String> {
    let source = include_str!("../../src/web/routes.rs");
    let mut prefix = String::new();
    let mut found = Vec::new();
    for line in source.lines() {
        if line.contains("service.service(") {
            prefix.clear();
        }
        if let Some(scope) = quoted(line, "scope(\"") {
            prefix = scope;
        }
        if let Some(own) = quoted(line, "resource(\"") {
            found.push(format!("{prefix}{own}"));
        }
    }
    found
}

fn quoted(line: &str, before: &str) -> Option<String> {
    let (_, rest) = line.split_once(before)?;
    Some(rest.split('"').next()?.to_owned())
}

#[test]
fn every_route_says_who_may_pass() {
    let written = written();
    assert!(written.len() > 20, "routes.rs was not read");
    for route in &written {
        assert!(
            ROUTES.iter().any(|(known, _)| known == route),
            "{route} is new: say in ROUTES who may pass"
        );
    }
    for (route, _) in ROUTES {
        assert!(
            written.iter().any(|own| own == route),
            "{route} is no route any more"
        );
    }
}

fn as_nobody(running: &Service, path: &str) -> http::Reply {
    http::send(
        &running.address,
        "GET",
        path,
        &[("Accept", "text/html")],
        b"",
    )
    .unwrap()
}

/// A commune of the province, of today.
fn below() -> String {
    let atlas = sipas::place::Atlas::vietnam();
    let communes = atlas.children(&"2025:33".parse().unwrap());
    communes[0].id.to_string()
}

on_each_database! {
    fn nobody_sees_more_than_role_and_place_allow(house) {
        let running = house.serve();
        let below = below();
        for role in ROLES {
            let officer = Officer::new(house, &running, role, role, "33");
            for (route, gate) in ROUTES {
                match gate {
                    Gate::Everybody | Gate::SignsIn | Gate::OwnAccount => {}
                    Gate::Key => {
                        let reply = officer.post_bare(route, &[]);
                        assert_eq!(reply.status, 401, "{role} {route}");
                    }
                    Gate::Roles(roles) => {
                        let path = route.replace("{name}", "viewer");
                        let expected = if roles.contains(&role) { 200 } else { 403 };
                        assert_eq!(officer.get(&path).status, expected, "{role} {path}");
                    }
                    Gate::Elsewhere(method) => {
                        let fields = [("name", "Một cửa"), ("code", "x"), ("place", "01")];
                        let reply = match *method {
                            "GET" => officer.get(route),
                            _ => officer.post(route, &fields),
                        };
                        let refused = if role == "administrator" { 403..=422 } else { 403..=403 };
                        assert!(refused.contains(&reply.status), "{role} {route}: {}", reply.status);
                    }
                    // Everybody here is there for one province.
                    Gate::Nation("GET") => assert_eq!(officer.get(route).status, 403, "{role} {route}"),
                    Gate::Nation(_) => {
                        let fields = [("figures", "0"), ("looked", "yes")];
                        assert_eq!(officer.post(route, &fields).status, 403, "{role} {route}");
                    }
                    Gate::Sends(roles) => {
                        let path = route.replace("{name}", "nobody");
                        let status = officer.post(&path, &[]).status;
                        assert_eq!(status != 403, roles.contains(&role), "{role} {path}: {status}");
                    }
                    Gate::Here(roles, address) | Gate::Drawn(roles, address) => {
                        for (place, own) in PLACES {
                            let place = place.replace("BELOW", &below);
                            let path = address.replace("PLACE", &place);
                            let expected = match gate {
                                _ if !(own && roles.contains(&role)) => 403,
                                Gate::Drawn(..) => 404,
                                _ => 200,
                            };
                            let reply = officer.get(&path);
                            assert_eq!(reply.status, expected, "{role} {path}: {}", reply.text());
                        }
                    }
                }
            }
        }
    }

    fn without_a_sign_in_every_door_of_the_staff_room_is_shut(house) {
        let running = house.serve();
        for (route, gate) in ROUTES {
            let path = match gate {
                Gate::Here(_, address) | Gate::Drawn(_, address) => address.replace("PLACE", "2025:33"),
                Gate::OwnAccount
                | Gate::Roles(_)
                | Gate::Sends(_)
                | Gate::Nation("GET")
                | Gate::Elsewhere("GET") => (*route).to_owned(),
                Gate::Nation(_) | Gate::Elsewhere(_) | Gate::Everybody | Gate::Key | Gate::SignsIn => continue,
            };
            let reply = as_nobody(&running, &path);
            let expected = if path.starts_with("/staff") { 303 } else { 401 };
            assert_eq!(reply.status, expected, "{path}");
            if expected == 303 {
                let to = reply.header("location").unwrap();
                assert!(to.starts_with("/staff/sign-in"), "{to}");
            }
        }
    }

    fn an_administrator_hands_on_no_more_than_the_own_places(house) {
        account(house, "hanoi", "viewer", "01");
        let running = house.serve();
        let officer = Officer::new(house, &running, "an", "administrator", "33");
        let list = officer.get("/staff/accounts").expect(200).text();
        assert!(list.contains("/staff/accounts/an") && !list.contains("hanoi"));
        officer.get("/staff/accounts/hanoi").expect(403);
        officer.post("/staff/accounts/hanoi/password", &[]).expect(403);
        for place in ["01", "vn"] {
            let fields = [("username", "new"), ("role", "viewer"), ("place", place)];
            let page = officer.post("/staff/accounts", &fields).expect(422);
            assert!(page.text().contains("nằm ngoài phạm vi"), "{place}");
        }
        officer.post("/staff/accounts/an", &[("role", "administrator"), ("place", "33")]).expect(403);
        let fields = [("username", "new"), ("role", "viewer"), ("place", &below()[5..])];
        let page = officer.post("/staff/accounts", &fields).expect(200).text();
        let (_, password) = page.rsplit_once("<dd><code>").unwrap();
        let password = password.split('<').next().unwrap();
        let new = Officer::sign_in(&running, "new", password);
        new.get("/staff").expect(200);
        let changed = [("role", "analyst"), ("place", "33"), ("closed", "yes")];
        officer.post("/staff/accounts/new", &changed).expect(303);
        assert!(house.run(&["staff", "list"]).contains("new · analyst · 2025:33 · closed"));
        assert_eq!(new.get("/staff").status, 403);
    }

    fn an_office_sees_no_place(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "an", "analyst", "office:H31.18.05");
        for place in ["vn", "2025:33", "2025:01"] {
            let path = format!("/api/v1/reports/csv?place={place}&period=2026");
            assert_eq!(officer.get(&path).status, 403, "{place}");
        }
    }

    fn whoever_gets_another_role_or_place_or_password_signs_in_again(house) {
        let running = house.serve();
        for change in [
            &["staff", "change", "lan", "--place", "01"][..],
            &["staff", "change", "lan", "--role", "viewer"],
            &["staff", "password", "lan"],
        ] {
            if !house.run(&["staff", "list"]).contains("lan") {
                account(house, "lan", "analyst", "33");
            }
            let password = house.run(&["staff", "password", "lan", "--without-second-factor"]);
            let officer = Officer::sign_in(&running, "lan", password.trim().split_once(' ').unwrap().1);
            officer.get("/staff").expect(200);
            house.run(change);
            assert_eq!(officer.get("/staff").status, 303, "{change:?}");
        }
    }

    fn a_form_without_its_token_or_from_elsewhere_changes_nothing(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        for token in [&[][..], &[("csrf", "AAAAAAAAAAAAAAAAAAAAAA")]] {
            officer.post_bare("/staff/sign-out", token).expect(403);
            officer.get("/staff").expect(200);
        }
        officer.post("/staff/sign-out", &[]).expect(303);
        assert_eq!(officer.get("/staff").status, 303);
    }

    fn an_account_closed_while_signed_in_reads_so_and_changes_nothing(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let csrf = officer.csrf();
        house.run(&["staff", "close", "lan"]);
        let page = officer.get("/staff").expect(403);
        assert!(page.text().contains("đã bị người quản trị đóng lại"), "{}", page.text());
        assert!(page.header("set-cookie").is_some_and(|gone| gone.contains("Max-Age=0")));
        officer.post_bare("/staff/sign-out", &[("csrf", csrf.as_str())]).expect(403);
        assert_eq!(officer.get("/api/v1/reports/csv?place=33&period=2026").status, 403);
        let again = running.post_form("/staff/sign-in", &[("name", "lan"), ("password", &officer.password)]).unwrap();
        assert_eq!(again.status, 401);
        house.run(&["staff", "reopen", "lan"]);
        Officer::with_password(&running, "lan", &officer.password);
    }
}
