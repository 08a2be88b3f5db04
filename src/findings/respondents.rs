//! Who answered, and what each group of them said (đặc điểm người trả lời).

use super::evidence::Counted;
use super::reader::Reader;
use super::{Distribution, Line, Shown, Split};
use crate::form::{Role, ScaleOption};

impl Reader<'_> {
    /// Who answered. A question is shown whole or not at all: a missing part could be worked out.
    pub(super) fn people(&self, now: Option<&Counted>, parts: &[Counted]) -> Vec<Distribution> {
        let asked = self
            .form
            .questions
            .iter()
            .filter(|question| question.role == Role::Respondent);
        asked
            .map(|question| {
                let slot = question.slots.start;
                let part = |option: usize| {
                    let key = person_key(slot, option);
                    parts.iter().find(|counted| counted.key == key)
                };
                let options: Vec<_> = (0..question.options().len()).map(part).collect();
                let hidden = options
                    .iter()
                    .flatten()
                    .find_map(|counted| counted.withheld);
                let shares = match (now, hidden) {
                    (None, _) => Shown::NoData,
                    (
                        Some(Counted {
                            withheld: Some(reason),
                            ..
                        }),
                        _,
                    ) => Shown::Withheld(*reason),
                    (_, Some(reason)) => Shown::Withheld(reason),
                    _ => {
                        let counts: Vec<u64> = options
                            .iter()
                            .map(|c| c.map_or(0, |c| c.tally.respondents()))
                            .collect();
                        match counts.iter().sum() {
                            0 => Shown::NoData,
                            n => self.spread(n, &counts, question.options()),
                        }
                    }
                };
                Distribution {
                    code: question.code.clone(),
                    name: question.text.clone(),
                    group: None,
                    role: question.role.as_str(),
                    shares,
                }
            })
            .collect()
    }

    /// The index by each answer about the person, but for what the law calls sensitive (Decree 356/2025). Nobody's group is
    /// told where the place itself is not; and beside a withheld group an empty one reads the same, or the rest could be
    /// worked out.
    pub(super) fn splits(&self, now: Option<&Counted>, parts: &[Counted]) -> Vec<Split> {
        let asked = self.form.questions.iter();
        let asked = asked.filter(|q| q.role == Role::Respondent && !q.is_multi() && !q.sensitive);
        let splits = asked.map(|question| {
            let part = |option: usize| {
                let key = person_key(question.slots.start, option);
                parts.iter().find(|counted| counted.key == key)
            };
            let whole = now.and_then(|counted| counted.withheld);
            let line = |(option, own): (usize, &ScaleOption)| Line {
                code: format!("{}:{}", question.code, own.value),
                name: own.label.clone(),
                measure: match whole {
                    Some(reason) => Shown::Withheld(reason),
                    None => self.overall(part(option)),
                },
            };
            let mut lines: Vec<Line> = question.options().iter().enumerate().map(line).collect();
            let withheld = lines.iter().find_map(|line| match line.measure {
                Shown::Withheld(reason) => Some(reason),
                _ => None,
            });
            if let Some(reason) = withheld {
                let empty = lines
                    .iter_mut()
                    .filter(|line| line.measure == Shown::NoData);
                empty.for_each(|line| line.measure = Shown::Withheld(reason));
            }
            Split {
                code: question.code.clone(),
                name: question.text.clone(),
                lines,
            }
        });
        let told = |split: &Split| split.lines.iter().any(|line| line.measure != Shown::NoData);
        splits.filter(told).collect()
    }
}

/// The key of the tally of those who chose an option of the question in this slot, as the ballot room writes it.
fn person_key(slot: usize, option: usize) -> String {
    format!("{slot}:{option}")
}
