//! Requests to be contacted: taken for a province, sealed to the key of comments.

use super::{House, HouseError};
use crate::ballot::{ContactRequest, NATION};
use crate::place::Unit;

impl House {
    /// The provinces a citizen can choose from, of today.
    pub fn provinces_today(&self) -> Vec<&'static Unit> {
        let today = self.clock.today();
        self.atlas.provinces(self.atlas.scheme_on(today))
    }

    /// Takes a request for a province, or for nobody in particular when it names none of today's.
    pub fn take_contact(&self, place: &str, request: &ContactRequest) -> Result<(), HouseError> {
        let provinces = self.provinces_today();
        let chosen = provinces.iter().find(|unit| unit.id.to_string() == place);
        let place = chosen.map_or_else(|| NATION.to_owned(), |unit| unit.id.to_string());
        let key = self.keys.comment_public()?;
        let today = self.clock.today();
        Ok(self.store.record_contact(&place, today, request, &key)?)
    }
}
