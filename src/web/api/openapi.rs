//! `GET /openapi.json`: the contract, made from the handlers themselves (OpenAPI 3.1).

use actix_web::HttpResponse;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{
    answers, charts, forms, invitations, league, localities, releases, reports, results, scores,
};
use crate::web::problem::ProblemBody;

/// The whole contract.
#[derive(OpenApi)]
#[openapi(
    info(title = "sipas", description = "Questionnaires, sealed answers, and a satisfaction index that tells its doubt. Every number that leaves has passed the disclosure gate: nothing from too few, nothing a subtraction reveals."),
    paths(forms::list, forms::show, localities::list, invitations::create, answers::take, results::show, league::show, charts::draw, reports::write,
        scores::write, scores::write_with,
        releases::list, releases::show),
    components(schemas(ProblemBody)),
    tags(
        (name = "forms", description = "Questionnaires, versioned; a published version never changes"),
        (name = "localities", description = "Places of today and of before 1 July 2025"),
        (name = "invitations", description = "A finished transaction becomes a one-time link"),
        (name = "answers", description = "A filled-in sheet, sealed and counted once"),
        (name = "results", description = "The index and its charts"),
        (name = "reports", description = "Files for people"),
        (name = "releases", description = "Closed periods, frozen, signed and chained")),
    modifiers(&Keys)
)]
struct Contract;

/// How callers say who they are.
struct Keys;

impl Modify for Keys {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An API key: sp_…"))
            .build();
        components.add_security_scheme("api_key", SecurityScheme::Http(bearer));
        let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
            "sipas",
            "The signed-in administrator",
        ));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    }
}

/// The contract as a document.
pub fn document() -> utoipa::openapi::OpenApi {
    Contract::openapi()
}

/// `GET /openapi.json`
pub async fn show() -> HttpResponse {
    HttpResponse::Ok().json(document())
}
