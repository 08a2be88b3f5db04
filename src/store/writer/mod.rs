//! How an answer is accepted: many waiting sheets, one commit, and no reply before it is on disk.

mod batch;
mod desk;
mod queue;
mod tidy;

pub use desk::{Arrival, Outcome, Pass, SealedArrival, Slip};
pub use queue::{Busy, Writer, WriterOptions};
