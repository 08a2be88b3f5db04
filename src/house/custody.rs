//! Whose hands an account is in: for some hours after another person set its ways in, it checks no publication.
//!
//! Who sets somebody's password could sign in as them and be both of the two persons. In these hours the owner, whose own
//! password works no more, and whoever reads the log can notice it. What was set stands in the log, which nobody rewrites;
//! no other list is kept that could be changed. A command is not asked: who has the server's command line releases alone
//! anyway, and the log says so.

use chrono::{DateTime, TimeDelta, Utc};

use super::admitting::SINGLE_SIGN_ON;
use super::logging::COMMAND_LINE;
use super::{House, HouseError};
use crate::store::Action;

/// What opens a way into an account.
const WAYS_IN: [Action; 3] = [
    Action::AccountOpened,
    Action::PasswordChanged,
    Action::SecondFactorChanged,
];

/// An account that another person opened, or whose password or second factor they set, a short while ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    /// Who did; `None` for the single sign-on.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// From when on the account may check publications again.
    pub until: DateTime<Utc>,
}

impl House {
    /// Whether, and by whom, the ways into an account were set within the hours of `publishing.own_hands_hours`. Simulated
    /// figures need no such guard.
    pub fn handed_over(&self, username: &str) -> Result<Option<HandedOver>, HouseError> {
        if self.simulated {
            return Ok(None);
        }
        let hours = self.settings.publishing.own_hands_hours;
        let wait = TimeDelta::hours(i64::from(hours));
        let since = self.clock.now() - wait;
        let trusted = [username, COMMAND_LINE];
        let entry = self
            .store
            .latest_by_others(username, &WAYS_IN, &trusted, since)?;
        Ok(entry.map(|entry| HandedOver {
            at: entry.at,
            until: entry.at + wait,
            by: Some(entry.actor).filter(|actor| actor != SINGLE_SIGN_ON),
        }))
    }
}
