//! Opening the box, judging what may be shown, recounting, and destroying keys that are no longer needed.

use std::sync::Arc;

use super::judging::judge;
use super::{House, HouseError};
use crate::ballot::{FilledSheet, FormRef, Headline, OpeningRules};
use crate::findings::code_of;
use crate::findings::gate::{Verdict, Why};
use crate::form::{AnswerSheet, Answers};
use crate::index::Layout;
use crate::store::{LatticeCell, Opening, OpeningReport, Verification};

impl House {
    /// Opens the ballot box by the rules of the settings, destroys keys of months that are closed and counted, and deletes
    /// requests to be contacted whose time is over.
    pub fn open_box(&self) -> Result<OpeningReport, HouseError> {
        let today = self.clock.today();
        let set = &self.settings.opening;
        let rules = OpeningRules {
            k: set.k as usize,
            keep_back: (set.keep_back > 0.0).then_some(set.keep_back),
            close_days: set.close_days,
        };
        let report = self.store.open_box(&Opening {
            rules,
            today,
            keyring: &self.keys,
            layout_of: &|form| self.layout_of(form),
            read_fields: &|form, fields| self.read_fields(form, fields),
            judge: &|form, cells| self.judge(form, cells),
        })?;
        let retired = self.store.retire_keys(
            &self.keys,
            today,
            set.close_days,
            self.settings.invitation.valid_days,
        )?;
        for key in retired {
            tracing::info!(kind = ?key.kind, month = ?key.month, "a key was destroyed");
        }
        let forgotten = self
            .store
            .forget_contacts(today, self.settings.contact.keep_days)?;
        if forgotten > 0 {
            tracing::info!(
                forgotten,
                "requests to be contacted were deleted: their time is over"
            );
        }
        Ok(report)
    }

    /// The packing of a form version.
    pub fn layout_of(&self, form: &FormRef) -> Option<Arc<Layout>> {
        self.catalogue
            .get(&form.id, Some(form.version))
            .map(|form| form.layout.clone())
    }

    /// The sheet that a kiosk sealed, if it fits its form as one sent through a page must.
    fn read_fields(&self, form: &FormRef, fields: &[(String, String)]) -> Option<FilledSheet> {
        let form = self.catalogue.get(&form.id, Some(form.version))?;
        let answers = Answers::from_pairs(fields.iter().cloned());
        let sheet = AnswerSheet::parse(form, &answers).ok()?;
        Some(FilledSheet {
            group: None,
            slots: sheet.slots().to_vec(),
            comment: sheet.comment().map(str::to_owned),
        })
    }

    /// Whose answers make the headline of a form version. One that is not among the forms invites, as most do.
    pub(super) fn headline(&self, form: &FormRef) -> Headline {
        self.layout_of(form)
            .map_or(Headline::Invited, |layout| Headline::of(&layout))
    }

    /// Recounts everything.
    pub fn verify(&self, progress: &dyn Fn(u64)) -> Result<Verification, HouseError> {
        Ok(self.store.verify(&|form| self.layout_of(form), progress)?)
    }

    /// What the disclosure gate says of the tallies of one form and year. A lattice that does not hold together
    /// shows nothing at all.
    pub fn judge(&self, form: &FormRef, cells: &[LatticeCell]) -> Vec<i16> {
        let threshold = self.settings.disclosure.threshold;
        match judge(cells, threshold, self.headline(form)) {
            Ok(judged) => {
                for group in &judged.unproven {
                    let group = group.in_words(self.atlas);
                    tracing::warn!(%form, group, "what was published before leaves this small group in doubt; all that holds it is withheld");
                }
                judged.codes
            }
            Err(fault) => {
                let fault = fault.in_words(self.atlas);
                tracing::error!(%form, fault, "the tallies do not add up, so none of this year is shown: run “sipas verify”");
                vec![code_of(Verdict::Withheld(Why::Complement)); cells.len()]
            }
        }
    }
}
