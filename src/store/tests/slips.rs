//! A printed slip invites nobody: the denominator grows by what was handed out.

use chrono::{TimeZone, Utc};

use super::house::{House, answer, at_once, cell, form};
use crate::ballot::{Cell, Channel, InvitationKey, SlipCode};
use crate::period::Period;
use crate::store::{Action, NewEntry, Responded};

fn entry(action: Action) -> NewEntry<'static> {
    NewEntry {
        at: Utc.with_ymd_and_hms(2026, 10, 20, 3, 0, 0).unwrap(),
        actor: "lan",
        action,
        object: "a",
        detail: serde_json::json!({}),
    }
}

fn october() -> Period {
    Period::month(2026, 10).unwrap()
}

/// Prints so many slips of a cell.
fn print(house: &House, cell: &Cell, count: usize) {
    let key = InvitationKey::new(october(), [7; 32]);
    let mut rng = rand::rng();
    let slips: Vec<_> = (0..count)
        .map(|_| key.slip(SlipCode::draw(&mut rng)))
        .collect();
    let printed = entry(Action::SlipsPrinted);
    house
        .store
        .record_slips(cell, october(), &slips, &printed)
        .unwrap();
}

fn responded(house: &House, cell: &Cell) -> Option<Responded> {
    house
        .store
        .responded(&form(), &[october()], &cell.place)
        .unwrap()
}

on_each_backend! {
    fn slips_count_as_invitations_once_they_were_handed_out(house) {
        let at_the_counter = cell("a", Channel::InPerson);
        let writer = house.writer("2026-10-20");
        answer(&writer, &house.invite(&at_the_counter, "2026-10", 0..10));
        print(house, &at_the_counter, 40);
        assert_eq!(house.open_box("2026-10-21", at_once()).counted, 10);
        let found = responded(house, &at_the_counter);
        assert_eq!(found, Some(Responded { issued: 10, answered: 10 }), "nobody drew a slip");

        let note = |count| {
            let noted = entry(Action::SlipsHandedOut);
            house.store.record_handed_out(&at_the_counter, october(), count, &noted).unwrap()
        };
        for (count, issued) in [(25, 35), (25, 35), (12, 22), (0, 10), (40, 50)] {
            assert!(note(count));
            assert_eq!(responded(house, &at_the_counter).unwrap().issued, issued, "{count}");
        }
        assert!(!note(41), "more than were printed");
        print(house, &at_the_counter, 10);
        assert_eq!(responded(house, &at_the_counter).unwrap().issued, 50, "the new ones lie on the counter");
        assert!(note(41));
        let piles = house.store.printed_slips().unwrap();
        assert_eq!((piles.len(), piles[0].made, piles[0].handed_out), (1, 50, Some(41)));
        house.assert_true();
    }

    fn a_pile_that_nobody_printed_has_no_slips_to_hand_out(house) {
        let nowhere = cell("a", Channel::InPerson);
        let noted = entry(Action::SlipsHandedOut);
        assert!(!house.store.record_handed_out(&nowhere, october(), 0, &noted).unwrap());
        print(house, &nowhere, 5);
        assert_eq!(responded(house, &nowhere), None, "paper alone invites nobody");
        let lines = house.store.audit(&crate::store::AuditQuery { limit: 10, ..Default::default() }).unwrap();
        let told: Vec<_> = lines.iter().map(|line| line.action).collect();
        assert_eq!(told, [Action::SlipsPrinted], "what changed nothing is not told");
    }
}
