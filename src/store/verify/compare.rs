//! Compares the stored tallies with the recounted ones.

use std::collections::BTreeMap;

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};
use sha2::{Digest, Sha256};

use super::super::database::Database;
use super::super::error::StoreError;
use super::super::registry::version;
use super::super::schema::tally;
use super::recount::{Check, Recounted};
use crate::ballot::{FormRef, Margin, PlaceKey, RowKey, TallyBook};
use crate::index::{Layout, Tally};
use crate::period::{Period, Width};

impl Check<'_> {
    /// Reads the stored tallies page by page, and says each difference.
    pub(super) fn compare(
        &mut self,
        conn: &mut Database,
        form: &FormRef,
        layout: &Layout,
        mut recounted: Recounted,
        book: &TallyBook,
    ) -> Result<(), StoreError> {
        let pages = tally::table
            .filter(tally::form.eq(&form.id))
            .filter(tally::version.eq(version(form)))
            .select((tally::margin, tally::period))
            .distinct();
        let mut persons: BTreeMap<(PlaceKey, Period, String), Tally> = BTreeMap::new();
        for (margin, period) in pages.load::<(String, String)>(conn)? {
            let rows = tally::table
                .filter(tally::form.eq(&form.id))
                .filter(tally::version.eq(version(form)))
                .filter(tally::margin.eq(&margin))
                .filter(tally::period.eq(&period))
                .select((
                    tally::parent,
                    tally::place,
                    tally::key,
                    tally::n,
                    tally::counts,
                ));
            let (margin, period): (Margin, Period) = (margin.parse()?, period.parse()?);
            for (parent, place, key, n, counts) in
                rows.load::<(String, String, String, i64, Vec<u8>)>(conn)?
            {
                self.found.tallies += 1;
                let place = PlaceKey { parent, place };
                let row = RowKey {
                    margin,
                    period,
                    key,
                };
                if margin == Margin::Person {
                    self.add_person(form, layout, (place, row), n, &counts, &mut persons);
                } else {
                    self.compare_one(form, (place, row), n, &counts, &mut recounted);
                }
            }
        }
        for ((place, row), (n, _)) in recounted {
            self.say(format!(
                "{} is missing, and {n} counted sheets belong to it.",
                name(form, &place, &row)
            ));
        }
        self.compare_persons(form, &persons, book, layout);
        Ok(())
    }

    fn compare_one(
        &mut self,
        form: &FormRef,
        key: (PlaceKey, RowKey),
        n: i64,
        counts: &[u8],
        recounted: &mut Recounted,
    ) {
        let name = name(form, &key.0, &key.1);
        match recounted.remove(&key) {
            None => self.say(format!(
                "{name} says {n} sheets, and no counted sheet belongs to it."
            )),
            Some((truth, _)) if truth != n.unsigned_abs() => {
                self.say(format!("{name} says {n} sheets, and {truth} were counted."));
            }
            Some((_, truth)) if truth != digest_bytes(counts) => {
                self.say(format!(
                    "{name} has the right number of sheets, {n}, but other answers."
                ));
            }
            Some(_) => {}
        }
    }

    /// Answers about the person leave the sheets, so only their sum over the options can be checked.
    fn add_person(
        &mut self,
        form: &FormRef,
        layout: &Layout,
        (place, row): (PlaceKey, RowKey),
        n: i64,
        counts: &[u8],
        persons: &mut BTreeMap<(PlaceKey, Period, String), Tally>,
    ) {
        let slot = row.key.split(':').next().unwrap_or_default().to_owned();
        match Tally::decode(layout, counts).filter(|tally| tally.respondents() == n.unsigned_abs())
        {
            Some(tally) => persons
                .entry((place, row.period, slot))
                .or_insert_with(|| Tally::new(layout))
                .merge(&tally),
            None => self.say(format!(
                "{} does not hold {n} sheets.",
                name(form, &place, &row)
            )),
        }
    }

    fn compare_persons(
        &mut self,
        form: &FormRef,
        persons: &BTreeMap<(PlaceKey, Period, String), Tally>,
        book: &TallyBook,
        layout: &Layout,
    ) {
        for ((place, period, slot), sum) in persons {
            let row = RowKey {
                margin: Margin::All,
                period: *period,
                key: String::new(),
            };
            if book.get(place, &row) != Some(sum) {
                let place = &place.place;
                self.say(format!("The tallies by answer {slot} about the person of {form}, {place}, {period} do not add up to everybody."));
            }
        }
        let everybody = book
            .iter()
            .filter(|(_, row, _)| row.margin == Margin::All && row.period.width() > Width::Month);
        for (place, row, _) in everybody {
            for slot in &layout.personal {
                if !persons.contains_key(&(place.clone(), row.period, slot.to_string())) {
                    let (place, period) = (&place.place, row.period);
                    self.say(format!("The tallies by answer {slot} about the person of {form}, {place}, {period} are missing."));
                }
            }
        }
    }
}

fn name(form: &FormRef, place: &PlaceKey, row: &RowKey) -> String {
    let split = match row.margin {
        Margin::All => String::new(),
        margin => format!(" by {margin} “{}”", row.key),
    };
    format!(
        "The tally of {form}, {}, {}{split}",
        place.place, row.period
    )
}

/// How many sheets, and a digest of the packed counts.
pub(super) fn digest(tally: &Tally) -> (u64, [u8; 16]) {
    (tally.respondents(), digest_bytes(&tally.encode()))
}

fn digest_bytes(bytes: &[u8]) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    half
}
