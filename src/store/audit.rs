//! The log of staff (nhật ký): a chain of hashes that only grows, written together with what it tells.
//!
//! `hash = SHA-256("a1" || prev || row)`, where `row` is the entry as a JSON array. The database refuses to change or
//! remove a line; the chain shows it when somebody went past the database; a checkpoint that lies elsewhere shows it when
//! the end was cut off.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::access::Store;
use super::database::Database;
use super::error::StoreError;
use super::schema::audit;
use crate::release::canonical;

/// Rows read at a time when the chain is walked.
const AT_ONCE: i64 = 2_000;
/// The lock of PostgreSQL under which the chain grows; SQLite has one writer anyway.
#[cfg(feature = "postgres")]
const LOCK: &str = "select pg_advisory_xact_lock(1936286836, hashtext(current_schema()))";

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// What was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $name,)+ }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// As it is stored.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

actions! {
    /// Somebody signed in.
    SignedIn = "signed-in",
    /// A wrong password, code or answer of single sign-on.
    SignInRefused = "sign-in-refused",
    /// Somebody signed out, or ended a sign-in elsewhere.
    SignedOut = "signed-out",
    /// An account was opened.
    AccountOpened = "account-opened",
    /// Role, place or state of an account was changed.
    AccountChanged = "account-changed",
    /// A password was changed or set anew.
    PasswordChanged = "password-changed",
    /// One-time passwords were set up or taken away.
    SecondFactorChanged = "second-factor-changed",
    /// A recovery code was used in place of a one-time password.
    RecoveryCodeUsed = "recovery-code-used",
    /// A key was made, renewed, revoked or destroyed.
    KeyChanged = "key-changed",
    /// A collection point or kiosk was set up or changed.
    PointChanged = "point-changed",
    /// Slips with codes were printed.
    SlipsPrinted = "slips-printed",
    /// It was noted how many slips people drew.
    SlipsHandedOut = "slips-handed-out",
    /// The findings of a place were read.
    FindingsRead = "findings-read",
    /// A file left the house.
    Exported = "exported",
    /// A publication was drafted.
    Drafted = "drafted",
    /// What would be published and withheld was looked through and found right.
    Checked = "checked",
    /// A check was refused, for another person had just set the ways into the account.
    CheckRefused = "check-refused",
    /// A draft was given up.
    Withdrawn = "withdrawn",
    /// A period was released.
    Released = "released",
    /// Comments were read.
    CommentsRead = "comments-read",
    /// The ballot box was opened.
    BoxOpened = "box-opened",
    /// The log itself was read or a checkpoint was made.
    LogRead = "log-read",
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Action {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let found = Self::ALL.iter().find(|action| action.as_str() == text);
        let unreadable = || StoreError::Unreadable(format!("action {text:.40}"));
        found.copied().ok_or_else(unreadable)
    }
}

/// What is to be written into the log.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// Who: the name of an account, `key:ID`, or `command line`.
    pub actor: &'a str,
    /// What.
    pub action: Action,
    /// To what: an account, a place, a release.
    pub object: &'a str,
    /// What else; whole numbers and texts only.
    pub detail: Value,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place, from 1.
    pub seq: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// What.
    pub action: Action,
    /// To what.
    pub object: String,
    /// What else, as canonical JSON.
    pub detail: String,
}

/// Which lines are wanted; the newest first.
#[derive(Debug, Clone, Copy, Default)]
pub struct AuditQuery<'a> {
    /// Of these people; of everybody when `None`.
    pub actors: Option<&'a [&'a str]>,
    /// Of one kind.
    pub action: Option<Action>,
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
    /// Older than this line.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: u32,
}

/// The end of a chain that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditHead {
    /// How many lines.
    pub size: u64,
    /// Hash of the last one; zeros for an empty log.
    pub hash: [u8; 32],
}

/// The first line that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuditFault {
    /// A line is gone.
    #[error("the log breaks at line {0}: the line is missing")]
    Missing(u64),
    /// A line was changed, or another line put before it.
    #[error("the log breaks at line {0}: it is not the line that was written")]
    Changed(u64),
}

type Row = (
    i64,
    String,
    String,
    String,
    String,
    String,
    Vec<u8>,
    Vec<u8>,
);

impl Store {
    /// Changes the database and writes the line that tells of it, both or neither; when `work` says that nothing was
    /// changed, no line is written.
    pub fn recording(
        &self,
        entry: &NewEntry<'_>,
        work: impl FnOnce(&mut Database) -> Result<bool, StoreError>,
    ) -> Result<bool, StoreError> {
        self.write(|conn| {
            let changed = work(conn)?;
            if changed {
                append(conn, entry)?;
            }
            Ok(changed)
        })
    }

    /// Writes a line that tells of a read, or of what another system did.
    pub fn record_action(&self, entry: &NewEntry<'_>) -> Result<(), StoreError> {
        self.write(|conn| append(conn, entry))
    }

    /// Lines of the log, the newest first.
    pub fn audit(&self, query: &AuditQuery<'_>) -> Result<Vec<Entry>, StoreError> {
        let mut connection = self.connection()?;
        let mut rows = audit::table
            .order(audit::seq.desc())
            .limit(query.limit.into())
            .into_boxed();
        if let Some(actors) = query.actors {
            rows = rows.filter(audit::actor.eq_any(actors));
        }
        if let Some(action) = query.action {
            rows = rows.filter(audit::action.eq(action.as_str()));
        }
        if let Some(from) = query.from {
            rows = rows.filter(audit::ts_utc.ge(written(from)));
        }
        if let Some(until) = query.until {
            rows = rows.filter(audit::ts_utc.lt(written(until)));
        }
        if let Some(before) = query.before {
            rows = rows.filter(audit::seq.lt(before.min(i64::MAX as u64).cast_signed()));
        }
        let rows: Vec<Row> = rows.load(&mut *connection)?;
        rows.into_iter().map(read_entry).collect()
    }

    /// The newest line about an object, of one of these actions, by anybody but those named, from a moment on.
    pub fn latest_by_others(
        &self,
        object: &str,
        actions: &[Action],
        but: &[&str],
        from: DateTime<Utc>,
    ) -> Result<Option<Entry>, StoreError> {
        let mut connection = self.connection()?;
        let actions = actions.iter().map(|action| action.as_str());
        let row: Option<Row> = audit::table
            .filter(audit::object.eq(object))
            .filter(audit::action.eq_any(actions.collect::<Vec<_>>()))
            .filter(audit::actor.ne_all(but))
            .filter(audit::ts_utc.ge(written(from)))
            .order(audit::seq.desc())
            .first(&mut *connection)
            .optional()?;
        row.map(read_entry).transpose()
    }

    /// Everybody who stands in the log, by name.
    pub fn actors(&self) -> Result<Vec<String>, StoreError> {
        let mut connection = self.connection()?;
        let names = audit::table
            .select(audit::actor)
            .distinct()
            .order(audit::actor);
        Ok(names.load(&mut *connection)?)
    }

    /// Walks the whole log and checks every line.
    pub fn verify_audit(&self) -> Result<Result<AuditHead, AuditFault>, StoreError> {
        self.read(|conn| {
            let mut head = AuditHead {
                size: 0,
                hash: [0; 32],
            };
            loop {
                let rows: Vec<Row> = audit::table
                    .filter(audit::seq.gt(head.size.cast_signed()))
                    .order(audit::seq)
                    .limit(AT_ONCE)
                    .load(conn)?;
                if rows.is_empty() {
                    return Ok(Ok(head));
                }
                for row in rows {
                    match follows(&head, &row) {
                        Ok(next) => head = next,
                        Err(fault) => return Ok(Err(fault)),
                    }
                }
            }
        })
    }

    /// The hash of one line.
    pub fn audit_hash(&self, seq: u64) -> Result<Option<[u8; 32]>, StoreError> {
        let mut connection = self.connection()?;
        let hash = audit::table
            .find(seq.min(i64::MAX as u64).cast_signed())
            .select(audit::hash);
        let hash: Option<Vec<u8>> = hash.first(&mut *connection).optional()?;
        Ok(hash.and_then(|hash| hash.try_into().ok()))
    }
}

/// Adds a line at the end, in the transaction under way. To be called last: until it ends no other line can be added.
pub(super) fn append(conn: &mut Database, entry: &NewEntry<'_>) -> Result<(), StoreError> {
    #[cfg(feature = "postgres")]
    if let Database::Postgres(c) = conn {
        diesel::connection::SimpleConnection::batch_execute(c, LOCK)?;
    }
    let last = audit::table
        .order(audit::seq.desc())
        .select((audit::seq, audit::hash));
    let last: Option<(i64, Vec<u8>)> = last.first(conn).optional()?;
    let (seq, prev) = match last {
        Some((seq, hash)) => (seq + 1, hash),
        None => (1, vec![0; 32]),
    };
    let ts = written(entry.at);
    let detail = canonical(&entry.detail)
        .map_err(|fault| StoreError::Unreadable(format!("detail of the log: {fault}")))?;
    let action = entry.action.as_str();
    let hash = hash_of(&prev, seq, &ts, entry.actor, action, entry.object, &detail);
    diesel::insert_into(audit::table)
        .values((
            audit::seq.eq(seq),
            audit::ts_utc.eq(&ts),
            audit::actor.eq(entry.actor),
            audit::action.eq(action),
            audit::object.eq(entry.object),
            audit::detail.eq(&detail),
            audit::prev.eq(&prev),
            audit::hash.eq(&hash[..]),
        ))
        .execute(conn)?;
    Ok(())
}

fn follows(head: &AuditHead, row: &Row) -> Result<AuditHead, AuditFault> {
    let (seq, ts, actor, action, object, detail, prev, hash) = row;
    let next = head.size + 1;
    if seq.unsigned_abs() != next {
        return Err(AuditFault::Missing(next));
    }
    let expected = hash_of(prev, *seq, ts, actor, action, object, detail);
    if prev[..] != head.hash || hash[..] != expected {
        return Err(AuditFault::Changed(next));
    }
    Ok(AuditHead {
        size: next,
        hash: expected,
    })
}

fn hash_of(
    prev: &[u8],
    seq: i64,
    ts: &str,
    actor: &str,
    action: &str,
    object: &str,
    detail: &str,
) -> [u8; 32] {
    // Texts and one number in an array: nothing that canonical JSON refuses.
    let row = json!([seq, ts, actor, action, object, detail]).to_string();
    let mut digest = Sha256::new();
    digest.update(b"a1");
    digest.update(prev);
    digest.update(row.as_bytes());
    digest.finalize().into()
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn read_entry(row: Row) -> Result<Entry, StoreError> {
    let (seq, ts, actor, action, object, detail, ..) = row;
    let at = DateTime::parse_from_rfc3339(&ts)
        .map_err(|_| StoreError::Unreadable(format!("moment of line {seq} of the log")))?;
    Ok(Entry {
        seq: seq.unsigned_abs(),
        at: at.to_utc(),
        actor,
        action: action.parse()?,
        object,
        detail,
    })
}
