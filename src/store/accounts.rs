//! Accounts of staff: who, as what and where. Each change is written together with its line of the log.

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::access::Store;
use super::audit::NewEntry;
use super::error::StoreError;
use super::schema::{recovery_code, session, staff};
use crate::staff::Mandate;

/// An account, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The name to sign in with.
    pub username: String,
    /// What may be done, and where.
    pub mandate: Mandate,
    /// Whether it was closed; nobody can sign in with it.
    pub disabled: bool,
    /// Whether one-time passwords are set up.
    pub second_factor: bool,
    /// Issuer and subject of single sign-on; empty without.
    pub subject: String,
}

impl Account {
    /// What links an account to a person of a provider: an issuer holds no space, so that the first one ends it.
    pub fn link(issuer: &str, subject: &str) -> String {
        format!("{issuer} {subject}")
    }

    /// Whether it belongs to this person of a provider.
    pub fn is_of(&self, issuer: &str, subject: &str) -> bool {
        self.subject == Self::link(issuer, subject)
    }
}

pub(super) type AccountRow = (String, String, String, bool, Vec<u8>, String);
pub(super) const COLUMNS: (
    staff::username,
    staff::role,
    staff::jurisdiction,
    staff::disabled,
    staff::totp,
    staff::subject,
) = (
    staff::username,
    staff::role,
    staff::jurisdiction,
    staff::disabled,
    staff::totp,
    staff::subject,
);

pub(super) fn read_account(row: AccountRow) -> Result<Account, StoreError> {
    let (username, role, jurisdiction, disabled, totp, subject) = row;
    let unreadable = || StoreError::Unreadable(format!("account {username}"));
    Ok(Account {
        mandate: Mandate {
            role: role.parse().map_err(|_| unreadable())?,
            jurisdiction: jurisdiction.parse().map_err(|_| unreadable())?,
        },
        disabled,
        second_factor: !totp.is_empty(),
        subject,
        username,
    })
}

impl Store {
    /// Opens an account; `false`, and nothing is written, when the name is taken.
    pub fn open_account(
        &self,
        new: &Account,
        password_hash: &str,
        entry: &NewEntry<'_>,
    ) -> Result<bool, StoreError> {
        self.recording(entry, |conn| {
            let taken = staff::table
                .find(&new.username)
                .select(staff::username)
                .first::<String>(conn)
                .optional()?;
            if taken.is_some() {
                return Ok(false);
            }
            diesel::insert_into(staff::table)
                .values((
                    staff::username.eq(&new.username),
                    staff::password_hash.eq(password_hash),
                    staff::role.eq(new.mandate.role.as_str()),
                    staff::jurisdiction.eq(new.mandate.jurisdiction.to_string()),
                    staff::disabled.eq(new.disabled),
                    staff::totp.eq(&[0_u8; 0][..]),
                    staff::totp_step.eq(0_i64),
                    staff::subject.eq(&new.subject),
                ))
                .execute(conn)?;
            Ok(true)
        })
    }

    /// Changes what an account may do and where, or closes or reopens it, and ends its sign-ins; `false` when there is no
    /// such account. Those of a closed account stay, so that its owner can be told.
    pub fn change_account(
        &self,
        changed: &Account,
        entry: &NewEntry<'_>,
    ) -> Result<bool, StoreError> {
        self.recording(entry, |conn| {
            let account = diesel::update(staff::table.find(&changed.username)).set((
                staff::role.eq(changed.mandate.role.as_str()),
                staff::jurisdiction.eq(changed.mandate.jurisdiction.to_string()),
                staff::disabled.eq(changed.disabled),
                staff::subject.eq(&changed.subject),
            ));
            let found = account.execute(conn)? == 1;
            if found && !changed.disabled {
                let own = session::table.filter(session::username.eq(&changed.username));
                diesel::delete(own).execute(conn)?;
            }
            Ok(found)
        })
    }

    /// Gives an account a new password and ends its sign-ins; `false` when there is no such account.
    pub fn set_password(
        &self,
        username: &str,
        password_hash: &str,
        entry: &NewEntry<'_>,
    ) -> Result<bool, StoreError> {
        self.recording(entry, |conn| {
            let account = diesel::update(staff::table.find(username))
                .set(staff::password_hash.eq(password_hash));
            let found = account.execute(conn)? == 1;
            let own = session::table.filter(session::username.eq(username));
            diesel::delete(own).execute(conn)?;
            Ok(found)
        })
    }

    /// Sets up one-time passwords with a sealed secret and fresh recovery codes, of which only SHA-256 hashes are kept; an
    /// empty secret and no codes take them away. `step` is the step of the code that was used to set them up.
    pub fn set_second_factor(
        &self,
        username: &str,
        sealed: &[u8],
        step: i64,
        recovery: &[[u8; 32]],
        entry: &NewEntry<'_>,
    ) -> Result<(), StoreError> {
        self.recording(entry, |conn| {
            diesel::update(staff::table.find(username))
                .set((staff::totp.eq(sealed), staff::totp_step.eq(step)))
                .execute(conn)?;
            let own = recovery_code::table.filter(recovery_code::username.eq(username));
            diesel::delete(own).execute(conn)?;
            for hash in recovery {
                diesel::insert_into(recovery_code::table)
                    .values((
                        recovery_code::hash.eq(&hash[..]),
                        recovery_code::username.eq(username),
                    ))
                    .execute(conn)?;
            }
            Ok(true)
        })
        .map(drop)
    }

    /// The sealed secret of an account's one-time passwords; empty without one.
    pub fn second_factor(&self, username: &str) -> Result<Vec<u8>, StoreError> {
        let mut connection = self.connection()?;
        let sealed = staff::table.find(username).select(staff::totp);
        Ok(sealed
            .first(&mut *connection)
            .optional()?
            .unwrap_or_default())
    }

    /// Uses up the code of a step; `false` when it, or a later one, was used before.
    pub fn use_step(&self, username: &str, step: i64) -> Result<bool, StoreError> {
        self.write(|conn| {
            let unused = staff::table
                .filter(staff::username.eq(username))
                .filter(staff::totp_step.lt(step));
            let used = diesel::update(unused).set(staff::totp_step.eq(step));
            Ok(used.execute(conn)? == 1)
        })
    }

    /// Uses up a recovery code; `false` when there is none such.
    pub fn use_recovery_code(&self, username: &str, hash: &[u8; 32]) -> Result<bool, StoreError> {
        self.write(|conn| {
            let code = recovery_code::table
                .filter(recovery_code::hash.eq(&hash[..]))
                .filter(recovery_code::username.eq(username));
            Ok(diesel::delete(code).execute(conn)? == 1)
        })
    }

    /// Recovery codes that are left.
    pub fn recovery_codes(&self, username: &str) -> Result<u64, StoreError> {
        let mut connection = self.connection()?;
        let own = recovery_code::table.filter(recovery_code::username.eq(username));
        let left: i64 = own.count().get_result(&mut *connection)?;
        Ok(left.unsigned_abs())
    }

    /// The account of a name.
    pub fn account(&self, username: &str) -> Result<Option<Account>, StoreError> {
        let mut connection = self.connection()?;
        let row = staff::table.find(username).select(COLUMNS);
        let row: Option<AccountRow> = row.first(&mut *connection).optional()?;
        row.map(read_account).transpose()
    }

    /// The account of a subject of single sign-on.
    pub fn account_of_subject(&self, subject: &str) -> Result<Option<Account>, StoreError> {
        let mut connection = self.connection()?;
        let row = staff::table
            .filter(staff::subject.eq(subject))
            .filter(staff::subject.ne(""))
            .select(COLUMNS);
        let row: Option<AccountRow> = row.first(&mut *connection).optional()?;
        row.map(read_account).transpose()
    }

    /// All accounts, by name.
    pub fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let mut connection = self.connection()?;
        let rows: Vec<AccountRow> = staff::table
            .order(staff::username)
            .select(COLUMNS)
            .load(&mut *connection)?;
        rows.into_iter().map(read_account).collect()
    }

    /// The password hash of an account.
    pub fn staff_password(&self, username: &str) -> Result<Option<String>, StoreError> {
        let mut connection = self.connection()?;
        let hash = staff::table.find(username).select(staff::password_hash);
        Ok(hash.first(&mut *connection).optional()?)
    }
}
