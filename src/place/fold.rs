//! Forms of a name for comparing: folded (no marks), and spelled (tones apart from where they are placed).
//!
//! Folded names collide (Cẩm Giang and Cẩm Giàng are two communes of one province), so a fold finds candidates and
//! never decides.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::is_nfc;

/// The search form: lower case, without tone and vowel marks, đ as d, hyphens, dashes and slashes as one space, other
/// punctuation dropped. NFC and NFD give the same.
///
/// ```
/// assert_eq!(sipas::place::fold("Bà Rịa - Vũng Tàu"), "ba ria vung tau");
/// assert_eq!(sipas::place::fold("Cư M’gar"), "cu mgar");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    for character in text.nfd() {
        if character.is_whitespace() || matches!(character, '-' | '/' | '\u{2010}'..='\u{2015}') {
            space = true;
            continue;
        }
        if !character.is_alphanumeric() {
            continue; // marks U+0300–U+036F and punctuation
        }
        if space && !folded.is_empty() {
            folded.push(' ');
        }
        space = false;
        for lower in character.to_lowercase() {
            // đ has no decomposition.
            folded.push(if lower == 'đ' { 'd' } else { lower });
        }
    }
    folded
}

/// Lower case with all marks, the tone of each word moved behind it: Hoà and Hòa, Thủy and Thuỷ become the same.
pub(super) fn spelling(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len() + 4);
    for word in text.to_lowercase().split_whitespace() {
        let word = word.replace('\'', "\u{2019}");
        if !spelled.is_empty() {
            spelled.push(' ');
        }
        let is_tone =
            |c: &char| matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
        // Recomposed, so that ơ is a letter of its own and does not begin like o.
        spelled.extend(word.nfd().filter(|c| !is_tone(c)).nfc());
        spelled.extend(word.nfd().filter(is_tone));
    }
    spelled
}

/// A folded name with the spelling variants of official lists made alike: Quí/Quý, Sĩ/Sỹ, Sà/Xà.
pub(super) fn loose(folded: &str) -> String {
    let alike = folded.replace('y', "i");
    let words: Vec<_> = alike
        .split(' ')
        .map(|word| match word.strip_prefix('x') {
            Some(rest) => format!("s{rest}"),
            None => word.to_owned(),
        })
        .collect();
    words.join(" ")
}

/// NFC, trimmed, single ordinary spaces, U+2019 for apostrophes: how every text enters.
pub(super) fn clean(text: &str) -> String {
    let text = text.trim();
    let ordinary = text.is_ascii() || is_nfc(text);
    let single = !text.contains("  ") && text.chars().all(|c| c == ' ' || !c.is_whitespace());
    if ordinary && single && !text.contains('\'') {
        return text.to_owned();
    }
    let words: Vec<_> = text.split_whitespace().collect();
    words
        .join(" ")
        .nfc()
        .map(|c| if c == '\'' { '\u{2019}' } else { c })
        .collect()
}
