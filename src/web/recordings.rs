//! Recorded questions: which of them lie in the folder of the settings, and how a page and a browser get at them.
//!
//! The folder holds `{form}.v{version}/{lang}/{question}.mp3` (or `.ogg`, `.m4a`). It is read once, at the start; only what
//! was found then is ever opened, so no address leads out of the folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};

use crate::form::Catalogue;
use crate::form::Form;
use crate::web::byte_range;
use crate::web::citizens::Counter;
use crate::web::problem::Problem;
use crate::web::words::Lang;

/// Endings and what they hold, in the order in which a browser is offered them: the smallest first.
const KINDS: [(&str, &str); 3] = [
    ("ogg", "audio/ogg"),
    ("m4a", "audio/mp4"),
    ("mp3", "audio/mpeg"),
];

/// Most bytes of a recording: two minutes of speech, and what a phone on a slow line can be asked to fetch.
const MOST: u64 = 2 * 1024 * 1024;

/// `Cache-Control` of a recording: its name stays when it is spoken anew, so a browser asks again the next day.
const A_DAY: &str = "public, max-age=86400";

/// The recordings there are, by their address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recordings(BTreeMap<String, Recording>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Recording {
    path: PathBuf,
    kind: &'static str,
}

/// One way to hear a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Address of the file.
    pub address: String,
    /// Its content type.
    pub kind: &'static str,
}

/// Why something in the folder is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unused {
    /// A folder that is none, or is closed to us.
    #[error(
        "{0} cannot be read as a folder of recordings: {1}; recordings lie in FORM.vVERSION/LANGUAGE/QUESTION.mp3"
    )]
    Closed(String, String),
    /// No form version of this service.
    #[error(
        "{0} is named after no version of a form; “sipas forms list” names them, e.g. onestop-short.v2"
    )]
    Form(String),
    /// No language of the pages.
    #[error("{0} is named after no language of the pages; name it vi or en")]
    Language(String),
    /// No question of the form.
    #[error(
        "{0} is named after no question of its form; name it after the code of one, e.g. SA0.mp3"
    )]
    Question(String),
    /// No kind of sound that is handed out.
    #[error("{0} is no recording that browsers play; save it as .mp3, .ogg or .m4a")]
    Kind(String),
    /// Nothing in it, or more than a phone should fetch.
    #[error(
        "{0} has {1} bytes; a recording has between 1 and {MOST}, so record it again or press it smaller"
    )]
    Size(String, u64),
}

impl Recordings {
    /// Reads the folder; what is of no use in it is told and left alone.
    pub fn read(folder: &Path, catalogue: &Catalogue) -> (Self, Vec<Unused>) {
        let (mut found, mut unused) = (Self::default(), Vec::new());
        for own in entries(folder, &mut unused) {
            let form = catalogue.iter().find(|form| {
                Some(folder_of(form).as_str()) == own.file_name().and_then(|n| n.to_str())
            });
            match form {
                Some(form) => found.read_form(&own, form, &mut unused),
                None => unused.push(Unused::Form(said(&own))),
            }
        }
        (found, unused)
    }

    fn read_form(&mut self, folder: &Path, form: &Form, unused: &mut Vec<Unused>) {
        for own in entries(folder, unused) {
            let lang = Lang::all().find(|lang| own.file_name().is_some_and(|n| n == lang.code()));
            let Some(lang) = lang else {
                unused.push(Unused::Language(said(&own)));
                continue;
            };
            for path in entries(&own, unused) {
                match recording(&path, form, lang) {
                    Ok((address, recording)) => {
                        self.0.insert(address, recording);
                    }
                    Err(reason) => unused.push(reason),
                }
            }
        }
    }

    /// The ways to hear a question in a language; none, where nobody recorded it.
    pub fn of(&self, form: &Form, lang: Lang, code: &str) -> Vec<Voice> {
        let ways = KINDS.map(|(ending, kind)| Voice {
            address: address(form, lang, code, ending),
            kind,
        });
        let known = ways.into_iter();
        known
            .filter(|way| self.0.contains_key(&way.address))
            .collect()
    }
}

/// What stands in a folder, by name.
fn entries(folder: &Path, unused: &mut Vec<Unused>) -> Vec<PathBuf> {
    let read = std::fs::read_dir(folder).and_then(|all| {
        all.map(|entry| entry.map(|own| own.path()))
            .collect::<Result<Vec<_>, _>>()
    });
    let mut paths = read.unwrap_or_else(|error| {
        unused.push(Unused::Closed(said(folder), error.to_string()));
        Vec::new()
    });
    paths.sort();
    paths
}

fn recording(path: &Path, form: &Form, lang: Lang) -> Result<(String, Recording), Unused> {
    let name = path.file_name().and_then(|name| name.to_str());
    let (code, ending) = name
        .and_then(|name| name.rsplit_once('.'))
        .ok_or_else(|| Unused::Kind(said(path)))?;
    let (ending, kind) = KINDS
        .into_iter()
        .find(|(known, _)| *known == ending)
        .ok_or_else(|| Unused::Kind(said(path)))?;
    if form.number_of(code).is_none() {
        return Err(Unused::Question(said(path)));
    }
    let about =
        std::fs::metadata(path).map_err(|error| Unused::Closed(said(path), error.to_string()))?;
    if !about.is_file() {
        return Err(Unused::Kind(said(path)));
    }
    if !(1..=MOST).contains(&about.len()) {
        return Err(Unused::Size(said(path), about.len()));
    }
    let path = path.to_owned();
    Ok((address(form, lang, code, ending), Recording { path, kind }))
}

fn folder_of(form: &Form) -> String {
    format!("{}.v{}", form.id, form.version)
}

fn address(form: &Form, lang: Lang, code: &str, ending: &str) -> String {
    format!("/audio/{}/{}/{code}.{ending}", folder_of(form), lang.code())
}

fn said(path: &Path) -> String {
    path.display().to_string()
}

/// `GET /audio/{form}.v{version}/{lang}/{file}`: the whole of it, or the piece that a telephone asks for.
pub async fn serve(request: HttpRequest, counter: Data<Counter>) -> Result<HttpResponse, Problem> {
    let found = counter.recordings.0.get(request.path());
    let found = found.ok_or_else(Problem::not_found)?.clone();
    let path = found.path.clone();
    #[expect(
        clippy::disallowed_methods,
        reason = "a file, not the database: no permit is needed"
    )]
    let read = web::block(move || std::fs::read(path));
    let Ok(Ok(sound)) = read.await else {
        tracing::warn!(file = %said(&found.path), "a recording that was there at the start cannot be read any more");
        return Err(Problem::not_found());
    };
    Ok(byte_range::reply(
        request.headers(),
        found.kind,
        A_DAY,
        sound,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_after_a_question_is_used_and_the_rest_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: usize| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, vec![0; bytes]).unwrap();
        };
        put("onestop-short.v2/vi/SA0.mp3", 10);
        put("onestop-short.v2/vi/SA0.ogg", 10);
        put("onestop-short.v2/vi/SB0.m4a", 10);
        put("onestop-short.v2/vi/SZ0.mp3", 10);
        put("onestop-short.v2/vi/SC0.wav", 10);
        put("onestop-short.v2/vi/SD0.mp3", 0);
        put("onestop-short.v2/xx/SA0.mp3", 10);
        put("onestop-short.v02/vi/SA0.mp3", 10);
        put("notes.txt", 10);
        let (found, unused) = Recordings::read(folder.path(), Catalogue::builtin());
        assert_eq!(found.0.len(), 3);
        let form = Catalogue::builtin().get("onestop-short", Some(2)).unwrap();
        let ways = found.of(form, Lang::VI, "SA0");
        let kinds: Vec<_> = ways.iter().map(|way| way.kind).collect();
        assert_eq!(kinds, ["audio/ogg", "audio/mpeg"]);
        assert_eq!(ways[1].address, "/audio/onestop-short.v2/vi/SA0.mp3");
        assert!(found.of(form, Lang::VI, "SC0").is_empty());
        let english = Lang::find("en").unwrap();
        assert!(found.of(form, english, "SA0").is_empty());

        let told: Vec<_> = unused.iter().map(ToString::to_string).collect();
        for (file, way_out) in [
            ("SZ0.mp3", "code"),
            ("SC0.wav", ".mp3"),
            ("SD0.mp3", "0 bytes"),
            ("xx", "vi or en"),
            ("onestop-short.v02", "forms list"),
            ("notes.txt", "forms list"),
        ] {
            let line = told.iter().find(|line| line.contains(file));
            assert!(
                line.is_some_and(|line| line.contains(way_out)),
                "{file}: {told:?}"
            );
        }
        assert_eq!(told.len(), 6, "{told:?}");
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let nowhere = Path::new("/nowhere/at/all");
        let (found, unused) = Recordings::read(nowhere, Catalogue::builtin());
        assert_eq!(found, Recordings::default());
        assert!(unused[0].to_string().contains("/nowhere/at/all"));
    }
}
