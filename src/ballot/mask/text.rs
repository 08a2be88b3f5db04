//! A comment as characters and words, without the marks that nobody sees.

use unicode_normalization::UnicodeNormalization as _;

/// A comment in NFC.
pub(super) struct Text {
    /// Its characters, without invisible ones.
    pub chars: Vec<char>,
    /// Its words: runs of letters, each with what it reads in small letters.
    pub words: Vec<Word>,
}

/// A run of letters.
pub(super) struct Word {
    pub start: usize,
    pub end: usize,
    pub small: String,
    /// Whether it begins with a capital.
    pub capital: bool,
}

impl Text {
    pub(super) fn read(comment: &str) -> Self {
        let chars: Vec<char> = comment
            .chars()
            .filter(|c| !is_invisible(*c))
            .nfc()
            .collect();
        let mut words = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            let end = (at..chars.len())
                .find(|&n| !chars[n].is_alphabetic())
                .unwrap_or(chars.len());
            if end > at {
                words.push(Word {
                    start: at,
                    end,
                    small: chars[at..end]
                        .iter()
                        .flat_map(|c| c.to_lowercase())
                        .collect(),
                    capital: chars[at].is_uppercase(),
                });
            }
            at = end.max(at + 1);
        }
        Self { chars, words }
    }

    /// Whether two words are neighbours in one sentence: only spaces, or a full stop after an initial, between them.
    pub(super) fn joined(&self, first: &Word, second: &Word) -> bool {
        let between = &self.chars[first.end..second.start];
        let initial = first.end - first.start == 1 && between.first() == Some(&'.');
        let rest = if initial { &between[1..] } else { between };
        rest.len() <= 3
            && rest.iter().all(|c| matches!(c, ' ' | '\u{a0}' | '\t'))
            && !between.is_empty()
    }

    /// The small letters of the words that end at most `reach` characters before a place, nearest first.
    pub(super) fn words_before(&self, place: usize, reach: usize) -> impl Iterator<Item = &str> {
        let before = self
            .words
            .iter()
            .rev()
            .filter(move |word| word.end <= place);
        before
            .take_while(move |word| place - word.end <= reach)
            .map(|word| word.small.as_str())
    }

    /// The character at a place, if there is one.
    pub(super) fn at(&self, place: usize) -> Option<char> {
        self.chars.get(place).copied()
    }
}

/// The digit that a character is read as: in any width, and without the ring or key of an emoji.
pub(super) fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let plain = std::iter::once(c).nfkc().next()?;
    plain.to_digit(10)
}

/// Joiners, direction marks, soft hyphens, variation selectors and the key of keycap emoji.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{20e3}' | '\u{feff}')
}
