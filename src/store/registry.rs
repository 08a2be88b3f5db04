//! Forms in use, offices, collection points and the cells they make.

use diesel::upsert::excluded;
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::access::Store;
use super::audit::NewEntry;
use super::database::Database;
use super::error::StoreError;
use super::schema::{cell, collection_point, form_version, office};
use crate::ballot::{Cell, CellId, Channel, FormRef, PlacePath};

/// An office whose service is asked about (cơ quan, bộ phận một cửa).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Code, e.g. the identifier of the national document system.
    pub code: String,
    /// Name as on its sign.
    pub name: String,
    /// Kind, free text such as `one_stop`, `department`.
    pub kind: String,
    /// Where it stands.
    pub place: PlacePath,
}

/// A place where anybody can answer without an invitation (điểm khảo sát): a poster, a kiosk, a widget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionPoint {
    /// Code, part of its address.
    pub code: String,
    /// Code of its office.
    pub office: String,
    /// Form handed out there.
    pub form: String,
    /// Name.
    pub name: String,
    /// Whether it takes sheets now.
    pub open: bool,
}

/// A published form version whose file is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{form} was published with the hash {recorded} and its file now has {found}: restore the file, or publish the change as a new version"
)]
pub struct FormChanged {
    /// Which form.
    pub form: FormRef,
    /// Hash at first use, hex.
    pub recorded: String,
    /// Hash of the file now, hex.
    pub found: String,
}

impl Store {
    /// Records the hash of a form version at first use; the inner result is an error if it changed since.
    pub fn record_form(
        &self,
        form: &FormRef,
        hash: &[u8; 32],
    ) -> Result<Result<(), FormChanged>, StoreError> {
        let version = version(form);
        let recorded = self.write(|conn| {
            let known = form_version::table
                .find((&form.id, version))
                .select(form_version::hash);
            if let Some(known) = known.first::<Vec<u8>>(conn).optional()? {
                return Ok(known);
            }
            let row = (
                form_version::form.eq(&form.id),
                form_version::version.eq(version),
                form_version::hash.eq(hash.as_slice()),
            );
            on_both!(conn, c => diesel::insert_into(form_version::table).values(row).execute(c))?;
            Ok(hash.to_vec())
        })?;
        Ok(if recorded == hash {
            Ok(())
        } else {
            let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
            Err(FormChanged {
                form: form.clone(),
                recorded: hex(&recorded),
                found: hex(hash),
            })
        })
    }

    /// The form versions in use, with their hashes.
    pub fn forms(&self) -> Result<Vec<(FormRef, Vec<u8>)>, StoreError> {
        let mut connection = self.connection()?;
        let rows = form_version::table.order((form_version::form, form_version::version));
        let rows: Vec<(String, i32, Vec<u8>)> = rows.load(&mut *connection)?;
        let named = rows
            .into_iter()
            .map(|(id, version, hash)| (form_ref(id, version), hash));
        Ok(named.collect())
    }

    /// Registers an office, or changes its name, kind and place. Sheets already accepted keep their place.
    pub fn register_office(&self, new: &Office) -> Result<(), StoreError> {
        self.write(|conn| Ok(write_office(conn, new)?))
    }

    /// The same, with its line in the log.
    pub fn keep_office(&self, new: &Office, entry: &NewEntry<'_>) -> Result<(), StoreError> {
        let kept = self.recording(entry, |conn| {
            write_office(conn, new)?;
            Ok(true)
        });
        kept.map(drop)
    }

    /// An office by its code.
    pub fn office(&self, code: &str) -> Result<Option<Office>, StoreError> {
        let mut connection = self.connection()?;
        Ok(find_office(&mut connection, code)?)
    }

    /// All offices, by code.
    pub fn offices(&self) -> Result<Vec<Office>, StoreError> {
        let mut connection = self.connection()?;
        let rows: Vec<OfficeRow> = office::table.order(office::code).load(&mut *connection)?;
        Ok(rows.into_iter().map(read_office).collect())
    }

    /// Registers a collection point, or changes it. Its office must be registered.
    pub fn register_collection_point(&self, new: &CollectionPoint) -> Result<(), StoreError> {
        self.write(|conn| Ok(write_point(conn, new)?))
    }

    /// The same, with its line in the log.
    pub fn keep_collection_point(
        &self,
        new: &CollectionPoint,
        entry: &NewEntry<'_>,
    ) -> Result<(), StoreError> {
        let kept = self.recording(entry, |conn| {
            write_point(conn, new)?;
            Ok(true)
        });
        kept.map(drop)
    }

    /// A collection point with its office.
    pub fn collection_point(
        &self,
        code: &str,
    ) -> Result<Option<(CollectionPoint, Office)>, StoreError> {
        let mut connection = self.connection()?;
        find_point(&mut connection, code)
    }

    /// All collection points, by code.
    pub fn collection_points(&self) -> Result<Vec<CollectionPoint>, StoreError> {
        let mut connection = self.connection()?;
        let rows = collection_point::table.order(collection_point::code);
        let rows: Vec<PointRow> = rows.load(&mut *connection)?;
        Ok(rows.into_iter().map(read_point).collect())
    }
}

type OfficeRow = (String, String, String, String, String);
type PointRow = (String, String, String, String, bool);
pub(super) type CellRow = (i64, String, i32, String, String, String, String);

fn write_office(conn: &mut Database, new: &Office) -> diesel::QueryResult<()> {
    let row = (
        office::code.eq(&new.code),
        office::name.eq(&new.name),
        office::kind.eq(&new.kind),
        office::province.eq(new.place.province_column()),
        office::commune.eq(new.place.commune_column()),
    );
    on_both!(conn, c => diesel::insert_into(office::table)
        .values(row)
        .on_conflict(office::code)
        .do_update()
        .set((
            office::name.eq(excluded(office::name)),
            office::kind.eq(excluded(office::kind)),
            office::province.eq(excluded(office::province)),
            office::commune.eq(excluded(office::commune)),
        ))
        .execute(c))?;
    Ok(())
}

fn write_point(conn: &mut Database, new: &CollectionPoint) -> diesel::QueryResult<()> {
    let row = (
        collection_point::code.eq(&new.code),
        collection_point::office.eq(&new.office),
        collection_point::form.eq(&new.form),
        collection_point::name.eq(&new.name),
        collection_point::open.eq(new.open),
    );
    on_both!(conn, c => diesel::insert_into(collection_point::table)
        .values(row)
        .on_conflict(collection_point::code)
        .do_update()
        .set((
            collection_point::office.eq(excluded(collection_point::office)),
            collection_point::form.eq(excluded(collection_point::form)),
            collection_point::name.eq(excluded(collection_point::name)),
            collection_point::open.eq(excluded(collection_point::open)),
        ))
        .execute(c))?;
    Ok(())
}

fn read_office((code, name, kind, province, commune): OfficeRow) -> Office {
    Office {
        code,
        name,
        kind,
        place: PlacePath::from_columns(&province, &commune),
    }
}

fn read_point((code, office, form, name, open): PointRow) -> CollectionPoint {
    CollectionPoint {
        code,
        office,
        form,
        name,
        open,
    }
}

pub(super) fn find_office(conn: &mut Database, code: &str) -> diesel::QueryResult<Option<Office>> {
    let row: Option<OfficeRow> = office::table.find(code).first(conn).optional()?;
    Ok(row.map(read_office))
}

pub(super) fn find_point(
    conn: &mut Database,
    code: &str,
) -> Result<Option<(CollectionPoint, Office)>, StoreError> {
    let row: Option<PointRow> = collection_point::table.find(code).first(conn).optional()?;
    let Some(point) = row.map(read_point) else {
        return Ok(None);
    };
    let office = find_office(conn, &point.office)?;
    Ok(office.map(|office| (point, office)))
}

pub(super) fn read_cell(row: CellRow) -> Result<(CellId, Cell), StoreError> {
    let (id, form, version, office, province, commune, channel) = row;
    let cell = Cell {
        form: form_ref(form, version),
        office,
        place: PlacePath::from_columns(&province, &commune),
        channel: channel.parse::<Channel>()?,
    };
    Ok((CellId(id), cell))
}

pub(super) fn find_cell(conn: &mut Database, id: CellId) -> Result<Option<Cell>, StoreError> {
    let row: Option<CellRow> = cell::table.find(id.0).first(conn).optional()?;
    row.map(|row| Ok(read_cell(row)?.1)).transpose()
}

pub(super) fn record_cell(conn: &mut Database, new: &Cell) -> diesel::QueryResult<CellId> {
    let row = (
        cell::id.eq(new.id().0),
        cell::form.eq(&new.form.id),
        cell::version.eq(version(&new.form)),
        cell::office.eq(&new.office),
        cell::province.eq(new.place.province_column()),
        cell::commune.eq(new.place.commune_column()),
        cell::channel.eq(new.channel.as_str()),
    );
    on_both!(conn, c => diesel::insert_into(cell::table)
        .values(row)
        .on_conflict(cell::id)
        .do_nothing()
        .execute(c))?;
    Ok(new.id())
}

/// The version as the column has it.
pub(super) fn version(form: &FormRef) -> i32 {
    i32::try_from(form.version).unwrap_or(i32::MAX)
}

pub(super) fn form_ref(id: String, version: i32) -> FormRef {
    FormRef {
        id,
        version: version.unsigned_abs(),
    }
}
