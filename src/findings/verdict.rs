//! The gate's verdicts as the store keeps them beside the counts.

use super::Reason;
use super::gate::{Verdict, Why};

/// The stored code of “may be shown”. Zero, what a tally starts with, is “not judged yet”: not shown.
pub const SHOWN: i16 = 1;

/// The stored code of a verdict.
pub fn code_of(verdict: Verdict) -> i16 {
    match verdict {
        Verdict::Shown(_) | Verdict::NoData => SHOWN,
        Verdict::Withheld(Why::TooFew) => 2,
        Verdict::Withheld(Why::Complement) => 3,
        Verdict::Withheld(Why::Increment) => 4,
    }
}

/// Why a tally with this code may not be shown, if it may not.
pub fn withheld(code: i16) -> Option<Reason> {
    match code {
        SHOWN => None,
        2 => Some(Reason::TooFew),
        4 => Some(Reason::Increment),
        _ => Some(Reason::Complement),
    }
}
