//! The list of files that take long to make, with how far each is.

use askama::Template;
use chrono::DateTime;

use super::room::Room;
use crate::house::DownloadFault;
use crate::store::{Download, DownloadState, Session};
use crate::web::pages::Frame;
use crate::web::words::Lang;

#[derive(Template)]
#[template(path = "staff/downloads.html", config = "src/web/askama.toml")]
struct Page {
    frame: Frame,
    room: Room,
    jobs: Vec<Job>,
}

/// One file.
struct Job {
    id: String,
    name: String,
    about: String,
    /// How far, of how many.
    progress: Option<(i64, i64)>,
    state: String,
    /// Size in words, where it can be fetched.
    fetch: Option<String>,
    may_cancel: bool,
}

/// The page as HTML. `places` are the titles of the places of `downloads`; `session` is who is signed in.
pub fn draw(
    downloads: &[Download],
    places: &[String],
    session: &Session,
    simulated: bool,
    lang: Lang,
) -> String {
    let mut frame = Frame::new(lang, lang.say("downloads-title"));
    frame.simulated = simulated;
    let jobs = downloads
        .iter()
        .zip(places)
        .map(|(download, place)| job(download, place, lang));
    let page = Page {
        frame,
        room: Room::new(lang, session, "/staff/downloads"),
        jobs: jobs.collect(),
    };
    page.render().unwrap_or_default()
}

fn job(download: &Download, place: &str, lang: Lang) -> Job {
    let state = download.state();
    let (done, parts) = (download.done.max(0), download.parts.max(0));
    let name = match download.what.as_str() {
        "communes-docx" => lang.say("downloads-docx"),
        "communes-pdf" => lang.say("downloads-pdf"),
        "departments" => lang.say("downloads-departments"),
        _ => lang.say("downloads-xlsx"),
    };
    let period = download
        .period
        .parse()
        .map_or_else(|_| download.period.clone(), |period| lang.period(period));
    let expires =
        DateTime::from_timestamp(download.expires, 0).map(|at| lang.date(at.date_naive()));
    Job {
        id: download.id.clone(),
        name,
        about: format!("{place} · {period}"),
        progress: (state == DownloadState::Working && parts > 0).then_some((done, parts)),
        state: match state {
            DownloadState::Waiting => lang.say("downloads-waiting"),
            DownloadState::Working => {
                let (done, parts) = (
                    lang.count(done.unsigned_abs()),
                    lang.count(parts.unsigned_abs()),
                );
                lang.say_with("downloads-working", &[("done", &done), ("parts", &parts)])
            }
            DownloadState::Ready => {
                let expires = expires.unwrap_or_default();
                lang.say_with("downloads-ready", &[("date", &expires)])
            }
            DownloadState::Failed => {
                let reason = lang.say(reason(DownloadFault::of_word(&download.reason)));
                lang.say_with("downloads-failed", &[("reason", &reason)])
            }
            DownloadState::Cancelled => lang.say("downloads-cancelled"),
        },
        fetch: (state == DownloadState::Ready).then(|| {
            let size = lang.count(download.bytes.unsigned_abs().div_ceil(1_024));
            lang.say_with("downloads-fetch", &[("size", &size)])
        }),
        may_cancel: state.is_open(),
    }
}

/// The words of why a file was not made, each with a way out.
fn reason(fault: DownloadFault) -> &'static str {
    match fault {
        DownloadFault::Disk => "downloads-fault-disk",
        DownloadFault::Busy => "downloads-fault-busy",
        DownloadFault::Form => "downloads-fault-form",
        DownloadFault::Place => "downloads-fault-place",
        DownloadFault::Inside => "downloads-fault-inside",
    }
}
