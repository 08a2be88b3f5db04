//! The service: routes on one page ([`routes`]), the only async room, and the only one that knows status codes.

pub mod api;
pub mod api_keys;
mod assets;
mod ballots;
mod citizens;
mod counter;
mod desk;
mod guard;
mod headers;
mod health;
mod indoors;
mod league;
mod pages;
pub mod passwords;
mod press;
pub mod problem;
mod public;
mod refusals;
mod routes;
mod serve;
mod staff;
mod words;

pub use serve::{ServeError, Service, serve};

/// The one way to the house from the event loop.
pub type Door = indoors::Indoors<std::sync::Arc<crate::house::House>>;
