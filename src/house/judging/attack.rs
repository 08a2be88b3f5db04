//! An attacker who adds and subtracts everything that is shown, figures by respondent included.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::*;
use crate::ballot::person_key;

const THRESHOLD: u64 = 10;
/// Sums are solved exactly, in numbers modulo this prime.
const PRIME: i64 = 2_147_483_647;
const PROVINCES: [&str; 3] = ["01", "33", "36"];
const PERIODS: [&str; 2] = ["2025-Q3", "2025-Q4"];
/// Answers to the question who helped: alone, family, staff, and none given.
const ANSWERS: [u8; 4] = [0, 1, 2, 255];

/// People of one province, quarter and answer: nothing finer is counted.
fn atom(province: usize, period: usize, answer: usize) -> usize {
    (province * PERIODS.len() + period) * ANSWERS.len() + answer
}

const ATOMS: usize = PROVINCES.len() * PERIODS.len() * ANSWERS.len();

/// One cell with the atoms it is the sum of.
struct Summed {
    cell: LatticeCell,
    atoms: Vec<usize>,
}

/// Every cell of the lattice that holds these people.
fn cells(people: &[u64]) -> Vec<Summed> {
    let mut cells = Vec::new();
    let places = [None].into_iter().chain((0..PROVINCES.len()).map(Some));
    for place in places {
        for period in [None, Some(0), Some(1)] {
            for answer in [None].into_iter().chain((0..ANSWERS.len()).map(Some)) {
                let mut atoms = Vec::new();
                for own in (0..PROVINCES.len()).filter(|own| place.is_none_or(|p| p == *own)) {
                    for when in (0..PERIODS.len()).filter(|own| period.is_none_or(|p| p == *own)) {
                        let answers =
                            (0..ANSWERS.len()).filter(|own| answer.is_none_or(|a| a == *own));
                        atoms.extend(answers.map(|said| atom(own, when, said)));
                    }
                }
                let n = atoms.iter().map(|&atom| people[atom]).sum();
                if n == 0 {
                    continue;
                }
                let cell = LatticeCell {
                    margin: if answer.is_some() {
                        Margin::Person
                    } else {
                        Margin::All
                    },
                    period: period.map_or("2025", |at| PERIODS[at]).parse().unwrap(),
                    parent: if place.is_some() { "vn" } else { "" }.to_owned(),
                    place: place.map_or("vn", |at| PROVINCES[at]).to_owned(),
                    key: answer.map_or_else(String::new, |at| person_key(12, ANSWERS[at])),
                    n,
                    shown: UNJUDGED,
                    editions: Vec::new(),
                    frozen: false,
                };
                cells.push(Summed { cell, atoms });
            }
        }
    }
    cells
}

fn inverse(of: i64) -> i64 {
    let (mut base, mut power, mut result) = (of.rem_euclid(PRIME), PRIME - 2, 1);
    while power > 0 {
        if power & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        power >>= 1;
    }
    result
}

/// The shown sums, each reduced by those before it.
#[derive(Default)]
struct Known(Vec<(usize, Vec<i64>)>);

impl Known {
    fn reduced(&self, atoms: &[usize]) -> Vec<i64> {
        let mut row = vec![0; ATOMS];
        for &atom in atoms {
            row[atom] = 1;
        }
        for (pivot, known) in &self.0 {
            let times = row[*pivot];
            if times != 0 {
                for (own, other) in row.iter_mut().zip(known) {
                    *own = (*own - times * other).rem_euclid(PRIME);
                }
            }
        }
        row
    }

    fn learn(&mut self, atoms: &[usize]) {
        let mut row = self.reduced(atoms);
        if let Some(pivot) = row.iter().position(|&value| value != 0) {
            let scale = inverse(row[pivot]);
            row.iter_mut()
                .for_each(|value| *value = *value * scale % PRIME);
            self.0.push((pivot, row));
        }
    }

    fn tells(&self, atoms: &[usize]) -> bool {
        self.reduced(atoms).iter().all(|&value| value == 0)
    }
}

/// The cells of fewer people than the threshold whose count follows from what is shown.
fn learned(people: &[u64]) -> (Vec<String>, usize) {
    let all = cells(people);
    let asked: Vec<LatticeCell> = all.iter().map(|own| own.cell.clone()).collect();
    let codes = judge(&asked, THRESHOLD, Headline::Invited).unwrap().codes;
    // As every face has it: nobody's group is told where the place itself is not.
    let whole_is_shown = |own: &LatticeCell| {
        let whole = |(other, code): (&Summed, &i16)| {
            let place = (&other.cell.place, other.cell.period) == (&own.place, own.period);
            place && other.cell.margin == Margin::All && *code == SHOWN
        };
        all.iter().zip(&codes).any(whole)
    };
    let mut known = Known::default();
    // An empty answer is told as empty only where no other answer of that place and period is withheld; whoever gave no
    // answer is never told at all.
    for own in all
        .iter()
        .filter(|own| own.cell.margin == Margin::All && whole_is_shown(&own.cell))
    {
        let beside = |(other, _): &(&Summed, &i16)| {
            let place =
                (&other.cell.place, other.cell.period) == (&own.cell.place, own.cell.period);
            place && other.cell.margin == Margin::Person && other.cell.key != person_key(12, 255)
        };
        if all
            .iter()
            .zip(&codes)
            .filter(beside)
            .all(|(_, code)| *code == SHOWN)
        {
            for said in 0..ANSWERS.len() - 1 {
                let mut atoms = own.atoms.clone();
                atoms.retain(|atom| atom % ANSWERS.len() == said);
                if atoms.iter().all(|&atom| people[atom] == 0) {
                    // Nobody at all is nobody in each part.
                    atoms.iter().for_each(|&atom| known.learn(&[atom]));
                }
            }
        }
    }
    let mut shown = 0;
    for (own, code) in all.iter().zip(&codes) {
        if *code == SHOWN && whole_is_shown(&own.cell) {
            known.learn(&own.atoms);
            shown += usize::from(own.cell.margin == Margin::Person);
        }
    }
    let small = all
        .iter()
        .filter(|own| own.cell.n < THRESHOLD && known.tells(&own.atoms));
    let names = small.map(|own| {
        format!(
            "{} {} {} n={}",
            own.cell.place, own.cell.period, own.cell.key, own.cell.n
        )
    });
    (names.collect(), shown)
}

#[test]
fn nobody_of_a_small_group_follows_from_the_figures_by_respondent() {
    let mut random = StdRng::seed_from_u64(20_251);
    let mut shown = 0;
    for world in 0..300 {
        let sizes = [[0, 3, 9, 12, 40, 300], [2, 6, 10, 11, 25, 90]][world % 2];
        let people: Vec<u64> = (0..ATOMS)
            .map(|_| sizes[random.random_range(0..sizes.len())])
            .collect();
        let (found, own) = learned(&people);
        assert!(found.is_empty(), "world {world}: {found:?} of {people:?}");
        shown += own;
    }
    assert!(
        shown > 1_000,
        "a gate that shows nothing is no proof: {shown}"
    );
}

#[test]
fn a_province_withheld_for_a_small_neighbour_is_not_told_by_the_answers_of_its_people() {
    let mut people = vec![0; ATOMS];
    for (province, each) in [(0, 150), (1, 12), (2, 2)] {
        for answer in 0..2 {
            people[atom(province, 0, answer)] = each;
        }
    }
    let (found, shown) = learned(&people);
    assert!(found.is_empty(), "{found:?}");
    assert!(shown > 0);
}

#[test]
fn the_attacker_does_find_what_a_careless_house_would_show() {
    let mut known = Known::default();
    known.learn(&[0, 1, 2]);
    known.learn(&[1, 2]);
    assert!(known.tells(&[0]) && !known.tells(&[1]));
}
