//! Is it all still true? Everything is recounted from the sheets and compared (đối chiếu).

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use diesel::sql_types::Text;
use diesel::{ExpressionMethods, QueryDsl, QueryableByName, RunQueryDsl};
use sha2::{Digest, Sha256};

use super::access::Store;
use super::database::Database;
use super::error::StoreError;
use super::invitations::USED;
use super::opening::LayoutOf;
use super::registry::{form_ref, version};
use super::schema::{answer_block, ballot_box, invite, past_use, spent, tally};
use crate::ballot::{Block, FormRef, Margin, PlaceKey, PlacePath, RowKey, TallyBook};
use crate::index::{Layout, Tally};
use crate::period::Period;

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// Counted sheets that were recounted.
    pub sheets: u64,
    /// Stored tallies that were compared.
    pub tallies: u64,
    /// Sealed sheets in the box.
    pub waiting: u64,
    /// What is not as it should be; empty when all is well.
    pub differences: Vec<Difference>,
}

/// Something that is not as it should be, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference(String);

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Store {
    /// Recounts every tally from the sheets, compares, checks that no sheet is missing or counted twice, and asks
    /// SQLite to check its file. `progress` is told how many sheets were recounted.
    pub fn verify(
        &self,
        layout_of: &LayoutOf<'_>,
        progress: &dyn Fn(u64),
    ) -> Result<Verification, StoreError> {
        self.read(|conn| {
            let mut check = Check { found: Verification::default(), progress };
            for form in forms(conn)? {
                match layout_of(&form) {
                    Some(layout) => check.form(conn, &form, &layout)?,
                    None => check.say(format!("{form} has counted sheets, but its file is not among the forms: add it and verify again")),
                }
            }
            check.accounts(conn)?;
            check.file(conn)?;
            Ok(check.found)
        })
    }
}

/// A recounted tally: its place and row, how many sheets, and a digest of its bytes.
type Recounted = HashMap<(PlaceKey, RowKey), (u64, [u8; 16])>;

struct Check<'a> {
    found: Verification,
    progress: &'a dyn Fn(u64),
}

impl Check<'_> {
    fn say(&mut self, sentence: String) {
        self.found.differences.push(Difference(sentence));
    }

    fn form(
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
            let period: Period = period.parse()?;
            let margins = [
                (Margin::Channel, channel),
                (Margin::Group, group),
                (Margin::Office, office),
            ];
            for (margin, key) in margins {
                let leaf = leaves.entry((period, margin, key));
                leaf.and_modify(|sum| sum.merge(&tally))
                    .or_insert_with(|| tally.clone());
            }
        }
        for ((period, margin, key), tally) in leaves {
            if margin == Margin::Channel {
                book.count_margin(place, period, Margin::All, "", &tally);
            }
            if !key.is_empty() {
                book.count_margin(place, period, margin, &key, &tally);
            }
        }
        (self.progress)(self.found.sheets);
        Ok(())
    }

    fn compare(
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
        let everybody = book.iter().filter(|(_, row, _)| {
            row.margin == Margin::All && row.period.width() > crate::period::Width::Month
        });
        for (place, row, _) in everybody {
            for slot in &layout.personal {
                if !persons.contains_key(&(place.clone(), row.period, slot.to_string())) {
                    let (place, period) = (&place.place, row.period);
                    self.say(format!("The tallies by answer {slot} about the person of {form}, {place}, {period} are missing."));
                }
            }
        }
    }

    /// Every used invitation and every spent submission id is one sheet, in the box or counted.
    fn accounts(&mut self, conn: &mut Database) -> Result<(), StoreError> {
        let used: i64 = invite::table
            .filter(invite::state.eq(USED))
            .count()
            .get_result(conn)?;
        let walked: i64 = spent::table.count().get_result(conn)?;
        let past: Vec<(i64, i64)> = past_use::table
            .select((past_use::used, past_use::walk_in))
            .load(conn)?;
        let past: i64 = past.into_iter().map(|(used, walked)| used + walked).sum();
        let waiting: i64 = ballot_box::table.count().get_result(conn)?;
        let opened = answer_block::table
            .filter(answer_block::imported.eq(false))
            .select(answer_block::n);
        let opened: i64 = opened.load::<i64>(conn)?.into_iter().sum();
        self.found.waiting = waiting.unsigned_abs();
        let (accepted, kept) = (used + walked + past, waiting + opened);
        if accepted != kept {
            self.say(format!(
                "{accepted} sheets were accepted ({used} by invitation, {walked} walk-in, {past} of forgotten months), and {kept} are kept ({waiting} in the box, {opened} counted)."
            ));
        }
        Ok(())
    }

    fn file(&mut self, conn: &mut Database) -> Result<(), StoreError> {
        #[derive(QueryableByName)]
        struct Line {
            #[diesel(sql_type = Text)]
            integrity_check: String,
        }
        if conn.is_embedded() {
            let lines: Vec<Line> = diesel::sql_query("pragma integrity_check").load(conn)?;
            for line in lines
                .into_iter()
                .filter(|line| line.integrity_check != "ok")
            {
                self.say(format!(
                    "The database file is damaged: {}.",
                    line.integrity_check
                ));
            }
        }
        Ok(())
    }
}

fn forms(conn: &mut Database) -> Result<Vec<FormRef>, StoreError> {
    let counted = answer_block::table
        .select((answer_block::form, answer_block::version))
        .distinct();
    let tallied = tally::table
        .select((tally::form, tally::version))
        .distinct();
    let mut forms: Vec<(String, i32)> = counted.load(conn)?;
    forms.extend(tallied.load::<(String, i32)>(conn)?);
    forms.sort_unstable();
    forms.dedup();
    Ok(forms
        .into_iter()
        .map(|(form, version)| form_ref(form, version))
        .collect())
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

fn digest(tally: &Tally) -> (u64, [u8; 16]) {
    (tally.respondents(), digest_bytes(&tally.encode()))
}

fn digest_bytes(bytes: &[u8]) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    half
}
