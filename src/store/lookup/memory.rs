//! What was read before and rarely changes: cells for good, offices and collection points for some seconds.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};

use super::super::registry::{CollectionPoint, Office};
use crate::ballot::{Cell, CellId};
use crate::clock::Clock;

/// How long an office or a collection point is believed: a poster that another process closed is closed within this time.
const BELIEVED: TimeDelta = TimeDelta::seconds(5);

/// A collection point with its office.
pub type Point = (CollectionPoint, Office);

/// Shared by the desk, which fills it, and by everybody who asks.
#[derive(Debug)]
pub(super) struct Memory {
    clock: Clock,
    known: RwLock<Known>,
}

#[derive(Debug, Default)]
struct Known {
    cells: HashMap<CellId, Arc<Cell>>,
    offices: HashMap<String, (DateTime<Utc>, Arc<str>)>,
    points: HashMap<String, (DateTime<Utc>, Arc<Point>)>,
}

impl Memory {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            known: RwLock::default(),
        }
    }

    /// A cell never changes: its number is a digest of it.
    pub(super) fn cell(&self, id: CellId) -> Option<Arc<Cell>> {
        self.look(|known| known.cells.get(&id).cloned())
    }

    /// The name of an office, if it was read lately.
    pub(super) fn office(&self, code: &str) -> Option<Arc<str>> {
        let now = self.clock.now();
        self.look(|known| known.offices.get(code).and_then(|seen| fresh(seen, now)))
    }

    /// A collection point, if it was read lately.
    pub(super) fn point(&self, code: &str) -> Option<Arc<Point>> {
        let now = self.clock.now();
        self.look(|known| known.points.get(code).and_then(|seen| fresh(seen, now)))
    }

    pub(super) fn keep_cell(&self, cell: Cell) -> Arc<Cell> {
        let cell = Arc::new(cell);
        self.change(|known| known.cells.insert(cell.id(), cell.clone()));
        cell
    }

    pub(super) fn keep_office(&self, code: &str, name: String) -> Arc<str> {
        let (now, name) = (self.clock.now(), Arc::<str>::from(name));
        self.change(|known| known.offices.insert(code.to_owned(), (now, name.clone())));
        name
    }

    pub(super) fn keep_point(&self, point: Point) -> Arc<Point> {
        let (now, point) = (self.clock.now(), Arc::new(point));
        let code = point.0.code.clone();
        self.change(|known| known.points.insert(code, (now, point.clone())));
        point
    }

    fn look<T>(&self, at: impl FnOnce(&Known) -> T) -> T {
        at(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn change<T>(&self, with: impl FnOnce(&mut Known) -> T) {
        with(&mut self.known.write().unwrap_or_else(PoisonError::into_inner));
    }
}

fn fresh<T: Clone>((read, value): &(DateTime<Utc>, T), now: DateTime<Utc>) -> Option<T> {
    let age = now.signed_duration_since(read);
    (age >= TimeDelta::zero() && age < BELIEVED).then(|| value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballot::PlacePath;

    #[test]
    fn a_poster_is_believed_for_some_seconds_only() {
        let point = CollectionPoint {
            code: "poster".to_owned(),
            office: "H01".to_owned(),
            form: "onestop-short".to_owned(),
            name: "Quầy 1".to_owned(),
            open: true,
        };
        let office = Office {
            code: "H01".to_owned(),
            name: "Bộ phận một cửa".to_owned(),
            kind: "one_stop".to_owned(),
            place: PlacePath::nation(),
        };
        let noon = DateTime::<Utc>::from_timestamp(1_700_000_000, 0).unwrap();
        let mut memory = Memory::new(Clock::Fixed(noon));
        memory.keep_point((point.clone(), office));
        assert_eq!(memory.point("poster").unwrap().0, point);
        assert_eq!(memory.point("another"), None);

        memory.clock = Clock::Fixed(noon + TimeDelta::seconds(4));
        assert!(memory.point("poster").is_some());
        memory.clock = Clock::Fixed(noon + BELIEVED);
        assert_eq!(memory.point("poster"), None);
        memory.clock = Clock::Fixed(noon - TimeDelta::seconds(1));
        assert_eq!(memory.point("poster"), None, "the clock was set back");
    }
}
