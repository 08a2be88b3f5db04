//! The house with its doors open: settings, forms, places and the database together, for a command or a request.
//!
//! Everything here joins two rooms below and decides nothing by itself: which tallies a question needs
//! ([`House::findings`]), which key an invitation is made with ([`House::invite`]), who judges an opening
//! ([`House::open_box`]). Calls block.

mod admitting;
mod ask;
mod breakdown;
mod comments;
mod contacts;
mod counting;
mod custody;
mod downloading;
mod error;
mod figures;
mod home;
mod inviting;
mod judging;
mod kiosks;
mod league;
mod logging;
mod offices;
mod printing;
mod published;
mod publishing;
mod rebasing;
mod registering;
mod releasing;
mod reporting;
mod scoring;
mod signing;
mod slips;
mod staffing;
mod stratifying;
mod wording;

pub use admitting::{Admission, Vouched};
pub use ask::Asked;
pub use breakdown::Breakdown;
pub use comments::{CarriedComments, OpenedComments, ReadComments, ReadContacts, Unread};
pub use custody::HandedOver;
pub use downloading::{DownloadFault, LongFile};
pub use error::HouseError;
pub use home::{Beside, Home};
pub use inviting::{Link, Transaction, place_path};
pub use kiosks::{KioskKey, QUEUE_DAYS, quarter_in_words};
pub use league::{AskedLeague, LeagueSource, Printed, Standings, UnitSaid};
pub use logging::{COMMAND_LINE, LogFault};
pub use printing::PosterOrder;
pub use published::TakenFile;
pub use publishing::{NewDraft, Preview, Publishable, vietnam};
pub use registering::{BoxHealth, NotRegistered, Waiting};
pub use releasing::{NotReleased, Released, Reproduction};
pub use scoring::{HandedIn, ScoreKind, ScoreOrder};
pub use slips::{KnownSlip, MOST_SLIPS, SlipPile};

use std::path::Path;
use std::sync::Arc;

use crate::ballot::FormRef;
use crate::clock::Clock;
use crate::config::Settings;
use crate::findings::KnownTotals;
use crate::form::Catalogue;
use crate::place::{Atlas, Table, Tables, Unit};
use crate::store::{DatabaseUrl, Keyring, Store};

/// The setting that marks a database of simulated answers: every face of the house then says so.
pub const SIMULATED: &str = "simulated";

/// Everything a command or a request needs, opened once.
#[derive(Debug, Clone)]
pub struct House {
    /// What was set.
    pub settings: Settings,
    /// The questionnaires.
    pub catalogue: Arc<Catalogue>,
    /// The places.
    pub atlas: &'static Atlas,
    /// The database.
    pub store: Store,
    /// The keys.
    pub keys: Keyring,
    /// The time.
    pub clock: Clock,
    /// Whether the figures of this database are simulated.
    pub simulated: bool,
    /// Known totals of places that the settings name, for post-stratification.
    pub totals: Option<Arc<KnownTotals>>,
}

impl House {
    /// Opens everything; brings the database to this version; records the hash of every form at its first use
    /// and refuses a published form whose file has changed.
    pub fn open(settings: Settings) -> Result<Self, HouseError> {
        let settings = settings.checked()?;
        let url: DatabaseUrl = settings.database_url().parse()?;
        let catalogue = catalogue(&settings)?;
        let atlas = atlas(&settings)?;
        make_folder(&settings)?;
        let store = Store::open(&url)?;
        store.migrate()?;
        let keys = Keyring::open(&settings.keys_folder())?;
        for form in catalogue.iter() {
            store.record_form(
                &FormRef::new(form.id.clone(), form.version),
                form.hash.as_bytes(),
            )??;
        }
        let simulated = store.setting(SIMULATED)?.is_some();
        let totals = stratifying::totals_of_settings(&settings, atlas)?.map(Arc::new);
        Ok(Self {
            settings,
            catalogue,
            atlas,
            store,
            keys,
            clock: Clock::Machine,
            simulated,
            totals,
        })
    }

    /// The same house with its clock stopped: whatever is read of it is of one moment.
    #[must_use]
    pub fn at_one_moment(&self) -> Self {
        Self {
            clock: Clock::Fixed(self.clock.now()),
            ..self.clone()
        }
    }
}

/// Makes the data folder, for this user only, when the database lies in it.
pub fn make_folder(settings: &Settings) -> Result<(), HouseError> {
    use std::os::unix::fs::DirBuilderExt as _;
    if settings.database.is_some() {
        return Ok(());
    }
    let folder = &settings.data;
    let made = std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder);
    made.map_err(|error| HouseError::DataFolder {
        folder: folder.display().to_string(),
        reason: error.to_string(),
    })
}

/// The built-in forms and those of the forms folder.
pub fn catalogue(settings: &Settings) -> Result<Arc<Catalogue>, HouseError> {
    let Some(folder) = &settings.forms else {
        return Ok(Arc::new(Catalogue::builtin().clone()));
    };
    let own = read_folder(folder, "toml")?;
    Ok(Arc::new(
        Catalogue::builtin()
            .with_files(own)
            .map_err(HouseError::Forms)?,
    ))
}

/// Vietnam's places, or those of the localities folder.
pub fn atlas(settings: &Settings) -> Result<&'static Atlas, HouseError> {
    let Some(folder) = &settings.localities else {
        return Ok(Atlas::vietnam());
    };
    let files = read_folder(folder, "csv")?.collect::<Vec<_>>();
    let named = |prefix: &str| {
        let own = files.iter().filter(|(name, _)| name.starts_with(prefix));
        own.map(|(name, text)| Table { name, text })
            .collect::<Vec<_>>()
    };
    let tables = Tables {
        schemes: named("schemes"),
        units: [named("nation"), named("units")].concat(),
        changes: named("changes"),
        regions: named("regions"),
        agencies: named("agencies"),
        successions: named("successions"),
        notes: named("notes"),
        tiles: named("tilegrid"),
    };
    let atlas = Atlas::from_tables(&tables).map_err(HouseError::Localities)?;
    // Places live as long as the program; every part of it may then refer to them.
    Ok(Box::leak(Box::new(atlas)))
}

/// A place by what people write, or a sentence that says how to find it.
pub fn place<'a>(atlas: &'a Atlas, text: &str) -> Result<&'a Unit, HouseError> {
    atlas.find(text).ok_or_else(|| HouseError::UnknownPlace {
        asked: text.chars().take(60).collect(),
        near: atlas
            .search(text, None, 3)
            .iter()
            .map(|unit| unit.id.to_string())
            .collect(),
    })
}

/// The files of a folder that end in `ending`, by name.
fn read_folder(
    folder: &Path,
    ending: &str,
) -> Result<impl Iterator<Item = (String, String)>, HouseError> {
    let fault = |error: std::io::Error| HouseError::Folder {
        folder: folder.display().to_string(),
        reason: error.to_string(),
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        if path.extension().is_some_and(|own| own == ending) {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            files.push((name, std::fs::read_to_string(&path).map_err(fault)?));
        }
    }
    files.sort();
    Ok(files.into_iter())
}
