//! One row a unit with its factors, domains, index, interval, rank and change; with a rule of points what it brings.

use super::pen::Pen;
use super::units::{HEADER, UnitOfRow, parent};
use crate::findings::{Bound, EarlierPlace, Findings, Measure, Shown, Tier};
use crate::index::Percent;
use crate::published::PointsRule;
use crate::report::lang::Lang;

/// The rows, header first.
pub(super) fn rows(findings: &Findings, pen: Pen, rule: Option<&PointsRule>) -> Vec<Vec<String>> {
    let of_kind = |factor: bool| {
        let branches = findings.branches.iter();
        branches.filter(move |b| b.is_factor == factor)
    };
    let mut header: Vec<String> = HEADER.map(String::from).into();
    header.extend(["n_issued", "n_valid"].map(String::from));
    header.extend(of_kind(true).map(|b| heading("factor", &b.line.code)));
    header.extend(of_kind(false).map(|b| heading("domain", &b.line.code)));
    let fixed = [
        "sipas",
        "ci_low",
        "ci_high",
        "rank",
        "rank_prev",
        "delta_points",
    ];
    header.extend(fixed.map(String::from));
    if rule.is_some() {
        header.extend(["points", "points_max", "class"].map(String::from));
    }
    let width = (of_kind(true).count(), of_kind(false).count());
    let own = |factor: bool| -> Vec<&Shown<Measure>> {
        of_kind(factor).map(|b| &b.line.measure).collect()
    };
    let whole = Row {
        unit: UnitOfRow {
            code: &findings.place.0,
            name: findings.place.1.get(pen.lang.code()),
            title: &findings.place.1.vi,
            parent: parent(&findings.place.0),
        },
        index: &findings.overall,
        factors: own(true),
        domains: own(false),
        rank: None,
        earlier: EarlierPlace {
            rank: None,
            points: findings.change().map(|change| change.points),
        },
    };
    let below = findings.places.iter().map(|place| Row {
        unit: UnitOfRow {
            code: &place.line.code,
            name: place.line.name.get(pen.lang.code()),
            title: &place.line.name.vi,
            parent: &findings.place.0,
        },
        index: &place.line.measure,
        factors: place.factors.iter().collect(),
        domains: Vec::new(),
        rank: place.rank,
        earlier: place.earlier.unwrap_or(EarlierPlace {
            rank: None,
            points: None,
        }),
    });
    let rows = std::iter::once(whole).chain(below);
    std::iter::once(header)
        .chain(rows.map(|row| row.cells(findings, pen, rule, width)))
        .collect()
}

/// What one row is made of.
struct Row<'a> {
    unit: UnitOfRow<'a>,
    index: &'a Shown<Measure>,
    factors: Vec<&'a Shown<Measure>>,
    domains: Vec<&'a Shown<Measure>>,
    rank: Option<u32>,
    earlier: EarlierPlace,
}

impl Row<'_> {
    fn cells(
        &self,
        findings: &Findings,
        pen: Pen,
        rule: Option<&PointsRule>,
        (factors, domains): (usize, usize),
    ) -> Vec<String> {
        fn number(rank: Option<u32>) -> String {
            rank.map_or_else(String::new, |rank| rank.to_string())
        }
        let threshold = findings.threshold;
        let index = self.index.value();
        let ends = index.and_then(|m| Some((m.interval?, m.tier)));
        let mut cells = self.unit.cells(findings);
        cells.push(String::new());
        cells.push(index.map_or_else(String::new, Pen::people));
        for (measures, width) in [(&self.factors, factors), (&self.domains, domains)] {
            cells.extend((0..width).map(|at| {
                let measure = measures.get(at);
                measure.map_or_else(String::new, |m| pen.measure(m, threshold))
            }));
        }
        cells.extend([
            pen.measure(self.index, threshold),
            ends.map_or_else(String::new, |((low, _), tier)| pen.number(low, tier)),
            ends.map_or_else(String::new, |((_, high), tier)| pen.number(high, tier)),
            number(self.rank),
            number(self.earlier.rank),
            self.earlier
                .points
                .map_or_else(String::new, |points| pen.number(points, Tier::Full)),
        ]);
        if let Some(rule) = rule {
            cells.extend(converted(self.index, rule, pen));
        }
        cells
    }
}

/// Points, the most there are, and the class of a value that is told exactly; a bound and a withheld value have none.
fn converted(shown: &Shown<Measure>, rule: &PointsRule, pen: Pen) -> [String; 3] {
    let exact = shown.value().filter(|m| m.bound == Bound::Exact);
    // As printed: the points must follow from the index in the same row.
    let index = exact.and_then(|m| Lang::En.graded(m.value, m.tier).parse::<Percent>().ok());
    let class = index.and_then(|index| rule.classes().class_of(index, 100));
    [
        index.map_or_else(String::new, |index| pen.decimal(rule.points(index))),
        pen.decimal(rule.max()),
        class.map_or_else(String::new, |class| {
            Pen::text(class.name.get(pen.lang.code()))
        }),
    ]
}

/// A column title from a code of the form; what would break the header line is left out.
pub(super) fn heading(prefix: &str, code: &str) -> String {
    let code: String = code
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
        .collect();
    format!("{prefix}_{code}")
}
