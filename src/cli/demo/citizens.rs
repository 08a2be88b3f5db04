//! Simulated citizens: people with moods, in places that differ, answering a real form.
//!
//! Everything follows from a seed, so that two demos of one day show the same year.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::form::{Answer, Form, Question, Role};
use crate::index::{NOT_ANSWERED, NOT_APPLICABLE};

/// A crowd that answers forms.
pub struct Citizens {
    random: StdRng,
}

impl Citizens {
    /// A crowd from a seed.
    pub fn new(seed: u64) -> Self {
        Self {
            random: StdRng::seed_from_u64(seed),
        }
    }

    /// How good a place is, in standard deviations around a typical one; the same for the same place.
    pub fn quality(place: &str) -> f64 {
        let mut own = StdRng::seed_from_u64(fingerprint(place));
        normal(&mut own)
    }

    /// A whole number around a mean, as arrivals come (Poisson; for large means its normal shape).
    pub fn arrivals(&mut self, mean: f64) -> usize {
        if mean > 60.0 {
            return (mean + mean.sqrt() * normal(&mut self.random))
                .round()
                .max(0.0) as usize;
        }
        let (limit, mut product, mut count) = ((-mean).exp(), self.random.random::<f64>(), 0);
        while product > limit {
            product *= self.random.random::<f64>();
            count += 1;
        }
        count
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.random.random_range(0..bound.max(1))
    }

    /// One packed sheet of a person in a place of this quality.
    pub fn sheet(&mut self, form: &Form, quality: f64) -> Vec<u8> {
        let mood = 0.9 * normal(&mut self.random);
        let mut sheet = vec![NOT_ANSWERED; form.layout.slots.len()];
        // Who a person is and what went wrong is drawn aside: one more such question leaves the simulated year as it was.
        let mut aside = Self::new(mood.to_bits());
        for question in &form.questions {
            let beside = question.role == Role::Respondent || question.show_if.is_some();
            let crowd = if beside { &mut aside } else { &mut *self };
            for (row, slot) in question.slots.clone().enumerate() {
                sheet[slot] = crowd.answer(question, row, 0.16 * quality + mood);
            }
            if !is_shown(form, question, &sheet) {
                sheet[question.slots.clone()].fill(NOT_ANSWERED);
            }
        }
        sheet
    }

    /// One answer: the better the mood, the higher the option; each question has its own difficulty.
    fn answer(&mut self, question: &Question, row: usize, mood: f64) -> u8 {
        let chance: f64 = self.random.random();
        match &question.answer {
            Answer::Multi { .. } => u8::from(chance > 0.35 + 0.07 * row as f64),
            Answer::Choice {
                not_applicable: true,
                ..
            } if chance < 0.04 => NOT_APPLICABLE,
            _ if !question.required && chance < 0.02 => NOT_ANSWERED,
            Answer::Choice { .. } => {
                let options = question.options().len();
                let spread = normal(&mut self.random);
                let position = match question.role {
                    Role::Respondent => chance,
                    _ => {
                        share_below(1.05 + mood + 0.6 * spread + 0.35 * difficulty(&question.code))
                    }
                };
                ((position * options as f64) as usize).min(options - 1) as u8
            }
        }
    }
}

/// Whether a question is asked after the answers packed so far.
fn is_shown(form: &Form, question: &Question, sheet: &[u8]) -> bool {
    let Some(rule) = &question.show_if else {
        return true;
    };
    let chosen = |code| {
        let question = form
            .question(code)
            .filter(|question| !question.is_multi())?;
        match sheet[question.slots.start] {
            NOT_ANSWERED => None,
            NOT_APPLICABLE => Some("na"),
            position => Some(&*question.options().get(usize::from(position))?.value),
        }
    };
    let codes = rule.questions().into_iter();
    let chosen: Vec<(&str, Option<&str>)> = codes.map(|code| (code, chosen(code))).collect();
    rule.holds(&|code| {
        let found = chosen.iter().find(|(own, _)| *own == code);
        found.map_or(&[], |(_, value)| value.as_slice())
    })
}

/// How easy a question is to be satisfied with; the same for the same code.
fn difficulty(code: &str) -> f64 {
    normal(&mut StdRng::seed_from_u64(fingerprint(code)))
}

/// The share of a standard normal crowd below `x` (logistic approximation, close enough for a simulation).
fn share_below(x: f64) -> f64 {
    1.0 / (1.0 + (-1.702 * x).exp())
}

/// A standard normal number (Box–Muller).
fn normal(random: &mut StdRng) -> f64 {
    let (u, v): (f64, f64) = (1.0 - random.random::<f64>(), random.random());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// FNV-1a, to turn a name into a seed.
fn fingerprint(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
