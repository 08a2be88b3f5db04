//! Post-stratification (hiệu chỉnh theo tổng đã biết): each place counts by how many people or transactions it has.

use std::collections::BTreeMap;

use serde::Serialize;

use super::weighted::fault_in_words;
use super::{Bound, Findings, Measure, Shown};
use crate::form::Text;
use crate::index::weights::{Stratum, post_stratify};
use crate::period::Period;

/// The overall index weighted to known totals; stands beside the plain one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stratified {
    /// Percent; `None` when it is refused.
    pub value: Option<f64>,
    /// Whether the value is exact: where a place is only known as “95 or more”, so is this.
    pub bound: Bound,
    /// The plain value of the place, to be read beside it.
    pub unweighted: Option<f64>,
    /// 95 % interval in percent; none of a bound.
    pub interval: Option<(f64, f64)>,
    /// Effective number of answers (Kish).
    pub effective_n: Option<f64>,
    /// Kish's design effect of the weights.
    pub deff: Option<f64>,
    /// Why it is refused: the plain value stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Text>,
}

impl Stratified {
    /// A written value under its bound; empty when there is none.
    pub fn written(&self, value: &str) -> String {
        match self.bound {
            _ if value.is_empty() => String::new(),
            Bound::Exact => value.to_owned(),
            Bound::AtLeast => format!("≥{value}"),
            Bound::AtMost => format!("≤{value}"),
        }
    }
}

/// Known totals of people or transactions, by key of a place; of every period, or of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KnownTotals(BTreeMap<(String, Option<Period>), u64>);

impl KnownTotals {
    /// Adds a total; `false` when the place has one already (of that period, or of all).
    #[must_use]
    pub fn add(&mut self, place: String, period: Option<Period>, total: u64) -> bool {
        self.0.insert((place, period), total).is_none()
    }

    /// The sum of all totals; `None` beyond what can be counted.
    pub fn sum(&self) -> Option<u64> {
        self.0
            .values()
            .try_fold(0_u64, |sum, total| sum.checked_add(*total))
    }

    fn of(&self, place: &str, period: Period) -> Option<u64> {
        let of = |period| self.0.get(&(place.to_owned(), period)).copied();
        of(Some(period)).or_else(|| of(None))
    }

    /// The overall index of the places below, each with the weight of its total; `None` when the totals name none of them.
    /// Only values that may be shown are used, so that the result tells nothing that they do not.
    pub fn apply(&self, findings: &Findings) -> Option<Stratified> {
        let mut places = findings.places.iter();
        places.find(|place| self.of(&place.line.code, findings.period).is_some())?;
        let plain = findings.overall.value();
        let nothing = Stratified {
            value: None,
            bound: Bound::Exact,
            unweighted: plain
                .filter(|measure| measure.bound == Bound::Exact)
                .map(|measure| measure.value),
            interval: None,
            effective_n: None,
            deff: None,
            refused: None,
        };
        Some(match self.weigh(findings, &nothing) {
            Ok(stratified) => stratified,
            Err(why) => Stratified {
                refused: Some(why),
                ..nothing
            },
        })
    }

    fn weigh(&self, findings: &Findings, nothing: &Stratified) -> Result<Stratified, Text> {
        let mut strata = Vec::new();
        let (mut sum, mut people) = (0.0, 0.0);
        let mut bounds = Vec::new();
        for place in &findings.places {
            let name = &place.line.name;
            let total = self.of(&place.line.code, findings.period);
            match (&place.line.measure, total) {
                (Shown::Withheld(_), Some(1..)) => return Err(too_few(name)),
                (Shown::NoData, Some(1..)) => return Err(empty(name)),
                (Shown::Value(_), None) => return Err(without_total(name)),
                _ => {}
            }
            let total = total.unwrap_or(0);
            let measure: Option<&Measure> = place.line.measure.value();
            if let Some(measure) = measure.filter(|_| total > 0) {
                sum += measure.value * total as f64;
                people += total as f64;
                bounds.push(measure.bound);
            }
            let n = measure.map_or(0, |measure| measure.n);
            let share = measure.map_or(0.0, |measure| measure.value / 100.0);
            strata.push(Stratum {
                name: name.vi.clone(),
                satisfied: (share * n as f64).round() as u64,
                answered: n,
                total,
            });
        }
        let found = post_stratify(&strata, false).map_err(|fault| fault_in_words(&fault))?;
        let bound = match [Bound::AtLeast, Bound::AtMost].map(|bound| bounds.contains(&bound)) {
            [true, true] => return Err(both_ways()),
            [true, false] => Bound::AtLeast,
            [false, true] => Bound::AtMost,
            [false, false] => Bound::Exact,
        };
        let percent = |share: f64| (share * 10_000.0).round() / 100.0;
        let interval = (percent(found.interval.low), percent(found.interval.high));
        Ok(Stratified {
            value: Some((sum / people * 100.0).round() / 100.0),
            bound,
            interval: (bound == Bound::Exact).then_some(interval),
            effective_n: Some((found.n_eff * 10.0).round() / 10.0),
            deff: Some((found.deff * 1000.0).round() / 1000.0),
            ..nothing.clone()
        })
    }
}

fn too_few(name: &Text) -> Text {
    Text::new(
        format!(
            "{} chưa đủ phiếu để công bố: hãy gộp với đơn vị bên cạnh, hoặc dùng giá trị không có quyền số",
            name.vi
        ),
        format!(
            "stratum “{}” has too few answers to be shown: merge it with a neighbour or publish unweighted",
            name.get("en")
        ),
    )
}

fn empty(name: &Text) -> Text {
    Text::new(
        format!(
            "{} có người mà chưa có phiếu: hãy gộp với đơn vị bên cạnh, hoặc dùng giá trị không có quyền số",
            name.vi
        ),
        format!(
            "stratum “{}” has people but no answers: merge it with a neighbour or publish unweighted",
            name.get("en")
        ),
    )
}

fn without_total(name: &Text) -> Text {
    Text::new(
        format!(
            "{} có phiếu mà không có tổng số: hãy cho mỗi đơn vị một tổng số",
            name.vi
        ),
        format!(
            "stratum “{}” has answers and no total: give every place its total",
            name.get("en")
        ),
    )
}

fn both_ways() -> Text {
    Text::new(
        "Có đơn vị chỉ biết “từ 95% trở lên”, có đơn vị chỉ biết “từ 5% trở xuống”: không tính được giá trị chung",
        "some places are only known as “95 or more” and some as “5 or less”: nothing follows for the whole",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::sample::sample;

    /// Totals of every place with a value: as many people as it has answers, times `factor` for the first.
    fn totals(findings: &Findings, factor: u64) -> KnownTotals {
        let mut totals = KnownTotals::default();
        let shown = findings
            .places
            .iter()
            .filter(|place| place.line.measure.value().is_some());
        for (nth, place) in shown.enumerate() {
            let n = place.line.measure.value().unwrap().n;
            let times = if nth == 0 { factor } else { 1 };
            assert!(totals.add(place.line.code.clone(), None, n * times));
        }
        totals
    }

    #[test]
    fn a_place_counts_by_its_total_and_the_cost_is_told() {
        let findings = sample(false);
        let even = totals(&findings, 1).apply(&findings).unwrap();
        let uneven = totals(&findings, 5).apply(&findings).unwrap();
        assert_eq!((even.deff, even.refused), (Some(1.0), None));
        assert!(uneven.deff.unwrap() > 1.0 && uneven.effective_n < even.effective_n);
        assert!(uneven.value > even.value, "the first place is the best");
        assert_eq!(uneven.unweighted, Some(83.94));
        assert!(
            totals(&findings, 500)
                .apply(&findings)
                .unwrap()
                .refused
                .unwrap()
                .get("en")
                .contains("deff")
        );
    }

    #[test]
    fn a_stratum_of_too_few_or_without_a_total_is_refused_in_both_languages() {
        let findings = sample(false);
        let hidden = findings
            .places
            .iter()
            .find(|place| matches!(place.line.measure, Shown::Withheld(_)));
        let mut all = totals(&findings, 1);
        assert!(all.add(hidden.unwrap().line.code.clone(), None, 400));
        let refused = all.apply(&findings).unwrap().refused.unwrap();
        assert!(
            refused.vi.contains("chưa đủ phiếu") && refused.get("en").contains("too few answers")
        );
        let mut one = KnownTotals::default();
        assert!(one.add(findings.places[0].line.code.clone(), None, 5));
        let refused = one.apply(&findings).unwrap().refused.unwrap();
        assert!(refused.vi.contains("không có tổng số") && refused.get("en").contains("no total"));
        let mut elsewhere = KnownTotals::default();
        assert!(elsewhere.add("2025:01".into(), None, 5));
        assert_eq!(elsewhere.apply(&findings), None);
    }

    #[test]
    fn a_total_of_the_period_goes_before_one_of_all_periods() {
        let findings = sample(false);
        let mut all = totals(&findings, 1);
        let first = findings.places[0].line.code.clone();
        let before = all.apply(&findings).unwrap();
        assert!(all.add(first.clone(), Some(Period::year(2025)), 9000));
        assert_eq!(all.apply(&findings).unwrap(), before);
        assert!(all.add(first.clone(), Some(findings.period), 900));
        assert_ne!(all.apply(&findings).unwrap(), before);
        assert!(!all.add(first, None, 1));
    }

    #[test]
    fn a_place_that_is_only_known_as_a_bound_makes_the_whole_one() {
        let mut findings = sample(false);
        let all = totals(&findings, 1);
        let Shown::Value(first) = &mut findings.places[0].line.measure else {
            unreachable!("the best place has a value")
        };
        (first.value, first.bound) = (95.0, Bound::AtLeast);
        let found = all.apply(&findings).unwrap();
        assert_eq!((found.bound, found.interval), (Bound::AtLeast, None));
    }
}
