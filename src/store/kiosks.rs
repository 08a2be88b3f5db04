//! Devices that stand at collection points (máy khảo sát): enrolled once with a code, known by the hash of a secret.
//!
//! Nothing here knows of sheets. When a kiosk was last in contact is kept to the quarter of an hour, and moved by its
//! heartbeat only.

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::access::Store;
use super::error::StoreError;
use super::schema::{kiosk, kiosk_code};

/// A device at a collection point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kiosk {
    /// Public half of what the device keeps.
    pub id: String,
    /// Code of its collection point.
    pub point: String,
    /// SHA-256 of the secret half; compare in constant time.
    pub secret_hash: [u8; 32],
    /// The last heartbeat, in quarters of an hour since 1970 UTC.
    pub seen: i64,
    /// Sealed sheets that waited on the device at that heartbeat.
    pub waiting: u64,
    /// Whether it was shut out.
    pub revoked: bool,
}

impl Store {
    /// Keeps the hash of a code that makes one device a kiosk of `point` until `ends` (seconds since 1970 UTC); codes that
    /// ended before `now` go.
    pub fn issue_kiosk_code(
        &self,
        hash: &[u8; 32],
        point: &str,
        now: i64,
        ends: i64,
    ) -> Result<(), StoreError> {
        self.write(|conn| {
            diesel::delete(kiosk_code::table.filter(kiosk_code::ends.le(now))).execute(conn)?;
            diesel::insert_into(kiosk_code::table)
                .values((
                    kiosk_code::hash.eq(hash.as_slice()),
                    kiosk_code::point.eq(point),
                    kiosk_code::ends.eq(ends),
                ))
                .execute(conn)?;
            Ok(())
        })
    }

    /// Uses a code up and keeps the new kiosk; `false` when there is no such code of its point, or it has ended.
    pub fn enrol_kiosk(&self, code: &[u8; 32], now: i64, new: &Kiosk) -> Result<bool, StoreError> {
        self.write(|conn| {
            let code = kiosk_code::table
                .find(code.as_slice())
                .filter(kiosk_code::point.eq(&new.point))
                .filter(kiosk_code::ends.gt(now));
            if diesel::delete(code).execute(conn)? == 0 {
                return Ok(false);
            }
            diesel::insert_into(kiosk::table)
                .values((
                    kiosk::id.eq(&new.id),
                    kiosk::point.eq(&new.point),
                    kiosk::secret_hash.eq(new.secret_hash.as_slice()),
                    kiosk::seen.eq(new.seen),
                    kiosk::waiting.eq(new.waiting.cast_signed()),
                    kiosk::revoked.eq(new.revoked),
                ))
                .execute(conn)?;
            Ok(true)
        })
    }

    /// A kiosk by its public half, shut out ones included.
    pub fn kiosk(&self, id: &str) -> Result<Option<Kiosk>, StoreError> {
        let mut connection = self.connection()?;
        let row: Option<Row> = kiosk::table.find(id).first(&mut *connection).optional()?;
        row.map(read).transpose()
    }

    /// All kiosks, by collection point.
    pub fn kiosks(&self) -> Result<Vec<Kiosk>, StoreError> {
        let mut connection = self.connection()?;
        let rows = kiosk::table.order((kiosk::point, kiosk::id));
        let rows: Vec<Row> = rows.load(&mut *connection)?;
        rows.into_iter().map(read).collect()
    }

    /// Keeps what the heartbeat of a kiosk said. `seen` is in quarters of an hour since 1970 UTC.
    pub fn hear_kiosk(&self, id: &str, seen: i64, waiting: u64) -> Result<(), StoreError> {
        self.write(|conn| {
            let waiting = i64::try_from(waiting).unwrap_or(i64::MAX);
            diesel::update(kiosk::table.find(id))
                .set((kiosk::seen.eq(seen), kiosk::waiting.eq(waiting)))
                .execute(conn)?;
            Ok(())
        })
    }

    /// Shuts a kiosk out; returns whether there was one.
    pub fn revoke_kiosk(&self, id: &str) -> Result<bool, StoreError> {
        self.write(|conn| {
            let kiosk = diesel::update(kiosk::table.find(id)).set(kiosk::revoked.eq(true));
            Ok(kiosk.execute(conn)? == 1)
        })
    }
}

type Row = (String, String, Vec<u8>, i64, i64, bool);

fn read((id, point, hash, seen, waiting, revoked): Row) -> Result<Kiosk, StoreError> {
    let hash = hash.try_into();
    Ok(Kiosk {
        secret_hash: hash.map_err(|_| StoreError::Unreadable(format!("kiosk {id}")))?,
        id,
        point,
        seen,
        waiting: waiting.unsigned_abs(),
        revoked,
    })
}
