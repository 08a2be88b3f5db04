//! The service over HTTP, load generator included: questionnaire pages and accepted, sealed, durable sheets a second,
//! beside a bare actix handler that only groups inserts of the same bytes.
//!
//! ```sh
//! cargo bench --no-default-features --features postgres --bench service             # SQLite
//! cargo bench --no-default-features --features postgres --bench service -- postgres://user@host/empty
//! ```

#[path = "load.rs"]
mod load;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use actix_web::web::{Bytes, Data, post};
use actix_web::{App, HttpResponse, HttpServer};
use diesel::{Connection as _, RunQueryDsl as _, sql_types};
use sipas::ballot::{Channel, PlacePath};
use sipas::config::Settings;
use sipas::house::{House, Transaction};
use sipas::store::{CollectionPoint, Office};
use sipas::web;

/// Sheets of one run.
const SHEETS: usize = 60_000;
/// Pages of one run.
const PAGES: usize = 100_000;

fn main() {
    let database = std::env::args().find(|argument| argument.starts_with("postgres://"));
    let folder = tempfile::tempdir().expect("a folder");
    let mut settings = Settings {
        data: folder.path().join("data"),
        database,
        ..Settings::default()
    };
    settings.web.listen = ([127, 0, 0, 1], 0).into();
    // One point stands for all of them here.
    settings.collection_points.sheets_a_day = u32::MAX;
    let house = Arc::new(House::open(settings).expect("the house opens"));
    let tokens = tokens(&house, 3 * SHEETS + 1);
    quay(&house);
    let (ready, port) = sync_channel(1);
    let served = house.clone();
    std::thread::spawn(move || {
        web::serve(served, |service| {
            ready.send(service.address.port()).expect("sent");
        })
    });
    let port = port.recv().expect("the service listens");

    println!(
        "{:<46} {:>10} {:>10} {:>10}  statuses",
        "", "a second", "median", "p99"
    );
    let page = format!("GET /k/{} HTTP/1.1\r\nHost: a\r\n\r\n", tokens[3 * SHEETS]).into_bytes();
    let gzip = format!(
        "GET /k/{} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n",
        tokens[3 * SHEETS]
    )
    .into_bytes();
    tell(
        "questionnaire page, 64 connections",
        &load::run(port, 64, vec![page; PAGES]),
    );
    tell("the same, gzip", &load::run(port, 64, vec![gzip; PAGES]));
    for (run, connections) in [32, 64, 128].into_iter().enumerate() {
        let requests = tokens[run * SHEETS..(run + 1) * SHEETS]
            .iter()
            .map(|token| sheet(token))
            .collect();
        tell(
            &format!("sealed, durable sheets, {connections} connections"),
            &load::run(port, connections, requests),
        );
    }
    let walk_in = b"GET /o/quay HTTP/1.1\r\nHost: a\r\n\r\n".to_vec();
    tell(
        "questionnaire of a collection point, 64",
        &load::run(port, 64, vec![walk_in; PAGES]),
    );
    let requests = (0..SHEETS).map(|_| walked()).collect();
    tell(
        "sheets by collection point, 64 connections",
        &load::run(port, 64, requests),
    );
    let bare = bare(folder.path().join("bare.db").display().to_string());
    for connections in [32, 64, 128] {
        let requests = vec![sheet(&tokens[0]); SHEETS];
        tell(
            &format!("bare grouped insert (SQLite), {connections} connections"),
            &load::run(bare, connections, requests),
        );
    }
    println!("resident: {} MB", resident_mb());
}

/// Prints a run; what the service refuses fast is not measured.
fn tell(what: &str, seen: &load::Seen) {
    let refused = seen.statuses.iter().find(|(status, _)| *status >= 300);
    assert!(refused.is_none(), "{what}: {:?}", seen.statuses);
    println!(
        "{what:<46} {:>10.0} {:>10.1?} {:>10.1?}  {:?}",
        seen.per_second, seen.median, seen.p99, seen.statuses
    );
}

fn tokens(house: &House, count: usize) -> Vec<String> {
    let transaction = |n: usize| Transaction {
        reference: format!("bench {n}"),
        office: "H31.18".into(),
        office_name: None,
        agency: None,
        place: "vn".into(),
        procedure: None,
        group: None,
        channel: Channel::Online,
        finished_on: house.clock.today(),
        form: None,
    };
    let all: Vec<_> = (0..count).map(transaction).collect();
    let made = all
        .chunks(20_000)
        .map(|some| house.invite_all(some).expect("invited").0);
    made.flatten().map(|link| link.token).collect()
}

/// A collection point that anybody may answer at.
fn quay(house: &House) {
    let office = Office {
        code: "H31.18".into(),
        name: "Bộ phận một cửa".into(),
        kind: "one_stop".into(),
        place: PlacePath::nation(),
    };
    house.store.register_office(&office).expect("an office");
    let point = CollectionPoint {
        code: "quay".into(),
        office: office.code,
        form: "onestop-short".into(),
        name: "Quầy số 1".into(),
        open: true,
    };
    let registered = house.store.register_collection_point(&point);
    registered.expect("a collection point");
}

fn sheet(token: &str) -> Vec<u8> {
    post_sheet(&format!(r#""token":"{token}""#))
}

fn walked() -> Vec<u8> {
    let id = uuid::Uuid::new_v4();
    post_sheet(&format!(
        r#""collection_point":"quay","submission_id":"{id}""#
    ))
}

fn post_sheet(pass: &str) -> Vec<u8> {
    let body = format!(
        r#"{{{pass},"form":"onestop-short","version":2,"answers":{{"SA0":4,"SB0":5,"SC0":3,"SD0":4,"SE0":"na","overall":4}}}}"#
    );
    let head = "POST /api/v1/answers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

type Job = (Bytes, tokio::sync::oneshot::Sender<()>);

/// The least that could be done: no parsing, no sealing, no link; one table, grouped commits, synchronous=FULL.
fn bare(path: String) -> u16 {
    let (jobs, waiting) = sync_channel::<Job>(1_024);
    std::thread::spawn(move || insert(&path, &waiting));
    let (ready, port) = sync_channel(1);
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let jobs = Data::new(jobs);
            let app = move || {
                App::new()
                    .app_data(jobs.clone())
                    .route("/api/v1/answers", post().to(take))
            };
            let server = HttpServer::new(app).bind(("127.0.0.1", 0)).expect("a port");
            ready.send(server.addrs()[0].port()).expect("sent");
            server.run().await
        })
    });
    port.recv().expect("it listens")
}

async fn take(jobs: Data<SyncSender<Job>>, body: Bytes) -> HttpResponse {
    let (reply, done) = tokio::sync::oneshot::channel();
    // A sheet of ours is padded to this size before it is sealed.
    let mut padded = body.to_vec();
    padded.resize(800, 0);
    if jobs.try_send((padded.into(), reply)).is_err() || done.await.is_err() {
        return HttpResponse::ServiceUnavailable().finish();
    }
    HttpResponse::Created().json(serde_json::json!({ "status": "recorded" }))
}

fn insert(path: &str, waiting: &Receiver<Job>) {
    let mut connection = diesel::SqliteConnection::establish(path).expect("a database");
    for statement in [
        "pragma journal_mode = wal",
        "pragma synchronous = full",
        "create table box (id blob not null primary key, body blob not null) strict, without rowid",
    ] {
        diesel::sql_query(statement)
            .execute(&mut connection)
            .expect(statement);
    }
    while let Ok(first) = waiting.recv() {
        let jobs: Vec<Job> = std::iter::once(first)
            .chain(waiting.try_iter().take(255))
            .collect();
        connection
            .immediate_transaction(|connection| {
                for (body, _) in &jobs {
                    diesel::sql_query("insert into box values (?, ?)")
                        .bind::<sql_types::Binary, _>(uuid::Uuid::new_v4().as_bytes().to_vec())
                        .bind::<sql_types::Binary, _>(&body[..])
                        .execute(connection)?;
                }
                diesel::QueryResult::Ok(())
            })
            .expect("committed");
        for (_, reply) in jobs {
            let _ = reply.send(());
        }
    }
}

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|kb| kb.parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}
