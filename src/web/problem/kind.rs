//! The kinds of problems: a status, a type and the words of each.

use actix_web::http::StatusCode;

use crate::web::words::Lang;

/// The kinds of problems, each with a section of its own in the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 400: the request cannot be read.
    BadRequest,
    /// 401: nobody has signed in, or the API key is not known.
    Unauthorized,
    /// 403: known, but not allowed to.
    Forbidden,
    /// 404: no such thing.
    NotFound,
    /// 404: no invitation has this link; mistyped, most likely.
    UnknownLink,
    /// 404: no collection point has this code.
    UnknownPoint,
    /// 405: the address exists, the method does not.
    MethodNotAllowed,
    /// 409: it contradicts what is already recorded.
    Conflict,
    /// 409: the form has a newer version than the sheet.
    FormVersion,
    /// 410: the invitation was too long ago.
    ExpiredLink,
    /// 410: this form takes no more answers.
    FormClosed,
    /// 413: the body is too large.
    TooLarge,
    /// 415: a body of a kind that is not read here.
    UnsupportedMedia,
    /// 422: readable, but it does not fit the form or the rules.
    Invalid,
    /// 429: too many tries.
    TooMany,
    /// 429: the collection point has taken as many sheets as it may today.
    EnoughToday,
    /// 500: our fault.
    Internal,
    /// 503: the store is away or busy; nothing was recorded.
    Unavailable,
}

impl Kind {
    /// Every kind, by status.
    pub const ALL: [Self; 18] = [
        Self::BadRequest,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::UnknownLink,
        Self::UnknownPoint,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::FormVersion,
        Self::ExpiredLink,
        Self::FormClosed,
        Self::TooLarge,
        Self::UnsupportedMedia,
        Self::Invalid,
        Self::TooMany,
        Self::EnoughToday,
        Self::Internal,
        Self::Unavailable,
    ];

    /// Status code of the reply.
    pub fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound | Self::UnknownLink | Self::UnknownPoint => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict | Self::FormVersion => StatusCode::CONFLICT,
            Self::ExpiredLink | Self::FormClosed => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany | Self::EnoughToday => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Last part of the problem type, `/docs#problem-…`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::BadRequest => "bad-request",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::UnknownLink => "unknown-link",
            Self::UnknownPoint => "unknown-point",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Conflict => "conflict",
            Self::FormVersion => "form-version",
            Self::ExpiredLink => "expired-link",
            Self::FormClosed => "form-closed",
            Self::TooLarge => "too-large",
            Self::UnsupportedMedia => "unsupported-media",
            Self::Invalid => "invalid",
            Self::TooMany => "too-many",
            Self::EnoughToday => "enough-today",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
        }
    }

    /// What happened, in a few words.
    pub fn title(self, lang: Lang) -> String {
        lang.say(self.title_key())
    }

    /// The key of what happened.
    pub fn title_key(self) -> &'static str {
        match self {
            Self::BadRequest => "problem-bad-request",
            Self::Unauthorized => "problem-unauthorized",
            Self::Forbidden => "problem-forbidden",
            Self::NotFound => "problem-not-found",
            Self::UnknownLink => "problem-unknown-link",
            Self::UnknownPoint => "problem-unknown-point",
            Self::MethodNotAllowed => "problem-method-not-allowed",
            Self::Conflict => "problem-conflict",
            Self::FormVersion => "problem-form-version",
            Self::ExpiredLink => "problem-expired-link",
            Self::FormClosed => "problem-form-closed",
            Self::TooLarge => "problem-too-large",
            Self::UnsupportedMedia => "problem-unsupported-media",
            Self::Invalid => "problem-invalid",
            Self::TooMany => "problem-too-many",
            Self::EnoughToday => "problem-enough-today",
            Self::Internal => "problem-internal",
            Self::Unavailable => "problem-unavailable",
        }
    }

    /// The way out, in one or two sentences.
    pub fn advice(self, lang: Lang) -> String {
        lang.say(self.advice_key())
    }

    /// The key of the way out.
    pub fn advice_key(self) -> &'static str {
        match self {
            Self::BadRequest => "problem-bad-request-advice",
            Self::Unauthorized => "problem-unauthorized-advice",
            Self::Forbidden => "problem-forbidden-advice",
            Self::NotFound => "problem-not-found-advice",
            Self::UnknownLink => "problem-unknown-link-advice",
            Self::UnknownPoint => "problem-unknown-point-advice",
            Self::MethodNotAllowed => "problem-method-not-allowed-advice",
            Self::Conflict => "problem-conflict-advice",
            Self::FormVersion => "problem-form-version-advice",
            Self::ExpiredLink => "problem-expired-link-advice",
            Self::FormClosed => "problem-form-closed-advice",
            Self::TooLarge => "problem-too-large-advice",
            Self::UnsupportedMedia => "problem-unsupported-media-advice",
            Self::Invalid => "problem-invalid-advice",
            Self::TooMany => "problem-too-many-advice",
            Self::EnoughToday => "problem-enough-today-advice",
            Self::Internal => "problem-internal-advice",
            Self::Unavailable => "problem-unavailable-advice",
        }
    }

    /// The kind that fits a bare status code.
    pub(super) fn of_status(status: StatusCode) -> Self {
        Self::ALL
            .into_iter()
            .find(|kind| kind.status() == status)
            .unwrap_or(if status.is_server_error() {
                Self::Internal
            } else {
                Self::BadRequest
            })
    }
}
