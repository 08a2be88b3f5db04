//! The normal and Student distributions: what turns a standard error into an interval.

use std::f64::consts::{FRAC_PI_2, PI};

/// Two-sided 95 %.
pub const Z95: f64 = 1.959_963_985;
/// Two-sided 99.8 %, the outer limit of a funnel plot.
pub const Z998: f64 = 3.090_232_306;
/// One-sided 80 %, the usual power of a comparison.
pub const Z_POWER80: f64 = 0.841_621_234;
/// 84 % intervals: two that do not overlap differ at about the 5 % level (Goldstein and Spiegelhalter 1996).
pub const Z84: f64 = 1.39;

/// P(Z ≤ z) of a standard normal variable, to about 15 digits.
pub fn normal_cdf(z: f64) -> f64 {
    let x = z.abs();
    if x > 38.0 {
        return if z > 0.0 { 1.0 } else { 0.0 };
    }
    let density = (-0.5 * x * x).exp() / (2.0 * PI).sqrt();
    // A power series near the middle, a continued fraction in the tail.
    let tail = if x < 3.0 {
        let (mut term, mut sum, mut k) = (x, x, 1.0);
        while term > sum * 1e-17 {
            k += 2.0;
            term *= x * x / k;
            sum += term;
        }
        0.5 - density * sum
    } else {
        let fraction = (1..=60).rev().fold(x, |below, k| x + f64::from(k) / below);
        density / fraction
    };
    if z > 0.0 { 1.0 - tail } else { tail }
}

/// The z with P(Z ≤ z) = `p`, for 0 < p < 1 (Wichura 1988, algorithm AS 241, about 16 digits).
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(r, &CENTRE_OVER, &CENTRE_UNDER);
    }
    let r = (-p.min(1.0 - p).ln()).sqrt();
    let size = if r <= 5.0 {
        ratio(r - 1.6, &MIDDLE_OVER, &MIDDLE_UNDER)
    } else {
        ratio(r - 5.0, &TAIL_OVER, &TAIL_UNDER)
    };
    size.copysign(q)
}

/// The t with P(|T| ≤ t) = 95 % for Student's distribution (Hill 1970, algorithm 396, about 6 digits).
#[expect(
    clippy::many_single_char_names,
    reason = "the names of the published algorithm"
)]
pub fn student_95(degrees: u64) -> f64 {
    let (n, p) = (degrees.max(1) as f64, 0.05f64);
    if degrees <= 1 {
        let angle = p * FRAC_PI_2;
        return angle.cos() / angle.sin();
    }
    if degrees == 2 {
        return (2.0 / (p * (2.0 - p)) - 2.0).sqrt();
    }
    let a = 1.0 / (n - 0.5);
    let b = 48.0 / (a * a);
    let mut c = ((20_700.0 * a / b - 98.0) * a - 16.0) * a + 96.36;
    let d = ((94.5 / (b + c) - 3.0) / b + 1.0) * (a * FRAC_PI_2).sqrt() * n;
    let y = (d * p).powf(2.0 / n);
    let y = if y > 0.05 + a {
        let x = -Z95;
        let square = x * x;
        if n < 5.0 {
            c += 0.3 * (n - 4.5) * (x + 0.6);
        }
        c += (((0.05 * d * x - 5.0) * x - 7.0) * x - 2.0) * x + b;
        let inner = (((0.4 * square + 6.3) * square + 36.0) * square + 94.5) / c - square - 3.0;
        let scaled = (inner / b + 1.0) * x;
        (a * scaled * scaled).exp_m1()
    } else {
        let first = (1.0 / (((n + 6.0) / (n * y) - 0.089 * d - 0.822) * (n + 2.0) * 3.0)
            + 0.5 / (n + 4.0))
            * y
            - 1.0;
        first * (n + 1.0) / (n + 2.0) + 1.0 / y
    };
    (n * y).sqrt()
}

/// P(|Z| ≥ |z|): the two-sided p-value of a z statistic.
pub fn two_sided_p(z: f64) -> f64 {
    2.0 * normal_cdf(-z.abs())
}

fn ratio(r: f64, over: &[f64; 8], under: &[f64; 8]) -> f64 {
    let poly = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * r + c);
    poly(over) / poly(under)
}

const CENTRE_OVER: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const CENTRE_UNDER: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_545,
];
const MIDDLE_OVER: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    7.745_450_142_783_414e-4,
];
const MIDDLE_UNDER: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const TAIL_OVER: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    0.001_242_660_947_388_078_4,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const TAIL_UNDER: [f64; 8] = [
    1.0,
    0.599_832_206_555_888,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_7e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constants_are_the_quantiles_they_name() {
        assert!((normal_quantile(0.975) - Z95).abs() < 1e-9);
        assert!((normal_quantile(0.999) - Z998).abs() < 1e-9);
        assert!((normal_quantile(0.8) - Z_POWER80).abs() < 1e-9);
    }

    #[test]
    fn the_quantile_undoes_the_distribution() {
        for p in [1e-12, 1e-6, 0.001, 0.02, 0.2, 0.5, 0.77, 0.98, 0.999_99] {
            let back = normal_cdf(normal_quantile(p));
            assert!((back / p - 1.0).abs() < 1e-10, "{p} came back as {back}");
        }
        assert!((normal_cdf(1.0) - 0.841_344_746_068_542_9).abs() < 1e-14);
        assert!((normal_cdf(-4.0) - 3.167_124_183_311_99e-5).abs() < 1e-17);
    }

    #[test]
    fn student_quantiles_are_those_of_the_tables() {
        let table = [
            (1, 12.706_205),
            (2, 4.302_653),
            (4, 2.776_445),
            (9, 2.262_157),
            (29, 2.045_230),
            (499, 1.964_729),
        ];
        for (degrees, t) in table {
            assert!(
                (student_95(degrees) - t).abs() < 3e-5 * t,
                "{degrees}: {}",
                student_95(degrees)
            );
        }
    }
}
