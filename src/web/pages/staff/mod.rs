//! Pages of the staff room.

pub mod desk;
pub mod sign_in;
