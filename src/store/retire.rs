//! Destroys the keys that are not needed any more: what they opened or invited can never be traced again.

use chrono::NaiveDate;
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::access::Store;
use super::error::StoreError;
use super::invitations::epoch;
use super::keyring::{KeyFile, KeyKind, Keyring};
use super::schema::ballot_box;
use crate::clock::days_after;

impl Store {
    /// Destroys the box keys of closed months of which no sheet waits, and the invitation keys of months that ended
    /// more than `valid_days` ago, whose invitations are then forgotten. Returns what was destroyed.
    pub fn retire_keys(
        &self,
        keyring: &Keyring,
        today: NaiveDate,
        close_days: u32,
        valid_days: u32,
    ) -> Result<Vec<KeyFile>, StoreError> {
        let fault = |fault: super::keyring::KeyError| StoreError::Key(fault.to_string());
        let mut retired = Vec::new();
        for key in keyring.list().map_err(fault)? {
            let Some(month) = key.month else {
                continue;
            };
            let over = match key.kind {
                KeyKind::Box => {
                    let closed = today >= days_after(month.last_day(), close_days);
                    closed && today > month.last_day() && self.waiting_under(epoch(month))? == 0
                }
                KeyKind::Invitation => today > days_after(month.last_day(), valid_days),
                KeyKind::Comments | KeyKind::Release | KeyKind::NextRelease | KeyKind::Staff => {
                    false
                }
            };
            if over {
                keyring.destroy(key.kind, key.month).map_err(fault)?;
                if key.kind == KeyKind::Invitation {
                    self.forget_invitations(crate::period::Period::month_of(days_after(
                        month.last_day(),
                        1,
                    )))?;
                }
                retired.push(key);
            }
        }
        Ok(retired)
    }

    fn waiting_under(&self, key: i32) -> Result<i64, StoreError> {
        let mut connection = self.connection()?;
        let waiting = ballot_box::table.filter(ballot_box::key_id.eq(key)).count();
        Ok(waiting.get_result(&mut *connection)?)
    }
}
