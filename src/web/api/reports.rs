//! `GET /api/v1/reports/{pdf|docx|xlsx|csv|zip}`: reports for staff or an API key.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

use super::results::Wanted;
use crate::place::{OfficeKind, PeerGroup};
use crate::report::{self, CsvFlavour, CsvRows, Format};
use crate::store::Action;
use crate::web::Door;
use crate::web::press::Press;
use crate::web::problem::{Problem, ProblemBody};
use crate::web::refusals;
use crate::web::staff::access::Exporter;

/// How a CSV is written; other formats take no heed of it.
#[derive(Debug, Default, Deserialize, IntoParams)]
pub struct Csv {
    /// Rows of a CSV: `summary` (default), one a unit; `counts`, one a criterion with a count per level.
    rows: Option<String>,
    /// `excel` (default): BOM, semicolon and decimal comma, for a Vietnamese spreadsheet; `machine`: comma, decimal point, no BOM.
    flavour: Option<String>,
}

impl Csv {
    fn order(&self, usual: report::Options) -> Result<report::Options, Problem> {
        let rows = match self.rows.as_deref() {
            None | Some("summary") => CsvRows::Summary,
            Some("counts") => CsvRows::Counts,
            Some(other) => return Err(unknown("rows", other, "summary or counts")),
        };
        let csv = match self.flavour.as_deref() {
            None | Some("excel") => CsvFlavour::default(),
            Some("machine") => CsvFlavour::Machine,
            Some(other) => return Err(unknown("flavour", other, "excel or machine")),
        };
        Ok(report::Options { csv, rows, ..usual })
    }
}

/// Offices in place of the place.
#[derive(Debug, Default, Deserialize, IntoParams)]
pub struct Group {
    /// `offices:department`, `offices:vertical` or `offices:commune`: the report of the offices of that kind in the place, told
    /// together and ranked. Only of the kind that the office's page or `league.office_kinds` in the settings names.
    #[param(example = "offices:department")]
    peers: Option<String>,
}

impl Group {
    fn kind(&self) -> Result<Option<OfficeKind>, Problem> {
        let Some(text) = self.peers.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        match text.parse() {
            Ok(PeerGroup::Offices(kind)) => Ok(Some(kind)),
            Ok(_) => Err(unknown(
                "peers",
                text,
                "offices:department, offices:vertical or offices:commune",
            )),
            Err(error) => Err(refusals::field("peers", error)),
        }
    }
}

fn unknown(field: &str, said: &str, known: &str) -> Problem {
    refusals::field(field, format!("“{said}” is not known here; choose {known}"))
}

/// A report of a place and a period, as a file.
#[utoipa::path(get, path = "/api/v1/reports/{format}", tag = "reports",
    params(("format" = String, Path, description = "pdf, docx, xlsx, csv, or zip for all charts as SVG and PNG"), Wanted, Csv, Group), security(("api_key" = []), ("session" = [])),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 400, description = "The query cannot be read, e.g. a version that is no number", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Sign in, or send an API key", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The place is not in the care of this account", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such format, form or place", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A value of period, rows, flavour or peers cannot be taken", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn write(
    exporter: Exporter,
    door: Data<Door>,
    press: Data<Press>,
    format: Path<String>,
    wanted: Query<Wanted>,
    csv: Query<Csv>,
    group: Query<Group>,
) -> Result<HttpResponse, Problem> {
    let format: Format = format
        .parse()
        .map_err(|error: crate::report::ReportError| {
            refusals::nothing(
                "Không có báo cáo dạng đó; hãy chọn pdf, docx, xlsx, csv hoặc zip.",
                refusals::sentence(&error.to_string()),
            )
        })?;
    let question = door.store().question(&wanted.asked()?)?;
    exporter.must_see(door.store().atlas, &question.place)?;
    let kind = group.kind()?;
    let name = format!(
        "sipas-{}{}-{}.{}",
        question.place.replace(':', "-"),
        kind.map_or_else(String::new, |kind| format!("-{}", kind.as_str())),
        question.period,
        format.extension()
    );
    let order = csv.order(door.store().report_options(wanted.lang()))?;
    let turn = match format {
        Format::Pdf | Format::Docx | Format::Zip => Some(press.turn().await?),
        Format::Xlsx | Format::Csv => None,
    };
    let bytes = door
        .run(move |house| {
            let report = match kind {
                Some(kind) => house.report_of_offices(format, &question, kind, &order),
                None => house.report(format, &question, order),
            };
            drop(turn);
            let what = kind.map_or_else(|| "report".to_owned(), |kind| format!("report of offices:{}", kind.as_str()));
            let what = json!({ "what": what, "format": format.extension(), "form": question.form.0, "period": question.period.to_string() });
            house.log(&exporter.name(), Action::Exported, &question.place, what)?;
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
