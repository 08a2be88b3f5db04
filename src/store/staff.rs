//! Accounts of staff, their sessions, and API keys.

use chrono::NaiveDate;
use diesel::upsert::excluded;
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::access::Store;
use super::error::StoreError;
use super::schema::{api_key, session, staff};

/// A signed-in member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub username: String,
    /// What a form must send back.
    pub csrf: String,
    /// End, in seconds since 1970 UTC.
    pub expires: i64,
}

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
    /// Creates an account or changes its password.
    pub fn set_staff(&self, username: &str, password_hash: &str) -> Result<(), StoreError> {
        self.write(|conn| {
            let row = (
                staff::username.eq(username),
                staff::password_hash.eq(password_hash),
            );
            on_both!(conn, c => diesel::insert_into(staff::table)
                .values(row)
                .on_conflict(staff::username)
                .do_update()
                .set(staff::password_hash.eq(excluded(staff::password_hash)))
                .execute(c))?;
            Ok(())
        })
    }

    /// The password hash of an account.
    pub fn staff_password(&self, username: &str) -> Result<Option<String>, StoreError> {
        let mut connection = self.connection()?;
        let hash = staff::table.find(username).select(staff::password_hash);
        Ok(hash.first(&mut *connection).optional()?)
    }

    /// The names of all accounts.
    pub fn staff(&self) -> Result<Vec<String>, StoreError> {
        let mut connection = self.connection()?;
        let names = staff::table.select(staff::username).order(staff::username);
        Ok(names.load(&mut *connection)?)
    }

    /// Begins a session under the SHA-256 of its cookie, and removes those that ended before `now`.
    pub fn begin_session(
        &self,
        token_hash: &[u8; 32],
        new: &Session,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|conn| {
            diesel::delete(session::table.filter(session::expires.le(now))).execute(conn)?;
            diesel::insert_into(session::table)
                .values((
                    session::token.eq(token_hash.as_slice()),
                    session::username.eq(&new.username),
                    session::csrf.eq(&new.csrf),
                    session::expires.eq(new.expires),
                ))
                .execute(conn)?;
            Ok(())
        })
    }

    /// The session of a cookie, unless it ended before `now` (seconds since 1970 UTC).
    pub fn session(&self, token_hash: &[u8; 32], now: i64) -> Result<Option<Session>, StoreError> {
        let mut connection = self.connection()?;
        let row = session::table
            .find(token_hash.as_slice())
            .filter(session::expires.gt(now))
            .select((session::username, session::csrf, session::expires));
        let row: Option<(String, String, i64)> = row.first(&mut *connection).optional()?;
        Ok(row.map(|(username, csrf, expires)| Session {
            username,
            csrf,
            expires,
        }))
    }

    /// Ends one session.
    pub fn end_session(&self, token_hash: &[u8; 32]) -> Result<(), StoreError> {
        self.write(|conn| {
            diesel::delete(session::table.find(token_hash.as_slice())).execute(conn)?;
            Ok(())
        })
    }

    /// Ends all sessions of an account.
    pub fn end_sessions_of(&self, username: &str) -> Result<(), StoreError> {
        self.write(|conn| {
            diesel::delete(session::table.filter(session::username.eq(username))).execute(conn)?;
            Ok(())
        })
    }

    /// Adds an API key.
    pub fn add_api_key(&self, new: &ApiKey) -> Result<(), StoreError> {
        self.write(|conn| {
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
            Ok(())
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
    pub fn revoke_api_key(&self, id: &str) -> Result<bool, StoreError> {
        self.write(|conn| {
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
