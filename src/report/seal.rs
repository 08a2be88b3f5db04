//! The QR code of a release, so that a printed report can be checked.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use super::order::{ReportError, Seal};

/// The address of a release as the SVG of a QR code that survives a photocopier.
pub(super) fn qr(seal: &Seal) -> Result<String, ReportError> {
    let code = QrCode::with_error_correction_level(&seal.url, EcLevel::M)
        .map_err(|_| ReportError::SealTooLong(seal.url.len()))?;
    Ok(code
        .render::<svg::Color>()
        .min_dimensions(200, 200)
        .quiet_zone(true)
        .build())
}
