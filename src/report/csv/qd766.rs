//! The 100 points of Decision 766/QĐ-TTg, one row a unit: satisfaction from our counts, the other groups from the office.

use std::collections::BTreeMap;

use super::pen::Pen;
use super::units::{HEADER, UnitOfRow, parent};
use crate::findings::{Bound, Findings, Measure, Shown};
use crate::index::rank::{RankRule, ranks};
use crate::index::{Decimal, Percent};
use crate::published::{ComponentRow, Group766, Rules766, Score766};
use crate::report::lang::Lang;
use crate::report::order::Options;

/// What the score is made of.
#[derive(Debug)]
pub struct Qd766<'a> {
    /// The rules of a file.
    pub rules: &'a Rules766,
    /// The office's rows by key of the unit.
    pub components: &'a BTreeMap<String, &'a ComponentRow>,
    /// Score the offices of the place, and not the place with the places below.
    pub offices: bool,
}

/// The table as a CSV file. A sentence names the unit whose parts do not go together.
pub fn qd766(findings: &Findings, order: &Qd766<'_>, options: &Options) -> Result<Vec<u8>, String> {
    let pen = Pen::of(options);
    let mut rows = vec![header()];
    let units = units(findings, order.offices, pen.lang);
    let mut scores = Vec::new();
    for (unit, measure) in &units {
        let row = order.components.get(unit.code).copied();
        let score = order.rules.score(row, satisfied(measure, order.rules));
        let told = row.map_or("", |row| row.unit.as_str());
        scores.push((row, score.map_err(|why| format!("“{told}”: {why}"))?));
    }
    // The place itself stands beside the ranking.
    let first = usize::from(!order.offices);
    let totals: Vec<Option<Percent>> = scores
        .iter()
        .skip(first)
        .map(|(_, score)| score.total.and_then(|total| Percent::try_from(total).ok()))
        .collect();
    let mut places = vec![None; first];
    places.extend(ranks(&totals, RankRule::default()));
    for (((unit, measure), (row, score)), rank) in units.iter().zip(&scores).zip(places) {
        let mut cells = unit.cells(findings);
        cells.extend(parts(measure, *row, score, order.rules, findings, pen));
        cells.push(rank.map_or_else(String::new, |rank: usize| rank.to_string()));
        rows.push(cells);
    }
    Ok(pen.file(&rows))
}

fn header() -> Vec<String> {
    let mut header: Vec<String> = HEADER.map(String::from).into();
    header.extend(["n_valid", "satisfied", "satisfied_points"].map(String::from));
    header.extend(Group766::ALL.map(|group| group.code().to_owned()));
    header.extend([Rules766::JOINT, "total", "class", "rank"].map(String::from));
    header
}

fn units<'a>(
    findings: &'a Findings,
    offices: bool,
    lang: Lang,
) -> Vec<(UnitOfRow<'a>, &'a Shown<Measure>)> {
    let (key, title) = &findings.place;
    if offices {
        let office = |line: &'a crate::findings::Line| {
            let unit = UnitOfRow {
                code: &line.code,
                name: line.name.get(lang.code()),
                title: "",
                parent: key,
            };
            (unit, &line.measure)
        };
        return findings.offices.iter().map(office).collect();
    }
    let own = UnitOfRow {
        code: key,
        name: title.get(lang.code()),
        title: &title.vi,
        parent: parent(key),
    };
    let below = findings.places.iter().map(|place| {
        let unit = UnitOfRow {
            code: &place.line.code,
            name: place.line.name.get(lang.code()),
            title: &place.line.name.vi,
            parent: key,
        };
        (unit, &place.line.measure)
    });
    std::iter::once((own, &findings.overall))
        .chain(below)
        .collect()
}

/// The share that the rule is given: as printed. “95 or more” is enough where the target is not above it.
fn satisfied(measure: &Shown<Measure>, rules: &Rules766) -> Option<Percent> {
    let measure = measure.value()?;
    let share: Percent = Lang::En.graded(measure.value, measure.tier).parse().ok()?;
    match measure.bound {
        Bound::Exact => Some(share),
        Bound::AtLeast => (share >= rules.mdhl.target()).then_some(share),
        Bound::AtMost => None,
    }
}

fn parts(
    measure: &Shown<Measure>,
    row: Option<&ComponentRow>,
    score: &Score766,
    rules: &Rules766,
    findings: &Findings,
    pen: Pen,
) -> Vec<String> {
    let told = |points: Option<Decimal>| points.map_or_else(String::new, |p| pen.decimal(p));
    let given = |column: &str| told(row.and_then(|row| row.value(column)));
    let alone = satisfied(measure, rules).map(|share| rules.mdhl.satisfied_points(share));
    let mut cells = vec![
        measure.value().map_or_else(String::new, Pen::people),
        pen.measure(measure, findings.threshold),
        told(alone),
    ];
    cells.extend(Group766::ALL.map(|group| match group {
        Group766::Mdhl => told(score.mdhl),
        group => given(group.code()),
    }));
    let class = score.class.as_ref();
    cells.extend([
        given(Rules766::JOINT),
        told(score.total),
        class.map_or_else(String::new, |class| {
            Pen::text(class.name.get(pen.lang.code()))
        }),
    ]);
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Line;
    use crate::findings::sample::sample;
    use crate::form::Text;
    use crate::published::Components;
    use crate::report::{CsvFlavour, Lang};
    use chrono::NaiveDate;

    fn written(findings: &Findings, csv: &str, offices: bool) -> Result<String, String> {
        let read = Components::read("office.csv", csv, &Rules766::columns()).unwrap();
        let components = read.by_unit(|code| Some(code.to_owned())).unwrap();
        let options = Options {
            csv: CsvFlavour::Machine,
            ..Options::new(Lang::Vi, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
        };
        let rules = Rules766::builtin();
        let order = Qd766 {
            rules: &rules,
            components: &components,
            offices,
        };
        qd766(findings, &order, &options).map(|file| String::from_utf8(file).unwrap())
    }

    #[test]
    fn the_points_of_the_office_and_our_share_stand_in_one_row_a_unit() {
        // Our share of 83,94 % brings 6 × 0,8394 = 5,0364; with two rates of 98 % the group has 16,80.
        let csv = "unit_code,CKMB,TDGQ,CLGQ+TTTT,MDSH,feedback_1,feedback_2\n2025:33,15.4,19.35,19.03,16.05,98,98\n2025:12271,1,2,3,4,,\n";
        let text = written(&sample(false), csv, false).unwrap();
        let mut lines = text.lines();
        assert_eq!(
            lines.next().unwrap(),
            "period,unit_code,unit_name,unit_kind,parent_code,questionnaire_version,n_valid,satisfied,satisfied_points,\
             CKMB,TDGQ,CLGQ,TTTT,MDHL,MDSH,CLGQ+TTTT,total,class,rank"
        );
        let province = lines.next().unwrap();
        assert!(
            province.ends_with(",1284,83.94,5.04,15.4,19.35,,,16.80,16.05,19.03,86.63,\"Tốt\","),
            "{province}"
        );
        let commune = text.lines().find(|line| line.contains("12271")).unwrap();
        assert!(
            commune.ends_with(",1,2,,,,4,3,,,"),
            "no rates, no total: {commune}"
        );
        let hidden = text.lines().find(|line| line.contains("withheld")).unwrap();
        assert!(
            hidden.ends_with(",,\"withheld: too_few\",,,,,,,,,,,"),
            "{hidden}"
        );
    }

    #[test]
    fn offices_are_scored_by_their_codes_and_ranked() {
        let mut findings = sample(false);
        let measure = findings.overall.clone();
        let office = |code: &str| Line {
            code: code.into(),
            name: Text::new("Sở", "Department"),
            measure: measure.clone(),
        };
        findings.offices = vec![office("H31.01"), office("H31.02")];
        let all = "15,15,10,8,20,95,95";
        let csv = format!(
            "unit_code,CKMB,TDGQ,CLGQ,TTTT,MDSH,feedback_1,feedback_2\nH31.01,{all}\nH31.02,{}\n",
            all.replacen("15", "16", 1)
        );
        let text = written(&findings, &csv, true).unwrap();
        let ends: Vec<&str> = text
            .lines()
            .skip(1)
            .map(|line| line.rsplit_once(",,").unwrap().1)
            .collect();
        assert_eq!(ends, ["84.44,\"Tốt\",2", "85.44,\"Tốt\",1"]);
    }

    #[test]
    fn a_group_given_twice_names_its_unit() {
        let csv = "unit_code,CLGQ,CLGQ+TTTT\n2025:33,5,9\n";
        let why = written(&sample(false), csv, false).unwrap_err();
        assert!(
            why.starts_with("“2025:33”: ") && why.contains("twice"),
            "{why}"
        );
    }
}
