//! E-mail addresses, dossier codes and number plates: letters and digits together.

use super::text::{Text, digit};
use super::{Found, Span};

/// E-mail addresses, also with spaces around their signs and with the sign in words.
pub(super) fn mail(text: &Text) -> Vec<Span> {
    let mut spans = Vec::new();
    for (at, end) in signs(text) {
        let before = back_over_spaces(text, at);
        let start = (0..before)
            .rev()
            .take_while(|&n| is_local(text.chars[n]))
            .last();
        let Some(start) = start else { continue };
        if let Some(end) = domain(text, end) {
            spans.push(Span {
                start,
                end,
                found: Found::Mail,
            });
        }
    }
    spans
}

/// Where an “@” stands: as a sign, as `(at)`, as `a còng`.
fn signs(text: &Text) -> Vec<(usize, usize)> {
    let mut signs = Vec::new();
    for (at, &c) in text.chars.iter().enumerate() {
        if c == '@' || c == '＠' {
            signs.push((at, at + 1));
        }
    }
    for word in text.words.iter().filter(|word| word.small == "at") {
        let around = (
            word.start.checked_sub(1).and_then(|n| text.at(n)),
            text.at(word.end),
        );
        if matches!(around, (Some('('), Some(')')) | (Some('['), Some(']'))) {
            signs.push((word.start - 1, word.end + 1));
        }
    }
    for pair in text.words.windows(2) {
        if pair[0].small == "a" && matches!(pair[1].small.as_str(), "còng" | "cong" | "móc") {
            signs.push((pair[0].start, pair[1].end));
        }
    }
    signs
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._%+-".contains(c)
}

fn back_over_spaces(text: &Text, at: usize) -> usize {
    let spaces = (0..at)
        .rev()
        .take_while(|&n| text.chars[n] == ' ')
        .take(2)
        .count();
    at - spaces
}

/// The end of `example.com`, spaces around its dots forgiven, “chấm” and “dot” read as one.
fn domain(text: &Text, from: usize) -> Option<usize> {
    let (mut at, mut labels, mut end) = (from, 0, from);
    loop {
        at += (at..text.chars.len())
            .take_while(|&n| text.chars[n] == ' ')
            .take(2)
            .count();
        let stop = (at..text.chars.len())
            .find(|&n| !(text.chars[n].is_ascii_alphanumeric() || text.chars[n] == '-'));
        let stop = stop.unwrap_or(text.chars.len());
        if stop == at {
            break;
        }
        labels += 1;
        end = stop;
        let spaces = (stop..text.chars.len())
            .take_while(|&n| text.chars[n] == ' ')
            .take(2)
            .count();
        let dot = stop + spaces;
        let said = text
            .words
            .iter()
            .find(|word| word.start == dot)
            .map(|word| (word.small.as_str(), word.end));
        at = match (text.at(dot), said) {
            (Some('.'), _) => dot + 1,
            (_, Some(("chấm" | "cham" | "dot", end))) => end,
            _ => break,
        };
    }
    (labels >= 2).then_some(end)
}

/// Codes of dossiers: `H40.25.10-251122-0012`, `000.00.16.H26-210315-0021`.
pub(super) fn dossiers(text: &Text) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = 0;
    while at < text.chars.len() {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '–');
        let end = (at..text.chars.len())
            .find(|&n| !is_part(text.chars[n]))
            .unwrap_or(text.chars.len());
        let parts: Vec<&[char]> = text.chars[at..end]
            .split(|c| matches!(c, '-' | '–'))
            .collect();
        let digits = |part: &[char]| part.iter().all(char::is_ascii_digit).then_some(part.len());
        let tail = |part: &[char]| part.iter().take_while(|c| c.is_ascii_digit()).count();
        let is_code = parts.windows(3).any(|three| {
            !three[0].is_empty() && digits(three[1]) == Some(6) && tail(three[2]) >= 3
        });
        if is_code {
            let dots = text.chars[at..end]
                .iter()
                .rev()
                .take_while(|c| matches!(c, '.' | '-' | '–'))
                .count();
            spans.push(Span {
                start: at,
                end: end - dots,
                found: Found::Dossier,
            });
        }
        at = end.max(at + 1);
    }
    spans
}

/// Number plates: `29A-123.45`, `89-B1 234.56`, `30F12345`.
pub(super) fn plates(text: &Text) -> Vec<Span> {
    let chars = &text.chars;
    let mut spans = Vec::new();
    let is_digit = |at: usize| text.at(at).is_some_and(|c| digit(c).is_some());
    let skip = |at: usize| {
        at + (at..chars.len())
            .take_while(|&n| matches!(chars[n], ' ' | '-' | '.' | '–'))
            .take(3)
            .count()
    };
    for start in 0..chars.len() {
        let begins = is_digit(start) && is_digit(start + 1) && !is_digit(start + 2);
        let fresh = start == 0
            || !(chars[start - 1].is_alphanumeric() || matches!(chars[start - 1], '.' | ',' | '/'));
        if !(begins && fresh) || chars[start] == '0' {
            continue;
        }
        let mut at = skip(start + 2);
        let letters = (at..chars.len())
            .take_while(|&n| chars[n].is_ascii_alphabetic() || chars[n] == 'Đ')
            .count();
        if !(1..=2).contains(&letters) {
            continue;
        }
        let capital = chars[at].is_uppercase();
        at += letters;
        // A motorcycle has one more digit beside its letter; it stands apart from the rest.
        let series = usize::from(is_digit(at) && !is_digit(at + 1));
        at = skip(at + series);
        let mut digits = 0;
        let mut end = at;
        while digits < 6
            && (is_digit(end)
                || (digits == 3
                    && matches!(text.at(end), Some('.' | ' '))
                    && is_digit(end + 1)
                    && is_digit(end + 2)))
        {
            digits += usize::from(is_digit(end));
            end += 1;
        }
        let ends = text.at(end).is_none_or(|c| !c.is_alphanumeric());
        if ends
            && (digits == 5
                || (digits == 4
                    && capital
                    && letters == 1
                    && (series == 1 || at == start + 3 + series || chars[at - 1] == '-')))
        {
            spans.push(Span {
                start,
                end,
                found: Found::Plate,
            });
        }
    }
    spans
}
