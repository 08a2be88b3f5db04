//! The Ed25519 key that signs releases, and its public half that everybody may have.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::hash::Hash;

/// The secret half. Its bytes come from a key file of mode 0600; `Debug` shows the mark only.
#[derive(Clone)]
pub struct ReleaseKey(SigningKey);

/// The public half, written as `sipas-release-key-1:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// The first eight bytes of the SHA-256 of a public key: which key signed, not proof that it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyMark([u8; 8]);

/// An Ed25519 signature; in JSON as base64.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 64]);

/// What was wrong with a written key, mark or signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not the form of a public key, or no point of the curve.
    #[error("“{0}” is not a public key: it looks like sipas-release-key-1: and 64 digits 0–9, a–f")]
    Public(String),
    /// Not a key mark.
    #[error("“{0}” is not the mark of a key: 16 digits 0–9, a–f are needed")]
    Mark(String),
    /// Not a signature.
    #[error("“{0}” is not a signature: 88 characters of base64 are needed")]
    Signature(String),
}

const PUBLIC_PREFIX: &str = "sipas-release-key-1:";

impl ReleaseKey {
    /// The key with these 32 secret bytes; any 32 random bytes are a key.
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs a hash for one purpose; a signature made for another purpose does not fit.
    pub(super) fn sign(&self, purpose: &str, hashes: &[&Hash]) -> Signature {
        Signature(self.0.sign(&message(purpose, hashes)).to_bytes())
    }

    /// Signs a text that says itself what it is for.
    pub(super) fn sign_text(&self, text: &str) -> [u8; 64] {
        self.0.sign(text.as_bytes()).to_bytes()
    }
}

impl PublicKey {
    /// Its mark.
    pub fn mark(&self) -> KeyMark {
        let mut mark = [0; 8];
        mark.copy_from_slice(&Hash::of(self.0.as_bytes()).as_bytes()[..8]);
        KeyMark(mark)
    }

    /// Its 32 bytes.
    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Whether this key signed a text.
    pub(super) fn signed_text(&self, text: &str, signature: &[u8]) -> bool {
        let signature = ed25519_dalek::Signature::from_slice(signature);
        signature.is_ok_and(|given| self.0.verify_strict(text.as_bytes(), &given).is_ok())
    }

    /// Whether this key signed these hashes for this purpose. Strict: no second signature of the same message
    /// can be made without the secret.
    pub(super) fn signed(&self, purpose: &str, hashes: &[&Hash], signature: &Signature) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        let message = message(purpose, hashes);
        self.0.verify_strict(&message, &signature).is_ok()
    }
}

fn message(purpose: &str, hashes: &[&Hash]) -> Vec<u8> {
    let mut message = format!("{purpose}\n").into_bytes();
    for hash in hashes {
        message.extend_from_slice(hash.as_bytes());
    }
    message
}

impl fmt::Debug for ReleaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReleaseKey({})", self.public().mark())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.mark())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PUBLIC_PREFIX}{}", HEXLOWER.encode(self.0.as_bytes()))
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let parse = || {
            let digits = text.trim().strip_prefix(PUBLIC_PREFIX)?;
            let bytes = <[u8; 32]>::try_from(HEXLOWER.decode(digits.as_bytes()).ok()?).ok()?;
            let key = VerifyingKey::from_bytes(&bytes).ok()?;
            (!key.is_weak()).then_some(Self(key))
        };
        parse().ok_or_else(|| KeyError::Public(text.trim().chars().take(90).collect()))
    }
}

impl fmt::Display for KeyMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&HEXLOWER.encode(&self.0))
    }
}

impl FromStr for KeyMark {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok();
        let bytes = bytes.and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
        bytes
            .map(Self)
            .ok_or_else(|| KeyError::Mark(text.chars().take(40).collect()))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&BASE64.encode(&self.0))
    }
}

impl FromStr for Signature {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let bytes = BASE64.decode(text.as_bytes()).ok();
        let bytes = bytes.and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
        bytes
            .map(Self)
            .ok_or_else(|| KeyError::Signature(text.chars().take(90).collect()))
    }
}

macro_rules! as_text {
    ($($written:ty),*) => {$(
        impl Serialize for $written {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $written {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

as_text!(PublicKey, KeyMark, Signature);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_public_key_reads_back() {
        let key = ReleaseKey::from_bytes(&[3; 32]).public();
        assert_eq!(key.to_string().parse::<PublicKey>().unwrap(), key);
        assert!("sipas-release-key-1:00".parse::<PublicKey>().is_err());
        let weak = format!("{PUBLIC_PREFIX}01{}", "00".repeat(31));
        assert!(
            weak.parse::<PublicKey>().is_err(),
            "the neutral point signs anything"
        );
    }

    #[test]
    fn a_signature_is_good_for_one_purpose_and_one_message() {
        let (key, hash) = (ReleaseKey::from_bytes(&[3; 32]), Hash::of("a"));
        let signature = key.sign("release", &[&hash]);
        assert!(key.public().signed("release", &[&hash], &signature));
        assert!(!key.public().signed("file", &[&hash], &signature));
        assert!(
            !key.public()
                .signed("release", &[&Hash::of("b")], &signature)
        );
        let other = ReleaseKey::from_bytes(&[4; 32]).public();
        assert!(!other.signed("release", &[&hash], &signature));
    }

    #[test]
    fn the_secret_never_shows() {
        let shown = format!("{:?}", ReleaseKey::from_bytes(&[3; 32]));
        assert!(!shown.contains("0303"), "{shown}");
    }
}
