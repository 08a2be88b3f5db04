//! Results that others published, with the files they were taken from (kết quả đã công bố).

use diesel::upsert::excluded;
use diesel::{ExpressionMethods, Insertable, QueryDsl, RunQueryDsl};

use chrono::NaiveDate;

use super::access::Store;
use super::database::Database;
use super::error::StoreError;
use super::schema::{published_entry, published_file};
use crate::index::Decimal;
use crate::published::{Entry, Rated, Spread};

/// What stands before the name of an agency in the column of units.
const AGENCY: &str = "agency:";
/// What stands between two sources of a row.
const BETWEEN: &str = " | ";
/// Rows a statement: fourteen values each, below the limits of both databases.
const ROWS: usize = 200;

/// A file whose rows were taken into a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFile {
    /// Id of the series.
    pub series: String,
    /// Name of the file.
    pub name: String,
    /// SHA-256 of the file.
    pub hash: [u8; 32],
    /// The day it was taken.
    pub taken_on: NaiveDate,
}

impl Store {
    /// Takes the rows of a file in place of those the same file had before in this series: all of them, or none.
    pub fn take_published(
        &self,
        file: &PublishedFile,
        entries: &[Entry],
    ) -> Result<(), StoreError> {
        self.write(|conn| {
            let own = published_entry::table
                .filter(published_entry::series.eq(&file.series))
                .filter(published_entry::file.eq(&file.name));
            on_both!(conn, c => diesel::delete(own).execute(c))?;
            let row = (
                published_file::series.eq(&file.series),
                published_file::file.eq(&file.name),
                published_file::hash.eq(file.hash.as_slice()),
                published_file::taken_on.eq(file.taken_on.to_string()),
            );
            on_both!(conn, c => diesel::insert_into(published_file::table)
                .values(row)
                .on_conflict((published_file::series, published_file::file))
                .do_update()
                .set((
                    published_file::hash.eq(excluded(published_file::hash)),
                    published_file::taken_on.eq(excluded(published_file::taken_on)),
                ))
                .execute(c))?;
            let rows: Vec<_> = entries
                .iter()
                .map(|entry| NewRow::new(file, entry))
                .collect();
            for rows in rows.chunks(ROWS) {
                on_both!(conn, c => diesel::insert_into(published_entry::table)
                    .values(rows)
                    .execute(c))?;
            }
            Ok(())
        })
    }

    /// The rows of a series, or of some of its years, by year, file and line.
    pub fn published(&self, series: &str, years: Option<&[u16]>) -> Result<Vec<Entry>, StoreError> {
        let mut connection = self.connection()?;
        rows_of(&mut connection, series, years)
    }

    /// The files that were taken, with the number of their rows, by series and name.
    pub fn published_files(&self) -> Result<Vec<(PublishedFile, u64)>, StoreError> {
        self.read(|conn| {
            let files = published_file::table.order((published_file::series, published_file::file));
            let files: Vec<(String, String, Vec<u8>, String)> = files.load(conn)?;
            let counted = |(series, name, hash, taken_on): (String, String, Vec<u8>, String)| {
                let unreadable = |what: &str| {
                    StoreError::Unreadable(format!("the {what} of the published file {name}"))
                };
                let rows = published_entry::table
                    .filter(published_entry::series.eq(&series))
                    .filter(published_entry::file.eq(&name))
                    .count()
                    .get_result::<i64>(conn)?;
                let hash = hash.try_into().map_err(|_| unreadable("hash"))?;
                let taken_on = taken_on.parse().map_err(|_| unreadable("day"))?;
                let file = PublishedFile {
                    series,
                    name,
                    hash,
                    taken_on,
                };
                Ok((file, rows.unsigned_abs()))
            };
            files.into_iter().map(counted).collect()
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = published_entry, treat_none_as_default_value = false)]
struct NewRow<'a> {
    series: &'a str,
    file: &'a str,
    line: i64,
    year: i32,
    unit: String,
    name: &'a str,
    value: String,
    rank: i32,
    lowest: String,
    median: String,
    highest: String,
    source: String,
    status: &'a str,
    note: &'a str,
}

impl<'a> NewRow<'a> {
    fn new(file: &'a PublishedFile, entry: &'a Entry) -> Self {
        let text = |value: Option<Decimal>| value.map_or_else(String::new, |v| v.to_string());
        let rank = entry
            .rank
            .map_or(0, |rank| i32::try_from(rank).unwrap_or(i32::MAX));
        Self {
            series: &file.series,
            file: &file.name,
            line: entry.line.cast_signed(),
            year: entry.year.into(),
            unit: match &entry.rated {
                Rated::Place(id) => id.to_string(),
                Rated::Agency(name) => format!("{AGENCY}{name}"),
            },
            name: &entry.name,
            value: text(entry.value),
            rank,
            lowest: text(entry.spread.min),
            median: text(entry.spread.median),
            highest: text(entry.spread.max),
            source: entry.sources.join(BETWEEN),
            status: &entry.status,
            note: &entry.note,
        }
    }
}

/// line, year, unit, name, value, rank, lowest, median, highest, source, status, note.
type Row = (
    i64,
    i32,
    String,
    String,
    String,
    i32,
    String,
    String,
    String,
    String,
    String,
    String,
);

fn rows_of(
    conn: &mut Database,
    series: &str,
    years: Option<&[u16]>,
) -> Result<Vec<Entry>, StoreError> {
    use published_entry as row;
    let rows = row::table
        .filter(row::series.eq(series))
        .order((row::year, row::file, row::line))
        .select((
            row::line,
            row::year,
            row::unit,
            row::name,
            row::value,
            row::rank,
            row::lowest,
            row::median,
            row::highest,
            row::source,
            row::status,
            row::note,
        ));
    let rows: Vec<Row> = match years {
        None => rows.load(conn)?,
        Some(years) => {
            let years: Vec<i32> = years.iter().map(|&year| year.into()).collect();
            rows.filter(row::year.eq_any(years)).load(conn)?
        }
    };
    rows.into_iter()
        .map(|row| {
            let (line, year) = (row.0, row.1);
            read_row(row).ok_or_else(|| {
                StoreError::Unreadable(format!("line {line} of the year {year} of {series}"))
            })
        })
        .collect()
}

fn read_row(row: Row) -> Option<Entry> {
    let (line, year, unit, name, value, rank, lowest, median, highest, source, status, note) = row;
    let number = |text: String| match text.as_str() {
        "" => Some(None),
        text => text.parse::<Decimal>().ok().map(Some),
    };
    Some(Entry {
        line: line.unsigned_abs(),
        year: year.try_into().ok()?,
        rated: match unit.strip_prefix(AGENCY) {
            Some(name) => Rated::Agency(name.to_owned()),
            None => Rated::Place(unit.parse().ok()?),
        },
        name,
        value: number(value)?,
        rank: u32::try_from(rank).ok().filter(|&rank| rank > 0),
        spread: Spread {
            min: number(lowest)?,
            median: number(median)?,
            max: number(highest)?,
        },
        sources: source
            .split(BETWEEN)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect(),
        status,
        note,
    })
}
