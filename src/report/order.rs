//! What is ordered from the report room, and why an order may fail.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use super::lang::Lang;
use crate::findings::Mend;
use crate::published::PointsRule;

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A4 document to print and file.
    Pdf,
    /// A4 document to be completed in Word, and signed.
    Docx,
    /// Workbook with numbers to calculate with.
    Xlsx,
    /// Plain rows for other programs.
    Csv,
    /// All charts as SVG and PNG, in one file.
    Zip,
}

impl Format {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Docx, Self::Xlsx, Self::Csv, Self::Zip];

    /// File name ending without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Zip => "zip",
        }
    }

    /// Media type for HTTP.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Zip => "application/zip",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.extension())
    }
}

impl FromStr for Format {
    type Err = ReportError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.extension().eq_ignore_ascii_case(text))
            .ok_or_else(|| ReportError::UnknownFormat(text.chars().take(20).collect()))
    }
}

/// Charts as SVG text, drawn by the chart room from the same findings; what is absent is left out.
#[derive(Debug, Clone, Default)]
pub struct Charts {
    /// Ranking bars of the places.
    pub places: Option<String>,
    /// Five-level bars by criterion.
    pub criteria: Option<String>,
    /// Factor × place table in colours.
    pub heat: Option<String>,
    /// The index over time.
    pub trend: Option<String>,
    /// Tile map of the provinces.
    pub map: Option<String>,
    /// Places by number of answers; in the bundle of charts only.
    pub funnel: Option<String>,
    /// Ranks with their confidence sets; in the bundle of charts only.
    pub ranks: Option<String>,
    /// What to mend first.
    pub mend: Option<String>,
}

impl Charts {
    /// The charts there are, by the name of their file.
    pub(super) fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("places", &self.places),
            ("criteria", &self.criteria),
            ("heat", &self.heat),
            ("trend", &self.trend),
            ("map", &self.map),
            ("funnel", &self.funnel),
            ("ranks", &self.ranks),
            ("mend", &self.mend),
        ];
        all.into_iter()
            .filter_map(|(name, svg)| Some((name, svg.as_deref()?)))
    }
}

/// How a report is to be written.
#[derive(Debug, Clone)]
pub struct Options {
    /// Language of everything in the file.
    pub lang: Lang,
    /// Day the report is dated.
    pub prepared_on: NaiveDate,
    /// Who issues it, printed at the head and signed at the end; nobody if absent.
    pub issuer: Option<String>,
    /// Percentage from which a place is counted as having reached the target (0–100).
    pub target: f64,
    /// For whom a CSV is written.
    pub csv: CsvFlavour,
    /// Which rows a CSV holds.
    pub rows: CsvRows,
    /// How an index becomes points of another index (PAR INDEX, an index of communes): one more column of the CSV
    /// summary.
    pub points: Option<PointsRule>,
    /// The release the figures come from, if they are released.
    pub seal: Option<Seal>,
    /// What the place has to mend first, where it can be compared: a chapter of documents to print.
    pub mend: Option<Mend>,
}

/// A report in Vietnamese of no particular day: name the day with [`Options::new`].
impl Default for Options {
    fn default() -> Self {
        Self::new(Lang::Vi, NaiveDate::default())
    }
}

impl Options {
    /// A report without issuer and seal, target 90 %, CSV summary for people.
    pub fn new(lang: Lang, prepared_on: NaiveDate) -> Self {
        Self {
            lang,
            prepared_on,
            issuer: None,
            target: 90.0,
            csv: CsvFlavour::People,
            rows: CsvRows::Summary,
            points: None,
            seal: None,
            mend: None,
        }
    }
}

/// Proof that the figures are those of an immutable release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Id of the release.
    pub release_id: String,
    /// Hex SHA-256 of its canonical JSON.
    pub hash: String,
    /// Where it can be checked; printed as text and as a QR code.
    pub url: String,
}

/// For whom a CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvFlavour {
    /// For a spreadsheet on a Vietnamese computer: BOM, `;`, decimal comma, CRLF.
    #[default]
    People,
    /// For a program: no BOM, `,`, decimal point, LF.
    Machine,
}

/// Which rows a CSV holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvRows {
    /// One row per unit: the place itself, then the places below it.
    #[default]
    Summary,
    /// One row per criterion of the place, with a count per level.
    Counts,
}

/// Why a report was not written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The word names no format.
    #[error("“{0}” is not a report format: choose pdf, docx, xlsx, csv or zip")]
    UnknownFormat(String),
    /// Built without the feature `pdf`.
    #[error(
        "this program was built without PDF: ask for xlsx or csv, or build it with the feature “pdf”"
    )]
    WithoutPdf,
    /// The typesetter refused the document.
    #[error("the PDF could not be typeset ({0}); the same figures can be had as xlsx or csv")]
    Typesetting(String),
    /// The Word document could not be put together.
    #[error(
        "the Word document could not be written ({0}); the same figures can be had as pdf or xlsx"
    )]
    Document(String),
    /// Several files could not be put into one.
    #[error("the files could not be put into one ({0}); ask for them one by one")]
    Bundle(String),
    /// The workbook could not be put together.
    #[error("the workbook could not be written ({0}); the same figures can be had as csv or pdf")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The address of the seal does not fit into a QR code.
    #[error(
        "the address of the release is too long for a QR code ({0} bytes): shorten the public address in the settings"
    )]
    SealTooLong(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_known_by_its_ending_and_nothing_else() {
        assert_eq!("PDF".parse::<Format>().unwrap(), Format::Pdf);
        assert_eq!("xlsx".parse::<Format>().unwrap().to_string(), "xlsx");
        let error = "odt".parse::<Format>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "“odt” is not a report format: choose pdf, docx, xlsx, csv or zip"
        );
    }
}
