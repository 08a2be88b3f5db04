//! Rows of digits: telephone, identity and account numbers, told from dates, amounts and the numbers of decrees.

use super::text::{Text, digit};
use super::words::{ACCOUNTS, DIGITS, PAPERS, PHONES, UNITS};
use super::{Found, Span};

/// Fewest digits of a row that is a number of somebody without a word that says so.
const MANY: usize = 9;
/// How far back a word may stand that says what a number is.
const REACH: usize = 28;
/// Digits in words that make a telephone number.
const SPELLED: usize = 8;

/// Digits next to each other.
#[derive(Debug, Clone)]
struct Chunk {
    start: usize,
    end: usize,
    digits: String,
}

pub(super) fn find(text: &Text) -> Vec<Span> {
    let mut spans = spelled(text);
    for chain in chains(text) {
        let harmless: Vec<bool> = harmless(text, &chain);
        let mut at = 0;
        while at < chain.len() {
            if harmless[at] {
                at += 1;
                continue;
            }
            let end = (at..chain.len())
                .find(|&n| harmless[n])
                .unwrap_or(chain.len());
            spans.extend(judge(text, &chain[at..end]));
            at = end;
        }
    }
    spans
}

/// Digits that only spaces and marks keep apart.
fn chains(text: &Text) -> Vec<Vec<Chunk>> {
    let mut chains: Vec<Vec<Chunk>> = Vec::new();
    let mut at = 0;
    while at < text.chars.len() {
        let Some(_) = digit_at(text, at) else {
            at += 1;
            continue;
        };
        let digits: String = (at..text.chars.len())
            .map_while(|n| digit_at(text, n))
            .collect();
        let chunk = Chunk {
            start: at,
            end: at + digits.chars().count(),
            digits,
        };
        at = chunk.end;
        match chains.last_mut() {
            Some(chain)
                if chain
                    .last()
                    .is_some_and(|last| is_gap(text, last.end, chunk.start)) =>
            {
                chain.push(chunk);
            }
            _ => chains.push(vec![chunk]),
        }
    }
    chains
}

/// The digit at a place; an O beside a digit is a nought.
fn digit_at(text: &Text, at: usize) -> Option<char> {
    let c = text.at(at)?;
    if let Some(value) = digit(c) {
        return char::from_digit(value, 10);
    }
    let is_digit = |n: Option<usize>| {
        n.and_then(|n| text.at(n))
            .is_some_and(|c| digit(c).is_some())
    };
    let beside = is_digit(at.checked_sub(1)) || is_digit(Some(at + 1));
    let alone = |n: Option<usize>| {
        n.and_then(|n| text.at(n))
            .is_none_or(|c| !c.is_alphabetic())
    };
    let nought =
        matches!(c, 'O' | 'o') && beside && alone(at.checked_sub(1)) && alone(Some(at + 1));
    nought.then_some('0')
}

fn is_gap(text: &Text, from: usize, to: usize) -> bool {
    let gap = &text.chars[from..to];
    gap.len() <= 3 && gap.iter().all(|c| is_mark(*c))
}

fn is_mark(c: char) -> bool {
    c == ' ' || c == '\u{a0}' || c == '\t' || ".-–—/_,()+*·|~".contains(c)
}

/// Which chunks are part of a date, an amount, the number of a decree or a year.
fn harmless(text: &Text, chain: &[Chunk]) -> Vec<bool> {
    let mut harmless = vec![false; chain.len()];
    let between = |n: usize| &text.chars[chain[n].end..chain[n + 1].start];
    let number = |n: usize| chain[n].digits.parse::<u64>().unwrap_or(u64::MAX);
    let is_year = |n: usize| chain[n].digits.len() == 4 && (1900..2100).contains(&number(n));
    let mut at = 0;
    while at < chain.len() {
        // The end of a longer number is no amount.
        let fresh = at == 0
            || harmless[at - 1]
            || between(at - 1).iter().any(|c| !" .,\u{a0}".contains(*c));
        let length = date(chain, at, &between, &number, &is_year)
            .or_else(|| {
                let named = text.words_before(chain[at].start, 2).next();
                (is_year(at) && matches!(named, Some("năm" | "nam"))).then_some(1)
            })
            .or_else(|| decree(text, chain, at, &between))
            .or_else(|| fresh.then(|| amount(text, chain, at, &between))?)
            .unwrap_or(0);
        harmless[at..at + length].fill(true);
        at += length.max(1);
    }
    let only_years = (0..chain.len()).all(|n| harmless[n] || is_year(n));
    if only_years {
        harmless.fill(true);
    }
    harmless
}

/// 12/03/2025, 12-3-25, 2025-03-12, 03/2025.
fn date<'t>(
    chain: &[Chunk],
    at: usize,
    between: &dyn Fn(usize) -> &'t [char],
    number: &dyn Fn(usize) -> u64,
    is_year: &dyn Fn(usize) -> bool,
) -> Option<usize> {
    let short = |n: usize| chain[n].digits.len() <= 2;
    let (day, month) = (
        |n: usize| short(n) && (1..=31).contains(&number(n)),
        |n: usize| short(n) && (1..=12).contains(&number(n)),
    );
    if at + 2 < chain.len()
        && between(at) == between(at + 1)
        && matches!(between(at), ['/' | '-' | '.'])
    {
        let slashed = between(at) == ['/'];
        let ends_in_year = is_year(at + 2) || (slashed && chain[at + 2].digits.len() == 2);
        if (day(at) && month(at + 1) && ends_in_year)
            || (is_year(at) && month(at + 1) && day(at + 2))
        {
            return Some(3);
        }
    }
    (at + 1 < chain.len() && matches!(between(at), ['/' | '-']) && month(at) && is_year(at + 1))
        .then_some(2)
}

/// 118/2025/NĐ-CP, 766/QĐ-TTg: digits, a stroke, capitals.
fn decree<'t>(
    text: &Text,
    chain: &[Chunk],
    at: usize,
    between: &dyn Fn(usize) -> &'t [char],
) -> Option<usize> {
    let lettered = |n: usize| {
        text.at(chain[n].end) == Some('/')
            && text.at(chain[n].end + 1).is_some_and(char::is_uppercase)
    };
    if chain[at].digits.len() > 5 {
        return None;
    }
    if lettered(at) {
        return Some(1);
    }
    let follows = at + 1 < chain.len() && between(at) == ['/'] && chain[at + 1].digits.len() == 4;
    (follows && lettered(at + 1)).then_some(2)
}

/// 12.500.000, 200,000 đồng, 15 000 000đ, 500000 VND, 1,5 triệu.
fn amount<'t>(
    text: &Text,
    chain: &[Chunk],
    at: usize,
    between: &dyn Fn(usize) -> &'t [char],
) -> Option<usize> {
    let first = &chain[at];
    if first.digits.starts_with('0') && first.digits.len() > 1 {
        return None;
    }
    let grouped = |n: usize| {
        n + 1 < chain.len()
            && chain[n + 1].digits.len() == 3
            && between(n) == between(at)
            && matches!(between(n), ['.' | ',' | ' '])
    };
    let mut last = at;
    if first.digits.len() <= 3 {
        while grouped(last) {
            last += 1;
        }
    }
    let groups = last - at;
    let decimal = last + 1 < chain.len()
        && matches!(between(last), [',' | '.'])
        && chain[last + 1].digits.len() <= 2;
    let end = last + usize::from(decimal);
    let counted = [end, last]
        .into_iter()
        .find(|&n| has_unit(text, chain[n].end));
    if let Some(end) = counted {
        return Some(end - at + 1);
    }
    // Written with marks like money and not announced as anything else.
    let marked =
        groups > 0 && matches!(between(at), ['.' | ',']) && announced(text, first.start).is_none();
    let apart = last + 1 >= chain.len() || between(last).contains(&' ');
    (marked && apart).then_some(groups + 1)
}

fn has_unit(text: &Text, end: usize) -> bool {
    if text.at(end) == Some('%') {
        return true;
    }
    let space = usize::from(matches!(text.at(end), Some(' ' | '\u{a0}')));
    let word = text.words.iter().find(|word| word.start == end + space);
    word.is_some_and(|word| UNITS.contains(&word.small.as_str()))
}

/// What the words before a number say that it is.
fn announced(text: &Text, start: usize) -> Option<Found> {
    text.words_before(start, REACH).find_map(|word| {
        [
            (PHONES, Found::Phone),
            (ACCOUNTS, Found::Account),
            (PAPERS, Found::Identity),
        ]
        .into_iter()
        .find_map(|(words, found)| words.contains(&word).then_some(found))
    })
}

fn judge(text: &Text, chunks: &[Chunk]) -> Option<Span> {
    let (first, last) = (chunks.first()?, chunks.last()?);
    let digits: String = chunks.iter().map(|chunk| chunk.digits.as_str()).collect();
    let count = digits.len();
    let plus = first
        .start
        .checked_sub(1)
        .filter(|&n| matches!(text.at(n), Some('+' | '＋')));
    let start = plus.unwrap_or(first.start);
    let span = |found| {
        Some(Span {
            start,
            end: last.end,
            found,
        })
    };
    let at_home = digits.starts_with('0');
    let abroad = digits.starts_with("84") && (count == 11 || (plus.is_some() && count >= MANY))
        || digits.starts_with("0084");
    if abroad || plus.is_some() && count >= MANY {
        return span(Found::Phone);
    }
    let said = announced(text, first.start);
    if at_home && matches!(count, 9..=11) {
        return span(said.unwrap_or(Found::Phone));
    }
    if said.is_some() && count >= if said == Some(Found::Account) { 6 } else { 7 } {
        // The service numbers of offices belong to nobody.
        let service = count <= 10 && (digits.starts_with("1900") || digits.starts_with("1800"));
        return if service { None } else { span(said?) };
    }
    // Strokes and commas list things; a number of somebody is not written so, unless it begins as one.
    let listed = chunks.windows(2).any(|two| {
        text.chars[two[0].end..two[1].start]
            .iter()
            .any(|c| "/,()*|~".contains(*c))
    });
    if count < MANY || (listed && !at_home) {
        return None;
    }
    match count {
        9 | 12 => span(Found::Identity),
        _ => span(Found::Digits),
    }
}

/// “không chín một hai …”.
fn spelled(text: &Text) -> Vec<Span> {
    let mut spans = Vec::new();
    let is_digit = |n: usize| DIGITS.contains(&text.words[n].small.as_str());
    let mut at = 0;
    while at < text.words.len() {
        let mut end = at;
        while end < text.words.len()
            && is_digit(end)
            && (end == at || is_gap(text, text.words[end - 1].end, text.words[end].start))
        {
            end += 1;
        }
        if end - at >= SPELLED {
            spans.push(Span {
                start: text.words[at].start,
                end: text.words[end - 1].end,
                found: Found::Phone,
            });
        }
        at = end.max(at + 1);
    }
    spans
}
