//! The words on charts, and how numbers and periods are written; a language is one [`Words`] value.

use crate::findings::Bound;
use crate::findings::Measure;
use crate::findings::Reason;
use crate::findings::Shown;
use crate::period::Period;

use super::kind::Kind;

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
    pub factor: &'static str,
    pub remark: &'static str,
    pub few: &'static str,
    pub no_data: &'static str,
    pub withheld: &'static str,
    pub gap: &'static str,
    pub spread: &'static str,
    pub highest: &'static str,
    pub lowest: &'static str,
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
    pub limits: &'static str,
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
}

pub(super) static VI: Words = Words {
    lang: "vi",
    decimal: ',',
    thousands: '.',
    titles: [
        "Mức độ hài lòng theo địa phương",
        "Ý kiến của người dân theo từng tiêu chí",
        "Mức độ hài lòng theo yếu tố và địa phương",
        "Diễn biến mức độ hài lòng",
        "Mức độ hài lòng theo tỉnh, thành phố",
        "Mức độ hài lòng theo số phiếu",
        "Thứ hạng và độ chắc chắn của thứ hạng",
    ],
    months: None,
    year: "Năm {}",
    quarter: "Quý {q}/{y}",
    month: "Tháng {m}/{y}",
    short_month: "T{}",
    sheets: "{} phiếu",
    form: "mẫu phiếu {id}, bản {v}",
    simulated: "SỐ LIỆU MÔ PHỎNG",
    simulated_note: "Số liệu mô phỏng, không phải kết quả khảo sát thật.",
    rank: "Hạng",
    rank_set: "Khoảng hạng",
    place: "Địa phương",
    value: "Hài lòng (%)",
    interval: "Khoảng tin cậy 95 %",
    n: "Số phiếu",
    satisfied: "Hài lòng",
    overall: "Chung",
    period: "Kỳ",
    criterion: "Tiêu chí",
    factor: "Yếu tố",
    remark: "Ghi chú",
    few: "tham khảo, dưới 30 phiếu",
    no_data: "Chưa có phiếu",
    withheld: "Không công bố",
    gap: "… {} địa phương khác …",
    spread: "Phân bố của {} địa phương",
    highest: "Cao nhất",
    lowest: "Thấp nhất",
    satisfied_means: "Hài lòng: {}.",
    threshold: "Không công bố kết quả dưới {} phiếu.",
    whisker: "Vạch ngang mảnh: khoảng tin cậy 95 %.",
    band: "Dải màu: khoảng tin cậy 95 %.",
    framed: "Ô có viền trắng: dưới 30 phiếu, chỉ để tham khảo.",
    rounded: "Số trong ô làm tròn đến phần trăm.",
    ring: "Chấm rỗng: dưới 30 phiếu, chỉ để tham khảo.",
    cut_axis: "Trục đứng không bắt đầu từ 0.",
    pale: "Màu nhạt: dưới 30 phiếu, chỉ để tham khảo.",
    hatched: "Gạch chéo: chưa đủ dữ liệu để công bố.",
    diverging: "Các thanh lấy điểm giữa của thang đo làm gốc; tỷ lệ ghi trên thanh làm tròn đến phần trăm.",
    less_satisfied: "kém hài lòng hơn",
    more_satisfied: "hài lòng hơn",
    limits: "giới hạn {} %",
    within: "trong giới hạn ngẫu nhiên",
    above: "cao hơn giới hạn 95 %",
    below: "thấp hơn giới hạn 95 %",
    limits_note: "Giữa hai đường giới hạn, chênh lệch so với mức chung có thể chỉ do ngẫu nhiên.",
    ranks_note: "Thanh ngang: các thứ hạng mà số liệu cho phép (tin cậy 95 % đồng thời). Hai địa phương có thanh chồng lên nhau thì chưa thể nói bên nào hơn.",
    answers_axis: "Số phiếu (thang lôgarit)",
    sea: "Biển Đông",
    tiles_note: "Mỗi ô là một tỉnh, thành phố, đặt gần đúng vị trí; diện tích ô không có ý nghĩa.",
    other_criteria: "Các câu hỏi khác",
    described: "Cao nhất: {a} ({x}). Thấp nhất: {b} ({y}).",
    nothing: "Chưa có kết quả nào đủ số phiếu để công bố.",
    without_value: "{} địa phương chưa đủ dữ liệu hoặc chưa có phiếu.",
};

pub(super) static EN: Words = Words {
    lang: "en",
    decimal: '.',
    thousands: ',',
    titles: [
        "Satisfaction by place",
        "Answers by criterion",
        "Satisfaction by factor and place",
        "Satisfaction over time",
        "Satisfaction by province",
        "Satisfaction by number of answers",
        "Ranks, and how sure they are",
    ],
    months: Some([
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
    ]),
    year: "{}",
    quarter: "Q{q} {y}",
    month: "{m} {y}",
    short_month: "",
    sheets: "{} answer sheets",
    form: "form {id}, version {v}",
    simulated: "SIMULATED FIGURES",
    simulated_note: "Simulated figures, not results of a real survey.",
    rank: "Rank",
    rank_set: "Rank could be",
    place: "Place",
    value: "Satisfied (%)",
    interval: "95% interval",
    n: "Answers",
    satisfied: "Satisfied",
    overall: "Overall",
    period: "Period",
    criterion: "Criterion",
    factor: "Factor",
    remark: "Remark",
    few: "for orientation, fewer than 30 answers",
    no_data: "No answers yet",
    withheld: "Withheld",
    gap: "… {} other places …",
    spread: "How {} places spread",
    highest: "Highest",
    lowest: "Lowest",
    satisfied_means: "Satisfied: {}.",
    threshold: "No result of fewer than {} answers is published.",
    whisker: "Thin lines: 95% intervals.",
    band: "Shaded band: 95% interval.",
    framed: "Cells with a white frame: fewer than 30 answers, for orientation only.",
    rounded: "Numbers in cells are rounded to whole percent.",
    ring: "Hollow dot: fewer than 30 answers, for orientation only.",
    cut_axis: "The vertical axis does not start at 0.",
    pale: "Pale: fewer than 30 answers, for orientation only.",
    hatched: "Hatched: too few answers to publish.",
    diverging: "Bars start from the middle of the scale; the shares on them are rounded to whole percent.",
    less_satisfied: "less satisfied",
    more_satisfied: "more satisfied",
    limits: "{}% limit",
    within: "within the limits of chance",
    above: "above the 95% limit",
    below: "below the 95% limit",
    limits_note: "Between the limits a difference from the overall value may be mere chance.",
    ranks_note: "Bars: the ranks that the answers allow (95% confidence, all places at once). Where two bars overlap, nobody can say which place is better.",
    answers_axis: "Answers (logarithmic scale)",
    sea: "East Sea",
    tiles_note: "Each tile is a province near its true position; the size of a tile has no meaning.",
    other_criteria: "Other questions",
    described: "Highest: {a} ({x}). Lowest: {b} ({y}).",
    nothing: "No result has enough answers to be published yet.",
    without_value: "{} places have too few answers or none.",
};

/// The words of a language; Vietnamese for one that is not there.
pub(super) fn words(lang: &str) -> &'static Words {
    if lang == "en" { &EN } else { &VI }
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
            if i > 0 && (digits.len() - i) % 3 == 0 {
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

    /// A percentage where there is no room for decimals. Only a true 0 or 100 is written so.
    pub(super) fn whole(&self, value: f64) -> String {
        let rounded = value.round();
        let rounded = if value < 100.0 {
            rounded.min(99.0)
        } else {
            rounded
        };
        let rounded = if value > 0.0 {
            rounded.max(1.0)
        } else {
            rounded
        };
        format!("{rounded:.0}")
    }

    /// A tick or class limit: no more digits than needed.
    pub(super) fn tick(&self, value: f64) -> String {
        let text = format!("{:.1}", value);
        text.strip_suffix(".0").map_or_else(
            || text.replace('.', &self.decimal.to_string()),
            str::to_owned,
        )
    }

    /// “82,66”, or “≥ 95” for a bound.
    pub(super) fn value(&self, measure: &Measure) -> String {
        let sign = match measure.bound {
            Bound::Exact => return self.number(measure.value, 2),
            Bound::AtLeast => "≥",
            Bound::AtMost => "≤",
        };
        format!("{sign} {}", self.tick(measure.value))
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
            Shown::Withheld(reason @ Reason::TooFew) => reason.sentence(self.lang, threshold),
            Shown::Withheld(_) => self.withheld.to_owned(),
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
        let month = "2026-10".parse().unwrap();
        assert_eq!(VI.period(month), "Tháng 10/2026");
        assert_eq!(EN.period(month), "October 2026");
        assert_eq!(VI.period("2026-Q3".parse().unwrap()), "Quý 3/2026");
        assert_eq!(VI.short_period(month), "T10");
        assert_eq!(EN.short_period(month), "Oct");
    }
}
