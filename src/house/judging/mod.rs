//! What the disclosure gate is asked: the tallies of one form and year as lattices it can judge.
//!
//! The nation and its provinces are one lattice, each province with its communes and offices another, in which the
//! province's own cells stand as they were decided above. So an opening judges again only the nation and the provinces
//! whose tallies moved, and a province takes milliseconds. What people said about themselves is judged last, each question
//! against what was decided for everybody.
//!
//! Walk-ins of a form that invites are no part of everybody: their tallies are judged by the same steps, but as lattices
//! of their own.
//!
//! Released cells are not judged again: they stand as they were published, and what is judged stands beside them. When a
//! period is released anew, its cells are judged together with every earlier edition.

mod trees;

#[cfg(test)]
mod attack;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use self::trees::{Trees, grow};
use super::wording::{CellName, JudgingFault};
use crate::ballot::{Channel, Headline, Margin, NATION};
use crate::findings::gate::{Gate, Key, Lattice, LatticeFault};
use crate::findings::{SHOWN, code_of};
use crate::period::{Period, Width};
use crate::store::LatticeCell;

/// The stored code of a cell that is never published: a commune's channels, procedure groups and offices are told by
/// year only. A month of one channel of one commune is a handful of people, and guarding thousands of such cells would
/// cost the figures beside them.
const NEVER: i16 = 2;
/// The stored code of a tally that moved since it was judged.
const UNJUDGED: i16 = 0;
/// The stored code of a frozen cell that had no sheets when it was frozen.
const NOT_THERE: i16 = 3;
/// Everybody: the root of channels and of procedure groups.
const EVERYBODY: u32 = 0;

/// What became of the cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The codes of all cells, in their order: those stored where nothing moved, else the gate's.
    pub codes: Vec<i16>,
    /// Small groups that the gate could not prove safe although all that holds them is withheld; only what was public
    /// before can be the cause. Groups that belong to no tally of their own go by the name of their place and period.
    pub unproven: Vec<CellName>,
}

/// Judges all cells of one form version and year.
pub fn judge(
    cells: &[LatticeCell],
    threshold: u64,
    headline: Headline,
) -> Result<Judged, JudgingFault> {
    let gate = Gate { threshold };
    let mut codes: Vec<i16> = cells.iter().map(code_so_far).collect();
    let stands_beside = |cell: &LatticeCell| {
        cell.margin == Margin::Channel
            && cell.key == Channel::WalkIn.as_str()
            && !headline.holds(Some(Channel::WalkIn))
    };
    let (beside, inside): (Vec<usize>, Vec<usize>) =
        (0..cells.len()).partition(|&position| stands_beside(&cells[position]));
    let mut unproven = judge_lattice(&gate, cells, &inside, &mut codes)?;
    unproven.extend(judge_lattice(&gate, cells, &beside, &mut codes)?);
    unproven.sort_unstable();
    unproven.dedup();
    Ok(Judged { codes, unproven })
}

/// Judges the cells at these positions, which add up among themselves.
fn judge_lattice(
    gate: &Gate,
    cells: &[LatticeCell],
    positions: &[usize],
    codes: &mut [i16],
) -> Result<Vec<CellName>, JudgingFault> {
    let (mut top, mut provinces) = (Vec::new(), BTreeMap::<&str, Vec<usize>>::new());
    let mut persons = BTreeMap::<&str, Vec<usize>>::new();
    for &position in positions {
        let cell = &cells[position];
        if is_too_fine(cell) {
            codes[position] = NEVER;
            continue;
        }
        match (cell.margin, cell.parent.as_str()) {
            (Margin::Person, _) => persons.entry(question(cell)).or_default().push(position),
            // A province's own offices are judged with its communes.
            (Margin::Office, NATION) => provinces.entry(&cell.place).or_default().push(position),
            (_, "" | NATION) => {
                top.push(position);
                if cell.parent == NATION {
                    provinces.entry(&cell.place).or_default();
                }
            }
            (_, province) => provinces.entry(province).or_default().push(position),
        }
    }
    if positions
        .iter()
        .all(|&position| codes[position] != UNJUDGED)
    {
        return Ok(Vec::new());
    }
    let before = codes.to_vec();
    let mut unproven = write_down(codes, decide(gate, cells, &[], &top, codes)?);
    let mut own = BTreeMap::<&str, Vec<usize>>::new();
    for &position in top
        .iter()
        .filter(|&&position| cells[position].parent == NATION)
    {
        own.entry(&cells[position].place)
            .or_default()
            .push(position);
    }
    let moved =
        |position: &usize| before[*position] != codes[*position] || before[*position] == UNJUDGED;
    let asked: Vec<(&[usize], &[usize])> = provinces
        .iter()
        .map(|(province, below)| {
            let above = own.get(province).map_or(&[][..], Vec::as_slice);
            (above, below.as_slice())
        })
        .filter(|(above, below)| above.iter().chain(*below).any(moved))
        .collect();
    let decided = on_all_cores(&asked, |(above, below)| {
        decide(gate, cells, above, below, codes)
    });
    for province in decided {
        unproven.extend(write_down(codes, province?));
    }
    for positions in persons.values() {
        let decided = decide_persons(gate, cells, positions, &top, codes)?;
        unproven.extend(write_down(codes, decided));
    }
    Ok(unproven)
}

/// What the gate says of cells, by their position, and what it could not prove.
struct Decided {
    codes: Vec<(usize, i16)>,
    unproven: Vec<CellName>,
}

fn write_down(codes: &mut [i16], decided: Decided) -> Vec<CellName> {
    for (position, code) in decided.codes {
        codes[position] = code;
    }
    decided.unproven
}

/// Does a piece of work for each item, on all cores; the results in the order of the items. Provinces tell nothing of each
/// other, so they are judged side by side.
fn on_all_cores<I: Sync, R: Send>(items: &[I], work: impl Fn(&I) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        while let at = next.fetch_add(1, Ordering::Relaxed)
            && let Some(item) = items.get(at)
        {
            done.push((at, work(item)));
        }
        done
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let others = (1..cores.min(items.len())).map(|_| scope.spawn(take));
        let others: Vec<_> = others.collect();
        let mut done = take();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// What is decided of a cell before this judgement: what was published, else what is stored.
fn code_so_far(cell: &LatticeCell) -> i16 {
    match cell.editions.first().filter(|_| cell.frozen) {
        Some(edition) if edition.n > 0 => edition.shown,
        Some(_) => NOT_THERE,
        None => cell.shown,
    }
}

/// Whether a cell is finer than anything that is published.
fn is_too_fine(cell: &LatticeCell) -> bool {
    let is_commune = !cell.parent.is_empty() && cell.parent != NATION;
    is_commune && cell.margin != Margin::All && cell.period.width() != Width::Year
}

/// Judges the cells `asked` beside the cells `above`, which are decided.
fn decide(
    gate: &Gate,
    cells: &[LatticeCell],
    above: &[usize],
    asked: &[usize],
    codes: &[i16],
) -> Result<Decided, JudgingFault> {
    let trees = Trees::of(above.iter().chain(asked).map(|&position| &cells[position]));
    let key = |cell: &LatticeCell| trees.key(cell);
    judge_beside(gate, trees.lattice(), cells, (above, asked), codes, key)
}

/// Judges the cells `asked` beside those that are decided, and names the cell that a fault speaks of.
fn judge_beside(
    gate: &Gate,
    mut lattice: Lattice,
    cells: &[LatticeCell],
    (decided, asked): (&[usize], &[usize]),
    codes: &[i16],
    key: impl Fn(&LatticeCell) -> Key,
) -> Result<Decided, JudgingFault> {
    let named = |wanted: Key| {
        let mut all = decided.iter().chain(asked);
        all.find_map(|&at| (key(&cells[at]) == wanted).then(|| CellName::from(&cells[at])))
    };
    let judged = stand(&mut lattice, cells, decided, codes, &key)
        .and_then(|()| judge_asked(gate, lattice, cells, asked, codes, &key));
    let (codes, unproven) = judged.map_err(|fault| JudgingFault {
        cell: fault.key().and_then(named),
        fault,
    })?;
    // A remainder has no tally: it is named by what it is the remainder of.
    let whole = |unproven: &Key| {
        let near = [
            *unproven,
            Key {
                group: 0,
                ..*unproven
            },
            Key {
                channel: 0,
                ..*unproven
            },
            Key {
                channel: 0,
                group: 0,
                ..*unproven
            },
            Key {
                period: unproven.period,
                ..Key::default()
            },
            Key::default(),
        ];
        near.into_iter().find_map(named)
    };
    Ok(Decided {
        codes,
        unproven: unproven.iter().filter_map(whole).collect(),
    })
}

/// Enters the cells `asked`, judges, and says what became of them. A frozen cell stands as it was published.
fn judge_asked(
    gate: &Gate,
    mut lattice: Lattice,
    cells: &[LatticeCell],
    asked: &[usize],
    codes: &[i16],
    key: impl Fn(&LatticeCell) -> Key,
) -> Result<(Vec<(usize, i16)>, Vec<Key>), LatticeFault> {
    let (frozen, free): (Vec<usize>, Vec<usize>) =
        asked.iter().partition(|&&position| cells[position].frozen);
    stand(&mut lattice, cells, &frozen, codes, &key)?;
    for &position in &free {
        let cell = &cells[position];
        lattice.ask(key(cell), cell.n)?;
        remember(&mut lattice, cell, 0, &key)?;
    }
    let judgement = gate.judge(&lattice)?;
    let decided = free.iter().map(|&position| {
        let verdict = judgement.verdict(key(&cells[position]));
        (position, verdict.map_or(UNJUDGED, code_of))
    });
    Ok((decided.collect(), judgement.unproven().to_vec()))
}

/// Enters the editions of a cell that were published before the one that is looked at, from `since` on.
fn remember(
    lattice: &mut Lattice,
    cell: &LatticeCell,
    since: usize,
    key: impl Fn(&LatticeCell) -> Key,
) -> Result<(), LatticeFault> {
    for (ago, edition) in (1..).zip(cell.editions.iter().skip(since)) {
        if edition.n > 0 {
            lattice.earlier(key(cell), ago, edition.n, edition.shown == SHOWN)?;
        }
    }
    Ok(())
}

/// Enters cells that are decided: public, or withheld for good.
fn stand(
    lattice: &mut Lattice,
    cells: &[LatticeCell],
    decided: &[usize],
    codes: &[i16],
    key: impl Fn(&LatticeCell) -> Key,
) -> Result<(), LatticeFault> {
    for &position in decided {
        let cell = &cells[position];
        let newest = cell.editions.first().filter(|_| cell.frozen);
        let n = newest.map_or(cell.n, |edition| edition.n);
        if newest.is_some() && n == 0 {
            continue; // it had no sheets when its period was frozen
        }
        if codes[position] == SHOWN {
            lattice.already_public(key(cell), n)?;
        } else {
            lattice.withheld_before(key(cell), n)?;
        }
        remember(lattice, cell, usize::from(cell.frozen), &key)?;
    }
    Ok(())
}

/// The question a person cell belongs to: its slot.
fn question(cell: &LatticeCell) -> &str {
    cell.key.split(':').next().unwrap_or_default()
}

/// Judges the answers to one question about the person: its options stand where channels stand otherwise.
fn decide_persons(
    gate: &Gate,
    cells: &[LatticeCell],
    asked: &[usize],
    top: &[usize],
    codes: &[i16],
) -> Result<Decided, JudgingFault> {
    let wanted: BTreeSet<(&str, Period)> = asked
        .iter()
        .map(|&at| (cells[at].place.as_str(), cells[at].period))
        .collect();
    let everybody: Vec<usize> = top
        .iter()
        .copied()
        .filter(|&at| {
            cells[at].margin == Margin::All
                && wanted.contains(&(cells[at].place.as_str(), cells[at].period))
        })
        .collect();
    let mut trees = Trees::of(everybody.iter().map(|&position| &cells[position]));
    for &position in asked {
        let cell = &cells[position];
        trees.know_place(&cell.parent, &cell.place);
        grow(&mut trees.channels, &mut trees.channel, &cell.key);
    }
    let key = |cell: &LatticeCell| match cell.margin {
        Margin::Person => Key {
            channel: trees.channel[&cell.key],
            ..trees.place_and_period(cell)
        },
        _ => trees.key(cell),
    };
    judge_beside(
        gate,
        trees.lattice(),
        cells,
        (&everybody, asked),
        codes,
        key,
    )
}
