//! Findings as files (báo cáo): a document to print, a workbook to calculate with, rows for other programs.
//!
//! Every number comes from [`Findings`], behind the disclosure gate; a report asks nothing of the store
//! and computes nothing but the words around the numbers.

mod csv;
mod draft;
mod lang;
mod order;
#[cfg(feature = "pdf")]
mod paper;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "pdf")]
mod seal;
mod summary;
mod tables;
mod workbook;

pub use lang::Lang;
pub use order::{Charts, CsvFlavour, CsvRows, Format, Options, ReportError, Seal};

use crate::findings::Findings;

/// Writes findings as a file of the format asked for.
///
/// The charts are drawn from the same findings; only a PDF shows them, a workbook draws its own.
pub fn write(
    format: Format,
    findings: &Findings,
    charts: &Charts,
    options: &Options,
) -> Result<Vec<u8>, ReportError> {
    match format {
        #[cfg(feature = "pdf")]
        Format::Pdf => pdf::write(findings, charts, options),
        #[cfg(not(feature = "pdf"))]
        Format::Pdf => Err(ReportError::WithoutPdf),
        Format::Xlsx => workbook::write(findings, options),
        Format::Csv => Ok(csv::write(findings, options)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::sample::sample;
    use chrono::NaiveDate;

    #[test]
    fn tmp_pdf() {
        let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" width="800" height="300" viewBox="0 0 800 300" role="img"><title>x</title><rect width="800" height="300" fill="#eef"/><text x="20" y="60" font-family="Be Vietnam Pro" font-size="30">Chỉ số hài lòng Hưng Yên ≥ 95</text><circle cx="400" cy="150" r="50"/></svg>"##;
        let charts = Charts {
            places: Some(svg.into()),
            criteria: Some(svg.into()),
            heat: Some(svg.into()),
            trend: Some(svg.into()),
            map: None,
        };
        let mut o = Options::new(Lang::Vi, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
        o.issuer = Some("Sở Nội vụ tỉnh Hưng Yên".into());
        o.seal = Some(Seal {
            release_id: "2026/sipas-1001-2023/v1/1".into(),
            hash: "ab".repeat(32),
            url: "https://hailong.hungyen.gov.vn/releases/2026-1".into(),
        });
        let t = std::time::Instant::now();
        let pdf = write(Format::Pdf, &sample(false), &charts, &o).unwrap();
        eprintln!("{:?} {}", t.elapsed(), pdf.len());
        std::fs::write("/tmp/report-out/vi.pdf", pdf).unwrap();
    }
}
