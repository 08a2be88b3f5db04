//! Pages of the staff room.

pub mod desk;
pub mod downloads;
pub mod home;
pub mod keys;
pub mod points;
pub mod publishing;
pub mod sign_in;
pub mod sign_on;
