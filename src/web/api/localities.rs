//! `GET /api/v1/localities`: places by parent or by name, from memory.

use actix_web::web::{Data, Json, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::house::House;
use crate::place::Unit;
use crate::web::Door;
use crate::web::problem::{Problem, ProblemBody};
use crate::web::refusals;

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Wanted {
    /// List what lies directly below this place (`vn`, `33`, `2004:34`); the nation when absent.
    parent: Option<String>,
    /// Words of a name; tone marks and Unicode form do not matter.
    q: Option<String>,
    /// At most so many (1–500, default 200).
    limit: Option<usize>,
}

/// A place.
#[derive(Debug, Serialize, ToSchema)]
pub struct Locality {
    /// Key: scheme and code.
    #[schema(example = "2025:00004")]
    id: String,
    /// Official code, text with its leading zeros.
    #[schema(example = "00004")]
    code: String,
    /// `nation`, `province`, `district` or `commune`.
    level: &'static str,
    /// Name without its kind.
    #[schema(example = "Ba Đình")]
    name: String,
    /// Kind and name as printed.
    #[schema(example = "Phường Ba Đình")]
    title: String,
    /// Key of the place above.
    parent: Option<String>,
    /// Title of its province.
    province: Option<String>,
    /// First day.
    valid_from: String,
    /// Last day, when it exists no more.
    valid_to: Option<String>,
}

/// Places below a place, or places by name.
#[utoipa::path(get, path = "/api/v1/localities", tag = "localities", params(Wanted),
    responses((status = 200, body = [Locality]), (status = 400, description = "The query cannot be read, e.g. a limit that is no number", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "No such parent", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn list(door: Data<Door>, wanted: Query<Wanted>) -> Result<Json<Vec<Locality>>, Problem> {
    let house = door.store();
    let atlas = house.atlas;
    let limit = wanted.limit.unwrap_or(200).clamp(1, 500);
    let parent = match &wanted.parent {
        Some(text) => Some(
            atlas
                .find(text)
                .ok_or_else(|| refusals::field("parent", format!("there is no place “{text}”")))?,
        ),
        None => None,
    };
    let units = match wanted
        .q
        .as_deref()
        .map(str::trim)
        .filter(|words| !words.is_empty())
    {
        Some(words) => atlas.search(words, parent.map(|unit| &unit.id), limit),
        None => atlas.children(&parent.unwrap_or_else(|| atlas.nation()).id),
    };
    Ok(Json(
        units
            .into_iter()
            .map(|unit| locality(house, unit))
            .collect(),
    ))
}

fn locality(house: &House, unit: &Unit) -> Locality {
    let on = unit.valid_to.unwrap_or_else(|| house.clock.today());
    let province = house
        .atlas
        .province_of(&unit.id)
        .filter(|province| province.id != unit.id);
    Locality {
        id: unit.id.to_string(),
        code: unit.id.code().to_string(),
        level: unit.level.as_str(),
        name: unit.name(on).to_owned(),
        title: unit.title(on, "vi"),
        parent: unit.parent.as_ref().map(ToString::to_string),
        province: province.map(|province| province.title(on, "vi")),
        valid_from: unit.valid_from.to_string(),
        valid_to: unit.valid_to.map(|day| day.to_string()),
    }
}
