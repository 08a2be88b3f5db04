//! The citizen's side: the questionnaire behind a one-time link (`/k/…`) or a collection point (`/o/…`).
//!
//! Opening a link never uses it: messengers and mail scanners open links ahead of people.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Form as Body, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::ballots;
use super::counter::Counter;
use crate::ballot::FormRef;
use crate::form::{AnswerSheet, Answers, Form, Text};
use crate::store::{InvitationState, Pass};
use crate::web::guard::Guard;
use crate::web::pages::citizens::thanks;
use crate::web::pages::{Fill, send};
use crate::web::problem::{Kind, Problem, lang_of};
use crate::web::words::Lang;

/// Fields of the page that are no answers.
const OWN_FIELDS: [&str; 3] = ["form", "version", "submission_id"];

/// `GET /k/{token}`
pub async fn show_invited(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    token: Path<String>,
) -> Result<HttpResponse, Problem> {
    let ticket = guard.counting_misses(ballots::ticket(&guard, &counter, &token).await)?;
    let invitee = guard.counting_misses(ballots::invitee(&counter, ticket).await)?;
    let lang = lang_of(request.query_string(), request.headers());
    if invitee.state == InvitationState::Used {
        return Ok(thank(&request, &counter, lang));
    }
    let form = ballots::form(
        &counter.house,
        &invitee.cell.form.id,
        invitee.cell.form.version,
    )?;
    Ok(counter.shelf.take(form, lang, false).reply(
        &request,
        Fill {
            office: &invitee.office,
            submission: "",
        },
    ))
}

/// `POST /k/{token}`
pub async fn take_invited(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    token: Path<String>,
    body: Body<Vec<(String, String)>>,
) -> Result<HttpResponse, Problem> {
    let ticket = guard.counting_misses(ballots::ticket(&guard, &counter, &token).await)?;
    let sent = Sent::read(body.into_inner())?;
    let form = ballots::form(&counter.house, &sent.form, sent.version)?;
    let lang = lang_of(request.query_string(), request.headers());
    let pass = Pass::Invitation(ticket.hash);
    let office = || async {
        ballots::invitee(&counter, ticket)
            .await
            .map_or_else(|_| String::new(), |invitee| invitee.office.to_string())
    };
    take(&guard, &request, &counter, form, lang, pass, &sent, office).await
}

/// `GET /o/{point}`: the id of the sheet is drawn with the page, so that sending it twice counts once.
pub async fn show_walk_in(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    point: Path<String>,
) -> Result<HttpResponse, Problem> {
    let found = ballots::point(&counter, &point).await;
    let (point, form) = guard.counting_misses(found)?;
    let lang = lang_of(request.query_string(), request.headers());
    let submission = uuid::Uuid::new_v4().to_string();
    Ok(counter.shelf.take(&form, lang, true).reply(
        &request,
        Fill {
            office: &point.0.name,
            submission: &submission,
        },
    ))
}

/// `POST /o/{point}`
pub async fn take_walk_in(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    point: Path<String>,
    body: Body<Vec<(String, String)>>,
) -> Result<HttpResponse, Problem> {
    let sent = Sent::read(body.into_inner())?;
    let form = ballots::form(&counter.house, &sent.form, sent.version)?;
    let lang = lang_of(request.query_string(), request.headers());
    let named = FormRef::new(form.id.clone(), form.version);
    let pass = ballots::walk_in(&counter, &point, &sent.submission, &named).await;
    let pass = guard.counting_misses(pass)?;
    let name = || async {
        ballots::point(&counter, &point)
            .await
            .map_or_else(|_| String::new(), |(point, _)| point.0.name.clone())
    };
    take(&guard, &request, &counter, form, lang, pass, &sent, name).await
}

/// What a page sent.
struct Sent {
    form: String,
    version: u32,
    submission: String,
    answers: Answers,
}

impl Sent {
    fn read(fields: Vec<(String, String)>) -> Result<Self, Problem> {
        // What was no UTF-8 has become U+FFFD, which nobody types.
        if fields
            .iter()
            .any(|(name, value)| name.contains('\u{fffd}') || value.contains('\u{fffd}'))
        {
            return Err(Problem::bad_request(Text::new(
                "Nội dung gửi lên không đúng bảng mã UTF-8. Xin mở lại đường dẫn và gửi lại.",
                "What was sent is not UTF-8. Please open the link again and send it once more.",
            )));
        }
        let own = |name: &str| {
            fields
                .iter()
                .find(|(field, _)| field == name)
                .map(|(_, value)| value.clone())
        };
        let form = own("form").ok_or_else(Problem::form_version)?;
        let version = own("version")
            .and_then(|version| version.parse().ok())
            .ok_or_else(Problem::form_version)?;
        let submission = own("submission_id").unwrap_or_default();
        let answers = Answers::from_pairs(
            fields
                .into_iter()
                .filter(|(name, _)| !OWN_FIELDS.contains(&name.as_str())),
        );
        Ok(Self {
            form,
            version,
            submission,
            answers,
        })
    }
}

fn thank(request: &HttpRequest, counter: &Counter, lang: Lang) -> HttpResponse {
    thanks::print(lang, counter.house.simulated).reply(request, Fill::default())
}

/// Takes a sheet, or shows the page again with every answer kept.
#[expect(
    clippy::too_many_arguments,
    reason = "one private function between two handlers and their page"
)]
async fn take<F: Future<Output = String>>(
    guard: &Guard,
    request: &HttpRequest,
    counter: &Counter,
    form: &Form,
    lang: Lang,
    pass: Pass,
    sent: &Sent,
    office: impl FnOnce() -> F,
) -> Result<HttpResponse, Problem> {
    let walk_in = matches!(pass, Pass::WalkIn { .. });
    let again = |office: String| {
        counter
            .shelf
            .again(form, lang, walk_in)
            .for_visit(&office, &sent.submission)
            .keeping(&sent.answers)
    };
    let sheet = match AnswerSheet::parse(form, &sent.answers) {
        Ok(sheet) => ballots::filled(&sheet),
        Err(faults) => {
            let page = again(office().await).mending(form, &faults);
            return Ok(send(
                request,
                StatusCode::UNPROCESSABLE_ENTITY,
                lang,
                page.draw(),
            ));
        }
    };
    match ballots::record(counter, form, pass, sheet).await {
        Ok(_) => Ok(thank(request, counter, lang)),
        Err(problem) if problem.kind == Kind::Unavailable => {
            let page = again(office().await).not_taken();
            let mut reply = send(request, StatusCode::SERVICE_UNAVAILABLE, lang, page.draw());
            reply.headers_mut().insert(
                actix_web::http::header::RETRY_AFTER,
                actix_web::http::header::HeaderValue::from_static("10"),
            );
            Ok(reply)
        }
        Err(problem) => guard.counting_misses(Err(problem)),
    }
}
