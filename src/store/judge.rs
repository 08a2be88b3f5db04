//! The verdict of the disclosure gate, stored beside the counts it is about.
//!
//! The gate itself is pure and lives with the findings; here its verdicts are written in the transaction that
//! raised the tallies, so that no reader ever sees counts with the verdict of others.

use std::collections::{BTreeMap, BTreeSet};

use diesel::upsert::excluded;
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl, Table};

use super::access::Store;
use super::database::Database;
use super::error::StoreError;
use super::registry::version;
use super::releases;
use super::schema::tally;
use super::tallies::{NewRow, ROWS};
use crate::ballot::{FormRef, Margin};
use crate::period::Period;

/// What the gate said of a tally. The store knows only [`HIDDEN`]; the other values are the gate's.
pub type Verdict = i16;

/// Not judged yet: nothing may be shown.
pub(super) const HIDDEN: Verdict = 0;

/// One tally as the gate sees it: everything but the counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatticeCell {
    /// Split by what.
    pub margin: Margin,
    /// Month, quarter or year.
    pub period: Period,
    /// Key of the place above.
    pub parent: String,
    /// Key of the place.
    pub place: String,
    /// Channel, group, office code or person key.
    pub key: String,
    /// Sheets.
    pub n: u64,
    /// The verdict so far.
    pub shown: Verdict,
    /// What releases froze of this cell, the newest first: one entry for each release of its period.
    pub editions: Vec<Edition>,
    /// Whether the newest edition is what everybody reads, so that there is nothing to judge.
    pub frozen: bool,
}

/// A cell as a release froze it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// Sheets; 0 when the cell had none.
    pub n: u64,
    /// The verdict it was published with.
    pub shown: Verdict,
}

/// Judges all tallies of one form version and one calendar year together; one verdict each, in the same order.
pub type Judge<'a> = dyn Fn(&FormRef, &[LatticeCell]) -> Vec<Verdict> + 'a;

impl Store {
    /// All tallies of a form version in a calendar year, without their counts.
    pub fn lattice(&self, form: &FormRef, year: u16) -> Result<Vec<LatticeCell>, StoreError> {
        let mut connection = self.connection()?;
        lattice(&mut connection, form, year)
    }

    /// Judges everything of a form version again, e.g. after the threshold changed.
    pub fn rejudge(&self, form: &FormRef, judge: &Judge<'_>) -> Result<(), StoreError> {
        self.count(|conn| {
            let periods = tally::table
                .filter(tally::form.eq(&form.id))
                .filter(tally::version.eq(version(form)))
                .filter(tally::margin.eq(Margin::All.as_str()))
                .filter(tally::parent.eq(""))
                .select(tally::period);
            let mut years = BTreeSet::new();
            for period in periods.load::<String>(conn)? {
                years.insert(period.parse::<Period>()?.calendar_year());
            }
            years
                .into_iter()
                .try_for_each(|year| judge_year(conn, form, year, judge))
        })
    }
}

pub(super) fn lattice(
    conn: &mut Database,
    form: &FormRef,
    year: u16,
) -> Result<Vec<LatticeCell>, StoreError> {
    let year = Period::year(year);
    let quarters = year.parts();
    let periods = std::iter::once(year).chain(quarters).chain(year.months());
    let periods: Vec<_> = periods.map(|period| period.to_string()).collect();
    let margins = [
        Margin::All,
        Margin::Channel,
        Margin::Group,
        Margin::Office,
        Margin::Person,
    ];
    let rows = tally::table
        .filter(tally::form.eq(&form.id))
        .filter(tally::version.eq(version(form)))
        .filter(tally::margin.eq_any(margins.map(Margin::as_str)))
        .filter(tally::period.eq_any(periods))
        .select((
            tally::margin,
            tally::period,
            tally::parent,
            tally::place,
            tally::key,
            tally::n,
            tally::shown,
        ));
    let rows: Vec<(String, String, String, String, String, i64, i16)> = rows.load(conn)?;
    let cells = rows
        .into_iter()
        .map(|(margin, period, parent, place, key, n, shown)| {
            Ok(LatticeCell {
                margin: margin.parse()?,
                period: period.parse()?,
                parent,
                place,
                key,
                n: n.unsigned_abs(),
                shown,
                editions: Vec::new(),
                frozen: false,
            })
        });
    let mut cells = cells.collect::<Result<Vec<_>, StoreError>>()?;
    releases::remember(conn, form, &mut cells)?;
    Ok(cells)
}

/// Judges one form version and year, and writes the verdicts that changed.
pub(super) fn judge_year(
    conn: &mut Database,
    form: &FormRef,
    year: u16,
    judge: &Judge<'_>,
) -> Result<(), StoreError> {
    let cells = lattice(conn, form, year)?;
    let verdicts = judge(form, &cells);
    write(conn, form, &cells, &verdicts)
}

/// Writes the verdicts that changed. The cells of one margin, one period and one place above mostly share theirs: one
/// statement then does for all.
pub(super) fn write(
    conn: &mut Database,
    form: &FormRef,
    cells: &[LatticeCell],
    verdicts: &[Verdict],
) -> Result<(), StoreError> {
    let mut families: BTreeMap<_, Vec<(&LatticeCell, Verdict)>> = BTreeMap::new();
    for (cell, &verdict) in cells.iter().zip(verdicts) {
        let family = (cell.margin, cell.period, cell.parent.as_str());
        families.entry(family).or_default().push((cell, verdict));
    }
    let mut single = Vec::new();
    for ((margin, period, parent), family) in families {
        let changed = |(cell, verdict): &&(&LatticeCell, Verdict)| cell.shown != *verdict;
        let Some(&(_, verdict)) = family.iter().find(changed) else {
            continue;
        };
        if family.len() > 1 && family.iter().all(|(_, own)| *own == verdict) {
            let rows = tally::table
                .filter(tally::form.eq(&form.id))
                .filter(tally::version.eq(version(form)))
                .filter(tally::margin.eq(margin.as_str()))
                .filter(tally::period.eq(period.to_string()))
                .filter(tally::parent.eq(parent))
                .filter(tally::shown.ne(verdict));
            diesel::update(rows)
                .set(tally::shown.eq(verdict))
                .execute(conn)?;
        } else {
            let changed = family.iter().filter(changed);
            single.extend(changed.map(|(cell, verdict)| changed_row(form, cell, *verdict)));
        }
    }
    for rows in single.chunks(ROWS) {
        // Every row exists and is locked, so this only ever updates: one statement for many rows.
        on_both!(conn, c => diesel::insert_into(tally::table)
            .values(rows)
            .on_conflict(tally::table.primary_key())
            .do_update()
            .set(tally::shown.eq(excluded(tally::shown)))
            .execute(c))?;
    }
    Ok(())
}

fn changed_row<'a>(form: &'a FormRef, cell: &'a LatticeCell, verdict: Verdict) -> NewRow<'a> {
    NewRow {
        form: &form.id,
        version: version(form),
        margin: cell.margin.as_str(),
        period: cell.period.to_string(),
        parent: &cell.parent,
        place: &cell.place,
        key: &cell.key,
        n: 1,
        shown: verdict,
        counts: Vec::new(),
    }
}
