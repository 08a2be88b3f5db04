//! One-time links that follow from a transaction today and from nothing tomorrow (mã phiếu dùng một lần).
//!
//! The token of a transaction is an HMAC of its reference under the invitation key of a month. The same
//! reference gives the same link; once the key is destroyed nobody can tell who was invited.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::period::Period;

/// Digits and letters without those that look alike (Crockford's base32).
pub(super) const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters of a link: 2 for the month, 26 for 128 random-looking bits, 2 (and two spare bits) to check.
const LENGTH: usize = 30;
/// Months are counted from here; ten bits reach to 2105.
const FIRST_YEAR: u16 = 2020;

/// The invitation key of a month, 32 bytes. Destroyed 45 days after the month ends.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationKey {
    month: Period,
    bytes: [u8; 32],
}

impl fmt::Debug for InvitationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvitationKey({}, secret)", self.month)
    }
}

impl InvitationKey {
    /// The key of a month.
    pub fn new(month: Period, bytes: [u8; 32]) -> Self {
        Self { month, bytes }
    }

    /// The month whose transactions this key invites.
    pub fn month(&self) -> Period {
        self.month
    }

    /// The token of one transaction: the same form id and reference give the same token.
    pub fn token(&self, form: &str, reference: &str) -> Token {
        let length = (form.len() as u64).to_be_bytes();
        let code = self.mac(b"inv1", &[&length, form.as_bytes(), reference.as_bytes()]);
        let mut nonce = [0; 16];
        nonce.copy_from_slice(&code[..16]);
        Token {
            month: self.month,
            nonce: u128::from_be_bytes(nonce),
        }
    }

    /// HMAC-SHA256 of the parts, for one purpose.
    pub(super) fn mac(&self, purpose: &[u8], parts: &[&[u8]]) -> [u8; 32] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.bytes).expect("HMAC takes a key of any length");
        mac.update(purpose);
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// The value of a typed character: capitals and the look-alikes `o`, `i`, `l` are forgiven.
pub(super) fn digit_of(character: u8) -> Option<u8> {
    let plain = match character.to_ascii_lowercase() {
        b'o' => b'0',
        b'i' | b'l' => b'1',
        other => other,
    };
    let value = ALPHABET.iter().position(|&letter| letter == plain);
    value.map(|value| value as u8)
}

/// What a one-time link carries: the month of its key and 128 bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token {
    month: Period,
    nonce: u128,
}

/// SHA-256 of a token: all that the database knows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenHash(pub [u8; 32]);

/// SHA-256 of a walk-in submission id with its collection point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubmissionHash(pub [u8; 32]);

/// Why a text is not a token. Told without asking the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// Too short, too long, or with a character no link has.
    #[error(
        "this is not a link of ours: it has 30 letters and digits after /k/; copy it again from the message"
    )]
    Malformed,
    /// The check characters do not fit: a letter was mistyped.
    #[error("the link was mistyped: copy it again from the message, or type it letter by letter")]
    Mistyped,
}

impl Token {
    /// The month of the transaction.
    pub fn month(self) -> Period {
        self.month
    }

    /// What is stored of the token.
    pub fn hash(self) -> TokenHash {
        let mut digest = Sha256::new();
        digest.update(b"h1");
        digest.update(self.nonce.to_be_bytes());
        TokenHash(digest.finalize().into())
    }

    fn month_number(self) -> u16 {
        let month = u16::from(self.month.month_number().unwrap_or(1));
        (self.month.calendar_year().saturating_sub(FIRST_YEAR) * 12 + month - 1) & 0x3ff
    }

    fn check(self) -> u16 {
        let mut digest = Sha256::new();
        digest.update(b"c1");
        digest.update(self.month_number().to_be_bytes());
        digest.update(self.nonce.to_be_bytes());
        let bytes: [u8; 32] = digest.finalize().into();
        u16::from_be_bytes([bytes[0], bytes[1]]) & 0xfff
    }
}

impl SubmissionHash {
    /// The hash of a submission id sent through a collection point (điểm khảo sát).
    pub fn new(collection_point: &str, submission_id: &str) -> Self {
        let mut digest = Sha256::new();
        digest.update(b"s1");
        digest.update((collection_point.len() as u64).to_be_bytes());
        digest.update(collection_point);
        digest.update(submission_id);
        Self(digest.finalize().into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(secret)")
    }
}

/// The text of the link: month, nonce, check.
impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (month, check) = (self.month_number(), self.check());
        let digit = |position: usize| match position {
            0 => month >> 5,
            1 => month & 31,
            2..27 => (self.nonce >> (123 - 5 * (position - 2)) & 31) as u16,
            27 => (self.nonce as u16 & 7) << 2 | check >> 10,
            28 => check >> 5 & 31,
            _ => check & 31,
        };
        let text: String = (0..LENGTH)
            .map(|position| char::from(ALPHABET[usize::from(digit(position))]))
            .collect();
        f.write_str(&text)
    }
}

/// Reads a link; upper case, hyphens and the look-alikes `o`, `i`, `l` are forgiven.
impl FromStr for Token {
    type Err = TokenFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > 2 * LENGTH {
            return Err(TokenFault::Malformed);
        }
        let mut digits = [0u16; LENGTH];
        let mut count = 0;
        for character in text.bytes().filter(|&b| b != b'-') {
            let value = digit_of(character);
            let slot = digits.get_mut(count).ok_or(TokenFault::Malformed)?;
            *slot = value.ok_or(TokenFault::Malformed)?.into();
            count += 1;
        }
        if count != LENGTH {
            return Err(TokenFault::Malformed);
        }
        let number = digits[0] << 5 | digits[1];
        let month = Period::month(FIRST_YEAR + number / 12, (number % 12 + 1) as u8);
        let nonce = digits[2..27]
            .iter()
            .fold(0u128, |nonce, &digit| nonce << 5 | u128::from(digit));
        let token = Self {
            month: month.ok_or(TokenFault::Malformed)?,
            nonce: nonce << 3 | u128::from(digits[27] >> 2),
        };
        let check = (digits[27] & 3) << 10 | digits[28] << 5 | digits[29];
        (token.check() == check)
            .then_some(token)
            .ok_or(TokenFault::Mistyped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> InvitationKey {
        InvitationKey::new(Period::month(2026, 10).unwrap(), [7; 32])
    }

    #[test]
    fn the_same_transaction_gives_the_same_link() {
        let link = key().token("onestop-short", "H01.23-1");
        assert_eq!(link, key().token("onestop-short", "H01.23-1"));
        assert_ne!(link, key().token("onestop-short", "H01.23-2"));
        assert_ne!(link, key().token("star-rating", "H01.23-1"));
        assert_ne!(
            key().token("ab", "c").to_string(),
            key().token("a", "bc").to_string()
        );
    }

    #[test]
    fn a_link_is_read_as_it_was_written() {
        for n in 0..200 {
            let token = key().token("f", &n.to_string());
            let text = token.to_string();
            assert_eq!(text.len(), 30);
            assert_eq!(text.parse(), Ok(token));
            assert_eq!(text.to_uppercase().parse(), Ok(token));
            let grouped = format!("{}-{}", &text[..6], &text[6..]);
            assert_eq!(grouped.parse(), Ok(token));
        }
    }

    #[test]
    fn a_mistyped_link_is_told_from_an_unknown_one() {
        let text = key().token("f", "1").to_string();
        let mut caught = 0;
        for position in 0..30 {
            let mut letters: Vec<char> = text.chars().collect();
            letters[position] = if letters[position] == '7' { '8' } else { '7' };
            let changed: String = letters.into_iter().collect();
            caught += u32::from(changed.parse::<Token>() == Err(TokenFault::Mistyped));
        }
        assert_eq!(caught, 30);
        assert_eq!("abc".parse::<Token>(), Err(TokenFault::Malformed));
        assert_eq!("ü".repeat(15).parse::<Token>(), Err(TokenFault::Malformed));
        assert_eq!("u".repeat(30).parse::<Token>(), Err(TokenFault::Malformed));
    }

    #[test]
    fn neither_key_nor_token_is_printed_by_accident() {
        let shown = format!("{:?} {:?}", key(), key().token("f", "1"));
        assert!(!shown.contains('7') && shown.contains("secret"));
    }
}
