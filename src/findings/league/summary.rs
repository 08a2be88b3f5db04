//! What is said about a table as a whole: range, median, who rose and who fell, who is missing.

use serde::Serialize;

use super::rows::{Entrant, Names, Row, Terms};
use crate::index::{Decimal, Percent};

/// How many went up, down, stayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Movement {
    /// Up.
    pub rose: usize,
    /// Down.
    pub fell: usize,
    /// Neither.
    pub kept: usize,
}

impl Movement {
    fn count(&mut self, sign: i64) {
        match sign {
            1.. => self.rose += 1,
            0 => self.kept += 1,
            _ => self.fell += 1,
        }
    }

    /// Units that could be compared.
    pub fn compared(self) -> usize {
        self.rose + self.fell + self.kept
    }
}

/// What a source states about all units of a series, also those it does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stated {
    /// Lowest value of all units.
    pub lowest: Option<Percent>,
    /// Highest value of all units.
    pub highest: Option<Percent>,
    /// Median of all units.
    pub median: Option<Percent>,
    /// The value of the whole (cả nước).
    pub whole: Option<Percent>,
}

/// The table as a whole. Everything but `stated…` is about the units that are known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Units there are.
    pub expected: usize,
    /// Units whose value is known.
    pub known: usize,
    /// Units whose rank is known.
    pub ranked: usize,
    /// Highest value and who has it.
    pub best: Option<(Decimal, Vec<Names>)>,
    /// Lowest value and who has it.
    pub worst: Option<(Decimal, Vec<Names>)>,
    /// Highest − lowest, in points.
    pub gap: Option<Decimal>,
    /// Mean of units, each counting once.
    pub mean: Option<Decimal>,
    /// All answers together, where the form takes that for the average of units (`unit_mean = "pooled"`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pooled: Option<Decimal>,
    /// Median of units.
    pub median: Option<Decimal>,
    /// Units at or above the target.
    pub reached_target: Option<usize>,
    /// Whose score rose, fell, stayed (unrounded).
    pub scores: Movement,
    /// Whose rank rose, fell, stayed.
    pub ranks: Movement,
    /// Lowest, highest and median that the source states for all units, and the value of the whole.
    pub stated_lowest: Option<Decimal>,
    /// See `stated_lowest`.
    pub stated_highest: Option<Decimal>,
    /// See `stated_lowest`.
    pub stated_median: Option<Decimal>,
    /// See `stated_lowest`.
    pub stated_whole: Option<Decimal>,
}

impl Summary {
    pub(super) fn of(entrants: &[Entrant], rows: &[Row], expected: usize, terms: &Terms) -> Self {
        let mut values: Vec<Percent> = rows.iter().filter_map(|row| row.exact).collect();
        values.sort_unstable();
        let shown = |value: Option<Percent>| value.map(|value| value.rounded(terms.decimals));
        let (lowest, highest) = (values.first().copied(), values.last().copied());
        let named = |end: Option<Percent>| {
            let names = rows
                .iter()
                .filter(|row| row.exact == end)
                .map(|row| row.names.clone())
                .collect();
            shown(end).map(|value| (value, names))
        };
        let (mut scores, mut ranks) = (Movement::default(), Movement::default());
        for entrant in entrants.iter().filter(|_| terms.against.is_some()) {
            if let Some((now, then)) = entrant
                .value
                .zip(entrant.earlier.and_then(|earlier| earlier.value))
            {
                scores.count(now.cmp(&then) as i64);
            }
        }
        rows.iter()
            .filter_map(|row| row.places)
            .for_each(|places| ranks.count(places));
        let stated = terms.stated.unwrap_or_default();
        Self {
            expected,
            known: values.len(),
            ranked: rows.iter().filter(|row| row.rank.is_some()).count(),
            best: named(highest),
            worst: named(lowest),
            gap: highest
                .zip(lowest)
                .map(|(high, low)| high.points_above(low).rounded(terms.decimals)),
            mean: shown(Percent::mean(values.iter().copied())),
            pooled: None,
            median: shown(median(&values)),
            reached_target: terms
                .target
                .map(|target| values.iter().filter(|value| **value >= target).count()),
            scores,
            ranks,
            stated_lowest: shown(stated.lowest),
            stated_highest: shown(stated.highest),
            stated_median: shown(stated.median),
            stated_whole: shown(stated.whole),
        }
    }

    /// Whether every unit's value is known.
    pub fn is_complete(&self) -> bool {
        self.known == self.expected
    }
}

fn median(sorted: &[Percent]) -> Option<Percent> {
    let middle = sorted.len() / 2;
    match sorted.len() % 2 {
        1 => Some(sorted[middle]),
        _ => Percent::mean([*sorted.get(middle.checked_sub(1)?)?, sorted[middle]]),
    }
}
