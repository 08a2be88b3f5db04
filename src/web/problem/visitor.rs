//! The visitor's language, and whether a page or JSON is wanted.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpRequest};

use super::fault::Problem;
use super::kind::Kind;
use crate::web::words::Lang;

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
    // A player that asked for bytes which are not there reads the length and no words.
    let of_bytes = reply.headers().contains_key(header::CONTENT_RANGE);
    if own_page || of_bytes {
        return Ok(reply);
    }
    let problem = known.unwrap_or_else(|| Problem::new(Kind::of_status(status)));
    let mut rewritten = problem.reply(lang, html);
    if let Some(allow) = reply.headers().get(header::ALLOW) {
        rewritten.headers_mut().insert(header::ALLOW, allow.clone());
    }
    for cookie in reply.headers().get_all(header::SET_COOKIE) {
        rewritten
            .headers_mut()
            .append(header::SET_COOKIE, cookie.clone());
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

impl FromRequest for Lang {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let lang = lang_of(request.query_string(), request.headers());
        let staff = request.path() == "/staff" || request.path().starts_with("/staff/");
        ready(Ok(if staff { lang.of_staff() } else { lang }))
    }
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
