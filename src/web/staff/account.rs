//! The own account: password, second factor, where one is signed in.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Form, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::json;

use super::access::SignedIn;
use super::turn::see;
use super::{devices, passwords, sessions};
use crate::clock::local;
use crate::house::{House, HouseError};
use crate::store::{Action, Session};
use crate::web::Door;
use crate::web::guard::{Guard, Limits};
use crate::web::pages::send_private;
use crate::web::pages::staff::account::{self as pages, Own, Said, SignInLine};
use crate::web::problem::Problem;
use crate::web::words::Lang;

/// What was done a moment ago.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// The form for another password.
#[derive(Deserialize)]
pub struct NewPassword {
    password: String,
    new_password: String,
}

/// The button that ends a sign-in.
#[derive(Deserialize)]
pub struct Ended {
    id: String,
}

/// `GET /staff/account`
pub async fn show(
    own: SignedIn,
    lang: Lang,
    door: Data<Door>,
    done: Query<Done>,
) -> Result<HttpResponse, Problem> {
    let said = match done.done.as_deref() {
        Some("ended") => Some(Said::SessionEnded),
        Some("password") => Some(Said::PasswordChanged),
        Some("linked") if !own.0.account.subject.is_empty() => Some(Said::Linked),
        Some("unlinked") if own.0.account.subject.is_empty() => Some(Said::Unlinked),
        Some("not-unlinked") => Some(Said::OnlyWay),
        _ => None,
    };
    page(own.0, lang, door, StatusCode::OK, said).await
}

async fn page(
    session: Session,
    lang: Lang,
    door: Data<Door>,
    status: StatusCode,
    said: Option<Said>,
) -> Result<HttpResponse, Problem> {
    let html = door
        .run(move |house| draw(house, lang, &session, said))
        .await?;
    Ok(send_private(status, lang, html))
}

fn draw(
    house: &House,
    lang: Lang,
    session: &Session,
    said: Option<Said>,
) -> Result<String, HouseError> {
    let name = &session.account.username;
    let now = house.clock.now().timestamp();
    let lines = house.store.sessions_of(name, now)?;
    let lines: Vec<_> = lines
        .iter()
        .map(|one| SignInLine {
            id: one.id.clone(),
            device: one.device.clone(),
            begun: moment(lang, one.begun),
            seen: moment(lang, one.seen),
            own: one.id == session.id,
        })
        .collect();
    let own = Own {
        session,
        place: super::accounts::place_words(house, lang, &session.account.mandate.jurisdiction),
        sessions: &lines,
        codes_left: house.store.recovery_codes(name)?,
        has_password: passwords::is_set(house, name)?,
        sign_on: house
            .settings
            .oidc
            .as_ref()
            .map(|own| own.role_claim.is_some()),
        simulated: house.simulated,
        said,
    };
    Ok(pages::draw(lang, &own))
}

/// A moment as people in Vietnam read it, to the minute.
pub fn moment(lang: Lang, seconds: i64) -> String {
    let moment = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    let moment = local(moment);
    format!(
        "{} {}",
        moment.format("%H:%M"),
        lang.date(moment.date_naive())
    )
}

/// `POST /staff/account/password`
pub async fn change_password(
    request: HttpRequest,
    own: SignedIn,
    lang: Lang,
    door: Data<Door>,
    limits: Data<Limits>,
    guard: Guard,
    given: Form<NewPassword>,
) -> Result<HttpResponse, Problem> {
    let session = own.0;
    let name = &session.account.username;
    let counted = devices::counted(&request, &door, &limits, &guard, name).await?;
    let now = door.store().clock.now().timestamp();
    if let Err(wait) = limits.tries.begin(&counted, now) {
        let status = StatusCode::TOO_MANY_REQUESTS;
        return page(session, lang, door, status, Some(Said::Wait(wait))).await;
    }
    let own = session.clone();
    let changed = door
        .run(move |house| {
            let name = &own.account.username;
            if !passwords::check(house, name, &given.password)? {
                let what = json!({ "with": "password" });
                house.log(name, Action::SignInRefused, name, what)?;
                return Ok::<_, HouseError>(Err(Said::WrongPassword));
            }
            if let Some(weakness) = passwords::weakness(&given.new_password, name) {
                return Ok(Err(Said::Weak(weakness)));
            }
            house.change_password(name, name, &passwords::hash(&given.new_password)?)?;
            let second = own.second;
            sessions::begin(house, name, &own.device, second, None).map(Ok)
        })
        .await?;
    match changed {
        Err(said) => {
            if said != Said::WrongPassword {
                limits.tries.succeeded(&counted);
            }
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(session, lang, door, status, Some(said)).await
        }
        Ok(cookie) => {
            limits.tries.succeeded(&counted);
            let mut reply = see(&lang.href("/staff/account?done=password"));
            let _ = reply.add_cookie(&cookie);
            Ok(reply)
        }
    }
}

/// `POST /staff/account/sessions`
pub async fn end_session(
    own: SignedIn,
    lang: Lang,
    door: Data<Door>,
    ended: Form<Ended>,
) -> Result<HttpResponse, Problem> {
    let name = own.0.account.username;
    door.run(move |house| {
        if house.store.end_session_named(&name, &ended.id)? {
            house.log(
                &name,
                Action::SignedOut,
                &name,
                json!({ "elsewhere": true }),
            )?;
        }
        Ok::<_, HouseError>(())
    })
    .await?;
    Ok(see(&lang.href("/staff/account?done=ended")))
}
