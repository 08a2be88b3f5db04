//! Raking: weights that fit several known margins at once (sex × age, service group, mode).

use super::kish::{MOST_DEFF, WeightFault};

const MOST_ROUNDS: u32 = 50;
const CLOSE_ENOUGH: f64 = 1e-6;
const TRIM: (f64, f64) = (0.3, 3.0);

/// One margin: which category each answer is in, and each category's known total.
#[derive(Debug, Clone, PartialEq)]
pub struct Margin {
    /// Category of every answer, from 0.
    pub category: Vec<usize>,
    /// Name and known total of every category.
    pub totals: Vec<(String, f64)>,
}

/// Weights with mean 1 that fit all margins, trimmed to 0.3–3 times their mean inside the loop. Refused
/// when a category has people but no answers, when the margins contradict each other, or when deff > 2.
pub fn rake(answers: usize, margins: &[Margin]) -> Result<Vec<f64>, WeightFault> {
    if answers == 0 {
        return Err(WeightFault::SumZero);
    }
    let mut weights = vec![1.0f64; answers];
    let targets = margins
        .iter()
        .map(|margin| shares(answers, margin))
        .collect::<Result<Vec<_>, _>>()?;
    for _ in 0..MOST_ROUNDS {
        let mut apart = 0.0f64;
        for (margin, target) in margins.iter().zip(&targets) {
            let mut sums = vec![0.0; target.len()];
            for (weight, &category) in weights.iter().zip(&margin.category) {
                sums[category] += weight;
            }
            for (sum, target) in sums.iter().zip(target) {
                apart = apart.max((sum / answers as f64 - target).abs());
            }
            for (weight, &category) in weights.iter_mut().zip(&margin.category) {
                if sums[category] > 0.0 {
                    *weight *= target[category] * answers as f64 / sums[category];
                }
            }
        }
        if apart < CLOSE_ENOUGH {
            let squares: f64 = weights.iter().map(|w| w * w).sum();
            let sum: f64 = weights.iter().sum();
            let deff = answers as f64 * squares / (sum * sum);
            return if deff > MOST_DEFF {
                Err(WeightFault::DeffAbove2(deff))
            } else {
                Ok(weights)
            };
        }
        let mean = weights.iter().sum::<f64>() / answers as f64;
        for weight in &mut weights {
            *weight = weight.clamp(TRIM.0 * mean, TRIM.1 * mean);
        }
    }
    Err(WeightFault::Unsettled(MOST_ROUNDS))
}

/// Known totals as shares, each category with people having at least one answer.
fn shares(answers: usize, margin: &Margin) -> Result<Vec<f64>, WeightFault> {
    let sum: f64 = margin.totals.iter().map(|(_, total)| total).sum();
    for (at, (name, total)) in margin.totals.iter().enumerate() {
        if !total.is_finite() || *total < 0.0 {
            return Err(WeightFault::Bad { at, weight: *total });
        }
        if *total > 0.0 && !margin.category.contains(&at) {
            return Err(WeightFault::EmptyStratum(name.clone()));
        }
    }
    let unknown = margin
        .category
        .iter()
        .position(|&category| category >= margin.totals.len());
    if let Some(at) = unknown {
        return Err(WeightFault::EmptyStratum(format!(
            "category {} of answer {at}",
            margin.category[at]
        )));
    }
    if sum <= 0.0 || margin.category.len() != answers {
        return Err(WeightFault::SumZero);
    }
    Ok(margin.totals.iter().map(|(_, total)| total / sum).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn margin(category: &[usize], totals: &[f64]) -> Margin {
        Margin {
            category: category.to_vec(),
            totals: totals
                .iter()
                .enumerate()
                .map(|(at, total)| (format!("c{at}"), *total))
                .collect(),
        }
    }

    #[test]
    fn raked_weights_fit_every_margin() {
        let sex = [0, 0, 0, 1, 1, 1, 1, 1];
        let mode = [0, 1, 0, 1, 0, 1, 0, 0];
        let margins = [margin(&sex, &[50.0, 50.0]), margin(&mode, &[70.0, 30.0])];
        let weights = rake(8, &margins).unwrap();
        let share = |category: &[usize], of: usize| {
            let sum: f64 = weights
                .iter()
                .zip(category)
                .filter(|(_, c)| **c == of)
                .map(|(w, _)| w)
                .sum();
            sum / weights.iter().sum::<f64>()
        };
        assert!((share(&sex, 0) - 0.5).abs() < 1e-5 && (share(&mode, 0) - 0.7).abs() < 1e-5);
    }

    #[test]
    fn raking_is_refused_with_the_reason() {
        let empty = rake(2, &[margin(&[0, 0], &[1.0, 1.0])]);
        assert_eq!(empty, Err(WeightFault::EmptyStratum("c1".into())));
        let mut lonely = vec![0; 99];
        lonely.push(1);
        assert_eq!(
            rake(100, &[margin(&lonely, &[50.0, 50.0])]),
            Err(WeightFault::Unsettled(50)),
            "trimmed at 3"
        );
        let negative = rake(2, &[margin(&[0, 1], &[1.0, -1.0])]);
        assert!(matches!(negative, Err(WeightFault::Bad { at: 1, .. })));
        assert_eq!(rake(0, &[]), Err(WeightFault::SumZero));
        assert!(matches!(
            rake(1, &[margin(&[5], &[1.0])]),
            Err(WeightFault::EmptyStratum(_))
        ));
    }
}
