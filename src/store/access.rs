//! The one door to the database.

use std::sync::Arc;
use std::time::Duration;

use diesel::r2d2::{ManageConnection, Pool, PooledConnection};

use super::database::{Access, Database, Manager};
use super::error::StoreError;
use super::url::DatabaseUrl;

/// Connections that are kept open.
const CONNECTIONS: u32 = 8;
const PATIENCE: Duration = Duration::from_secs(5);

/// The database, SQLite or PostgreSQL. Cheap to clone; every call blocks.
#[derive(Clone)]
pub struct Store {
    pool: Pool<Manager>,
    url: Arc<DatabaseUrl>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.url)
    }
}

impl Store {
    /// Opens the database, creating an embedded one that does not exist yet. The tables are left as they are:
    /// see [`Store::migrate`] and [`Store::check_migrated`].
    pub fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let url = Arc::new(url.clone());
        let manager = Manager(Arc::clone(&url));
        drop(manager.connect()?); // the pool would try again for long and tell less
        let pool = Pool::builder()
            .max_size(CONNECTIONS)
            .min_idle(Some(0))
            .connection_timeout(PATIENCE)
            .build_unchecked(manager);
        Ok(Self { pool, url })
    }

    /// Where the database is; shown without its password.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Requests that can be served at the same moment.
    pub fn connections(&self) -> usize {
        CONNECTIONS as usize
    }

    /// Reads in one unchanging view of the database.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.connection()?.within(Access::Read, work)
    }

    /// Changes the database: all of `work` happens, or nothing.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.connection()?.within(Access::Write, work)
    }

    /// Changes sheets and tallies; one process at a time, so that counts can be read, raised and written back.
    pub(super) fn count<T>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.connection()?.within(Access::Count, work)
    }

    /// Whether the database answers.
    pub fn ping(&self) -> Result<(), StoreError> {
        self.setting("ping").map(drop)
    }

    pub(super) fn connection(&self) -> Result<PooledConnection<Manager>, StoreError> {
        self.pool
            .get()
            .map_err(|error| StoreError::Away(error.to_string()))
    }

    /// A connection of one's own, outside the pool.
    pub(super) fn connect(&self) -> Result<Database, StoreError> {
        Manager(Arc::clone(&self.url)).connect()
    }
}
