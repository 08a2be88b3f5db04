//! What a verification says, and the order in which it looks.

use std::fmt;

use super::super::access::Store;
use super::super::error::StoreError;
use super::super::opening::LayoutOf;
use super::accounts;
use super::recount::Check;

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// Counted sheets that were recounted.
    pub sheets: u64,
    /// Stored tallies that were compared.
    pub tallies: u64,
    /// Sealed sheets in the box.
    pub waiting: u64,
    /// What is not as it should be; empty when all is well.
    pub differences: Vec<Difference>,
}

/// Something that is not as it should be, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference(pub(super) String);

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Store {
    /// Recounts every tally from the sheets, compares, checks that no sheet is missing or counted twice, and asks
    /// SQLite to check its file, which is done beside the recount. `progress` is told how many sheets were read.
    pub fn verify(
        &self,
        layout_of: &LayoutOf<'_>,
        progress: &dyn Fn(u64),
    ) -> Result<Verification, StoreError> {
        std::thread::scope(|scope| {
            let file = scope.spawn(|| accounts::file(&mut *self.connection()?));
            let mut found = self.read(|conn| {
                let mut check = Check::new(progress);
                for form in accounts::forms(conn)? {
                    match layout_of(&form) {
                        Some(layout) => check.form(conn, &form, &layout)?,
                        None => check.say(format!("{form} has counted sheets, but its file is not among the forms: add it and verify again")),
                    }
                }
                check.accounts(conn)?;
                Ok(check.found)
            })?;
            let damage = match file.join() {
                Ok(damage) => damage?,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            found.differences.extend(damage.into_iter().map(Difference));
            Ok(found)
        })
    }
}
