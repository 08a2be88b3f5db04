//! Keys of integrators and the health of the ballot box: for those who are there for the nation.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Form, Path};
use serde::Deserialize;

use super::access::{Administer, Staff};
use super::api_keys::{self, NewKey};
use super::points::told;
use super::turn::{Turn, see};
use crate::house::{House, HouseError};
use crate::web::Door;
use crate::web::pages::send_private;
use crate::web::pages::staff::keys::{self as pages, Shown, Typed};
use crate::web::problem::Problem;
use crate::web::words::Lang;

/// What the form of a new key sends.
#[derive(Debug, Deserialize)]
pub struct Sent {
    id: String,
    name: String,
    #[serde(default)]
    invites: String,
    #[serde(default)]
    reads: String,
    #[serde(default)]
    months: String,
}

/// `GET /staff/keys`
pub async fn list(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
) -> Result<HttpResponse, Problem> {
    let html = door
        .run(move |house| {
            staff.must_be_national(house.atlas)?;
            draw(house, lang, &staff, &usual(), (None, None))
        })
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

/// `POST /staff/keys`: the reply shows the key, once.
pub async fn make(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    body: Form<Sent>,
) -> Result<HttpResponse, Problem> {
    let sent = body.into_inner();
    let turn = door
        .run(move |house| {
            staff.must_be_national(house.atlas)?;
            let typed = Typed {
                name: sent.name.trim().to_owned(),
                invites: !sent.invites.is_empty(),
                reads: !sent.reads.is_empty(),
                months: sent.months,
            };
            match make_key(house, staff.name(), sent.id, &typed) {
                Ok(text) => {
                    let html = draw(house, lang, &staff, &usual(), (None, Some(&text)))?;
                    Ok(Turn::Stay(StatusCode::OK, html))
                }
                Err(HouseError::NotRegistered(fault)) => {
                    let (status, why) = told(lang, &fault);
                    let html = draw(house, lang, &staff, &typed, (Some(&why), None))?;
                    Ok(Turn::Stay(status, html))
                }
                Err(fault) => Err(Problem::from(fault)),
            }
        })
        .await?;
    Ok(turn.reply(lang))
}

/// `POST /staff/keys/{id}/revoke`
pub async fn revoke(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    door.run(move |house| {
        staff.must_be_national(house.atlas)?;
        match house.revoke_key(staff.name(), &id) {
            Err(HouseError::NotRegistered(_)) => Err(Problem::not_found()),
            revoked => revoked.map_err(Problem::from),
        }
    })
    .await?;
    Ok(see(&lang.href("/staff/keys")))
}

/// `GET /staff/box`
pub async fn ballot_box(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
) -> Result<HttpResponse, Problem> {
    let html = door
        .run(move |house| {
            staff.must_be_national(house.atlas)?;
            let health = house.box_health()?;
            Ok::<_, Problem>(pages::ballot_box(
                lang,
                &staff.session,
                &health,
                house.simulated,
            ))
        })
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

/// What the form begins with.
fn usual() -> Typed {
    Typed {
        name: String::new(),
        invites: true,
        reads: false,
        months: api_keys::MONTHS.to_string(),
    }
}

fn make_key(house: &House, by: &str, id: String, typed: &Typed) -> Result<String, HouseError> {
    let scopes = [
        (typed.invites, api_keys::INVITE),
        (typed.reads, api_keys::READ),
    ];
    let scopes = scopes.iter().filter(|(wanted, _)| *wanted);
    let scopes: Vec<_> = scopes.map(|(_, scope)| *scope).collect();
    // An id that no form of ours drew is replaced; such a form cannot be told from its twin.
    let drawn = id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let new = NewKey {
        id: if drawn { id } else { api_keys::draw_id() },
        name: typed.name.clone(),
        scopes: scopes.join(" "),
        // Not a number is no number of months that a key works.
        months: typed.months.trim().parse().unwrap_or(0),
    };
    api_keys::create(house, by, new)
}

fn draw(
    house: &House,
    lang: Lang,
    staff: &Staff<Administer>,
    typed: &Typed,
    (refusal, made): (Option<&str>, Option<&str>),
) -> Result<String, Problem> {
    let mut keys = house.store.api_keys()?;
    let today = house.clock.today();
    keys.sort_by_key(|key| (key.revoked || key.expires_on < today, key.name.clone()));
    Ok(pages::keys(
        lang,
        &Shown {
            keys: &keys,
            today,
            id: &api_keys::draw_id(),
            typed,
            refusal,
            made,
            session: &staff.session,
            simulated: house.simulated,
        },
    ))
}
