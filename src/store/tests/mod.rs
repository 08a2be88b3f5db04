//! The promises of the store, each on both databases.

#[macro_use]
mod house;

mod accepting;
mod anonymity;
mod importing;
mod kiosks;
mod looking_up;
mod migrations;
mod opening;
mod published;
mod releasing;
mod slips;
mod verifying;
