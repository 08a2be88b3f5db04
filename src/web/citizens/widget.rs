//! The widget that portals frame at the foot of a page (`/w/…`): a form of the instrument “widget”, without a cookie, and
//! without a script if need be.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{Data, Form as Body, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::ballots;
use super::counter::Counter;
use crate::ballot::FormRef;
use crate::form::{AnswerSheet, Answers, Instrument, Text};
use crate::web::guard::Guard;
use crate::web::headers;
use crate::web::pages::citizens::widget::Widget;
use crate::web::pages::send;
use crate::web::problem::{Kind, Problem, lang_of};

/// Fields of the page that are no answers.
const OWN_FIELDS: [&str; 3] = ["form", "version", "submission_id"];

/// `GET /w/{point}`
pub async fn show(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    point: Path<String>,
) -> Result<HttpResponse, Problem> {
    let found = ballots::point(&counter, &point).await;
    let (_, form) = guard.counting_misses(found)?;
    if form.instrument != Instrument::Widget {
        return Err(Problem::unknown_point().because(Text::new(
            "Điểm khảo sát này không dùng mẫu phiếu của ô đánh giá. Xin mở địa chỉ /o/… của nó.",
            "This collection point has no form for a widget. Please open its address /o/….",
        )));
    }
    let lang = lang_of(request.query_string(), request.headers());
    let submission = uuid::Uuid::new_v4().to_string();
    let page = Widget::ask(&form, lang, &submission);
    Ok(framed(&request, &counter, StatusCode::OK, &page))
}

/// `POST /w/{point}`
pub async fn take(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    point: Path<String>,
    body: Body<Vec<(String, String)>>,
) -> Result<HttpResponse, Problem> {
    let fields = body.into_inner();
    let own = |name: &str| {
        let found = fields.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let version = own("version")
        .parse()
        .map_err(|_| Problem::form_version())?;
    let form = ballots::form(&counter.house, own("form"), version)?;
    let submission = own("submission_id").to_owned();
    let answers = fields
        .iter()
        .filter(|(name, _)| !OWN_FIELDS.contains(&name.as_str()));
    let answers = Answers::from_pairs(answers.cloned());
    let lang = lang_of(request.query_string(), request.headers());
    let page = || Widget::ask(form, lang, &submission);
    let sheet = match AnswerSheet::parse(form, &answers) {
        Ok(sheet) => ballots::filled(&sheet),
        Err(faults) => {
            let page = page().mending(form, &answers, &faults);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(framed(&request, &counter, status, &page));
        }
    };
    let named = FormRef::new(form.id.clone(), form.version);
    let admission = ballots::walk_in(&counter, &point, &submission, &named).await;
    let recorded = match admission {
        Ok(admission) => ballots::record(&counter, form, admission, sheet).await,
        Err(problem) => Err(problem),
    };
    match recorded {
        Ok(_) => {
            let page = Widget::thank(form, lang);
            Ok(framed(&request, &counter, StatusCode::OK, &page))
        }
        Err(problem) if problem.kind == Kind::Unavailable => {
            let page = page().not_taken(form, &answers);
            let status = StatusCode::SERVICE_UNAVAILABLE;
            Ok(framed(&request, &counter, status, &page))
        }
        Err(problem) => guard.counting_misses(Err(problem)),
    }
}

/// Sends the page with the headers that let other sites frame it, and only them.
fn framed(
    request: &HttpRequest,
    counter: &Counter,
    status: StatusCode,
    page: &Widget,
) -> HttpResponse {
    let lang = lang_of(request.query_string(), request.headers());
    let mut reply = send(request, status, lang, page.draw());
    let sites = &counter.house.settings.widget.sites;
    let sites = if sites.is_empty() {
        "*".to_owned()
    } else {
        sites.join(" ")
    };
    let policy = headers::framed_by(&sites);
    let opened = [
        ("content-security-policy", policy.as_str()),
        headers::FOR_OTHER_SITES,
        ("cross-origin-embedder-policy", "require-corp"),
    ];
    for (name, value) in opened {
        if let Ok(value) = HeaderValue::from_str(value) {
            let name = HeaderName::from_static(name);
            reply.headers_mut().insert(name, value);
        }
    }
    reply
}
