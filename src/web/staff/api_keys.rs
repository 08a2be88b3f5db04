//! API keys: `sp_<id>_<secret>`, of which only a hash is kept.

use chrono::{Months, NaiveDate};
use data_encoding::HEXLOWER;
use rand::RngExt as _;
use sha2::{Digest as _, Sha256};

use crate::house::{House, HouseError};
use crate::store::ApiKey;

/// Makes invitations.
pub const INVITE: &str = "invite";
/// Reads reports.
pub const READ: &str = "read";

/// Makes a key that works for twelve months, and returns its text, which is shown once.
pub fn create(house: &House, name: &str, scopes: &str) -> Result<String, HouseError> {
    let mut random = rand::rng();
    let (id, secret): ([u8; 4], [u8; 32]) = (random.random(), random.random());
    let (id, secret) = (HEXLOWER.encode(&id), HEXLOWER.encode(&secret));
    house.store.add_api_key(&ApiKey {
        id: id.clone(),
        name: name.to_owned(),
        secret_hash: Sha256::digest(secret.as_bytes()).into(),
        scopes: scopes.to_owned(),
        expires_on: house
            .clock
            .today()
            .checked_add_months(Months::new(12))
            .unwrap_or(NaiveDate::MAX),
        revoked: false,
    })?;
    Ok(format!("sp_{id}_{secret}"))
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
