//! The tables of both databases are the same, and every step can be taken back.

use std::collections::BTreeSet;

use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl};

use super::house::{House, execute};
use crate::store::{Store, StoreError};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
}

fn columns(house: &House) -> BTreeSet<String> {
    let sql = if house.is_sqlite() {
        "select m.name || '.' || c.name as name from sqlite_schema m, pragma_table_info(m.name) c where m.type = 'table'"
    } else {
        "select table_name || '.' || column_name as name from information_schema.columns where table_schema = current_schema()"
    };
    let rows: Vec<Column> = house
        .store
        .read(|conn| Ok(diesel::sql_query(sql).load(conn)?))
        .unwrap();
    let columns = rows.into_iter().map(|row| row.name);
    columns
        .filter(|name| !name.starts_with("__diesel"))
        .collect()
}

/// What `schema.rs` says, from its text: the code and the tables cannot drift apart.
fn columns_of_the_code() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for table in include_str!("../schema.rs")
        .split("diesel::table! {")
        .skip(1)
    {
        let (head, body) = table.split_once('{').unwrap();
        let table = head.split('(').next().unwrap().trim();
        let body = body.split('}').next().unwrap();
        for column in body.split(',').filter_map(|column| column.split_once("->")) {
            names.insert(format!("{table}.{}", column.0.trim()));
        }
    }
    names
}

fn account(username: &str) -> crate::store::Account {
    crate::store::Account {
        username: username.to_owned(),
        mandate: crate::staff::Mandate {
            role: crate::staff::Role::Analyst,
            jurisdiction: "2025:33".parse().unwrap(),
        },
        disabled: false,
        second_factor: false,
        subject: String::new(),
    }
}

fn entry(object: &str) -> crate::store::NewEntry<'_> {
    crate::store::NewEntry {
        at: "2026-11-22T08:15:30Z".parse().unwrap(),
        actor: "an",
        action: crate::store::Action::AccountOpened,
        object,
        detail: serde_json::json!({ "role": "analyst" }),
    }
}

on_each_backend! {
    fn the_code_and_the_tables_say_the_same(house) {
        assert_eq!(columns(house), columns_of_the_code());
    }

    fn every_step_can_be_taken_back_and_taken_again(house) {
        let before = columns(house);
        assert_eq!(house.store.migrate().unwrap(), Vec::<String>::new());
        house.store.check_migrated().unwrap();
        house.store.i_take_responsibility_for_reverting_everything().unwrap();
        assert_eq!(columns(house), BTreeSet::new());
        assert!(matches!(house.store.check_migrated(), Err(StoreError::NotMigrated(_))));
        house.store.migrate().unwrap();
        assert_eq!(columns(house), before);
    }

    fn a_database_of_a_newer_program_is_refused(house) {
        execute(&house.store, "insert into __diesel_schema_migrations (version) values ('29990101000000')");
        for refused in [house.store.check_migrated(), house.store.migrate().map(drop)] {
            assert!(refused.unwrap_err().to_string().contains("newer version"));
        }
    }

    fn settings_staff_and_keys_are_kept(house) {
        let store = &house.store;
        store.set_setting("simulated", "yes").unwrap();
        store.set_setting("simulated", "no").unwrap();
        assert_eq!(store.setting("simulated").unwrap().as_deref(), Some("no"));
        let account = account("lan");
        let entry = entry("open");
        assert!(store.open_account(&account, "hash", &entry).unwrap());
        assert!(!store.open_account(&account, "other", &entry).unwrap());
        assert_eq!(store.staff_password("lan").unwrap().as_deref(), Some("hash"));
        let new = crate::store::NewSession { id: "s1", username: "lan", csrf: "c", device: "", second: false };
        store.begin_session(&[1; 32], &new, 50).unwrap();
        let found = store.session(&[1; 32], 50 + 1_799).unwrap().unwrap();
        assert_eq!((found.account, found.csrf.as_str()), (account.clone(), "c"));
        assert_eq!(store.session(&[1; 32], 50 + 1_799 + 1_800).unwrap(), None);
        for later in (0..36_000 / 1_700).map(|n| 50 + n * 1_700) {
            assert!(store.session(&[1; 32], later).unwrap().is_some());
        }
        assert_eq!(store.session(&[1; 32], 50 + 36_000).unwrap(), None, "ten hours end it whatever happens");
        assert!(store.change_account(&account, &entry).unwrap());
        assert_eq!(store.session(&[1; 32], 60).unwrap(), None);
        let key = crate::store::ApiKey {
            id: "k1".to_owned(),
            name: "One-stop".to_owned(),
            secret_hash: [3; 32],
            scopes: "invite".to_owned(),
            expires_on: "2027-10-01".parse().unwrap(),
            revoked: false,
        };
        let made = crate::store::NewEntry { action: crate::store::Action::KeyChanged, ..entry.clone() };
        assert!(store.add_api_key(&key, &made).unwrap());
        assert!(!store.add_api_key(&key, &made).unwrap(), "one key of a name");
        assert_eq!(store.api_key("k1").unwrap(), Some(key));
        assert!(store.revoke_api_key("k1", &made).unwrap());
        assert!(store.api_keys().unwrap()[0].revoked);
    }

    fn offices_and_collection_points_are_registered_and_changed(house) {
        let mut office = crate::store::Office {
            code: "H01".to_owned(),
            name: "Trung tâm Phục vụ hành chính công".to_owned(),
            kind: "one_stop".to_owned(),
            place: crate::ballot::PlacePath::commune("2025:01", "2025:00004"),
        };
        house.store.register_office(&office).unwrap();
        office.name = "Bộ phận Một cửa".to_owned();
        house.store.register_office(&office).unwrap();
        assert_eq!(house.store.offices().unwrap(), [office.clone()]);
        let point = crate::store::CollectionPoint {
            code: "poster".to_owned(),
            office: "H01".to_owned(),
            form: "short".to_owned(),
            name: "Áp phích".to_owned(),
            open: true,
        };
        house.store.register_collection_point(&point).unwrap();
        assert_eq!(house.store.collection_point("poster").unwrap(), Some((point, office)));
        assert_eq!(house.store.collection_point("none").unwrap(), None);
    }
}

#[test]
fn a_database_that_is_away_is_told_in_a_sentence_without_its_password() {
    let away = Store::open(&"postgres://u:s3cret@127.0.0.1:1/none".parse().unwrap()).unwrap_err();
    let sentence = away.to_string();
    assert!(!sentence.contains("s3cret"), "{sentence}");
    assert!(
        sentence.contains("away") || sentence.contains("built without"),
        "{sentence}"
    );
    let nowhere = Store::open(&"sqlite:///nowhere/at/all.db".parse().unwrap()).unwrap_err();
    assert!(nowhere.to_string().contains("does not exist"));
}

#[test]
fn a_file_that_is_no_database_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    std::fs::write(
        &path,
        "not a database, but long enough to be looked at as one".repeat(20),
    )
    .unwrap();
    let refused =
        Store::open(&format!("sqlite://{}", path.display()).parse().unwrap()).unwrap_err();
    assert!(refused.to_string().contains("no database"), "{refused}");
}
