//! Sealed files: a report or a table that carries its release with it and can be checked offline.

mod carried;
mod json;
mod pdf;
mod seal;

pub use carried::{FileSeal, SealFault, Verified};
pub use json::{extract_json, seal_json, verify_json};
pub use pdf::{extract_pdf, seal_pdf, verify_pdf};
pub use seal::Seal;
