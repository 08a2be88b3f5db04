//! Accounts of others: opened, changed and closed by an administrator, within the own places.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Form, Path, Query};
use serde::Deserialize;

use super::access::{Administer, Staff};
use super::passwords;
use super::turn::see;
use crate::form::Text;
use crate::house::{House, HouseError};
use crate::place::Level;
use crate::staff::{Jurisdiction, Mandate, Role};
use crate::store::Account;
use crate::web::Door;
use crate::web::pages::send_private;
use crate::web::pages::staff::accounts::{self as pages, Line, Listed, Opened, Refusal};
use crate::web::problem::Problem;
use crate::web::words::Lang;

/// The form for a new account.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct New {
    username: String,
    role: String,
    place: String,
}

/// The form of an account that is there.
#[derive(Debug, Clone, Deserialize)]
pub struct Changed {
    role: String,
    place: String,
    #[serde(default)]
    closed: Option<String>,
}

/// The form for a new password of somebody.
#[derive(Debug, Clone, Deserialize)]
pub struct Reset {
    #[serde(default)]
    without_second_factor: Option<String>,
}

/// What was done a moment ago.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// `GET /staff/accounts`
pub async fn list(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
) -> Result<HttpResponse, Problem> {
    let html = door
        .run(move |house| draw(house, lang, &staff, &New::default(), None))
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

fn draw(
    house: &House,
    lang: Lang,
    staff: &Staff<Administer>,
    typed: &New,
    refusal: Option<Refusal>,
) -> Result<String, HouseError> {
    let mut lines = Vec::new();
    for account in house.store.accounts()? {
        if house.may_grant(staff.mandate(), &account.mandate)? {
            lines.push(line(house, lang, &account));
        }
    }
    let listed = Listed {
        session: &staff.session,
        lines: &lines,
        places: &suggestions(house, lang, staff.mandate())?,
        typed: (&typed.username, &typed.role, &typed.place),
        simulated: house.simulated,
        refusal,
    };
    Ok(pages::list(lang, &listed))
}

fn line(house: &House, lang: Lang, account: &Account) -> Line {
    Line {
        href: format!("/staff/accounts/{}", account.username),
        username: account.username.clone(),
        role: account.mandate.role,
        place: place_words(house, lang, &account.mandate.jurisdiction),
        key: typed(&account.mandate.jurisdiction),
        second_factor: account.second_factor,
        closed: account.disabled,
    }
}

/// What a jurisdiction is called.
pub fn place_words(house: &House, lang: Lang, jurisdiction: &Jurisdiction) -> String {
    let today = house.clock.today();
    match jurisdiction {
        Jurisdiction::Place(id) => house.atlas.address(id, today, lang.code()),
        Jurisdiction::Office(code) => code.clone(),
    }
}

/// As people type a jurisdiction: the code of today, without its scheme.
fn typed(jurisdiction: &Jurisdiction) -> String {
    let written = jurisdiction.to_string();
    match jurisdiction {
        Jurisdiction::Place(_) => written.rsplit(':').next().unwrap_or_default().to_owned(),
        Jurisdiction::Office(_) => written,
    }
}

/// The own place and those below it, for the list under the field.
fn suggestions(
    house: &House,
    lang: Lang,
    mandate: &Mandate,
) -> Result<Vec<(String, String)>, HouseError> {
    let today = house.clock.today();
    let home = house.home_of(mandate)?;
    let own = house.atlas.unit(&home).into_iter();
    let units = own.chain(house.atlas.children(&home));
    let named = units.map(|unit| {
        let id = Jurisdiction::Place(unit.id);
        (typed(&id), unit.title(today, lang.code()))
    });
    Ok(named.collect())
}

/// The mandate that a form asks for, if this administrator may give it out.
fn wanted(
    house: &House,
    own: &Mandate,
    role: &str,
    place: &str,
) -> Result<Result<Mandate, Refusal>, HouseError> {
    let Ok(role) = role.parse::<Role>() else {
        return Ok(Err(Refusal::Role));
    };
    let place = place.trim();
    let by_name = || {
        let levels = [Level::Province, Level::Commune].into_iter();
        let today = house.clock.today();
        let mut found =
            levels.filter_map(|level| house.atlas.resolve(place, level, None, today).ok());
        found.next().map(|unit| Jurisdiction::Place(unit.id))
    };
    let found = Jurisdiction::find(house.atlas, place).ok();
    let Some(jurisdiction) = found.or_else(by_name) else {
        return Ok(Err(Refusal::Place));
    };
    let mandate = Mandate { role, jurisdiction };
    Ok(if house.may_grant(own, &mandate)? {
        Ok(mandate)
    } else {
        Err(Refusal::Elsewhere)
    })
}

/// `POST /staff/accounts`
pub async fn open(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    new: Form<New>,
) -> Result<HttpResponse, Problem> {
    let (status, html) = door
        .run(move |house| {
            let refuse = |refusal| {
                let page = draw(house, lang, &staff, &new, Some(refusal))?;
                Ok::<_, HouseError>((StatusCode::UNPROCESSABLE_ENTITY, page))
            };
            let mandate = match wanted(house, staff.mandate(), &new.role, &new.place)? {
                Ok(mandate) => mandate,
                Err(refusal) => return refuse(refusal),
            };
            let account = Account {
                username: new.username.trim().to_owned(),
                mandate,
                disabled: false,
                second_factor: false,
                subject: String::new(),
            };
            let password = passwords::generate();
            let hash = passwords::hash(&password)?;
            match house.open_account(staff.name(), &account, &hash) {
                Err(HouseError::Field { .. }) => return refuse(Refusal::Name),
                other => other?,
            }
            let opened = Opened {
                username: &account.username,
                password: &password,
                is_new: true,
            };
            Ok((StatusCode::OK, pages::opened(lang, &staff.session, &opened)))
        })
        .await?;
    Ok(send_private(status, lang, html))
}

/// The account of a path, if this administrator may change it: in the own places, and not the own one.
fn theirs(house: &House, staff: &Staff<Administer>, name: &str) -> Result<Account, Problem> {
    let account = house.account(name)?;
    if !house.may_grant(staff.mandate(), &account.mandate)? {
        return Err(Problem::forbidden());
    }
    Ok(account)
}

/// 403 for whoever would change the own account.
fn not_ones_own(staff: &Staff<Administer>, account: &Account) -> Result<(), Problem> {
    if staff.name() == account.username {
        return Err(Problem::forbidden().because(Text::new(
            "Không ai tự đổi vai trò, phạm vi hay tự đóng tài khoản của mình; hãy nhờ một người quản trị khác.",
            "Nobody changes the own role or place, or closes the own account; ask another administrator.",
        )));
    }
    Ok(())
}

/// `GET /staff/accounts/{name}`
pub async fn show(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    name: Path<String>,
    done: Query<Done>,
) -> Result<HttpResponse, Problem> {
    let changed = done.done.is_some();
    let html = door
        .run(move |house| {
            let account = theirs(house, &staff, &name)?;
            one(house, lang, &staff, &account, changed, None)
        })
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

fn one(
    house: &House,
    lang: Lang,
    staff: &Staff<Administer>,
    account: &Account,
    changed: bool,
    refusal: Option<Refusal>,
) -> Result<String, Problem> {
    let one = pages::One {
        session: &staff.session,
        line: &line(house, lang, account),
        places: &suggestions(house, lang, staff.mandate())?,
        own: staff.name() == account.username,
        simulated: house.simulated,
        changed,
        refusal,
    };
    Ok(pages::one(lang, &one))
}

/// `POST /staff/accounts/{name}`
pub async fn change(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    name: Path<String>,
    changed: Form<Changed>,
) -> Result<HttpResponse, Problem> {
    let refused = door
        .run(move |house| {
            let mut account = theirs(house, &staff, &name)?;
            not_ones_own(&staff, &account)?;
            match wanted(house, staff.mandate(), &changed.role, &changed.place)? {
                Ok(mandate) => account.mandate = mandate,
                Err(refusal) => {
                    return one(house, lang, &staff, &account, false, Some(refusal)).map(Err);
                }
            }
            account.disabled = changed.closed.is_some();
            house.change_account(staff.name(), &account)?;
            Ok::<_, Problem>(Ok(account.username))
        })
        .await?;
    Ok(match refused {
        Ok(username) => see(&lang.href(&format!("/staff/accounts/{username}?done=changed"))),
        Err(html) => send_private(StatusCode::UNPROCESSABLE_ENTITY, lang, html),
    })
}

/// `POST /staff/accounts/{name}/password`
pub async fn reset_password(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    name: Path<String>,
    reset: Form<Reset>,
) -> Result<HttpResponse, Problem> {
    let html = door
        .run(move |house| {
            let account = theirs(house, &staff, &name)?;
            not_ones_own(&staff, &account)?;
            let password = passwords::generate();
            let hash = passwords::hash(&password)?;
            house.change_password(staff.name(), &account.username, &hash)?;
            if reset.without_second_factor.is_some() {
                house.remove_second_factor(staff.name(), &account.username)?;
            }
            let opened = Opened {
                username: &account.username,
                password: &password,
                is_new: false,
            };
            Ok::<_, Problem>(pages::opened(lang, &staff.session, &opened))
        })
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}
