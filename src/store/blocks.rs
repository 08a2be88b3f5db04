//! Blocks of counted sheets as rows (khối phiếu đã kiểm).

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::sql_types::BigInt;
use diesel::{Insertable, RunQueryDsl};
use rand::RngExt;

use super::database::Database;
use super::error::StoreError;
use super::registry::version;
use super::schema::answer_block;
use crate::ballot::{Block, FormRef, Target};

/// A block to be written.
#[derive(Insertable)]
#[diesel(table_name = answer_block, treat_none_as_default_value = false)]
pub(super) struct NewBlock {
    form: String,
    version: i32,
    province: String,
    commune: String,
    period: String,
    id: Vec<u8>,
    office: String,
    channel: String,
    grp: String,
    imported: bool,
    n: i64,
    sheets: Vec<u8>,
}

impl NewBlock {
    /// A row under a new random id.
    pub(super) fn new(
        form: &FormRef,
        target: &Target,
        group: &str,
        block: &Block,
        imported: bool,
    ) -> Self {
        Self {
            form: form.id.clone(),
            version: version(form),
            province: target.place.province_column().to_owned(),
            commune: target.place.commune_column().to_owned(),
            period: target.period.to_string(),
            id: rand::rng().random::<[u8; 16]>().to_vec(),
            office: target.office.clone().unwrap_or_default(),
            channel: target
                .channel
                .map_or("", crate::ballot::Channel::as_str)
                .to_owned(),
            grp: group.to_owned(),
            imported,
            n: (block.len() as u64).cast_signed(),
            sheets: block.encode(),
        }
    }

    /// Bytes of the sheets.
    pub(super) fn bytes(&self) -> usize {
        self.sheets.len()
    }
}

/// How many sheets these blocks hold.
pub(super) fn sheets(blocks: &[NewBlock]) -> u64 {
    blocks.iter().map(|block| block.n.unsigned_abs()).sum()
}

/// The sheets of all blocks: as an integer, because PostgreSQL adds integers up to a decimal number.
pub(super) fn total() -> SqlLiteral<BigInt> {
    sql("cast(coalesce(sum(n), 0) as bigint)")
}

/// Writes blocks in the order of their random ids, so that not even the order of writing tells anything.
pub(super) fn insert(conn: &mut Database, blocks: &mut [NewBlock]) -> Result<(), StoreError> {
    blocks.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    add_rows!(conn, answer_block::table, blocks, 100);
    Ok(())
}
