//! What the library cannot say of a Word document: heads that come again on each page, words for those who do not see a
//! picture, who wrote it; and the packing, always with the same bytes.

use std::io::{Cursor, Read as _};

use docx_rs::XMLDocx;

use crate::report::bundle::bundle;
use crate::report::order::ReportError;
use crate::report::paper::Paper;

/// Every row is kept whole; the first one of a table with a coloured head comes again on each page.
const WHOLE_ROW: &str = "<w:cantSplit />";
const COLOURED: &str = "w:fill=\"0B5394\"";
const PICTURE: &str = "name=\"Figure\"";

/// Finishes the parts and packs them. `alternatives` are the words for the pictures, in their order.
pub(super) fn finish(
    mut parts: XMLDocx,
    paper: &Paper<'_>,
    alternatives: &[String],
) -> Result<Vec<u8>, ReportError> {
    let document = String::from_utf8_lossy(&parts.document);
    let again = format!("{WHOLE_ROW}<w:tblHeader />");
    let tables = document.split("<w:tbl>").map(|table| {
        if table.contains(COLOURED) {
            table.replacen(WHOLE_ROW, &again, 1)
        } else {
            table.to_owned()
        }
    });
    let document = tables.collect::<Vec<_>>().join("<w:tbl>");
    let mut pieces = document.split(PICTURE);
    let mut finished = pieces.next().unwrap_or_default().to_owned();
    for (piece, words) in pieces.zip(
        alternatives
            .iter()
            .map(String::as_str)
            .chain(std::iter::repeat("")),
    ) {
        finished += PICTURE;
        finished += " descr=\"";
        finished += &escaped(words);
        finished += "\"";
        finished += piece;
    }
    parts.document = finished.into_bytes();
    let core = String::from_utf8_lossy(&parts.doc_props.core);
    let title = format!(
        "<dc:title>{}</dc:title><dc:language>{}</dc:language></cp:coreProperties>",
        escaped(paper.title),
        paper.lang
    );
    let creator = format!(
        "<dc:creator>{}</dc:creator>",
        escaped(paper.issuer.unwrap_or("sipas"))
    );
    let modifier = creator.replace("dc:creator", "cp:lastModifiedBy");
    let core = core
        .replace("<dc:creator>unknown</dc:creator>", &creator)
        .replace("<cp:lastModifiedBy>unknown</cp:lastModifiedBy>", &modifier)
        .replace("</cp:coreProperties>", &title);
    parts.doc_props.core = core.into_bytes();
    let fault = |fault: &dyn std::fmt::Display| ReportError::Document(fault.to_string());
    let mut packed = Cursor::new(Vec::new());
    parts.pack(&mut packed).map_err(|e| fault(&e))?;
    // The library packs without squeezing.
    let mut archive = zip::ZipArchive::new(packed).map_err(|e| fault(&e))?;
    let mut files = Vec::with_capacity(archive.len());
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(|e| fault(&e))?;
        if file.is_dir() {
            continue;
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|e| fault(&e))?;
        let name = file.name().map_err(|e| fault(&e))?.into_owned();
        files.push((name, bytes));
    }
    bundle(files)
}

fn escaped(text: &str) -> String {
    text.replace(char::is_control, " ")
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
