//! The interval of a whole index: 39 answers of one person are not 39 people.
//!
//! Respondent *i* answered mᵢ criteria and was satisfied with sᵢ of them. The pooled share P = Σs/Σm is a
//! ratio estimator; its variance between people, by linearisation, is
//!
//! ```text
//! v = n/(n−1) · Σ (sᵢ − P·mᵢ)² / (Σm)²  =  n/(n−1) · (Σs² − 2P·Σsm + P²·Σm²) / (Σm)²
//! ```
//!
//! which five sums per cell tell exactly. The *effective number* of independent answers is P(1−P)/v, and
//! the interval is Wilson's on that number with Student's quantile for n−1 degrees, so that it keeps a
//! width at 100 %, where v says nothing: there every person counts as one answer. A mean of criteria
//! differs from the pooled share only where rows are skipped and takes the same effective number.

use super::wilson::{Interval, wilson_share};
use crate::index::normal::student_95;
use crate::index::tally::Moments;

/// How the people behind a figure were found; an interval makes sense for a random sample only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sampling {
    /// Everyone, or a random sample, was invited.
    Invited,
    /// People came by themselves (kiosk, open link): no sampling error can be stated.
    SelfSelected,
}

impl Sampling {
    /// The interval that may be printed beside such a figure.
    pub fn offers<T>(self, interval: Option<T>) -> Option<T> {
        interval.filter(|_| self == Self::Invited)
    }
}

/// The number of independent answers that would be as sure as these people's; at most the number of
/// answers. `None` without answers.
pub fn effective_respondents(moments: Moments, respondents: u64) -> Option<f64> {
    if moments.m == 0 || respondents == 0 {
        return None;
    }
    let people = respondents.min(moments.m) as f64;
    let (s, m) = (moments.s as f64, moments.m as f64);
    let share = s / m;
    let scatter =
        moments.ss as f64 - 2.0 * share * moments.sm as f64 + share * share * moments.mm as f64;
    if moments.s == 0 || moments.s >= moments.m || people < 2.0 {
        return Some(people);
    }
    let variance = people / (people - 1.0) * scatter.max(0.0) / (m * m);
    let effective = share * (1.0 - share) / variance;
    Some(if effective.is_finite() {
        effective.min(m)
    } else {
        m
    })
}

/// The 95 % interval of a node of the index whose value is `share`.
pub fn node_interval(share: f64, moments: Moments, respondents: u64) -> Option<Interval> {
    let effective = effective_respondents(moments, respondents)?;
    let degrees = respondents.min(moments.m).saturating_sub(1);
    wilson_share(share, effective, student_95(degrees))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::random::Random;

    fn moments(people: &[(u64, u64)]) -> Moments {
        people
            .iter()
            .fold(Moments::default(), |sum, &(s, m)| Moments {
                s: sum.s + s,
                m: sum.m + m,
                ss: sum.ss + s * s,
                sm: sum.sm + s * m,
                mm: sum.mm + m * m,
            })
    }

    #[test]
    fn people_of_one_mind_count_once_each() {
        let people: Vec<_> = (0..50)
            .map(|i| if i < 40 { (39, 39) } else { (0, 39) })
            .collect();
        let effective = effective_respondents(moments(&people), 50).unwrap();
        assert!(
            (effective - 49.0).abs() < 1e-9,
            "n − 1, not 1,950: {effective}"
        );
        let interval = node_interval(0.8, moments(&people), 50).unwrap();
        assert!(interval.width() > 0.2);
    }

    #[test]
    fn full_marks_keep_a_width() {
        let people = [(22, 22); 12];
        let interval = node_interval(1.0, moments(&people), 12).unwrap();
        assert!(interval.high >= 1.0 && interval.low < 0.75);
        assert_eq!(node_interval(0.5, Moments::default(), 0), None);
        assert!(node_interval(1.0, moments(&[(3, 3)]), 1).unwrap().width() > 0.9);
    }

    #[test]
    fn self_selected_people_have_no_sampling_error() {
        assert_eq!(Sampling::SelfSelected.offers(Some(1)), None);
        assert_eq!(Sampling::Invited.offers(Some(1)), Some(1));
    }

    #[test]
    fn nineteen_of_twenty_intervals_cover_what_people_think() {
        // People differ: each has an own leaning, drawn from 1.0 (half), 0.9 and 0.5 (a quarter each); ten
        // criteria; some rows skipped. The true mean leaning is 0.85.
        let mut random = Random::new(7);
        for n in [15u64, 60] {
            let rounds = 1500;
            let mut covered = 0;
            for _ in 0..rounds {
                let people: Vec<_> = (0..n)
                    .map(|_| {
                        let leaning = [1.0, 1.0, 0.9, 0.5][random.below(4) as usize];
                        let answered = 7 + random.below(4);
                        (
                            (0..answered).filter(|_| random.unit() < leaning).count() as u64,
                            answered,
                        )
                    })
                    .collect();
                let sums = moments(&people);
                let share = sums.s as f64 / sums.m as f64;
                covered += u32::from(node_interval(share, sums, n).unwrap().contains(0.85));
            }
            let coverage = f64::from(covered) / f64::from(rounds);
            assert!((0.93..=0.985).contains(&coverage), "n = {n}: {coverage}");
        }
    }
}
