//! What a link or the address of a poster stands for (tra cứu): many waiting questions, one read.
//!
//! A page behind a one-time link needs one row that may change at any moment, whether the link was used; what else it
//! names, the cell and the office, rarely changes and is remembered. So a questionnaire costs one key read however many
//! people open theirs at once, and a collection point costs none.

mod desk;
mod memory;
mod queue;

pub use desk::Invitee;
pub use queue::{Lookup, Unanswered};
