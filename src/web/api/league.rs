//! `GET /api/v1/league`: who stands where, and how sure that is.

use std::fmt::Display;
use std::str::FromStr;

use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::house::{AskedLeague, LeagueSource};
use crate::place::PeerGroup;
use crate::web::Door;
use crate::web::problem::{Problem, ProblemBody};
use crate::web::refusals;

/// What is ranked.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
pub struct Wanted {
    /// A published series: `sipas`, `par-index`, `qd766`, `commune-cchc`, `ddci`. Our own counts when absent.
    #[param(example = "sipas")]
    pub series: Option<String>,
    /// Form id of our own counts; the form with results when absent.
    pub form: Option<String>,
    /// Form version; the newest when absent.
    pub version: Option<u32>,
    /// Rank what lies directly below this place; the nation when absent.
    pub place: Option<String>,
    /// `2021`, `2026-Q3` or `2026-10`; the newest known when absent.
    #[param(value_type = Option<String>, example = "2021")]
    pub period: Option<String>,
    /// The earlier period to compare with; the one before when absent.
    pub against: Option<String>,
    /// Rank among these only: `cities`, `provinces`, `region:DBSH`, `ward:2025:01`, `offices:department`, `offices:vertical`,
    /// `offices:commune`.
    pub peers: Option<String>,
    /// Say this unit in a sentence, by name or code.
    pub unit: Option<String>,
    /// Rank by this domain or factor of the form.
    pub factor: Option<String>,
    /// `was` (default): the map of the period; `now`: today's, with the answers of old units in the units that hold their
    /// people. Own counts only.
    pub view: Option<String>,
    /// A value to reach, 0–100; who reaches it is counted.
    pub target: Option<String>,
    /// Language of names in a CSV: `vi` (default) or `en`.
    pub lang: Option<String>,
    /// `json` (default) or `csv`.
    pub format: Option<String>,
}

impl Wanted {
    /// What the house is asked, or a problem that names the field. Blank fields of a page count as absent.
    pub fn asked(&self) -> Result<AskedLeague, Problem> {
        let source = match said(self.series.as_ref()) {
            Some(id) => LeagueSource::Series(id.to_owned()),
            None => LeagueSource::Counts {
                form: said(self.form.as_ref()).map(str::to_owned),
                version: self.version,
                place: said(self.place.as_ref()).unwrap_or("vn").to_owned(),
            },
        };
        let peers: Option<PeerGroup> = read("peers", self.peers.as_ref())?;
        if let Some(PeerGroup::Communes { within, .. }) = &peers
            && within.scheme().is_none()
        {
            let why = "the communes of the whole country are ranked by “sipas league”; name a province here (ward:2025:01)";
            return Err(refusals::field("peers", why));
        }
        Ok(AskedLeague {
            period: read("period", self.period.as_ref())?,
            against: read("against", self.against.as_ref())?,
            peers,
            unit: said(self.unit.as_ref()).map(str::to_owned),
            factor: said(self.factor.as_ref()).map(str::to_owned),
            view: read("view", self.view.as_ref())?.unwrap_or_default(),
            target: read("target", self.target.as_ref())?,
            ..AskedLeague::new(source)
        })
    }
}

fn said(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

fn read<T: FromStr<Err: Display>>(
    name: &'static str,
    text: Option<&String>,
) -> Result<Option<T>, Problem> {
    said(text)
        .map(|text| text.parse().map_err(|error| refusals::field(name, error)))
        .transpose()
}

/// A league table with its sentences, from a published series or from our own counts.
///
/// A rank of our own counts has its 95 % confidence set beside it (`rank_set`), a change is an `arrow` only when it is more
/// than noise, and places whose sets overlap share a `band`. A published value is quoted as it was printed, never completed:
/// `summary.known` of `summary.expected` units are known.
#[utoipa::path(get, path = "/api/v1/league", tag = "results", params(Wanted), responses(
    (status = 200, description = "The table", body = serde_json::Value),
    (status = 400, description = "The query cannot be read, e.g. a version that is no number", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "No such series, form or place", body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, description = "A field cannot be taken", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn show(door: Data<Door>, wanted: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let asked = wanted.asked()?;
    let standings = door.run(move |house| house.league(&asked)).await?;
    match wanted.format.as_deref() {
        None | Some("json") => Ok(HttpResponse::Ok().json(standings)),
        Some("csv") => {
            let lang = wanted.lang.as_deref().unwrap_or("vi");
            let name = format!(
                "sipas-league-{}-{}-{}.csv",
                standings.source.code,
                standings.place.code.replace(':', "-"),
                standings.table.period
            );
            Ok(HttpResponse::Ok()
                .content_type("text/csv; charset=utf-8")
                .insert_header((
                    "Content-Disposition",
                    format!("attachment; filename=\"{name}\""),
                ))
                .body(standings.to_csv(lang)))
        }
        Some(other) => Err(refusals::field(
            "format",
            format!("“{other}” is not a format of league tables; choose json or csv"),
        )),
    }
}
