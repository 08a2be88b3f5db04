//! Requests that cannot be read: too large, of another kind, not what the envelope allows.

use actix_web::error::{JsonPayloadError, QueryPayloadError, UrlencodedError};
use actix_web::web;

use super::fault::Problem;
use super::kind::Kind;
use super::serde_words::in_vietnamese;
use crate::form::Text;

/// Largest body of a request in bytes.
pub const LARGEST_BODY: usize = 64 * 1024;

/// Readers of bodies, queries and paths whose faults are problems, and that stop at [`LARGEST_BODY`].
pub fn readers(service: &mut web::ServiceConfig) {
    service
        .app_data(web::PayloadConfig::new(LARGEST_BODY))
        .app_data(
            web::JsonConfig::default()
                .limit(LARGEST_BODY)
                .error_handler(|error, _| Problem::from(error).into()),
        )
        .app_data(
            web::FormConfig::default()
                .limit(LARGEST_BODY)
                .error_handler(|error, _| Problem::from(error).into()),
        )
        .app_data(web::QueryConfig::default().error_handler(|error, _| Problem::from(error).into()))
        .app_data(web::PathConfig::default().error_handler(|_, _| Problem::not_found().into()));
}

/// An unreadable request; the field is the one that serde names between backticks.
fn unreadable(message: &str) -> Problem {
    let said = Text::new(
        format!("Không đọc được yêu cầu: {}.", in_vietnamese(message)),
        format!("The request cannot be read: {message}."),
    );
    match message.split('`').nth(1) {
        Some(field) => Problem::bad_request(said.clone()).at(field, said),
        None => Problem::bad_request(said),
    }
}

impl From<JsonPayloadError> for Problem {
    fn from(error: JsonPayloadError) -> Self {
        match error {
            JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => {
                Self::too_large()
            }
            JsonPayloadError::ContentType => Self::unsupported_media(),
            JsonPayloadError::Deserialize(error) => unreadable(&error.to_string()),
            _ => Self::new(Kind::BadRequest),
        }
    }
}

impl From<UrlencodedError> for Problem {
    fn from(error: UrlencodedError) -> Self {
        match error {
            UrlencodedError::Overflow { .. } => Self::too_large(),
            UrlencodedError::ContentType => Self::unsupported_media(),
            _ => Self::new(Kind::BadRequest),
        }
    }
}

impl From<QueryPayloadError> for Problem {
    fn from(error: QueryPayloadError) -> Self {
        match error {
            QueryPayloadError::Deserialize(error) => unreadable(&error.to_string()),
            _ => Self::new(Kind::BadRequest),
        }
    }
}
