//! Signing in with name and password, and signing out.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{Data, Form, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::json;
use validator::Validate;

use super::access::{Visitor, lacks_second_factor};
use super::threshold::local_path;
use super::{devices, passwords, second_factor, sessions, single_sign_on};
use crate::house::HouseError;
use crate::store::Action;
use crate::web::Door;
use crate::web::guard::{Guard, Limits};
use crate::web::pages::send_private;
use crate::web::pages::staff::sign_in::{self as pages, Ask, Refusal};
use crate::web::problem::{Problem, lang_of};
use crate::web::words::Lang;

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    next: Option<String>,
}

/// What the sign-in page sends.
#[derive(Deserialize, Validate)]
pub struct SignIn {
    #[validate(length(max = 64))]
    name: String,
    #[validate(length(max = 1024))]
    password: String,
    #[validate(length(max = 200))]
    #[serde(default)]
    device: String,
    next: Option<String>,
    #[serde(default)]
    carried: String,
}

/// `GET /staff/sign-in`
pub async fn ask(request: HttpRequest, wanted: Query<Wanted>) -> HttpResponse {
    let lang = lang_of(request.query_string(), request.headers()).of_staff();
    let next = local_path(wanted.next.as_deref());
    let sign_on = single_sign_on::button(&request, lang);
    let ask = Ask {
        sign_on: sign_on.as_deref(),
        ..Ask::to(&next)
    };
    send_private(StatusCode::OK, lang, pages::ask(lang, &ask))
}

/// `POST /staff/sign-in`
pub async fn take(
    request: HttpRequest,
    door: Data<Door>,
    limits: Data<Limits>,
    guard: Guard,
    body: Form<SignIn>,
) -> Result<HttpResponse, Problem> {
    let lang = lang_of(request.query_string(), request.headers()).of_staff();
    let body = body.into_inner();
    let next = local_path(body.next.as_deref());
    let sign_on = single_sign_on::button(&request, lang);
    let refuse = |status, refusal| {
        let ask = Ask {
            name: &body.name,
            next: &next,
            carried: &body.carried,
            refusal: Some(refusal),
            sign_on: sign_on.as_deref(),
        };
        Ok(send_private(status, lang, pages::ask(lang, &ask)))
    };
    // PostgreSQL holds no NUL, and no name has one.
    if body.validate().is_err() || body.name.contains(char::is_control) {
        return refuse(StatusCode::UNAUTHORIZED, Refusal::Wrong);
    }
    let counted = devices::counted(&request, &door, &limits, &guard, &body.name).await?;
    let now = door.store().clock.now().timestamp();
    if let Err(wait) = limits.tries.begin(&counted, now) {
        return refuse(StatusCode::TOO_MANY_REQUESTS, Refusal::Wait(wait));
    }
    let (name, password, device) = (
        body.name.clone(),
        body.password.clone(),
        body.device.clone(),
    );
    let before = sessions::token(&request);
    let begun = door
        .run(move |house| {
            if !passwords::check(house, &name, &password)? {
                let known = house.store.account(&name)?.map(|account| account.username);
                let object = known.as_deref().unwrap_or("unknown account");
                house.log(
                    object,
                    Action::SignInRefused,
                    object,
                    json!({ "with": "password" }),
                )?;
                return Ok::<_, HouseError>(None);
            }
            let cookie = sessions::begin(house, &name, &device, false, before.as_deref())?;
            house.log(
                &name,
                Action::SignedIn,
                &name,
                json!({ "with": "password" }),
            )?;
            let session = sessions::find(house, cookie.value())?;
            Ok(session.map(|session| (cookie, session)))
        })
        .await?;
    let Some((cookie, session)) = begun else {
        tracing::warn!("a sign-in was refused");
        return refuse(StatusCode::UNAUTHORIZED, Refusal::Wrong);
    };
    let half = lacks_second_factor(&session, door.store().simulated);
    if !half {
        // Only then: whoever knows the password alone would get five more codes with each sign-in.
        limits.tries.succeeded(&counted);
    }
    let known = if half {
        None
    } else {
        Some(devices::remember(&request, &door, &body.name).await?)
    };
    let mut reply = if half && !body.carried.is_empty() {
        second_factor::page(door, lang, session, next, body.carried).await?
    } else {
        second_factor::go_on(lang, &next, &body.carried, &session)
    };
    let _ = reply.add_cookie(&cookie);
    if let Some(known) = known {
        let _ = reply.add_cookie(&known);
    }
    Ok(reply)
}

/// `POST /staff/sign-out`
pub async fn leave(
    visitor: Visitor,
    request: HttpRequest,
    door: Data<Door>,
) -> Result<HttpResponse, Problem> {
    let token = sessions::token(&request).unwrap_or_default();
    let account = visitor.0.map(|session| session.account);
    let linked = account.as_ref().is_some_and(|own| !own.subject.is_empty());
    let name = account.map(|account| account.username);
    let to = match single_sign_on::button(&request, Lang::VI) {
        Some(_) if linked => "/staff/sso/out",
        _ => "/staff/sign-in",
    };
    let gone = door
        .run(move |house| {
            sessions::end(house, &token)?;
            if let Some(name) = &name {
                house.log(name, Action::SignedOut, name, json!({}))?;
            }
            Ok::<_, HouseError>(sessions::gone(house))
        })
        .await?;
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        // Not “storage”: a sheet that waits there for a network is not ours to throw away. Not “cookies”: this browser stays
        // known, or strangers who guess could make its owner wait.
        .insert_header(("Clear-Site-Data", "\"cache\""))
        .cookie(gone)
        .finish())
}
