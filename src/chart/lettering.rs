//! The embedded fonts, and how wide a text is in them.

use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::Database;
use ttf_parser::Face;

use super::colour::{Colour, INK, MUTED};

/// The embedded fonts (SIL Open Font Licence): family, weight, TrueType file. Be Vietnam Pro for words;
/// “Inter Tabular” for columns of numbers, because its digits are all of one width.
pub const FONTS: [(&str, u16, &[u8]); 4] = [
    (
        "Be Vietnam Pro",
        400,
        include_bytes!("fonts/BeVietnamPro-Regular.ttf"),
    ),
    (
        "Be Vietnam Pro",
        600,
        include_bytes!("fonts/BeVietnamPro-SemiBold.ttf"),
    ),
    (
        "Inter Tabular",
        400,
        include_bytes!("fonts/InterTabular-Regular.ttf"),
    ),
    (
        "Inter Tabular",
        600,
        include_bytes!("fonts/InterTabular-SemiBold.ttf"),
    ),
];

static FACES: LazyLock<Vec<Face<'static>>> = LazyLock::new(|| {
    FONTS
        .iter()
        .filter_map(|(_, _, file)| Face::parse(file, 0).ok())
        .collect()
});

/// The fonts as the PNG renderer wants them, loaded once.
pub(super) static DATABASE: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut database = Database::new();
    for (_, _, file) in FONTS {
        database.load_font_data(file.to_vec());
    }
    database.set_sans_serif_family(FONTS[0].0);
    Arc::new(database)
});

/// Where a text hangs from its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lettering {
    /// Font size in pixels.
    pub size: f64,
    pub bold: bool,
    /// Digits of one width, for columns of numbers.
    pub figures: bool,
    pub colour: Colour,
}

impl Lettering {
    pub(super) const fn words(size: f64) -> Self {
        Self {
            size,
            bold: false,
            figures: false,
            colour: INK,
        }
    }

    pub(super) const fn figures(size: f64) -> Self {
        Self {
            figures: true,
            ..Self::words(size)
        }
    }

    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) const fn muted(self) -> Self {
        self.coloured(MUTED)
    }

    pub(super) const fn coloured(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    pub(super) const fn sized(self, size: f64) -> Self {
        Self { size, ..self }
    }

    /// Distance from one baseline to the next, in pixels.
    pub(super) fn leading(self) -> f64 {
        (self.size * 1.36).round()
    }

    /// Width of a text in pixels. Kerning is left out, it only makes a text narrower.
    pub(super) fn width(self, text: &str) -> f64 {
        let own = usize::from(self.figures) * 2 + usize::from(self.bold);
        let fallback = usize::from(self.bold);
        text.chars()
            .map(|c| {
                [own, fallback]
                    .into_iter()
                    .filter_map(|i| FACES.get(i))
                    .find_map(|face| {
                        let advance = face.glyph_hor_advance(face.glyph_index(c)?)?;
                        Some(f64::from(advance) / f64::from(face.units_per_em()))
                    })
                    .unwrap_or(0.7)
                    * self.size
            })
            .sum()
    }

    /// The widest of several texts.
    pub(super) fn widest<'a>(self, texts: impl IntoIterator<Item = &'a str>) -> f64 {
        texts.into_iter().map(|t| self.width(t)).fold(0.0, f64::max)
    }

    /// Breaks a text into lines of at most `room` pixels, between words; a word that is wider than the
    /// room is broken inside, nothing is ever cut off.
    pub(super) fn wrap(self, text: &str, room: f64) -> Vec<String> {
        let space = self.width(" ");
        let mut lines: Vec<String> = Vec::new();
        let mut filled = f64::MAX;
        for word in words_of(text) {
            let width = self.width(word);
            match lines.last_mut() {
                Some(line) if filled + space + width <= room => {
                    line.push(' ');
                    line.push_str(word);
                    filled += space + width;
                }
                _ if width <= room => {
                    lines.push(word.to_owned());
                    filled = width;
                }
                _ => {
                    let pieces = self.broken(word, room);
                    filled = pieces.last().map_or(0.0, |piece| self.width(piece));
                    lines.extend(pieces);
                }
            }
        }
        lines
    }

    /// Breaks a word that is wider than the room.
    fn broken(self, word: &str, room: f64) -> Vec<String> {
        let mut pieces = vec![String::new()];
        let mut filled = 0.0;
        for letter in word.chars() {
            let width = self.width(letter.encode_utf8(&mut [0; 4]));
            if filled > 0.0 && filled + width > room {
                pieces.push(String::new());
                filled = 0.0;
            }
            if let Some(piece) = pieces.last_mut() {
                piece.push(letter);
            }
            filled += width;
        }
        pieces
    }

    /// A text in at most `most` lines broken between words only, set smaller where it must be, but not
    /// below 7 pixels.
    pub(super) fn fitted(self, text: &str, room: f64, most: usize) -> (Self, Vec<String>) {
        let mut style = self;
        loop {
            let whole_words = style.widest(words_of(text)) <= room;
            let lines = style.wrap_evenly(text, room);
            if (whole_words && lines.len() <= most) || style.size <= 7.0 {
                return (style, lines);
            }
            style = style.sized(style.size - 0.25);
        }
    }

    /// [`wrap`](Self::wrap) into the fewest lines, but of nearly equal length.
    pub(super) fn wrap_evenly(self, text: &str, room: f64) -> Vec<String> {
        let lines = self.wrap(text, room);
        // The narrowest room that needs no more lines and breaks no more words, to half a pixel.
        let (mut low, mut high) = (self.widest(words_of(text)), room);
        while lines.len() > 1 && high - low > 0.5 {
            let middle = f64::midpoint(low, high);
            if self.wrap(text, middle).len() <= lines.len() {
                high = middle;
            } else {
                low = middle;
            }
        }
        self.wrap(text, high)
    }
}

/// The words of a text; a no-break space does not part them.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() && c != '\u{a0}')
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_embedded_fonts_parse_and_know_every_vietnamese_letter() {
        assert_eq!(FACES.len(), FONTS.len());
        let letters = "aàảãáạăằẳẵắặâầẩẫấậđeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ";
        for face in &FACES[..2] {
            for c in letters.chars().chain(letters.to_uppercase().chars()) {
                assert!(face.glyph_index(c).is_some(), "{c}");
            }
            for c in "–—·…“”’≥≤±₫%‰".chars() {
                assert!(face.glyph_index(c).is_some(), "{c}");
            }
        }
    }

    #[test]
    fn digits_in_number_columns_are_all_of_one_width() {
        let figures = Lettering::figures(12.0);
        for digit in "123456789".chars() {
            let width = figures.width(&digit.to_string());
            assert!((width - figures.width("0")).abs() < 1e-9);
        }
    }

    #[test]
    fn a_wrapped_text_keeps_every_letter_and_fits_its_room() {
        let text = "Tiếp nhận, xử lý phản ánh, kiến nghị của người dân, Nghiêngngảnghiêngngả";
        let style = Lettering::words(12.0);
        for room in [30.0, 72.0, 150.0, 900.0] {
            for lines in [style.wrap(text, room), style.wrap_evenly(text, room)] {
                let letters = |s: &str| s.replace(' ', "");
                assert_eq!(letters(&lines.concat()), letters(text));
                assert!(lines.iter().all(|l| style.width(l) <= room), "{lines:?}");
            }
        }
        assert!(style.wrap("", 100.0).is_empty());
    }
}
