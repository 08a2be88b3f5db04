//! How often the intervals and rank sets hold the truth, which a simulation knows: nominal is 95 %.
//!
//! `cargo bench --no-default-features --bench coverage [-- worlds]`; the worlds are seeded, so that the figures come again.

use sipas::index::interval::{Interval, newcombe, node_interval, wilson};
use sipas::index::rank::{Estimate, RankDraws, rank_sets};
use sipas::index::{Moments, Random};

fn main() {
    let given = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let worlds: u32 = given.unwrap_or(4000);
    println!(
        "{:40} {:>8} {:>10} {:>8}",
        "what", "worlds", "coverage", "± MC"
    );
    let line = |what: String, worlds: u32, held: u32| {
        let coverage = f64::from(held) / f64::from(worlds);
        let error = 1.96 * (0.95 * 0.05 / f64::from(worlds)).sqrt();
        println!(
            "{what:40} {worlds:>8} {:>9.1}% {:>7.1}%",
            coverage * 100.0,
            error * 100.0
        );
    };
    for n in [10, 30, 100, 400] {
        for truth in [0.84, 0.95] {
            let held = criterion(n, truth, worlds);
            line(
                format!("criterion, Wilson, n {n}, truth {truth}"),
                worlds,
                held,
            );
        }
    }
    for n in [15, 30, 100, 400] {
        let held = index(n, 39, worlds / 4);
        line(format!("index of 39 criteria, n {n}"), worlds / 4, held);
    }
    for n in [10, 30, 100, 400] {
        let held = change(n, worlds);
        line(format!("change, Newcombe, n {n} and {n}"), worlds, held);
    }
    for (units, part) in [(5, 2), (34, 8), (126, 20)] {
        for n in [30, 100, 510] {
            for (apart, spread) in [("alike", 0.001), ("spread", 0.26)] {
                let what = format!("rank sets, {units} units {apart}, n {n}");
                line(what, worlds / part, ranks(units, spread, n, worlds / part));
            }
        }
    }
}

fn answers(random: &mut Random, n: u64, truth: f64) -> u64 {
    (0..n).filter(|_| random.unit() < truth).count() as u64
}

/// Wilson's interval of one criterion.
fn criterion(n: u64, truth: f64, worlds: u32) -> u32 {
    let mut random = Random::new(1);
    let held =
        |_: &u32| wilson(answers(&mut random, n, truth), n).is_some_and(|i| i.contains(truth));
    (0..worlds).filter(held).count() as u32
}

/// The interval of an index over criteria that the same people answer: half are pleased with 97 % of everything, a third
/// with 80 %, a sixth with 40 %, so that the true index is 81.83 %.
fn index(n: u64, criteria: u64, worlds: u32) -> u32 {
    let leanings = [0.97, 0.97, 0.97, 0.8, 0.8, 0.4];
    let truth = leanings.iter().sum::<f64>() / 6.0;
    let mut random = Random::new(2);
    let held = |_: &u32| {
        let mut sums = Moments::default();
        for _ in 0..n {
            let leaning = leanings[random.below(6) as usize];
            let s = answers(&mut random, criteria, leaning);
            sums.s += s;
            sums.m += criteria;
            sums.ss += s * s;
            sums.sm += s * criteria;
            sums.mm += criteria * criteria;
        }
        let share = sums.s as f64 / sums.m as f64;
        node_interval(share, sums, n).is_some_and(|interval| interval.contains(truth))
    };
    (0..worlds).filter(held).count() as u32
}

/// Newcombe's interval of a rise from 80 to 86 %.
fn change(n: u64, worlds: u32) -> u32 {
    let (now, before) = (0.86, 0.80);
    let mut random = Random::new(3);
    let held = |_: &u32| {
        let pair = (
            answers(&mut random, n, now),
            answers(&mut random, n, before),
        );
        let found = newcombe((pair.0, n), (pair.1, n));
        found.is_some_and(|found| found.low <= now - before && now - before <= found.high)
    };
    (0..worlds).filter(held).count() as u32
}

/// The rank sets of a table whose true shares lie evenly below 96 %: held if every unit's true rank is in its set. The
/// hardest table is one of units that are nearly alike.
fn ranks(units: u64, spread: f64, n: u64, worlds: u32) -> u32 {
    let mut random = Random::new(4);
    let draws = 500;
    let held = |world: &u32| {
        let table: Vec<Estimate> = (0..units)
            .map(|unit| {
                let truth = 0.96 - spread * unit as f64 / (units - 1) as f64;
                let x = answers(&mut random, n, truth);
                Estimate {
                    share: x as f64 / n as f64,
                    standard_error: wilson(x, n).map_or(0.0, Interval::standard_error),
                }
            })
            .collect();
        let how = RankDraws {
            draws,
            seed: u64::from(*world),
        };
        let sets = rank_sets(&table, how, &mut |_| {});
        let mut sets = sets.iter().enumerate();
        sets.all(|(unit, set)| (set.first..=set.last).contains(&(unit + 1)))
    };
    (0..worlds).filter(held).count() as u32
}
