//! How signing keys follow one another: each new key is introduced by the one before, so that whoever trusts one of
//! them can check everything that any of them signed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::canonical::canonical;
use super::chain::ChainHead;
use super::hash::Hash;
use super::key::{KeyMark, PublicKey, ReleaseKey, Signature};

/// What the signatures of an introduction are good for.
const PURPOSE: &str = "sipas key introduction 1";

/// All signing keys of a service, from the first to the one that signs now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySuccession {
    /// The first key.
    first: PublicKey,
    /// The later ones, in order.
    introductions: Vec<Introduction>,
}

/// A new key, introduced by the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Introduction {
    /// What is signed.
    #[serde(flatten)]
    said: Said,
    /// By the key before: this key follows me.
    introduced: Signature,
    /// By the new key: that one was before me.
    accepted: Signature,
}

/// What both keys sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    /// Mark of the key before.
    old: KeyMark,
    /// The new key.
    new: PublicKey,
    /// Releases that were made before; all later ones are signed by the new key.
    releases: u64,
    /// Hash of the newest of them; none when nothing was released.
    newest: Option<Hash>,
    /// Day of the introduction, Vietnam (UTC+7).
    on: NaiveDate,
}

/// Why a succession of keys is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionFault {
    /// The signatures do not fit.
    #[error(
        "the key {0} was not introduced by the one before it: ask the publisher for the keys again"
    )]
    Introduction(KeyMark),
    /// The key that is trusted is none of them.
    #[error("the key {0} is not among the keys of this publisher")]
    Stranger(KeyMark),
}

impl From<PublicKey> for KeySuccession {
    fn from(first: PublicKey) -> Self {
        Self {
            first,
            introductions: Vec::new(),
        }
    }
}

impl KeySuccession {
    /// Adds a new key after the newest one, which must be `old`.
    pub fn introduce(
        &mut self,
        old: &ReleaseKey,
        new: &ReleaseKey,
        head: &ChainHead,
        on: NaiveDate,
    ) -> Result<(), SuccessionFault> {
        if self.newest() != old.public() {
            return Err(SuccessionFault::Stranger(old.public().mark()));
        }
        let said = Said {
            old: old.public().mark(),
            new: new.public(),
            releases: head.releases,
            newest: head.newest.as_ref().map(super::SignedManifest::hash),
            on,
        };
        let hash = said.hash();
        self.introductions.push(Introduction {
            introduced: old.sign(PURPOSE, &[&hash]),
            accepted: new.sign(PURPOSE, &[&hash]),
            said,
        });
        Ok(())
    }

    /// The key that signs now.
    pub fn newest(&self) -> PublicKey {
        let last = self.introductions.last();
        last.map_or(self.first, |introduction| introduction.said.new)
    }

    /// All keys, the oldest first, when each was introduced by the one before and accepted it.
    pub fn keys(&self) -> Result<Vec<PublicKey>, SuccessionFault> {
        let mut keys = vec![self.first];
        let mut before = self.first;
        for Introduction {
            said,
            introduced,
            accepted,
        } in &self.introductions
        {
            let hash = said.hash();
            let holds = said.old == before.mark()
                && before.signed(PURPOSE, &[&hash], introduced)
                && said.new.signed(PURPOSE, &[&hash], accepted);
            if !holds {
                return Err(SuccessionFault::Introduction(said.new.mark()));
            }
            before = said.new;
            keys.push(before);
        }
        Ok(keys)
    }

    /// All keys, for somebody who trusts one of them.
    pub fn trusted_with(&self, known: PublicKey) -> Result<Vec<PublicKey>, SuccessionFault> {
        let keys = self.keys()?;
        if keys.contains(&known) {
            Ok(keys)
        } else {
            Err(SuccessionFault::Stranger(known.mark()))
        }
    }

    /// The key that must have signed the release with this number, from 1.
    pub fn signer(&self, number: u64) -> PublicKey {
        let mut before = self.introductions.iter().rev();
        let introduced = before.find(|introduction| introduction.said.releases < number);
        introduced.map_or(self.first, |introduction| introduction.said.new)
    }

    /// Whether the release with this number and hash is the one that an introduction names, where one does.
    pub fn agrees(&self, number: u64, hash: Hash) -> bool {
        self.introductions
            .iter()
            .filter(|introduction| introduction.said.releases == number)
            .all(|introduction| introduction.said.newest == Some(hash))
    }
}

impl Said {
    fn hash(&self) -> Hash {
        let value = serde_json::to_value(self).unwrap_or_default();
        // No number here is a fraction, so that this is always canonical.
        Hash::of(canonical(&value).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> ReleaseKey {
        ReleaseKey::from_bytes(&[seed; 32])
    }

    fn three_keys() -> KeySuccession {
        let mut keys = KeySuccession::from(key(1).public());
        let day = "2026-11-22".parse().unwrap();
        for (seed, releases) in [(1, 2), (2, 5)] {
            let head = ChainHead {
                releases,
                ..ChainHead::default()
            };
            keys.introduce(&key(seed), &key(seed + 1), &head, day)
                .unwrap();
        }
        keys
    }

    #[test]
    fn whoever_trusts_one_key_trusts_those_it_is_tied_to() {
        let keys = three_keys();
        assert_eq!(keys.newest(), key(3).public());
        for known in [1, 2, 3] {
            assert_eq!(keys.trusted_with(key(known).public()).unwrap().len(), 3);
        }
        let stranger = keys.trusted_with(key(9).public());
        assert!(matches!(stranger, Err(SuccessionFault::Stranger(_))));
    }

    #[test]
    fn each_key_signs_the_releases_of_its_time() {
        let keys = three_keys();
        let signer = |number| keys.signer(number);
        assert_eq!((signer(1), signer(2)), (key(1).public(), key(1).public()));
        assert_eq!((signer(3), signer(5)), (key(2).public(), key(2).public()));
        assert_eq!(signer(6), key(3).public());
    }

    #[test]
    fn a_forged_introduction_is_refused() {
        let whole = serde_json::to_string(&three_keys()).unwrap();
        let read: KeySuccession = serde_json::from_str(&whole).unwrap();
        assert_eq!(read, three_keys());
        let forged = whole.replace(&key(3).public().to_string(), &key(9).public().to_string());
        let forged: KeySuccession = serde_json::from_str(&forged).unwrap();
        assert!(matches!(
            forged.keys(),
            Err(SuccessionFault::Introduction(_))
        ));
        let later = whole.replace("\"releases\":5", "\"releases\":4");
        let later: KeySuccession = serde_json::from_str(&later).unwrap();
        assert!(
            later.keys().is_err(),
            "an old key cannot get back a release"
        );
        let mut keys = three_keys();
        let head = ChainHead {
            releases: 9,
            ..ChainHead::default()
        };
        let day = "2026-11-22".parse().unwrap();
        assert!(
            keys.introduce(&key(1), &key(4), &head, day).is_err(),
            "only the newest key introduces another"
        );
    }
}
