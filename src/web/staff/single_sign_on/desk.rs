//! Leaving for the provider, coming back from it, and leaving it for good.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::json;

use super::SignOn;
use super::inside;
use super::journey::{self, Aim, Journey};
use super::provider::{Arrival, Person, ProviderFault};
use crate::house::{Admission, HouseError, Vouched};
use crate::staff::NoMandate;
use crate::store::Action;
use crate::web::Door;
use crate::web::guard::{Guard, Limits};
use crate::web::pages::send_private;
use crate::web::pages::staff::sign_in as sign_in_pages;
use crate::web::pages::staff::sign_on::{self as pages, Trouble};
use crate::web::problem::{Problem, lang_of};
use crate::web::staff::access::over_https;
use crate::web::staff::sessions;
use crate::web::staff::threshold::{fields, local_path, same};
use crate::web::words::Lang;

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    next: Option<String>,
}

/// What the provider sends back in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Returned {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// `GET /staff/sso`: to the provider. A link and not a form, for the policy of our pages lets a form go nowhere else.
pub async fn depart(
    lang: Lang,
    door: Data<Door>,
    sign_on: Data<Option<SignOn>>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let next = local_path(wanted.next.as_deref());
    Ok(
        match set_out(lang, &door, &sign_on, Aim::Enter, next).await? {
            Ok((url, carrying)) => HttpResponse::SeeOther()
                .insert_header((header::LOCATION, url))
                .cookie(carrying)
                .finish(),
            Err(trouble) => refuse(lang, &trouble),
        },
    )
}

/// Where to send somebody, and the cookie that is carried meanwhile.
pub(super) async fn set_out(
    lang: Lang,
    door: &Data<Door>,
    sign_on: &Data<Option<SignOn>>,
    aim: Aim,
    next: String,
) -> Result<Result<(String, Cookie<'static>), Trouble>, Problem> {
    let sign_on = configured(sign_on)?;
    let now = door.store().clock.now();
    let left = sign_on
        .door
        .run(move |provider| Ok::<_, Problem>(provider.depart(aim, &next, lang.code(), now)));
    let (url, journey) = match left.await {
        Ok(Ok(left)) => left,
        Ok(Err(fault)) => return Ok(Err(fault.into())),
        Err(_) => return Ok(Err(Trouble::Away)),
    };
    let sealed = sign_on
        .luggage
        .seal(&journey)
        .ok_or_else(Problem::internal)?;
    Ok(Ok((url, carrying(over_https(door.store()), sealed))))
}

/// A page that leads on to the provider by itself: the reply to a form, which may not be a redirect to elsewhere.
pub(super) fn sent_off(
    lang: Lang,
    set_out: Result<(String, Cookie<'static>), Trouble>,
) -> HttpResponse {
    match set_out {
        Ok((url, carrying)) => {
            let mut reply = send_private(StatusCode::OK, lang, pages::departing(lang, &url));
            lead_on(&mut reply, &url);
            let _ = reply.add_cookie(&carrying);
            reply
        }
        Err(trouble) => refuse(lang, &trouble),
    }
}

/// Has the browser go on by itself.
fn lead_on(reply: &mut HttpResponse, url: &str) {
    if let Ok(to) = format!("0; url={url}").parse() {
        reply.headers_mut().insert(header::REFRESH, to);
    }
}

/// `GET /staff/sso/back`: from the provider. Ends in a page of ours, not in a redirect: the cookie of a sign-in is strict, and
/// browsers send it only after a step that began here.
pub async fn arrive(
    request: HttpRequest,
    door: Data<Door>,
    sign_on: Data<Option<SignOn>>,
    limits: Data<Limits>,
    guard: Guard,
    returned: Query<Returned>,
) -> Result<HttpResponse, Problem> {
    let sign_on = configured(&sign_on)?;
    let https = over_https(door.store());
    let now = door.store().clock.now();
    let carried = request.cookie(cookie_name(https));
    let journey = carried.and_then(|cookie| sign_on.luggage.open(cookie.value(), now.timestamp()));
    let journey = journey.filter(|own| {
        let state = returned.state.as_deref().unwrap_or_default();
        same(state.as_bytes(), own.state.as_bytes())
    });
    let lang = lang_of(request.query_string(), request.headers()).of_staff();
    let Some(journey) = journey else {
        return Ok(refuse(lang, &Trouble::Stale));
    };
    let lang = Lang::find(&journey.lang).unwrap_or(lang);
    let counted = [guard.counted()];
    if limits.tries.begin(&counted, now.timestamp()).is_err() {
        return Ok(refuse(lang, &Trouble::Away));
    }
    let (next, aim) = (journey.next.clone(), journey.aim.clone());
    let outcome = match vouched_for(sign_on, returned.into_inner(), journey, now).await {
        Ok(person) => match aim {
            Aim::Enter => come_in(&door, sign_on, person).await?,
            Aim::Link(from) => inside::link_to(&door, from, person).await?,
            Aim::Confirm(from, carried) => inside::confirmed(&door, from, carried, person).await?,
        },
        Err(trouble) => Err(trouble),
    };
    let mut reply = match outcome {
        Ok(arrived) => {
            limits.tries.succeeded(&counted);
            arrived.reply(lang, &next)
        }
        Err(trouble) => refuse(lang, &trouble),
    };
    let mut gone = carrying(https, String::new());
    gone.make_removal();
    let _ = reply.add_cookie(&gone);
    Ok(reply)
}

/// `GET /staff/sso/out`: signed out here, and the way to sign out at the provider too.
pub async fn farewell(lang: Lang, sign_on: Data<Option<SignOn>>) -> Result<HttpResponse, Problem> {
    let sign_on = configured(&sign_on)?;
    let asked = sign_on
        .door
        .run(|provider| Ok::<_, Problem>(provider.farewell()));
    let end = asked.await.ok().flatten();
    let page = pages::farewell(lang, end.as_deref());
    Ok(send_private(StatusCode::OK, lang, page))
}

fn configured(sign_on: &Data<Option<SignOn>>) -> Result<&SignOn, Problem> {
    sign_on.get_ref().as_ref().ok_or_else(Problem::not_found)
}

/// Who came back, if the provider vouches for them.
async fn vouched_for(
    sign_on: &SignOn,
    returned: Returned,
    journey: Journey,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Person, Trouble> {
    match (returned.error.as_deref(), returned.code) {
        (None, Some(code)) => {
            let arrival = Arrival {
                code,
                issuer: returned.iss,
            };
            let asked = sign_on
                .door
                .run(move |provider| Ok::<_, Problem>(provider.arrive(&arrival, &journey, now)));
            let answered = asked.await.map_err(|_| Trouble::Away)?;
            answered.map_err(Trouble::from)
        }
        (Some("access_denied"), _) => Err(Trouble::Cancelled),
        (Some("temporarily_unavailable" | "server_error"), _) => Err(Trouble::Away),
        (Some(_), _) => Err(Trouble::Refused),
        (None, None) => Err(Trouble::Stale),
    }
}

/// Somebody who came back with what they set out for.
pub(super) enum Arrived {
    /// With this sign-in.
    With(Cookie<'static>),
    /// To the form that waits for them, with the token of their sign-in.
    ToForm(String, String),
    /// To the sign-in that they had.
    Back,
}

impl Arrived {
    fn reply(self, lang: Lang, next: &str) -> HttpResponse {
        if let Self::ToForm(carried, csrf) = self {
            let page = sign_in_pages::send_again(lang, next, fields(&carried), &csrf);
            return send_private(StatusCode::OK, lang, page);
        }
        let mut reply = send_private(StatusCode::OK, lang, pages::arrived(lang, next));
        lead_on(&mut reply, next);
        if let Self::With(cookie) = self {
            let _ = reply.add_cookie(&cookie);
        }
        reply
    }
}

/// The cookie of their sign-in, if there is an account for them.
async fn come_in(
    door: &Data<Door>,
    sign_on: &SignOn,
    person: Person,
) -> Result<Result<Arrived, Trouble>, Problem> {
    let (rules, name_claim) = (sign_on.rules.clone(), sign_on.own.name_claim.clone());
    door.run(move |house| {
        let vouched = Vouched {
            issuer: &person.issuer,
            subject: &person.subject,
            claims: &person.claims,
            name_claim: &name_claim,
        };
        let admission = house.admit(&vouched, rules.as_ref())?;
        if let Admission::Welcome(account) = &admission {
            let name = &account.username;
            let cookie = sessions::begin(house, name, "", person.second, None)?;
            let detail = json!({ "with": "single sign-on" });
            house.log(name, Action::SignedIn, name, detail)?;
            return Ok::<_, HouseError>(Ok(Arrived::With(cookie)));
        }
        let (whom, why, trouble) = match admission {
            Admission::Closed(account) => (account.username, "closed", Trouble::Closed),
            Admission::NameRefused(name) => (
                "unknown account".to_owned(),
                "name refused",
                Trouble::NameRefused(name, person.subject),
            ),
            Admission::NoMandate(NoMandate::NoRole) => {
                ("unknown account".to_owned(), "no role", Trouble::NoRole)
            }
            Admission::NoMandate(NoMandate::NoPlace) => {
                ("unknown account".to_owned(), "no place", Trouble::NoPlace)
            }
            Admission::Unknown | Admission::Welcome(_) => (
                "unknown account".to_owned(),
                "not linked",
                Trouble::Unknown(person.subject),
            ),
        };
        let detail = json!({ "with": "single sign-on", "why": why });
        house.log(&whom, Action::SignInRefused, &whom, detail)?;
        Ok(Err(trouble))
    })
    .await
}

impl From<ProviderFault> for Trouble {
    fn from(fault: ProviderFault) -> Self {
        tracing::warn!(reason = %fault, "single sign-on");
        match fault {
            ProviderFault::Away(_) | ProviderFault::Settings(_) => Self::Away,
            ProviderFault::Refused(_) => Self::Refused,
        }
    }
}

fn refuse(lang: Lang, trouble: &Trouble) -> HttpResponse {
    let status = match trouble {
        Trouble::Away => StatusCode::SERVICE_UNAVAILABLE,
        Trouble::Stale | Trouble::Cancelled => StatusCode::BAD_REQUEST,
        _ => StatusCode::FORBIDDEN,
    };
    send_private(status, lang, pages::trouble(lang, trouble))
}

fn cookie_name(https: bool) -> &'static str {
    if https {
        "__Host-sipas-sso"
    } else {
        "sipas-sso"
    }
}

/// The cookie of a journey. Lax, for the step back begins at the provider.
fn carrying(https: bool, sealed: String) -> Cookie<'static> {
    Cookie::build(cookie_name(https), sealed)
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Lax)
        .max_age(actix_web::cookie::time::Duration::seconds(journey::LONGEST))
        .finish()
}
