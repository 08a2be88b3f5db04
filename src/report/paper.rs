//! A draft as the JSON the page template reads: every number already written out in the reader's language.

use chrono::Datelike;
use serde::Serialize;

use super::draft::{Draft, KeyFigure};
use super::lang::Lang;
use super::order::Options;
use super::tables::{Cell, Column, Kind, Row, Standing, Table};
use crate::findings::{Bound, Findings, Measure, Tier};
use crate::form::Text;

/// Everything on the pages.
#[derive(Debug, Serialize)]
pub(super) struct Paper<'a> {
    pub lang: &'static str,
    pub nation: &'static str,
    pub motto: &'static str,
    pub issuer: Option<&'a str>,
    /// The number of the document, to be filled in.
    pub number: &'static str,
    pub place_and_date: String,
    /// Year, month, day of the file's metadata.
    pub date: (i32, u32, u32),
    pub kind: &'a str,
    pub title: &'a str,
    pub running: &'a (String, String),
    pub simulated: Option<&'static str>,
    pub simulated_note: &'static str,
    pub key_figures: &'a [KeyFigure],
    pub summary_title: &'static str,
    pub summary: &'a [String],
    pub chapters: Vec<Chapter<'a>>,
    pub method_title: &'static str,
    pub method: &'a [(String, String)],
    pub form: String,
    pub page_word: &'static str,
    pub seal: Option<Seal<'a>>,
    /// Who prepared it, who signs, and how.
    pub signatures: [&'static str; 3],
    pub recipients_title: &'static str,
    pub recipients: [&'static str; 2],
}

/// A chapter with its charts and tables.
#[derive(Debug, Serialize)]
pub(super) struct Chapter<'a> {
    pub title: &'a str,
    pub words: &'a [String],
    pub charts: Vec<Drawing<'a>>,
    pub note: Option<&'a str>,
    pub tables: Vec<Printed<'a>>,
}

/// A chart, known to the template by its file.
#[derive(Debug, Serialize)]
pub(super) struct Drawing<'a> {
    pub file: String,
    pub caption: &'a str,
    pub alt: &'a str,
}

/// A table as it is printed.
#[derive(Debug, Serialize)]
pub(super) struct Printed<'a> {
    pub caption: String,
    pub columns: Vec<Head<'a>>,
    pub rows: Vec<Line>,
    pub legend: &'a [(String, String)],
    /// Whether the legend explains the colours of stacked bars.
    pub stacked: bool,
    pub note: Option<&'a str>,
}

/// A column title: `code`, `name`, `drawing` or `number`.
#[derive(Debug, Serialize)]
pub(super) struct Head<'a> {
    pub title: &'a str,
    pub kind: &'static str,
}

/// A row: `title`, `strong` or `body`.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub standing: &'static str,
    pub cells: Vec<Ink>,
}

/// What is printed in a cell; positions are fractions of the width of a drawing.
#[derive(Debug, Serialize)]
#[serde(tag = "ink", rename_all = "snake_case")]
pub(super) enum Ink {
    Text { text: String },
    Absent { text: String, span: usize },
    Title { text: String, span: usize },
    Dot { low: f64, at: f64, high: f64 },
    Bar { to: f64 },
    Stack { shares: Vec<f64> },
}

/// The proof of a release.
#[derive(Debug, Serialize)]
pub(super) struct Seal<'a> {
    pub title: &'static str,
    pub release: &'a str,
    pub hash: &'a str,
    pub url: &'a str,
    pub alt: String,
}

/// Where the QR code of a seal lies for the template.
pub(super) const SEAL_FILE: &str = "/seal.svg";

/// Where the chart with a running number (from 1) lies for the template.
pub(super) fn chart_file(number: usize) -> String {
    format!("/chart-{number}.svg")
}

/// Writes a draft out for the template.
pub(super) fn paper<'a>(draft: &'a Draft, findings: &Findings, options: &'a Options) -> Paper<'a> {
    let lang = options.lang;
    let mut number = 0;
    let chapters = draft.chapters.iter().map(|chapter| Chapter {
        title: chapter.title,
        words: &chapter.words,
        note: chapter.note.as_deref(),
        charts: chapter
            .charts
            .iter()
            .map(|chart| {
                number += 1;
                Drawing {
                    file: chart_file(number),
                    caption: &chart.caption,
                    alt: &chart.alt,
                }
            })
            .collect(),
        tables: chapter
            .tables
            .iter()
            .map(|table| printed(table, &draft.running, findings, lang))
            .collect(),
    });
    let chapters = chapters.collect();
    let day = options.prepared_on;
    Paper {
        lang: lang.code(),
        nation: lang.say(
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "SOCIALIST REPUBLIC OF VIET NAM",
        ),
        motto: lang.say(
            "Độc lập - Tự do - Hạnh phúc",
            "Independence - Freedom - Happiness",
        ),
        issuer: options.issuer.as_deref(),
        number: lang.say("Số:          /BC-…………", "No.:          /BC-…………"),
        place_and_date: format!("{}, {}", seat(&issued_in(findings).vi), lang.date(day)),
        date: (day.year(), day.month(), day.day()),
        kind: draft.kind,
        title: &draft.title,
        running: &draft.running,
        simulated: draft.simulated,
        simulated_note: lang.say(
            "Các số liệu trong báo cáo này do máy sinh ra để minh họa, không phải ý kiến của người dân.",
            "The figures in this report were generated for demonstration; they are nobody's opinion.",
        ),
        key_figures: &draft.key_figures,
        summary_title: lang.say("Tóm tắt", "Summary"),
        summary: &draft.summary,
        chapters,
        method_title: lang.say("Phương pháp", "Method"),
        method: &draft.method,
        form: format!("{} v{}", findings.form.id, findings.form.version),
        page_word: lang.say("Trang", "Page"),
        seal: options.seal.as_ref().map(|seal| Seal {
            title: lang.say("Xác thực số liệu", "Proof of the figures"),
            release: &seal.release_id,
            hash: &seal.hash,
            url: &seal.url,
            alt: match lang {
                Lang::Vi => format!("Mã QR dẫn tới {}", seal.url),
                Lang::En => format!("QR code leading to {}", seal.url),
            },
        }),
        signatures: [
            lang.say("NGƯỜI LẬP BÁO CÁO", "PREPARED BY"),
            lang.say("THỦ TRƯỞNG ĐƠN VỊ", "HEAD OF THE OFFICE"),
            lang.say("(Ký, ghi rõ họ tên)", "(Signature, full name)"),
        ],
        recipients_title: lang.say("Nơi nhận:", "Sent to:"),
        recipients: [
            lang.say("………………………;", "………………………;"),
            lang.say("Lưu: VT.", "Records."),
        ],
    }
}

/// Where the report is written: the place itself, or the one that the offices are in.
fn issued_in(findings: &Findings) -> &Text {
    let group = findings.group.as_ref();
    group.map_or(&findings.place.1, |group| &group.place.1)
}

/// The place of the date line: a province's name without its kind, any other title as it is.
fn seat(title: &str) -> &str {
    match title {
        "Cả nước" => "Hà Nội",
        // Named after a person: the kind stays (Decree 30/2020).
        "Thành phố Hồ Chí Minh" => title,
        _ => title
            .strip_prefix("Tỉnh ")
            .or_else(|| title.strip_prefix("Thành phố "))
            .unwrap_or(title),
    }
}

fn printed<'a>(
    table: &'a Table,
    running: &(String, String),
    findings: &Findings,
    lang: Lang,
) -> Printed<'a> {
    let on_paper = |column: &&Column| !matches!(column.kind, Kind::Remark | Kind::Extra);
    let columns = table.columns.iter().filter(on_paper).map(|column| Head {
        title: column.short.as_deref().unwrap_or(&column.title),
        kind: match column.kind {
            Kind::Code => "code",
            Kind::Name => "name",
            Kind::Drawing { .. } => "drawing",
            _ => "number",
        },
    });
    let stacked = table
        .rows
        .iter()
        .any(|row| row.cells.iter().any(|cell| matches!(cell, Cell::Stack(_))));
    Printed {
        caption: format!(
            "{} – {}, {} ({})",
            table.caption,
            running.0,
            running.1,
            base(findings, lang)
        ),
        columns: columns.collect(),
        rows: table
            .rows
            .iter()
            .map(|row| line(row, table, lang))
            .collect(),
        legend: &table.legend,
        stacked,
        note: table.note.as_deref(),
    }
}

/// What every table says of its base: people and questionnaire.
fn base(findings: &Findings, lang: Lang) -> String {
    let form = format!("{} v{}", findings.form.id, findings.form.version);
    let words = match findings.respondents.value() {
        Some(count) => format!("n = {}; {form}", lang.count(count.n)),
        None => form,
    };
    words.replace(' ', "\u{a0}")
}

fn line(row: &Row, table: &Table, lang: Lang) -> Line {
    let printed: Vec<(&Cell, Kind)> = row
        .cells
        .iter()
        .zip(&table.columns)
        .filter(|(_, column)| !matches!(column.kind, Kind::Remark | Kind::Extra))
        .map(|(cell, column)| (cell, column.kind))
        .collect();
    if row.standing == Standing::Title {
        let text = printed.iter().find_map(|(cell, _)| match cell {
            Cell::Text(text) => Some(text.clone()),
            _ => None,
        });
        return Line {
            standing: "title",
            cells: vec![Ink::Title {
                text: text.unwrap_or_default(),
                span: printed.len(),
            }],
        };
    }
    let mut cells = Vec::new();
    for (i, (cell, kind)) in printed.iter().enumerate() {
        match cell {
            Cell::Covered(_) => {}
            Cell::Absent(absent) => {
                let span = 1 + printed[i + 1..]
                    .iter()
                    .take_while(|(cell, _)| matches!(cell, Cell::Covered(_)))
                    .count();
                // A single narrow cell has room for a sign only; its meaning stands in the method note.
                let text = if span == 1 {
                    "×".to_owned()
                } else {
                    absent.sentence(lang)
                };
                cells.push(Ink::Absent { text, span });
            }
            _ => cells.push(ink(cell, *kind, lang)),
        }
    }
    Line {
        standing: if row.standing == Standing::Strong {
            "strong"
        } else {
            "body"
        },
        cells,
    }
}

fn ink(cell: &Cell, kind: Kind, lang: Lang) -> Ink {
    let text = |text: String| Ink::Text { text };
    match cell {
        Cell::Blank | Cell::Absent(_) | Cell::Covered(_) => text(String::new()),
        Cell::Text(words) => text(words.clone()),
        Cell::Count(n) => text(lang.count(*n)),
        Cell::People(measure) => text(lang.people(measure)),
        Cell::Value(measure) => text(starred(lang, measure)),
        Cell::Interval(measure) => text(
            measure
                .interval
                .map(|ends| lang.interval(ends))
                .unwrap_or_default(),
        ),
        Cell::Rank(rank) => text(rank.to_string()),
        Cell::Ranks(first, last) if first == last => text(first.to_string()),
        Cell::Ranks(first, last) => text(format!("{first}–{last}")),
        Cell::Share(share) => text(lang.decimal(*share)),
        Cell::Dot(measure) => dot(measure, kind),
        Cell::Bar(share) => Ink::Bar { to: share / 100.0 },
        Cell::Stack(shares) => {
            let whole: f64 = shares.iter().sum();
            Ink::Stack {
                shares: shares.iter().map(|s| s / whole.max(1.0)).collect(),
            }
        }
    }
}

fn starred(lang: Lang, measure: &Measure) -> String {
    let star = if measure.tier == Tier::Indicative {
        "*"
    } else {
        ""
    };
    format!("{}{star}", lang.value(measure))
}

/// A dot at the value on a line over the interval; without an interval the line has no length.
fn dot(measure: &Measure, kind: Kind) -> Ink {
    let Kind::Drawing { from } = kind else {
        return Ink::Text {
            text: String::new(),
        };
    };
    let place =
        |value: f64| ((value - f64::from(from)) / (100.0 - f64::from(from))).clamp(0.0, 1.0);
    let (low, high) = match (measure.interval, measure.bound) {
        (Some(ends), Bound::Exact) => ends,
        _ => (measure.value, measure.value),
    };
    Ink::Dot {
        low: place(low),
        at: place(measure.value),
        high: place(high),
    }
}
