//! Is it all still true? Everything is recounted from the sheets and compared (đối chiếu).

mod accounts;
mod compare;
mod recount;
mod report;

pub use report::{Difference, Verification};
