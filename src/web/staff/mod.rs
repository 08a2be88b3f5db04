//! The staff room: who may come in, and the desks inside.

pub mod access;
pub mod api_keys;
pub mod clerk;
pub mod desk;
pub mod downloads;
pub mod home;
pub mod keys;
pub mod passwords;
pub mod points;
pub mod publishing;
pub mod sessions;
pub mod sign_in;
pub mod single_sign_on;
pub mod threshold;
pub mod throttle;
