//! Questions by factor, and the levels of a scale from worst to best around their middle.

use crate::findings::Distribution;
use crate::findings::Findings;
use crate::findings::Share;

use super::words::Words;

/// A factor with its criteria, or the criteria that belong to none.
pub(super) struct Group<'a> {
    /// Name of the factor; none when the form has no factors.
    pub name: Option<&'a str>,
    /// Its value, as written.
    pub value: Option<String>,
    pub rows: Vec<&'a Distribution>,
}

/// The options of a question from worst to best, each with its place in that order.
pub(super) struct Spread<'a> {
    pub levels: Vec<&'a Share>,
}

/// Whether a question is on this chart: the criteria; in a form without any, every question about the
/// service.
pub(super) fn is_shown(question: &Distribution, findings: &Findings) -> bool {
    let has_criteria = findings.distributions.iter().any(|d| d.role == "criterion");
    match question.role {
        "criterion" => true,
        "indicator" | "overall" => !has_criteria,
        _ => false,
    }
}

/// The shown questions under their factors, in form order; those under none come last.
pub(super) fn groups<'a>(findings: &'a Findings, words: &'static Words) -> Vec<Group<'a>> {
    let all = findings.distributions.iter();
    let mut rest: Vec<_> = all.filter(|d| is_shown(d, findings)).collect();
    let mut groups = Vec::new();
    for branch in findings.branches.iter().filter(|b| b.is_factor) {
        let (own, others) = rest
            .into_iter()
            .partition::<Vec<_>, _>(|d| branch.criteria.contains(&d.code));
        rest = others;
        if !own.is_empty() {
            groups.push(Group {
                name: Some(branch.line.name.get(words.lang)),
                value: branch.line.measure.value().map(|m| words.value(m)),
                rows: own,
            });
        }
    }
    if !rest.is_empty() {
        groups.push(Group {
            name: (!groups.is_empty()).then_some(words.other_criteria),
            value: None,
            rows: rest,
        });
    }
    groups
}

impl<'a> Spread<'a> {
    /// Turns a scale that begins with its best level; `None` when the shares are withheld.
    pub(super) fn of(distribution: &'a Distribution) -> Option<Self> {
        let shares = distribution.shares.value()?;
        let mut levels: Vec<_> = shares.options.iter().collect();
        let best_first = levels.first().is_some_and(|s| s.satisfied)
            && levels.last().is_some_and(|s| !s.satisfied);
        if best_first {
            levels.reverse();
        }
        Some(Self { levels })
    }

    /// Percent left of the middle of the scale: the lower levels and half of a middle one.
    pub(super) fn against(&self) -> f64 {
        let half = self.levels.len() / 2;
        let lower: f64 = self.levels[..half].iter().map(|s| s.share).sum();
        lower + self.middle() / 2.0
    }

    /// Percent right of the middle.
    pub(super) fn in_favour(&self) -> f64 {
        let half = self.levels.len().div_ceil(2);
        let upper: f64 = self.levels[half..].iter().map(|s| s.share).sum();
        upper + self.middle() / 2.0
    }

    /// Percent of the middle level; 0 in a scale without one.
    fn middle(&self) -> f64 {
        match self.levels.len() {
            n if n % 2 == 1 => self.levels[n / 2].share,
            _ => 0.0,
        }
    }
}
