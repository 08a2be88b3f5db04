//! `GET /api/v1/reports/{pdf|xlsx|csv}`: reports for the administrator or an API key.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};

use super::results::Wanted;
use crate::report::Format;
use crate::web::Door;
use crate::web::press::Press;
use crate::web::problem::{Problem, ProblemBody};
use crate::web::refusals;
use crate::web::staff::Reader;

/// A report of a place and a period, as a file.
#[utoipa::path(get, path = "/api/v1/reports/{format}", tag = "reports",
    params(("format" = String, Path, description = "pdf, xlsx or csv"), Wanted), security(("api_key" = []), ("session" = [])),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 401, description = "Sign in, or send an API key", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such format, form or place", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn write(
    _reader: Reader,
    door: Data<Door>,
    press: Data<Press>,
    format: Path<String>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let format: Format = format
        .parse()
        .map_err(|error: crate::report::ReportError| {
            refusals::nothing(
                "Không có báo cáo dạng đó; hãy chọn pdf, xlsx hoặc csv.",
                error.to_string(),
            )
        })?;
    let question = door.store().question(&wanted.asked()?)?;
    let name = format!(
        "sipas-{}-{}.{}",
        question.place.replace(':', "-"),
        question.period,
        format.extension()
    );
    let lang = wanted.lang();
    let turn = match format {
        Format::Pdf => Some(press.turn().await?),
        Format::Xlsx | Format::Csv => None,
    };
    let bytes = door
        .run(move |house| {
            let report = house.report(format, &question, house.report_options(lang));
            drop(turn);
            report
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type(format.media_type())
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes))
}
