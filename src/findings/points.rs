//! Mean points of places and offices (điểm trung bình): sums of scored indicators, behind the gate.
//!
//! A form whose options carry points (0, 1, 2) adds them up per sheet; the mean of the sums is the sum of the means, so
//! counts are enough. An indicator that too few answered is withheld although the unit is shown, and “all of few” is a
//! bound, here as everywhere.

use super::evidence::{Counted, Evidence};
use super::gate::capped;
use super::reader::{Reader, shown};
use super::{Bound, Findings, Line, Reason, Shares, Shown, Tier};
use crate::form::{Form, Question, Role, Score};
use crate::index::{Percent, Tally};

/// Mean points of one indicator or of a sum of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanPoints {
    /// Which share of the most points was reached; of a bound, the bound.
    pub reached: Percent,
    /// Whether the share is exact or a bound.
    pub bound: Bound,
    /// Most points.
    pub most: u8,
    /// People behind it.
    pub n: u64,
    /// How far it can be trusted.
    pub tier: Tier,
}

/// The indicators of one place or office.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitPoints {
    /// Key of the place, or code of the office.
    pub code: String,
    /// Indicators in the order of the score, by code.
    pub indicators: Vec<(String, Shown<MeanPoints>)>,
    /// How the people spread over three levels of satisfaction (KHL, HL, RHL), lowest first, where the form asks so.
    pub satisfaction: Shown<Shares>,
}

/// The units of findings whose points are told: the place itself with the places below, or the offices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitsOf {
    /// The place, then the places directly below.
    Places,
    /// Offices.
    Offices,
}

/// The indicators of a score of the form, for every unit that the findings of the same evidence name, in their order.
pub fn points(
    form: &Form,
    score: &Score,
    evidence: &Evidence,
    findings: &Findings,
    units: UnitsOf,
) -> Vec<UnitPoints> {
    let reader = PointsReader {
        form,
        reader: Reader::new(form, evidence),
        threshold: evidence.threshold,
        questions: score
            .questions
            .iter()
            .map(|&at| &form.questions[at])
            .collect(),
    };
    if units == UnitsOf::Offices {
        let counted = evidence.offices.iter();
        return counted
            .map(|counted| reader.unit(&counted.key, Some(counted), None))
            .collect();
    }
    // Beside a withheld place an empty one reads the same, or the rest could be worked out.
    let quiet = evidence.children.iter().find_map(|child| child.withheld);
    let own = evidence
        .place
        .iter()
        .find(|counted| counted.period == findings.period);
    let below = findings.places.iter().map(|place| {
        let Line { code, .. } = &place.line;
        let counted = evidence.children.iter().find(|child| child.place == *code);
        reader.unit(code, counted, quiet)
    });
    std::iter::once(reader.unit(&findings.place.0, own, None))
        .chain(below)
        .collect()
}

struct PointsReader<'a> {
    form: &'a Form,
    reader: Reader<'a>,
    threshold: u64,
    questions: Vec<&'a Question>,
}

impl PointsReader<'_> {
    fn unit(&self, code: &str, counted: Option<&Counted>, quiet: Option<Reason>) -> UnitPoints {
        let indicator = |question: &&Question| {
            let mean = shown(counted, |tally| self.mean(question, tally));
            let mean = match (mean, quiet) {
                (Shown::Value(mean), _) if mean.n < self.threshold => {
                    Shown::Withheld(Reason::TooFew)
                }
                (Shown::NoData, Some(reason)) => Shown::Withheld(reason),
                (mean, _) => mean,
            };
            (question.code.clone(), mean)
        };
        UnitPoints {
            code: code.to_owned(),
            indicators: self.questions.iter().map(indicator).collect(),
            satisfaction: self.satisfaction(counted),
        }
    }

    fn mean(&self, question: &Question, tally: &Tally) -> Option<MeanPoints> {
        let of = |option: &crate::form::ScaleOption| option.points.unwrap_or(0.0).max(0.0) as u64;
        let options = question.options();
        let most = options.iter().map(of).max().filter(|&most| most > 0)?;
        let counts = &tally.slot(&self.form.layout, question.slots.start)[..options.len()];
        let n: u64 = counts.iter().sum();
        let sum = options.iter().zip(counts).map(|(option, n)| of(option) * n);
        let share = Percent::of(sum.sum(), n * most)?;
        let (value, bound) = capped(share, n, 0);
        let reached = match bound {
            Bound::Exact => share,
            Bound::AtLeast | Bound::AtMost => Percent::of(value as u64, 100)?,
        };
        Some(MeanPoints {
            reached,
            bound,
            most: u8::try_from(most).ok()?,
            n,
            tier: tier(n),
        })
    }

    /// The spread over three levels of the overall question, if the form has one.
    fn satisfaction(&self, counted: Option<&Counted>) -> Shown<Shares> {
        let mut asked = self.form.questions.iter();
        let asked = asked.find(|q| q.role == Role::Overall && q.options().len() == 3);
        let Some(question) = asked.filter(|question| !question.is_multi()) else {
            return Shown::NoData;
        };
        match shown(counted, |tally| {
            let counts = &tally.slot(&self.form.layout, question.slots.start)[..3];
            let n = counts.iter().sum();
            (n > 0).then(|| self.reader.spread(n, counts, question.options()))
        }) {
            Shown::Value(spread) => spread,
            Shown::Withheld(reason) => Shown::Withheld(reason),
            Shown::NoData => Shown::NoData,
        }
    }
}

fn tier(n: u64) -> Tier {
    match n {
        0..30 => Tier::Indicative,
        30..100 => Tier::Reliable,
        _ => Tier::Full,
    }
}

/// The sum of several means, on the scale of all their points. `None` while one is not known; a bound when one is, and
/// nothing when bounds point both ways.
pub fn sum_of_points(parts: &[MeanPoints]) -> Option<MeanPoints> {
    let most: u32 = parts.iter().map(|part| u32::from(part.most)).sum();
    let weighted = parts.iter().map(|part| (part.reached, part.most.into()));
    let bounds = |bound| parts.iter().any(|part| part.bound == bound);
    let bound = match (bounds(Bound::AtLeast), bounds(Bound::AtMost)) {
        (true, true) => return None,
        (true, false) => Bound::AtLeast,
        (false, true) => Bound::AtMost,
        (false, false) => Bound::Exact,
    };
    let n = parts.iter().map(|part| part.n).min()?;
    Some(MeanPoints {
        reached: Percent::weighted_mean(weighted)?,
        bound,
        most: u8::try_from(most).ok()?,
        n,
        tier: tier(n),
    })
}

impl MeanPoints {
    /// The points, rounded once.
    pub fn rounded(&self, decimals: u8) -> crate::index::Decimal {
        let nothing = (Percent::ZERO, u32::from(100 - self.most.min(100)));
        let parts = [(self.reached, u32::from(self.most)), nothing];
        Percent::weighted_mean(parts).map_or(crate::index::Decimal::new(0, decimals), |points| {
            points.rounded(decimals)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Question as Asked, find};
    use crate::form::Catalogue;
    use crate::period::Period;

    /// Sheets of one indicator pattern: `n` people, everybody giving these points to I1, I2 …
    fn counted(form: &Form, place: &str, groups: &[(u64, [u8; 9])]) -> Counted {
        let mut tally = Tally::new(&form.layout);
        for (people, points) in groups {
            let mut sheet = vec![crate::index::NOT_ANSWERED; form.layout.slots.len()];
            for (question, points) in form.scores[0].questions.iter().zip(points) {
                sheet[form.questions[*question].slots.start] = *points;
            }
            (0..*people).for_each(|_| tally.add(&form.layout, &sheet));
        }
        Counted {
            period: Period::year(2024),
            place: place.into(),
            key: String::new(),
            withheld: None,
            tally,
        }
    }

    fn told(place: Vec<Counted>, children: Vec<Counted>) -> Vec<UnitPoints> {
        let form = Catalogue::builtin().get("onestop-tt01-2018", None).unwrap();
        let evidence = Evidence {
            expected: children.iter().map(|child| child.place.clone()).collect(),
            place,
            children,
            threshold: 10,
            ..Evidence::default()
        };
        let question = Asked {
            form: (form.id.clone(), form.version),
            place: "2004:33".into(),
            period: Period::year(2024),
        };
        let findings = find(form, &question, &evidence);
        points(form, &form.scores[0], &evidence, &findings, UnitsOf::Places)
    }

    fn form() -> &'static Form {
        Catalogue::builtin().get("onestop-tt01-2018", None).unwrap()
    }

    fn sum(unit: &UnitPoints) -> Option<MeanPoints> {
        let known: Option<Vec<_>> = unit
            .indicators
            .iter()
            .map(|(_, mean)| mean.value().copied())
            .collect();
        sum_of_points(&known?)
    }

    #[test]
    fn the_mean_of_totals_is_the_sum_of_the_means_of_the_indicators() {
        // 60 dossiers of 15 points and 40 of 12: 13.8 on average.
        let place = counted(
            form(),
            "2004:33",
            &[
                (60, [2, 2, 2, 2, 1, 1, 2, 1, 2]),
                (40, [1, 2, 1, 1, 1, 2, 1, 1, 2]),
            ],
        );
        let units = told(vec![place], Vec::new());
        let total = sum(&units[0]).unwrap();
        assert_eq!(
            (total.rounded(1).vi().as_str(), total.most, total.n),
            ("13,8", 18, 100)
        );
        let (code, first) = &units[0].indicators[0];
        assert_eq!(
            (code.as_str(), first.value().unwrap().rounded(2).vi()),
            ("I1", "1,60".to_owned())
        );
    }

    #[test]
    fn all_of_few_is_a_bound_and_so_is_their_sum() {
        let units = told(
            vec![counted(
                form(),
                "2004:33",
                &[
                    (20, [2, 1, 1, 1, 1, 1, 1, 1, 1]),
                    (20, [2, 0, 0, 0, 0, 0, 0, 0, 0]),
                ],
            )],
            Vec::new(),
        );
        let first = units[0].indicators[0].1.value().copied().unwrap();
        assert_eq!(
            (first.bound, first.rounded(1).vi()),
            (Bound::AtLeast, "1,9".into())
        );
        let total = sum(&units[0]).unwrap();
        assert_eq!(
            (total.bound, total.rounded(1).vi()),
            (Bound::AtLeast, "5,9".into())
        );
        let both = told(
            vec![counted(
                form(),
                "2004:33",
                &[(20, [2, 0, 1, 1, 1, 1, 1, 1, 1])],
            )],
            Vec::new(),
        );
        assert_eq!(sum(&both[0]), None);
    }

    #[test]
    fn a_withheld_unit_and_an_indicator_of_too_few_have_no_points() {
        let full = [1, 2, 1, 2, 1, 2, 1, 2, 1];
        let mut hidden = counted(form(), "2004:00001", &[(4, full)]);
        hidden.withheld = Some(Reason::TooFew);
        let units = told(
            vec![counted(
                form(),
                "2004:33",
                &[
                    (5, full),
                    (40, [1, 0, 1, 2, crate::index::NOT_ANSWERED, 2, 0, 2, 1]),
                ],
            )],
            vec![hidden, counted(form(), "2004:00002", &[])],
        );
        let first = &units[0].indicators;
        assert_eq!(
            first[4].1,
            Shown::Withheld(Reason::TooFew),
            "five answered I5"
        );
        assert!(first[0].1.value().is_some());
        for unit in &units[1..] {
            for (_, mean) in &unit.indicators {
                assert_eq!(*mean, Shown::Withheld(Reason::TooFew), "{}", unit.code);
            }
        }
    }
}
