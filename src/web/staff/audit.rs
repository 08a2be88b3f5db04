//! Reading the log: by person, by action, by day, a page at a time.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::json;

use super::access::{Administer, Staff};
use super::account::moment;
use crate::house::{House, HouseError};
use crate::store::{Action, AuditQuery};
use crate::web::Door;
use crate::web::pages::send_private;
use crate::web::pages::staff::audit::{self as pages, Line, Log};
use crate::web::pages::staff::log_detail;
use crate::web::problem::Problem;
use crate::web::words::Lang;

/// Lines of a page.
const AT_ONCE: u32 = 50;

/// What is looked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    person: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    day: String,
    before: Option<u64>,
}

/// `GET /staff/audit`
pub async fn show(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let html = door
        .run(move |house| draw(house, lang, &staff, &wanted))
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

fn draw(
    house: &House,
    lang: Lang,
    staff: &Staff<Administer>,
    wanted: &Wanted,
) -> Result<String, HouseError> {
    let people = people(house, staff)?;
    let person = Some(wanted.person.as_str()).filter(|name| !name.is_empty());
    let actors: Option<Vec<&str>> = match (person, &people) {
        (Some(person), people) => {
            let known = people.iter().any(|own| own == person);
            Some(if known { vec![person] } else { Vec::new() })
        }
        (None, _) if sees_everybody(house, staff) => None,
        (None, people) => Some(people.iter().map(String::as_str).collect()),
    };
    let day = wanted.day.parse::<NaiveDate>().ok();
    let entries = house.store.audit(&AuditQuery {
        actors: actors.as_deref(),
        action: wanted.action.parse().ok(),
        from: day.map(begin_of),
        until: day
            .and_then(|day| day.checked_add_days(Days::new(1)))
            .map(begin_of),
        before: wanted.before,
        limit: AT_ONCE + 1,
    })?;
    let more = entries.len() > AT_ONCE as usize;
    let lines: Vec<Line> = entries
        .into_iter()
        .take(AT_ONCE as usize)
        .map(|entry| Line {
            seq: entry.seq,
            moment: moment(lang, entry.at.timestamp()),
            actor: entry.actor,
            action: entry.action,
            object: named(house, lang, entry.object),
            detail: log_detail::spelled_out(lang, &entry.detail),
        })
        .collect();
    let what = json!({ "lines": lines.len() });
    house.log(staff.name(), Action::LogRead, "log", what)?;
    let older = lines.last().filter(|_| more).map(|line| line.seq);
    let log = Log {
        session: &staff.session,
        lines: &lines,
        people: &people,
        person: &wanted.person,
        action: &wanted.action,
        day: &wanted.day,
        older,
        simulated: house.simulated,
    };
    Ok(pages::draw(lang, &log))
}

/// An administrator of the nation sees programs and commands too.
fn sees_everybody(house: &House, staff: &Staff<Administer>) -> bool {
    staff.may_see(house.atlas, &house.atlas.nation().id)
}

/// Whose lines may be read: everybody's, or those of accounts in the own places.
fn people(house: &House, staff: &Staff<Administer>) -> Result<Vec<String>, HouseError> {
    if sees_everybody(house, staff) {
        return Ok(house.store.actors()?);
    }
    let mut people = Vec::new();
    for account in house.store.accounts()? {
        if house.may_grant(staff.mandate(), &account.mandate)? {
            people.push(account.username);
        }
    }
    Ok(people)
}

/// Midnight in Vietnam.
fn begin_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN).and_utc();
    midnight
        .checked_sub_signed(TimeDelta::hours(7))
        .unwrap_or(midnight)
}

/// A place by its name, anything else as it stands.
fn named(house: &House, lang: Lang, object: String) -> String {
    let place = object.parse().ok();
    let unit = place.and_then(|place| house.atlas.unit(&place));
    let today = house.clock.today();
    unit.map_or(object, |unit| unit.title(today, lang.code()))
}
