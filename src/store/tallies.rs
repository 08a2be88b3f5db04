//! Tallies: read for the findings, raised by openings and imports (bảng kiểm).

use std::collections::{BTreeMap, BTreeSet};

use diesel::upsert::excluded;
use diesel::{ExpressionMethods, Insertable, OptionalExtension as _, QueryDsl, RunQueryDsl, Table};

use super::access::Store;
use super::blocks;
use super::database::Database;
use super::error::StoreError;
use super::judge::{HIDDEN, Verdict};
use super::registry::{form_ref, version};
use super::schema::{answer_block, ballot_box, cell, tally};
use crate::ballot::{FormRef, Margin, PlaceKey, RowKey};
use crate::index::{Layout, Tally};
use crate::period::Period;

/// Which places are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// One place, named with the place above it (`""` above the nation, `vn` above a province).
    Place {
        /// Key of the place above.
        parent: &'a str,
        /// Key of the place.
        place: &'a str,
    },
    /// All places directly below this one.
    Below(&'a str),
    /// The nation, all provinces and all communes.
    Everywhere,
}

/// Which tallies are asked for.
#[derive(Debug, Clone, Copy)]
pub struct TallyQuery<'a> {
    /// Form version.
    pub form: &'a FormRef,
    /// Split by what.
    pub margin: Margin,
    /// Which periods.
    pub periods: &'a [Period],
    /// Which places.
    pub scope: Scope<'a>,
}

/// One stored tally.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyRow {
    /// Month, quarter or year.
    pub period: Period,
    /// Key of the place above.
    pub parent: String,
    /// Key of the place.
    pub place: String,
    /// Channel, group, office code or person key; empty for [`Margin::All`].
    pub key: String,
    /// Sheets.
    pub n: u64,
    /// Verdict of the disclosure gate.
    pub shown: Verdict,
    /// The counts, packed.
    pub counts: Vec<u8>,
}

impl TallyRow {
    /// The counts; `None` if they are of another layout.
    pub fn tally(&self, layout: &Layout) -> Option<Tally> {
        Tally::decode(layout, &self.counts)
    }
}

impl Store {
    /// Reads tallies, in the order of period, parent, place and key.
    pub fn tallies(&self, query: &TallyQuery<'_>) -> Result<Vec<TallyRow>, StoreError> {
        let mut connection = self.connection()?;
        load(&mut connection, query)
    }

    /// The form versions of which something was counted, each with its periods.
    pub fn counted_forms(&self) -> Result<Vec<(FormRef, Vec<Period>)>, StoreError> {
        self.read(|conn| {
            let mut forms: BTreeMap<FormRef, Vec<Period>> = BTreeMap::new();
            // Every question is one step along the primary key: hundreds of thousands of tallies are hopped over, not read.
            let mut form = String::new();
            loop {
                let next = tally::table.filter(tally::form.gt(&form));
                let next = next.select(tally::form).order(tally::form);
                let Some(found) = next.first::<String>(conn).optional()? else {
                    return Ok(forms.into_iter().collect());
                };
                form = found;
                for version in versions_of(conn, &form)? {
                    let periods = periods_of(conn, &form, version)?;
                    if !periods.is_empty() {
                        forms.insert(form_ref(form.clone(), version), periods);
                    }
                }
            }
        })
    }

    /// How many sheets lie sealed, and how many are counted. Sealed ones are told in total only.
    pub fn sheets(&self) -> Result<(u64, u64), StoreError> {
        self.read(|conn| {
            let waiting: i64 = ballot_box::table.count().get_result(conn)?;
            let counted = answer_block::table.select(blocks::total());
            Ok((
                waiting.unsigned_abs(),
                counted.get_result::<i64>(conn)?.unsigned_abs(),
            ))
        })
    }

    /// The channels in which a form version was handed out.
    pub fn channels(&self, form: &FormRef) -> Result<Vec<String>, StoreError> {
        let mut connection = self.connection()?;
        let channels = cell::table
            .filter(cell::form.eq(&form.id))
            .filter(cell::version.eq(version(form)))
            .select(cell::channel)
            .distinct()
            .order(cell::channel);
        Ok(channels.load(&mut *connection)?)
    }
}

/// The versions of a form that anything was counted with, in order.
fn versions_of(conn: &mut Database, form: &str) -> Result<Vec<i32>, StoreError> {
    let mut versions = Vec::new();
    loop {
        let own = tally::table.filter(tally::form.eq(form));
        let next = own.filter(tally::version.gt(versions.last().copied().unwrap_or(i32::MIN)));
        let next = next.select(tally::version).order(tally::version);
        match next.first::<i32>(conn).optional()? {
            Some(found) => versions.push(found),
            None => return Ok(versions),
        }
    }
}

/// The periods of which anything of the nation was counted with a form version, in order.
fn periods_of(conn: &mut Database, form: &str, version: i32) -> Result<Vec<Period>, StoreError> {
    let (mut periods, mut after) = (Vec::new(), String::new());
    loop {
        let own = tally::table
            .filter(tally::form.eq(form))
            .filter(tally::version.eq(version))
            .filter(tally::margin.eq(Margin::All.as_str()));
        let next = own
            .filter(tally::period.gt(&after))
            .select(tally::period)
            .order(tally::period);
        let Some(found) = next.first::<String>(conn).optional()? else {
            return Ok(periods);
        };
        let of_nation = own
            .filter(tally::period.eq(&found))
            .filter(tally::parent.eq(""))
            .select(tally::n);
        if of_nation.first::<i64>(conn).optional()?.is_some() {
            periods.push(found.parse()?);
        }
        after = found;
    }
}

/// Reads tallies, in the order of period, parent, place and key.
pub(super) fn load(
    conn: &mut Database,
    query: &TallyQuery<'_>,
) -> Result<Vec<TallyRow>, StoreError> {
    let periods = query.periods.iter().map(ToString::to_string);
    let rows = tally::table
        .filter(tally::form.eq(&query.form.id))
        .filter(tally::version.eq(version(query.form)))
        .filter(tally::margin.eq(query.margin.as_str()))
        .filter(tally::period.eq_any(periods.collect::<Vec<_>>()))
        .order((tally::period, tally::parent, tally::place, tally::key))
        .select((
            tally::period,
            tally::parent,
            tally::place,
            tally::key,
            tally::n,
            tally::shown,
            tally::counts,
        ));
    let rows: Vec<Row> = match query.scope {
        Scope::Everywhere => rows.load(conn)?,
        Scope::Below(parent) => rows.filter(tally::parent.eq(parent)).load(conn)?,
        Scope::Place { parent, place } => rows
            .filter(tally::parent.eq(parent))
            .filter(tally::place.eq(place))
            .load(conn)?,
    };
    rows.into_iter().map(read_row).collect()
}

pub(super) type Row = (String, String, String, String, i64, i16, Vec<u8>);

pub(super) fn read_row(
    (period, parent, place, key, n, shown, counts): Row,
) -> Result<TallyRow, StoreError> {
    Ok(TallyRow {
        period: period.parse()?,
        parent,
        place,
        key,
        n: n.unsigned_abs(),
        shown,
        counts,
    })
}

/// A row to be written.
#[derive(Insertable)]
#[diesel(table_name = tally, treat_none_as_default_value = false)]
pub(super) struct NewRow<'a> {
    pub form: &'a str,
    pub version: i32,
    pub margin: &'a str,
    pub period: String,
    pub parent: &'a str,
    pub place: &'a str,
    pub key: &'a str,
    pub n: i64,
    pub shown: Verdict,
    pub counts: Vec<u8>,
}

/// Rows a statement: ten values each, far below the limits of both databases.
pub(super) const ROWS: usize = 200;

/// Tallies of one place that are being raised.
pub(super) type Raised = (PlaceKey, BTreeMap<RowKey, Tally>);

/// Raises the tallies of places; many at once are quicker than one after the other. The caller holds the lock of
/// [`Store::count`].
pub(super) fn raise(
    conn: &mut Database,
    form: &FormRef,
    layout: &Layout,
    mut places: Vec<Raised>,
) -> Result<(), StoreError> {
    let mut known = Vec::new();
    for siblings in places.chunk_by_mut(|a, b| a.0.parent == b.0.parent) {
        for (place, key, counts) in stored(conn, form, siblings)? {
            let tally = Tally::decode(layout, &counts).ok_or_else(|| {
                StoreError::Unreadable(format!(
                    "the tally {} {} of {place}",
                    key.margin, key.period
                ))
            })?;
            let raised = siblings.iter_mut().find(|(own, _)| own.place == place);
            if let Some((place, rows)) = raised
                && let Some(mut sum) = rows.remove(&key)
            {
                sum.merge(&tally);
                known.push((place.clone(), key, sum));
            }
        }
    }
    let known: Vec<_> = known
        .iter()
        .map(|(place, key, tally)| NewRow::new(form, place, key, tally))
        .collect();
    for rows in known.chunks(ROWS) {
        on_both!(conn, c => diesel::insert_into(tally::table)
            .values(rows)
            .on_conflict(tally::table.primary_key())
            .do_update()
            .set((
                tally::n.eq(excluded(tally::n)),
                tally::shown.eq(excluded(tally::shown)),
                tally::counts.eq(excluded(tally::counts)),
            ))
            .execute(c))?;
    }
    let new: Vec<_> = places
        .iter()
        .flat_map(|(place, rows)| rows.iter().map(move |row| (place, row)))
        .map(|(place, (key, tally))| NewRow::new(form, place, key, tally))
        .collect();
    add_rows!(conn, tally::table, new, ROWS);
    Ok(())
}

impl<'a> NewRow<'a> {
    fn new(form: &'a FormRef, place: &'a PlaceKey, key: &'a RowKey, tally: &Tally) -> Self {
        Self {
            form: &form.id,
            version: version(form),
            margin: key.margin.as_str(),
            period: key.period.to_string(),
            parent: &place.parent,
            place: &place.place,
            key: &key.key,
            n: tally.respondents().cast_signed(),
            shown: HIDDEN,
            counts: tally.encode(),
        }
    }
}

/// What is stored of the rows that are about to be raised, of places with the same place above: one short piece of the
/// table for each margin and period.
fn stored(
    conn: &mut Database,
    form: &FormRef,
    siblings: &[Raised],
) -> Result<Vec<(String, RowKey, Vec<u8>)>, StoreError> {
    let places: Vec<&str> = siblings.iter().map(|(own, _)| own.place.as_str()).collect();
    let keys = siblings.iter().flat_map(|(_, rows)| rows.keys());
    let pieces: BTreeSet<_> = keys.map(|key| (key.margin, key.period)).collect();
    let mut stored = Vec::new();
    for (margin, period) in pieces {
        let found = tally::table
            .filter(tally::form.eq(&form.id))
            .filter(tally::version.eq(version(form)))
            .filter(tally::margin.eq(margin.as_str()))
            .filter(tally::period.eq(period.to_string()))
            .filter(tally::parent.eq(&siblings[0].0.parent))
            .filter(tally::place.eq_any(&places))
            .select((tally::place, tally::key, tally::counts));
        let found: Vec<(String, String, Vec<u8>)> = found.load(conn)?;
        stored.extend(found.into_iter().map(|(place, key, counts)| {
            let key = RowKey {
                margin,
                period,
                key,
            };
            (place, key, counts)
        }));
    }
    Ok(stored)
}
