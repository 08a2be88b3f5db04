//! The words of the pages: one Fluent file a language and topic, and numbers and dates as people write them.
//!
//! A third language is a folder in `src/web/locales/`, or one that the house names in its settings; what that one does not
//! say, Vietnamese says. Such a language is whole when it says all that citizens read: the staff room speaks the languages of
//! the program only, and is Vietnamese as a whole, also to a screen reader, for whoever asks for another one.

mod added;

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

use chrono::NaiveDate;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader};

use crate::findings::{Bound, Measure, Shown};
use crate::form::Text;
use crate::period::{Period, Width};

pub use added::LanguageError;
use added::{Added, Values};

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "./src/web/locales",
        fallback_language: "vi",
        // The marks that isolate a value in a sentence would end up in copied text and in search.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The codes of the languages of the program: Vietnamese first, the others by code.
fn built_in() -> Vec<String> {
    let mut codes: Vec<_> = LOCALES.locales().map(ToString::to_string).collect();
    codes.sort_by_key(|code| (code != "vi", code.clone()));
    codes
}

/// Languages that the house adds; said once, before the first page.
static ADDED: OnceLock<Vec<Added>> = OnceLock::new();

/// A language there are words for.
struct Tongue {
    code: String,
    id: LanguageIdentifier,
    /// Words that do not come with the program.
    added: Option<&'static Added>,
}

/// The languages there are words for: those of the program, then those of the house.
static LANGUAGES: LazyLock<Vec<Tongue>> = LazyLock::new(|| {
    let own = built_in().into_iter().map(|code| Tongue {
        id: code.parse().unwrap_or_else(|_| LOCALES.fallback().clone()),
        code,
        added: None,
    });
    let added = ADDED.get().into_iter().flatten().map(|added| Tongue {
        id: added.id.clone(),
        code: added.id.to_string(),
        added: Some(added),
    });
    own.chain(added).collect()
});

/// Learns the languages of a folder. Before the first page: what has been printed stays as it is.
pub fn learn(folder: &Path) -> Result<(), LanguageError> {
    let languages = read(folder)?;
    // A second house in one process speaks what the first one learned.
    let _ = ADDED.set(languages);
    Ok(())
}

/// Reads the languages of a folder and tells what each of them does not say yet of what citizens read: code and keys.
pub fn missing(folder: &Path) -> Result<Vec<(String, Vec<&'static str>)>, LanguageError> {
    let each = read(folder)?.into_iter();
    Ok(each.map(|l| (l.id.to_string(), l.missing())).collect())
}

fn read(folder: &Path) -> Result<Vec<Added>, LanguageError> {
    let known = built_in();
    added::read(
        folder,
        &known.iter().map(String::as_str).collect::<Vec<_>>(),
    )
}

/// The language a page speaks, and whether its links have to say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lang {
    /// Where it stands among the languages.
    tongue: usize,
    /// Whether an address without `?lang=` would be answered in another language.
    marked: bool,
}

impl Lang {
    /// Vietnamese, the language of everybody who names none.
    pub const VI: Self = Self {
        tongue: 0,
        marked: false,
    };

    /// Vietnamese for somebody who chose it in a browser that asks for another language.
    const VI_MARKED: Self = Self {
        tongue: 0,
        marked: true,
    };

    fn at(tongue: usize) -> Self {
        let marked = tongue != Self::VI.tongue;
        Self { tongue, marked }
    }

    /// Every language, Vietnamese first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LANGUAGES.len()).map(Self::at)
    }

    /// Every language, and Vietnamese once more with links that say so: for pages that are drawn beforehand.
    pub fn all_with_links() -> impl Iterator<Item = Self> {
        Self::all().chain([Self::VI_MARKED])
    }

    /// The language of the staff room for whoever wants this one: Vietnamese in place of one that the house added, whose
    /// pages would be Vietnamese with a word here and there in another voice.
    #[must_use]
    pub fn of_staff(self) -> Self {
        let added = LANGUAGES.get(self.tongue).and_then(|tongue| tongue.added);
        added.map_or(self, |_| Self::VI)
    }

    /// Whether it is Vietnamese.
    pub fn is_vietnamese(self) -> bool {
        self.tongue == Self::VI.tongue
    }

    /// The language of a code such as `en` or `en-GB`; `None` when there are no words in it.
    pub fn find(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        LANGUAGES
            .iter()
            .position(|known| known.code.eq_ignore_ascii_case(primary))
            .map(Self::at)
    }

    /// What the visitor wants: `?lang=` first, then `Accept-Language`, else Vietnamese.
    pub fn negotiate(asked: Option<&str>, accept_language: Option<&str>) -> Self {
        let liked = accept_language
            .and_then(Self::preferred)
            .unwrap_or(Self::VI);
        match asked.and_then(Self::find) {
            Some(Self::VI) if liked != Self::VI => Self::VI_MARKED,
            Some(asked) => asked,
            None => liked,
        }
    }

    /// The first of the best-liked languages of an `Accept-Language` header that there are words for.
    fn preferred(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for part in header.split(',').take(20) {
            let (code, weight) = part.split_once(';').unwrap_or((part, "q=1"));
            let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
            let weight = weight.parse().unwrap_or(0.0);
            let Some(lang) = Self::find(code.trim()) else {
                continue;
            };
            if weight > 0.0 && best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }

    /// The code for `lang="…"` and for [`Text::get`].
    pub fn code(self) -> &'static str {
        LANGUAGES
            .get(self.tongue)
            .map_or("vi", |tongue| &tongue.code)
    }

    /// An address of this service that speaks this language; Vietnamese needs no mark, unless the browser asks for another
    /// language.
    pub fn href(self, path: &str) -> String {
        if !self.marked {
            return path.to_owned();
        }
        let mark = if path.contains('?') { '&' } else { '?' };
        let (address, fragment) = path.split_once('#').unwrap_or((path, ""));
        let hash = if fragment.is_empty() { "" } else { "#" };
        format!("{address}{mark}lang={}{hash}{fragment}", self.code())
    }

    fn id(self) -> &'static LanguageIdentifier {
        LANGUAGES
            .get(self.tongue)
            .map_or_else(|| LOCALES.fallback(), |tongue| &tongue.id)
    }

    /// The words of a key, and whether Vietnamese stands in for this language.
    fn words(self, key: &str, values: &Values) -> (String, bool) {
        let added = LANGUAGES.get(self.tongue).and_then(|tongue| tongue.added);
        match added.map(|added| added.say(key, values)) {
            Some(Some(own)) => (own, false),
            borrowed => (
                LOCALES.lookup_with_args(self.id(), key, values),
                borrowed.is_some(),
            ),
        }
    }

    /// The words of a key. The tests of this module see to it that every key exists.
    pub fn say(self, key: &str) -> String {
        self.tell(key).0
    }

    /// The words of a key, and whether Vietnamese stands in for this language.
    pub fn tell(self, key: &str) -> (String, bool) {
        self.words(key, &Values::new())
    }

    /// The words of a key, with texts put in by name.
    pub fn say_with(self, key: &str, texts: &[(&'static str, &str)]) -> String {
        let values = texts
            .iter()
            .map(|(name, text)| (Cow::Borrowed(*name), FluentValue::from((*text).to_owned())))
            .collect();
        self.words(key, &values).0
    }

    /// The words of a key that counts: `$count` chooses the plural, `$shown` is the number as written.
    pub fn say_count(self, key: &str, count: u64) -> String {
        self.tell_count(key, count).0
    }

    /// The words of a key that counts, and whether Vietnamese stands in for this language.
    pub fn tell_count(self, key: &str, count: u64) -> (String, bool) {
        let values = HashMap::from([
            (Cow::Borrowed("count"), FluentValue::from(count)),
            (Cow::Borrowed("shown"), FluentValue::from(self.count(count))),
        ]);
        self.words(key, &values)
    }

    /// A text of a form or a place in this language; Vietnamese when there is none.
    pub fn text(self, text: &Text) -> &str {
        text.get(self.code())
    }

    /// A whole number with the marks of the language: `36.525`, `36,525`.
    pub fn count(self, n: u64) -> String {
        let digits = n.to_string();
        let mark = self.say("number-thousands");
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push_str(&mark);
            }
            out.push(digit);
        }
        out
    }

    /// A number with two decimals: `83,94`, `83.94`.
    pub fn decimal(self, value: f64) -> String {
        format!("{value:.2}").replace('.', &self.say("number-decimal"))
    }

    /// A percentage: `83,94%`.
    pub fn percent(self, value: f64) -> String {
        format!("{}%", self.decimal(value))
    }

    /// A measure as one number, bounds as bounds: `83,94%`, `≥ 95,00%`.
    pub fn measure(self, measure: &Measure) -> String {
        let value = self.percent(measure.value);
        match measure.bound {
            Bound::Exact => value,
            Bound::AtLeast => format!("≥ {value}"),
            Bound::AtMost => format!("≤ {value}"),
        }
    }

    /// An interval: `82,10–85,78`.
    pub fn interval(self, (low, high): (f64, f64)) -> String {
        format!("{}–{}", self.decimal(low), self.decimal(high))
    }

    /// A change in percentage points with its sign: `+1,28`, `−0,40`, `0,00`.
    pub fn change(self, points: f64) -> String {
        let points = (points * 100.0).round() / 100.0;
        let size = self.decimal(points.abs());
        match points {
            p if p > 0.0 => format!("+{size}"),
            p if p < 0.0 => format!("\u{2212}{size}"),
            _ => size,
        }
    }

    /// A shown measure as one number, or why there is none.
    pub fn shown(self, measure: &Shown<Measure>, threshold: u64) -> String {
        match measure {
            Shown::Value(measure) => self.measure(measure),
            other => self.absence(other, threshold),
        }
    }

    /// Why there is no value; empty when there is one.
    pub fn absence<T>(self, shown: &Shown<T>, threshold: u64) -> String {
        match shown {
            Shown::Value(_) => String::new(),
            Shown::Withheld(reason) => reason.sentence(self.code(), threshold),
            Shown::NoData => self.say("no-data"),
        }
    }

    /// A period as people write it: `Tháng 10/2026`, `Quý III/2026`, `Năm 2026`.
    pub fn period(self, period: Period) -> String {
        let year = period.calendar_year().to_string();
        match period.width() {
            Width::Year => self.say_with("period-year", &[("year", &year)]),
            Width::Quarter => {
                let (roman, number) = match period.quarter_number() {
                    Some(1) => ("I", "1"),
                    Some(2) => ("II", "2"),
                    Some(3) => ("III", "3"),
                    _ => ("IV", "4"),
                };
                let texts = [("roman", roman), ("number", number), ("year", &year)];
                self.say_with("period-quarter", &texts)
            }
            Width::Month => {
                let format = self.say("month-format");
                period.first_day().format(&format).to_string()
            }
        }
    }

    /// A date: `22/11/2026`, `22 November 2026`.
    pub fn date(self, date: NaiveDate) -> String {
        date.format(&self.say("date-format")).to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use super::*;

    fn keys(lang: &str) -> BTreeMap<String, String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/locales");
        let mut keys = BTreeMap::new();
        for file in std::fs::read_dir(folder.join(lang)).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for line in text.lines() {
                if let Some((key, words)) = line.split_once(" =")
                    && line.starts_with(|c: char| c.is_ascii_lowercase())
                {
                    let earlier = keys.insert(key.to_owned(), words.trim().to_owned());
                    assert!(earlier.is_none(), "{key} stands twice in {lang}");
                }
            }
        }
        keys
    }

    fn texts(folder: &Path, out: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                texts(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
                out.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_language_has_the_same_keys() {
        let vi: BTreeSet<_> = keys("vi").into_keys().collect();
        for lang in Lang::all() {
            let other: BTreeSet<_> = keys(lang.code()).into_keys().collect();
            let odd: Vec<_> = vi.symmetric_difference(&other).collect();
            assert!(odd.is_empty(), "{}: {odd:?}", lang.code());
        }
    }

    #[test]
    fn no_key_is_unused_and_every_used_key_exists() {
        let mut sources = Vec::new();
        texts(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web"),
            &mut sources,
        );
        let keys = keys("vi");
        for key in keys.keys() {
            let quoted = format!("\"{key}\"");
            assert!(
                sources.iter().any(|s| s.contains(&quoted)),
                "nobody says {key}"
            );
        }
        for source in &sources {
            let calls = [
                "say(\"",
                "say_with(\"",
                "say_count(\"",
                "tell(\"",
                "said(\"",
                "counted(\"",
            ];
            for call in calls {
                for piece in source.split(call).skip(1) {
                    let key = piece.split('"').next().unwrap();
                    let fragment = !key.starts_with(|c: char| c.is_ascii_lowercase());
                    assert!(fragment || keys.contains_key(key), "no words for {key}");
                }
            }
        }
    }

    #[test]
    fn words_are_composed_and_hold_no_invisible_marks() {
        for lang in Lang::all() {
            for (key, words) in keys(lang.code()) {
                let composed: String =
                    unicode_normalization::UnicodeNormalization::nfc(words.as_str()).collect();
                assert_eq!(composed, words, "{key} is not NFC");
            }
            let sentence = lang.say_with("period-year", &[("year", "2026")]);
            assert!(!sentence.contains(['\u{2068}', '\u{2069}']), "{sentence:?}");
        }
    }

    #[test]
    fn the_visitor_is_answered_in_a_language_asked_for() {
        let en = Lang::find("en").unwrap();
        assert_eq!(Lang::negotiate(None, None), Lang::VI);
        assert_eq!(Lang::negotiate(Some("en"), Some("vi")), en);
        assert_eq!(Lang::negotiate(Some("xx"), Some("en-GB,en;q=0.9")), en);
        assert_eq!(
            Lang::negotiate(None, Some("fr-FR,fr;q=0.9,vi;q=0.8,en;q=0.7")),
            Lang::VI
        );
        assert_eq!(Lang::negotiate(None, Some("en;q=0, de")), Lang::VI);
        assert_eq!(Lang::negotiate(None, Some(";;;,q=,\u{7f}")), Lang::VI);
        assert_eq!(Lang::negotiate(Some("vi"), Some("vi-VN,en")), Lang::VI);
    }

    #[test]
    fn a_link_stays_in_the_language_that_was_chosen() {
        let english_browser = Some("en-GB,en;q=0.9");
        let chosen = Lang::negotiate(Some("vi"), english_browser);
        assert!(chosen.is_vietnamese());
        assert_eq!(chosen.href("/league?by=vn#t"), "/league?by=vn&lang=vi#t");
        assert_eq!(Lang::VI.href("/league"), "/league");
        let english = Lang::negotiate(None, english_browser);
        assert_eq!(english.href("/league"), "/league?lang=en");
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        let (vi, en) = (Lang::VI, Lang::find("en").unwrap());
        assert_eq!(
            (vi.count(36_525), en.count(999)),
            ("36.525".into(), "999".into())
        );
        assert_eq!(en.count(1_234_567), "1,234,567");
        assert_eq!(vi.percent(83.94), "83,94%");
        assert_eq!(vi.change(1.28), "+1,28");
        assert_eq!(vi.change(-0.404), "\u{2212}0,40");
        assert_eq!(vi.change(-0.001), "0,00");
        let quarter = "2026-Q3".parse().unwrap();
        assert_eq!(vi.period(quarter), "Quý III/2026");
        assert_eq!(vi.period("2026-10".parse().unwrap()), "Tháng 10/2026");
        assert_eq!(en.period(quarter), "Q3 2026");
        assert_eq!(en.period("2026-10".parse().unwrap()), "October 2026");
        assert_eq!(
            vi.date(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap()),
            "02/11/2026"
        );
        assert_eq!(
            en.date(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap()),
            "2 November 2026"
        );
    }
}
