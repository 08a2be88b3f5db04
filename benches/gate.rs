//! How long the gate takes: one province and a year, and the whole country with all its communes.
//!
//! `cargo bench --bench gate`, or one of the lines: `cargo bench --bench gate -- "a province, quiet"`

use std::time::Instant;

use sipas::findings::gate::{Gate, Key, Lattice, Tree, Verdict, Why};
use sipas::index::Random;

fn main() {
    println!(
        "{:>28}  {:>8}  {:>9}  shown  no data  too few  complement",
        "", "cells", "time"
    );
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    for (name, provinces, communes, crowd) in [
        ("a province, busy", 1, 98, 60),
        ("a province, quiet", 1, 98, 6),
        ("the country, busy", 34, 98, 60),
        ("the country, quiet", 34, 98, 6),
    ] {
        if !wanted.is_empty() && !wanted.iter().any(|word| word == name) {
            continue;
        }
        let lattice = country(provinces, communes, crowd);
        let start = Instant::now();
        match Gate::default().judge(&lattice) {
            Err(fault) => println!("{name}: {fault}"),
            Ok(judged) => {
                let took = start.elapsed();
                let count = |wanted: &dyn Fn(Verdict) -> bool| {
                    judged.iter().filter(|(_, v)| wanted(*v)).count()
                };
                println!(
                    "{name:>28}  {:>8}  {took:>9.1?}  {:>5}  {:>7}  {:>7}  {:>10}  unproven {}",
                    lattice.len(),
                    count(&|v| v.tier().is_some()),
                    count(&|v| v == Verdict::NoData),
                    count(&|v| v == Verdict::Withheld(Why::TooFew)),
                    count(&|v| v == Verdict::Withheld(Why::Complement)),
                    judged.unproven().len(),
                );
            }
        }
    }
}

/// Places × (a year, its quarters and months) × (all, four channels, six procedure groups). A commune gets
/// `crowd` answers a month on average, some ten times as many as others.
fn country(provinces: u32, communes: u32, crowd: u64) -> Lattice {
    let mut random = Random::new(7);
    let mut places = Tree::new("nation");
    let mut leaves = Vec::new();
    for province in 0..provinces {
        let node = places.grow(0, &format!("province {province}"));
        leaves.extend(
            (0..communes)
                .map(|commune| places.grow(node, &format!("commune {province}.{commune}"))),
        );
    }
    let mut periods = Tree::new("ever");
    let year = periods.grow(0, "2026");
    let mut months = Vec::new();
    for quarter in 1..=4 {
        let node = periods.grow(year, &format!("2026-Q{quarter}"));
        months.extend(
            (0..3).map(|month| periods.grow(node, &format!("2026-{}", quarter * 3 - 2 + month))),
        );
    }
    let margin = |label: &str, parts: u32| {
        let mut tree = Tree::new("all");
        (0..parts).for_each(|part| {
            tree.grow(0, &format!("{label} {part}"));
        });
        tree
    };
    let (channels, groups) = (margin("channel", 4), margin("group", 6));
    let (place_count, period_count) = (places.len(), periods.len());
    let mut counts = vec![0u64; place_count * period_count * 11];
    for &place in &leaves {
        let busy = crowd * (1 + random.below(10)) / 5;
        for &month in &months {
            for _ in 0..random.below(2 * busy + 1) {
                let channel = [0, 0, 0, 1, 1, 1, 1, 2, 3][random.below(9) as usize];
                let group = [0, 0, 0, 0, 1, 1, 2, 3, 4, 5][random.below(10) as usize];
                let ups = |tree: &Tree, node| {
                    let mut all = vec![node];
                    while let Some(up) = tree.parent(all[all.len() - 1]) {
                        all.push(up);
                    }
                    all
                };
                for &place in &ups(&places, place) {
                    for &period in &ups(&periods, month) {
                        let at = (place as usize * period_count + period as usize) * 11;
                        counts[at] += 1;
                        counts[at + 1 + channel] += 1;
                        counts[at + 5 + group] += 1;
                    }
                }
            }
        }
    }
    let mut lattice = Lattice::new(places, periods, channels, groups);
    for (at, &n) in counts.iter().enumerate() {
        let (margin, spot) = ((at % 11) as u32, at / 11);
        let (place, period) = ((spot / period_count) as u32, (spot % period_count) as u32);
        if period > 0 {
            let (channel, group) = if margin < 5 {
                (margin, 0)
            } else {
                (0, margin - 4)
            };
            // Every node is in its tree and every cell comes once.
            let _ = lattice.ask(
                Key {
                    place,
                    period,
                    channel,
                    group,
                },
                n,
            );
        }
    }
    lattice
}
