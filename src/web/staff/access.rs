//! Who may read reports and who may invite: said in the signature of a handler.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use data_encoding::BASE64URL_NOPAD;
use rand::RngExt as _;
use sha2::{Digest as _, Sha256};

use super::api_keys;
use crate::house::{House, HouseError};
use crate::store::Session;
use crate::web::Door;
use crate::web::problem::Problem;

/// Seconds a session lasts.
const SESSION_SECONDS: i64 = 10 * 3600;

/// Somebody who may read reports: the signed-in administrator, or an API key with the scope `read`.
pub struct Reader;

/// Somebody who may make invitations: an API key with the scope `invite`.
pub struct Inviter;

/// The signed-in administrator.
pub struct Administrator(pub Session);

/// The administrator if signed in.
pub struct Visitor(pub Option<Session>);

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

impl FromRequest for Reader {
    type Error = Problem;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (door, key, token) = (door(request), bearer(request), cookie(request));
        Box::pin(async move {
            let allowed = door?
                .run(move |house| may_read(house, key.as_deref(), token.as_deref()))
                .await?;
            if allowed {
                Ok(Self)
            } else {
                Err(Problem::unauthorized())
            }
        })
    }
}

impl FromRequest for Inviter {
    type Error = Problem;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (door, key) = (door(request), bearer(request));
        Box::pin(async move {
            let Some(key) = key else {
                return Err(Problem::unauthorized());
            };
            match door?
                .run(move |house| api_keys::find(house, &key, api_keys::INVITE))
                .await?
            {
                Some(_) => Ok(Self),
                None => Err(Problem::unauthorized()),
            }
        })
    }
}

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (door, token) = (door(request), cookie(request));
        Box::pin(async move {
            let Some(token) = token else {
                return Ok(Self(None));
            };
            Ok(Self(door?.run(move |house| session(house, &token)).await?))
        })
    }
}

impl FromRequest for Administrator {
    type Error = Problem;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visitor = Visitor::from_request(request, payload);
        Box::pin(async move { visitor.await?.0.map(Self).ok_or_else(Problem::unauthorized) })
    }
}

fn door(request: &HttpRequest) -> Result<Data<Door>, Problem> {
    request
        .app_data::<Data<Door>>()
        .cloned()
        .ok_or_else(Problem::internal)
}

/// The text of an API key, from `Authorization: Bearer …` or `X-API-Key: …`.
fn bearer(request: &HttpRequest) -> Option<String> {
    let text = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let bearer =
        text(header::AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Bearer "));
    bearer
        .or_else(|| text("X-API-Key"))
        .map(|key| key.trim().to_owned())
}

/// `__Host-` cookies exist over https only; the demo speaks http on the loopback address.
fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-sipas" } else { "sipas" }
}

fn cookie(request: &HttpRequest) -> Option<String> {
    [true, false]
        .into_iter()
        .find_map(|https| request.cookie(cookie_name(https)))
        .map(|cookie| cookie.value().to_owned())
}

fn may_read(
    house: &Arc<House>,
    key: Option<&str>,
    token: Option<&str>,
) -> Result<bool, HouseError> {
    if let Some(key) = key {
        return Ok(api_keys::find(house, key, api_keys::READ)?.is_some());
    }
    Ok(match token {
        Some(token) => session(house, token)?.is_some(),
        None => false,
    })
}

fn session(house: &House, token: &str) -> Result<Option<Session>, HouseError> {
    Ok(house
        .store
        .session(&hash(token), house.clock.now().timestamp())?)
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Begins a session and returns its cookie; only a hash of it is stored.
pub fn begin(house: &House, username: &str, https: bool) -> Result<Cookie<'static>, HouseError> {
    let mut random = rand::rng();
    let (token, csrf): ([u8; 32], [u8; 16]) = (random.random(), random.random());
    let (token, csrf) = (
        BASE64URL_NOPAD.encode(&token),
        BASE64URL_NOPAD.encode(&csrf),
    );
    let now = house.clock.now().timestamp();
    let new = Session {
        username: username.to_owned(),
        csrf,
        expires: now + SESSION_SECONDS,
    };
    house.store.begin_session(&hash(&token), &new, now)?;
    Ok(Cookie::build(cookie_name(https), token)
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Strict)
        .max_age(actix_web::cookie::time::Duration::seconds(SESSION_SECONDS))
        .finish())
}

/// Ends the session of a request and returns the cookie that removes it.
pub fn end(house: &House, token: &str, https: bool) -> Result<Cookie<'static>, HouseError> {
    house.store.end_session(&hash(token))?;
    let mut gone = Cookie::build(cookie_name(https), "")
        .path("/")
        .secure(https)
        .finish();
    gone.make_removal();
    Ok(gone)
}

/// The session token a request carries.
pub fn token(request: &HttpRequest) -> Option<String> {
    cookie(request)
}
