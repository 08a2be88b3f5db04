//! Questionnaires as data.

mod text;

pub use text::Text;
