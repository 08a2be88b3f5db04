//! `/api/v1/scores/{kind}`: the scores that others compute from satisfaction, for staff or an API key.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

use super::results::period;
use crate::house::{Asked, HandedIn, HouseError, ScoreKind, ScoreOrder};
use crate::report::{CsvFlavour, Lang};
use crate::store::Action;
use crate::web::Door;
use crate::web::problem::{Problem, ProblemBody};
use crate::web::refusals;
use crate::web::staff::access::Exporter;

/// What is scored.
#[derive(Debug, Clone, Deserialize, IntoParams)]
pub struct WantedScore {
    /// Form id; `onestop-tt01-2018` for the one-stop score, else the form invitations use.
    pub form: Option<String>,
    /// Form version; the newest when absent.
    pub version: Option<u32>,
    /// The place and what lies below it: `33`, `2004:34`, `vn` (default).
    #[param(example = "33")]
    pub place: Option<String>,
    /// `2026`, `2026-Q3` or `2026-10`; this year when absent.
    #[param(value_type = Option<String>, example = "2026")]
    pub period: Option<String>,
    /// `place` (default), or `office` for QĐ 766 and the one-stop score.
    pub by: Option<String>,
    /// Language of names and classes: `vi` (default) or `en`.
    pub lang: Option<String>,
    /// `people` (default): BOM, semicolons, decimal commas; `machine`: commas and points.
    pub csv: Option<String>,
}

impl WantedScore {
    fn order(&self, kind: ScoreKind, body: &str) -> Result<(Asked, ScoreOrder), Problem> {
        let chosen =
            |name: &str, text: &Option<String>, usual: &str, other: &str| match text.as_deref() {
                None => Ok(false),
                Some(text) if text == usual => Ok(false),
                Some(text) if text == other => Ok(true),
                Some(text) => {
                    let text: String = text.chars().take(40).collect();
                    let why = format!("“{text}” is not known; choose {usual} or {other}");
                    Err(refusals::field(name, why))
                }
            };
        let english = chosen("lang", &self.lang, "vi", "en")?;
        let order = ScoreOrder {
            kind,
            rules: None,
            components: (!body.trim().is_empty()).then(|| HandedIn {
                name: "body".into(),
                text: body.to_owned(),
            }),
            offices: chosen("by", &self.by, "place", "office")?,
            lang: if english { Lang::En } else { Lang::Vi },
            csv: if chosen("csv", &self.csv, "people", "machine")? {
                CsvFlavour::Machine
            } else {
                CsvFlavour::People
            },
        };
        let asked = Asked {
            form: self.form.clone(),
            version: self.version,
            place: self.place.clone().unwrap_or_else(|| "vn".into()),
            period: period(self.period.as_deref())?,
        };
        Ok((asked, order))
    }
}

/// A score from our counts alone: `qd766`, `one-stop`, `par-index` or `commune-index`.
///
/// One row a unit as CSV, the place itself first. How a value becomes points is a rule in a file that the operator names in
/// the settings (`[scores]`). A withheld value says why and brings no points.
#[utoipa::path(get, path = "/api/v1/scores/{kind}", tag = "reports",
    params(("kind" = String, Path, description = "qd766, one-stop, par-index or commune-index"), WantedScore), security(("api_key" = []), ("session" = [])),
    responses((status = 200, description = "The table", content_type = "text/csv"),
        (status = 401, description = "Sign in, or send an API key", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The place is not in the care of this account", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such score, form or place", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field cannot be taken", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn write(
    exporter: Exporter,
    door: Data<Door>,
    kind: Path<String>,
    wanted: Query<WantedScore>,
) -> Result<HttpResponse, Problem> {
    answer(exporter, door, &kind, &wanted, "").await
}

/// A score from our counts and what the office adds.
///
/// The body is CSV, one row a unit: `unit_code`, then for `qd766` the groups `CKMB`, `TDGQ`, `CLGQ`, `TTTT` (or `CLGQ+TTTT`),
/// `MDSH` and the rates `feedback_1`, `feedback_2`; for `one-stop` the indicators that the office scores, as `I5`. A fault
/// names its line, and nothing of the body is kept.
#[utoipa::path(post, path = "/api/v1/scores/{kind}", tag = "reports",
    params(("kind" = String, Path, description = "qd766 or one-stop"), WantedScore), security(("api_key" = []), ("session" = [])),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "The table", content_type = "text/csv"),
        (status = 401, description = "Sign in, or send an API key", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The place is not in the care of this account", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such score, form or place", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field or a line of the body cannot be taken", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn write_with(
    exporter: Exporter,
    door: Data<Door>,
    kind: Path<String>,
    wanted: Query<WantedScore>,
    body: String,
) -> Result<HttpResponse, Problem> {
    answer(exporter, door, &kind, &wanted, &body).await
}

async fn answer(
    exporter: Exporter,
    door: Data<Door>,
    kind: &str,
    wanted: &WantedScore,
    body: &str,
) -> Result<HttpResponse, Problem> {
    let kind: ScoreKind = kind.parse().map_err(|error| {
        refusals::nothing(
            "Không có bảng điểm đó; hãy chọn qd766, one-stop, par-index hoặc commune-index.",
            error,
        )
    })?;
    let (asked, order) = wanted.order(kind, body)?;
    let question = door.store().score_question(kind, &asked)?;
    exporter.must_see(door.store().atlas, &question.place)?;
    let place = question.place.replace(':', "-");
    let name = format!("sipas-{}-{place}-{}.csv", kind.as_str(), question.period);
    let bytes = door
        .run(move |house| {
            let score = house.score(&question, &order)?;
            let what = json!({ "what": kind.as_str(), "form": question.form.0, "period": question.period.to_string() });
            house.log(&exporter.name(), Action::Exported, &question.place, what)?;
            Ok::<_, HouseError>(score)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes))
}
