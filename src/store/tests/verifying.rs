//! Verification finds what was planted.

use super::house::{House, answer, at_once, cell, execute};
use crate::ballot::Channel;

fn counted(house: &House) {
    let writer = house.writer("2026-10-20");
    answer(
        &writer,
        &house.invite(&cell("a", Channel::Online), "2026-10", 0..20),
    );
    assert_eq!(house.open_box("2026-10-21", at_once()).counted, 20);
    house.assert_true();
}

fn says(house: &House, part: &str) {
    let found: Vec<_> = house
        .verify()
        .differences
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(
        found.iter().any(|sentence| sentence.contains(part)),
        "{found:#?}"
    );
}

on_each_backend! {
    fn a_changed_number_is_found(house) {
        counted(house);
        execute(&house.store, "update tally set n = 21 where margin = 'all' and place = 'vn' and period = '2026'");
        says(house, "says 21 sheets, and 20 were counted");
    }

    fn changed_answers_are_found(house) {
        counted(house);
        let swap = "update tally set counts = (select counts from tally where margin = 'person' limit 1) \
                    where margin = 'channel' and place = 'vn' and period = '2026-10'";
        execute(&house.store, swap);
        says(house, "but other answers");
    }

    fn a_missing_and_an_invented_tally_are_found(house) {
        counted(house);
        execute(&house.store, "update tally set key = 'post' where margin = 'channel' and place = '2025:a' and period = '2026'");
        says(house, "is missing, and 20 counted sheets belong to it");
        says(house, "by channel “post” says 20 sheets, and no counted sheet belongs to it");
    }

    fn a_changed_answer_about_the_person_is_found(house) {
        counted(house);
        execute(&house.store, "delete from tally where margin = 'person' and place = 'vn' and key = '2:0'");
        says(house, "do not add up to everybody");
    }

    fn a_lost_sheet_is_found(house) {
        counted(house);
        execute(&house.store, "delete from answer_block");
        says(house, "20 sheets were accepted");
        says(house, "no counted sheet belongs to it");
    }

    fn a_sheet_without_an_invitation_is_found(house) {
        counted(house);
        execute(&house.store, "update invite set state = 0");
        says(house, "0 sheets were accepted");
    }
}
