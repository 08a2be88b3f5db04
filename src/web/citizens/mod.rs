//! What citizens reach without a name or a cookie: the questionnaire, and the slot of the ballot box.

pub mod ballots;
pub mod contact;
mod counter;
mod day_limit;
pub mod kiosk;
pub mod questionnaire;
mod sent;
pub mod slips;
pub mod widget;

pub use counter::Counter;
