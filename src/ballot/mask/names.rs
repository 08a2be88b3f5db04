//! Names of people: after a title, after “tên tôi là”, a family name with what follows it, or a given name alone.
//!
//! Nearly every given name is also an ordinary syllable (hoa, bình, thu, hải), and many people write without capitals. A
//! given name that stands alone in small letters therefore goes only when it is no other word, or when the word before it
//! announces a person and the word after it does not make another word of it. In the Vietnamese texts of our own pages and
//! forms, in small letters, no word is taken for a name; a test holds that.

use super::compounds::is_one_word;
use super::text::{Text, Word};
use super::words::{
    ANNOUNCERS, FAMILIES, FIRM, FIRST_HALVES, GIVEN, HONORIFICS, LONE, MIDDLES, NO_NAMES, OFFICES,
    PLACES, SHY, TITLED, TITLES, WHEREABOUTS,
};
use super::{Found, Span};

/// Words of the longest name.
const LONGEST: usize = 5;

pub(super) fn find(text: &Text) -> Vec<Span> {
    let reader = Reader(text);
    let mut spans = Vec::new();
    let mut at = 0;
    while at < text.words.len() {
        let name = reader
            .introduced(at)
            .or_else(|| reader.titled(at))
            .or_else(|| reader.in_full(at))
            .or_else(|| reader.alone(at));
        let Some((first, after)) = name else {
            at += 1;
            continue;
        };
        spans.push(Span {
            start: text.words[first].start,
            end: text.words[after - 1].end,
            found: Found::Name,
        });
        at = after;
    }
    spans
}

struct Reader<'a>(&'a Text);

impl Reader<'_> {
    fn word(&self, at: usize) -> Option<&Word> {
        self.0.words.get(at)
    }

    fn small(&self, at: usize) -> &str {
        self.word(at).map_or("", |word| word.small.as_str())
    }

    /// Whether a word follows the one before it without a mark between them.
    fn follows(&self, at: usize) -> bool {
        at > 0 && at < self.0.words.len() && self.0.joined(&self.0.words[at - 1], &self.0.words[at])
    }

    /// “tên tôi là Lan”, “họ và tên: Nguyễn Văn Ba”, “tôi là Trần Thị Hoa”.
    fn introduced(&self, at: usize) -> Option<(usize, usize)> {
        let says = |words: &[&str]| {
            words
                .iter()
                .enumerate()
                .all(|(n, word)| self.small(at + n) == *word)
        };
        let certain: &[&[&str]] = &[
            &["tên", "tôi", "là"],
            &["tên", "em", "là"],
            &["tên", "mình", "là"],
            &["tôi", "tên", "là"],
            &["em", "tên", "là"],
            &["mình", "tên", "là"],
            &["họ", "và", "tên"],
            &["họ", "tên"],
            &["ho", "va", "ten"],
            &["ho", "ten"],
            &["ten", "toi", "la"],
            &["toi", "ten", "la"],
            &["tôi", "tên"],
            &["em", "tên"],
        ];
        // Common words too: what follows in small letters must be a name by itself.
        let weaker: &[&[&str]] = &[&["ký", "tên"], &["người", "gửi"], &["người", "viết"]];
        if let Some(words) = weaker.iter().find(|words| says(words)) {
            let first = at + words.len();
            let named = self.word(first).is_some_and(|word| {
                let small = word.small.as_str();
                word.capital || FAMILIES.contains(&small) || self.is_given(first)
            });
            if !named {
                return None;
            }
        }
        let mut certain = certain.iter().chain(weaker);
        if let Some(words) = certain.find(|words| says(words)) {
            let mut first = at + words.len();
            if self.small(first) == "là" {
                first += 1;
            }
            let near = self.word(first).is_some_and(|word| {
                let end = self.0.words[first - 1].end;
                let between = &self.0.chars[end..word.start];
                between.len() <= 4
                    && between
                        .iter()
                        .all(|c| matches!(c, ' ' | ':' | '\u{a0}' | '-' | '\n' | '.'))
            });
            if !near {
                return None;
            }
            while self.is_honorific(first) && self.follows(first + 1) {
                first += 1;
            }
            let any = |at: usize| !NO_NAMES.contains(&self.small(at));
            return self.take(first, &any);
        }
        let perhaps: &[&[&str]] = &[
            &["tôi", "là"],
            &["mình", "là"],
            &["em", "là"],
            &["toi", "la"],
        ];
        let words = perhaps.iter().find(|words| says(words))?;
        let first = at + words.len();
        if !self.follows(first) {
            return None;
        }
        if self.is_honorific(first) {
            return self.titled(first);
        }
        let capital = |at: usize| self.is_capital_name(at);
        let taken = self.take(first, &capital)?;
        let family = FAMILIES.contains(&self.small(first)) || taken.1 - taken.0 >= 2;
        family.then_some(taken).or_else(|| self.in_full(first))
    }

    fn is_honorific(&self, at: usize) -> bool {
        let small = self.small(at);
        let titled = |(last, before): &(&str, &[&str])| {
            *last == small && at > 0 && self.follows(at) && before.contains(&self.small(at - 1))
        };
        HONORIFICS.contains(&small) || TITLES.iter().any(titled)
    }

    /// “chị Lan”, “cán bộ Trần Thị Hoa”, “anh tuấn”.
    fn titled(&self, at: usize) -> Option<(usize, usize)> {
        if !self.is_honorific(at) {
            return None;
        }
        let mut first = at + 1;
        while self.follows(first) && matches!(self.small(first), "tên" | "ten") {
            first += 1;
            if self.small(first) == "là" {
                first += 1;
            }
        }
        if !self.follows(first) || self.is_honorific(first) {
            return None;
        }
        if self.word(first)?.capital {
            return self.take(first, &|at| self.is_capital_name(at));
        }
        if let Some(name) = self.in_full(first) {
            return Some(name);
        }
        let shy = SHY.contains(&self.small(at));
        (self.is_given(first) && !shy && !self.is_half(first)).then_some((first, first + 1))
    }

    /// “tuấn làm chậm”, “gặp lan ở quầy 3”, “hôm qua Hương làm sai”: a given name without a title.
    fn alone(&self, at: usize) -> Option<(usize, usize)> {
        let small = self.small(at);
        let before = if self.follows(at) {
            self.small(at - 1)
        } else {
            ""
        };
        if self.is_half(at) || self.names_a_place(at) || WHEREABOUTS.contains(&before) {
            return None;
        }
        let sure = LONE.contains(&small);
        let announced = FIRM.contains(&small) && ANNOUNCERS.contains(&before);
        (sure || announced || self.is_lone_capital(at)).then_some((at, at + 1))
    }

    /// A given name with a capital inside a sentence in small letters, and no capital beside it: “Hương”, not “Nam Định”.
    fn is_lone_capital(&self, at: usize) -> bool {
        let small = |at: usize| self.word(at).is_none_or(|word| !word.capital);
        self.word(at).is_some_and(|word| word.capital)
            && GIVEN.contains(&self.small(at))
            && self.follows(at)
            && small(at - 1)
            && (small(at + 1) || !self.follows(at + 1))
    }

    /// Whether a word is a given name where one is expected.
    fn is_given(&self, at: usize) -> bool {
        GIVEN.contains(&self.small(at)) || TITLED.contains(&self.small(at))
    }

    /// Whether a word is half of an ordinary one together with a neighbour: “bình thường”, “tăng cường”.
    fn is_half(&self, at: usize) -> bool {
        (self.follows(at + 1) && is_one_word(self.small(at), self.small(at + 1)))
            || (self.follows(at) && FIRST_HALVES.contains(&self.small(at - 1)))
    }

    /// “Nguyễn Văn Ba”, “nguyễn thị hoa”, unless a street or a place is called so.
    fn in_full(&self, at: usize) -> Option<(usize, usize)> {
        let family = self.word(at)?;
        if !FAMILIES.contains(&family.small.as_str()) || self.names_a_place(at) {
            return None;
        }
        let certain =
            self.follows(at + 1) && MIDDLES.contains(&self.small(at + 1)) && self.follows(at + 2);
        if certain && !NO_NAMES.contains(&self.small(at + 2)) && !family.capital {
            let given = |at: usize| self.follows(at) && GIVEN.contains(&self.small(at));
            return Some((at, at + 3 + usize::from(given(at + 3))));
        }
        let shouted =
            family.end - family.start > 1 && self.0.chars[family.start + 1].is_uppercase();
        let (first, after) = self.take(at, &|at| self.is_capital_name(at))?;
        // In a text of capitals every word looks like a name.
        let enough = if shouted { certain } else { after - first >= 3 };
        let of_a_city = self.small(at + 1) == "chí" && self.small(at + 2) == "minh";
        (enough && !of_a_city).then_some((first, after))
    }

    fn names_a_place(&self, at: usize) -> bool {
        (1..=2).any(|back| {
            at >= back
                && (at - back + 1..=at).all(|n| self.follows(n))
                && PLACES.contains(&self.small(at - back))
        })
    }

    fn is_capital_name(&self, at: usize) -> bool {
        let office = OFFICES.iter().any(|(first, second)| {
            (self.small(at) == *first && self.small(at + 1) == *second && self.follows(at + 1))
                || (at > 0 && self.small(at) == *second && self.small(at - 1) == *first)
        });
        self.word(at).is_some_and(|word| word.capital)
            && !NO_NAMES.contains(&self.small(at))
            && !office
    }

    /// The words from `first` on that a name may have.
    fn take(&self, first: usize, fits: &dyn Fn(usize) -> bool) -> Option<(usize, usize)> {
        let mut after = first;
        while after - first < LONGEST
            && self.word(after).is_some()
            && (after == first || self.follows(after))
            && fits(after)
        {
            after += 1;
        }
        (after > first).then_some((first, after))
    }
}
