//! Sign-ins: the cookie that stands for one, and whether a request comes from a page of ours.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::HeaderMap;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use rand::RngExt as _;
use sha2::{Digest as _, Sha256};

use super::access::{door, over_https};
use crate::house::{House, HouseError};
use crate::store::{NewSession, Session};

/// Seconds a browser keeps the cookie; the service ends a sign-in earlier when nobody uses it.
const LONGEST: i64 = 10 * 3600;
/// Longest name of a device, in characters.
const LONGEST_DEVICE: usize = 40;

fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-sipas" } else { "sipas" }
}

/// What the cookie of a request holds. Over https only the name counts that no neighbouring host can plant.
pub fn token(request: &HttpRequest) -> Option<String> {
    let https = door(request).is_ok_and(|door| over_https(door.store()));
    let cookie = request.cookie(cookie_name(https))?;
    Some(cookie.value().to_owned())
}

/// The sign-in of a cookie, while it lasts.
pub fn find(house: &House, token: &str) -> Result<Option<Session>, HouseError> {
    let now = house.clock.now().timestamp();
    Ok(house.store.session(&hash(token), now)?)
}

/// Begins a sign-in and returns its cookie; only a hash of it is stored. The one it takes the place of ends.
pub fn begin(
    house: &House,
    username: &str,
    device: &str,
    second: bool,
    instead_of: Option<&str>,
) -> Result<Cookie<'static>, HouseError> {
    let mut random = rand::rng();
    let (token, csrf, id): ([u8; 32], [u8; 16], [u8; 8]) =
        (random.random(), random.random(), random.random());
    let token = BASE64URL_NOPAD.encode(&token);
    let device: String = device.trim().chars().take(LONGEST_DEVICE).collect();
    let new = NewSession {
        id: &HEXLOWER.encode(&id),
        username,
        csrf: &BASE64URL_NOPAD.encode(&csrf),
        device: &device,
        second,
    };
    let now = house.clock.now().timestamp();
    house.store.begin_session(&hash(&token), &new, now)?;
    if let Some(old) = instead_of {
        house.store.end_session(&hash(old))?;
    }
    let https = over_https(house);
    Ok(Cookie::build(cookie_name(https), token)
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Strict)
        .max_age(actix_web::cookie::time::Duration::seconds(LONGEST))
        .finish())
}

/// Ends the sign-in of a cookie.
pub fn end(house: &House, token: &str) -> Result<(), HouseError> {
    Ok(house.store.end_session(&hash(token))?)
}

/// The cookie that removes the one of a sign-in.
pub fn gone(house: &House) -> Cookie<'static> {
    let https = over_https(house);
    let mut gone = Cookie::build(cookie_name(https), "")
        .path("/")
        .secure(https)
        .finish();
    gone.make_removal();
    gone
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Whether a form was sent by a page of ours: the browser says so, or the Origin is our own exactly, scheme and port
/// included. Ours is the public address, and the host of the request under the scheme of the public address, for a proxy may
/// hand on either. Our pages send no referrer, so that browsers write “null” for their Origin; then only their own word counts.
pub fn is_own(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text("sec-fetch-site");
    let host = text("host").unwrap_or_default();
    let (scheme, rest) = public_url.split_once("://").unwrap_or_default();
    let public = rest.split('/').next().unwrap_or_default();
    let origin = text("origin").is_none_or(|origin| match origin.split_once("://") {
        Some((named, there)) => named == scheme && (there == host || there == public),
        None => origin == "null" && site == Some("same-origin"),
    });
    origin && site.is_none_or(|site| matches!(site, "same-origin" | "none"))
}
