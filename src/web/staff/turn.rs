//! What a click in the staff room comes to: another page, or this one again with what is wrong.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};

use crate::web::pages::send_private;
use crate::web::words::Lang;

/// What a click comes to.
pub enum Turn {
    /// It is done; the page at this path shows it.
    Go(String),
    /// This page again, with what is wrong and everything that was typed.
    Stay(StatusCode, String),
}

impl Turn {
    /// The reply to whoever clicked.
    pub fn reply(self, lang: Lang) -> HttpResponse {
        match self {
            Self::Go(path) => see(&lang.href(&path)),
            Self::Stay(status, html) => send_private(status, lang, html),
        }
    }
}

/// 303: the page at an address shows what came of it.
pub fn see(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, address))
        .finish()
}
