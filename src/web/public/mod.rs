//! What everybody may read: results, league tables, releases, and how all of it is made.

pub mod league;
mod results;

pub use results::*;
