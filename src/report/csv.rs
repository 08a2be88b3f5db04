//! Plain rows with stable columns: one row a unit, or one row a criterion with a count per level.
//!
//! The columns come from the questionnaire, never from what was answered. A cell without a value says
//! why in words; an empty cell means that this program does not know.

use super::lang::Lang;
use super::order::{CsvFlavour, CsvRows, Options};
use super::tables::{Absent, absent};
use crate::findings::{Bound, Findings, Measure, Reason, Shown, Tier};
use crate::period::{Period, Width};
use crate::published::PointsRule;

/// Levels every file of counts has columns for.
const LEAST_LEVELS: usize = 5;

/// The rows asked for.
pub(super) fn write(findings: &Findings, options: &Options) -> Vec<u8> {
    let pen = Pen {
        flavour: options.csv,
        lang: options.lang,
    };
    let mut rows = match options.rows {
        CsvRows::Summary => summary(findings, pen, options.points.as_ref()),
        CsvRows::Counts => counts(findings, pen),
    };
    // Rows are copied one by one, so each names its release.
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
    let (bom, separator, end) = match options.csv {
        CsvFlavour::People => ("\u{feff}", ";", "\r\n"),
        CsvFlavour::Machine => ("", ",", "\n"),
    };
    let mut out = bom.to_owned();
    for row in rows {
        out.push_str(&row.join(separator));
        out.push_str(end);
    }
    out.into_bytes()
}

fn summary(findings: &Findings, pen: Pen, rule: Option<&PointsRule>) -> Vec<Vec<String>> {
    let of_kind = |factor: bool| {
        findings
            .branches
            .iter()
            .filter(move |b| b.is_factor == factor)
    };
    let mut header: Vec<String> = [
        "period",
        "unit_code",
        "unit_name",
        "unit_kind",
        "parent_code",
        "questionnaire_version",
        "n_issued",
        "n_valid",
    ]
    .map(String::from)
    .into();
    header.extend(of_kind(true).map(|b| heading("factor", &b.line.code)));
    header.extend(of_kind(false).map(|b| heading("domain", &b.line.code)));
    header.extend(
        [
            "sipas",
            "ci_low",
            "ci_high",
            "rank",
            "rank_prev",
            "delta_points",
        ]
        .map(String::from),
    );
    header.extend(rule.map(|_| "points".to_owned()));

    let threshold = findings.threshold;
    let row = |unit: Unit| {
        let index = unit.index.value();
        let ends = index.and_then(|m| Some((m.interval?, m.tier)));
        let mut cells = vec![
            period(findings.period),
            Pen::text(unit.code),
            Pen::text(unit.name),
            Pen::text(kind(unit.title)),
            Pen::text(unit.parent),
            Pen::text(&version(findings)),
            String::new(),
            index.map_or_else(String::new, Pen::people),
        ];
        cells.extend((0..of_kind(true).count()).map(|i| {
            unit.factors
                .get(i)
                .map_or_else(String::new, |m| pen.measure(m, threshold))
        }));
        cells.extend((0..of_kind(false).count()).map(|i| {
            unit.domains
                .get(i)
                .map_or_else(String::new, |m| pen.measure(m, threshold))
        }));
        cells.extend([
            pen.measure(unit.index, threshold),
            ends.map_or_else(String::new, |((low, _), tier)| pen.number(low, tier)),
            ends.map_or_else(String::new, |((_, high), tier)| pen.number(high, tier)),
            unit.rank.map_or_else(String::new, |rank| rank.to_string()),
            String::new(),
            unit.change
                .map_or_else(String::new, |points| pen.number(points, Tier::Full)),
        ]);
        cells.extend(rule.map(|rule| pen.points(unit.index, rule)));
        cells
    };
    let own = |factor: bool| -> Vec<&Shown<Measure>> {
        of_kind(factor).map(|b| &b.line.measure).collect()
    };
    let mut rows = vec![
        header,
        row(Unit {
            code: &findings.place.0,
            name: findings.place.1.get(pen.lang.code()),
            title: &findings.place.1.vi,
            parent: parent(&findings.place.0),
            index: &findings.overall,
            factors: own(true),
            domains: own(false),
            rank: None,
            change: super::summary::change_of(findings).map(|change| change.points),
        }),
    ];
    rows.extend(findings.places.iter().map(|place| {
        row(Unit {
            code: &place.line.code,
            name: place.line.name.get(pen.lang.code()),
            title: &place.line.name.vi,
            parent: &findings.place.0,
            index: &place.line.measure,
            factors: place.factors.iter().collect(),
            domains: Vec::new(),
            rank: place.rank,
            change: None,
        })
    }));
    rows
}

/// What one row of the summary is made of.
struct Unit<'a> {
    code: &'a str,
    name: &'a str,
    title: &'a str,
    parent: &'a str,
    index: &'a Shown<Measure>,
    factors: Vec<&'a Shown<Measure>>,
    domains: Vec<&'a Shown<Measure>>,
    rank: Option<u32>,
    change: Option<f64>,
}

fn counts(findings: &Findings, pen: Pen) -> Vec<Vec<String>> {
    let asked: Vec<_> = findings
        .distributions
        .iter()
        .filter(|q| matches!(q.role, "criterion" | "indicator" | "overall"))
        .collect();
    let levels = asked
        .iter()
        .filter_map(|q| Some(q.shares.value()?.options.len()))
        .fold(LEAST_LEVELS, usize::max);
    let mut header: Vec<String> = ["period", "unit_code", "criterion"]
        .map(String::from)
        .into();
    header.extend((1..=levels).map(|level| format!("n{level}")));
    header.push("n_missing".into());
    let sheets = findings.respondents.value().map(|count| count.n);

    let mut rows = vec![header];
    for question in asked {
        let mut row = vec![
            period(findings.period),
            Pen::text(&findings.place.0),
            Pen::text(&question.code),
        ];
        let why = absent(&question.shares, findings.threshold);
        match (question.shares.value(), why) {
            (Some(shares), _) => {
                let hidden = pen.absent(Absent {
                    reason: Some(Reason::TooFew),
                    threshold: findings.threshold,
                });
                // One hidden level would follow from its neighbours and the total: then none is told.
                let all: Option<Vec<u64>> = shares.options.iter().map(|option| option.n).collect();
                match all {
                    Some(all) => {
                        row.extend(all.iter().map(u64::to_string));
                        row.resize(3 + levels, String::new());
                        row.push(
                            sheets
                                .and_then(|sheets| sheets.checked_sub(shares.n))
                                .map_or_else(String::new, |n| n.to_string()),
                        );
                    }
                    None => row.resize(4 + levels, hidden),
                }
            }
            (None, Some(why)) => row.resize(4 + levels, pen.absent(why)),
            (None, None) => row.resize(4 + levels, String::new()),
        }
        rows.push(row);
    }
    rows
}

/// How cells are written for one kind of reader.
#[derive(Debug, Clone, Copy)]
struct Pen {
    flavour: CsvFlavour,
    lang: Lang,
}

impl Pen {
    /// Words: always quoted, and never the beginning of a formula.
    fn text(words: &str) -> String {
        if words.is_empty() {
            return String::new();
        }
        let guard = if starts_like_a_formula(words) {
            "'"
        } else {
            ""
        };
        format!("\"{guard}{}\"", words.replace('"', "\"\""))
    }

    /// A number as precise as the gate left it; never quoted.
    fn number(self, value: f64, tier: Tier) -> String {
        let text = Lang::En.graded(value, tier).replace('−', "-");
        match self.flavour {
            CsvFlavour::People => text.replace('.', ","),
            CsvFlavour::Machine => text,
        }
    }

    fn people(measure: &Measure) -> String {
        match measure.tier {
            Tier::Indicative => Self::text(&Lang::En.people(measure)),
            _ => measure.n.to_string(),
        }
    }

    /// A value; a bound is words, so that no program takes it for the value itself.
    fn measure(self, shown: &Shown<Measure>, threshold: u64) -> String {
        let Some(measure) = shown.value() else {
            return absent(shown, threshold).map_or_else(String::new, |why| self.absent(why));
        };
        let number = self.number(measure.value, measure.tier);
        let sign = match (measure.bound, self.flavour) {
            (Bound::Exact, _) => return number,
            (Bound::AtLeast, CsvFlavour::People) => "≥ ",
            (Bound::AtMost, CsvFlavour::People) => "≤ ",
            (Bound::AtLeast, CsvFlavour::Machine) => ">=",
            (Bound::AtMost, CsvFlavour::Machine) => "<=",
        };
        Self::text(&format!("{sign}{number}"))
    }

    /// The points of a value that is told exactly; a bound and a withheld value have none.
    fn points(self, shown: &Shown<Measure>, rule: &PointsRule) -> String {
        let exact = shown
            .value()
            .filter(|measure| measure.bound == Bound::Exact);
        // As printed: the points must follow from the index in the same row.
        let index =
            exact.and_then(|measure| Lang::En.graded(measure.value, measure.tier).parse().ok());
        index.map_or_else(String::new, |index| {
            let points = rule.points(index);
            match self.flavour {
                CsvFlavour::People => points.vi(),
                CsvFlavour::Machine => points.to_string(),
            }
        })
    }

    fn absent(self, why: Absent) -> String {
        match self.flavour {
            CsvFlavour::People => Self::text(&why.sentence(self.lang)),
            CsvFlavour::Machine => Self::text(match why.reason {
                Some(Reason::TooFew) => "withheld: too_few",
                Some(Reason::Complement) => "withheld: complement",
                Some(Reason::Increment) => "withheld: increment",
                None => "no_data",
            }),
        }
    }
}

/// Whether a spreadsheet could take words for a formula, looking behind invisible characters.
fn starts_like_a_formula(words: &str) -> bool {
    let invisible = |c: char| {
        matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}'
        ) || (c.is_whitespace() && !matches!(c, '\t' | '\r' | '\n'))
    };
    words.trim_start_matches(invisible).starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '|', '%', '＝', '＋', '－', '＠', '｜', '％',
    ])
}

/// A column title from a code of the form; what would break the header line is left out.
fn heading(prefix: &str, code: &str) -> String {
    let code: String = code
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
        .collect();
    format!("{prefix}_{code}")
}

/// Form and version; where figures are simulated every row says so, since rows are copied one by one.
fn version(findings: &Findings) -> String {
    let mark = if findings.simulated {
        " (số liệu mô phỏng / simulated)"
    } else {
        ""
    };
    format!("{} v{}{mark}", findings.form.id, findings.form.version)
}

/// `YYYY`, `YYYY-Qn`, `YYYYMM`.
fn period(period: Period) -> String {
    match period.width() {
        Width::Month => period.to_string().replace('-', ""),
        _ => period.to_string(),
    }
}

/// The kind of unit a Vietnamese title begins with, in lower case; empty when it begins with none.
fn kind(title: &str) -> &'static str {
    const KINDS: [(&str, &str); 9] = [
        ("Tỉnh ", "tỉnh"),
        ("Thành phố ", "thành phố"),
        ("Phường ", "phường"),
        ("Xã ", "xã"),
        ("Đặc khu ", "đặc khu"),
        ("Quận ", "quận"),
        ("Huyện ", "huyện"),
        ("Thị xã ", "thị xã"),
        ("Thị trấn ", "thị trấn"),
    ];
    KINDS
        .iter()
        .find(|(prefix, _)| title.starts_with(prefix))
        .map_or("", |(_, kind)| kind)
}

/// The nation above a province; of any other unit the findings do not tell.
fn parent(key: &str) -> &'static str {
    match key.split_once(':') {
        Some((_, code)) if code.len() == 2 => "vn",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::sample::sample;
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
                .ends_with(";delta_points;points;release")
        );
        assert!(lines.next().unwrap().ends_with(";1,28;8,39;\"tạm tính\"")); // 83,94 % of 10
        options.csv = CsvFlavour::Machine;
        let machine = String::from_utf8(write(&sample(false), &options)).unwrap();
        assert!(machine.contains(",1.28,8.39,\"provisional\"\n"));
        let withheld = machine.lines().find(|line| line.contains("withheld"));
        assert!(
            withheld.unwrap().ends_with(",,\"provisional\""),
            "{withheld:?}"
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
