//! Signing in with two factors: what is asked for, what is refused, and what is never lost on the way.

use crate::on_each_database;
use crate::support::http::{self, Reply};
use crate::support::service::House;
use crate::support::sql::Sql;
use crate::support::staff::{Officer, account, code, cookie, hidden};

on_each_database! {
    fn whoever_can_export_sets_up_a_second_factor_first_and_then_shows_it(house) {
        let running = house.serve();
        let password = account(house, "lan", "analyst", "33");
        let mut officer = Officer::with_password(&running, "lan", &password);
        let reply = officer.get("/staff?period=2026").expect(303);
        assert_eq!(reply.header("location"), Some("/staff/second-factor?next=/staff%3Fperiod%3D2026"));
        assert_eq!(officer.get("/api/v1/reports/csv?place=33&period=2026").status, 401);
        let page = officer.get("/staff/second-factor").expect(200).text();
        assert!(page.contains("<svg") && page.contains("Mã QR"), "{page}");
        officer.set_up();
        assert_eq!(officer.recovery.len(), 10);
        officer.get("/staff").expect(200);
        officer.get("/api/v1/reports/csv?place=33&period=2026").expect(200);

        // Next time the code is asked for, and the one that set it up does not work again.
        let secret = officer.secret.clone().unwrap();
        let mut again = Officer::with_password(&running, "lan", &password);
        assert_eq!(again.get("/staff").status, 303);
        let page = again.get("/staff/second-factor").expect(200).text();
        assert!(!page.contains("<svg"), "the secret is shown once");
        assert_eq!(again.get("/staff/second-factor/new").status, 403, "not without the one there is");
        again.post("/staff/second-factor", &[("code", "000000")]).expect(401);
        let old = code(&secret, -1);
        again.post("/staff/second-factor", &[("code", &old)]).expect(401);
        let next = code(&secret, 1);
        let reply = again.post("/staff/second-factor", &[("code", &next)]).expect(303);
        let before = again.get("/staff/second-factor").status;
        assert_eq!(before, 303, "the sign-in of the password alone has ended");
        again.take_cookie(&reply);
        again.get("/staff").expect(200);

        let third = Officer::with_password(&running, "lan", &password);
        third.post("/staff/second-factor", &[("code", &next)]).expect(401);
    }

    fn a_recovery_code_works_once_and_typed_as_one_likes(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let typed = officer.recovery[3].to_uppercase().replace('-', " ");
        for (given, expected) in [(typed.as_str(), 303), (&officer.recovery[3], 401), (&officer.recovery[4], 303)] {
            let mut again = Officer::with_password(&running, "lan", &officer.password);
            let reply = again.post("/staff/second-factor", &[("code", given)]).expect(expected);
            if expected == 303 {
                again.take_cookie(&reply);
                again.get("/staff").expect(200);
            }
        }
        let page = officer.get("/staff/account").expect(200).text();
        assert!(page.contains("Còn 8 mã dự phòng"), "{page}");
        assert!(!Sql::open(house).dump().contains(&officer.recovery[5]));
    }

    fn secrets_lie_sealed(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let secret = crate::support::sql::hex(officer.secret.as_ref().unwrap());
        let dump = Sql::open(house).dump();
        assert!(dump.contains("lan") && !dump.contains(&secret));
        for plain in [&officer.password, &officer.recovery[0]] {
            assert!(!dump.contains(plain.as_str()));
        }
        assert!(house.data().join("keys/staff.key").exists());
    }

    fn nothing_typed_is_lost_when_the_sign_in_ends_in_the_middle_of_a_form(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "an", "administrator", "vn");
        let csrf = officer.csrf();
        Sql::open(house).run("delete from session");
        let fields = [("csrf", csrf.as_str()), ("username", "hoa.pho-hien"), ("role", "viewer"), ("place", "Hưng Yên")];
        let page = officer.post_bare("/staff/accounts", &fields).expect(401).text();
        assert!(page.contains("Những gì ông/bà vừa nhập vẫn còn"), "{page}");
        assert!(!house.run(&["staff", "list"]).contains("hoa"));

        // Signing in on that very page: password, then the code, then the form once more.
        let carried = hidden(&page, "carried").replace("&#38;", "&");
        let next = hidden(&page, "next");
        let reply = running
            .post_form("/staff/sign-in", &[("name", "an"), ("password", &officer.password), ("next", &next), ("carried", &carried)])
            .unwrap()
            .expect(200);
        let mut again = Officer::with_password(&running, "an", &officer.password);
        again.take_cookie(&reply);
        let page = reply.text();
        assert_eq!(hidden(&page, "carried").replace("&#38;", "&"), carried);
        let fields = [("csrf", &*hidden(&page, "csrf")), ("next", &next), ("carried", &carried), ("code", &officer.recovery[0])];
        let reply = again.post_bare("/staff/second-factor", &fields).expect(200);
        again.take_cookie(&reply);
        let page = reply.text();
        assert!(page.contains("action=\"/staff/accounts\""), "{page}");
        assert_eq!((hidden(&page, "username").as_str(), hidden(&page, "place").as_str()), ("hoa.pho-hien", "Hưng Yên"));
        let fields = [("csrf", &*hidden(&page, "csrf")), ("username", "hoa.pho-hien"), ("role", "viewer"), ("place", "Hưng Yên")];
        again.post_bare("/staff/accounts", &fields).expect(200);
        assert!(house.run(&["staff", "list"]).contains("hoa.pho-hien · viewer · 2025:33"));
    }

    fn a_form_of_an_earlier_sign_in_is_offered_again_and_never_taken(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "an", "administrator", "vn");
        let fields = [("csrf", "of-another-sign-in"), ("username", "hoa"), ("role", "viewer"), ("place", "33")];
        let page = officer.post_bare("/staff/accounts", &fields).expect(403).text();
        assert_eq!(hidden(&page, "username"), "hoa");
        assert_eq!(hidden(&page, "csrf"), officer.csrf());
        assert!(!house.run(&["staff", "list"]).contains("hoa"));
    }

    fn what_opens_a_way_in_asks_for_the_password_again(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "an", "administrator", "vn");
        Sql::open(house).run("update session set confirmed = confirmed - 700");
        let fields = [("username", "hoa"), ("role", "viewer"), ("place", "33")];
        let page = officer.post("/staff/accounts", &fields).expect(200).text();
        assert!(page.contains("Xin nhập lại mật khẩu"), "{page}");
        let second = officer.get("/staff/second-factor/new").expect(200).text();
        assert!(second.contains("Xin nhập lại mật khẩu"), "{second}");
        let (next, carried) = (hidden(&page, "next"), hidden(&page, "carried").replace("&#38;", "&"));
        let given = |password: &str| officer.post("/staff/confirm", &[("password", password), ("next", &next), ("carried", &carried)]);
        given("not the password").expect(401);
        assert!(!house.run(&["staff", "list"]).contains("hoa"));
        let page = given(&officer.password).expect(200).text();
        assert_eq!(hidden(&page, "username"), "hoa");
        officer.post("/staff/accounts", &fields).expect(200);
        assert!(house.run(&["staff", "list"]).contains("hoa"));
    }

    fn sign_ins_are_listed_by_the_name_one_gave_and_ended_one_by_one(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "viewer", "33");
        let fields = [("name", "lan"), ("password", officer.password.as_str()), ("device", "Máy phòng họp")];
        let reply = running.post_form("/staff/sign-in", &fields).unwrap();
        let mut other = Officer::with_password(&running, "lan", &officer.password);
        other.take_cookie(&reply);
        other.get("/staff").expect(200);
        let page = officer.get("/staff/account").expect(200).text();
        assert!(page.contains("Máy phòng họp") && page.contains("Phiên này"));
        assert!(!page.contains("127.0.0.1"), "no address is kept");
        let row = page.split("<tr>").find(|row| row.contains("Máy phòng họp")).unwrap();
        officer.post("/staff/account/sessions", &[("id", &hidden(row, "id"))]).expect(303);
        assert_eq!(other.get("/staff").status, 303);
        officer.get("/staff").expect(200);
        // Nobody ends the sign-in of somebody else.
        let stranger = Officer::new(house, &running, "hoa", "viewer", "33");
        let page = stranger.get("/staff/account").expect(200).text();
        let id = Sql::open(house).texts("select id as text from session where username = 'lan'");
        assert!(!page.contains(&id[0]));
        stranger.post("/staff/account/sessions", &[("id", &id[0])]).expect(303);
        officer.get("/staff").expect(200);
    }

    fn a_changed_password_ends_every_other_sign_in(house) {
        let running = house.serve();
        let mut officer = Officer::new(house, &running, "lan", "viewer", "33");
        let other = Officer::with_password(&running, "lan", &officer.password);
        let change = |officer: &Officer, old: &str, new: &str| officer.post("/staff/account/password", &[("password", old), ("new_password", new)]);
        let weak = change(&officer, &officer.password, "matkhau123456").expect(422);
        assert!(weak.text().contains("bị đoán trước tiên"));
        change(&officer, "not the password", "sỏi thước bèo ngựa vằn").expect(422);
        other.get("/staff").expect(200);
        let old = officer.password.clone();
        let reply = change(&officer, &old, "sỏi thước bèo ngựa vằn").expect(303);
        officer.take_cookie(&reply);
        officer.get("/staff").expect(200);
        assert_eq!(other.get("/staff").status, 303);
        let wrong = running.post_form("/staff/sign-in", &[("name", "lan"), ("password", &old)]).unwrap();
        assert_eq!(wrong.status, 401);
        Officer::with_password(&running, "lan", "sỏi thước bèo ngựa vằn");
    }

    fn guessing_waits_longer_and_longer_and_tells_nobody_which_names_exist(house) {
        let running = house.serve();
        let password = account(house, "lan", "viewer", "33");
        let attempt = |name: &str, password: &str| running.post_form("/staff/sign-in", &[("name", name), ("password", password)]).unwrap();
        let (known, unknown) = (attempt("lan", "wrong password"), attempt("nobody", "wrong password"));
        assert_eq!((known.status, unknown.status), (401, 401));
        assert_eq!(known.text(), unknown.text().replace("nobody", "lan"));
        // A slow machine may need longer for a try than the first waits last; they double.
        let refused = (0..12).map(|_| attempt("lan", "wrong password")).find(|reply| reply.status == 429);
        let text = refused.expect("nobody had to wait").text();
        assert!(text.contains("Xin chờ"), "{text}");
        let begun = std::time::Instant::now();
        let taken = loop {
            let reply = attempt("lan", &password);
            if reply.status == 303 {
                break reply;
            }
            assert_eq!(reply.status, 429);
            assert!(begun.elapsed().as_secs() < 120, "locked out for good");
            std::thread::sleep(std::time::Duration::from_millis(500));
        };
        assert!(cookie(&taken).is_some());
    }

    fn a_stranger_who_guesses_a_thousand_times_does_not_make_the_owner_wait(house) {
        let running = house.serve();
        let password = account(house, "lan", "viewer", "33");
        let other = account(house, "hoa", "viewer", "33");
        let attempt = |name: &str, password: &str, device: &str| {
            let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Cookie", device)];
            let body = http::form(&[("name", name), ("password", password)]);
            http::send(&running.address, "POST", "/staff/sign-in", &headers, body.as_bytes()).unwrap()
        };
        let first = attempt("lan", &password, "").expect(303);
        let known = device(&first).expect("a browser is known after its sign-in");
        let of_hoa = device(&attempt("hoa", &other, "").expect(303)).unwrap();
        let both = device(&attempt("hoa", &other, &known).expect(303)).unwrap();

        let guesses = (0..1000).map(|guess| attempt("lan", &format!("wrong password {guess}"), "").status);
        let refused = guesses.filter(|status| *status == 429).count();
        assert!(refused > 950, "{refused}");
        // The next guess that is looked at begins the longest wait so far: time enough for what follows.
        while attempt("lan", "wrong password", "").status == 429 {
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        for stranger in ["", "sipas-device=", "sipas-device=AAAA.BBBB", &of_hoa] {
            assert_eq!(attempt("lan", &password, stranger).status, 429, "{stranger}");
        }
        let again = attempt("lan", &password, &known).expect(303);
        attempt("lan", &password, &both).expect(303);
        attempt("lan", &password, "").expect(429);

        // A cookie that was stolen is no password, and has a few tries of its own.
        let refused = (0..20).filter(|_| attempt("lan", "wrong password", &known).status == 429).count();
        assert!(refused > 5, "{refused}");
        assert_eq!(attempt("lan", &password, &known).status, 429);
        let fresh = device(&again).unwrap();
        assert_ne!(fresh, known);
        attempt("lan", &password, &fresh).expect(303);
    }

    fn the_password_alone_makes_no_browser_known_where_a_second_factor_is_asked(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let fields = [("name", "lan"), ("password", &*officer.password)];
        let reply = running.post_form("/staff/sign-in", &fields).unwrap().expect(303);
        assert_eq!(device(&reply), None);
        let half = Officer::after(&running, &reply);
        let whole = half.post("/staff/second-factor", &[("code", &officer.recovery[0])]).expect(303);
        assert!(device(&whole).is_some());
    }

    fn whoever_knows_the_password_alone_guesses_no_code(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "analyst", "33");
        let mut refused = 0;
        for _ in 0..4 {
            let reply = running.post_form("/staff/sign-in", &[("name", "lan"), ("password", &officer.password)]).unwrap();
            if reply.status == 429 {
                refused += 1;
                continue;
            }
            let thief = Officer::after(&running, &reply);
            refused += usize::from(thief.post("/staff/second-factor", &[("code", "000000")]).status == 429);
        }
        assert!(refused > 0, "each sign-in gave new tries");
    }

    fn signing_out_leaves_nothing_in_the_browser(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "lan", "viewer", "33");
        let reply = officer.post("/staff/sign-out", &[]).expect(303);
        assert_eq!(reply.header("clear-site-data"), Some("\"cache\""));
        assert!(reply.header("set-cookie").is_some_and(|gone| gone.contains("Max-Age=0")));
        assert_eq!(officer.get("/staff").status, 303);
        assert!(Sql::open(house).texts("select id as text from session").is_empty());
    }
}

/// The cookie of a browser that an account knows, as a reply sets it.
fn device(reply: &Reply) -> Option<String> {
    let set = reply
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    let mut own = set.filter_map(|(_, value)| value.split(';').next());
    own.find(|cookie| cookie.contains("sipas-device="))
        .map(str::to_owned)
}

#[test]
fn over_https_the_cookie_is_bound_to_the_host() {
    let house = House::new(crate::support::database::Database::Sqlite);
    house.settings("[web]\npublic_url = \"https://quanly.example.vn\"\n");
    let running = house.serve();
    let password = account(&house, "lan", "viewer", "33");
    let reply = running
        .post_form(
            "/staff/sign-in",
            &[("name", "lan"), ("password", &password)],
        )
        .unwrap()
        .expect(303);
    let set = reply.header("set-cookie").unwrap();
    for part in [
        "__Host-sipas=",
        "; Secure",
        "; HttpOnly",
        "; SameSite=Strict",
        "; Path=/",
    ] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.contains("Domain"), "{set}");
    let known = device(&reply).expect("a known browser");
    assert!(known.starts_with("__Host-sipas-device="), "{known}");
}

#[test]
fn behind_a_proxy_that_speaks_https_a_form_comes_from_the_https_page_only() {
    let house = House::new(crate::support::database::Database::Sqlite);
    house.settings("[web]\npublic_url = \"https://quanly.example.vn\"\n");
    let running = house.serve();
    let password = account(&house, "lan", "viewer", "33");
    // As a proxy hands it on: with the host that the browser named, or with the one of the service.
    let sent = |host: &str, origin: &str| {
        let host = host.replace("SERVICE", &running.address);
        let headers = [
            ("Host", &*host),
            ("Origin", origin),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        let body = http::form(&[("name", "lan"), ("password", &password)]);
        let sent = http::send(
            &running.address,
            "POST",
            "/staff/sign-in",
            &headers,
            body.as_bytes(),
        );
        sent.unwrap().status
    };
    let own = "https://quanly.example.vn";
    assert_eq!(sent("quanly.example.vn", own), 303);
    assert_eq!(sent("SERVICE", own), 303);
    for other in [
        "http://quanly.example.vn",
        "https://quanly.example.vn:8443",
        "https://quanly.example.vn.evil.example",
        "null",
        "quanly.example.vn",
    ] {
        assert_eq!(sent("quanly.example.vn", other), 403, "{other}");
    }
}

#[test]
fn simulated_answers_need_no_second_factor() {
    let house = House::new(crate::support::database::Database::Sqlite);
    let password = account(&house, "an", "administrator", "vn");
    Sql::open(&house).run("insert into setting (key, value) values ('simulated', 'yes')");
    let running = house.serve();
    let officer = Officer::with_password(&running, "an", &password);
    officer.get("/staff").expect(200);
}
