//! What an opening is told, what it reports, and how it goes through the forms.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;

use super::super::access::Store;
use super::super::error::StoreError;
use super::super::judge::Judge;
use super::super::keyring::Keyring;
use super::count::Count;
use super::rows;
use crate::ballot::{FilledSheet, FormRef, OpeningRules};
use crate::index::Layout;
use crate::period::Period;

/// The packing of a form version, if the catalogue has it.
pub type LayoutOf<'a> = dyn Fn(&FormRef) -> Option<Arc<Layout>> + 'a;

/// Fits what a kiosk sealed, codes with answers, to its form version; `None` when it does not fit.
pub type ReadFields<'a> = dyn Fn(&FormRef, &[(String, String)]) -> Option<FilledSheet> + 'a;

/// What an opening needs to know.
#[derive(Clone, Copy)]
pub struct Opening<'a> {
    /// How many must share a cell, what is kept back, when a month is closed.
    pub rules: OpeningRules,
    /// Today in Vietnam.
    pub today: NaiveDate,
    /// Where the box keys are.
    pub keyring: &'a Keyring,
    /// The forms.
    pub layout_of: &'a LayoutOf<'a>,
    /// How the sheets of kiosks are read.
    pub read_fields: &'a ReadFields<'a>,
    /// The disclosure gate.
    pub judge: &'a Judge<'a>,
}

/// What an opening did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpeningReport {
    /// Sheets that were counted.
    pub counted: u64,
    /// Sheets that stay in the box, those of `unopened` included.
    pub waiting: u64,
    /// Sheets that cannot be opened, and why. They stay in the box.
    pub unopened: Vec<Unopened>,
    /// Sheets that kiosks sealed and that did not fit their form. They are dropped, and stay in the accounts.
    pub unfit: Vec<Unfit>,
}

/// Sheets of kiosks that could not be read with their form when the box was opened, by form and month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// Their form.
    pub form: FormRef,
    /// The month of their key.
    pub month: Period,
    /// How many.
    pub sheets: u64,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            form,
            month,
            sheets,
        } = self;
        write!(
            f,
            "{sheets} sheets of {form}, {month}, sealed by kiosks, did not fit their form and were dropped: load the pages of the kiosks anew"
        )
    }
}

/// Sheets of one cell that cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unopened {
    /// Their form.
    pub form: FormRef,
    /// Office code.
    pub office: String,
    /// The month of their key.
    pub month: Period,
    /// How many.
    pub sheets: u64,
    /// Why.
    pub reason: String,
}

impl fmt::Display for Unopened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            form,
            office,
            month,
            sheets,
            reason,
        } = self;
        write!(
            f,
            "{sheets} sheets of {form}, office {office}, {month}, stay in the box: {reason}"
        )
    }
}

impl Store {
    /// Opens the box: counts what may be counted, and says what waits. To be called on a clock or by an official,
    /// never because a sheet arrived.
    pub fn open_box(&self, opening: &Opening<'_>) -> Result<OpeningReport, StoreError> {
        let mut report = OpeningReport::default();
        for (form, waiting) in self.read(rows::waiting)? {
            let mut count = Count::new(self, opening, &form, &waiting);
            let total: usize = waiting.iter().map(|cell| cell.sheets.len()).sum();
            let counted = match (opening.layout_of)(&form) {
                Some(layout) => count.run(&layout)?,
                None => count
                    .refuse_all("its form is not among the forms of this program: add its file"),
            };
            report.counted += counted;
            let unfit = std::mem::take(&mut count.unfit);
            let dropped: u64 = unfit.values().sum();
            report.waiting += total as u64 - counted - dropped;
            report
                .unfit
                .extend(unfit.into_iter().map(|(month, sheets)| Unfit {
                    form: form.clone(),
                    month,
                    sheets,
                }));
            let unopened = count.unopened.into_iter();
            report
                .unopened
                .extend(unopened.map(|((cell, reason), sheets)| Unopened {
                    form: form.clone(),
                    office: waiting[cell].cell.office.clone(),
                    month: waiting[cell].month,
                    sheets,
                    reason,
                }));
        }
        if report.counted > 0 || !report.unfit.is_empty() {
            self.connection()?.sweep()?;
        }
        Ok(report)
    }
}
