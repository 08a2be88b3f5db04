//! A problem on its way to the visitor, and the short ways to make one.

use super::kind::Kind;
use crate::form::Text;

/// A fault on its way to the visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which kind: decides status, title and type.
    pub kind: Kind,
    /// What exactly, where the kind does not say it all.
    pub detail: Option<Text>,
    /// The fields at fault.
    pub errors: Vec<FieldFault>,
    /// Seconds after which a new try makes sense.
    pub retry_after: Option<u32>,
}

/// One field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// Name of the field, e.g. `answers.SA0`, `form`.
    pub field: String,
    /// A sentence with a way out.
    pub message: Text,
}

impl Problem {
    /// A problem of a kind, without further detail.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            detail: None,
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// With a sentence that says what exactly.
    #[must_use]
    pub fn because(mut self, detail: Text) -> Self {
        self.detail = Some(detail);
        self
    }

    /// With a field at fault.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>, message: Text) -> Self {
        self.errors.push(FieldFault {
            field: field.into(),
            message,
        });
        self
    }

    /// 400 with a sentence.
    pub fn bad_request(detail: Text) -> Self {
        Self::new(Kind::BadRequest).because(detail)
    }

    /// 401.
    pub fn unauthorized() -> Self {
        Self::new(Kind::Unauthorized)
    }

    /// 403.
    pub fn forbidden() -> Self {
        Self::new(Kind::Forbidden)
    }

    /// 404.
    pub fn not_found() -> Self {
        Self::new(Kind::NotFound)
    }

    /// 404 for a link that nobody was given.
    pub fn unknown_link() -> Self {
        Self::new(Kind::UnknownLink)
    }

    /// 404 for a collection point that nobody set up.
    pub fn unknown_point() -> Self {
        Self::new(Kind::UnknownPoint)
    }

    /// 410 for a link whose time is over.
    pub fn expired_link() -> Self {
        Self::new(Kind::ExpiredLink)
    }

    /// 410 for a form that takes no more answers.
    pub fn form_closed() -> Self {
        Self::new(Kind::FormClosed)
    }

    /// 409 for a sheet of another version of the form.
    pub fn form_version() -> Self {
        Self::new(Kind::FormVersion)
    }

    /// 409 with a sentence.
    pub fn conflict(detail: Text) -> Self {
        Self::new(Kind::Conflict).because(detail)
    }

    /// 422 with the fields at fault.
    pub fn invalid(errors: Vec<FieldFault>) -> Self {
        Self {
            errors,
            ..Self::new(Kind::Invalid)
        }
    }

    /// 422 for one field.
    pub fn invalid_field(field: impl Into<String>, message: Text) -> Self {
        Self::new(Kind::Invalid).at(field, message)
    }

    /// 413.
    pub fn too_large() -> Self {
        Self::new(Kind::TooLarge)
    }

    /// 415.
    pub fn unsupported_media() -> Self {
        Self::new(Kind::UnsupportedMedia)
    }

    /// 429; a new try makes sense after so many seconds.
    pub fn too_many(retry_after: u32) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(Kind::TooMany)
        }
    }

    /// 429 for a collection point that has taken its sheets of the day, which ends in so many seconds.
    pub fn enough_today(retry_after: u32) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(Kind::EnoughToday)
        }
    }

    /// 503; nothing was recorded, a new try makes sense in a moment.
    pub fn unavailable() -> Self {
        Self {
            retry_after: Some(5),
            ..Self::new(Kind::Unavailable)
        }
    }

    /// 500; the reason is in the log.
    pub fn internal() -> Self {
        Self::new(Kind::Internal)
    }
}
