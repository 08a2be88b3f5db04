//! What to mend first (việc nên làm trước): the gap of every criterion to the best quarter of the peers, what closing it
//! would bring the index, and how closely the criterion goes together with the whole.
//!
//! Everything is derived from single criteria of places, as the gate lets them through; see
//! [`importance`](crate::index::importance) for the arithmetic and for what it cannot tell.

use std::collections::HashMap;

use serde::Serialize;

use super::evidence::{Counted, Evidence};
use super::find::tree_of;
use super::reader::Reader;
use super::{Bound, Findings, Line, Shown};
use crate::form::{Form, Question, Role, Text};
use crate::index::importance::{
    Bootstrap, Estimated, association, gap_to_upper_quarter, parts_of_the_index,
};
use crate::index::multiple::holm;
use crate::index::normal::two_sided_p;
use crate::index::rank::Estimate;
use crate::index::{Layout, criterion_score};

/// Most actions that are named.
pub const ACTIONS: usize = 3;
/// How often any false action may be named.
const LEVEL: f64 = 0.05;
/// Rounds on a page: two digits of an interval, within a tenth of a second.
const ROUNDS: usize = 500;

/// The criteria of a place as chances to gain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mend {
    /// Whom the place is compared with.
    pub peers: Text,
    /// Peers with a value.
    pub peers_shown: usize,
    /// The question about the whole that a criterion is set beside; the rest of the index where the form has none.
    pub whole: Option<Text>,
    /// The criteria of the index in form order.
    pub criteria: Vec<Chance>,
    /// Positions in `criteria` of the largest sure gains, the largest first; at most [`ACTIONS`].
    pub actions: Vec<usize>,
}

/// One criterion as a chance to gain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chance {
    /// The criterion with its measure.
    pub line: Line,
    /// Its part in the index, 0–1: index points for each point of the criterion.
    pub part: f64,
    /// How it goes together with the whole from place to place: a correlation, −1 to 1. `None` with too few places.
    pub together: Option<Estimated>,
    /// Where the best quarter of the peers begins, in percent.
    pub target: Option<f64>,
    /// How far below that the place is, in percentage points.
    pub gap: Option<Estimated>,
    /// Index points that closing the gap would bring, everything else as it is.
    pub gain: Option<Estimated>,
    /// Whether the gain is surely above zero, all criteria considered together (Holm).
    pub sure: bool,
}

/// The places a place is compared with: never itself.
#[derive(Debug, Clone, Default)]
pub struct Peers {
    /// How they are called in a sentence: “các phường của tỉnh Hưng Yên”.
    pub name: Text,
    /// Their tallies in the period.
    pub counted: Vec<Counted>,
}

/// The chances of a place; withheld where the place is.
pub fn mend(form: &Form, own: Option<&Counted>, peers: &Peers, threshold: u64) -> Shown<Mend> {
    let own = match own {
        None => return Shown::NoData,
        Some(Counted {
            withheld: Some(reason),
            ..
        }) => return Shown::Withheld(*reason),
        Some(own) => own,
    };
    let Some(tree) = tree_of(form) else {
        return Shown::NoData;
    };
    let evidence = Evidence {
        threshold,
        ..Evidence::default()
    };
    let reader = Reader::new(form, &evidence);
    let layout = &*form.layout;
    let shown: Vec<&Counted> = peers
        .counted
        .iter()
        .filter(|peer| peer.withheld.is_none())
        .collect();
    let criteria: Vec<&Question> = reader
        .indexed()
        .into_iter()
        .map(|at| &form.questions[at])
        .collect();
    let estimates = Estimates::read(layout, &criteria, own, &shown, threshold);
    let whole = form.questions.iter().find(|question| {
        question.role == Role::Overall && question.options().iter().any(|option| option.satisfied)
    });
    let wholes =
        whole.map(|question| estimates.of_question(layout, question, own, &shown, threshold));
    let parts: HashMap<usize, f64> = parts_of_the_index(&tree, layout, &own.tally)
        .into_iter()
        .collect();
    let bootstrap = Bootstrap {
        rounds: ROUNDS,
        ..Bootstrap::default()
    };
    let chance = |at: usize| -> Chance {
        let question = criteria[at];
        let measure = reader.criterion(Some(own), question.slots.start);
        let part = parts
            .get(&question.slots.start)
            .copied()
            .unwrap_or_default();
        let exact = measure
            .value()
            .is_some_and(|measure| measure.bound == Bound::Exact);
        let found = estimates.own[at].filter(|_| exact).and_then(|own| {
            let peers: Vec<Estimate> = estimates.peers[at].iter().copied().flatten().collect();
            gap_to_upper_quarter(own, &peers, bootstrap)
        });
        let pairs = estimates.pairs(at, wholes.as_deref());
        Chance {
            line: Line {
                code: question.code.clone(),
                name: question.text.clone(),
                measure,
            },
            part,
            together: association(&pairs, bootstrap),
            target: found.map(|gap| 100.0 * gap.target),
            gap: found.map(|gap| gap.gap.times(100.0)),
            gain: found.map(|gap| gap.gap.times(100.0 * part)),
            sure: false,
        }
    };
    let mut criteria = on_all_cores(criteria.len(), &chance);
    judge(&mut criteria);
    let mut actions: Vec<usize> = (0..criteria.len())
        .filter(|&at| criteria[at].sure)
        .collect();
    let gain = |at: usize| criteria[at].gain.map_or(0.0, |gain| gain.estimate);
    actions.sort_by(|&a, &b| gain(b).total_cmp(&gain(a)));
    actions.truncate(ACTIONS);
    Shown::Value(Mend {
        peers: peers.name.clone(),
        peers_shown: shown.len(),
        whole: whole.map(|question| question.text.clone()),
        criteria,
        actions,
    })
}

/// A gain is called sure when its interval leaves no doubt and Holm rejects “nothing to gain” among all criteria.
fn judge(criteria: &mut [Chance]) {
    let tested: Vec<(usize, f64)> = criteria
        .iter()
        .enumerate()
        .filter_map(|(at, chance)| {
            let gap = chance.gap?;
            let p = if gap.standard_error > 0.0 {
                two_sided_p(gap.estimate / gap.standard_error)
            } else {
                1.0
            };
            Some((at, p))
        })
        .collect();
    let p_values: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
    for ((at, _), rejected) in tested.iter().zip(holm(&p_values, LEVEL)) {
        let chance = &mut criteria[*at];
        chance.sure = rejected && chance.gain.is_some_and(Estimated::is_positive);
    }
}

/// Shares with their errors: of the place, and of the peers, by criterion.
struct Estimates {
    own: Vec<Option<Estimate>>,
    /// By criterion, then by peer.
    peers: Vec<Vec<Option<Estimate>>>,
}

impl Estimates {
    fn read(
        layout: &Layout,
        criteria: &[&Question],
        own: &Counted,
        peers: &[&Counted],
        threshold: u64,
    ) -> Self {
        let read =
            |question: &Question, counted: &Counted| estimate(layout, question, counted, threshold);
        Self {
            own: criteria
                .iter()
                .map(|question| read(question, own))
                .collect(),
            peers: criteria
                .iter()
                .map(|question| peers.iter().map(|peer| read(question, peer)).collect())
                .collect(),
        }
    }

    /// The shares of one question: of the peers, then of the place.
    fn of_question(
        &self,
        layout: &Layout,
        question: &Question,
        own: &Counted,
        peers: &[&Counted],
        threshold: u64,
    ) -> Vec<Option<f64>> {
        let all = peers.iter().copied().chain([own]);
        all.map(|counted| Some(estimate(layout, question, counted, threshold)?.share))
            .collect()
    }

    /// A criterion beside the whole, or beside the mean of the other criteria, place by place.
    fn pairs(&self, at: usize, wholes: Option<&[Option<f64>]>) -> Vec<(f64, f64)> {
        let places = self.peers.first().map_or(0, Vec::len) + 1;
        let share = |criterion: usize, place: usize| {
            let own = self.own[criterion];
            let found = self.peers[criterion].get(place).copied().unwrap_or(own);
            found.map(|estimate| estimate.share)
        };
        let rest = |place: usize| {
            let others = (0..self.own.len()).filter(|other| *other != at);
            let shares: Vec<f64> = others.filter_map(|other| share(other, place)).collect();
            (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64)
        };
        (0..places)
            .filter_map(|place| {
                let whole = match wholes {
                    Some(wholes) => wholes.get(place).copied().flatten(),
                    None => rest(place),
                };
                Some((share(at, place)?, whole?))
            })
            .collect()
    }
}

fn estimate(
    layout: &Layout,
    question: &Question,
    counted: &Counted,
    threshold: u64,
) -> Option<Estimate> {
    let score = criterion_score(layout, &counted.tally, question.slots.start);
    if score.n < threshold {
        return None;
    }
    Some(Estimate {
        share: score.value?.share(),
        standard_error: score.interval?.standard_error(),
    })
}

/// The results of `work` for 0.. `count` in order, worked out on all cores.
fn on_all_cores<T: Send>(count: usize, work: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = count.div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .step_by(share)
            .map(|from| {
                scope.spawn(move || {
                    (from..count.min(from + share))
                        .map(work)
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let joined = threads.into_iter().map(|thread| match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.flatten().collect()
    })
}

impl Findings {
    /// Of a criterion: how many of those who answered were not satisfied, and how many answered; `None` where counts may not
    /// be told.
    pub fn not_satisfied(&self, code: &str) -> Option<(u64, u64)> {
        let spread = self
            .distributions
            .iter()
            .find(|spread| spread.code == code)?;
        let shares = spread.shares.value()?;
        let others = shares.options.iter().filter(|option| !option.satisfied);
        let counts = others
            .map(|option| option.n)
            .collect::<Option<Vec<u64>>>()?;
        Some((counts.iter().sum(), shares.n))
    }

    /// The shown criteria, the least satisfied first.
    pub fn weakest(&self) -> Vec<&Line> {
        let mut shown: Vec<&Line> = self
            .criteria
            .iter()
            .filter(|line| line.measure.value().is_some())
            .collect();
        let value = |line: &Line| line.measure.value().map_or(100.0, |measure| measure.value);
        shown.sort_by(|a, b| value(a).total_cmp(&value(b)));
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Reason;
    use crate::form::Catalogue;
    use crate::index::{NOT_ANSWERED, Tally};

    fn form() -> std::sync::Arc<Form> {
        Catalogue::builtin()
            .get("onestop-short", Some(1))
            .unwrap()
            .clone()
    }

    /// A place of `n` people where of each hundred `bad[i]` are not satisfied with the i-th criterion, nor with the whole if
    /// `whole`.
    fn place(form: &Form, key: &str, n: u32, bad: [u32; 5], whole: u32) -> Counted {
        let mut tally = Tally::new(&form.layout);
        let at = |code: &str| form.question(code).unwrap().slots.start;
        for person in 0..n {
            let mut sheet = vec![NOT_ANSWERED; form.layout.slots.len()];
            let answer = |bad: u32| if person * 100 / n < bad { 1 } else { 3 };
            for (criterion, bad) in form.criteria().zip(bad) {
                sheet[criterion.slots.start] = answer(bad);
            }
            sheet[at("overall")] = answer(whole);
            tally.add(&form.layout, &sheet);
        }
        Counted {
            period: "2026".parse().unwrap(),
            place: key.into(),
            key: String::new(),
            withheld: None,
            tally,
        }
    }

    fn peers(form: &Form) -> Peers {
        let counted = (0..12).map(|i| {
            let own = 4 + i % 5;
            place(
                form,
                &format!("2025:{i}"),
                200,
                [own, 10, 10, 8 + i % 3, 10],
                own + 2,
            )
        });
        Peers {
            name: Text::new("các phường", "the wards"),
            counted: counted.collect(),
        }
    }

    #[test]
    fn the_largest_sure_gain_comes_first_and_chance_is_no_action() {
        let form = form();
        let own = place(&form, "2025:x", 300, [35, 11, 10, 9, 22], 20);
        let found = mend(&form, Some(&own), &peers(&form), 10);
        let found = found.value().unwrap();
        let codes: Vec<_> = found
            .actions
            .iter()
            .map(|&at| &*found.criteria[at].line.code)
            .collect();
        assert_eq!(codes, ["SA0", "SE0"], "{:?}", found.criteria);
        let first = &found.criteria[found.actions[0]];
        assert!((first.part - 0.2).abs() < 1e-12);
        let (gap, gain) = (first.gap.unwrap(), first.gain.unwrap());
        assert!((gain.estimate - 0.2 * gap.estimate).abs() < 1e-9 && gain.is_positive());
        assert!((25.0..32.0).contains(&gap.estimate), "{gap:?}");
        assert!(
            first.together.unwrap().estimate > 0.9,
            "it moves with the whole"
        );
        assert!(found.whole.is_some());
        assert!(
            !found.criteria[1].sure,
            "11 against 10 of a hundred is chance"
        );
    }

    #[test]
    fn without_peers_nothing_is_claimed_and_a_withheld_place_has_no_chances() {
        let form = form();
        let own = place(&form, "2025:x", 300, [60, 60, 60, 60, 60], 20);
        let few = Peers {
            counted: peers(&form).counted[..5].to_vec(),
            ..peers(&form)
        };
        let found = mend(&form, Some(&own), &few, 10);
        let found = found.value().unwrap();
        assert!(found.actions.is_empty() && found.criteria.iter().all(|c| c.gap.is_none()));
        let withheld = Counted {
            withheld: Some(Reason::TooFew),
            ..own
        };
        let peers = peers(&form);
        assert_eq!(
            mend(&form, Some(&withheld), &peers, 10),
            Shown::Withheld(Reason::TooFew)
        );
        assert_eq!(mend(&form, None, &peers, 10), Shown::NoData);
    }

    #[test]
    fn a_withheld_peer_is_no_yardstick() {
        let form = form();
        let own = place(&form, "2025:x", 300, [35, 11, 10, 9, 22], 20);
        let mut some = peers(&form);
        let open = mend(&form, Some(&own), &some, 10)
            .value()
            .unwrap()
            .peers_shown;
        for peer in &mut some.counted[..2] {
            peer.withheld = Some(Reason::TooFew);
        }
        let found = mend(&form, Some(&own), &some, 10);
        assert_eq!(found.value().unwrap().peers_shown, open - 2);
    }
}
