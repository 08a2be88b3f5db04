//! Files that are fetched in pieces: one range of their bytes (RFC 9110, section 14), or the whole.
//!
//! Safari on an iPhone plays no sound from a service that does not answer ranges. Several ranges at once are answered with
//! the whole file, as the standard allows.

use std::ops::Range;

use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// What of a file is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    /// All of it.
    Whole,
    /// These bytes of it.
    Part(Range<usize>),
    /// Bytes that it does not have.
    Nothing,
}

impl Wanted {
    /// What a `Range` asks of a file of so many bytes; what is no single range of bytes asks for the whole.
    fn read(asked: &str, length: usize) -> Self {
        let one = asked
            .trim()
            .split_once('=')
            .filter(|(unit, spec)| unit.eq_ignore_ascii_case("bytes") && !spec.contains(','));
        let Some((first, last)) = one.and_then(|(_, spec)| spec.trim().split_once('-')) else {
            return Self::Whole;
        };
        let range = match (position(first), position(last)) {
            (Some(first), None) if last.is_empty() => first..length,
            (Some(first), Some(last)) if first <= last => first..length.min(last.saturating_add(1)),
            (None, Some(count)) if first.is_empty() => length.saturating_sub(count)..length,
            _ => return Self::Whole,
        };
        if range.is_empty() {
            return Self::Nothing;
        }
        Self::Part(range)
    }
}

/// A position as it is written; one beyond all files is the last one there can be.
fn position(digits: &str) -> Option<usize> {
    let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| digits.parse().unwrap_or(usize::MAX))
}

/// The reply to whoever fetches a file: 200 with the whole, 206 with the part that was asked for, 416 where it has no such
/// part, 304 to whoever has it.
pub fn reply(
    asked: &HeaderMap,
    kind: &'static str,
    keep: &'static str,
    file: Vec<u8>,
) -> HttpResponse {
    let length = file.len();
    let tag = format!("\"{}\"", HEXLOWER.encode(&Sha256::digest(&file)[..12]));
    let says = |name: header::HeaderName| asked.get(name).and_then(|value| value.to_str().ok());
    let about = |mut reply: HttpResponseBuilder| {
        reply.insert_header((header::ACCEPT_RANGES, "bytes"));
        reply.insert_header((header::CACHE_CONTROL, keep));
        reply.insert_header((header::ETAG, tag.as_str()));
        reply
    };
    if says(header::IF_NONE_MATCH).is_some_and(|known| known == tag) {
        return about(HttpResponse::NotModified()).finish();
    }
    // A part of another edition of the file would not fit what is there already.
    let same = says(header::IF_RANGE).is_none_or(|known| known == tag);
    let wanted = match says(header::RANGE).filter(|_| same) {
        Some(asked) => Wanted::read(asked, length),
        None => Wanted::Whole,
    };
    let file = Bytes::from(file);
    match wanted {
        Wanted::Whole => about(HttpResponse::Ok()).content_type(kind).body(file),
        Wanted::Part(part) => {
            let last = part.end - 1;
            let range = format!("bytes {}-{last}/{length}", part.start);
            about(HttpResponse::PartialContent())
                .content_type(kind)
                .insert_header((header::CONTENT_RANGE, range))
                .body(file.slice(part))
        }
        Wanted::Nothing => about(HttpResponse::RangeNotSatisfiable())
            .insert_header((header::CONTENT_RANGE, format!("bytes */{length}")))
            .finish(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_read_as_the_standard_says() {
        for (asked, part) in [
            ("bytes=0-1", 0..2),
            ("bytes=0-", 0..10),
            ("bytes=9-", 9..10),
            ("bytes=4-4", 4..5),
            ("bytes=4-99999999999999999999999", 4..10),
            ("Bytes=-3", 7..10),
            ("bytes=-99", 0..10),
        ] {
            assert_eq!(Wanted::read(asked, 10), Wanted::Part(part), "{asked}");
        }
    }

    #[test]
    fn bytes_beyond_the_end_are_not_there() {
        for asked in [
            "bytes=10-",
            "bytes=10-12",
            "bytes=-0",
            "bytes=99999999999999999999999-",
        ] {
            assert_eq!(Wanted::read(asked, 10), Wanted::Nothing, "{asked}");
        }
    }

    #[test]
    fn what_is_no_single_range_of_bytes_is_the_whole() {
        for asked in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-4",
            "bytes=a-b",
            "bytes=1-b",
            "bytes=+1-2",
            "lines=1-2",
            "bytes=0-1,3-4",
            "bytes=--1",
            "bytes=1--1",
            "đoạn=1-2",
        ] {
            assert_eq!(Wanted::read(asked, 10), Wanted::Whole, "{asked}");
        }
        let all = "bytes=0-";
        assert_eq!(Wanted::read(all, 0), Wanted::Nothing, "of an empty file");
    }
}
