//! Recorded questions, from the folder of the settings to the page that plays them.

use std::time::{Duration, Instant};

use fantoccini::{Client, Locator};
use serde_json::json;

use crate::support::answering::taken_over;
use crate::support::browser::{View, browse};
use crate::support::citizens;
use crate::support::database::Database;
use crate::support::http;
use crate::support::relay::{Line, Relay};
use crate::support::service::House;

/// The head of an Ogg stream, which is enough of a file to be handed out.
const SOUND: &[u8] = b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead";

const ADDRESS: &str = "/audio/onestop-short.v2/vi/SA0.ogg";

/// A silent MP3 of so many frames of 26 milliseconds: MPEG 1, layer III, 32 kbit/s, 44.1 kHz, one channel. Its side
/// information is all zero, which says that there is no sound in the frame.
fn silence(frames: usize) -> Vec<u8> {
    let mut frame = vec![0xff, 0xfb, 0x10, 0xc0];
    frame.resize(104, 0);
    frame.repeat(frames)
}

/// A house whose first question was recorded in Vietnamese.
fn spoken(name: &str, sound: &[u8]) -> House {
    let house = House::new(Database::Sqlite);
    let folder = house.folder.path().join("voices");
    let own = folder.join("onestop-short.v2/vi");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join(name), sound).unwrap();
    house.settings(&format!(
        "[audio]\nfolder = '{}'\n[kiosk]\nheartbeat_seconds = 2\n",
        folder.display()
    ));
    house
}

#[test]
fn a_question_that_was_recorded_can_be_heard_and_no_other_file_can_be_fetched() {
    let house = House::new(Database::Sqlite);
    let folder = house.folder.path().join("voices");
    let spoken = folder.join("onestop-short.v2/vi");
    std::fs::create_dir_all(&spoken).unwrap();
    std::fs::write(spoken.join("SA0.ogg"), SOUND).unwrap();
    std::fs::write(spoken.join("SZ9.ogg"), SOUND).unwrap();
    std::fs::write(folder.join("secret.ogg"), SOUND).unwrap();
    house.settings(&format!("[audio]\nfolder = {folder:?}\n"));
    let token = citizens::invite(&house, "H33-1", 1).remove(0);
    let service = house.serve();
    let page = |path: &str| service.get(path).unwrap().expect(200).text();
    let address = ADDRESS;

    // The player stands beside that question in that language, on the first page and where all steps stand.
    for path in [
        format!("/k/{token}"),
        "/f/onestop-short/2?lang=vi".to_owned(),
    ] {
        let html = page(&path);
        assert_eq!(html.matches("<audio").count(), 1, "{path}");
        let question = html.split("<fieldset").nth(1).unwrap();
        assert!(question.contains("name=\"SA0\""), "{path}");
        for part in ["Nghe câu hỏi", "preload=\"none\"", "controls", address] {
            assert!(question.contains(part), "{path}: {part}");
        }
    }
    for path in [
        format!("/k/{token}?lang=en"),
        "/f/onestop-short/2?lang=en".to_owned(),
        "/f/onestop-short/1?lang=vi".to_owned(),
    ] {
        assert!(!page(&path).contains("<audio"), "{path}");
    }

    let sound = service.get(address).unwrap().expect(200);
    assert_eq!(sound.body, SOUND);
    for (name, value) in [
        ("content-type", "audio/ogg"),
        ("cache-control", "public, max-age=86400"),
        ("accept-ranges", "bytes"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(sound.header(name), Some(value), "{name}");
    }
    let policy = sound.header("content-security-policy").unwrap();
    assert!(policy.contains("media-src 'self'"), "{policy}");

    for path in [
        "/audio/onestop-short.v2/vi/SB0.ogg",
        "/audio/onestop-short.v2/en/SA0.ogg",
        "/audio/onestop-short.v2/vi/SZ9.ogg",
        "/audio/onestop-short.v2/vi/../../secret.ogg",
        "/audio/onestop-short.v2/../secret.ogg",
        "/audio/../../secret.ogg",
        "/audio/onestop-short.v2/vi/..%2f..%2fsecret.ogg",
        "/audio/onestop-short.v2/%2e%2e/secret.ogg",
        "/audio/secret.ogg",
    ] {
        service.get(path).unwrap().expect(404);
    }

    let log = service.log();
    for file in ["SZ9.ogg", "secret.ogg"] {
        assert!(log.contains(file), "{file} is not told: {log}");
    }
}

#[test]
fn a_telephone_fetches_a_recording_in_pieces() {
    let house = spoken("SA0.ogg", SOUND);
    let service = house.serve();
    let ask = |headers: &[(&str, &str)]| {
        http::send(&service.address, "GET", ADDRESS, headers, b"").expect("a reply")
    };
    let length = SOUND.len();
    let whole = ask(&[]).expect(200);
    let tag = whole.header("etag").unwrap().to_owned();
    // As Safari asks first, to see whether the service answers ranges at all.
    for (range, part) in [
        ("bytes=0-1", 0..2),
        ("bytes=4-", 4..length),
        ("bytes=-5", length - 5..length),
        ("bytes=2-9999", 2..length),
    ] {
        let reply = ask(&[("Range", range), ("If-Range", &tag)]).expect(206);
        assert_eq!(reply.body, SOUND[part.clone()], "{range}");
        let says = format!("bytes {}-{}/{length}", part.start, part.end - 1);
        for (name, value) in [
            ("content-range", says.as_str()),
            ("content-length", &part.len().to_string()),
            ("content-type", "audio/ogg"),
            ("accept-ranges", "bytes"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{range} {name}");
        }
    }
    for beyond in [format!("bytes={length}-"), "bytes=-0".to_owned()] {
        let reply = ask(&[("Range", &beyond)]).expect(416);
        assert_eq!(
            reply.header("content-range"),
            Some(format!("bytes */{length}").as_str())
        );
        assert!(reply.body.is_empty());
    }
    for whole in [
        &[("Range", "bytes=0-1,4-5")][..],
        &[("Range", "pages=1-2")],
        &[("Range", "bytes=5-2")],
        &[("Range", "bytes=0-1"), ("If-Range", "\"another edition\"")],
    ] {
        assert_eq!(ask(whole).expect(200).body, SOUND, "{whole:?}");
    }
    ask(&[("If-None-Match", &tag)]).expect(304);
}

/// Plays the first recording of what is shown to its end; how many seconds it had.
async fn play(client: &Client) -> f64 {
    let script = r"
        const done = arguments[arguments.length - 1];
        const own = document.querySelector('main audio');
        own.onended = () => done(own.currentTime);
        own.onerror = () => done('error ' + (own.error && own.error.message));
        own.querySelector('source').onerror = () => done('no sound at ' + own.currentSrc);
        own.play().catch(fault => done(String(fault)));
        setTimeout(() => done('stands at ' + own.currentTime), 15000);";
    let told = client.execute_async(script, vec![]).await.unwrap();
    told.as_f64().unwrap_or_else(|| panic!("{told}"))
}

#[test]
fn a_browser_plays_a_recorded_question_to_its_end() {
    let house = spoken("SA0.mp3", &silence(40));
    let token = citizens::invite(&house, "H33-1", 1).remove(0);
    let service = house.serve();
    let page = format!("http://{}/k/{token}?lang=vi", service.address);
    let view = View {
        width: 360,
        scripts: true,
    };
    browse(view, |client| async move {
        client.goto(&page).await.unwrap();
        // The script puts all steps into the page; a browser plays nothing before somebody has touched it.
        taken_over(&client).await;
        let touched = client.find(Locator::Css("fieldset label")).await.unwrap();
        touched.click().await.unwrap();
        let seconds = play(&client).await;
        assert!((0.8..1.5).contains(&seconds), "{seconds}");
    });
}

const KEPT: &str = "const done = arguments[0]; caches.open('sipas-voices').then(own => own.keys()).then(all => done(all.map(own => new URL(own.url).pathname)))";

#[test]
fn a_kiosk_speaks_without_a_network() {
    let house = spoken("SA0.mp3", &silence(40));
    house.run(&[
        "points",
        "add",
        "quay-1",
        "--place",
        citizens::COMMUNE,
        "--name",
        "Quầy 1",
        "--form",
        citizens::FORM,
    ]);
    let said = house.run(&["points", "enrol", "quay-1"]);
    let code = said.lines().last().unwrap().to_owned();
    let service = house.serve();
    let line = Relay::to(&service.address);
    let kiosk = format!("http://{}/kiosk/quay-1", line.address);
    let view = View {
        width: 1280,
        scripts: true,
    };
    browse(view, move |client| async move {
        let wait = async |selector: &str| {
            let patient = client.wait().at_most(Duration::from_secs(20));
            patient
                .for_element(Locator::Css(selector))
                .await
                .unwrap_or_else(|error| panic!("{selector}: {error}"))
        };
        client.goto(&kiosk).await.unwrap();
        let field = wait("main #code").await;
        field.send_keys(&format!("{code}\u{e007}")).await.unwrap();
        wait(".languages button").await;
        let begun = Instant::now();
        loop {
            let kept = client.execute_async(KEPT, vec![]).await.unwrap();
            if kept == json!(["/audio/onestop-short.v2/vi/SA0.mp3"]) {
                break;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "not kept: {kept}"
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        // What does not fit goes, and comes back when there is room.
        let stock = r"
            const most = arguments[0], done = arguments[1], make = kind => document.createElement(kind);
            const page = make('div'), audio = make('audio'), source = make('source');
            source.setAttribute('src', '/audio/onestop-short.v2/vi/SA0.mp3');
            source.type = 'audio/mpeg';
            audio.append(source);
            page.append(audio);
            voices.stock([page], most).then(() => caches.open('sipas-voices')).then(own => own.keys()).then(all => done(all.length));";
        for (most, kept) in [(1_000, 0), (10_000, 1)] {
            let told = client
                .execute_async(stock, vec![json!(most)])
                .await
                .unwrap();
            assert_eq!(told, kept, "{most} bytes");
        }
        line.set(Line::Cut);
        client.goto(&kiosk).await.unwrap();
        wait(".languages button[lang=vi]")
            .await
            .click()
            .await
            .unwrap();
        wait("[data-do=begin]").await.click().await.unwrap();
        wait("[data-screen=sheet] audio").await;
        let seconds = play(&client).await;
        assert!((0.8..1.5).contains(&seconds), "{seconds}");
        // A player that jumps about asks for a piece.
        let piece = "const done = arguments[0]; const own = document.querySelector('main audio'); own.onseeked = () => done(own.currentTime); own.currentTime = 0.5;";
        assert_eq!(client.execute_async(piece, vec![]).await.unwrap(), 0.5);
    });
}
