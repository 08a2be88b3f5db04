//! `GET /api/v1/results`: the findings, behind the gate.

use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::findings::By;
use crate::house::Asked;
use crate::house::HouseError;
use crate::period::Period;
use crate::place::View;
use crate::web::Door;
use crate::web::problem::{Problem, ProblemBody};
use crate::web::refusals;

/// What is asked of the counts.
#[derive(Debug, Clone, Deserialize, IntoParams)]
pub struct Wanted {
    /// Form id; the form invitations use when absent.
    #[param(example = "onestop-short")]
    pub form: Option<String>,
    /// Form version; the newest when absent.
    pub version: Option<u32>,
    /// Place: a code of today (`33`, `00004`), an old one with its scheme (`2004:34`), `vn` for the nation.
    #[param(example = "33")]
    pub place: Option<String>,
    /// `2026`, `2026-Q3` or `2026-10`; this year when absent.
    #[param(value_type = Option<String>, example = "2026")]
    pub period: Option<String>,
    /// `overall`, `criterion`, `factor` (default), `place`, `period`, `channel`, `office`, `group`.
    pub by: Option<String>,
    /// `was` (default): the map of the period; `now`: today's, with the answers of old units in the units that hold their
    /// people. Results only.
    pub view: Option<String>,
    /// Another period to show beside, e.g. `2024` beside `2026`. Results only.
    pub beside: Option<String>,
    /// Language of drawn or typeset words: `vi` (default) or `en`.
    pub lang: Option<String>,
    /// Results only: `json` (default), `csv`, or `sealed`: JSON of a released period that carries its release and can be
    /// checked offline.
    pub format: Option<String>,
}

impl Wanted {
    /// The question, or a problem that names the field.
    pub fn asked(&self) -> Result<Asked, Problem> {
        let period = period(self.period.as_deref())?;
        Ok(Asked {
            form: self.form.clone(),
            version: self.version,
            place: self.place.clone().unwrap_or_else(|| "vn".into()),
            period,
        })
    }

    /// `vi` or `en`.
    pub fn lang(&self) -> &'static str {
        if self.lang.as_deref() == Some("en") {
            "en"
        } else {
            "vi"
        }
    }
}

/// The period of a query, or a problem that names the field.
pub fn period(text: Option<&str>) -> Result<Option<Period>, Problem> {
    let read = text.map(str::parse).transpose();
    read.map_err(|error: crate::period::PeriodError| refusals::field("period", error))
}

/// The index of a form, a place and a period, with one breakdown.
///
/// Each value is `{"status":"shown","value":…,"interval":[…],"n":…}`, or `{"status":"withheld","reason":…}` when
/// it would tell about too few people, or `{"status":"no_data"}`: no data is never zero.
///
/// Invited answers make the index. `walk_in` is the figure of those who walked up to a collection point: another
/// instrument, in no other figure; `by=channel` lists it with `"beside":true`. Where only walk-ins answered, `note` says so.
///
/// `release` names the release (id and SHA-256) that final figures come from; without it they are provisional. A line of
/// `by=period` that cannot be joined to the one before carries `break` with the reason: another method, other boundaries.
#[utoipa::path(get, path = "/api/v1/results", tag = "results", params(Wanted), responses(
    (status = 200, description = "The breakdown", body = serde_json::Value),
    (status = 400, description = "The query cannot be read, e.g. a version that is no number", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "No such form or place; the field is named", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "To be sealed, but not released yet", body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, description = "A value of by, period, view, beside or format cannot be taken; the field is named", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn show(door: Data<Door>, wanted: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let by: By = wanted
        .by
        .as_deref()
        .unwrap_or("factor")
        .parse()
        .map_err(|error: String| refusals::field("by", error))?;
    let question = door.store().question(&wanted.asked()?)?;
    let view: View = match &wanted.view {
        Some(text) => text
            .parse()
            .map_err(|error| refusals::field("view", error))?,
        None => View::default(),
    };
    let beside = match &wanted.beside {
        Some(text) => Some(
            text.parse::<Period>()
                .map_err(|error| refusals::field("beside", error))?,
        ),
        None => None,
    };
    let to_seal = wanted.format.as_deref() == Some("sealed");
    if to_seal && (view == View::AsItIsNow || beside.is_some()) {
        let why = "a release holds one period as it was: leave view and beside out";
        return Err(refusals::field("format", why));
    }
    let (results, sealed) = door
        .run(move |house| {
            let results = house.results(&question, by, view, beside)?;
            let sealed = if to_seal {
                Some(house.sealed_results(&question, &results)?)
            } else {
                None
            };
            Ok::<_, HouseError>((results, sealed))
        })
        .await?;
    let attachment = |ending: &str| {
        let place = results.place.code.replace(':', "-");
        let name = format!("sipas-{place}-{}-{}.{ending}", results.period, by.as_str());
        (
            "Content-Disposition",
            format!("attachment; filename=\"{name}\""),
        )
    };
    if let Some(sealed) = sealed {
        return Ok(HttpResponse::Ok()
            .content_type("application/json")
            .insert_header(attachment("json"))
            .body(sealed));
    }
    match wanted.format.as_deref() {
        None | Some("json") => Ok(HttpResponse::Ok().json(results)),
        Some("csv") => Ok(HttpResponse::Ok()
            .content_type("text/csv; charset=utf-8")
            .insert_header(attachment("csv"))
            .body(results.to_csv(wanted.lang()))),
        Some(other) => Err(refusals::field(
            "format",
            format!("“{other}” is not a format of results; choose json, csv or sealed"),
        )),
    }
}
