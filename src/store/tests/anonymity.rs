//! Anonymous by schema: no forbidden column, no rowid, no order, nothing left behind.

use std::collections::BTreeMap;
use std::fs;

use diesel::sql_types::{BigInt, Binary, Text};
use diesel::{QueryDsl, QueryableByName, RunQueryDsl};

use super::house::{House, answer, at_once, cell, form, invited, submit};
use crate::ballot::{Block, CellId, Channel, Margin, Opener, OpeningRules};
use crate::store::Outcome;
use crate::store::schema::answer_block;

const STAFF: [&str; 13] = [
    "setting",
    "download",
    "staff",
    "session",
    "recovery_code",
    "audit",
    "api_key",
    "kiosk",
    "kiosk_code",
    "published_file",
    "published_entry",
    "publication",
    "__diesel_schema_migrations",
];
const FORBIDDEN: [&str; 9] = [
    "at", "time", "date", "ip", "agent", "phone", "cccd", "tx", "created",
];

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Sealed {
    #[diesel(sql_type = Binary)]
    ct: Vec<u8>,
    #[diesel(sql_type = Text)]
    period: String,
}

fn columns(house: &House) -> Vec<(String, String)> {
    let sql = if house.is_sqlite() {
        "select m.name as table_name, c.name from sqlite_schema m, pragma_table_info(m.name) c where m.type = 'table'"
    } else {
        "select table_name::text, column_name::text as name from information_schema.columns where table_schema = current_schema()"
    };
    let rows: Vec<Named> = house
        .store
        .read(|conn| Ok(diesel::sql_query(sql).load(conn)?))
        .unwrap();
    rows.into_iter()
        .map(|row| (row.table_name, row.name))
        .collect()
}

on_each_backend! {
    fn no_table_of_citizens_has_a_forbidden_column(house) {
        let columns = columns(house);
        assert!(columns.len() > 60);
        for (table, column) in columns.iter().filter(|(table, _)| !STAFF.contains(&table.as_str())) {
            let forbidden = column.split('_').any(|part| FORBIDDEN.contains(&part));
            assert!(!forbidden, "{table}.{column}");
        }
    }

    fn after_an_opening_nothing_tells_who_came_first(house) {
        let writer = house.writer("2026-10-20");
        let tokens = house.invite(&cell("a", Channel::Online), "2026-10", 0..125);
        let arrived: Vec<Vec<u8>> = (0..125u16).map(|n| n * 37 % 125).map(|n| vec![(n / 25) as u8, (n / 5 % 5) as u8, (n % 5) as u8]).collect();
        for (token, slots) in tokens.iter().zip(&arrived) {
            assert_eq!(submit(&writer, invited(*token, slots)), Outcome::Recorded);
        }
        house.open_box("2026-10-21", at_once());
        assert_eq!(house.store.sheets().unwrap(), (0, 125));

        let blocks: Vec<Vec<u8>> = house
            .store
            .read(|conn| Ok(answer_block::table.select(answer_block::sheets).load(conn)?))
            .unwrap();
        let stored: Vec<Vec<u8>> = blocks
            .iter()
            .flat_map(|block| {
                let block = Block::decode(block).unwrap();
                block.sheets().map(|(sheet, ..)| sheet[..2].to_vec()).collect::<Vec<_>>()
            })
            .collect();
        assert!(stored.is_sorted());
        let arrived: Vec<Vec<u8>> = arrived.iter().map(|slots| slots[..2].to_vec()).collect();
        let agreement = concordance(&arrived, &stored);
        assert!((0.4..=0.6).contains(&agreement), "{agreement}");
        if house.is_sqlite() {
            no_residue_on_disk(house);
        } else {
            no_residue_in_the_server(house);
        }
    }

    fn comments_lie_in_no_order_of_arrival(house) {
        let writer = house.writer("2026-10-20");
        let tokens = house.invite(&cell("a", Channel::Online), "2026-10", 0..120);
        let arrived: Vec<Vec<u8>> = (0..120).map(|n| format!("Ý kiến {n}").into_bytes()).collect();
        for (token, comment) in tokens.iter().zip(&arrived) {
            let mut arrival = invited(*token, &[1, 1, 1]);
            arrival.sheet.comment = Some(String::from_utf8(comment.clone()).unwrap());
            assert_eq!(submit(&writer, arrival), Outcome::Recorded);
        }
        house.open_box("2026-10-21", at_once());
        // As they lie in the table: by key in SQLite, by place in the heap in PostgreSQL.
        let order = if house.is_sqlite() { "id" } else { "ctid" };
        let sql = format!("select ct, period from comment order by {order}");
        let rows: Vec<Sealed> = house.store.read(|conn| Ok(diesel::sql_query(sql).load(conn)?)).unwrap();
        let secret = house.keys.comment_secret().unwrap().unwrap();
        let stored: Vec<Vec<u8>> = rows
            .into_iter()
            .map(|row| {
                let mut opener = Opener::new(row.period.parse().unwrap(), &secret).unwrap();
                opener.open(&form(), CellId(0), &row.ct).unwrap().comment.unwrap().into_bytes()
            })
            .collect();
        assert_eq!(stored.len(), arrived.len());
        let agreement = concordance(&arrived, &stored);
        // Chance strays by 0.03; 0.2 from the middle is seven times as far.
        assert!((0.3..=0.7).contains(&agreement), "{agreement}");
    }

    fn whoever_compares_two_dumps_sees_batches_of_k_or_nothing(house) {
        let offices = ["a", "b", "c"].map(|office| cell(office, Channel::Online));
        let mut before = BTreeMap::new();
        for step in 0..30 {
            let day = format!("2026-{:02}-{:02}", 7 + step / 10, step % 10 * 3 + 1);
            let month = &day[..7];
            let writer = house.writer(&day);
            for (n, office) in offices.iter().enumerate() {
                let group = ["land", "birth"][(step + n) % 2];
                let arriving = (step * 5 + n * 3) % 7;
                let tokens = house.invite_to(office, Some(group), month, step * 100..step * 100 + arriving);
                answer(&writer, &tokens);
                assert_eq!(dump(house), before, "an arrival moved a tally");
            }
            house.open_box(&day, if step % 3 == 0 { at_once() } else { OpeningRules::default() });
            let after = dump(house);
            for (cell, n) in &after {
                let grown = n - before.get(cell).unwrap_or(&0);
                assert!(grown == 0 || grown >= 5, "{cell} grew by {grown}");
            }
            before = after;
        }
        assert!(before.len() > 30);
        house.assert_true();
    }
}

/// Everything that a dump tells of the counted sheets, but answers about the person.
fn dump(house: &House) -> BTreeMap<String, u64> {
    let cells = house.store.lattice(&form(), 2026).unwrap();
    let told = cells
        .into_iter()
        .filter(|cell| cell.margin != Margin::Person);
    told.map(|cell| {
        (
            format!(
                "{} {} {} {}",
                cell.margin, cell.period, cell.place, cell.key
            ),
            cell.n,
        )
    })
    .collect()
}

/// Share of the pairs that stand in the same order in both lists.
fn concordance(arrived: &[Vec<u8>], stored: &[Vec<u8>]) -> f64 {
    let position = |sheet: &Vec<u8>| stored.iter().position(|other| other == sheet);
    let (mut same, mut pairs) = (0, 0);
    for (n, first) in arrived.iter().enumerate() {
        for second in arrived[n + 1..].iter().filter(|second| *second != first) {
            pairs += 1;
            same += u32::from(position(first) < position(second));
        }
    }
    f64::from(same) / f64::from(pairs)
}

/// Neither a sealed sheet nor a submitted order is left in the file or its log.
fn no_residue_on_disk(house: &House) {
    let mut bytes = Vec::new();
    for name in ["sipas.db", "sipas.db-wal"] {
        bytes.extend(fs::read(house.folder.path().join(name)).unwrap_or_default());
    }
    // An envelope begins with its version and the key agreed with the box; its cell stands before it in the row.
    let cell = cell("a", Channel::Online).id().0.to_be_bytes();
    let rows = bytes
        .windows(cell.len())
        .filter(|window| *window == cell)
        .count();
    // One invitation each, and the cell itself: no row of the ballot box.
    assert!(rows <= 125 + 2, "{rows}");
}

fn no_residue_in_the_server(house: &House) {
    let number = |sql: &str| {
        let row: Number = house
            .store
            .read(|conn| Ok(diesel::sql_query(sql).get_result(conn)?))
            .unwrap();
        row.n
    };
    // Dead rows cannot go while another test looks at the same server; the next opening would take them.
    let patience = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while number("select pg_relation_size('ballot_box') as n") > 0 {
        assert!(
            std::time::Instant::now() < patience,
            "dead rows stay in the box"
        );
        house.store.connection().unwrap().sweep().unwrap();
    }
    assert_eq!(
        number("select count(distinct xmin::text) as n from answer_block"),
        1
    );
}

#[test]
fn every_table_of_citizens_is_without_rowid() {
    let house = House::sqlite();
    let rows: Vec<Named> = house
        .store
        .read(|conn| {
            let sql = "select name as table_name, case when wr = 1 and strict = 1 then 'well' else 'not well' end as name \
                       from pragma_table_list where schema = 'main' and name not like 'sqlite_%'";
            Ok(diesel::sql_query(sql).load(conn)?)
        })
        .unwrap();
    assert!(rows.len() >= 14);
    for row in rows
        .iter()
        .filter(|row| row.table_name != "__diesel_schema_migrations")
    {
        assert_eq!(row.name, "well", "{}", row.table_name);
    }
}

#[test]
fn envelopes_never_spill_over_a_page() {
    let house = House::sqlite();
    let writer = house.writer("2026-10-20");
    answer(
        &writer,
        &house.invite(&cell("a", Channel::Online), "2026-10", 0..100),
    );
    writer.stop();
    let number = |sql: &str| {
        let row: Number = house
            .store
            .read(|conn| Ok(diesel::sql_query(sql).get_result(conn)?))
            .unwrap();
        row.n
    };
    assert_eq!(number("select max(length(ct)) as n from ballot_box"), 769);
}
