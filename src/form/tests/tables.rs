//! Sheets from the rows of a table, fast and with every column understood.

use csv::{ByteRecord, StringRecord};
use proptest::prelude::*;

use crate::form::{AnswerSheet, Catalogue, ColumnFault, ColumnPlan, Form};
use crate::index::NOT_ANSWERED;
use crate::index::NOT_APPLICABLE;

fn form(id: &str) -> &'static Form {
    Catalogue::builtin().get(id, Some(1)).unwrap()
}

fn plan(form: &Form, headers: &[&str]) -> Result<ColumnPlan, Vec<ColumnFault>> {
    ColumnPlan::new(
        form,
        &StringRecord::from(headers.to_vec()),
        &["place", "period", "channel"],
    )
}

fn pack(plan: &ColumnPlan, cells: &[&str]) -> Result<Vec<u8>, String> {
    let mut sheets = Vec::new();
    plan.pack(&ByteRecord::from(cells.to_vec()), &mut sheets)
        .map_err(|fault| fault.to_string())?;
    Ok(sheets)
}

#[test]
fn columns_are_found_by_code_in_any_order_and_empty_is_not_answered() {
    let headers = [
        "\u{feff}place",
        "SB0",
        "period",
        " SA0 ",
        "comment",
        "channel",
        "SE0",
    ];
    let plan = plan(form("onestop-short"), &headers).unwrap();
    assert_eq!(plan.comment_column(), Some(4));
    let n = NOT_ANSWERED;
    assert_eq!(
        pack(
            &plan,
            &["2025:33", "4", "2026", " 5 ", "hay", "online", "na"]
        )
        .unwrap(),
        [4, 3, n, n, NOT_APPLICABLE, n]
    );
    assert_eq!(pack(&plan, &["", "", "", "", "", "", ""]).unwrap(), [n; 6]);
}

#[test]
fn a_wrong_cell_is_told_by_column_and_value_and_nothing_is_packed() {
    let plan = plan(form("onestop-short"), &["SA0", "SB0"]).unwrap();
    assert_eq!(
        pack(&plan, &["4", "6"]).unwrap_err(),
        "column SB0: “6” is not one of 1, 2, 3, 4, 5, na (empty = not answered)"
    );
    let mut sheets = vec![7];
    let bad = ByteRecord::from(vec![&b"4"[..], &b"\xff\xfe"[..]]);
    assert!(plan.pack(&bad, &mut sheets).is_err());
    assert_eq!(sheets, [7]);
}

#[test]
fn every_column_that_is_not_understood_is_told_at_once() {
    let faults = plan(
        form("sipas-1001-2023"),
        &["PA1", "pa2", "PA1", "Q9", "Q2", "Q2.media", "Q2.radio"],
    );
    let faults: Vec<String> = faults
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        faults,
        [
            "column 2 “pa2”: the form sipas-1001-2023 has no such question; did you mean “PA2”?",
            "column 3 “PA1”: column “PA1” already answers this question; keep one of them",
            "column 4 “Q9”: this question has rows; write one column a row: PA1 …",
            "column 6 “Q2.media”: column “Q2” already answers this question; keep one of them",
            "column 7 “Q2.radio”: the form sipas-1001-2023 has no such question",
        ]
    );
    let none = plan(form("onestop-short"), &["place", "period"]).unwrap_err();
    assert!(none[0].reason.contains("SA0, SB0"), "{none:?}");
}

#[test]
fn a_multi_select_is_a_list_or_a_column_an_option() {
    let form = form("sipas-1001-2023");
    let slots = form.question("Q2").unwrap().slots.clone();
    let n = NOT_ANSWERED;
    let list = plan(form, &["Q2"]).unwrap();
    let packed = |cell: &str| pack(&list, &[cell]).unwrap()[slots.clone()].to_vec();
    assert_eq!(packed("internet; media"), [0, 0, 0, 0, 1, 1, 0]);
    assert_eq!(packed("-"), [0; 7]);
    assert_eq!(packed(""), [n; 7]);
    assert!(
        pack(&list, &["radio"])
            .unwrap_err()
            .contains("joined by “;”")
    );

    let columns = plan(form, &["Q2.media", "Q2.internet"]).unwrap();
    let packed = |a: &str, b: &str| pack(&columns, &[a, b]).unwrap()[slots.clone()].to_vec();
    assert_eq!(packed("1", ""), [0, 0, 0, 0, 1, 0, 0]);
    assert_eq!(packed("0", "TRUE"), [0, 0, 0, 0, 0, 1, 0]);
    assert_eq!(packed("", ""), [n; 7]);
    assert!(
        pack(&columns, &["2", ""])
            .unwrap_err()
            .contains("“2” is not one of 1, 0")
    );
}

#[test]
fn yes_and_no_are_understood_as_spreadsheets_write_them() {
    let form = form("sipas-1001-2023");
    let plan = plan(form, &["Q8.asked"]).unwrap();
    let slot = form.question("Q8.asked").unwrap().slots.start;
    let packed = |cell: &str| pack(&plan, &[cell]).unwrap()[slot];
    assert_eq!(
        ["yes", "1", "TRUE", "no", "0", "FALSE"].map(packed),
        [0, 0, 0, 1, 1, 1]
    );
}

#[test]
fn paper_counts_whole_unless_the_rule_is_asked_for() {
    let form = form("sipas-1001-2023");
    let codes: Vec<&str> = form.criteria().map(|q| q.code.as_str()).collect();
    let free = plan(form, &codes).unwrap();
    let strict = free.clone().with_paper_rule(form);
    let row = |answered: usize| -> Vec<&str> {
        (0..39)
            .map(|i| if i < answered { "4" } else { "" })
            .collect()
    };
    assert!(pack(&free, &row(1)).is_ok());
    assert!(pack(&strict, &row(32)).is_ok());
    assert_eq!(
        pack(&strict, &row(31)).unwrap_err(),
        "only 31 of 39 criteria are answered, 32 are needed for the sheet to count"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_packed_row_is_a_sheet_of_its_form(cells in proptest::collection::vec("[0-9a-z;. -]{0,4}|na|internet|yes", 90)) {
        let form = form("sipas-1001-2023");
        let headers: Vec<&str> = form.questions.iter().map(|q| q.code.as_str()).collect();
        let plan = plan(form, &headers).unwrap();
        // Wrong cells are emptied one by one until the row fits.
        let mut cells = cells;
        cells.truncate(headers.len());
        let mut sheets = Vec::new();
        while let Err(fault) = plan.pack(&ByteRecord::from(cells.clone()), &mut sheets) {
            prop_assert!(sheets.is_empty());
            let crate::form::RowFault::NotAnOption { column, .. } = fault else { panic!("{fault}") };
            let wrong = headers.iter().position(|name| *name == column).unwrap();
            cells[wrong].clear();
        }
        prop_assert!(AnswerSheet::from_slots(form, sheets, None).is_ok());
    }
}
