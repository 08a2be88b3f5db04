//! The most sheets without an invitation that a collection point takes on one day: nobody stuffs the box faster than people
//! can have been there.
//!
//! The count is kept in memory only, one number a point, gone the next day or when the service starts again: a table with
//! days in it would tell when somebody answered. It is a brake, not a book: sheets over it are not recorded, and whoever
//! sent one is told so and may send it again the next day. Invited sheets never count here, and neither do those of
//! widgets, which stand on portals and are no visit to an office.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;

use crate::config::CollectionPoints;

/// How many sheets each collection point has taken today.
#[derive(Debug, Default)]
pub struct DayLimit {
    limits: CollectionPoints,
    taken: Mutex<HashMap<String, Taken>>,
}

#[derive(Debug, Clone, Copy)]
struct Taken {
    on: NaiveDate,
    sheets: u32,
    /// Whether the log says that it is full.
    is_told: bool,
}

/// Room for one more sheet today. It is given back when it is dropped, unless the sheet was recorded.
#[derive(Debug)]
pub struct Room<'a> {
    limit: &'a DayLimit,
    point: String,
    on: NaiveDate,
    is_kept: bool,
}

impl DayLimit {
    /// Limits as in the settings, and nothing taken yet.
    pub fn new(limits: CollectionPoints) -> Self {
        Self {
            limits,
            taken: Mutex::default(),
        }
    }

    /// Room for one more sheet of a point today, or `None` when it has taken as many as it may.
    pub fn room(&self, point: &str, today: NaiveDate) -> Option<Room<'_>> {
        let most = self.limits.sheets_a_day(point);
        let mut all = self.taken();
        if all.get(point).is_none_or(|taken| taken.on != today) {
            all.retain(|_, taken| taken.on == today);
            let none = Taken {
                on: today,
                sheets: 0,
                is_told: false,
            };
            all.insert(point.to_owned(), none);
        }
        let taken = all.get_mut(point)?;
        if taken.sheets >= most {
            if !taken.is_told {
                taken.is_told = true;
                tracing::warn!(
                    point,
                    most,
                    "this collection point has taken as many sheets as it may today; [collection_points] in the settings has the number"
                );
            }
            return None;
        }
        taken.sheets += 1;
        Some(Room {
            limit: self,
            point: point.to_owned(),
            on: today,
            is_kept: false,
        })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<String, Taken>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Room<'_> {
    /// The sheet is in the box.
    pub fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        let mut all = self.limit.taken();
        if let Some(taken) = all.get_mut(&self.point).filter(|taken| taken.on == self.on) {
            taken.sheets = taken.sheets.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn limit() -> DayLimit {
        DayLimit::new(CollectionPoints {
            sheets_a_day: 3,
            own: [("hall".to_owned(), 1)].into(),
        })
    }

    #[test]
    fn a_point_takes_so_many_sheets_a_day_and_begins_anew_the_next() {
        let limit = limit();
        for _ in 0..3 {
            limit.room("a", day(1)).unwrap().keep();
        }
        assert!(limit.room("a", day(1)).is_none());
        limit.room("b", day(1)).unwrap().keep();
        limit.room("hall", day(1)).unwrap().keep();
        assert!(limit.room("hall", day(1)).is_none(), "a limit of its own");
        limit.room("a", day(2)).unwrap().keep();
        assert_eq!(limit.taken().len(), 1, "yesterday is forgotten");
    }

    #[test]
    fn room_for_a_sheet_that_is_not_recorded_is_given_back() {
        let limit = limit();
        for _ in 0..10 {
            drop(limit.room("a", day(1)));
        }
        let held: Vec<_> = (0..3).map(|_| limit.room("a", day(1)).unwrap()).collect();
        assert!(
            limit.room("a", day(1)).is_none(),
            "those on their way count"
        );
        limit.room("b", day(2)).unwrap().keep();
        drop(held);
        assert!(
            limit.room("a", day(2)).is_some(),
            "nothing is given back to another day"
        );
    }
}
