//! The service: routes on one page ([`routes`]), the only async room, and the only one that knows status codes.

pub mod api;
mod assets;
mod byte_range;
mod citizens;
mod guard;
mod headers;
mod health;
mod indoors;
mod letters;
mod pages;
mod press;
pub mod problem;
mod public;
mod recordings;
mod refusals;
mod routes;
mod scripts;
mod serve;
pub mod staff;
mod words;

pub use serve::{ServeError, Service, serve};
pub use words::{LanguageError, missing as missing_words};

/// The one way to the house from the event loop.
pub type Door = indoors::Indoors<std::sync::Arc<crate::house::House>>;
