//! The threshold of the staff room: every request to it passes here, and only here is looked at cookies and forms.
//!
//! Nobody signed in: a page leads to the sign-in and back; a form is carried along, so that nothing typed is lost. A form
//! must come from a page of ours and bring the token of its own sign-in.

use std::fmt::Write as _;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Query};
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError as _};

use super::access::{Found, closed, door, lacks_second_factor, look_up};
use super::confirm::ways;
use super::turn::see;
use super::{sessions, single_sign_on};
use crate::store::Session;
use crate::web::pages::send_private;
use crate::web::pages::staff::confirm::{self, Asked};
use crate::web::pages::staff::sign_in::{self as pages, Ask, Refusal};
use crate::web::problem::{LARGEST_BODY, Problem, lang_of};

/// Addresses that are there for whoever is not signed in yet.
const OPEN: [&str; 4] = [
    "/staff/sign-in",
    "/staff/sso",
    "/staff/sso/back",
    "/staff/sso/out",
];
/// Addresses for whoever still has to show a second factor.
const HALF_OPEN: [&str; 3] = [
    "/staff/second-factor",
    "/staff/second-factor/new",
    "/staff/sign-out",
];

/// Seconds for which who somebody is counts as just shown.
const FRESH: i64 = 10 * 60;

/// Whether who it is must have been shown a moment ago: for whatever opens a way in, to this account or another.
fn is_sensitive(path: &str, sends: bool, session: &Session) -> bool {
    match path {
        "/staff/second-factor/new" => session.account.second_factor,
        "/staff/sso/link" | "/staff/sso/unlink" => true,
        _ => sends && (path == "/staff/accounts" || path.starts_with("/staff/accounts/")),
    }
}

/// The wrap of the staff room.
pub async fn guard(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match stopped(&mut request).await {
        Ok(None) => Ok(next.call(request).await?.map_into_boxed_body()),
        Ok(Some(reply)) => Ok(request.into_response(reply)),
        Err(problem) => Ok(request.error_response(problem)),
    }
}

/// What somebody is told who may not pass yet; `None` lets the request through.
async fn stopped(request: &mut ServiceRequest) -> Result<Option<HttpResponse>, Problem> {
    let sends = !request.method().is_safe();
    let door = door(request.request())?;
    let public_url = door.store().settings.public_url();
    if sends && !sessions::is_own(request.headers(), &public_url) {
        return Err(Problem::forbidden());
    }
    let token = sessions::token(request.request());
    let session = look_up(&door, token).await?;
    // As the routes read it: “%61ccounts” leads where “accounts” does.
    let path = request.match_info().as_str().to_owned();
    request.extensions_mut().insert(Found(session.clone()));
    if OPEN.contains(&path.as_str()) {
        return Ok(None);
    }
    let body = if sends {
        read(request).await?
    } else {
        Bytes::new()
    };
    let Some(session) = session else {
        return Ok(Some(ask_to_sign_in(request, &body)));
    };
    if session.account.disabled {
        let mut reply = closed().error_response();
        let _ = reply.add_cookie(&sessions::gone(door.store()));
        return Ok(Some(reply));
    }
    let half_open = HALF_OPEN.contains(&path.as_str());
    if lacks_second_factor(&session, door.store().simulated) && !half_open {
        let to = format!("/staff/second-factor?next={}", encoded(&here(request)));
        return Ok(Some(see(&to)));
    }
    if sends && !brings_token(&body, &session) {
        return Ok(Some(ask_to_send_again(request, &body, &session)));
    }
    let now = door.store().clock.now().timestamp();
    if is_sensitive(&path, sends, &session) && now - session.confirmed > FRESH {
        let lang = lang_of(request.query_string(), request.headers()).of_staff();
        let next = here(request);
        let asked = Asked {
            session: &session,
            next: &next,
            carried: &carried(&body),
            ways: ways(request.request(), &door, &session).await?,
        };
        let page = confirm::draw(lang, &asked, None);
        return Ok(Some(send_private(StatusCode::OK, lang, page)));
    }
    if sends {
        request.set_payload(Payload::from(body));
    }
    Ok(None)
}

/// The body of a form, at most as large as any.
async fn read(request: &mut ServiceRequest) -> Result<Bytes, Problem> {
    let body = request.extract::<Bytes>().await;
    body.map_err(|_| Problem::too_large())
}

/// The fields of a form body.
pub fn fields(body: &str) -> Vec<(String, String)> {
    let read = Query::<Vec<(String, String)>>::from_query(body);
    read.map(Query::into_inner).unwrap_or_default()
}

fn brings_token(body: &Bytes, session: &Session) -> bool {
    let body = std::str::from_utf8(body).unwrap_or_default();
    let brought = fields(body).into_iter().find(|(name, _)| name == "csrf");
    brought.is_some_and(|(_, token)| same(token.as_bytes(), session.csrf.as_bytes()))
}

/// Equal, in a time that does not tell where they differ.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// Where the request wants to go, with its query.
fn here(request: &ServiceRequest) -> String {
    match request.query_string() {
        "" => request.path().to_owned(),
        query => format!("{}?{query}", request.path()),
    }
}

fn ask_to_sign_in(request: &ServiceRequest, body: &Bytes) -> HttpResponse {
    let lang = lang_of(request.query_string(), request.headers()).of_staff();
    let next = here(request);
    if request.method().is_safe() {
        let mut asked = request.query_string().split('&');
        let lang = asked.find(|part| part.starts_with("lang="));
        let lang = lang.map_or_else(String::new, |lang| format!("&{lang}"));
        let to = match request.path() {
            "/staff" if request.query_string().is_empty() => "/staff/sign-in".to_owned(),
            _ => format!("/staff/sign-in?next={}{lang}", encoded(&next)),
        };
        return see(&to);
    }
    if request.path() == "/staff/sign-out" {
        return see("/staff/sign-in");
    }
    let carried = carried(body);
    let sign_on = single_sign_on::button(request.request(), lang);
    let ask = Ask {
        name: "",
        next: &next,
        carried: &carried,
        refusal: Some(Refusal::Expired),
        sign_on: sign_on.as_deref(),
    };
    send_private(StatusCode::UNAUTHORIZED, lang, pages::ask(lang, &ask))
}

fn ask_to_send_again(request: &ServiceRequest, body: &Bytes, session: &Session) -> HttpResponse {
    let lang = lang_of(request.query_string(), request.headers()).of_staff();
    let page = pages::send_again(lang, &here(request), fields(&carried(body)), &session.csrf);
    send_private(StatusCode::FORBIDDEN, lang, page)
}

/// What was typed, without tokens, passwords, codes and keys.
fn carried(body: &Bytes) -> String {
    let body = std::str::from_utf8(body).unwrap_or_default();
    let secret = |name: &str| name.contains("password") || ["csrf", "code", "key"].contains(&name);
    let kept = fields(body).into_iter().filter(|(name, _)| !secret(name));
    let pairs = kept.map(|(name, value)| format!("{}={}", encoded(&name), encoded(&value)));
    let text = pairs.collect::<Vec<_>>().join("&");
    // It travels inside another form, which has the same limit.
    if text.len() < LARGEST_BODY / 2 {
        text
    } else {
        String::new()
    }
}

/// A text as a part of a query.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}"); // into a text: cannot fail
        }
    }
    out
}

/// A path of the staff room; never another host.
pub fn local_path(next: Option<&str>) -> String {
    match next {
        Some(path)
            if (path == "/staff" || path.starts_with("/staff/") || path.starts_with("/staff?"))
                && !path.contains("//")
                && !path.contains(|c: char| c == '\\' || c.is_control()) =>
        {
            path.to_owned()
        }
        _ => "/staff".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_carried_without_its_secrets() {
        let body = Bytes::from_static(
            b"csrf=abc&reason=Sai+s%E1%BB%91+li%E1%BB%87u+%26+t%C3%AAn&new_password=x&code=123456&key=00ff&place=33",
        );
        let text = carried(&body);
        let reason = ("reason".to_owned(), "Sai số liệu & tên".to_owned());
        assert_eq!(
            fields(&text),
            [reason, ("place".to_owned(), "33".to_owned())]
        );
    }

    #[test]
    fn nobody_is_led_to_another_house() {
        for elsewhere in [
            "//evil.example",
            "https://evil.example",
            "/staff//x",
            "/staffx",
            "/staff\\x",
            "",
            "/",
        ] {
            assert_eq!(local_path(Some(elsewhere)), "/staff", "{elsewhere}");
        }
        assert_eq!(local_path(Some("/staff/audit?day=1")), "/staff/audit?day=1");
    }
}
