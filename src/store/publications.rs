//! Publications: what one person drafts and another checks, on its way to a release (công bố qua hai người).

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable,
    SelectableHelper,
};

use super::access::Store;
use super::audit::NewEntry;
use super::database::Database;
use super::error::StoreError;
use super::registry::{form_ref, version};
use super::releases::{StoredRelease, read_moment};
use super::schema::publication;
use crate::ballot::FormRef;
use crate::form::Text;
use crate::period::Period;

/// How far a publication has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PublicationState {
    /// Drafted by one person; nothing is frozen.
    Draft,
    /// Checked by another: frozen, signed, and read by everybody from the moment it opens.
    Checked,
    /// Given up before it was checked.
    Withdrawn,
}

/// A publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Its name in addresses: random.
    pub id: String,
    /// Which form version.
    pub form: FormRef,
    /// Key of the place whose figures, with those of the places below, are published.
    pub place: String,
    /// Which period.
    pub period: Period,
    /// The moment from which everybody reads it: of a draft the wanted one, none meaning as soon as it is checked.
    pub opens: Option<DateTime<Utc>>,
    /// What was wrong with the edition before; none for a first edition.
    pub reason: Option<Text>,
    /// How far it has come.
    pub state: PublicationState,
    /// Who drafted it.
    pub drafted_by: String,
    /// When, UTC.
    pub drafted: DateTime<Utc>,
    /// Who checked it or gave it up, and when.
    pub decided: Option<(String, DateTime<Utc>)>,
    /// Id of the release that it became.
    pub release: Option<String>,
}

/// Somebody's decision that a draft is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision<'a> {
    /// Which publication.
    pub publication: &'a str,
    /// Who: somebody else than who drafted it.
    pub by: &'a str,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

impl PublicationState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Checked, Self::Withdrawn];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Checked => "checked",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl fmt::Display for PublicationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for PublicationState {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == text);
        found.ok_or_else(|| StoreError::Unreadable(format!("the state {text:.40}")))
    }
}

impl Store {
    /// Keeps a draft; `false`, and nothing is written, when there is one of the same form version, place and period.
    pub fn draft_publication(
        &self,
        new: &Publication,
        entry: &NewEntry<'_>,
    ) -> Result<bool, StoreError> {
        self.recording(entry, |conn| {
            let same = publication::table
                .filter(publication::form.eq(&new.form.id))
                .filter(publication::version.eq(version(&new.form)))
                .filter(publication::place.eq(&new.place))
                .filter(publication::period.eq(new.period.to_string()))
                .filter(publication::state.eq(PublicationState::Draft.as_str()))
                .select(publication::id);
            if same.first::<String>(conn).optional()?.is_some() {
                return Ok(false);
            }
            let row = Written {
                id: &new.id,
                form: &new.form.id,
                version: version(&new.form),
                place: &new.place,
                period: new.period.to_string(),
                opens: new.opens.map_or(0, |opens| opens.timestamp()),
                reason: new.reason.as_ref().map_or("", |reason| &reason.vi),
                reason_en: new.reason.as_ref().map_or("", |reason| &reason.en),
                state: PublicationState::Draft.as_str(),
                drafted_by: &new.drafted_by,
                drafted: new.drafted.timestamp(),
                decided_by: "",
                decided: 0,
                release: "",
            };
            on_both!(conn, c => diesel::insert_into(publication::table).values(row).execute(c))?;
            Ok(true)
        })
    }

    /// Gives a draft up; `false` when it is none any more.
    pub fn withdraw_publication(
        &self,
        decision: &Decision<'_>,
        entry: &NewEntry<'_>,
    ) -> Result<bool, StoreError> {
        self.recording(entry, |conn| {
            decide(conn, decision, PublicationState::Withdrawn)
        })
    }

    /// All publications, the newest first.
    pub fn publications(&self) -> Result<Vec<Publication>, StoreError> {
        let mut connection = self.connection()?;
        let rows = publication::table
            .order((publication::drafted.desc(), publication::id))
            .select(Stored::as_select());
        let rows: Vec<Stored> = rows.load(&mut *connection)?;
        rows.into_iter().map(read_publication).collect()
    }

    /// The publication with this id.
    pub fn publication(&self, id: &str) -> Result<Option<Publication>, StoreError> {
        let mut connection = self.connection()?;
        let row = publication::table.find(id).select(Stored::as_select());
        let row: Option<Stored> = row.first(&mut *connection).optional()?;
        row.map(read_publication).transpose()
    }
}

/// Marks a draft as checked, by somebody else than who drafted it; of two who try at once only one does.
pub(super) fn check(conn: &mut Database, decision: &Decision<'_>) -> Result<(), StoreError> {
    let own = publication::table
        .find(decision.publication)
        .filter(publication::drafted_by.eq(decision.by))
        .select(publication::id);
    let is_own = own.first::<String>(conn).optional()?.is_some();
    if is_own || !decide(conn, decision, PublicationState::Checked)? {
        return Err(StoreError::Decided);
    }
    Ok(())
}

/// Names the release that a checked publication became, and when it opens.
pub(super) fn became(
    conn: &mut Database,
    decision: &Decision<'_>,
    release: &StoredRelease,
) -> Result<(), StoreError> {
    diesel::update(publication::table.find(decision.publication))
        .set((
            publication::release.eq(&release.id),
            publication::opens.eq(release.opens.timestamp()),
        ))
        .execute(conn)?;
    Ok(())
}

fn decide(
    conn: &mut Database,
    decision: &Decision<'_>,
    state: PublicationState,
) -> Result<bool, StoreError> {
    let draft = publication::table
        .filter(publication::id.eq(decision.publication))
        .filter(publication::state.eq(PublicationState::Draft.as_str()));
    let decided = diesel::update(draft).set((
        publication::state.eq(state.as_str()),
        publication::decided_by.eq(decision.by),
        publication::decided.eq(decision.at.timestamp()),
    ));
    Ok(decided.execute(conn)? == 1)
}

#[derive(Insertable)]
#[diesel(table_name = publication)]
struct Written<'a> {
    id: &'a str,
    form: &'a str,
    version: i32,
    place: &'a str,
    period: String,
    opens: i64,
    reason: &'a str,
    reason_en: &'a str,
    state: &'a str,
    drafted_by: &'a str,
    drafted: i64,
    decided_by: &'a str,
    decided: i64,
    release: &'a str,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = publication)]
struct Stored {
    id: String,
    form: String,
    version: i32,
    place: String,
    period: String,
    opens: i64,
    reason: String,
    reason_en: String,
    state: String,
    drafted_by: String,
    drafted: i64,
    decided_by: String,
    decided: i64,
    release: String,
}

fn read_publication(row: Stored) -> Result<Publication, StoreError> {
    let opens = (row.opens > 0)
        .then(|| read_moment(row.opens))
        .transpose()?;
    let decided = read_moment(row.decided)?;
    Ok(Publication {
        form: form_ref(row.form, row.version),
        place: row.place,
        period: row.period.parse()?,
        opens,
        reason: Some(Text::new(row.reason, row.reason_en)).filter(|reason| !reason.vi.is_empty()),
        state: row.state.parse()?,
        drafted_by: row.drafted_by,
        drafted: read_moment(row.drafted)?,
        decided: Some((row.decided_by, decided)).filter(|(by, _)| !by.is_empty()),
        release: Some(row.release).filter(|id| !id.is_empty()),
        id: row.id,
    })
}
