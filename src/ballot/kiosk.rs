//! Envelopes that a kiosk sealed by itself while it had no network (phong bì do máy khảo sát tự niêm phong).
//!
//! The browser of the kiosk seals each sheet at once with what `WebCrypto` has: HPKE (RFC 9180) in its base mode with
//! DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM, one context a sheet. It has the public half of the box key
//! only, so it cannot read its own queue. The service does not open such an envelope when it arrives either: it puts it
//! into the box as it came, behind a slip of its own that binds it to a cell and holds the procedure group of the
//! invitation. Whether the sheet fits its form is seen when the box is opened.
//!
//! What the kiosk seals: two bytes of length, then `code ␟ value ␞` for every answer, then zeros up to one of three
//! sizes; with the slip, the first two are as long as the envelopes of a [`Sealer`](super::Sealer).

use hpke::aead::AesGcm128;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand::CryptoRng;

use super::cell::{CellId, FormRef};
use super::seal::{BoxPublic, BoxSecret, SealFault, binding};
use super::sheet::{MAX_GROUP_BYTES, SheetFault};
use crate::period::Period;

type PublicKey = <X25519HkdfSha256 as Kem>::PublicKey;
type PrivateKey = <X25519HkdfSha256 as Kem>::PrivateKey;
type EncappedKey = <X25519HkdfSha256 as Kem>::EncappedKey;

/// First byte of a stored envelope of this kind; the envelopes of a [`Sealer`](super::Sealer) begin with 1.
const VERSION: u8 = 2;
/// Padded sizes of what a kiosk seals, in bytes; the last holds the longest form with the longest comment.
const KIOSK_CLASSES: [usize; 3] = [607, 4_391, 12_288];
/// What a kiosk writes into every agreement of a key.
const SHEET: &[u8] = b"sipas kiosk sheet 1";
const SLIP: &[u8] = b"sipas kiosk slip 1";
const KEY: usize = 32;
const TAG: usize = 16;
const SLIP_BYTES: usize = 1 + MAX_GROUP_BYTES;
const UNIT: char = '\u{1f}';
const RECORD: char = '\u{1e}';

/// A sheet as a kiosk sealed it, and the month of the key it used. Nobody here can read it before the box is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KioskEnvelope {
    month: Period,
    bytes: Vec<u8>,
}

/// The length of the bytes is not that of a padded sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no sealed sheet of a kiosk: load the page of the kiosk anew")]
pub struct NoEnvelope;

/// What lay in the envelope of a kiosk: answers as a page sends them, not yet compared with any form.
#[derive(Clone, PartialEq, Eq)]
pub struct KioskSheet {
    /// Procedure group, when the sheet came with an invitation that named one.
    pub group: Option<String>,
    /// Codes of questions with what was answered, in order.
    pub fields: Vec<(String, String)>,
}

/// Answers never reach a log: only their number is shown.
impl std::fmt::Debug for KioskSheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KioskSheet({} fields)", self.fields.len())
    }
}

impl KioskEnvelope {
    /// Takes the bytes that a kiosk sent.
    ///
    /// # Errors
    /// When they are not as long as a padded sheet.
    pub fn new(month: Period, bytes: Vec<u8>) -> Result<Self, NoEnvelope> {
        let known = KIOSK_CLASSES.map(|size| KEY + size + TAG);
        if known.contains(&bytes.len()) {
            Ok(Self { month, bytes })
        } else {
            Err(NoEnvelope)
        }
    }

    /// The month of the box key it was sealed to.
    pub fn month(&self) -> Period {
        self.month
    }

    /// The bytes for the box: the slip of the service, sealed to the same box key, then the envelope as it came.
    pub fn stored(
        &self,
        public: &BoxPublic,
        form: &FormRef,
        cell: CellId,
        group: &str,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, SealFault> {
        let length = u8::try_from(group.len()).map_err(|_| SheetFault::TooLong)?;
        let mut slip = [0; SLIP_BYTES];
        slip[0] = length;
        let room = slip[1..].get_mut(..group.len());
        room.ok_or(SheetFault::TooLong)?
            .copy_from_slice(group.as_bytes());
        let public = PublicKey::from_bytes(&public.0).map_err(|_| SealFault::BadKey)?;
        let (key, sealed) =
            hpke::single_shot_seal_with_rng::<AesGcm128, HkdfSha256, X25519HkdfSha256>(
                &OpModeS::Base,
                &public,
                SLIP,
                &slip,
                &self.bound(form, cell),
                rng,
            )
            .map_err(|_| SealFault::BadKey)?;
        let mut stored = Vec::with_capacity(1 + KEY + sealed.len() + self.bytes.len());
        stored.push(VERSION);
        stored.extend_from_slice(&key.to_bytes());
        stored.extend_from_slice(&sealed);
        stored.extend_from_slice(&self.bytes);
        Ok(stored)
    }

    /// Whether these bytes of the box are the envelope of a kiosk.
    pub fn is_stored_in(bytes: &[u8]) -> bool {
        bytes.first() == Some(&VERSION)
    }

    /// Opens the bytes of the box that lay in this cell. `None` = the slip is ours and whole, and what the kiosk put
    /// behind it is no sheet.
    ///
    /// # Errors
    /// When the slip does not open: the bytes were changed or moved, or this is not the key of their month.
    pub fn open(
        month: Period,
        secret: &BoxSecret,
        form: &FormRef,
        cell: CellId,
        stored: &[u8],
    ) -> Result<Option<KioskSheet>, SealFault> {
        let parts = || {
            let (&version, rest) = stored.split_first()?;
            let (slip, envelope) = rest.split_at_checked(KEY + SLIP_BYTES + TAG)?;
            (version == VERSION).then_some((slip, envelope))
        };
        let (slip, envelope) = parts().ok_or(SealFault::Broken)?;
        let envelope = Self::new(month, envelope.to_vec()).map_err(|_| SealFault::Broken)?;
        let slip = unsealed(secret, SLIP, slip, &envelope.bound(form, cell))?;
        let read = || {
            let (&length, rest) = slip.split_first()?;
            let group = std::str::from_utf8(rest.get(..usize::from(length))?).ok()?;
            let sheet = unsealed(secret, SHEET, &envelope.bytes, &named(form, month)).ok()?;
            Some(KioskSheet {
                group: Some(group.to_owned()).filter(|group| !group.is_empty()),
                fields: fields(&sheet)?,
            })
        };
        Ok(read())
    }

    /// The envelope with its cell: whoever moves it into another one breaks the slip.
    fn bound(&self, form: &FormRef, cell: CellId) -> Vec<u8> {
        let mut bytes = binding(form, cell, self.month);
        bytes.push(0);
        bytes.extend_from_slice(&self.bytes);
        bytes
    }
}

/// What a kiosk knows of the sheet it seals: month of the key, form, version, e.g. `2026-11/onestop-short/1`.
fn named(form: &FormRef, month: Period) -> Vec<u8> {
    format!("{month}/{}/{}", form.id, form.version).into_bytes()
}

fn unsealed(
    secret: &BoxSecret,
    info: &[u8],
    sealed: &[u8],
    aad: &[u8],
) -> Result<Vec<u8>, SealFault> {
    let secret = PrivateKey::from_bytes(&secret.0).map_err(|_| SealFault::BadKey)?;
    let (key, sealed) = sealed.split_at_checked(KEY).ok_or(SealFault::Broken)?;
    let key = EncappedKey::from_bytes(key).map_err(|_| SealFault::Broken)?;
    hpke::single_shot_open::<AesGcm128, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &secret,
        &key,
        info,
        sealed,
        aad,
    )
    .map_err(|_| SealFault::Broken)
}

/// Reads the answers from the opened bytes; `None` when they were not written by a kiosk of ours.
fn fields(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    let (text, padding) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    if padding.iter().any(|&byte| byte != 0) {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    text.split_terminator(RECORD)
        .map(|record| {
            let (code, value) = record.split_once(UNIT)?;
            Some((code.to_owned(), value.to_owned()))
        })
        .collect()
}

/// Seals as the script of the kiosk does.
#[cfg(test)]
impl KioskEnvelope {
    pub(crate) fn sealed(month: Period, public: &BoxPublic, form: &FormRef, text: &str) -> Self {
        let mut plain = (text.len() as u16).to_be_bytes().to_vec();
        plain.extend_from_slice(text.as_bytes());
        let size = KIOSK_CLASSES.into_iter().find(|&size| plain.len() <= size);
        plain.resize(size.unwrap(), 0);
        let (key, sealed) =
            hpke::single_shot_seal_with_rng::<AesGcm128, HkdfSha256, X25519HkdfSha256>(
                &OpModeS::Base,
                &PublicKey::from_bytes(&public.0).unwrap(),
                SHEET,
                &plain,
                &named(form, month),
                &mut rand::rng(),
            )
            .unwrap();
        Self::new(month, [key.to_bytes().to_vec(), sealed].concat()).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::super::seal::Sealer;
    use super::super::sheet::FilledSheet;
    use super::*;

    fn november() -> Period {
        Period::month(2026, 11).unwrap()
    }

    fn form() -> FormRef {
        FormRef::new("onestop-short", 1)
    }

    fn seal(public: &BoxPublic, text: &str) -> KioskEnvelope {
        KioskEnvelope::sealed(november(), public, &form(), text)
    }

    #[test]
    fn the_box_reads_what_a_kiosk_sealed_and_only_in_its_own_cell() {
        let secret = BoxSecret::generate(&mut rand::rng());
        let public = secret.public().unwrap();
        let envelope = seal(&public, "SA0\u{1f}4\u{1e}comment\u{1f}Tốt\n=\u{1e}");
        let cell = CellId(7);
        let stored = envelope
            .stored(&public, &form(), cell, "land", &mut rand::rng())
            .unwrap();
        assert!(KioskEnvelope::is_stored_in(&stored));
        assert!(stored.ends_with(&envelope.bytes), "it is kept as it came");
        let open =
            |cell, stored: &[u8]| KioskEnvelope::open(november(), &secret, &form(), cell, stored);
        let sheet = open(cell, &stored).unwrap().unwrap();
        assert_eq!(sheet.group.as_deref(), Some("land"));
        let fields = [("SA0", "4"), ("comment", "Tốt\n=")];
        assert_eq!(sheet.fields, fields.map(|(a, b)| (a.into(), b.into())));
        assert_eq!(open(CellId(8), &stored), Err(SealFault::Broken));
        for cut in 0..stored.len() {
            assert!(open(cell, &stored[..cut]).is_err());
        }
        let mut swapped = stored.clone();
        let last = swapped.len() - 1;
        swapped[last] ^= 1;
        assert_eq!(open(cell, &swapped), Err(SealFault::Broken));
    }

    #[test]
    fn in_the_box_it_is_as_long_as_the_envelope_of_the_service() {
        let secret = BoxSecret::generate(&mut rand::rng());
        let public = secret.public().unwrap();
        let sealer = Sealer::new(november(), &public, &mut rand::rng()).unwrap();
        for comment in [0, 2_000] {
            let sheet = FilledSheet {
                comment: Some("x".repeat(comment)),
                ..FilledSheet::default()
            };
            let own = sealer.seal(&form(), CellId(7), &sheet, &mut rand::rng());
            let envelope = seal(&public, &"x".repeat(comment));
            let stored = envelope.stored(&public, &form(), CellId(7), "", &mut rand::rng());
            assert_eq!(own.unwrap().len(), stored.unwrap().len());
        }
    }

    #[test]
    fn bytes_of_another_length_are_no_envelope() {
        for length in [0, 1, 32, 48, 654, 656, 60_000] {
            assert_eq!(
                KioskEnvelope::new(november(), vec![0; length]),
                Err(NoEnvelope)
            );
        }
    }

    #[test]
    fn foreign_plaintext_is_unreadable_and_never_panics() {
        let secret = BoxSecret::generate(&mut rand::rng());
        let public = secret.public().unwrap();
        for text in ["no separator", "a\u{1f}b\u{1e}c"] {
            let stored = seal(&public, text)
                .stored(&public, &form(), CellId(7), "", &mut rand::rng())
                .unwrap();
            let opened = KioskEnvelope::open(november(), &secret, &form(), CellId(7), &stored);
            assert_eq!(opened, Ok(None));
        }
        assert_eq!(fields(&[0xff, 0xff, 1]), None);
        assert_eq!(fields(&[0, 0, 0, 1]), None);
    }

    /// RFC 9180, appendix A.1.1, first message.
    #[test]
    fn the_library_opens_the_vector_of_the_standard() {
        let hex = |text: &str| HEXLOWER.decode(text.as_bytes()).unwrap();
        let secret = "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8";
        let enc = "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431";
        let ct = "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a";
        let opened = unsealed(
            &BoxSecret(hex(secret).try_into().unwrap()),
            &hex("4f6465206f6e2061204772656369616e2055726e"),
            &hex(&format!("{enc}{ct}")),
            b"Count-0",
        );
        assert_eq!(opened.unwrap(), b"Beauty is truth, truth beauty");
    }
}
