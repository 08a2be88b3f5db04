//! How a problem is written: problem JSON for programs, a page for people.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;

use super::fault::Problem;
use super::kind::Kind;
use crate::web::pages;
use crate::web::words::Lang;

/// The body of an error reply (RFC 9457).
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ProblemBody {
    /// Where the kind of problem is explained, relative to this service.
    pub r#type: String,
    /// What happened.
    pub title: String,
    /// The status code of the reply.
    pub status: u16,
    /// What exactly happened, and the way out.
    pub detail: String,
    /// Never set: an occurrence has no address, so that no log of ours leads to a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The fields at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldFaultBody>,
}

/// One field at fault.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct FieldFaultBody {
    /// Name of the field.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl Problem {
    /// The body as a program reads it.
    pub fn body(&self, lang: Lang) -> ProblemBody {
        let detail = self.detail.as_ref().map(|text| lang.text(text).to_owned());
        ProblemBody {
            r#type: format!("/docs#problem-{}", self.kind.slug()),
            title: self.kind.title(lang),
            status: self.kind.status().as_u16(),
            detail: detail.unwrap_or_else(|| self.kind.advice(lang)),
            instance: None,
            errors: self
                .errors
                .iter()
                .map(|fault| FieldFaultBody {
                    field: fault.field.clone(),
                    message: lang.text(&fault.message).to_owned(),
                })
                .collect(),
        }
    }

    pub(super) fn reply(&self, lang: Lang, html: bool) -> HttpResponse {
        let mut reply = HttpResponse::build(self.kind.status());
        reply.insert_header((header::CACHE_CONTROL, "no-store"));
        reply.insert_header((header::CONTENT_LANGUAGE, lang.code()));
        if let Some(seconds) = self.retry_after {
            reply.insert_header((header::RETRY_AFTER, seconds));
        }
        if self.kind == Kind::Unauthorized {
            reply.insert_header((header::WWW_AUTHENTICATE, "Bearer realm=\"sipas\""));
        }
        let mut reply = if html {
            reply
                .content_type("text/html; charset=utf-8")
                .body(pages::problem::draw(self, lang))
        } else {
            let body = serde_json::to_vec(&self.body(lang)).unwrap_or_default();
            reply.content_type("application/problem+json").body(body)
        };
        reply.extensions_mut().insert(self.clone());
        reply
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = self.body(Lang::find("en").unwrap_or(Lang::VI));
        write!(f, "{}: {}", body.title, body.detail)?;
        body.errors
            .iter()
            .try_for_each(|e| write!(f, " [{}: {}]", e.field, e.message))
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    /// Problem JSON in Vietnamese; [`in_the_visitors_words`] rewrites it for this visitor.
    fn error_response(&self) -> HttpResponse {
        self.reply(Lang::VI, false)
    }
}
