//! How fast sheets are accepted and counted, beside a bare insert of the same bytes.
//!
//! `cargo bench --no-default-features --features postgres --bench ballots`, with the server of `TEST_POSTGRES_URL` if
//! there is one. What was counted is measured by the bench `counted`.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Instant;

use chrono::{DateTime, NaiveDate};
use diesel::connection::SimpleConnection;
use diesel::sql_types::{Array, Binary};
use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection};
use sipas::ballot::{Cell, Channel, FilledSheet, FormRef, OpeningRules, PlacePath, Token};
use sipas::clock::Clock;
use sipas::index::{Layout, Node, Slot};
use sipas::period::Period;
use sipas::store::{
    Arrival, DatabaseUrl, Keyring, NewInvitation, Opening, Outcome, Pass, Store, Writer,
    WriterOptions,
};
use tokio::sync::oneshot;

/// Sheets a round.
const ROUND: usize = 60_000;
/// Bytes of an envelope.
const ENVELOPE: usize = 769;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let sqlite = DatabaseUrl::Sqlite(folder.path().join("bench.db"));
    round("SQLite, synchronous=FULL", &sqlite, folder.path());
    #[expect(
        clippy::disallowed_methods,
        reason = "the caller says where the server is"
    )]
    let server = std::env::var("TEST_POSTGRES_URL");
    if let Ok(server) = server {
        let mut admin = PgConnection::establish(&server).expect("the server answers");
        admin
            .batch_execute("drop schema if exists bench cascade; create schema bench")
            .expect("a schema");
        let url = format!("{server}?options=-csearch_path%3Dbench")
            .parse()
            .expect("an address");
        round("PostgreSQL, synchronous_commit=on", &url, folder.path());
        admin
            .batch_execute("drop schema bench cascade")
            .expect("dropped");
    }
}

fn form() -> FormRef {
    FormRef::new("bench", 1)
}

/// 22 criteria in three factors, and two questions about the person.
fn layout() -> Layout {
    let slot = Slot {
        levels: 5,
        satisfied: 0b11000,
    };
    let factor = |slots: std::ops::Range<usize>| Node {
        slots: slots.collect(),
    };
    Layout {
        slots: vec![slot; 24],
        nodes: vec![factor(0..22), factor(0..7), factor(7..14), factor(14..22)],
        personal: vec![22, 23],
        self_selected: false,
    }
}

fn round(name: &str, url: &DatabaseUrl, folder: &Path) {
    println!("\n{name}");
    let store = Store::open(url).expect("opened");
    store.migrate().expect("migrated");
    let keys = Keyring::open(&folder.join("keys")).expect("keys");
    let today: NaiveDate = "2026-10-20".parse().expect("a day");
    let clock = Clock::Fixed(DateTime::from_timestamp(1_792_468_800, 0).expect("a moment"));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let cells: Vec<Cell> = (0..300)
        .map(|n| Cell {
            form: form(),
            office: format!("H{n:03}"),
            place: PlacePath::commune(format!("2025:{:02}", n % 34), format!("2025:{n:05}")),
            channel: Channel::Online,
        })
        .collect();
    for (turn, clients) in [32, 64, 128].into_iter().enumerate() {
        let tokens = invite(&store, &keys, &cells, today, turn);
        let writer =
            Writer::start(&store, WriterOptions::new(keys.clone(), clock)).expect("a writer");
        let sealed = per_second(ROUND, || {
            runtime.block_on(crowd(clients, ROUND, |n| {
                let reply = writer.submit(arrival(tokens[n], n));
                async move { assert_eq!(reply.await, Ok(Outcome::Recorded)) }
            }));
        });
        writer.stop();
        let bare = bare(url, clients, &runtime);
        let share = 100.0 * sealed / bare;
        println!(
            "  {clients:>4} clients: {sealed:>8.0} sealed sheets/s, bare insert {bare:>8.0} rows/s ({share:.0} %)"
        );
    }
    count(&store, &keys, today);
}

fn per_second(n: usize, work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    n as f64 / start.elapsed().as_secs_f64()
}

/// `clients` tasks that each wait for their reply before they send again.
async fn crowd<F: Future<Output = ()>>(clients: usize, total: usize, send: impl Fn(usize) -> F) {
    let next = std::cell::Cell::new(0);
    let client = async || {
        while next.get() < total {
            send(next.replace(next.get() + 1)).await;
        }
    };
    let mut crowd: Vec<_> = (0..clients).map(|_| Box::pin(client())).collect();
    std::future::poll_fn(|context| {
        crowd.retain_mut(|client| client.as_mut().poll(context).is_pending());
        if crowd.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}

fn invite(
    store: &Store,
    keys: &Keyring,
    cells: &[Cell],
    today: NaiveDate,
    turn: usize,
) -> Vec<Token> {
    let key = keys
        .invitation_key(Period::month_of(today), today, 45)
        .expect("a key");
    let new: Vec<NewInvitation> = (0..ROUND)
        .map(|n| NewInvitation {
            token: key.token("bench", &format!("{turn}-{n}")),
            cell: cells[n % cells.len()].clone(),
            group: Some("land".to_owned()),
        })
        .collect();
    let speed = per_second(ROUND, || {
        assert_eq!(store.record_invitations(&new).expect("invited"), ROUND);
    });
    if turn == 0 {
        println!("  {speed:>8.0} invitations/s in one call");
    }
    new.into_iter().map(|invitation| invitation.token).collect()
}

fn arrival(token: Token, n: usize) -> Arrival {
    Arrival {
        form: form(),
        pass: Pass::Invitation(token.hash()),
        sheet: FilledSheet {
            slots: slots(n),
            ..FilledSheet::default()
        },
    }
}

fn slots(n: usize) -> Vec<u8> {
    (0..24)
        .map(|slot| ((n * 7 + slot * 3 + n / 11) % 5) as u8)
        .collect()
}

/// The same bytes in the same grouped commits, and nothing else: no invitation, no seal, no check.
fn bare(url: &DatabaseUrl, clients: usize, runtime: &tokio::runtime::Runtime) -> f64 {
    let (orders, incoming) = sync_channel::<oneshot::Sender<()>>(1_024);
    let url = url.clone();
    let thread = std::thread::spawn(move || match url {
        DatabaseUrl::Sqlite(path) => bare_sqlite(&path, &incoming),
        DatabaseUrl::Postgres(url) => bare_postgres(&url, &incoming),
    });
    let submit = |orders: &SyncSender<_>| {
        let (reply, answer) = oneshot::channel();
        orders.try_send(reply).expect("room in the queue");
        answer
    };
    let speed = per_second(ROUND, || {
        runtime.block_on(crowd(clients, ROUND, |_| {
            let answer = submit(&orders);
            async move { answer.await.expect("a reply") }
        }));
    });
    drop(orders);
    thread.join().expect("ended");
    speed
}

fn batch(incoming: &Receiver<oneshot::Sender<()>>) -> Option<Vec<oneshot::Sender<()>>> {
    let mut replies = vec![incoming.recv().ok()?];
    replies.extend(incoming.try_iter().take(255));
    Some(replies)
}

fn bare_sqlite(path: &Path, incoming: &Receiver<oneshot::Sender<()>>) {
    let mut conn = SqliteConnection::establish(path.to_str().expect("a path")).expect("opened");
    conn.batch_execute(
        "pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;
         drop table if exists bare; create table bare (id blob primary key, ct blob not null) strict, without rowid",
    )
    .expect("a table");
    diesel::table! { bare (id) { id -> Binary, ct -> Binary, } }
    while let Some(replies) = batch(incoming) {
        conn.batch_execute("begin immediate").expect("begun");
        for _ in &replies {
            use diesel::ExpressionMethods;
            let (id, ct) = row();
            diesel::insert_into(bare::table)
                .values((bare::id.eq(id), bare::ct.eq(ct)))
                .execute(&mut conn)
                .expect("inserted");
        }
        conn.batch_execute("commit").expect("committed");
        for reply in replies {
            reply.send(()).expect("a waiting client");
        }
    }
}

fn bare_postgres(url: &str, incoming: &Receiver<oneshot::Sender<()>>) {
    let mut conn = PgConnection::establish(url).expect("opened");
    conn.batch_execute(
        "set synchronous_commit = on; drop table if exists bare; create table bare (id bytea primary key, ct bytea not null)",
    )
    .expect("a table");
    while let Some(replies) = batch(incoming) {
        let (ids, cts): (Vec<_>, Vec<_>) = replies.iter().map(|_| row()).unzip();
        diesel::sql_query("insert into bare select * from unnest($1, $2)")
            .bind::<Array<Binary>, _>(ids)
            .bind::<Array<Binary>, _>(cts)
            .execute(&mut conn)
            .expect("inserted");
        for reply in replies {
            reply.send(()).expect("a waiting client");
        }
    }
}

fn row() -> (Vec<u8>, Vec<u8>) {
    (rand::random::<[u8; 16]>().to_vec(), vec![7; ENVELOPE])
}

fn layout_of(wanted: &FormRef) -> Option<Arc<Layout>> {
    (*wanted == form()).then(|| Arc::new(layout()))
}

fn judge(_: &FormRef, cells: &[sipas::store::LatticeCell]) -> Vec<i16> {
    cells.iter().map(|cell| i16::from(cell.n >= 10)).collect()
}

fn count(store: &Store, keys: &Keyring, today: NaiveDate) {
    let opening = Opening {
        rules: OpeningRules {
            keep_back: None,
            ..OpeningRules::default()
        },
        today,
        keyring: keys,
        layout_of: &layout_of,
        read_fields: &|_, _| None,
        judge: &judge,
    };
    let start = Instant::now();
    let report = store.open_box(&opening).expect("opened");
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "  opening: {} sheets in {seconds:.2} s ({:.0}/s)",
        report.counted,
        report.counted as f64 / seconds
    );
}
