//! The two languages a report speaks, and how each writes its numbers, dates and periods.

use chrono::{Datelike, NaiveDate};

use crate::findings::{Bound, Measure, Tier};
use crate::index::{grouped_en, grouped_vi};
use crate::period::{Period, Width};

/// Language of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Vietnamese: decimal comma, dot between thousands.
    #[default]
    Vi,
    /// English: decimal point, comma between thousands.
    En,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];
const ORDINAL: [&str; 4] = ["first", "second", "third", "fourth"];

impl Lang {
    /// The language of a code; Vietnamese for every code but `"en"`.
    pub fn of(code: &str) -> Self {
        if code == "en" { Self::En } else { Self::Vi }
    }

    /// `"vi"` or `"en"`.
    pub fn code(self) -> &'static str {
        self.say("vi", "en")
    }

    /// The words of this language out of two.
    pub(super) fn say<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }

    /// A whole number: `1.284`, in English `1,284`.
    pub(super) fn count(self, n: u64) -> String {
        match self {
            Self::Vi => grouped_vi(n),
            Self::En => grouped_en(n),
        }
    }

    /// A number with two decimals and a true minus sign: `−1,28`.
    pub(super) fn decimal(self, value: f64) -> String {
        self.localise(&format!("{value:.2}"))
    }

    /// A value as precise as the gate left it: a bound and a target are whole numbers, a measured value has two decimals
    /// whatever they are, so that the digits of a column stand below each other.
    pub(super) fn graded(self, value: f64, tier: Tier) -> String {
        let text = format!("{value:.2}");
        match tier {
            Tier::Full => self.localise(&text),
            _ => self.localise(text.strip_suffix(".00").unwrap_or(&text)),
        }
    }

    fn localise(self, text: &str) -> String {
        text.replace('-', "−").replace('.', self.say(",", "."))
    }

    /// A measure's value without the percent sign, as a bound where it is one: `≥ 95,00`.
    pub(super) fn value(self, measure: &Measure) -> String {
        format!(
            "{}{}",
            sign(measure.bound),
            match measure.bound {
                Bound::Exact => self.decimal(measure.value),
                _ => self.graded(measure.value, measure.tier),
            }
        )
    }

    /// A measure's value in a sentence: `83,94%`.
    pub(super) fn percent(self, measure: &Measure) -> String {
        format!("{}%", self.value(measure))
    }

    /// Both ends of an interval: `82,10–85,70`.
    pub(super) fn interval(self, (low, high): (f64, f64)) -> String {
        format!("{}–{}", self.decimal(low), self.decimal(high))
    }

    /// How many people a measure stands for; a band where the exact number would tell too much.
    pub(super) fn people(self, measure: &Measure) -> String {
        match measure.tier {
            Tier::Indicative => INDICATIVE_BAND.into(),
            _ => self.count(measure.n),
        }
    }

    /// A date inside a sentence; days below ten and the first two months get their zero in Vietnamese.
    pub(super) fn date(self, date: NaiveDate) -> String {
        let month = date.month();
        match self {
            Self::Vi if month < 3 => {
                format!(
                    "ngày {:02} tháng {month:02} năm {}",
                    date.day(),
                    date.year()
                )
            }
            Self::Vi => format!("ngày {:02} tháng {month} năm {}", date.day(), date.year()),
            Self::En => format!(
                "{} {} {}",
                date.day(),
                MONTHS[month as usize - 1],
                date.year()
            ),
        }
    }

    /// A period inside a sentence: `năm 2026`, `quý III năm 2026`, `tháng 10 năm 2026`.
    pub(super) fn period(self, period: Period) -> String {
        let year = period.calendar_year();
        let quarter = usize::from(period.quarter_number().unwrap_or(1)) - 1;
        let month = usize::from(period.month_number().unwrap_or(1)) - 1;
        match (self, period.width()) {
            (Self::Vi, Width::Year) => format!("năm {year}"),
            (Self::Vi, Width::Quarter) => format!("quý {} năm {year}", ROMAN[quarter]),
            (Self::Vi, Width::Month) => format!("tháng {} năm {year}", month + 1),
            (Self::En, Width::Year) => year.to_string(),
            (Self::En, Width::Quarter) => format!("the {} quarter of {year}", ORDINAL[quarter]),
            (Self::En, Width::Month) => format!("{} {year}", MONTHS[month]),
        }
    }

    /// A period as a label: `Năm 2026`, `Quý III/2026`, `Tháng 10/2026`.
    pub(super) fn period_label(self, period: Period) -> String {
        let year = period.calendar_year();
        match (self, period.quarter_number(), period.month_number()) {
            (Self::Vi, Some(quarter), None) => {
                format!("Quý {}/{year}", ROMAN[usize::from(quarter) - 1])
            }
            (Self::Vi, _, Some(month)) => format!("Tháng {month}/{year}"),
            (Self::Vi, None, None) => format!("Năm {year}"),
            (Self::En, Some(quarter), None) => format!("Q{quarter} {year}"),
            (Self::En, ..) => self.period(period),
        }
    }

    /// `A`, `A và B`, `A, B và C`.
    pub(super) fn list(self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => format!("{} {} {last}", first.join(", "), self.say("và", "and")),
        }
    }

    /// A place's title inside a sentence: `tỉnh Hưng Yên`, `cả nước`, `the whole country`.
    pub(super) fn inside(self, title: &str) -> String {
        const KINDS: [&str; 13] = [
            "Tỉnh ",
            "Thành phố ",
            "Phường ",
            "Xã ",
            "Đặc khu ",
            "Quận ",
            "Huyện ",
            "Thị xã ",
            "Thị trấn ",
            "Cả nước",
            "Vùng ",
            "Bộ phận ",
            "Các ",
        ];
        match self {
            Self::Vi => match KINDS.iter().find(|kind| title.starts_with(*kind)) {
                Some(kind) => format!("{}{}", kind.to_lowercase(), &title[kind.len()..]),
                None => title.to_owned(),
            },
            Self::En if title == "Whole country" => "the whole country".into(),
            Self::En => match title.strip_prefix("The ") {
                Some(rest) => format!("the {rest}"),
                None => title.to_owned(),
            },
        }
    }
}

impl From<&str> for Lang {
    fn from(code: &str) -> Self {
        Self::of(code)
    }
}

/// Number of answers of an indicative measure, told as a band.
pub(super) const INDICATIVE_BAND: &str = "10–29";

/// The sign before a value that is a bound.
pub(super) fn sign(bound: Bound) -> &'static str {
    match bound {
        Bound::Exact => "",
        Bound::AtLeast => "≥ ",
        Bound::AtMost => "≤ ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_numbers_have_a_decimal_comma_and_dots_between_thousands() {
        assert_eq!(Lang::Vi.count(1_284_007), "1.284.007");
        assert_eq!(Lang::Vi.count(999), "999");
        assert_eq!(Lang::En.count(1_284), "1,284");
        assert_eq!(Lang::Vi.decimal(-0.5), "−0,50");
        assert_eq!(Lang::En.decimal(83.9), "83.90");
    }

    #[test]
    fn a_number_rounded_by_the_gate_is_not_dressed_up_with_zeros() {
        assert_eq!(Lang::Vi.graded(85.0, Tier::Indicative), "85");
        assert_eq!(Lang::Vi.graded(83.0, Tier::Full), "83,00");
        let bound = Measure {
            value: 95.0,
            bound: Bound::AtLeast,
            interval: None,
            n: 40,
            eligible: 40,
            tier: Tier::Reliable,
        };
        assert_eq!(Lang::Vi.percent(&bound), "≥ 95%");
    }

    #[test]
    fn dates_and_periods_read_as_officials_write_them() {
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(Lang::Vi.date(date(2026, 2, 5)), "ngày 05 tháng 02 năm 2026");
        assert_eq!(
            Lang::Vi.date(date(2026, 11, 22)),
            "ngày 22 tháng 11 năm 2026"
        );
        let period = |text: &str| text.parse::<Period>().unwrap();
        assert_eq!(Lang::Vi.period(period("2026-Q3")), "quý III năm 2026");
        assert_eq!(Lang::Vi.period_label(period("2026-10")), "Tháng 10/2026");
        assert_eq!(
            Lang::En.period(period("2026-Q3")),
            "the third quarter of 2026"
        );
    }

    #[test]
    fn lists_and_titles_fit_into_sentences() {
        let items = ["A", "B", "C"].map(String::from);
        assert_eq!(Lang::Vi.list(&items), "A, B và C");
        assert_eq!(Lang::En.list(&items[..2]), "A and B");
        assert_eq!(Lang::Vi.inside("Tỉnh Hưng Yên"), "tỉnh Hưng Yên");
        assert_eq!(Lang::Vi.inside("Đặc khu Phú Quốc"), "đặc khu Phú Quốc");
        assert_eq!(
            Lang::En.inside("The departments of Huế City"),
            "the departments of Huế City"
        );
    }
}
