//! Numbers as a person wrote them: 83.94 is 8394 hundredths, not the nearest binary fraction.

use crate::index::Decimal;

/// The number exactly as written; `None` beyond six decimals or fifteen digits in all.
pub(super) fn written(number: f64) -> Option<Decimal> {
    // The shortest text that reads back as the same number is what was written, up to 15 digits.
    let text = format!("{number}");
    if text.bytes().filter(u8::is_ascii_digit).count() > 15 {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_number_is_kept_exactly() {
        for (number, text) in [
            (83.94, "83.94"),
            (80.075, "80.075"),
            (83.0, "83"),
            (-0.05, "-0.05"),
        ] {
            assert_eq!(written(number).unwrap().to_string(), text);
        }
    }

    #[test]
    fn numbers_that_cannot_be_kept_exactly_are_refused() {
        for number in [f64::NAN, f64::INFINITY, 1.0 / 3.0, 1e40] {
            assert_eq!(written(number), None, "{number}");
        }
    }
}
