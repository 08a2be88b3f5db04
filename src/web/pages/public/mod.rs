//! Pages that everybody may read.

pub mod docs;
pub mod information;
pub mod league;
pub mod releases;
pub mod results;
