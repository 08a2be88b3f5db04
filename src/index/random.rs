//! Seeded random numbers that are the same on every machine and with every version of every crate.
//!
//! A release states its seed, so that anyone can draw the same rank sets again. That holds only if the
//! generator never changes; so it is written out here: xoshiro256++ (Blackman and Vigna 2019), its state
//! filled by `SplitMix64`. Not for secrets.

use super::normal::normal_quantile;

/// A stream of random numbers from a seed.
#[derive(Debug, Clone)]
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// The stream of this seed.
    pub fn new(seed: u64) -> Self {
        let mut mix = seed;
        Self {
            state: std::array::from_fn(|_| split_mix(&mut mix)),
        }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// Uniform in the open interval (0, 1).
    pub fn unit(&mut self) -> f64 {
        ((self.bits() >> 12) as f64 + 0.5) / (1u64 << 52) as f64
    }

    /// Uniform in 0..`below`; 0 when `below` is 0.
    pub fn below(&mut self, below: u64) -> u64 {
        // Multiply-shift: the bias is below 2^-40 for every range used here.
        ((u128::from(self.bits()) * u128::from(below)) >> 64) as u64
    }

    /// Standard normal, by the inverse of the distribution: one number a draw, no state kept.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.unit())
    }
}

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_of_split_mix_are_the_published_ones() {
        // Reference output of SplitMix64 for seed 1234567.
        let mut state = 1_234_567;
        let first = [
            6_457_827_717_110_365_317u64,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!(first.map(|_| split_mix(&mut state)), first);
    }

    #[test]
    fn a_seed_gives_its_stream_for_ever() {
        let mut random = Random::new(2026);
        let again: Vec<u64> = (0..3).map(|_| random.bits()).collect();
        let mut other = Random::new(2026);
        assert_eq!(again, (0..3).map(|_| other.bits()).collect::<Vec<_>>());
        assert_ne!(again[0], Random::new(2027).bits());
    }

    #[test]
    fn draws_have_the_moments_they_should() {
        let mut random = Random::new(1);
        let draws: Vec<f64> = (0..200_000).map(|_| random.normal()).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|z| z * z).sum::<f64>() / draws.len() as f64;
        assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02);
        assert!((0..10_000).all(|_| random.below(7) < 7 && (0.0..1.0).contains(&random.unit())));
    }
}
