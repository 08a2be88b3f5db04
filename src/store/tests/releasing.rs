//! Releases are kept as they were, and everything counted later stays outside.

use diesel::connection::SimpleConnection;

use super::house::{House, answer, at_once, cell, form, judge};
use crate::ballot::{Channel, Margin};
use crate::form::Text;
use crate::period::Period;
use chrono::{DateTime, Utc};

use crate::store::{
    Action, AuditQuery, Before, Candidate, Decision, NewEntry, NewRelease, Publication,
    PublicationState, Releasing, Scope, StoreError, StoredRelease, TallyQuery, TallyRow,
};

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// So many seconds after some moment.
fn after(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_792_540_800 + seconds, 0).unwrap()
}

/// Releases a period; the document says how many sheets were counted and what it follows.
fn release(house: &House, wanted: &str) -> Result<StoredRelease, StoreError> {
    release_at(house, wanted, 0, None)
}

/// Releases a period to be opened at a second, by a decision on a draft.
fn release_at(
    house: &House,
    wanted: &str,
    opens: i64,
    decision: Option<Decision<'_>>,
) -> Result<StoredRelease, StoreError> {
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
    let candidate = Candidate {
        form: &form(),
        place: "vn",
        period: period(wanted),
        opens: after(opens),
        judge: &|form, cells| Ok(judge(form, cells)),
    };
    house.store.release(&Releasing {
        candidate,
        decision,
        actor: ("command line", after(0)),
        make: &make,
    })
}

fn entry<'a>(actor: &'a str, action: Action, object: &'a str) -> NewEntry<'a> {
    NewEntry {
        at: after(0),
        actor,
        action,
        object,
        detail: serde_json::json!({}),
    }
}

fn withdraw(house: &House, decision: &Decision<'_>) -> bool {
    let entry = entry(decision.by, Action::Withdrawn, decision.publication);
    house.store.withdraw_publication(decision, &entry).unwrap()
}

/// A draft of a period by one person.
fn draft(house: &House, id: &str, wanted: &str, by: &str) -> bool {
    let draft = Publication {
        id: id.into(),
        form: form(),
        place: "vn".into(),
        period: period(wanted),
        opens: Some(after(60)),
        reason: None,
        state: PublicationState::Draft,
        drafted_by: by.into(),
        drafted: after(0),
        decided: None,
        release: None,
    };
    let entry = entry(by, Action::Drafted, id);
    house.store.draft_publication(&draft, &entry).unwrap()
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
    nation_at(house, wanted, 0)
}

fn nation_at(house: &House, wanted: &str, now: i64) -> u64 {
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
        .tallies_as_released(&query, after(now))
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
        assert_eq!(house.store.release_of(&form(), "vn", period("2026-Q4"), after(0)).unwrap().unwrap().id, second.id);
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

    fn a_release_under_embargo_opens_at_its_moment_and_not_a_second_earlier(house) {
        count(house, 0, 40);
        let kept = release_at(house, "2026-Q4", 60, None).unwrap();
        let of = |now| house.store.release_of(&form(), "vn", period("2026-10"), after(now)).unwrap();
        let closed = |now| house.store.under_embargo(after(now)).unwrap().len();
        // Late sheets must not be seen beside the frozen ones.
        count(house, 100, 20);
        assert_eq!((nation_at(house, "2026-Q4", 59), nation_at(house, "2026-10", 59), of(59)), (0, 0, None));
        // The quarter, its three months, and the year around it.
        assert_eq!((house.store.open_releases(after(59)).unwrap(), closed(59)), (vec![], kept.covers.len() + 1));
        assert_eq!((nation_at(house, "2026-Q4", 60), nation_at(house, "2026-10", 60)), (40, 40));
        assert_eq!((of(60), closed(60)), (Some(kept.clone()), 0));
        assert_eq!(house.store.open_releases(after(60)).unwrap(), [kept]);
    }

    fn until_a_correction_opens_the_edition_before_it_is_read(house) {
        count(house, 0, 40);
        let first = release(house, "2026-Q4").unwrap();
        count(house, 100, 20);
        let second_edition = release_at(house, "2026-Q4", 60, None).unwrap();
        let of = |now| house.store.release_of(&form(), "vn", period("2026-Q4"), after(now)).unwrap().unwrap().id;
        assert_eq!((nation_at(house, "2026-Q4", 59), of(59)), (40, first.id));
        assert_eq!((nation_at(house, "2026-Q4", 60), of(60)), (60, second_edition.id));
        // The year as it is now, less the other quarters, would be the corrected quarter.
        let closed = house.store.under_embargo(after(59)).unwrap();
        assert_eq!(closed.into_iter().collect::<Vec<_>>(), [(form(), period("2026"))]);
        assert_eq!((nation_at(house, "2026", 59), nation_at(house, "2026", 60)), (0, 60));
        assert!(house.store.under_embargo(after(60)).unwrap().is_empty());
    }

    fn nothing_around_or_inside_an_embargo_is_told_as_it_is_now(house) {
        count(house, 0, 40);
        let told = |now| ["2026-10", "2026-Q4", "2026"].map(|own| nation_at(house, own, now));
        release_at(house, "2026-10", 60, None).unwrap();
        assert_eq!((told(59), told(60)), ([0, 0, 0], [40, 40, 40]), "a month");
        count(house, 100, 20);
        release_at(house, "2026-Q4", 120, None).unwrap();
        assert_eq!((told(119), told(120)), ([40, 0, 0], [40, 60, 60]), "a quarter around a released month");
        release_at(house, "2026", 180, None).unwrap();
        assert_eq!((told(179), told(180)), ([40, 60, 0], [40, 60, 60]), "a year around a released quarter");
        count(house, 200, 20);
        release_at(house, "2026-10", 240, None).unwrap();
        assert_eq!((told(239), told(240)), ([40, 60, 60], [80, 60, 60]), "a corrected month inside released periods");
    }

    fn a_year_under_an_embargo_tells_no_part_of_itself(house) {
        count(house, 0, 40);
        release_at(house, "2026", 60, None).unwrap();
        let told = |now| ["2026-10", "2026-Q4", "2026"].map(|own| nation_at(house, own, now));
        assert_eq!((told(59), told(60)), ([0, 0, 0], [40, 40, 40]));
        assert_eq!(house.store.under_embargo(after(59)).unwrap().len(), 17);
    }

    fn releases_open_in_the_order_of_the_chain(house) {
        count(house, 0, 40);
        release_at(house, "2026-10", 60, None).unwrap();
        let at_once = release(house, "2026").unwrap();
        assert_eq!(at_once.opens, after(60));
        assert!(house.store.open_releases(after(59)).unwrap().is_empty());
        assert_eq!(house.store.open_releases(after(60)).unwrap().len(), 2);
    }

    fn a_rehearsal_tells_what_a_release_would_and_writes_nothing(house) {
        count(house, 0, 40);
        let candidate = Candidate {
            form: &form(),
            place: "vn",
            period: period("2026-Q4"),
            opens: after(0),
            judge: &|form, cells| Ok(judge(form, cells)),
        };
        let (rows, before) = house.store.rehearse(&candidate).unwrap();
        assert_eq!((before.last, before.corrected, before.opens), (None, None, after(0)));
        assert!(house.store.releases().unwrap().is_empty());
        let kept = release(house, "2026-Q4").unwrap();
        let mut told = house.store.told_by(&kept).unwrap();
        let order = |row: &TallyRow| (row.parent.clone(), row.place.clone(), row.key.clone());
        told.sort_by_key(order);
        let mut rows = rows;
        rows.sort_by_key(order);
        assert_eq!(rows, told);
    }

    fn of_two_who_check_a_draft_one_does_and_never_who_drafted_it(house) {
        count(house, 0, 40);
        assert!(draft(house, "a", "2026-Q4", "an"));
        assert!(!draft(house, "b", "2026-Q4", "bình"), "one draft at a time");
        let by = |by| Decision { publication: "a", by, at: after(1) };
        let own = release_at(house, "2026-Q4", 0, Some(by("an"))).unwrap_err();
        assert!(matches!(own, StoreError::Decided), "{own}");
        assert_eq!(house.store.publication("a").unwrap().unwrap().state, PublicationState::Draft);

        let kept = release_at(house, "2026-Q4", 0, Some(by("bình"))).unwrap();
        let second_one = release_at(house, "2026-Q4", 0, Some(by("chi"))).unwrap_err();
        assert!(matches!(second_one, StoreError::Decided), "{second_one}");
        let checked = house.store.publication("a").unwrap().unwrap();
        assert_eq!((checked.state, checked.release), (PublicationState::Checked, Some(kept.id)));
        assert_eq!(checked.decided, Some(("bình".into(), after(1))));
        assert!(!withdraw(house, &by("an")), "what was checked stays");
        assert_eq!(house.store.releases().unwrap().len(), 1);
        let wanted = AuditQuery { limit: 10, ..AuditQuery::default() };
        let log = house.store.audit(&wanted).unwrap();
        let told: Vec<_> = log.iter().map(|line| line.action).collect();
        assert_eq!(told, [Action::Released, Action::Checked, Action::Drafted], "refusals change nothing");
    }

    fn a_refused_release_leaves_its_draft_a_draft_which_can_be_given_up(house) {
        assert!(draft(house, "a", "2025", "an"));
        let decision = Decision { publication: "a", by: "bình", at: after(1) };
        assert!(release_at(house, "2025", 0, Some(decision)).is_err(), "nothing was counted");
        assert_eq!(house.store.publication("a").unwrap().unwrap().state, PublicationState::Draft);
        assert!(withdraw(house, &decision));
        assert!(!withdraw(house, &decision));
        assert!(draft(house, "b", "2025", "an"), "and drafted again");
        assert_eq!(house.store.publications().unwrap().len(), 2);
        let wanted = AuditQuery { limit: 10, ..AuditQuery::default() };
        let log = house.store.audit(&wanted).unwrap();
        let told: Vec<_> = log.iter().map(|line| (line.action, &*line.actor)).collect();
        assert_eq!(told, [(Action::Drafted, "an"), (Action::Withdrawn, "bình"), (Action::Drafted, "an")]);
    }
}
