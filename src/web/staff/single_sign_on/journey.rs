//! What must be remembered while somebody is at the provider: sealed, and carried by the browser itself.
//!
//! It could lie in this process instead. But anybody may set out, without an account and as often as they like, and few come
//! back: a list here would be a list that strangers fill. In the browser it costs nothing, and being there it proves
//! that the browser that comes back is the one that left. The key is drawn at start and never written; after a restart
//! whoever is under way sets out once more. One use is seen to by the provider, which takes each code once.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use data_encoding::BASE64URL_NOPAD;
use rand::RngExt as _;
use serde::{Deserialize, Serialize};

/// Seconds that signing in at the provider may take.
pub const LONGEST: i64 = 15 * 60;
/// Binds what is sealed to its purpose.
const PURPOSE: &[u8] = b"sipas single sign-on v1";

/// What somebody set out for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Aim {
    /// Coming in.
    Enter,
    /// Linking the account that they are signed in with.
    Link(SetOut),
    /// Showing once more that it is them, before something that opens a way in; with the form that waits for it, as a body.
    Confirm(SetOut, String),
}

/// A sign-in of this service from which somebody set out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetOut {
    /// Whose.
    pub username: String,
    /// Its name in the list of sign-ins.
    pub session: String,
}

impl Aim {
    /// Whether the provider must ask who they are also when it knows: for whatever a colleague at the same desk could do
    /// with a sign-in there that was left open.
    pub fn asks_anew(&self) -> bool {
        !matches!(self, Self::Enter)
    }
}

/// What must be remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journey {
    /// Comes back in the address: this return belongs to this departure.
    pub state: String,
    /// Comes back inside the ID token: this token belongs to this departure.
    pub nonce: String,
    /// Opens the code (PKCE): who has the code alone has nothing.
    pub verifier: String,
    /// What for.
    pub aim: Aim,
    /// Path to go to afterwards.
    pub next: String,
    /// Language of the pages there and back.
    pub lang: String,
    /// When it began, in seconds since 1970 UTC.
    pub begun: i64,
}

/// Seals what is carried, with a key of this process.
pub struct Luggage(XChaCha20Poly1305);

impl Luggage {
    /// A fresh key.
    pub fn new() -> Self {
        let key: [u8; 32] = rand::rng().random();
        Self(XChaCha20Poly1305::new(&Key::from(key)))
    }

    /// Seals a journey into letters that fit a cookie; `None` only if it were longer than memory.
    pub fn seal(&self, journey: &Journey) -> Option<String> {
        let nonce: [u8; 24] = rand::rng().random();
        let plain = serde_json::to_vec(journey).ok()?;
        let payload = Payload {
            msg: &plain,
            aad: PURPOSE,
        };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(BASE64URL_NOPAD.encode(&[&nonce[..], &sealed].concat()))
    }

    /// The journey of a cookie, unless it is not ours or began too long before `now`.
    pub fn open(&self, cookie: &str, now: i64) -> Option<Journey> {
        let bytes = BASE64URL_NOPAD.decode(cookie.as_bytes()).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<24>()?;
        let payload = Payload {
            msg: sealed,
            aad: PURPOSE,
        };
        let plain = self.0.decrypt(&XNonce::from(*nonce), payload).ok()?;
        let journey: Journey = serde_json::from_slice(&plain).ok()?;
        (0..=LONGEST)
            .contains(&(now - journey.begun))
            .then_some(journey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journey() -> Journey {
        Journey {
            state: "s".into(),
            nonce: "n".into(),
            verifier: "v".into(),
            aim: Aim::Enter,
            next: "/staff".into(),
            lang: "vi".into(),
            begun: 1_000_000,
        }
    }

    #[test]
    fn what_was_sealed_here_opens_here_until_it_is_too_old() {
        let luggage = Luggage::new();
        let cookie = luggage.seal(&journey()).unwrap();
        assert_eq!(luggage.open(&cookie, 1_000_000), Some(journey()));
        assert_eq!(luggage.open(&cookie, 1_000_000 + LONGEST), Some(journey()));
        assert_eq!(luggage.open(&cookie, 1_000_001 + LONGEST), None);
        assert_eq!(luggage.open(&cookie, 999_999), None, "from the future");
        assert!(!cookie.contains("staff"));
    }

    #[test]
    fn what_was_changed_or_sealed_elsewhere_does_not_open() {
        let luggage = Luggage::new();
        let cookie = luggage.seal(&journey()).unwrap();
        assert_eq!(Luggage::new().open(&cookie, 1_000_000), None);
        for at in 0..cookie.len() {
            let mut bytes = cookie.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(luggage.open(&changed, 1_000_000), None, "byte {at}");
        }
        for odd in ["", "A", "AAAA", "ä", &"A".repeat(5000)] {
            assert_eq!(luggage.open(odd, 1_000_000), None, "{odd}");
        }
    }
}
