//! What went wrong, as RFC 9457 problem JSON for programs and as a page for people.
//!
//! Every fault of a lower floor becomes a [`Problem`] at the door; [`in_the_visitors_words`] writes it in
//! the language and the form the visitor can read. A problem never carries what only the log may know.

mod body;
mod fault;
mod kind;
mod reading;
mod serde_words;
#[cfg(test)]
mod tests;
mod visitor;

pub use body::{FieldFaultBody, ProblemBody};
pub use fault::{FieldFault, Problem};
pub use kind::Kind;
pub use reading::{LARGEST_BODY, readers};
pub use visitor::{in_the_visitors_words, lang_of, prefers_html};
