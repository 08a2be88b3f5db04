//! The sentences that newspapers print, in Vietnamese and English.

use std::cmp::Ordering;

use super::rows::{Arrow, League, Row};
use crate::findings::Bound;
use crate::index::Decimal;
use crate::period::{Period, Width};

impl League {
    /// One unit in one sentence: value, rank, change. `None` when the unit is not in the table or nothing is
    /// known of it.
    pub fn sentence(&self, unit: &str, lang: &str) -> Option<String> {
        let row = self.rows.iter().find(|row| row.unit == unit)?;
        let english = lang == "en";
        let out_of = self.summary.expected;
        let name = row.names.get(lang);
        let when = period_words(self.period, english);
        let start = if english {
            format!("In {when}, {name}")
        } else {
            format!("{}, {name}", capital(&when))
        };
        let value = row.value.map(|value| bounded(value, row.bound, english));
        let said = match (value, row.rank, english) {
            (Some(value), Some(rank), false) => {
                format!("{start} đạt {value}, xếp thứ {rank}/{out_of}")
            }
            (Some(value), None, false) => format!("{start} đạt {value}"),
            (None, Some(rank), false) => format!("{start} xếp thứ {rank}/{out_of}"),
            (Some(value), Some(rank), true) => format!(
                "{start} scored {value}, ranking {} of {out_of}",
                ordinal(rank)
            ),
            (Some(value), None, true) => format!("{start} scored {value}"),
            (None, Some(rank), true) => format!("{start} ranked {} of {out_of}", ordinal(rank)),
            (None, None, _) => return None,
        };
        Some(match self.change(row, english) {
            Some(change) => format!("{said}, {change}."),
            None => format!("{said}."),
        })
    }

    /// What the rank and the change of a unit are worth; `None` when the figures carry no intervals.
    pub fn doubt(&self, unit: &str, lang: &str) -> Option<String> {
        let row = self.rows.iter().find(|row| row.unit == unit)?;
        let (set, english) = (row.rank_set?, lang == "en");
        let sure = set.first == set.last;
        let place = match (sure, english) {
            (true, false) => format!("Thứ hạng {} là chắc chắn ở mức tin cậy 95%.", set.first),
            (true, true) => format!("Rank {} is certain at the 95% level.", set.first),
            (false, false) => format!(
                "Thứ hạng thực có thể từ {} đến {} (độ tin cậy 95%).",
                set.first, set.last
            ),
            (false, true) => format!(
                "The true rank could be anywhere from {} to {} (95% confidence).",
                set.first, set.last
            ),
        };
        let change = match (row.arrow, english) {
            (Some(Arrow::NotClear), false) => " So với kỳ trước: không đổi rõ rệt.",
            (Some(Arrow::NotClear), true) => " Compared with the earlier period: no clear change.",
            _ => "",
        };
        Some(format!("{place}{change}"))
    }

    /// The table in one sentence: range with names, gap, mean, median, who rose and fell.
    pub fn overview(&self, lang: &str) -> Option<String> {
        let english = lang == "en";
        let summary = &self.summary;
        let ((high, best), (low, worst)) = (summary.best.as_ref()?, summary.worst.as_ref()?);
        let names = |list: &[super::rows::Names]| {
            list.iter()
                .map(|n| n.get(lang))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let number = |value: Decimal| if english { value.en() } else { value.vi() };
        let mut parts = Vec::new();
        let known = summary.known;
        parts.push(if english {
            format!(
                "{known} {} between {}% ({}) and {}% ({}), a gap of {} points",
                if known == 1 {
                    "unit scores"
                } else {
                    "units score"
                },
                number(*low),
                names(worst),
                number(*high),
                names(best),
                number(summary.gap?)
            )
        } else {
            format!(
                "{known} đơn vị đạt từ {}% ({}) đến {}% ({}), chênh lệch {} điểm",
                number(*low),
                names(worst),
                number(*high),
                names(best),
                number(summary.gap?)
            )
        });
        if let (Some(pooled), Some(median)) = (summary.pooled, summary.median) {
            let (pooled, median) = (number(pooled), number(median));
            parts.push(if english {
                format!("all answers together {pooled}%, median {median}%")
            } else {
                format!("tính chung mọi phiếu {pooled}%, trung vị {median}%")
            });
        } else if let (Some(mean), Some(median)) = (summary.mean, summary.median) {
            parts.push(if english {
                format!(
                    "mean of units {}%, median {}%",
                    number(mean),
                    number(median)
                )
            } else {
                format!("trung bình {}%, trung vị {}%", number(mean), number(median))
            });
        }
        let scores = summary.scores;
        if scores.compared() > 0 {
            parts.push(if english {
                format!(
                    "scores rose in {}, fell in {}, stayed in {}",
                    scores.rose, scores.fell, scores.kept
                )
            } else {
                format!(
                    "điểm tăng ở {}, giảm ở {}, không đổi ở {} đơn vị",
                    scores.rose, scores.fell, scores.kept
                )
            });
        }
        let ranks = summary.ranks;
        if ranks.compared() > 0 {
            parts.push(if english {
                format!(
                    "ranks rose in {}, fell in {}, stayed in {}",
                    ranks.rose, ranks.fell, ranks.kept
                )
            } else {
                format!(
                    "thứ hạng tăng ở {}, giảm ở {}, giữ nguyên ở {} đơn vị",
                    ranks.rose, ranks.fell, ranks.kept
                )
            });
        }
        Some(format!("{}.", parts.join("; ")))
    }

    /// What the source states about all units: `khoảng giá trị 82,79–94,07%, trung vị 87,02%`.
    pub fn stated(&self, lang: &str) -> Option<String> {
        let english = lang == "en";
        let number = |value: Decimal| if english { value.en() } else { value.vi() };
        let summary = &self.summary;
        let range = summary
            .stated_lowest
            .zip(summary.stated_highest)
            .map(|(low, high)| {
                let word = if english {
                    "range"
                } else {
                    "khoảng giá trị"
                };
                format!("{word} {}–{}%", number(low), number(high))
            });
        let median = summary.stated_median.map(|median| {
            let word = if english { "median" } else { "trung vị" };
            format!("{word} {}%", number(median))
        });
        let whole = summary.stated_whole.map(|whole| {
            let word = if english {
                "whole country"
            } else {
                "cả nước"
            };
            format!("{word} {}%", number(whole))
        });
        let parts: Vec<String> = [range, median, whole].into_iter().flatten().collect();
        let out_of = summary.expected;
        (!parts.is_empty()).then(|| {
            let parts = parts.join(", ");
            if english {
                format!("Published for all {out_of} units: {parts}.")
            } else {
                format!("Công bố cho cả {out_of} đơn vị: {parts}.")
            }
        })
    }

    /// The honest note about missing units; `None` when all are known.
    pub fn missing_note(&self, lang: &str) -> Option<String> {
        let summary = &self.summary;
        if summary.is_complete() {
            return None;
        }
        let (known, out_of, ranked) = (summary.known, summary.expected, summary.ranked);
        Some(if lang == "en" {
            let ranks = if ranked > known {
                format!(" and ranks for {ranked}")
            } else {
                String::new()
            };
            format!(
                "Scores are known for only {known} of {out_of} units{ranks}; the others are missing, not zero."
            )
        } else {
            let ranks = if ranked > known {
                format!(", thứ hạng của {ranked} đơn vị")
            } else {
                String::new()
            };
            format!(
                "Chỉ biết điểm của {known} trong {out_of} đơn vị{ranks}; các đơn vị còn lại không có số liệu, không phải bằng 0."
            )
        })
    }

    fn change(&self, row: &Row, english: bool) -> Option<String> {
        let against = period_words(self.against?, english);
        let places = row
            .places
            .map(|places| (places.cmp(&0), places_words(places, english)));
        let points = row
            .points
            .map(|points| (points.units().cmp(&0), points_words(points, english)));
        let both = match (places, points) {
            (Some((one, places)), Some((other, points))) => {
                let joint = match (
                    one == other,
                    one == Ordering::Equal || other == Ordering::Equal,
                    english,
                ) {
                    (true, _, false) => " và ",
                    (true, _, true) => " and ",
                    (_, true, _) => ", ",
                    (.., false) => " nhưng ",
                    (.., true) => " but ",
                };
                format!("{places}{joint}{points}")
            }
            (Some((_, words)), None) | (None, Some((_, words))) => words,
            (None, None) => return None,
        };
        Some(if english {
            format!("{both} on {against}")
        } else {
            format!("{both} so với {against}")
        })
    }
}

fn places_words(places: i64, english: bool) -> String {
    let count = places.unsigned_abs();
    match (places.signum(), english) {
        (1, false) => format!("tăng {count} bậc"),
        (-1, false) => format!("giảm {count} bậc"),
        (_, false) => "giữ nguyên thứ hạng".into(),
        (1, true) => format!("up {count} {}", if count == 1 { "place" } else { "places" }),
        (-1, true) => format!(
            "down {count} {}",
            if count == 1 { "place" } else { "places" }
        ),
        (_, true) => "unchanged in rank".into(),
    }
}

fn points_words(points: Decimal, english: bool) -> String {
    let size = points.size();
    match (points.units().signum(), english) {
        (1, false) => format!("tăng {} điểm", size.vi()),
        (-1, false) => format!("giảm {} điểm", size.vi()),
        (_, false) => "điểm số không đổi".into(),
        (1, true) => format!("up {} points", size.en()),
        (-1, true) => format!("down {} points", size.en()),
        (_, true) => "unchanged in score".into(),
    }
}

fn percent(value: Decimal, english: bool) -> String {
    if english {
        format!("{}%", value.en())
    } else {
        format!("{}%", value.vi())
    }
}

/// A value, or “95,00% trở lên”: everybody was satisfied, and there were few.
fn bounded(value: Decimal, bound: Bound, english: bool) -> String {
    let value = percent(value, english);
    match (bound, english) {
        (Bound::Exact, _) => value,
        (Bound::AtLeast, false) => format!("{value} trở lên"),
        (Bound::AtLeast, true) => format!("{value} or more"),
        (Bound::AtMost, false) => format!("{value} trở xuống"),
        (Bound::AtMost, true) => format!("{value} or less"),
    }
}

/// `năm 2021`, `quý 3/2026`, `tháng 10/2026`; `2021`, `Q3 2026`, `October 2026`.
fn period_words(period: Period, english: bool) -> String {
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
    let year = period.calendar_year();
    let quarter = period.quarter_number().unwrap_or(1);
    let month = period.month_number().unwrap_or(1);
    match (period.width(), english) {
        (Width::Year, false) => format!("năm {year}"),
        (Width::Quarter, false) => format!("quý {quarter}/{year}"),
        (Width::Month, false) => format!("tháng {month}/{year}"),
        (Width::Year, true) => year.to_string(),
        (Width::Quarter, true) => format!("Q{quarter} {year}"),
        (Width::Month, true) => format!("{} {year}", MONTHS[usize::from(month - 1)]),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn ordinal(n: usize) -> String {
    let ending = match (n % 10, n % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}
