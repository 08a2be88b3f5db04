//! What went wrong, as RFC 9457 problem JSON for programs and as a page for people.
//!
//! Every fault of a lower floor becomes a [`Problem`] at the door; [`in_the_visitors_words`] writes it in
//! the language and the form the visitor can read. A problem never carries what only the log may know.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{JsonPayloadError, QueryPayloadError, UrlencodedError};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, ResponseError, web};
use serde::Serialize;

use crate::form::Text;
use crate::web::pages;
use crate::web::words::Lang;

/// Largest body of a request in bytes.
pub const LARGEST_BODY: usize = 64 * 1024;

/// A fault on its way to the visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which kind: decides status, title and type.
    pub kind: Kind,
    /// What exactly, where the kind does not say it all.
    pub detail: Option<Text>,
    /// The fields at fault.
    pub errors: Vec<FieldFault>,
    /// Seconds after which a new try makes sense.
    pub retry_after: Option<u32>,
}

/// One field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// Name of the field, e.g. `answers.SA0`, `form`.
    pub field: String,
    /// A sentence with a way out.
    pub message: Text,
}

/// The kinds of problems, each with a section of its own in the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 400: the request cannot be read.
    BadRequest,
    /// 401: nobody has signed in, or the API key is not known.
    Unauthorized,
    /// 403: known, but not allowed to.
    Forbidden,
    /// 404: no such thing.
    NotFound,
    /// 404: no invitation has this link; mistyped, most likely.
    UnknownLink,
    /// 405: the address exists, the method does not.
    MethodNotAllowed,
    /// 409: it contradicts what is already recorded.
    Conflict,
    /// 409: the form has a newer version than the sheet.
    FormVersion,
    /// 410: the invitation was too long ago.
    ExpiredLink,
    /// 410: this form takes no more answers.
    FormClosed,
    /// 413: the body is too large.
    TooLarge,
    /// 415: a body of a kind that is not read here.
    UnsupportedMedia,
    /// 422: readable, but it does not fit the form or the rules.
    Invalid,
    /// 429: too many tries.
    TooMany,
    /// 500: our fault.
    Internal,
    /// 503: the store is away or busy; nothing was recorded.
    Unavailable,
}

impl Kind {
    /// Every kind, by status.
    pub const ALL: [Self; 16] = [
        Self::BadRequest,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::UnknownLink,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::FormVersion,
        Self::ExpiredLink,
        Self::FormClosed,
        Self::TooLarge,
        Self::UnsupportedMedia,
        Self::Invalid,
        Self::TooMany,
        Self::Internal,
        Self::Unavailable,
    ];

    /// Status code of the reply.
    pub fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound | Self::UnknownLink => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict | Self::FormVersion => StatusCode::CONFLICT,
            Self::ExpiredLink | Self::FormClosed => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Last part of the problem type, `/docs#problem-…`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::BadRequest => "bad-request",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::UnknownLink => "unknown-link",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Conflict => "conflict",
            Self::FormVersion => "form-version",
            Self::ExpiredLink => "expired-link",
            Self::FormClosed => "form-closed",
            Self::TooLarge => "too-large",
            Self::UnsupportedMedia => "unsupported-media",
            Self::Invalid => "invalid",
            Self::TooMany => "too-many",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
        }
    }

    /// What happened, in a few words.
    pub fn title(self, lang: Lang) -> String {
        lang.say(match self {
            Self::BadRequest => "problem-bad-request",
            Self::Unauthorized => "problem-unauthorized",
            Self::Forbidden => "problem-forbidden",
            Self::NotFound => "problem-not-found",
            Self::UnknownLink => "problem-unknown-link",
            Self::MethodNotAllowed => "problem-method-not-allowed",
            Self::Conflict => "problem-conflict",
            Self::FormVersion => "problem-form-version",
            Self::ExpiredLink => "problem-expired-link",
            Self::FormClosed => "problem-form-closed",
            Self::TooLarge => "problem-too-large",
            Self::UnsupportedMedia => "problem-unsupported-media",
            Self::Invalid => "problem-invalid",
            Self::TooMany => "problem-too-many",
            Self::Internal => "problem-internal",
            Self::Unavailable => "problem-unavailable",
        })
    }

    /// The way out, in one or two sentences.
    pub fn advice(self, lang: Lang) -> String {
        lang.say(match self {
            Self::BadRequest => "problem-bad-request-advice",
            Self::Unauthorized => "problem-unauthorized-advice",
            Self::Forbidden => "problem-forbidden-advice",
            Self::NotFound => "problem-not-found-advice",
            Self::UnknownLink => "problem-unknown-link-advice",
            Self::MethodNotAllowed => "problem-method-not-allowed-advice",
            Self::Conflict => "problem-conflict-advice",
            Self::FormVersion => "problem-form-version-advice",
            Self::ExpiredLink => "problem-expired-link-advice",
            Self::FormClosed => "problem-form-closed-advice",
            Self::TooLarge => "problem-too-large-advice",
            Self::UnsupportedMedia => "problem-unsupported-media-advice",
            Self::Invalid => "problem-invalid-advice",
            Self::TooMany => "problem-too-many-advice",
            Self::Internal => "problem-internal-advice",
            Self::Unavailable => "problem-unavailable-advice",
        })
    }

    /// The kind that fits a bare status code.
    fn of_status(status: StatusCode) -> Self {
        Self::ALL
            .into_iter()
            .find(|kind| kind.status() == status)
            .unwrap_or(if status.is_server_error() {
                Self::Internal
            } else {
                Self::BadRequest
            })
    }
}

impl Problem {
    /// A problem of a kind, without further detail.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            detail: None,
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// With a sentence that says what exactly.
    #[must_use]
    pub fn because(mut self, detail: Text) -> Self {
        self.detail = Some(detail);
        self
    }

    /// With a field at fault.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>, message: Text) -> Self {
        self.errors.push(FieldFault {
            field: field.into(),
            message,
        });
        self
    }

    /// 400 with a sentence.
    pub fn bad_request(detail: Text) -> Self {
        Self::new(Kind::BadRequest).because(detail)
    }

    /// 401.
    pub fn unauthorized() -> Self {
        Self::new(Kind::Unauthorized)
    }

    /// 403.
    pub fn forbidden() -> Self {
        Self::new(Kind::Forbidden)
    }

    /// 404.
    pub fn not_found() -> Self {
        Self::new(Kind::NotFound)
    }

    /// 404 for a link that nobody was given.
    pub fn unknown_link() -> Self {
        Self::new(Kind::UnknownLink)
    }

    /// 410 for a link whose time is over.
    pub fn expired_link() -> Self {
        Self::new(Kind::ExpiredLink)
    }

    /// 410 for a form that takes no more answers.
    pub fn form_closed() -> Self {
        Self::new(Kind::FormClosed)
    }

    /// 409 for a sheet of another version of the form.
    pub fn form_version() -> Self {
        Self::new(Kind::FormVersion)
    }

    /// 409 with a sentence.
    pub fn conflict(detail: Text) -> Self {
        Self::new(Kind::Conflict).because(detail)
    }

    /// 422 with the fields at fault.
    pub fn invalid(errors: Vec<FieldFault>) -> Self {
        Self {
            errors,
            ..Self::new(Kind::Invalid)
        }
    }

    /// 422 for one field.
    pub fn invalid_field(field: impl Into<String>, message: Text) -> Self {
        Self::new(Kind::Invalid).at(field, message)
    }

    /// 413.
    pub fn too_large() -> Self {
        Self::new(Kind::TooLarge)
    }

    /// 415.
    pub fn unsupported_media() -> Self {
        Self::new(Kind::UnsupportedMedia)
    }

    /// 429; a new try makes sense after so many seconds.
    pub fn too_many(retry_after: u32) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(Kind::TooMany)
        }
    }

    /// 503; nothing was recorded, a new try makes sense in a moment.
    pub fn unavailable() -> Self {
        Self {
            retry_after: Some(5),
            ..Self::new(Kind::Unavailable)
        }
    }

    /// 500; the reason is in the log.
    pub fn internal() -> Self {
        Self::new(Kind::Internal)
    }

    /// The body as a program reads it.
    pub fn body(&self, lang: Lang) -> ProblemBody {
        let detail = self.detail.as_ref().map(|text| lang.text(text).to_owned());
        ProblemBody {
            r#type: format!("/docs#problem-{}", self.kind.slug()),
            title: self.kind.title(lang),
            status: self.kind.status().as_u16(),
            detail: detail.unwrap_or_else(|| self.kind.advice(lang)),
            instance: None,
            errors: self
                .errors
                .iter()
                .map(|fault| FieldFaultBody {
                    field: fault.field.clone(),
                    message: lang.text(&fault.message).to_owned(),
                })
                .collect(),
        }
    }

    fn reply(&self, lang: Lang, html: bool) -> HttpResponse {
        let mut reply = HttpResponse::build(self.kind.status());
        reply.insert_header((header::CACHE_CONTROL, "no-store"));
        reply.insert_header((header::CONTENT_LANGUAGE, lang.code()));
        if let Some(seconds) = self.retry_after {
            reply.insert_header((header::RETRY_AFTER, seconds));
        }
        if self.kind == Kind::Unauthorized {
            reply.insert_header((header::WWW_AUTHENTICATE, "Bearer realm=\"sipas\""));
        }
        let mut reply = if html {
            reply
                .content_type("text/html; charset=utf-8")
                .body(pages::problem::draw(self, lang))
        } else {
            let body = serde_json::to_vec(&self.body(lang)).unwrap_or_default();
            reply.content_type("application/problem+json").body(body)
        };
        reply.extensions_mut().insert(self.clone());
        reply
    }
}

/// The body of an error reply (RFC 9457).
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ProblemBody {
    /// Where the kind of problem is explained, relative to this service.
    pub r#type: String,
    /// What happened.
    pub title: String,
    /// The status code of the reply.
    pub status: u16,
    /// What exactly happened, and the way out.
    pub detail: String,
    /// Never set: an occurrence has no address, so that no log of ours leads to a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The fields at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldFaultBody>,
}

/// One field at fault.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct FieldFaultBody {
    /// Name of the field.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = self.body(Lang::find("en").unwrap_or(Lang::VI));
        write!(f, "{}: {}", body.title, body.detail)?;
        body.errors
            .iter()
            .try_for_each(|e| write!(f, " [{}: {}]", e.field, e.message))
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    /// Problem JSON in Vietnamese; [`in_the_visitors_words`] rewrites it for this visitor.
    fn error_response(&self) -> HttpResponse {
        self.reply(Lang::VI, false)
    }
}

/// The wrap (`middleware::from_fn`) that gives every fault the visitor's language and form: a page where
/// `Accept` prefers HTML, problem JSON otherwise. Bare error replies of the framework become problems too.
pub async fn in_the_visitors_words(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let lang = lang_of(request.query_string(), request.headers());
    let html = prefers_html(request.headers());
    let reply = next.call(request).await?.map_into_boxed_body();
    let status = reply.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return Ok(reply);
    }
    let known = reply.response().extensions().get::<Problem>().cloned();
    let own_page = known.is_none() && reply.headers().contains_key(header::CONTENT_LANGUAGE);
    if own_page {
        return Ok(reply);
    }
    let problem = known.unwrap_or_else(|| Problem::new(Kind::of_status(status)));
    let mut rewritten = problem.reply(lang, html);
    if let Some(allow) = reply.headers().get(header::ALLOW) {
        rewritten.headers_mut().insert(header::ALLOW, allow.clone());
    }
    let vary = HeaderValue::from_static("Accept, Accept-Language");
    rewritten.headers_mut().insert(header::VARY, vary);
    Ok(reply.into_response(rewritten))
}

/// The language of a request: `?lang=`, then `Accept-Language`, then Vietnamese.
pub fn lang_of(query: &str, headers: &HeaderMap) -> Lang {
    let asked = query.split('&').find_map(|pair| pair.strip_prefix("lang="));
    let liked = headers.get(header::ACCEPT_LANGUAGE);
    Lang::negotiate(asked, liked.and_then(|value| value.to_str().ok()))
}

/// Whether the visitor would rather read a page than JSON.
pub fn prefers_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    let weight = |kinds: [&str; 2]| {
        let parts = accept.unwrap_or_default().split(',');
        parts
            .filter_map(|part| {
                let (kind, rest) = part.split_once(';').unwrap_or((part, ""));
                let q = rest.trim().strip_prefix("q=").unwrap_or("1");
                kinds
                    .contains(&kind.trim())
                    .then(|| q.parse::<f32>().unwrap_or(0.0))
            })
            .fold(0.0, f32::max)
    };
    let html = weight(["text/html", "application/xhtml+xml"]);
    html > 0.0 && html >= weight(["application/json", "application/problem+json"])
}

/// Readers of bodies, queries and paths whose faults are problems, and that stop at [`LARGEST_BODY`].
pub fn readers(service: &mut web::ServiceConfig) {
    service
        .app_data(web::PayloadConfig::new(LARGEST_BODY))
        .app_data(
            web::JsonConfig::default()
                .limit(LARGEST_BODY)
                .error_handler(|error, _| Problem::from(error).into()),
        )
        .app_data(
            web::FormConfig::default()
                .limit(LARGEST_BODY)
                .error_handler(|error, _| Problem::from(error).into()),
        )
        .app_data(web::QueryConfig::default().error_handler(|error, _| Problem::from(error).into()))
        .app_data(web::PathConfig::default().error_handler(|_, _| Problem::not_found().into()));
}

/// An unreadable request; the field is the one that serde names between backticks.
fn unreadable(message: &str) -> Problem {
    let said = Text::new(
        format!("Không đọc được yêu cầu: {message}."),
        format!("The request cannot be read: {message}."),
    );
    match message.split('`').nth(1) {
        Some(field) => Problem::bad_request(said.clone()).at(field, said),
        None => Problem::bad_request(said),
    }
}

impl From<JsonPayloadError> for Problem {
    fn from(error: JsonPayloadError) -> Self {
        match error {
            JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => {
                Self::too_large()
            }
            JsonPayloadError::ContentType => Self::unsupported_media(),
            JsonPayloadError::Deserialize(error) => unreadable(&error.to_string()),
            _ => Self::new(Kind::BadRequest),
        }
    }
}

impl From<UrlencodedError> for Problem {
    fn from(error: UrlencodedError) -> Self {
        match error {
            UrlencodedError::Overflow { .. } => Self::too_large(),
            UrlencodedError::ContentType => Self::unsupported_media(),
            _ => Self::new(Kind::BadRequest),
        }
    }
}

impl From<QueryPayloadError> for Problem {
    fn from(error: QueryPayloadError) -> Self {
        match error {
            QueryPayloadError::Deserialize(error) => unreadable(&error.to_string()),
            _ => Self::new(Kind::BadRequest),
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::{App, http::Method};
    use serde_json::Value;

    use super::*;

    #[derive(serde::Deserialize)]
    struct Envelope {
        #[expect(dead_code, reason = "only its reading is tested")]
        token: String,
    }

    async fn read(_: web::Json<Envelope>) -> HttpResponse {
        HttpResponse::Ok().finish()
    }

    async fn ask(request: TestRequest) -> (StatusCode, HeaderMap, String) {
        let app = init_service(
            App::new()
                .wrap(from_fn(in_the_visitors_words))
                .configure(readers)
                .service(web::resource("/answers").route(web::post().to(read)))
                .route(
                    "/late",
                    web::get().to(async || Err::<HttpResponse, _>(Problem::expired_link())),
                )
                .route(
                    "/busy",
                    web::get().to(async || Err::<HttpResponse, _>(Problem::unavailable())),
                ),
        )
        .await;
        let reply = call_service(&app, request.to_request()).await;
        let (status, headers) = (reply.status(), reply.headers().clone());
        let body = String::from_utf8(read_body(reply).await.to_vec()).unwrap();
        (status, headers, body)
    }

    fn post(body: &'static str, kind: &str) -> TestRequest {
        TestRequest::default()
            .method(Method::POST)
            .uri("/answers")
            .insert_header(("content-type", kind.to_owned()))
            .set_payload(body)
    }

    #[actix_web::test]
    async fn unreadable_bodies_are_problems_that_name_the_field() {
        let (status, headers, body) = ask(post("{\"tokn\": 1}", "application/json")).await;
        assert_eq!(status, 400);
        assert_eq!(
            headers.get("content-type").unwrap(),
            "application/problem+json"
        );
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["errors"][0]["field"], "token");
        assert_eq!(body["type"], "/docs#problem-bad-request");
        assert_eq!(body["status"], 400);

        assert_eq!(ask(post("a=b", "text/plain")).await.0, 415);
        let large: &'static str = "x".repeat(LARGEST_BODY + 1).leak();
        assert_eq!(ask(post(large, "application/json")).await.0, 413);
    }

    #[actix_web::test]
    async fn wrong_methods_and_unknown_addresses_are_problems_too() {
        let (status, headers, body) = ask(TestRequest::get().uri("/answers")).await;
        assert_eq!(status, 405);
        assert_eq!(
            headers.get("content-type").unwrap(),
            "application/problem+json"
        );
        assert!(body.contains("\"status\":405"));
        assert_eq!(ask(TestRequest::get().uri("/nowhere")).await.0, 404);
    }

    #[actix_web::test]
    async fn people_get_a_page_in_their_language_and_programs_get_json() {
        let browser = || {
            TestRequest::get()
                .uri("/late")
                .insert_header(("accept", "text/html,application/xhtml+xml,*/*;q=0.8"))
        };
        let (status, headers, body) = ask(browser()).await;
        assert_eq!(status, 410);
        assert_eq!(headers.get("content-language").unwrap(), "vi");
        assert!(body.starts_with("<!DOCTYPE html>") && body.contains("lang=\"vi\""));
        let (_, _, body) = ask(browser().insert_header(("accept-language", "en"))).await;
        assert!(body.contains("lang=\"en\""));
        let (_, _, body) = ask(TestRequest::get().uri("/late")).await;
        assert!(body.starts_with('{'), "{body}");
    }

    #[actix_web::test]
    async fn busy_says_when_to_come_back_and_is_never_kept() {
        let (status, headers, _) = ask(TestRequest::get().uri("/busy")).await;
        assert_eq!(status, 503);
        assert_eq!(headers.get("retry-after").unwrap(), "5");
        assert_eq!(headers.get("cache-control").unwrap(), "no-store");
    }

    #[test]
    fn every_kind_has_its_own_type_and_words() {
        for lang in Lang::all() {
            let titles: std::collections::BTreeSet<_> =
                Kind::ALL.iter().map(|k| k.title(lang)).collect();
            assert_eq!(titles.len(), Kind::ALL.len());
        }
        let slugs: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|k| k.slug()).collect();
        assert_eq!(slugs.len(), Kind::ALL.len());
    }
}
