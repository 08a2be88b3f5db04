//! Ranks, and how sure they are.
//!
//! A rank is a place in a list; two places apart may be pure noise. So every rank from our own counts has
//! a *rank set* beside it: “3rd, could be 1–9”.
//!
//! ```
//! use sipas::index::rank::{RankRule, ranks};
//! use sipas::index::Percent;
//!
//! let values = ["90.1", "88.0", "88.0", "70.0"].map(|v| v.parse::<Percent>().ok());
//! assert_eq!(ranks(&values, RankRule::default()), [Some(1), Some(2), Some(2), Some(4)]);
//! ```

mod order;
mod sets;

pub use order::{RankRule, Ties, rank_change, ranks};
pub use sets::{Estimate, RankDraws, RankProgress, RankSet, rank_sets};
