//! What somebody who is signed in goes to the provider for: linking the own account, and showing once more who it is.
//!
//! Both begin with a form of ours and are remembered by name of the sign-in, for its cookie does not come back with them: it
//! is strict, and the step back begins at the provider.

use actix_web::HttpResponse;
use actix_web::web::{Data, Form};
use serde::Deserialize;
use serde_json::json;

use super::SignOn;
use super::desk::{Arrived, sent_off, set_out};
use super::journey::{Aim, SetOut};
use super::provider::Person;
use crate::house::{House, HouseError};
use crate::store::{Action, Session};
use crate::web::Door;
use crate::web::pages::staff::sign_on::Trouble;
use crate::web::problem::Problem;
use crate::web::staff::access::SignedIn;
use crate::web::staff::passwords;
use crate::web::staff::sessions;
use crate::web::staff::threshold::local_path;
use crate::web::staff::turn::see;
use crate::web::words::Lang;

/// Longest form that waits while somebody is at the provider: it travels in a cookie, which holds 4 KB in all.
const LONGEST_CARRIED: usize = 2_000;

/// What the page asks for that wants to know once more who somebody is.
#[derive(Debug, Deserialize)]
pub struct Waiting {
    next: Option<String>,
    #[serde(default)]
    carried: String,
}

/// `POST /staff/sso/link`: to the provider, to link the account one is signed in with.
pub async fn link(
    own: SignedIn,
    lang: Lang,
    door: Data<Door>,
    sign_on: Data<Option<SignOn>>,
) -> Result<HttpResponse, Problem> {
    let next = lang.href("/staff/account?done=linked");
    let set_out = set_out(lang, &door, &sign_on, Aim::Link(own.into()), next);
    Ok(sent_off(lang, set_out.await?))
}

/// `POST /staff/sso/confirm`: to the provider, to show once more who one is.
pub async fn confirm(
    own: SignedIn,
    lang: Lang,
    door: Data<Door>,
    sign_on: Data<Option<SignOn>>,
    waiting: Form<Waiting>,
) -> Result<HttpResponse, Problem> {
    let Waiting { next, carried } = waiting.into_inner();
    if carried.len() > LONGEST_CARRIED {
        return Err(Problem::too_large());
    }
    let next = local_path(next.as_deref());
    let aim = Aim::Confirm(own.into(), carried);
    let set_out = set_out(lang, &door, &sign_on, aim, next);
    Ok(sent_off(lang, set_out.await?))
}

/// `POST /staff/sso/unlink`: the account has nobody at the provider any more; refused without a password, which would leave
/// no way in.
pub async fn unlink(own: SignedIn, lang: Lang, door: Data<Door>) -> Result<HttpResponse, Problem> {
    let session = own.0;
    let cookie = door
        .run(move |house| {
            let name = &session.account.username;
            if !passwords::is_set(house, name)? {
                return Ok::<_, HouseError>(None);
            }
            house.link_account(name, name, None)?;
            sessions::begin(house, name, &session.device, session.second, None).map(Some)
        })
        .await?;
    let Some(cookie) = cookie else {
        return Ok(see(&lang.href("/staff/account?done=not-unlinked")));
    };
    let mut reply = see(&lang.href("/staff/account?done=unlinked"));
    let _ = reply.add_cookie(&cookie);
    Ok(reply)
}

impl From<SignedIn> for SetOut {
    fn from(own: SignedIn) -> Self {
        Self {
            username: own.0.account.username,
            session: own.0.id,
        }
    }
}

/// The sign-in from which somebody set out, while it lasts.
fn left_from(house: &House, from: &SetOut) -> Result<Option<Session>, HouseError> {
    let now = house.clock.now().timestamp();
    let mut own = house.store.sessions_of(&from.username, now)?.into_iter();
    Ok(own.find(|own| own.id == from.session && !own.account.disabled))
}

/// Links the account of the sign-in to who came back. All its sign-ins end, and this one begins anew.
pub(super) async fn link_to(
    door: &Data<Door>,
    from: SetOut,
    person: Person,
) -> Result<Result<Arrived, Trouble>, Problem> {
    door.run(move |house| {
        let Some(own) = left_from(house, &from)? else {
            return Ok(Err(Trouble::Stale));
        };
        let name = &from.username;
        match house.link_account(name, name, Some(&person.subject)) {
            Err(HouseError::Field { .. }) => return Ok(Err(Trouble::Taken)),
            other => other?,
        }
        let cookie = sessions::begin(house, name, &own.device, own.second, None)?;
        Ok::<_, HouseError>(Ok(Arrived::With(cookie)))
    })
    .await
}

/// Notes that whoever is signed in showed once more who they are: the very person of the account.
pub(super) async fn confirmed(
    door: &Data<Door>,
    from: SetOut,
    carried: String,
    person: Person,
) -> Result<Result<Arrived, Trouble>, Problem> {
    door.run(move |house| {
        let Some(own) = left_from(house, &from)? else {
            return Ok(Err(Trouble::Stale));
        };
        if !own.account.is_of(&person.issuer, &person.subject) {
            let detail = json!({ "with": "single sign-on", "why": "another person" });
            house.log(
                &from.username,
                Action::SignInRefused,
                &from.username,
                detail,
            )?;
            return Ok(Err(Trouble::Another));
        }
        let now = house.clock.now().timestamp();
        house.store.confirm_session(&own.id, now)?;
        Ok::<_, HouseError>(Ok(if carried.is_empty() {
            Arrived::Back
        } else {
            Arrived::ToForm(carried, own.csrf)
        }))
    })
    .await
}
