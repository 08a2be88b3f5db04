//! `/healthz`: the process lives. `/readyz`: it can record an answer.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::Door;
use super::problem::Problem;
use crate::house::HouseError;

/// `GET /healthz`
pub async fn lives() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

/// `GET /readyz`
pub async fn is_ready(door: Data<Door>) -> Result<HttpResponse, Problem> {
    door.run(|house| house.store.ping().map_err(HouseError::from))
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain")
        .body("ready\n"))
}
