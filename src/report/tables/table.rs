//! What a table is made of: cells that know what they mean, not how a face prints them.

use crate::findings::{Bound, Measure, Reason, Shown, Tier};
use crate::report::lang::Lang;

/// A table with its caption.
#[derive(Debug, Clone)]
pub struct Table {
    /// What it shows, for which place and period.
    pub caption: String,
    /// Columns from left to right.
    pub columns: Vec<Column>,
    /// Rows from top to bottom; each has one cell a column.
    pub rows: Vec<Row>,
    /// What the short column titles of the printed table stand for, in column order.
    pub legend: Vec<(String, String)>,
    /// A remark under the printed table.
    pub note: Option<String>,
}

/// A column of a [`Table`].
#[derive(Debug, Clone)]
pub struct Column {
    /// Its title.
    pub title: String,
    /// A shorter title where paper is narrow, explained in the table's legend.
    pub short: Option<String>,
    /// What its cells are.
    pub kind: Kind,
}

/// What the cells of a column are; a face chooses width and alignment by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A code or another short word.
    Code,
    /// A name or a sentence; takes the room that is left.
    Name,
    /// A number.
    Number,
    /// Two ends: one printed column, two columns of a workbook.
    Ends,
    /// A drawing that repeats numbers of the row: on paper only.
    Drawing {
        /// Percentage at the left edge of the drawing (0–100).
        from: u8,
    },
    /// Why a row has no value, or how far it can be trusted: in the workbook only.
    Remark,
    /// Numbers too many for paper: in the workbook only.
    Extra,
}

/// A row of a [`Table`].
#[derive(Debug, Clone)]
pub struct Row {
    /// How it stands out.
    pub standing: Standing,
    /// One cell a column.
    pub cells: Vec<Cell>,
}

/// How a row stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// An ordinary row.
    Body,
    /// A row that sums up others (the province, a domain).
    Strong,
    /// A title over the rows that follow; its second cell holds the words.
    Title,
}

/// One cell of a [`Row`].
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing belongs here.
    Blank,
    /// Words.
    Text(String),
    /// A whole number.
    Count(u64),
    /// People behind a measure.
    People(Measure),
    /// A percentage with its bound.
    Value(Measure),
    /// A measure's 95 % interval.
    Interval(Measure),
    /// A measure drawn as a dot on its interval.
    Dot(Measure),
    /// A rank.
    Rank(u32),
    /// The confidence set of a rank.
    Ranks(u32, u32),
    /// A share of those who answered, percent.
    Share(f64),
    /// A share drawn as a bar.
    Bar(f64),
    /// Shares drawn as one stacked bar, lowest level first.
    Stack(Vec<f64>),
    /// There is no value.
    Absent(Absent),
    /// Belongs to the [`Cell::Absent`] at its left, which says why there is no value.
    Covered(Absent),
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absent {
    /// The gate's reason; none when nobody answered.
    pub reason: Option<Reason>,
    /// Fewest answers a shown number stands for.
    pub threshold: u64,
}

impl Absent {
    /// One sentence without a full stop.
    pub fn sentence(self, lang: Lang) -> String {
        match self.reason {
            Some(reason) => reason.sentence(lang.code(), self.threshold),
            None => lang.say("Chưa có phiếu", "No answers yet").into(),
        }
    }

    /// The shortest mark that is not a number.
    pub fn mark(self, lang: Lang) -> &'static str {
        match self.reason {
            Some(_) => lang.say("không công bố", "withheld"),
            None => lang.say("chưa có phiếu", "no data"),
        }
    }
}

/// Why a shown value is absent; `None` when it is there.
pub fn absent<T>(shown: &Shown<T>, threshold: u64) -> Option<Absent> {
    let reason = match shown {
        Shown::Value(_) => return None,
        Shown::Withheld(reason) => Some(*reason),
        Shown::NoData => None,
    };
    Some(Absent { reason, threshold })
}

impl Column {
    /// A column with one title for every face.
    pub fn new(title: impl Into<String>, kind: Kind) -> Self {
        Self {
            title: title.into(),
            short: None,
            kind,
        }
    }

    /// A column whose printed title is `short`.
    pub fn abridged(title: impl Into<String>, short: impl Into<String>, kind: Kind) -> Self {
        Self {
            short: Some(short.into()),
            ..Self::new(title, kind)
        }
    }
}

impl Row {
    /// An ordinary row.
    pub fn new(cells: Vec<Cell>) -> Self {
        Self {
            standing: Standing::Body,
            cells,
        }
    }

    /// A title over `columns` columns.
    pub fn title(text: &str, columns: usize) -> Self {
        let mut cells = vec![Cell::Blank; columns];
        if let Some(cell) = cells.get_mut(1) {
            *cell = Cell::Text(text.to_owned());
        }
        Self {
            standing: Standing::Title,
            cells,
        }
    }

    /// The same row, standing out.
    pub fn strong(self) -> Self {
        Self {
            standing: Standing::Strong,
            ..self
        }
    }
}

/// Columns of a measure: people, value, interval, drawing, remark; filled by [`measure_cells`].
pub fn measure_columns(lang: Lang, from: u8) -> Vec<Column> {
    vec![
        Column::abridged(
            lang.say("Số phiếu", "Answers"),
            lang.say("Số phiếu", "n"),
            Kind::Number,
        ),
        Column::abridged(
            lang.say("Tỷ lệ hài lòng (%)", "Satisfied (%)"),
            lang.say("Hài lòng (%)", "Satisfied (%)"),
            Kind::Number,
        ),
        Column::abridged(
            lang.say("Khoảng tin cậy 95%", "95% interval"),
            lang.say("Khoảng tin cậy 95%", "95% interval"),
            Kind::Ends,
        ),
        Column::new(format!("{from}–100%"), Kind::Drawing { from }),
        Column::new(lang.say("Ghi chú", "Remark"), Kind::Remark),
    ]
}

/// Cells of a measure under [`measure_columns`].
pub fn measure_cells(lang: Lang, shown: &Shown<Measure>, threshold: u64) -> Vec<Cell> {
    if let Some(absent) = absent(shown, threshold) {
        return vec![
            Cell::Absent(absent),
            Cell::Covered(absent),
            Cell::Covered(absent),
            Cell::Covered(absent),
            Cell::Text(absent.sentence(lang)),
        ];
    }
    let Some(&measure) = shown.value() else {
        return Vec::new();
    };
    let remark = match (measure.bound, measure.tier) {
        (Bound::Exact, Tier::Indicative) => indicative(lang).into(),
        (Bound::Exact, _) => String::new(),
        (_, Tier::Indicative) => format!("{}; {}", indicative(lang), bound(lang)),
        _ => bound(lang).into(),
    };
    vec![
        Cell::People(measure),
        Cell::Value(measure),
        Cell::Interval(measure),
        Cell::Dot(measure),
        if remark.is_empty() {
            Cell::Blank
        } else {
            Cell::Text(remark)
        },
    ]
}

fn indicative(lang: Lang) -> &'static str {
    lang.say("Tham khảo (10–29 phiếu)", "Indicative (10–29 answers)")
}

fn bound(lang: Lang) -> &'static str {
    lang.say("Giá trị là giới hạn", "The value is a bound")
}

/// The left edge of the drawings of a table: the ten below the lowest end, at most 90.
pub fn axis_from<'a>(measures: impl Iterator<Item = &'a Shown<Measure>>) -> u8 {
    let lowest = measures
        .filter_map(Shown::value)
        .map(|m| m.interval.map_or(m.value, |(low, _)| low.min(m.value)))
        .fold(90.0, f64::min);
    ((lowest / 10.0).floor().max(0.0) * 10.0) as u8
}

/// What the asterisk of an indicative value means, when the table has one.
pub fn indicative_note<'a>(
    lang: Lang,
    mut measures: impl Iterator<Item = &'a Shown<Measure>>,
) -> Option<String> {
    measures
        .any(|m| m.value().is_some_and(|m| m.tier == Tier::Indicative))
        .then(|| {
            lang.say(
                "* Chỉ để tham khảo: từ 10 đến 29 phiếu.",
                "* Indicative only: from 10 to 29 answers.",
            )
            .to_owned()
        })
}
