//! Pages of the staff room.

pub mod comments;
pub mod desk;
pub mod downloads;
pub mod home;
pub mod sign_in;
pub mod sign_on;
