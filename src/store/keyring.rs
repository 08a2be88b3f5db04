//! The keys, in files that the database and its backups never hold (chìa khóa hòm phiếu).
//!
//! One invitation key and one box key a month, one key for comments and one that signs releases. A key is created when it is first needed, is
//! on disk (file and folder) before it is used, is readable by its owner only, and is overwritten and
//! removed when its month is counted. Losing a box key loses the unopened sheets of its month.

use std::fmt;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use rand::RngExt;

use crate::ballot::{BoxPublic, BoxSecret, InvitationKey};
use crate::clock::days_after;
use crate::period::Period;
use crate::release::ReleaseKey;

/// The public half of the inspectorate's key, beside the secrets.
const GIVEN: &str = "comments.pub";

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyKind {
    /// Turns transactions into links.
    Invitation,
    /// Opens the sheets of a month.
    Box,
    /// Opens comments; can lie with the inspectorate.
    Comments,
    /// Signs releases.
    Release,
    /// Will sign releases once it is introduced.
    NextRelease,
    /// Seals what the staff room keeps secret: the secrets of one-time passwords.
    Staff,
}

/// A key file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyFile {
    /// Which key.
    pub kind: KeyKind,
    /// Of which month; `None` for the keys of comments and of releases.
    pub month: Option<Period>,
    /// Its file.
    pub path: PathBuf,
}

/// What is wrong with a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The folder or file cannot be read or written.
    #[error("the key {path} cannot be used ({source}): {}", way_out(source))]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file does not hold a key.
    #[error("the key {0} is damaged: restore it from the copy at the second site")]
    Damaged(PathBuf),
    /// The month is over and its key destroyed, or not begun.
    #[error(
        "{0} is no month to invite for: its key exists from its first day until some weeks after its last"
    )]
    OutOfSeason(Period),
}

fn way_out(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull => "the disk is full: free some space",
        _ => "give this user the right to read and write the keys folder",
    }
}

/// The folder of the keys.
#[derive(Clone, PartialEq, Eq)]
pub struct Keyring {
    folder: PathBuf,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({})", self.folder.display())
    }
}

impl Keyring {
    /// Opens the folder, creating it with mode 0700.
    pub fn open(folder: &Path) -> Result<Self, KeyError> {
        let fault = |source| KeyError::Io {
            path: folder.to_owned(),
            source,
        };
        if !folder.is_dir() {
            fs::create_dir_all(folder).map_err(fault)?;
            fs::set_permissions(folder, Permissions::from_mode(0o700)).map_err(fault)?;
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// The invitation key of the month a transaction was finished in. Created on demand while the month has
    /// begun and ended less than `valid_days` ago; afterwards it is destroyed and stays so.
    pub fn invitation_key(
        &self,
        month: Period,
        today: NaiveDate,
        valid_days: u32,
    ) -> Result<InvitationKey, KeyError> {
        let season = month.first_day()..=days_after(month.last_day(), valid_days);
        if !season.contains(&today) {
            return Err(KeyError::OutOfSeason(month));
        }
        let fresh = || rand::rng().random();
        let bytes = self.read_or_create(KeyKind::Invitation, Some(month), &fresh)?;
        Ok(InvitationKey::new(month, bytes))
    }

    /// The invitation keys that exist of months whose links still work, newest first.
    pub fn invitation_keys_in_season(
        &self,
        today: NaiveDate,
        valid_days: u32,
    ) -> Result<Vec<InvitationKey>, KeyError> {
        let mut month = Period::month_of(today);
        let mut keys = Vec::new();
        while days_after(month.last_day(), valid_days) >= today {
            let bytes = self.read(KeyKind::Invitation, Some(month))?;
            keys.extend(bytes.map(|bytes| InvitationKey::new(month, bytes)));
            month = month.previous();
        }
        Ok(keys)
    }

    /// The public half of a month's box key, created on demand.
    pub fn box_public(&self, month: Period) -> Result<BoxPublic, KeyError> {
        let fresh = || BoxSecret::generate(&mut rand::rng()).0;
        let secret = BoxSecret(self.read_or_create(KeyKind::Box, Some(month), &fresh)?);
        secret
            .public()
            .map_err(|_| KeyError::Damaged(self.path(KeyKind::Box, Some(month))))
    }

    /// The secret half of a month's box key, if it exists.
    pub fn box_secret(&self, month: Period) -> Result<Option<BoxSecret>, KeyError> {
        let bytes = self.read(KeyKind::Box, Some(month))?;
        Ok(bytes.map(BoxSecret))
    }

    /// The key comments are sealed to: the one that the inspectorate gave, or else one that is created on demand and
    /// whose secret half lies here.
    pub fn comment_public(&self) -> Result<BoxPublic, KeyError> {
        if let Some(given) = self.given_comment_public()? {
            return Ok(given);
        }
        let fresh = || BoxSecret::generate(&mut rand::rng()).0;
        let secret = BoxSecret(self.read_or_create(KeyKind::Comments, None, &fresh)?);
        secret
            .public()
            .map_err(|_| KeyError::Damaged(self.path(KeyKind::Comments, None)))
    }

    /// The public half that the inspectorate gave, if it gave one.
    pub fn given_comment_public(&self) -> Result<Option<BoxPublic>, KeyError> {
        Ok(read_key(&self.folder.join(GIVEN))?.map(BoxPublic))
    }

    /// Seals comments to this key from now on; its secret half need not lie here.
    pub fn give_comment_public(&self, key: &BoxPublic) -> Result<(), KeyError> {
        let path = self.folder.join(GIVEN);
        let draft = path.with_extension("pub.new");
        let write = || {
            let mut file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&draft)?;
            writeln!(file, "{}", HEXLOWER.encode(&key.0))?;
            file.sync_all()?;
            fs::rename(&draft, &path)?;
            File::open(&self.folder)?.sync_all()
        };
        write().map_err(|source| KeyError::Io {
            path: path.clone(),
            source,
        })
    }

    /// The key that opens comments, if it lies here.
    pub fn comment_secret(&self) -> Result<Option<BoxSecret>, KeyError> {
        Ok(self.read(KeyKind::Comments, None)?.map(BoxSecret))
    }

    /// The key that signs releases, created on demand.
    pub fn release_key(&self) -> Result<ReleaseKey, KeyError> {
        let fresh = || rand::rng().random();
        let bytes = self.read_or_create(KeyKind::Release, None, &fresh)?;
        Ok(ReleaseKey::from_bytes(&bytes))
    }

    /// The key that signs releases, if it lies here.
    pub fn known_release_key(&self) -> Result<Option<ReleaseKey>, KeyError> {
        let bytes = self.read(KeyKind::Release, None)?;
        Ok(bytes.map(|bytes| ReleaseKey::from_bytes(&bytes)))
    }

    /// The key that will sign releases after the present one, created on demand. It signs nothing until
    /// [`Keyring::begin_with_next_release_key`].
    pub fn next_release_key(&self) -> Result<ReleaseKey, KeyError> {
        let fresh = || rand::rng().random();
        let bytes = self.read_or_create(KeyKind::NextRelease, None, &fresh)?;
        Ok(ReleaseKey::from_bytes(&bytes))
    }

    /// The key that waits to sign releases, if there is one.
    pub fn known_next_release_key(&self) -> Result<Option<ReleaseKey>, KeyError> {
        let bytes = self.read(KeyKind::NextRelease, None)?;
        Ok(bytes.map(|bytes| ReleaseKey::from_bytes(&bytes)))
    }

    /// The key that seals the secrets of the staff room, created on demand. Without it everybody sets up one-time passwords
    /// anew.
    pub fn staff_key(&self) -> Result<[u8; 32], KeyError> {
        self.read_or_create(KeyKind::Staff, None, &|| rand::rng().random())
    }

    /// Puts the next key in the place of the one that signs releases, which is gone for good. Its public half stays
    /// known, so that what it signed can be checked for ever.
    pub fn begin_with_next_release_key(&self) -> Result<(), KeyError> {
        let path = self.path(KeyKind::Release, None);
        let replace = || {
            fs::rename(self.path(KeyKind::NextRelease, None), &path)?;
            File::open(&self.folder)?.sync_all()
        };
        replace().map_err(|source| KeyError::Io {
            path: path.clone(),
            source,
        })
    }

    /// All keys, by kind and month.
    pub fn list(&self) -> Result<Vec<KeyFile>, KeyError> {
        let fault = |source| KeyError::Io {
            path: self.folder.clone(),
            source,
        };
        let mut keys = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(fault)? {
            let path = entry.map_err(fault)?.path();
            let stem = path
                .file_name()
                .and_then(|name| name.to_str()?.strip_suffix(".key"));
            let kind_and_month = match stem.map(|stem| stem.split_once('-').unwrap_or((stem, ""))) {
                Some(("invitation", month)) => Some((KeyKind::Invitation, month.parse().ok())),
                Some(("box", month)) => Some((KeyKind::Box, month.parse().ok())),
                Some(("comments", "")) => Some((KeyKind::Comments, None)),
                Some(("release", "")) => Some((KeyKind::Release, None)),
                Some(("staff", "")) => Some((KeyKind::Staff, None)),
                Some(("release", "next")) => Some((KeyKind::NextRelease, None)),
                _ => None,
            };
            if let Some((kind, month)) = kind_and_month {
                keys.push(KeyFile { kind, month, path });
            }
        }
        keys.sort();
        Ok(keys)
    }

    /// Overwrites and removes a key; returns whether it existed. What was sealed to a box key can never be opened again.
    pub fn destroy(&self, kind: KeyKind, month: Option<Period>) -> Result<bool, KeyError> {
        let path = self.path(kind, month);
        let destroy = || {
            let mut file = match OpenOptions::new().write(true).open(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
                file => file?,
            };
            let noise: [u8; 32] = rand::rng().random();
            writeln!(file, "{}", HEXLOWER.encode(&noise))?;
            file.sync_all()?;
            fs::remove_file(&path)?;
            File::open(&self.folder)?.sync_all()?;
            Ok(true)
        };
        destroy().map_err(|source| KeyError::Io {
            path: path.clone(),
            source,
        })
    }

    fn path(&self, kind: KeyKind, month: Option<Period>) -> PathBuf {
        let month = month.map(|month| month.to_string()).unwrap_or_default();
        self.folder.join(match kind {
            KeyKind::Invitation => format!("invitation-{month}.key"),
            KeyKind::Box => format!("box-{month}.key"),
            KeyKind::Comments => "comments.key".to_owned(),
            KeyKind::Release => "release.key".to_owned(),
            KeyKind::NextRelease => "release-next.key".to_owned(),
            KeyKind::Staff => "staff.key".to_owned(),
        })
    }

    fn read(&self, kind: KeyKind, month: Option<Period>) -> Result<Option<[u8; 32]>, KeyError> {
        read_key(&self.path(kind, month))
    }

    fn read_or_create(
        &self,
        kind: KeyKind,
        month: Option<Period>,
        fresh: &dyn Fn() -> [u8; 32],
    ) -> Result<[u8; 32], KeyError> {
        if let Some(bytes) = self.read(kind, month)? {
            return Ok(bytes);
        }
        let path = self.path(kind, month);
        let create = || -> io::Result<()> {
            let draft = path.with_extension(format!("{:016x}", rand::rng().random::<u64>()));
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&draft)?;
            writeln!(file, "{}", HEXLOWER.encode(&fresh()))?;
            file.sync_all()?;
            // A link, not a rename: when two processes create the same key, the first one's stays.
            let linked = fs::hard_link(&draft, &path);
            fs::remove_file(&draft)?;
            File::open(&self.folder)?.sync_all()?;
            match linked {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
                _ => Ok(()),
            }
        };
        create().map_err(|source| KeyError::Io {
            path: path.clone(),
            source,
        })?;
        self.read(kind, month)?.ok_or(KeyError::Damaged(path))
    }
}

/// The 32 bytes of a key file, if there is one.
fn read_key(path: &Path) -> Result<Option<[u8; 32]>, KeyError> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(KeyError::Io {
                path: path.to_owned(),
                source,
            });
        }
        Ok(text) => text,
    };
    let bytes = HEXLOWER.decode(text.trim_end().as_bytes()).ok();
    let bytes = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes
        .map(Some)
        .ok_or_else(|| KeyError::Damaged(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_key_is_created_once_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keyring::open(&folder.path().join("keys")).unwrap();
        let october = Period::month(2026, 10).unwrap();
        let first = keys.invitation_key(october, day("2026-10-03"), 45).unwrap();
        assert_eq!(
            keys.invitation_key(october, day("2026-12-15"), 45).unwrap(),
            first
        );
        assert_eq!(
            keys.box_public(october).unwrap(),
            keys.box_public(october).unwrap()
        );
        keys.comment_public().unwrap();
        let listed = keys.list().unwrap();
        let kinds: Vec<_> = listed.iter().map(|key| key.kind).collect();
        assert_eq!(
            kinds,
            [KeyKind::Invitation, KeyKind::Box, KeyKind::Comments]
        );
        for key in listed {
            assert_eq!(
                fs::metadata(key.path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }

    #[test]
    fn the_key_of_releases_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keyring::open(folder.path()).unwrap();
        assert!(keys.known_release_key().unwrap().is_none());
        let made = keys.release_key().unwrap().public();
        assert_eq!(keys.release_key().unwrap().public(), made);
        assert_eq!(keys.known_release_key().unwrap().unwrap().public(), made);
        let listed = keys.list().unwrap();
        assert_eq!((listed[0].kind, listed[0].month), (KeyKind::Release, None));
        let mode = fs::metadata(&listed[0].path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_destroyed_key_does_not_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keyring::open(folder.path()).unwrap();
        let october = Period::month(2026, 10).unwrap();
        keys.invitation_key(october, day("2026-10-31"), 45).unwrap();
        assert!(keys.destroy(KeyKind::Invitation, Some(october)).unwrap());
        assert!(!keys.destroy(KeyKind::Invitation, Some(october)).unwrap());
        assert!(matches!(
            keys.invitation_key(october, day("2026-12-16"), 45),
            Err(KeyError::OutOfSeason(_))
        ));
        assert!(keys.invitation_key(october, day("2026-09-30"), 45).is_err());
    }

    #[test]
    fn a_damaged_key_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keyring::open(folder.path()).unwrap();
        fs::write(folder.path().join("box-2026-10.key"), "zz").unwrap();
        let fault = keys
            .box_public(Period::month(2026, 10).unwrap())
            .unwrap_err();
        assert!(fault.to_string().contains("box-2026-10.key"));
    }

    #[test]
    fn two_processes_agree_on_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keyring::open(folder.path()).unwrap();
        let october = Period::month(2026, 10).unwrap();
        let drawn: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| keys.box_public(october).unwrap()))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        assert!(drawn.iter().all(|key| *key == drawn[0]));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
