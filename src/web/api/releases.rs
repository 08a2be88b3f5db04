//! `GET /api/v1/releases`: what was frozen, signed and chained, and each document byte for byte.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Json, Path};
use serde::Serialize;
use utoipa::ToSchema;

use crate::form::Text;
use crate::house::HouseError;
use crate::release::KeySuccession;
use crate::store::StoredRelease;
use crate::web::Door;
use crate::web::headers;
use crate::web::problem::{Problem, ProblemBody};

/// The releases of this service, from the first to the last. One under an embargo is not among them before its moment.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the members of the JSON")]
pub struct Releases {
    /// What signatures are checked with; absent before the first release.
    #[schema(example = "sipas-release-key-1:1a1b07a4…")]
    public_key: Option<String>,
    /// All keys that ever signed, each introduced by the one before.
    #[schema(value_type = Option<serde_json::Value>)]
    key_history: Option<KeySuccession>,
    /// SHA-256 of the newest release: witness it, and `sipas verify --head` tells later whether anything was cut off.
    head: Option<String>,
    /// The oldest first.
    releases: Vec<ReleaseLine>,
}

/// One release without its figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReleaseLine {
    /// Its place in the chain, from 1.
    number: u64,
    /// Its short name.
    #[schema(example = "2026-Q3.v1-7f3a9c")]
    id: String,
    /// Form id.
    form: String,
    /// Form version.
    form_version: u32,
    /// Key of the place whose figures, with those of the places below, are frozen.
    place: String,
    /// The frozen period.
    #[schema(example = "2026-Q3")]
    period: String,
    /// 1 = first, 2 = its first correction.
    edition: u32,
    /// Why it was corrected.
    #[schema(value_type = Option<serde_json::Value>)]
    reason: Option<Text>,
    /// Day of the release, Vietnam (UTC+7).
    released_on: String,
    /// SHA-256 of the canonical manifest.
    sha256: String,
    /// SHA-256 of the release before.
    previous: Option<String>,
}

impl From<StoredRelease> for ReleaseLine {
    fn from(release: StoredRelease) -> Self {
        Self {
            number: release.number,
            id: release.id,
            form: release.form.id,
            form_version: release.form.version,
            place: release.place,
            period: release.period.to_string(),
            edition: release.edition,
            reason: release.reason,
            released_on: release.released_on.to_string(),
            sha256: release.hash,
            previous: release.previous,
        }
    }
}

/// All releases, and the key they are checked with.
#[utoipa::path(get, path = "/api/v1/releases", tag = "releases", responses((status = 200, body = Releases)))]
pub async fn list(door: Data<Door>) -> Result<Json<Releases>, Problem> {
    let found = door
        .run(|house| {
            let key = house.release_keys()?;
            Ok::<_, HouseError>((key, house.open_releases()?))
        })
        .await?;
    let (keys, releases) = found;
    Ok(Json(Releases {
        public_key: keys.as_ref().map(|keys| keys.newest().to_string()),
        key_history: keys,
        head: releases.last().map(|release| release.hash.clone()),
        releases: releases.into_iter().map(ReleaseLine::from).collect(),
    }))
}

/// The document of a release: manifest, figures and signature as canonical JSON, byte for byte as it was signed.
#[utoipa::path(get, path = "/api/v1/releases/{id}", tag = "releases", params(("id" = String, Path, description = "e.g. 2026-Q3.v1-7f3a9c")),
    responses((status = 200, description = "The document", body = serde_json::Value),
        (status = 404, description = "No such release", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn show(door: Data<Door>, id: Path<String>) -> Result<HttpResponse, Problem> {
    let document = door
        .run(move |house| {
            let kept = house.released(&id)?;
            Ok::<_, HouseError>(house.store.release_document(kept.number)?)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, headers::IMMUTABLE))
        .body(document))
}
