//! Envelopes: a sheet is sealed to the box key of its month and padded to one of two sizes (niêm phong).
//!
//! HPKE (RFC 9180; X25519, HKDF-SHA256) agrees one secret between a [`Sealer`] and the box; each sheet is
//! then sealed with XChaCha20-Poly1305 under that secret and its own random 24-byte nonce. One agreement a
//! process instead of one a sheet keeps the processor free, and a random nonce, unlike HPKE's own counter,
//! says nothing about the order of the sheets. The encapsulated key travels in every envelope.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand::CryptoRng;

use super::cell::{CellId, FormRef};
use super::sheet::{FilledSheet, SheetFault};
use crate::period::Period;

/// Padded sizes of a sheet. With the first, a whole row is 809 bytes and five fit a 4 KiB page of SQLite
/// without spilling over; the second holds the longest comment.
const CLASSES: [usize; 2] = [696, 4_480];
const VERSION: u8 = 1;
const HEADER: usize = 1 + 32 + 24;
const INFO: &[u8] = b"sipas ballot box 1";
const EXPORT: &[u8] = b"sipas sheet key";

type PublicKey = <X25519HkdfSha256 as Kem>::PublicKey;
type PrivateKey = <X25519HkdfSha256 as Kem>::PrivateKey;
type EncappedKey = <X25519HkdfSha256 as Kem>::EncappedKey;

/// The public half of a box key: whoever has it can seal, nobody can open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BoxPublic(pub [u8; 32]);

/// The secret half of a box key. Destroyed when nothing in the box was sealed to it any more.
#[derive(Clone, PartialEq, Eq)]
pub struct BoxSecret(pub [u8; 32]);

impl fmt::Debug for BoxSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoxSecret(secret)")
    }
}

impl BoxSecret {
    /// A new key pair's secret half.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut seed = [0; 32];
        rng.fill_bytes(&mut seed);
        let (secret, _) = X25519HkdfSha256::derive_keypair(&seed);
        Self(secret.to_bytes().into())
    }

    /// The public half.
    pub fn public(&self) -> Result<BoxPublic, SealFault> {
        let secret = PrivateKey::from_bytes(&self.0).map_err(|_| SealFault::BadKey)?;
        Ok(BoxPublic(
            X25519HkdfSha256::sk_to_pk(&secret).to_bytes().into(),
        ))
    }
}

/// Reads 64 hexadecimal digits, as key files have them.
fn read_hex(text: &str) -> Result<[u8; 32], SealFault> {
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes());
    let bytes = bytes
        .ok()
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes.ok_or(SealFault::NoKey)
}

impl FromStr for BoxSecret {
    type Err = SealFault;

    fn from_str(text: &str) -> Result<Self, SealFault> {
        let secret = Self(read_hex(text)?);
        secret.public().map(|_| secret)
    }
}

impl FromStr for BoxPublic {
    type Err = SealFault;

    fn from_str(text: &str) -> Result<Self, SealFault> {
        let bytes = read_hex(text)?;
        PublicKey::from_bytes(&bytes).map_err(|_| SealFault::BadKey)?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for BoxPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

/// Why an envelope cannot be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// The key file does not hold an X25519 key.
    #[error("the box key is damaged: restore its file from the copy at the second site")]
    BadKey,
    /// A text that is no key.
    #[error("a key has 64 hexadecimal digits: copy the whole line of its file")]
    NoKey,
    /// The envelope was changed, moved to another cell, or sealed to another key.
    #[error(
        "the envelope does not open with the key of its month: it was changed, or the key file was replaced"
    )]
    Broken,
    /// The envelope opened, its content did not fit.
    #[error(transparent)]
    Sheet(#[from] SheetFault),
}

/// Seals sheets to the box key of one month.
pub struct Sealer {
    month: Period,
    encapped: [u8; 32],
    cipher: XChaCha20Poly1305,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealer({})", self.month)
    }
}

impl Sealer {
    /// Agrees a secret with the box of this month.
    pub fn new(
        month: Period,
        public: &BoxPublic,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, SealFault> {
        let public = PublicKey::from_bytes(&public.0).map_err(|_| SealFault::BadKey)?;
        let (encapped, context) = hpke::setup_sender_with_rng::<
            ChaCha20Poly1305,
            HkdfSha256,
            X25519HkdfSha256,
        >(&OpModeS::Base, &public, INFO, rng)
        .map_err(|_| SealFault::BadKey)?;
        let mut secret = [0; 32];
        context
            .export(EXPORT, &mut secret)
            .map_err(|_| SealFault::BadKey)?;
        Ok(Self {
            month,
            encapped: encapped.to_bytes().into(),
            cipher: XChaCha20Poly1305::new(&Key::from(secret)),
        })
    }

    /// The month of the key.
    pub fn month(&self) -> Period {
        self.month
    }

    /// Seals one sheet; the envelope is bound to its form version, cell and month.
    pub fn seal(
        &self,
        form: &FormRef,
        cell: CellId,
        sheet: &FilledSheet,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, SealFault> {
        let mut plain = sheet.to_bytes()?;
        let class = CLASSES.into_iter().find(|&size| plain.len() <= size);
        plain.resize(class.ok_or(SheetFault::TooLong)?, 0);
        let mut nonce = [0; 24];
        rng.fill_bytes(&mut nonce);
        let payload = Payload {
            msg: &plain,
            aad: &binding(form, cell, self.month),
        };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealFault::Broken)?;
        let mut envelope = Vec::with_capacity(HEADER + sealed.len());
        envelope.push(VERSION);
        envelope.extend_from_slice(&self.encapped);
        envelope.extend_from_slice(&nonce);
        envelope.extend_from_slice(&sealed);
        Ok(envelope)
    }
}

/// Opens the envelopes of one month.
pub struct Opener {
    month: Period,
    secret: PrivateKey,
    ciphers: HashMap<[u8; 32], XChaCha20Poly1305>,
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opener({})", self.month)
    }
}

impl Opener {
    /// With the secret half of the month's box key.
    pub fn new(month: Period, secret: &BoxSecret) -> Result<Self, SealFault> {
        Ok(Self {
            month,
            secret: PrivateKey::from_bytes(&secret.0).map_err(|_| SealFault::BadKey)?,
            ciphers: HashMap::new(),
        })
    }

    /// Opens one envelope that lay in this cell.
    pub fn open(
        &mut self,
        form: &FormRef,
        cell: CellId,
        envelope: &[u8],
    ) -> Result<FilledSheet, SealFault> {
        let parts = || {
            let (&version, rest) = envelope.split_first()?;
            let (encapped, rest) = rest.split_first_chunk::<32>()?;
            let (nonce, sealed) = rest.split_first_chunk::<24>()?;
            (version == VERSION).then_some((*encapped, *nonce, sealed))
        };
        let (encapped, nonce, sealed) = parts().ok_or(SealFault::Broken)?;
        if !self.ciphers.contains_key(&encapped) {
            let cipher = self.agree(&encapped)?;
            self.ciphers.insert(encapped, cipher);
        }
        let cipher = self.ciphers.get(&encapped).ok_or(SealFault::Broken)?;
        let payload = Payload {
            msg: sealed,
            aad: &binding(form, cell, self.month),
        };
        let plain = cipher
            .decrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealFault::Broken)?;
        Ok(FilledSheet::from_bytes(&plain)?)
    }

    fn agree(&self, encapped: &[u8; 32]) -> Result<XChaCha20Poly1305, SealFault> {
        let encapped = EncappedKey::from_bytes(encapped).map_err(|_| SealFault::Broken)?;
        let context = hpke::setup_receiver::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &self.secret,
            &encapped,
            INFO,
        )
        .map_err(|_| SealFault::Broken)?;
        let mut secret = [0; 32];
        context
            .export(EXPORT, &mut secret)
            .map_err(|_| SealFault::Broken)?;
        Ok(XChaCha20Poly1305::new(&Key::from(secret)))
    }
}

pub(super) fn binding(form: &FormRef, cell: CellId, month: Period) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(32 + form.id.len());
    bytes.extend_from_slice(&cell.0.to_be_bytes());
    bytes.extend_from_slice(&form.version.to_be_bytes());
    bytes.extend_from_slice(&month.calendar_year().to_be_bytes());
    bytes.push(month.month_number().unwrap_or(0));
    bytes.extend_from_slice(form.id.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(comment: Option<&str>) -> FilledSheet {
        FilledSheet {
            group: Some("land".to_owned()),
            slots: vec![4; 39],
            comment: comment.map(str::to_owned),
        }
    }

    fn fixture() -> (FormRef, CellId, BoxSecret, Sealer) {
        let secret = BoxSecret::generate(&mut rand::rng());
        let month = Period::month(2026, 10).unwrap();
        let sealer = Sealer::new(month, &secret.public().unwrap(), &mut rand::rng()).unwrap();
        (FormRef::new("onestop-short", 1), CellId(42), secret, sealer)
    }

    #[test]
    fn only_the_box_of_the_month_opens_an_envelope_and_only_in_its_own_cell() {
        let (form, cell, secret, sealer) = fixture();
        let envelope = sealer
            .seal(&form, cell, &sheet(None), &mut rand::rng())
            .unwrap();
        let mut opener = Opener::new(sealer.month(), &secret).unwrap();
        assert_eq!(opener.open(&form, cell, &envelope), Ok(sheet(None)));

        let moved = opener.open(&form, CellId(43), &envelope);
        assert_eq!(moved, Err(SealFault::Broken));
        let other_form = FormRef::new("onestop-short", 2);
        assert!(opener.open(&other_form, cell, &envelope).is_err());
        let stranger = BoxSecret::generate(&mut rand::rng());
        let mut stranger = Opener::new(sealer.month(), &stranger).unwrap();
        assert!(stranger.open(&form, cell, &envelope).is_err());
        for cut in 0..envelope.len() {
            assert!(opener.open(&form, cell, &envelope[..cut]).is_err());
        }
    }

    #[test]
    fn the_length_of_an_envelope_tells_nothing_of_a_short_comment() {
        let (form, cell, _, sealer) = fixture();
        let length = |comment: Option<&str>| {
            sealer
                .seal(&form, cell, &sheet(comment), &mut rand::rng())
                .unwrap()
                .len()
        };
        assert_eq!(length(None), length(Some(&"x".repeat(600))));
        assert_eq!(length(None), 769);
        assert_eq!(
            length(Some(&"ệ".repeat(1_000))),
            length(Some(&"x".repeat(700)))
        );
    }

    #[test]
    fn two_envelopes_of_the_same_answers_share_nothing_but_the_agreed_key() {
        let (form, cell, _, sealer) = fixture();
        let seal = || {
            sealer
                .seal(&form, cell, &sheet(None), &mut rand::rng())
                .unwrap()
        };
        let (a, b) = (seal(), seal());
        assert_ne!(a[33..57], b[33..57]);
        assert_ne!(a[57..], b[57..]);
    }
}
