//! Comments: apart from the scores, sealed to a key of their own (ý kiến khác).

use std::collections::BTreeMap;

use diesel::{ExpressionMethods, Insertable, QueryDsl, RunQueryDsl};
use rand::RngExt;

use super::access::Store;
use super::database::Database;
use super::error::StoreError;
use super::registry::{form_ref, version};
use super::schema::{comment, tally};
use crate::ballot::{
    BoxPublic, CellId, Channel, FilledSheet, FormRef, Margin, Opener, SealFault, Sealer,
};
use crate::period::Period;

/// A comment, sealed. To be shown only where its group has at least ten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedComment {
    /// Form version.
    pub form: FormRef,
    /// Place key, widened when few comments were opened together.
    pub place: String,
    /// Period, widened likewise.
    pub period: Period,
    ct: Vec<u8>,
}

/// How many comments one group has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommentGroup {
    /// Form version.
    pub form: FormRef,
    /// Place key.
    pub place: String,
    /// Period.
    pub period: Period,
    /// Comments; to be told only from ten on.
    pub count: u64,
    /// Sheets that were counted for the place and the period: of those who were invited or of walk-ins, whichever are more.
    pub sheets: u64,
}

/// Comments are bound to no cell: their group is what the columns say.
const NO_CELL: CellId = CellId(0);

impl SealedComment {
    /// A comment that was carried elsewhere in [`SealedComment::sealed`] form.
    pub fn carried(form: FormRef, place: String, period: Period, sealed: Vec<u8>) -> Self {
        Self {
            form,
            place,
            period,
            ct: sealed,
        }
    }

    /// The envelope, to be carried to whoever has the key.
    pub fn sealed(&self) -> &[u8] {
        &self.ct
    }

    /// The text, opened with the key of comments ([`Keyring::comment_secret`](super::Keyring::comment_secret)).
    pub fn open(&self, secret: &crate::ballot::BoxSecret) -> Result<String, SealFault> {
        let mut opener = Opener::new(self.period, secret)?;
        let sheet = opener.open(&self.form, NO_CELL, &self.ct)?;
        Ok(sheet.comment.unwrap_or_default())
    }
}

#[derive(Insertable)]
#[diesel(table_name = comment, treat_none_as_default_value = false)]
pub(super) struct NewComment {
    id: Vec<u8>,
    form: String,
    version: i32,
    place: String,
    period: String,
    ct: Vec<u8>,
}

/// Seals comments that were opened together, in the order of new random ids.
pub(super) fn seal(
    form: &FormRef,
    place: &str,
    period: Period,
    comments: Vec<String>,
    key: &BoxPublic,
) -> Result<Vec<NewComment>, SealFault> {
    let mut rng = rand::rng();
    let envelope = Sealer::new(period, key, &mut rng)?;
    let sealed = comments.into_iter().map(|text| {
        let sheet = FilledSheet {
            comment: Some(text),
            ..FilledSheet::default()
        };
        Ok(NewComment {
            id: rng.random::<[u8; 16]>().to_vec(),
            form: form.id.clone(),
            version: version(form),
            place: place.to_owned(),
            period: period.to_string(),
            ct: envelope.seal(form, NO_CELL, &sheet, &mut rand::rng())?,
        })
    });
    let mut sealed = sealed.collect::<Result<Vec<_>, SealFault>>()?;
    sealed.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Ok(sealed)
}

pub(super) fn record(conn: &mut Database, comments: &[NewComment]) -> Result<(), StoreError> {
    for rows in comments.chunks(200) {
        on_both!(conn, c => diesel::insert_into(comment::table).values(rows).execute(c))?;
    }
    Ok(())
}

impl Store {
    /// The groups that comments lie in, the newest period first.
    pub fn comment_groups(&self) -> Result<Vec<CommentGroup>, StoreError> {
        let mut connection = self.connection()?;
        let columns = (
            comment::form,
            comment::version,
            comment::place,
            comment::period,
        );
        let rows = comment::table.group_by(columns).select((
            comment::form,
            comment::version,
            comment::place,
            comment::period,
            diesel::dsl::count_star(),
        ));
        let rows: Vec<(String, i32, String, String, i64)> = rows.load(&mut *connection)?;
        let groups = rows
            .into_iter()
            .map(|(form, version, place, period, count)| {
                Ok(CommentGroup {
                    form: form_ref(form, version),
                    place,
                    period: period.parse()?,
                    count: count.unsigned_abs(),
                    sheets: 0,
                })
            });
        let mut groups = groups.collect::<Result<Vec<_>, StoreError>>()?;
        drop(connection);
        let mut by_period: BTreeMap<(FormRef, Period), Vec<&mut CommentGroup>> = BTreeMap::new();
        for group in &mut groups {
            let key = (group.form.clone(), group.period);
            by_period.entry(key).or_default().push(group);
        }
        for ((form, period), groups) in by_period {
            let places: Vec<&str> = groups.iter().map(|group| group.place.as_str()).collect();
            let sheets = self.sheets_behind(&form, period, &places)?;
            for group in groups {
                group.sheets = sheets.get(&group.place).copied().unwrap_or(0);
            }
        }
        groups.sort_unstable_by(|a, b| {
            b.period
                .last_day()
                .cmp(&a.period.last_day())
                .then_with(|| a.cmp(b))
        });
        Ok(groups)
    }

    /// How many sheets were counted for each of these places in a period: of those who were invited or of walk-ins, whichever
    /// are more. A place without any is left out. Not to be shown.
    pub fn sheets_behind(
        &self,
        form: &FormRef,
        period: Period,
        places: &[&str],
    ) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut connection = self.connection()?;
        let rows = tally::table
            .filter(tally::form.eq(&form.id))
            .filter(tally::version.eq(version(form)))
            .filter(tally::margin.eq_any([Margin::All.as_str(), Margin::Channel.as_str()]))
            .filter(tally::key.eq_any(["", Channel::WalkIn.as_str()]))
            .filter(tally::period.eq(period.to_string()))
            .filter(tally::place.eq_any(places))
            .select((tally::place, tally::n));
        let mut sheets = BTreeMap::new();
        for (place, n) in rows.load::<(String, i64)>(&mut *connection)? {
            let most: &mut u64 = sheets.entry(place).or_default();
            *most = n.unsigned_abs().max(*most);
        }
        Ok(sheets)
    }

    /// The comments of one place and period, as they were grouped at the opening.
    pub fn comments(
        &self,
        form: &FormRef,
        place: &str,
        period: Period,
    ) -> Result<Vec<SealedComment>, StoreError> {
        let mut connection = self.connection()?;
        let rows = comment::table
            .filter(comment::form.eq(&form.id))
            .filter(comment::version.eq(version(form)))
            .filter(comment::place.eq(place))
            .filter(comment::period.eq(period.to_string()))
            .order(comment::id)
            .select(comment::ct);
        let rows: Vec<Vec<u8>> = rows.load(&mut *connection)?;
        let comments = rows.into_iter().map(|ct| SealedComment {
            form: form.clone(),
            place: place.to_owned(),
            period,
            ct,
        });
        Ok(comments.collect())
    }
}
