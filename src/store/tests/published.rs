//! What others published is kept as it was printed, and a file taken again replaces its own rows only.

use crate::place::Atlas;
use crate::published::{Entry, Rated, builtin_entries};
use crate::store::PublishedFile;

fn file(name: &str) -> PublishedFile {
    PublishedFile {
        series: "sipas".into(),
        name: name.into(),
        hash: [7; 32],
        taken_on: "2026-11-22".parse().unwrap(),
    }
}

fn printed() -> Vec<Entry> {
    builtin_entries("sipas", Atlas::vietnam()).unwrap()
}

fn agency() -> Entry {
    Entry {
        line: 2,
        rated: Rated::Agency("Sở Y tế".into()),
        name: "Sở Y tế".into(),
        ..printed().remove(0)
    }
}

on_each_backend! {
    fn a_published_row_comes_back_as_it_was_printed(house) {
        let mut entries = printed();
        entries.sort_by_key(|entry| (entry.year, entry.line));
        house.store.take_published(&file("a.csv"), &entries).unwrap();
        assert_eq!(house.store.published("sipas", None).unwrap(), entries);
        let of_2021 = house.store.published("sipas", Some(&[2021])).unwrap();
        assert!(of_2021.len() == 17 && of_2021.iter().all(|entry| entry.year == 2021));
        assert_eq!(house.store.published("ddci", None).unwrap(), []);
        assert_eq!(house.store.published_files().unwrap(), [(file("a.csv"), entries.len() as u64)]);
    }

    fn a_file_taken_again_replaces_its_own_rows_and_no_others(house) {
        house.store.take_published(&file("a.csv"), &printed()).unwrap();
        house.store.take_published(&file("b.csv"), &[agency()]).unwrap();
        house.store.take_published(&file("a.csv"), &printed()[..3]).unwrap();
        let files = house.store.published_files().unwrap();
        assert_eq!(files, [(file("a.csv"), 3), (file("b.csv"), 1)]);
        assert!(house.store.published("sipas", None).unwrap().contains(&agency()));
    }

    fn half_a_file_is_never_left_behind(house) {
        house.store.take_published(&file("a.csv"), &printed()).unwrap();
        let twice = [agency(), agency()];
        assert!(house.store.take_published(&file("a.csv"), &twice).is_err());
        assert_eq!(house.store.published("sipas", None).unwrap().len(), printed().len());
    }
}
