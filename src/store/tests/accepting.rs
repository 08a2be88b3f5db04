//! Acknowledged means stored, once.

use super::house::{answer, at_once, block_on, cell, clock, form, invited, submit, walked};
use crate::ballot::{Channel, FormRef, InvitationKey};
use crate::store::{InvitationState, Outcome, Writer, WriterOptions};

on_each_backend! {
    fn the_same_link_counts_once_however_often_it_is_sent(house) {
        let writer = house.writer("2026-10-20");
        let tokens = house.invite(&cell("a", Channel::Online), "2026-10", 0..6);
        answer(&writer, &tokens);
        for token in &tokens {
            assert_eq!(submit(&writer, invited(*token, &[0, 0, 0])), Outcome::AlreadyRecorded);
            let found = block_on(house.lookup().invitee(token.hash())).unwrap().unwrap();
            assert_eq!(found.state, InvitationState::Used);
        }
        assert_eq!(house.open_box("2026-10-21", at_once()).counted, 6);
        assert_eq!(submit(&writer, invited(tokens[0], &[0, 0, 0])), Outcome::AlreadyRecorded);
        house.assert_true();
    }

    fn a_double_click_in_one_batch_counts_once(house) {
        let writer = house.writer("2026-10-20");
        let token = house.invite(&cell("a", Channel::Online), "2026-10", 0..1)[0];
        house.register(&cell("b", Channel::WalkIn));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let outcomes = runtime.block_on(async {
            let twice: Vec<_> = (0..20)
                .flat_map(|_| [invited(token, &[1, 1, 1]), walked(&cell("b", Channel::WalkIn), "x")])
                .map(|arrival| writer.submit(arrival))
                .collect();
            let mut outcomes = Vec::new();
            for reply in twice {
                outcomes.push(reply.await.unwrap());
            }
            outcomes
        });
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Recorded).count(), 2);
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::AlreadyRecorded).count(), 38);
        assert_eq!(house.store.sheets().unwrap(), (2, 0));
        house.assert_true();
    }

    fn a_sheet_that_may_not_enter_is_told_why_and_uses_nothing_up(house) {
        let writer = house.writer("2026-12-20");
        let online = cell("a", Channel::Online);
        let stranger = InvitationKey::new("2026-12".parse().unwrap(), [1; 32]).token("short", "nobody");
        assert_eq!(submit(&writer, invited(stranger, &[1, 1, 1])), Outcome::UnknownToken);

        let old = house.invite(&online, "2026-10", 0..1)[0];
        assert_eq!(submit(&writer, invited(old, &[1, 1, 1])), Outcome::Expired);

        let fresh = house.invite(&online, "2026-11", 0..2);
        let mut other = invited(fresh[0], &[1, 1, 1]);
        other.form = FormRef::new("short", 2);
        assert_eq!(submit(&writer, other), Outcome::WrongForm);
        assert_eq!(submit(&writer, invited(fresh[0], &[1, 1, 1])), Outcome::Recorded);

        assert!(house.store.revoke_invitation(fresh[1].hash()).unwrap());
        assert_eq!(submit(&writer, invited(fresh[1], &[1, 1, 1])), Outcome::Expired);

        let nowhere = cell("nowhere", Channel::WalkIn);
        assert_eq!(submit(&writer, walked(&nowhere, "1")), Outcome::UnknownToken);
        let mut long = walked(&nowhere, "2");
        long.sheet.comment = Some("x".repeat(4_001));
        assert_eq!(submit(&writer, long), Outcome::TooLong);
        house.assert_true();
    }

    fn the_same_transaction_is_invited_once(house) {
        let online = cell("a", Channel::Online);
        let first = house.invite(&online, "2026-10", 0..3);
        assert_eq!(house.invite(&online, "2026-10", 0..3), first);
        let invited = house.store.invited().unwrap();
        assert_eq!((invited.len(), invited[0].invited, invited[0].used), (1, 3, 0));
    }

    fn a_writer_that_stops_records_what_waits(house) {
        let writer = house.writer("2026-10-20");
        let tokens = house.invite(&cell("a", Channel::Online), "2026-10", 0..50);
        let replies: Vec<_> = tokens.iter().map(|token| writer.submit(invited(*token, &[1, 1, 1]))).collect();
        writer.stop();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let recorded = runtime.block_on(async {
            let mut recorded = 0;
            for reply in replies {
                recorded += u64::from(reply.await == Ok(Outcome::Recorded));
            }
            recorded
        });
        assert_eq!(recorded, 50);
        assert_eq!(house.store.sheets().unwrap(), (50, 0));
        assert_eq!(submit(&writer, invited(tokens[0], &[1, 1, 1])), Outcome::Unavailable);
    }

    fn a_published_form_never_changes(house) {
        assert!(house.store.record_form(&form(), &[1; 32]).unwrap().is_ok());
        assert!(house.store.record_form(&form(), &[1; 32]).unwrap().is_ok());
        let changed = house.store.record_form(&form(), &[2; 32]).unwrap().unwrap_err();
        let sentence = changed.to_string();
        assert!(sentence.contains(&"01".repeat(32)) && sentence.contains(&"02".repeat(32)), "{sentence}");
    }
}

#[test]
fn a_full_queue_says_so_instead_of_growing() {
    let house = super::house::House::sqlite();
    let tokens = house.invite(&cell("a", Channel::Online), "2026-10", 0..200);
    let options = WriterOptions {
        queue: 4,
        batch: 1,
        ..WriterOptions::new(house.keys.clone(), clock("2026-10-20"))
    };
    let writer = Writer::start(&house.store, options).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let replies: Vec<_> = tokens
        .iter()
        .map(|token| writer.submit(invited(*token, &[1, 1, 1])))
        .collect();
    let (mut recorded, mut busy) = (0, 0);
    runtime.block_on(async {
        for reply in replies {
            match reply.await {
                Ok(outcome) => recorded += u64::from(outcome == Outcome::Recorded),
                Err(_) => busy += 1,
            }
        }
    });
    assert!(busy > 0);
    assert_eq!(house.store.sheets().unwrap(), (recorded, 0));
}
