//! Sign-ins of staff: found by the hash of their cookie, listed, and ended one by one.

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::access::Store;
use super::accounts::{Account, AccountRow, COLUMNS, read_account};
use super::error::StoreError;
use super::schema::{session, staff};

/// Seconds without a request after which a sign-in ends.
const IDLE: i64 = 30 * 60;
/// Seconds after which a sign-in ends in any case.
const LONGEST: i64 = 10 * 3600;
/// Seconds between two notes of when a sign-in was last used.
const NOTED_EVERY: i64 = 60;

/// A sign-in with its account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its name in lists; not what the cookie holds.
    pub id: String,
    /// Whose it is, as the account stands now.
    pub account: Account,
    /// What a form must send back.
    pub csrf: String,
    /// What the person calls the device; may be empty.
    pub device: String,
    /// Whether a second factor was shown.
    pub second: bool,
    /// Begin, in seconds since 1970 UTC.
    pub begun: i64,
    /// When it was last used, to the minute.
    pub seen: i64,
    /// When who it is was last shown: by password, or at the single sign-on.
    pub confirmed: i64,
}

/// A sign-in that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession<'a> {
    /// Its name in lists.
    pub id: &'a str,
    /// Whose it is.
    pub username: &'a str,
    /// What a form must send back.
    pub csrf: &'a str,
    /// What the person calls the device.
    pub device: &'a str,
    /// Whether a second factor was shown.
    pub second: bool,
}

type Row = (String, String, String, bool, i64, i64, i64);
const OWN: (
    session::id,
    session::csrf,
    session::device,
    session::second,
    session::begun,
    session::seen,
    session::confirmed,
) = (
    session::id,
    session::csrf,
    session::device,
    session::second,
    session::begun,
    session::seen,
    session::confirmed,
);

fn read_session((own, account): (Row, AccountRow)) -> Result<Session, StoreError> {
    let (id, csrf, device, second, begun, seen, confirmed) = own;
    Ok(Session {
        id,
        account: read_account(account)?,
        csrf,
        device,
        second,
        begun,
        seen,
        confirmed,
    })
}

impl Store {
    /// Begins a sign-in under the SHA-256 of its cookie, and forgets those that ended before `now`.
    pub fn begin_session(
        &self,
        token_hash: &[u8; 32],
        new: &NewSession<'_>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|conn| {
            diesel::delete(session::table.filter(session::seen.le(now - IDLE))).execute(conn)?;
            diesel::delete(session::table.filter(session::begun.le(now - LONGEST)))
                .execute(conn)?;
            diesel::insert_into(session::table)
                .values((
                    session::token.eq(token_hash.as_slice()),
                    session::id.eq(new.id),
                    session::username.eq(new.username),
                    session::csrf.eq(new.csrf),
                    session::device.eq(new.device),
                    session::second.eq(new.second),
                    session::begun.eq(now),
                    session::seen.eq(now),
                    session::confirmed.eq(now),
                ))
                .execute(conn)?;
            Ok(())
        })
    }

    /// The sign-in of a cookie, unless it ended before `now` (seconds since 1970 UTC): after half an hour without a
    /// request, or ten hours.
    pub fn session(&self, token_hash: &[u8; 32], now: i64) -> Result<Option<Session>, StoreError> {
        let row: Option<(Row, AccountRow)> = {
            let mut connection = self.connection()?;
            session::table
                .inner_join(staff::table)
                .filter(session::token.eq(token_hash.as_slice()))
                .filter(session::seen.gt(now - IDLE))
                .filter(session::begun.gt(now - LONGEST))
                .select((OWN, COLUMNS))
                .first(&mut *connection)
                .optional()?
        };
        let found = row.map(read_session).transpose()?;
        if let Some(found) = &found
            && now - found.seen >= NOTED_EVERY
        {
            self.write(|conn| {
                diesel::update(session::table.find(token_hash.as_slice()))
                    .set(session::seen.eq(now))
                    .execute(conn)?;
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The sign-ins of an account that last, the newest first.
    pub fn sessions_of(&self, username: &str, now: i64) -> Result<Vec<Session>, StoreError> {
        let mut connection = self.connection()?;
        let rows: Vec<(Row, AccountRow)> = session::table
            .inner_join(staff::table)
            .filter(session::username.eq(username))
            .filter(session::seen.gt(now - IDLE))
            .filter(session::begun.gt(now - LONGEST))
            .order((session::begun.desc(), session::id))
            .select((OWN, COLUMNS))
            .load(&mut *connection)?;
        rows.into_iter().map(read_session).collect()
    }

    /// Notes that who it is was shown again.
    pub fn confirm_session(&self, id: &str, now: i64) -> Result<(), StoreError> {
        self.write(|conn| {
            diesel::update(session::table.filter(session::id.eq(id)))
                .set(session::confirmed.eq(now))
                .execute(conn)?;
            Ok(())
        })
    }

    /// Ends one sign-in by its cookie.
    pub fn end_session(&self, token_hash: &[u8; 32]) -> Result<(), StoreError> {
        self.write(|conn| {
            diesel::delete(session::table.find(token_hash.as_slice())).execute(conn)?;
            Ok(())
        })
    }

    /// Ends one sign-in of an account by its name in the list; whether there was one.
    pub fn end_session_named(&self, username: &str, id: &str) -> Result<bool, StoreError> {
        self.write(|conn| {
            let own = session::table
                .filter(session::username.eq(username))
                .filter(session::id.eq(id));
            Ok(diesel::delete(own).execute(conn)? == 1)
        })
    }

    /// Ends all sign-ins of an account.
    pub fn end_sessions_of(&self, username: &str) -> Result<(), StoreError> {
        self.write(|conn| {
            diesel::delete(session::table.filter(session::username.eq(username))).execute(conn)?;
            Ok(())
        })
    }
}
