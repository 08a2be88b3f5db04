//! `GET /api/v1/forms`, `/forms/{id}`: the questionnaires, from memory.

use actix_web::web::{Data, Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::form::{Condition, Form, Text};
use crate::web::Door;
use crate::web::problem::{Problem, ProblemBody};
use crate::web::refusals;

/// A questionnaire in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormSummary {
    /// Form id.
    #[schema(example = "onestop-short")]
    id: String,
    /// Version.
    version: u32,
    /// SHA-256 of the form file; a published version never changes.
    hash: String,
    /// Title by language.
    title: Words,
    /// Number of questions.
    questions: usize,
}

/// Words by language.
#[derive(Debug, Serialize, ToSchema)]
pub struct Words {
    /// Vietnamese.
    vi: String,
    /// English.
    en: String,
}

/// A whole questionnaire.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormBody {
    #[serde(flatten)]
    summary: FormSummary,
    /// Legal basis by language.
    legal_basis: Words,
    /// Questions in order.
    items: Vec<QuestionBody>,
    /// Longest comment in characters, when the form has a comment box; its answer code is `comment`.
    comment_max: Option<usize>,
}

/// One question.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionBody {
    /// Code, the key of the answer.
    #[schema(example = "SA0")]
    code: String,
    /// Text by language.
    text: Words,
    /// Whether an answer is required.
    required: bool,
    /// When it is asked, as a rule over earlier answers; always, when absent. An answer to what is not asked is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, example = json!({"question": "overall", "is": ["1", "2"]}))]
    show_if: Option<Condition>,
    /// When an answer is required although `required` is false.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    required_if: Option<Condition>,
    /// Whether several options may be chosen (the answer is then a list).
    multiple: bool,
    /// Options that may be sent; `na` stands for “not applicable” where it is among them.
    options: Vec<OptionBody>,
}

/// One option.
#[derive(Debug, Serialize, ToSchema)]
pub struct OptionBody {
    /// What is sent.
    #[schema(example = "5")]
    value: String,
    /// Label by language.
    label: Words,
}

/// Which version.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Version {
    /// Version of the form; the newest when absent.
    version: Option<u32>,
}

/// The questionnaires this service knows.
#[utoipa::path(get, path = "/api/v1/forms", tag = "forms", responses((status = 200, body = [FormSummary])))]
pub async fn list(door: Data<Door>) -> Json<Vec<FormSummary>> {
    Json(
        door.store()
            .catalogue
            .iter()
            .map(|form| summary(form))
            .collect(),
    )
}

/// One questionnaire with its questions.
#[utoipa::path(get, path = "/api/v1/forms/{id}", tag = "forms", params(("id" = String, Path), Version),
    responses((status = 200, body = FormBody), (status = 404, description = "No such form", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn show(
    door: Data<Door>,
    id: Path<String>,
    version: Query<Version>,
) -> Result<Json<FormBody>, Problem> {
    let form = door
        .store()
        .catalogue
        .get(&id, version.version)
        .ok_or_else(|| {
            refusals::nothing(
                format!(
                    "Không có mẫu phiếu “{id}” ở phiên bản đó; GET /api/v1/forms liệt kê các mẫu."
                ),
                format!("There is no form “{id}” in that version; GET /api/v1/forms lists them."),
            )
        })?;
    Ok(Json(body(form)))
}

fn words(text: &Text) -> Words {
    Words {
        vi: text.get("vi").to_owned(),
        en: text.get("en").to_owned(),
    }
}

fn summary(form: &Form) -> FormSummary {
    FormSummary {
        id: form.id.clone(),
        version: form.version,
        hash: form.hash.to_string(),
        title: words(&form.title),
        questions: form.questions.len(),
    }
}

fn body(form: &Form) -> FormBody {
    let items = form.questions.iter().map(|question| {
        let mut options: Vec<_> = question
            .options()
            .iter()
            .map(|option| OptionBody {
                value: option.value.clone(),
                label: words(&option.label),
            })
            .collect();
        options.extend(question.not_applicable().map(|label| OptionBody {
            value: "na".into(),
            label: words(label),
        }));
        QuestionBody {
            code: question.code.clone(),
            text: words(&question.text),
            required: question.required,
            show_if: question.show_if.clone(),
            required_if: question.required_if.clone(),
            multiple: question.is_multi(),
            options,
        }
    });
    FormBody {
        summary: summary(form),
        legal_basis: words(&form.legal_basis),
        items: items.collect(),
        comment_max: form.comment.as_ref().map(|comment| comment.max),
    }
}
