//! A decimal number exactly as it was printed: 83.94 is 8394 hundredths, not the nearest binary fraction.

use std::fmt;

use serde::{Serialize, Serializer};

/// A printed decimal number, kept exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    digits: i64,
    places: u8,
}

impl Decimal {
    /// `digits` divided by ten to the power of `places` (at most 9).
    pub fn new(digits: i64, places: u8) -> Self {
        Self {
            digits,
            places: places.min(9),
        }
    }

    /// The number as a person wrote it in a file; `None` beyond 9 decimals or 15 digits in all.
    pub fn from_written(number: f64) -> Option<Self> {
        // The shortest text that reads back as the same number is what was written, up to 15 digits.
        let text = format!("{number}");
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let digits = whole.len() + fraction.len();
        if !number.is_finite() || fraction.len() > 9 || digits > 16 {
            return None;
        }
        Some(Self {
            digits: format!("{whole}{fraction}").parse().ok()?,
            places: fraction.len() as u8,
        })
    }

    /// The exact fraction: numerator and denominator (a power of ten).
    pub fn fraction(self) -> (i128, i128) {
        (i128::from(self.digits), 10_i128.pow(u32::from(self.places)))
    }

    /// The nearest binary fraction, for comparisons against thresholds.
    pub fn as_f64(self) -> f64 {
        self.digits as f64 / 10_f64.powi(i32::from(self.places))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let unit = 10_u64.pow(u32::from(self.places));
        let (whole, rest) = (
            self.digits.unsigned_abs() / unit,
            self.digits.unsigned_abs() % unit,
        );
        match self.places {
            0 => write!(f, "{sign}{whole}"),
            places => write!(
                f,
                "{sign}{whole}.{rest:0width$}",
                width = usize::from(places)
            ),
        }
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_number_is_kept_exactly() {
        for (number, text, fraction) in [
            (83.94, "83.94", (8394, 100)),
            (80.075, "80.075", (80075, 1000)),
            (83.0, "83", (83, 1)),
            (-0.05, "-0.05", (-5, 100)),
        ] {
            let decimal = Decimal::from_written(number).unwrap();
            assert_eq!(decimal.to_string(), text);
            assert_eq!(decimal.fraction(), fraction);
        }
    }

    #[test]
    fn numbers_that_cannot_be_kept_exactly_are_refused() {
        for number in [f64::NAN, f64::INFINITY, 1.0 / 3.0, 1e40] {
            assert_eq!(Decimal::from_written(number), None, "{number}");
        }
    }
}
