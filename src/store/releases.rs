//! Releases: added to, never changed (các kỳ đã công bố).
//!
//! A release keeps its signed document and, beside it, the tallies the figures were counted from. Both are written in
//! the transaction that judged them, so that nothing can come in between.
//!
//! A release may lie under an embargo: it is kept and part of the chain, and nobody outside reads it before the moment it
//! opens. Releases open in the order of the chain, so that what everybody reads is a whole chain at any moment. Until then
//! its periods are read from the edition before it; where there is none they are told to nobody, for the counts as they
//! are now, beside the frozen ones, would tell apart the few that came in between. The counts as they are now of a period
//! around it, or inside it, are told to nobody either: the year less its other quarters is the quarter.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use diesel::sql_types::BigInt;
use diesel::{
    ExpressionMethods, Insertable, IntoSql, QueryDsl, Queryable, RunQueryDsl, Selectable,
    SelectableHelper,
};
use serde_json::json;

use super::access::Store;
use super::audit::{self, Action, NewEntry};
use super::database::Database;
use super::error::StoreError;
use super::judge::{self, Edition, HIDDEN, LatticeCell, Verdict};
use super::publications::{self, Decision};
use super::registry::{form_ref, version};
use super::schema::{release, release_cell, tally};
use super::tallies::{self, Row, Scope, TallyQuery, TallyRow, read_row};
use crate::ballot::{Channel, FormRef, Margin};
use crate::form::Text;
use crate::period::Period;

/// A release as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRelease {
    /// Its place in the chain, from 1.
    pub number: u64,
    /// Its short name.
    pub id: String,
    /// Which form version.
    pub form: FormRef,
    /// Key of the place whose figures, with those of the places below, are frozen.
    pub place: String,
    /// The frozen period.
    pub period: Period,
    /// The periods whose cells it froze: its own, and those inside it that no other release had frozen.
    pub covers: Vec<Period>,
    /// 1 = first, 2 = its first correction.
    pub edition: u32,
    /// Hash of the release before, hex.
    pub previous: Option<String>,
    /// Its hash, hex.
    pub hash: String,
    /// Why it was corrected; none for a first edition.
    pub reason: Option<Text>,
    /// Day of the release.
    pub released_on: NaiveDate,
    /// The moment from which everybody reads it.
    pub opens: DateTime<Utc>,
}

impl StoredRelease {
    /// Whether everybody reads it at this moment.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.opens <= now
    }
}

/// What a new release follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// The document of the last release of all.
    pub last: Option<String>,
    /// The document of the newest release of the same form version, place and period, which the new one corrects.
    pub corrected: Option<String>,
    /// The moment at which the new one opens: the wanted one, or that of the last release when it opens later.
    pub opens: DateTime<Utc>,
}

/// What the maker of a release hands back to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRelease {
    /// Its short name.
    pub id: String,
    /// Why it corrects another one; none for a first edition.
    pub reason: Option<Text>,
    /// Day of the release.
    pub released_on: NaiveDate,
    /// Its hash, hex.
    pub hash: String,
    /// The document, canonical JSON.
    pub document: String,
}

/// A period that is to be frozen, or to be looked at as if it were.
#[derive(Clone, Copy)]
pub struct Candidate<'a> {
    /// Which form version.
    pub form: &'a FormRef,
    /// Key of the place.
    pub place: &'a str,
    /// Which period.
    pub period: Period,
    /// The moment from which everybody shall read it; one that is past means at once.
    pub opens: DateTime<Utc>,
    /// The disclosure gate; its refusal is a sentence.
    pub judge: &'a dyn Fn(&FormRef, &[LatticeCell]) -> Result<Vec<Verdict>, String>,
}

/// What is to be frozen, and by whom.
#[derive(Clone, Copy)]
pub struct Releasing<'a> {
    /// Which form version, place and period.
    pub candidate: Candidate<'a>,
    /// The publication that it comes from, and who decided so; none for an operator's command.
    pub decision: Option<Decision<'a>>,
    /// Who stands in the log, and when.
    pub actor: (&'a str, DateTime<Utc>),
    /// Makes the document from the frozen tallies of everybody and of walk-ins in the period and what was released
    /// before; its refusal is a sentence.
    pub make: &'a dyn Fn(&[TallyRow], &Before) -> Result<NewRelease, String>,
}

impl Store {
    /// Freezes a period: judges its cells against everything released before, keeps them, has the document made
    /// and keeps it as the next link of the chain. All of it happens, or nothing.
    pub fn release(&self, releasing: &Releasing<'_>) -> Result<StoredRelease, StoreError> {
        let wanted = &releasing.candidate;
        self.count(|conn| {
            if let Some(decision) = &releasing.decision {
                publications::check(conn, decision)?;
            }
            let known = judged(conn, wanted)?;
            let (number, form, covers) = (known.number(), wanted.form, &known.covers);
            judge::write(conn, form, &known.cells, &known.verdicts)?;
            keep_cells(conn, number, form, covers)?;
            let rows = told(conn, number, form, wanted.period)?;
            let corrected = newest(&known.before, wanted);
            let follows = follows(conn, wanted, &known.before)?;
            let made = (releasing.make)(&rows, &follows).map_err(StoreError::NotReleased)?;
            let new = StoredRelease {
                number,
                id: made.id,
                form: form.clone(),
                place: wanted.place.to_owned(),
                period: wanted.period,
                covers: covers.iter().copied().collect(),
                edition: corrected.map_or(1, |release| release.edition + 1),
                previous: known.before.last().map(|last| last.hash.clone()),
                hash: made.hash,
                reason: made.reason,
                released_on: made.released_on,
                opens: follows.opens,
            };
            keep(conn, &new, &made.document)?;
            if let Some(decision) = &releasing.decision {
                publications::became(conn, decision, &new)?;
            }
            log(conn, releasing, &new)?;
            Ok(new)
        })
    }

    /// What a release would be made from if it were made now: the tallies it would tell, with the verdicts they would get,
    /// and what it would follow. Nothing is written.
    pub fn rehearse(&self, wanted: &Candidate<'_>) -> Result<(Vec<TallyRow>, Before), StoreError> {
        self.read(|conn| {
            let known = judged(conn, wanted)?;
            let mut rows = told_now(conn, wanted.form, wanted.period)?;
            let own = known.cells.iter().zip(&known.verdicts);
            let own = own.filter(|(cell, _)| cell.period == wanted.period);
            let verdicts: HashMap<_, Verdict> = own
                .map(|(cell, verdict)| {
                    let (parent, place, key) = (&*cell.parent, &*cell.place, &*cell.key);
                    ((cell.margin, parent, place, key), *verdict)
                })
                .collect();
            for (margin, row) in &mut rows {
                let cell = (*margin, &*row.parent, &*row.place, &*row.key);
                row.shown = verdicts.get(&cell).copied().unwrap_or(HIDDEN);
            }
            let follows = follows(conn, wanted, &known.before)?;
            Ok((rows.into_iter().map(|(_, row)| row).collect(), follows))
        })
    }

    /// All releases, the oldest first, also those under an embargo.
    pub fn releases(&self) -> Result<Vec<StoredRelease>, StoreError> {
        self.read(all)
    }

    /// The releases that everybody reads at this moment, the oldest first.
    pub fn open_releases(&self, now: DateTime<Utc>) -> Result<Vec<StoredRelease>, StoreError> {
        let mut releases = self.releases()?;
        releases.retain(|release| release.is_open(now));
        Ok(releases)
    }

    /// The periods that nobody outside reads at this moment: those of a form version which only releases under an embargo
    /// have frozen, and those around and inside them that no release has frozen.
    pub fn under_embargo(
        &self,
        now: DateTime<Utc>,
    ) -> Result<BTreeSet<(FormRef, Period)>, StoreError> {
        let mut frozen: BTreeMap<FormRef, BTreeMap<Period, Vec<Numbered>>> = BTreeMap::new();
        for release in self.releases()? {
            let own = frozen.entry(release.form).or_default();
            for period in release.covers {
                let numbered = (release.number, release.opens);
                own.entry(period).or_default().push(numbered);
            }
        }
        let closed = frozen.into_iter().flat_map(|(form, frozen)| {
            let periods = kept_back(&frozen, now).into_iter();
            periods.map(move |period| (form.clone(), period))
        });
        Ok(closed.collect())
    }

    /// The release with this id, also under an embargo.
    pub fn release_named(&self, id: &str) -> Result<Option<StoredRelease>, StoreError> {
        let mut connection = self.connection()?;
        let found = release::table
            .filter(release::id.eq(id))
            .select(Stored::as_select());
        let found: Vec<Stored> = found.load(&mut *connection)?;
        found.into_iter().next().map(read_release).transpose()
    }

    /// The release that froze a period of a form version and a place, of its own or inside a wider one; the newest that
    /// everybody reads at this moment where several did.
    pub fn release_of(
        &self,
        form: &FormRef,
        place: &str,
        period: Period,
        now: DateTime<Utc>,
    ) -> Result<Option<StoredRelease>, StoreError> {
        let mut connection = self.connection()?;
        let found = release::table
            .filter(release::form.eq(&form.id))
            .filter(release::version.eq(version(form)))
            .filter(release::place.eq(place))
            .order(release::number.desc())
            .select(Stored::as_select());
        let found: Vec<Stored> = found.load(&mut *connection)?;
        let found = found.into_iter().map(read_release);
        let found = found.collect::<Result<Vec<_>, _>>()?;
        let mut found = found.into_iter();
        Ok(found.find(|release| release.is_open(now) && release.covers.contains(&period)))
    }

    /// The document of a release, byte for byte.
    pub fn release_document(&self, number: u64) -> Result<String, StoreError> {
        let mut connection = self.connection()?;
        document(&mut connection, number)
    }

    /// The frozen tallies of a release.
    pub fn released_tallies(
        &self,
        number: u64,
        query: &TallyQuery<'_>,
    ) -> Result<Vec<TallyRow>, StoreError> {
        let mut connection = self.connection()?;
        cells_of(&mut connection, number, query)
    }

    /// The frozen tallies of everybody and of walk-ins that a release tells, everywhere.
    pub fn told_by(&self, release: &StoredRelease) -> Result<Vec<TallyRow>, StoreError> {
        let mut connection = self.connection()?;
        told(
            &mut connection,
            release.number,
            &release.form,
            release.period,
        )
    }

    /// Reads tallies as everybody reads them at this moment: frozen where a release covers the period, not at all where
    /// only releases under an embargo do or one lies around or inside it, else as they are now.
    pub fn tallies_as_released(
        &self,
        query: &TallyQuery<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<TallyRow>, StoreError> {
        let frozen = {
            let mut connection = self.connection()?;
            frozen_periods(&mut connection, query.form)?
        };
        let kept_back = kept_back(&frozen, now);
        let mut by_release: BTreeMap<u64, Vec<Period>> = BTreeMap::new();
        let mut open = Vec::new();
        for period in query.periods.iter().filter(|own| !kept_back.contains(own)) {
            let releases = frozen.get(period).into_iter().flatten();
            match releases.rev().find(|(_, opens)| *opens <= now) {
                Some((number, _)) => by_release.entry(*number).or_default().push(*period),
                None => open.push(*period),
            }
        }
        let mut rows = Vec::new();
        if !open.is_empty() {
            rows = self.tallies(&TallyQuery {
                periods: &open,
                ..*query
            })?;
        }
        for (number, periods) in &by_release {
            let periods = &periods[..];
            rows.extend(self.released_tallies(*number, &TallyQuery { periods, ..*query })?);
        }
        Ok(rows)
    }
}

/// The periods a new release freezes: its own, and those inside it that are not frozen yet or were frozen with it.
fn covers(before: &[StoredRelease], form: &FormRef, period: Period) -> BTreeSet<Period> {
    let newest = |wanted: &Period| {
        let mut own = before.iter().rev().filter(|release| release.form == *form);
        own.find(|release| release.covers.contains(wanted))
            .map(|release| release.period)
    };
    let free = |part: &Period| newest(part).is_none_or(|owner| owner == period);
    let inside = period.and_narrower();
    inside
        .filter(|part| *part == period || free(part))
        .collect()
}

/// Writes who checked which publication, and which release was made.
fn log(
    conn: &mut Database,
    releasing: &Releasing<'_>,
    new: &StoredRelease,
) -> Result<(), StoreError> {
    let (actor, at) = releasing.actor;
    let entry = |action, object, detail| NewEntry {
        at,
        actor,
        action,
        object,
        detail,
    };
    if let Some(decision) = &releasing.decision {
        let detail = json!({ "release": new.id });
        audit::append(conn, &entry(Action::Checked, decision.publication, detail))?;
    }
    let detail = json!({
        "form": new.form.to_string(),
        "period": new.period.to_string(),
        "edition": new.edition,
        "hash": new.hash,
        "opens": new.opens.to_rfc3339_opts(SecondsFormat::Secs, true),
    });
    audit::append(conn, &entry(Action::Released, &new.id, detail))
}

/// What a new release is judged from.
struct Judged {
    before: Vec<StoredRelease>,
    covers: BTreeSet<Period>,
    cells: Vec<LatticeCell>,
    verdicts: Vec<Verdict>,
}

impl Judged {
    /// The number of the new release.
    fn number(&self) -> u64 {
        self.before.last().map_or(1, |last| last.number + 1)
    }
}

/// Judges the cells a new release would freeze, all together, beside everything released before.
fn judged(conn: &mut Database, wanted: &Candidate<'_>) -> Result<Judged, StoreError> {
    let before = all(conn)?;
    let covers = covers(&before, wanted.form, wanted.period);
    let mut cells = judge::lattice(conn, wanted.form, wanted.period.calendar_year())?;
    for cell in &mut cells {
        if covers.contains(&cell.period) {
            cell.frozen = false;
        }
        if !cell.frozen {
            cell.shown = HIDDEN; // judged afresh, all together
        }
    }
    let verdicts = (wanted.judge)(wanted.form, &cells).map_err(StoreError::NotReleased)?;
    Ok(Judged {
        before,
        covers,
        cells,
        verdicts,
    })
}

/// The newest release of the same form version, place and period.
fn newest<'a>(before: &'a [StoredRelease], wanted: &Candidate<'_>) -> Option<&'a StoredRelease> {
    before.iter().rev().find(|release| {
        release.form == *wanted.form
            && release.place == wanted.place
            && release.period == wanted.period
    })
}

fn follows(
    conn: &mut Database,
    wanted: &Candidate<'_>,
    before: &[StoredRelease],
) -> Result<Before, StoreError> {
    let mut text = |release: Option<&StoredRelease>| {
        let number = release.map(|release| release.number);
        number.map(|number| document(conn, number)).transpose()
    };
    let last = before.last();
    Ok(Before {
        last: text(last)?,
        corrected: text(newest(before, wanted))?,
        opens: last.map_or(wanted.opens, |last| last.opens.max(wanted.opens)),
    })
}

/// Puts beside each cell what releases froze of it.
pub(super) fn remember(
    conn: &mut Database,
    form: &FormRef,
    cells: &mut [LatticeCell],
) -> Result<(), StoreError> {
    let frozen = frozen_periods(conn, form)?;
    if frozen.is_empty() {
        return Ok(());
    }
    let periods: BTreeSet<Period> = cells.iter().map(|cell| cell.period).collect();
    let numbers: BTreeSet<u64> = periods
        .iter()
        .filter_map(|period| frozen.get(period))
        .flatten()
        .map(|(number, _)| *number)
        .collect();
    let mut known: HashMap<(u64, String), Edition> = HashMap::new();
    for number in numbers {
        let rows = release_cell::table
            .filter(release_cell::number.eq(number.cast_signed()))
            .select((
                release_cell::margin,
                release_cell::period,
                release_cell::parent,
                release_cell::place,
                release_cell::key,
                release_cell::n,
                release_cell::shown,
            ));
        let rows: Vec<(String, String, String, String, String, i64, i16)> = rows.load(conn)?;
        for (margin, period, parent, place, key, n, shown) in rows {
            let cell = name(&margin, &period, &parent, &place, &key);
            let n = n.unsigned_abs();
            known.insert((number, cell), Edition { n, shown });
        }
    }
    for cell in cells {
        let Some(numbers) = frozen.get(&cell.period) else {
            continue;
        };
        let (margin, period) = (cell.margin.as_str(), cell.period.to_string());
        let own = name(margin, &period, &cell.parent, &cell.place, &cell.key);
        let none = Edition {
            n: 0,
            shown: HIDDEN,
        };
        let edition = |number: u64| known.get(&(number, own.clone())).copied();
        let newest_first = numbers.iter().rev().map(|(number, _)| *number);
        cell.editions = newest_first
            .map(|number| edition(number).unwrap_or(none))
            .collect();
        cell.frozen = true;
    }
    Ok(())
}

fn name(margin: &str, period: &str, parent: &str, place: &str, key: &str) -> String {
    [margin, period, parent, place, key].join("\u{1f}")
}

/// The number of a release, and the moment from which everybody reads it.
type Numbered = (u64, DateTime<Utc>);

/// For each frozen period of a form version the releases that froze it, oldest first.
fn frozen_periods(
    conn: &mut Database,
    form: &FormRef,
) -> Result<BTreeMap<Period, Vec<Numbered>>, StoreError> {
    let rows = release::table
        .filter(release::form.eq(&form.id))
        .filter(release::version.eq(version(form)))
        .order(release::number)
        .select((release::number, release::covers, release::opens));
    let mut frozen: BTreeMap<Period, Vec<Numbered>> = BTreeMap::new();
    for (number, covers, opens) in rows.load::<(i64, String, i64)>(conn)? {
        for period in read_periods(&covers)? {
            frozen
                .entry(period)
                .or_default()
                .push((number.unsigned_abs(), read_moment(opens)?));
        }
    }
    Ok(frozen)
}

/// The periods of a form version that are told to nobody at this moment: those of releases under an embargo, every period
/// around them and every one inside, but not what an open release has frozen.
fn kept_back(frozen: &BTreeMap<Period, Vec<Numbered>>, now: DateTime<Utc>) -> BTreeSet<Period> {
    let is_open = |(_, opens): &Numbered| *opens <= now;
    let closed = frozen
        .iter()
        .filter(|(_, releases)| !releases.iter().all(is_open));
    let touched = closed.flat_map(|(period, _)| period.and_wider().chain(period.and_narrower()));
    let told = |period: &Period| {
        let mut releases = frozen.get(period).into_iter().flatten();
        releases.any(is_open)
    };
    touched.filter(|period| !told(period)).collect()
}

fn keep_cells(
    conn: &mut Database,
    number: u64,
    form: &FormRef,
    covers: &BTreeSet<Period>,
) -> Result<(), StoreError> {
    let periods: Vec<String> = covers.iter().map(ToString::to_string).collect();
    on_both!(conn, c => tally::table
        .filter(tally::form.eq(&form.id))
        .filter(tally::version.eq(version(form)))
        .filter(tally::period.eq_any(&periods))
        .select((
            number.cast_signed().into_sql::<BigInt>(),
            tally::margin,
            tally::period,
            tally::parent,
            tally::place,
            tally::key,
            tally::n,
            tally::shown,
            tally::counts,
        ))
        .insert_into(release_cell::table)
        .into_columns((
            release_cell::number,
            release_cell::margin,
            release_cell::period,
            release_cell::parent,
            release_cell::place,
            release_cell::key,
            release_cell::n,
            release_cell::shown,
            release_cell::counts,
        ))
        .execute(c))?;
    Ok(())
}

fn cells_of(
    conn: &mut Database,
    number: u64,
    query: &TallyQuery<'_>,
) -> Result<Vec<TallyRow>, StoreError> {
    let periods = query.periods.iter().map(ToString::to_string);
    let rows = release_cell::table
        .filter(release_cell::number.eq(number.cast_signed()))
        .filter(release_cell::margin.eq(query.margin.as_str()))
        .filter(release_cell::period.eq_any(periods.collect::<Vec<_>>()))
        .order((
            release_cell::period,
            release_cell::parent,
            release_cell::place,
            release_cell::key,
        ))
        .select((
            release_cell::period,
            release_cell::parent,
            release_cell::place,
            release_cell::key,
            release_cell::n,
            release_cell::shown,
            release_cell::counts,
        ));
    let rows: Vec<Row> = match query.scope {
        Scope::Everywhere => rows.load(conn)?,
        Scope::Below(parent) => rows.filter(release_cell::parent.eq(parent)).load(conn)?,
        Scope::Place { parent, place } => rows
            .filter(release_cell::parent.eq(parent))
            .filter(release_cell::place.eq(place))
            .load(conn)?,
    };
    rows.into_iter().map(read_row).collect()
}

/// The tallies of everybody, then those of walk-ins.
fn told(
    conn: &mut Database,
    number: u64,
    form: &FormRef,
    period: Period,
) -> Result<Vec<TallyRow>, StoreError> {
    let of = |margin| TallyQuery {
        form,
        margin,
        periods: std::slice::from_ref(&period),
        scope: Scope::Everywhere,
    };
    let mut rows = cells_of(conn, number, &of(Margin::All))?;
    let channels = cells_of(conn, number, &of(Margin::Channel))?.into_iter();
    rows.extend(channels.filter(|row| row.key == Channel::WalkIn.as_str()));
    Ok(rows)
}

/// The tallies of everybody and of walk-ins as they are now, each with its margin.
fn told_now(
    conn: &mut Database,
    form: &FormRef,
    period: Period,
) -> Result<Vec<(Margin, TallyRow)>, StoreError> {
    let mut rows = Vec::new();
    for margin in [Margin::All, Margin::Channel] {
        let query = TallyQuery {
            form,
            margin,
            periods: std::slice::from_ref(&period),
            scope: Scope::Everywhere,
        };
        let found = tallies::load(conn, &query)?.into_iter();
        let told = found.filter(|row| margin == Margin::All || row.key == Channel::WalkIn.as_str());
        rows.extend(told.map(|row| (margin, row)));
    }
    Ok(rows)
}

/// A release to be written.
#[derive(Insertable)]
#[diesel(table_name = release)]
struct Written<'a> {
    number: i64,
    id: &'a str,
    form: &'a str,
    version: i32,
    place: &'a str,
    period: String,
    covers: String,
    edition: i32,
    previous: &'a str,
    hash: &'a str,
    reason: &'a str,
    reason_en: &'a str,
    released_on: String,
    document: &'a str,
    opens: i64,
}

fn keep(conn: &mut Database, new: &StoredRelease, document: &str) -> Result<(), StoreError> {
    let covers: Vec<String> = new.covers.iter().map(ToString::to_string).collect();
    let row = Written {
        number: new.number.cast_signed(),
        id: &new.id,
        form: &new.form.id,
        version: version(&new.form),
        place: &new.place,
        period: new.period.to_string(),
        covers: covers.join(" "),
        edition: new.edition.cast_signed(),
        previous: new.previous.as_deref().unwrap_or_default(),
        hash: &new.hash,
        reason: new.reason.as_ref().map_or("", |reason| &reason.vi),
        reason_en: new.reason.as_ref().map_or("", |reason| &reason.en),
        released_on: new.released_on.to_string(),
        document,
        opens: new.opens.timestamp(),
    };
    on_both!(conn, c => diesel::insert_into(release::table).values(row).execute(c))?;
    Ok(())
}

/// Every column but the document, which can be large.
#[derive(Queryable, Selectable)]
#[diesel(table_name = release)]
struct Stored {
    number: i64,
    id: String,
    form: String,
    version: i32,
    place: String,
    period: String,
    covers: String,
    edition: i32,
    previous: String,
    hash: String,
    reason: String,
    reason_en: String,
    released_on: String,
    opens: i64,
}

fn all(conn: &mut Database) -> Result<Vec<StoredRelease>, StoreError> {
    let rows = release::table
        .order(release::number)
        .select(Stored::as_select());
    let rows: Vec<Stored> = rows.load(conn)?;
    rows.into_iter().map(read_release).collect()
}

fn document(conn: &mut Database, number: u64) -> Result<String, StoreError> {
    let found = release::table
        .find(number.cast_signed())
        .select(release::document);
    Ok(found.first(conn)?)
}

fn read_release(row: Stored) -> Result<StoredRelease, StoreError> {
    let day = row.released_on.parse();
    Ok(StoredRelease {
        number: row.number.unsigned_abs(),
        id: row.id,
        form: form_ref(row.form, row.version),
        place: row.place,
        period: row.period.parse()?,
        covers: read_periods(&row.covers)?,
        edition: row.edition.unsigned_abs(),
        previous: Some(row.previous).filter(|hash| !hash.is_empty()),
        hash: row.hash,
        reason: Some(Text::new(row.reason, row.reason_en)).filter(|reason| !reason.vi.is_empty()),
        released_on: day.map_err(|_| StoreError::Unreadable(row.released_on))?,
        opens: read_moment(row.opens)?,
    })
}

/// A moment as the columns have it: seconds since 1970 UTC.
pub(super) fn read_moment(seconds: i64) -> Result<DateTime<Utc>, StoreError> {
    let moment = DateTime::from_timestamp(seconds, 0);
    moment.ok_or_else(|| StoreError::Unreadable(format!("the moment {seconds}")))
}

fn read_periods(text: &str) -> Result<Vec<Period>, StoreError> {
    let periods = text.split_whitespace().map(|period| Ok(period.parse()?));
    periods.collect()
}
