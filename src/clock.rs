//! The only place that reads the time and draws entropy for keys; everything else is told.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Timelike as _, Utc};

/// Where the present moment comes from: the machine, or a fixed moment in tests and simulations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock.
    Machine,
    /// Always the same moment.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The present moment in UTC, for staff logs and releases. Nothing of a citizen carries it.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clock"
    )]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::Machine => Utc::now(),
            Self::Fixed(moment) => moment,
        }
    }

    /// Today in `Asia/Ho_Chi_Minh` (UTC+7 all year, without daylight saving since 1975).
    pub fn today(self) -> NaiveDate {
        local(self.now()).date_naive()
    }

    /// Seconds until the day ends in Vietnam, 1 to 86,400.
    pub fn left_of_today(self) -> u32 {
        const DAY: u32 = 24 * 3_600;
        DAY - local(self.now()).num_seconds_from_midnight().min(DAY - 1)
    }
}

/// A moment as people in Vietnam read it.
pub fn local(moment: DateTime<Utc>) -> DateTime<FixedOffset> {
    let vietnam = FixedOffset::east_opt(7 * 3600)
        .unwrap_or_else(|| FixedOffset::east_opt(0).expect("zero is an offset"));
    moment.with_timezone(&vietnam)
}

/// `days` after `date`, or `date` itself at the end of the calendar.
pub fn days_after(date: NaiveDate, days: u32) -> NaiveDate {
    date.checked_add_signed(TimeDelta::days(i64::from(days)))
        .unwrap_or(date)
}
