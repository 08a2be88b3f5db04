//! Design weights and known totals: what a weighted percentage is, and what it costs (quyền số).
//!
//! A sample may hold too many of some people. Weights put that right on average and make the figure less
//! sure: *n* weighted answers are worth n ÷ deff equal ones (Kish). The weighted value is shown beside the
//! plain one, with deff; when weighting would do more harm than good it is refused, with the reason.
//!
//! ```
//! use sipas::index::weights::WeightedShare;
//!
//! let answers = [(1.0, true), (1.0, true), (1.0, false), (2.0, true), (2.0, true), (3.0, true)];
//! let found = WeightedShare::of(answers).unwrap();
//! assert!((found.share - 0.9).abs() < 1e-12 && (found.deff - 1.2).abs() < 1e-12);
//! assert!((found.n_eff - 5.0).abs() < 1e-12 && (found.interval.low - 0.462944).abs() < 1e-6);
//! ```

mod kish;
mod raking;
mod strata;

pub use kish::{WeightFault, WeightedShare};
pub use raking::{Margin, rake};
pub use strata::{StratifiedShare, Stratum, post_stratify};
