//! The sheet around every chart: title, place · period · n · form above, method and warnings below.

use crate::findings::Findings;

use super::canvas::{Area, Canvas};
use super::colour::{ACCENT, ACCENT_PLATE, RULE};
use super::draw::Options;
use super::kind::Kind;
use super::lettering::{Anchor, Lettering};
use super::svg::Picture;
use super::words::{Words, words};

/// Below this width in pixels a chart uses its layout for phones.
const NARROW: f64 = 560.0;

/// A sheet that is being filled from the top.
pub(super) struct Sheet<'a> {
    pub canvas: Canvas,
    pub words: &'static Words,
    pub findings: &'a Findings,
    /// Left and right edge of the body, in pixels.
    pub left: f64,
    pub right: f64,
    /// Where the next thing goes.
    pub y: f64,
    pub narrow: bool,
    width: f64,
    title: String,
}

impl<'a> Sheet<'a> {
    /// Draws what stands above the chart.
    pub(super) fn open(kind: Kind, findings: &'a Findings, options: &Options<'_>) -> Self {
        Self::entitled(|words| words.title(kind), findings, options)
    }

    /// Draws what stands above a chart that is no [`Kind`] of findings alone.
    pub(super) fn entitled(
        title: impl Fn(&'static Words) -> &'static str,
        findings: &'a Findings,
        options: &Options<'_>,
    ) -> Self {
        let words = words(options.lang, findings);
        let width = f64::from(options.width.clamp(320, 1600));
        let narrow = width < NARROW;
        let margin = if narrow { 16.0 } else { 32.0 };
        let mut sheet = Self {
            canvas: Canvas::default(),
            words,
            findings,
            left: margin,
            right: width - margin,
            y: if narrow { 20.0 } else { 28.0 },
            narrow,
            width,
            title: title(words).to_owned(),
        };
        if findings.simulated {
            sheet.draw_simulated();
        }
        let style = Lettering::words(if narrow { 17.0 } else { 22.0 }).bold();
        let lines = style.wrap_evenly(&sheet.title, sheet.right - sheet.left);
        let at = (sheet.left, sheet.y + style.size * 0.8);
        sheet.y = sheet.canvas.lines(at, &lines, style, Anchor::Start) - style.size * 0.3;
        let style = Lettering::words(if narrow { 11.5 } else { 13.0 }).muted();
        let lines = style.wrap(&sheet.subtitle(), sheet.right - sheet.left);
        let at = (sheet.left, sheet.y + 4.0);
        sheet.y = sheet.canvas.lines(at, &lines, style, Anchor::Start);
        sheet.y += if narrow { 6.0 } else { 12.0 };
        sheet
    }

    /// Width of the body in pixels.
    pub(super) fn room(&self) -> f64 {
        self.right - self.left
    }

    /// “Cả nước · Năm 2026 · 51.360 phiếu · mẫu phiếu sipas-1001-2023, bản 1”.
    fn subtitle(&self) -> String {
        let findings = self.findings;
        let mut parts = vec![
            findings.place.1.get(self.words.lang).to_owned(),
            self.words.period(findings.period),
        ];
        if let Some(count) = findings.respondents.value() {
            parts.push(self.words.sheets.replace("{}", &self.words.count(count.n)));
        }
        parts.push(
            self.words
                .form
                .replace("{id}", &findings.form.id)
                .replace("{v}", &findings.form.version.to_string()),
        );
        // A part is not broken over two lines.
        parts
            .iter()
            .map(|part| part.replace(' ', "\u{a0}"))
            .collect::<Vec<_>>()
            .join(" · ")
    }

    fn draw_simulated(&mut self) {
        let style = Lettering::words(11.0).bold().coloured(ACCENT);
        let text = self.words.simulated;
        let (w, h) = (style.width(text) + 20.0, 22.0);
        let area = if self.narrow {
            Area::new(self.left, self.y - 6.0, w, h)
        } else {
            Area::new(self.right - w, self.y - 2.0, w, h)
        };
        self.canvas.fill(area, ACCENT_PLATE);
        self.canvas.outline(area, ACCENT, 1.0);
        let (x, y) = area.middle();
        self.canvas
            .text_at_middle((x, y), text, style, Anchor::Middle);
        if self.narrow {
            self.y = area.bottom() + 12.0;
        }
    }

    /// Draws what stands below the chart and finishes the picture. `notes` explain this chart.
    pub(super) fn close(mut self, notes: &[&str], description: &str) -> Picture {
        let (findings, words) = (self.findings, self.words);
        let text = |t: &'a crate::form::Text| t.get(words.lang).trim().trim_end_matches('.');
        self.y += 10.0;
        let (from, to) = ((self.left, self.y), (self.right, self.y));
        self.canvas.line(from, to, RULE, 0.75);
        self.y += 18.0;
        let mut sentences: Vec<String> = notes.iter().map(|n| (*n).to_owned()).collect();
        let satisfied = text(&findings.form.satisfied_means);
        if !satisfied.is_empty() {
            sentences.push(words.satisfied_means.replace("{}", satisfied));
        }
        for own in [
            &findings.form.method,
            &findings.form.title,
            &findings.form.legal_basis,
        ] {
            if !text(own).is_empty() {
                let stop = if text(own).ends_with('?') { "" } else { "." };
                sentences.push(format!("{}{stop}", text(own)));
            }
        }
        sentences.push(
            words
                .threshold
                .replace("{}", &words.count(findings.threshold)),
        );
        let style = Lettering::words(if self.narrow { 10.5 } else { 11.0 }).muted();
        let lines = style.wrap(&sentences.join(" "), self.room());
        let at = (self.left, self.y);
        self.y = self.canvas.lines(at, &lines, style, Anchor::Start);
        if findings.simulated {
            let style = style.bold().coloured(ACCENT);
            let lines = style.wrap(words.simulated_note, self.room());
            let at = (self.left, self.y + 2.0);
            self.y = self.canvas.lines(at, &lines, style, Anchor::Start) + 2.0;
        }
        let height = self.y + if self.narrow { 8.0 } else { 16.0 };
        let mut told = format!("{}. {description}", self.subtitle().replace('\u{a0}', " "));
        if findings.simulated {
            told = format!("{told} {}", words.simulated_note);
        }
        let title = format!("{} – {}", self.title, findings.place.1.get(words.lang));
        Picture {
            canvas: self.canvas,
            size: (self.width, height.ceil()),
            lang: words.lang,
            title,
            description: told.trim().to_owned(),
        }
    }
}
