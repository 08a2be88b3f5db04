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

/// Why a tally with this code may not be shown, if it may not: one reason for all.
pub fn withheld(code: i16) -> Option<Reason> {
    (code != SHOWN).then_some(Reason::TooFew)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_learns_why_a_group_is_withheld() {
        let whys = [Why::TooFew, Why::Complement, Why::Increment];
        let told = whys.map(|why| withheld(code_of(Verdict::Withheld(why))));
        assert_eq!(told, [Some(Reason::TooFew); 3]);
        assert_eq!(withheld(SHOWN), None);
        // What is not judged yet is not shown.
        assert_eq!(withheld(0), Some(Reason::TooFew));
    }
}
