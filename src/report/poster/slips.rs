//! A sheet of slips to be cut apart: a code, its QR, where to type it, and nothing that tells one slip from another.

use super::Printing;
#[cfg(feature = "pdf")]
use super::typed;
use crate::report::ReportError;

/// Slips of one office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipSheet {
    /// Name of the office, as on its sign.
    pub office: String,
    /// Each code as it is printed, with the whole address it opens.
    pub slips: Vec<(String, String)>,
    /// The whole address where a code is typed.
    pub desk: String,
    /// Last day on which they work, `14/01/2027`.
    pub expires: String,
}

/// Ten slips a page, A4, as PDF.
#[cfg(feature = "pdf")]
pub fn slips(sheet: &SlipSheet, printing: &Printing<'_>) -> Result<Vec<u8>, ReportError> {
    use std::collections::HashMap;
    use std::sync::LazyLock;

    use typst::foundations::Bytes;
    use typst::syntax::Source;

    use crate::chart::Qr;
    use crate::report::typesetter::{self, file};

    static TEMPLATE: LazyLock<Source> =
        LazyLock::new(|| typesetter::template("/slips.typ", include_str!("slips.typ")));

    let mut files = HashMap::new();
    let mut slips = Vec::with_capacity(sheet.slips.len());
    for (number, (code, url)) in (1..).zip(&sheet.slips) {
        let picture = format!("/slip-{number}.svg");
        files.insert(file(&picture), Bytes::from_string(Qr::new(url).to_svg()));
        slips.push(serde_json::json!({ "code": code, "qr": picture }));
    }
    let json = serde_json::json!({
        "office": sheet.office,
        "desk": typed(&sheet.desk),
        "expires": sheet.expires,
        "simulated": printing.simulated,
        "date": printing.day(),
        "slips": slips,
    });
    files.insert(file("/slips.json"), Bytes::from_string(json.to_string()));
    let document = typesetter::set(&TEMPLATE, files)?;
    let pdf = typesetter::export(&document, "slips".to_owned());
    // The codes must not stay in what the typesetter remembers.
    typst::comemo::evict(0);
    pdf
}

/// Without the feature `pdf` there is no paper.
#[cfg(not(feature = "pdf"))]
pub fn slips(_: &SlipSheet, _: &Printing<'_>) -> Result<Vec<u8>, ReportError> {
    Err(ReportError::WithoutPdf)
}
