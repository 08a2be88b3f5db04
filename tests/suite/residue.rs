//! What a stolen disk tells: markers of a citizen are planted wherever a request can carry them, and then looked for in
//! every byte of the files of the service and of the server.

use std::fmt::Write as _;
use std::path::Path;

use data_encoding::{BASE64, HEXLOWER, HEXUPPER};

use crate::support::citizens::{self, COMMUNE};
use crate::support::database::Database;
use crate::support::http;
use crate::support::server::Server;
use crate::support::service::{House, files};
use crate::support::sql::Sql;

const CITIZENS: usize = 12;
/// What only a request knows; one part a citizen.
const AGENT: &str = "Marker-Agent";
const REFERENCE: &str = "Marker-Reference";
const COMMENT: &str = "Marker Comment của chị Hoa";

/// A marker in every spelling in which somebody might have written it.
fn spellings(marker: &str) -> Vec<Vec<u8>> {
    let bytes = marker.as_bytes();
    let wide: Vec<u8> = marker.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let base64 = BASE64.encode(bytes);
    vec![
        bytes.to_vec(),
        HEXLOWER.encode(bytes).into_bytes(),
        HEXUPPER.encode(bytes).into_bytes(),
        base64.as_bytes()[..base64.len() - 4].to_vec(),
        wide,
    ]
}

/// The first of many texts that stands anywhere in a heap of bytes; one pass, by the first two bytes of each.
fn found<'a>(heap: &[u8], texts: &'a [Vec<u8>]) -> Option<&'a [u8]> {
    let mut begin: Vec<Vec<&[u8]>> = vec![Vec::new(); 1 << 16];
    for text in texts {
        begin[usize::from(u16::from_be_bytes([text[0], text[1]]))].push(text);
    }
    let mut first = 0_u16;
    for (position, byte) in heap.iter().enumerate() {
        first = first << 8 | u16::from(*byte);
        let here = &begin[usize::from(first)];
        if !here.is_empty() && position > 0 {
            let rest = &heap[position - 1..];
            if let Some(text) = here.iter().find(|text| rest.starts_with(text)) {
                return Some(text);
            }
        }
    }
    None
}

/// Every byte under a folder, but the keys; a table of the server may vanish while it is read.
fn bytes_of(folder: &Path, but: &Path) -> Vec<u8> {
    let files = files(folder);
    let kept = files.iter().filter(|file| !file.starts_with(but));
    kept.flat_map(|file| std::fs::read(file).unwrap_or_default())
        .collect()
}

fn leaves_nothing(house: &House, server: Option<&Server>) {
    house.settings("[web]\ntrusted_proxies = [\"127.0.0.1\"]\n");
    house.run(&[
        "points",
        "add",
        "marked",
        "--place",
        COMMUNE,
        "--name",
        "Quầy của mọi người",
    ]);
    let today = sipas::clock::Clock::Machine.today();
    let mut csv = "reference,office,commune,channel,finished_on\n".to_owned();
    for number in 0..CITIZENS {
        let _ = writeln!(csv, "{REFERENCE}-{number},office,{COMMUNE},online,{today}");
    }
    // The list of whom to invite stays outside of the data folder.
    let file = house.file("invited.csv", &csv);
    let links = house.run(&["invite", "--csv", file.to_str().unwrap()]);
    let tokens: Vec<String> = links
        .lines()
        .skip(1)
        .map(|line| {
            line.split(',')
                .nth(1)
                .unwrap()
                .rsplit('/')
                .next()
                .unwrap()
                .to_owned()
        })
        .collect();
    let running = house.serve_with(&["--log", "trace"]);
    let mut submissions = Vec::new();
    for (number, token) in tokens.iter().enumerate() {
        let source = format!("2001:db8:4d61:726b::{number}");
        let agent = format!("{AGENT}-{number}");
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("X-Forwarded-For", source.as_str()),
            ("User-Agent", agent.as_str()),
            ("Referer", "https://zalo.me/Marker-Referer"),
            ("Cookie", "other=Marker-Cookie"),
            ("Accept-Language", "Marker-Language, vi;q=0.5"),
        ];
        let comment = format!("{COMMENT} {number}");
        let send = |path: &str, fields: &[(&str, &str)]| {
            let body = http::form(fields);
            http::send(&running.address, "POST", path, &headers, body.as_bytes()).unwrap()
        };
        let page = format!("/k/{token}?utm_source=Marker-Query");
        http::send(&running.address, "GET", &page, &headers, b"")
            .unwrap()
            .expect(200);
        // Refused first, so that what was kept for the page had its chance to stay somewhere.
        send(&page, &citizens::fields(["9"; 6], &comment)).expect(422);
        send(
            &page,
            &citizens::fields(["1", "4", "2", "5", "3", "1"], &comment),
        )
        .expect(200);
        let walk_in = http::send(&running.address, "GET", "/o/marked", &headers, b"")
            .unwrap()
            .expect(200);
        let id = walk_in
            .text()
            .split("name=\"submission_id\" value=\"")
            .nth(1)
            .unwrap()[..36]
            .to_owned();
        let mut fields = citizens::fields(["1", "4", "2", "5", "3", "1"], &comment);
        fields.push(("submission_id", &id));
        send("/o/marked", &fields).expect(200);
        submissions.push(id);
    }
    let mut markers: Vec<String> = [
        AGENT,
        REFERENCE,
        COMMENT,
        "Marker-Referer",
        "Marker-Cookie",
        "Marker-Query",
        "Marker-Language",
        "2001:db8:4d61:726b",
    ]
    .map(str::to_owned)
    .to_vec();
    for token in &tokens {
        // The whole link, and the part that is the citizen's alone.
        markers.extend([token.clone(), token[2..28].to_owned()]);
    }
    for id in &submissions {
        markers.extend([id.clone(), id.replace('-', "")]);
    }
    let mut raw: Vec<Vec<u8>> = markers
        .iter()
        .flat_map(|marker| spellings(marker))
        .collect();
    // As the machine writes them: the network of an address, the sixteen bytes of an id.
    raw.push(HEXLOWER.decode(b"20010db84d61726b").unwrap());
    raw.extend(
        submissions
            .iter()
            .map(|id| HEXLOWER.decode(id.replace('-', "").as_bytes()).unwrap()),
    );

    let look = |moment: &str, log: &str| {
        let keys = house.data().join("keys");
        let mut seen = bytes_of(&house.data(), &keys);
        seen.extend(Sql::open(house).dump().into_bytes());
        seen.extend_from_slice(log.as_bytes());
        if let Some(server) = server {
            // Tables go to the disk now and not in five minutes.
            Sql::open(house).run("checkpoint");
            let whole = bytes_of(&server.data(), &keys);
            assert!(
                whole.len() > 10_000_000,
                "the folder of the server was not read"
            );
            seen.extend(whole);
        }
        let kept = found(&seen, &raw).map(String::from_utf8_lossy);
        assert_eq!(kept, None, "{moment}");
        // The search finds what is there: the name of a counter is no secret.
        assert!(found(&seen, &["Quầy của mọi người".into()]).is_some());
    };
    look("while sheets wait", &running.log());
    let log = running.stop();
    look("after the service stopped", &log);
    let counted = house.run(&["count"]);
    assert!(counted.starts_with("24 sheets counted"), "{counted}");
    look("after the opening", &counted);
    let verified = house.run(&["verify"]);
    look("after verifying", &verified);
}

#[test]
fn no_marker_of_a_citizen_is_left_on_disk_sqlite() {
    leaves_nothing(&House::new(Database::Sqlite), None);
}

#[test]
fn no_marker_of_a_citizen_is_left_on_disk_postgres() {
    let Some((server, database)) = Server::start() else {
        return;
    };
    leaves_nothing(&House::new(database), Some(&server));
}
