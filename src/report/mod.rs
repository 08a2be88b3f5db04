//! Findings as files (báo cáo): a document to print, a workbook to calculate with, rows for other programs.
//!
//! Every number comes from [`Findings`], behind the disclosure gate; a report asks nothing of the store
//! and computes nothing but the words around the numbers. What hangs on a wall or lies on a counter is printed in
//! [`poster`].

mod bundle;
mod chapters;
mod csv;
mod docx;
mod draft;
mod key_figures;
mod lang;
mod method;
mod order;
mod paper;
#[cfg(feature = "pdf")]
mod pdf;
mod pieces;
pub mod poster;
#[cfg(feature = "pdf")]
mod seal;
mod summary;
mod tables;
#[cfg(test)]
mod tests;
#[cfg(feature = "pdf")]
mod typesetter;
mod workbook;

pub use bundle::{Bundle, bundle};
pub use csv::{OneStop, Qd766, is_of_unit, one_stop, qd766};
pub use lang::Lang;
pub use order::{Charts, CsvFlavour, CsvRows, Format, Options, ReportError, Seal};
pub use workbook::Sheets;

use crate::findings::Findings;

/// Writes findings as a file of the format asked for.
///
/// The charts are drawn from the same findings; documents and the bundle of charts show them, a workbook draws its own.
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
        Format::Docx => docx::write(findings, charts, options),
        Format::Xlsx => workbook::write(findings, options),
        Format::Csv => Ok(csv::write(findings, options)),
        Format::Zip => all_charts(charts),
    }
}

/// Every chart as SVG and as PNG, in one file.
fn all_charts(charts: &Charts) -> Result<Vec<u8>, ReportError> {
    let mut files = Vec::new();
    for (name, svg) in charts.named() {
        let (png, _) = crate::chart::raster(svg, 2.0)
            .map_err(|fault| ReportError::Bundle(fault.to_string()))?;
        files.push((format!("{name}.svg"), svg.as_bytes().to_vec()));
        files.push((format!("{name}.png"), png));
    }
    bundle(files)
}
