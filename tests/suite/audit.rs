//! The log of staff: what stands in it, who may read it, and that nobody can change it unseen.

use crate::on_each_database;
use crate::support::database::Database;
use crate::support::service::House;
use crate::support::sql::Sql;
use crate::support::staff::Officer;

/// The lines as `actor action object`, the oldest first.
fn lines(house: &House) -> Vec<String> {
    Sql::open(house)
        .texts("select actor || ' ' || action || ' ' || object as text from audit order by seq")
}

/// Goes past the guards of the database, as somebody with its password or its file could.
fn past_the_guards(house: &House, statement: &str) {
    let (open, shut) = match house.database {
        Database::Sqlite => (
            "drop trigger if exists audit_no_update; drop trigger if exists audit_no_delete;",
            "",
        ),
        Database::Postgres { .. } => (
            "alter table audit disable trigger audit_no_change;",
            "alter table audit enable trigger audit_no_change;",
        ),
    };
    Sql::open(house).run(&format!("{open} {statement}; {shut}"));
}

on_each_database! {
    fn whoever_does_or_reads_something_stands_in_the_log(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "an", "administrator", "33");
        officer.get("/staff?place=33&period=2026").expect(200);
        officer.get("/api/v1/reports/csv?place=33&period=2026").expect(200);
        let fields = [("username", "hoa"), ("role", "viewer"), ("place", "33")];
        officer.post("/staff/accounts", &fields).expect(200);
        officer.post("/staff/accounts/hoa", &[("role", "analyst"), ("place", "33")]).expect(303);
        running.post_form("/staff/sign-in", &[("name", "hoa"), ("password", "wrong password")]).unwrap().expect(401);
        running.post_form("/staff/sign-in", &[("name", "secret typed as a name"), ("password", "x")]).unwrap().expect(401);
        officer.get("/staff/audit").expect(200);
        officer.post("/staff/sign-out", &[]).expect(303);
        let lines = lines(house);
        let mut rest = lines.iter();
        for expected in [
            "command line account-opened an",
            "an signed-in an",
            "an second-factor-changed an",
            "an findings-read 2025:33",
            "an exported 2025:33",
            "an account-opened hoa",
            "an account-changed hoa",
            "hoa sign-in-refused hoa",
            "unknown account sign-in-refused unknown account",
            "an log-read log",
            "an signed-out an",
        ] {
            assert!(rest.any(|line| line == expected), "{expected}: {lines:#?}");
        }
        let dump = Sql::open(house).dump();
        assert!(!dump.contains("secret typed") && !dump.contains("127.0.0.1"));
        assert!(house.run(&["audit", "verify"]).contains(&format!("{} lines", lines.len())));
    }

    fn what_did_not_happen_is_not_in_the_log(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "an", "administrator", "33");
        let before = lines(house).len();
        officer.get("/staff?place=01&period=2026").expect(403);
        officer.post("/staff/accounts", &[("username", "an"), ("role", "viewer"), ("place", "33")]).expect(422);
        house.refused(&["staff", "close", "nobody"]);
        assert_eq!(lines(house).len(), before);
    }

    fn the_database_refuses_to_change_or_remove_a_line(house) {
        house.run(&["staff", "add", "an"]);
        for statement in ["update audit set actor = 'nobody'", "delete from audit"] {
            let tried = std::panic::catch_unwind(|| Sql::open(house).run(statement));
            assert!(tried.is_err(), "{statement}");
        }
        house.run(&["audit", "verify"]);
    }

    fn a_changed_a_missing_and_a_cut_off_line_are_found(house) {
        for name in ["an", "binh", "chi", "dung"] {
            house.run(&["staff", "add", name]);
        }
        let checkpoint = house.run(&["audit", "checkpoint"]);
        let file = house.file("checkpoint.txt", &checkpoint);
        let file = file.to_str().unwrap();
        house.run(&["staff", "close", "dung"]);
        house.run(&["audit", "verify", "--against", file]);

        past_the_guards(house, "delete from audit where seq = 5");
        house.run(&["audit", "verify", "--against", file]);
        past_the_guards(house, "delete from audit where seq = 4");
        assert!(house.run(&["audit", "verify"]).contains("3 lines"), "a chain alone cannot know");
        let fault = house.refused(&["audit", "verify", "--against", file]);
        assert!(fault.contains("had 4 lines") && fault.contains("cut off"), "{fault}");
        past_the_guards(house, "update audit set object = 'binh' where seq = 3");
        assert!(house.refused(&["audit", "verify"]).contains("breaks at line 3"));
        past_the_guards(house, "delete from audit where seq = 2");
        assert!(house.refused(&["audit", "verify"]).contains("line 2: the line is missing"));
        let forged = house.file("forged.txt", &checkpoint.replace("\n4\n", "\n2\n"));
        let forged = house.refused(&["audit", "verify", "--against", forged.to_str().unwrap()]);
        assert!(forged.contains("breaks at line") || forged.contains("no key of this house"));
    }

    fn the_page_finds_lines_by_person_day_and_action_and_goes_back_page_by_page(house) {
        let running = house.serve();
        let officer = Officer::new(house, &running, "an", "administrator", "vn");
        for _ in 0..60 {
            officer.get("/staff/account").expect(200);
            officer.get("/staff?place=33&period=2026").expect(200);
        }
        let rows = |page: &str| page.matches("<th scope=\"row\"").count();
        let all = officer.get("/staff/audit").expect(200).text();
        assert_eq!(rows(&all), 50);
        let (_, older) = all.split_once("before=").unwrap();
        let before: String = older.chars().take_while(char::is_ascii_digit).collect();
        let older = officer.get(&format!("/staff/audit?before={before}")).expect(200).text();
        assert!(rows(&older) > 10 && !older.contains(&format!("class=\"n\">{before}<")));
        let signed_in = officer.get("/staff/audit?person=an&action=signed-in").expect(200).text();
        assert_eq!(rows(&signed_in), 1);
        let commands = officer.get("/staff/audit?person=command+line").expect(200).text();
        assert_eq!(rows(&commands), 1);
        let then = officer.get("/staff/audit?day=2020-01-01").expect(200).text();
        assert!(then.contains("Không có dòng nào như vậy"));
        #[expect(clippy::disallowed_methods, reason = "the service under test reads the machine's clock")]
        let now = chrono::Utc::now();
        let today = now + chrono::TimeDelta::hours(7);
        let today = officer.get(&format!("/staff/audit?day={}", today.date_naive())).expect(200).text();
        assert_eq!(rows(&today), 50);
        for odd in ["day=yesterday", "action=%27%3B--", "person=%3Cscript%3E", "before=99999999999999999999"] {
            let page = officer.get(&format!("/staff/audit?{odd}"));
            assert!(page.status == 200 || page.status == 400, "{odd}");
            assert!(!page.text().contains("<script>"));
        }
    }

    fn an_administrator_of_a_province_reads_the_lines_of_its_own_people(house) {
        let running = house.serve();
        house.run(&["staff", "add", "hanoi", "--role", "viewer", "--place", "01"]);
        let other = house.run(&["staff", "password", "hanoi"]);
        let other = Officer::sign_in(&running, "hanoi", other.trim().split_once(' ').unwrap().1);
        other.get("/staff?period=2026").expect(200);
        let officer = Officer::new(house, &running, "an", "administrator", "33");
        let page = officer.get("/staff/audit").expect(200).text();
        assert!(page.contains("<td>an</td>") && !page.contains("hanoi") && !page.contains("command line"));
        let asked = officer.get("/staff/audit?person=hanoi").expect(200).text();
        assert!(asked.contains("Không có dòng nào như vậy"));
    }
}
