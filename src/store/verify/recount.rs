//! Recounts every tally of a form version from its blocks.

use std::collections::{BTreeMap, HashMap};

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::super::database::Database;
use super::super::error::StoreError;
use super::super::registry::version;
use super::super::schema::answer_block;
use super::compare::digest;
use super::report::{Difference, Verification};
use crate::ballot::{
    Block, Channel, Counted, FormRef, Headline, Margin, PlaceKey, PlacePath, RowKey, TallyBook,
};
use crate::index::{Layout, Tally};
use crate::period::Period;

/// A recounted tally: its place and row, how many sheets, and a digest of its bytes.
pub(super) type Recounted = HashMap<(PlaceKey, RowKey), (u64, [u8; 16])>;

/// A verification under way.
pub(super) struct Check<'a> {
    pub(super) found: Verification,
    progress: &'a dyn Fn(u64),
}

impl<'a> Check<'a> {
    pub(super) fn new(progress: &'a dyn Fn(u64)) -> Self {
        Self {
            found: Verification::default(),
            progress,
        }
    }

    pub(super) fn say(&mut self, sentence: String) {
        self.found.differences.push(Difference(sentence));
    }

    /// Recounts and compares one form version.
    pub(super) fn form(
        &mut self,
        conn: &mut Database,
        form: &FormRef,
        layout: &Layout,
    ) -> Result<(), StoreError> {
        let places = answer_block::table
            .filter(answer_block::form.eq(&form.id))
            .filter(answer_block::version.eq(version(form)))
            .select((answer_block::province, answer_block::commune))
            .distinct()
            .order((answer_block::province, answer_block::commune));
        let mut recounted = Recounted::new();
        let mut book = TallyBook::new();
        for (province, commune) in places.load::<(String, String)>(conn)? {
            let place = PlacePath::from_columns(&province, &commune);
            self.recount(conn, form, layout, &place, &mut book)?;
            if place.is_commune() {
                let key = PlaceKey::from(&place);
                for (row, tally) in book.take(&key) {
                    recounted.insert((key.clone(), row), digest(&tally));
                }
            }
        }
        for (place, row, tally) in book.iter() {
            recounted.insert((place.clone(), row.clone()), digest(tally));
        }
        self.compare(conn, form, layout, recounted, &book)
    }

    /// Counts the blocks of one place into the book. The margins are added up apart, which is many times faster.
    fn recount(
        &mut self,
        conn: &mut Database,
        form: &FormRef,
        layout: &Layout,
        place: &PlacePath,
        book: &mut TallyBook,
    ) -> Result<(), StoreError> {
        let rows = answer_block::table
            .filter(answer_block::form.eq(&form.id))
            .filter(answer_block::version.eq(version(form)))
            .filter(answer_block::province.eq(place.province_column()))
            .filter(answer_block::commune.eq(place.commune_column()))
            .select((
                answer_block::period,
                answer_block::channel,
                answer_block::grp,
                answer_block::office,
                answer_block::n,
                answer_block::sheets,
            ));
        let rows: Vec<(String, String, String, String, i64, Vec<u8>)> = rows.load(conn)?;
        let headline = Headline::of(layout);
        let mut leaves: BTreeMap<(Period, Margin, String), Tally> = BTreeMap::new();
        for (period, channel, group, office, n, sheets) in rows {
            let block = Block::decode(&sheets).map_err(|fault| fault.to_string());
            let tally = block.and_then(|block| {
                block
                    .tally(layout)
                    .ok_or_else(|| "its sheets have not as many answers as the form".to_owned())
            });
            let tally = match tally {
                Ok(tally) => tally,
                Err(reason) => {
                    self.say(format!(
                        "A block of {form}, {}, {period} cannot be counted: {reason}.",
                        place.key()
                    ));
                    continue;
                }
            };
            if tally.respondents() != n.unsigned_abs() {
                let held = tally.respondents();
                self.say(format!(
                    "A block of {form}, {}, {period} says {n} sheets and holds {held}.",
                    place.key()
                ));
            }
            self.found.sheets += tally.respondents();
            let batch = Counted {
                place,
                period: period.parse()?,
                channel: told(&channel).map(str::parse::<Channel>).transpose()?,
                group: told(&group),
                office: told(&office),
                tally: &tally,
            };
            for (margin, key) in batch.margins(headline) {
                let leaf = leaves.entry((batch.period, margin, key.to_owned()));
                leaf.and_modify(|sum| sum.merge(&tally))
                    .or_insert_with(|| tally.clone());
            }
        }
        for ((period, margin, key), tally) in leaves {
            book.count_margin(place, period, margin, &key, &tally);
        }
        (self.progress)(self.found.sheets);
        Ok(())
    }
}

/// A column that may be empty: nothing is told.
fn told(column: &str) -> Option<&str> {
    Some(column).filter(|column| !column.is_empty())
}
