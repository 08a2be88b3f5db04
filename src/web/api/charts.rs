//! `GET /api/v1/charts/{kind}.{svg|png}`: the findings drawn.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;
use utoipa::IntoParams;

use super::results::Wanted;
use crate::chart;
use crate::house::HouseError;
use crate::web::Door;
use crate::web::problem::{Problem, ProblemBody};
use crate::web::refusals;

/// How wide.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Size {
    /// Width in pixels, 320–2000; 960 when absent. A PNG has twice as many dots each way.
    width: Option<u32>,
}

/// A chart as SVG, or as crisp PNG.
#[utoipa::path(get, path = "/api/v1/charts/{kind}.{format}", tag = "results",
    params(("kind" = String, Path, description = "places, criteria, heat, trend or map"), ("format" = String, Path, description = "svg or png"), Wanted, Size),
    responses((status = 200, description = "The picture", content((String = "image/svg+xml"), (Vec<u8> = "image/png"))),
        (status = 400, description = "The query cannot be read, e.g. a width that is no number", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such chart, form or place, or nothing to draw", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The period cannot be taken", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn draw(
    door: Data<Door>,
    path: Path<(String, String)>,
    wanted: Query<Wanted>,
    size: Query<Size>,
) -> Result<HttpResponse, Problem> {
    let (kind, format) = path.into_inner();
    let kind: chart::Kind = kind.parse().map_err(|error: chart::UnknownKind| {
        refusals::nothing(
            "Không có biểu đồ như vậy.",
            refusals::sentence(&error.to_string()),
        )
    })?;
    let png = match format.as_str() {
        "svg" => false,
        "png" => true,
        other => {
            return Err(refusals::nothing(
                format!("Không có biểu đồ dạng “{other}”; hãy chọn svg hoặc png."),
                format!("There is no chart in “{other}”; ask for svg or png."),
            ));
        }
    };
    let question = door.store().question(&wanted.asked()?)?;
    let drawing = chart::Options {
        lang: wanted.lang(),
        width: size.width.unwrap_or(960).clamp(320, 2000),
        ..chart::Options::default()
    };
    let (kind_of_picture, bytes) = door
        .run(move |house| {
            let (findings, tiles) = (house.findings(&question)?, house.tiles(drawing.lang));
            let svg = chart::draw(kind, &findings, &tiles, &drawing)?;
            Ok::<_, HouseError>(if png {
                ("image/png", svg.to_png(2.0)?)
            } else {
                ("image/svg+xml", svg.as_str().as_bytes().to_vec())
            })
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type(kind_of_picture)
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .body(bytes))
}
