//! The whole report before it gets a face: titles, sentences, tables and charts in the order of print.

use super::chapters::chapters;
use super::key_figures::key_figures;
use super::lang::Lang;
use super::method::remarks;
use super::order::{Charts, Options};
use super::summary::paragraphs;
use super::tables::Table;
use crate::findings::Findings;

/// A report.
#[derive(Debug)]
pub(super) struct Draft {
    /// Kind of document, in capitals: `BÁO CÁO`.
    pub kind: &'static str,
    /// What it is about, in one line.
    pub title: String,
    /// Place and period, for the head of each page.
    pub running: (String, String),
    /// Said on every page when the figures are simulated.
    pub simulated: Option<&'static str>,
    /// The figures everybody looks for first.
    pub key_figures: Vec<KeyFigure>,
    /// The summary in words.
    pub summary: Vec<String>,
    /// Chapters in order.
    pub chapters: Vec<Chapter>,
    /// The method note: name and text.
    pub method: Vec<(String, String)>,
}

/// One large number with its caption.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct KeyFigure {
    /// The number, or why there is none.
    pub figure: String,
    /// What it is.
    pub caption: String,
    /// A remark below it: its interval, its base.
    pub remark: String,
}

/// A chapter of the report.
#[derive(Debug)]
pub(super) struct Chapter {
    /// Which one, for a workbook to find its sheet.
    pub topic: Topic,
    /// Title.
    pub title: &'static str,
    /// Charts before the tables.
    pub charts: Vec<Chart>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Sentences before the charts, numbered where there are several.
    pub words: Vec<String>,
    /// What must be known to read them, in small print after the charts.
    pub note: Option<String>,
}

/// What a chapter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// What to mend first.
    Mend,
    /// Ranking of the places below.
    Places,
    /// Domains and factors.
    Factors,
    /// Criteria.
    Criteria,
    /// Spread over the options.
    Spread,
    /// The index over time.
    Trend,
    /// Channels, offices, procedure groups.
    Offices,
    /// Who answered.
    People,
    /// What people expect.
    Expectations,
}

/// A chart of the chart room.
#[derive(Debug, Clone)]
pub(super) struct Chart {
    /// The drawing, or the piece of it that fits on a page.
    pub svg: String,
    /// Caption under it.
    pub caption: String,
    /// What a reader who cannot see it needs to know.
    pub alt: String,
}

/// Puts a report together; nothing of it is computed later.
pub(super) fn draft(findings: &Findings, charts: &Charts, options: &Options) -> Draft {
    let lang = options.lang;
    let place = findings.place.1.get(lang.code());
    // A name is not torn apart at the end of a title's line.
    let inside = lang.inside(place).replace(' ', "\u{a0}");
    let period = lang.period(findings.period).replace(' ', "\u{a0}");
    Draft {
        kind: lang.say("BÁO CÁO", "REPORT"),
        title: match lang {
            Lang::Vi => format!(
                "Kết quả đo lường sự hài lòng của người dân, tổ chức tại {inside}, {period}"
            ),
            Lang::En => format!("Satisfaction of citizens and organisations in {inside}, {period}"),
        },
        running: (place.to_owned(), lang.period_label(findings.period)),
        simulated: findings
            .simulated
            .then(|| lang.say("SỐ LIỆU MÔ PHỎNG", "SIMULATED FIGURES")),
        key_figures: key_figures(findings, options),
        summary: paragraphs(findings, options),
        chapters: chapters(findings, charts, options),
        method: remarks(findings, options),
    }
}
