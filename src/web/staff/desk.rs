//! The administrator's desk: signing in, choosing a report, signing out.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{Data, Form, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use validator::Validate;

use super::access::{Administrator, Visitor, begin, end, token};
use super::passwords;
use crate::house::{Asked, House, HouseError};
use crate::period::Period;
use crate::web::Door;
use crate::web::guard::Limits;
use crate::web::pages::send_private;
use crate::web::pages::staff::desk::{Desk, Refusal, desk, sign_in as page};
use crate::web::problem::{Problem, lang_of};
use crate::web::words::Lang;

/// Seconds to wait after too many wrong passwords.
const WAIT: u32 = 60;

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    next: Option<String>,
}

/// What the sign-in page sends.
#[derive(Deserialize, Validate)]
pub struct SignIn {
    #[validate(length(max = 64))]
    name: String,
    #[validate(length(max = 1024))]
    password: String,
    next: Option<String>,
}

/// What the desk was asked to choose.
#[derive(Debug, Default, Deserialize)]
pub struct Choice {
    form: Option<String>,
    place: Option<String>,
    period: Option<String>,
}

/// What a button of a signed-in page sends.
#[derive(Deserialize)]
pub struct Signed {
    csrf: String,
}

/// `GET /staff/sign-in`
pub async fn ask(request: HttpRequest, next: Query<Next>) -> HttpResponse {
    let lang = lang_of(request.query_string(), request.headers());
    send_private(
        StatusCode::OK,
        lang,
        page(lang, "", "", next.next.as_deref().unwrap_or("/staff"), None),
    )
}

/// `POST /staff/sign-in`
pub async fn sign_in(
    request: HttpRequest,
    door: Data<Door>,
    limits: Data<Limits>,
    body: Form<SignIn>,
) -> Result<HttpResponse, Problem> {
    let lang = lang_of(request.query_string(), request.headers());
    let body = body.into_inner();
    let next = local_path(body.next.as_deref());
    let refuse = |status, refusal| {
        Ok(send_private(
            status,
            lang,
            page(lang, "", &body.name, &next, Some(refusal)),
        ))
    };
    if !is_own(&request) {
        return refuse(StatusCode::FORBIDDEN, Refusal::Stale);
    }
    if body.validate().is_err() {
        return refuse(StatusCode::UNAUTHORIZED, Refusal::Wrong);
    }
    if !limits.may_try(&body.name) {
        return refuse(StatusCode::TOO_MANY_REQUESTS, Refusal::Wait(WAIT));
    }
    let (name, password) = (body.name.clone(), body.password.clone());
    let https = door.store().settings.public_url().starts_with("https://");
    let cookie = door
        .run(move |house| {
            if !passwords::check(house, &name, &password)? {
                return Ok(None);
            }
            begin(house, &name, https).map(Some)
        })
        .await?;
    let Some(cookie) = cookie else {
        tracing::warn!(account = %body.name, "a sign-in was refused");
        return refuse(StatusCode::UNAUTHORIZED, Refusal::Wrong);
    };
    tracing::info!(account = %body.name, "signed in");
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, next))
        .cookie(cookie)
        .finish())
}

/// `GET /staff`
pub async fn show(
    visitor: Visitor,
    request: HttpRequest,
    door: Data<Door>,
    choice: Query<Choice>,
) -> Result<HttpResponse, Problem> {
    let lang = lang_of(request.query_string(), request.headers());
    let Some(session) = visitor.0 else {
        return Ok(HttpResponse::SeeOther()
            .insert_header((header::LOCATION, "/staff/sign-in"))
            .finish());
    };
    let choice = choice.into_inner();
    let html = door
        .run(move |house| draw(house, lang, &session.username, &session.csrf, &choice))
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

fn draw(
    house: &House,
    lang: Lang,
    name: &str,
    csrf: &str,
    choice: &Choice,
) -> Result<String, HouseError> {
    let counted = house.counted_forms()?;
    let asked = Asked {
        form: choice.form.clone(),
        version: None,
        place: choice.place.clone().unwrap_or_else(|| "vn".into()),
        period: choice.period.as_deref().and_then(|text| text.parse().ok()),
    };
    let question = house.question(&house.with_results(asked, &counted))?;
    let forms: Vec<_> = counted
        .iter()
        .filter_map(|(form, _)| house.catalogue.get(&form.id, Some(form.version)))
        .map(|form| (form.id.clone(), form.title.get(lang.code()).to_owned()))
        .collect();
    let mut periods: Vec<Period> = counted
        .iter()
        .filter(|(form, _)| form.id == question.form.0)
        .flat_map(|(_, periods)| periods.clone())
        .collect();
    periods.sort_unstable_by_key(|period| (std::cmp::Reverse(period.calendar_year()), *period));
    let periods: Vec<_> = periods
        .into_iter()
        .map(|period| (period.to_string(), lang.period(period)))
        .collect();
    let today = house.clock.today();
    let nation = house.atlas.nation();
    let units = std::iter::once(nation).chain(house.atlas.children(&nation.id));
    let mut places: Vec<_> = units
        .map(|unit| (unit.id.to_string(), unit.title(today, lang.code())))
        .collect();
    if !places.iter().any(|(key, _)| *key == question.place) {
        let unit = crate::house::place(house.atlas, &question.place)?;
        places.push((question.place.clone(), unit.title(today, lang.code())));
    }
    let period = question.period.to_string();
    Ok(desk(
        lang,
        &Desk {
            name,
            csrf,
            forms: &forms,
            periods: &periods,
            places: &places,
            chosen: (&question.form.0, &period, &question.place),
            simulated: house.simulated,
        },
    ))
}

/// `POST /staff/sign-out`
pub async fn sign_out(
    administrator: Administrator,
    request: HttpRequest,
    door: Data<Door>,
    body: Form<Signed>,
) -> Result<HttpResponse, Problem> {
    if !is_own(&request) || body.csrf != administrator.0.csrf {
        return Err(Problem::forbidden());
    }
    let token = token(&request).unwrap_or_default();
    let https = door.store().settings.public_url().starts_with("https://");
    let gone = door.run(move |house| end(house, &token, https)).await?;
    tracing::info!(account = %administrator.0.username, "signed out");
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, "/staff/sign-in"))
        .cookie(gone)
        .finish())
}

/// Whether a form was sent by a page of ours: the browser says so, or the Origin is our own host exactly. Our pages
/// send no referrer, so that browsers write “null” for their Origin; then only their own word counts.
fn is_own(request: &HttpRequest) -> bool {
    let text = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let site = text("sec-fetch-site");
    let host = text("host").unwrap_or_default();
    let origin = text("origin").is_none_or(|origin| match origin.split_once("://") {
        Some((_, named)) => named == host,
        None => origin == "null" && site == Some("same-origin"),
    });
    origin && site.is_none_or(|site| matches!(site, "same-origin" | "none"))
}

/// A path of this service; never another host.
fn local_path(next: Option<&str>) -> String {
    match next {
        Some(path)
            if path.starts_with("/staff") && !path.contains("//") && !path.contains('\\') =>
        {
            path.to_owned()
        }
        _ => "/staff".to_owned(),
    }
}
