//! The home of a place: what its staff read first, and the chart of what to mend first as a file.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;
use serde_json::json;

use super::access::{Export, Read, Staff};
use crate::chart::{self, Kind, Picture};
use crate::findings::{Question, Shown};
use crate::form::Text;
use crate::house::{Asked, Beside, Home, House, HouseError};
use crate::period::Period;
use crate::place::{Level, OfficeKind, Unit};
use crate::staff::Permission;
use crate::store::Action;
use crate::web::Door;
use crate::web::pages::send_private;
use crate::web::pages::staff::home::{self as page, Figures, Shape};
use crate::web::problem::Problem;
use crate::web::refusals;
use crate::web::words::Lang;

/// Widths of the charts on the page, in CSS pixels: across it, in one of two columns, on a phone.
const ACROSS: u32 = 1_200;
const COLUMN: u32 = 600;
const PHONE: u32 = 328;
/// Width of a chart that is taken along.
const WIDTH: u32 = 960;

/// The choices of the page.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Choice {
    form: Option<String>,
    period: Option<String>,
    /// Another period to be set beside.
    against: Option<String>,
    /// Another place to be set beside.
    beside: Option<String>,
}

impl Choice {
    fn beside(&self) -> Result<Option<Beside>, Problem> {
        if let Some(place) = filled(self.beside.as_deref()) {
            return Ok(Some(Beside::Place(place.to_owned())));
        }
        Ok(period("against", self.against.as_deref())?.map(Beside::Period))
    }

    /// The question of a place, its parts chosen so that there is something to see.
    fn question(
        &self,
        house: &House,
        place: String,
        period: Option<Period>,
    ) -> Result<Question, HouseError> {
        let counted = house.counted_forms()?;
        let asked = Asked {
            form: filled(self.form.as_deref()).map(str::to_owned),
            version: None,
            place,
            period,
        };
        house.question(&house.with_results(asked, &counted))
    }
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn period(field: &'static str, text: Option<&str>) -> Result<Option<Period>, Problem> {
    let read = |text: &str| text.parse().map_err(|error| refusals::field(field, error));
    filled(text).map(read).transpose()
}

/// `GET /staff/places/{place}`
pub async fn show(
    staff: Staff<Read>,
    lang: Lang,
    door: Data<Door>,
    place: Path<String>,
    choice: Query<Choice>,
) -> Result<HttpResponse, Problem> {
    let choice = choice.into_inner();
    let (of, beside) = (
        period("period", choice.period.as_deref())?,
        choice.beside()?,
    );
    let place = place.into_inner();
    let html = door
        .run(move |house| {
            let question = choice.question(house, place, of)?;
            let unit = crate::house::place(house.atlas, &question.place)?;
            staff.must_see(house.atlas, &unit.id)?;
            let home = house.home(&question, beside.as_ref())?;
            house.log(
                staff.name(),
                Action::FindingsRead,
                &question.place,
                told(&question),
            )?;
            Ok::<_, Problem>(draw(house, &home, &choice, &staff, lang)?)
        })
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

/// `GET /staff/places/{place}/mend.{svg|png|csv}`
pub async fn mend(
    staff: Staff<Export>,
    lang: Lang,
    door: Data<Door>,
    path: Path<(String, String)>,
    choice: Query<Choice>,
) -> Result<HttpResponse, Problem> {
    let (place, format) = path.into_inner();
    let kind = match format.as_str() {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "csv" => "text/csv; charset=utf-8",
        _ => return Err(Problem::not_found()),
    };
    let choice = choice.into_inner();
    let of = period("period", choice.period.as_deref())?;
    let (name, bytes) = door
        .run(move |house| {
            let question = choice.question(house, place, of)?;
            let unit = crate::house::place(house.atlas, &question.place)?;
            staff.must_see(house.atlas, &unit.id)?;
            let home = house.home(&question, None)?;
            house.log(
                staff.name(),
                Action::Exported,
                &question.place,
                told(&question),
            )?;
            let name = format!(
                "sipas-{}-{}-mend.{format}",
                question.place.replace(':', "-"),
                question.period
            );
            let bytes = match (&home.mend, format.as_str()) {
                (mend, "csv") => page::csv(mend.value(), lang).into_bytes(),
                (_, "png") => {
                    let svg = laid_out(&home, WIDTH, lang)?.svg();
                    let png = svg.and_then(|svg| svg.to_png(2.0));
                    png.map_err(HouseError::from)?
                }
                _ => svg(&home, WIDTH, lang)?.into_bytes(),
            };
            Ok::<_, Problem>((name, bytes))
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes))
}

/// How wide a picture of the page is.
#[derive(Debug, Deserialize)]
pub struct Size {
    width: Option<u32>,
}

/// `GET /staff/places/{place}/figures/mend.svg`: the chart of what to mend first, as a picture of the page.
pub async fn figure(
    staff: Staff<Read>,
    lang: Lang,
    door: Data<Door>,
    place: Path<String>,
    choice: Query<Choice>,
    size: Query<Size>,
) -> Result<HttpResponse, Problem> {
    let (choice, place) = (choice.into_inner(), place.into_inner());
    let of = period("period", choice.period.as_deref())?;
    let svg = door
        .run(move |house| {
            let question = choice.question(house, place, of)?;
            let unit = crate::house::place(house.atlas, &question.place)?;
            staff.must_see(house.atlas, &unit.id)?;
            let home = house.home(&question, None)?;
            house.log(
                staff.name(),
                Action::FindingsRead,
                &question.place,
                told(&question),
            )?;
            Ok::<_, Problem>(svg(&home, size.width.unwrap_or(WIDTH), lang)?)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(svg))
}

/// The chart of what to mend first.
fn svg(home: &Home, width: u32, lang: Lang) -> Result<String, HouseError> {
    let svg = laid_out(home, width, lang)?.svg()?;
    Ok(svg.as_str().to_owned())
}

/// What the log says of a read: nothing of a citizen.
pub(super) fn told(question: &Question) -> serde_json::Value {
    json!({ "form": question.form.0, "version": question.form.1, "period": question.period.to_string() })
}

fn laid_out(home: &Home, width: u32, lang: Lang) -> Result<Picture, HouseError> {
    let options = chart::Options {
        lang: lang.code(),
        width,
        ..chart::Options::default()
    };
    match &home.mend {
        Shown::Value(mend) => Ok(chart::lay_out_mend(mend, &home.findings, &options)?),
        _ => Err(chart::ChartError::NothingToDraw {
            place: home.findings.place.0.clone(),
            what: "criteria that enough peers can be compared by",
        }
        .into()),
    }
}

/// The room of a chart on a wide page and on a phone; `None` where there is nothing to draw.
fn shape(
    lay_out: impl Fn(u32) -> Result<Picture, HouseError>,
    wide: u32,
) -> Result<Option<Shape>, HouseError> {
    match (lay_out(wide), lay_out(PHONE)) {
        (Ok(wide), Ok(narrow)) => Ok(Some(Shape {
            wide: wide.size(),
            narrow: narrow.size(),
            words: wide.in_words(),
        })),
        (Err(HouseError::Chart(error)), _) | (_, Err(HouseError::Chart(error)))
            if error.is_absence() =>
        {
            Ok(None)
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

fn draw(
    house: &House,
    home: &Home,
    choice: &Choice,
    staff: &Staff<Read>,
    lang: Lang,
) -> Result<String, HouseError> {
    let findings = &home.findings;
    let of_kind = |kind, wide| {
        let lay_out = |width| {
            let options = chart::Options {
                lang: lang.code(),
                width,
                ..chart::Options::default()
            };
            Ok(chart::lay_out(kind, findings, &[], &options)?)
        };
        shape(lay_out, wide)
    };
    let figures = Figures {
        trend: of_kind(Kind::Trend, COLUMN)?,
        criteria: of_kind(Kind::Criteria, ACROSS)?,
        places: of_kind(Kind::Places, COLUMN)?,
        heat: of_kind(Kind::Heat, ACROSS)?,
        mend: shape(|width| laid_out(home, width, lang), ACROSS)?,
    };
    let unit = crate::house::place(house.atlas, &findings.place.0)?;
    let counted = house.counted_forms()?;
    let known = counted
        .iter()
        .filter_map(|(form, _)| house.catalogue.get(&form.id, Some(form.version)));
    let mut forms: Vec<(String, Text)> = known
        .map(|form| (form.id.clone(), form.title.clone()))
        .collect();
    forms.dedup_by(|a, b| a.0 == b.0);
    let own = counted
        .iter()
        .filter(|(form, _)| form.id == findings.form.id);
    let mut periods: Vec<Period> = own
        .flat_map(|(_, periods)| periods.iter().copied())
        .collect();
    periods.sort_unstable_by_key(|period| (std::cmp::Reverse(period.calendar_year()), *period));
    periods.dedup();
    Ok(page::draw(
        &page::Asked {
            home,
            trail: &trail(house, unit, staff),
            forms: &forms,
            periods: &periods,
            figures: &figures,
            compared: (
                choice.against.as_deref().unwrap_or_default(),
                choice.beside.as_deref().unwrap_or_default(),
            ),
            session: &staff.session,
            is_province: unit.level == Level::Province,
            has_departments: unit.level == Level::Province
                && house.has_offices_of_kind(unit, OfficeKind::Department)?,
            may_export: staff.mandate().may(Permission::Export),
        },
        lang,
    ))
}

/// Keys and names of the places above that the reader may see, the widest first.
fn trail(house: &House, unit: &Unit, staff: &Staff<Read>) -> Vec<(String, Text)> {
    let above = std::iter::successors(unit.parent.as_ref(), |id| {
        house.atlas.unit(id)?.parent.as_ref()
    });
    let mut trail: Vec<_> = above
        .filter_map(|id| house.atlas.unit(id))
        .filter(|unit| staff.may_see(house.atlas, &unit.id))
        .map(|unit| {
            let on = unit.valid_to.unwrap_or_else(|| house.clock.today());
            (
                unit.id.to_string(),
                Text::new(unit.title(on, "vi"), unit.title(on, "en")),
            )
        })
        .collect();
    trail.reverse();
    trail
}
