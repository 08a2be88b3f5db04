//! Paper that hangs on a wall or lies on a counter: posters of collection points, and sheets of slips to be cut (tờ dán, phiếu mã).
//!
//! Both speak Vietnamese and English at once, because nobody chooses a language in front of a wall; both print in black and
//! white. Every code on them is also an address short enough to be typed.

mod printing;
mod slips;
mod wall;

pub use printing::Printing;
pub use slips::{SlipSheet, slips};
pub use wall::{Poster, Size, posters};

#[cfg(feature = "pdf")]
use printing::typed;
