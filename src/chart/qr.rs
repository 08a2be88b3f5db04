//! QR codes of links, as SVG and PNG.

use qrcode::render::svg;
use qrcode::{Color, EcLevel, QrCode};

/// Modules of white around the code (ISO/IEC 18004 asks for four).
const QUIET: usize = 4;
/// Dots of a PNG a module.
const DOTS: usize = 8;

/// A QR code.
pub struct Qr {
    code: QrCode,
}

impl Qr {
    /// The code of a text of at most 1,600 bytes; a longer text gives the code of its beginning.
    pub fn new(text: &str) -> Self {
        Self::guarded(text, EcLevel::M)
    }

    /// The same, readable with a quarter of it dirty or torn.
    pub fn for_walls(text: &str) -> Self {
        Self::guarded(text, EcLevel::Q)
    }

    fn guarded(text: &str, level: EcLevel) -> Self {
        let bytes = &text.as_bytes()[..text.len().min(1_600)];
        let code = QrCode::with_error_correction_level(bytes, level);
        Self {
            code: code.unwrap_or_else(|_| QrCode::new(b"").expect("an empty code always fits")),
        }
    }

    /// As SVG, black on white, without a fixed size.
    pub fn to_svg(&self) -> String {
        let drawn = self
            .code
            .render::<svg::Color<'_>>()
            .quiet_zone(true)
            .min_dimensions(240, 240)
            .build();
        drawn.replacen("<?xml version=\"1.0\" standalone=\"yes\"?>", "", 1)
    }

    /// As a PNG with eight dots a module.
    pub fn to_png(&self) -> Vec<u8> {
        let modules = self.code.width();
        let side = (modules + 2 * QUIET) * DOTS;
        let mut dots = vec![255_u8; side * side];
        for (position, color) in self.code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let (x, y) = (
                    (position % modules + QUIET) * DOTS,
                    (position / modules + QUIET) * DOTS,
                );
                for row in y..y + DOTS {
                    dots[row * side + x..row * side + x + DOTS].fill(0);
                }
            }
        }
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, side as u32, side as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let written = encoder
            .write_header()
            .and_then(|mut writer| writer.write_image_data(&dots));
        debug_assert!(written.is_ok(), "writing to memory cannot fail");
        file
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_becomes_a_square_picture_in_both_formats() {
        let qr = Qr::new("https://hl.hungyen.gov.vn/k/0123456789abcdefghjkmnpqrs");
        assert!(qr.to_svg().starts_with("<svg"));
        let decoder = png::Decoder::new(std::io::Cursor::new(qr.to_png()));
        let reader = decoder.read_info().unwrap();
        assert_eq!(reader.info().width, reader.info().height);
        assert!(reader.info().width > 200);
    }
}
