//! Brings the tables up to date, and refuses those of a newer program.

use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::access::Store;
use super::database::Database;
use super::error::StoreError;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
#[cfg(feature = "postgres")]
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

impl Store {
    /// Takes the steps that are missing and returns their names; each is one transaction.
    pub fn migrate(&self) -> Result<Vec<String>, StoreError> {
        self.pending_migrations()?;
        let mut connection = self.connection()?;
        let steps = match &mut *connection {
            Database::Sqlite(c) => c.run_pending_migrations(SQLITE).map(names),
            #[cfg(feature = "postgres")]
            Database::Postgres(c) => c.run_pending_migrations(POSTGRES).map(names),
        };
        steps.map_err(|error| StoreError::Migration(error.to_string()))
    }

    /// The names of the steps that are missing.
    pub fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let mut connection = self.connection()?;
        match &mut *connection {
            Database::Sqlite(c) => pending(c, SQLITE),
            #[cfg(feature = "postgres")]
            Database::Postgres(c) => pending(c, POSTGRES),
        }
    }

    /// Fails unless the tables are exactly those of this program.
    pub fn check_migrated(&self) -> Result<(), StoreError> {
        match self.pending_migrations()?.len() {
            0 => Ok(()),
            missing => Err(StoreError::NotMigrated(missing)),
        }
    }

    /// Drops every table: for the tests of the migrations.
    #[doc(hidden)]
    pub fn i_take_responsibility_for_reverting_everything(&self) -> Result<(), StoreError> {
        let mut connection = self.connection()?;
        let reverted = match &mut *connection {
            Database::Sqlite(c) => c.revert_all_migrations(SQLITE).map(names),
            #[cfg(feature = "postgres")]
            Database::Postgres(c) => c.revert_all_migrations(POSTGRES).map(names),
        };
        reverted
            .map(drop)
            .map_err(|error| StoreError::Migration(error.to_string()))
    }
}

fn names(versions: Vec<MigrationVersion<'_>>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

fn pending<Db: diesel::backend::Backend>(
    connection: &mut impl MigrationHarness<Db>,
    source: EmbeddedMigrations,
) -> Result<Vec<String>, StoreError>
where
    EmbeddedMigrations: MigrationSource<Db>,
{
    let fault = |error: Box<dyn std::error::Error + Send + Sync>| match error
        .downcast::<diesel::result::Error>()
    {
        Ok(error) => StoreError::from(*error),
        Err(error) => StoreError::Migration(error.to_string()),
    };
    let known: Vec<Box<dyn Migration<Db>>> = source.migrations().map_err(fault)?;
    let applied = names(connection.applied_migrations().map_err(fault)?);
    let known: Vec<String> = known
        .iter()
        .map(|step| step.name().version().to_string())
        .collect();
    if let Some(newer) = applied.iter().find(|step| !known.contains(step)) {
        return Err(StoreError::Newer(newer.clone()));
    }
    Ok(known
        .into_iter()
        .filter(|step| !applied.contains(step))
        .collect())
}
