//! The words on charts, and how numbers and periods are written; a language is one file here.

mod en;
mod vi;

use crate::findings::Bound;
use crate::findings::Findings;
use crate::findings::Measure;
use crate::findings::Shown;
use crate::period::Period;

use super::kind::Kind;

pub(super) use en::{EN, EN_OFFICES};
pub(super) use vi::{VI, VI_OFFICES};

/// All words of one language. `{}` stands for what is filled in.
pub(super) struct Words {
    pub lang: &'static str,
    decimal: char,
    thousands: char,
    titles: [&'static str; 7],
    months: Option<[&'static str; 12]>,
    year: &'static str,
    quarter: &'static str,
    month: &'static str,
    short_month: &'static str,
    pub sheets: &'static str,
    pub form: &'static str,
    pub simulated: &'static str,
    pub simulated_note: &'static str,
    pub rank: &'static str,
    pub rank_set: &'static str,
    pub place: &'static str,
    pub value: &'static str,
    pub interval: &'static str,
    pub n: &'static str,
    pub satisfied: &'static str,
    pub overall: &'static str,
    pub period: &'static str,
    pub criterion: &'static str,
    pub remark: &'static str,
    pub few: &'static str,
    pub no_data: &'static str,
    pub gap: &'static str,
    pub spread: &'static str,
    pub satisfied_means: &'static str,
    pub threshold: &'static str,
    pub whisker: &'static str,
    pub band: &'static str,
    pub ring: &'static str,
    pub framed: &'static str,
    pub rounded: &'static str,
    pub cut_axis: &'static str,
    pub pale: &'static str,
    pub hatched: &'static str,
    pub diverging: &'static str,
    pub less_satisfied: &'static str,
    pub more_satisfied: &'static str,
    pub within: &'static str,
    pub above: &'static str,
    pub below: &'static str,
    pub limits_note: &'static str,
    pub ranks_note: &'static str,
    pub answers_axis: &'static str,
    pub sea: &'static str,
    pub tiles_note: &'static str,
    pub other_criteria: &'static str,
    pub described: &'static str,
    pub nothing: &'static str,
    pub without_value: &'static str,
    pub mend_title: &'static str,
    pub mend_x: &'static str,
    pub mend_first: &'static str,
    pub mend_behind: &'static str,
    pub mend_ahead: &'static str,
    pub mend_quarter: &'static str,
    pub mend_note: &'static str,
    pub mend_none: &'static str,
}

/// The words of a language for findings of places, or of offices told as one; Vietnamese for a language that is not there.
pub(super) fn words(lang: &str, findings: &Findings) -> &'static Words {
    match (lang, findings.group.is_some()) {
        ("en", false) => &EN,
        ("en", true) => &EN_OFFICES,
        (_, false) => &VI,
        (_, true) => &VI_OFFICES,
    }
}

fn sign(bound: Bound) -> &'static str {
    match bound {
        Bound::Exact => "",
        Bound::AtLeast => "≥",
        Bound::AtMost => "≤",
    }
}

/// [`whole`] of a measure, with the sign of a bound.
pub(super) fn whole_value(measure: &Measure) -> String {
    format!("{}{}", sign(measure.bound), whole(measure.value))
}

/// A percentage where there is no room for decimals. Only a true 0 or 100 is written so.
pub(super) fn whole(value: f64) -> String {
    let rounded = match value {
        v if v > 0.0 && v < 100.0 => v.round().clamp(1.0, 99.0),
        v => v,
    };
    format!("{rounded:.0}")
}

impl Words {
    pub(super) fn title(&self, kind: Kind) -> &'static str {
        let place = Kind::ALL.iter().position(|k| *k == kind).unwrap_or(0);
        self.titles[place]
    }

    /// `51360` → “51.360”.
    pub(super) fn count(&self, n: u64) -> String {
        let digits = n.to_string();
        let mut text = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push(self.thousands);
            }
            text.push(digit);
        }
        text
    }

    /// A percentage as it was rounded once, with `decimals` digits.
    pub(super) fn number(&self, value: f64, decimals: usize) -> String {
        format!("{value:.decimals$}").replace('.', &self.decimal.to_string())
    }

    /// A tick or class limit: no more digits than needed.
    pub(super) fn tick(&self, value: f64) -> String {
        let text = format!("{value:.1}");
        text.strip_suffix(".0").map_or_else(
            || text.replace('.', &self.decimal.to_string()),
            str::to_owned,
        )
    }

    /// “82,66”, or “≥ 95” for a bound.
    pub(super) fn value(&self, measure: &Measure) -> String {
        match sign(measure.bound) {
            "" => self.number(measure.value, 2),
            sign => format!("{sign} {}", self.tick(measure.value)),
        }
    }

    /// “82,66”, or why there is none.
    pub(super) fn shown(&self, measure: &Shown<Measure>, threshold: u64) -> String {
        match measure {
            Shown::Value(measure) => self.value(measure),
            other => self.absence(other, threshold),
        }
    }

    /// Why there is no value; empty when there is one.
    pub(super) fn absence<T>(&self, shown: &Shown<T>, threshold: u64) -> String {
        match shown {
            Shown::Value(_) => String::new(),
            Shown::Withheld(reason) => reason.sentence(self.lang, threshold),
            Shown::NoData => self.no_data.to_owned(),
        }
    }

    /// “Quý 3/2026”.
    pub(super) fn period(&self, period: Period) -> String {
        let year = period.calendar_year().to_string();
        match (period.quarter_number(), period.month_number()) {
            (_, Some(month)) => {
                let name = self.months.map_or_else(
                    || month.to_string(),
                    |months| months[usize::from(month - 1)].to_owned(),
                );
                self.month.replace("{m}", &name).replace("{y}", &year)
            }
            (Some(quarter), None) => self
                .quarter
                .replace("{q}", &quarter.to_string())
                .replace("{y}", &year),
            (None, None) => self.year.replace("{}", &year),
        }
    }

    /// The period below an axis, without its year: “T3”, “Mar”, “Q3”; a year stays “2026”.
    pub(super) fn short_period(&self, period: Period) -> String {
        match (period.quarter_number(), period.month_number()) {
            (_, Some(month)) => self.months.map_or_else(
                || self.short_month.replace("{}", &month.to_string()),
                |months| months[usize::from(month - 1)][..3].to_owned(),
            ),
            (Some(quarter), None) => format!("Q{quarter}"),
            (None, None) => period.calendar_year().to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_periods_are_written_as_each_language_does() {
        assert_eq!(VI.count(51_360), "51.360");
        assert_eq!(EN.count(1_051_360), "1,051,360");
        assert_eq!(VI.number(82.6, 2), "82,60");
        assert_eq!(VI.tick(72.5), "72,5");
        assert_eq!(EN.tick(75.0), "75");
        assert_eq!(
            [whole(99.6), whole(0.2), whole(100.0), whole(41.5)],
            ["99", "1", "100", "42"]
        );
        let month = "2026-10".parse().unwrap();
        assert_eq!(VI.period(month), "Tháng 10/2026");
        assert_eq!(EN.period(month), "October 2026");
        assert_eq!(VI.period("2026-Q3".parse().unwrap()), "Quý 3/2026");
        assert_eq!(VI.short_period(month), "T10");
        assert_eq!(EN.short_period(month), "Oct");
    }
}
