//! A file of rules being read (quy tắc tính điểm): every fault names the file and the line.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::index::{Decimal, MOST_DECIMALS, Percent};

/// What is wrong with a file of rules, or with a file of points that an office supplies.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {reason}")]
pub struct RuleFault {
    /// The file's name.
    pub file: String,
    /// Line as an editor counts it.
    pub line: usize,
    /// What is wrong there, and the mend.
    pub reason: String,
}

/// Whether a file is CSV by its name; every other is TOML.
pub(super) fn is_csv(file: &str) -> bool {
    let ending = std::path::Path::new(file).extension();
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
}

/// A TOML file of rules.
pub(super) struct RuleFile<'a> {
    pub(super) name: &'a str,
    pub(super) text: &'a str,
}

impl RuleFile<'_> {
    /// The file as `T`.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, RuleFault> {
        toml::from_str(self.text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            self.fault(span, error.message())
        })
    }

    /// A fault at a place in the text.
    pub(super) fn fault(&self, at: Range<usize>, reason: impl ToString) -> RuleFault {
        let before = self.text.get(..at.start).unwrap_or_default();
        RuleFault {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            reason: reason.to_string(),
        }
    }

    /// Points 0–100 with at most two decimals.
    pub(super) fn points(&self, key: &str, text: &Spanned<String>) -> Result<Decimal, RuleFault> {
        points_up_to_100(text.get_ref())
            .map_err(|reason| self.fault(text.span(), format!("{key}: {reason}")))
    }

    /// A percentage.
    pub(super) fn percent(&self, key: &str, text: &Spanned<String>) -> Result<Percent, RuleFault> {
        let read = text.get_ref().parse();
        read.map_err(|reason| self.fault(text.span(), format!("{key}: {reason}")))
    }

    /// Decimals of points.
    pub(super) fn decimals(&self, decimals: &Spanned<u8>) -> Result<u8, RuleFault> {
        let read = *decimals.get_ref();
        if read > MOST_DECIMALS {
            let reason = format!("decimals = {read}: at most {MOST_DECIMALS}");
            return Err(self.fault(decimals.span(), reason));
        }
        Ok(read)
    }
}

/// Reads points between 0 and 100 with at most two decimals.
pub(super) fn points_up_to_100(text: &str) -> Result<Decimal, String> {
    let points: Decimal = text
        .parse()
        .map_err(|error: crate::index::DecimalError| error.to_string())?;
    Percent::try_from(points).map_err(|error| error.to_string())?;
    if points.decimals() > 2 {
        return Err(format!("{points} has more than two decimals"));
    }
    Ok(points)
}

/// Points with at most two decimals, in hundredths.
pub(super) fn hundredths(points: Decimal) -> i64 {
    points.units() * 10i64.pow(u32::from(2u8.saturating_sub(points.decimals())))
}

/// Σ share × points, exactly, on the scale 0–100. The points have at most two decimals and sum to at most 100.
pub(super) fn sum_of_shares(parts: impl IntoIterator<Item = (Percent, Decimal)>) -> Percent {
    // Points are weights in hundredths; what is missing to 100 points is a part of which nothing was reached.
    const WHOLE: u32 = 100 * 100;
    let mut rest = WHOLE;
    let mut weighted = Vec::new();
    for (share, points) in parts {
        let weight = u32::try_from(hundredths(points)).unwrap_or(0).min(rest);
        rest -= weight;
        weighted.push((share, weight));
    }
    weighted.push((Percent::ZERO, rest));
    Percent::weighted_mean(weighted).unwrap_or(Percent::ZERO)
}
