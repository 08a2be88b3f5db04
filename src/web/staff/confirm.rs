//! Giving the password once more, before something that opens a way in.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Form};
use serde::Deserialize;
use serde_json::json;

use super::access::SignedIn;
use super::threshold::local_path;
use super::{passwords, second_factor};
use crate::house::HouseError;
use crate::store::Action;
use crate::web::Door;
use crate::web::guard::{Guard, Limits};
use crate::web::pages::send_private;
use crate::web::pages::staff::confirm as pages;
use crate::web::pages::staff::sign_in::Refusal;
use crate::web::problem::Problem;
use crate::web::words::Lang;

/// What the page sends.
#[derive(Deserialize)]
pub struct Given {
    password: String,
    next: Option<String>,
    #[serde(default)]
    carried: String,
}

/// `POST /staff/confirm`
pub async fn take(
    own: SignedIn,
    lang: Lang,
    door: Data<Door>,
    limits: Data<Limits>,
    guard: Guard,
    given: Form<Given>,
) -> Result<HttpResponse, Problem> {
    let session = own.0;
    let given = given.into_inner();
    let next = local_path(given.next.as_deref());
    let refuse = |status, refusal| {
        let page = pages::draw(lang, &session, &next, &given.carried, Some(refusal));
        Ok(send_private(status, lang, page))
    };
    let counted = [limits.account(&session.account.username), guard.counted()];
    let now = door.store().clock.now().timestamp();
    if let Err(wait) = limits.tries.begin(&counted, now) {
        return refuse(StatusCode::TOO_MANY_REQUESTS, Refusal::Wait(wait));
    }
    let (name, id) = (session.account.username.clone(), session.id.clone());
    let password = given.password.clone();
    let right = door
        .run(move |house| {
            let right = passwords::check(house, &name, &password)?;
            if right {
                house.store.confirm_session(&id, now)?;
            } else {
                let what = json!({ "with": "password" });
                house.log(&name, Action::SignInRefused, &name, what)?;
            }
            Ok::<_, HouseError>(right)
        })
        .await?;
    if !right {
        return refuse(StatusCode::UNAUTHORIZED, Refusal::Wrong);
    }
    limits.tries.succeeded(&counted);
    Ok(second_factor::go_on(lang, &next, &given.carried, &session))
}
