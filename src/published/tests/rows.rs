//! Tables as people send them: every bad row named, nothing half taken.

use super::*;

#[test]
fn a_table_of_others_is_read_by_a_mapping_with_its_byte_order_mark() {
    let table = "\u{feff}year;province;sipas_pct;rank;status\r\n2021;Cả nước;87.16;;ok\r\n2021;TP. Hồ Chí Minh;;43;\r\n2021;2004:22;94.07;1;\r\n";
    let map = "value=sipas_pct,unit=province".parse().unwrap();
    let import = read(sipas(), Atlas::vietnam(), table, &map, today()).unwrap();
    let rated: Vec<_> = import.entries.iter().map(|row| row.rated.clone()).collect();
    assert_eq!(rated, [unit("vn"), unit("2004:79"), unit("2004:22")]);
    assert_eq!(import.entries[0].status, "ok");
    assert_eq!(
        import.notices,
        [Notice {
            line: 3,
            kind: NoticeKind::RankWithoutValue
        }]
    );
    assert_eq!(import.entries[1].value, None, "not printed is not 0");
}

#[test]
fn a_code_is_read_in_the_scheme_of_its_year() {
    let import = import("year,unit,value\n2024,82,80\n2025,82,80\n").unwrap();
    let rated: Vec<_> = import.entries.into_iter().map(|row| row.rated).collect();
    assert_eq!(rated, [unit("2004:82"), unit("2025:82")]);
}

#[test]
fn a_repeated_row_is_taken_once_and_a_different_one_is_kept_beside() {
    let table =
        "year,unit,value,rank\n2021,Hà Nội,87.11,30\n2021,01,87.110,30\n2021,Hà Nội,87.2,30\n";
    let import = import(table).unwrap();
    assert_eq!(import.entries.len(), 2);
    let kinds_of: Vec<_> = import.notices.iter().map(|notice| notice.kind).collect();
    assert_eq!(
        kinds_of,
        [
            NoticeKind::SameAs { line: 2 },
            NoticeKind::DiffersFrom { line: 2 }
        ]
    );
    let found = conflicts(sipas(), &import.entries);
    assert_eq!(found[0].kind, ConflictKind::TwoFigures);
    assert_eq!(found[0].lines, [2, 4]);
    assert_eq!(
        found[0].sentence.vi,
        "Hà Nội, 2021: các nguồn in số liệu khác nhau: 87,11 % (hạng 30); 87,2 % (hạng 30)"
    );
}

#[test]
fn a_bad_field_names_its_row_its_column_and_the_mend() {
    let header = "year,unit,value,rank";
    for (row, told) in [
        (
            "2021,Hà Nội,\"92,07\",3",
            "line 2, column value: “92,07” has a decimal comma: write a point",
        ),
        (
            "2021,Hà Nội,92,07,3",
            "line 2: the row has 5 fields, the header 4: a decimal comma splits a number",
        ),
        (
            "2021,Hà Nội,87.11",
            "line 2: the row has 3 fields, the header 4: write every comma",
        ),
        (
            "2021,Hà Nội,100.01,1",
            "line 2, column value: 100.01 is not between 0 and 100",
        ),
        (
            "2021,Hà Nội,-1,1",
            "line 2, column value: -1 is not between 0 and 100",
        ),
        (
            "2021,Hà Nội,87.11 %,1",
            "line 2, column value: “87.11 %” is not a number",
        ),
        (
            "2021,Hà Nội,87.11,3/63",
            "line 2, column rank: “3/63” is not a rank",
        ),
        (
            "2021,Hà Nội,87.11,0",
            "line 2, column rank: “0” is not a rank",
        ),
        (
            "2021,Hà Nội,,",
            "line 2, column value: the row says nothing",
        ),
        ("21,Hà Nội,87,1", "line 2, column year: “21” is not a year"),
        (",Hà Nội,87,1", "line 2, column year: the field is empty"),
        (
            "2016,Hà Nội,87,1",
            "line 2, column year: the year 2016 is out of range: this series can have 2017 to 2026",
        ),
        (
            "2027,Hà Nội,87,1",
            "line 2, column year: the year 2027 is out of range",
        ),
        ("2021,,87,1", "line 2, column unit: the field is empty"),
        ("2021,Hưng Yn,87,1", "Is Tỉnh Hưng Yên (2004:33) meant?"),
        (
            "2021,99,87,1",
            "line 2, column unit: no province on 2021-12-31 is called or coded “99”",
        ),
        (
            "2025,Thái Bình,87,1",
            "Tỉnh Thái Bình ended on 2025-06-30 and lies in Tỉnh Hưng Yên since",
        ),
        (
            "2021,cả nước,87.16,1",
            "line 2, column rank: the nation has no rank",
        ),
    ] {
        let fault = fault(header, row);
        assert!(fault.contains(told), "{fault}");
    }
    assert!(
        fault("year,unit,value,min", "2021,Hà Nội,87,80").contains("belong to the nation's row")
    );
}

#[test]
fn a_table_of_the_wrong_shape_is_refused_as_a_whole() {
    let told = |csv: &str| import(csv).unwrap_err()[0].to_string();
    assert!(told("").starts_with("line 1: the table is empty"));
    assert!(told("year,unit,value\n").contains("no rows"));
    assert!(
        told("year,name,value\n2021,Hà Nội,1\n")
            .contains("column unit: the column is missing; the header reads year, name, value")
    );
    assert!(told("year,unit\n2021,Hà Nội\n").contains("column value"));
    assert!(told("year,unit,value,value\n2021,Hà Nội,1,2\n").contains("stands twice"));
    assert_eq!(
        told("year,unit,value,note\n2021,Hà Nội,1,\"open\n2021,Hà Nam,2,\n")
            .split(':')
            .next(),
        Some("line 2")
    );
    let map = "source=nguồn".parse().unwrap();
    let faults = read(
        sipas(),
        Atlas::vietnam(),
        "year,unit,value\n2021,Hà Nội,1\n",
        &map,
        today(),
    )
    .unwrap_err();
    assert!(faults[0].to_string().contains("source=YOUR_COLUMN"));
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let faults = import(
        "year,unit,value,note\r\n\r\n2021,Hà Nội,1,\"two\r\nlines\"\r\n\r\n2021,Hà Nam,x,\r\n",
    )
    .unwrap_err();
    assert_eq!(faults[0].line, 6);
}

#[test]
fn all_faults_are_told_at_once_and_nothing_is_taken() {
    let faults =
        import("year,unit,value\n2021,Hà Nội,87.11\n2021,Nowhere,x\n1821,Hà Nam,1\n").unwrap_err();
    let lines: Vec<_> = faults
        .iter()
        .map(|fault| (fault.line, fault.column.as_str()))
        .collect();
    assert_eq!(lines, [(3, "unit"), (3, "value"), (4, "year")]);
}

#[test]
fn communes_of_one_name_need_their_province_and_agencies_only_a_name() {
    let communes = series("commune-cchc").unwrap();
    let atlas = Atlas::vietnam();
    let of = |csv: &str| read(communes, atlas, csv, &ColumnMap::default(), today());
    let faults = of("year,unit,value\n2025,Tân Thành,80\n").unwrap_err();
    assert!(faults[0].to_string().contains("may be"), "{}", faults[0]);
    let found = of("year,unit,within,value\n2025,Phường Ba Đình,Hà Nội,80\n").unwrap();
    assert_eq!(found.entries[0].rated, unit("2025:00004"));
    let ddci = series("ddci").unwrap();
    let table = "year,unit,value,rank\n2024,Sở Tư pháp,80,1\n";
    let found = read(ddci, atlas, table, &ColumnMap::default(), today()).unwrap();
    assert_eq!(found.entries[0].rated, Rated::Agency("Sở Tư pháp".into()));
}
