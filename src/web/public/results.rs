//! What everybody may read: the results of a place, how they come about, and the documentation.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::chart::{self, Kind};
use crate::findings::{Findings, form_line};
use crate::form::Text;
use crate::house::{Asked, House, HouseError};
use crate::period::Period;
use crate::place::{Unit, View};
use crate::store::StoredRelease;
use crate::web::api::openapi;
use crate::web::pages::public::docs as documentation;
use crate::web::pages::public::information::{Leaflets, Promises};
use crate::web::pages::public::releases;
use crate::web::pages::public::results::{self, Asked as Shown, Figure, Figures, Search};
use crate::web::pages::{Fill, send};
use crate::web::problem::{Problem, lang_of};
use crate::web::words::Lang;
use crate::web::{Door, headers, refusals};

/// Widths of the charts on a page, in CSS pixels: across the page, in one of two columns, on a phone.
const ACROSS: u32 = 1_200;
const COLUMN: u32 = 600;
const PHONE: u32 = 328;
/// Most hits of a search.
const HITS: usize = 30;

/// The choices of the page.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Choice {
    form: Option<String>,
    period: Option<String>,
    view: Option<String>,
    q: Option<String>,
}

/// `GET /`
pub async fn nation(
    request: HttpRequest,
    door: Data<Door>,
    choice: Query<Choice>,
) -> Result<HttpResponse, Problem> {
    show(request, door, "vn".into(), choice.into_inner()).await
}

/// `GET /r/{place}`
pub async fn place(
    request: HttpRequest,
    door: Data<Door>,
    place: Path<String>,
    choice: Query<Choice>,
) -> Result<HttpResponse, Problem> {
    show(request, door, place.into_inner(), choice.into_inner()).await
}

async fn show(
    request: HttpRequest,
    door: Data<Door>,
    place: String,
    choice: Choice,
) -> Result<HttpResponse, Problem> {
    let lang = lang_of(request.query_string(), request.headers());
    let period = match choice.period.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => Some(
            text.parse::<Period>()
                .map_err(|error| refusals::field("period", error))?,
        ),
        None => None,
    };
    let view = match choice.view.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => text
            .parse::<View>()
            .map_err(|error| refusals::field("view", error))?,
        None => View::default(),
    };
    let form = choice.form.clone().filter(|form| !form.is_empty());
    let (html, fresh) = door
        .run(move |house| {
            let counted = house.counted_forms()?;
            let asked = Asked {
                form,
                version: None,
                place,
                period,
            };
            let question = house.question(&house.with_results(asked, &counted))?;
            let findings = match view {
                View::AsItWas => house.findings_with_rank_sets(&question)?,
                View::AsItIsNow => house.findings_in(&question, view)?,
            };
            let page = Page {
                house,
                findings,
                release: house.release_of(&question)?,
                counted,
                lang,
                view,
                search: choice.q,
            };
            Ok::<_, HouseError>((page.draw()?, house.fresh_for()?))
        })
        .await?;
    let mut reply = send(&request, StatusCode::OK, lang, html);
    let fresh = headers::published(fresh);
    reply.headers_mut().insert(header::CACHE_CONTROL, fresh);
    Ok(reply)
}

/// A page of results being put together.
struct Page<'a> {
    house: &'a House,
    findings: Findings,
    release: Option<StoredRelease>,
    counted: Vec<(crate::ballot::FormRef, Vec<Period>)>,
    lang: Lang,
    view: View,
    search: Option<String>,
}

impl Page<'_> {
    fn draw(&self) -> Result<String, HouseError> {
        let unit = crate::house::place(self.house.atlas, &self.findings.place.0)?;
        let kinds = [
            Kind::Map,
            Kind::Places,
            Kind::Criteria,
            Kind::Heat,
            Kind::Trend,
        ];
        let mut drawn = Vec::with_capacity(kinds.len());
        for kind in kinds {
            let wanted = kind != Kind::Map || self.findings.place.0 == "vn";
            drawn.push(if wanted { self.figure(kind)? } else { None });
        }
        let figure = |position: usize| -> Option<Figure<'_>> {
            let (wide, narrow) = drawn[position].as_ref()?;
            Some(Figure {
                wide,
                narrow: Some(narrow),
            })
        };
        let figures = Figures {
            map: figure(0),
            places: figure(1),
            criteria: figure(2),
            heat: figure(3),
            trend: figure(4),
        };
        let trail = self.trail(unit);
        let forms = self.forms();
        let periods = self.periods();
        let hits = self.hits();
        let search = self
            .search
            .as_deref()
            .filter(|words| !words.trim().is_empty());
        Ok(results::draw(
            &Shown {
                findings: &self.findings,
                trail: &trail,
                forms: &forms,
                periods: &periods,
                figures,
                search: search.map(|query| Search { query, hits: &hits }),
                downloads: &self.downloads(),
                issuer: self.house.settings.web.issuer.as_deref(),
                map: self
                    .house
                    .has_past(&self.findings.place.0)
                    .then_some(self.view),
                release: self.release.as_ref().map(|release| release.id.as_str()),
            },
            self.lang,
        ))
    }

    /// The same figures for a spreadsheet, by the API.
    fn downloads(&self) -> Vec<(String, String)> {
        let (findings, lang) = (&self.findings, self.lang);
        let address = |by| {
            let (form, place, period) = (&findings.form.id, &findings.place.0, findings.period);
            format!(
                "/api/v1/results?form={form}&place={place}&period={period}&by={by}&format=csv&lang={}",
                lang.code()
            )
        };
        [
            ("download-criterion", "criterion"),
            ("download-factor", "factor"),
            ("download-place", "place"),
        ]
        .map(|(words, by)| (lang.say(words), address(by)))
        .to_vec()
    }

    /// A chart for a wide page and for a phone; `None` where there is nothing to draw.
    fn figure(&self, kind: Kind) -> Result<Option<(String, String)>, HouseError> {
        let tiles = self.house.tiles(self.lang.code());
        let draw = |width| {
            let options = chart::Options {
                lang: self.lang.code(),
                width,
                ..chart::Options::default()
            };
            chart::draw(kind, &self.findings, &tiles, &options)
        };
        let wide = if matches!(kind, Kind::Criteria | Kind::Heat) {
            ACROSS
        } else {
            COLUMN
        };
        match (draw(wide), draw(PHONE)) {
            (Ok(wide), Ok(narrow)) => {
                Ok(Some((wide.as_str().to_owned(), narrow.as_str().to_owned())))
            }
            (Err(error), _) | (_, Err(error)) if error.is_absence() => Ok(None),
            (Err(error), _) | (_, Err(error)) => Err(error.into()),
        }
    }

    fn title(&self, unit: &Unit) -> (String, Text) {
        let on = unit.valid_to.unwrap_or_else(|| self.house.clock.today());
        (
            unit.id.to_string(),
            Text::new(unit.title(on, "vi"), unit.title(on, "en")),
        )
    }

    fn trail(&self, unit: &Unit) -> Vec<(String, Text)> {
        let atlas = self.house.atlas;
        let above =
            std::iter::successors(unit.parent.as_ref(), |id| atlas.unit(id)?.parent.as_ref());
        let mut trail: Vec<_> = above
            .filter_map(|id| atlas.unit(id))
            .map(|unit| self.title(unit))
            .collect();
        trail.reverse();
        trail
    }

    fn forms(&self) -> Vec<(String, Text)> {
        let known = self
            .counted
            .iter()
            .filter_map(|(form, _)| self.house.catalogue.get(&form.id, Some(form.version)));
        let mut forms: Vec<_> = known
            .map(|form| (form.id.clone(), form.title.clone()))
            .collect();
        forms.dedup_by(|a, b| a.0 == b.0);
        forms
    }

    /// Periods with results of this form, newest year first, a year before its quarters and months.
    fn periods(&self) -> Vec<Period> {
        let own = self
            .counted
            .iter()
            .filter(|(form, _)| form.id == self.findings.form.id);
        let mut periods: Vec<Period> = own
            .flat_map(|(_, periods)| periods.iter().copied())
            .collect();
        periods.sort_unstable_by_key(|period| (std::cmp::Reverse(period.calendar_year()), *period));
        periods.dedup();
        periods
    }

    fn hits(&self) -> Vec<(String, Text)> {
        let Some(words) = &self.search else {
            return Vec::new();
        };
        let atlas = self.house.atlas;
        atlas
            .search(words, None, HITS)
            .into_iter()
            .map(|unit| self.title(unit))
            .collect()
    }
}

/// `GET /releases`
pub async fn releases(request: HttpRequest, door: Data<Door>) -> Result<HttpResponse, Problem> {
    list_releases(request, door, None).await
}

/// `GET /releases/{id}`, where the QR code of a report leads
pub async fn release(
    request: HttpRequest,
    door: Data<Door>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    list_releases(request, door, Some(id.into_inner())).await
}

async fn list_releases(
    request: HttpRequest,
    door: Data<Door>,
    chosen: Option<String>,
) -> Result<HttpResponse, Problem> {
    let lang = lang_of(request.query_string(), request.headers());
    let html = door
        .run(move |house| {
            if let Some(id) = &chosen {
                house.released(id)?; // or this page does not exist
            }
            let titled = |release: StoredRelease| {
                let (id, version) = (&release.form.id, release.form.version);
                let form = house.catalogue.get(id, Some(version));
                let title = form.map_or_else(|| Text::new(id, id), |form| form.title.clone());
                (release, title)
            };
            let kept: Vec<_> = house.open_releases()?.into_iter().map(titled).collect();
            let key = house.release_public_key()?.map(|key| key.to_string());
            Ok::<_, HouseError>(releases::draw(
                &releases::Shown {
                    releases: &kept,
                    public_key: key.as_deref(),
                    chosen: chosen.as_deref(),
                    simulated: house.simulated,
                    issuer: house.settings.web.issuer.as_deref(),
                },
                lang,
            ))
        })
        .await?;
    Ok(send(&request, StatusCode::OK, lang, html))
}

/// What the two information pages of a house say, printed once.
pub fn leaflets(house: &House) -> Leaflets {
    let promises = Promises {
        threshold: house.settings.disclosure.threshold,
        k: u64::from(house.settings.opening.k),
        simulated: house.simulated,
        valid_days: u64::from(house.settings.invitation.valid_days),
        issuer: house.settings.web.issuer.as_deref(),
        complaints: house.settings.web.complaints.as_deref(),
    };
    let forms: Vec<_> = house.catalogue.iter().map(|form| form_line(form)).collect();
    Leaflets::print(promises, &forms)
}

/// `GET /privacy`
pub async fn privacy(
    request: HttpRequest,
    leaflets: Data<Leaflets>,
) -> Result<HttpResponse, Problem> {
    let leaflet = leaflets
        .take(lang_of(request.query_string(), request.headers()))
        .ok_or_else(Problem::internal)?;
    Ok(leaflet.privacy.reply(&request, Fill::default()))
}

/// `GET /about`
pub async fn about(
    request: HttpRequest,
    leaflets: Data<Leaflets>,
) -> Result<HttpResponse, Problem> {
    let leaflet = leaflets
        .take(lang_of(request.query_string(), request.headers()))
        .ok_or_else(Problem::internal)?;
    Ok(leaflet.about.reply(&request, Fill::default()))
}

/// `GET /docs`
pub async fn docs(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let lang = lang_of(request.query_string(), request.headers());
    let document = serde_json::to_value(openapi::document()).map_err(|_| Problem::internal())?;
    Ok(send(
        &request,
        StatusCode::OK,
        lang,
        documentation::draw(&document, lang),
    ))
}
