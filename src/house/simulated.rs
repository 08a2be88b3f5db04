//! Whether the figures are simulated: every face of the house then says so.

use super::{House, HouseError};

/// The setting that marks a database of simulated answers; it can be set, never taken back.
pub const SIMULATED: &str = "simulated";

impl House {
    /// Whether the figures of this database are simulated.
    pub fn is_simulated(&self) -> Result<bool, HouseError> {
        Ok(self.store.setting(SIMULATED)?.is_some())
    }
}
