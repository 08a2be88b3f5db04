//! A further language is a folder of files: pages speak it, load its letters, and say honestly what it does not say yet.

use crate::on_each_database;
use crate::support::citizens::COMMUNE;
use crate::support::service::{House, Service};

/// Letters for the test, not a translation.
const BEGUN: &str = "language-name = Klei Êđê\nsend = Ƀŏ ê\u{306} ư\u{306}\n\
    notice-apart = Ơ\u{306} ĭ\nthanks-title = Č ñ ŭ\n";

/// Makes the folder of a language and names it in the settings.
fn begin(house: &House, words: &str) -> String {
    let folder = house.folder.path().join("languages");
    std::fs::create_dir_all(folder.join("rad")).unwrap();
    std::fs::write(folder.join("rad/citizens.ftl"), words).unwrap();
    folder.to_str().unwrap().to_owned()
}

#[track_caller]
fn page(running: &Service, path: &str) -> String {
    let reply = running.get(path).unwrap();
    assert_eq!(reply.status, 200, "{path}");
    String::from_utf8(reply.body).unwrap()
}

/// The address of the first asset so named in a text.
fn asset(text: &str, stem: &str) -> Option<String> {
    let from = text.find(&format!("/assets/{stem}-"))?;
    let end = text[from..].find(['"', ')'])?;
    Some(text[from..from + end].to_owned())
}

on_each_database! {
    fn a_third_language_is_a_folder_of_files(house) {
        let folder = begin(house, BEGUN);
        house.settings(&format!("languages = {folder:?}\n"));
        house.run(&["points", "add", "buon-ho", "--place", COMMUNE, "--name", "Buôn Hồ"]);
        let running = house.serve();

        let rad = page(&running, "/o/buon-ho?lang=rad");
        assert!(rad.contains("<html lang=\"rad\">") && rad.contains("Klei Êđê"));
        assert!(rad.contains("<b>Ơ\u{306} ĭ</b>"), "it speaks the words there are");
        assert!(rad.contains("<span lang=\"vi\">Trả lời hay không"), "and says which are Vietnamese");
        // One sentence of a paragraph in its own language, the next one not.
        assert!(rad.contains("<b>Ơ\u{306} ĭ</b> <span lang=\"vi\">trước khi"), "sentence by sentence");
        let script = page(&running, &asset(&rad, "answer-rad").expect("its script"));
        assert!(script.contains("\"thanks\":\"Č ñ ŭ\""), "the script speaks it too");
        let borrowed = script.split("\"borrowed\":\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(borrowed.split(' ').any(|own| own == "unsent") && !borrowed.split(' ').any(|own| own == "thanks"));
        let sheet = page(&running, &asset(&rad, "letters").expect("its letters"));
        let font = running.get(&asset(&sheet, "letters").expect("the font")).unwrap();
        assert_eq!((font.status, font.header("content-type")), (200, Some("font/woff2")));
        assert!(page(&running, "/privacy?lang=rad").contains("<p class=\"lead\"><span lang=\"vi\">"));

        let staff = page(&running, "/staff/sign-in?lang=rad");
        assert!(staff.contains("<html lang=\"vi\">") && staff.contains("Đăng nhập"), "{staff}");
        assert_eq!(asset(&staff, "letters"), None, "the staff room speaks Vietnamese as a whole");

        for lang in ["vi", "en"] {
            let other = page(&running, &format!("/o/buon-ho?lang={lang}"));
            assert!(other.contains("lang=rad") && other.contains("Klei Êđê"), "it offers the third");
            assert_eq!(asset(&other, "letters"), None, "{lang} loads no font");
        }
        let log = running.stop();
        assert!(log.contains("words are missing"), "{log}");
    }

    fn the_check_names_what_a_language_does_not_say(house) {
        let folder = begin(house, BEGUN);
        let said = house.refused(&["languages", "check", "--languages", &folder]);
        assert!(said.contains("rad: ") && said.contains("notice-free"), "{said}");
        assert!(!said.contains("notice-apart"), "{said}");

        // Whole when it says all that the Vietnamese files of citizens say.
        let mut all = String::new();
        for topic in ["citizens", "contact", "frame", "information", "kiosk", "problems"] {
            let file = format!("{}/src/web/locales/vi/{topic}.ftl", env!("CARGO_MANIFEST_DIR"));
            all.push_str(&std::fs::read_to_string(file).unwrap());
            all.push('\n');
        }
        begin(house, &all);
        assert_eq!(house.run(&["languages", "check", "--languages", &folder]), "rad: whole\n");

        begin(house, "send = a\nnext\n");
        let said = house.refused(&["serve", "--listen", "127.0.0.1:0", "--languages", &folder]);
        assert!(said.contains("citizens.ftl, line 2"), "{said}");
        assert!(house.refused(&["languages", "check"]).contains("--languages DIR"));
    }
}
