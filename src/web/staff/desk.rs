//! The desk: choosing a report of an own place.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use serde::Deserialize;
use serde_json::json;

use super::access::{Read, Staff};
use crate::house::{Asked, House};
use crate::period::Period;
use crate::store::Action;
use crate::web::Door;
use crate::web::pages::send_private;
use crate::web::pages::staff::desk::{Desk, desk};
use crate::web::problem::Problem;
use crate::web::words::Lang;

/// What the desk was asked to choose.
#[derive(Debug, Default, Deserialize)]
pub struct Choice {
    form: Option<String>,
    place: Option<String>,
    period: Option<String>,
}

/// `GET /staff`
pub async fn show(
    staff: Staff<Read>,
    lang: Lang,
    door: Data<Door>,
    choice: Query<Choice>,
) -> Result<HttpResponse, Problem> {
    let choice = choice.into_inner();
    let html = door
        .run(move |house| draw(house, lang, &staff, &choice))
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

fn draw(
    house: &House,
    lang: Lang,
    staff: &Staff<Read>,
    choice: &Choice,
) -> Result<String, Problem> {
    let home = house.home_of(staff.mandate())?;
    let counted = house.counted_forms()?;
    let asked = Asked {
        form: choice.form.clone(),
        version: None,
        place: choice.place.clone().unwrap_or_else(|| home.to_string()),
        period: choice.period.as_deref().and_then(|text| text.parse().ok()),
    };
    let question = house.question(&house.with_results(asked, &counted))?;
    let unit = crate::house::place(house.atlas, &question.place)?;
    if unit.id != home {
        staff.must_see(house.atlas, &unit.id)?;
    }
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
    let what = json!({ "form": question.form.0, "period": question.period.to_string() });
    staff.log(house, Action::FindingsRead, &question.place, what)?;
    let today = house.clock.today();
    let own = house
        .atlas
        .unit(&home)
        .unwrap_or_else(|| house.atlas.nation());
    let units = std::iter::once(own).chain(house.atlas.children(&own.id));
    let mut places: Vec<_> = units
        .map(|unit| (unit.id.to_string(), unit.title(today, lang.code())))
        .collect();
    if !places.iter().any(|(key, _)| *key == question.place) {
        places.push((question.place.clone(), unit.title(today, lang.code())));
    }
    let period = question.period.to_string();
    Ok(desk(
        lang,
        &Desk {
            session: &staff.session,
            forms: &forms,
            periods: &periods,
            places: &places,
            chosen: (&question.form.0, &period, &question.place),
            simulated: house.simulated,
        },
    ))
}
