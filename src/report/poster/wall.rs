//! A poster of a collection point: what is asked, whose it is, a QR code and the same address to type.

use serde::Serialize;

use super::Printing;
#[cfg(feature = "pdf")]
use super::typed;
use crate::report::ReportError;

/// A collection point on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poster {
    /// Name of the office, as on its sign.
    pub office: String,
    /// Name of the collection point, where it is not that of the office.
    pub point: Option<String>,
    /// Its whole address.
    pub url: String,
}

/// Size of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    /// 210 × 297 mm, for a wall.
    A4,
    /// 105 × 148 mm, for a counter.
    A6,
}

/// One page a poster, as PDF.
#[cfg(feature = "pdf")]
pub fn posters(
    posters: &[Poster],
    size: Size,
    printing: &Printing<'_>,
) -> Result<Vec<u8>, ReportError> {
    use std::collections::HashMap;
    use std::sync::LazyLock;

    use typst::foundations::Bytes;
    use typst::syntax::Source;

    use crate::chart::Qr;
    use crate::report::typesetter::{self, file};

    static TEMPLATE: LazyLock<Source> =
        LazyLock::new(|| typesetter::template("/wall.typ", include_str!("wall.typ")));

    let mut files = HashMap::new();
    let mut pages = Vec::with_capacity(posters.len());
    for (number, poster) in (1..).zip(posters) {
        let picture = format!("/poster-{number}.svg");
        let code = Qr::for_walls(&poster.url).to_svg();
        files.insert(file(&picture), Bytes::from_string(code));
        pages.push(serde_json::json!({
            "office": poster.office,
            "point": poster.point,
            "address": typed(&poster.url),
            "qr": picture,
        }));
    }
    let json = serde_json::json!({
        "size": size, "issuer": printing.issuer, "simulated": printing.simulated, "date": printing.day(), "posters": pages,
    });
    files.insert(file("/posters.json"), Bytes::from_string(json.to_string()));
    let document = typesetter::set(&TEMPLATE, files)?;
    let pdf = typesetter::export(&document, "posters".to_owned());
    typst::comemo::evict(0);
    pdf
}

/// Without the feature `pdf` there is no paper.
#[cfg(not(feature = "pdf"))]
pub fn posters(_: &[Poster], _: Size, _: &Printing<'_>) -> Result<Vec<u8>, ReportError> {
    Err(ReportError::WithoutPdf)
}
