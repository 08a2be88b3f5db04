//! The summary in words: whole sentences, in Vietnamese and English, that say what is known and how surely.

mod index;
mod mend;
mod parts;
mod places;
mod weights;

use crate::findings::Findings;
use crate::report::order::Options;

/// Paragraphs of the summary, each a few grammatical sentences.
pub(super) fn paragraphs(findings: &Findings, options: &Options) -> Vec<String> {
    let lang = options.lang;
    let mut paragraphs = vec![index::overall(findings, lang)];
    paragraphs.extend(index::change(findings, lang));
    paragraphs.extend(weights::sentences(findings, lang));
    paragraphs.extend(index::walk_in(findings, lang));
    paragraphs.extend(parts::branches(findings, lang));
    paragraphs.extend(parts::criteria(findings, lang));
    paragraphs.extend(places::spread(findings, options));
    paragraphs.extend(places::extremes(findings, lang));
    paragraphs.extend(places::doubt(findings, lang));
    paragraphs.extend(parts::people(findings, lang));
    paragraphs
}

pub(super) use mend::{actions, limits};
pub(super) use parts::lower_first;
pub(super) use places::{Census, units};
pub(super) use weights::sentences as weights_in_words;
