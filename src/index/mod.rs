//! Pure arithmetic: from counts per option to percentages with their doubt (chỉ số).
//!
//! A *satisfaction percentage* is the share of the people who answered a question and chose one of its
//! satisfied options. It is one exact ratio of two counts, rounded once, when shown. An *index* averages
//! such ratios by the form's rule; an *interval* says how sure it is; a *rank* where it stands.
//!
//! ```
//! use sipas::index::{Percent, interval::wilson};
//!
//! let satisfied = Percent::of(26, 31).unwrap();
//! assert_eq!(satisfied.rounded(2).vi(), "83,87");
//! let doubt = wilson(26, 31).unwrap();
//! assert!(doubt.low < 0.69 && doubt.high > 0.92, "31 people cannot tell 70 % from 92 %");
//! ```

pub mod importance;
pub mod interval;
pub mod multiple;
pub mod normal;
pub mod rank;
pub mod weights;

mod decimal;
mod layout;
mod marks;
mod percent;
mod random;
mod score;
mod tally;

pub use decimal::{Decimal, DecimalError, MOST_DECIMALS, grouped_en, grouped_vi};
pub use layout::{Layout, MAX_LEVELS, NOT_ANSWERED, NOT_APPLICABLE, Node, Slot};
pub use marks::Marks;
pub use percent::{Agreement, Percent, PercentError, Points};
pub use random::Random;
pub use score::{
    Aggregation, Part, Score, Tree, criterion_score, mean_of_respondents, recompute, score,
};
pub use tally::{Moments, Tally, WEIGHT_UNIT, WeightedCounts};
