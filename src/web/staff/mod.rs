//! The staff room: who may come in, and the desks inside.

pub mod access;
pub mod account;
pub mod accounts;
pub mod api_keys;
pub mod audit;
pub mod clerk;
pub mod comments;
pub mod confirm;
pub mod desk;
mod devices;
pub mod downloads;
pub mod handed_keys;
pub mod home;
pub mod keys;
pub mod kiosks;
pub mod one_time;
pub mod passwords;
pub mod points;
pub mod publishing;
pub mod second_factor;
pub mod sessions;
pub mod sign_in;
pub mod single_sign_on;
pub mod slips;
pub mod threshold;
pub mod throttle;
mod turn;
