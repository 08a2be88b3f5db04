//! A text in the languages of the page; Vietnamese always exists.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Words in Vietnamese and English, and in any further language by its code (`rad`, `km`, …).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Text {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
    /// Further languages, by ISO 639 code.
    #[serde(flatten)]
    others: BTreeMap<String, String>,
}

impl Text {
    /// Vietnamese and English at once.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            vi: vi.into(),
            en: en.into(),
            others: BTreeMap::new(),
        }
    }

    /// The text in a language; Vietnamese when there is none in it (mark it `lang="vi"` then,
    /// see [`Text::has`]).
    pub fn get(&self, lang: &str) -> &str {
        self.in_language(lang).unwrap_or(&self.vi)
    }

    /// Whether the text exists in this very language.
    pub fn has(&self, lang: &str) -> bool {
        self.in_language(lang).is_some()
    }

    fn in_language(&self, lang: &str) -> Option<&str> {
        match lang {
            "vi" => Some(self.vi.as_str()),
            "en" => Some(self.en.as_str()),
            other => self.others.get(other).map(String::as_str),
        }
        .filter(|text| !text.is_empty())
    }

    /// Every language with its words: `vi`, `en`, then the others by code.
    pub fn languages(&self) -> impl Iterator<Item = (&str, &str)> {
        [("vi", self.vi.as_str()), ("en", self.en.as_str())]
            .into_iter()
            .chain(self.others.iter().map(|(k, v)| (k.as_str(), v.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_translation_falls_back_to_vietnamese() {
        let text = Text::new("Hài lòng", "");
        assert_eq!(text.get("en"), "Hài lòng");
        assert!(!text.has("en"));
        assert_eq!(text.get("rad"), "Hài lòng");
    }

    #[test]
    fn a_third_language_is_one_more_key() {
        let text: Text = toml::from_str("vi = \"Có\"\nen = \"Yes\"\nkm = \"បាទ\"").unwrap();
        assert_eq!(text.get("km"), "បាទ");
        assert_eq!(text.languages().count(), 3);
    }
}
