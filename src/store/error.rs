//! What can go wrong with the database, each as a sentence with a way out.

use diesel::result::{DatabaseErrorKind, Error};

/// A failure of the database. Nothing was half-written: every change is one transaction.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The server does not answer, or the file cannot be opened.
    #[error(
        "the database is away ({0}): start it or check its address, then try again; nothing was written"
    )]
    Away(String),
    /// The folder of the database file does not exist.
    #[error("the folder {0} does not exist: create it, or name another with --data")]
    NoFolder(String),
    /// The disk is full.
    #[error(
        "the disk of the database is full: free some space; nothing was written and no answer was acknowledged"
    )]
    DiskFull,
    /// The disk answers with errors; the file itself need not be damaged.
    #[error(
        "the disk of the database is full or failing ({0}): free some space or mend the disk, then run `sipas verify`; nothing was acknowledged"
    )]
    DiskFails(String),
    /// The folder, the file or the server is read-only.
    #[error(
        "the database is read-only: give this user the right to write to its file and its folder, or name the server that takes changes; nothing was written"
    )]
    ReadOnly,
    /// Another process holds the write lock for longer than we wait.
    #[error(
        "the database is locked by another process: wait until it has finished, then try again"
    )]
    Locked,
    /// The file is not a database of ours, or is damaged.
    #[error(
        "the database file is damaged or is no database ({0}): restore a backup that passes `sipas verify`"
    )]
    Damaged(String),
    /// The program was linked with a SQLite that can corrupt a write-ahead log.
    #[error(
        "SQLite {0} can damage a database under load: build with the bundled SQLite, 3.51.3 or newer"
    )]
    OldSqlite(String),
    /// The program was built without PostgreSQL.
    #[error(
        "this program was built without PostgreSQL: build it with the feature `postgres`, or use sqlite://…"
    )]
    NoPostgres,
    /// The tables were made by a newer program.
    #[error(
        "the database was made by a newer version of sipas (step {0}): use that version, or restore an older backup"
    )]
    Newer(String),
    /// The tables are older than the program.
    #[error("the database is not up to date ({0} steps are missing): run `sipas migrate`")]
    NotMigrated(usize),
    /// A migration failed.
    #[error("the tables could not be changed: {0}; the step was taken back")]
    Migration(String),
    /// Another opening or import changed the same sheets at the same moment.
    #[error(
        "another opening of the box ran at the same moment: this one was taken back, run it again"
    )]
    Overtaken,
    /// A key of the ballot box cannot be used.
    #[error("the key of the ballot box cannot be used: {0}")]
    Key(String),
    /// A release was not made, for a reason that its maker gave; nothing was written.
    #[error("{0}")]
    NotReleased(String),
    /// A draft that is no longer one, or whose second person is the first.
    #[error(
        "this draft was decided on already, or by whoever drafted it: look at it again; nothing was written"
    )]
    Decided,
    /// A stored value that this program did not write.
    #[error("the database holds a value this version cannot read ({0}): run `sipas verify`")]
    Unreadable(String),
    /// Anything else the database says.
    #[error("the database refused: {0}")]
    Refused(#[source] Error),
}

impl StoreError {
    /// Whether the connection is gone, so that a new one may help.
    pub fn is_away(&self) -> bool {
        matches!(self, Self::Away(_))
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        let says = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
        let closed = matches!(
            error,
            Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
                | Error::BrokenTransactionManager
        );
        if closed
            || says(&[
                "server closed the connection",
                "terminating connection",
                "connection to server",
                "no connection to the server",
                "SSL connection has been closed",
            ])
        {
            Self::Away(message)
        } else if says(&["disk is full", "No space left on device"]) {
            Self::DiskFull
        } else if says(&[
            "readonly database",
            "read-only transaction",
            // The file can be read, and its log beside it cannot be made.
            "unable to open database file",
        ]) {
            Self::ReadOnly
        } else if says(&[
            "database is locked",
            "deadlock detected",
            "could not obtain lock",
        ]) {
            Self::Locked
        } else if says(&["disk I/O error", "Input/output error"]) {
            Self::DiskFails(message)
        } else if says(&["malformed", "not a database"]) {
            Self::Damaged(message)
        } else {
            Self::Refused(error)
        }
    }
}

impl From<crate::ballot::UnknownMargin> for StoreError {
    fn from(fault: crate::ballot::UnknownMargin) -> Self {
        Self::Unreadable(fault.to_string())
    }
}

impl From<crate::period::PeriodError> for StoreError {
    fn from(fault: crate::period::PeriodError) -> Self {
        Self::Unreadable(fault.to_string())
    }
}

impl From<crate::ballot::UnknownChannel> for StoreError {
    fn from(fault: crate::ballot::UnknownChannel) -> Self {
        Self::Unreadable(fault.to_string())
    }
}
