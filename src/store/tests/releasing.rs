//! Releases are kept as they were, and everything counted later stays outside.

use diesel::connection::SimpleConnection;

use super::house::{House, answer, at_once, cell, form, judge};
use crate::ballot::{Channel, Margin};
use crate::form::Text;
use crate::period::Period;
use crate::store::{
    Before, NewRelease, Releasing, Scope, StoreError, StoredRelease, TallyQuery, TallyRow,
};

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// Releases a period; the document says how many sheets were counted and what it follows.
fn release(house: &House, wanted: &str) -> Result<StoredRelease, StoreError> {
    let make = |rows: &[TallyRow], before: &Before| {
        let nation = rows.iter().find(|row| row.parent.is_empty());
        let nation = nation.ok_or("nothing was counted")?;
        let reason = before.corrected.is_some().then(|| Text::new("sai sót", ""));
        Ok(NewRelease {
            id: format!("{wanted}-{}", nation.n),
            reason,
            released_on: "2026-12-01".parse().unwrap(),
            hash: format!("hash {wanted} {}", nation.n),
            document: format!("{} after {:?}", nation.n, before.last),
        })
    };
    house.store.release(&Releasing {
        form: &form(),
        place: "vn",
        period: period(wanted),
        judge: &|form, cells| Ok(judge(form, cells)),
        make: &make,
    })
}

/// Counts sheets of October: the transactions from `first` on.
fn count(house: &House, first: usize, sheets: usize) {
    let writer = house.writer("2026-10-20");
    answer(
        &writer,
        &house.invite(
            &cell("a", Channel::Online),
            "2026-10",
            first..first + sheets,
        ),
    );
    house.open_box("2026-10-21", at_once());
}

fn nation(house: &House, wanted: &str) -> u64 {
    let query = TallyQuery {
        form: &form(),
        margin: Margin::All,
        periods: &[period(wanted)],
        scope: Scope::Place {
            parent: "",
            place: "vn",
        },
    };
    house
        .store
        .tallies_as_released(&query)
        .unwrap()
        .iter()
        .map(|row| row.n)
        .sum()
}

on_each_backend! {
    fn a_release_is_read_as_it_was_and_its_correction_follows_it(house) {
        count(house, 0, 40);
        let first = release(house, "2026-Q4").unwrap();
        assert_eq!((first.number, first.edition, first.previous.as_deref()), (1, 1, None));
        assert!(first.covers.contains(&period("2026-10")) && !first.covers.contains(&period("2026")));
        count(house, 100, 20);
        assert_eq!((nation(house, "2026-Q4"), nation(house, "2026-10"), nation(house, "2026")), (40, 40, 60));

        let second = release(house, "2026-Q4").unwrap();
        assert_eq!((second.number, second.edition, second.previous), (2, 2, Some(first.hash.clone())));
        assert_eq!((nation(house, "2026-Q4"), nation(house, "2026-10")), (60, 60));
        assert_eq!(house.store.releases().unwrap().len(), 2);
        assert_eq!(house.store.release_named(&first.id).unwrap(), Some(first.clone()));
        assert_eq!(house.store.release_of(&form(), "vn", period("2026-Q4")).unwrap().unwrap().id, second.id);
        assert_eq!(house.store.release_document(2).unwrap(), "60 after Some(\"40 after None\")");

        let cells = house.store.lattice(&form(), 2026).unwrap();
        let quarter = cells.iter().find(|cell| cell.period == period("2026-Q4") && cell.parent.is_empty()).unwrap();
        let counted: Vec<u64> = quarter.editions.iter().map(|edition| edition.n).collect();
        assert_eq!((counted, quarter.frozen), (vec![60, 40], true));
    }

    fn a_wider_release_leaves_what_another_one_froze(house) {
        count(house, 0, 40);
        release(house, "2026-10").unwrap();
        count(house, 100, 20);
        let year = release(house, "2026").unwrap();
        assert!(!year.covers.contains(&period("2026-10")));
        assert_eq!((nation(house, "2026"), nation(house, "2026-Q4"), nation(house, "2026-10")), (60, 60, 40));
    }

    fn a_refused_release_leaves_nothing_behind(house) {
        count(house, 0, 40);
        assert_eq!(release(house, "2025").unwrap_err().to_string(), "nothing was counted");
        assert_eq!(house.store.releases().unwrap(), []);
        release(house, "2026").unwrap();
        assert_eq!(house.store.releases().unwrap()[0].number, 1);
    }

    fn the_database_itself_refuses_to_change_a_release(house) {
        count(house, 0, 40);
        let kept = release(house, "2026").unwrap();
        for change in [
            "update release set document = 'better'",
            "delete from release",
            "update release_cell set n = n + 1",
            "delete from release_cell",
        ] {
            let refused = house.store.connect().unwrap().batch_execute(change).unwrap_err();
            assert!(refused.to_string().contains("never changes"), "{change}: {refused}");
        }
        assert_eq!(house.store.releases().unwrap(), [kept]);
    }
}
