//! A fresh database of either kind for each test.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::{Connection as _, PgConnection, RunQueryDsl as _};

/// Which database a test runs on.
pub enum Database {
    /// The embedded one, in the house's own folder.
    Sqlite,
    /// A schema of its own in the server of `TEST_POSTGRES_URL`; dropped at the end.
    Postgres {
        url: String,
        server: String,
        schema: String,
    },
}

impl Database {
    /// A new schema on the test server; `None` where there is no server, unless tests must run.
    pub fn postgres() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let Some(server) = variable("TEST_POSTGRES_URL") else {
            let must = variable("SIPAS_TESTS_MUST_RUN")
                .or(variable("CI"))
                .is_some();
            assert!(
                !must,
                "TEST_POSTGRES_URL is not set: run tests/run, which starts a server"
            );
            eprintln!("no TEST_POSTGRES_URL: the PostgreSQL half of this test did not run");
            return None;
        };
        let schema = format!(
            "suite_{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let mut connection = PgConnection::establish(&server).expect("the test server answers");
        diesel::sql_query(format!("create schema {schema}"))
            .execute(&mut connection)
            .expect("a schema");
        let url = format!("{server}?options=-csearch_path%3D{schema}&application_name={schema}");
        Some(Self::Postgres {
            url,
            server,
            schema,
        })
    }

    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres { url, .. } => Some(url),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Postgres { server, schema, .. } = self
            && let Ok(mut connection) = PgConnection::establish(server)
        {
            let _ = diesel::sql_query(format!("drop schema if exists {schema} cascade"))
                .execute(&mut connection);
        }
    }
}

/// A variable of the environment: where the test server and the browser are.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by tests/run where the server and the browser are"
)]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Writes one test twice: `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! on_each_database {
    ($($(#[$meta:meta])* fn $name:ident($house:ident) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            fn body($house: &House) $body

            #[test]
            fn sqlite() {
                body(&$crate::support::service::House::new($crate::support::database::Database::Sqlite));
            }

            #[test]
            fn postgres() {
                if let Some(database) = $crate::support::database::Database::postgres() {
                    body(&$crate::support::service::House::new(database));
                }
            }
        }
    )+};
}
