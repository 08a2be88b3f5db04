//! What all paper of a day shares.

#[cfg(feature = "pdf")]
use chrono::Datelike as _;
use chrono::NaiveDate;

/// Who prints, when, and whether it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printing<'a> {
    /// Who stands at the head, if anybody is named.
    pub issuer: Option<&'a str>,
    /// The day the file is dated.
    pub day: NaiveDate,
    /// Whether the answers of this house are simulated; the paper then says so.
    pub simulated: bool,
}

#[cfg(feature = "pdf")]
impl Printing<'_> {
    /// Year, month, day of the file's metadata.
    pub(super) fn day(&self) -> (i32, u32, u32) {
        (self.day.year(), self.day.month(), self.day.day())
    }
}

/// An address as people type it: without its scheme.
#[cfg(feature = "pdf")]
pub(super) fn typed(url: &str) -> &str {
    let bare = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    bare.unwrap_or(url).trim_end_matches('/')
}
