//! The simulated past: sheets of every commune, month by month.

use std::convert::Infallible;

use super::citizens::Citizens;
use crate::ballot::{Channel, FormRef};
use crate::cli::progress;
use crate::form::Form;
use crate::house::{House, place_path};
use crate::period::Period;
use crate::place::Unit;
use crate::store::{Import, ImportError, ImportSheet};

/// The yearly sample survey, and how many sheets a commune has in it.
const SURVEY: &str = "sipas-1001-2023";
const SURVEY_SHEETS: f64 = 26.0;
/// Today's communes exist since this month.
const FIRST: (u16, u8) = (2025, 7);
/// One sheet in twenty comes from a collection point, and stands beside the index.
const CHANNELS: [Channel; 20] = {
    use Channel::{InPerson, Online, Post, WalkIn};
    [
        Online, Online, Online, Online, Online, Online, Online, Online, Online, InPerson, InPerson,
        InPerson, InPerson, InPerson, InPerson, InPerson, InPerson, Post, Post, WalkIn,
    ]
};

/// Fills the database, once: a second start finds the imports done.
pub fn fill(house: &House, sheets: f64) -> anyhow::Result<()> {
    let now = Period::month_of(house.clock.today());
    let first = Period::month(FIRST.0, FIRST.1).unwrap_or(now);
    let from = Period::month(now.calendar_year() - 1, 1)
        .unwrap_or(first)
        .max(first);
    let months: Vec<Period> = std::iter::successors(Some(from), |month| Some(month.following()))
        .take_while(|month| *month <= now)
        .collect();
    let usual = house.settings.invitation.form.clone();
    if let Some(form) = house.catalogue.get(&usual, None) {
        simulate(house, form, &months, sheets, &CHANNELS)?;
    }
    house.load_builtin_series()?;
    if let Some(form) = house.catalogue.get(SURVEY, None) {
        // A demo with few sheets has a small survey too.
        let sheets = SURVEY_SHEETS.min(2.0 * sheets);
        simulate(house, form, &[now], sheets, &[Channel::Interview])?;
    }
    Ok(())
}

fn simulate(
    house: &House,
    form: &Form,
    months: &[Period],
    mean: f64,
    channels: &[Channel],
) -> anyhow::Result<()> {
    let communes = house.atlas.communes(house.atlas.latest_scheme());
    let expected = communes.len() as f64 * months.len() as f64 * mean;
    let bar = progress::bar(expected as u64, "simulating answers");
    let done = house.store.import(
        &Import {
            form: &FormRef::new(form.id.clone(), form.version),
            layout: &form.layout,
            name: Some(&format!("demo {} v{}", form.id, form.version)),
            judge: &|form, cells| house.judge(form, cells),
            progress: &|sheets| bar.set_position(sheets),
        },
        Crowd {
            house,
            form,
            months,
            mean,
            channels,
            communes,
            citizens: Citizens::new(2026),
            at: (0, 0),
            left: 0,
            quality: 0.0,
        },
    );
    bar.finish_and_clear();
    match done {
        Ok(_) | Err(ImportError::Repeated) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The sheets of all communes and months, one after the other.
struct Crowd<'a> {
    house: &'a House,
    form: &'a Form,
    months: &'a [Period],
    mean: f64,
    channels: &'a [Channel],
    communes: Vec<&'a Unit>,
    citizens: Citizens,
    /// Commune and month that are being answered next.
    at: (usize, usize),
    left: usize,
    quality: f64,
}

impl Iterator for Crowd<'_> {
    type Item = Result<ImportSheet, Infallible>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.left == 0 {
            let (commune, month) = self.at;
            let unit = self.communes.get(commune)?;
            let key = unit.id.to_string();
            let province = self
                .house
                .atlas
                .province_of(&unit.id)
                .map_or_else(String::new, |p| p.id.to_string());
            // Towns answer more than villages; places get a little better with the months.
            let busy =
                0.4 + 0.6 * (Citizens::quality(&format!("busy {key}")) + 2.0).clamp(0.2, 4.0);
            self.quality =
                Citizens::quality(&province) + 0.8 * Citizens::quality(&key) + 0.03 * month as f64;
            self.left = self.citizens.arrivals(self.mean * busy * 0.625);
            self.at = if month + 1 < self.months.len() {
                (commune, month + 1)
            } else {
                (commune + 1, 0)
            };
            if self.left > 0 {
                self.at = (commune, month);
                break;
            }
        }
        self.left -= 1;
        let (commune, month) = self.at;
        let unit = self.communes.get(commune)?;
        let sheet = ImportSheet {
            place: place_path(self.house.atlas, unit),
            period: self.months[month],
            channel: Some(self.channels[self.citizens.below(self.channels.len())]),
            slots: self.citizens.sheet(self.form, self.quality),
            weight: None,
        };
        if self.left == 0 {
            self.at = if month + 1 < self.months.len() {
                (commune, month + 1)
            } else {
                (commune + 1, 0)
            };
        }
        Some(Ok(sheet))
    }
}
