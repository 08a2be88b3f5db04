//! Pages of the staff room.

pub mod desk;
pub mod publishing;
pub mod sign_in;
