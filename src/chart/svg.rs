//! The finished picture: an SVG that needs no style sheet and no script, and the PNG made of it.

use std::fmt::Write as _;
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::canvas::{Canvas, UNITS};
use super::draw::ChartError;
use super::lettering::DATABASE;

/// Families for words, the embedded one first; system faces of about the same width after it.
const WORDS: &str = "Be Vietnam Pro,Segoe UI,Roboto,Noto Sans,Arial,sans-serif";
/// Families for columns of numbers: all have digits of one width.
const FIGURES: &str = "Inter Tabular,Segoe UI,Roboto,Noto Sans,Arial,sans-serif";
/// Largest picture to raster, in pixels: 200 MB. A taller chart gets a smaller scale.
const MOST_PIXELS: f64 = 50e6;

/// A chart as SVG: `role="img"`, a title and a description, no style, no script, nothing from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Svg {
    text: String,
    width: u32,
    height: u32,
}

impl Svg {
    /// The SVG document, without an XML declaration, so that it also fits into a page.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Width and height in CSS pixels.
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// The picture as PNG, in the embedded fonts; `scale` 2.0 for sharp screens and print. Clamped to
    /// 0.1–8, and lower for a picture that would exceed 50 megapixels.
    pub fn to_png(&self, scale: f32) -> Result<Vec<u8>, ChartError> {
        Ok(raster(&self.text, scale)?.0)
    }
}

/// A chart that is put together and not yet written down.
pub struct Picture {
    pub(super) canvas: Canvas,
    /// Width and height in pixels.
    pub(super) size: (f64, f64),
    pub(super) lang: &'static str,
    pub(super) title: String,
    pub(super) description: String,
}

impl Picture {
    /// Width and height in CSS pixels.
    pub fn size(&self) -> (u32, u32) {
        (self.size.0 as u32, self.size.1 as u32)
    }

    /// What it says to a reader who cannot see it: its title, what it is about, and what stands out.
    pub fn in_words(&self) -> String {
        format!("{}. {}", self.title, self.description)
    }

    /// Turns the marks into the document.
    pub fn svg(&self) -> Result<Svg, ChartError> {
        let (width, height) = self.size;
        let raw = self
            .canvas
            .play(width, height)
            .map_err(|e| ChartError::Drawing(e.to_string()))?;
        let lang = self.lang;
        let mut text = String::with_capacity(raw.len());
        let _ = write!(
            text,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" lang=\"{lang}\" xml:lang=\"{lang}\" \
             width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" font-family=\"{WORDS}\">\n\
             <title>{}</title>\n<desc>{}</desc>\n",
            width * UNITS,
            height * UNITS,
            escaped(&self.title),
            escaped(&self.description),
        );
        let mut figures = false;
        let mut lines = raw.lines().skip(1);
        while let Some(line) = lines.next() {
            // A run of numbers names their family once, not at every number.
            let is_text = line.starts_with("<text");
            let wanted = is_text && line.contains(" font-family=\"figures\"");
            if (is_text || line.starts_with("</svg")) && wanted != figures {
                if wanted {
                    let _ = writeln!(text, "<g font-family=\"{FIGURES}\">");
                } else {
                    text.push_str("</g>\n");
                }
                figures = wanted;
            }
            let line = line
                .replace(" opacity=\"1\"", "")
                .replace(" stroke=\"none\"", "")
                .replace(" font-family=\"words\"", "")
                .replace(" font-family=\"figures\"", "")
                .replace("font-weight=\"bold\"", "font-weight=\"600\"")
                .replace(" text-anchor=\"start\"", "");
            text.push_str(&with_short_size(&line));
            if is_text {
                // plotters puts the words on a line of their own; the line break would be a space.
                text.push_str(lines.next().unwrap_or_default());
                text.push_str(lines.next().unwrap_or_default());
            }
            text.push('\n');
        }
        Ok(Svg {
            text,
            width: width as u32,
            height: height as u32,
        })
    }
}

/// An SVG of this room as PNG in the embedded fonts, with its width and height in pixels. The scale is clamped to 0.1–8, and
/// lower for a picture that would exceed 50 megapixels.
pub fn raster(svg: &str, scale: f32) -> Result<(Vec<u8>, (u32, u32)), ChartError> {
    let options = Options {
        fontdb: Arc::clone(&DATABASE),
        font_family: super::lettering::FONTS[0].0.to_owned(),
        ..Options::default()
    };
    let fault = |why: String| ChartError::Raster(why);
    let tree = Tree::from_str(svg, &options).map_err(|e| fault(e.to_string()))?;
    let (width, height) = (
        f64::from(tree.size().width()),
        f64::from(tree.size().height()),
    );
    let scale = f64::from(scale)
        .clamp(0.1, 8.0)
        .min((MOST_PIXELS / (width * height)).sqrt());
    let side = |pixels: f64| (pixels * scale).round().max(1.0) as u32;
    let mut picture = Pixmap::new(side(width), side(height))
        .ok_or_else(|| fault("the picture has no size".into()))?;
    let scaled = Transform::from_scale(scale as f32, scale as f32);
    resvg::render(&tree, scaled, &mut picture.as_mut());
    let png = picture.encode_png().map_err(|e| fault(e.to_string()))?;
    Ok((png, (picture.width(), picture.height())))
}

/// plotters divides the font size by 1.24 and prints every digit of the quotient.
fn with_short_size(line: &str) -> String {
    let Some((before, rest)) = line.split_once("font-size=\"") else {
        return line.to_owned();
    };
    let Some((size, after)) = rest.split_once('"') else {
        return line.to_owned();
    };
    let size = size
        .parse::<f64>()
        .map_or(48.0, |s| (s * 10.0).round() / 10.0);
    format!("{before}font-size=\"{size}\"{after}")
}

fn escaped(text: &str) -> String {
    // XML 1.0 has no way to write a control character.
    text.replace(char::is_control, " ")
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
