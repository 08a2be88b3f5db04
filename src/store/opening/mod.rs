//! Opening the ballot box: sealed sheets become blocks and tallies (kiểm phiếu).
//!
//! What may be opened together is planned by [`plan_opening`](crate::ballot::plan_opening); here the sheets are
//! read, unsealed and composed outside any lock, and then written in one transaction: the blocks, the
//! tallies, the verdicts of the gate, and the removal of the sealed rows. Very full boxes take several
//! transactions, each of whole batches, so that arriving sheets never wait long.

mod count;
mod report;
mod rows;
mod unfit;

pub use report::{LayoutOf, Opening, OpeningReport, ReadFields, Unfit, Unopened};
