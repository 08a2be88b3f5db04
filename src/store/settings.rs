//! Small facts about this database, e.g. that its figures are simulated.

use diesel::upsert::excluded;
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::access::Store;
use super::database::Database;
use super::error::StoreError;
use super::schema::setting;

impl Store {
    /// The value of a setting.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        let mut connection = self.connection()?;
        Ok(get(&mut connection, key)?)
    }

    /// Sets a value.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.write(|conn| Ok(set(conn, key, value)?))
    }
}

pub(super) fn get(conn: &mut Database, key: &str) -> diesel::QueryResult<Option<String>> {
    let value = setting::table.find(key).select(setting::value);
    value.first(conn).optional()
}

pub(super) fn set(conn: &mut Database, key: &str, value: &str) -> diesel::QueryResult<()> {
    let row = (setting::key.eq(key), setting::value.eq(value));
    on_both!(conn, c => diesel::insert_into(setting::table)
        .values(row)
        .on_conflict(setting::key)
        .do_update()
        .set(setting::value.eq(excluded(setting::value)))
        .execute(c))?;
    Ok(())
}
