//! A checkpoint of the log of staff: how long it was and how it ended, signed, to be kept where nobody can reach it.
//!
//! The text is a signed note (C2SP `signed-note` and `tlog-checkpoint`): origin, size, hash in base64, an empty line, and a
//! line `— name base64(key id || signature)`. Where a tree would give its root, a chain gives the hash of its last line.

use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

use super::hash::Hash;
use super::key::{PublicKey, ReleaseKey};

/// Kind of key in a signed note: Ed25519.
const ED25519: u8 = 1;

/// How long a log was, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log: a name without spaces, e.g. `hl.hungyen.gov.vn/sipas/audit`.
    pub origin: String,
    /// How many lines.
    pub size: u64,
    /// Hash of the last line.
    pub root: Hash,
}

/// Why a checkpoint proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointFault {
    /// Not the form of a checkpoint.
    #[error(
        "this is no checkpoint: it has an origin, a size, a hash, an empty line and a signature"
    )]
    Form,
    /// Signed by nobody we know.
    #[error("no key of this house signed the checkpoint: it was changed, or is another house's")]
    Signature,
}

impl Checkpoint {
    /// The signed text.
    pub fn sign(&self, key: &ReleaseKey) -> String {
        let text = self.text();
        let public = key.public();
        let mut signature = key_id(&self.origin, &public).to_vec();
        signature.extend_from_slice(&key.sign_text(&text));
        format!("{text}\n— {} {}\n", self.origin, BASE64.encode(&signature))
    }

    /// Reads a checkpoint that one of these keys signed.
    pub fn read(note: &str, keys: &[PublicKey]) -> Result<Self, CheckpointFault> {
        let (text, signatures) = note.split_once("\n\n").ok_or(CheckpointFault::Form)?;
        let text = format!("{text}\n");
        let mut lines = text.lines();
        let mut line = || lines.next().ok_or(CheckpointFault::Form);
        let (origin, size, root) = (line()?.to_owned(), line()?, line()?);
        let root = BASE64.decode(root.as_bytes()).ok();
        let root = root.and_then(|root| <[u8; 32]>::try_from(root).ok());
        let checkpoint = Self {
            origin,
            size: size.parse().map_err(|_| CheckpointFault::Form)?,
            root: root.map(Hash::from).ok_or(CheckpointFault::Form)?,
        };
        let signed = signatures.lines().any(|line| {
            let own = line
                .strip_prefix("— ")
                .and_then(|line| line.rsplit_once(' '));
            let Some((name, signature)) = own.filter(|(name, _)| *name == checkpoint.origin) else {
                return false;
            };
            let signature = BASE64.decode(signature.as_bytes()).unwrap_or_default();
            keys.iter().any(|key| {
                let given = signature.strip_prefix(&key_id(name, key));
                given.is_some_and(|given| key.signed_text(&text, given))
            })
        });
        if signed {
            Ok(checkpoint)
        } else {
            Err(CheckpointFault::Signature)
        }
    }

    fn text(&self) -> String {
        let root = BASE64.encode(self.root.as_bytes());
        format!("{}\n{}\n{root}\n", self.origin, self.size)
    }
}

/// The first four bytes of SHA-256 over name, line break, kind and key.
fn key_id(name: &str, key: &PublicKey) -> [u8; 4] {
    let mut digest = Sha256::new();
    digest.update(name.as_bytes());
    digest.update([b'\n', ED25519]);
    digest.update(key.as_bytes());
    let digest: [u8; 32] = digest.finalize().into();
    [digest[0], digest[1], digest[2], digest[3]]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint() -> Checkpoint {
        Checkpoint {
            origin: "hl.hungyen.gov.vn/sipas/audit".into(),
            size: 1204,
            root: Hash::of("the last line"),
        }
    }

    #[test]
    fn a_signed_checkpoint_reads_back_with_the_right_key_only() {
        let (key, other) = (
            ReleaseKey::from_bytes(&[3; 32]),
            ReleaseKey::from_bytes(&[4; 32]),
        );
        let note = checkpoint().sign(&key);
        assert_eq!(note.lines().count(), 5);
        let known = [other.public(), key.public()];
        assert_eq!(Checkpoint::read(&note, &known), Ok(checkpoint()));
        let strange = Checkpoint::read(&note, &[other.public()]);
        assert_eq!(strange, Err(CheckpointFault::Signature));
    }

    #[test]
    fn a_changed_size_hash_or_origin_is_seen() {
        let key = ReleaseKey::from_bytes(&[3; 32]);
        let note = checkpoint().sign(&key);
        for (from, to) in [
            ("1204", "1203"),
            ("hungyen", "hanoi00"),
            ("\n\n", "\nmore\n\n"),
        ] {
            let forged = note.replacen(from, to, 1);
            assert!(
                Checkpoint::read(&forged, &[key.public()]).is_err(),
                "{from}"
            );
        }
        assert_eq!(Checkpoint::read("", &[]), Err(CheckpointFault::Form));
    }
}
