//! What people see: each page is one struct, one template and one `draw`.

pub mod docs;
mod frame;
pub mod information;
pub mod league;
mod page;
pub mod problem;
pub mod questionnaire;
pub mod releases;
pub mod results;
pub mod shelf;
pub mod staff;
pub mod thanks;

pub use frame::{Frame, Link, Phrase};
pub use page::{Fill, Hole, Page, send, send_private};

#[cfg(test)]
mod tests;
