//! Whether every accepted sheet is kept, and whether the file is sound.

use diesel::sql_types::Text;
use diesel::{ExpressionMethods, QueryDsl, QueryableByName, RunQueryDsl};

use super::super::blocks;
use super::super::database::Database;
use super::super::error::StoreError;
use super::super::invitations::USED;
use super::super::registry::form_ref;
use super::super::schema::{answer_block, ballot_box, invite, past_use, spent, tally, unfit};
use super::recount::Check;
use crate::ballot::FormRef;

impl Check<'_> {
    /// Every used invitation and every spent submission id is one sheet, in the box or counted, or came unreadable from a kiosk.
    pub(super) fn accounts(&mut self, conn: &mut Database) -> Result<(), StoreError> {
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
            .select(blocks::total());
        let opened: i64 = opened.get_result(conn)?;
        let dropped: Vec<i64> = unfit::table.select(unfit::n).load(conn)?;
        let dropped: i64 = dropped.into_iter().sum();
        self.found.waiting = waiting.unsigned_abs();
        let (accepted, kept) = (used + walked + past, waiting + opened + dropped);
        if accepted != kept {
            self.say(format!(
                "{accepted} sheets were accepted ({used} by invitation, {walked} walk-in, {past} of forgotten months), and {kept} are kept ({waiting} in the box, {opened} counted, {dropped} of kiosks that did not fit their form)."
            ));
        }
        Ok(())
    }
}

/// Asks the embedded database to check its file; a sentence for each fault.
pub(super) fn file(conn: &mut Database) -> Result<Vec<String>, StoreError> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text)]
        integrity_check: String,
    }
    if !conn.is_embedded() {
        return Ok(Vec::new());
    }
    let lines: Vec<Line> = diesel::sql_query("pragma integrity_check").load(conn)?;
    let faults = lines.into_iter().map(|line| line.integrity_check);
    let faults = faults.filter(|line| line != "ok");
    Ok(faults
        .map(|line| format!("The database file is damaged: {line}."))
        .collect())
}

/// The form versions of which there are sheets or tallies.
pub(super) fn forms(conn: &mut Database) -> Result<Vec<FormRef>, StoreError> {
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
