//! The door: routes, pages, words, problems; the only async room.

pub mod assets;
pub mod headers;
pub mod indoors;
pub mod pages;
pub mod problem;
pub mod words;
