//! Findings as files (báo cáo): a document to print, a workbook to calculate with, rows for other programs.
//!
//! Every number comes from [`Findings`], behind the disclosure gate; a report asks nothing of the store
//! and computes nothing but the words around the numbers. What hangs on a wall or lies on a counter is printed in
//! [`poster`].

mod chapters;
mod csv;
mod draft;
mod key_figures;
mod lang;
mod method;
mod order;
#[cfg(feature = "pdf")]
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

pub use csv::{OneStop, Qd766, is_of_unit, one_stop, qd766};
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
