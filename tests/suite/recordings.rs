//! Recorded questions, from the folder of the settings to the page that plays them.

use crate::support::citizens;
use crate::support::database::Database;
use crate::support::service::House;

/// The head of an Ogg stream, which is enough of a file to be handed out.
const SOUND: &[u8] = b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead";

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
    let address = "/audio/onestop-short.v2/vi/SA0.ogg";

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
        ("accept-ranges", "none"),
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
