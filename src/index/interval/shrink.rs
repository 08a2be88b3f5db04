//! Sorting small offices fairly: each share is pulled towards its province by how little is known.

/// A beta prior fitted to the offices of one province: `a` satisfied of `a + b` answers known beforehand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaPrior {
    /// Prior satisfied answers.
    pub a: f64,
    /// Prior other answers.
    pub b: f64,
}

impl BetaPrior {
    /// Fitted by moments to (satisfied, answered) of the offices; `None` with fewer than two offices, or
    /// when they differ by no more than chance (then nothing can be told from the sort).
    pub fn fitted(offices: &[(u64, u64)]) -> Option<Self> {
        let known: Vec<_> = offices.iter().filter(|(_, n)| *n > 0).collect();
        let count = known.len() as f64;
        let total: u64 = known.iter().map(|(_, n)| n).sum();
        let satisfied: u64 = known.iter().map(|(x, _)| x).sum();
        if known.len() < 2 || satisfied == 0 || satisfied >= total {
            return None;
        }
        let (total, mean) = (total as f64, satisfied as f64 / total as f64);
        let squares: f64 = known.iter().map(|(_, n)| (*n as f64).powi(2)).sum();
        let scatter: f64 = known
            .iter()
            .map(|&&(x, n)| n as f64 * (x as f64 / n as f64 - mean).powi(2))
            .sum();
        let binomial = mean * (1.0 - mean);
        let between = (scatter - (count - 1.0) * binomial) / (total - squares / total);
        let correlation = between / binomial;
        (correlation > 0.0 && correlation < 1.0).then(|| {
            let strength = 1.0 / correlation - 1.0;
            Self {
                a: mean * strength,
                b: (1.0 - mean) * strength,
            }
        })
    }

    /// The share to sort by, 0–1.
    pub fn shrunk(&self, x: u64, n: u64) -> f64 {
        (x as f64 + self.a) / (n as f64 + self.a + self.b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_lucky_answer_does_not_lead_the_list() {
        let offices = [
            (1, 1),
            (190, 200),
            (140, 200),
            (95, 100),
            (60, 100),
            (45, 50),
        ];
        let prior = BetaPrior::fitted(&offices).unwrap();
        let lucky = prior.shrunk(1, 1);
        assert!(lucky < prior.shrunk(190, 200) && lucky > prior.shrunk(140, 200));
    }

    #[test]
    fn offices_alike_leave_nothing_to_sort() {
        assert_eq!(BetaPrior::fitted(&[(90, 100), (45, 50)]), None);
        assert_eq!(BetaPrior::fitted(&[(9, 10)]), None);
        assert_eq!(BetaPrior::fitted(&[]), None);
    }
}
