//! What the counts say: the disclosure gate and the league table.

pub mod gate;
pub mod league;
