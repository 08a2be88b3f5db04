//! How answers spread over the options of a question, and from how many people on that may be shown.

use super::evidence::Counted;
use super::reader::{Reader, flatten, shown};
use super::{Distribution, Reason, Share, Shares, Shown};
use crate::form::{Role, ScaleOption};
use crate::index::{Percent, Tally};

/// Fewest answers before the spread over the options is shown at all.
const SPREAD_FROM: u64 = 30;
/// From this many answers on counts are shown beside shares, and shares with decimals.
const COUNTS_FROM: u64 = 100;
/// Below [`COUNTS_FROM`], an option that fewer chose hides the whole spread.
const FEWEST_OF_AN_OPTION: u64 = 5;

impl Reader<'_> {
    /// Every question about the service.
    pub(super) fn distributions(&self, now: Option<&Counted>) -> Vec<Distribution> {
        let asked = self
            .form
            .questions
            .iter()
            .filter(|question| question.role != Role::Respondent);
        asked
            .map(|question| {
                let shares = flatten(shown(now, |tally| {
                    let options = question.options();
                    let (n, counts): (u64, Vec<u64>) = if question.is_multi() {
                        let ticked = question
                            .slots
                            .clone()
                            .map(|slot| self.tally_slot(tally, slot)[1])
                            .collect();
                        (tally.answered(self.layout, question.slots.start), ticked)
                    } else {
                        let counts =
                            self.tally_slot(tally, question.slots.start)[..options.len()].to_vec();
                        (counts.iter().sum(), counts)
                    };
                    (n > 0).then(|| self.spread(n, &counts, options))
                }));
                Distribution {
                    code: question.code.clone(),
                    name: question.text.clone(),
                    group: self.form.group_text(question).cloned(),
                    role: question.role.as_str(),
                    shares,
                }
            })
            .collect()
    }

    fn tally_slot<'t>(&self, tally: &'t Tally, slot: usize) -> &'t [u64] {
        tally.slot(self.layout, slot)
    }

    /// Shares of `n` people over the options, when nobody among them can be told apart.
    pub(super) fn spread(&self, n: u64, counts: &[u64], options: &[ScaleOption]) -> Shown<Shares> {
        let telling = |count: &u64| (1..FEWEST_OF_AN_OPTION).contains(count);
        if n < SPREAD_FROM.max(self.evidence.threshold)
            || (n < COUNTS_FROM && counts.iter().any(telling))
        {
            return Shown::Withheld(Reason::TooFew);
        }
        let decimals = if n < COUNTS_FROM {
            0
        } else {
            self.form.rules.rounding.decimals
        };
        let share = |(option, &count): (&ScaleOption, &u64)| Share {
            code: option.value.clone(),
            name: option.label.clone(),
            share: Percent::of(count, n).map_or(0.0, |share| share.rounded(decimals).value()),
            n: (n >= COUNTS_FROM).then_some(count),
            satisfied: option.satisfied,
        };
        Shown::Value(Shares {
            n,
            options: options.iter().zip(counts).map(share).collect(),
        })
    }
}
