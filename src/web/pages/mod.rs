//! What people see: each page is one struct, one template and one `draw`.

mod cell;
pub mod citizens;
mod frame;
mod page;
pub mod problem;
pub mod public;
pub mod staff;

pub use cell::Cell;
pub use frame::{Frame, Link, Phrase};
pub use page::{Fill, Hole, Page, send, send_private};

#[cfg(test)]
mod tests;
