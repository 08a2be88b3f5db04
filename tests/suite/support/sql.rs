//! A second look into the database of a house, past the program: what somebody who stole it would see.

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection};

use super::database::Database;
use super::service::House;

/// A connection of our own.
pub enum Sql {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
}

impl Sql {
    pub fn open(house: &House) -> Self {
        match &house.database {
            Database::Sqlite => {
                let path = house.data().join("sipas.db");
                let connection =
                    SqliteConnection::establish(path.to_str().expect("a path in UTF-8"));
                Self::Sqlite(connection.expect("the file opens"))
            }
            Database::Postgres { url, .. } => {
                Self::Postgres(PgConnection::establish(url).expect("the test server answers"))
            }
        }
    }

    /// Runs statements.
    #[track_caller]
    pub fn run(&mut self, statements: &str) {
        match self {
            Self::Sqlite(connection) => connection.batch_execute(statements).expect(statements),
            Self::Postgres(connection) => connection.batch_execute(statements).expect(statements),
        }
    }

    /// The column `text` of a query.
    #[track_caller]
    pub fn texts(&mut self, query: &str) -> Vec<String> {
        let query_of = diesel::sql_query(query);
        let rows: Vec<Row> = match self {
            Self::Sqlite(connection) => query_of.load(connection).expect(query),
            Self::Postgres(connection) => query_of.load(connection).expect(query),
        };
        rows.into_iter().map(|row| row.text).collect()
    }

    /// Names of all tables.
    pub fn tables(&mut self) -> Vec<String> {
        self.texts(match self {
            Self::Sqlite(_) => "select name as text from sqlite_schema where type = 'table' order by name",
            Self::Postgres(_) => {
                "select table_name::text as text from information_schema.tables where table_schema = current_schema() order by 1"
            }
        })
    }

    /// Names of the columns of a table.
    pub fn columns(&mut self, table: &str) -> Vec<String> {
        self.texts(&match self {
            Self::Sqlite(_) => format!("select name as text from pragma_table_info('{table}')"),
            Self::Postgres(_) => format!(
                "select column_name::text as text from information_schema.columns where table_schema = current_schema() and table_name = '{table}'"
            ),
        })
    }

    /// Values of a column of bytes, as lower-case hex.
    pub fn hex(&mut self, table: &str, column: &str) -> Vec<String> {
        self.texts(&match self {
            Self::Sqlite(_) => format!("select lower(hex({column})) as text from {table}"),
            Self::Postgres(_) => format!("select encode({column}, 'hex') as text from {table}"),
        })
    }

    /// Every value of every table as text; bytes as lower-case hex.
    pub fn dump(&mut self) -> String {
        let mut dump = String::new();
        for table in self.tables() {
            let rows = match self {
                Self::Sqlite(_) => {
                    let columns: Vec<_> = self
                        .columns(&table)
                        .iter()
                        .map(|column| {
                            format!("case typeof({column}) when 'blob' then lower(hex({column})) else coalesce(cast({column} as text), '') end")
                        })
                        .collect();
                    self.texts(&format!(
                        "select {} as text from {table}",
                        columns.join(" || '|' || ")
                    ))
                }
                Self::Postgres(_) => {
                    self.texts(&format!("select row::text as text from {table} row"))
                }
            };
            for row in rows {
                dump += &format!("{table}|{row}\n");
            }
        }
        dump
    }
}

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
