//! League tables for every face: from a published series or from our own counts, with all that must be said beside them.

mod asked;
mod counts;
mod series;
mod standings;

pub(super) use asked::field;
pub use asked::{AskedLeague, LeagueSource};
pub use standings::{Printed, Standings, UnitSaid};
