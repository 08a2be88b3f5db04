//! What people wrote, for inspectors: counts by place and period, texts with the key where enough people wrote and answered, every reading logged.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Form as Body, Query};
use serde::Deserialize;

use super::access::{Inspect, Staff};
use super::handed_keys::HandedKeys;
use super::turn::see;
use crate::ballot::{BoxSecret, FormRef};
use crate::form::Text;
use crate::house::{House, Unread, place};
use crate::period::Period;
use crate::staff::Jurisdiction;
use crate::store::CommentGroup;
use crate::web::Door;
use crate::web::pages::send_private;
use crate::web::pages::staff::comments::{self as pages, GroupRow, KeyAt, ListPage};
use crate::web::problem::Problem;
use crate::web::words::Lang;

/// Which places are to be listed.
#[derive(Debug, Default, Deserialize)]
pub struct Choice {
    place: Option<String>,
}

/// A key that is handed in; empty to have it forgotten.
#[derive(Deserialize)]
pub struct Key {
    #[serde(default)]
    key: String,
}

/// Which group is to be read.
#[derive(Debug, Deserialize)]
pub struct Group {
    form: String,
    version: u32,
    place: String,
    period: String,
}

/// `GET /staff/comments`
pub async fn list(
    staff: Staff<Inspect>,
    lang: Lang,
    door: Data<Door>,
    handed: Data<HandedKeys>,
    choice: Query<Choice>,
) -> Result<HttpResponse, Problem> {
    let has_key = handed.of(&staff.session.id).is_some();
    let html = door
        .run(move |house| draw_list(house, lang, &staff, choice.place.as_deref(), has_key))
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

fn draw_list(
    house: &House,
    lang: Lang,
    staff: &Staff<Inspect>,
    asked: Option<&str>,
    has_key: bool,
) -> Result<String, Problem> {
    let chosen = asked.map(|text| place(house.atlas, text)).transpose()?;
    let narrowed = match chosen {
        Some(unit) => {
            staff.must_see(house.atlas, &unit.id)?;
            Some(Jurisdiction::Place(unit.id))
        }
        None => None,
    };
    let is_listed = |key: &str| {
        key.parse().is_ok_and(|id| {
            let within = narrowed
                .as_ref()
                .is_none_or(|own| own.covers(house.atlas, &id));
            within && staff.may_see(house.atlas, &id)
        })
    };
    let groups = house.store.comment_groups()?.into_iter();
    let rows = groups
        .filter(|group| is_listed(&group.place))
        .map(|group| row(house, lang, &group));
    let contacts = house.store.contacts()?;
    let key = match (house.holds_comment_key()?, has_key) {
        (true, _) => KeyAt::Here,
        (false, true) => KeyAt::HandedIn,
        (false, false) => KeyAt::Elsewhere,
    };
    Ok(pages::list(
        lang,
        &ListPage {
            session: &staff.session,
            rows: rows.collect(),
            key,
            contacts: contacts
                .iter()
                .filter(|contact| is_listed(&contact.place))
                .count() as u64,
            fewest: (house.fewest_comments(), house.fewest_sheets()),
            simulated: house.simulated,
        },
    ))
}

fn row(house: &House, lang: Lang, group: &CommentGroup) -> GroupRow {
    let form = house
        .catalogue
        .get(&group.form.id, Some(group.form.version));
    let title = form.map(|form| form.title.get(lang.code()).to_owned());
    GroupRow {
        form: group.form.id.clone(),
        version: group.form.version,
        title: title.unwrap_or_else(|| group.form.to_string()),
        place: group.place.clone(),
        name: name_of(house, &group.place, group.period),
        period: group.period.to_string(),
        when: lang.period(group.period),
        count: match house.unread(group) {
            None => Ok(lang.count(group.count)),
            Some(Unread::Comments(fewest)) => Err(lang.say_count("comments-few", fewest)),
            Some(Unread::Sheets(fewest)) => Err(lang.say_count("comments-few-sheets", fewest)),
        },
    }
}

fn name_of(house: &House, key: &str, period: Period) -> String {
    let Some(unit) = house.atlas.find(key) else {
        return key.to_owned();
    };
    let day = period.last_day().min(house.clock.today());
    let day = unit
        .valid_to
        .map_or(day, |last| last.min(day))
        .max(unit.valid_from);
    unit.title(day, "vi")
}

/// `POST /staff/comments/key`: takes a key for this sign-in, or forgets it.
pub async fn hand_in(
    staff: Staff<Inspect>,
    lang: Lang,
    handed: Data<HandedKeys>,
    key: Body<Key>,
) -> Result<HttpResponse, Problem> {
    if key.key.trim().is_empty() {
        handed.forget(&staff.session.id);
    } else {
        let key = key.key.parse::<BoxSecret>().map_err(|_| {
            Problem::invalid_field(
                "key",
                Text::new(
                    "Đây không phải chìa khóa: tệp chìa khóa có một dòng gồm 64 chữ số và chữ cái từ a đến f. Xin chép cả dòng.",
                    "This is no key: its file has one line of 64 digits and letters from a to f. Please copy the whole line.",
                ),
            )
        })?;
        handed.keep(&staff.session.id, key);
    }
    Ok(see(&lang.href("/staff/comments")))
}

/// `POST /staff/comments/read`: one group.
pub async fn read(
    staff: Staff<Inspect>,
    lang: Lang,
    door: Data<Door>,
    handed: Data<HandedKeys>,
    asked: Body<Group>,
) -> Result<HttpResponse, Problem> {
    let keys: Vec<BoxSecret> = handed.of(&staff.session.id).into_iter().collect();
    let html = door
        .run(move |house| draw_read(house, lang, &staff, &asked, &keys))
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

fn draw_read(
    house: &House,
    lang: Lang,
    staff: &Staff<Inspect>,
    asked: &Group,
    keys: &[BoxSecret],
) -> Result<String, Problem> {
    let id = asked.place.parse().map_err(|_| Problem::not_found())?;
    staff.must_see(house.atlas, &id)?;
    let group = CommentGroup {
        form: FormRef::new(asked.form.clone(), asked.version),
        place: asked.place.clone(),
        period: asked.period.parse().map_err(|_| Problem::not_found())?,
        count: 0,
        sheets: 0,
    };
    let read = house.read_comments(staff.name(), &group, keys)?;
    let row = row(house, lang, &group);
    Ok(pages::texts(lang, &row, &read, house.simulated))
}

/// `POST /staff/contacts/read`: who wants to be contacted, of own places.
pub async fn read_contacts(
    staff: Staff<Inspect>,
    lang: Lang,
    door: Data<Door>,
    handed: Data<HandedKeys>,
) -> Result<HttpResponse, Problem> {
    let keys: Vec<BoxSecret> = handed.of(&staff.session.id).into_iter().collect();
    let html = door
        .run(move |house| {
            let is_own = |key: &str| key.parse().is_ok_and(|id| staff.may_see(house.atlas, &id));
            let read = house.read_contacts(staff.name(), &is_own, &keys)?;
            let today = Period::month_of(house.clock.today());
            let named = |key: &str| name_of(house, key, today);
            Ok::<_, Problem>(pages::contacts(lang, &read, &named, house))
        })
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}
