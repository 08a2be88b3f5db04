//! API keys: `sp_<id>_<secret>`, of which only a hash is kept.

use data_encoding::HEXLOWER;
use rand::RngExt as _;
use sha2::{Digest as _, Sha256};

use crate::house::{House, HouseError};
use crate::store::ApiKey;

/// Makes invitations.
pub const INVITE: &str = "invite";
/// Reads reports.
pub const READ: &str = "read";

/// Months that a key works when nobody says how long.
pub const MONTHS: u32 = 12;

/// A key to be made: what stands in its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Its public part, drawn with the form, so that a form sent twice makes one key.
    pub id: String,
    /// Whose it is, in words.
    pub name: String,
    /// What it may do, separated by spaces.
    pub scopes: String,
    /// How long it works.
    pub months: u32,
}

/// A public part.
pub fn draw_id() -> String {
    let id: [u8; 4] = rand::rng().random();
    HEXLOWER.encode(&id)
}

/// Makes a key and returns its text, which is shown once.
pub fn create(house: &House, by: &str, new: NewKey) -> Result<String, HouseError> {
    let secret: [u8; 32] = rand::rng().random();
    let secret = HEXLOWER.encode(&secret);
    let key = ApiKey {
        id: new.id.clone(),
        name: new.name,
        secret_hash: Sha256::digest(secret.as_bytes()).into(),
        scopes: new.scopes,
        expires_on: house.clock.today(),
        revoked: false,
    };
    house.keep_key(by, key, new.months)?;
    Ok(format!("sp_{}_{secret}", new.id))
}

/// The key behind a text, if it is valid today and may do what is asked.
pub fn find(house: &House, text: &str, scope: &str) -> Result<Option<ApiKey>, HouseError> {
    let Some((id, secret)) = text
        .strip_prefix("sp_")
        .and_then(|rest| rest.split_once('_'))
    else {
        return Ok(None);
    };
    let hash: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
    let key = house.store.api_key(id)?.filter(|key| {
        let same = key
            .secret_hash
            .iter()
            .zip(hash)
            .fold(0, |differences, (a, b)| differences | (a ^ b))
            == 0;
        same && !key.revoked
            && key.expires_on >= house.clock.today()
            && key.scopes.split(' ').any(|own| own == scope)
    });
    Ok(key)
}
