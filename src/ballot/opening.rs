//! Which waiting sheets may be opened together (kế hoạch kiểm phiếu).
//!
//! A batch is never smaller than *k*: whoever compares the database before and after an opening learns that
//! these sheets are of these cells, and no more. Sheets of a cell with fewer wait. When their month is
//! closed they are counted with those of other offices and channels of the province; when the quarter is
//! closed, with its other months; when the year is closed, with the nation. Walk-in sheets are widened among
//! themselves: they are another instrument and never share a batch with invited ones. An opening follows the
//! clock or an official, never an arrival.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rand::CryptoRng;
use rand::seq::SliceRandom;

use super::cell::{Cell, CellId, Channel, PlacePath};
use super::compose::Target;
use crate::clock::days_after;
use crate::period::{Period, Width};

/// How the box is opened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OpeningRules {
    /// Sheets a batch has at least, 2 or more; 5 by default.
    pub k: usize,
    /// Share of a province's sheets of an open month that a timed opening keeps back at random, and at
    /// least two; `None` or zero keeps none (a count that an official starts).
    pub keep_back: Option<f64>,
    /// Days after its end until a month, quarter or year is closed; 10 by default.
    pub close_days: u32,
}

impl Default for OpeningRules {
    fn default() -> Self {
        Self {
            k: 5,
            keep_back: Some(0.1),
            close_days: 10,
        }
    }
}

/// The sealed sheets of one cell and one key month.
#[derive(Debug, Clone)]
pub struct WaitingCell {
    /// Office, place, form, channel.
    pub cell: Cell,
    /// Its number.
    pub id: CellId,
    /// The month of the box key.
    pub month: Period,
    /// The random ids of the sheets.
    pub sheets: Vec<[u8; 16]>,
}

/// One sealed sheet of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SheetRef {
    /// Position of its [`WaitingCell`].
    pub cell: usize,
    /// Its id.
    pub id: [u8; 16],
}

/// Sheets to be opened together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// What may be told of them.
    pub target: Target,
    /// The sheets, in random order.
    pub sheets: Vec<SheetRef>,
    /// How many must really open for the batch to be counted.
    pub at_least: usize,
}

/// What an opening does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Batches, in the order of their targets.
    pub batches: Vec<Batch>,
    /// Sheets that stay in the box.
    pub waiting: usize,
}

/// Plans the opening of all waiting sheets of one form version.
///
/// `counted` tells how many sheets of the nation and a year are counted already, walk-ins or others as the target
/// is: the last few of a closed year are counted at the nation only if at least *k* then share that cell; otherwise
/// they stay sealed.
pub fn plan_opening(
    waiting: &[WaitingCell],
    rules: &OpeningRules,
    today: NaiveDate,
    counted: &dyn Fn(&Target) -> u64,
    rng: &mut impl CryptoRng,
) -> Plan {
    let k = rules.k.max(2);
    let closed = |period: Period| today >= days_after(period.last_day(), rules.close_days);
    let (mut left, kept_back) = draw(waiting, rules, &closed, rng);
    let mut batches = Vec::new();
    let mut step = |left: Vec<SheetRef>, at_least: &dyn Fn(&Target) -> usize, target: &Widen| {
        regroup(waiting, left, at_least, target, &mut batches)
    };
    let enough = |_: &Target| k;

    left = step(left, &enough, &|cell, month| {
        Some(Target {
            place: cell.place.clone(),
            period: month,
            office: Some(cell.office.clone()),
            channel: Some(cell.channel),
        })
    });
    let wider = |place: PlacePath, period: Period, channel: Option<Channel>| {
        closed(period).then_some(Target {
            place,
            period,
            office: None,
            channel,
        })
    };
    left = step(left, &enough, &|cell, month| {
        wider(province(cell), month, Some(cell.channel))
    });
    let apart = |cell: &Cell| Some(cell.channel).filter(|channel| *channel == Channel::WalkIn);
    for width in [Width::Month, Width::Quarter, Width::Year] {
        left = step(left, &enough, &|cell, month| {
            wider(province(cell), widen(month, width), apart(cell))
        });
    }
    let nation = |cell: &Cell, month: Period| {
        wider(PlacePath::nation(), widen(month, Width::Year), apart(cell))
    };
    left = step(left, &enough, &nation);
    let rest = |target: &Target| match counted(target) {
        already if already >= k as u64 => 1,
        already => k - already as usize,
    };
    left = step(left, &rest, &nation);

    for batch in &mut batches {
        batch.sheets.shuffle(rng);
    }
    Plan {
        batches,
        waiting: left.len() + kept_back,
    }
}

type Widen<'a> = dyn Fn(&Cell, Period) -> Option<Target> + 'a;

/// Keeps a random part of each province's sheets of an open month back; returns the others and how many
/// were kept.
fn draw(
    waiting: &[WaitingCell],
    rules: &OpeningRules,
    closed: &dyn Fn(Period) -> bool,
    rng: &mut impl CryptoRng,
) -> (Vec<SheetRef>, usize) {
    let mut provinces: BTreeMap<(Period, PlacePath), Vec<SheetRef>> = BTreeMap::new();
    for (cell, waiting) in waiting.iter().enumerate() {
        let pile = provinces
            .entry((waiting.month, province(&waiting.cell)))
            .or_default();
        pile.extend(waiting.sheets.iter().map(|&id| SheetRef { cell, id }));
    }
    let mut kept_back = 0;
    let mut drawn = Vec::new();
    for ((month, _), mut pile) in provinces {
        if let Some(share) = rules
            .keep_back
            .filter(|&share| share > 0.0 && !closed(month))
        {
            let keep = ((pile.len() as f64 * share).ceil() as usize)
                .max(2)
                .min(pile.len());
            pile.shuffle(rng);
            pile.truncate(pile.len() - keep);
            kept_back += keep;
        }
        drawn.extend(pile);
    }
    (drawn, kept_back)
}

/// Makes a batch of every target that enough of the sheets share; returns the sheets that are left.
fn regroup(
    waiting: &[WaitingCell],
    sheets: Vec<SheetRef>,
    at_least: &dyn Fn(&Target) -> usize,
    target: &Widen,
    batches: &mut Vec<Batch>,
) -> Vec<SheetRef> {
    let mut piles: BTreeMap<Target, Vec<SheetRef>> = BTreeMap::new();
    let mut left = Vec::new();
    for sheet in sheets {
        let cell = &waiting[sheet.cell];
        match target(&cell.cell, cell.month) {
            Some(target) => piles.entry(target).or_default().push(sheet),
            None => left.push(sheet),
        }
    }
    for (target, sheets) in piles {
        let at_least = at_least(&target);
        if sheets.len() >= at_least {
            batches.push(Batch {
                target,
                sheets,
                at_least,
            });
        } else {
            left.extend(sheets);
        }
    }
    left
}

fn province(cell: &Cell) -> PlacePath {
    PlacePath::from_columns(cell.place.province_column(), "")
}

fn widen(month: Period, width: Width) -> Period {
    month
        .and_wider()
        .find(|period| period.width() == width)
        .unwrap_or(month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballot::cell::{Channel, FormRef};

    fn waiting(office: &str, channel: Channel, month: &str, n: usize) -> WaitingCell {
        let cell = Cell {
            form: FormRef::new("f", 1),
            office: office.to_owned(),
            place: PlacePath::commune("2025:01", format!("2025:{office}")),
            channel,
        };
        let sheets = (0..n).map(|_| rand::random()).collect();
        WaitingCell {
            id: cell.id(),
            cell,
            month: month.parse().unwrap(),
            sheets,
        }
    }

    fn plan(waiting: &[WaitingCell], keep_back: Option<f64>, today: &str, counted: u64) -> Plan {
        let rules = OpeningRules {
            keep_back,
            ..OpeningRules::default()
        };
        let today = today.parse().unwrap();
        plan_opening(waiting, &rules, today, &|_| counted, &mut rand::rng())
    }

    #[test]
    fn fewer_than_k_wait_while_their_month_is_open() {
        let box_ = [
            waiting("a", Channel::Online, "2026-10", 5),
            waiting("b", Channel::Online, "2026-10", 4),
        ];
        let plan = plan(&box_, None, "2026-11-09", 1_000);
        assert_eq!((plan.batches.len(), plan.waiting), (1, 4));
        assert_eq!(plan.batches[0].target.office.as_deref(), Some("a"));
    }

    #[test]
    fn the_left_over_of_a_closed_month_is_counted_with_the_province() {
        let box_ = [
            waiting("a", Channel::Online, "2026-10", 4),
            waiting("b", Channel::Online, "2026-10", 1),
            waiting("c", Channel::Post, "2026-10", 3),
            waiting("d", Channel::Phone, "2026-10", 2),
        ];
        let plan = plan(&box_, Some(0.1), "2026-11-10", 0);
        let channels: Vec<_> = plan.batches.iter().map(|b| b.target.channel).collect();
        assert_eq!(
            (channels, plan.waiting),
            (vec![Some(Channel::Online), None], 0)
        );
        let province = PlacePath::province("2025:01");
        assert!(
            plan.batches
                .iter()
                .all(|b| b.target.place == province && b.sheets.len() == 5)
        );
    }

    #[test]
    fn walk_ins_are_never_opened_together_with_invited_sheets() {
        let box_ = [
            waiting("a", Channel::Online, "2026-10", 3),
            waiting("b", Channel::Post, "2026-10", 3),
            waiting("c", Channel::WalkIn, "2026-10", 3),
            waiting("d", Channel::WalkIn, "2026-10", 1),
        ];
        let month = plan(&box_, None, "2026-11-10", 0);
        let channels: Vec<_> = month.batches.iter().map(|b| b.target.channel).collect();
        assert_eq!((channels, month.waiting), (vec![None], 4));
        let year = plan(&box_, None, "2027-01-10", 7);
        let channels: Vec<_> = year.batches.iter().map(|b| b.target.channel).collect();
        assert_eq!(
            (channels, year.waiting),
            (vec![None, Some(Channel::WalkIn)], 0)
        );
    }

    #[test]
    fn what_is_alone_waits_for_its_quarter_and_then_for_its_year() {
        let two = || waiting("a", Channel::Online, "2026-01", 2);
        let three = || waiting("a", Channel::Online, "2026-02", 3);
        assert_eq!(plan(&[two(), three()], None, "2026-04-09", 0).waiting, 5);
        let quarter = plan(&[two(), three()], None, "2026-04-10", 0);
        assert_eq!(quarter.batches[0].target.period.to_string(), "2026-Q1");
        assert_eq!(plan(&[two()], None, "2026-12-31", 9).waiting, 2);
        let year = plan(&[two()], None, "2027-01-10", 3);
        assert_eq!(year.batches[0].target.place, PlacePath::nation());
        assert_eq!(plan(&[two()], None, "2027-01-10", 2).waiting, 2);
    }

    #[test]
    fn a_timed_opening_keeps_a_random_part_back() {
        let box_ = [waiting("a", Channel::Online, "2026-10", 100)];
        let timed = plan(&box_, Some(0.1), "2026-10-20", 0);
        assert_eq!((timed.batches[0].sheets.len(), timed.waiting), (90, 10));
        let six = [waiting("a", Channel::Online, "2026-10", 6)];
        assert_eq!(plan(&six, Some(0.1), "2026-10-20", 0).waiting, 6);
        assert_eq!(plan(&six, None, "2026-10-20", 0).waiting, 0);
    }

    #[test]
    fn nothing_is_lost_and_nothing_counted_twice() {
        for round in 0..50 {
            let offices = ["a", "b", "c", "d"];
            let box_: Vec<_> = offices
                .iter()
                .flat_map(|office| {
                    (7..=12).map(|month| {
                        let n = rand::random_range(0..9);
                        waiting(office, Channel::Online, &format!("2026-{month:02}"), n)
                    })
                })
                .collect();
            let accepted: usize = box_.iter().map(|cell| cell.sheets.len()).sum();
            let today = ["2026-10-12", "2027-01-03", "2027-02-01"][round % 3];
            let plan = plan(&box_, Some(0.1), today, 0);
            let mut opened: Vec<_> = plan.batches.iter().flat_map(|b| b.sheets.clone()).collect();
            let count = opened.len();
            opened.sort_unstable();
            opened.dedup();
            assert_eq!(opened.len(), count);
            assert_eq!(count + plan.waiting, accepted);
            assert!(plan.batches.iter().all(|batch| batch.sheets.len() >= 5));
        }
    }
}
