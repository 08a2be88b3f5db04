//! API keys of integrators.

use chrono::NaiveDate;
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::access::Store;
use super::audit::NewEntry;
use super::error::StoreError;
use super::schema::api_key;

/// A key of an integrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Public part.
    pub id: String,
    /// Whose it is, in words.
    pub name: String,
    /// SHA-256 of the secret part; compare in constant time.
    pub secret_hash: [u8; 32],
    /// What it may do, separated by spaces.
    pub scopes: String,
    /// Last day it works.
    pub expires_on: NaiveDate,
    /// Whether it was taken back.
    pub revoked: bool,
}

impl Store {
    /// Adds an API key; `false`, and nothing is written, when there is one of this id.
    pub fn add_api_key(&self, new: &ApiKey, entry: &NewEntry<'_>) -> Result<bool, StoreError> {
        self.recording(entry, |conn| {
            let known = api_key::table.find(&new.id).select(api_key::id);
            if known.first::<String>(conn).optional()?.is_some() {
                return Ok(false);
            }
            diesel::insert_into(api_key::table)
                .values((
                    api_key::id.eq(&new.id),
                    api_key::name.eq(&new.name),
                    api_key::secret_hash.eq(new.secret_hash.as_slice()),
                    api_key::scopes.eq(&new.scopes),
                    api_key::expires_on.eq(new.expires_on.to_string()),
                    api_key::revoked.eq(new.revoked),
                ))
                .execute(conn)?;
            Ok(true)
        })
    }

    /// An API key by its public part, revoked or expired ones included.
    pub fn api_key(&self, id: &str) -> Result<Option<ApiKey>, StoreError> {
        let mut connection = self.connection()?;
        let row: Option<ApiKeyRow> = api_key::table.find(id).first(&mut *connection).optional()?;
        row.map(read_key).transpose()
    }

    /// All API keys.
    pub fn api_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        let mut connection = self.connection()?;
        let rows: Vec<ApiKeyRow> = api_key::table.order(api_key::id).load(&mut *connection)?;
        rows.into_iter().map(read_key).collect()
    }

    /// Takes an API key back; returns whether there was one.
    pub fn revoke_api_key(&self, id: &str, entry: &NewEntry<'_>) -> Result<bool, StoreError> {
        self.recording(entry, |conn| {
            let key = diesel::update(api_key::table.find(id)).set(api_key::revoked.eq(true));
            Ok(key.execute(conn)? == 1)
        })
    }
}

type ApiKeyRow = (String, String, Vec<u8>, String, String, bool);

fn read_key(
    (id, name, hash, scopes, expires_on, revoked): ApiKeyRow,
) -> Result<ApiKey, StoreError> {
    let unreadable = || StoreError::Unreadable(format!("API key {id}"));
    Ok(ApiKey {
        secret_hash: hash.try_into().map_err(|_| unreadable())?,
        expires_on: expires_on.parse().map_err(|_| unreadable())?,
        id,
        name,
        scopes,
        revoked,
    })
}
