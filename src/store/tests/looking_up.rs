//! What a link or a poster's address stands for.

use super::house::{answer, block_on, cell};
use crate::ballot::{Channel, InvitationKey, PlacePath};
use crate::store::{CollectionPoint, InvitationState, Office};

fn office(code: &str, name: &str) -> Office {
    Office {
        code: code.to_owned(),
        name: name.to_owned(),
        kind: "one_stop".to_owned(),
        place: PlacePath::province("2025:33"),
    }
}

on_each_backend! {
    fn each_of_many_waiting_links_gets_its_own_answer(house) {
        house.store.register_office(&office("a", "Một cửa Ân Thi")).unwrap();
        let known = house.invite(&cell("a", Channel::Online), "2026-10", 0..300);
        let elsewhere = house.invite(&cell("unregistered", Channel::Post), "2026-10", 300..301)[0];
        let writer = house.writer("2026-10-20");
        answer(&writer, &known[..7]);
        assert!(house.store.revoke_invitation(known[8].hash()).unwrap());
        let stranger = InvitationKey::new("2026-10".parse().unwrap(), [9; 32]).token("short", "nobody");

        let lookup = house.lookup();
        block_on(async {
            let asked: Vec<_> = known.iter().map(|token| lookup.invitee(token.hash())).collect();
            for (n, asked) in asked.into_iter().enumerate() {
                let invitee = asked.await.unwrap().unwrap();
                let state = match n {
                    0..=6 => InvitationState::Used,
                    8 => InvitationState::Revoked,
                    _ => InvitationState::Open,
                };
                assert_eq!((invitee.state, &*invitee.office), (state, "Một cửa Ân Thi"), "link {n}");
                assert_eq!(*invitee.cell, cell("a", Channel::Online));
            }
            let nameless = lookup.invitee(elsewhere.hash()).await.unwrap().unwrap();
            assert_eq!((&*nameless.office, nameless.cell.channel), ("", Channel::Post));
            assert!(lookup.invitee(stranger.hash()).await.unwrap().is_none());
        });
    }

    fn a_poster_is_found_with_its_office_and_remembered_while_it_is_fresh(house) {
        let office = office("a", "Một cửa Ân Thi");
        house.store.register_office(&office).unwrap();
        let mut point = CollectionPoint {
            code: "poster".to_owned(),
            office: "a".to_owned(),
            form: "short".to_owned(),
            name: "Quầy số 1".to_owned(),
            open: true,
        };
        house.store.register_collection_point(&point).unwrap();
        let lookup = house.lookup();
        assert_eq!(*block_on(lookup.point("poster")).unwrap().unwrap(), (point.clone(), office));
        assert_eq!(block_on(lookup.point("nowhere")), Ok(None));

        point.open = false;
        house.store.register_collection_point(&point).unwrap();
        assert!(block_on(lookup.point("poster")).unwrap().unwrap().0.open, "the clock stands still");
        assert!(!block_on(house.lookup().point("poster")).unwrap().unwrap().0.open);
    }

    fn a_cell_is_registered_once_and_its_number_given_again(house) {
        let walk_in = cell("a", Channel::WalkIn);
        let lookup = house.lookup();
        for _ in 0..3 {
            assert_eq!(block_on(lookup.register_cell(walk_in.clone())), Ok(walk_in.id()));
        }
        house.register(&walk_in);
    }
}
