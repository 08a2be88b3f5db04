//! Takes out of a comment what points to a person, before it is sealed (che thông tin cá nhân).
//!
//! A comment is opened together with others and read by an inspector; who is named in it, and who wrote it, is not for the
//! inspector to learn from here. What is taken out leaves a word in brackets, so that the sentence can still be understood.
//! Rather one number too many than one too few: an amount of money, a date or the number of a decree stays, a row of digits
//! that could be a telephone goes. Nothing here finds everything; the notice asks people to write no names.

mod compounds;
mod contacts;
mod names;
mod numbers;
#[cfg(test)]
mod tests;
mod text;
mod words;

use self::text::Text;
use super::sheet::MAX_COMMENT_BYTES;

/// What was found, and the word that takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    Name,
    Phone,
    Identity,
    Account,
    Plate,
    Dossier,
    Mail,
    Digits,
}

impl Found {
    fn word(self) -> &'static str {
        match self {
            Self::Name => "[tên]",
            Self::Phone => "[số điện thoại]",
            Self::Identity => "[số giấy tờ]",
            Self::Account => "[số tài khoản]",
            Self::Plate => "[biển số xe]",
            Self::Dossier => "[mã hồ sơ]",
            Self::Mail => "[thư điện tử]",
            Self::Digits => "[dãy số]",
        }
    }
}

/// Characters from `start` up to `end`, to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    start: usize,
    end: usize,
    found: Found,
}

/// The comment with names, telephone, identity and account numbers, plates, dossier codes and e-mail addresses replaced.
/// Never longer than a sheet holds.
pub fn mask(comment: &str) -> String {
    let text = Text::read(comment);
    // What stands first is not looked at again by those that follow.
    let mut spans = contacts::mail(&text);
    for find in [
        contacts::dossiers,
        contacts::plates,
        numbers::find,
        names::find,
    ] {
        let more = find(&text);
        spans.retain(|own: &Span| {
            !more
                .iter()
                .any(|new| new.start < own.start && own.end < new.end)
        });
        let free = more.into_iter().filter(|new| {
            spans
                .iter()
                .all(|own| new.end <= own.start || own.end <= new.start)
        });
        let free: Vec<Span> = free.collect();
        spans.extend(free);
    }
    spans.sort_unstable();
    let (mut masked, mut at) = (String::with_capacity(comment.len()), 0);
    for span in spans {
        masked.extend(&text.chars[at..span.start]);
        masked.push_str(span.found.word());
        at = span.end;
    }
    masked.extend(&text.chars[at..]);
    shortened(masked)
}

fn shortened(mut text: String) -> String {
    if text.len() > MAX_COMMENT_BYTES {
        let fits = (0..=MAX_COMMENT_BYTES)
            .rev()
            .find(|&end| text.is_char_boundary(end));
        text.truncate(fits.unwrap_or(0));
    }
    text
}
