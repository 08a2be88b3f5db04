//! Two findings side by side: one place in two periods, or two places in one, with what can be told from chance.

use serde::Serialize;

use super::change::difference;
use super::{Bound, Findings, Line, Measure, Shown};
use crate::form::Text;
use crate::index::interval::Interval;
use crate::index::interval::change_p_value;
use crate::index::multiple::benjamini_hochberg;
use crate::period::Period;

/// Share of false differences among those that are called sure.
const RATE: f64 = 0.05;

/// Two findings of one form, line by line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Versus {
    /// Key and title of the other place.
    pub place: (String, Text),
    /// The other period.
    pub period: Period,
    /// Why no difference is told, where the two are not measured alike.
    pub apart: Option<Text>,
    /// The index, the domains and factors, and the criteria.
    pub lines: Vec<VersusLine>,
}

/// One line of both.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VersusLine {
    /// Code of the node or criterion; `overall` for the index.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// `overall`, `domain`, `factor` or `criterion`.
    pub level: &'static str,
    /// This one.
    pub own: Shown<Measure>,
    /// The other.
    pub other: Shown<Measure>,
    /// This minus the other in percentage points, with its 95 % interval, where both are exact and have one.
    pub points: Option<(f64, (f64, f64))>,
    /// Whether the difference is sure, all lines considered together (Benjamini and Hochberg).
    pub sure: bool,
}

/// Sets two findings side by side.
pub fn versus(own: &Findings, other: &Findings) -> Versus {
    let apart = apart(own, other);
    let all = lines(own);
    let others = lines(other);
    let mut lines: Vec<VersusLine> = all
        .into_iter()
        .map(|(level, line)| {
            let beside = others.iter().find(|(_, other)| other.code == line.code);
            let beside = beside.map_or(Shown::NoData, |(_, other)| other.measure.clone());
            let points = both(&line.measure, &beside)
                .filter(|_| apart.is_none())
                .and_then(|(a, b)| {
                    let found = difference(&a, &b)?;
                    Some((a.value - b.value, (100.0 * found.low, 100.0 * found.high)))
                });
            VersusLine {
                code: line.code,
                name: line.name,
                level,
                own: line.measure,
                other: beside,
                points,
                sure: false,
            }
        })
        .collect();
    judge(&mut lines);
    Versus {
        place: other.place.clone(),
        period: other.period,
        apart,
        lines,
    }
}

fn both(own: &Shown<Measure>, other: &Shown<Measure>) -> Option<(Measure, Measure)> {
    let exact = |shown: &Shown<Measure>| shown.value().copied().filter(|m| m.bound == Bound::Exact);
    Some((exact(own)?, exact(other)?))
}

fn judge(lines: &mut [VersusLine]) {
    let p_value = |line: &VersusLine| {
        let (a, b) = both(&line.own, &line.other).filter(|_| line.points.is_some())?;
        let share = |measure: Measure| {
            let (low, high) = measure.interval?;
            let interval = Interval {
                low: low / 100.0,
                high: high / 100.0,
            };
            Some((measure.value / 100.0, interval))
        };
        Some(change_p_value(share(a)?, share(b)?))
    };
    let tested: Vec<(usize, f64)> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, p_value(line)?)))
        .collect();
    let p_values: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
    for ((at, _), differs) in tested.iter().zip(benjamini_hochberg(&p_values, RATE)) {
        let line = &mut lines[*at];
        line.sure = differs
            && line
                .points
                .is_some_and(|(_, (low, high))| low > 0.0 || high < 0.0);
    }
}

/// Why two findings cannot be subtracted.
fn apart(own: &Findings, other: &Findings) -> Option<Text> {
    if own.form.id != other.form.id {
        return Some(Text::new("Hai mẫu phiếu khác nhau", "Two different forms"));
    }
    if own.form.version != other.form.version && own.form.method != other.form.method {
        return Some(Text::new(
            "Hai cách tính khác nhau",
            "Two different methods",
        ));
    }
    // A break anywhere between the two periods of one place.
    if own.place.0 != other.place.0 {
        return None;
    }
    let (late, early) = if own.period >= other.period {
        (own, other.period)
    } else {
        (other, own.period)
    };
    let between = late
        .trend
        .iter()
        .filter(|point| point.period > early && point.period <= late.period);
    between
        .filter_map(|point| point.break_before.clone())
        .next_back()
}

fn lines(findings: &Findings) -> Vec<(&'static str, Line)> {
    let overall = Line {
        code: "overall".into(),
        name: Text::new("Chỉ số chung", "Overall index"),
        measure: findings.overall.clone(),
    };
    let branches = findings
        .branches
        .iter()
        .filter(|branch| branch.criteria.len() > 1)
        .map(|branch| {
            let level = if branch.is_factor { "factor" } else { "domain" };
            (level, branch.line.clone())
        });
    let criteria = findings
        .criteria
        .iter()
        .map(|line| ("criterion", line.clone()));
    std::iter::once(("overall", overall))
        .chain(branches)
        .chain(criteria)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::sample::sample;

    #[test]
    fn the_same_twice_differs_nowhere() {
        let findings = sample(false);
        let found = versus(&findings, &findings);
        assert!(found.lines.iter().all(|line| !line.sure));
        assert!(
            found
                .lines
                .iter()
                .filter_map(|line| line.points)
                .all(|(points, _)| points == 0.0)
        );
        assert_eq!(found.lines[0].code, "overall");
    }

    #[test]
    fn a_large_difference_is_sure_and_a_bound_is_never_subtracted() {
        let findings = sample(true);
        let mut other = sample(true);
        other.overall = other.overall.map(|measure| Measure {
            value: 60.0,
            interval: Some((59.0, 61.0)),
            ..measure
        });
        other.criteria[0].measure = other.criteria[0].measure.clone().map(|measure| Measure {
            bound: Bound::AtLeast,
            ..measure
        });
        let found = versus(&findings, &other);
        assert!(found.lines[0].sure && found.lines[0].points.unwrap().0 > 20.0);
        let first = found
            .lines
            .iter()
            .find(|line| line.code == findings.criteria[0].code)
            .unwrap();
        assert_eq!((first.points, first.sure), (None, false));
    }

    #[test]
    fn two_methods_are_not_subtracted() {
        let findings = sample(false);
        let mut other = sample(false);
        other.form.id = "another".into();
        let found = versus(&findings, &other);
        assert!(found.apart.is_some() && found.lines.iter().all(|line| line.points.is_none()));
    }
}
