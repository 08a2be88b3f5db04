//! A rounded number ready to be shown: `83,94` to people in Vietnam, `83.94` to machines.
//!
//! ```
//! use sipas::index::{Decimal, grouped_vi};
//!
//! let value = Decimal::new(8394, 2);
//! assert_eq!(value.vi(), "83,94");
//! assert_eq!(value.to_string(), "83.94");
//! assert_eq!(Decimal::new(-41, 2).signed_vi(), "−0,41");
//! assert_eq!(grouped_vi(36_525), "36.525");
//! ```

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// Most decimals a [`Decimal`] carries.
pub const MOST_DECIMALS: u8 = 6;

/// A number already rounded: `units` × 10^−`decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    units: i64,
    decimals: u8,
}

/// Why a written number was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// A comma where the machine format has a point.
    #[error("“{0}” has a decimal comma: write a point, as in 92.07")]
    Comma(String),
    /// More decimals than can be kept.
    #[error("“{0}” has more than 6 decimals: round it first")]
    TooFine(String),
    /// Not a plain number at all.
    #[error("“{0}” is not a number: write digits with at most one point, as in 92.07")]
    NotANumber(String),
}

impl Decimal {
    /// `units` × 10^−`decimals`; more than six decimals are cut to six.
    pub fn new(units: i64, decimals: u8) -> Self {
        let cut = decimals.saturating_sub(MOST_DECIMALS);
        Self {
            units: units / 10i64.pow(u32::from(cut.min(18))),
            decimals: decimals.min(MOST_DECIMALS),
        }
    }

    /// The number in units of its last decimal.
    pub fn units(self) -> i64 {
        self.units
    }

    /// How many decimals are shown.
    pub fn decimals(self) -> u8 {
        self.decimals
    }

    /// The nearest double, for drawing.
    pub fn value(self) -> f64 {
        self.units as f64 / 10f64.powi(i32::from(self.decimals))
    }

    /// For people: decimal comma, dots between thousands: `1.234,5`.
    pub fn vi(self) -> String {
        self.written(',', '.')
    }

    /// For people reading English: `1,234.5`.
    pub fn en(self) -> String {
        self.written('.', ',')
    }

    /// Vietnamese with its sign, as changes are printed: `+0,41`, `−0,41`, `0,00`.
    pub fn signed_vi(self) -> String {
        self.with_sign(self.size().vi())
    }

    /// English with its sign: `+0.41`, `−0.41`, `0.00`.
    pub fn signed_en(self) -> String {
        self.with_sign(self.size().en())
    }

    /// Without its sign.
    #[must_use]
    pub fn size(self) -> Self {
        Self {
            units: self.units.abs(),
            ..self
        }
    }

    fn with_sign(self, size: String) -> String {
        match self.units.signum() {
            1 => format!("+{size}"),
            -1 => format!("−{size}"),
            _ => size,
        }
    }

    fn written(self, point: char, thousands: char) -> String {
        let scale = 10u64.pow(u32::from(self.decimals));
        let size = self.units.unsigned_abs();
        let whole = grouped(size / scale, thousands);
        let sign = if self.units < 0 { "−" } else { "" };
        if self.decimals == 0 {
            return format!("{sign}{whole}");
        }
        let width = usize::from(self.decimals);
        format!("{sign}{whole}{point}{:0width$}", size % scale)
    }
}

/// A whole number with dots between thousands, as Vietnamese prints counts: `36.525`.
pub fn grouped_vi(n: u64) -> String {
    grouped(n, '.')
}

/// A whole number with commas between thousands: `36,525`.
pub fn grouped_en(n: u64) -> String {
    grouped(n, ',')
}

fn grouped(n: u64, mark: char) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// The machine format: a point, no thousands mark, an ASCII minus.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10u64.pow(u32::from(self.decimals));
        let size = self.units.unsigned_abs();
        let sign = if self.units < 0 { "-" } else { "" };
        if self.decimals == 0 {
            return write!(f, "{sign}{size}");
        }
        let width = usize::from(self.decimals);
        write!(f, "{sign}{}.{:0width$}", size / scale, size % scale)
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shown = || text.chars().take(40).collect::<String>();
        if text.contains(',') {
            return Err(DecimalError::Comma(shown()));
        }
        let (negative, plain) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(part) || plain.ends_with('.') {
            return Err(DecimalError::NotANumber(shown()));
        }
        if part.len() > usize::from(MOST_DECIMALS) {
            return Err(DecimalError::TooFine(shown()));
        }
        let units: i64 = format!("{whole}{part}")
            .parse()
            .map_err(|_| DecimalError::NotANumber(shown()))?;
        Ok(Self {
            units: if negative { -units } else { units },
            decimals: part.len() as u8,
        })
    }
}

/// A JSON number.
impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.decimals == 0 {
            serializer.serialize_i64(self.units)
        } else {
            serializer.serialize_f64(self.value())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_reads_back_as_written() {
        for text in ["0", "92.07", "-0.41", "100", "0.000001", "7.50"] {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_bad_number_is_refused_with_a_way_out() {
        assert!(matches!(
            "92,07".parse::<Decimal>(),
            Err(DecimalError::Comma(_))
        ));
        assert!(matches!(
            "1.1234567".parse::<Decimal>(),
            Err(DecimalError::TooFine(_))
        ));
        for text in [
            "",
            ".",
            "5.",
            ".5",
            "+5",
            "1e3",
            "NaN",
            "--1",
            "9 2",
            "99999999999999999999",
        ] {
            let refused = text.parse::<Decimal>();
            assert!(
                matches!(refused, Err(DecimalError::NotANumber(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn thousands_are_marked_and_zero_has_no_sign() {
        assert_eq!(Decimal::new(123_456_789, 2).vi(), "1.234.567,89");
        assert_eq!(Decimal::new(-5, 1).vi(), "−0,5");
        assert_eq!(Decimal::new(0, 2).signed_vi(), "0,00");
        assert_eq!(Decimal::new(258, 2).signed_en(), "+2.58");
        assert_eq!(
            (grouped_vi(999), grouped_vi(1000)),
            ("999".into(), "1.000".into())
        );
    }
}
