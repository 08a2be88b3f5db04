//! `GET /api/v1/results`: the findings, behind the gate.

use std::fmt::Display;
use std::str::FromStr;

use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::findings::By;
use crate::findings::Detail;
use crate::house::Asked;
use crate::house::Breakdown;
use crate::period::Period;
use crate::web::Door;
use crate::web::press::Press;
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
    /// `overall`, `criterion`, `factor` (default), `place`, `period`, `channel`, `office`, `group`,
    /// `person` (by each answer about the person; provinces and the nation, quarters and years).
    pub by: Option<String>,
    /// `was` (default): the map of the period; `now`: today's, with the answers of old units in the units that hold their
    /// people. Results only.
    pub view: Option<String>,
    /// Of a breakdown by place: `province` or `commune`; the places directly below when absent. `commune` of the nation is
    /// every commune of the country in one table, ranked together, each with the code of its province. Results only.
    #[param(example = "commune")]
    pub level: Option<String>,
    /// Of a breakdown by place: `overall` (default), or `criteria` for every criterion of each place. Results only.
    #[param(example = "criteria")]
    pub detail: Option<String>,
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

    fn read<T>(name: &'static str, text: Option<&String>) -> Result<Option<T>, Problem>
    where
        T: FromStr<Err: Display>,
    {
        let read = text.map(|text| text.parse().map_err(|error| refusals::field(name, error)));
        read.transpose()
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
///
/// `by=place&level=commune&detail=criteria` is the whole national table: a line a commune, its rank among all of them, and
/// under `criteria` a value a criterion, in the order of `columns`. As CSV each commune is followed by its criteria, in the
/// rows that `by=criterion` of that commune has.
#[utoipa::path(get, path = "/api/v1/results", tag = "results", params(Wanted), responses(
    (status = 200, description = "The breakdown", body = serde_json::Value),
    (status = 400, description = "The query cannot be read, e.g. a version that is no number", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "No such form or place; the field is named", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "To be sealed, but not released yet", body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, description = "A value of by, level, detail, period, view, beside or format cannot be taken; the field is named", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn show(
    door: Data<Door>,
    press: Data<Press>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let by: By = wanted
        .by
        .as_deref()
        .unwrap_or("factor")
        .parse()
        .map_err(|error: String| refusals::field("by", error))?;
    let question = door.store().question(&wanted.asked()?)?;
    let asked = Breakdown {
        by,
        level: Wanted::read("level", wanted.level.as_ref())?,
        detail: Wanted::read("detail", wanted.detail.as_ref())?.unwrap_or_default(),
        view: Wanted::read("view", wanted.view.as_ref())?.unwrap_or_default(),
        beside: Wanted::read("beside", wanted.beside.as_ref())?,
    };
    let shape = Shape::of(wanted.format.as_deref())?;
    if shape == Shape::Sealed && asked != Breakdown::from(by) {
        let why = "a release holds one period as it was: leave level, detail, view and beside out";
        return Err(refusals::field("format", why));
    }
    let place = question.place.replace(':', "-");
    let name = format!("sipas-{place}-{}-{}", question.period, by.as_str());
    let lang = wanted.lang();
    let is_large = asked.level.is_some() || asked.detail == Detail::Criteria;
    let turn = if is_large {
        Some(press.turn().await?)
    } else {
        None
    };
    // Written out behind the door: a table of all communes is megabytes.
    let body = door
        .run(move |house| {
            let results = house.results(&question, &asked)?;
            let body = match shape {
                Shape::Json => serde_json::to_vec(&results).map_err(|_| Problem::internal())?,
                Shape::Csv => results.to_csv(lang).into_bytes(),
                Shape::Sealed => house.sealed_results(&question, &results)?.into_bytes(),
            };
            drop(turn);
            Ok::<_, Problem>(body)
        })
        .await?;
    let (kind, ending) = match shape {
        Shape::Json => ("application/json", None),
        Shape::Csv => ("text/csv; charset=utf-8", Some("csv")),
        Shape::Sealed => ("application/json", Some("json")),
    };
    let mut reply = HttpResponse::Ok();
    reply.content_type(kind);
    if let Some(ending) = ending {
        let attachment = format!("attachment; filename=\"{name}.{ending}\"");
        reply.insert_header(("Content-Disposition", attachment));
    }
    Ok(reply.body(body))
}

/// How results are written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Json,
    Csv,
    Sealed,
}

impl Shape {
    fn of(word: Option<&str>) -> Result<Self, Problem> {
        match word {
            None | Some("json") => Ok(Self::Json),
            Some("csv") => Ok(Self::Csv),
            Some("sealed") => Ok(Self::Sealed),
            Some(other) => Err(refusals::field(
                "format",
                format!("“{other}” is not a format of results; choose json, csv or sealed"),
            )),
        }
    }
}
