//! A store of its own for each test: a fresh file, or a schema of the server of `TEST_POSTGRES_URL`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{NaiveDate, TimeZone, Utc};
use diesel::connection::SimpleConnection;
use tempfile::TempDir;

use crate::ballot::{
    Cell, Channel, FilledSheet, FormRef, OpeningRules, PlacePath, SubmissionHash, Token,
};
use crate::clock::Clock;
use crate::index::{Layout, Node, Slot};
use crate::store::{
    Arrival, DatabaseUrl, Keyring, LatticeCell, Lookup, NewInvitation, Opening, OpeningReport,
    Outcome, Pass, Slip, Store, Verification, Writer, WriterOptions,
};

/// Writes one test twice: `name::sqlite` and `name::postgres`.
macro_rules! on_each_backend {
    ($($(#[$meta:meta])* fn $name:ident($house:ident) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(clippy::allow_attributes, unused_imports, reason = "not every test needs its neighbours")]
            use super::*;

            fn body($house: &$crate::store::tests::house::House) $body

            #[test]
            fn sqlite() {
                body(&$crate::store::tests::house::House::sqlite());
            }

            #[test]
            #[cfg(feature = "postgres")]
            fn postgres() {
                if let Some(house) = $crate::store::tests::house::House::postgres() {
                    body(&house);
                }
            }
        }
    )+};
}

pub struct House {
    pub store: Store,
    pub keys: Keyring,
    pub folder: TempDir,
    schema: Option<(Store, String)>,
}

impl House {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("sipas.db"));
        Self::on(&url, folder, None)
    }

    #[cfg(feature = "postgres")]
    pub fn postgres() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let Some(server) = variable("TEST_POSTGRES_URL") else {
            let must = variable("SIPAS_TESTS_MUST_RUN")
                .or(variable("CI"))
                .is_some();
            assert!(
                !must,
                "TEST_POSTGRES_URL is not set: run tests/run, which starts a server"
            );
            eprintln!("no TEST_POSTGRES_URL: the PostgreSQL half of this test did not run");
            return None;
        };
        let schema = format!(
            "store_{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let admin = Store::open(&server.parse().unwrap()).unwrap();
        execute(&admin, &format!("create schema {schema}"));
        let url = format!("{server}?options=-csearch_path%3D{schema}")
            .parse()
            .unwrap();
        Some(Self::on(
            &url,
            tempfile::tempdir().unwrap(),
            Some((admin, schema)),
        ))
    }

    fn on(url: &DatabaseUrl, folder: TempDir, schema: Option<(Store, String)>) -> Self {
        let store = Store::open(url).unwrap();
        store.migrate().unwrap();
        let keys = Keyring::open(&folder.path().join("keys")).unwrap();
        Self {
            store,
            keys,
            folder,
            schema,
        }
    }

    pub fn is_sqlite(&self) -> bool {
        self.schema.is_none()
    }

    pub fn lookup(&self) -> Lookup {
        Lookup::start(&self.store, clock("2026-10-20")).unwrap()
    }

    /// Makes a cell known, as the first sheet of a collection point does.
    pub fn register(&self, cell: &Cell) {
        let id = block_on(self.lookup().register_cell(cell.clone()));
        assert_eq!(id, Ok(cell.id()));
    }

    pub fn writer(&self, today: &str) -> Writer {
        Writer::start(
            &self.store,
            WriterOptions::new(self.keys.clone(), clock(today)),
        )
        .unwrap()
    }

    /// Invites the transactions `first..first + n` of a cell.
    pub fn invite(
        &self,
        cell: &Cell,
        month: &str,
        references: std::ops::Range<usize>,
    ) -> Vec<Token> {
        self.invite_to(cell, None, month, references)
    }

    pub fn invite_to(
        &self,
        cell: &Cell,
        group: Option<&str>,
        month: &str,
        references: std::ops::Range<usize>,
    ) -> Vec<Token> {
        let month: crate::period::Period = month.parse().unwrap();
        let key = self
            .keys
            .invitation_key(month, month.first_day(), 45)
            .unwrap();
        let new: Vec<_> = references
            .map(|n| NewInvitation {
                token: key.token(
                    &cell.form.id,
                    &format!("{}-{}-{n}", cell.office, cell.channel),
                ),
                cell: cell.clone(),
                group: group.map(str::to_owned),
            })
            .collect();
        self.store.record_invitations(&new).unwrap();
        new.into_iter().map(|invitation| invitation.token).collect()
    }

    pub fn open_box(&self, today: &str, rules: OpeningRules) -> OpeningReport {
        let opening = Opening {
            rules,
            today: day(today),
            keyring: &self.keys,
            layout_of: &layout_of,
            read_fields: &read_fields,
            judge: &judge,
        };
        self.store.open_box(&opening).unwrap()
    }

    pub fn verify(&self) -> Verification {
        self.store.verify(&layout_of, &|_| ()).unwrap()
    }

    pub fn assert_true(&self) {
        let found = self.verify();
        assert!(found.differences.is_empty(), "{:#?}", found.differences);
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some((admin, schema)) = &self.schema {
            let _ = admin
                .connect()
                .map(|mut c| c.batch_execute(&format!("drop schema {schema} cascade")));
        }
    }
}

/// Answers every token, and expects every answer to be recorded.
pub fn answer(writer: &Writer, tokens: &[Token]) {
    for (n, token) in tokens.iter().enumerate() {
        let outcome = submit(writer, invited(*token, &[(n % 5) as u8, 3, (n % 2) as u8]));
        assert_eq!(outcome, Outcome::Recorded);
    }
}

pub fn execute(store: &Store, sql: &str) {
    store.connect().unwrap().batch_execute(sql).unwrap();
}

/// Counts of everybody: no rules, but enough to be counted.
pub fn at_once() -> OpeningRules {
    OpeningRules {
        keep_back: None,
        ..OpeningRules::default()
    }
}

pub fn form() -> FormRef {
    FormRef::new("short", 1)
}

pub fn layout() -> Layout {
    let slot = Slot {
        levels: 5,
        satisfied: 0b11000,
    };
    Layout {
        slots: vec![slot; 3],
        nodes: vec![Node { slots: vec![0, 1] }],
        personal: vec![2],
        self_selected: false,
    }
}

pub fn layout_of(wanted: &FormRef) -> Option<Arc<Layout>> {
    (*wanted == form()).then(|| Arc::new(layout()))
}

/// Kiosks of these tests send one field, the slots as text: `marks␟430`.
pub fn read_fields(_: &FormRef, fields: &[(String, String)]) -> Option<FilledSheet> {
    let (code, marks) = fields.first()?;
    (code == "marks").then(|| FilledSheet {
        slots: marks.bytes().map(|mark| mark - b'0').collect(),
        ..FilledSheet::default()
    })
}

/// Shows what ten people answered.
pub fn judge(_: &FormRef, cells: &[LatticeCell]) -> Vec<i16> {
    cells.iter().map(|cell| i16::from(cell.n >= 10)).collect()
}

pub fn cell(office: &str, channel: Channel) -> Cell {
    Cell {
        form: form(),
        office: office.to_owned(),
        place: PlacePath::commune("2025:01", format!("2025:{office}")),
        channel,
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn clock(today: &str) -> Clock {
    Clock::Fixed(Utc.from_utc_datetime(&day(today).and_hms_opt(3, 0, 0).unwrap()))
}

pub fn invited(token: Token, slots: &[u8]) -> Arrival {
    Arrival {
        form: form(),
        pass: Pass::Invitation(token.hash()),
        sheet: FilledSheet {
            slots: slots.to_vec(),
            ..FilledSheet::default()
        },
    }
}

pub fn walked(cell: &Cell, id: &str) -> Arrival {
    Arrival {
        form: form(),
        pass: Pass::WalkIn {
            cell: cell.id(),
            submission: SubmissionHash::new("poster", id),
        },
        sheet: FilledSheet {
            slots: vec![4, 4, 255],
            ..FilledSheet::default()
        },
    }
}

pub fn submit(writer: &Writer, arrival: impl Into<Slip>) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(writer.submit(arrival.into())).unwrap()
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by tests/run where the server is"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future)
}
