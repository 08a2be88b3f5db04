//! Files that take long to make: ordering one, watching it grow, fetching it, taking it back.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{Data, Form, Path};
use serde::Deserialize;
use serde_json::json;

use super::access::{Export, Staff};
use super::turn::see;
use crate::house::{Asked, House, HouseError, LongFile};
use crate::store::{Action, Download, DownloadState};
use crate::web::Door;
use crate::web::pages::send_private;
use crate::web::pages::staff::downloads as page;
use crate::web::problem::Problem;
use crate::web::refusals;
use crate::web::words::Lang;

/// Seconds after which a page with unfinished files asks again.
const AGAIN: &str = "3";

/// What is ordered.
#[derive(Debug, Deserialize)]
pub struct Order {
    what: String,
    form: Option<String>,
    place: String,
    period: String,
}

/// `POST /staff/downloads`
pub async fn order(
    staff: Staff<Export>,
    lang: Lang,
    door: Data<Door>,
    body: Form<Order>,
) -> Result<HttpResponse, Problem> {
    let order = body.into_inner();
    let period = order
        .period
        .parse()
        .map_err(|error| refusals::field("period", error))?;
    door.run(move |house| {
        let counted = house.counted_forms()?;
        let asked = Asked {
            form: order.form.filter(|form| !form.is_empty()),
            version: None,
            place: order.place,
            period: Some(period),
        };
        let question = house.question(&house.with_results(asked, &counted))?;
        let unit = crate::house::place(house.atlas, &question.place)?;
        staff.must_see(house.atlas, &unit.id)?;
        let what: LongFile = order.what.parse()?;
        house.order_long_file(staff.name(), what, &question, lang.code())?;
        let told = json!({ "what": what.as_str(), "form": question.form.0, "period": question.period.to_string() });
        house.log(staff.name(), Action::Exported, &question.place, told)?;
        Ok::<_, Problem>(())
    })
    .await?;
    Ok(see(&lang.href("/staff/downloads")))
}

/// `GET /staff/downloads`
pub async fn list(
    staff: Staff<Export>,
    lang: Lang,
    door: Data<Door>,
) -> Result<HttpResponse, Problem> {
    let (html, open) = door
        .run(move |house| {
            let own = house.store.downloads_of(staff.name())?;
            let open = own.iter().any(|download| download.state().is_open());
            let places = own
                .iter()
                .map(|download| title(house, download, lang.code()));
            let places: Vec<String> = places.collect();
            let html = page::draw(&own, &places, &staff.session, house.simulated, lang);
            Ok::<_, HouseError>((html, open))
        })
        .await?;
    let mut reply = send_private(StatusCode::OK, lang, html);
    if open {
        let again = header::HeaderValue::from_static(AGAIN);
        reply.headers_mut().insert(header::REFRESH, again);
    }
    Ok(reply)
}

fn title(house: &House, download: &Download, lang: &str) -> String {
    let unit = crate::house::place(house.atlas, &download.place);
    let on = house.clock.today();
    unit.map_or_else(
        |_| download.place.clone(),
        |unit| unit.title(unit.valid_to.unwrap_or(on), lang),
    )
}

/// `GET /staff/downloads/{id}`: the file itself.
pub async fn fetch(
    staff: Staff<Export>,
    door: Data<Door>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = id.into_inner();
    let (name, kind, bytes) = door
        .run(move |house| {
            let download = known(house, &staff, &id)?;
            if download.state() != DownloadState::Ready {
                return Err(Problem::not_found());
            }
            let what: LongFile = download.what.parse()?;
            let bytes =
                std::fs::read(house.download_file(&download)).map_err(|_| Problem::not_found())?;
            let told = json!({ "what": download.what, "period": download.period });
            house.log(staff.name(), Action::Exported, &download.place, told)?;
            let name = format!(
                "sipas-{}-{}-{}.{}",
                download.place.replace(':', "-"),
                download.period,
                download.what,
                what.ending()
            );
            let kind = match what {
                LongFile::CommunesDocx | LongFile::CommunesPdf | LongFile::Departments => {
                    "application/zip"
                }
                LongFile::CommunesXlsx => crate::report::Format::Xlsx.media_type(),
            };
            Ok((name, kind, bytes))
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

/// `POST /staff/downloads/{id}/cancel`
pub async fn cancel(
    staff: Staff<Export>,
    lang: Lang,
    door: Data<Door>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = id.into_inner();
    door.run(move |house| {
        let download = known(house, &staff, &id)?;
        house
            .store
            .cancel_download(&download.id)
            .map_err(HouseError::from)?;
        Ok::<_, Problem>(())
    })
    .await?;
    Ok(see(&lang.href("/staff/downloads")))
}

/// A file of the reader's own, of a place they may still see; any other is not there.
fn known(house: &House, staff: &Staff<Export>, id: &str) -> Result<Download, Problem> {
    let found = house.store.download(id).map_err(HouseError::from)?;
    let own = found.filter(|download| download.username == staff.name());
    let download = own.ok_or_else(Problem::not_found)?;
    let unit = crate::house::place(house.atlas, &download.place)?;
    staff.must_see(house.atlas, &unit.id)?;
    Ok(download)
}
