//! Sheets that kiosks sealed by themselves: in the box once, counted with the others, or dropped and accounted for.

use std::fs;

use super::house::{House, answer, at_once, cell, form, invited, submit, walked};
use crate::ballot::{CellId, Channel, FormRef, KioskEnvelope, Margin, SubmissionHash, Token};
use crate::store::{
    CollectionPoint, Kiosk, Office, Outcome, Pass, Scope, SealedArrival, TallyQuery,
};

fn sealed(house: &House, month: &str, pass: Pass, text: &str) -> SealedArrival {
    let month = month.parse().unwrap();
    let public = house.keys.box_public(month).unwrap();
    SealedArrival {
        form: form(),
        pass,
        envelope: KioskEnvelope::sealed(month, &public, &form(), text),
    }
}

fn walk_in(cell: CellId, id: &str) -> Pass {
    let submission = SubmissionHash::new("kiosk", id);
    Pass::WalkIn { cell, submission }
}

fn ticket(token: Token) -> Pass {
    Pass::Invitation(token.hash())
}

const MARKS: &str = "marks\u{1f}430\u{1e}";

on_each_backend! {
    fn what_a_kiosk_sealed_is_counted_once_with_the_sheets_of_its_cell(house) {
        let writer = house.writer("2026-10-20");
        let hall = cell("a", Channel::WalkIn);
        house.register(&hall);
        for n in 0..6 {
            let id = format!("k{n}");
            let arrival = || sealed(house, "2026-10", walk_in(hall.id(), &id), MARKS);
            assert_eq!(submit(&writer, arrival()), Outcome::Recorded);
            assert_eq!(submit(&writer, arrival()), Outcome::AlreadyRecorded);
        }
        assert_eq!(submit(&writer, walked(&hall, "phone")), Outcome::Recorded);
        assert_eq!(house.open_box("2026-10-21", at_once()).counted, 7);
        house.assert_true();
    }

    fn a_ticket_makes_it_an_invited_sheet_with_its_procedure_group(house) {
        let writer = house.writer("2026-10-20");
        let tokens = house.invite_to(&cell("a", Channel::InPerson), Some("land"), "2026-10", 0..6);
        for token in &tokens {
            let arrival = || sealed(house, "2026-10", ticket(*token), MARKS);
            assert_eq!(submit(&writer, arrival()), Outcome::Recorded);
            assert_eq!(submit(&writer, arrival()), Outcome::AlreadyRecorded);
            assert_eq!(submit(&writer, invited(*token, &[1, 1, 1])), Outcome::AlreadyRecorded);
        }
        assert_eq!(house.open_box("2026-10-21", at_once()).counted, 6);
        let rows = house.store.tallies(&TallyQuery {
            form: &form(),
            margin: Margin::Group,
            periods: &["2026-10".parse().unwrap()],
            scope: Scope::Place { parent: "2025:01", place: "2025:a" },
        }).unwrap();
        assert_eq!(rows.iter().map(|row| (row.key.as_str(), row.n)).collect::<Vec<_>>(), [("land", 6)]);
        house.assert_true();
    }

    fn a_sheet_of_last_month_lies_under_the_key_of_last_month(house) {
        let writer = house.writer("2026-11-03");
        let hall = cell("a", Channel::WalkIn);
        house.register(&hall);
        for n in 0..5 {
            let arrival = sealed(house, "2026-10", walk_in(hall.id(), &n.to_string()), MARKS);
            assert_eq!(submit(&writer, arrival), Outcome::Recorded);
        }
        assert_eq!(house.open_box("2026-11-04", at_once()).counted, 5);
        house.assert_true();
    }

    fn what_does_not_fit_is_dropped_and_stays_in_the_accounts(house) {
        let writer = house.writer("2026-10-20");
        let tokens = house.invite(&cell("a", Channel::Online), "2026-10", 0..7);
        answer(&writer, &tokens[..5]);
        for (token, text) in tokens[5..].iter().zip(["other\u{1f}4\u{1e}", "no sheet at all"]) {
            assert_eq!(submit(&writer, sealed(house, "2026-10", ticket(*token), text)), Outcome::Recorded);
        }
        let report = house.open_box("2026-10-21", at_once());
        assert_eq!((report.counted, report.waiting, report.unfit.len()), (5, 0, 1));
        assert_eq!(report.unfit[0].sheets, 2);
        assert!(report.unfit[0].to_string().contains("2 sheets of short"));
        assert!(report.unopened.is_empty());
        house.assert_true();
        assert!(house.open_box("2026-10-22", at_once()).unfit.is_empty());
    }

    fn a_key_that_was_replaced_drops_nothing(house) {
        let writer = house.writer("2026-10-20");
        for token in house.invite(&cell("a", Channel::Online), "2026-10", 0..6) {
            assert_eq!(submit(&writer, sealed(house, "2026-10", ticket(token), MARKS)), Outcome::Recorded);
        }
        let key = house.folder.path().join("keys/box-2026-10.key");
        let kept = fs::read(&key).unwrap();
        fs::remove_file(&key).unwrap();
        house.keys.box_public("2026-10".parse().unwrap()).unwrap();
        let report = house.open_box("2026-10-21", at_once());
        assert_eq!((report.counted, report.unfit.len(), report.unopened[0].sheets), (0, 0, 6));
        fs::write(&key, kept).unwrap();
        assert_eq!(house.open_box("2026-10-21", at_once()).counted, 6);
        house.assert_true();
    }

    fn a_ticket_of_another_form_stays_open(house) {
        let writer = house.writer("2026-10-20");
        let token = house.invite(&cell("a", Channel::Online), "2026-10", 0..1)[0];
        let other = SealedArrival {
            form: FormRef::new("short", 2),
            ..sealed(house, "2026-10", ticket(token), MARKS)
        };
        assert_eq!(submit(&writer, other), Outcome::WrongForm);
        assert_eq!(submit(&writer, invited(token, &[1, 1, 1])), Outcome::Recorded);
    }

    fn a_code_makes_one_kiosk_of_its_own_point_until_it_ends(house) {
        let store = &house.store;
        store.register_office(&Office {
            code: "H01".to_owned(),
            name: "Bộ phận Một cửa".to_owned(),
            kind: "one_stop".to_owned(),
            place: crate::ballot::PlacePath::nation(),
        }).unwrap();
        for code in ["hall", "yard"] {
            store.register_collection_point(&CollectionPoint {
                code: code.to_owned(),
                office: "H01".to_owned(),
                form: "short".to_owned(),
                name: "Quầy 1".to_owned(),
                open: true,
            }).unwrap();
        }
        let kiosk = |id: &str, point: &str| Kiosk {
            id: id.to_owned(),
            point: point.to_owned(),
            secret_hash: [7; 32],
            seen: 3,
            waiting: 0,
            revoked: false,
        };
        store.issue_kiosk_code(&[1; 32], "hall", 0, 100).unwrap();
        assert!(!store.enrol_kiosk(&[2; 32], 50, &kiosk("a", "hall")).unwrap(), "another code");
        assert!(!store.enrol_kiosk(&[1; 32], 50, &kiosk("a", "yard")).unwrap(), "another point");
        assert!(!store.enrol_kiosk(&[1; 32], 100, &kiosk("a", "hall")).unwrap(), "too late");
        assert!(store.enrol_kiosk(&[1; 32], 99, &kiosk("a", "hall")).unwrap());
        assert!(!store.enrol_kiosk(&[1; 32], 99, &kiosk("b", "hall")).unwrap(), "used before");
        store.hear_kiosk("a", 9, 4).unwrap();
        assert!(store.revoke_kiosk("a").unwrap());
        assert!(!store.revoke_kiosk("b").unwrap());
        let known = store.kiosk("a").unwrap().unwrap();
        assert_eq!((known.seen, known.waiting, known.revoked), (9, 4, true));
        assert_eq!(store.kiosks().unwrap(), [known]);
    }
}
