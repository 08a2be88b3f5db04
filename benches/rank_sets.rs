//! How long the rank sets of a table take: 34 provinces, a province's communes, all 3,321 communes.
//!
//! `cargo bench --bench rank_sets`

use std::time::Instant;

use sipas::index::Random;
use sipas::index::interval::wilson;
use sipas::index::rank::{Estimate, RankDraws, rank_sets};

fn main() {
    println!(
        "{:>6}  {:>10}  {:>6}  {:>12}",
        "units", "time", "rounds", "mean width"
    );
    for units in [34, 100, 126, 1000, 3321] {
        let mut random = Random::new(units);
        let table: Vec<Estimate> = (0..units)
            .map(|_| {
                let n = 10 + random.below(600);
                let share = 0.7 + 0.28 * random.unit();
                let x = (0..n).filter(|_| random.unit() < share).count() as u64;
                let doubt =
                    wilson(x, n).map_or(0.0, sipas::index::interval::Interval::standard_error);
                Estimate {
                    share: x as f64 / n as f64,
                    standard_error: doubt,
                }
            })
            .collect();
        let mut rounds = 0;
        let start = Instant::now();
        let sets = rank_sets(&table, RankDraws::default(), &mut |progress| {
            rounds = progress.round;
        });
        let took = start.elapsed();
        let width: usize = sets.iter().map(|set| set.last - set.first + 1).sum();
        println!(
            "{units:>6}  {took:>10.1?}  {rounds:>6}  {:>12.1}",
            width as f64 / units as f64
        );
    }
}
