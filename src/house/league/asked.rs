//! What people ask a league table for.

use chrono::NaiveDate;

use super::standings::Standings;
use crate::findings::league::{Names, Threshold};
use crate::form::Text;
use crate::house::{House, HouseError};
use crate::index::Percent;
use crate::period::Period;
use crate::place::{Level, PeerGroup, Unit, View};
use crate::published::{ClassTable, NamedClass, OfficeKinds};

/// Where the values come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeagueSource {
    /// A published series, by id.
    Series(String),
    /// Our own counts.
    Counts {
        /// Form id; the form invitations use when `None`.
        form: Option<String>,
        /// Version; the newest when `None`.
        version: Option<u32>,
        /// The place whose parts are ranked, as people write it.
        place: String,
    },
}

/// What people ask for; what is left out is chosen so that there is something to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedLeague {
    /// Where the values come from.
    pub source: LeagueSource,
    /// The newest known when `None`.
    pub period: Option<Period>,
    /// The period before when `None`.
    pub against: Option<Period>,
    /// Rank among these only.
    pub peers: Option<PeerGroup>,
    /// Say this one in a sentence, by name or code.
    pub unit: Option<String>,
    /// Rank by this domain or factor and not by the overall index; own counts only.
    pub factor: Option<String>,
    /// On the map of the period, or on today's; own counts only.
    pub view: View,
    /// A value to reach; the series' own when `None`.
    pub target: Option<Percent>,
    /// Classes in place of those of the form or series.
    pub classes: Option<ClassTable>,
    /// Kinds of offices in place of those that the settings name.
    pub office_kinds: Option<OfficeKinds>,
}

impl AskedLeague {
    /// The overall table of a source.
    pub fn new(source: LeagueSource) -> Self {
        Self {
            source,
            period: None,
            against: None,
            peers: None,
            unit: None,
            factor: None,
            view: View::AsItWas,
            target: None,
            classes: None,
            office_kinds: None,
        }
    }
}

impl House {
    /// The league table, with all that must be said beside it.
    pub fn league(&self, asked: &AskedLeague) -> Result<Standings, HouseError> {
        match &asked.source {
            LeagueSource::Series(id) => self.published_league(self.series(id)?, asked),
            LeagueSource::Counts {
                form,
                version,
                place,
            } => self.counted_league(form.as_deref(), *version, place, asked),
        }
    }

    /// A unit of the table by name or code, as it was called on a day.
    pub(super) fn unit_of_table(
        &self,
        text: &str,
        level: Level,
        on: NaiveDate,
    ) -> Result<&'static Unit, HouseError> {
        let coded = self.atlas.find(text);
        let found = match coded {
            Some(unit) => Ok(unit),
            None => self.atlas.resolve(text, level, None, on),
        };
        found.map_err(|error| field("unit", error))
    }
}

pub(in crate::house) fn field(name: &'static str, reason: impl std::fmt::Display) -> HouseError {
    HouseError::Field {
        field: name,
        reason: reason.to_string(),
    }
}

/// The classes that were asked for.
pub(super) fn own_classes(asked: &AskedLeague) -> Option<Vec<Threshold>> {
    let threshold = |class: &NamedClass| {
        Some(Threshold {
            from: Percent::try_from(class.from).ok()?,
            names: Names {
                vi: class.name.vi.clone(),
                en: class.name.get("en").to_owned(),
            },
        })
    };
    let table = asked.classes.as_ref()?;
    Some(table.classes().iter().filter_map(threshold).collect())
}

/// A text made in both languages by the same words.
pub(super) fn both(say: impl Fn(&str) -> String) -> Text {
    Text::new(say("vi"), say("en"))
}

/// The same where there may be nothing to say.
pub(super) fn both_if(say: impl Fn(&str) -> Option<String>) -> Option<Text> {
    Some(Text::new(say("vi")?, say("en")?))
}
