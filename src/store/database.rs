//! A connection to either database, and how it is opened: the only file that names the feature `postgres`.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::{ManageConnection, R2D2Connection};
use diesel::{Connection, SqliteConnection};

use super::error::StoreError;
use super::url::DatabaseUrl;

/// A connection to SQLite or PostgreSQL.
#[derive(diesel::MultiConnection)]
pub enum Database {
    /// The embedded database.
    Sqlite(SqliteConnection),
    /// A PostgreSQL server.
    #[cfg(feature = "postgres")]
    Postgres(diesel::PgConnection),
}

/// Runs the same statement on whichever database is connected, with all that diesel can do there:
/// the derived enum compiles no upserts and no lists of rows.
macro_rules! on_both {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::store::database::Database::Sqlite($c) => $body,
            #[cfg(feature = "postgres")]
            $crate::store::database::Database::Postgres($c) => $body,
        }
    };
}

/// Runs the better statement for each database, where one way is not good for both.
macro_rules! on_each {
    ($conn:expr, sqlite $s:ident => $sqlite:expr, postgres $p:ident => $postgres:expr $(,)?) => {
        match $conn {
            $crate::store::database::Database::Sqlite($s) => $sqlite,
            #[cfg(feature = "postgres")]
            $crate::store::database::Database::Postgres($p) => $postgres,
        }
    };
}

/// Adds rows that are not there yet: some hundreds a statement on SQLite, in one copy on PostgreSQL.
macro_rules! add_rows {
    ($conn:expr, $table:expr, $rows:expr, $a_statement:expr) => {
        on_each!($conn,
            sqlite c => {
                for rows in $rows.chunks($a_statement) {
                    diesel::insert_into($table).values(rows).execute(c)?;
                }
            },
            postgres c => {
                use diesel::prelude::ExecuteCopyFromDsl as _;
                if !$rows.is_empty() {
                    diesel::copy_from($table)
                        .from_insertable(&$rows[..])
                        .execute(c)?;
                }
            },
        )
    };
}

/// Settings of every SQLite connection. `busy_timeout` first: the others may have to wait for a lock.
const PRAGMAS: &str = "
    pragma busy_timeout = 5000;
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma secure_delete = on;
    pragma foreign_keys = on;
    pragma temp_store = memory;
    pragma trusted_schema = off;
    pragma cell_size_check = on;
    pragma mmap_size = 0;
    pragma cache_size = -8000;
    pragma wal_autocheckpoint = 10000;
";
/// 3.7.0 to 3.51.2 can corrupt a database when two connections write or checkpoint at the same moment.
const OLDEST_SQLITE: i32 = 3_051_003;

/// What a transaction may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// One unchanging view.
    Read,
    /// Changes.
    Write,
    /// Changes of sheets and tallies, one process at a time.
    Count,
}

impl Database {
    /// Runs `work` in one transaction: all of it happens, or nothing.
    pub(super) fn within<T>(
        &mut self,
        access: Access,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self {
            Self::Sqlite(c) => {
                // A deferred transaction that reads and then writes fails at once when another one writes.
                let begin = if access == Access::Read {
                    "begin"
                } else {
                    "begin immediate"
                };
                AnsiTransactionManager::begin_transaction_sql(c, begin)?;
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(c) => {
                let begin = match access {
                    Access::Read => "begin isolation level repeatable read read only",
                    Access::Write | Access::Count => "begin",
                };
                AnsiTransactionManager::begin_transaction_sql(c, begin)?;
                if access == Access::Count {
                    c.batch_execute(
                        "select pg_advisory_xact_lock(1936286835, hashtext(current_schema()))",
                    )?;
                }
            }
        }
        match work(self) {
            Ok(value) => {
                on_both!(self, c => AnsiTransactionManager::commit_transaction(c))?;
                Ok(value)
            }
            Err(error) => {
                // The first error is the one worth telling; a failed rollback closes the connection.
                let _ = on_both!(self, c => AnsiTransactionManager::rollback_transaction(c));
                Err(error)
            }
        }
    }

    /// Removes what an opening leaves behind: old pages and the log of SQLite, dead rows and transaction
    /// numbers of PostgreSQL.
    pub(super) fn sweep(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(c) => c.batch_execute("pragma wal_checkpoint(truncate)")?,
            #[cfg(feature = "postgres")]
            Self::Postgres(c) => {
                for table in ["ballot_box", "invite", "spent", "answer_block", "comment"] {
                    c.batch_execute(&format!("vacuum (freeze) {table}"))?;
                }
            }
        }
        Ok(())
    }

    /// Tells PostgreSQL how the tables look now that they have grown much: until then it plans for small ones.
    pub(super) fn survey(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => {}
            #[cfg(feature = "postgres")]
            Self::Postgres(c) => {
                c.batch_execute("vacuum (analyze) tally")?;
                c.batch_execute("analyze answer_block")?;
            }
        }
        Ok(())
    }

    /// Makes this connection of SQLite the one that writes most: more pages stay in memory, and it copies the log into the
    /// file itself only when the log has become long.
    pub(super) fn take_the_load(&mut self) -> Result<(), StoreError> {
        if let Self::Sqlite(c) = self {
            c.batch_execute("pragma cache_size = -24000; pragma wal_autocheckpoint = 40000")?;
        }
        Ok(())
    }

    /// Copies the log of SQLite into its file as far as nobody has to wait for it.
    pub(super) fn copy_log(&mut self) -> Result<(), StoreError> {
        if let Self::Sqlite(c) = self {
            c.batch_execute("pragma wal_checkpoint(passive)")?;
        }
        Ok(())
    }

    /// Whether this is the embedded database.
    pub fn is_embedded(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
}

/// Opens connections. Own, because the derived one hides PostgreSQL's error and can create a SQLite file named
/// after a mistyped address.
#[derive(Debug, Clone)]
pub(super) struct Manager(pub(super) Arc<DatabaseUrl>);

impl Manager {
    fn open_sqlite(path: &Path) -> Result<Database, StoreError> {
        let version = sqlite_version();
        if version < OLDEST_SQLITE {
            let (major, minor, fix) = (
                version / 1_000_000,
                version / 1_000 % 1_000,
                version % 1_000,
            );
            return Err(StoreError::OldSqlite(format!("{major}.{minor}.{fix}")));
        }
        create_private(path)?;
        let away = |error: &dyn std::fmt::Display| {
            StoreError::Away(format!("{}: {error}", path.display()))
        };
        let text = path
            .to_str()
            .ok_or_else(|| away(&"the path is not UTF-8"))?;
        let mut connection = SqliteConnection::establish(text).map_err(|error| away(&error))?;
        connection.batch_execute(PRAGMAS)?;
        Ok(Database::Sqlite(connection))
    }

    #[cfg(feature = "postgres")]
    fn open_postgres(&self, url: &str) -> Result<Database, StoreError> {
        let away = |error: diesel::ConnectionError| {
            StoreError::Away(self.0.without_password(error.to_string().trim()))
        };
        let mut connection = diesel::PgConnection::establish(url).map_err(away)?;
        connection.batch_execute(
            "set synchronous_commit = on; set client_min_messages = warning; set lock_timeout = '30s'",
        )?;
        Ok(Database::Postgres(connection))
    }

    #[cfg(not(feature = "postgres"))]
    #[expect(
        clippy::unused_self,
        reason = "the same call with and without the feature"
    )]
    fn open_postgres(&self, _: &str) -> Result<Database, StoreError> {
        Err(StoreError::NoPostgres)
    }
}

/// Creates the file readable by its owner only, and makes its name durable.
fn create_private(path: &Path) -> Result<(), StoreError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if path.exists() {
        return Ok(());
    }
    if !folder.is_dir() {
        return Err(StoreError::NoFolder(folder.display().to_string()));
    }
    let mut options = OpenOptions::new();
    let created = options.write(true).create_new(true).mode(0o600).open(path);
    match created.and_then(|_| std::fs::File::open(folder)?.sync_all()) {
        Ok(()) => Ok(()),
        Err(error) => match error.kind() {
            io::ErrorKind::AlreadyExists => Ok(()),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Err(StoreError::ReadOnly)
            }
            io::ErrorKind::StorageFull => Err(StoreError::DiskFull),
            _ => Err(StoreError::Away(format!("{}: {error}", path.display()))),
        },
    }
}

#[expect(
    unsafe_code,
    reason = "SQLite tells its version only through its C interface; the call has no conditions"
)]
fn sqlite_version() -> i32 {
    unsafe { libsqlite3_sys::sqlite3_libversion_number() }
}

impl ManageConnection for Manager {
    type Connection = Database;
    type Error = StoreError;

    fn connect(&self) -> Result<Database, StoreError> {
        match &*self.0 {
            DatabaseUrl::Sqlite(path) => Self::open_sqlite(path),
            DatabaseUrl::Postgres(url) => self.open_postgres(url),
        }
    }

    fn is_valid(&self, connection: &mut Database) -> Result<(), StoreError> {
        match connection {
            Database::Sqlite(_) => Ok(()), // a file does not go away between two requests
            #[cfg(feature = "postgres")]
            Database::Postgres(c) => Ok(c.ping()?),
        }
    }

    fn has_broken(&self, connection: &mut Database) -> bool {
        std::thread::panicking() || on_both!(connection, c => R2D2Connection::is_broken(c))
    }
}
