//! Another country loads from a few lines, and a bad table is told table, line, column and reason.

use super::{day, id};
use crate::place::{Atlas, Fate, Kind, Level, Table, TableFault, Tables};

const UNITS: &str = "\
unit,level,name,kind,parent,valid_from,valid_to
vn,nation,Việt Nam,,,1945-09-02,
1:10,province,An,tỉnh,vn,2000-01-01,2009-12-31
1:20,province,Bình,tỉnh,vn,2000-01-01,2009-12-31
2:10,province,An Bình,tỉnh,vn,2010-01-01,
";
const SUCCESSIONS: &str = "old,new,people\n1:10,2:10,all\n1:20,2:10,all\n";

fn read(units: &str, successions: &str) -> Result<Atlas, Vec<String>> {
    read_with(units, successions, |_| {})
}

fn read_with<'a>(
    units: &'a str,
    successions: &'a str,
    more: impl FnOnce(&mut Tables<'a>),
) -> Result<Atlas, Vec<String>> {
    let mut tables = Tables {
        units: vec![Table {
            name: "units.csv",
            text: units,
        }],
        successions: vec![Table {
            name: "successions.csv",
            text: successions,
        }],
        ..Tables::default()
    };
    more(&mut tables);
    let told = |faults: Vec<TableFault>| faults.iter().map(ToString::to_string).collect();
    Atlas::from_tables(&tables).map_err(told)
}

/// The faults of the small tables after one text in them is replaced.
fn broken(from: &str, to: &str) -> Vec<String> {
    let (units, successions) = (
        UNITS.replacen(from, to, 1),
        SUCCESSIONS.replacen(from, to, 1),
    );
    assert!(
        units != UNITS || successions != SUCCESSIONS,
        "{from} is not in the tables"
    );
    read(&units, &successions).expect_err("a fault")
}

#[test]
fn another_country_is_three_lines() {
    let laos = "\
unit,level,name,name_en,kind,parent,valid_from
la,nation,Lào,Laos,,,1975-12-02
2020:01,province,Viêng Chăn,,,la,2020-01-01
2020:02,province,Luông Pha Băng,,,la,2020-01-01
";
    let atlas = read(laos, "old,new,people\n").unwrap();
    assert_eq!(atlas.nation().title(day("2026-01-01"), "en"), "Laos");
    assert_eq!(atlas.children(&id("la")).len(), 2);
    let vientiane = atlas.find("01").unwrap();
    assert_eq!(vientiane.kind(day("2026-01-01")), Kind::Plain);
    assert_eq!(vientiane.title(day("2026-01-01"), "vi"), "Viêng Chăn");
    assert_eq!(atlas.search("vieng", None, 5), [vientiane]);
    assert_eq!(atlas.fate(&vientiane.id), Fate::Current);
}

#[test]
fn a_table_saved_by_a_spreadsheet_is_read() {
    use unicode_normalization::UnicodeNormalization;
    let text: String = format!("\u{feff}{}", UNITS.replace('\n', "\r\n"))
        .nfd()
        .collect();
    let atlas = read(&text, SUCCESSIONS).unwrap();
    assert_eq!(
        atlas.unit(&id("1:20")).unwrap().name(day("2005-01-01")),
        "Bình"
    );
    assert_eq!(atlas.unit(&id("2:10")).unwrap().level, Level::Province);
}

#[test]
fn the_small_tables_are_good() {
    let atlas = read(UNITS, SUCCESSIONS).unwrap();
    assert_eq!(atlas.scheme_on(day("2009-12-31")).to_string(), "1");
    assert_eq!(atlas.scheme_on(day("2010-01-01")).to_string(), "2");
    assert_eq!(atlas.scheme_on(day("1999-01-01")).to_string(), "1");
}

#[test]
fn each_fault_of_a_unit_names_its_place_and_reason() {
    for (from, to, fault) in [
        (
            "tỉnh,vn,2010",
            "tỉnh,la,2010",
            "units.csv, line 5, column parent: the parent la is in no table of units",
        ),
        (
            "tỉnh,vn,2010",
            "tỉnh,1:10,2010",
            "units.csv, line 5, column parent: the parent 1:10 is a province and cannot hold a province",
        ),
        (
            "tỉnh,vn,2010",
            "tỉnh,,2010",
            "units.csv, line 5, column parent: the field is empty",
        ),
        (
            "1:20",
            "1:10",
            "units.csv, line 4, column unit: already stands in units.csv, line 3",
        ),
        (
            "1:10",
            "1:1",
            "units.csv, line 3, column unit: the code has 1 characters, other codes of this level have 2; zeros in front may be lost",
        ),
        (
            "1:10",
            "10",
            "units.csv, line 3, column unit: “10” is not a unit; write scheme and code as text with all zeros (2025:00004)",
        ),
        (
            "province",
            "region",
            "units.csv, line 3, column level: “region” is not a level; write nation, province, district or commune",
        ),
        (
            "tỉnh",
            "bang",
            "units.csv, line 3, column kind: “bang” is not a kind; write tỉnh, thành phố, quận, huyện, thị xã, xã, phường, thị trấn, đặc khu, or nothing",
        ),
        (
            "An,",
            ",",
            "units.csv, line 3, column name: the field is empty",
        ),
        (
            "2000-01-01",
            "1/1/2000",
            "units.csv, line 3, column valid_from: “1/1/2000” is not a date; write it as 2025-07-01",
        ),
        (
            "2000-01-01",
            "2011-01-01",
            "units.csv, line 3, column valid_to: ends on 2009-12-31, before it starts on 2011-01-01",
        ),
        (
            "2000-01-01",
            "",
            "units.csv, line 3, column valid_from: scheme 1 is not in the table of schemes and the unit has no valid_from of its own",
        ),
        (
            "An,tỉnh",
            "An, tỉnh,",
            "units.csv, line 3: the row has 8 fields, the header 7; a comma inside a field needs quotes around it",
        ),
        (
            "parent",
            "above",
            "units.csv, line 1, column parent: the column is missing from the header; the header reads: unit,level,name,kind,above,valid_from,valid_to",
        ),
        (
            "vn,nation,Việt Nam,,,1945-09-02,\n",
            "",
            "units.csv, line 2, column parent: the parent vn is in no table of units",
        ),
    ] {
        assert_eq!(broken(from, to)[0], fault);
    }
}

#[test]
fn each_fault_of_a_succession_names_its_place_and_reason() {
    for (from, to, fault) in [
        (
            "2009-12-31",
            "2009-11-30",
            "successions.csv, line 2, column new: 1:10 ends on 2009-11-30 and 2:10 starts on 2010-01-01; a successor starts the day after",
        ),
        (
            "2009-12-31",
            "",
            "successions.csv, line 2, column old: 1:10 is still valid and cannot have a successor; give it a valid_to",
        ),
        (
            "1:20,2:10,all\n",
            "",
            "units.csv, line 4, column unit: 1:20 has ended and no row of the successions says what became of it",
        ),
        (
            "1:20,2:10",
            "1:30,2:10",
            "successions.csv, line 3, column old: 1:30 is in no table of units",
        ),
        (
            "1:20,2:10",
            "1:10,2:10",
            "successions.csv, line 3: already stands in successions.csv, line 2",
        ),
        (
            "all",
            "some",
            "successions.csv, line 2, column people: the people of 1:10: write “all” in one row (the others “none”), or “some” in each of several rows",
        ),
        (
            "all",
            "most",
            "successions.csv, line 2, column people: “most” is not among: all, some, none",
        ),
        (
            "1:20,2:10,all",
            "1:20,2:10,all\n2:10,1:20,all",
            "successions.csv, line 3, column new: the succession goes in a circle: 1:20 → 2:10 → 1:20",
        ),
        (
            "1:10,2:10,all",
            "1:10,1:10,all",
            "successions.csv, line 2, column new: the succession goes in a circle: 1:10 → 1:10",
        ),
    ] {
        assert_eq!(broken(from, to)[0], fault);
    }
    let new = format!("{UNITS}2:30,province,Chi,tỉnh,vn,2010-01-01,\n");
    assert_eq!(
        read(&new, SUCCESSIONS).unwrap_err(),
        [
            "units.csv, line 6, column unit: 2:30 is new and no row of the successions says what it was made of"
        ]
    );
}

#[test]
fn a_commune_goes_where_its_province_goes() {
    let units = format!(
        "{UNITS}2:30,province,Chi,tỉnh,vn,2010-01-01,\n1:201,commune,A,xã,1:20,2000-01-01,2009-12-31\n\
         2:201,commune,A,xã,2:30,2010-01-01,\n"
    );
    let rows = "old,new,people\n1:10,2:10,some\n1:10,2:30,some\n1:20,2:10,all\n1:201,2:201,all\n";
    assert_eq!(
        read(&units, rows).unwrap_err(),
        [
            "successions.csv, line 5, column new: 1:201 lies in 1:20, which did not become part of the province of 2:201"
        ]
    );
}

#[test]
fn a_change_file_of_an_office_is_loaded_or_refused_whole() {
    let change = |text: &'static str| {
        let table = Table {
            name: "changes_2027.csv",
            text,
        };
        read_with(UNITS, SUCCESSIONS, |tables| tables.changes.push(table))
    };
    let atlas = change("effective_on,unit,name,kind,decision\n2027-01-01,2:10,,thành phố,1/2027\n")
        .unwrap();
    let unit = atlas.find("10").unwrap();
    assert_eq!(unit.title(day("2026-12-31"), "vi"), "Tỉnh An Bình");
    assert_eq!(unit.title(day("2027-01-01"), "vi"), "Thành phố An Bình");
    let header = "effective_on,unit,name,kind,decision\n";
    for (rows, fault) in [
        (
            "2027-01-01,2:99,,xã,\n",
            "line 2, column unit: 2:99 is in no table of units",
        ),
        (
            "2027-01-01,1:10,,xã,\n",
            "line 2, column effective_on: 1:10 is not valid on 2027-01-01",
        ),
        (
            "2027-01-01,2:10,,,\n",
            "line 2: changes neither name nor kind",
        ),
        (
            "2027-01-01,2:10,,xã,\n2027-02-30,2:10,,xã,\n",
            "line 3, column effective_on: “2027-02-30” is not a date; write it as 2025-07-01",
        ),
    ] {
        let text: &'static str = Box::leak(format!("{header}{rows}").into_boxed_str());
        assert_eq!(
            change(text).unwrap_err(),
            [format!("changes_2027.csv, {fault}")]
        );
    }
}

#[test]
fn every_fault_is_told_at_once() {
    let units = UNITS.replace("tỉnh,vn", "bang,la").replace("An Bình", "");
    assert_eq!(read(&units, SUCCESSIONS).unwrap_err().len(), 3 + 1);
}

#[test]
fn text_that_is_not_utf8_is_told_its_line() {
    let fault = Table::from_bytes("old.csv", b"unit\nvn\nH\xe0 N\xf4i\n").unwrap_err();
    assert_eq!(
        fault.to_string(),
        "old.csv, line 3: the text is not UTF-8; save the table as “CSV UTF-8”"
    );
}
