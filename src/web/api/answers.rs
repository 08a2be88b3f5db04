//! `POST /api/v1/answers`: a filled-in sheet from an app, a kiosk or a portal.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ballot::FormRef;
use crate::form::Answers;
use crate::web::citizens::Counter;
use crate::web::citizens::ballots::{self, Admission};
use crate::web::guard::Guard;
use crate::web::problem::Problem;

/// A filled-in sheet: by the token of a one-time link, or by a collection point and a submission id.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    /// Last part of the one-time link.
    token: Option<String>,
    /// Code of the collection point, with `submission_id`.
    collection_point: Option<String>,
    /// A random UUID (v4) made once for this sheet: sending the same again counts once.
    #[schema(format = "uuid")]
    submission_id: Option<String>,
    /// Form id.
    #[schema(example = "onestop-short")]
    form: String,
    /// Form version.
    #[schema(example = 1)]
    version: u32,
    /// Answers by question code; a list for a question with several options; `na` for “not applicable” where offered.
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    answers: Answers,
}

/// The acknowledgement. It holds nothing of the content.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerReply {
    /// Always `recorded`.
    status: &'static str,
}

/// Takes a sheet: 201 once it is stored, 200 with the same body when it was stored before.
///
/// The reply is sent after the sheet is on disk. No reply, or 503, means: send the same again; it counts once.
#[utoipa::path(post, path = "/api/v1/answers", tag = "answers", request_body = AnswerRequest, responses(
    (status = 201, description = "Recorded", body = AnswerReply),
    (status = 200, description = "Recorded before", body = AnswerReply),
    (status = 404, description = "Unknown or mistyped link", body = crate::web::problem::ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "Another version of the form was handed out", body = crate::web::problem::ProblemBody, content_type = "application/problem+json"),
    (status = 410, description = "The link has expired", body = crate::web::problem::ProblemBody, content_type = "application/problem+json"),
    (status = 422, description = "Every faulty answer by its question code", body = crate::web::problem::ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "The collection point has taken as many sheets as it may today; not recorded, send it again the next day", body = crate::web::problem::ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "Not recorded; send it again", body = crate::web::problem::ProblemBody, content_type = "application/problem+json")))]
pub async fn take(
    guard: Guard,
    counter: Data<Counter>,
    body: Json<AnswerRequest>,
) -> Result<HttpResponse, Problem> {
    let body = body.into_inner();
    let admission = match (&body.token, &body.collection_point, &body.submission_id) {
        (Some(token), None, None) => {
            let ticket = guard.counting_misses(ballots::ticket(&guard, &counter, token).await)?;
            Admission::from(ticket.hash)
        }
        (None, Some(point), Some(submission)) => {
            let form = FormRef::new(body.form.clone(), body.version);
            let admission = ballots::walk_in(&counter, point, submission, &form).await;
            guard.counting_misses(admission)?
        }
        _ => return Err(ballots::neither_pass()),
    };
    let form = ballots::form(&counter.house, &body.form, body.version)?;
    let sheet = ballots::sheet(form, &body.answers)?;
    let new = guard.counting_misses(ballots::record(&counter, form, admission, sheet).await)?;
    let mut reply = if new {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(reply
        .insert_header(("Cache-Control", "no-store"))
        .json(AnswerReply { status: "recorded" }))
}
