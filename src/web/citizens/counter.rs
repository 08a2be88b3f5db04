//! The counter where citizens are served (quầy): everything a questionnaire and its sheet need, none of which waits for a free
//! connection.

use std::sync::Arc;

use super::day_limit::DayLimit;
use crate::house::House;
use crate::store::{Lookup, StoreError, Writer};
use crate::web::Door;
use crate::web::pages::citizens::shelf::Shelf;
use crate::web::recordings::Recordings;

/// One a service.
#[derive(Debug)]
pub struct Counter {
    /// Settings, forms, clock; its database is not asked from here.
    pub house: Arc<House>,
    /// What a link or the address of a poster stands for.
    pub lookup: Lookup,
    /// Questionnaires, printed once.
    pub shelf: Shelf,
    /// Questions that can be heard.
    pub recordings: Arc<Recordings>,
    /// The slot of the ballot box.
    pub writer: Writer,
    /// How many sheets each collection point has taken today.
    pub day_limit: DayLimit,
    /// The way to the house, for the few who bring a slip of paper or wish to be contacted.
    pub door: Door,
}

impl Counter {
    /// Opens the counter of a house whose box takes sheets.
    pub fn open(house: Arc<House>, writer: Writer, door: Door) -> Result<Self, StoreError> {
        let recordings = Arc::new(recordings(&house));
        Ok(Self {
            door,
            lookup: Lookup::start(&house.store, house.clock)?,
            shelf: Shelf::new(
                house.settings.disclosure.threshold,
                house.simulated,
                house.settings.web.issuer.clone(),
                Arc::clone(&recordings),
            ),
            recordings,
            day_limit: DayLimit::new(house.settings.collection_points.clone()),
            writer,
            house,
        })
    }
}

/// The recordings in the folder of the settings; what is of no use there is told in the log, and the service starts.
fn recordings(house: &House) -> Recordings {
    let Some(folder) = &house.settings.audio.folder else {
        return Recordings::default();
    };
    let (recordings, unused) = Recordings::read(folder, &house.catalogue);
    for reason in unused {
        tracing::warn!("{reason}");
    }
    recordings
}
