//! The scripts of the citizens' pages and of kiosks, joined from readable files without a build step, and their pictures.
//!
//! | served as | joined from | what for |
//! |---|---|---|
//! | `/assets/answer-vi-….js` | its words, `conditions`, `steps`, `outbox`, `answer` | turns steps, keeps what cannot be sent |
//! | `/assets/kiosk-….js` | `conditions`, `steps`, `outbox`, `hpke`, `voices`, `kiosk` | the kiosk |
//! | `/worker.js` | `outbox`, `worker` | sends when the network returns; keeps empty questionnaires |
//! | `/widget.js`, `/assets/frame-….js` | the file of that name | the widget on the page of a portal |

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::assets::{self, Asset};
use crate::web::headers::{FOR_OTHER_SITES, IMMUTABLE, PUBLISHED};
use crate::web::pages::{Fill, Page};
use crate::web::words::Lang;

const SCRIPT: &str = "text/javascript; charset=utf-8";
const SHEET: &str = "text/css; charset=utf-8";

const CONDITIONS: &str = include_str!("assets/conditions.js");
const STEPS: &str = include_str!("assets/steps.js");
const OUTBOX: &str = include_str!("assets/outbox.js");
const ANSWER_OWN: &str = include_str!("assets/answer.js");
const HPKE: &str = include_str!("assets/hpke.js");
const VOICES: &str = include_str!("assets/voices.js");
const KIOSK_OWN: &str = include_str!("assets/kiosk.js");
const WORKER_OWN: &str = include_str!("assets/worker.js");

/// One a language: its words come with the script, so that no page carries them.
static ANSWERS: LazyLock<Vec<(Lang, Asset)>> = LazyLock::new(|| {
    let asset = |lang: Lang| {
        let stem = format!("answer-{}", lang.code());
        script(
            &stem,
            &[&spoken(lang), CONDITIONS, STEPS, OUTBOX, ANSWER_OWN],
        )
    };
    Lang::all().map(|lang| (lang, asset(lang))).collect()
});
static KIOSK: LazyLock<Asset> = LazyLock::new(|| {
    script(
        "kiosk",
        &[CONDITIONS, STEPS, OUTBOX, HPKE, VOICES, KIOSK_OWN],
    )
});
static FRAME: LazyLock<Asset> =
    LazyLock::new(|| script("frame", &[include_str!("assets/frame.js")]));
static KIOSK_SHEET: LazyLock<Asset> =
    LazyLock::new(|| sheet("kiosk", include_str!("assets/kiosk.css")));
static WIDGET_SHEET: LazyLock<Asset> =
    LazyLock::new(|| sheet("widget", include_str!("assets/widget.css")));

static WIDGET: LazyLock<Page> =
    LazyLock::new(|| Page::plain(SCRIPT, &joined(&[include_str!("assets/widget.js")])));
/// Names its cache after everything it may keep: a new release is a new worker, and the old cache goes.
static WORKER: LazyLock<Page> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    let answers = ANSWERS.iter().map(|(_, asset)| asset.name());
    for name in answers.chain([kiosk(), kiosk_sheet(), assets::style()]) {
        digest.update(name);
    }
    let release = HEXLOWER.encode(&digest.finalize()[..6]);
    let text = joined(&[OUTBOX, WORKER_OWN]).replace("{{release}}", &release);
    Page::plain(SCRIPT, &text)
});

/// A picture of the installed kiosk: its address, its side in pixels, its bytes.
#[derive(Debug)]
pub struct Picture {
    /// Address.
    pub name: String,
    /// Width and height in pixels.
    pub side: u32,
    bytes: &'static [u8],
}

static PICTURES: LazyLock<[Picture; 2]> = LazyLock::new(|| {
    let picture = |side, bytes: &'static [u8]| {
        let digest = HEXLOWER.encode(&Sha256::digest(bytes)[..6]);
        Picture {
            name: format!("/assets/icon-{side}-{digest}.png"),
            side,
            bytes,
        }
    };
    [
        picture(192, include_bytes!("assets/icon-192.png")),
        picture(512, include_bytes!("assets/icon-512.png")),
    ]
});

fn script(stem: &str, files: &[&str]) -> Asset {
    Asset::new(stem, "js", SCRIPT, &joined(files))
}

fn sheet(stem: &str, text: &str) -> Asset {
    Asset::new(stem, "css", SHEET, &assets::tightened(text))
}

/// Files one after the other, without the lines that are comments, indents and empty lines. No string of ours spans lines,
/// so whatever starts a line is code or a comment.
fn joined(files: &[&str]) -> String {
    let mut out = String::new();
    let mut comment = false;
    for line in files.iter().flat_map(|file| file.lines()).map(str::trim) {
        comment |= line.starts_with("/*");
        if !comment && !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
        comment &= !line.ends_with("*/");
    }
    out
}

/// What the answering page says by itself, by the name that its script calls it.
const WORDS: [(&str, &str); 16] = [
    ("mark", "error-mark"),
    ("faults", "faults-title"),
    ("missing", "script-missing"),
    ("left", "script-left"),
    ("over", "script-over"),
    ("unsent", "script-unsent"),
    ("unsentText", "script-unsent-text"),
    ("full", "problem-enough-today"),
    ("fullText", "script-full-text"),
    ("unkeptText", "script-unkept-text"),
    ("again", "script-again"),
    ("discard", "script-discard"),
    ("thanks", "thanks-title"),
    ("thanksText", "thanks-text"),
    ("thanksAgain", "thanks-again"),
    ("contact", "contact-offer"),
];

/// Those words in a language as the first line of its script; `borrowed` names those that Vietnamese stands in for.
fn spoken(lang: Lang) -> String {
    let mut words = serde_json::Map::new();
    let mut borrowed = Vec::new();
    for (name, key) in WORDS {
        let (text, fallback) = lang.tell(key);
        words.insert(name.to_owned(), text.into());
        borrowed.extend(fallback.then_some(name));
    }
    if !borrowed.is_empty() {
        words.insert("borrowed".to_owned(), borrowed.join(" ").into());
    }
    format!("const words = {};", serde_json::Value::Object(words))
}

/// Address of the script of the answering page in a language.
pub fn answer(lang: Lang) -> &'static str {
    let own = ANSWERS.iter().find(|(own, _)| own.code() == lang.code());
    own.or(ANSWERS.first())
        .map_or("", |(_, asset)| asset.name())
}

/// Address of the script of the kiosk.
pub fn kiosk() -> &'static str {
    KIOSK.name()
}

/// Address of the style sheet of the kiosk.
pub fn kiosk_sheet() -> &'static str {
    KIOSK_SHEET.name()
}

/// Address of the script inside the frame of the widget.
pub fn frame() -> &'static str {
    FRAME.name()
}

/// Address of the style sheet of the widget.
pub fn widget_sheet() -> &'static str {
    WIDGET_SHEET.name()
}

/// Pictures of the installed kiosk.
pub fn pictures() -> &'static [Picture] {
    &*PICTURES
}

/// What is served under `/assets/` by its content.
pub fn assets() -> impl Iterator<Item = &'static Asset> {
    let answers = ANSWERS.iter().map(|(_, asset)| asset);
    answers.chain([&*KIOSK, &FRAME, &KIOSK_SHEET, &WIDGET_SHEET])
}

/// The picture of an address.
pub fn picture(path: &str) -> Option<HttpResponse> {
    let picture = PICTURES.iter().find(|picture| picture.name == path)?;
    let reply = HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "image/png"))
        .insert_header((header::CACHE_CONTROL, IMMUTABLE))
        .body(Bytes::from_static(picture.bytes));
    Some(reply)
}

/// `GET /worker.js`: asked for anew each time, so that a worker of an older release gives way.
pub async fn worker(request: HttpRequest) -> HttpResponse {
    let mut reply = WORKER.reply(&request, Fill::default());
    let always = header::HeaderValue::from_static("no-cache");
    reply.headers_mut().insert(header::CACHE_CONTROL, always);
    reply
}

/// `GET /widget.js`: the one script that pages of other sites load.
pub async fn widget(request: HttpRequest) -> HttpResponse {
    let mut reply = WIDGET.reply(&request, Fill::default());
    let headers = reply.headers_mut();
    let published = header::HeaderValue::from_static(PUBLISHED);
    headers.insert(header::CACHE_CONTROL, published);
    let (name, value) = FOR_OTHER_SITES;
    headers.insert(
        header::HeaderName::from_static(name),
        header::HeaderValue::from_static(value),
    );
    reply
}

/// The routes of scripts whose address never changes.
pub fn routes(service: &mut web::ServiceConfig) {
    service.service(web::resource("/worker.js").route(web::get().to(worker)));
    service.service(web::resource("/widget.js").route(web::get().to(widget)));
}

/// Bytes of the worker on the wire, to a browser that reads brotli.
#[cfg(test)]
pub fn worker_weight() -> usize {
    WORKER.weight()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_of_a_language_brings_its_words() {
        let line = spoken(Lang::VI);
        let words = line
            .trim_start_matches("const words = ")
            .trim_end_matches(';');
        let words: serde_json::Value = serde_json::from_str(words).unwrap();
        assert_eq!(words["thanks"], Lang::VI.say("thanks-title"));
        assert!(
            words.get("borrowed").is_none(),
            "nothing stands in for Vietnamese"
        );
        let mut addresses: Vec<_> = Lang::all().map(answer).collect();
        addresses.dedup();
        assert_eq!(addresses.len(), Lang::all().count());
        for (name, _) in WORDS {
            let named = [format!("'{name}'"), format!("words.{name}")];
            let files = [ANSWER_OWN, STEPS];
            let said = files
                .iter()
                .any(|file| named.iter().any(|own| file.contains(own)));
            assert!(said, "no script says {name}");
        }
    }

    #[test]
    fn comments_and_indents_are_not_sent() {
        let text = "// a\n/** b\n * c */\nfunction f() {\n  return 'https://x';\n}\n\n";
        assert_eq!(joined(&[text]), "function f() {\nreturn 'https://x';\n}\n");
    }

    #[test]
    fn no_script_makes_markup_from_text_or_asks_another_host() {
        let files = [
            CONDITIONS,
            STEPS,
            OUTBOX,
            ANSWER_OWN,
            HPKE,
            VOICES,
            KIOSK_OWN,
            WORKER_OWN,
            include_str!("assets/widget.js"),
            include_str!("assets/frame.js"),
        ];
        for (n, file) in files.iter().enumerate() {
            for word in [
                "innerHTML",
                "outerHTML",
                "insertAdjacent",
                "document.write",
                "eval(",
                "DOMParser",
                "srcdoc",
                "document.cookie",
            ] {
                assert!(!file.contains(word), "file {n}: {word}");
            }
            assert!(!joined(&[file]).contains("https:"), "file {n}");
        }
    }
}
