//! How many of those who were invited answered (tỷ lệ trả lời): the denominator is transactions, never page loads.

use serde::Serialize;

use super::{Count, Reason, Shown, Tier};
use crate::index::Percent;

/// Invitations and answers of a place and a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Response {
    /// Invitations: one for each transaction that was handed over. `None` where nobody was invited, or nobody wrote it down.
    pub issued: Option<u64>,
    /// Invited sheets that openings counted.
    pub answered: Shown<Count>,
    /// Answers in a hundred invitations; no data where more answers than invitations fall into the period, because people
    /// answer later than they are invited.
    pub rate: Shown<Rate>,
}

/// A response rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// Percent of the invitations.
    pub percent: f64,
    /// How far it can be trusted; an indicative rate is rounded to 5.
    pub tier: Tier,
}

impl Response {
    /// What may be told of so many invitations and answers. `place` says whether anything of the place may be: its sheets as
    /// the gate shows them.
    pub fn of(known: Option<(u64, u64)>, place: &Shown<Count>, threshold: u64) -> Self {
        let Some((issued, answered)) = known else {
            return Self {
                issued: None,
                answered: Shown::NoData,
                rate: Shown::NoData,
            };
        };
        let answered = match place {
            Shown::Withheld(reason) => Shown::Withheld(*reason),
            _ if answered == 0 => Shown::NoData,
            _ if answered < threshold => Shown::Withheld(Reason::TooFew),
            _ => Shown::Value(Count { n: answered }),
        };
        let rate = match &answered {
            Shown::Value(count) if count.n > issued => Shown::NoData,
            Shown::Value(count) => Percent::of(count.n, issued).map_or(Shown::NoData, |rate| {
                let exact = rate.share() * 100.0;
                let tier = match count.n {
                    0..30 => Tier::Indicative,
                    30..100 => Tier::Reliable,
                    _ => Tier::Full,
                };
                let percent = match tier {
                    Tier::Indicative => (exact / 5.0).round() * 5.0,
                    Tier::Reliable => exact.round(),
                    Tier::Full => rate.rounded(2).value(),
                };
                Shown::Value(Rate { percent, tier })
            }),
            Shown::Withheld(reason) => Shown::Withheld(*reason),
            Shown::NoData => Shown::NoData,
        };
        Self {
            issued: Some(issued),
            answered,
            rate,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Shown<Count> = Shown::Value(Count { n: 500 });

    fn rate(issued: u64, answered: u64) -> Option<f64> {
        let found = Response::of(Some((issued, answered)), &PLACE, 10);
        found.rate.value().map(|rate| rate.percent)
    }

    #[test]
    fn nobody_invited_is_not_a_rate_of_nothing() {
        let found = Response::of(None, &PLACE, 10);
        assert_eq!((found.issued, found.rate), (None, Shown::NoData));
    }

    #[test]
    fn a_rate_is_as_fine_as_the_answers_behind_it() {
        assert_eq!(rate(1_284, 412), Some(32.09));
        assert_eq!(rate(97, 41), Some(42.0));
        assert_eq!(
            rate(97, 21),
            Some(20.0),
            "rounded to five: the count cannot be worked out"
        );
        assert_eq!(rate(97, 9), None);
        assert_eq!(
            rate(20, 31),
            None,
            "late answers to older invitations are no rate"
        );
    }

    #[test]
    fn a_withheld_place_has_no_rate() {
        let found = Response::of(Some((900, 400)), &Shown::Withheld(Reason::TooFew), 10);
        assert_eq!(found.rate, Shown::Withheld(Reason::TooFew));
        assert_eq!(found.answered, Shown::Withheld(Reason::TooFew));
    }
}
