//! Giving the password once more, before something that opens a way in.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Form};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::json;

use super::access::SignedIn;
use super::threshold::local_path;
use super::{devices, passwords, second_factor, single_sign_on};
use crate::house::HouseError;
use crate::store::{Action, Session};
use crate::web::Door;
use crate::web::guard::{Guard, Limits};
use crate::web::pages::send_private;
use crate::web::pages::staff::confirm::{self as pages, Asked, Ways};
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

/// How somebody signed in can show who they are.
pub(super) async fn ways(
    request: &HttpRequest,
    door: &Data<Door>,
    session: &Session,
) -> Result<Ways, Problem> {
    let name = session.account.username.clone();
    let linked = !session.account.subject.is_empty();
    Ok(Ways {
        password: door
            .run(move |house| passwords::is_set(house, &name))
            .await?,
        sign_on: linked && single_sign_on::button(request, Lang::VI).is_some(),
    })
}

/// `POST /staff/confirm`
pub async fn take(
    request: HttpRequest,
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
    let ways = ways(&request, &door, &session).await?;
    let refuse = |status, refusal| {
        let asked = Asked {
            session: &session,
            next: &next,
            carried: &given.carried,
            ways,
        };
        let page = pages::draw(lang, &asked, Some(refusal));
        Ok(send_private(status, lang, page))
    };
    let name = &session.account.username;
    let counted = devices::counted(&request, &door, &limits, &guard, name).await?;
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
