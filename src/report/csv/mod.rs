//! Plain rows with stable columns: for people who calculate with them, and for other programs.
//!
//! The columns come from the questionnaire, never from what was answered. A cell without a value says
//! why in words; an empty cell means that this program does not know.

mod counts;
mod one_stop;
mod pen;
mod qd766;
mod summary;
mod units;

pub use one_stop::{OneStop, is_of_unit, one_stop};
pub use qd766::{Qd766, qd766};

use self::pen::Pen;
use super::order::{CsvFlavour, CsvRows, Options};
use crate::findings::Findings;

/// The rows asked for.
pub(super) fn write(findings: &Findings, options: &Options) -> Vec<u8> {
    let pen = Pen::of(options);
    let mut rows = match options.rows {
        CsvRows::Summary => summary::rows(findings, pen, options.points.as_ref()),
        CsvRows::Counts => counts::rows(findings, pen),
    };
    name_release(&mut rows, options);
    pen.file(&rows)
}

/// Rows are copied one by one, so each names its release.
fn name_release(rows: &mut [Vec<String>], options: &Options) {
    let release = match (&options.seal, options.csv) {
        (Some(seal), _) => &seal.release_id,
        (None, CsvFlavour::People) => options.lang.say("tạm tính", "provisional"),
        (None, CsvFlavour::Machine) => "provisional",
    };
    for (number, row) in rows.iter_mut().enumerate() {
        row.push(match number {
            0 => "release".to_owned(),
            _ => Pen::text(release),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::units::period;
    use super::*;
    use crate::findings::sample::sample;
    use crate::findings::{Bound, Shown, Tier};
    use crate::published::PointsRule;
    use crate::report::{CsvFlavour, Lang};
    use chrono::NaiveDate;

    fn text(findings: &Findings, csv: CsvFlavour, rows: CsvRows) -> String {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let options = Options {
            csv,
            rows,
            ..Options::new(Lang::Vi, day)
        };
        String::from_utf8(write(findings, &options)).unwrap()
    }

    #[test]
    fn the_summary_for_people_has_a_bom_semicolons_and_decimal_commas() {
        let text = text(&sample(false), CsvFlavour::People, CsvRows::Summary);
        let mut lines = text.split("\r\n");
        assert_eq!(
            lines.next().unwrap(),
            "\u{feff}period;unit_code;unit_name;unit_kind;parent_code;questionnaire_version;n_issued;n_valid;\
             factor_PA;factor_PB;factor_PC;factor_PD;factor_SA;factor_SB;factor_SC;factor_SD;factor_SE;\
             domain_P;domain_S;sipas;ci_low;ci_high;rank;rank_prev;delta_points;release"
        );
        let province = lines.next().unwrap();
        assert!(
            province.starts_with(
                "2026;\"2025:33\";\"Tỉnh Hưng Yên\";\"tỉnh\";\"vn\";\"sipas-1001-2023 v1 (số liệu mô phỏng / simulated)\";;1284;"
            ),
            "{province}"
        );
        assert!(
            province.ends_with(";83,84;83,84;83,94;81,93;85,75;;;1,28;\"tạm tính\""),
            "{province}"
        );
    }

    #[test]
    fn the_summary_for_programs_has_commas_dots_and_no_bom() {
        let text = text(&sample(false), CsvFlavour::Machine, CsvRows::Summary);
        assert!(text.starts_with("period,unit_code,"), "{text}");
        assert!(
            !text.contains('\r') && text.contains(",83.94,81.93,85.75,,,1.28,\"provisional\"\n")
        );
    }

    #[test]
    fn every_row_has_a_cell_for_every_column_and_withheld_rows_say_why() {
        for rows in [CsvRows::Summary, CsvRows::Counts] {
            let text = text(&sample(false), CsvFlavour::Machine, rows);
            let widths: Vec<usize> = text.lines().map(|l| l.split(',').count()).collect();
            assert!(widths.iter().all(|w| *w == widths[0]), "{widths:?}");
        }
        let text = text(&sample(false), CsvFlavour::Machine, CsvRows::Summary);
        let withheld = text.lines().find(|l| l.contains("withheld")).unwrap();
        assert!(withheld.contains("\"Phường Thượng Hồng\""), "{withheld}");
        assert!(text.contains("\"no_data\""));
    }

    #[test]
    fn counts_are_told_only_where_the_gate_lets_them_through() {
        let mut findings = sample(false);
        let Shown::Value(shares) = &mut findings.distributions[1].shares else {
            unreachable!("the sample shows its criteria")
        };
        shares.options[2].n = None;
        let text = text(&findings, CsvFlavour::Machine, CsvRows::Counts);
        let mut lines = text.lines();
        assert_eq!(
            lines.next().unwrap(),
            "period,unit_code,criterion,n1,n2,n3,n4,n5,n_missing,release"
        );
        let first = lines.next().unwrap();
        assert!(first.starts_with("2026,\"2025:33\",\"PA1\","), "{first}");
        let counts = |line: &str| {
            let cells = line.split(',').skip(3).map(str::to_owned);
            let mut cells = cells.collect::<Vec<_>>();
            assert_eq!(cells.pop().as_deref(), Some("\"provisional\""));
            cells
        };
        assert!(counts(first).iter().all(|n| n.parse::<u64>().is_ok()));
        let second = lines.next().unwrap();
        assert!(
            counts(second).iter().all(|n| n == "\"withheld: too_few\""),
            "{second}"
        );
    }

    #[test]
    fn points_follow_from_the_index_beside_them_by_the_rule_of_a_file() {
        let rule = PointsRule::sipas_in_par_index();
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let mut options = Options {
            points: Some(rule),
            ..Options::new(Lang::Vi, day)
        };
        let people = String::from_utf8(write(&sample(false), &options)).unwrap();
        let mut lines = people.split("\r\n");
        assert!(
            lines
                .next()
                .unwrap()
                .ends_with(";delta_points;points;points_max;class;release")
        );
        assert!(
            lines
                .next()
                .unwrap()
                .ends_with(";1,28;8,39;10;;\"tạm tính\"")
        ); // 83,94 % of 10
        options.csv = CsvFlavour::Machine;
        let machine = String::from_utf8(write(&sample(false), &options)).unwrap();
        assert!(machine.contains(",1.28,8.39,10,,\"provisional\"\n"));
        let withheld = machine.lines().find(|line| line.contains("withheld"));
        assert!(
            withheld.unwrap().ends_with(",,10,,\"provisional\""),
            "{withheld:?}"
        );
        let toml = "rule = \"threshold\"\nmax = \"5\"\ndecimals = 1\nfull_from = \"80\"\nbelow = \"zero\"\n\
                    [[classes]]\nfrom = \"80\"\nname.vi = \"Tốt\"\nname.en = \"Good\"\n";
        options.points = Some(PointsRule::read("ours.toml", toml).unwrap());
        let machine = String::from_utf8(write(&sample(false), &options)).unwrap();
        assert!(
            machine.contains(",1.28,5.0,5,\"Tốt\",\"provisional\"\n"),
            "{machine}"
        );
    }

    #[test]
    fn a_name_that_looks_like_a_formula_is_disarmed() {
        let pen = Pen {
            flavour: CsvFlavour::People,
            lang: Lang::Vi,
        };
        for words in ["=1+1", " \u{200b}@sum", "\tx", "＝A1", "-2", "%x", "|x"] {
            assert_eq!(Pen::text(words), format!("\"'{words}\""));
        }
        assert_eq!(Pen::text("Xã \"A\";B"), "\"Xã \"\"A\"\";B\"");
        assert_eq!(pen.number(-1.28, Tier::Full), "-1,28");
    }

    #[test]
    fn a_bound_is_never_written_as_a_plain_number() {
        let mut findings = sample(false);
        if let Shown::Value(m) = &mut findings.places[0].line.measure {
            (m.value, m.bound) = (95.0, Bound::AtLeast);
        }
        assert!(text(&findings, CsvFlavour::Machine, CsvRows::Summary).contains("\">=95"),);
        assert!(text(&findings, CsvFlavour::People, CsvRows::Summary).contains("\"≥ 95"));
    }

    #[test]
    fn months_are_written_without_a_dash() {
        let written = |text: &str| period(text.parse().unwrap());
        assert_eq!(written("2026-10"), "202610");
        assert_eq!(written("2026-Q3"), "2026-Q3");
    }
}
