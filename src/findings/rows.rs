//! A breakdown as rows of text for machines: the CSV of the API and of `sipas results`.

use std::borrow::Cow;

use super::results::{By, Results};
use super::{Bound, Measure, Reason, Shown, Stratified, Weighted};
use crate::form::Text;

impl Results {
    /// Columns of [`Results::rows`], the same for every breakdown and every data set.
    pub const COLUMNS: [&'static str; 29] = [
        "form",
        "version",
        "place",
        "period",
        "by",
        "code",
        "name",
        "level",
        "rank",
        "status",
        "value",
        "bound",
        "interval_low",
        "interval_high",
        "n",
        "eligible",
        "weighted",
        "weighted_low",
        "weighted_high",
        "weighted_effective_n",
        "deff",
        "weighted_refused",
        "poststratified",
        "poststratified_low",
        "poststratified_high",
        "poststratified_effective_n",
        "poststratified_deff",
        "poststratified_refused",
        "release",
    ];

    /// The overall value and every line as text for machines: dot decimals, empty where there is nothing. The criteria of
    /// a place follow it, in the rows that the breakdown by criterion of that place has.
    pub fn rows(&self, lang: &str) -> Vec<[String; 29]> {
        let mut rows = Vec::new();
        self.each_row(lang, &mut |row| rows.push(row.map(Cow::into_owned)));
        rows
    }

    /// The rows as CSV for machines, with a BOM so that Excel reads the letters right.
    pub fn to_csv(&self, lang: &str) -> String {
        let mut writer = csv::Writer::from_writer(vec![0xef, 0xbb, 0xbf]);
        // Writing to memory cannot fail.
        let _ = writer.write_record(Self::COLUMNS);
        self.each_row(lang, &mut |row| {
            let _ = writer.write_record(row.iter().map(|cell| cell.as_bytes()));
        });
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }

    fn each_row(&self, lang: &str, take: &mut dyn FnMut([Cow<'_, str>; 29])) {
        let head = Head {
            form: &self.form.id,
            version: &self.form.version.to_string(),
            period: &self.period.to_string(),
            place: &self.place.code,
            by: self.by.as_str(),
            release: self.release.as_ref().map_or("", |release| &release.id),
            lang,
        };
        if self.by != By::Overall {
            let name = Text::new("Chỉ số chung", "Overall index");
            let overall = Words {
                code: "overall",
                name: name.get(lang),
                level: "overall",
            };
            let weights = Weights {
                design: self.weighted.as_ref(),
                totals: self.poststratified.as_ref(),
            };
            take(row(&head, &overall, None, &self.overall, weights));
        }
        for line in &self.lines {
            let words = Words {
                code: &line.named.code,
                name: line.named.name.get(lang),
                level: line.level.unwrap_or_default(),
            };
            // Only the whole has known totals.
            let whole = self.by == By::Overall;
            let weights = Weights {
                design: line.weighted.as_ref(),
                totals: self.poststratified.as_ref().filter(|_| whole),
            };
            take(row(&head, &words, line.rank, &line.measure, weights));
            let head = Head {
                place: &line.named.code,
                by: By::Criterion.as_str(),
                ..head
            };
            for (column, criterion) in self.columns.iter().zip(&line.criteria) {
                let words = Words {
                    code: &criterion.code,
                    name: column.name.get(lang),
                    level: "criterion",
                };
                take(row(
                    &head,
                    &words,
                    None,
                    &criterion.measure,
                    Weights::default(),
                ));
            }
        }
        if let Some(beside) = &self.beside {
            beside.each_row(lang, take);
        }
    }
}

/// What the rows of one breakdown share.
#[derive(Clone, Copy)]
struct Head<'a> {
    form: &'a str,
    version: &'a str,
    period: &'a str,
    place: &'a str,
    by: &'static str,
    release: &'a str,
    lang: &'a str,
}

/// The weighted values beside a plain one.
#[derive(Clone, Copy, Default)]
struct Weights<'a> {
    /// By the weights of the sheets.
    design: Option<&'a Weighted>,
    /// To known totals.
    totals: Option<&'a Stratified>,
}

/// What a row is of.
struct Words<'a> {
    code: &'a str,
    name: &'a str,
    level: &'a str,
}

fn row<'a>(
    head: &Head<'a>,
    words: &Words<'a>,
    rank: Option<u32>,
    measure: &Shown<Measure>,
    weights: Weights<'a>,
) -> [Cow<'a, str>; 29] {
    let text = |value: Option<f64>| {
        Cow::from(value.map_or_else(String::new, |value| format!("{value:.2}")))
    };
    let plain =
        |value: Option<f64>| Cow::from(value.map_or_else(String::new, |value| value.to_string()));
    let why = |why: Option<&'a Text>| Cow::from(why.map_or("", |why| why.get(head.lang)));
    let whole = |n: Option<u64>| Cow::from(n.map_or_else(String::new, |n| n.to_string()));
    let shown = measure.value();
    let interval = shown.and_then(|m| m.interval);
    let (weighted, totals) = (weights.design, weights.totals);
    let weighted_interval = weighted.and_then(|w| w.interval);
    let totals_interval = totals.and_then(|s| s.interval);
    let bound = shown.map_or("", |m| match m.bound {
        Bound::Exact => "exact",
        Bound::AtLeast => "at_least",
        Bound::AtMost => "at_most",
    });
    let status = match measure {
        Shown::Value(_) => "shown",
        Shown::Withheld(Reason::TooFew) => "withheld: too_few",
        Shown::NoData => "no_data",
    };
    [
        head.form.into(),
        head.version.into(),
        head.place.into(),
        head.period.into(),
        head.by.into(),
        words.code.into(),
        words.name.into(),
        words.level.into(),
        whole(rank.map(u64::from)),
        status.into(),
        text(shown.map(|m| m.value)),
        bound.into(),
        text(interval.map(|i| i.0)),
        text(interval.map(|i| i.1)),
        whole(shown.map(|m| m.n)),
        whole(shown.map(|m| m.eligible)),
        text(weighted.and_then(|w| w.value)),
        text(weighted_interval.map(|i| i.0)),
        text(weighted_interval.map(|i| i.1)),
        plain(weighted.map(|w| w.effective_n)),
        plain(weighted.map(|w| w.deff)),
        why(weighted.and_then(|w| w.refused.as_ref())),
        totals
            .map_or_else(String::new, |s| s.written(&text(s.value)))
            .into(),
        text(totals_interval.map(|i| i.0)),
        text(totals_interval.map(|i| i.1)),
        plain(totals.and_then(|s| s.effective_n)),
        plain(totals.and_then(|s| s.deff)),
        why(totals.and_then(|s| s.refused.as_ref())),
        head.release.into(),
    ]
}
