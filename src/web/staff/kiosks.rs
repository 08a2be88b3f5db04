//! The kiosks of own places: their health line, and a code for a new one.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Form};
use serde::Deserialize;
use serde_json::json;

use super::access::{Administer, Staff};
use crate::house::{House, quarter_in_words};
use crate::place::UnitId;
use crate::store::{Action, CollectionPoint, Office};
use crate::web::Door;
use crate::web::pages::send_private;
use crate::web::pages::staff::kiosks::{Kiosks, NewCode, Row, draw};
use crate::web::problem::Problem;
use crate::web::words::Lang;

/// The collection point a code is asked for.
#[derive(Deserialize)]
pub struct Wanted {
    point: String,
}

/// `GET /staff/kiosks`
pub async fn show(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
) -> Result<HttpResponse, Problem> {
    let html = door
        .run(move |house| list(house, lang, &staff, None))
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

/// `POST /staff/kiosks`: a code, shown once.
pub async fn enrol(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    body: Form<Wanted>,
) -> Result<HttpResponse, Problem> {
    let point = body.into_inner().point;
    let html = door
        .run(move |house| {
            let own = own_points(house, &staff)?;
            if !own.iter().any(|own| own.code == point) {
                return Err(Problem::unknown_point());
            }
            let code = house.kiosk_code(&point)?;
            let what = json!({ "kiosk": "a code was made" });
            house.log(staff.name(), Action::PointChanged, &point, what)?;
            let address = format!("{}/kiosk/{point}", house.settings.public_url());
            list(house, lang, &staff, Some(NewCode { address, code }))
        })
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

/// The open collection points of places this member of staff may see.
fn own_points(house: &House, staff: &Staff<Administer>) -> Result<Vec<CollectionPoint>, Problem> {
    let offices = house.store.offices().map_err(Problem::from)?;
    let sees = |office: &Office| {
        let place = office.place.key().parse::<UnitId>();
        place.is_ok_and(|place| {
            let mandate = staff.mandate();
            mandate.may_see_office(house.atlas, &office.code, &place)
        })
    };
    let own: Vec<_> = offices.iter().filter(|office| sees(office)).collect();
    let mut points = house.store.collection_points().map_err(Problem::from)?;
    points.retain(|point| point.open && own.iter().any(|office| office.code == point.office));
    Ok(points)
}

fn list(
    house: &House,
    lang: Lang,
    staff: &Staff<Administer>,
    code: Option<NewCode>,
) -> Result<String, Problem> {
    let points = own_points(house, staff)?;
    let kiosks = house.store.kiosks().map_err(Problem::from)?;
    let rows = kiosks.iter().filter_map(|kiosk| {
        let point = points.iter().find(|point| point.code == kiosk.point)?;
        Some(Row {
            point: point.name.clone(),
            id: kiosk.id.clone(),
            seen: quarter_in_words(kiosk.seen),
            waiting: lang.count(kiosk.waiting),
            revoked: kiosk.revoked,
        })
    });
    let page = Kiosks {
        session: &staff.session,
        rows: rows.collect(),
        points: points
            .iter()
            .map(|point| (point.code.clone(), point.name.clone()))
            .collect(),
        code,
        simulated: house.simulated,
    };
    Ok(draw(lang, &page))
}
