//! What can go wrong between the rooms, as sentences with a way out.

use super::logging::LogFault;
use super::registering::NotRegistered;
use super::releasing::NotReleased;
use crate::chart::ChartError;
use crate::config::SettingsError;
use crate::form::FormFault;
use crate::place::TableFault;
use crate::published::{RowFault, RuleFault};
use crate::report::ReportError;
use crate::store::{FormChanged, KeyError, StoreError, UrlFault};

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum HouseError {
    /// The settings.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The address of the database.
    #[error(transparent)]
    Url(#[from] UrlFault),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A published form was changed.
    #[error(transparent)]
    FormChanged(#[from] FormChanged),
    /// Forms of our own that need mending.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Forms(Vec<FormFault>),
    /// Localities that need mending.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Localities(Vec<TableFault>),
    /// A folder that cannot be read.
    #[error("cannot read {folder}: {reason}")]
    Folder {
        /// Which folder.
        folder: String,
        /// Why.
        reason: String,
    },
    /// A data folder that cannot be made.
    #[error(
        "cannot make the data folder {folder} ({reason}): name another with --data, or let this user write there"
    )]
    DataFolder {
        /// Which folder.
        folder: String,
        /// Why.
        reason: String,
    },
    /// No such form.
    #[error("there is no form “{0}”; “sipas forms list” and GET /api/v1/forms name them")]
    UnknownForm(String),
    /// No such place.
    #[error("there is no place “{asked}”{}", suggestion(.near))]
    UnknownPlace {
        /// What was asked for.
        asked: String,
        /// Keys of places with such a name.
        near: Vec<String>,
    },
    /// No such published series.
    #[error("there is no series “{asked}”; choose one of {}", .known.join(", "))]
    UnknownSeries {
        /// What was asked for.
        asked: String,
        /// Ids of the series there are.
        known: Vec<String>,
    },
    /// A table of published values that needs mending; nothing of it was taken.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Published(Vec<RowFault>),
    /// A file of rules that needs mending.
    #[error(transparent)]
    Rules(#[from] RuleFault),
    /// A field of a request.
    #[error("{field}: {reason}")]
    Field {
        /// Which field.
        field: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A chart that cannot be drawn.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// A report that cannot be written.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A period that is not released.
    #[error(transparent)]
    NotReleased(#[from] NotReleased),
    /// An office, a collection point or a key that is not taken.
    #[error(transparent)]
    NotRegistered(#[from] NotRegistered),
    /// No such account of staff.
    #[error("there is no account “{0}”; “sipas staff list” names them")]
    UnknownAccount(String),
    /// The log of staff.
    #[error(transparent)]
    Log(#[from] LogFault),
    /// Tallies that do not fit their form.
    #[error("the tallies of {form} do not fit the form: run “sipas verify”")]
    Damaged {
        /// Which form.
        form: String,
    },
}

fn suggestion(near: &[String]) -> String {
    if near.is_empty() {
        return ": write a code of today (33, 00004), an old one with its scheme (2004:34), or vn for the nation".into();
    }
    format!("; did you mean {}?", near.join(", "))
}
