//! Counted sheets from elsewhere, straight into blocks and tallies (nhập phiếu đã có).
//!
//! One thread reads, sorts and counts the sheets in bounded memory (`gather`); the other writes what comes out, in one
//! transaction (`order`): an import is there as a whole or not at all. What each place and period gains is kept packed
//! until the end (`gains`), so that a tally is read and written once however the file is sorted.

mod gains;
mod gather;
mod order;

pub use order::{Import, ImportError, ImportReport, ImportSheet};
