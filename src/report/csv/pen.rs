//! How cells are written: for a spreadsheet on a Vietnamese computer, or for a program.

use crate::findings::{Bound, Measure, Reason, Shown, Tier};
use crate::index::Decimal;
use crate::report::lang::Lang;
use crate::report::order::{CsvFlavour, Options};
use crate::report::tables::{Absent, absent};

/// How cells are written for one kind of reader.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    pub(super) flavour: CsvFlavour,
    pub(super) lang: Lang,
}

impl Pen {
    /// The pen of a report's options.
    pub(super) fn of(options: &Options) -> Self {
        Self {
            flavour: options.csv,
            lang: options.lang,
        }
    }

    /// The rows as a file.
    pub(super) fn file(self, rows: &[Vec<String>]) -> Vec<u8> {
        let (bom, separator, end) = match self.flavour {
            CsvFlavour::People => ("\u{feff}", ";", "\r\n"),
            CsvFlavour::Machine => ("", ",", "\n"),
        };
        let mut out = bom.to_owned();
        for row in rows {
            out.push_str(&row.join(separator));
            out.push_str(end);
        }
        out.into_bytes()
    }

    /// Words: always quoted, and never the beginning of a formula.
    pub(super) fn text(words: &str) -> String {
        if words.is_empty() {
            return String::new();
        }
        let guard = if starts_like_a_formula(words) {
            "'"
        } else {
            ""
        };
        format!("\"{guard}{}\"", words.replace('"', "\"\""))
    }

    /// A number as precise as the gate left it; never quoted.
    pub(super) fn number(self, value: f64, tier: Tier) -> String {
        let text = Lang::En.graded(value, tier).replace('−', "-");
        match self.flavour {
            CsvFlavour::People => text.replace('.', ","),
            CsvFlavour::Machine => text,
        }
    }

    pub(super) fn people(measure: &Measure) -> String {
        match measure.tier {
            Tier::Indicative => Self::text(&Lang::En.people(measure)),
            _ => measure.n.to_string(),
        }
    }

    /// A value; a bound is words, so that no program takes it for the value itself.
    pub(super) fn measure(self, shown: &Shown<Measure>, threshold: u64) -> String {
        let Some(measure) = shown.value() else {
            return absent(shown, threshold).map_or_else(String::new, |why| self.absent(why));
        };
        let number = self.number(measure.value, measure.tier);
        let sign = match (measure.bound, self.flavour) {
            (Bound::Exact, _) => return number,
            (Bound::AtLeast, CsvFlavour::People) => "≥ ",
            (Bound::AtMost, CsvFlavour::People) => "≤ ",
            (Bound::AtLeast, CsvFlavour::Machine) => ">=",
            (Bound::AtMost, CsvFlavour::Machine) => "<=",
        };
        Self::text(&format!("{sign}{number}"))
    }

    /// A number that is already rounded.
    pub(super) fn decimal(self, number: Decimal) -> String {
        match self.flavour {
            CsvFlavour::People => number.vi(),
            CsvFlavour::Machine => number.to_string(),
        }
    }

    /// A number under a bound, as words.
    pub(super) fn bounded(self, number: Decimal, bound: Bound) -> String {
        let number = self.decimal(number);
        let sign = match (bound, self.flavour) {
            (Bound::Exact, _) => return number,
            (Bound::AtLeast, CsvFlavour::People) => "≥ ",
            (Bound::AtMost, CsvFlavour::People) => "≤ ",
            (Bound::AtLeast, CsvFlavour::Machine) => ">=",
            (Bound::AtMost, CsvFlavour::Machine) => "<=",
        };
        Self::text(&format!("{sign}{number}"))
    }

    pub(super) fn absent(self, why: Absent) -> String {
        match self.flavour {
            CsvFlavour::People => Self::text(&why.sentence(self.lang)),
            CsvFlavour::Machine => Self::text(match why.reason {
                Some(Reason::TooFew) => "withheld: too_few",
                None => "no_data",
            }),
        }
    }
}

/// Whether a spreadsheet could take words for a formula, looking behind invisible characters.
fn starts_like_a_formula(words: &str) -> bool {
    let invisible = |c: char| {
        matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}'
        ) || (c.is_whitespace() && !matches!(c, '\t' | '\r' | '\n'))
    };
    words.trim_start_matches(invisible).starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '|', '%', '＝', '＋', '－', '＠', '｜', '％',
    ])
}
