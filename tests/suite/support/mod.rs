//! What the tests stand on: a real service process, a plain HTTP client, a fresh database of either kind.

pub mod answering;
pub mod browser;
pub mod citizens;
pub mod clock;
pub mod database;
pub mod devtools;
pub mod disk;
pub mod good_page;
pub mod http;
pub mod openid;
pub mod paper;
pub mod preload;
pub mod relay;
pub mod server;
pub mod service;
pub mod sql;
pub mod staff;
