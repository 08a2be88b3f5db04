//! The counter where citizens are served (quầy): everything a questionnaire and its sheet need, none of which waits for a free
//! connection.

use std::sync::Arc;

use crate::house::House;
use crate::store::{Lookup, StoreError, Writer};
use crate::web::Door;
use crate::web::pages::citizens::shelf::Shelf;

/// One a service.
#[derive(Debug)]
pub struct Counter {
    /// Settings, forms, clock; its database is not asked from here.
    pub house: Arc<House>,
    /// What a link or the address of a poster stands for.
    pub lookup: Lookup,
    /// Questionnaires, printed once.
    pub shelf: Shelf,
    /// The slot of the ballot box.
    pub writer: Writer,
    /// The way to the house, for the few who bring a slip of paper or wish to be contacted.
    pub door: Door,
}

impl Counter {
    /// Opens the counter of a house whose box takes sheets.
    pub fn open(house: Arc<House>, writer: Writer, door: Door) -> Result<Self, StoreError> {
        Ok(Self {
            door,
            lookup: Lookup::start(&house.store, house.clock)?,
            shelf: Shelf::new(
                house.settings.disclosure.threshold,
                house.simulated,
                house.settings.web.issuer.clone(),
            ),
            writer,
            house,
        })
    }
}
