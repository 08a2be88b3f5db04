//! Pages of the staff room.

pub mod account;
pub mod accounts;
pub mod audit;
pub mod comments;
pub mod confirm;
pub mod desk;
pub mod downloads;
pub mod home;
pub mod keys;
pub mod kiosks;
pub mod log_detail;
pub mod points;
pub mod publishing;
pub mod room;
pub mod second_factor;
pub mod sign_in;
pub mod sign_on;
pub mod slips;
