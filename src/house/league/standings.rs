//! A league table as every face shows it, with its sentences.

use serde::Serialize;

use crate::findings::league::{Arrow, League, Row};
use crate::findings::{Bound, Findings, Named};
use crate::form::Text;
use crate::index::Decimal;

/// A league table with all that must be said beside it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standings {
    /// `published` or `counted`.
    pub kind: &'static str,
    /// The series or the form: id and name.
    pub source: Named,
    /// Who publishes the series.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Text>,
    /// Whose parts are ranked.
    pub place: Named,
    /// The peer group, when only a part is ranked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peers: Option<Named>,
    /// The domain or factor, when the table is not about the overall index.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factor: Option<Named>,
    /// The value to reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Decimal>,
    /// True when the figures are simulated.
    pub simulated: bool,
    /// The unit asked for, in sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitSaid>,
    /// The table.
    #[serde(flatten)]
    pub table: League,
    /// The table in sentences: its range, what was published of all, what is missing, what cannot be compared.
    pub notes: Vec<Text>,
    /// What contradicts itself in a published series.
    #[serde(rename = "contradictions")]
    pub conflicts: Vec<Text>,
    /// Where each row of a published series was printed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub printed: Vec<Printed>,
    /// The findings that charts of the table are drawn from; own counts only.
    #[serde(skip)]
    pub findings: Option<Box<Findings>>,
}

/// One unit in sentences.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnitSaid {
    /// Its key.
    pub code: String,
    /// The sentences, the one that newspapers print first.
    pub sentences: Vec<Text>,
}

/// Where a row was printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Printed {
    /// Key of the unit.
    pub code: String,
    /// `published`, `derived`, `conflict_open` …
    pub status: String,
    /// Addresses or titles.
    pub sources: Vec<String>,
    /// Anything else worth knowing.
    pub note: String,
}

impl Standings {
    /// Columns of [`Standings::to_csv`], the same for every source.
    pub const COLUMNS: [&'static str; 19] = [
        "source",
        "period",
        "against",
        "rank",
        "rank_first",
        "rank_last",
        "band",
        "unit",
        "name",
        "value",
        "bound",
        "interval_low",
        "interval_high",
        "n",
        "earlier_rank",
        "places",
        "points",
        "arrow",
        "class",
    ];

    /// The rows as CSV for machines: UTF-8 with a BOM, comma, dot decimals, empty where nothing is known.
    pub fn to_csv(&self, lang: &str) -> String {
        let mut writer = csv::Writer::from_writer(vec![0xef, 0xbb, 0xbf]);
        let header = std::iter::once(Self::COLUMNS.map(str::to_owned));
        let rows = self.table.rows.iter().map(|row| self.columns(row, lang));
        for row in header.chain(rows) {
            // Writing to memory cannot fail.
            let _ = writer.write_record(row);
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }

    fn columns(&self, row: &Row, lang: &str) -> [String; 19] {
        fn text(value: Option<impl ToString>) -> String {
            value.map_or_else(String::new, |value| value.to_string())
        }
        let end = |share: Option<f64>| share.map(|share| format!("{:.2}", share * 100.0));
        let known = row.value.is_some();
        [
            self.source.code.clone(),
            self.table.period.to_string(),
            text(self.table.against),
            text(row.rank),
            text(row.rank_set.map(|set| set.first)),
            text(row.rank_set.map(|set| set.last)),
            text(row.band.map(|band| band.0)),
            row.unit.clone(),
            row.names.get(lang).to_owned(),
            text(row.value),
            match row.bound {
                Bound::Exact if known => "exact".into(),
                Bound::AtLeast => "at_least".into(),
                Bound::AtMost => "at_most".into(),
                Bound::Exact => String::new(),
            },
            text(end(row.interval.map(|i| i.low))),
            text(end(row.interval.map(|i| i.high))),
            text(row.n),
            text(row.earlier_rank),
            text(row.places),
            text(row.points),
            row.arrow.map_or("", Arrow::as_str).into(),
            row.class
                .as_ref()
                .map_or("", |class| class.get(lang))
                .into(),
        ]
    }
}
