//! The keys that sign releases: which there were, and how the next one begins.

use super::{House, HouseError, NotReleased};
use crate::release::{ChainHead, KeySuccession, PublicKey, verify_chain};

/// The setting that remembers which keys signed releases, from the second one on.
const KEYS: &str = "release keys";

impl House {
    /// All keys that signed releases of this house, once there is one.
    pub fn release_keys(&self) -> Result<Option<KeySuccession>, HouseError> {
        let damaged = |error: serde_json::Error| {
            NotReleased::Chain(format!("the list of signing keys cannot be read: {error}"))
        };
        if let Some(text) = self.store.setting(KEYS)? {
            return Ok(Some(serde_json::from_str(&text).map_err(damaged)?));
        }
        let only = self.keys.known_release_key()?;
        Ok(only.map(|key| key.public().into()))
    }

    /// The public key that signs this house's releases now, once there is one.
    pub fn release_public_key(&self) -> Result<Option<PublicKey>, HouseError> {
        Ok(self.release_keys()?.map(|keys| keys.newest()))
    }

    /// The public keys that this house's releases and reports are checked with.
    pub(super) fn known_public_keys(&self) -> Result<Vec<PublicKey>, HouseError> {
        let keys = self.release_keys()?;
        let keys = keys.map_or(Ok(Vec::new()), |keys| keys.keys());
        Ok(keys.map_err(|fault| NotReleased::Chain(fault.to_string()))?)
    }

    /// Checks every release of this house: signatures by the key of its time, figures, and that none is missing between
    /// the first and the last.
    pub fn verify_releases(&self, keys: &KeySuccession) -> Result<ChainHead, HouseError> {
        let releases = self.store.releases()?;
        let documents = releases
            .iter()
            .map(|release| self.store.release_document(release.number))
            .collect::<Result<Vec<_>, _>>()?;
        let fault = |broken: crate::release::BrokenLink| NotReleased::Chain(broken.to_string());
        Ok(verify_chain(&documents, keys).map_err(fault)?)
    }

    /// Has the present key introduce a new one, which signs from now on; the old one's secret is destroyed. Whatever
    /// stops it half-way, calling it again finishes.
    ///
    /// Everybody reads the introduction, and it names the newest release by its hash: while that one is under an embargo
    /// only a `stolen` key is changed.
    pub fn rotate_release_key(&self, stolen: bool) -> Result<KeySuccession, HouseError> {
        let begun = self.keys.known_next_release_key()?.is_some();
        let newest = self.store.releases()?.pop();
        let hidden = newest.filter(|release| !release.is_open(self.clock.now()));
        if let Some(release) = hidden.filter(|_| !stolen && !begun) {
            return Err(NotReleased::Hidden(release.opens).into());
        }
        let old = self.keys.release_key()?;
        let mut keys = match self.release_keys()? {
            Some(keys) => keys,
            None => old.public().into(),
        };
        let new = self.keys.next_release_key()?;
        if keys.newest() != new.public() {
            let head = self.verify_releases(&keys)?;
            let fault =
                |fault: crate::release::SuccessionFault| NotReleased::Chain(fault.to_string());
            keys.introduce(&old, &new, &head, self.clock.today())
                .map_err(fault)?;
            let text = serde_json::to_string(&keys).unwrap_or_default();
            self.store.set_setting(KEYS, &text)?;
        }
        self.keys.begin_with_next_release_key()?;
        Ok(keys)
    }
}
