//! What every page shares: language, title, style sheet, header and foot.

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

/// Words of a form or a place, which may be missing in the page's language and then are Vietnamese.
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

    /// The attribute that tells a screen reader to change its voice, or nothing.
    pub fn mark(&self) -> &'static str {
        if self.fallback { " lang=\"vi\"" } else { "" }
    }
}

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

    /// Words of the page.
    pub fn say(&self, key: &str) -> String {
        self.lang.say(key)
    }

    /// The attribute that tells a screen reader that a block is Vietnamese on a page that is not: when its language says
    /// none of these keys.
    pub fn mark(&self, keys: &[&str]) -> &'static str {
        let silent = keys.iter().all(|key| !self.lang.says(key));
        if silent { " lang=\"vi\"" } else { "" }
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
