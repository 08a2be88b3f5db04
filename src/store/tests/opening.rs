//! Opening the box: conservation, k, the months that close, and what is not opened.

use std::fs;

use proptest::prelude::{Strategy, any, prop};
use proptest::test_runner::{Config, TestRunner};

use super::house::{House, answer, at_once, cell, day, form, invited, layout, submit, walked};
use crate::ballot::{Channel, Margin, NATION, OpeningRules};
use crate::period::Period;
use crate::store::{Outcome, Scope, TallyQuery, TallyRow};

fn tallies(house: &House, margin: Margin, period: &str, scope: Scope<'_>) -> Vec<TallyRow> {
    let query = TallyQuery {
        form: &form(),
        margin,
        periods: &[period.parse().unwrap()],
        scope,
    };
    house.store.tallies(&query).unwrap()
}

const WHOLE: Scope<'_> = Scope::Place {
    parent: "",
    place: NATION,
};

on_each_backend! {
    fn a_finding_is_a_direct_read_at_every_place_and_period(house) {
        let writer = house.writer("2026-10-20");
        answer(&writer, &house.invite_to(&cell("a", Channel::Online), Some("land"), "2026-10", 0..12));
        answer(&writer, &house.invite(&cell("b", Channel::Post), "2026-10", 0..7));
        assert_eq!(house.open_box("2026-10-21", at_once()).counted, 19);
        for period in ["2026-10", "2026-Q4", "2026"] {
            let whole = tallies(house, Margin::All, period, WHOLE);
            assert_eq!((whole.len(), whole[0].n, whole[0].shown), (1, 19, 1));
            assert_eq!(whole[0].tally(&layout()).unwrap().answered(&layout(), 1), 19);
            let communes = tallies(house, Margin::All, period, Scope::Below("2025:01"));
            let communes: Vec<_> = communes.iter().map(|row| (row.place.as_str(), row.n, row.shown)).collect();
            assert_eq!(communes, [("2025:a", 12, 1), ("2025:b", 7, 0)]);
            assert_eq!(tallies(house, Margin::All, period, Scope::Everywhere).len(), 4);
            assert_eq!(tallies(house, Margin::Group, period, WHOLE)[0].key, "land");
            assert_eq!(tallies(house, Margin::Office, period, Scope::Below("2025:01")).len(), 2);
        }
        assert_eq!(tallies(house, Margin::Person, "2026-10", WHOLE), []);
        let persons = tallies(house, Margin::Person, "2026-Q4", WHOLE);
        let persons: Vec<_> = persons.iter().map(|row| (row.key.as_str(), row.n)).collect();
        assert_eq!(persons, [("2:0", 10), ("2:1", 9)]);
        assert_eq!(house.store.counted_forms().unwrap()[0].1.len(), 3);
        house.assert_true();
    }

    fn what_is_alone_in_its_cell_waits_and_is_counted_wider_when_its_month_closes(house) {
        let writer = house.writer("2026-10-20");
        answer(&writer, &house.invite(&cell("a", Channel::Online), "2026-10", 0..4));
        answer(&writer, &house.invite(&cell("b", Channel::Online), "2026-10", 0..3));
        let open = house.open_box("2026-10-31", at_once());
        assert_eq!((open.counted, open.waiting), (0, 7));
        let month: Period = "2026-10".parse().unwrap();
        assert!(house.store.retire_keys(&house.keys, day("2026-11-10"), 10, 45).unwrap().is_empty());
        assert_eq!(house.open_box("2026-11-10", OpeningRules::default()).counted, 7);
        assert_eq!(tallies(house, Margin::All, "2026-10", Scope::Below("2025:01")), []);
        assert_eq!(tallies(house, Margin::All, "2026-10", Scope::Below(NATION))[0].n, 7);
        assert_eq!(house.store.retire_keys(&house.keys, day("2026-11-10"), 10, 45).unwrap().len(), 1);
        assert!(house.keys.box_secret(month).unwrap().is_none());
        house.assert_true();
        assert_eq!(house.store.retire_keys(&house.keys, day("2026-12-16"), 10, 45).unwrap().len(), 1);
        assert!(house.store.invited().unwrap().is_empty());
        house.assert_true();
    }

    fn a_sheet_that_cannot_be_unsealed_is_reported_and_stays(house) {
        let writer = house.writer("2026-10-20");
        answer(&writer, &house.invite(&cell("a", Channel::Online), "2026-10", 0..6));
        let key = house.folder.path().join("keys/box-2026-10.key");
        let kept = fs::read(&key).unwrap();
        fs::remove_file(&key).unwrap();
        let report = house.open_box("2026-10-21", at_once());
        assert_eq!((report.counted, report.waiting, report.unopened.len()), (0, 6, 1));
        assert!(report.unopened[0].to_string().contains("box-2026-10") || report.unopened[0].reason.contains("2026-10"));

        house.keys.box_public("2026-10".parse().unwrap()).unwrap();
        let report = house.open_box("2026-10-21", at_once());
        assert_eq!((report.counted, report.unopened[0].sheets), (0, 6));
        fs::write(&key, kept).unwrap();
        assert_eq!(house.open_box("2026-10-21", at_once()).counted, 6);
        house.assert_true();
    }

    fn comments_lie_apart_and_sealed(house) {
        let writer = house.writer("2026-10-20");
        let tokens = house.invite(&cell("a", Channel::Online), "2026-10", 0..12);
        for (n, token) in tokens.iter().enumerate() {
            let mut arrival = invited(*token, &[1, 1, 1]);
            arrival.sheet.comment = Some(format!("Ý kiến {n}"));
            assert_eq!(submit(&writer, arrival), Outcome::Recorded);
        }
        house.open_box("2026-10-21", at_once());
        let secret = house.keys.comment_secret().unwrap().unwrap();
        let comments = house.store.comments(&form(), "2025:a", "2026-10".parse().unwrap()).unwrap();
        let mut texts: Vec<_> = comments.iter().map(|comment| comment.open(&secret).unwrap()).collect();
        texts.sort_unstable();
        assert_eq!((texts.len(), texts[0].as_str()), (12, "Ý kiến 0"));
    }

    fn two_openings_at_the_same_moment_count_every_sheet_once(house) {
        let writer = house.writer("2026-10-20");
        answer(&writer, &house.invite(&cell("a", Channel::Online), "2026-10", 0..40));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let opening = crate::store::Opening {
                        rules: at_once(),
                        today: day("2026-10-21"),
                        keyring: &house.keys,
                        layout_of: &super::super::house::layout_of,
                        read_fields: &super::super::house::read_fields,
                        judge: &super::super::house::judge,
                    };
                    // One wins; the others find nothing, or are told that they were overtaken.
                    let _ = house.store.open_box(&opening);
                });
            }
        });
        assert_eq!(house.store.sheets().unwrap(), (0, 40));
        house.assert_true();
    }

    fn counted_and_waiting_is_always_what_was_accepted(house) {
        let rounds = std::cell::Cell::new(0);
        let offices = ["a", "b", "c"].map(|office| cell(office, Channel::Online));
        let months = ["2026-07", "2026-08", "2026-09"];
        let schedule = prop::collection::vec((0..3usize, 0..3usize, 0..9usize, any::<bool>()), 1..8);
        let schedule = schedule.prop_map(|mut steps| {
            steps.sort_by_key(|step| step.1); // time runs forward
            steps
        });
        let config = Config { cases: if house.is_sqlite() { 12 } else { 6 }, failure_persistence: None, ..Config::default() };
        TestRunner::new(config).run(&schedule, |steps| {
            let accepted = house.store.sheets().unwrap();
            let mut accepted = accepted.0 + accepted.1;
            for (office, month, n, timed) in steps {
                let round = rounds.replace(rounds.get() + 1);
                let writer = house.writer(&format!("{}-15", months[month]));
                let office = &offices[office];
                answer(&writer, &house.invite(office, months[month], round * 100..round * 100 + n));
                house.register(&cell("a", Channel::WalkIn));
                assert_eq!(submit(&writer, walked(&cell("a", Channel::WalkIn), &round.to_string())), Outcome::Recorded);
                accepted += n as u64 + 1;
                let rules = if timed { OpeningRules::default() } else { at_once() };
                house.open_box(&format!("{}-28", months[month]), rules);
                let (waiting, counted) = house.store.sheets().unwrap();
                assert_eq!(waiting + counted, accepted);
                house.assert_true();
            }
            Ok(())
        }).unwrap();
        house.open_box("2027-02-01", OpeningRules::default());
        house.assert_true();
    }
}
