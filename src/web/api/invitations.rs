//! `POST /api/v1/invitations`: a finished transaction becomes a one-time link.

use actix_web::http::header::{ACCEPT, CACHE_CONTROL};
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::ballot::Channel;
use crate::chart::Qr;
use crate::form::Text;
use crate::house::Transaction;
use crate::web::Door;
use crate::web::problem::{FieldFault, Problem, ProblemBody};
use crate::web::refusals;
use crate::web::staff::access::Inviter;

/// A finished transaction, as a one-stop system reports it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationRequest {
    /// Transaction reference, any text that is always the same for the same transaction (best an HMAC of the
    /// dossier code made by the sender). It is never stored: the link is derived from it under a key that is
    /// later destroyed. The same reference gives the same link.
    #[validate(length(min = 1, max = 200))]
    #[schema(example = "9f2c…", min_length = 1, max_length = 200)]
    reference: String,
    /// Code of the office that did the work (cơ quan, bộ phận một cửa).
    #[validate(length(min = 1, max = 64))]
    #[schema(example = "H31.18.05")]
    office: String,
    /// Name of the office, as people know it.
    #[validate(length(max = 200))]
    office_name: Option<String>,
    /// Code of the agency above the office.
    #[validate(length(max = 64))]
    #[schema(example = "H31")]
    agency: Option<String>,
    /// Commune the office stands in: a code of today, or `2004:…` for one that is gone. A province for a provincial office.
    #[validate(length(min = 1, max = 32))]
    #[schema(example = "12271")]
    commune: String,
    /// Procedure code of the national database.
    #[validate(length(max = 64))]
    #[schema(example = "1.001193")]
    procedure: Option<String>,
    /// Procedure group (lĩnh vực), by which results may be broken down.
    #[validate(length(max = 64))]
    #[schema(example = "ho-tich")]
    procedure_group: Option<String>,
    /// `in_person`, `online`, `post`, `phone`; or 1, 2, 3 as in the national exchange (trực tiếp, trực tuyến, bưu chính).
    #[schema(value_type = String, example = "online")]
    channel: ChannelCode,
    /// Day the transaction was finished.
    #[schema(value_type = String, format = Date, example = "2026-11-20")]
    finished_on: String,
    /// Form to hand out; the service's own choice when absent.
    #[validate(length(max = 64))]
    #[schema(example = "onestop-short")]
    form: Option<String>,
}

/// A channel as a word or as the number of the national exchange.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ChannelCode {
    Number(u8),
    Word(String),
}

impl ChannelCode {
    fn channel(&self) -> Result<Channel, String> {
        match self {
            Self::Number(1) => Ok(Channel::InPerson),
            Self::Number(2) => Ok(Channel::Online),
            Self::Number(3) => Ok(Channel::Post),
            Self::Number(other) => Err(format!(
                "{other} is not a channel: 1 in person, 2 online, 3 by post"
            )),
            Self::Word(word) => match word.parse() {
                Ok(Channel::WalkIn) => Err("a walk-in answer needs no invitation".into()),
                Ok(channel) => Ok(channel),
                Err(error) => Err(error.to_string()),
            },
        }
    }
}

/// A one-time link.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationReply {
    /// The link to hand to the citizen, and to nobody else.
    #[schema(example = "https://hl.hungyen.gov.vn/k/…")]
    link: String,
    /// Its last part.
    token: String,
    /// Last day on which it works.
    #[schema(value_type = String, format = Date)]
    expires_on: NaiveDate,
    /// The link as a QR code (SVG).
    qr_svg: String,
    /// The link as a QR code (PNG, base64).
    qr_png: String,
}

/// Makes the one-time link of a transaction: 201 the first time, 200 with the same body again.
///
/// With `Accept: image/svg+xml` or `image/png` the reply is the QR code itself.
#[utoipa::path(post, path = "/api/v1/invitations", tag = "invitations", request_body = InvitationRequest, security(("api_key" = [])), responses(
    (status = 201, description = "A new link", body = InvitationReply),
    (status = 200, description = "The link made before for this reference", body = InvitationReply),
    (status = 400, description = "No JSON, a field is missing or unknown", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "No valid API key", body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn create(
    _inviter: Inviter,
    request: HttpRequest,
    door: Data<Door>,
    body: Json<InvitationRequest>,
) -> Result<HttpResponse, Problem> {
    let body = body.into_inner();
    body.validate().map_err(|errors| too_long(&errors))?;
    let finished_on = body.finished_on.parse().map_err(|_| {
        refusals::field(
            "finished_on",
            "no such day; write YYYY-MM-DD, e.g. 2026-11-20",
        )
    })?;
    let transaction = Transaction {
        channel: body
            .channel
            .channel()
            .map_err(|error| refusals::field("channel", error))?,
        reference: body.reference,
        office: body.office,
        office_name: body.office_name,
        agency: body.agency,
        place: body.commune,
        procedure: body.procedure,
        group: body.procedure_group,
        finished_on,
        form: body.form,
    };
    let invited = door.run(move |house| house.invite(&transaction)).await?;
    let qr = Qr::new(&invited.link);
    let mut reply = if invited.new {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    reply.insert_header((CACHE_CONTROL, "no-store"));
    let accept = request
        .headers()
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    Ok(match accept {
        "image/svg+xml" => reply.content_type("image/svg+xml").body(qr.to_svg()),
        "image/png" => reply.content_type("image/png").body(qr.to_png()),
        _ => reply.json(InvitationReply {
            qr_svg: qr.to_svg(),
            qr_png: BASE64.encode(&qr.to_png()),
            link: invited.link,
            token: invited.token,
            expires_on: invited.expires_on,
        }),
    })
}

/// The fields of an envelope that are empty or too long.
fn too_long(errors: &ValidationErrors) -> Problem {
    let faults = errors.field_errors().into_keys().map(|field| FieldFault {
        field: field.to_string(),
        message: Text::new("Trống hoặc quá dài.", "Empty or too long."),
    });
    Problem::invalid(faults.collect())
}
