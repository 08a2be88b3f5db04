//! What a member of staff is there for, and what that allows.

use std::fmt;
use std::str::FromStr;

/// What a member of staff is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Reads the results of own places (người xem).
    Viewer,
    /// Reads them and takes them along as files (chuyên viên phân tích).
    Analyst,
    /// Also drafts, checks and publishes; never alone (người công bố).
    Publisher,
    /// Opens accounts, keys and collection points, and reads the log (quản trị viên).
    Administrator,
    /// Reads what people wrote (thanh tra).
    Inspector,
}

/// What a route asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Read the results of own places.
    Read,
    /// Take them along as files.
    Export,
    /// Draft, check and publish.
    Publish,
    /// Open accounts, keys and collection points; read the log.
    Administer,
    /// Read comments.
    Inspect,
}

/// A word that names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no role: choose viewer, analyst, publisher, administrator or inspector")]
pub struct UnknownRole(String);

impl Role {
    /// Every role, from the one that may least.
    pub const ALL: [Self; 5] = [
        Self::Viewer,
        Self::Analyst,
        Self::Publisher,
        Self::Administrator,
        Self::Inspector,
    ];

    /// As it is stored and written on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Analyst => "analyst",
            Self::Publisher => "publisher",
            Self::Administrator => "administrator",
            Self::Inspector => "inspector",
        }
    }

    /// Whether the role allows it. Whoever opens accounts does not publish, and only inspectors read what people wrote.
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::Read => true,
            Permission::Export => {
                matches!(self, Self::Analyst | Self::Publisher | Self::Administrator)
            }
            Permission::Publish => self == Self::Publisher,
            Permission::Administer => self == Self::Administrator,
            Permission::Inspect => self == Self::Inspector,
        }
    }

    /// Whether a password alone is too little: for everybody who can do more than look at counts.
    pub fn needs_second_factor(self) -> bool {
        self != Self::Viewer
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        let mut all = Self::ALL.into_iter();
        all.find(|role| role.as_str() == text)
            .ok_or_else(|| UnknownRole(text.chars().take(40).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_role_reads_back_and_another_word_is_named() {
        for role in Role::ALL {
            assert_eq!(role.to_string().parse(), Ok(role));
        }
        let fault = "root".parse::<Role>().unwrap_err().to_string();
        assert!(fault.contains("root") && fault.contains("viewer"));
    }

    #[test]
    fn whoever_opens_accounts_does_not_publish_and_nobody_may_everything() {
        let all = [
            Permission::Read,
            Permission::Export,
            Permission::Publish,
            Permission::Administer,
            Permission::Inspect,
        ];
        for role in Role::ALL {
            assert!(!(role.may(Permission::Administer) && role.may(Permission::Publish)));
            assert!(!all.into_iter().all(|permission| role.may(permission)));
        }
    }
}
