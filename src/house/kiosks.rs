//! Kiosks (máy khảo sát): a code of staff makes a device one, and what it is told at each heartbeat.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use rand::RngExt as _;
use sha2::{Digest as _, Sha256};

use super::{House, HouseError};
use crate::ballot::BoxPublic;
use crate::clock::{days_after, local};
use crate::period::Period;
use crate::store::Kiosk;

/// Letters and digits that are not taken for one another.
const ALPHABET: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";
/// Characters of a code: 40 bits, used once, for a day, behind a limit on misses.
const CODE: usize = 8;
const CODE_SECONDS: i64 = 24 * 3600;
const QUARTER_SECONDS: i64 = 900;
/// Days after its month until which a sheet that a kiosk sealed is taken.
pub const QUEUE_DAYS: u32 = 7;

/// A public box key for a kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KioskKey {
    /// Its month.
    pub month: Period,
    /// Whoever has it can seal, nobody can open.
    pub public: BoxPublic,
    /// Seconds from now until it is to be used; 0 for the key of this month. Seconds and not a date: the clock of a device
    /// may be years off.
    pub begins_in: u64,
}

impl House {
    /// Makes a code with which one device can become a kiosk of this collection point, once and for a day.
    pub fn kiosk_code(&self, point: &str) -> Result<String, HouseError> {
        let random: [u8; CODE] = rand::rng().random();
        let letter = |byte: &u8| char::from(ALPHABET[usize::from(byte % 32)]);
        let code: String = random.iter().map(letter).collect();
        let now = self.clock.now().timestamp();
        let hash = code_hash(point, &code);
        self.store
            .issue_kiosk_code(&hash, point, now, now + CODE_SECONDS)?;
        let (left, right) = code.split_at(CODE / 2);
        Ok(format!("{left}-{right}"))
    }

    /// Makes a device a kiosk of this collection point and returns what it keeps, `kd_…_…`; `None` when the code is wrong,
    /// used or too old.
    pub fn enrol_kiosk(&self, point: &str, code: &str) -> Result<Option<String>, HouseError> {
        let code: String = code
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let mut random = rand::rng();
        let (id, secret): ([u8; 6], [u8; 32]) = (random.random(), random.random());
        let (id, secret) = (HEXLOWER.encode(&id), BASE64URL_NOPAD.encode(&secret));
        let new = Kiosk {
            id: id.clone(),
            point: point.to_owned(),
            secret_hash: Sha256::digest(secret.as_bytes()).into(),
            seen: self.quarter(),
            waiting: 0,
            revoked: false,
        };
        let now = self.clock.now().timestamp();
        let enrolled = self
            .store
            .enrol_kiosk(&code_hash(point, &code), now, &new)?;
        Ok(enrolled.then(|| format!("kd_{id}_{secret}")))
    }

    /// The kiosk of this collection point that keeps this text, unless it was shut out.
    pub fn kiosk(&self, point: &str, kept: &str) -> Result<Option<Kiosk>, HouseError> {
        let halves = kept
            .strip_prefix("kd_")
            .and_then(|rest| rest.split_once('_'));
        let Some((id, secret)) = halves else {
            return Ok(None);
        };
        let hash: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
        let kiosk = self.store.kiosk(id)?.filter(|kiosk| {
            let pairs = kiosk.secret_hash.iter().zip(hash);
            let differences = pairs.fold(0, |differences, (a, b)| differences | (a ^ b));
            differences == 0 && !kiosk.revoked && kiosk.point == point
        });
        Ok(kiosk)
    }

    /// Takes the heartbeat of a kiosk: how many sealed sheets wait on it. The time is kept to the quarter of an hour.
    pub fn hear_kiosk(&self, kiosk: &Kiosk, waiting: u64) -> Result<(), HouseError> {
        Ok(self.store.hear_kiosk(&kiosk.id, self.quarter(), waiting)?)
    }

    /// The public box keys of this month and the next, so that a kiosk without a network gets over the end of a month.
    pub fn kiosk_keys(&self) -> Result<[KioskKey; 2], HouseError> {
        let now = local(self.clock.now());
        let month = Period::month_of(now.date_naive());
        let next = Period::month_of(days_after(month.last_day(), 1));
        let midnight = next.first_day().and_time(chrono::NaiveTime::MIN);
        let left = midnight.signed_duration_since(now.naive_local());
        let key = |month, begins_in| {
            let public = self.keys.box_public(month)?;
            Ok::<_, HouseError>(KioskKey {
                month,
                public,
                begins_in,
            })
        };
        Ok([
            key(month, 0)?,
            key(next, left.num_seconds().max(0).unsigned_abs())?,
        ])
    }

    /// Whether a sheet that a kiosk sealed to the key of this month is still taken: during its month and
    /// [`QUEUE_DAYS`] longer, as long as the month is not closed; and from the evening before it, for clocks that go
    /// fast.
    pub fn takes_from_kiosks(&self, month: Period) -> bool {
        let today = self.clock.today();
        let grace = QUEUE_DAYS.min(self.settings.opening.close_days.saturating_sub(1));
        days_after(today, 1) >= month.first_day() && today <= days_after(month.last_day(), grace)
    }

    /// Now, in quarters of an hour since 1970 UTC.
    fn quarter(&self) -> i64 {
        self.clock.now().timestamp() / QUARTER_SECONDS
    }
}

/// The moment of a quarter of an hour, as people in Vietnam read it: `22/11/2026 14:15`.
pub fn quarter_in_words(quarter: i64) -> String {
    chrono::DateTime::from_timestamp(quarter.saturating_mul(QUARTER_SECONDS), 0)
        .map(|moment| local(moment).format("%d/%m/%Y %H:%M").to_string())
        .unwrap_or_default()
}

fn code_hash(point: &str, code: &str) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(b"kiosk code 1");
    digest.update((point.len() as u64).to_be_bytes());
    digest.update(point);
    digest.update(code);
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};

    use super::*;
    use crate::clock::Clock;
    use crate::config::Settings;

    /// A house on a day of 2026, at noon in Vietnam.
    fn house(folder: &std::path::Path, month: u32, day: u32) -> House {
        let settings = Settings {
            data: folder.to_owned(),
            ..Settings::default()
        };
        let moment = Utc.with_ymd_and_hms(2026, month, day, 5, 0, 0).unwrap();
        House {
            clock: Clock::Fixed(moment),
            ..House::open(settings).unwrap()
        }
    }

    #[test]
    fn a_kiosk_gets_over_the_end_of_a_month() {
        let folder = tempfile::tempdir().unwrap();
        let [now, next] = house(folder.path(), 11, 30).kiosk_keys().unwrap();
        assert_eq!(
            (now.month.to_string(), now.begins_in),
            ("2026-11".into(), 0)
        );
        assert_eq!(
            (next.month.to_string(), next.begins_in),
            ("2026-12".into(), 12 * 3600)
        );
        assert_ne!(now.public, next.public);
        let [december, _] = house(folder.path(), 12, 1).kiosk_keys().unwrap();
        assert_eq!(december.public, next.public);
    }

    #[test]
    fn sealed_sheets_are_taken_for_seven_days_after_their_month() {
        let folder = tempfile::tempdir().unwrap();
        let november = Period::month(2026, 11).unwrap();
        let taken = |month, day| house(folder.path(), month, day).takes_from_kiosks(november);
        assert!(!taken(10, 30));
        for (month, day) in [(10, 31), (11, 1), (11, 30), (12, 7)] {
            assert!(taken(month, day), "{day}/{month}");
        }
        assert!(!taken(12, 8));
    }

    #[test]
    fn a_contact_is_told_to_the_quarter_of_an_hour() {
        assert_eq!(quarter_in_words(1_977_825), "29/05/2026 15:15");
    }
}
