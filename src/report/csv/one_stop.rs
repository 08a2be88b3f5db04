//! The one-stop score of Circular 01/2018/TT-VPCP, one row a unit (Mẫu 03): indicators, total, class, rank, satisfaction.

use std::collections::{BTreeMap, HashMap};

use super::pen::Pen;
use super::summary::heading;
use super::units::{HEADER, UnitOfRow, parent};
use crate::findings::{
    Bound, Findings, MeanPoints, Reason, Shown, Tier, UnitPoints, sum_of_points,
};
use crate::form::{Form, Score, ScoredPer};
use crate::index::Percent;
use crate::index::rank::{RankRule, ranks};
use crate::published::{ComponentRow, OneStopRules};
use crate::report::lang::{INDICATIVE_BAND, Lang};
use crate::report::order::Options;
use crate::report::tables::Absent;

/// What the score is made of.
#[derive(Debug)]
pub struct OneStop<'a> {
    /// The form whose indicators are scored.
    pub form: &'a Form,
    /// The score of the form that makes the total.
    pub total: &'a Score,
    /// Classes and bands.
    pub rules: &'a OneStopRules,
    /// Indicators that the office scores, by key of the unit.
    pub components: &'a BTreeMap<String, &'a ComponentRow>,
    /// Decimals of the points.
    pub decimals: u8,
    /// Ties of the rank.
    pub ranking: RankRule,
}

/// The table as a CSV file; the first of `units` is the place itself when `units` are places.
pub fn one_stop(
    findings: &Findings,
    units: &[UnitPoints],
    order: &OneStop<'_>,
    options: &Options,
) -> Vec<u8> {
    let pen = Pen::of(options);
    let scored: Vec<Scored> = units.iter().map(|unit| order.scored(unit)).collect();
    let first = usize::from(
        units
            .first()
            .is_some_and(|unit| unit.code == findings.place.0),
    );
    let totals: Vec<Option<Percent>> = scored
        .iter()
        .skip(first)
        .map(|scored| scored.total.map(|total| total.reached))
        .collect();
    let mut places = vec![None; first];
    places.extend(ranks(&totals, order.ranking));
    let names: HashMap<&str, &crate::form::Text> = findings
        .places
        .iter()
        .map(|place| &place.line)
        .chain(&findings.offices)
        .map(|line| (line.code.as_str(), &line.name))
        .chain([(findings.place.0.as_str(), &findings.place.1)])
        .collect();
    let mut rows = vec![order.header()];
    for ((unit, scored), rank) in units.iter().zip(&scored).zip(places) {
        let name = names.get(unit.code.as_str());
        let is_place = unit.code == findings.place.0;
        let row = UnitOfRow {
            code: &unit.code,
            name: name.map_or("", |name| name.get(pen.lang.code())),
            title: name.map_or("", |name| &name.vi),
            parent: if is_place {
                parent(&unit.code)
            } else {
                &findings.place.0
            },
        };
        let mut cells = row.cells(findings);
        cells.extend(order.cells(unit, scored, findings.threshold, pen));
        cells.push(rank.map_or_else(String::new, |rank: usize| rank.to_string()));
        cells.extend(satisfaction(unit, findings.threshold, pen));
        rows.push(cells);
    }
    pen.file(&rows)
}

/// A unit with what the office adds.
struct Scored {
    indicators: Vec<Shown<MeanPoints>>,
    total: Option<MeanPoints>,
    officer: Option<MeanPoints>,
}

impl OneStop<'_> {
    fn header(&self) -> Vec<String> {
        let mut header: Vec<String> = HEADER.map(String::from).into();
        header.push("n_valid".into());
        let codes = self.total.questions.iter();
        header.extend(codes.map(|&at| heading("points", &self.form.questions[at].code)));
        let fixed = [
            "total",
            "total_max",
            "class",
            "officer",
            "officer_percent",
            "rank",
            "KHL",
            "HL",
            "RHL",
        ];
        header.extend(fixed.map(String::from));
        header
    }

    fn scored(&self, unit: &UnitPoints) -> Scored {
        let row = self.components.get(&unit.code).copied();
        let indicators: Vec<Shown<MeanPoints>> = unit
            .indicators
            .iter()
            .map(|(code, mean)| match row.and_then(|row| row.value(code)) {
                Some(points) => Shown::Value(given(points)),
                None => mean.clone(),
            })
            .collect();
        let sum = |questions: &[usize]| {
            let known: Option<Vec<MeanPoints>> = questions
                .iter()
                .map(|at| {
                    let nth = self.total.questions.iter().position(|own| own == at)?;
                    indicators[nth].value().copied()
                })
                .collect();
            sum_of_points(&known?)
        };
        let officer = self
            .form
            .scores
            .iter()
            .find(|score| score.code == "officer");
        Scored {
            total: sum(&self.total.questions),
            officer: officer.and_then(|score| sum(&score.questions)),
            indicators,
        }
    }

    fn cells(&self, unit: &UnitPoints, scored: &Scored, threshold: u64, pen: Pen) -> Vec<String> {
        let dossiers = unit.indicators.iter().zip(&self.total.questions);
        let of_people = dossiers.filter(|(_, at)| !is_of_unit(self.form, **at));
        let n = of_people
            .filter_map(|((_, mean), _)| Some(mean.value()?.n))
            .max();
        let points = |mean: &MeanPoints| pen.bounded(mean.rounded(self.decimals), mean.bound);
        let told = |mean: Option<&MeanPoints>| mean.map_or_else(String::new, points);
        let class = self.class(scored, pen.lang);
        let band = scored.officer.and_then(|officer| {
            let band = self.rules.officer_band(officer.reached, officer.most)?;
            (officer.bound != Bound::AtMost).then_some(band.percent)
        });
        let mut cells = vec![n.map_or_else(String::new, |n| match n {
            ..30 => Pen::text(INDICATIVE_BAND),
            n => n.to_string(),
        })];
        cells.extend(scored.indicators.iter().map(|mean| match mean {
            Shown::Value(mean) => points(mean),
            Shown::Withheld(reason) => pen.absent(Absent {
                reason: Some(*reason),
                threshold,
            }),
            Shown::NoData => String::new(),
        }));
        cells.extend([
            told(scored.total.as_ref()),
            pen.decimal(crate::index::Decimal::new(self.total.max as i64, 0)),
            class.unwrap_or_default(),
            told(scored.officer.as_ref()),
            band.map_or_else(String::new, |percent| pen.decimal(percent.rounded(0))),
        ]);
        cells
    }

    /// The class of a total; of a bound only if it is the same for everything the bound leaves open.
    fn class(&self, scored: &Scored, lang: Lang) -> Option<String> {
        let total = scored.total?;
        let open: Option<Vec<MeanPoints>> = scored
            .indicators
            .iter()
            .map(|mean| mean.value().map(|mean| at_its_end(*mean)))
            .collect();
        let class = |total: MeanPoints| self.rules.classes.class_of(total.reached, total.most);
        let (near, far) = (class(total)?, class(sum_of_points(&open?)?)?);
        (near == far).then(|| Pen::text(near.name.get(lang.code())))
    }
}

/// The far end of what a bound leaves open.
fn at_its_end(mean: MeanPoints) -> MeanPoints {
    let reached = match mean.bound {
        Bound::Exact => mean.reached,
        Bound::AtLeast => Percent::FULL,
        Bound::AtMost => Percent::ZERO,
    };
    MeanPoints { reached, ..mean }
}

/// Whether an indicator is scored once for the unit and not by each person.
pub fn is_of_unit(form: &Form, question: usize) -> bool {
    let scored_per = form.questions[question].scored_per;
    scored_per.is_some_and(|per| per != ScoredPer::Dossier)
}

/// Points 0–2 as the office gives them.
fn given(points: crate::index::Decimal) -> MeanPoints {
    let hundredths = (points.value() * 100.0).round() as u64;
    MeanPoints {
        reached: Percent::of(hundredths, 200).unwrap_or(Percent::ZERO),
        bound: Bound::Exact,
        most: 2,
        n: u64::MAX,
        tier: Tier::Full,
    }
}

/// KHL, HL, RHL: counts where the gate lets them through.
fn satisfaction(unit: &UnitPoints, threshold: u64, pen: Pen) -> [String; 3] {
    let absent = |reason| {
        pen.absent(Absent {
            reason: Some(reason),
            threshold,
        })
    };
    let told = |at: usize| match &unit.satisfaction {
        Shown::Value(shares) => {
            let all_told = shares.options.iter().all(|option| option.n.is_some());
            let n = shares.options.get(at).and_then(|option| option.n);
            let n = n.filter(|_| all_told);
            n.map_or_else(|| absent(Reason::TooFew), |n| n.to_string())
        }
        Shown::Withheld(reason) => absent(*reason),
        Shown::NoData => String::new(),
    };
    [0, 1, 2].map(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::sample::sample;
    use crate::form::Catalogue;
    use crate::published::{ComponentColumn, Components};
    use crate::report::CsvFlavour;
    use chrono::NaiveDate;

    /// Means in hundredths of two points, the same for every indicator asked of people.
    fn unit(code: &str, form: &Form, reached: u64, n: u64) -> UnitPoints {
        let total = &form.scores[0];
        let indicator = |at: &usize| {
            let asked = !is_of_unit(form, *at) || form.questions[*at].code == "I6";
            let mean = MeanPoints {
                reached: Percent::of(reached, 200).unwrap(),
                bound: Bound::Exact,
                most: 2,
                n,
                tier: Tier::Full,
            };
            let shown = if asked {
                Shown::Value(mean)
            } else {
                Shown::NoData
            };
            (form.questions[*at].code.clone(), shown)
        };
        UnitPoints {
            code: code.into(),
            indicators: total.questions.iter().map(indicator).collect(),
            satisfaction: Shown::NoData,
        }
    }

    fn written(units: &[UnitPoints], csv: &str) -> String {
        let form = Catalogue::builtin().get("onestop-tt01-2018", None).unwrap();
        let columns = ["I5", "I6", "I8", "I9"].map(|name| ComponentColumn {
            name: name.into(),
            most: 2,
        });
        let read = Components::read("office.csv", csv, &columns).unwrap();
        let order = OneStop {
            form,
            total: &form.scores[0],
            rules: &OneStopRules::builtin(),
            components: &read.by_unit(|code| Some(code.to_owned())).unwrap(),
            decimals: 1,
            ranking: RankRule::default(),
        };
        let options = Options {
            csv: CsvFlavour::Machine,
            ..Options::new(Lang::Vi, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
        };
        String::from_utf8(one_stop(&sample(false), units, &order, &options)).unwrap()
    }

    #[test]
    fn nine_indicators_make_a_total_its_class_and_a_rank() {
        let form = Catalogue::builtin().get("onestop-tt01-2018", None).unwrap();
        let units = [
            unit("2025:33", form, 150, 900),
            unit("2025:12271", form, 150, 400),
            unit("2025:12280", form, 180, 300),
            unit("2025:12331", form, 180, 25),
        ];
        let text = written(
            &units,
            "unit_code,I5,I8,I9\n2025:33,2,2,2\n2025:12271,2,2,2\n2025:12280,0,0,0.5\n",
        );
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            lines[0].ends_with(
                ",n_valid,points_I1,points_I2,points_I3,points_I4,points_I5,points_I6,points_I7,points_I8,points_I9,\
                 total,total_max,class,officer,officer_percent,rank,KHL,HL,RHL"
            ),
            "{}",
            lines[0]
        );
        let cells = |at: usize| lines[at].split_once("simulated)\",").unwrap().1;
        // 6 × 1.5 + 3 × 2 = 15: the bound belongs to the class above it.
        assert_eq!(
            cells(1),
            "900,1.5,1.5,1.5,1.5,2.0,1.5,1.5,2.0,2.0,15.0,18,\"Xuất sắc\",7.5,100,,,,"
        );
        assert_eq!(
            cells(2),
            "400,1.5,1.5,1.5,1.5,2.0,1.5,1.5,2.0,2.0,15.0,18,\"Xuất sắc\",7.5,100,1,,,"
        );
        // 6 × 1.8 + 0.5 = 11.3
        assert_eq!(
            cells(3),
            "300,1.8,1.8,1.8,1.8,0.0,1.8,1.8,0.0,0.5,11.3,18,\"Khá\",9.0,100,2,,,"
        );
        assert_eq!(
            cells(4),
            "\"10–29\",1.8,1.8,1.8,1.8,,1.8,1.8,,,,18,,9.0,100,,,,",
            "not scored is no zero"
        );
    }

    #[test]
    fn a_bound_has_a_class_only_if_every_value_behind_it_has_the_same() {
        let form = Catalogue::builtin().get("onestop-tt01-2018", None).unwrap();
        let all_of_few = |reached: u64| {
            let mut unit = unit("2025:33", form, reached, 20);
            let Shown::Value(first) = &mut unit.indicators[0].1 else {
                unreachable!("I1 is asked of people")
            };
            (first.reached, first.bound) = (Percent::of(95, 100).unwrap(), Bound::AtLeast);
            let text = written(&[unit], "unit_code,I5,I8,I9\n2025:33,2,2,2\n");
            text.lines().nth(1).unwrap().to_owned()
        };
        let high = all_of_few(190);
        assert!(
            high.contains(",\">=1.9\",") && high.contains("\">=17.4\",18,\"Xuất sắc\""),
            "{high}"
        );
        let low = all_of_few(0);
        assert!(low.contains("\">=7.9\",18,\"Trung bình\""), "{low}");
        // 1.9 or more, and 7 + 6 from the others: 14.9 to 15.
        let open = all_of_few(140);
        assert!(open.contains("\">=14.9\",18,,"), "{open}");
    }
}
