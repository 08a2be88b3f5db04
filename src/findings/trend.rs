//! The index over time: periods of one form, joined across its versions and broken where the method changed.

use std::sync::Arc;

use super::reader::Reader;
use super::{Counted, Evidence, Shown, TrendPoint};
use crate::form::{Form, Text};
use crate::index::Aggregation;
use crate::period::{Period, Width};

/// Another version of the form that is asked about.
#[derive(Debug, Clone)]
pub struct OtherVersion {
    /// The version.
    pub form: Arc<Form>,
    /// The place itself, in the periods of the trend.
    pub place: Vec<Counted>,
}

/// The periods of the trend that ends with this one: a year's months, else the last twelve of its width.
pub fn trend_periods(period: Period) -> Vec<Period> {
    if period.width() == Width::Year {
        period.months()
    } else {
        let mut periods: Vec<_> =
            std::iter::successors(Some(period), |period| Some(period.previous()))
                .take(12)
                .collect();
        periods.reverse();
        periods
    }
}

/// The points of the trend. A period of which this version counted nothing is read from the newest other version that
/// did; where two neighbours were computed differently, the line breaks.
pub(super) fn trend(form: &Form, period: Period, evidence: &Evidence) -> Vec<TrendPoint> {
    let mut others: Vec<&OtherVersion> = evidence.other_versions.iter().collect();
    others.sort_unstable_by_key(|other| std::cmp::Reverse(other.form.version));
    let own = std::iter::once((form, &evidence.place));
    let all = own.chain(others.iter().map(|other| (&*other.form, &other.place)));
    let versions: Vec<(&Form, &Vec<Counted>)> = all.collect();
    let mut points = Vec::new();
    let mut before: Option<&Form> = None;
    for period in trend_periods(period) {
        let found = versions.iter().find_map(|(form, place)| {
            let counted = place.iter().find(|counted| counted.period == period)?;
            Some((*form, counted))
        });
        let mut point = TrendPoint {
            period,
            measure: Shown::NoData,
            break_before: None,
        };
        if let Some((form, counted)) = found {
            point.measure = Reader::new(form, evidence).overall(Some(counted));
            point.break_before = before.and_then(|before| change_of_method(before, form));
            before = Some(form);
        }
        points.push(point);
    }
    let last = points
        .iter()
        .rposition(|point| point.measure != Shown::NoData);
    points.truncate(last.map_or(0, |last| last + 1));
    points
}

/// What is said where the method changed between two versions; `None` where both are computed alike.
fn change_of_method(before: &Form, after: &Form) -> Option<Text> {
    (method_of(before) != method_of(after)).then(|| {
        let (a, b) = (before.version, after.version);
        Text::new(
            format!("Đổi cách tính (mẫu v{a} → v{b})"),
            format!("New method (form v{a} → v{b})"),
        )
    })
}

/// Everything that decides what the index means: its tree, its criteria, and which answers are satisfied.
fn method_of(form: &Form) -> Vec<(&str, Aggregation, Vec<(&str, u8, u32)>)> {
    let criterion = |question: usize| {
        let question = &form.questions[question];
        let slot = form.layout.slots[question.slots.start];
        (question.code.as_str(), slot.levels, slot.satisfied)
    };
    let nodes = form.index.as_ref().map(|root| root.walk());
    let nodes = nodes.unwrap_or_default().into_iter();
    nodes
        .map(|node| {
            let criteria = node.criteria.iter().map(|&question| criterion(question));
            (node.code.as_str(), node.rule, criteria.collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Catalogue;
    use crate::index::Tally;

    const FORM: &str = include_str!("../../survey-forms/onestop-short.v1.toml");

    fn version(number: u32, change: impl Fn(&str) -> String) -> Form {
        let text = change(FORM).replacen("version = 1", &format!("version = {number}"), 1);
        Form::read(&format!("onestop-short.v{number}.toml"), &text).unwrap()
    }

    fn counted(form: &Form, month: &str, sheets: usize) -> Counted {
        let mut tally = Tally::new(&form.layout);
        let sheet: Vec<u8> = form
            .layout
            .slots
            .iter()
            .map(|slot| slot.levels - 1)
            .collect();
        (0..sheets).for_each(|_| tally.add(&form.layout, &sheet));
        Counted {
            period: month.parse().unwrap(),
            place: "vn".into(),
            key: String::new(),
            withheld: None,
            tally,
        }
    }

    /// September in version 1, October and November in version 2.
    fn points(second: Form) -> Vec<TrendPoint> {
        let first = Catalogue::builtin().get("onestop-short", Some(1)).unwrap();
        let evidence = Evidence {
            place: ["2026-10", "2026-11"]
                .map(|m| counted(&second, m, 80))
                .into(),
            other_versions: vec![OtherVersion {
                form: first.clone(),
                place: ["2026-09", "2026-10"].map(|m| counted(first, m, 50)).into(),
            }],
            threshold: 10,
            ..Evidence::default()
        };
        trend(&second, "2026-11".parse().unwrap(), &evidence)
    }

    #[test]
    fn the_line_breaks_where_a_version_is_computed_differently() {
        let stricter = version(2, |text| text.replace("mean_of_criteria", "pooled_answers"));
        let first = Catalogue::builtin().get("onestop-short", Some(1)).unwrap();
        assert_ne!(method_of(first), method_of(&stricter));
        let points = points(stricter);
        let of = |month: &str| {
            let month = month.parse().unwrap();
            points.iter().find(|point| point.period == month).unwrap()
        };
        assert_eq!(of("2026-09").measure.value().unwrap().n, 50);
        assert_eq!(
            of("2026-10").measure.value().unwrap().n,
            80,
            "the version asked for"
        );
        let why = of("2026-10").break_before.as_ref().unwrap();
        assert!(why.vi.contains("v1 → v2"), "{}", why.vi);
        assert_eq!(of("2026-11").break_before, None);
    }

    #[test]
    fn the_line_runs_through_where_only_words_changed() {
        let points = points(version(2, |text| {
            text.replace("Một cửa", "Bộ phận một cửa")
        }));
        assert_eq!(points.len(), 12);
        assert!(points.iter().all(|point| point.break_before.is_none()));
    }
}
