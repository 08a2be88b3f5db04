//! `/contact`: whoever wants to be contacted says so here, apart from every sheet: no token, no cookie, no trace of either.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Form as Body};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::counter::Counter;
use crate::ballot::ContactRequest;
use crate::web::guard::Guard;
use crate::web::pages::citizens::contact::{ContactPage, ContactSent, Kept};
use crate::web::pages::send;
use crate::web::problem::{Problem, lang_of};

/// What is written.
#[derive(Deserialize)]
pub struct Written {
    #[serde(default)]
    place: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    reach: String,
}

/// `GET /contact`; after sending, a browser comes back here with `?sent=yes`, so that a refresh sends nothing again.
pub async fn ask(request: HttpRequest, counter: Data<Counter>) -> HttpResponse {
    let lang = lang_of(request.query_string(), request.headers());
    let sent = request
        .query_string()
        .split('&')
        .any(|part| part == "sent=yes");
    let html = if sent {
        ContactSent::new(lang, &counter.house).draw()
    } else {
        ContactPage::new(lang, &counter.house).draw()
    };
    send(&request, StatusCode::OK, lang, html)
}

/// `POST /contact`
pub async fn take(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    written: Body<Written>,
) -> Result<HttpResponse, Problem> {
    let lang = lang_of(request.query_string(), request.headers());
    let Written {
        place,
        about,
        reach,
    } = written.into_inner();
    let wish = match ContactRequest::parse(&about, &reach) {
        Ok(wish) => wish,
        Err(faults) => {
            let kept = Kept {
                place,
                about,
                reach,
            };
            let page = ContactPage::new(lang, &counter.house).mending(kept, &faults);
            return Ok(send(
                &request,
                StatusCode::UNPROCESSABLE_ENTITY,
                lang,
                page.draw(),
            ));
        }
    };
    guard.may_ask_for_contact()?;
    counter
        .door
        .run(move |house| house.take_contact(&place, &wish))
        .await?;
    let to = format!("/contact?sent=yes&lang={}", lang.code());
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .finish())
}
