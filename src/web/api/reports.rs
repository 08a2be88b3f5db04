//! `GET /api/v1/reports/{pdf|xlsx|csv}`: reports for the administrator or an API key.

use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use actix_web::HttpResponse;

use super::results::Wanted;
use crate::house::House;
use crate::report::Format;
use crate::web::Door;
use crate::web::problem::Problem;
use crate::web::staff::Reader;

/// A report of a place and a period, as a file.
#[utoipa::path(get, path = "/api/v1/reports/{format}", tag = "reports",
    params(("format" = String, Path, description = "pdf, xlsx or csv"), Wanted), security(("api_key" = []), ("session" = [])),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 401, description = "Sign in, or send an API key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such format, form or place", body = Problem, content_type = "application/problem+json")))]
pub async fn write(
    _reader: Reader,
    door: Data<Door>,
    format: Path<String>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let format: Format = format.parse().map_err(Problem::not_found)?;
    let question = house.question(&wanted.asked()?)?;
    let name = format!("sipas-{}-{}.{}", question.place.replace(':', "-"), question.period, format.ending());
    let lang = wanted.lang();
    let house = house.into_inner();
    let bytes = indoors.run(move || house.report(format, &question, lang)).await??;
    Ok(HttpResponse::Ok()
        .content_type(format.media_type())
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes))
}
