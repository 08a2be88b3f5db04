//! When a period may be frozen: some days after its end, so that late openings of the box are inside.

use chrono::{Days, NaiveDate};

use crate::period::Period;

/// The first day on which a period may be released: `close_days` after its last day.
///
/// ```
/// use sipas::release::closes_on;
///
/// assert_eq!(closes_on("2026-Q3".parse().unwrap(), 10).to_string(), "2026-10-10");
/// ```
pub fn closes_on(period: Period, close_days: u32) -> NaiveDate {
    let later = Days::new(close_days.into());
    period
        .last_day()
        .checked_add_days(later)
        .unwrap_or(NaiveDate::MAX)
}

/// Whether a period is closed on a day, i.e. may be released.
pub fn closable(period: Period, today: NaiveDate, close_days: u32) -> bool {
    today >= closes_on(period, close_days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_closes_ten_days_after_its_end_and_not_before() {
        let quarter = "2026-Q4".parse().unwrap();
        let on = |day: &str| closable(quarter, day.parse().unwrap(), 10);
        assert!(!on("2026-12-31") && !on("2027-01-09") && on("2027-01-10") && on("2030-01-01"));
    }
}
