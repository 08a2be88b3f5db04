//! Browsers that signed in to an account before: whoever guesses at the account elsewhere does not make its owner wait here.
//!
//! After a whole sign-in the browser gets a cookie that says so (OWASP, “Device Cookies”): random bytes and the moment, sealed
//! to the account with the key of the staff room. It holds nothing about a person or a machine, nothing of it is stored, and
//! it lets nobody in: a try that brings it is counted for this cookie alone, so that one that was stolen has a few tries and
//! then waits like any other. Each sign-in gives a fresh one; what a thief does with the old one stays with the old one.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::web::Data;
use data_encoding::BASE64URL_NOPAD;
use rand::RngExt as _;

use super::access::over_https;
use super::one_time::{open, seal};
use super::throttle::Counted;
use crate::house::{House, HouseError};
use crate::web::Door;
use crate::web::guard::{Guard, Limits};
use crate::web::problem::Problem;

/// Seconds for which a browser stays known: half a year.
const LONGEST: i64 = 180 * 24 * 3600;
/// Accounts that one browser is known to, the latest first: a desk that colleagues share.
const ACCOUNTS: usize = 4;
/// Letters of one of them: a nonce, a tag and what is sealed, as base64url.
const LETTERS: usize = (24 + 16 + SEALED).div_ceil(3) * 4;
/// What is sealed: random bytes, and the moment in seconds since 1970 UTC.
const SEALED: usize = 16 + 8;

/// Whom a try for an account counts for: the browser where the account knows it, else the account and the source.
pub async fn counted(
    request: &HttpRequest,
    door: &Data<Door>,
    limits: &Limits,
    guard: &Guard,
    username: &str,
) -> Result<Vec<Counted>, Problem> {
    let elsewhere = || vec![limits.account(username), guard.counted()];
    let marks = brought(request, door.store());
    if marks.is_empty() {
        return Ok(elsewhere());
    }
    let name = username.to_owned();
    let known = door.run(move |house| known(house, &name, &marks)).await?;
    Ok(known.map_or_else(elsewhere, |random| vec![limits.device(&random)]))
}

/// The cookie of a browser in which somebody has just signed in, both factors shown.
pub async fn remember(
    request: &HttpRequest,
    door: &Data<Door>,
    username: &str,
) -> Result<Cookie<'static>, Problem> {
    let (name, marks) = (username.to_owned(), brought(request, door.store()));
    door.run(move |house| {
        let mut kept = vec![mark(house, &name)?];
        for old in marks {
            if read(house, &name, &old)?.is_none() {
                kept.push(old);
            }
        }
        kept.truncate(ACCOUNTS);
        let https = over_https(house);
        let cookie = Cookie::build(cookie_name(https), kept.join("."))
            .path("/")
            .http_only(true)
            .secure(https)
            .same_site(SameSite::Strict)
            .max_age(actix_web::cookie::time::Duration::seconds(LONGEST));
        Ok::<_, HouseError>(cookie.finish())
    })
    .await
}

fn cookie_name(https: bool) -> &'static str {
    if https {
        "__Host-sipas-device"
    } else {
        "sipas-device"
    }
}

/// What the cookie of a request holds, an entry an account; of what does not look like ours nothing.
fn brought(request: &HttpRequest, house: &House) -> Vec<String> {
    let Some(cookie) = request.cookie(cookie_name(over_https(house))) else {
        return Vec::new();
    };
    let marks = cookie.value().split('.').take(ACCOUNTS);
    let marks = marks.filter(|mark| (LETTERS - 3..=LETTERS).contains(&mark.len()));
    marks.map(str::to_owned).collect()
}

/// The random bytes of the entry of this account, if there is one.
fn known(house: &House, username: &str, marks: &[String]) -> Result<Option<[u8; 16]>, HouseError> {
    for mark in marks {
        if let Some((random, begun)) = read(house, username, mark)?
            && (0..LONGEST).contains(&(house.clock.now().timestamp() - begun))
        {
            return Ok(Some(random));
        }
    }
    Ok(None)
}

fn mark(house: &House, username: &str) -> Result<String, HouseError> {
    let random: [u8; 16] = rand::rng().random();
    let now = house.clock.now().timestamp().to_be_bytes();
    let sealed = seal(house, &purpose(username), &[&random[..], &now].concat())?;
    Ok(BASE64URL_NOPAD.encode(&sealed))
}

/// An entry that was made for this account; `None` for any other.
fn read(house: &House, username: &str, mark: &str) -> Result<Option<([u8; 16], i64)>, HouseError> {
    let Ok(sealed) = BASE64URL_NOPAD.decode(mark.as_bytes()) else {
        return Ok(None);
    };
    let opened = open(house, &purpose(username), &sealed)?;
    Ok(opened.and_then(|bytes| {
        let (random, begun) = bytes.split_first_chunk::<16>()?;
        Some((*random, i64::from_be_bytes(begun.try_into().ok()?)))
    }))
}

/// Binds an entry to its purpose and its account; no name holds the zero, so that it is the purpose of nothing else.
fn purpose(username: &str) -> Vec<u8> {
    [b"device\0", username.as_bytes()].concat()
}
