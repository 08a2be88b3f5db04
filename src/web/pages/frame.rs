//! What every page shares: language, title, style sheet, header and foot.

use std::fmt::{Display, Formatter};

use askama::filters::{Html, HtmlSafe, escape};

use crate::form::Text;
use crate::web::words::Lang;

/// The frame around a page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The language it speaks.
    pub lang: Lang,
    /// Title, without the name of the service.
    pub title: String,
    /// Whether figures are simulated; then a banner says so.
    pub simulated: bool,
    /// Who publishes (cơ quan công bố), if anybody is named.
    pub issuer: Option<String>,
    /// What the address asks for besides the language, e.g. `form=onestop-short&period=2026`.
    pub query: String,
    /// Whether search engines may keep the page.
    pub listed: bool,
}

/// A link with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where to.
    pub href: String,
    /// What it says.
    pub label: String,
    /// Whether it leads to where we are.
    pub current: bool,
}

/// Words which may be missing in the page's language and then are Vietnamese. In a template it stands as escaped text, and
/// within a mark that tells a screen reader to change its voice where that is needed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase {
    /// The words.
    pub text: String,
    /// Whether they are Vietnamese on a page that is not.
    pub fallback: bool,
}

impl Phrase {
    /// A text in the language of the page.
    pub fn of(text: &Text, lang: Lang) -> Self {
        Self {
            text: lang.text(text).to_owned(),
            fallback: !text.has(lang.code()),
        }
    }

    /// The words of a key in the language of the page.
    pub fn said(key: &str, lang: Lang) -> Self {
        let (text, fallback) = lang.tell(key);
        Self { text, fallback }
    }

    /// The words of a key that counts.
    pub fn counted(key: &str, count: u64, lang: Lang) -> Self {
        let (text, fallback) = lang.tell_count(key, count);
        Self { text, fallback }
    }

    /// The attribute that tells a screen reader to change its voice, or nothing.
    pub fn mark(&self) -> &'static str {
        if self.fallback { " lang=\"vi\"" } else { "" }
    }
}

impl Display for Phrase {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Ok(text) = escape(self.text.as_str(), Html);
        if self.fallback {
            write!(f, "<span lang=\"vi\">{text}</span>")
        } else {
            text.fmt(f)
        }
    }
}

impl HtmlSafe for Phrase {}

impl Frame {
    /// A frame that names nobody and keeps nothing of the address.
    pub fn new(lang: Lang, title: impl Into<String>) -> Self {
        Self {
            lang,
            title: title.into(),
            simulated: false,
            issuer: None,
            query: String::new(),
            listed: false,
        }
    }

    /// Words of the page, for an attribute or a title.
    pub fn say(&self, key: &str) -> String {
        self.lang.say(key)
    }

    /// Words of the page where markup may stand: marked as Vietnamese where its own language does not say them.
    pub fn tell(&self, key: &str) -> Phrase {
        Phrase::said(key, self.lang)
    }

    /// Words of the page with one text put in by name.
    pub fn say_with(&self, key: &str, name: &'static str, text: &str) -> String {
        self.lang.say_with(key, &[(name, text)])
    }

    /// An address of this service in the language of the page.
    pub fn href(&self, path: &str) -> String {
        self.lang.href(path)
    }

    /// The same page in the other languages: plain links, so that no script is needed.
    pub fn languages(&self) -> Vec<LanguageLink> {
        Lang::all()
            .map(|lang| LanguageLink {
                code: lang.code(),
                name: lang.say("language-name"),
                href: match self.query.as_str() {
                    "" => format!("?lang={}", lang.code()),
                    query => format!("?{query}&lang={}", lang.code()),
                },
                current: lang.code() == self.lang.code(),
            })
            .collect()
    }
}

/// A link to the same page in a language.
#[derive(Debug, Clone)]
pub struct LanguageLink {
    /// Language code.
    pub code: &'static str,
    /// Its own name for itself.
    pub name: String,
    /// Where to.
    pub href: String,
    /// Whether it is the language of this page.
    pub current: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_stand_in_are_escaped_and_marked() {
        let own = Phrase {
            text: "a & <b>".into(),
            fallback: false,
        };
        assert_eq!(own.to_string(), "a &#38; &#60;b&#62;");
        let borrowed = Phrase {
            fallback: true,
            ..own
        };
        assert_eq!(
            borrowed.to_string(),
            "<span lang=\"vi\">a &#38; &#60;b&#62;</span>"
        );
    }
}
