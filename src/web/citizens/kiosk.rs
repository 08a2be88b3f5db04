//! Kiosks (máy khảo sát): the page, and the few words between its script and the service.
//!
//! The page itself is public and holds no secret. A device becomes a kiosk with a code of staff; what it keeps then lets it
//! hand in sheets that it sealed by itself. Those are not opened here.

use actix_web::http::header;
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

use super::ballots;
use super::counter::Counter;
use crate::ballot::{FormRef, KioskEnvelope};
use crate::form::Text;
use crate::period::Period;
use crate::store::{InvitationState, Kiosk, Outcome, SealedArrival};
use crate::web::Door;
use crate::web::guard::Guard;
use crate::web::headers;
use crate::web::pages::citizens::kiosk as page;
use crate::web::problem::{Problem, lang_of};

/// `GET /kiosk/{point}`
pub async fn show(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    point: Path<String>,
) -> Result<HttpResponse, Problem> {
    let found = guard.counting_misses(ballots::point(&counter, &point).await)?;
    let lang = lang_of(request.query_string(), request.headers());
    let kiosk = &counter.house.settings.kiosk;
    let html = page::draw(lang, &found.0.0, kiosk, counter.house.simulated);
    let mut reply = crate::web::pages::send(&request, actix_web::http::StatusCode::OK, lang, html);
    let camera = header::HeaderValue::from_static(headers::CAMERA);
    let name = header::HeaderName::from_static("permissions-policy");
    reply.headers_mut().insert(name, camera);
    Ok(reply)
}

/// `GET /kiosk/{point}/manifest.webmanifest`: what makes the page installable.
pub async fn manifest(
    guard: Guard,
    counter: Data<Counter>,
    point: Path<String>,
) -> Result<HttpResponse, Problem> {
    let found = guard.counting_misses(ballots::point(&counter, &point).await)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/manifest+json"))
        .json(page::manifest(&found.0.0)))
}

/// The code of staff.
#[derive(Deserialize)]
pub struct Enrolment {
    code: String,
}

/// What a device keeps from now on.
#[derive(Serialize)]
struct Enrolled {
    kept: String,
}

/// `POST /kiosk/{point}/enrol`: makes a device a kiosk, once a code.
pub async fn enrol(
    guard: Guard,
    door: Data<Door>,
    point: Path<String>,
    body: Json<Enrolment>,
) -> Result<HttpResponse, Problem> {
    let (point, code) = (point.into_inner(), body.into_inner().code);
    let kept = door
        .run(move |house| house.enrol_kiosk(&point, &code))
        .await?;
    let wrong = || {
        Problem::not_found().because(Text::new(
            "Mã ghi danh không đúng, đã dùng hoặc đã hết hạn. Xin lấy mã mới.",
            "The code is wrong, used or too old. Please get a new one.",
        ))
    };
    let kept = guard.counting_misses(kept.ok_or_else(wrong))?;
    tracing::info!("a kiosk was enrolled");
    Ok(HttpResponse::Created().json(Enrolled { kept }))
}

/// The heartbeat of a kiosk.
#[derive(Deserialize)]
pub struct Heartbeat {
    waiting: u64,
}

/// What a kiosk is told at its heartbeat.
#[derive(Serialize)]
struct Told {
    form: String,
    version: u32,
    keys: Vec<ToldKey>,
}

#[derive(Serialize)]
struct ToldKey {
    month: String,
    public: String,
    begins_in: u64,
}

/// `POST /kiosk/{point}/contact`: comes every few minutes, whether anybody answered or not.
pub async fn hear(
    request: HttpRequest,
    counter: Data<Counter>,
    door: Data<Door>,
    point: Path<String>,
    body: Json<Heartbeat>,
) -> Result<HttpResponse, Problem> {
    let kiosk = known(&request, &door, &point).await?;
    let (_, form) = ballots::point(&counter, &point).await?;
    let waiting = body.waiting;
    let keys = door
        .run(move |house| {
            house.hear_kiosk(&kiosk, waiting)?;
            house.kiosk_keys()
        })
        .await?;
    let told = |key: &crate::house::KioskKey| ToldKey {
        month: key.month.to_string(),
        public: BASE64URL_NOPAD.encode(&key.public.0),
        begins_in: key.begins_in,
    };
    Ok(HttpResponse::Ok().json(Told {
        form: form.id.clone(),
        version: form.version,
        keys: keys.iter().map(told).collect(),
    }))
}

/// A queue ticket or a slip that was scanned or typed.
#[derive(Deserialize)]
pub struct Ticket {
    token: String,
}

/// `POST /kiosk/{point}/ticket`: whether a scanned ticket can still be used, so that nobody answers in vain.
pub async fn look_up_ticket(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    door: Data<Door>,
    point: Path<String>,
    body: Json<Ticket>,
) -> Result<HttpResponse, Problem> {
    known(&request, &door, &point).await?;
    let ticket = ballots::ticket(&guard, &counter, &body.token).await;
    let ticket = guard.counting_misses(ticket)?;
    let invitee = guard.counting_misses(ballots::invitee(&counter, ticket).await)?;
    let (_, form) = ballots::point(&counter, &point).await?;
    if invitee.state == InvitationState::Used {
        return Err(Problem::conflict(Text::new(
            "Phiếu này đã được ghi nhận.",
            "This ticket was used before.",
        )));
    }
    if invitee.cell.form.id != form.id {
        return Err(Problem::form_version());
    }
    Ok(HttpResponse::Ok().json(TicketForm {
        form: invitee.cell.form.id.clone(),
        version: invitee.cell.form.version,
    }))
}

/// The form version a ticket was made for.
#[derive(Serialize)]
struct TicketForm {
    form: String,
    version: u32,
}

/// A sheet that the kiosk sealed.
#[derive(Deserialize)]
#[expect(
    clippy::struct_field_names,
    reason = "the name that goes over the line"
)]
pub struct Sealed {
    /// Random UUID (v4) of the sheet.
    id: String,
    form: String,
    version: u32,
    /// Month of the key, e.g. `2026-11`.
    month: Period,
    /// What a scanned ticket or a slip says.
    token: Option<String>,
    /// The envelope, base64url without padding.
    sealed: String,
}

/// The acknowledgement.
#[derive(Serialize)]
struct Acknowledged {
    status: &'static str,
}

/// `POST /kiosk/{point}/sheets`: 201 once it is on disk, 200 when it was recorded before, 410 when the month of its key is
/// too long ago, 429 when the point has taken its sheets of the day: then it stays in the queue.
pub async fn take(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    door: Data<Door>,
    point: Path<String>,
    body: Json<Sealed>,
) -> Result<HttpResponse, Problem> {
    known(&request, &door, &point).await?;
    let body = body.into_inner();
    let form = ballots::form(&counter.house, &body.form, body.version)?;
    let form = FormRef::new(form.id.clone(), form.version);
    if !counter.house.takes_from_kiosks(body.month) {
        return Err(too_old());
    }
    let bytes = BASE64URL_NOPAD.decode(body.sealed.as_bytes());
    let envelope = bytes
        .ok()
        .and_then(|bytes| KioskEnvelope::new(body.month, bytes).ok());
    let envelope = envelope.ok_or_else(|| {
        Problem::invalid_field(
            "sealed",
            Text::new(
                "Phong bì không đúng kích thước. Xin tải lại trang của máy khảo sát.",
                "The envelope has no size we know. Please load the page of the kiosk anew.",
            ),
        )
    })?;
    let admission = match &body.token {
        Some(token) => {
            let ticket = ballots::ticket(&guard, &counter, token).await;
            guard.counting_misses(ticket)?.hash.into()
        }
        None => ballots::walk_in(&counter, &point, &body.id, &form).await?,
    };
    let arrival = SealedArrival {
        form,
        pass: admission.pass,
        envelope,
    };
    let mut recorded = match counter.writer.submit(arrival).await {
        Ok(Outcome::Recorded) => {
            admission.keep();
            HttpResponse::Created()
        }
        Ok(Outcome::AlreadyRecorded) => HttpResponse::Ok(),
        Ok(Outcome::UnknownToken) => {
            return guard.counting_misses(Err(Problem::unknown_link()));
        }
        Ok(Outcome::Expired) => return Err(Problem::expired_link()),
        Ok(Outcome::WrongForm) => return Err(Problem::form_version()),
        Ok(Outcome::TooLong) => return Err(Problem::too_large()),
        Ok(Outcome::Unavailable) | Err(_) => return Err(Problem::unavailable()),
    };
    Ok(recorded.json(Acknowledged { status: "recorded" }))
}

fn too_old() -> Problem {
    Problem::expired_link().because(Text::new(
        "Phiếu này đã chờ trong máy quá lâu: kỳ của nó đã khóa, không tính được nữa.",
        "This sheet waited on the kiosk for too long: its month is closed, and it cannot be counted any more.",
    ))
}

/// The kiosk that asks, by what it keeps; 401 for a device that is not enrolled here or was shut out.
async fn known(request: &HttpRequest, door: &Door, point: &str) -> Result<Kiosk, Problem> {
    let kept = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
        .map(str::to_owned);
    let Some(kept) = kept else {
        return Err(Problem::unauthorized());
    };
    let point = point.to_owned();
    let kiosk = door
        .run(move |house| house.kiosk(&point, &kept).map_err(Problem::from))
        .await?;
    kiosk.ok_or_else(Problem::unauthorized)
}
