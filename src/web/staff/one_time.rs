//! One-time passwords (RFC 6238) and the recovery codes for when the phone is lost.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use rand::RngExt as _;
use sha2::{Digest as _, Sha256};
use totp_rs::{Builder, Totp};

use super::threshold::encoded;
use crate::house::{House, HouseError};

/// Recovery codes of an account.
const CODES: usize = 10;
/// Letters of a recovery code, as of invitation links: no 0/o, 1/l/i.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// The secret that phone and service share.
pub struct Shared([u8; 20]);

impl Shared {
    /// A fresh one.
    pub fn generate() -> Self {
        Self(rand::rng().random())
    }

    /// As people type it: base32 in groups of four.
    pub fn typed(&self) -> String {
        let text = BASE32_NOPAD.encode(&self.0);
        let groups = text.as_bytes().chunks(4);
        let groups = groups.map(|group| String::from_utf8_lossy(group).into_owned());
        groups.collect::<Vec<_>>().join(" ")
    }

    /// The address that authenticator apps read from a QR code.
    pub fn address(&self, username: &str) -> String {
        let secret = BASE32_NOPAD.encode(&self.0);
        format!(
            "otpauth://totp/SIPAS:{}?secret={secret}&issuer=SIPAS",
            encoded(username)
        )
    }

    /// The step (thirty seconds each since 1970 UTC) whose code this is: the present one, the one before or the one after.
    pub fn step_of(&self, code: &str, now: i64) -> Option<i64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let six = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
        let step = six.then(|| self.totp().check(&digits, now.unsigned_abs()))?;
        step.map(u64::cast_signed)
    }

    fn totp(&self) -> Totp {
        Builder::new()
            .with_secret(self.0)
            .with_skew(1)
            .build_noncompliant()
    }

    /// Sealed for one account with the key of the staff room, which lies beside the other keys.
    pub fn seal(&self, house: &House, username: &str) -> Result<Vec<u8>, HouseError> {
        seal(house, username.as_bytes(), &self.0)
    }

    /// Opens what was sealed for this account; `None` for anything else.
    pub fn open(house: &House, username: &str, sealed: &[u8]) -> Result<Option<Self>, HouseError> {
        let opened = open(house, username.as_bytes(), sealed)?;
        Ok(opened.and_then(|bytes| bytes.try_into().ok()).map(Self))
    }

    /// Sealed, as a hidden field carries it between showing the code and confirming it.
    pub fn seal_as_text(&self, house: &House, username: &str) -> Result<String, HouseError> {
        Ok(BASE64URL_NOPAD.encode(&self.seal(house, username)?))
    }

    /// Opens the hidden field of this account.
    pub fn open_text(
        house: &House,
        username: &str,
        text: &str,
    ) -> Result<Option<Self>, HouseError> {
        match BASE64URL_NOPAD.decode(text.as_bytes()) {
            Ok(sealed) => Self::open(house, username, &sealed),
            Err(_) => Ok(None),
        }
    }
}

/// Seals a few bytes with the key of the staff room: random nonce, then XChaCha20-Poly1305, bound to what they are for.
pub fn seal(house: &House, bound_to: &[u8], secret: &[u8]) -> Result<Vec<u8>, HouseError> {
    let nonce: [u8; 24] = rand::rng().random();
    let payload = Payload {
        msg: secret,
        aad: bound_to,
    };
    let cipher = XChaCha20Poly1305::new(&Key::from(house.keys.staff_key()?));
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload);
    let sealed = sealed.map_err(|_| HouseError::Field {
        field: "code",
        reason: "it could not be sealed".to_owned(),
    })?;
    Ok([&nonce[..], &sealed].concat())
}

/// Opens what [`seal`] sealed for the same purpose; `None` for anything else.
pub fn open(house: &House, bound_to: &[u8], sealed: &[u8]) -> Result<Option<Vec<u8>>, HouseError> {
    let Some((nonce, sealed)) = sealed.split_first_chunk::<24>() else {
        return Ok(None);
    };
    let payload = Payload {
        msg: sealed,
        aad: bound_to,
    };
    let cipher = XChaCha20Poly1305::new(&Key::from(house.keys.staff_key()?));
    Ok(cipher.decrypt(&XNonce::from(*nonce), payload).ok())
}

/// Ten fresh recovery codes, to be shown once: `abcde-fghjk-mnpqr-stuvw`, 96 bits and more each.
pub fn recovery_codes() -> Vec<String> {
    let mut random = rand::rng();
    let mut letter = || char::from(LETTERS[random.random_range(0..LETTERS.len())]);
    let mut code = || {
        let groups: Vec<String> = (0..4).map(|_| (0..5).map(|_| letter()).collect()).collect();
        groups.join("-")
    };
    (0..CODES).map(|_| code()).collect()
}

/// What is kept of a recovery code: it has entropy enough for a plain hash.
pub fn hash_recovery(code: &str) -> [u8; 32] {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    Sha256::digest(plain.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    const RFC: Shared = Shared(*b"12345678901234567890");

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // The last six of the eight digits that the standard prints.
        for (code, moment) in [
            ("287082", 59),
            ("081804", 1_111_111_109),
            ("005924", 1_234_567_890),
            ("279037", 2_000_000_000),
        ] {
            assert_eq!(RFC.step_of(code, moment), Some(moment / 30), "{moment}");
        }
    }

    #[test]
    fn a_clock_may_be_half_a_minute_wrong_and_not_more() {
        assert_eq!(RFC.step_of("287 082", 59 + 30), Some(1));
        assert_eq!(RFC.step_of("287082", 29), Some(1));
        for odd in ["287082", ""] {
            assert_eq!(RFC.step_of(odd, 59 + 61), None);
        }
        for odd in ["28708", "2870822", "abcdef", "２８７０８２"] {
            assert_eq!(RFC.step_of(odd, 59), None, "{odd}");
        }
    }

    #[test]
    fn a_key_is_typed_in_groups_and_the_address_names_the_account() {
        assert_eq!(RFC.typed(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let address = RFC.address("lan@hungyen");
        assert!(address.starts_with("otpauth://totp/SIPAS:lan%40hungyen?secret=GEZDGNBV"));
    }

    #[test]
    fn recovery_codes_differ_and_may_be_typed_as_one_likes() {
        let mut codes = recovery_codes();
        assert_eq!(codes.len(), 10);
        let (own, typed) = (&codes[0], codes[0].to_uppercase().replace('-', " "));
        assert_eq!(hash_recovery(own), hash_recovery(&typed));
        assert!(own.len() == 23 && !own.contains(['0', 'o', '1', 'l', 'i', '=']));
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), 10);
    }
}
