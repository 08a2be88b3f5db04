//! Releases: added to, never changed (các kỳ đã công bố).
//!
//! A release keeps its signed document and, beside it, the tallies the figures were counted from. Both are written in
//! the transaction that judged them, so that nothing can come in between.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::sql_types::BigInt;
use diesel::{
    ExpressionMethods, Insertable, IntoSql, QueryDsl, Queryable, RunQueryDsl, Selectable,
    SelectableHelper,
};

use super::access::Store;
use super::database::Database;
use super::error::StoreError;
use super::judge::{self, Edition, HIDDEN, LatticeCell, Verdict};
use super::registry::{form_ref, version};
use super::schema::{release, release_cell, tally};
use super::tallies::{Row, Scope, TallyQuery, TallyRow, read_row};
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
}

/// What a new release follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// The document of the last release of all.
    pub last: Option<String>,
    /// The document of the newest release of the same form version, place and period, which the new one corrects.
    pub corrected: Option<String>,
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

/// What is to be frozen, and by whom.
#[derive(Clone, Copy)]
pub struct Releasing<'a> {
    /// Which form version.
    pub form: &'a FormRef,
    /// Key of the place.
    pub place: &'a str,
    /// Which period.
    pub period: Period,
    /// The disclosure gate; its refusal is a sentence.
    pub judge: &'a dyn Fn(&FormRef, &[LatticeCell]) -> Result<Vec<Verdict>, String>,
    /// Makes the document from the frozen tallies of everybody and of walk-ins in the period and what was released
    /// before; its refusal is a sentence.
    pub make: &'a dyn Fn(&[TallyRow], &Before) -> Result<NewRelease, String>,
}

impl Store {
    /// Freezes a period: judges its cells against everything released before, keeps them, has the document made
    /// and keeps it as the next link of the chain. All of it happens, or nothing.
    pub fn release(&self, wanted: &Releasing<'_>) -> Result<StoredRelease, StoreError> {
        self.count(|conn| {
            let before = all(conn)?;
            let number = before.last().map_or(1, |last| last.number + 1);
            let form = wanted.form;
            let covers = covers(&before, form, wanted.period);
            let mut cells = judge::lattice(conn, form, wanted.period.calendar_year())?;
            for cell in &mut cells {
                if covers.contains(&cell.period) {
                    cell.frozen = false;
                }
                if !cell.frozen {
                    cell.shown = HIDDEN; // judged afresh, all together
                }
            }
            let verdicts = (wanted.judge)(form, &cells).map_err(StoreError::NotReleased)?;
            judge::write(conn, form, &cells, &verdicts)?;
            keep_cells(conn, number, form, &covers)?;
            let rows = told(conn, number, form, wanted.period)?;
            let corrected = before.iter().rev().find(|release| {
                release.form == *form
                    && release.place == wanted.place
                    && release.period == wanted.period
            });
            let known = Before {
                last: before
                    .last()
                    .map(|last| document(conn, last.number))
                    .transpose()?,
                corrected: corrected
                    .map(|release| document(conn, release.number))
                    .transpose()?,
            };
            let made = (wanted.make)(&rows, &known).map_err(StoreError::NotReleased)?;
            let new = StoredRelease {
                number,
                id: made.id,
                form: form.clone(),
                place: wanted.place.to_owned(),
                period: wanted.period,
                covers: covers.into_iter().collect(),
                edition: corrected.map_or(1, |release| release.edition + 1),
                previous: before.last().map(|last| last.hash.clone()),
                hash: made.hash,
                reason: made.reason,
                released_on: made.released_on,
            };
            keep(conn, &new, &made.document)?;
            Ok(new)
        })
    }

    /// All releases, the oldest first.
    pub fn releases(&self) -> Result<Vec<StoredRelease>, StoreError> {
        self.read(all)
    }

    /// The release with this id.
    pub fn release_named(&self, id: &str) -> Result<Option<StoredRelease>, StoreError> {
        let mut connection = self.connection()?;
        let found = release::table
            .filter(release::id.eq(id))
            .select(Stored::as_select());
        let found: Vec<Stored> = found.load(&mut *connection)?;
        found.into_iter().next().map(read_release).transpose()
    }

    /// The release that froze a period of a form version and a place, of its own or inside a wider one; the newest
    /// where several did.
    pub fn release_of(
        &self,
        form: &FormRef,
        place: &str,
        period: Period,
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
        Ok(found.find(|release| release.covers.contains(&period)))
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

    /// Reads tallies as everybody reads them: frozen where a release covers the period, else as they are now.
    pub fn tallies_as_released(&self, query: &TallyQuery<'_>) -> Result<Vec<TallyRow>, StoreError> {
        let frozen = {
            let mut connection = self.connection()?;
            frozen_periods(&mut connection, query.form)?
        };
        let mut by_release: BTreeMap<u64, Vec<Period>> = BTreeMap::new();
        let mut open = Vec::new();
        for period in query.periods {
            match frozen.get(period).and_then(|numbers| numbers.last()) {
                Some(number) => by_release.entry(*number).or_default().push(*period),
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
    let inside = period.parts().into_iter();
    let inside = inside.flat_map(|part| std::iter::once(part).chain(part.parts()));
    let free = inside.filter(|part| newest(part).is_none_or(|owner| owner == period));
    std::iter::once(period).chain(free).collect()
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
        .copied()
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
        let edition = |number: &u64| known.get(&(*number, own.clone())).copied();
        let newest_first = numbers.iter().rev();
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

/// For each frozen period of a form version the releases that froze it, oldest first.
fn frozen_periods(
    conn: &mut Database,
    form: &FormRef,
) -> Result<BTreeMap<Period, Vec<u64>>, StoreError> {
    let rows = release::table
        .filter(release::form.eq(&form.id))
        .filter(release::version.eq(version(form)))
        .order(release::number)
        .select((release::number, release::covers));
    let mut frozen: BTreeMap<Period, Vec<u64>> = BTreeMap::new();
    for (number, covers) in rows.load::<(i64, String)>(conn)? {
        for period in read_periods(&covers)? {
            frozen
                .entry(period)
                .or_default()
                .push(number.unsigned_abs());
        }
    }
    Ok(frozen)
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
    })
}

fn read_periods(text: &str) -> Result<Vec<Period>, StoreError> {
    let periods = text.split_whitespace().map(|period| Ok(period.parse()?));
    periods.collect()
}
