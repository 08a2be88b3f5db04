//! Calendar periods: the only time an answer knows (kỳ: năm, quý, tháng).
//!
//! ```
//! use sipas::period::Period;
//!
//! let october: Period = "2026-10".parse().unwrap();
//! let quarter = october.wider().unwrap();
//! assert_eq!(quarter.to_string(), "2026-Q4");
//! assert!(quarter.contains(october));
//! assert_eq!("2026".parse::<Period>().unwrap().previous().to_string(), "2025");
//! ```

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A month, a quarter or a year of the Gregorian calendar, in `Asia/Ho_Chi_Minh`.
///
/// Written `2026`, `2026-Q3`, `2026-10`. Periods of one width sort by time; a wider period sorts
/// before the narrower ones it contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    year: u16,
    /// 0 = the whole year, 1–4 = that quarter.
    quarter: u8,
    /// 0 = the whole year or quarter, 1–12 = that month.
    month: u8,
}

/// The width of a [`Period`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Width {
    /// Tháng.
    Month,
    /// Quý.
    Quarter,
    /// Năm.
    Year,
}

/// What was wrong with a written period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a period: write a year (2026), a quarter (2026-Q3) or a month (2026-10)")]
pub struct PeriodError(pub String);

impl Period {
    /// A whole year, 1900–9999.
    pub fn year(year: u16) -> Self {
        Self {
            year,
            quarter: 0,
            month: 0,
        }
    }

    /// A quarter 1–4 of a year; `None` for any other number.
    pub fn quarter(year: u16, quarter: u8) -> Option<Self> {
        (1..=4).contains(&quarter).then_some(Self {
            year,
            quarter,
            month: 0,
        })
    }

    /// A month 1–12 of a year; `None` for any other number.
    pub fn month(year: u16, month: u8) -> Option<Self> {
        (1..=12).contains(&month).then(|| Self {
            year,
            quarter: month.div_ceil(3),
            month,
        })
    }

    /// The month a civil date lies in.
    pub fn month_of(date: NaiveDate) -> Self {
        let month = date.month() as u8;
        Self {
            year: date.year() as u16,
            quarter: month.div_ceil(3),
            month,
        }
    }

    /// The calendar year.
    pub fn calendar_year(self) -> u16 {
        self.year
    }

    /// The quarter 1–4, unless this is a whole year.
    pub fn quarter_number(self) -> Option<u8> {
        (self.quarter > 0).then_some(self.quarter)
    }

    /// The month 1–12, if this is a month.
    pub fn month_number(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    /// Month, quarter or year.
    pub fn width(self) -> Width {
        match (self.quarter, self.month) {
            (0, _) => Width::Year,
            (_, 0) => Width::Quarter,
            _ => Width::Month,
        }
    }

    /// The next wider period: month → quarter → year → nothing.
    pub fn wider(self) -> Option<Self> {
        match self.width() {
            Width::Month => Some(Self { month: 0, ..self }),
            Width::Quarter => Some(Self::year(self.year)),
            Width::Year => None,
        }
    }

    /// This period and every wider one that contains it, narrowest first.
    pub fn and_wider(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |period| period.wider())
    }

    /// The next narrower periods: a year's quarters, a quarter's months, nothing for a month.
    pub fn parts(self) -> Vec<Self> {
        match self.width() {
            Width::Year => (1..=4)
                .filter_map(|q| Self::quarter(self.year, q))
                .collect(),
            Width::Quarter => (self.quarter * 3 - 2..=self.quarter * 3)
                .filter_map(|m| Self::month(self.year, m))
                .collect(),
            Width::Month => Vec::new(),
        }
    }

    /// This period and every narrower one inside it, a wider one before its parts.
    pub fn and_narrower(self) -> impl Iterator<Item = Self> {
        let parts = self.parts().into_iter();
        let inside = parts.flat_map(|part| std::iter::once(part).chain(part.parts()));
        std::iter::once(self).chain(inside)
    }

    /// The months inside this period, in order.
    pub fn months(self) -> Vec<Self> {
        match self.width() {
            Width::Month => vec![self],
            _ => self.parts().into_iter().flat_map(Self::months).collect(),
        }
    }

    /// Whether `other` lies inside this period (a period contains itself).
    pub fn contains(self, other: Self) -> bool {
        self.year == other.year
            && (self.quarter == 0 || self.quarter == other.quarter)
            && (self.month == 0 || self.month == other.month)
    }

    /// The period of the same width just before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        match (self.width(), self.quarter, self.month) {
            (Width::Year, ..) => Self::year(self.year - 1),
            (Width::Quarter, 1, _) => Self {
                year: self.year - 1,
                quarter: 4,
                month: 0,
            },
            (Width::Quarter, q, _) => Self {
                quarter: q - 1,
                ..self
            },
            (Width::Month, _, 1) => Self {
                year: self.year - 1,
                quarter: 4,
                month: 12,
            },
            (Width::Month, _, m) => Self {
                quarter: (m - 1).div_ceil(3),
                month: m - 1,
                ..self
            },
        }
    }

    /// The period of the same width just after this one.
    #[must_use]
    pub fn following(self) -> Self {
        match self.width() {
            Width::Year => Self::year(self.year + 1),
            Width::Quarter if self.quarter == 4 => Self {
                year: self.year + 1,
                quarter: 1,
                month: 0,
            },
            Width::Quarter => Self {
                quarter: self.quarter + 1,
                ..self
            },
            Width::Month if self.month == 12 => Self {
                year: self.year + 1,
                quarter: 1,
                month: 1,
            },
            Width::Month => Self {
                quarter: (self.month + 1).div_ceil(3),
                month: self.month + 1,
                ..self
            },
        }
    }

    /// The first day.
    pub fn first_day(self) -> NaiveDate {
        let month = match self.width() {
            Width::Year => 1,
            Width::Quarter => self.quarter * 3 - 2,
            Width::Month => self.month,
        };
        NaiveDate::from_ymd_opt(i32::from(self.year), u32::from(month), 1).unwrap_or_default()
    }

    /// The last day.
    pub fn last_day(self) -> NaiveDate {
        let months = match self.width() {
            Width::Year => 12,
            Width::Quarter => 3,
            Width::Month => 1,
        };
        self.first_day() + chrono::Months::new(months) - chrono::Days::new(1)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.width() {
            Width::Year => write!(f, "{:04}", self.year),
            Width::Quarter => write!(f, "{:04}-Q{}", self.year, self.quarter),
            Width::Month => write!(f, "{:04}-{:02}", self.year, self.month),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let digits = |s: &str, n: usize| {
                (s.len() == n && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok())?
            };
            let (year, rest) = match text.split_once('-') {
                Some((year, rest)) => (year, Some(rest)),
                None => (text, None),
            };
            let year: u16 = digits(year, 4).filter(|y| (1900..=9999).contains(y))?;
            match rest {
                None => Some(Self::year(year)),
                Some(rest) => match rest.strip_prefix('Q') {
                    Some(quarter) => Self::quarter(year, digits(quarter, 1)? as u8),
                    None => Self::month(year, digits(rest, 2)? as u8),
                },
            }
        };
        parse().ok_or_else(|| PeriodError(text.chars().take(40).collect()))
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn a_written_period_reads_back_as_written() {
        for text in ["2026", "2026-Q1", "2026-Q4", "2026-01", "2026-12"] {
            assert_eq!(p(text).to_string(), text);
        }
        for text in [
            "", "26", "2026-", "2026-13", "2026-00", "2026-Q5", "2026-1", "2026-q1", "+026", "1800",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn months_and_quarters_fill_their_year_exactly() {
        let year = p("2026");
        assert_eq!(year.months().len(), 12);
        let counts = ["2026", "2026-Q1", "2026-05"].map(|own| p(own).and_narrower().count());
        assert_eq!(counts, [17, 4, 1]);
        assert!(
            year.months()
                .iter()
                .all(|m| year.contains(*m) && m.wider().unwrap().contains(*m))
        );
        assert_eq!(p("2026-02").last_day().to_string(), "2026-02-28");
        assert_eq!(p("2026-Q4").last_day().to_string(), "2026-12-31");
        assert_eq!(p("2026-Q2").first_day().to_string(), "2026-04-01");
    }

    #[test]
    fn the_previous_period_keeps_its_width() {
        assert_eq!(p("2026-01").previous(), p("2025-12"));
        assert_eq!(p("2026-04").previous(), p("2026-03"));
        assert_eq!(p("2026-Q1").previous(), p("2025-Q4"));
        assert_eq!(p("2026").previous(), p("2025"));
        for text in ["2026-01", "2026-12", "2026-Q4", "2026-Q1", "2026"] {
            assert_eq!(p(text).following().previous(), p(text));
        }
    }
}
