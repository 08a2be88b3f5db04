//! Files that take long to make: who asked, how far they are, until when they are kept. The bytes lie in the data folder.

use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable,
    SelectableHelper,
};

use super::access::Store;
use super::error::StoreError;
use super::schema::download;

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DownloadState {
    /// Nobody has begun.
    Waiting,
    /// It is being made.
    Working,
    /// It can be fetched.
    Ready,
    /// It could not be made.
    Failed,
    /// Whoever asked took it back.
    Cancelled,
}

impl DownloadState {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Waiting, "waiting"),
        (Self::Working, "working"),
        (Self::Ready, "ready"),
        (Self::Failed, "failed"),
        (Self::Cancelled, "cancelled"),
    ];

    fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(state, _)| *state == self);
        found.map_or("failed", |(_, word)| word)
    }

    /// Whether something is still to come.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Working)
    }
}

/// A file that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = download, treat_none_as_default_value = false)]
pub struct Download {
    /// Random; the name of its file.
    pub id: String,
    /// Who asked.
    pub username: String,
    /// Kind of file, as the address names it.
    pub what: String,
    /// Form id.
    pub form: String,
    /// Form version.
    pub version: i32,
    /// Key of the place.
    pub place: String,
    /// The period as text.
    pub period: String,
    /// Language of everything in it.
    pub lang: String,
    /// How far it is: see [`Download::state`].
    #[diesel(column_name = state)]
    word: String,
    /// Parts made.
    pub done: i64,
    /// Parts there will be; 0 while unknown.
    pub parts: i64,
    /// Size of the file; 0 until it is ready.
    pub bytes: i64,
    /// Why it failed, as a word of the house; empty otherwise.
    pub reason: String,
    /// When it was asked for, in seconds since 1970 UTC.
    pub asked: i64,
    /// When it is swept away, in seconds since 1970 UTC.
    pub expires: i64,
}

/// What is wanted of a file, before anybody has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Random id.
    pub id: &'a str,
    /// Who asks.
    pub username: &'a str,
    /// Kind of file.
    pub what: &'a str,
    /// Form id and version.
    pub form: (&'a str, u32),
    /// Key of the place.
    pub place: &'a str,
    /// The period as text.
    pub period: &'a str,
    /// Language.
    pub lang: &'a str,
    /// Now, in seconds since 1970 UTC.
    pub asked: i64,
    /// Seconds it is kept.
    pub kept: i64,
}

impl Download {
    /// How far it is.
    pub fn state(&self) -> DownloadState {
        let found = DownloadState::ALL
            .iter()
            .find(|(_, word)| *word == self.word);
        found.map_or(DownloadState::Failed, |(state, _)| *state)
    }
}

impl Store {
    /// Records that a file is wanted.
    pub fn want_download(&self, wanted: &Wanted<'_>) -> Result<Download, StoreError> {
        let new = Download {
            id: wanted.id.to_owned(),
            username: wanted.username.to_owned(),
            what: wanted.what.to_owned(),
            form: wanted.form.0.to_owned(),
            version: wanted.form.1.cast_signed(),
            place: wanted.place.to_owned(),
            period: wanted.period.to_owned(),
            lang: wanted.lang.to_owned(),
            word: DownloadState::Waiting.as_str().to_owned(),
            done: 0,
            parts: 0,
            bytes: 0,
            reason: String::new(),
            asked: wanted.asked,
            expires: wanted.asked.saturating_add(wanted.kept),
        };
        self.write(|conn| {
            diesel::insert_into(download::table)
                .values(&new)
                .execute(conn)?;
            Ok(())
        })?;
        Ok(new)
    }

    /// The files of one account, the newest first.
    pub fn downloads_of(&self, username: &str) -> Result<Vec<Download>, StoreError> {
        self.read(|conn| {
            Ok(download::table
                .filter(download::username.eq(username))
                .order((download::asked.desc(), download::id))
                .select(Download::as_select())
                .load(conn)?)
        })
    }

    /// One file by its id.
    pub fn download(&self, id: &str) -> Result<Option<Download>, StoreError> {
        self.read(|conn| {
            let found = download::table.find(id).select(Download::as_select());
            Ok(found.first(conn).optional()?)
        })
    }

    /// Takes the file that has waited longest, to be worked on; nobody else gets it.
    pub fn begin_download(&self) -> Result<Option<Download>, StoreError> {
        self.write(|conn| {
            let waiting = download::table
                .filter(download::state.eq(DownloadState::Waiting.as_str()))
                .order((download::asked, download::id))
                .select(Download::as_select());
            let Some(next) = waiting.first::<Download>(conn).optional()? else {
                return Ok(None);
            };
            let taken = diesel::update(download::table.find(&next.id))
                .filter(download::state.eq(DownloadState::Waiting.as_str()))
                .set(download::state.eq(DownloadState::Working.as_str()))
                .execute(conn)?;
            Ok((taken == 1).then_some(next))
        })
    }

    /// Says how many parts of a file are made; false when it is not wanted any more.
    pub fn advance_download(&self, id: &str, done: i64, parts: i64) -> Result<bool, StoreError> {
        self.change(id, |open| {
            (open == DownloadState::Working).then_some((DownloadState::Working, done, parts, 0, ""))
        })
    }

    /// Says that a file of so many bytes is ready; false when it is not wanted any more.
    pub fn finish_download(&self, id: &str, parts: i64, bytes: i64) -> Result<bool, StoreError> {
        self.change(id, |open| {
            (open == DownloadState::Working).then_some((
                DownloadState::Ready,
                parts,
                parts,
                bytes,
                "",
            ))
        })
    }

    /// Says why a file could not be made.
    pub fn fail_download(&self, id: &str, reason: &str) -> Result<bool, StoreError> {
        self.change(id, |state| {
            state
                .is_open()
                .then_some((DownloadState::Failed, 0, 0, 0, reason))
        })
    }

    /// Takes back a file that is not ready; false when there is nothing to take back.
    pub fn cancel_download(&self, id: &str) -> Result<bool, StoreError> {
        self.change(id, |state| {
            state
                .is_open()
                .then_some((DownloadState::Cancelled, 0, 0, 0, ""))
        })
    }

    /// Puts back what an interrupted program was working on, and removes what expired before `now`. Returns the ids that
    /// are still known.
    pub fn sweep_downloads(&self, now: i64, interrupted: bool) -> Result<Vec<String>, StoreError> {
        self.write(|conn| {
            diesel::delete(download::table.filter(download::expires.le(now))).execute(conn)?;
            if interrupted {
                diesel::update(download::table)
                    .filter(download::state.eq(DownloadState::Working.as_str()))
                    .set((
                        download::state.eq(DownloadState::Waiting.as_str()),
                        download::done.eq(0),
                    ))
                    .execute(conn)?;
            }
            Ok(download::table.select(download::id).load(conn)?)
        })
    }

    fn change<'r>(
        &self,
        id: &str,
        to: impl Fn(DownloadState) -> Option<(DownloadState, i64, i64, i64, &'r str)>,
    ) -> Result<bool, StoreError> {
        self.write(|conn| {
            let known = download::table.find(id).select(Download::as_select());
            let Some(known) = known.first::<Download>(conn).optional()? else {
                return Ok(false);
            };
            let Some((state, done, parts, bytes, reason)) = to(known.state()) else {
                return Ok(false);
            };
            let changed = diesel::update(download::table.find(id))
                .filter(download::state.eq(&known.word))
                .set((
                    download::state.eq(state.as_str()),
                    download::done.eq(done),
                    download::parts.eq(parts),
                    download::bytes.eq(bytes),
                    download::reason.eq(reason),
                ))
                .execute(conn)?;
            Ok(changed == 1)
        })
    }
}
