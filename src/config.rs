//! Settings as plain data: what a file `sipas.toml`, the environment and flags can say.
//!
//! A flag wins over the environment, the environment over the file, the file over the defaults here.
//! The command line reads all three (see [`cli`](crate::cli)); this module only knows their shape.
//!
//! ```
//! use sipas::config::Settings;
//!
//! let settings = Settings::from_toml("[opening]\nk = 7\n").unwrap();
//! assert_eq!(settings.opening.k, 7);
//! assert_eq!(settings.disclosure.threshold, 10);
//! assert!(Settings::from_toml("[opening]\nkk = 7\n").unwrap_err().to_string().contains("line 2"));
//! ```

mod single_sign_on;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;

pub use single_sign_on::{Button, PlaceOf, RoleOf, SecondFactor, SingleSignOn, is_safe};

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Folder of the embedded database, the keys and the downloads. `--data`, `SIPAS_DATA`; default `sipas-data`.
    pub data: PathBuf,
    /// `sqlite://PATH` or `postgres://…`. `--database`, `DATABASE_URL`; default: SQLite inside `data`.
    pub database: Option<String>,
    /// Folder of the keys, when they must not lie inside `data`. `SIPAS_KEYS`; default `data/keys`.
    pub keys: Option<PathBuf>,
    /// A folder with forms of our own beside the built-in ones. `--forms`, `SIPAS_FORMS`.
    pub forms: Option<PathBuf>,
    /// A folder with further languages of the pages: a folder each, named by its code, with Fluent files.
    /// `--languages`, `SIPAS_LANGUAGES`.
    pub languages: Option<PathBuf>,
    /// A folder with other localities in place of Vietnam's. `--localities`, `SIPAS_LOCALITIES`.
    pub localities: Option<PathBuf>,
    /// The service.
    pub web: Web,
    /// Invitations.
    pub invitation: Invitation,
    /// Opening of the ballot box.
    pub opening: Opening,
    /// What may be shown.
    pub disclosure: Disclosure,
    /// Publishing by two persons.
    pub publishing: Publishing,
    /// Rule files of scores.
    pub scores: Scores,
    /// What results are weighted to.
    pub weights: Weights,
    /// League tables.
    pub league: League,
    /// Kiosks.
    pub kiosk: Kiosk,
    /// What collection points take.
    pub collection_points: CollectionPoints,
    /// The widget.
    pub widget: Widget,
    /// Single sign-on of staff.
    pub oidc: Option<SingleSignOn>,
    /// Requests to be contacted.
    pub contact: Contact,
    /// Recorded questions.
    pub audio: Audio,
}

/// `[web]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Web {
    /// Address and port. `--listen`, `SIPAS_LISTEN`; default `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// What stands before `/k/…` in a link, e.g. `https://hl.hungyen.gov.vn`. `SIPAS_PUBLIC_URL`; default `http://LISTEN`.
    pub public_url: Option<String>,
    /// Worker threads; 0 = one a core.
    pub workers: usize,
    /// Addresses of reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Who publishes the results, as printed on pages and reports (cơ quan công bố).
    pub issuer: Option<String>,
    /// Where citizens complain, as printed on the privacy page: who, address, telephone (nơi tiếp nhận phản ánh, khiếu nại).
    pub complaints: Option<String>,
}

/// `[invitation]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Invitation {
    /// The form handed out when a request names none. Default `onestop-short`.
    pub form: String,
    /// Days a link works after the end of the month it was made in. Default 45.
    pub valid_days: u32,
}

/// `[opening]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Opening {
    /// Sheets that must share a cell before any of them is counted. Default 5.
    pub k: u32,
    /// Seconds between two openings of the box. Default 86,400; an opening never follows an arrival.
    pub every_seconds: u64,
    /// Days after the end of a month until it is closed and its keys can go. Default 10.
    pub close_days: u32,
    /// Share of the sheets of a province that a timed opening keeps back at random. Default 0.1.
    pub keep_back: f64,
}

/// `[disclosure]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Disclosure {
    /// Fewest answers a shown number stands for (ngưỡng công bố). Default 10, never below 5.
    pub threshold: u64,
}

/// `[publishing]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Publishing {
    /// Hours for which an account checks no publication after another person opened it or set its password or second
    /// factor. Default 24; 1 to 720.
    pub own_hands_hours: u32,
}

/// `[scores]`: files of rules; what is left out comes with the program. See `sipas score --help`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scores {
    /// Split, target and classes of Decision 766/QĐ-TTg (TOML).
    pub qd766: Option<PathBuf>,
    /// Classes and officer bands of Circular 01/2018/TT-VPCP (TOML).
    pub one_stop: Option<PathBuf>,
    /// What SIPAS counts for in PAR INDEX (TOML, or steps as CSV).
    pub par_index: Option<PathBuf>,
    /// What satisfaction counts for in the index of communes (TOML, or steps as CSV). Each province sets its own.
    pub commune_index: Option<PathBuf>,
}

/// `[weights]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// CSV of known totals of people or transactions (`place,total`, and `period` if a total is not for all): the index of
    /// the places above is then shown weighted to them, beside the plain one.
    pub totals: Option<PathBuf>,
}

/// `[league]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct League {
    /// CSV of offices and their kinds (`office,kind`), for the peer groups `offices:department`, `offices:vertical` and
    /// `offices:commune`.
    pub office_kinds: Option<PathBuf>,
}

/// `[kiosk]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Kiosk {
    /// Seconds without a touch until the kiosk asks whether anybody is there. Default 60; older people need no less.
    pub idle_seconds: u32,
    /// Seconds after that question until everything is wiped. Default 20.
    pub warning_seconds: u32,
    /// Seconds the thanks stay. Default 20.
    pub thanks_seconds: u32,
    /// Least seconds between two answers without a ticket on one device. Default 20.
    pub pause_seconds: u32,
    /// Seconds between two heartbeats, about. Default 300.
    pub heartbeat_seconds: u32,
}

/// `[collection_points]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CollectionPoints {
    /// Most sheets without an invitation that one collection point takes on a day, its kiosks included: about as many as
    /// people are served there. Default 300. Widgets have no such limit.
    pub sheets_a_day: u32,
    /// The same for single points, by their code, e.g. `"trung-tam" = 1200`.
    pub own: BTreeMap<String, u32>,
}

impl CollectionPoints {
    /// Most sheets without an invitation that this point takes on a day.
    pub fn sheets_a_day(&self, point: &str) -> u32 {
        self.own.get(point).copied().unwrap_or(self.sheets_a_day)
    }

    /// Whether every point takes at least one sheet.
    fn are_open(&self) -> bool {
        self.sheets_a_day > 0 && self.own.values().all(|most| *most > 0)
    }
}

/// `[widget]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Widget {
    /// Sites that may show the widget, e.g. `https://hungyen.gov.vn`. Default: every site.
    pub sites: Vec<String>,
}

/// `[contact]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Contact {
    /// Days a request to be contacted is kept at most. Default 30.
    pub keep_days: u32,
}

/// `[audio]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Audio {
    /// Folder of recorded questions, `{form}.v{version}/{lang}/{question}.mp3` (or `.ogg`, `.m4a`). Default: none.
    pub folder: Option<PathBuf>,
}

/// What was wrong with a settings file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Not TOML, an unknown setting, or a value of the wrong kind.
    #[error("settings, line {line}: {reason}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// A value outside its range.
    #[error("settings: {0}")]
    Range(&'static str),
}

impl Settings {
    /// Reads a settings file.
    pub fn from_toml(text: &str) -> Result<Self, SettingsError> {
        let settings: Self = toml::from_str(text).map_err(|error| SettingsError::Syntax {
            line: error
                .span()
                .map_or(1, |span| text[..span.start].matches('\n').count() + 1),
            reason: error.message().to_owned(),
        })?;
        settings.checked()
    }

    /// The settings, if every value lies in its range.
    pub fn checked(self) -> Result<Self, SettingsError> {
        let faults = [
            (
                self.opening.k < 2,
                "opening.k must be 2 or more: a sheet opened alone can be told from the others",
            ),
            (
                self.opening.every_seconds == 0,
                "opening.every_seconds must be 1 or more",
            ),
            (
                !(0.0..=0.5).contains(&self.opening.keep_back),
                "opening.keep_back must lie between 0 and 0.5",
            ),
            (
                self.disclosure.threshold < 5,
                "disclosure.threshold must be 5 or more: fewer answers point to people",
            ),
            (
                !(1..=720).contains(&self.publishing.own_hands_hours),
                "publishing.own_hands_hours must lie between 1 and 720: without it an administrator could be both of two persons",
            ),
            (
                self.kiosk.idle_seconds == 0 || self.kiosk.heartbeat_seconds == 0,
                "kiosk.idle_seconds and kiosk.heartbeat_seconds must be 1 or more",
            ),
            (
                !self.collection_points.are_open(),
                "collection_points.sheets_a_day must be 1 or more; close a point in the staff room instead",
            ),
            (
                !self.widget.sites.iter().all(|site| is_site(site)),
                "widget.sites must be origins such as https://hungyen.gov.vn, without a path",
            ),
            (
                !(7..=366).contains(&self.contact.keep_days),
                "contact.keep_days must lie between 7 and 366: requests are kept by the week",
            ),
        ];
        let own = faults.iter().find(|(wrong, _)| *wrong);
        let own = own.map(|(_, reason)| *reason);
        let sign_on = || self.oidc.as_ref()?.fault(&self.public_url());
        match own.or_else(sign_on) {
            Some(reason) => Err(SettingsError::Range(reason)),
            None => Ok(self),
        }
    }

    /// Where the database is.
    pub fn database_url(&self) -> String {
        self.database
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}", self.data.join("sipas.db").display()))
    }

    /// Where the keys are.
    pub fn keys_folder(&self) -> PathBuf {
        self.keys.clone().unwrap_or_else(|| self.data.join("keys"))
    }

    /// What stands before `/k/…` in a link.
    pub fn public_url(&self) -> String {
        match &self.web.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.web.listen),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: "sipas-data".into(),
            database: None,
            keys: None,
            forms: None,
            languages: None,
            localities: None,
            web: Web::default(),
            invitation: Invitation::default(),
            opening: Opening::default(),
            disclosure: Disclosure::default(),
            publishing: Publishing::default(),
            scores: Scores::default(),
            weights: Weights::default(),
            league: League::default(),
            kiosk: Kiosk::default(),
            collection_points: CollectionPoints::default(),
            widget: Widget::default(),
            oidc: None,
            contact: Contact::default(),
            audio: Audio::default(),
        }
    }
}

/// Whether a text is an origin, safe to stand in a header.
fn is_site(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-:*".contains(&byte))
    })
}

impl Default for Kiosk {
    fn default() -> Self {
        Self {
            idle_seconds: 60,
            warning_seconds: 20,
            thanks_seconds: 20,
            pause_seconds: 20,
            heartbeat_seconds: 300,
        }
    }
}

impl Default for CollectionPoints {
    fn default() -> Self {
        Self {
            sheets_a_day: 300,
            own: BTreeMap::new(),
        }
    }
}

impl Default for Web {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            workers: 0,
            trusted_proxies: Vec::new(),
            issuer: None,
            complaints: None,
        }
    }
}

impl Default for Invitation {
    fn default() -> Self {
        Self {
            form: "onestop-short".into(),
            valid_days: 45,
        }
    }
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            k: 5,
            every_seconds: 86_400,
            close_days: 10,
            keep_back: 0.1,
        }
    }
}

impl Default for Disclosure {
    fn default() -> Self {
        Self { threshold: 10 }
    }
}

impl Default for Publishing {
    fn default() -> Self {
        Self {
            own_hands_hours: 24,
        }
    }
}

impl Default for Contact {
    fn default() -> Self {
        Self { keep_days: 30 }
    }
}
