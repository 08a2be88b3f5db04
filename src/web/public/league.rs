//! The public league table: `GET /league`.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};

use crate::chart::{self, Kind};
use crate::form::Text;
use crate::house::{AskedLeague, House, HouseError, LeagueSource, Standings};
use crate::published::all_series;
use crate::web::api::league::Wanted;
use crate::web::pages::public::league::{self, Shown};
use crate::web::pages::public::results::Figure;
use crate::web::pages::send;
use crate::web::problem::{Problem, lang_of};
use crate::web::words::Lang;
use crate::web::{Door, headers};

/// Widths of the charts in CSS pixels: in one of two columns, on a phone.
const COLUMN: u32 = 600;
const PHONE: u32 = 328;

/// `GET /league`
pub async fn show(
    request: HttpRequest,
    door: Data<Door>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let lang = lang_of(request.query_string(), request.headers());
    let asked = wanted.asked()?;
    let query = request
        .query_string()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("lang="))
        .collect::<Vec<_>>()
        .join("&");
    let (html, fresh) = door
        .run(move |house| {
            let html = draw(house, asked, query, lang)?;
            Ok::<_, HouseError>((html, house.fresh_for()?))
        })
        .await?;
    let mut reply = send(&request, StatusCode::OK, lang, html);
    let fresh = headers::published(fresh);
    reply.headers_mut().insert(header::CACHE_CONTROL, fresh);
    Ok(reply)
}

fn draw(
    house: &House,
    mut asked: AskedLeague,
    query: String,
    lang: Lang,
) -> Result<String, HouseError> {
    let counted = house.counted_forms()?;
    // Without any counts of our own the page opens with what others published.
    if counted.is_empty()
        && let LeagueSource::Counts { form: None, .. } = &asked.source
        && let Some(series) = all_series().first()
    {
        asked.source = LeagueSource::Series(series.id.clone());
    }
    let standings = house.league(&asked)?;
    let charts = [Kind::Ranks, Kind::Funnel].map(|kind| figure(&standings, kind, lang));
    let [ranks, funnel] = charts;
    let (ranks, funnel) = (ranks?, funnel?);
    let mut forms: Vec<(String, Text)> = counted
        .iter()
        .filter_map(|(form, _)| house.catalogue.get(&form.id, Some(form.version)))
        .map(|form| (form.id.clone(), form.title.clone()))
        .collect();
    forms.dedup_by(|a, b| a.0 == b.0);
    let series: Vec<(String, Text)> = all_series()
        .iter()
        .map(|series| (series.id.clone(), series.name.clone()))
        .collect();
    let shown = Shown {
        standings: &standings,
        series: &series,
        forms: &forms,
        asked_unit: asked.unit.as_deref().unwrap_or_default(),
        ranks: ranks.as_ref().map(pair),
        funnel: funnel.as_ref().map(pair),
        issuer: house.settings.web.issuer.as_deref(),
        query,
    };
    Ok(league::draw(&shown, lang))
}

fn pair((wide, narrow): &(String, String)) -> Figure<'_> {
    Figure {
        wide,
        narrow: Some(narrow),
    }
}

/// A chart for a wide page and for a phone; `None` where there is nothing to draw.
fn figure(
    standings: &Standings,
    kind: Kind,
    lang: Lang,
) -> Result<Option<(String, String)>, HouseError> {
    let Some(findings) = &standings.findings else {
        return Ok(None);
    };
    let drawn = [COLUMN, PHONE].map(|width| {
        let options = chart::Options {
            lang: lang.code(),
            width,
            ..chart::Options::default()
        };
        chart::draw(kind, findings, &[], &options)
    });
    match drawn {
        [Ok(wide), Ok(narrow)] => Ok(Some((wide.as_str().into(), narrow.as_str().into()))),
        [Err(chart::ChartError::NothingToDraw { .. }), _]
        | [_, Err(chart::ChartError::NothingToDraw { .. })] => Ok(None),
        [Err(error), _] | [_, Err(error)] => Err(error.into()),
    }
}
