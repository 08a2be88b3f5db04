//! Pages of the staff room.

pub mod desk;
