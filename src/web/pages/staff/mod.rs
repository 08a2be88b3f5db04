//! Pages of the staff room.

pub mod desk;
pub mod home;
