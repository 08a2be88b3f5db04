//! How sure a percentage is: intervals, differences, and how many answers are enough.
//!
//! A percentage from *n* people is a guess at what all people would have said. Its 95 % interval is
//! Wilson's: never outside 0–100, never of no width at 100 %, right in coverage from n = 10 on.
//!
//! ```
//! use sipas::index::interval::{newcombe, wilson};
//!
//! let all_ten = wilson(10, 10).unwrap();
//! assert!((all_ten.low - 0.722467).abs() < 1e-6 && all_ten.high == 1.0);
//!
//! let change = newcombe((56, 70), (48, 80)).unwrap();
//! assert!(change.excludes_zero(), "80 % against 60 % is more than noise");
//! ```

mod difference;
mod funnel;
mod node;
mod plan;
mod shrink;
mod wilson;

pub use difference::{Difference, change_p_value, newcombe, newcombe_between};
pub use funnel::{Funnel, Limits};
pub use node::{Sampling, effective_respondents, node_interval};
pub use plan::{enough_to_confirm, needed_for_change, needed_for_precision, reliable};
pub use shrink::BetaPrior;
pub use wilson::{Interval, wilson, wilson_share};
