//! Vietnamese alphabetical order: A Ă Â B … D Đ E Ê …, tones after letters, Phường 2 before Phường 10.

use std::cmp::Ordering;
use std::sync::OnceLock;

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::locale;

use super::atlas::Atlas;

fn collator() -> &'static CollatorBorrowed<'static> {
    static COLLATOR: OnceLock<CollatorBorrowed<'static>> = OnceLock::new();
    COLLATOR.get_or_init(|| {
        let mut preferences = CollatorPreferences::from(locale!("vi"));
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        Collator::try_new(preferences, CollatorOptions::default())
            .expect("the collation of Vietnamese is compiled in")
    })
}

/// Compares two texts in Vietnamese order; equal texts in NFC and NFD are equal.
///
/// ```
/// use sipas::place::compare;
///
/// let mut names = ["Hà Nội", "Đà Nẵng", "Phường 10", "Cà Mau", "Phường 2", "Cao Bằng"];
/// names.sort_by(|a, b| compare(a, b));
/// assert_eq!(names, ["Cà Mau", "Cao Bằng", "Đà Nẵng", "Hà Nội", "Phường 2", "Phường 10"]);
/// ```
pub fn compare(a: &str, b: &str) -> Ordering {
    collator().compare(a, b)
}

/// Bytes that sort as [`compare`] does, for sorting many texts or for a database column.
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() * 2);
    match collator().write_sort_key_to(text, &mut key) {
        Ok(()) => key,
    }
}

impl Atlas {
    /// The order of this atlas's lists: [`compare`].
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        compare(a, b)
    }

    /// Bytes that sort as its lists do: [`sort_key`].
    pub fn sort_key(&self, text: &str) -> Vec<u8> {
        sort_key(text)
    }
}
