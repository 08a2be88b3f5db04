//! Pages of the staff room.

pub mod comments;
pub mod desk;
pub mod sign_in;
