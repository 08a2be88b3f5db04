//! Slips of paper from a shuffled pile, for people without a telephone (phiếu mã bốc ngẫu nhiên).
//!
//! A slip carries ten characters drawn at random: 50 bits, no serial number, nothing of the transaction. Whoever finished
//! at the counter draws one; nobody notes which. The database knows an HMAC of the code under the invitation key of the
//! month it was printed in; with the key destroyed, a slip found in a drawer and a copy of the database tell nothing of
//! each other. Ten characters can be guessed at where thirty cannot, so whoever asks about codes counts wrong ones.

use std::fmt;
use std::str::FromStr;

use rand::{CryptoRng, RngExt as _};
use unicode_normalization::UnicodeNormalization as _;

use super::cell::Channel;
use super::token::{ALPHABET, InvitationKey, TokenHash, digit_of};

/// Characters of a code: five bits each.
const LENGTH: usize = 10;
/// The longest text that is looked at: a code with room for spaces and marks.
const LONGEST: usize = 80;

/// What a slip counts as. The pile stands at the counter and a slip is drawn after a transaction there, so its answer is
/// that of somebody invited who came in person; a channel of its own would make a person known by having no telephone.
pub const SLIP_CHANNEL: Channel = Channel::InPerson;

/// The code on one slip.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SlipCode(u64);

/// A text that is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a code has ten letters and digits, as on the slip: type them again; hyphens, spaces and small letters do not matter"
)]
pub struct NotACode;

impl SlipCode {
    /// Draws a code.
    pub fn draw(rng: &mut impl CryptoRng) -> Self {
        Self(rng.random::<u64>() >> 14)
    }

    /// The address part of a code: small letters, no hyphen.
    pub fn plain(self) -> String {
        self.to_string().replace('-', "").to_ascii_lowercase()
    }
}

impl InvitationKey {
    /// What is stored of a slip printed in the month of this key.
    pub fn slip(&self, code: SlipCode) -> TokenHash {
        TokenHash(self.mac(b"slip1", &[&code.0.to_be_bytes()]))
    }
}

impl fmt::Debug for SlipCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SlipCode(secret)")
    }
}

/// As it is printed: `7K3QM-9WXYZ`.
impl fmt::Display for SlipCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for position in 0..LENGTH {
            if position == LENGTH / 2 {
                f.write_str("-")?;
            }
            let digit = self.0 >> (5 * (LENGTH - 1 - position)) & 31;
            let letter = char::from(ALPHABET[digit as usize]);
            write!(f, "{}", letter.to_ascii_uppercase())?;
        }
        Ok(())
    }
}

/// Reads what was typed: small letters, spaces, hyphens and dots are forgiven, O is 0, I and L are 1, and the letters that
/// a Vietnamese keyboard makes of two (Đ of DD, Â of AA, Ê of EE, Ă of AW, Ư of W) are taken apart again.
impl FromStr for SlipCode {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        if text.len() > LONGEST {
            return Err(NotACode);
        }
        let (mut code, mut count) = (0u64, 0);
        let composed: String = text.nfkc().collect();
        for character in composed.chars().flat_map(char::to_lowercase) {
            let typed = match character {
                'đ' => "dd",
                'â' => "aa",
                'ê' => "ee",
                'ă' => "aw",
                'ư' => "w",
                '-' | '.' | '_' | '‐' | '‑' | '–' | '—' => continue,
                other if other.is_whitespace() => continue,
                other => {
                    let mut bytes = [0; 4];
                    let letter = other.encode_utf8(&mut bytes);
                    code = take(code, &mut count, letter)?;
                    continue;
                }
            };
            code = take(code, &mut count, typed)?;
        }
        if count == LENGTH {
            Ok(Self(code))
        } else {
            Err(NotACode)
        }
    }
}

fn take(mut code: u64, count: &mut usize, typed: &str) -> Result<u64, NotACode> {
    for byte in typed.bytes() {
        *count += 1;
        let digit = digit_of(byte).filter(|_| *count <= LENGTH);
        code = code << 5 | u64::from(digit.ok_or(NotACode)?);
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Period;

    fn key(month: u8) -> InvitationKey {
        InvitationKey::new(Period::month(2026, month).unwrap(), [month; 32])
    }

    #[test]
    fn a_code_is_read_as_it_is_printed_and_as_people_type_it() {
        for _ in 0..500 {
            let code = SlipCode::draw(&mut rand::rng());
            let printed = code.to_string();
            assert_eq!(printed.len(), 11);
            assert_eq!(printed.parse(), Ok(code));
            assert_eq!(code.plain().parse(), Ok(code));
            assert_eq!(
                format!("  {} ", printed.replace('-', " – ")).parse(),
                Ok(code)
            );
            let spaced: String = printed.chars().flat_map(|c| [c, ' ']).collect();
            assert_eq!(spaced.to_lowercase().parse(), Ok(code));
        }
    }

    #[test]
    fn letters_that_look_alike_are_one() {
        let code: SlipCode = "01100-01101".parse().unwrap();
        for typed in [
            "OIlOo oiLo1",
            "o1ioO-O1iOl",
            "０１１００－０１１０１".replace('－', "-").as_str(),
        ] {
            assert_eq!(typed.parse(), Ok(code), "{typed}");
        }
    }

    #[test]
    fn what_a_vietnamese_keyboard_makes_of_a_code_is_still_the_code() {
        let code: SlipCode = "7DDAA-EEAWW".parse().unwrap();
        assert_eq!("7đâêăw".parse(), Ok(code));
        assert_eq!("7ĐÂ-ÊĂƯ".parse(), Ok(code));
    }

    #[test]
    fn other_texts_are_no_codes_and_never_panic() {
        for text in [
            "",
            "7K3QM",
            "7K3QM-9WXYZ1",
            "7K3QM-9WXY!",
            "7K3QM-9WXYU",
            "7K3QM-9WXÝZ",
            "😀😀😀",
            "-----",
        ] {
            assert_eq!(text.parse::<SlipCode>(), Err(NotACode), "{text}");
        }
        assert!("0".repeat(10_000).parse::<SlipCode>().is_err());
    }

    #[test]
    fn a_slip_is_another_under_another_months_key_and_is_no_link() {
        let code = SlipCode::draw(&mut rand::rng());
        assert_eq!(key(10).slip(code), key(10).slip(code));
        assert_ne!(key(10).slip(code), key(11).slip(code));
        assert_ne!(key(10).slip(code), key(10).slip(SlipCode(code.0 ^ 1)));
        assert!(code.plain().parse::<super::super::Token>().is_err());
    }

    #[test]
    fn a_code_is_not_printed_by_accident() {
        let code = SlipCode::draw(&mut rand::rng());
        assert_eq!(format!("{code:?}"), "SlipCode(secret)");
    }
}
