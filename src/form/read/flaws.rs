//! The list that every part of the reading writes its flaws to.

use unicode_normalization::is_nfc;

use crate::form::fault::{Flaw, Path};
use crate::form::text::Text;

/// All flaws found so far.
#[derive(Debug, Default)]
pub(super) struct Flaws(pub(super) Vec<Flaw>);

impl Flaws {
    /// Notes a flaw.
    pub(super) fn tell(&mut self, path: Path, message: impl Into<String>) {
        self.0.push(Flaw::new(path, message));
    }

    /// Notes what is wrong with a text in any of its languages.
    pub(super) fn check_text(&mut self, text: &Text, path: &Path) {
        for (lang, words) in text.languages() {
            let path = path.key(lang);
            if words.trim().is_empty() {
                let language = match lang {
                    "vi" => "Vietnamese",
                    "en" => "English",
                    other => other,
                };
                self.tell(path, format!("the {language} text is empty"));
            } else if words.chars().any(|c| c.is_control() && c != '\n') {
                self.tell(path, "the text contains a control character; type it anew");
            } else if !is_nfc(words) {
                self.tell(
                    path,
                    "the text is written with separate tone marks (not Unicode NFC); type it anew",
                );
            }
        }
    }

    /// The same for a text that may be left out.
    pub(super) fn check_optional(&mut self, text: Option<&Text>, path: &Path) {
        if let Some(text) = text {
            self.check_text(text, path);
        }
    }
}
