//! Where the database is: `sqlite://PATH` or `postgres://…`, never shown with its password.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Address of a database.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file of the embedded database.
    Sqlite(PathBuf),
    /// A PostgreSQL server, as libpq reads it.
    Postgres(String),
}

/// Why a text is no address of a database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the database address must look like sqlite://sipas-data/sipas.db or postgres://user@host/name, not “{0}…”"
)]
pub struct UrlFault(String);

impl FromStr for DatabaseUrl {
    type Err = UrlFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let sqlite = text
            .strip_prefix("sqlite://")
            .or(text.strip_prefix("sqlite:"));
        if let Some(path) = sqlite.filter(|path| !path.is_empty()) {
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(UrlFault(
            text.chars().take_while(|&c| c != ':').take(12).collect(),
        ))
    }
}

impl DatabaseUrl {
    /// A message of the server's client library, without the password it may repeat.
    pub(super) fn without_password(&self, message: &str) -> String {
        match self.password() {
            Some(password) => message.replace(password, "…"),
            None => message.to_owned(),
        }
    }

    fn password(&self) -> Option<&str> {
        let Self::Postgres(text) = self else {
            return None;
        };
        let authority = text.split_once("://")?.1.split(['/', '?']).next()?;
        let password = authority.rsplit_once('@')?.0.split_once(':')?.1;
        Some(password).filter(|password| !password.is_empty())
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(text) => {
                let shown = text.split('?').next().unwrap_or(text);
                match self.password() {
                    Some(password) => {
                        f.write_str(&shown.replacen(&format!(":{password}@"), ":…@", 1))
                    }
                    None => f.write_str(shown),
                }
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_address_are_read_and_others_are_refused_with_an_example() {
        let file: DatabaseUrl = "sqlite://data/sipas.db".parse().unwrap();
        assert_eq!(file, DatabaseUrl::Sqlite(PathBuf::from("data/sipas.db")));
        let absolute: DatabaseUrl = "sqlite:///var/lib/sipas.db".parse().unwrap();
        assert_eq!(absolute.to_string(), "sqlite:///var/lib/sipas.db");
        assert!("postgres://u@h/db".parse::<DatabaseUrl>().is_ok());
        for wrong in ["", "mysql://x", "postgres:nothing", "sqlite://", "data.db"] {
            let fault = wrong.parse::<DatabaseUrl>().unwrap_err();
            assert!(fault.to_string().contains("postgres://user@host/name"));
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let url: DatabaseUrl = "postgres://sipas:s3cret@db:5432/sipas?password=s3cret"
            .parse()
            .unwrap();
        let shown = format!(
            "{url} {url:?} {}",
            url.without_password("auth failed for s3cret")
        );
        assert!(!shown.contains("s3cret"), "{shown}");
        assert_eq!(url.to_string(), "postgres://sipas:…@db:5432/sipas");
    }
}
