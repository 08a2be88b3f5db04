//! The second factor: asking for it, setting it up, and the recovery codes.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Form, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::json;

use super::access::Visitor;
use super::one_time::{Shared, hash_recovery, recovery_codes};
use super::threshold::{fields, local_path};
use super::turn::see;
use super::{devices, sessions};
use crate::house::{House, HouseError};
use crate::store::{Action, Session};
use crate::web::Door;
use crate::web::guard::{Guard, Limits};
use crate::web::pages::send_private;
use crate::web::pages::staff::second_factor::{self as pages, Asked, SetUp};
use crate::web::pages::staff::sign_in as sign_in_pages;
use crate::web::problem::{Problem, lang_of};
use crate::web::words::Lang;

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    next: Option<String>,
}

/// What both pages send.
#[derive(Deserialize)]
pub struct Given {
    code: String,
    /// The sealed secret that is being set up.
    #[serde(default)]
    secret: String,
    next: Option<String>,
    #[serde(default)]
    carried: String,
}

/// What a code was.
enum Shown {
    Code,
    Recovery,
    Nothing,
}

/// `GET /staff/second-factor`
pub async fn ask(
    visitor: Visitor,
    lang: Lang,
    door: Data<Door>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let session = visitor.0.ok_or_else(Problem::unauthorized)?;
    let next = local_path(wanted.next.as_deref());
    page(door, lang, session, next, String::new()).await
}

/// The page that stands between the password and the staff room: a code, or setting codes up.
pub(super) async fn page(
    door: Data<Door>,
    lang: Lang,
    session: Session,
    next: String,
    carried: String,
) -> Result<HttpResponse, Problem> {
    let html = door
        .run(move |house| {
            let asked = Asked {
                csrf: &session.csrf,
                next: &next,
                carried: &carried,
                refusal: None,
            };
            if session.account.second_factor {
                return Ok::<_, HouseError>(pages::ask(lang, &asked));
            }
            set_up(house, lang, &session, &asked, None)
        })
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

/// The page that sets codes up, with a fresh secret or the one that is being set up.
fn set_up(
    house: &House,
    lang: Lang,
    session: &Session,
    asked: &Asked<'_>,
    secret: Option<Shared>,
) -> Result<String, HouseError> {
    let username = &session.account.username;
    let secret = secret.unwrap_or_else(Shared::generate);
    let set_up = SetUp {
        address: &secret.address(username),
        typed: &secret.typed(),
        sealed: &secret.seal_as_text(house, username)?,
    };
    Ok(pages::set_up(lang, asked, &set_up))
}

/// `POST /staff/second-factor`
pub async fn take(
    visitor: Visitor,
    request: HttpRequest,
    door: Data<Door>,
    limits: Data<Limits>,
    guard: Guard,
    given: Form<Given>,
) -> Result<HttpResponse, Problem> {
    let lang = lang_of(request.query_string(), request.headers()).of_staff();
    let session = visitor.0.ok_or_else(Problem::unauthorized)?;
    let given = given.into_inner();
    let next = local_path(given.next.as_deref());
    let refuse = |status, refusal| {
        let asked = Asked {
            csrf: &session.csrf,
            next: &next,
            carried: &given.carried,
            refusal: Some(refusal),
        };
        Ok(send_private(status, lang, pages::ask(lang, &asked)))
    };
    let name = &session.account.username;
    let counted = devices::counted(&request, &door, &limits, &guard, name).await?;
    let now = door.store().clock.now().timestamp();
    if let Err(wait) = limits.tries.begin(&counted, now) {
        return refuse(StatusCode::TOO_MANY_REQUESTS, pages::Refusal::Wait(wait));
    }
    let (own, code) = (session.clone(), given.code.clone());
    let token = sessions::token(&request);
    let begun = door
        .run(move |house| {
            let name = &own.account.username;
            let with = match shown(house, name, &code, now)? {
                Shown::Nothing => {
                    let what = json!({ "with": "second factor" });
                    house.log(name, Action::SignInRefused, name, what)?;
                    return Ok::<_, HouseError>(None);
                }
                Shown::Code => "one-time password",
                Shown::Recovery => {
                    let left = house.store.recovery_codes(name)?;
                    house.log(
                        name,
                        Action::RecoveryCodeUsed,
                        name,
                        json!({ "left": left }),
                    )?;
                    "recovery code"
                }
            };
            let cookie = sessions::begin(house, name, &own.device, true, token.as_deref())?;
            house.log(name, Action::SignedIn, name, json!({ "with": with }))?;
            let session = sessions::find(house, cookie.value())?;
            Ok(session.map(|session| (cookie, session)))
        })
        .await?;
    let Some((cookie, begun)) = begun else {
        return refuse(StatusCode::UNAUTHORIZED, pages::Refusal::Wrong);
    };
    limits.tries.succeeded(&counted);
    let known = devices::remember(&request, &door, &begun.account.username).await?;
    let mut reply = go_on(lang, &next, &given.carried, &begun);
    let _ = reply.add_cookie(&cookie);
    let _ = reply.add_cookie(&known);
    Ok(reply)
}

/// Back to where one was going, or to the form that was being sent.
pub(super) fn go_on(lang: Lang, next: &str, carried: &str, session: &Session) -> HttpResponse {
    if carried.is_empty() {
        return see(next);
    }
    let page = sign_in_pages::send_again(lang, next, fields(carried), &session.csrf);
    send_private(StatusCode::OK, lang, page)
}

/// Uses up a code of the app, or a recovery code.
fn shown(house: &House, username: &str, code: &str, now: i64) -> Result<Shown, HouseError> {
    let sealed = house.store.second_factor(username)?;
    let secret = Shared::open(house, username, &sealed)?;
    if let Some(step) = secret.and_then(|secret| secret.step_of(code, now)) {
        let unused = house.store.use_step(username, step)?;
        return Ok(if unused { Shown::Code } else { Shown::Nothing });
    }
    let known = house
        .store
        .use_recovery_code(username, &hash_recovery(code))?;
    Ok(if known {
        Shown::Recovery
    } else {
        Shown::Nothing
    })
}

/// `GET /staff/second-factor/new`
pub async fn begin(
    visitor: Visitor,
    lang: Lang,
    door: Data<Door>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let session = visitor.0.ok_or_else(Problem::unauthorized)?;
    may_set_up(&session)?;
    let next = local_path(wanted.next.as_deref());
    let html = door
        .run(move |house| {
            let asked = Asked {
                csrf: &session.csrf,
                next: &next,
                carried: "",
                refusal: None,
            };
            set_up(house, lang, &session, &asked, None)
        })
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

/// `POST /staff/second-factor/new`
pub async fn confirm(
    visitor: Visitor,
    request: HttpRequest,
    lang: Lang,
    door: Data<Door>,
    limits: Data<Limits>,
    guard: Guard,
    given: Form<Given>,
) -> Result<HttpResponse, Problem> {
    let session = visitor.0.ok_or_else(Problem::unauthorized)?;
    may_set_up(&session)?;
    let given = given.into_inner();
    let next = local_path(given.next.as_deref());
    let name = &session.account.username;
    let counted = devices::counted(&request, &door, &limits, &guard, name).await?;
    let now = door.store().clock.now().timestamp();
    let waits = limits.tries.begin(&counted, now).err();
    let name = name.clone();
    let done = door
        .run(move |house| {
            let name = &session.account.username;
            let secret = Shared::open_text(house, name, &given.secret)?;
            let step = secret
                .as_ref()
                .and_then(|secret| secret.step_of(&given.code, now));
            let refusal = match (waits, step) {
                (Some(wait), _) => Some(pages::Refusal::Wait(wait)),
                (None, None) => Some(pages::Refusal::Wrong),
                (None, Some(_)) => None,
            };
            let (Some(secret), Some(step), None) = (&secret, step, refusal) else {
                let asked = Asked {
                    csrf: &session.csrf,
                    next: &next,
                    carried: &given.carried,
                    refusal,
                };
                let html = set_up(house, lang, &session, &asked, secret)?;
                return Ok::<_, HouseError>((html, None));
            };
            let codes = recovery_codes();
            let hashes: Vec<_> = codes.iter().map(|code| hash_recovery(code)).collect();
            let detail = json!({ "set up": true, "recovery codes": hashes.len() });
            let entry = house.entry(name, Action::SecondFactorChanged, name, detail);
            let sealed = secret.seal(house, name)?;
            house
                .store
                .set_second_factor(name, &sealed, step, &hashes, &entry)?;
            house.store.end_sessions_of(name)?;
            let cookie = sessions::begin(house, name, &session.device, true, None)?;
            let begun = sessions::find(house, cookie.value())?;
            let csrf = begun.map(|begun| begun.csrf).unwrap_or_default();
            let kept = fields(&given.carried);
            let html = pages::recovery(lang, &codes, &next, kept, &csrf);
            Ok((html, Some(cookie)))
        })
        .await?;
    let (html, cookie) = done;
    let status = match (&cookie, waits) {
        (Some(_), _) => StatusCode::OK,
        (None, Some(_)) => StatusCode::TOO_MANY_REQUESTS,
        (None, None) => StatusCode::UNAUTHORIZED,
    };
    let mut reply = send_private(status, lang, html);
    if let Some(cookie) = cookie {
        limits.tries.succeeded(&counted);
        let _ = reply.add_cookie(&cookie);
        let _ = reply.add_cookie(&devices::remember(&request, &door, &name).await?);
    }
    Ok(reply)
}

/// Whoever has a second factor shows it before getting another one.
fn may_set_up(session: &Session) -> Result<(), Problem> {
    if session.account.second_factor && !session.second {
        return Err(Problem::forbidden());
    }
    Ok(())
}
