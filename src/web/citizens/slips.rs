//! `/s`: the code of a slip is typed here and leads to the same questionnaire as a link.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Form as Body};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::ballots;
use super::counter::Counter;
use crate::ballot::SlipCode;
use crate::web::guard::Guard;
use crate::web::pages::citizens::slip::{SlipPage, Wrong};
use crate::web::pages::send;
use crate::web::problem::{Problem, lang_of};

/// What is typed.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    code: String,
}

/// `GET /s`
pub async fn ask(request: HttpRequest, counter: Data<Counter>) -> HttpResponse {
    let lang = lang_of(request.query_string(), request.headers());
    let page = SlipPage::new(lang, counter.house.simulated);
    send(&request, StatusCode::OK, lang, page.draw())
}

/// `POST /s`: leads to the questionnaire, or says what is wrong with the code.
pub async fn find(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    typed: Body<Typed>,
) -> Result<HttpResponse, Problem> {
    let lang = lang_of(request.query_string(), request.headers());
    let again = |wrong, status| {
        let page = SlipPage::new(lang, counter.house.simulated).again(&typed.code, wrong);
        send(&request, status, lang, page.draw())
    };
    let Ok(code) = typed.code.parse::<SlipCode>() else {
        return Ok(again(Wrong::NotACode, StatusCode::UNPROCESSABLE_ENTITY));
    };
    if ballots::slip(&guard, &counter, code).await?.is_none() {
        return Ok(again(Wrong::Unknown, StatusCode::NOT_FOUND));
    }
    let asked = request.query_string();
    let query = if asked.is_empty() {
        String::new()
    } else {
        format!("?lang={}", lang.code())
    };
    let to = format!("/k/{}{query}", code.plain());
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .finish())
}
