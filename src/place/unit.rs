//! One unit with its dates: where it stands, what it was called and when.

use std::sync::Arc;

use chrono::NaiveDate;

use super::id::UnitId;
use super::kind::{self, Kind, Level};
use super::region::{Agency, Region};

/// A place that answers can be given for (đơn vị hành chính).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Scheme and code.
    pub id: UnitId,
    /// Its level.
    pub level: Level,
    /// The unit above, of the same scheme or the nation; `None` for the nation.
    pub parent: Option<UnitId>,
    /// First day for which the list of its scheme may be asked.
    pub valid_from: NaiveDate,
    /// Last day; `None` while it lasts.
    pub valid_to: Option<NaiveDate>,
    pub(super) first: State,
    /// Later names and kinds, by date.
    pub(super) later: Vec<State>,
    pub(super) english: Option<String>,
    pub(super) region: Option<Arc<Region>>,
    pub(super) agency: Option<Agency>,
    pub(super) rank: u32,
}

/// Name and kind of a unit from one day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// First day.
    pub from: NaiveDate,
    /// The name without its kind, NFC.
    pub name: String,
    /// The kind.
    pub kind: Kind,
    /// The decision that made the change, when recorded: “30/2026/QH16”.
    pub decision: Option<String>,
}

impl Unit {
    /// The name on a day, without its kind. Before the first day the first name, after the last day the last one.
    pub fn name(&self, on: NaiveDate) -> &str {
        &self.state(on).name
    }

    /// The kind on a day.
    pub fn kind(&self, on: NaiveDate) -> Kind {
        self.state(on).kind
    }

    /// Kind and name on a day, in the reader's language: “Phường Ba Đình”, “Thành phố Đồng Nai”; with `en` “Ba Đình
    /// Ward”, “Đồng Nai City”. Any language but `en` reads Vietnamese.
    pub fn title(&self, on: NaiveDate, lang: &str) -> String {
        match (&self.english, lang) {
            (Some(english), "en") => english.clone(),
            _ => kind::title(self.kind(on), self.name(on), lang),
        }
    }

    /// Name and kind with the day and the decision they come from.
    pub fn state(&self, on: NaiveDate) -> &State {
        let later = self.later.iter().rev().find(|state| state.from <= on);
        later.unwrap_or(&self.first)
    }

    /// Every name and kind it had, oldest first.
    pub fn states(&self) -> impl Iterator<Item = &State> {
        std::iter::once(&self.first).chain(&self.later)
    }

    /// The newest name and kind.
    pub fn last_state(&self) -> &State {
        self.later.last().unwrap_or(&self.first)
    }

    /// Whether the unit is valid on a day.
    pub fn is_valid(&self, on: NaiveDate) -> bool {
        self.valid_from <= on && self.valid_to.is_none_or(|last| on <= last)
    }

    /// The socio-economic region of a province in its scheme (vùng kinh tế – xã hội).
    pub fn region(&self) -> Option<&Region> {
        self.region.as_deref()
    }

    /// The id of its government in document exchange (mã định danh), for provinces.
    pub fn agency(&self) -> Option<&Agency> {
        self.agency.as_ref()
    }

    /// Place in the Vietnamese alphabetical order of all units of its atlas, by newest name. Equal for no two units,
    /// so a database may sort by it.
    pub fn sort_rank(&self) -> u32 {
        self.rank
    }
}
